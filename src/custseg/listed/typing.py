"""Columns of a result by their keys and in their types, whatever format and language they come back from."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from custseg.words import Unit, key_of_header, key_of_label, term
from custseg.words.labels import LABELS

_NUMBERS: frozenset[Unit] = frozenset(
    {"count", "number", "money", "share", "index", "days", "score", "varied"}
)
_YES, _NO = ("true", "yes", "是"), ("false", "no", "否")
OWN_NAMES = ("tier", "segment")
"""Labels whose values people name themselves: their header alone tells them."""
_TELLING = (*OWN_NAMES, "value_tier", "stage", "behavior_label", "mood", "churn_risk_band",
            "abc_class", "hml_class", "rfm_class", "main_need")  # fmt: skip
_KNOWN_SHARE = 0.9


def by_key(table: pl.DataFrame) -> pl.DataFrame:
    """``table`` with its columns named by key where a header is one of ours in either language."""
    names: dict[str, str] = {}
    for column in table.columns:
        key = key_of_header(column)
        if key is not None and key not in names.values() and (key == column or key not in table.columns):  # fmt: skip
            names[column] = key
    return table.rename(names)


def says_labels(keyed: pl.DataFrame) -> bool:
    """Whether a table is a list of customers with a label that custseg knows."""
    if "customer_id" not in keyed.columns:
        return False
    return any(c in keyed.columns and (c in OWN_NAMES or _are_known(keyed[c])) for c in _TELLING)


def _are_known(values: pl.Series) -> bool:
    there = values.drop_nulls().cast(pl.String)
    known = {v for v in there.unique() if key_of_label(values.name, v) is not None}
    return len(there) > 0 and int(there.is_in(known).sum()) >= _KNOWN_SHARE * len(there)


def typed(keyed: pl.DataFrame) -> pl.DataFrame:
    """``keyed`` with the types that results have: ids and labels text, labels by key, dates, numbers.

    What is no number in a column of numbers is null. Rows without a customer are left out.
    """
    columns = [_typed(keyed[column]) for column in keyed.columns]
    customers = pl.DataFrame([c for c in columns if c.dtype != pl.Null and not c.dtype.is_nested()])
    if "customer_id" not in customers.columns:
        return pl.DataFrame({"customer_id": pl.Series([], dtype=pl.String)})
    return customers.filter(pl.col("customer_id").is_not_null()).sort("customer_id")


def _typed(values: pl.Series) -> pl.Series:
    entry = term(values.name)
    if values.name == "customer_id":
        return values.cast(pl.String).str.strip_chars()
    if entry is None or values.dtype != pl.String:
        return values
    unit = entry.unit
    if unit in _NUMBERS:
        return _numbers(values)
    if unit == "date":
        return values.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    if unit == "flag":
        lower = values.str.to_lowercase()
        return lower.replace_strict(
            {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}, default=None,
            return_dtype=pl.Boolean,
        )  # fmt: skip
    return _keys(values) if unit == "label" else values


def _numbers(values: pl.Series) -> pl.Series:
    plain = values.str.strip_chars().str.replace_all(",", "", literal=True)
    share = plain.str.ends_with("%")
    found = plain.str.strip_chars_end("%").cast(pl.Float64, strict=False)
    return values.to_frame().select(pl.when(share).then(found / 100).otherwise(found).alias(values.name)).to_series()  # fmt: skip


def _keys(values: pl.Series) -> pl.Series:
    """Labels by key: a workbook has their names in its language."""
    if values.name not in LABELS:
        return values
    said: Mapping[str, str] = {
        value: key for value in values.unique().drop_nulls()
        if (key := key_of_label(values.name, value)) is not None and key != value
    }  # fmt: skip
    return values.replace(said) if said else values
