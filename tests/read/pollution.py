"""One table polluted in the ways the Pollock benchmark names, each with what should be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Rows = list[list[str]]

HEADER = ["日期", "DATE", "Qty", "SKU", "Price", "Kind", "Description", "URL", "Comments"]
QUOTED = {6, 7}


def source(count: int = 30) -> Rows:
    """A header and rows with dates, times, numbers, codes, prices, words, sentences, links, few comments."""
    kinds = ["Hiking Boots", "Light-Up Jacket", "Rain Coat", "Men's Socks"]
    rows = [
        [
            f"{day % 28 + 1:02}/01/2018", f"{day % 24:02}:15", str(day % 5), f"MG-{8000 + 7 * day}",
            f"${20 + day}.69", kinds[day % 4], f"Rugged, light no. {day}; made for rain, snow and sun.",
            f"https://www.example.com/item/{day}.html", "sold out" if day % 9 == 4 else "",
        ]
        for day in range(count)
    ]  # fmt: skip
    return [HEADER, *rows]


@dataclass(frozen=True)
class Polluted:
    """A polluted file and the rows that it holds, header first; none where it cannot be told."""

    name: str
    content: bytes
    rows: Rows
    has_header: bool = True


def written(row: Sequence[str], separator: str = ",", quote: str = '"', escape: str = "") -> str:
    """A row as it is written, without its end."""
    return separator.join(_cell(cell, at, quote, escape) for at, cell in enumerate(row))


def _cell(cell: str, at: int, quote: str, escape: str) -> str:
    inner = cell.replace(quote, (escape or quote) + quote)
    return f"{quote}{inner}{quote}" if at in QUOTED or inner != cell else cell


def _file(lines: Sequence[str], end: str = "\r\n") -> bytes:
    return "".join(line + end for line in lines).encode()


def of_whole_files() -> Iterator[Polluted]:
    """Pollutions of the file: its ends, header, preamble, tables, separators, quotes, line ends."""
    rows = source()
    lines = [written(row) for row in rows]
    yield Polluted("source", _file(lines), rows)
    yield Polluted("no trailing newline", _file(lines).rstrip(b"\r\n"), rows)
    yield Polluted("double trailing newline", _file(lines) + b"\r\n", rows)
    yield Polluted("no header", _file(lines[1:]), rows[1:], has_header=False)
    yield Polluted("one data row", _file(lines[:2]), rows[:2])
    yield Polluted("preamble", _file(["PREAMBLE," + "," * 7, "", *lines]), rows)
    yield Polluted("preamble without separators", _file(["PREAMBLE", "", *lines]), rows)
    yield Polluted("footnote", _file([*lines, "", "FOOTNOTE" + "," * 8]), [*rows, ["FOOTNOTE"]])
    for separator in (";", "\t", "|", ", ", "^", "~"):
        plain = [written(row, separator) for row in rows]
        yield Polluted(f"separator {separator!r}", _file(plain), rows)
    spaced = [" ".join(f'"{c}"' if " " in c or not c else c for c in row) for row in rows]
    yield Polluted("separator blank", _file(spaced), rows)
    said = [[*row[:6], row[6].replace("light", 'a "light"'), *row[7:]] for row in rows]
    own = [rows[0], *said[1:]]
    yield Polluted("apostrophe quotes", _file([written(row, quote="'") for row in rows]), rows)
    yield Polluted("doubled quotes", _file([written(row) for row in own]), own)
    yield Polluted("backslash escapes", _file([written(row, escape="\\") for row in own]), own)
    yield Polluted("line feeds", _file(lines, "\n"), rows)
    yield Polluted("carriage returns", _file(lines, "\r"), rows)
    mixed = "".join(line + ("\n", "\r\n", "\r")[at % 3] for at, line in enumerate(lines)).encode()
    yield Polluted("mixed line ends", mixed, rows)
    second = [["Shop", "Town", *row[2:]] if not at else row for at, row in enumerate(rows)]
    yield Polluted("two tables of one width", _file([*lines, *map(written, second)]), rows + second)
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-32", "gb18030"):
        text = _file(lines).decode().encode(encoding)
        yield Polluted(f"encoding {encoding}", text, rows)


def of_single_rows(places: Sequence[int]) -> Iterator[Polluted]:
    """Pollutions of one row: a separator more or less, a quote more, another separator."""
    rows = source()
    lines = [written(row) for row in rows]
    for at in places:
        parts = [_cell(cell, column, '"', "") for column, cell in enumerate(rows[at])]
        for column in range(len(parts)):
            more = [*parts[:column], "", *parts[column:]]
            yield _with(
                f"separator more, row {at}, column {column}",
                lines,
                rows,
                at,
                ",".join(more),
                rows[at],
            )
            if column > 0:
                less = [
                    *parts[: column - 1],
                    parts[column - 1] + parts[column],
                    *parts[column + 1 :],
                ]
                told = [
                    *rows[at][: column - 1],
                    rows[at][column - 1] + rows[at][column],
                    *rows[at][column + 1 :],
                ]
                yield _with(
                    f"separator less, row {at}, column {column}",
                    lines,
                    rows,
                    at,
                    ",".join(less),
                    told,
                )
            stray = [*parts[:column], _with_quote(parts[column]), *parts[column + 1 :]]
            told = [*rows[at][:column], '"' + rows[at][column], *rows[at][column + 1 :]]
            yield _with(
                f"quote more, row {at}, column {column}", lines, rows, at, ",".join(stray), told
            )
        spaced = " ".join(f'"{p}"' if " " in p and '"' not in p else p for p in parts)
        if rows[at][-1]:
            yield _with(f"blanks for separators, row {at}", lines, rows, at, spaced, rows[at])


def _with_quote(part: str) -> str:
    return f'""{part[1:]}' if part.startswith('"') else f'"{part}'


def _with(name: str, lines: list[str], rows: Rows, at: int, line: str, told: list[str]) -> Polluted:
    return Polluted(
        name, _file([*lines[:at], line, *lines[at + 1 :]]), [*rows[:at], told, *rows[at + 1 :]]
    )
