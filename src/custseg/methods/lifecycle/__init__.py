"""Life cycle 生命周期: which stage each customer is in, who is leaving, and how trade moves on."""

from __future__ import annotations

from custseg.methods.lifecycle.method import LifecycleSettings, lifecycle, stage_reason

__all__ = ["LifecycleSettings", "lifecycle", "stage_reason"]
