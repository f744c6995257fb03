"""What to know about the facts before believing them, in words."""

from __future__ import annotations

import polars as pl

from custseg.facts.rows import FactSettings, money_meaning
from custseg.result import Note
from custseg.schema.dataset import Dataset
from custseg.words import t

_MANY_RETURNS_SHARE = 0.3
_LATE_MONTHS = 2
"""Balances of every quarter may end so long before the as-of date."""


def currencies(dataset: Dataset, kind: str = "transactions") -> pl.LazyFrame | None:
    """``currency`` and ``rows`` of a kind of table, as a plan; None without the column."""
    if not dataset.has(kind, "currency"):
        return None
    return dataset.frame(kind).group_by("currency").agg(pl.len().cast(pl.Int64).alias("rows"))


def fact_notes(
    dataset: Dataset,
    settings: FactSettings,
    bought: pl.DataFrame,
    by_currency: pl.DataFrame | None = None,
) -> tuple[Note, ...]:
    """What money means here, what was done with returns, and mixed currencies.

    ``bought`` is the collected frame of ``purchases``, ``by_currency`` that of ``currencies``.
    """
    notes = []
    if money_meaning(dataset, settings) == "turnover" and dataset.has("transactions", "amount"):
        notes.append(Note("info", t(
            "money is turnover, in plus out ([facts] money = \"net\", \"in\" or \"out\" changes that)"
        )))  # fmt: skip
    notes += _about_returns(dataset, settings, bought)
    own = int(bought["n_own_entries"].sum()) if "n_own_entries" in bought.columns else 0
    if own:
        notes.append(Note("info", t("{n} rows are interest or fees entered by the bank: they count as "
                                    "money, not as purchases ([facts] own_entries)", n=f"{own:,}")))  # fmt: skip
    if by_currency is not None and by_currency["currency"].drop_nulls().n_unique() > 1:
        named = by_currency.drop_nulls("currency").sort(
            ["rows", "currency"], descending=[True, False]
        )
        notes.append(Note("warning", t(
            "several currencies are added up as they are, without exchange rates: {names}",
            names=", ".join(f"{row['currency']} {row['rows']:,}" for row in named.head(5).to_dicts()),
        )))  # fmt: skip
    return tuple(notes)


def about_older_holdings(dataset: Dataset, opened: pl.DataFrame) -> tuple[Note, ...]:
    """A warning where products held began before the day their customers were opened on.

    ``opened`` is the collected frame of ``opened_on``. Ids that are personal data are not named.
    """
    older = opened.filter(pl.col("held_before").is_not_null()).sort("customer_id")
    if older.is_empty():
        return ()
    said = t("{n} customers hold products that began before the customer was opened; the day of the customer list, "
             "else of the account, is believed", n=f"{older.height:,}")  # fmt: skip
    if "customer_id" not in dataset.personal:
        said += t(": {examples}", examples=t(", ").join(
            t("{customer} (product {held}, customer {opened})", customer=customer, held=held, opened=day)
            for customer, day, held in older.head(3).select("customer_id", "opened_on", "held_before").iter_rows()
        ))  # fmt: skip
    return (Note("warning", said),)


def about_late_balances(dataset: Dataset) -> tuple[Note, ...]:
    """A warning where the balances end months before the as-of date: assets are of then."""
    days = [
        tally.days.last_on for table, tally in zip(dataset.tables, dataset.tallies, strict=True)
        if table.kind == "balances" and tally.days.last_on is not None
    ]  # fmt: skip
    last, as_of = max(days, default=None), dataset.as_of
    if last is None or as_of is None:
        return ()
    months = as_of.year * 12 + as_of.month - (last.year * 12 + last.month)
    if months <= _LATE_MONTHS:
        return ()
    return (Note("warning", t("the balances end on {last}, {months} months before {as_of}: assets are as they were then",
                              last=last, months=months, as_of=as_of)),)  # fmt: skip


def _about_returns(dataset: Dataset, settings: FactSettings, bought: pl.DataFrame) -> list[Note]:
    returns = int(bought["n_returns"].sum())
    if not returns:
        return []
    policy = {
        "net": t("they lower money and are no purchases"),
        "drop": t("they are left out"),
        "keep": t("they count like any other row"),
    }[settings.returns]
    notes = [Note("info", t("{n} rows are returns or reversals: {policy} ([facts] returns)",
                            n=f"{returns:,}", policy=policy))]  # fmt: skip
    only = int(((bought["frequency"] == 0) & (bought["n_returns"] > 0)).sum())
    if only:
        notes.append(Note("info", t("not scored: {n} customers have nothing but returns",
                                    n=f"{only:,}")))  # fmt: skip
    told = any(
        dataset.has("transactions", c) for c in ("order_id", "quantity", "unit_price", "direction")
    )
    if not told and returns > _MANY_RETURNS_SHARE * (returns + int(bought["frequency"].sum())):
        notes.append(Note("warning", t(
            "returns (negative amounts) are more than {share:.0%} of purchases and returns; if these "
            "are payments out of an account, give the table a direction column "
            "(--map COLUMN=direction)", share=_MANY_RETURNS_SHARE,
        )))  # fmt: skip
    return notes
