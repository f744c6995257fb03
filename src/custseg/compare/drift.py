"""How far the distribution of every column moved from OLD to NEW: PSI, its cells, missing values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl

from custseg.compare.labels import Compared
from custseg.compare.meeting import Meeting
from custseg.compare.settings import CompareSettings
from custseg.compare.words import amount
from custseg.conditions import column_named
from custseg.customers import MEASURES, MONEY
from custseg.errors import UsageError
from custseg.models.stability import cells_of, psi_by_chance, psi_parts
from custseg.words import label, t, term

Role = Literal["feature", "score", "label"]

_SCORES = frozenset({"churn_risk", "p_alive", "value_score", "priority"})
"""Columns that a model gives, beside those whose unit says so."""
_NO_MEASURE = frozenset({"id", "text", "date", "month", "name", "phone", "id_number", "card", "email", "address"})  # fmt: skip
_TEXTS = frozenset({"customer_level", "branch", "manager", "city", "main_channel", "main_product"})
"""Texts that divide the customers as labels do."""
_TOP, _MOST_VALUES = 9, 200
_TOLD = 3
"""Columns whose cells are shown even if they are stable."""
WATCHED = frozenset({
    *MEASURES, *MONEY, "purchases_30d", "purchases_90d", "purchases_365d", "money_30d", "money_90d",
    "money_365d", "purchases_per_month", "median_gap_days", "assets_trend_3m", "assets_trend_12m", "trend",
    "regularity", "products_held", "events_90d", "enquiries_90d", "complaints_lately", "open_complaints",
    "last_score", "below_months", "purchases_next", "churn_risk", "p_alive", "r_score", "f_score", "m_score",
    "age_band", "sex", "region", "province", "occupation_group", "income_band", "risk_level", "tenure_band",
    "main_channel", "branch", "marketing_consent", "id_expiry", "temper", "urgency",
})  # fmt: skip
"""Columns of ours whose drift says something of the customers, beside labels; others say why, or how often."""
_GROWS = frozenset({"frequency", "monetary", "tenure_months", "tenure_band", "age", "age_band", "tenure_days",
                    "days_since_first", "purchase_days", "active_months", "events", "contacts", "feedbacks"})  # fmt: skip
"""What can only grow when one set of exports is seen from a later date."""


@dataclass(frozen=True)
class Drift:
    """The two tables of drift: a row for each column, and a row for each of its cells."""

    columns: pl.DataFrame
    cells: pl.DataFrame


DRIFT_SCHEMA: dict[str, pl.DataType] = {
    "measure": pl.String(), "measured_as": pl.String(), "psi": pl.Float64(), "psi_band": pl.String(),
    "psi_by_chance": pl.Float64(), "mean_old": pl.Float64(), "mean_new": pl.Float64(),
    "missing_share_old": pl.Float64(), "missing_share": pl.Float64(), "cells": pl.Int64(),
}  # fmt: skip
CELLS_SCHEMA: dict[str, pl.DataType] = {
    "measure": pl.String(), "bin": pl.String(), "customers_old": pl.Int64(), "customers": pl.Int64(),
    "share_old": pl.Float64(), "share_new": pl.Float64(), "psi_part": pl.Float64(),
}  # fmt: skip


def drift_of(meeting: Meeting, labels: Sequence[Compared], settings: CompareSettings) -> Drift:
    """PSI of every column both periods have, over all customers of each, largest first.

    Numbers are cut by OLD's quantiles (``models.stability.cells_of``), missing values are a cell of their
    own; of labels and texts the nine most frequent in OLD are cells, the others one. What can only grow when
    one set of exports is seen from a later date is called so and sets off no alarm.
    """
    grows = _GROWS if meeting.old.made_of & meeting.new.made_of else frozenset[str]()
    rows: list[dict[str, Any]] = []
    cells: list[pl.DataFrame] = []
    for measure, role, table in _tables(meeting, labels, settings):
        old, new = table["customers_old"].to_numpy(), table["customers"].to_numpy()
        parts = psi_parts(old, new)
        index, chance = float(parts.sum()), psi_by_chance(old, new)
        known = not np.isnan(index)
        rows.append({
            "measure": measure, "measured_as": role, "psi": index if known else None,
            "psi_band": None if not known else "grows" if measure in grows else _band(index, chance, settings),
            "psi_by_chance": chance if known else None, "cells": table.height,
            **_about(meeting, measure),
        })  # fmt: skip
        cells.append(table.with_columns(
            pl.lit(measure).alias("measure"), pl.Series("psi_part", parts if known else [None] * len(parts), dtype=pl.Float64),
            (pl.col("customers_old") / max(old.sum(), 1)).alias("share_old"),
            (pl.col("customers") / max(new.sum(), 1)).alias("share_new"),
        ).select(list(CELLS_SCHEMA)))  # fmt: skip
    columns = pl.DataFrame(rows, schema=DRIFT_SCHEMA).with_row_index("_at")
    columns = columns.sort("psi", "_at", descending=[True, False], nulls_last=True)
    return Drift(columns.drop("_at"), _shown(columns, cells))


def _shown(columns: pl.DataFrame, cells: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The cells of the columns that are not stable, and of the first few anyway, in the order of the columns."""
    by_measure = {table["measure"][0]: table for table in cells if table.height}
    told = [
        by_measure[measure]
        for at, (measure, band) in enumerate(columns.select("measure", "psi_band").iter_rows())
        if measure in by_measure and (at < _TOLD or band in ("moved", "shifted"))
    ]
    return pl.concat(told) if told else pl.DataFrame(schema=CELLS_SCHEMA)


def _tables(
    meeting: Meeting, labels: Sequence[Compared], settings: CompareSettings
) -> Iterator[tuple[str, Role, pl.DataFrame]]:
    """Each column with its role and the heads of its cells in both periods."""
    old, new = meeting.old.people, meeting.new.people
    renamed = {one.key: one for one in labels}
    chosen = _chosen(meeting, labels, settings)
    for column, kind in new.schema.items():
        one = renamed.get(column)
        was = one.was if one else column
        if was not in old.columns or not (one or column in chosen):
            continue
        before, after = old[was], new[column]
        if one and one.renamed:
            before = before.replace(one.renamed)
        if kind.is_numeric() and before.dtype.is_numeric():
            if _is_measured(column):
                yield column, _role(column), _numbers(column, before, after, settings.bins)
        elif one or _divides(column, before, after):
            role: Role = "label" if one else "feature"
            yield column, role, _values(column, before.cast(pl.String), after.cast(pl.String))


def _chosen(meeting: Meeting, labels: Sequence[Compared], settings: CompareSettings) -> set[str]:
    """The columns asked for, else the usual ones and the user's own; all where there are neither these nor labels.

    Raises UsageError for a column asked for that one of the two has not.
    """
    there = [c for c in meeting.new.people.columns if c in meeting.old.people.columns and c != "customer_id"]  # fmt: skip
    if settings.columns:
        return {_asked(name, there) for name in settings.columns}
    usual = {c for c in there if c in WATCHED or term(c) is None}
    return usual if usual or labels else set(there)


def _asked(name: str, there: Sequence[str]) -> str:
    column = column_named(name, there)
    if column is None:
        raise UsageError(
            t("no column {name!r} in both ([compare] columns)", name=name),
            t("columns: {known}", known=", ".join(there)),
        )
    return column


def _is_measured(column: str) -> bool:
    entry = term(column)
    return entry is None or entry.unit not in _NO_MEASURE


def _role(column: str) -> Role:
    entry = term(column)
    is_score = column in _SCORES or (entry is not None and entry.unit == "score")
    return "score" if is_score else "feature"


def _divides(column: str, before: pl.Series, after: pl.Series) -> bool:
    """Whether a column of texts or flags parts the customers into a few groups."""
    entry = term(column)
    if before.dtype not in (pl.String, pl.Boolean) or after.dtype not in (pl.String, pl.Boolean):
        return False
    if entry is not None and entry.unit not in ("label", "flag") and column not in _TEXTS:
        return False
    return max(before.n_unique(), after.n_unique()) <= _MOST_VALUES


def _numbers(column: str, before: pl.Series, after: pl.Series, parts: int) -> pl.DataFrame:
    old, new = (v.cast(pl.Float64).drop_nulls().drop_nans().sort().to_numpy() for v in (before, after))  # fmt: skip
    cells = cells_of(old, parts)
    heads = np.stack([cells.counts(old), cells.counts(new)])
    there = np.flatnonzero(heads.sum(axis=0))
    names = [_between(column, *cells.bounds(int(at))) for at in there]
    return _with_missing(names, heads[:, there], len(before) - len(old), len(after) - len(new))


def _between(column: str, low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return t("any")
    if low is None:
        return f"≤ {amount(column, high)}"
    if high is None:
        return f"> {amount(column, low)}"
    if low == high:
        return f"= {amount(column, low)}"
    return f"{amount(column, low)} – {amount(column, high)}"


def _values(column: str, before: pl.Series, after: pl.Series) -> pl.DataFrame:
    """The heads of the most frequent values of OLD, of the other values, and of those without one."""
    old, new = ({value: int(n) for value, n in v.drop_nulls().value_counts().iter_rows()} for v in (before, after))  # fmt: skip
    top = sorted(old, key=lambda value: (-old[value], value))[:_TOP]
    rest = [value for value in {**old, **new} if value not in top]
    if len(rest) == 1:  # the only other one is called by its name
        top, rest = [*top, *rest], []
    heads = [[side.get(value, 0) for value in top] for side in (old, new)]
    names = [label(column, value) for value in top]
    if rest:
        names.append(t("{n} others", n=len(rest)))
        for side, counts in zip((old, new), heads, strict=True):
            counts.append(sum(side.get(value, 0) for value in rest))
    return _with_missing(names, np.array(heads, dtype=np.int64).reshape(2, -1),
                         before.null_count(), after.null_count())  # fmt: skip


def _with_missing(names: list[str], heads: np.ndarray, old: int, new: int) -> pl.DataFrame:
    if old or new:
        names, heads = [*names, t("missing")], np.column_stack([heads, [old, new]])
    return pl.DataFrame({
        "bin": pl.Series(names, dtype=pl.String),
        "customers_old": pl.Series(heads[0], dtype=pl.Int64), "customers": pl.Series(heads[1], dtype=pl.Int64),
    })  # fmt: skip


def _about(meeting: Meeting, column: str) -> dict[str, float | None]:
    """Means and missing shares of a column in both periods."""
    said: dict[str, float | None] = {}
    for side, period in (("_old", meeting.old), ("_new", meeting.new)):
        values = period.people[column] if column in period.people.columns else None
        missing = None if values is None or not len(values) else values.null_count() / len(values)
        said["missing_share" + side.replace("_new", "")] = missing
        said["mean" + side] = None if values is None else _mean(values)
    return said


def _mean(values: pl.Series) -> float | None:
    if not values.dtype.is_numeric():
        return None
    there = values.cast(pl.Float64).drop_nulls().to_numpy()
    return float(np.cumsum(there)[-1] / len(there)) if len(there) else None


def _band(index: float, chance: float, settings: CompareSettings) -> str:
    """``stable``, ``moved``, ``shifted``; ``chance`` where samples so small show as much by chance."""
    if index < settings.stable_below:
        return "stable"
    if index <= chance:
        return "chance"
    return "shifted" if index > settings.shifted_above else "moved"
