"""RFM 近度·频度·额度: every customer scored by thresholds and named by a proved map."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import ceil, floor
from typing import Any

import polars as pl

from custseg.errors import UsageError
from custseg.facts import FactSettings, currencies, fact_notes, purchases
from custseg.methods.value.rfm_said import MEASURED, NOT_SCORED, rfm_findings, rfm_infos
from custseg.methods.value.settings import RfmSettings
from custseg.models import rfm as scoring
from custseg.models.rfm_maps import EIGHT, RF25, Box, prove, rf25
from custseg.result import Chart, Result
from custseg.schema.dataset import Dataset
from custseg.settings import as_plain
from custseg.words import t


def rfm(
    dataset: Dataset, settings: RfmSettings = RfmSettings(), facts: FactSettings = FactSettings()
) -> Result:
    """Recency 近度, frequency 频度 and money 额度 of every customer, scored and named.

    Recency is days from the last purchase to the as-of date; frequency and money are those of
    ``facts.purchases``. Scores come from type-7 quantiles of the values (or own cut points), so equal
    values have equal scores; recency is reversed. A customer with nothing but returns is listed with
    the segment ``not_scored``. Without amounts M is left out and the cell ends with ``-``.
    Raises UsageError for settings that contradict each other or a map with holes or overlaps,
    InputError without dated transactions.
    """
    segment_of = _segment_map(settings)
    needed = [
        "customer_id",
        "date",
        *(["amount"] if settings.scheme in ("eight", "custom") else []),
    ]
    dataset.require("rfm", "transactions", *needed)
    by_currency = currencies(dataset)
    more = [] if by_currency is None else [by_currency]
    bought, *counted = dataset.collect(purchases(dataset, facts).drop("returned_money"), *more)
    as_of = dataset.as_of
    # Sorted here and not in the plan: there the rows to sort come on top of all that is grouped.
    bought = _with_recency(bought.sort("customer_id"), as_of)
    measures = _measures(bought, settings, dataset.has("transactions", "amount"))
    customers = _customers(bought, measures, settings, segment_of)
    tables = _rfm_tables(customers, measures, settings, list(dict.fromkeys(segment_of.values())))
    exact = as_plain(settings, facts)
    return Result(
        command="rfm",
        as_of=as_of,
        customers=customers.drop("_money"),
        tables=tables,
        charts=_rfm_charts(customers, tables, settings),
        evidence=_rfm_evidence(customers, measures, settings),
        notes=(*rfm_findings(tables, as_of, dataset.has("transactions", "direction")),
               *rfm_infos(customers, measures, settings),
               *fact_notes(dataset, facts, bought, *counted), *dataset.notes),
        settings=exact,
        provenance=dataset.provenance(exact),
    )  # fmt: skip


# --- settings --------------------------------------------------------------------------------------


def _segment_map(settings: RfmSettings) -> dict[str, str]:
    """Cell -> segment, proved; the eight classes map their own cells."""
    _check_cuts(settings)
    if settings.segments and settings.scheme != "custom":
        raise UsageError(
            t("[rfm] has segments, but scheme = {scheme!r}", scheme=settings.scheme),
            t('write scheme = "custom" to use them'),
        )
    if settings.scheme == "eight":
        return EIGHT
    if settings.scheme != "custom":
        if settings.bins != 5:
            raise UsageError(
                t("[rfm] scheme = {scheme!r} needs bins = 5, not {bins}", scheme=settings.scheme, bins=settings.bins),
                t('write bins = 5, scheme = "eight", or a map of your own with [[rfm.segments]]'),
            )  # fmt: skip
        named = rf25()
        return {cell: named[cell] for cell in sorted(named, key=lambda c: _ORDER[named[c]])}
    full = (1, settings.bins)
    boxes = [Box(s.name, s.r or full, s.f or full, s.m or full) for s in settings.segments]
    named = prove(boxes, settings.bins, settings.overlap, settings.rest)
    order = {name: at for at, name in enumerate([*(b.name for b in boxes), settings.rest])}
    return {cell: named[cell] for cell in sorted(named, key=lambda c: order[named[c]])}


_ORDER = {name: at for at, name in enumerate([
    "champions", "loyal", "potential_loyalist", "new", "promising", "need_attention",
    "about_to_sleep", "at_risk", "cant_lose", "hibernating",
])}  # fmt: skip
assert set(_ORDER) == set(RF25.values())


def _check_cuts(settings: RfmSettings) -> None:
    for name in ("r_cuts", "f_cuts", "m_cuts"):
        cuts = getattr(settings, name)
        if not cuts:
            continue
        if len(cuts) != settings.bins - 1:
            raise UsageError(
                t("[rfm] {name} has {n} cut points, bins = {bins} needs {needed}",
                  name=name, n=len(cuts), bins=settings.bins, needed=settings.bins - 1),
                t("write {needed} numbers, or bins = {fitting}",
                  needed=settings.bins - 1, fitting=len(cuts) + 1),
            )  # fmt: skip
        if list(cuts) != sorted(set(cuts)):
            raise UsageError(t("[rfm] {name} = {cuts} does not ascend", name=name,
                               cuts=", ".join(map(str, cuts))), t("write them from low to high"))  # fmt: skip


# --- one row per customer --------------------------------------------------------------------------


def _with_recency(bought: pl.DataFrame, as_of: date | None) -> pl.DataFrame:
    """Purchases with ``recency_days``: null for who has nothing but returns."""
    days = (pl.lit(as_of, pl.Date) - pl.col("last_on")).dt.total_days()
    return bought.with_columns(pl.when(pl.col("frequency") > 0).then(days).alias("recency_days"))


def _values(bought: pl.DataFrame, name: str) -> pl.Series:
    """One measure of the customers that are scored, null for the others."""
    is_scored = pl.col("recency_days").is_not_null()
    return bought.select(pl.when(is_scored).then(MEASURED[name])).to_series()


def _measures(
    bought: pl.DataFrame, settings: RfmSettings, has_money: bool
) -> dict[str, scoring.Measure]:
    """R, F and, where there are amounts, M."""
    return {
        name: scoring.measure(
            _values(bought, name), settings.bins,
            [float(cut) for cut in getattr(settings, f"{name}_cuts")] or None,
            settings.score_rule, fewer_is_better=name == "r",
        )
        for name in ("rfm" if has_money else "rf")
    }  # fmt: skip


def _customers(
    bought: pl.DataFrame, measures: Mapping[str, scoring.Measure],
    settings: RfmSettings, segment_of: Mapping[str, str],
) -> pl.DataFrame:  # fmt: skip
    """Scores, cell and segment of everyone; ``_money`` is the exact sum."""
    nobody = pl.lit(None, pl.Int8)
    frame = bought.with_columns(
        measures[name].scores.alias(score) if name in measures else nobody.alias(score)
        for name, score in zip("rfm", _SCORES, strict=True)
    )
    cell = pl.concat_str(pl.col(score).cast(pl.String).fill_null("-") for score in _SCORES)
    is_scored = pl.col("recency_days").is_not_null()
    frame = frame.with_columns(pl.when(is_scored).then(cell).alias("rfm_cell"))
    classes = []
    if settings.scheme in ("eight", "both"):
        frame = frame.with_columns(_class_cells(bought, settings)).with_columns(
            pl.col("rfm_class_cell").replace_strict(EIGHT, return_dtype=pl.String).alias("rfm_class")
        )  # fmt: skip
        classes = ["rfm_class", "rfm_class_cell"]
    return frame.with_columns(
        pl.when(is_scored).then(_segment(settings, segment_of)).otherwise(pl.lit(NOT_SCORED))
        .alias("segment"),
        pl.col("monetary").alias("_money"), pl.col("monetary").cast(pl.Float64),
    ).select("customer_id", *MEASURED.values(), *_SCORES, "rfm_cell", "segment", *classes, "first_on",
             "last_on", "_money")  # fmt: skip


_SCORES = ("r_score", "f_score", "m_score")


def _segment(settings: RfmSettings, segment_of: Mapping[str, str]) -> pl.Expr:
    if settings.scheme == "eight":
        return pl.col("rfm_class")
    cells = dict(segment_of)
    if settings.scheme != "custom":  # R×F alone decides, so a cell without M has its segment too
        cells |= {cell[:2] + "-": name for cell, name in segment_of.items()}
    return pl.col("rfm_cell").replace_strict(cells, return_dtype=pl.String)


def _class_cells(bought: pl.DataFrame, settings: RfmSettings) -> pl.Series:
    centers = _centers(bought, settings)
    if len(centers) < len(MEASURED):  # nobody to compare, or no amounts
        return pl.Series("rfm_class_cell", [None] * len(bought), pl.String)
    r, f, m = (_values(bought, name) for name in MEASURED)
    return scoring.class_cells(r, f, m, centers)


def _centers(bought: pl.DataFrame, settings: RfmSettings) -> list[float]:
    found = [scoring.center_of(_values(bought, name), settings.center) for name in MEASURED]
    return [center for center in found if center is not None]


# --- tables, charts, evidence ----------------------------------------------------------------------


def _rfm_tables(
    customers: pl.DataFrame, measures: Mapping[str, scoring.Measure], settings: RfmSettings,
    order: list[str],
) -> dict[str, pl.DataFrame]:  # fmt: skip
    tables = {"segments": _summary(customers, "segment", [*order, NOT_SCORED])}
    if settings.scheme == "both":
        tables["rfm_classes"] = _summary(customers.filter(pl.col("rfm_class").is_not_null()),
                                         "rfm_class", list(EIGHT.values()))  # fmt: skip
    if settings.scheme in ("eight", "both"):
        tables["rfm_centers"] = _centers_table(customers, settings)
    return {**tables, "thresholds": _thresholds(measures, settings)}


def _summary(customers: pl.DataFrame, column: str, order: list[str]) -> pl.DataFrame:
    """Customers, orders and money of each label, in the order of the map; money is summed exactly.

    ``money_share`` is of what customers above zero brought, as in value, so that returns make no
    share greater than one. Without amounts money is null: nothing is known of it, which is not 0.
    """
    positive = pl.col("_money").filter(pl.col("_money") > 0).sum().cast(pl.Float64)
    total = customers.select(positive).item()
    is_known = customers["_money"].count() > 0 or not len(customers)
    money = pl.col("_money").cast(pl.Float64) if is_known else pl.lit(None, pl.Float64)
    ranks = {name: at for at, name in enumerate(dict.fromkeys(order))}
    return (
        customers.group_by(column)
        .agg(pl.len().cast(pl.Int64).alias("customers"), pl.col("frequency").sum().alias("orders"),
             positive.alias("_positive"), pl.col("_money").sum(),
             pl.col("recency_days").median().alias("median_recency_days"))
        .sort(pl.col(column).replace_strict(ranks, return_dtype=pl.Int64))
        .select(
            column, "customers", (pl.col("customers") / len(customers)).alias("customers_share"),
            "orders", money.alias("money"),
            (pl.col("_positive") / total if total > 0 else pl.lit(None, pl.Float64)).alias("money_share"),
            pl.when(pl.col("orders") > 0).then(money / pl.col("orders")).alias("average_order_value"),
            "median_recency_days",
        )
    )  # fmt: skip


def _centers_table(customers: pl.DataFrame, settings: RfmSettings) -> pl.DataFrame:
    centers = _centers(customers, settings)
    names = list(MEASURED.values())[: len(centers)]
    return pl.DataFrame({"measure": names, "center": centers},
                        schema={"measure": pl.String, "center": pl.Float64})  # fmt: skip


def _thresholds(measures: Mapping[str, scoring.Measure], settings: RfmSettings) -> pl.DataFrame:
    """From-to of each measure for each score, best score first.

    Days and orders are whole numbers, both ends included; money is given by its cut points.
    """
    scores = list(range(settings.bins, 0, -1))
    columns: dict[str, pl.Series] = {"score": pl.Series(scores, dtype=pl.Int64)}
    for name, column in MEASURED.items():
        found = measures.get(name)
        kind = pl.Float64 if name == "m" else pl.Int64
        spans = [_span(found, k, name, settings) if found else (None, None) for k in scores]
        columns[f"{column}_from"] = pl.Series([low for low, _ in spans], dtype=kind)
        columns[f"{column}_to"] = pl.Series([high for _, high in spans], dtype=kind)
        counts = [found.counts[k - 1] if found else None for k in scores]
        columns[f"{name}_customers"] = pl.Series(counts, dtype=pl.Int64)
    return pl.DataFrame(columns)


def _span(
    found: scoring.Measure, score: int, name: str, settings: RfmSettings
) -> tuple[float | None, float | None]:
    """The values that have a score; (None, None) when no value can."""
    position = settings.bins - score if name == "r" else score - 1
    low = found.cuts[position - 1] if position > 0 else None
    high = found.cuts[position] if position < len(found.cuts) else None
    if low is not None and low == high:
        return None, None
    if name == "m":
        return low, high
    if settings.score_rule == "above":
        first, last = (
            (None if low is None else floor(low) + 1),
            None if high is None else floor(high),
        )
    else:
        first, last = (None if low is None else ceil(low)), None if high is None else ceil(high) - 1
    first = (0 if name == "r" else 1) if first is None else first
    return (None, None) if last is not None and last < first else (first, last)


def _rfm_charts(
    customers: pl.DataFrame, tables: Mapping[str, pl.DataFrame], settings: RfmSettings
) -> tuple[Chart, ...]:
    bars = tables["segments"].select("segment", "customers")
    found = customers.drop_nulls("r_score").group_by("r_score", "f_score").len()
    cells = {(r, f): n for r, f, n in found.iter_rows()}
    scores = range(1, settings.bins + 1)
    grid = {"r_score": list(reversed(scores)),
            **{f"f_{f}": [cells.get((r, f), 0) for r in reversed(scores)] for f in scores}}  # fmt: skip
    return (
        Chart("segments", "bar", bars, "segment", ("customers",)),
        Chart("rf_grid", "heatmap", pl.DataFrame(grid), "r_score", tuple(f"f_{f}" for f in scores)),
    )


def _rfm_evidence(
    customers: pl.DataFrame, measures: Mapping[str, scoring.Measure], settings: RfmSettings
) -> dict[str, Any]:
    scored = customers["r_score"].count()
    return {
        "scored": scored,
        "not_scored": len(customers) - scored,
        "score_rule": settings.score_rule,
        "cut_points": {MEASURED[name]: list(m.cuts) for name, m in measures.items()},
        "score_counts": {f"{name}_score": list(m.counts) for name, m in measures.items()},
        "distinct_values": {MEASURED[name]: m.distinct for name, m in measures.items()},
    }
