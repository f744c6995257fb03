"""Words of what customers will bring, and of its test on later data."""

from __future__ import annotations

from custseg.words.term import Term, Unit

_FORETOLD: tuple[tuple[str, str, str, Unit], ...] = (
    ("purchases", "购买次数", "Purchases", "number"), ("money", "金额", "Money", "money"),
)  # fmt: skip
"""What is forecast for each horizon: key, Chinese, English and unit."""

TERMS: dict[str, Term] = {
    "p_alive": Term("仍为客户的概率", "P(still a customer)", "share"),
    "value_next": Term("未来价值（折现）", "Value next (discounted)", "money"),
    **{
        f"{what}_{months}m{end}": Term(
            f"{months}个月{zh}{zh_end}", f"{en}, {months} mo.{en_end}", unit
        )
        for months in (1, 3, 6, 12, 24)
        for what, zh, en, unit in _FORETOLD
        for end, zh_end, en_end in (
            ("", "", ""),
            ("_low", "下限", ", low"),
            ("_high", "上限", ", high"),
        )
    },
    "months": Term("月数", "Months", "count"),
    "forecast_purchases": Term("预计购买次数", "Expected purchases", "number"),
    "forecast_purchases_low": Term("次数下限", "Purchases, low", "number"),
    "forecast_purchases_high": Term("次数上限", "Purchases, high", "number"),
    "forecast_money": Term("预计金额", "Expected money", "money"),
    "forecast_money_low": Term("金额下限", "Money, low", "money"),
    "forecast_money_high": Term("金额上限", "Money, high", "money"),
    "forecast_measure": Term("预测对象", "What is forecast", "label"),
    "answer": Term("算法", "Answer", "label"),
    "predicted": Term("预计合计", "Expected in total", "number"),
    "predicted_low": Term("模型自身下限（80%）", "The model's own low (80%)", "number"),
    "predicted_high": Term("模型自身上限（80%）", "The model's own high (80%)", "number"),
    "actual": Term("实际", "Came", "number"),
    "bias_share": Term("偏差", "Bias", "share"),
    "mean_error": Term("平均绝对误差", "Mean absolute error", "number"),
    "rank_correlation": Term("秩相关", "Rank correlation", "number"),
    "top_caught_share": Term("前20%命中", "Caught by the top 20%", "share"),
    "ranked_by": Term("排序依据", "Ranked by", "label"),
    "decile": Term("十分位", "Tenth", "count"),
    "predicted_mean": Term("人均预计", "Expected, mean", "number"),
    "actual_mean": Term("人均实际", "Came, mean", "number"),
    "repeats": Term("再次购买天数", "Repeat purchase days", "count"),
    "period": Term("期", "Period", "count"),
    "expected_purchases": Term("预计", "Expected", "number"),
    "actual_cumulative": Term("累计实际", "Came, cumulative", "number"),
    "expected_cumulative": Term("累计预计", "Expected, cumulative", "number"),
}

TITLES: dict[str, tuple[str, str]] = {
    "forecast": ("未来预测", "Forecast"),
    "backtest": ("预测检验", "Test of the forecast on later data"),
    "backtest_ranking": ("预测与单项排序的比较", "The forecast beside single facts, as rankings"),
    "calibration": ("按预测十分位的检验", "Expected and came, by tenths of the forecast"),
    "backtest_repeats": (
        "按再次购买天数的检验（7 含 7 天以上）",
        "Expected and came, by repeat purchase days (7: 7 or more)",
    ),
    "tracking": ("逐期跟踪", "Expected and came, period by period"),
    "tracking_cumulative": ("累计跟踪", "Expected and came, cumulative"),
}

LABELS: dict[str, dict[str, tuple[str, str]]] = {
    "forecast_measure": {"purchases": ("购买次数", "purchases"), "money": ("金额", "money")},
    "answer": {
        "model": ("模型", "model"),
        "last_period": ("照搬上一期", "same as last period"),
        "group_mean": ("同组平均", "mean of the group"),
    },
    "ranked_by": {
        "forecast_purchases": ("预计购买次数", "expected purchases"),
        "forecast_money": ("预计金额", "expected money"),
        "recency": ("最近购买", "recency"),
        "frequency": ("购买频率", "frequency"),
        "money": ("累计金额", "money so far"),
    },
    "buying_model": {
        "mbg_nbd": ("MBG/NBD 模型", "MBG/NBD"),
        "bg_nbd": ("BG/NBD 模型", "BG/NBD"),
        "pareto_nbd": ("Pareto/NBD 模型", "Pareto/NBD"),
        "nbd": ("NBD 模型", "NBD"),
        "gamma_gamma": ("Gamma-Gamma 模型", "Gamma-Gamma"),
    },
    "time_unit": {"day": ("日", "days"), "week": ("周", "weeks"), "month": ("月", "months")},
    "claim": {
        "forecast": ("未来价值的预测", "forecast of value"),
        "backtest": ("预测的检验", "test of the forecast"),
        "p_alive": ("仍为客户的概率", "P(still a customer)"),
    },
    "requirement": {
        "later_days": ("分界日之后的天数", "days after the cut"),
        "fitted_model": ("能得出结果的模型", "a model with an answer"),
        "leaving_model": ("含客户离开的模型", "a model in which customers leave"),
        "money_of_purchases": ("以购买金额为价值", "value that is money of purchases"),
        "dated_amounts": ("有客户、日期、金额的交易", "transactions with customer, date, amount"),
        "test_passed": ("通过后续数据检验", "a passed test on later months"),
        "customers": ("客户", "customers"),
        "repeat_buyers": ("再次购买的客户", "customers who came back"),
    },
}
