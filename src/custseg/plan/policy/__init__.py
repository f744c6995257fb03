"""How each customer is served, what is wanted of them, and whether contacts were made as they were due."""

from __future__ import annotations

from custseg.plan.policy.part import policy
from custseg.plan.policy.settings import Level, PolicySettings, Strategy

__all__ = ["Level", "PolicySettings", "Strategy", "policy"]
