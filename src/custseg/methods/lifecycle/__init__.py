"""Life cycle 生命周期: which stage each customer is in, who is leaving, and how trade moves on."""

from __future__ import annotations

from custseg.methods.lifecycle.method import lifecycle
from custseg.methods.lifecycle.said import stage_reason, stage_reason_in
from custseg.methods.lifecycle.settings import LifecycleSettings

__all__ = ["LifecycleSettings", "lifecycle", "stage_reason", "stage_reason_in"]
