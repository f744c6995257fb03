"""The values of label columns: column -> {key: (Chinese, English)}.

Results hold the keys, so that a condition, a CSV and a JSON mean the same in every language.
"""

from __future__ import annotations

LABELS: dict[str, dict[str, tuple[str, str]]] = {
    "kind": {
        "customers": ("客户", "customers"),
        "accounts": ("账户", "accounts"),
        "transactions": ("交易", "transactions"),
        "balances": ("余额", "balances"),
        "holdings": ("持有", "holdings"),
        "events": ("事件", "events"),
        "feedback": ("反馈", "feedback"),
        "leads": ("线索", "leads"),
        "unused": ("未使用", "not used"),
    },
    "segment": {
        "champions": ("冠军客户", "champions"),
        "loyal": ("忠诚客户", "loyal"),
        "potential_loyalist": ("潜在忠诚客户", "potential loyalists"),
        "new": ("新客户", "new customers"),
        "promising": ("有希望客户", "promising"),
        "need_attention": ("需关注客户", "need attention"),
        "about_to_sleep": ("即将沉睡客户", "about to sleep"),
        "at_risk": ("有风险客户", "at risk"),
        "cant_lose": ("不能失去的客户", "can't lose them"),
        "hibernating": ("休眠客户", "hibernating"),
        "important_value": ("重要价值客户", "important, to keep (111)"),
        "important_develop": ("重要发展客户", "important, to develop (101)"),
        "important_keep": ("重要保持客户", "important, to win back (011)"),
        "important_retain": ("重要挽留客户", "important, to rescue (001)"),
        "general_value": ("一般价值客户", "general, to upsell (110)"),
        "general_develop": ("一般发展客户", "general, to develop (100)"),
        "general_keep": ("一般保持客户", "general, to maintain (010)"),
        "general_retain": ("一般挽留客户", "general, nearly lost (000)"),
        "not_scored": ("未评分", "not scored"),
    },
    "rfm_class": {
        "important_value": ("重要价值客户", "important, to keep (111)"),
        "important_develop": ("重要发展客户", "important, to develop (101)"),
        "important_keep": ("重要保持客户", "important, to win back (011)"),
        "important_retain": ("重要挽留客户", "important, to rescue (001)"),
        "general_value": ("一般价值客户", "general, to upsell (110)"),
        "general_develop": ("一般发展客户", "general, to develop (100)"),
        "general_keep": ("一般保持客户", "general, to maintain (010)"),
        "general_retain": ("一般挽留客户", "general, nearly lost (000)"),
    },
    "center": {
        "median": ("中位数", "median"),
        "mean": ("平均值", "mean"),
    },
    "measure": {
        "recency_days": ("近度（天）", "recency (days)"),
        "frequency": ("频度", "frequency"),
        "monetary": ("额度", "monetary"),
    },
}
