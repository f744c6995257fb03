"""Reactivation 挽回: who came back of those that were dormant or lost at a month end, and what they were worth."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date

import numpy as np
import polars as pl

from custseg.methods.lifecycle.part import Known
from custseg.models.stages import StageLimits
from custseg.models.sufficiency import Gate, are_met
from custseg.result import Chart, Note, Part
from custseg.words import t

WITHIN = (1, 3, 6)
"""Months within which somebody comes back."""
BANDS = ("dormant", "lost", "lost_long")
"""By how long silent: over dormant, over lost, over twice lost."""
MIN_SILENT, MIN_BACK = 30, 10
"""Silent customers a share needs, and those who came back."""
_HORIZON = 3


def reactivation_part(known: Known, silent: pl.DataFrame) -> Part:
    """Who of the silent at each month end came back, by how long silent; ``silent`` over dormant_days."""
    counted = pl.concat(list(_months(silent, known.as_of, known.limits)) or [_NOBODY])
    told = counted.filter(pl.col("months") == _HORIZON)
    gates = (
        Gate("reactivation", "silent_customers", MIN_SILENT, int(told["silent"].max() or 0)),  # type: ignore[arg-type]
        Gate("reactivation", "came_back", MIN_BACK, int(told["came_back"].sum())),
    )
    if not are_met(gates):
        return Part(gates=gates)
    rank = {band: at for at, band in enumerate(BANDS)}
    in_order = pl.col("silence_band").replace_strict(rank, return_dtype=pl.Int64)
    bands, by_month = (
        _spans(_by(counted, "silence_band").sort(in_order), known.limits),
        _by(counted, "month").sort("month").drop("month_ends"),
    )
    if not silent["worth"].count():
        bands, by_month = (
            table.drop("worth_before", "worth_before_back") for table in (bands, by_month)
        )
    chart = by_month.select("month", f"back_{_HORIZON}m").drop_nulls()
    return Part(
        tables={"reactivation": bands, "reactivation_months": by_month}, gates=gates,
        charts=(Chart("reactivation_months", "line", chart, "month", (f"back_{_HORIZON}m",)),)
        if len(chart) > 1 else (),
        notes=tuple(_notes(bands, known.limits)),
    )  # fmt: skip


# --- counting ---------------------------------------------------------------------------------------

_NOBODY = pl.DataFrame(schema={
    "month": pl.String, "silence_band": pl.String, "months": pl.Int64, "silent": pl.Int64,
    "came_back": pl.Int64, "worth": pl.Float64, "worth_back": pl.Float64,
})  # fmt: skip


def _months(silent: pl.DataFrame, as_of: date, limits: StageLimits) -> Iterator[pl.DataFrame]:
    """Of every month end and band: the silent, and who came back within 1, 3 and 6 months.

    Only what is over by ``as_of`` is counted: a month end whose sixth month is not over has no share
    for six months.
    """
    since, until = (silent[c].to_physical().to_numpy() for c in ("since", "until"))
    until = np.where(np.isnan(until.astype(float)), np.inf, until)
    worth = silent["worth"].cast(pl.Float64).fill_null(0.0).to_numpy()
    floors = (limits.dormant_days, limits.lost_days, 2 * limits.lost_days)
    for end in month_ends(silent["since"].min(), as_of):  # type: ignore[arg-type]
        day = (end - _EPOCH).days
        here = np.flatnonzero((day - since > floors[0]) & (until > day))
        band = np.searchsorted(floors[1:], day - since[here], side="left")
        for months in WITHIN:
            then = later(end, months)
            if then > as_of:
                continue
            back = until[here] <= (then - _EPOCH).days
            yield pl.DataFrame({
                "month": f"{end:%Y-%m}", "silence_band": BANDS, "months": months,
                "silent": np.bincount(band, minlength=3), "came_back": np.bincount(band[back], minlength=3),
                "worth": np.bincount(band, worth[here], minlength=3),
                "worth_back": np.bincount(band[back], worth[here][back], minlength=3),
            }, schema=_NOBODY.schema)  # fmt: skip


_EPOCH = date(1970, 1, 1)


def month_ends(first: date | None, as_of: date) -> Iterator[date]:
    """The last days of the months from that of ``first`` on, up to ``as_of``."""
    end = None if first is None else later(first.replace(day=1), 0)
    while end is not None and end <= as_of:
        yield end
        end = later(end, 1)


def later(day: date, months: int) -> date:
    """The last day of the month so many months after that of ``day``."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def _by(counted: pl.DataFrame, key: str) -> pl.DataFrame:
    """Silent customers, the share that came back in time, and the money they had brought before.

    A share of fewer than 30 customers is not shown.
    """
    n = pl.col("silent")
    columns = {}
    for months in WITHIN:
        inside = pl.col("months") == months
        silent = n.filter(inside).sum()
        share = pl.col("came_back").filter(inside).sum() / silent
        columns[f"back_{months}m"] = pl.when(silent >= MIN_SILENT).then(share)
    one = pl.col("months") == WITHIN[0]
    horizon = pl.col("months") == _HORIZON
    back = pl.col("came_back").filter(horizon).sum()
    return counted.group_by(key).agg(
        pl.col("month").filter(one & (n > 0)).n_unique().cast(pl.Int64).alias("month_ends"),
        n.filter(one).sum().alias("silent"), **columns,
        worth_before=pl.when(n.filter(one).sum() > 0)
        .then(pl.col("worth").filter(one).sum() / n.filter(one).sum()),
        worth_before_back=pl.when(back > 0).then(pl.col("worth_back").filter(horizon).sum() / back),
    ).filter(pl.col("silent") > 0)  # fmt: skip


def _spans(bands: pl.DataFrame, limits: StageLimits) -> pl.DataFrame:
    """From how many days of silence to how many a band goes."""
    dormant, lost = limits.dormant_days, limits.lost_days
    spans = {
        "dormant": (dormant + 1, lost),
        "lost": (lost + 1, 2 * lost),
        "lost_long": (2 * lost + 1, None),
    }
    found = [spans[band] for band in bands["silence_band"]]
    return bands.select(
        "silence_band", pl.Series("silent_from", [low for low, _ in found], pl.Int64),
        pl.Series("silent_to", [high for _, high in found], pl.Int64), pl.exclude("silence_band"),
    )  # fmt: skip


# --- what it says -----------------------------------------------------------------------------------


def _notes(bands: pl.DataFrame, limits: StageLimits) -> list[Note]:
    rows = {row["silence_band"]: row for row in bands.iter_rows(named=True)}
    said = []
    dormant, lost = rows.get("dormant"), rows.get("lost")
    if dormant and dormant["back_3m"] is not None:
        said.append(t("Of those silent for {low} to {high} days at a month end {share:.1%} came back within 3 months",
                      low=limits.dormant_days + 1, high=limits.lost_days, share=dormant["back_3m"]))  # fmt: skip
    if lost and lost["back_3m"] is not None:
        said.append(t("Of those silent for more than {low} days, up to {high}, {share:.1%} came back within 3 months",
                      low=limits.lost_days, high=2 * limits.lost_days, share=lost["back_3m"]))  # fmt: skip
    if dormant and dormant.get("worth_before_back"):
        said.append(t("Who came back from {low} to {high} days had brought {back:,.2f} before, all who were silent so long "
                      "{all:,.2f}", low=limits.dormant_days + 1, high=limits.lost_days,
                      back=dormant["worth_before_back"], all=dormant["worth_before"]))  # fmt: skip
    info = t("coming back is counted without knowing why: those who were called are not told from those who came by "
             "themselves; a customer silent at several month ends counts at each")  # fmt: skip
    return [*(Note("finding", sentence) for sentence in said), Note("info", info)]
