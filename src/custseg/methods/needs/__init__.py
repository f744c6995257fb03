"""Needs 需求: what customers will want next, why, and who may be offered it."""

from __future__ import annotations

from custseg.methods.needs.method import needs
from custseg.methods.needs.said import needs_reason
from custseg.methods.needs.settings import NeedsSettings

__all__ = ["NeedsSettings", "needs", "needs_reason"]
