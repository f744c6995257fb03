"""Behaviour 客户行为识别 (method 1): what customers do, how often, and whether they are overdue."""

from __future__ import annotations

from custseg.methods.behavior.cuts import BehaviorSettings
from custseg.methods.behavior.labels import behavior_reason, behavior_reason_in
from custseg.methods.behavior.method import behavior

__all__ = ["BehaviorSettings", "behavior", "behavior_reason", "behavior_reason_in"]
