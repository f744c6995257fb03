"""Who looks after whom, within the hours there are, with the fewest moves."""

from __future__ import annotations

from custseg.plan.managers.part import managers
from custseg.plan.managers.settings import ManagersSettings

__all__ = ["ManagersSettings", "managers"]
