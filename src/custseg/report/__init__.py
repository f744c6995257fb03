"""Which results there are for a set of exports, and what is made of them together."""

from __future__ import annotations

from custseg.report.groups import segment, tier
from custseg.report.lists import lists
from custseg.report.measured import measure
from custseg.report.methods import SettingsOf, defaults_of, known_customers, method_results
from custseg.report.planned import plan
from custseg.report.whole import explain, report

__all__ = ["SettingsOf", "defaults_of", "explain", "known_customers", "lists", "measure", "method_results", "plan", "report",
           "segment", "tier"]  # fmt: skip
