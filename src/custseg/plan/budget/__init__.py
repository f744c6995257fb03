"""Budget 预算: money over segments or tiers, where the last yuan brings the same everywhere."""

from __future__ import annotations

from custseg.plan.budget.method import budget
from custseg.plan.budget.settings import BudgetOption, BudgetSettings
from custseg.plan.budget.settings import checked as check_budget

__all__ = ["BudgetOption", "BudgetSettings", "budget", "check_budget"]
