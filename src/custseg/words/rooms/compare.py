"""Words of two results held against each other."""

from __future__ import annotations

from custseg.words.rooms import (
    attributes,
    behavior,
    churn,
    lifecycle,
    needs,
    schema,
    segment,
    sentiment,
    tier,
    value,
)
from custseg.words.term import Term

_MOVED: dict[str, tuple[str, str]] = {
    "tier": ("客户层级", "Tier"),
    "value_tier": ("价值层级", "Value tier"),
    "segment": ("客户分群", "Segment"),
    "rfm_segment": ("RFM 分群", "RFM segment"),
    "stage": ("阶段", "Stage"),
    "behavior_label": ("行为类型", "Behaviour"),
    "mood": ("情绪", "Mood"),
    "main_need": ("主要需求", "Main need"),
    "churn_risk_band": ("流失概率档", "Chance of leaving, band"),
    "customer_level": ("客户等级", "Customer level"),
    "rfm_class": ("RFM 八类", "RFM class"),
    "abc_class": ("ABC 类", "ABC class"),
    "hml_class": ("HML 类", "H/M/L class"),
    "tier_status": ("层级状态", "Tier status"),
    "risk_level": ("风险承受等级", "Risk level"),
}
"""Labels whose moves have tables of their own."""

TERMS: dict[str, Term] = {
    "rfm_segment": Term("RFM 分群", "RFM segment", "label"),
    "label": Term("标签", "Label", "label"),
    "move": Term("变动", "Move", "label"),
    "presence": Term("客户", "Customers of", "label"),
    "customers_old": Term("原客户数", "Customers before", "count"),
    "customers_both": Term("两期均有的客户", "Customers in both", "count"),
    "stayed": Term("未变", "Stayed", "count"),
    "changed": Term("变化", "Changed", "count"),
    "stayed_share": Term("留存率", "Stayed (share)", "share"),
    "up_share": Term("升级占比", "Up (share)", "share"),
    "down_share": Term("降级占比", "Down (share)", "share"),
    "moved_share": Term("变动占比", "Moved (share)", "share"),
    "lost_share": Term("流出占比", "Lost (share)", "share"),
    "new_share": Term("新增占比", "New (share)", "share"),
    "lost": Term("流出客户", "Lost", "count"),
    "unlabelled": Term("不再有标签", "No longer labelled", "count"),
    "both": Term("两期均有", "In both", "count"),
    "adjusted_rand": Term("调整兰德指数", "Adjusted Rand", "number"),
    "from_share": Term("占原值客户", "Share of those before", "share"),
    "money_old": Term("原金额", "Money before", "money"),
    "money_new": Term("现金额", "Money now", "money"),
    "money_change": Term("金额变动", "Change of money", "money"),
    "money_change_share": Term("金额变动率", "Change of money (share)", "share"),
    "money_new_customers": Term("新增客户金额", "Money of new customers", "money"),
    "money_lost": Term("流出客户金额", "Money of lost customers", "money"),
    "changed_facts": Term("变化的事实", "What changed", "text"),
    "median_old": Term("原中位数", "Median before", "varied"),
    "median_new": Term("现中位数", "Median now", "varied"),
    "change_rank": Term("变化位置（50% 为与众相同）", "Place of the change (50%: as with all)", "share"),
    "measured_as": Term("类别", "As", "label"),
    "psi": Term("PSI", "PSI", "number"),
    "psi_band": Term("稳定性", "Stability", "label"),
    "psi_by_chance": Term("偶然可及的 PSI", "PSI by chance", "number"),
    "mean_old": Term("原均值", "Mean before", "varied"),
    "mean_new": Term("现均值", "Mean now", "varied"),
    "missing_share_old": Term("原缺失率", "Missing before", "share"),
    "cells": Term("分箱数", "Parts", "count"),
    "share_old": Term("原占比", "Share before", "share"),
    "share_new": Term("现占比", "Share now", "share"),
    "psi_part": Term("PSI 分量", "Part of PSI", "number"),
    "alarm": Term("警报条件", "Alarm", "text"),
    "is_raised": Term("触发", "Raised", "flag"),
    "found_there": Term("实际", "Found", "text"),
}  # fmt: skip

TITLES: dict[str, tuple[str, str]] = {
    "compare": ("两期对比", "Two periods compared"),
    "alarms": ("警报", "Alarms"),
    "population": ("客户与金额的变化", "From the customers before to those now"),
    "label_moves": ("各标签的变动", "How labels moved"),
    "drivers": ("随变动而变的事实", "What changed with those who moved"),
    "column_drift": ("各列分布的漂移（PSI）", "How columns drifted (PSI)"),
    "drift_bins": ("漂移明细（分箱）", "Drift, part by part"),
}

LABELS: dict[str, dict[str, tuple[str, str]]] = {
    "rfm_segment": value.LABELS["segment"],
    "label": _MOVED,
    "presence": {
        "customers_old": ("原有", "before"),
        "lost": ("其中流出", "of them lost"),
        "both": ("两期均有", "in both"),
        "new": ("新增", "new"),
        "customers": ("现有", "now"),
    },
    "move": {
        "up": ("升级", "up"),
        "down": ("降级", "down"),
        "changed": ("变化", "changed"),
        "stayed": ("未变", "stayed"),
        "labelled": ("首次有标签", "labelled now"),
        "unlabelled": ("不再有标签", "no longer labelled"),
        "new": ("新增", "new"),
        "lost": ("流出", "lost"),
    },
    "made_move": {
        "up": ("升级", "rose"),
        "down": ("降级", "fell"),
        "changed": ("变化", "changed"),
    },
    "measured_as": {
        "feature": ("特征", "feature"),
        "score": ("评分", "score"),
        "label": ("标签", "label"),
    },
    "psi_band": {
        "stable": ("稳定", "stable"),
        "chance": ("样本太小，可能是偶然", "could be chance"),
        "grows": ("随时间增长", "grows with time"),
        "moved": ("有变动", "moved"),
        "shifted": ("明显漂移", "shifted"),
    },
}

_OTHERS = (attributes, behavior, churn, needs, schema, sentiment, tier, lifecycle, segment, value)
for _label, (_zh, _en) in _MOVED.items():
    TERMS[f"{_label}_old"] = Term(f"原{_zh}", f"{_en} before", "label")
    TERMS[f"{_label}_move"] = Term(f"{_zh}变动", f"{_en}: move", "label")
    TITLES[f"matrix_{_label}"] = (
        f"{_zh}：原有客户（行）现在何处（列）",
        f"{_en}: where the customers before (rows) are now (columns)",
    )
    TITLES[f"moves_{_label}"] = (f"{_zh}：变动去向", f"{_en}: who went where")
    TITLES[f"movers_{_label}"] = (f"{_zh}：变动客户名单", f"{_en}: named movers")
    LABELS[f"{_label}_move"] = LABELS["move"]
    LABELS[f"{_label}_old"] = {
        key: names
        for room in _OTHERS
        for key, names in room.LABELS.get(_label, {}).items()
    } or LABELS.get(_label, {})  # fmt: skip
