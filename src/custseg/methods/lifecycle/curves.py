"""Kaplan-Meier curves of all customers and of groups: how they are drawn, and tables of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from custseg.methods.lifecycle.groups import ALL
from custseg.result import Chart

if TYPE_CHECKING:
    from custseg.models.survival import LogRank, Survival

MONTHS = (3, 6, 12, 24)
"""Months after the beginning at which survival is told."""
MONTH_DAYS = 365.25 / 12
_YEAR_DAYS = 365.25
_DRAWN_MONTHS, _DRAWN_GROUPS = 36, 5


@dataclass(frozen=True)
class Curves:
    """The curves of all customers and of each group, and whether groups differ."""

    by_group: dict[str, Survival]
    """``all`` first, then groups by name."""
    test: LogRank | None

    @property
    def every(self) -> Survival:
        """The curve of all customers."""
        return self.by_group[ALL]


def curves_of(people: pl.DataFrame, names: Sequence[str], over: str) -> Curves:
    """Curves of ``people``: ``group``, ``stay_days``, and the flag ``over``: whether that was the end."""
    from custseg.models.survival import LogRank, Survival, kaplan_meier, log_rank

    def curve(some: pl.DataFrame) -> Survival:
        # Equal stays are one row: a million customers stay for a thousand different times.
        stays = some.group_by("stay_days", over).len("n").sort("stay_days", over)
        found = kaplan_meier(
            stays["stay_days"].to_numpy(), stays[over].to_numpy(), stays["n"].to_numpy()
        )
        assert isinstance(found, Survival)
        return found

    shown = people.filter(pl.col("group").is_in(list(names)))
    by_group = {ALL: curve(people)}
    by_group |= {name: curve(shown.filter(pl.col("group") == name)) for name in names}
    if not names:
        return Curves(by_group, None)
    test = log_rank(
        shown["stay_days"].to_numpy(), shown[over].to_numpy(),
        shown["group"].cast(pl.Enum(list(names))).to_physical().to_numpy(),
    )  # fmt: skip
    return Curves(by_group, test if isinstance(test, LogRank) else None)


def at_months(curves: Curves, share: str) -> pl.DataFrame:
    """Survival of each group after 3, 6, 12 and 24 months, as far as anybody was watched.

    In the columns ``share``, its ``_low`` and ``_high``; null for a group that was not watched for so long.
    """
    rows = []
    for name, curve in curves.by_group.items():
        days = [months * MONTH_DAYS for months in MONTHS]
        low, high = curve.interval_at(days)
        for at, survived in enumerate(curve.at(days)):
            if days[at] > curves.every.longest:
                break
            is_known = survived == survived and days[at] <= curve.longest
            rows.append({
                "group": name, "months": MONTHS[at], "at_risk": curve.at_risk_at(days[at]),
                share: float(survived) if is_known else None,
                f"{share}_low": float(low[at]) if is_known else None,
                f"{share}_high": float(high[at]) if is_known else None,
            })  # fmt: skip
    return pl.DataFrame(rows, schema={
        "group": pl.String, "months": pl.Int64, "at_risk": pl.Int64, share: pl.Float64,
        f"{share}_low": pl.Float64, f"{share}_high": pl.Float64,
    })  # fmt: skip


def stays_of(curves: Curves, names: Sequence[str], over: str, expected: str) -> pl.DataFrame:
    """Customers of each group, for how many it was over (``over``), how many that would be were groups
    alike (``expected``), the mean of the first year, and the median with its interval.
    """
    alike = dict(zip(names, curves.test.expected, strict=True)) if curves.test else {}
    rows = []
    for name, curve in curves.by_group.items():
        low, high = curve.quantile_interval()
        rows.append({
            "group": name, "customers": curve.n_customers, over: round(float(curve.left.sum())),
            expected: alike.get(name), "at_once_share": 1.0 - float(curve.at([0.0])[0]),
            "year_mean_days": curve.mean_until(_YEAR_DAYS) if curve.longest >= _YEAR_DAYS else None,
            "median_stay_days": curve.quantile(), "median_low": low, "median_high": high,
        })  # fmt: skip
    return pl.DataFrame(rows, schema={
        "group": pl.String, "customers": pl.Int64, over: pl.Int64, expected: pl.Float64,
        "at_once_share": pl.Float64, "year_mean_days": pl.Float64, "median_stay_days": pl.Float64,
        "median_low": pl.Float64, "median_high": pl.Float64,
    })  # fmt: skip


def charts_of(curves: Curves, key: str, share: str) -> tuple[Chart, ...]:
    """The curves month by month, as long as anybody is watched."""
    longest = curves.every.longest
    months = range(min(int(longest / MONTH_DAYS), _DRAWN_MONTHS) + 1)
    drawn = {}
    for name, curve in list(curves.by_group.items())[: _DRAWN_GROUPS + 1]:
        survived = pl.Series([float(s) for s in curve.at([m * MONTH_DAYS for m in months])])
        drawn[f"{share}@{name}"] = survived.fill_nan(None)
    if len(months) < 2:
        return ()
    frame = pl.DataFrame({"months": list(months), **drawn})
    return (Chart(key, "line", frame, "months", tuple(drawn)),)


def evidence_of(curves: Curves, over: str) -> dict[str, object]:
    """Customers, for how many it was over, and the log-rank test of groups."""
    test = curves.test
    return {
        "customers": curves.every.n_customers,
        over: round(float(curves.every.left.sum())),
        "log_rank": None if test is None else {
            "chi_square": test.statistic, "degrees": test.degrees, "p_value": test.p_value},
    }  # fmt: skip
