"""Words of tiers with memory; names a user gives are shown as they are."""

from __future__ import annotations

from custseg.words.term import Term

TERMS: dict[str, Term] = {
    "tier": Term("客户层级", "Tier", "label"),
    "tier_status": Term("层级状态", "Tier status", "label"),
    "tier_change": Term("本月变动", "Change this month", "label"),
    "previous_tier": Term("上月层级", "Tier last month", "label"),
    "tier_rule": Term("定级依据", "Why this tier", "label"),
    "value_before": Term("上月数值", "Figure last month", "number"),
    "reached_tier": Term("本月达到层级", "Tier reached this month", "label"),
    "below_months": Term("连续未达标月数", "Months below", "count"),
    "best_below_tier": Term("未达标期间最高层级", "Best tier of those months", "label"),
    "months_left": Term("距降级月数", "Months until it falls", "count"),
    "next_tier": Term("下月层级", "Tier from next month", "label"),
    "tier_since": Term("现层级起始月", "Tier since", "month"),
    "near": Term("临界", "Near a threshold", "label"),
    "upper_tier": Term("上一层级", "Next tier up", "label"),
    "to_upper_tier": Term("距上一层级", "Lacking to next tier up", "number"),
    "above_floor": Term("高出门槛", "Above own threshold", "number"),
    "locked_until": Term("锁定至", "Locked until", "month"),
    "tier_month": Term("定级月份", "Tier of month", "month"),
    "at_least": Term("门槛", "At least", "number"),
    "watched": Term("关注客户数", "On watch", "count"),
    "locked": Term("锁定客户数", "Locked", "count"),
    "near_up": Term("临界提升", "Near the next tier", "count"),
    "near_down": Term("临界降级", "Near falling below", "count"),
    "lower_tier": Term("下方层级", "Tier below", "label"),
    "examples": Term("客户（例）", "Customers (examples)", "text"),
    "up": Term("升级", "Up", "count"),
    "down": Term("降级", "Down", "count"),
    "new": Term("新客户", "New", "count"),
    "to_watch": Term("转为关注", "Put on watch", "count"),
    "off_watch": Term("关注解除", "Taken off watch", "count"),
    "changed_share": Term("变动占比", "Share that changed tier", "share"),
    "memory_rule": Term("规则", "Rule", "label"),
    "changes": Term("层级变动次数", "Changes of tier", "count"),
    "differs_now": Term("现层级不同的客户", "Customers with another tier now", "count"),
    "anew_times": Term("逐月重评为其几倍", "Every month anew: times as many", "number"),
    "tier_why": Term("原因", "Why", "text"),
    "gap_share": Term("占门槛比例", "Share of the threshold", "share"),
    "lacking": Term("差额", "Lacking", "number"),
}

TITLES: dict[str, tuple[str, str]] = {
    "tier": ("客户分层", "Tiers"),
    "tiers": ("各层级客户", "Customers by tier"),
    "tiers_customers": ("各层级客户数", "Customers by tier"),
    "tier_moves": ("本月升降级", "Moves between tiers this month"),
    "tier_keep": ("未达标客户（保级名单）", "Below their own tier: whom to keep"),
    "tier_near_up": ("临界提升名单", "Just short of the next tier"),
    "tier_near_down": ("临界降级名单", "Just above their own threshold"),
    "tier_movers": ("本月变动客户", "Whose tier or status changed this month"),
    "tier_rules": ("同一数据，不同规则", "The same months by other rules"),
    "tier_coverage": ("层级覆盖（本月）", "What the levels cover this month"),
    "tier_overlap": ("条件重叠的层级", "Where levels overlap"),
    "tier_not_known": ("缺值而无法判断", "What is not known"),
    "tier_months": ("逐月变动", "Changes by month"),
    "tier_changes": ("逐月变动", "Changes by month"),
}

LABELS: dict[str, dict[str, tuple[str, str]]] = {
    "tier": {
        "private_banking": ("私人银行", "Private banking"),
        "diamond": ("钻石", "Diamond"),
        "platinum": ("白金", "Platinum"),
        "gold": ("金卡", "Gold"),
        "basic": ("普通", "Basic"),
    },
    "tier_status": {
        "normal": ("正常", "in order"),
        "watched": ("关注", "on watch"),
        "locked": ("锁定", "locked"),
    },
    "tier_change": {
        "new": ("新客户", "new"),
        "up": ("升级", "up"),
        "down": ("降级", "down"),
        "to_watch": ("转为关注", "put on watch"),
        "off_watch": ("关注解除", "taken off watch"),
        "same": ("不变", "same"),
    },
    "tier_rule": {
        "locked": ("人工锁定", "held by a lock"),
        "new": ("新客户定级", "a new customer"),
        "not_judged": ("本月无数据，维持原级", "nothing is known of the month"),
        "rose_as_decided": ("上月达标，本月升级", "reached last month, counts now"),
        "rose": ("达到更高层级，升级", "reaches a higher tier"),
        "fell": ("期满未达标，降级", "the months below are over"),
        "falls_next_month": ("期满未达标，下月降级", "falls next month"),
        "watched": ("关注期内", "on watch"),
        "below": ("未达标，尚未关注", "below, not on watch yet"),
        "rises_next_month": ("达到更高层级，下月升级", "reaches a higher tier, counts next month"),
        "back": ("重新达标", "back above the threshold"),
        "reached": ("达标", "reaches the tier"),
    },
    "near": {
        "near_up": ("临界提升", "just short of the next tier"),
        "near_down": ("临界降级", "just above the own threshold"),
        "below": ("低于现层级", "below the own tier"),
    },
    "memory_rule": {
        "own": ("现行设置", "as set"),
        "anew": ("逐月重评", "every month anew"),
        "ccb": ("建行规则", "China Construction Bank's"),
        "cbhb": ("渤海银行规则", "China Bohai Bank's"),
    },
}

for _when in ("previous", "reached", "best_below", "next", "upper", "lower"):
    LABELS[f"{_when}_tier"] = LABELS["tier"]
