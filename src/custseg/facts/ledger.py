"""The ledger: every customer's rows of transactions in memory, a few bytes each, seen day by day.

A grouping by customer and day of ten million rows costs more than reading them; lists of days and
money come with the grouping by customer that is made anyway, and the rest is sums over sorted numbers.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property

import polars as pl

_DAYS = 2**32
"""More than there are days, so that one number holds a customer and a day."""


class Ledger:
    """Rows of customers: lists ``row_days``, ``row_bought`` and ``row_money`` of ``facts.purchases``."""

    LISTS = ("row_days", "row_bought", "row_money")

    def __init__(self, customers: pl.DataFrame) -> None:
        self._customers = customers["customer_id"]
        self._lists = customers.select(self.LISTS)

    @cached_property
    def _rows(self) -> pl.DataFrame:
        """One row per dated transaction: place of the customer, day, whether a purchase, money."""
        return (
            self._lists.with_row_index("_at").explode(self.LISTS)
            .rename(dict(zip(self.LISTS, ("on", "bought", "money"), strict=True)))
            .filter(pl.col("on").is_not_null())
            .with_columns(pl.col("_at").set_sorted())
        )  # fmt: skip

    @cached_property
    def _purchase_days(self) -> pl.DataFrame:
        """One row per customer and day with a purchase, in order."""
        bought = self._rows if self._rows["bought"].all() else self._rows.filter("bought")
        day = pl.col("on").to_physical().cast(pl.Int64) + _DAYS // 2
        keys = bought.select((pl.col("_at").cast(pl.Int64) * _DAYS + day).alias("key")).sort("key")
        key = pl.col("key")
        return keys.filter(key.ne_missing(key.shift(1))).select(
            (key // _DAYS).cast(pl.UInt32).alias("_at").set_sorted(),
            (key % _DAYS - _DAYS // 2).cast(pl.Int32).cast(pl.Date).alias("on"),
        )

    def recent_money(self, as_of: date) -> pl.DataFrame:
        """``money_90d`` and ``money_prior_90d`` of ``facts.windows``, a row for each customer in their order."""
        ago = (pl.lit(as_of) - pl.col("on")).dt.total_days()
        return self._in_order(self._sums(
            money_90d=(ago >= 0) & (ago < 90), money_prior_90d=(ago >= 90) & (ago < 180)
        )).drop("_at")  # fmt: skip

    def repeat_purchases(self, as_of: date, cut: date | None = None) -> pl.DataFrame:
        """One row per customer with a purchase, in days and exact money, sorted by ``customer_id``.

        ``first_on``; ``last_on``, ``repeats`` (purchase days after the first) and ``repeat_money`` (money
        of all days but the first, returns taken off as ``[facts]`` says), all as of ``as_of``. With
        ``cut`` also ``cut_last_on``, ``cut_repeats`` and ``cut_repeat_money``, the same as of the cut and
        null for who came later; ``later_days`` and ``later_money`` of cut < date <= as_of; ``lately_days``
        and ``lately_money`` of the equally long time that ends with the cut, first purchases left out.
        """
        on = pl.col("on")
        spans: dict[str, pl.Expr] = {}
        if cut is not None:
            spans = {"later": on > cut, "lately": (on <= cut) & (on > cut - (as_of - cut))}
        counted: dict[str, pl.Expr] = {f"{name}_days": span.sum() for name, span in spans.items()}
        if cut is not None:
            counted["cut_last_on"] = on.filter(on <= cut).max()
        days = self._purchase_days.group_by("_at").agg(
            on.min().alias("first_on"), on.max().alias("last_on"),
            (pl.len().cast(pl.Int64) - 1).alias("repeats"), **counted,
        )  # fmt: skip
        everyone = self._in_order(days)
        first = everyone["first_on"].gather(self._rows["_at"]).alias("_first_on")
        money = self._sums(
            first, repeat_money=pl.lit(True), first_money=on == pl.col("_first_on"),
            **{f"{name}_money": span for name, span in spans.items()},
        )  # fmt: skip
        customers = (
            everyone.with_columns(self._customers)
            .join(money, on="_at", how="left", maintain_order="left")
            .drop("_at")
            .filter(pl.col("first_on").is_not_null())
            .with_columns(pl.col("repeat_money") - pl.col("first_money"))
            .sort("customer_id")
        )
        return customers if cut is None else _at_the_cut(customers, as_of, cut)

    def repeat_days(self, until: date) -> pl.DataFrame:
        """``on`` and ``repeats``: how many customers who first bought by ``until`` came back that day.

        First purchases are not counted; days on which nobody came back have no row.
        """
        on, at = pl.col("on"), pl.col("_at")
        begins = at.ne_missing(at.shift(1))
        first = pl.when(begins).then(on).forward_fill()
        return (
            self._purchase_days.lazy()
            .select("on", is_repeat=~begins & (first <= until))
            .filter("is_repeat")
            .group_by("on")
            .agg(pl.len().cast(pl.Int64).alias("repeats"))
            .sort("on")
            .collect()
        )

    def _sums(self, *more: pl.Series, **spans: pl.Expr) -> pl.DataFrame:
        """Money of each customer's rows within spans; 0 without a row."""
        rows = self._rows.with_columns(*more)
        masked = {name: pl.when(span).then(pl.col("money")) for name, span in spans.items()}
        return (
            rows.lazy().select("_at", **masked).group_by("_at").agg(pl.all().sum()).collect()
        )  # fmt: skip

    def _in_order(self, facts: pl.DataFrame) -> pl.DataFrame:
        """Facts of some customers as rows for all of them, in their order."""
        places = pl.DataFrame(
            {"_at": pl.int_range(len(self._customers), dtype=pl.UInt32, eager=True)}
        )
        return places.join(facts, on="_at", how="left", maintain_order="left")


def _at_the_cut(customers: pl.DataFrame, as_of: date, cut: date) -> pl.DataFrame:
    """The counts at the cut without first purchases; null for customers who came after it."""
    known = pl.col("first_on") <= cut
    lately = known & (pl.col("first_on") > cut - (as_of - cut))
    first, later = pl.col("first_money"), pl.col("later_days").cast(pl.Int64)
    return customers.with_columns(
        pl.when(known).then(pl.col("repeats") - later).alias("cut_repeats"),
        pl.when(known).then(pl.col("repeat_money") - pl.col("later_money")).alias("cut_repeat_money"),
        later,
        pl.col("lately_days").cast(pl.Int64) - lately.cast(pl.Int64),
        pl.when(lately).then(pl.col("lately_money") - first).otherwise(pl.col("lately_money"))
        .alias("lately_money"),
    )  # fmt: skip
