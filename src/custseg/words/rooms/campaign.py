"""Words of money over options, of campaigns and what they brought, and of targets."""

from __future__ import annotations

from custseg.words.rooms.tier import LABELS as OF_TIERS
from custseg.words.rooms.value import LABELS as OF_VALUE
from custseg.words.term import Term


def _of_list(place: int) -> dict[str, Term]:
    """The columns of the list a customer is on; of those who may be on several, each list has its own."""
    end, number = ("", "") if place == 1 else (f"_{place}", str(place))
    return {
        f"campaign{end}": Term(f"营销活动{number}", f"Campaign {number}".strip(), "text"),
        f"campaign_group{end}": Term(f"分组{number}", f"Group {number}".strip(), "label"),
        f"campaign_offer{end}": Term(f"推介内容{number}", f"Offered {number}".strip(), "text"),
        f"campaign_because{end}": Term(f"入选理由{number}", f"Why on the list {number}".strip(), "text"),
    }  # fmt: skip


TERMS: dict[str, Term] = {
    # campaigns
    **{key: term for place in range(1, 10) for key, term in _of_list(place).items()},
    "campaign_stratum": Term("分层（抽样）", "Stratum", "label"),
    "campaign_on": Term("名单日期", "Listed on", "date"),
    "campaign_excluded": Term("未入选原因", "Why not on a list", "label"),
    "listed": Term("名单客户数", "On the list", "count"),
    "treated": Term("触达组客户数", "Contacted", "count"),
    "control": Term("对照组客户数", "Control", "count"),
    "control_share": Term("对照占比", "Share of control", "share"),
    "base_rate": Term("预计自然响应率", "Expected without it", "share"),
    "smallest_uplift": Term("值得知道的最小提升", "Smallest gain worth knowing", "share"),
    "chance_to_see": Term("能看出的把握", "Chance to see it", "share"),
    "detectable_uplift": Term("可看出的最小提升", "Gain that will show", "share"),
    "listed_needed": Term("所需名单人数", "Customers needed", "count"),
    "is_enough": Term("人数足够", "Large enough", "flag"),
    "campaign_cost": Term("触达成本", "Cost of contacts", "money"),
    "left_out": Term("排除人数", "Left out", "count"),
    "remaining": Term("剩余人数", "Left", "count"),
    "treated_money": Term("触达组人均价值", "Worth, contacted", "money"),
    "control_money": Term("对照组人均价值", "Worth, control", "money"),
    "groups_apart": Term("两组相差（标准差）", "Groups apart (SD)", "number"),
    # what a campaign brought
    "responded": Term("响应率", "Responded", "share"),
    "took_product": Term("新办该产品的占比", "Took the product", "share"),
    "bought": Term("有交易的占比", "Bought anything", "share"),
    "spent_after": Term("人均交易金额", "Money of purchases, each", "money"),
    "assets_gained": Term("人均资产增加", "Assets gained, each", "money"),
    "measured_until": Term("测量截至", "Measured until", "date"),
    "treated_mean": Term("触达组均值", "Treated, mean", "varied"),
    "control_mean": Term("对照组均值", "Control, mean", "varied"),
    "uplift": Term("提升", "Uplift", "varied"),
    "uplift_low": Term("提升下限", "Uplift from", "varied"),
    "uplift_high": Term("提升上限", "Uplift to", "varied"),
    "gained": Term("增量合计", "Gained in all", "number"),
    "gained_low": Term("增量下限", "Gained from", "number"),
    "gained_high": Term("增量上限", "Gained to", "number"),
    "cost_per_gain": Term("每单位增量成本", "Cost of each gained", "money"),
    "uplift_verdict": Term("结论", "Verdict", "label"),
    "p_value": Term("p 值", "p", "p_value"),
    "p_holm": Term("p 值（Holm 校正）", "p after Holm", "p_value"),
    "explained_before": Term("前期可解释的波动", "Explained by before", "share"),
    # acquisition
    "acquired_of": Term("单位", "Of", "text"),
    "new_customers": Term("新客户数", "New customers", "count"),
    "new_before": Term("上一时段新客户数", "New in the time before", "count"),
    "old_enough": Term("可判断激活的客户数", "Long enough to say", "count"),
    "begun": Term("激活客户数", "Activated", "count"),
    "begun_share": Term("激活率", "Activated, share", "share"),
    "begun_low": Term("激活率下限", "Share from", "share"),
    "begun_high": Term("激活率上限", "Share to", "share"),
    "new_worth": Term("新客户人均价值", "Worth of each new one", "money"),
    # targets
    "target": Term("目标", "Target", "text"),
    "target_unit": Term("单位", "Of", "text"),
    "target_metric": Term("指标口径", "Figure", "label"),
    "target_number": Term("数值", "Number", "number"),
    "target_count": Term("数量", "Count", "count"),
    "start_on": Term("起始日", "From", "date"),
    "by": Term("截止日", "By", "date"),
    "start": Term("起点", "At the start", "varied"),
    "achieved": Term("实际", "Actual", "varied"),
    "goal": Term("目标值", "Goal", "varied"),
    "to_goal": Term("距目标", "To the goal", "varied"),
    "way_share": Term("完成进度", "Share of the way", "share"),
    "time_share": Term("时间进度", "Share of the time", "share"),
    "foreseen": Term("到期预计", "Foreseen by then", "varied"),
    "foreseen_by": Term("推算依据", "Foreseen by", "label"),
    "target_status": Term("状态", "Status", "label"),
    "past_error": Term("过去预计误差", "Past error of it", "varied"),
    "past_error_same": Term("视为不变的误差", "Error if nothing changes", "varied"),
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
    "campaign": ("营销名单", "Campaigns"),
    "campaigns": ("各活动名单及其检验力", "Campaign lists and what they can show"),
    "campaign_waterfall": ("从全部客户到名单：逐步排除", "From all customers to the list"),
    "campaign_groups": ("各层的触达组与对照组", "Contacted and control, by stratum"),
    "campaign_list": ("名单示例（触达组）", "The first of each list"),
    "campaign_results": ("活动效果", "What the campaigns brought"),
    "campaign_uplift": (
        "触达组与对照组：总体、分层及其他结果",
        "Treated beside control: all, by stratum, and other outcomes",
    ),
    "acquired_by": ("各单位新客户及激活", "New customers by branch"),
    "targets": ("目标与进度", "Targets"),
    "target_units": ("各单位目标进度", "Targets by unit"),
    "budget": ("预算分配", "Budget"),
    "budget_splits": ("与简单分法相比", "Beside simple splits"),
    "budget_totals": ("不同预算总额下的产出", "What other budgets would bring"),
    "budget_curve": ("不同预算总额下的产出", "What other budgets would bring"),
}

LABELS: dict[str, dict[str, tuple[str, str]]] = {
    "campaign_excluded": {
        "all": ("全部客户", "all customers"),
        "condition": ("不符合条件", "the condition does not hold"),
        "need": ("主要需求不符", "another main need"),
        "no_consent": ("未同意营销", "no consent to marketing"),
        "contacted": ("近期已营销", "contacted lately"),
        "complaint": ("近期或未结投诉", "a complaint, open or recent"),
        "held": ("已持有", "has it already"),
        "not_offered": ("停止推荐的产品", "not offered"),
        "age": ("年龄不符", "age"),
        "risk": ("风险不匹配", "risk level below the product's"),
        "no_offer": ("无合适产品", "nothing to offer"),
        "other_list": ("已在其他名单", "on another list"),
        "beyond": ("名额已满", "the list is full"),
    },
    "target_status": {
        "met": ("已达成", "met"),
        "on_track": ("预计可达成", "on track"),
        "at_risk": ("有风险", "at risk"),
        "off_track": ("预计达不到", "off track"),
        "missed": ("未达成", "missed"),
        "unknown": ("无法预计", "cannot be foreseen"),
    },
    "foreseen_by": {
        "trend": ("近月趋势（至多 12 个月）", "the trend of the last months (12 at most)"),
        "pace": ("起点以来的平均速度", "the pace since the start"),
        "stays": ("保持不变", "saying that it stays"),
    },
    "target_metric": {
        "aum": ("月日均资产合计", "assets, monthly average"),
        "new_customers": ("新客户数（累计）", "new customers since the start"),
        "money": ("交易金额（累计）", "money of purchases since the start"),
        "complaints": ("投诉件数（累计）", "complaints since the start"),
        "nps": ("NPS", "NPS"),
        "satisfied": ("满意占比", "share of the satisfied"),
        "customers": ("客户数", "customers"),
        "share": ("客户占比", "share of customers"),
        "sum": ("合计", "sum"),
        "mean": ("平均", "mean"),
    },
    "uplift_verdict": {
        "worked": ("有效", "it worked"),
        "harmed": ("反而有害", "it did harm"),
        "undecided": ("无法断定", "cannot be said"),
    },
    "campaign_group": {
        "treated": ("触达", "contact"),
        "control": ("对照（不触达）", "control: do not contact"),
    },
    "campaign_stratum": {**OF_TIERS["tier"], **OF_VALUE["value_tier"]},
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

for _place in range(2, 10):
    LABELS[f"campaign_group_{_place}"] = LABELS["campaign_group"]
