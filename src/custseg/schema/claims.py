"""What the lines around a table claim of its rows: how many there are, and what they add up to.

A file that was cut off or filtered says so nowhere else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

import polars as pl

from custseg.read.table import ASIDE, ROW
from custseg.schema.columns.kind import Recognised
from custseg.schema.columns.mapping import Columns
from custseg.words import t

_COUNTS = (
    re.compile(r"(?<!本页)共计?[:: ]*(\d[\d,]*) *[笔条](?:记录|数据|交易|明细|流水)?"),
    re.compile(r"(?:总笔数|总条数|记录数|总记录数|交易笔数|记录总数)[:: ]*(\d[\d,]*)"),
    re.compile(r"^\(?(\d[\d,]*) rows?(?: selected| in set.*)?[.)]*$", re.I),
    re.compile(r"^(?:total (?:records|rows)|number of (?:records|rows))[: ]+(\d[\d,]*)$", re.I),
)
_OF_SOME = re.compile(r"页|收入|支出|借方|贷方|退款|失败|成功|page", re.I)
"""A line that counts some of the rows."""
_SUM = re.compile(
    r"^(?:(?:合计|总计|总)金额|金额(?:合计|总计)|合计|总计|total(?: amount)?) *[::] *(?:人民币|rmb|cny)? *[¥$]? *(-?[\d,]+(?:\.\d+)?) *元?$",
    re.I,
)
_CENT = Decimal("0.01")
_CARRIED = (
    "期初余额", "上期余额", "上期结转", "上月结转", "上年结转", "承前页", "过次页", "期末余额", "本期余额", "结转下年", "结转下页",
    "opening balance", "closing balance", "balance brought forward", "balance carried forward", "balance b/f", "balance c/f",
    "brought forward", "carried forward",
)  # fmt: skip
"""What stands in a row that states a balance and no deal."""


def doubts_of_claims(columns: Columns, seen: Recognised) -> Iterator[str]:
    """Warnings where the lines around a table count or add up other rows than are there.

    Asked of tables that are held whole; lines that count only some rows (收入, 本页) claim nothing.
    """
    table = columns.table
    if not table.is_held:
        return
    lines = list(_lines(columns))
    rows = table.sample.filter(pl.col(ASIDE).is_null() | (pl.col(ASIDE) == "ragged"))
    counts = {found: line for line in lines if (found := _count(line)) is not None}
    if counts and rows.height not in counts:
        count, line = next(iter(counts.items()))
        yield t("{line!r} stands around the table, and {rows} rows are there, not {count}; rows may be missing",
                line=line[:60], rows=f"{rows.height:,}", count=f"{count:,}")  # fmt: skip
    yield from _sums(columns, seen, lines, rows)
    yield from _carried(columns, seen, rows)


def _lines(columns: Columns) -> Iterator[str]:
    """The lines around the table that are one cell each."""
    said = [" ".join(filter(None, cells)) for _, cells in columns.table.above
            if sum(map(bool, cells)) == 1]  # fmt: skip
    said += [
        text for aside in columns.table.aside if aside.reason in ("title", "footer")
        for _, text in aside.examples
    ]  # fmt: skip
    for line in dict.fromkeys(said):
        yield unicodedata.normalize("NFKC", line).strip()


def _count(line: str) -> int | None:
    if _OF_SOME.search(line):
        return None
    found = next((match for pattern in _COUNTS if (match := pattern.search(line))), None)
    return None if found is None else int(found[1].replace(",", ""))


def _sums(
    columns: Columns, seen: Recognised, lines: list[str], rows: pl.DataFrame
) -> Iterator[str]:
    """A total in words that is the sum of no column of money."""
    for line in lines:
        found = _SUM.fullmatch(line)
        if not found or columns.hints.unit is not None:
            continue
        try:
            claimed = Decimal(found[1].replace(",", ""))
        except InvalidOperation:
            continue
        sums = [
            Decimal(str(total or 0))
            for x in seen.roles.assigned.values() if x.parsing.parser == "money" and x.parsing.parse is not None
            for cells in [x.parsing.parse(rows[x.column])]
            for total in (cells.sum(), cells.abs().sum(), cells.filter(cells > 0).sum(), cells.filter(cells < 0).sum())
        ]  # fmt: skip
        if sums and not any(abs(abs(claimed) - abs(its)) <= _CENT for its in sums):
            yield t("{line!r} stands around the table, and no column adds up to it, the nearest to {sum}; rows may be "
                    "missing or read wrongly",
                    line=line[:60], sum=f"{min(sums, key=lambda its: abs(its - claimed)):,.2f}")  # fmt: skip


def _carried(columns: Columns, seen: Recognised, rows: pl.DataFrame) -> Iterator[str]:
    """Rows of a statement that state a balance: counted as money that came in, they are wrong."""
    kind = seen.reads_as or seen.kind
    amount = seen.roles.assigned.get("amount") or seen.roles.assigned.get("income_amount")
    if kind != "transactions" or amount is None:
        return
    typed = {
        x.column
        for x in seen.roles.assigned.values()
        if x.parsing.parser not in ("text", "direction")
    }
    words = [
        name for name in columns.table.columns
        if name not in typed and rows[name].str.to_lowercase().is_in(_CARRIED).any()
    ]  # fmt: skip
    for name in words[:1]:
        found = rows.filter(
            pl.col(name).str.to_lowercase().is_in(_CARRIED) & pl.col(amount.column).is_not_null()
            & pl.col(ASIDE).is_null()
        )  # fmt: skip
        if not found.is_empty():
            yield t("{count} rows state a balance and no deal, and their amounts count as they stand: {examples}",
                    count=f"{found.height:,}", examples=t("; ").join(
                        t("row {row} ({seen})", row=row, seen=f"{name} = {cell}, {amount.column} = {value}")
                        for row, cell, value in found.select(ROW, name, amount.column).head(3).iter_rows()))  # fmt: skip
