"""Rows inside a table that are no data: totals, repeated headers, blank lines, as one lazy column."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from custseg.read.table import ASIDE

TOTAL_BYTES = (
    "otal", "OTAL", "计", "計", "总额", "總額", "平均", "均值", "次页", "前页", "次頁", "前頁",
    "下页", "下頁", "上页", "上頁", "页结", "頁結", "汇总", "匯總", "彙總",
)  # fmt: skip
"""A file in which none of these occurs has no total rows, and none that carry a sum to another page."""

_WORDS = (
    "合\\s*计|总\\s*计|小\\s*计|共\\s*计|累\\s*计|合\\s*計|總\\s*計|小\\s*計|共\\s*計|累\\s*計|总额|總額|"
    r"\b(?i:(?:grand\s+|sub-?\s?)?totals?)"
)
# Anchored at its end only: Polars then looks at the last characters of a cell and no others.
_COUNT = r"[:：]?\s*共?\s*\d[\d,]*\s*[笔筆条條户戶个個项項行件人次]"
_OF_PERIOD = r"[本当當]?\s*[日旬周週月季年]\s*[计計]"
_SUMMED_UP = "(?:[汇匯彙][总總])"
"""What a table of Excel calls its row of totals."""
_TOTAL = (
    rf"(?:{_WORDS}|^\s*{_OF_PERIOD}|^\s*{_SUMMED_UP})(?:[（(][^）)]*[）)])?(?:{_COUNT})?\s*[:：]?$"
)
_CARRIED = (
    r"^\s*(?:[过過转轉]次[页頁]|[承接][前上][页頁]|[结結][转轉][下次][页頁]|[上前][页頁][结結][转轉]|"
    r"(?:本年|截止?至?本[月日年期])累[计計])\s*[:：]?\s*$"
)
"""What a ledger writes where a page or a month ends: the sum so far, of rows that may not be there."""
_BARE_TOTAL = rf"^\s*(?:[合总小共累合總小共累]\s*[计計]|{_OF_PERIOD}|{_SUMMED_UP}|总额|總額|平均值?|均值|(?i:(?:grand\s+|sub-?\s?)?totals?))\s*[:：]?\s*$"
_AMOUNT = r"^[-+(（]?\s*[￥¥$€£]?\s*[-+]?[\d,.]*\d[\d,.]*\s*[)）元%万亿笔户戶条個个人家岁]?$"
_LONGEST = 24
"""A label of a total is short; a sentence that ends in 合计 is none."""
_LOOKED_AT = 3
_DATE = (
    r"^(?:19|20)\d\d(?:[-/.年]\d{1,2}[-/.月]\d|(?:0[1-9]|1[0-2])[0-3]\d(?:\d{6})?$)"
    r"|^\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d"
)


def is_total_word(cell: str) -> bool:
    """Whether a cell labels a total: 合计, 华东小计, 人民币合计:, Grand Total."""
    return len(cell) <= _LONGEST and bool(re.search(_TOTAL, cell) or re.search(_CARRIED, cell))


def aside_column(
    columns: Sequence[str],
    header: Sequence[str] | None,
    *,
    totals: bool,
    headers: bool,
    blanks: bool,
    known: bool = False,
) -> pl.Expr:
    """Why a row is no data, or null.

    A total row, or one that carries a sum to another page, has its word in one of its first three cells
    and nothing in a third of its columns, unless an id stands in front and a date behind, or such a word in the first and nothing but
    numbers behind it; a repeated header has the header's cells; a blank row has none. ``totals``, ``headers``
    and ``blanks`` say what can occur at all, so that a clean file pays for nothing; ``known`` says
    that the column is there already, and is kept where none of these holds.
    """
    reason = pl.lit(None, pl.String)
    if totals:
        is_total, is_carried = _is_total(columns, _TOTAL), _is_total(columns, _CARRIED)
        reason = pl.when(is_total).then(pl.lit("total")).otherwise(reason)
        reason = pl.when(is_carried).then(pl.lit("carried")).otherwise(reason)
    if headers and header:
        repeated = pl.all_horizontal(
            pl.col(name).fill_null("") == text for name, text in zip(columns, header, strict=True)
        )
        reason = pl.when(repeated).then(pl.lit("repeated_header")).otherwise(reason)
    if blanks:
        empty = pl.all_horizontal(pl.col(name).is_null() for name in columns)
        reason = pl.when(empty).then(pl.lit("blank")).otherwise(reason)
    return (pl.coalesce(reason, pl.col(ASIDE)) if known else reason).alias(ASIDE)


def _is_total(columns: Sequence[str], word: str) -> pl.Expr:
    width = len(columns)
    looked_at = columns[:1] if width <= _LOOKED_AT else columns[:_LOOKED_AT]
    said = pl.any_horizontal(
        (pl.col(name).str.contains(word) & (pl.col(name).str.len_chars() <= _LONGEST)).fill_null(
            False
        )
        for name in looked_at
    )
    if width <= _LOOKED_AT:
        return said | _has_total_second(columns, word)
    gaps = pl.sum_horizontal(pl.col(name).is_null().cast(pl.UInt32) for name in columns)
    could_be = said & (gaps >= max(1, width // 3))
    own = could_be & ~_has_id_and_date(columns, said)
    return own | _is_all_sums(columns) if word == _TOTAL else own


def _is_all_sums(columns: Sequence[str]) -> pl.Expr:
    """A total's word where the id should be, and nothing but numbers behind it."""
    first, *later = (pl.col(name) for name in columns)
    is_word = first.str.contains(_BARE_TOTAL).fill_null(False)
    sums = [pl.when(is_word).then(cell).str.contains(_AMOUNT).fill_null(True) for cell in later]
    return is_word & pl.all_horizontal(sums)


def _has_total_second(columns: Sequence[str], word: str) -> pl.Expr:
    """In a narrow table: nothing in the first cell, and a total's word in the second."""
    if len(columns) < _LOOKED_AT:
        return pl.lit(False)
    first, second = (pl.col(name) for name in columns[:2])
    says = second.str.contains(word) & (second.str.len_chars() <= _LONGEST)
    return first.is_null() & says.fill_null(False)


def _has_id_and_date(columns: Sequence[str], said: pl.Expr) -> pl.Expr:
    """A row of somebody who is merely called 合计: an id in front, and a date in a later cell.

    ``said`` spares the others the search; an expression over all columns in its place would make one of
    their square.
    """
    first, *later = (pl.when(said).then(pl.col(name)) for name in columns)
    has_id = first.str.contains(r"\d") & ~first.str.contains(_DATE) & ~first.str.contains(_TOTAL)
    return (has_id & pl.any_horizontal(cell.str.contains(_DATE) for cell in later)).fill_null(False)
