"""What people write in a cell to say that there is nothing in it."""

from __future__ import annotations

import polars as pl

PLACEHOLDERS = (
    "", "-", "--", "---", "/", "//", "\\", "—", "——", "–", "―", "空", "无", "暂无", "null", "NULL", "Null",
    "none", "None", "NONE", "n/a", "N/A", "NA", "na", "#N/A", "nan", "NaN", "NAN", "?", "?", "N.A.",
    "\\N", "<NA>", "NaT", "(null)", "(NULL)", "(Null)", "[NULL]", "[null]", "<null>", "<NULL>", "undefined", ".",
    "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!",
    "#GETTING_DATA", "#UNCOMPUTED!",
)  # fmt: skip
ERROR = r"^\s*#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|GETTING_DATA|UNCOMPUTED!)\s*$"
"""Pattern of the errors that a spreadsheet writes where a formula failed: no value, and no absence of one."""


UNSEEN = r"[\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}\u{2066}-\u{2069}\u{feff}\u{ad}]"
"""Marks that take no room: they come along where a number or a date is copied from a page or a file's properties."""

NO_DIGIT = r"\p{No}"
"""Signs that have a value and are no digits of a number: 5² is not 52, nor ① a 1."""


def without_placeholders(text: pl.Series) -> pl.Series:
    """Trimmed text, null where a placeholder stands (also a run of hyphens).

    A backquote before everything is how payment platforms keep a spreadsheet from reading numbers.
    """
    trimmed = pl.col("text").str.strip_chars().str.replace("^`([^`]*)$", "${1}")
    empty = trimmed.is_in(PLACEHOLDERS) | trimmed.str.contains(r"^[-—–]+$")
    return text.to_frame("text").select(pl.when(~empty).then(trimmed)).to_series()


def is_said(text: pl.Expr) -> pl.Expr:
    """Whether a cell says something: not null, not blank, not a placeholder."""
    trimmed = text.str.strip_chars()
    return text.is_not_null() & ~trimmed.is_in(PLACEHOLDERS) & ~trimmed.str.contains(r"^[-—–]+$")
