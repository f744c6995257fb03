"""What the stages add up to: tables, acquisition, charts and findings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from custseg.models.stages import STAGE_OF, STAGES, StageLimits
from custseg.result import Chart, Note
from custseg.words import t

MONTHS_DRAWN = 36
"""How many months of new customers a chart shows, the last of them; the table has them all."""


def stage_tables(
    frame: pl.DataFrame, limits: StageLimits, sources: Mapping[str, str]
) -> dict[str, pl.DataFrame]:
    """Customers and money by stage and by rule, and the thresholds with where they come from."""
    days = limits.as_days()
    return {
        "stages": _by(frame, ["stage"]),
        "stage_rules": _by(frame, ["stage", "stage_rule"]),
        "thresholds": pl.DataFrame(
            {"threshold": list(days), "cut": [float(limit) for limit in days.values()],
             "cut_source": [sources[name] for name in days]}
        ),
    }  # fmt: skip


def _by(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    # Shares are of what customers above zero brought: returns make no share greater than one.
    positive = pl.col("monetary").filter(pl.col("monetary") > 0).sum().cast(pl.Float64)
    total = frame.select(positive).item()
    orders = {"stage": STAGES, "stage_rule": tuple(STAGE_OF)}
    ranks = [pl.col(c).replace_strict({k: at for at, k in enumerate(orders[c])}, return_dtype=pl.Int64)
             for c in columns]  # fmt: skip
    is_known = frame["monetary"].count() > 0 or not len(frame)
    money = pl.col("monetary").cast(pl.Float64) if is_known else pl.lit(None, pl.Float64)
    held = [] if frame["average_assets"].null_count() == len(frame) else ["average_assets"]
    return (
        frame.group_by(columns)
        .agg(pl.len().cast(pl.Int64).alias("customers"), positive.alias("_positive"),
             pl.col("monetary", *held).sum(),
             pl.col("days_since_last").median().alias("median_days_since_last"))
        .sort(ranks)
        .select(
            *columns, "customers", (pl.col("customers") / len(frame)).alias("customers_share"),
            money.alias("money"),
            (pl.col("_positive") / total if total > 0 else pl.lit(None, pl.Float64)).alias("money_share"),
            *(pl.col(c).cast(pl.Float64).alias("assets_total") for c in held),
            "median_days_since_last",
        )
    )  # fmt: skip


def acquisition(frame: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Per month: relations opened, first purchases, and the share of openings that bought in 30 days.

    With purchases it begins with the month of the first of them: what came before cannot be told. In that month
    everybody buys first who was a customer before, too: of it only first purchases of who was opened since count
    (``first_purchases`` null where no opening is known). What opens after the as-of date has not opened yet. An opening of the last 30 days does not count
    for ``activated_share``: it is not over yet.
    """
    begin = first_month(frame)
    first = _monthly(frame, "first_on", pl.len().cast(pl.Int64).alias("first_purchases"))
    at_once = ((pl.col("first_on") - pl.col("opened_on")).dt.total_days() <= 30).fill_null(False)
    opened = _monthly(
        frame.filter(pl.col("tenure_days") >= 0), "opened_on", pl.len().cast(pl.Int64).alias("opened"),
        at_once.filter(pl.col("tenure_days") >= 30).mean().alias("activated_share"),
    )  # fmt: skip
    if first.is_empty():
        opened = opened.drop("activated_share")
        return {} if opened.is_empty() else {"acquisition": _every_month(opened)}
    if opened.is_empty():
        return {"acquisition": _without_beginning(_every_month(first), begin, None)}
    joined = opened.filter(pl.col("month") >= first["month"].min()).join(
        first, on="month", how="full", coalesce=True
    )
    new = int((~were_before(frame, begin)).sum())
    return {"acquisition": _without_beginning(_every_month(joined), begin, new)}


def first_month(frame: pl.DataFrame) -> date | None:
    """The first day of the month in which purchases begin; None without any."""
    begin = frame["first_on"].min()
    return begin.replace(day=1) if isinstance(begin, date) else None


def were_before(frame: pl.DataFrame, begin: date | None) -> pl.Series:
    """Of who bought first in the month ``begin``: whether they were opened before it; null where no day is known."""
    in_it = frame.filter(pl.col("first_on").dt.month_start() == pl.lit(begin, pl.Date))
    return in_it.select(pl.col("opened_on") < pl.lit(begin, pl.Date)).to_series()


def _without_beginning(months: pl.DataFrame, begin: date | None, new: int | None) -> pl.DataFrame:
    """The month in which purchases begin with those first purchases alone that are known to be some."""
    is_begin = pl.col("month") == (f"{begin:%Y-%m}" if begin else "")
    known = pl.when(is_begin).then(pl.lit(new, pl.Int64)).otherwise("first_purchases")
    return months.with_columns(known.alias("first_purchases"))


def _every_month(counted: pl.DataFrame) -> pl.DataFrame:
    """Months in their order, those between the first and the last with nobody as well."""
    day = pl.col("month").str.to_date("%Y-%m")
    months = counted.select(
        pl.date_range(day.min(), day.max(), "1mo").dt.strftime("%Y-%m").alias("month")
    )
    counts = [name for name in ("opened", "first_purchases") if name in counted.columns]
    whole = months.join(counted, on="month", how="left", maintain_order="left")
    return whole.with_columns(pl.col(counts).fill_null(0))


def _monthly(frame: pl.DataFrame, dated_by: str, *counts: pl.Expr) -> pl.DataFrame:
    month = pl.col(dated_by).dt.strftime("%Y-%m").alias("month")
    return frame.drop_nulls(dated_by).group_by(month).agg(*counts)


def charts(tables: Mapping[str, pl.DataFrame]) -> tuple[Chart, ...]:
    """Customers by stage, and new customers by month."""
    drawn = []
    if "stages" in tables:
        drawn.append(Chart("stages", "bar", tables["stages"].select("stage", "customers"),
                           "stage", ("customers",)))  # fmt: skip
    if "acquisition" in tables:
        months = tables["acquisition"].tail(MONTHS_DRAWN)
        y = tuple(c for c in ("opened", "first_purchases") if c in months.columns)
        counted = months.select("month", *y).filter(pl.any_horizontal(pl.col(y).is_not_null()))
        if counted.height:
            drawn.append(Chart("acquisition", "line", counted, "month", y))
    return tuple(drawn)


def findings(frame: pl.DataFrame, tables: Mapping[str, pl.DataFrame], as_of: date) -> list[Note]:
    """What the stages say, in two to five sentences."""
    stages = {row["stage"]: row for row in tables["stages"].iter_rows(named=True)}
    here = sum(row["customers"] for stage, row in stages.items() if stage in
               ("new", "growing", "mature", "won_back"))  # fmt: skip
    said = [t("As of {as_of}, {here:,} of {all:,} customers are new, growing, mature or won back ({share:.1%})",
              as_of=as_of, here=here, all=len(frame), share=here / max(len(frame), 1))]  # fmt: skip
    if "declining" in stages:
        said.append(t("{n:,} customers are declining ({share:.1%}); this is where a call still helps",
                      n=stages["declining"]["customers"], share=stages["declining"]["customers_share"]))  # fmt: skip
    gone = [stages[stage] for stage in ("dormant", "lost") if stage in stages]
    if gone:
        said.append(t("{n:,} customers are dormant or lost ({share:.1%})",
                      n=sum(row["customers"] for row in gone),
                      share=sum(row["customers_share"] for row in gone)))  # fmt: skip
    if "won_back" in stages:
        said.append(
            t("{n:,} customers came back after a long silence", n=stages["won_back"]["customers"])
        )
    if "prospect" in stages:
        said.append(t("{n:,} customers have neither bought nor hold anything",
                      n=stages["prospect"]["customers"]))  # fmt: skip
    return [Note("finding", sentence) for sentence in said]
