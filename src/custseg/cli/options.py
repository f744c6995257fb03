"""The options every command has, spelled once.

A command declares ``options: Common`` and gets all of them: :func:`with_options` lays the fields of
``Common`` out as parameters of their own for Typer and puts them together again for the command.
Help texts are English here; the help page says them in the chosen language.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from custseg.cli.boundary import Stopped

READING, OUTPUT, BEHAVING = "Reading", "Output", "Behaviour of the command"


class Lang(StrEnum):
    """Languages custseg speaks."""

    zh = "zh"
    en = "en"


class Format(StrEnum):
    """What standard output can carry."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    md = "md"
    html = "html"


def option(*names: str, help: str, panel: str, **more: Any) -> Any:
    """A Typer option without a shown default, in a help panel."""
    return typer.Option(*names, help=help, rich_help_panel=panel, show_default=False, **more)


LANG = option(
    "--lang", metavar="zh|en", panel=OUTPUT,
    help="language of tables and messages (default: CUSTSEG_LANG, then the locale)",
)  # fmt: skip

Files = Annotated[
    list[str],
    typer.Argument(metavar="FILES...", help="files, a folder, or - for CSV on standard input",
                   show_default=False),
]  # fmt: skip


Force = Annotated[
    bool, option("--force", panel=OUTPUT, help="overwrite the output if it exists")
]  # fmt: skip
Quiet = Annotated[bool, option("-q", "--quiet", panel=BEHAVING, help="say only errors")]


@dataclass(frozen=True, kw_only=True)
class Common:
    """What can be said to any command that reads files."""

    as_of: Annotated[
        str | None,
        option("--as-of", metavar="DATE", panel=READING,
               help="see the data from this date (default: the latest date in it, never today)"),
    ] = None  # fmt: skip
    map: Annotated[
        list[str] | None,
        option("--map", metavar="COLUMN=ROLE", panel=READING,
               help="what a column is, by its header or number: --map 客户号=customer_id (repeatable)"),
    ] = None  # fmt: skip
    kind: Annotated[
        str | None,
        option("--as", metavar="KIND", panel=READING,
               help="what the files are: customers, accounts, transactions, balances, holdings, "
               "events, feedback, leads, contacts or managers"),
    ] = None  # fmt: skip
    encoding: Annotated[
        str | None,
        option(
            "--encoding", metavar="NAME", panel=READING, help="the files' encoding, such as gb18030"
        ),
    ] = None
    sheet: Annotated[
        str | None,
        option("--sheet", metavar="NAME", panel=READING, help="read only this sheet of workbooks"),
    ] = None
    header_row: Annotated[
        str | None,
        option(
            "--header-row", metavar="N", panel=READING, help="row number of the header, or none"
        ),
    ] = None
    separator: Annotated[
        str | None,
        option(
            "--separator",
            metavar="CHAR",
            panel=READING,
            help="what separates cells: , ; | tab or blanks",
        ),
    ] = None
    date_order: Annotated[
        str | None,
        option("--date-order", metavar="ORDER", panel=READING,
               help="dmy, mdy or ymd where 03/04/24 could be any of them"),
    ] = None  # fmt: skip
    date_format: Annotated[
        str | None,
        option("--date-format", metavar="FORMAT", panel=READING,
               help="how dates are written: dd/mm/yyyy or %d/%m/%Y; rows that do not fit are rejected"),
    ] = None  # fmt: skip
    decimal: Annotated[
        str | None,
        option("--decimal", metavar="SIGN", panel=READING,
               help="the decimal sign of amounts: point or comma"),
    ] = None  # fmt: skip
    lenient: Annotated[
        bool,
        option("--lenient", panel=READING,
               help="repair ragged rows and stray quotes, saying which, instead of rejecting them"),
    ] = False  # fmt: skip
    password_file: Annotated[
        str | None,
        option("--password-file", metavar="FILE", panel=READING,
               help="file whose first line is the password of encrypted workbooks"),
    ] = None  # fmt: skip
    rejects: Annotated[
        Path | None,
        option("--rejects", metavar="FILE", panel=READING,
               help="write the rejected rows with file, row, column and reason to this file"),
    ] = None  # fmt: skip
    output: Annotated[
        Path | None,
        option("-o", "--output", metavar="FILE", panel=OUTPUT,
               help="write to FILE: .xlsx .html .csv .json .jsonl .parquet .md"),
    ] = None  # fmt: skip
    format: Annotated[
        Format | None,
        option("--format", metavar="FORMAT", panel=OUTPUT,
               help="on standard output: table, json, jsonl, csv, md or html"),
    ] = None  # fmt: skip
    rows: Annotated[
        int | None,
        option(
            "--rows",
            metavar="N",
            panel=OUTPUT,
            min=0,
            help="customers shown (default: 10 on a terminal, in md and html, else all)",
        ),
    ] = None
    show_pii: Annotated[
        bool,
        option("--show-pii", panel=OUTPUT, help="show names, phones, ids and cards unmasked"),
    ] = False
    pseudonymize: Annotated[
        Path | None,
        option("--pseudonymize", metavar="KEYFILE", panel=OUTPUT,
               help="write pseudonyms made with the key in this file instead of customer ids"),
    ] = None  # fmt: skip
    min_cell: Annotated[
        int | None,
        option("--min-cell", metavar="K", panel=OUTPUT, min=2,
               help="for sharing: no lists of customers, no cells of fewer than K of them"),
    ] = None  # fmt: skip
    force: Force = False
    lang: Annotated[Lang | None, LANG] = None  # fmt: skip
    config: Annotated[
        Path | None,
        option("--config", metavar="FILE", panel=BEHAVING,
               help="settings (default: CUSTSEG_CONFIG, then ./custseg.toml)"),
    ] = None  # fmt: skip
    strict: Annotated[
        bool, option("--strict", panel=BEHAVING, help="a warning ends the run with exit code 1")
    ] = False
    quiet: Quiet = False
    verbose: Annotated[
        bool,
        option("-v", "--verbose", panel=BEHAVING, help="say how everything was read and decided"),
    ] = False


def with_options(command: Callable[..., int]) -> Callable[..., int]:
    """``command(..., options: Common)`` as Typer wants it: one parameter an option.

    A command without ``options`` reads no files of the user's and declares what it takes itself.
    """
    if "options" not in inspect.signature(command).parameters:
        return _ending_past_typer(command)
    hints = get_type_hints(Common, include_extras=True)
    own = inspect.signature(command, eval_str=True)
    kept = [
        p.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for p in own.parameters.values()
        if p.name != "options"
    ]
    shared = [
        inspect.Parameter(
            f.name, inspect.Parameter.KEYWORD_ONLY, default=f.default, annotation=hints[f.name]
        )
        for f in fields(Common)
    ]

    @wraps(command)
    def called(**values: Any) -> int:
        options = Common(**{f.name: values.pop(f.name) for f in fields(Common)})
        return _ending_past_typer(command)(**values, options=options)

    parameters = [*kept, *shared]
    called.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {p.name: p.annotation for p in parameters}
    return called


def _ending_past_typer(command: Callable[..., int]) -> Callable[..., int]:
    @wraps(command)
    def called(**values: Any) -> int:
        try:
            return command(**values)
        except (BrokenPipeError, KeyboardInterrupt) as ending:
            raise Stopped(ending) from ending

    return called
