"""Tiers with memory 分层: levels on any metric, promotion, watch and demotion by a written rule."""

from __future__ import annotations

from custseg.listed import Listed
from custseg.tier.files import read_locks, read_previous
from custseg.tier.method import tier
from custseg.tier.reach import needs_results
from custseg.tier.said import reason_of
from custseg.tier.settings import Level, TierSettings

__all__ = ["Level", "Listed", "TierSettings", "needs_results", "read_locks", "read_previous",
           "reason_of", "tier"]  # fmt: skip
