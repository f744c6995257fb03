"""Attributes 客户属性识别 (method 2): who the customers are, and how good the data about them is."""

from __future__ import annotations

from custseg.methods.attributes.findings import profile_reason
from custseg.methods.attributes.method import profile
from custseg.methods.attributes.portrait import AgeLimit, ProfileSettings

__all__ = ["AgeLimit", "ProfileSettings", "profile", "profile_reason"]
