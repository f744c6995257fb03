"""Words of who will leave, and of the test of it."""

from __future__ import annotations

from custseg.words.term import Term

TERMS: dict[str, Term] = {
    "churn_risk": Term("流失概率（模型）", "Chance of leaving (model)", "share"),
    "churn_risk_band": Term("流失概率档", "Chance of leaving, band", "label"),
    "churn_raised_by": Term("推高概率的主因", "Chance raised by", "label"),
    "churn_lowered_by": Term("降低概率的主因", "Chance lowered by", "label"),
    "churn_ranking": Term("排序依据", "Ranked by", "label"),
    "churn_sign": Term("征兆", "Sign", "label"),
    "auc": Term("AUC", "AUC", "area"),
    "auc_low": Term("AUC下限（95%）", "AUC, low (95%)", "area"),
    "auc_high": Term("AUC上限（95%）", "AUC, high (95%)", "area"),
    "auc_lately": Term("AUC（近期购买者）", "AUC, who bought lately", "area"),
    "auc_gain": Term("比最佳单项高出", "Gain over the best fact", "area"),
    "auc_gain_low": Term("高出下限（95%）", "Gain, low (95%)", "area"),
    "auc_gain_high": Term("高出上限（95%）", "Gain, high (95%)", "area"),
    "lift_10": Term("前10%提升倍数", "Lift at 10%", "number"),
    "lift_20": Term("前20%提升倍数", "Lift at 20%", "number"),
    "brier": Term("布赖尔分", "Brier score", "area"),
    **{
        f"churn_{key}": Term(f"概率{zh}", f"Chance {key}", "count")
        for key, zh in (("high", "高"), ("medium", "中"), ("low", "低"))
    },
    "risk_from": Term("概率从", "Chance from", "share"),
    "risk_to": Term("概率至", "Chance to", "share"),
    "mean_risk": Term("平均流失概率", "Mean chance of leaving", "share"),
    "left_share": Term("实际流失占比", "Left in the test", "share"),
    "tested_customers": Term("检验客户数", "Customers tested", "count"),
    "odds_ratio": Term("优势比（每一标准差）", "Odds ratio (one spread more)", "number"),
    "mean_effect": Term("平均作用（对数优势）", "Mean effect (log odds)", "number"),
    "ranked_share": Term(
        "按流失概率排在前的客户", "Customers by chance of leaving, highest first", "share"
    ),
    "caught_by_model": Term("模型覆盖的流失客户", "Leavers caught by the model", "share"),
    "caught_by_fact": Term(
        "最佳单项覆盖的流失客户", "Leavers caught by the best single fact", "share"
    ),
}

TITLES: dict[str, tuple[str, str]] = {
    "churn_test": ("流失概率的检验", "Chance of leaving, tested on later data"),
    "churn_cross_test": ("流失概率的交叉检验", "Chance of leaving, each part told by the others"),
    "churn_labels": ("各行为类型的流失概率（模型）", "Chance of leaving (model) by behaviour"),
    "churn_stages": ("各阶段的流失概率", "Chance of leaving by stage"),
    "churn_bands": ("流失概率分档", "Chance of leaving in bands"),
    "churn_calibration": ("按流失概率十分位的检验", "Chance of leaving and who left, by tenths"),
    "churn_signs": ("流失征兆的权重", "Signs of leaving and their weight"),
    "churn_gains": ("流失客户覆盖曲线", "Leavers caught, by chance of leaving"),
}

LABELS: dict[str, dict[str, tuple[str, str]]] = {
    "churn_risk_band": {
        "high": ("高", "high"),
        "medium": ("中", "medium"),
        "low": ("低", "low"),
        "gone": ("已沉睡或流失", "dormant or lost already"),
    },
    "churn_ranking": {
        "logistic": ("逻辑回归", "logistic regression"),
        "trees": ("提升树", "boosted trees"),
        "recency": ("距上次购买天数", "days since the last purchase"),
        "frequency": ("购买频率", "frequency"),
        "money": ("金额", "money"),
        "churn_factor": ("沉默倍数", "churn factor"),
        "assets": ("资产", "assets"),
        "assets_trend": ("资产变化", "course of assets"),
        "p_alive": ("仍为客户的概率", "P(still a customer)"),
        "expected_purchases": ("购买模型预计的次数", "purchases expected by the buying model"),
    },
    "churn_sign": {
        "silence": ("距上次购买", "time since the last purchase"),
        "overdue": ("超出自身节奏", "waiting by the own rhythm"),
        "visits": ("购买天数", "purchase days"),
        "spend": ("累计金额", "money so far"),
        "tenure": ("相识时长", "time since the first purchase"),
        "lately": ("近90天购买", "purchases of 90 days"),
        "trend": ("购买走势", "trend of purchases"),
        "returns": ("退货", "returns"),
        "products": ("产品种数", "different products"),
        "categories": ("类别数", "different categories"),
        "channels": ("渠道数", "different channels"),
        "alive": ("仍为客户的概率", "P(still a customer)"),
        "expected": ("预计购买次数", "expected purchases"),
        "assets": ("资产", "assets"),
        "assets_trend": ("资产近3个月变化", "course of assets in 3 months"),
        "assets_year": ("资产一年变化", "course of assets in a year"),
    },
    "churn_raised_by": {
        "silence_low": ("刚购买过", "bought lately"),
        "silence_high": ("久未购买", "no purchase for long"),
        "overdue_low": ("仍在自身节奏内", "within the own rhythm"),
        "overdue_high": ("超出自身节奏", "overdue by the own rhythm"),
        "visits_low": ("购买天数少", "few purchase days"),
        "visits_high": ("购买天数多", "many purchase days"),
        "spend_low": ("累计金额少", "little money so far"),
        "spend_high": ("累计金额多", "much money so far"),
        "tenure_low": ("相识不久", "known for a short time"),
        "tenure_high": ("相识已久", "known for long"),
        "lately_low": ("近90天购买少", "few purchases in 90 days"),
        "lately_high": ("近90天购买多", "many purchases in 90 days"),
        "trend_low": ("购买在减少", "purchases falling"),
        "trend_high": ("购买在增加", "purchases rising"),
        "returns_low": ("很少退货", "few returns"),
        "returns_high": ("退货多", "many returns"),
        "products_low": ("产品种数少", "few different products"),
        "products_high": ("产品种数多", "many different products"),
        "categories_low": ("类别少", "few categories"),
        "categories_high": ("类别多", "many categories"),
        "channels_low": ("渠道少", "few channels"),
        "channels_high": ("渠道多", "many channels"),
        "alive_low": ("可能已不再是客户", "perhaps no customer any more"),
        "alive_high": ("很可能仍是客户", "surely still a customer"),
        "expected_low": ("预计购买次数少", "few purchases expected"),
        "expected_high": ("预计购买次数多", "many purchases expected"),
        "assets_low": ("资产少", "few assets"),
        "assets_high": ("资产多", "many assets"),
        "assets_trend_low": ("资产在减少", "assets falling"),
        "assets_trend_high": ("资产在增加", "assets rising"),
        "assets_year_low": ("资产一年来减少", "assets fell within a year"),
        "assets_year_high": ("资产一年来增加", "assets rose within a year"),
    },
    "claim": {
        "churn_risk": ("流失概率", "chance of leaving"),
    },
    "requirement": {
        "labelled": ("标明去留的客户", "customers of whom it is known whether they left"),
        "customers_at_risk": ("每个分界日的在册客户", "customers at each cut"),
        "left": ("每个分界日后流失的客户", "customers who left after each cut"),
        "stayed": ("每个分界日后留下的客户", "customers who stayed after each cut"),
    },
}

LABELS["churn_lowered_by"] = LABELS["churn_raised_by"]
