"""What was decided to read a table, and how sure that is: ``inspect`` shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from custseg.schema.canonical import Recognition
from custseg.words import label, t


class Decision(NamedTuple):
    """One decision: about what, what was found, how sure that is and why."""

    about: str
    """A label of ``decision``."""
    found: str
    sure: str
    why: str = ""


def decisions_of(seen: Recognition) -> Iterator[Decision]:
    """The decisions of one table, in the order they were taken."""
    source = seen.source
    rows = (
        t("all {rows} rows", rows=f"{seen.judged_rows:,}") if seen.has_all_rows
        else t("by {rows} rows", rows=f"{seen.judged_rows:,}")
    )  # fmt: skip
    yield Decision("format", source.format, t("by its bytes"))
    if source.encoding is not None:
        yield Decision("encoding", source.encoding, t("the whole file"), source.encoding_why)
    if source.separator is not None:
        yield Decision("separator", shown_separator(source.separator), t("the whole file"))
    if source.header_row is None:
        yield Decision("header_row", t("none"), t("assumed"), t("no row reads like column names"))
    else:
        yield Decision("header_row", str(source.header_row), t("by the rows around it"))
    yield Decision("kind", label("kind", seen.kind), rows, seen.why)
    if seen.date_order is not None:
        order = {"dmy": t("day first"), "mdy": t("month first")}.get(
            seen.date_order, seen.date_order
        )
        yield Decision("date_order", order, t("proved by a date, or given"))
    if seen.decimal is not None:
        sign = {"comma": t("comma"), "point": t("point")}[seen.decimal]
        yield Decision("decimal", sign, rows)


def shown_separator(separator: str) -> str:
    """A separator that can be seen."""
    return {"\t": t("tab"), " ": t("blanks"), "\x01": "\\x01"}.get(separator, separator)
