"""Two periods beside each other: who moved, what shifted, and which alarms that sets off (动态调整)."""

from __future__ import annotations

from custseg.compare.method import compare
from custseg.compare.period import Period, period_of
from custseg.compare.settings import CompareSettings

__all__ = ["CompareSettings", "Period", "compare", "period_of"]
