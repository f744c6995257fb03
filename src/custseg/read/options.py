"""The settings of reading: everything that is otherwise decided from the file itself."""

from __future__ import annotations

from typing import Annotated, Literal

from custseg.errors import UsageError
from custseg.settings import Meta, Section
from custseg.words import t

BLANKS = " "
"""The separator of tables whose columns are set apart by runs of blanks."""

_NAMED = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|", "blanks": BLANKS,
          "blank": BLANKS, "space": BLANKS, "，": "，"}  # fmt: skip


class ReadOptions(Section, frozen=True):
    """``[read]``: how files are read, where a person has decided it."""

    encoding: Annotated[
        str | None, Meta(description="Encoding of text files; decided from the bytes when not set")
    ] = None
    sheet: Annotated[
        str | None,
        Meta(description="The one sheet to take from workbooks; all visible ones when not set"),
    ] = None
    header_row: Annotated[
        int | str | None,
        Meta(description='Row number of the column names, the first row being 1, or "none"'),
    ] = None
    separator: Annotated[
        str | None,
        Meta(
            description="What separates cells: , ; | tab or blanks; decided from the file when not set"
        ),
    ] = None
    date_order: Annotated[
        Literal["dmy", "mdy", "ymd"] | None,
        Meta(
            description="Order of day and month in 03/04/2024; a column has to prove it when not set"
        ),
    ] = None
    date_format: Annotated[
        str | None,
        Meta(
            description="How dates are written where it cannot be proved: dd/mm/yyyy or %d/%m/%Y; "
            "rows that do not fit are rejected"
        ),
    ] = None
    decimal: Annotated[
        Literal["point", "comma"] | None,
        Meta(description="The decimal sign of amounts where 1.234 could be either"),
    ] = None
    lenient: Annotated[
        bool,
        Meta(description="Repair ragged rows and stray quotes, saying which, instead of rejecting"),
    ] = False
    password_file: Annotated[
        str | None,
        Meta(description="File whose first line is the password of an encrypted workbook"),
    ] = None


def separator_of(options: ReadOptions) -> str | None:
    """The separator that was set, as one character; raises UsageError when it is not one."""
    given = options.separator
    if given is None:
        return None
    found = _NAMED.get(given.lower(), given)
    if len(found) != 1 or found in '"\r\n':
        raise UsageError(
            t("separator {given!r} is not one character", given=given),
            t("use , ; | tab or blanks"),
        )
    return found


def header_row_of(options: ReadOptions) -> int | str | None:
    """The header row that was set: its number from 1, ``"none"``, or None to decide it."""
    given = options.header_row
    if given is None or given == "none":
        return given
    if str(given).isdecimal() and int(given) >= 1:
        return int(given)
    raise UsageError(
        t("header_row {given!r} is neither a row number nor none", given=given),
        t('write the number of the row with the column names, the first being 1, or "none"'),
    )
