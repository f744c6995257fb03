"""Numbers that speak for a need: fees, card spending, foreign currency, investments, idle money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import polars as pl

from custseg.facts.rows import is_return, says_any
from custseg.methods.needs.groups import need_of_text
from custseg.methods.needs.settings import Need, NeedsSettings, SignalRule
from custseg.schema.columns.aliases import normal
from custseg.schema.columns.roles import Parser
from custseg.schema.dataset import Dataset
from custseg.schema.values.parse import parsing_of
from custseg.words import label, t

YEAR_DAYS = 365
_CARD = ("消费", "刷卡", "pos", "快捷支付", "微信支付", "支付宝", "card purchase", "purchase")
_FOREIGN = ("外汇", "外币", "结汇", "购汇", "结售汇", "跨境", "境外", "swift", "foreign", "fx")
_CURRENT = ("活期", "现金", "current", "checking", "demand")
_NEVER_SPENT = ("信用卡还款",)
ENOUGH_READ = 0.9
_PARSERS: tuple[Parser, ...] = ("flag", "money")


def measure_plans(
    dataset: Dataset, as_of: date | None, settings: NeedsSettings
) -> dict[str, pl.LazyFrame]:
    """Measure -> ``customer_id`` and ``amount``, for the measures of signals that the tables give.

    Of the last 365 days: ``fees`` paid, ``card_spend`` (money out by card or mobile payment), ``fx``
    (money of rows that speak of foreign currency). ``invested``: amounts of investment products held on
    the latest list. ``idle_balance``: the current accounts on their latest day.
    """
    wanted = {rule.measure for rule in settings.signals}
    plans: dict[str, pl.LazyFrame] = {}
    has = dataset.columns("transactions")
    if {"customer_id", "date"} <= set(has) and as_of is not None:
        lately = dataset.frame("transactions").filter(
            pl.col("customer_id").is_not_null() & (pl.col("date") > as_of - timedelta(days=YEAR_DAYS))
            & ~is_return(dataset)
        )  # fmt: skip
        if "fee" in has:
            plans["fees"] = _summed(lately, pl.col("fee"))
        texts = [c for c in ("summary", "category", "channel") if c in has]
        if texts and "amount" in has:
            if "direction" in has:
                spent = (
                    _says(texts, _CARD)
                    & ~_says(texts, _NEVER_SPENT)
                    & (pl.col("direction") == "out")
                )
                plans["card_spend"] = _summed(lately.filter(spent), pl.col("amount"))
            plans["fx"] = _summed(lately.filter(_says(texts, _FOREIGN)), pl.col("amount").abs())
    if dataset.has("holdings", "customer_id", "product", "amount"):
        rows = dataset.frame("holdings")
        if dataset.has("holdings", "snapshot_on"):
            rows = rows.filter(
                pl.col("snapshot_on").is_null()
                | (pl.col("snapshot_on") == pl.col("snapshot_on").max())
            )
        invests = rows.filter(need_of_text("product") == "investment")
        plans["invested"] = _summed(invests, pl.col("amount"))
    if dataset.has("balances", "customer_id", "product", "date"):
        balance = next(c for c in ("balance", "average_balance") if dataset.has("balances", c))
        current = dataset.frame("balances").filter(says_any("product", _CURRENT).fill_null(False))
        latest = current.filter(pl.col("date") == pl.col("date").max())
        plans["idle_balance"] = _summed(latest, pl.col(balance))
    return {name: plan for name, plan in plans.items() if name in wanted}


def _says(columns: Sequence[str], words: tuple[str, ...]) -> pl.Expr:
    return pl.any_horizontal(says_any(column, words).fill_null(False) for column in columns)


def _summed(rows: pl.LazyFrame, money: pl.Expr) -> pl.LazyFrame:
    return (
        rows.filter(pl.col("customer_id").is_not_null())
        .group_by("customer_id").agg(money.sum().cast(pl.Float64).alias("amount"))
        .filter(pl.col("amount") > 0)
    )  # fmt: skip


def own_columns_for(dataset: Dataset, settings: NeedsSettings) -> dict[str, str]:
    """Signal -> the column of the customer list that gives its number: the first whose name contains
    one of the signal's words.
    """
    own = dataset.own_columns("customers")
    found: dict[str, str] = {}
    for rule in settings.signals:
        words = [normal(word).key for word in rule.columns]
        column = next((c for c in own if any(word in normal(c).key for word in words)), None)
        if column is not None:
            found[rule.name] = column
    return found


class Signal(NamedTuple):
    """One signal as it was looked for, and the customers who give it."""

    rule: SignalRule
    source: str
    """The column, or the measure in words."""
    threshold: float
    is_quantile: bool
    with_number: int
    customers: pl.DataFrame
    """``customer_id`` and ``amount`` of those who reach the threshold."""


def signals(
    settings: NeedsSettings, measures: Mapping[str, pl.DataFrame], own: Mapping[str, tuple[str, pl.DataFrame]],
    holders: Mapping[Need, pl.Series],
) -> list[Signal]:  # fmt: skip
    """Every signal that some column or table gives.

    ``own`` is signal -> (column, customer_id and its text); it comes before what the tables give.
    ``holders``: need -> the customers who hold a product of it (for ``unless``).
    """
    found = []
    for rule in settings.signals:
        if rule.name in own:
            source, text = own[rule.name]
            amounts = _numbers(source, text)
        else:
            source, amounts = rule.measure, measures.get(rule.measure)
        if amounts is None or amounts.is_empty():
            continue
        at_least = rule.at_least
        level = _top(amounts["amount"], rule.top_share) if at_least is None else float(at_least)
        reached = amounts.filter(pl.col("amount") >= level)
        if rule.unless is not None and rule.unless in holders:
            reached = reached.filter(~pl.col("customer_id").is_in(holders[rule.unless].implode()))
        found.append(
            Signal(
                rule, source, level, at_least is None, amounts.height, reached.sort("customer_id")
            )
        )
    return found


def _top(amounts: pl.Series, share: float) -> float:
    """The type-7 quantile from which a share of the amounts is at least."""
    level = amounts.quantile(1 - share, "linear")
    return 0.0 if level is None else float(level)


def _numbers(column: str, text: pl.DataFrame) -> pl.DataFrame | None:
    """A column of the customer list as numbers above 0: yes is 1; None where it cannot be read."""
    cells = text["cell"]
    for parser in _PARSERS:
        parsing = parsing_of(column, cells, parser)
        if parsing.said and parsing.parsed_share >= ENOUGH_READ and parsing.parse is not None:
            amount = parsing.parse(cells).cast(pl.Float64).alias("amount")
            return text.select("customer_id").with_columns(amount).filter(pl.col("amount") > 0)
    return None


def signal_sentence(signal: Signal) -> pl.Expr:
    """Why a customer gives this signal, as a sentence with the number."""
    if signal.rule.measure == "own_column" and not signal.is_quantile and signal.threshold <= 1:
        return pl.lit(t("{signal} (column {column})", signal=_name(signal), column=signal.source))
    said = t("{signal} {amount}, from {level} on", signal=_name(signal), amount="{}",
             level=f"{signal.threshold:,.0f}")  # fmt: skip
    if signal.is_quantile:
        said = t("{signal} {amount}, in the top {share:.0%} (from {level} on)", signal=_name(signal), amount="{}",
                 share=signal.rule.top_share, level=f"{signal.threshold:,.0f}")  # fmt: skip
    return pl.format(said, _grouped(pl.col("amount").round(0).cast(pl.Int64)))


def _grouped(number: pl.Expr) -> pl.Expr:
    """A whole number from 0 on with a comma between thousands."""
    said = number.cast(pl.String)
    for groups in range(1, 6):
        head = (number // 1000**groups).cast(pl.String)
        threes = [number // 1000**power % 1000 for power in reversed(range(groups))]
        tail = [three.cast(pl.String).str.zfill(3) for three in threes]
        many = pl.concat_str(head, *tail, separator=",")
        said = pl.when(number >= 1000**groups).then(many).otherwise(said)
    return said


def _name(signal: Signal) -> str:
    return label("signal", signal.rule.name)


def signal_table(found: list[Signal]) -> pl.DataFrame:
    """One row a signal: what it looked at, from which number on, how many customers reach it."""
    return pl.DataFrame(
        [(s.rule.name, s.rule.need, s.source, s.with_number, s.threshold, s.customers.height) for s in found],
        orient="row",
        schema={"signal": pl.String, "customer_need": pl.String, "looked_at": pl.String, "with_number": pl.Int64,
                "from_number": pl.Float64, "customers": pl.Int64},
    )  # fmt: skip
