"""Words of the lists of a branch or manager."""

from __future__ import annotations

from custseg.words.term import Term

TERMS: dict[str, Term] = {
    "risk_sign": Term("预警信号", "Sign of leaving", "label"),
    "days_left": Term("剩余天数", "Days left", "days"),
    "birthday_on": Term("生日", "Birthday", "date"),
    "age_reached": Term("将满周岁", "Age reached", "number"),
    "lists": Term("在列清单数", "On lists", "count"),
    "list_at_risk": Term("流失预警", "At risk", "count"),
    "list_complaints": Term("投诉未结与紧急", "Complaints, urgent", "count"),
    "list_keep": Term("保级与临近降级", "Below tier or near falling", "count"),
    "list_near_up": Term("临界提升", "Near next tier", "count"),
    "list_maturing": Term("产品到期", "Maturing", "count"),
    "list_documents": Term("证件到期", "Documents expiring", "count"),
    "list_birthdays": Term("生日", "Birthdays", "count"),
    "list_offers": Term("产品推荐", "Offers", "count"),
}

TITLES: dict[str, tuple[str, str]] = {
    "lists": ("管户清单", "Lists to work through"),
    "unassigned": ("未分配", "Unassigned"),
    "lists_by_manager": ("各客户经理", "By manager"),
    "lists_by_branch": ("各网点", "By branch"),
    "lists_load": ("管户数", "Customers"),
    "list_at_risk": (
        "流失预警：有价值而有流失迹象",
        "At risk: of value and showing signs of leaving",
    ),
    "list_complaints": ("投诉未结与紧急反馈", "Open complaints and urgent messages"),
    "list_keep": ("保级与临近降级：未达标，或略高于门槛", "Below their tier or near falling"),
    "list_near_up": ("临界提升：差一点到上一层级", "Just short of the next tier"),
    "list_maturing": ("产品到期", "Products that mature"),
    "list_documents": ("证件到期", "Documents that expire"),
    "list_birthdays": ("生日", "Birthdays"),
    "list_offers": ("产品推荐", "Products to offer"),
}

LABELS: dict[str, dict[str, tuple[str, str]]] = {
    "risk_sign": {
        "unhappy_and_falling": ("高价值、不满且下滑", "of high value, unhappy and falling"),
        "likely_to_leave": ("流失概率高", "likely to leave"),
        "declining": ("处于衰退期", "in decline"),
    },
}
