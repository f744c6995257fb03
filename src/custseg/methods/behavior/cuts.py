"""Where one behaviour ends and the next begins: from the file's own distribution, or settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import polars as pl

from custseg.facts import MIN_PURCHASE_DAYS
from custseg.settings import Meta, Section
from custseg.words import t

DAYS_A_MONTH = 365.25 / 12
WEEKLY = DAYS_A_MONTH / 7
QUARTERLY_DAYS = 91.0


class BehaviorSettings(Section, frozen=True):
    """Section ``[behavior]``: the cut points of the behaviour labels."""

    inactive_days: Annotated[
        int,
        Meta(ge=1, description="Inactive: no purchase for so many days"),
    ] = 180
    churn_factor: Annotated[
        float,
        Meta(gt=0, description="At risk: waiting longer than so many own median gaps"),
    ] = 3.0
    churn_min_days: Annotated[
        int,
        Meta(ge=0, description="Never at risk before so many days, however short the own gap"),
    ] = 14
    high_per_month: Annotated[
        float | None,
        Meta(description="High frequency from so many purchases a month; unset: high_percentile "
                         "of the file"),
    ] = None  # fmt: skip
    high_percentile: Annotated[
        float,
        Meta(ge=0, le=1, description="Percentile (0 to 1) of purchases a month from which "
                                     "frequency is high"),
    ] = 0.8  # fmt: skip
    regular_gap_days: Annotated[
        float | None,
        Meta(
            description="Regular up to this own median gap; unset: regular_percentile of the file"
        ),
    ] = None
    regular_percentile: Annotated[
        float,
        Meta(ge=0, le=1, description="Percentile (0 to 1) of own median gaps up to which a customer "
                                     "is regular"),
    ] = 0.75  # fmt: skip
    min_customers: Annotated[
        int,
        Meta(ge=1, description="With fewer customers that have a rhythm, cut points are once a week "
                               "and once a quarter instead of percentiles"),
    ] = 20  # fmt: skip


@dataclass(frozen=True)
class Cuts:
    """The two cut points that may come from the file, and what they rest on."""

    high_per_month: float
    high_source: str
    high_basis: str
    regular_gap_days: float
    regular_source: str
    regular_basis: str


def cut_points(customers: pl.DataFrame, settings: BehaviorSettings) -> Cuts:
    """The cut points for customers with a rhythm (3 purchase days) who are not inactive.

    Percentiles are type-7 quantiles of the values. With fewer than ``min_customers`` such
    customers, or where so many are equal that a percentile separates nobody, the cut points are once a week and once a quarter.
    """
    settled = customers.filter(
        (pl.col("purchase_days") >= MIN_PURCHASE_DAYS)
        & (pl.col("days_since_last") < settings.inactive_days)
    )
    high = _cut(settled["purchases_per_month"], settings.high_per_month, settings.high_percentile,
                WEEKLY, settings.min_customers)  # fmt: skip
    regular = _cut(settled["median_gap_days"], settings.regular_gap_days,
                   settings.regular_percentile, QUARTERLY_DAYS, settings.min_customers)  # fmt: skip
    return Cuts(*high, *regular)


def _cut(values: pl.Series, given: float | None, percentile: float, fallback: float,
         min_customers: int) -> tuple[float, str, str]:  # fmt: skip
    if given is not None:
        return given, "setting", ""
    known = values.drop_nulls()
    if len(known) < min_customers:
        return fallback, "default", t("only {n} customers with a rhythm", n=f"{len(known):,}")
    cut = known.quantile(percentile, interpolation="linear")
    assert cut is not None
    if cut in (known.min(), known.max()):
        return fallback, "default", t("percentile {p:g} of {n} customers separates nobody",
                                      p=percentile * 100, n=f"{len(known):,}")  # fmt: skip
    basis = t("percentile {p:g} of {n} customers", p=percentile * 100, n=f"{len(known):,}")
    return float(cut), "file", basis


def threshold_table(cuts: Cuts, settings: BehaviorSettings) -> pl.DataFrame:
    """Every cut point that was used and where it came from."""
    sources = {
        "inactive_days": t("bank life-cycle practice, tinckay.com (unverified)"),
        "churn_factor": t("the factor is Optimove's, the cut unverified"),
        "churn_min_days": t("own choice"),
    }
    plain = BehaviorSettings()

    def fixed(name: str) -> tuple[float, str, str]:
        value = float(getattr(settings, name))
        is_default = value == getattr(plain, name)
        return value, *(("default", sources[name]) if is_default else ("setting", ""))

    rows = {
        "inactive_days": fixed("inactive_days"),
        "churn_factor": fixed("churn_factor"),
        "churn_min_days": fixed("churn_min_days"),
        "high_per_month": (cuts.high_per_month, cuts.high_source, cuts.high_basis),
        "regular_gap_days": (cuts.regular_gap_days, cuts.regular_source, cuts.regular_basis),
    }
    return pl.DataFrame(
        [(name, *row) for name, row in rows.items()],
        schema={"threshold": pl.String, "cut": pl.Float64, "cut_source": pl.String,
                "cut_basis": pl.String},
        orient="row",
    )  # fmt: skip
