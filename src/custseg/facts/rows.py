"""What one transaction row counts for: a purchase or a return, and how much money.

Everything that sums transactions starts from these expressions, so that no two answers can disagree
about what a return is or which money is meant.
"""

from __future__ import annotations

from typing import Annotated, Literal

import polars as pl

from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY
from custseg.settings import Meta, Section


class FactSettings(Section, frozen=True):
    """Section ``[facts]``: what counts as a purchase, and as money."""

    returns: Annotated[
        Literal["net", "drop", "keep"],
        Meta(description="Returns: net (they lower money, but are no visits), drop (ignored), "
                         "keep (rows like any other)"),
    ] = "net"  # fmt: skip
    frequency: Annotated[
        Literal["orders", "rows"],
        Meta(description="Frequency counts distinct order ids where the file has them, or rows"),
    ] = "orders"
    money: Annotated[
        Literal["auto", "net", "in", "out", "turnover"],
        Meta(description="Money of a row: net (in minus out), in, out or turnover (in plus out); "
                         "auto is turnover for rows with a direction (a bank flow), else net"),
    ] = "auto"  # fmt: skip
    digital_channels: Annotated[
        tuple[str, ...],
        Meta(description="A channel whose name contains one of these words is digital"),
    ] = ("手机", "APP", "网银", "网上", "线上", "电子", "微信", "小程序", "支付宝", "网络", "互联网",
         "online", "mobile", "web", "internet", "wechat", "alipay", "e-bank", "ebank", "email")  # fmt: skip
    enquiry_events: Annotated[
        tuple[str, ...],
        Meta(description="An event whose type contains one of these words is an enquiry"),
    ] = ("咨询", "询价", "询问", "试算", "预约", "enquir", "inquir", "consult", "quote",
         "appointment")  # fmt: skip
    own_entries: Annotated[
        tuple[str, ...],
        Meta(
            description="A row of a bank flow whose summary contains one of these words was made by "
            "the bank itself: it counts as money, not as a purchase"
        ),
    ] = ("利息", "结息", "年费", "管理费", "interest", "urok", "sluzby")
    debt_products: Annotated[
        tuple[str, ...],
        Meta(description="A balance whose product contains one of these words is a debt, "
                         "not an asset"),
    ] = ("贷款", "房贷", "车贷", "按揭", "透支", "借款", "信用卡", "loan", "mortgage", "overdraft",
         "credit card")  # fmt: skip


def is_return(dataset: Dataset) -> pl.Expr:
    """Whether a row takes something back: the file calls it a return, or its amount is negative.

    In a bank flow (rows with direction ``in`` or ``out``) amounts are positive either way, and a
    negative one is a reversal (冲正).
    """
    marked = pl.lit(False)
    if dataset.has("transactions", "is_return"):
        marked = pl.col("is_return").fill_null(False)
    if not dataset.has("transactions", "amount"):
        return marked
    return marked | (pl.col("amount") < 0).fill_null(False)


def money_of_row(dataset: Dataset, settings: FactSettings) -> pl.Expr:
    """The money of a row as an exact decimal; null where the amount is missing.

    With a direction the amount counts as ``in`` or ``out``, and a reversal takes it off again;
    without one a return is money out and anything else money in. ``returns = "drop"`` gives returns
    no money at all.
    """
    if not dataset.has("transactions", "amount"):
        return pl.lit(None, MONEY)
    amount, returned = pl.col("amount"), is_return(dataset)
    if dataset.has("transactions", "is_return"):
        amount = pl.when(returned).then(-amount.abs()).otherwise(amount)
    money = _without_direction(amount, settings.money)
    if dataset.has("transactions", "direction"):
        counter = pl.lit(0, MONEY)
        if dataset.has("transactions", "counter_amount"):
            counter = pl.col("counter_amount").fill_null(0)
        way = pl.col("direction")
        inward = pl.when(way == "in").then(amount).otherwise(counter)
        outward = pl.when(way == "in").then(counter).otherwise(amount)
        flow = _of_flow(inward, outward, settings.money)
        money = pl.when(way.is_not_null()).then(flow).otherwise(money)
    return pl.when(~returned).then(money) if settings.returns == "drop" else money


def _of_flow(inward: pl.Expr, outward: pl.Expr, measure: str) -> pl.Expr:
    if measure in ("in", "out"):
        return inward if measure == "in" else outward
    return inward - outward if measure == "net" else inward + outward


def _without_direction(signed: pl.Expr, measure: str) -> pl.Expr:
    nothing = pl.lit(0, MONEY)
    if measure == "in":
        return pl.when(signed < 0).then(nothing).otherwise(signed)
    if measure == "out":
        return pl.when(signed < 0).then(-signed).otherwise(nothing)
    return signed.abs() if measure == "turnover" else signed


def counts_as_purchase(dataset: Dataset, settings: FactSettings) -> pl.Expr:
    """Whether a row is a visit: it moves recency and frequency.

    Returns are none (unless ``returns = "keep"``), nor are interest and fees that the bank enters
    itself, or no account would ever fall asleep.
    """
    bought = pl.lit(True) if settings.returns == "keep" else ~is_return(dataset)
    own = is_own_entry(dataset, settings)
    return bought if own is None else bought & ~own


def is_own_entry(dataset: Dataset, settings: FactSettings) -> pl.Expr | None:
    """Whether a row of a bank flow is the bank's own (interest, fees); None if no row can be."""
    if not dataset.has("transactions", "direction", "summary") or not settings.own_entries:
        return None
    own = says_any("summary", settings.own_entries).fill_null(False)
    return own & pl.col("direction").is_not_null()


def money_meaning(
    dataset: Dataset, settings: FactSettings
) -> Literal["net", "in", "out", "turnover"]:
    """What ``money`` of this dataset means once ``auto`` is decided."""
    if settings.money != "auto":
        return settings.money
    return "turnover" if dataset.has("transactions", "direction") else "net"


def says_any(column: str, words: tuple[str, ...]) -> pl.Expr:
    """Whether a text contains one of ``words``, in any case (a-z); null stays null."""
    text = pl.col(column)
    if not words:
        return pl.when(text.is_not_null()).then(pl.lit(False))
    return text.str.contains_any(list(words), ascii_case_insensitive=True)
