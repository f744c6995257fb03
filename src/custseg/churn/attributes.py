"""Columns of a customer list as signs of leaving: numbers as they are, words one flag a level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from custseg.churn.signs import Sign
from custseg.schema.dataset import Dataset

_NOT_SIGNS = frozenset({
    "customer_id", "churned", "name", "company_name", "id_type", "id_number", "id_expires_on",
    "credit_code", "birth_date", "phone", "email", "address", "opened_on", "ended_on",
})  # fmt: skip
"""What names a person, and the answer itself."""
_NUMBER = 0.95
"""A text column is a number where this share of its cells is one."""
_FEW_VALUES, _MOST_LEVELS, _RARE = 10, 20, 0.005
"""Numbers of so few values are kinds (1, 2, 3 products); a kind needs this share of the customers."""
_SKEWED = 2.0
_NO = ("0", "no", "n", "false", "f", "否", "无")


@dataclass(frozen=True)
class Attributes:
    """Labelled customers and what can be looked at."""

    frame: pl.DataFrame
    """``customer_id``, ``left`` (null where unknown), and the columns the signs are made from."""
    columns: dict[str, tuple[Sign, ...]]
    """Column of the list -> its signs."""
    left_out: tuple[str, ...]
    """Columns that tell customers apart rather than kinds of customers."""

    def signs(self, columns: Iterable[str]) -> tuple[Sign, ...]:
        """The signs of some columns."""
        return tuple(sign for column in columns for sign in self.columns[column])


def customer_list(dataset: Dataset) -> pl.LazyFrame:
    """The customer list with everything that may be a sign, as a plan."""
    has = dataset.columns("customers")
    own = [c for c in dataset.own_columns("customers") if c not in _NOT_SIGNS]
    opened = ["opened_on"] if "opened_on" in has else []
    known = [c for c in has if c not in _NOT_SIGNS]
    left = pl.col("churned") if "churned" in has else pl.lit(None, pl.Boolean).alias("churned")
    return dataset.frame("customers").select("customer_id", left, *opened, *known, *own)


def attributes_of(listed: pl.DataFrame, as_of: date | None) -> Attributes:
    """The collected ``customer_list`` with each column as a number or as kinds."""
    frame = listed.filter(pl.col("customer_id").is_not_null()).sort("customer_id").rename({"churned": "left"})  # fmt: skip
    if "opened_on" in frame.columns and as_of is not None:
        age = (pl.lit(as_of) - pl.col("opened_on")).dt.total_days().alias("tenure_days")
        frame = frame.with_columns(age)
    columns: dict[str, tuple[Sign, ...]] = {}
    left_out: list[str] = []
    for name in [c for c in frame.columns if c not in _NOT_SIGNS and c != "left"]:
        values = _typed(frame[name])
        frame = frame.with_columns(values)
        signs = _signs(values)
        if signs:
            columns[name] = signs
        elif values.drop_nulls().n_unique() > 1:
            left_out.append(name)
    return Attributes(frame, columns, tuple(left_out))


def _typed(values: pl.Series) -> pl.Series:
    """Numbers as Float64, everything else as text without blanks at its ends."""
    if values.dtype == pl.Boolean:
        return values.cast(pl.String)
    if values.dtype.is_numeric():
        return _kinds(values.cast(pl.Float64))
    text = values.cast(pl.String).str.strip_chars()
    text = text.set(text == "", None)
    there = text.drop_nulls()
    plain = text.str.replace_all(r"[,，%％]", "").cast(pl.Float64, strict=False)
    is_number = len(there) and plain.count() >= _NUMBER * len(there)
    return _kinds(plain) if is_number else text


def _kinds(numbers: pl.Series) -> pl.Series:
    """Numbers of few whole values as words: 1, 2, 3 products need lie on no line."""
    there = numbers.drop_nulls()
    few = there.n_unique() <= _FEW_VALUES and bool((there == there.floor()).all())
    return numbers.cast(pl.Int64).cast(pl.String) if few else numbers


def _signs(values: pl.Series) -> tuple[Sign, ...]:
    name, known = values.name, values.drop_nulls()
    if known.n_unique() < 2:
        return ()
    if values.dtype.is_numeric():
        number = pl.col(name)
        is_skewed = abs(known.skew() or 0.0) > _SKEWED
        scaled = number.sign() * number.abs().log1p() if is_skewed else number
        return (Sign(name, name, scaled, (f"{name} ↓", f"{name} ↑")),)
    levels = _levels(known)
    if len(levels) == 2 and known.n_unique() == 2:
        no, yes = sorted(levels, key=lambda level: (level.lower() not in _NO, level))
        return (Sign(name, name, (pl.col(name) == yes).cast(pl.Float64), (f"{name} = {no}", f"{name} = {yes}"), True),)  # fmt: skip
    return tuple(
        Sign(f"{name} = {level}", name, (pl.col(name) == level).cast(pl.Float64),
             (f"{name} ≠ {level}", f"{name} = {level}"), True)
        for level in levels
    )  # fmt: skip


def _levels(known: pl.Series) -> Sequence[str]:
    """The commonest kinds; none where nearly everybody has a value of the own."""
    if known.n_unique() > len(known) / 2:
        return ()
    counts = known.value_counts(name="n").sort(["n", known.name], descending=[True, False])
    often = counts.filter(pl.col("n") >= max(_RARE * len(known), 5)).head(_MOST_LEVELS)
    return [str(level) for level in often[known.name]]
