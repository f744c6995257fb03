"""Acquisition 客户获取: who has come, where, and how many of them were active within a month."""

from __future__ import annotations

from custseg.plan.acquisition.method import AcquisitionSettings, acquisition

__all__ = ["AcquisitionSettings", "acquisition"]
