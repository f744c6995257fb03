"""Words of the report, of one customer explained, and of how a result was made."""

from __future__ import annotations

from custseg.words.term import Term

TERMS: dict[str, Term] = {
    "sha256": Term("SHA-256 指纹", "SHA-256", "text"),
    "setting": Term("项目", "Item", "text"),
    "set_to": Term("取值", "Value", "text"),
    "method": Term("方法", "Method", "label"),
    "fact": Term("事实", "Fact", "label"),
    "said": Term("内容", "Value", "text"),
    "why_profile": Term("画像依据", "Why this portrait", "text"),
    "why_behavior": Term("行为依据", "Why this behaviour", "text"),
    "why_value": Term("价值依据", "Why this value", "text"),
    "why_rfm": Term("RFM 依据", "Why this RFM segment", "text"),
    "why_needs": Term("需求依据说明", "Why this need", "text"),
    "why_sentiment": Term("情感依据", "Why this mood", "text"),
    "why_lifecycle": Term("生命周期依据", "Why this stage", "text"),
    "why_tier": Term("分层依据", "Why this tier", "text"),
    "is_computed": Term("已计算", "Computed", "flag"),
    "why": Term("原因", "Why", "text"),
    "below_share": Term("低于他的客户占比", "Share of customers below", "share"),
    "middle": Term("中位客户", "Middle customer", "varied"),
    "own": Term("本客户", "This customer", "varied"),
    "labels": Term("结论", "Labels", "text"),
    "date": Term("日期", "Date", "date"),
    "amount": Term("金额", "Amount", "money"),
    "direction": Term("收支方向", "Direction", "label"),
    "is_return": Term("退货", "Return", "flag"),
    "category": Term("类别", "Category", "text"),
    "summary": Term("摘要", "Summary", "text"),
}

TITLES: dict[str, tuple[str, str]] = {
    "inputs": ("输入文件", "Inputs"),
    "everyone": ("六法合一：每位客户一行", "All methods in one row"),
    "report": ("客户识别报告", "Report"),
    "methods": ("各方法一览", "What was computed"),
    "explain": ("单个客户解读", "One customer explained"),
    "facts": ("已知事实", "Facts"),
    "why": ("原因", "Why"),
    "position": ("在全体客户中的位置", "Position among all customers"),
    "records": ("各表中的记录", "Records in each table"),
    "recent": ("最近交易", "Latest transactions"),
}

LABELS: dict[str, dict[str, tuple[str, str]]] = {
    "method": {
        "profile": ("客户画像", "profile"),
        "behavior": ("客户行为", "behaviour"),
        "value": ("客户价值", "value"),
        "rfm": ("RFM", "RFM"),
        "sentiment": ("客户情感", "sentiment"),
        "needs": ("客户需求", "needs"),
        "lifecycle": ("生命周期", "life cycle"),
        "segment": ("客户分群", "segments"),
        "tier": ("客户分层", "tiers"),
        "customers": ("客户清单", "customer list"),
    },
}
