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
}
