"""The six needs, and which of them a product answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from custseg.methods.needs.settings import ProductRule

NEEDS = ("investment", "daily", "loan", "payment", "cross_border", "protection")
"""投资回报 日常理财 贷款 支付 跨境 保障, in the order in which ties are decided."""

WORDS: Mapping[str, tuple[str, ...]] = {
    "protection": ("保险", "年金", "养老", "寿险", "医疗险", "重疾", "意外险", "保障", "insurance", "pension", "annuity",
                   "protection"),
    "loan": ("贷", "按揭", "借款", "白条", "授信", "loan", "mortgage", "overdraft", "credit line", "prest", "hip_"),
    "cross_border": ("外汇", "外币", "跨境", "境外", "结售汇", "结汇", "购汇", "留学", "汇得盈", "foreign", "cross-border",
                     "cross border", "fx", "remittance"),
    "payment": ("信用卡", "借记卡", "支付", "快捷", "收单", "代扣", "缴费", "etc签约", "card", "payment", "direct debit",
                "tarjeta", "recibo"),
    "daily": ("活期", "现金管理", "日日盈", "余额", "零钱", "代发", "工资", "短信", "手机银行", "网银", "网上银行", "电子银行",
              "微信银行", "账户通知", "checking", "current account", "payroll", "cash", "sms", "e-bank", "ebank",
              "mobile bank", "online bank", "nomina", "cuenta"),
    "investment": ("定期", "存单", "存款", "理财", "基金", "信托", "国债", "债券", "证券", "股票", "贵金属", "黄金", "积存",
                   "投资", "deposit", "saving", "fund", "wealth", "bond", "securities", "stock", "gold", "invest",
                   "fondo", "ahor", "valo"),
}  # fmt: skip
"""Words of a product's name that say which need it answers; the first need with one counts."""


def need_of(product: str, rules: Sequence[ProductRule] = ()) -> str | None:
    """The need that a product of this name answers; None where nothing says it.

    A rule of the settings comes before the words.
    """
    name = product.lower()
    named = (need for need, words in WORDS.items() if any(word in name for word in words))
    return _by_rule(name, rules) or next(named, None)


def _by_rule(name: str, rules: Sequence[ProductRule]) -> str | None:
    fitting = (rule.need for rule in rules if rule.need and any(w in name for w in rule.words))
    return next(fitting, None)


SHOP = 0.5
"""Where less than this share of what was bought is called as a bank's products are, the words mean other things."""


def needs_of(
    products: Sequence[str], rules: Sequence[ProductRule], *, bought: bool
) -> list[str | None]:
    """The need that each product answers; of goods of a shop only what a rule of the settings says.

    A gift card is no card, and bath salts in a cash box are no cash.
    """
    answers = [need_of(product, rules) for product in products]
    if bought and sum(need is not None for need in answers) < SHOP * len(answers):
        return [_by_rule(product.lower(), rules) for product in products]
    return answers


def need_of_text(column: str) -> pl.Expr:
    """The need the words of a text column name; null where they name none."""
    text = pl.col(column).str.to_lowercase()
    return pl.coalesce(
        pl.when(text.str.contains_any(list(words))).then(pl.lit(need))
        for need, words in WORDS.items()
    )


def rule_for(product: str, rules: Sequence[ProductRule]) -> ProductRule | None:
    """The limits of a product: of all rules that name it, of each limit the first that is set."""
    name = product.lower()
    meant = [rule for rule in rules if any(word in name for word in rule.words)]
    if not meant:
        return None
    return ProductRule(
        name=product, is_offered=all(rule.is_offered for rule in meant),
        need=next((rule.need for rule in meant if rule.need), None),
        min_age=next((rule.min_age for rule in meant if rule.min_age is not None), None),
        max_age=next((rule.max_age for rule in meant if rule.max_age is not None), None),
        risk=next((rule.risk for rule in meant if rule.risk), None),
    )  # fmt: skip
