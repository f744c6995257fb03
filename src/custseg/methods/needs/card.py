"""The scorecard as tables: its bins with points, what it looked at, how it did on later data."""

from __future__ import annotations

from typing import Any

import polars as pl

from custseg.methods.needs.propensity import Propensity
from custseg.words import t

_OF_COLUMN = {"takers": "with_yes", "taken_share": "yes_share"}
"""Columns of the tables, where it is not a product that is taken but a column that says yes."""


def card_tables(card: Propensity) -> dict[str, pl.DataFrame]:
    """The bins with their points, what was looked at, and the test by tenths where there is one."""
    shown = {"scorecard": _bins(card), "scorecard_features": _features(card)}
    if card.test is not None:
        shown["scorecard_test"] = card.test.tenths()
    if card.is_column:
        return {key: table.rename(_OF_COLUMN, strict=False) for key, table in shown.items()}
    return shown


def _bins(found: Propensity) -> pl.DataFrame:
    """The scorecard: for every feature that is in it, its bins with customers, takers, WOE and points."""
    rows: list[tuple[Any, ...]] = [(t("base points"), "", found.card.customers, found.card.takers,
             found.card.takers / max(found.card.customers, 1), None, found.card.base)]  # fmt: skip
    ranked = sorted(found.card.attributes, key=lambda a: (-a.iv, a.name))
    for attribute in ranked:
        if attribute.coefficient <= 0:
            continue
        for at, name in enumerate(attribute.labels):
            if attribute.customers[at]:
                rows.append((attribute.name, name, int(attribute.customers[at]), int(attribute.takers[at]),
                             float(attribute.takers[at] / attribute.customers[at]), float(attribute.woe[at]),
                             int(attribute.points[at])))  # fmt: skip
    return pl.DataFrame(rows, orient="row", schema={
        "feature": pl.String, "bin": pl.String, "customers": pl.Int64, "takers": pl.Int64, "taken_share": pl.Float64,
        "woe": pl.Float64, "points": pl.Int64})  # fmt: skip


def _features(found: Propensity) -> pl.DataFrame:
    """Every column that was looked at: what it says alone, and whether it is in the card, or why not."""
    by_name = {attribute.name: attribute for attribute in found.card.attributes}
    rows = []
    for verdict in found.verdicts:
        attribute = by_name.get(verdict.name)
        use = verdict.refused or (
            "weak" if attribute is None or attribute.coefficient <= 0 else "in_card"
        )
        rows.append((verdict.name, use, None if attribute is None else attribute.iv, verdict.alone))
    table = pl.DataFrame(rows, orient="row", schema={
        "feature": pl.String, "feature_use": pl.String, "iv": pl.Float64, "auc_alone": pl.Float64})  # fmt: skip
    return table.sort(["iv", "feature"], descending=[True, False], nulls_last=True)
