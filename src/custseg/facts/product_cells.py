"""What the cells of a product's column say: held, not held, an amount, or neither.

Such columns stand in a list of holdings with a column for each product, or in the customer list.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import polars as pl

from custseg.schema.columns.held import names_product
from custseg.schema.dataset import Dataset
from custseg.schema.values.marks import FLAG

NO, YES, AMOUNT, NEITHER = 0, 1, 2, 3
"""What a cell says: not held, held, held with an amount above 0, or nothing that can be read."""

_YES = [word for word, key in FLAG.items() if key == "yes"]
_NO = [word for word, key in FLAG.items() if key == "no"]
_ZERO = r"^[-+¥￥$]?0[0,]*(?:\.0*)?[万亿元]?$"
_POSITIVE = r"^\+?[¥￥$]?[\d,]*\.?\d+[万亿元]{0,2}$"
_NEGATIVE = r"^(?:-[¥￥$]?[\d,]*\.?\d+[万亿元]{0,2}|\(.*\))$"

_BITS = 62
_FEW = 8
"""Distinct cells up to which a column is taken for one of marks, such as 0 and 1."""


def said_by(cell: pl.Expr) -> pl.Expr:
    """What each cell of a product's column says: ``NO``, ``YES``, ``AMOUNT`` or ``NEITHER``, never null.

    Blank, no, 0 and a negative amount say no; an amount above 0 says how much is held.
    """
    return cell.map_batches(_said, return_dtype=pl.UInt8(), is_elementwise=True)


def _said(cells: pl.Series) -> pl.Series:
    """``said_by`` of many cells; each distinct one is looked at once, as most say 0 or 1."""
    distinct = cells.unique().drop_nulls()
    if len(distinct) > _FEW:
        said = pl.DataFrame({"cell": distinct, "said": _looked_at(distinct)})
        found = cells.alias("cell").to_frame().join(said, "cell", "left", maintain_order="left")
        return found["said"].fill_null(NO).alias(cells.name)
    result = pl.repeat(NO, len(cells), dtype=pl.UInt8, eager=True)
    for mark, meaning in _marks(tuple(distinct.sort())):
        result = result.zip_with(
            (cells != mark).fill_null(True), pl.Series([meaning], dtype=pl.UInt8)
        )
    return result.alias(cells.name)


@lru_cache(maxsize=4096)
def _marks(distinct: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """The cells that say otherwise than no, and what: the same few in all parts of a file."""
    said = _looked_at(pl.Series(distinct, dtype=pl.String))
    return tuple(
        (mark, meaning) for mark, meaning in zip(distinct, said, strict=True) if meaning != NO
    )


def _looked_at(cells: pl.Series) -> pl.Series:
    text = pl.col("cell").str.strip_chars().str.to_lowercase()
    no = (text == "") | text.is_in(_NO) | text.str.contains(_ZERO)
    return cells.alias("cell").to_frame().select(
        pl.when(no).then(NO)
        .when(text.is_in(_YES)).then(YES)
        .when(text.str.contains(_POSITIVE)).then(AMOUNT)
        .when(text.str.contains(_NEGATIVE)).then(NO)
        .otherwise(NEITHER).cast(pl.UInt8)
    ).to_series()  # fmt: skip


def packed(part: pl.LazyFrame, columns: Sequence[str]) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """Two plans for one pass over the cells of ``columns``, each of which stands for a product.

    The first has ``customer_id``, ``snapshot_on`` and ``held_0``, ``held_1``, ..., whose bits say which
    products are held, 62 columns each. The second has a row a ``product`` with its ``unreadable`` cells,
    neither yes, no nor an amount, and its ``amounts`` above 0.
    """
    dated = "snapshot_on" in part.collect_schema()
    day = pl.col("snapshot_on") if dated else pl.lit(None, pl.Date()).alias("snapshot_on")
    said = part.select("customer_id", day, *(said_by(pl.col(name)).alias(name) for name in columns))
    held = {
        f"held_{at}": pl.sum_horizontal(
            pl.col(name).is_between(YES, AMOUNT).cast(pl.UInt64) * (1 << bit)
            for bit, name in enumerate(some)
        )
        for at, some in enumerate(_in_words(columns))
    }
    counted = said.select(
        pl.struct(
            pl.lit(name).alias("product"),
            (pl.col(name) == NEITHER).sum().cast(pl.Int64).alias("unreadable"),
            (pl.col(name) == AMOUNT).sum().cast(pl.Int64).alias("amounts"),
        ).alias(str(at))
        for at, name in enumerate(columns)
    )
    return (
        said.filter(pl.col("customer_id").is_not_null()).select(
            "customer_id", "snapshot_on", **held
        ),
        counted.select(pl.concat_list(pl.all()).alias("_")).explode("_").unnest("_"),
    )


def unpacked(rows: pl.DataFrame, columns: Sequence[str]) -> pl.LazyFrame:
    """A row for each product held, ``customer_id``, ``snapshot_on``, ``product``, from ``packed`` rows, as a plan."""
    held = [
        (pl.col(f"held_{at}") & (1 << bit) > 0).alias(name)
        for at, some in enumerate(_in_words(columns))
        for bit, name in enumerate(some)
    ]
    return (
        rows.lazy()
        .select("customer_id", "snapshot_on", *held)
        .unpivot(on=list(columns), index=["customer_id", "snapshot_on"],
                 variable_name="product", value_name="_held")
        .filter("_held")
        .drop("_held")
    )  # fmt: skip


def _in_words(columns: Sequence[str]) -> list[Sequence[str]]:
    return [columns[at : at + _BITS] for at in range(0, len(columns), _BITS)]


def flags_of_customers(dataset: Dataset) -> pl.LazyFrame | None:
    """For every own column of the customer list that is called after a product: how many cells say
    anything (``said``) and how many of them yes or no (``flags``), as a plan; None without one.
    """
    named = [c for c in dataset.own_columns("customers") if names_product(c)]
    if not named:
        return None
    customers = dataset.frame("customers")
    return pl.concat([
        customers.select(
            pl.lit(name).alias("product"),
            (pl.col(name).str.strip_chars() != "").sum().cast(pl.Int64).alias("said"),
            pl.col(name).str.strip_chars().str.to_lowercase().is_in([*_YES, *_NO]).sum().cast(pl.Int64).alias("flags"),
        )
        for name in named
    ])  # fmt: skip
