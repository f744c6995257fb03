"""Tables that may be shared: nothing in them speaks of fewer than k customers (``--min-cell K``).

A cell with 1 to k-1 customers is left empty; where it is the first count of its row, so is all else the row says of
them. A single empty cell of a column could be worked out from the total, so the smallest of the others goes
with it (complementary suppression), along rows as well in a matrix or where a column is the sum
of the others. Lists of single
customers do not belong in such a report at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from custseg.result import Note, Result
from custseg.words import t, term, title

_PERSONS = ("customer_id", "account_id", "name", "company_name", "phone")
"""A table with one of these columns lists single customers."""
_EXAMPLES = "example_customers"
_NOT_PEOPLE = frozenset({
    "months", "hour", "decile", "tenth", "period", "months_later", "month_ends", "cohorts", "rule_number",
    "other_rule_number", "test_number", "product_number", "k", "needed", "products", "categories",
    "propensity_points", "frequency_from", "frequency_to", "months_in_stage", "below_months", "months_left",
    "rows", "used", "set_aside", "rejected", "distinct",
})  # fmt: skip
"""Counts of other things than customers; every other count is taken for one of customers."""
_IN_MATRIX = "@"
"""In the name of a column that is one label of a matrix (``words.term``)."""
_NUMBER = re.compile(r"(?<![\d.,/:-])\d{1,3}(?:,\d{3})*(?![\d,]*[.%‰/:-]?\d|\s*[%‰])")


@dataclass(frozen=True)
class _Left:
    """What was left out on the way."""

    cells: int = 0
    tables: tuple[str, ...] = ()
    sentences: int = 0


def shareable(result: Result, k: int) -> Result:
    """``result`` without lists of customers and without cells of fewer than ``k`` customers.

    What is left out is counted in a note. Sentences with a number from 1 to k-1, and numbers of the evidence
    in that range, are left out as well: they may speak of so few customers.
    """
    lists = [name for name, table in result.tables.items()
             if _is_list(table) or _matrix_of(name) in result.tables]  # fmt: skip
    tables = {name: table.drop(_EXAMPLES, strict=False)
              for name, table in result.tables.items() if name not in lists}  # fmt: skip
    kept = {name: without_small_cells(table, k) for name, table in tables.items()}
    cells = sum(_empty(kept[name]) - _empty(tables[name]) for name in tables)
    notes = [note for note in result.notes if not _speaks_of_few(note.text, k)]
    left = _Left(cells, tuple(lists), len(result.notes) - len(notes))
    if result.customers is not None:
        left = replace(left, tables=("customers", *left.tables))
    charts = tuple(replace(chart, frame=without_small_cells(chart.frame, k))
                   for chart in result.charts if not _is_list(chart.frame))  # fmt: skip
    return replace(
        result, customers=None, tables=kept, charts=charts, notes=(*notes, _said(left, k)),
        evidence=_without_few(result.evidence, k),
    )  # fmt: skip


def _matrix_of(name: str) -> str | None:
    """The matrix that has the counts of a table of moves; hidden here and there apart, they give each other away."""
    return f"matrix_{name.removeprefix('moves_')}" if name.startswith("moves_") else None


def _empty(table: pl.DataFrame) -> int:
    return sum(table[column].null_count() for column in table.columns)


def without_small_cells(table: pl.DataFrame, k: int) -> pl.DataFrame:
    """``table`` with every count of 1 to k-1 customers empty, and what would give it away."""
    counts = [c for c in table.columns if _counts_people(table, c)]
    if not counts or not table.height:
        return table
    hidden = {c: [v is not None and 0 < v < k for v in table[c]] for c in counts}
    values = {c: table[c].to_list() for c in counts}
    across_rows = [c for c in counts if _IN_MATRIX in c] or (counts if _has_margin(values) else [])
    before = -1
    while before != (now := sum(map(sum, hidden.values()))):
        before = now
        for column in counts:
            _hide_another(hidden[column], values[column])
        for row in range(table.height):
            across = [hidden[c][row] for c in across_rows]
            _hide_another(across, [values[c][row] for c in across_rows])
            for column, is_hidden in zip(across_rows, across, strict=True):
                hidden[column][row] = is_hidden
    return table.with_columns(
        pl.when(~pl.Series(_of_row(table, column, counts[0], hidden))).then(pl.col(column)).alias(column)
        for column in table.columns if table.schema[column].is_numeric()
    )  # fmt: skip


def _has_margin(values: Mapping[str, list[Any]]) -> bool:
    """Whether one column of counts is the sum of all others in every row, so that rows can be worked out."""
    rows = list(zip(*values.values(), strict=True))
    whole = [[v or 0 for v in row] for row in rows]
    return len(values) > 2 and any(
        all(2 * row[at] == sum(row) for row in whole) for at in range(len(values))
    )  # fmt: skip


def _hide_another(hidden: list[bool], values: list[Any]) -> None:
    """Where one value is hidden and the others are seen, hide the smallest other, one that counts somebody first."""
    if sum(hidden) != 1:
        return
    others = [
        (value == 0, value, at)
        for at, value in enumerate(values)
        if value is not None and not hidden[at]
    ]
    if others:
        hidden[min(others)[2]] = True


def _of_row(
    table: pl.DataFrame, column: str, first: str, hidden: Mapping[str, list[bool]]
) -> list[bool]:
    """Whether each cell of ``column`` is hidden: a count by itself or with the first one, all else with that."""
    if column in _NOT_PEOPLE:
        return [False] * table.height
    own = hidden.get(column, [False] * table.height)
    return [a or b for a, b in zip(own, hidden[first], strict=True)]


def _counts_people(table: pl.DataFrame, column: str) -> bool:
    if not table.schema[column].is_integer() or column in _NOT_PEOPLE:
        return False
    entry = term(column)
    return entry is None or entry.unit == "count"


def _is_list(table: pl.DataFrame) -> bool:
    return any(column in table.columns for column in _PERSONS)


def _speaks_of_few(sentence: str, k: int) -> bool:
    return any(0 < int(number.replace(",", "")) < k for number in _NUMBER.findall(sentence))


def _without_few(value: Any, k: int) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_few(inner, k) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without_few(inner, k) for inner in value]
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < k:
        return None
    return value


def _said(left: _Left, k: int) -> Note:
    names = t(", ").join(title(name) for name in left.tables)
    return Note("info", t(
        "made for sharing: cells of fewer than {k} customers are empty ({cells} cells with those that would give them "
        "away, {sentences} sentences left out); lists of single customers are not in it: {lists}",
        k=k, cells=f"{left.cells:,}", sentences=left.sentences, lists=names or t("none"),
    ))  # fmt: skip
