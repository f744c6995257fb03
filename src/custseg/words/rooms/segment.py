"""Words of segments by rules, and of groups found in the data."""

from __future__ import annotations

from custseg.words.term import Term

TERMS: dict[str, Term] = {
    "segment_rule": Term("分群规则", "Segment rule", "label"),
    "segment_name": Term("群的特点", "What is special", "text"),
    "closeness": Term("归群把握", "Closeness to the group", "number"),
    "rule_number": Term("规则序号", "Rule no.", "count"),
    "condition": Term("条件", "Condition", "text"),
    "holds_for": Term("满足的客户", "Holds for", "count"),
    "holds_share": Term("满足占比", "Holds for, share", "share"),
    "wins": Term("由它归群", "Decides", "count"),
    "taken_before": Term("前面已归走", "Taken by rules above", "count"),
    "alone": Term("只满足它", "Only this rule", "count"),
    "not_known": Term("缺值无法判断", "Cannot be decided", "count"),
    "other_rule_number": Term("另一规则序号", "Other rule no.", "count"),
    "other_segment": Term("另一分群", "Other segment", "label"),
    "test_number": Term("测试序号", "Test no.", "count"),
    "given": Term("给定", "Given", "text"),
    "expected": Term("期望", "Expected", "label"),
    "came": Term("得到", "Came out", "label"),
    "toml": Term("custseg.toml 内容", "Lines of custseg.toml", "text"),
    "true_kind": Term("真实类型", "In truth", "label"),
    "rule_precision": Term("规则准确率", "Rule precision", "share"),
    "rule_recall": Term("规则召回率", "Rule recall", "share"),
    "base_mean": Term("全体平均", "Mean of all", "varied"),
    "mean_index": Term("指数（全体=100）", "Index (all = 100)", "index"),
    "k": Term("群数", "Groups", "count"),
    "stability": Term("稳定度（ARI）", "Stability (ARI)", "number"),
    "silhouette": Term("轮廓系数", "Silhouette", "number"),
    "bic": Term("BIC", "BIC", "number"),
    "smallest_group": Term("最小的群", "Smallest group", "count"),
    "stable": Term("稳定", "Stable", "flag"),
    "chosen": Term("选用", "Chosen", "flag"),
}

TITLES: dict[str, tuple[str, str]] = {
    "segment": ("客户分群", "Segments"),
    "rule_coverage": ("规则覆盖", "What the rules cover"),
    "rule_overlap": ("规则重叠", "Where rules overlap"),
    "uncovered": ("无规则满足的客户（例）", "Customers no rule holds for (examples)"),
    "rule_tests": ("规则测试", "Tests of the rules"),
    "segments_customers": ("各分群客户数", "Customers by segment"),
    "clusters": ("数据中的客户群", "Groups found in the data"),
    "cluster_profile": ("各群与全体对比", "Groups against all customers"),
    "cluster_rules": ("各群的规则", "Groups as rules"),
    "rules_toml": ("可贴入 custseg.toml 的规则", "Rules to paste into custseg.toml"),
    "truth": (
        "与虚构时的真相对照（客户数）",
        "Held against the truth of the invention (customers)",
    ),
    "stability": ("群数的选择", "How many groups"),
}

LABELS: dict[str, dict[str, tuple[str, str]]] = {
    "segment_rule": {"rest": ("没有规则满足", "no rule holds")},
    **{key: {"rest": ("其他", "others")} for key in ("expected", "came", "other_segment")},
    "true_kind": {
        "mass": ("大众客户", "everyday customers"),
        "salaried_growing": ("成长中的工薪族", "salaried, growing"),
        "affluent_stable": ("稳定的富裕客户", "affluent, stable"),
        "declining": ("走下坡的客户", "declining"),
        "dormant": ("沉睡的客户", "fallen asleep"),
        "churned": ("已离开的客户", "gone"),
        "new": ("新来的客户", "new"),
        "prospect": ("尚未开户的人", "never customers"),
    },
    "segment": {
        "rest": ("其他", "others"),
        **{f"group_{n}": (f"第{n}群", f"group {n}") for n in range(1, 51)},
    },
}
