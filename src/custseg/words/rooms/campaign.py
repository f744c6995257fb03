"""Words of money over options, of campaigns and what they brought, and of targets."""

from __future__ import annotations

from custseg.words.term import Term

TERMS: dict[str, Term] = {
    # budget
    "budget_option": Term("投向", "Spent on", "text"),
    "budget_spent": Term("投入", "Spent", "money"),
    "budget_spent_share": Term("投入占比", "Share of spend", "share"),
    "brought": Term("产出", "Brings", "money"),
    "per_yuan": Term("每元产出", "Per yuan", "number"),
    "next_yuan": Term("再投一元的产出", "Next yuan brings", "number"),
    "bounded": Term("受限", "Bounded", "label"),
    "equal_spent": Term("均分时投入", "If split equally", "money"),
    "heads_spent": Term("按客户数分时投入", "If split by customers", "money"),
    "budget_split": Term("分法", "Split", "label"),
    "less_than_best": Term("比最优少", "Less than the best", "money"),
    "less_share": Term("少的比例", "Less, share", "share"),
    "budget_total": Term("预算总额", "Budget", "money"),
}

TITLES: dict[str, tuple[str, str]] = {
    "budget": ("预算分配", "Budget"),
    "budget_splits": ("与简单分法相比", "Beside simple splits"),
    "budget_totals": ("不同预算总额下的产出", "What other budgets would bring"),
    "budget_curve": ("不同预算总额下的产出", "What other budgets would bring"),
}

LABELS: dict[str, dict[str, tuple[str, str]]] = {
    "bounded": {
        "free": ("不受限", "free"),
        "at_most": ("已达上限", "at its most"),
        "at_least": ("处于下限", "at its least"),
    },
    "budget_split": {
        "best": ("最优（边际产出相等）", "best: the last yuan brings the same"),
        "equal": ("均分", "in equal parts"),
        "heads": ("按客户数分", "by the number of customers"),
    },
}
