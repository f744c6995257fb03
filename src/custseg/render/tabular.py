"""One frame of customers as CSV, JSON lines and Parquet: keys as columns, values as they are."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from custseg.errors import UsageError
from custseg.render.json import head
from custseg.render.portable import portable, slices
from custseg.result import Result
from custseg.words import t

BOM = b"\xef\xbb\xbf"
"""At the head of a .csv file: without it Excel takes Chinese for the system's old encoding."""

_FORMULA = r"^[=+\-@\t\r\n＝＋－＠]"
_NUMBER = r"^[+\-]?[¥￥$£€]?\d[\d,. ]*(?:[eE][+\-]?\d+)?%?$|^-+$"


def single(results: Sequence[Result], form: str) -> Result:
    """The one result to write where only one table fits: several are joined by customer.

    A column that several results have is kept once where it is the same, else as
    ``command_column``. Raises UsageError when there is no table of customers at all.
    """
    with_customers = [result for result in results if result.customers is not None]
    if len(with_customers) > 1:
        return _joined(with_customers)
    if with_customers:
        return with_customers[0]
    tables = [(result, key) for result in results for key in result.tables]
    if len(tables) == 1:
        result, key = tables[0]
        return replace(result, customers=result.tables[key], tables={})
    raise UsageError(
        t("{form} holds one table, and this answer has {count}: {tables}", form=form,
          count=len(tables), tables=", ".join(key for _, key in tables)),
        t("write .xlsx, .html, .json or .md instead"),
    )  # fmt: skip


def _joined(results: Sequence[Result]) -> Result:
    whole = results[0].customers
    assert whole is not None
    for result in results[1:]:
        assert result.customers is not None
        more = result.customers.rename(_apart(whole, result.customers, result.command))
        more = more.select("customer_id", *(c for c in more.columns if c not in whole.columns))
        whole = whole.join(more, on="customer_id", how="full", coalesce=True)
    notes = tuple(dict.fromkeys(note for result in results for note in result.notes))
    return replace(results[0], command="report", customers=whole.sort("customer_id"), tables={},
                   notes=notes, settings={result.command: result.settings for result in results})  # fmt: skip


def _apart(whole: pl.DataFrame, more: pl.DataFrame, command: str) -> dict[str, str]:
    """New names for the columns of ``more`` that ``whole`` has with other values."""
    names = {}
    for column in more.columns:
        if column == "customer_id" or column not in whole.columns:
            continue
        both = whole.select("customer_id", column).join(
            more.select("customer_id", pl.col(column).alias("_more")), on="customer_id", how="inner"
        )
        same = both.select(pl.col(column).eq_missing(pl.col("_more")).all()).item()
        if not same or both.height < more.height:
            names[column] = f"{command}_{column}"
    return names


def csv_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """``frame`` as it goes into CSV: texts a spreadsheet would run as a formula get a ``'`` before them.

    Texts that begin with = + - @ (also full-width), tab or line end are meant; numbers such as
    ``-5``, ``-£45.00`` or ``+8613812341234`` and hyphens alone are left alone. Headers are treated alike.
    """
    flat = portable(frame, nested=False)
    risky = [
        name
        for name, dtype in flat.schema.items()
        if dtype == pl.String and flat[name].str.contains(_FORMULA).any()
    ]
    safely = flat.with_columns(guarded(pl.col(name)).alias(name) for name in risky)
    names = pl.Series("name", safely.columns, pl.String).to_frame()
    safe = names.select(guarded(pl.col("name"))).to_series().to_list()
    return safely if safe == safely.columns else safely.rename(
        dict(zip(safely.columns, safe, strict=True))
    )  # fmt: skip


def guarded(text: pl.Expr) -> pl.Expr:
    """Texts with a ``'`` before those a spreadsheet would run as a formula."""
    is_risky = (
        text.str.contains(_FORMULA) & ~text.str.contains(_NUMBER) & (text.str.len_chars() > 1)
    )
    return pl.when(is_risky).then(pl.lit("'") + text).otherwise(text)


def csv_pieces(frame: pl.DataFrame) -> Iterator[bytes]:
    """CSV as bytes: UTF-8 without BOM, one line end (LF) a row, quotes where needed."""
    ready = csv_frame(frame)
    for i, rows in enumerate(slices(ready)):
        piece = io.BytesIO()
        rows.write_csv(piece, include_header=i == 0)
        yield piece.getvalue()


def jsonl_pieces(frame: pl.DataFrame) -> Iterator[bytes]:
    """One JSON object a row and line."""
    for rows in slices(portable(frame)):
        piece = io.BytesIO()
        rows.write_ndjson(piece)
        yield piece.getvalue()


def write_parquet(result: Result, path: Path) -> None:
    """The customers as Parquet; how they were made stands in the file's metadata as ``custseg``."""
    assert result.customers is not None
    made = json.dumps(head(result), ensure_ascii=False)
    portable(result.customers).write_parquet(path, metadata={"custseg": made})
