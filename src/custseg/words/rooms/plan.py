"""Words of what to do, and of a test whether it worked."""

from __future__ import annotations

from custseg.words.term import Term

TERMS: dict[str, Term] = {
    # how customers are served
    "policy": Term("服务等级", "Service level", "label"),
    "policy_rule": Term("服务等级依据", "Why this service level", "label"),
    "strategy": Term("经营策略", "Strategy", "label"),
    "strategy_rule": Term("策略依据", "Why this strategy", "label"),
    "other_policy": Term("另一服务等级", "Other service level", "label"),
    "other_strategy": Term("另一策略", "Other strategy", "label"),
    "service": Term("服务内容", "Service", "label"),
    "service_channel": Term("联系方式", "How contacted", "label"),
    "contact_every_days": Term("联系间隔（天）", "A contact every (days)", "days"),
    "answer_within_hours": Term("响应时限（小时）", "Answer within (hours)", "number"),
    "benefit": Term("权益", "Benefits", "label"),
    "owner_role": Term("责任人", "Responsible", "label"),
    "action": Term("做法", "What is done", "label"),
    # who looks after whom
    "new_manager": Term("分配的客户经理", "Manager from now", "text"),
    "allocation": Term("分配结果", "Allocation", "label"),
    "allocation_why": Term("分配原因", "Why", "label"),
    "customers_before": Term("现管户数", "Customers now", "count"),
    "load_before": Term("现负荷", "Load now", "share"),
    "hours_before": Term("现需工时", "Hours now", "number"),
    "given_up": Term("移出", "Given up", "count"),
    "received": Term("移入", "Received", "count"),
    "customers_after": Term("分配后管户数", "Customers then", "count"),
    "load_after": Term("分配后负荷", "Load then", "share"),
    "hours_after": Term("分配后工时", "Hours then", "number"),
    "managers": Term("客户经理数", "Managers", "count"),
    "hours_needed": Term("所需工时", "Hours needed", "number"),
    "unserved": Term("无人可管", "Unserved", "count"),
    "hours_missing": Term("缺口工时", "Hours missing", "number"),
    "unserved_money": Term("无人可管金额", "Money unserved", "money"),
    "question": Term("目标", "Question", "label"),
    "found": Term("求得", "Found", "number"),
    "bound": Term("任何分配都不低于", "No allocation below", "number"),
    "gap": Term("差距", "Gap", "share"),
}

TITLES: dict[str, tuple[str, str]] = {
    "plan": ("经营策略", "Plan"),
    "policy": ("服务策略", "Service policy"),
    "policies": ("各服务等级", "Service levels"),
    "policy_coverage": ("服务等级的覆盖", "What the service levels cover"),
    "policy_overlap": ("服务等级的重叠", "Where service levels overlap"),
    "strategies": ("各经营策略", "Strategies"),
    "strategy_coverage": ("经营策略的覆盖", "What the strategies cover"),
    "strategy_overlap": ("经营策略的重叠", "Where strategies overlap"),
    "managers": ("客户经理分配", "Managers"),
    "manager_loads": ("各客户经理的负荷", "Load of every manager"),
    "manager_load": ("客户经理负荷（现在与分配后）", "Load of managers, now and then"),
    "branch_needs": ("各网点的需要与缺口", "What branches need, and what is missing"),
    "managers_unserved": ("无人可管的客户", "Customers nobody has time for"),
    "managers_moved": ("更换客户经理的客户", "Customers who get another manager"),
    "managers_new": ("首次分配客户经理的客户", "Customers who get their first manager"),
    "allocation_proof": ("分配的最优性证明", "Proof of the allocation"),
}

_SERVICE_LEVELS = {
    "private": ("私人银行服务", "private banking"),
    "dedicated": ("专属服务", "dedicated service"),
    "named": ("专人服务", "named manager"),
    "attended": ("贴心服务", "attended service"),
    "self_service": ("普惠服务", "self-service"),
}
_STRATEGIES = {
    "acquire": ("获取", "acquire"),
    "develop": ("发展", "develop"),
    "keep": ("保持", "keep"),
    "retain": ("挽留", "retain"),
    "win_back": ("唤回", "win back"),
    "terminate": ("终止清理", "close"),
}

LABELS: dict[str, dict[str, tuple[str, str]]] = {
    "policy": _SERVICE_LEVELS,
    "other_policy": _SERVICE_LEVELS,
    "policy_rule": {"rest": ("其余客户", "all others")},
    "strategy": _STRATEGIES,
    "other_strategy": _STRATEGIES,
    "strategy_rule": {"rest": ("其余客户", "all others")},
    "service": {
        "private": (
            "私人银行家与支行长共同服务，资产配置与家庭事务",
            "private banker and branch head; asset allocation, family matters",
        ),
        "dedicated": (
            "专属客户经理，定期资产检视",
            "a manager of their own; regular review of assets",
        ),
        "named": (
            "固定客户经理，到期与市场提醒",
            "a named manager; word of maturities and markets",
        ),
        "attended": ("网点大堂与电话经理照看", "looked after by the lobby and by phone"),
        "self_service": ("手机银行与柜面，远程坐席", "app and counter; a remote team"),
    },
    "allocation": {
        "kept": ("维持", "kept"),
        "new": ("新分配", "new"),
        "moved": ("更换", "moved"),
        "unserved": ("无人可管", "unserved"),
        "unmanaged": ("无需客户经理", "no manager needed"),
    },
    "allocation_why": {
        "fits": ("原客户经理有余力", "their manager has time"),
        "no_manager": ("原无客户经理", "had no manager"),
        "not_listed": ("原客户经理不在名单上", "the manager is not on the list"),
        "other_branch": ("原客户经理不在该网点", "the manager works at another branch"),
        "level_not_served": ("原客户经理不服务该层级", "the manager does not serve this level"),
        "overload": ("原客户经理超负荷", "the manager had too much"),
        "makes_room": ("为更高层级客户让位", "makes room for a higher level"),
        "no_hours": ("工时不足", "not enough hours"),
        "nobody_may": ("该网点无人可服务该层级", "nobody there may serve this level"),
        "no_effort": ("该层级不占用工时", "the level takes no time"),
    },
    "question": {
        "unserved": ("无人可管的客户", "customers unserved"),
        "broken": ("更换的配对", "pairs broken"),
        "uneven": ("负荷不均（工时×负荷率平方）", "unevenness (hours × load squared)"),
    },
    "service_channel": {
        "visit_and_call": ("面访、电话", "visits, calls"),
        "call_and_message": ("电话、短信微信", "calls, messages"),
        "app_and_counter": ("手机银行推送、柜面", "app, counter"),
    },
    "benefit": {
        "private": (
            "费率全免，机场贵宾，法税顾问",
            "no fees, airport lounges, legal and tax advice",
        ),
        "dedicated": ("费率优惠，贵宾窗口，体检", "reduced fees, priority counter, health check"),
        "named": ("贵宾窗口，转账免费", "priority counter, free transfers"),
        "attended": ("转账优惠，积分加倍", "cheaper transfers, double points"),
        "self_service": ("线上转账免费", "free transfers online"),
    },
    "owner_role": {
        "private_banker": ("私人银行家＋支行长", "private banker and branch head"),
        "senior_manager": ("资深客户经理", "senior manager"),
        "manager": ("客户经理", "manager"),
        "lobby_manager": ("大堂经理", "lobby manager"),
        "remote_team": ("远程团队", "remote team"),
    },
    "action": {
        "acquire": ("首次联系并促成首笔业务", "first contact, first purchase"),
        "develop": ("交叉销售，带动第二个产品", "cross-sell, a second product"),
        "keep": ("按服务等级联系，感谢与权益", "contacts by service level, thanks and benefits"),
        "retain": ("问明原因，资产提升或到期承接", "ask why, keep maturing money"),
        "win_back": ("唤回优惠，核对联系方式", "an offer to come back, check the contact details"),
        "terminate": (
            "停止营销联系，通知后按长期不动户清理",
            "no more marketing; close the idle account after notice",
        ),
    },
}
