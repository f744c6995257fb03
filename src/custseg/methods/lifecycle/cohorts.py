"""Cohorts: of the customers of a first month, who came again in which month, and what they brought."""

from __future__ import annotations

import calendar
import math
from collections.abc import Sequence
from datetime import date

import polars as pl

from custseg.facts import cohorts as facts
from custseg.methods.lifecycle.part import Known
from custseg.models.proportions import Z95
from custseg.models.sufficiency import Gate
from custseg.result import Chart, Note, Part
from custseg.words import t

MONTHS_LATER = 12
"""How many months after the first a cohort is followed."""
WORTH_MONTHS = (0, 1, 2, 3, 6, 9, 12)
"""Months after which it is shown what a customer has brought so far."""
MIN_MONTHS, MIN_COHORT = 3, 30
"""Whole months a curve of all cohorts needs beside that of the first of the data, and customers in them."""
_RECENT = 3


def cohort_part(known: Known) -> Part:
    """Retention and money of every cohort, and the curve of all of them."""
    months = facts.cohorts(known.relations.diary)
    if months.is_empty():
        return Part()
    shares, money = _cells(months, known.as_of)
    has_money = months["money"].count() > 0
    tables = {"cohorts": _wide(shares, "retained", range(1, MONTHS_LATER + 1))}
    if has_money:
        spent = _wide(money, "spent", range(MONTHS_LATER + 1))
        tables["cohort_money"] = spent.drop("month_coverage", "money")
        tables["cohort_worth"] = _wide(_cumulated(money), "worth", WORTH_MONTHS)
    curve = _curve(shares, money if has_money else None)
    tables["cohort_curve"] = curve
    return Part(
        tables=tables, charts=_charts(tables), gates=_gates(shares),
        notes=(*(Note("finding", said) for said in _findings(curve, shares)),
               *(Note("info", said) for said in _infos(shares, known.as_of))),
    )  # fmt: skip


# --- one row per cohort and month later -------------------------------------------------------------


def _cells(months: pl.DataFrame, as_of: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``cell`` of every cohort and month later: the share that bought, and the money per customer.

    A month that is not over by ``as_of`` has none: it would look like a fall. Nor has one to come.
    """
    ended = as_of.day == calendar.monthrange(as_of.year, as_of.month)[1]
    last_whole = as_of.year * 12 + as_of.month - (0 if ended else 1)
    number = pl.col("month").str.slice(0, 4).cast(pl.Int64) * 12 + pl.col("month").str.slice(
        5
    ).cast(pl.Int64)
    sizes = months.filter(pl.col("months_later") == 0).select(
        "month", size="customers",
        month_coverage=pl.when(number > last_whole).then(pl.lit("not_over"))
        .when(number == number.min()).then(pl.lit("data_begins")).otherwise(pl.lit("whole")),
    )  # fmt: skip
    total = months.group_by("month").agg(pl.col("money").cast(pl.Float64).sum().alias("total"))
    every = (
        sizes.join(total, on="month").join(pl.DataFrame({"months_later": range(MONTHS_LATER + 1)}), how="cross")
        .join(months, on=["month", "months_later"], how="left")
        .with_columns((number + pl.col("months_later") <= last_whole).alias("is_over"))
        .sort("month", "months_later")
    )  # fmt: skip

    def cells(amount: str) -> pl.DataFrame:
        found = pl.col(amount).cast(pl.Float64).fill_null(0.0) / pl.col("size")
        return every.select("month", "size", "month_coverage", "total", "months_later",
                            pl.when("is_over").then(found).alias("cell"))  # fmt: skip

    return cells("customers"), cells("money")


def _cumulated(cells: pl.DataFrame) -> pl.DataFrame:
    """What a customer brought up to and with each month."""
    return cells.with_columns(
        pl.when(pl.col("cell").is_not_null())
        .then(pl.col("cell").fill_null(0.0).cum_sum().over("month"))
        .alias("cell")
    )


def _wide(cells: pl.DataFrame, name: str, later: Sequence[int]) -> pl.DataFrame:
    """One row per cohort, one column per month later that is over for any; of money also the total."""
    known = set(cells.drop_nulls("cell")["months_later"])
    later = [k for k in later if k in known]
    by_month = cells.group_by("month", maintain_order=True).agg(
        pl.col("size", "month_coverage", "total").first(),
        *(pl.col("cell").get(k).alias(f"{name}_{k}m") for k in later),
    )
    total = [] if name == "retained" else [pl.col("total").alias("money")]
    return by_month.select(
        "month", pl.col("size").alias("customers"), "month_coverage", *total,
        *(f"{name}_{k}m" for k in later),
    )  # fmt: skip


# --- all cohorts together ---------------------------------------------------------------------------


def _followed(cells: pl.DataFrame) -> pl.DataFrame:
    """The cohorts a curve of all is drawn from: whole ones, without that of the first month of the data.

    Whoever had bought before the data begins is new in its first month. It stays in where fewer than
    three others would be left.
    """
    whole = cells.filter(pl.col("month_coverage") == "whole")
    if whole["month"].n_unique() >= MIN_MONTHS:
        return whole
    return cells.filter(pl.col("month_coverage") != "not_over")


def _curve(shares: pl.DataFrame, money: pl.DataFrame | None) -> pl.DataFrame:
    """Of all followed cohorts: the share that bought k months later, money of that month and so far.

    Every month is the mean of the cohorts for which it is over, each customer counted once.
    """
    size = pl.col("size").filter(pl.col("cell").is_not_null())
    mean = (pl.col("cell") * pl.col("size")).sum() / size.sum()

    def means(cells: pl.DataFrame, name: str) -> pl.DataFrame:
        return (
            _followed(cells).group_by("months_later")
            .agg(size.len().cast(pl.Int64).alias("cohorts"), size.sum().alias("customers"), mean.alias(name))
            .filter(pl.col("customers") > 0).sort("months_later")
        )  # fmt: skip

    curve = means(shares, "retained")
    if money is None:
        return curve
    spent = means(money, "spent").select("months_later", "spent")
    return curve.join(spent, on="months_later", how="left", maintain_order="left").with_columns(
        pl.col("spent").cum_sum().alias("worth")
    )


def _charts(tables: dict[str, pl.DataFrame]) -> tuple[Chart, ...]:
    drawn = []
    for key, name in (("cohorts", "retained"), ("cohort_money", "spent")):
        cells = [f"{name}_{k}m" for k in range(1, MONTHS_LATER + 1)]
        cells = [c for c in cells if key in tables and c in tables[key].columns]
        if cells:
            drawn.append(
                Chart(key, "heatmap", tables[key].select("month", *cells), "month", tuple(cells))
            )
    curve = tables["cohort_curve"]
    later = curve.filter(pl.col("months_later") > 0).select("months_later", "retained")
    if len(later) > 1:
        drawn.append(Chart("cohort_curve", "line", later, "months_later", ("retained",)))
    if "worth" in curve.columns and len(curve) > 1:
        worth = curve.select("months_later", "worth")
        drawn.append(Chart("cohort_curve_worth", "line", worth, "months_later", ("worth",)))
    return tuple(drawn)


def _gates(shares: pl.DataFrame) -> tuple[Gate, ...]:
    followed = _followed(shares).filter(
        (pl.col("months_later") == 1) & pl.col("cell").is_not_null()
    )
    return (
        Gate("cohort_curve", "cohorts", MIN_MONTHS, len(followed)),
        Gate("cohort_curve", "customers", MIN_COHORT, int(followed["size"].sum())),
    )


# --- what it says -----------------------------------------------------------------------------------


def _findings(curve: pl.DataFrame, shares: pl.DataFrame) -> list[str]:
    if not all(gate.is_met for gate in _gates(shares)):
        return []
    enough = pl.col("cohorts") >= min(MIN_MONTHS, curve["cohorts"].max())  # type: ignore[type-var]
    rows = {row["months_later"]: row for row in curve.filter(enough).iter_rows(named=True)}
    last = max(rows)
    if last <= 1:
        return []
    said = [t("Of new customers {first:.1%} buy again in the month after the first, {share:.1%} in month {last}",
              first=rows[1]["retained"], share=rows[last]["retained"], last=last)]  # fmt: skip
    if rows[last].get("worth") is not None:
        said.append(t("A new customer brings {first:,.2f} in the first month and {worth:,.2f} by month {last}",
                      first=rows[0]["spent"], worth=rows[last]["worth"], last=last))  # fmt: skip
    changed = _changed(shares)
    return said + ([changed] if changed else [])


def _changed(shares: pl.DataFrame) -> str | None:
    """Whether the last cohorts come back in the month after more or less than those before."""
    known = _followed(shares).filter(
        (pl.col("months_later") == 1) & pl.col("cell").is_not_null()
    ).tail(2 * _RECENT)  # fmt: skip
    if len(known) < 2 * _RECENT:
        return None
    came = (known["cell"] * known["size"]).to_list()
    size = known["size"].to_list()
    n, m = sum(size[:_RECENT]), sum(size[_RECENT:])
    before, now = sum(came[:_RECENT]) / n, sum(came[_RECENT:]) / m
    share = sum(came) / (n + m)
    if abs(now - before) <= Z95 * math.sqrt(share * (1 - share) * (1 / n + 1 / m)):
        return None
    return t("The last {k} cohorts with a whole month after come back in it to {now:.1%}, the {k} before to {before:.1%}",
             k=_RECENT, now=now, before=before)  # fmt: skip


def _infos(shares: pl.DataFrame, as_of: date) -> list[str]:
    sizes = dict(
        shares.filter(pl.col("months_later") == 0).select("month", "month_coverage").iter_rows()
    )
    said = []
    begins = next(iter(sizes))
    if len(sizes) > 1:
        left_out = begins not in set(_followed(shares)["month"])
        sentence = (
            t("who bought before the data begins is new in its first month ({month}): it is not in the curve of all "
              "cohorts", month=begins) if left_out else
            t("who bought before the data begins is new in its first month ({month})", month=begins)
        )  # fmt: skip
        said.append(sentence)
    if as_of.day != calendar.monthrange(as_of.year, as_of.month)[1]:
        said.append(t("{month} is not over on {as_of}: cohorts show nothing for it, as part of a month would look like "
                      "a fall", month=f"{as_of:%Y-%m}", as_of=as_of))  # fmt: skip
    return said
