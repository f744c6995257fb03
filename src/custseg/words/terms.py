"""Columns and tables: key, Chinese, English and the unit that decides how a value is shown.

One line a term, grouped by the room that makes it. The unit is what every renderer goes by:
``money`` (yuan or the file's currency), ``share`` (0 to 1, shown as %), ``index`` (100 = base),
``days``, ``count``, ``number``, ``date``, ``month``, ``score``, ``flag``, ``id``, ``label``, ``text``,
and the personal ones, which are masked unless asked: ``name``, ``phone``, ``id_number``, ``card``,
``email``, ``address``.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Unit = Literal[
    "text", "label", "id", "count", "number", "money", "share", "index", "days", "date", "month",
    "score", "flag", "name", "phone", "id_number", "card", "email", "address",
]  # fmt: skip

PERSONAL: frozenset[Unit] = frozenset({"name", "phone", "id_number", "card", "email", "address"})


class Term(NamedTuple):
    """One column of a result, as people call it."""

    zh: str
    en: str
    unit: Unit


TERMS: dict[str, Term] = {
    # customers and what is known of them
    "customer_id": Term("客户号", "Customer ID", "id"),
    "account_id": Term("账号", "Account", "id"),
    "name": Term("姓名", "Name", "name"),
    "phone": Term("手机号", "Phone", "phone"),
    "email": Term("电子邮箱", "Email", "email"),
    "id_number": Term("证件号码", "ID number", "id_number"),
    "address": Term("地址", "Address", "address"),
    # tables of any method
    "customers": Term("客户数", "Customers", "count"),
    "customers_share": Term("客户占比", "Share of customers", "share"),
    "money": Term("金额", "Money", "money"),
    "money_share": Term("金额占比", "Share of money", "share"),
    # reading and accounting
    "file": Term("文件", "File", "text"),
    "sheet": Term("工作表", "Sheet", "text"),
    "kind": Term("数据种类", "Kind of table", "label"),
    "rows": Term("行数", "Rows", "count"),
    "used": Term("采用", "Used", "count"),
    "set_aside": Term("搁置", "Set aside", "count"),
    "rejected": Term("拒收", "Rejected", "count"),
    "reason": Term("原因", "Reason", "label"),
    # rfm
    "recency_days": Term("近度（距上次天数）", "Recency (days)", "days"),
    "frequency": Term("频度（次数）", "Frequency", "count"),
    "monetary": Term("额度", "Monetary", "money"),
    "r_score": Term("R 分", "R score", "score"),
    "f_score": Term("F 分", "F score", "score"),
    "m_score": Term("M 分", "M score", "score"),
    "rfm_cell": Term("RFM 组合", "RFM cell", "text"),
    "segment": Term("客户分群", "Segment", "label"),
    "rfm_class": Term("RFM 八类", "RFM class", "label"),
    "rfm_class_cell": Term("八类组合", "Class cell", "text"),
    "first_on": Term("首次日期", "First on", "date"),
    "last_on": Term("最近日期", "Last on", "date"),
    "orders": Term("次数合计", "Orders", "count"),
    "average_order_value": Term("次均金额", "Average order value", "money"),
    "median_recency_days": Term("近度中位数（天）", "Median recency (days)", "days"),
    "score": Term("分值", "Score", "score"),
    "recency_days_from": Term("近度起（天）", "Recency from (days)", "days"),
    "recency_days_to": Term("近度止（天）", "Recency to (days)", "days"),
    "r_customers": Term("R 人数", "R customers", "count"),
    "frequency_from": Term("频度起", "Frequency from", "count"),
    "frequency_to": Term("频度止", "Frequency to", "count"),
    "f_customers": Term("F 人数", "F customers", "count"),
    "monetary_from": Term("额度起", "Monetary from", "money"),
    "monetary_to": Term("额度止", "Monetary to", "money"),
    "m_customers": Term("M 人数", "M customers", "count"),
    "measure": Term("指标", "Measure", "label"),
    "center": Term("分界值", "Center", "number"),
    "f_1": Term("F=1", "F=1", "count"),
    "f_2": Term("F=2", "F=2", "count"),
    "f_3": Term("F=3", "F=3", "count"),
    "f_4": Term("F=4", "F=4", "count"),
    "f_5": Term("F=5", "F=5", "count"),
    "f_6": Term("F=6", "F=6", "count"),
    "f_7": Term("F=7", "F=7", "count"),
    "f_8": Term("F=8", "F=8", "count"),
    "f_9": Term("F=9", "F=9", "count"),
}

TITLES: dict[str, tuple[str, str]] = {
    # key: (Chinese, English)
    "customers": ("客户明细", "Customers"),
    "inputs": ("输入文件", "Inputs"),
    # rfm
    "rfm": ("RFM 客户价值分群", "RFM segments"),
    "segments": ("客户分群", "Segments"),
    "rfm_classes": ("RFM 八类客户", "The eight RFM classes"),
    "rfm_centers": ("八类的分界值", "What divides the eight classes"),
    "thresholds": ("划分标准", "Thresholds"),
    "rf_grid": ("R×F 客户数", "Customers by R and F"),
}
