"""Tables that may be shared: nothing in them speaks of fewer than k customers (``--min-cell K``).

A cell with 1 to k-1 customers is left empty; where it is the first count of its row, so is all else the row says of
them, and where it is another one, so are the shares and the money that may be of it. What could be worked out goes with
it (complementary suppression), with all totals taken for known: in every column, and in every part of it that
a label makes (all moves up, say), the empty cells are two at least and k customers together; along rows as well in a
matrix or where a column is the sum of the others, and no empty cell is the sum or the difference of two that
are shown beside it. Lists of single customers do not belong in such a report at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import isclose
from typing import Any

import polars as pl

from custseg.result import Note, Result
from custseg.words import t, term, title

_PERSONS = ("customer_id", "account_id", "name", "company_name", "phone")
"""A table with one of these columns lists single customers."""
_EXAMPLES = "example_customers"
_NOT_PEOPLE = frozenset({
    "months", "hour", "decile", "tenth", "period", "months_later", "month_ends", "cohorts", "rule_number",
    "other_rule_number", "rule_number_before", "test_number", "product_number", "k", "needed", "listed_needed",
    "propensity_points", "frequency_from", "frequency_to", "months_in_stage", "below_months", "months_left",
    "rows", "used", "set_aside", "rejected", "distinct", "distinct_texts", "cells", "groups", "degrees",
    "managers", "max_customers", "products", "categories", "channels", "asset_products", "active_months",
})  # fmt: skip
"""Counts of other things than customers; every other count is taken for one of customers."""
_IN_MATRIX = "@"
"""In the name of a column that is one label of a matrix (``words.term``)."""
_NUMBER = re.compile(r"(?<![\d.,/:-])\d{1,3}(?:,\d{3})*(?![\d,]*[.%‰/:-]?\d|\s*[%‰])")


_Counts = list[int | None]
_Part = list[list[int]]
"""The rows of every label."""
_Cell = tuple[list[bool], _Counts, int]
"""Whether each of a line of counts is hidden, the counts, and which of them."""


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
    values = {c: table[c].to_list() for c in counts}
    hidden = _hidden(values, _parts(table), k)
    rows = [any(cells) for cells in zip(*hidden.values(), strict=True)]
    return table.with_columns(
        pl.when(~pl.Series(cells)).then(pl.col(column)).alias(column)
        for column in table.columns
        if any(cells := _of_row(table, column, hidden, rows))
    )


def _hidden(values: Mapping[str, _Counts], parts: Sequence[_Part], k: int) -> dict[str, list[bool]]:
    """Which cells of the counts go: the small ones, and others until no total gives a hidden one away."""
    hidden = {c: [v is not None and 0 < v < k for v in column] for c, column in values.items()}
    across = [c for c in values if _IN_MATRIX in c] or (list(values) if _has_margin(values) else [])
    first = next(iter(values))
    before = -1
    while before != (now := sum(map(sum, hidden.values()))):
        before = now
        for column, counts in values.items():
            for rows in _with_known_totals(counts, parts, k):
                _hide_another([(hidden[column], counts, row) for row in rows], k)
        for row in range(len(values[first])):
            if hidden[first][row]:  # then its whole row goes
                for column in values:
                    hidden[column][row] = True
            _hide_another([(hidden[c], values[c], row) for c in across], k)
            _hide_a_part([(hidden[c], values[c], row) for c in values])
    return hidden


def _parts(table: pl.DataFrame) -> list[_Part]:
    """The rows of every label of every column of labels: the parts whose totals may stand elsewhere."""
    labels = [
        c for c in table.columns if table.schema[c] in (pl.String, pl.Boolean, pl.Categorical)
    ]
    parts = []
    for column in labels:
        part: dict[Any, list[int]] = {}
        for row, label in enumerate(table[column].to_list()):
            part.setdefault(label, []).append(row)
        if 1 < len(part) < table.height:
            parts.append(list(part.values()))
    return parts


def _with_known_totals(counts: _Counts, parts: Sequence[_Part], k: int) -> list[list[int]]:
    """The sets of rows whose sum may be known: all, every part that is large enough, and all other parts together.

    Of parts smaller than ``k`` no total is shown, nor of the one that goes with a single small part.
    """
    sets = [list(range(len(counts)))]
    for part in parts:
        totals: _Counts = [sum(counts[row] or 0 for row in rows) for rows in part]
        unknown = [0 < (total or 0) < k for total in totals]
        _hide_another([(unknown, totals, at) for at in range(len(part))], k)
        sets += [rows for rows, is_unknown in zip(part, unknown, strict=True) if not is_unknown]
        sets.append(
            [
                row
                for rows, is_unknown in zip(part, unknown, strict=True)
                if is_unknown
                for row in rows
            ]
        )
    return sets


def _has_margin(values: Mapping[str, list[Any]]) -> bool:
    """Whether one column of counts is the sum of all others in every row, so that rows can be worked out."""
    rows = list(zip(*values.values(), strict=True))
    whole = [[v or 0 for v in row] for row in rows]
    return len(values) > 2 and any(
        all(2 * row[at] == sum(row) for row in whole) for at in range(len(values))
    )  # fmt: skip


def _hide_another(cells: Sequence[_Cell], k: int) -> None:
    """Where one cell is hidden, or some with fewer than ``k`` together, hide the smallest other that counts somebody."""
    gone = [counts[at] or 0 for hidden, counts, at in cells if hidden[at]]
    if not gone or (len(gone) > 1 and sum(gone) >= k):
        return
    others = [(counts[at] == 0, counts[at], number) for number, (hidden, counts, at) in enumerate(cells)
              if counts[at] is not None and not hidden[at]]  # fmt: skip
    if others and (len(gone) == 1 or not min(others)[0]):
        hidden, _, at = cells[min(others)[2]]
        hidden[at] = True


def _hide_a_part(cells: Sequence[_Cell]) -> None:
    """Where a hidden cell is the sum or the difference of two that are shown beside it, hide the smaller of those."""
    seen = [
        n
        for n, (hidden, counts, at) in enumerate(cells)
        if not hidden[at] and counts[at] is not None
    ]
    gone = {counts[at] for hidden, counts, at in cells if hidden[at] and counts[at]}
    for one, other in combinations(seen, 2):
        pair = sorted((cells[n][1][cells[n][2]] or 0, -n) for n in (one, other))
        (small, _), (large, _) = pair
        if small + large in gone or large - small in gone:
            hidden, _, at = cells[-pair[0 if small else 1][1]]
            hidden[at] = True
            return _hide_a_part(cells)
    return None


def _of_row(
    table: pl.DataFrame, column: str, hidden: Mapping[str, list[bool]], rows: list[bool]
) -> list[bool]:
    """Whether each cell of ``column`` is hidden: a count by itself, all else with the counts it may be of."""
    if column in hidden:
        return hidden[column]
    first = next(iter(hidden))
    if column in _NOT_PEOPLE or not table.schema[column].is_numeric():
        return [False] * table.height
    before = table.columns.index(column) < table.columns.index(first)
    return hidden[first] if before or _is_of(table, column, first) else rows


def _is_of(table: pl.DataFrame, column: str, first: str) -> bool:
    """Whether a measure is of the customers of the first count alone: in proportion to it, or their money."""
    if (entry := term(column)) is not None and entry.unit == "money" and first == "customers":
        return True
    pairs = [
        (part, count)
        for part, count in table.select(column, first).iter_rows()
        if part is not None and count
    ]
    return len(pairs) > 1 and all(
        isclose(part * pairs[0][1], pairs[0][0] * count, rel_tol=1e-9) for part, count in pairs
    )


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
        return {
            key: inner if _is_no_count(key) else _without_few(inner, k)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_without_few(inner, k) for inner in value]
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < k:
        return None
    return value


def _is_no_count(key: object) -> bool:
    entry = term(key) if isinstance(key, str) else None
    return (
        key in _NOT_PEOPLE
        or (entry is not None and entry.unit in ("days", "month", "date"))
        or (isinstance(key, str) and key.endswith(("_days", "_months", "_years")))
    )


def _said(left: _Left, k: int) -> Note:
    names = t(", ").join(title(name) for name in left.tables)
    return Note("info", t(
        "made for sharing: cells of fewer than {k} customers are empty ({cells} cells with those that would give them "
        "away, {sentences} sentences left out); lists of single customers are not in it: {lists}",
        k=k, cells=f"{left.cells:,}", sentences=left.sentences, lists=names or t("none"),
    ))  # fmt: skip
