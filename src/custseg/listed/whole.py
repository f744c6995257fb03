"""Whether a file that was written whole came back whole: cut copies and downloads are refused.

A text file can end anywhere and still be read, with customers missing. A file that custseg wrote ends its
last line, and the file beside it (``FILE.meta.json``) says how many rows it has.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from custseg.errors import InputError
from custseg.read import ASIDE, Table
from custseg.read.own import is_own_result
from custseg.words import key_of_header, t

COMPANION = ".meta.json"
"""What the name of the file ends with that says how a CSV beside it was made."""
_PAGES = {".md": "Markdown", ".markdown": "Markdown", ".html": "HTML", ".htm": "HTML"}
_PACKED = (b"\x1f\x8b", b"PK\x03\x04")
"""How compressed files begin: they check their own length."""
_OWN_ENCODING = "utf-8-sig"
"""What a CSV that custseg wrote begins with; lists from scripts, whose last line may be open, seldom do."""


def beside(path: Path) -> Mapping[str, Any]:
    """How a CSV was made, where the file that says so still lies beside it; else nothing."""
    companion = path.with_name(path.name + COMPANION)
    try:
        said = json.loads(companion.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) and "command" in said else {}


def must_be_data(path: Path) -> None:
    """Raises InputError for a page in Markdown or HTML: it is for people, numbers in it are rounded."""
    form = _PAGES.get(path.suffix.lower())
    if form is not None and path.is_file() and (form == "Markdown" or is_own_result(path)):
        raise InputError(
            t(
                "{file} is a page for people ({form}), which cannot be read back",
                file=path.name,
                form=form,
            ),
            t("write the result as .xlsx, .json, .csv or .parquet, and give that file"),
        )


def must_have_all_rows(path: Path, rows: int) -> None:
    """Raises InputError where the file beside says that there are more rows, or fewer, than were found."""
    said = beside(path).get("customers_rows")
    if isinstance(said, int) and said != rows:
        raise InputError(
            t("{file} has {rows} rows, and {companion} says that {said} were written: it is cut off or was changed",
              file=path.name, rows=f"{rows:,}", companion=path.name + COMPANION, said=f"{said:,}"),
            t("copy it anew from where it was written, or write it again; if the rows were changed on purpose, "
              "give it without its .meta.json"),
        )  # fmt: skip


def must_end(path: Path, tables: Sequence[Table]) -> None:
    """Raises InputError for a text file that ends within a row, and for one of ours that does not end its last line."""
    texts = [table for table in tables if table.source.format == "csv"]
    if not texts or lines_are_ended(path):
        return
    last = texts[-1]
    if _is_ours(last) or _ends_within_row(last):
        raise cut_off(path)


def lines_are_ended(path: Path) -> bool:
    """Whether the last line of a file ends as lines do; an empty file has none, of a packed one nobody knows."""
    with path.open("rb") as stream:
        if stream.read(4).startswith(_PACKED):
            return True
        size = stream.seek(0, 2)
        stream.seek(max(0, size - 4))
        end = stream.read().rstrip(b"\0")  # as a line ends in UTF-16
    return not size or end.endswith((b"\n", b"\r"))


def cut_off(path: Path) -> InputError:
    """The error for a file whose last line is not ended."""
    return InputError(
        t("{file} is cut off: its last line does not end", file=path.name),
        t("copy it anew from where it was written, or write it again; "
          "if nothing is missing, end its last line"),
    )  # fmt: skip


def _is_ours(table: Table) -> bool:
    return table.source.encoding == _OWN_ENCODING and all(
        key_of_header(name) == name for name in table.columns
    )


def _ends_within_row(table: Table) -> bool:
    last = table.sample.tail(1)
    return last.height == 1 and last[ASIDE].item() == "ragged"
