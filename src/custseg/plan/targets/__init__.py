"""Targets 目标: what is to be reached by when, how far it has come, and where it is heading."""

from __future__ import annotations

from custseg.plan.targets.method import targets
from custseg.plan.targets.settings import Target, TargetsSettings
from custseg.plan.targets.settings import checked as check_targets

__all__ = ["Target", "TargetsSettings", "check_targets", "targets"]
