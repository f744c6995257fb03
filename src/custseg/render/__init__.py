"""The one door out: a Result becomes text on standard output or a file that is whole or not there.

CSV, JSON, JSON lines and Parquet carry English keys and plain values in every language; the
terminal, Markdown and the workbook speak the chosen one. Personal data is masked unless asked.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from custseg.errors import InputError, OutputError, UsageError, nearest
from custseg.render.view import View
from custseg.result import Result, TypedTable
from custseg.words import t

if TYPE_CHECKING:
    import polars as pl

    from custseg.render.raw import RawTable

__all__ = [
    "SUFFIXES",
    "View",
    "check_file",
    "check_output",
    "together",
    "write",
    "write_frame",
    "write_raw",
    "write_text",
    "write_typed",
]

SUFFIXES = {".xlsx": "xlsx", ".csv": "csv", ".json": "json", ".jsonl": "jsonl",
            ".parquet": "parquet", ".md": "md", ".html": "html"}  # fmt: skip
"""What a file's suffix says about its format."""

STDOUT_FORMATS = ("table", "csv", "json", "jsonl", "md", "html")

Pieces = Iterable[bytes]
_PORTION = 1 << 16


def write(
    results: Result | Sequence[Result],
    output: Path | str | None = None,
    format: str | None = None,
    view: View | None = None,
    *,
    force: bool = False,
    inputs: Sequence[Path] = (),
    stdout: IO[str] | None = None,
) -> None:
    """Write ``results`` to the file ``output``, or to standard output for None or ``-``.

    A file's format is its suffix (.xlsx .html .csv .json .jsonl .parquet .md); standard output has
    ``format`` (table, csv, json, jsonl, md, html). Several results are one workbook, one page, one JSON
    document with ``results``; in CSV, JSON lines and Parquet their customers are joined.

    Raises UsageError for an unknown format, OutputError when the file exists (and not ``force``),
    is one of ``inputs``, is locked by another run or cannot be written; then nothing has changed.
    BrokenPipeError comes through when the reader of standard output has gone.
    """
    answers = [results] if isinstance(results, Result) else list(results)
    view = view or View()
    path = _path(output)
    form = _format(path, format)
    if path is None:
        _to_stdout(answers, form, view, stdout or sys.stdout)
    else:
        _to_file(answers, path, form, view, force, inputs)


def check_output(
    output: Path | str | None,
    format: str | None = None,
    *,
    force: bool = False,
    inputs: Sequence[Path] = (),
) -> None:
    """Raises what ``write`` would raise for this output, before any work is done."""
    from custseg.render import files

    path = _path(output)
    _format(path, format)
    if path is not None:
        files.check(path, force=force, inputs=inputs)


def check_file(output: Path | str, *, force: bool = False, inputs: Sequence[Path] = ()) -> None:
    """Raises what ``write_text`` would raise for this file, before any work is done."""
    from custseg.render import files

    files.check(Path(output), force=force, inputs=inputs)


def write_frame(
    frame: pl.DataFrame,
    output: Path | str,
    *,
    force: bool = False,
    show_pii: bool = False,
    inputs: Sequence[Path] = (),
) -> None:
    """Write a frame that is no Result (the rejected rows), with its personal data masked."""
    from custseg.render import mask

    shown = frame if show_pii else mask.mask_frame(frame)
    result = Result("rejects", None, tables={"rejects": shown})
    write(result, output, view=View(show_pii=True), force=force, inputs=inputs)


@contextmanager
def together() -> Iterator[None]:
    """All files written inside the block take their places at its end, or none of them does."""
    from custseg.render import files

    with files.together():
        yield


def write_typed(
    tables: Sequence[TypedTable],
    output: Path | None,
    *,
    force: bool = False,
    inputs: Sequence[Path] = (),
) -> None:
    """Write typed tables as JSON to a file that is whole or not there, or to standard output.

    They are the data itself, nothing in them is masked.
    """
    from custseg.render import files, reading

    if output is None:
        _to_stdout_as_it_is(reading.pieces(tables))
        return
    with files.replacing([output], force=force, inputs=inputs) as [draft], draft.open("wb") as file:
        file.writelines(reading.pieces(tables))


def write_raw(
    tables: Sequence[RawTable],
    output: Path | None,
    format: str | None = None,
    *,
    force: bool = False,
    inputs: Sequence[Path] = (),
) -> None:
    """Write tables as they were found: CSV on standard output, a file by its suffix; nothing is masked.

    Raises UsageError for a format that does not carry them, InputError for several tables where one fits.
    """
    from custseg.render import files, raw

    form = format or "csv" if output is None else _format(output, None)
    if form not in ("csv", "json", *(["xlsx", "parquet"] if output is not None else [])):
        raise UsageError(
            t("--raw writes no {form}", form=form),
            t("write .csv, .json, .parquet or .xlsx") if output is not None
            else t("formats: {known}", known="csv, json"),
        )  # fmt: skip
    if len(tables) > 1 and form in ("csv", "parquet"):
        raise InputError(
            t("{form} holds one table, and this answer has {count}: {tables}", form=form,
              count=len(tables), tables=", ".join(table.name for table in tables)),
            t("name one file and, of a workbook, one sheet (--sheet NAME), or write .xlsx or .json"),
        )  # fmt: skip
    if output is None:
        pieces = raw.csv_pieces(tables[0]) if form == "csv" else raw.json_pieces(tables)
        _to_stdout_as_it_is(pieces)
        return
    with files.replacing([output], force=force, inputs=inputs) as [draft]:
        raw.write_draft(tables, draft, form)


def write_text(text: str, output: Path | str, *, force: bool = False) -> None:
    """Write a text (a kept reading) to a file that is whole or not there, as UTF-8."""
    from custseg.render import files

    with files.replacing([Path(output)], force=force) as [draft]:
        draft.write_text(text, "utf-8", newline="\n")


# --- formats ---------------------------------------------------------------------------------------


def _path(output: Path | str | None) -> Path | None:
    return None if output is None or str(output) == "-" else Path(output)


def _format(path: Path | None, format: str | None) -> str:
    if path is None:
        form = "table" if format is None else str(format)
        if form in STDOUT_FORMATS:
            return form
        if form in SUFFIXES.values():
            raise UsageError(
                t("{form} cannot go to standard output", form=form),
                t("name a file: -o FILE.{form}", form=form),
            )
        raise UsageError(
            t("unknown format {form!r}", form=form),
            t("formats: {known}", known=", ".join(STDOUT_FORMATS)),
        )
    form_of_suffix = SUFFIXES.get(path.suffix.lower())
    if form_of_suffix is None or format not in (None, form_of_suffix):
        guess = nearest(path.suffix, tuple(SUFFIXES)) if form_of_suffix is None else None
        raise UsageError(
            t("cannot write {path}: {suffix} is not a format that custseg writes",
              path=path, suffix=path.suffix or t("no suffix"))
            if form_of_suffix is None
            else t("{path} and --format {form} say two things", path=path, form=format),
            (t("did you mean {guess}? ", guess=guess) if guess else "")
            + t("formats by suffix: {known}", known=" ".join(SUFFIXES)),
        )  # fmt: skip
    return form_of_suffix


def _shown(results: Sequence[Result], form: str, view: View) -> list[Result]:
    """The results as they leave: joined where the format holds one table, masked unless asked."""
    whole = results
    if form in ("csv", "jsonl", "parquet"):
        from custseg.render import tabular

        results = [tabular.single(results, form)]
    from custseg.render import privacy

    return privacy.treated(results, view, whole)


def _pieces(results: Sequence[Result], form: str, view: View) -> Pieces:
    """The bytes of a text format, a piece at a time."""
    from custseg.render import json, markdown, plain, tabular

    customers = results[0].customers
    if form == "json":
        return json.pieces(results)
    if form == "csv" and customers is not None:
        return tabular.csv_pieces(customers)
    if form == "jsonl" and customers is not None:
        return tabular.jsonl_pieces(customers)
    if form == "html":
        from custseg.render import html

        return html.pieces(results, view)
    lines = markdown.lines(results, view) if form == "md" else plain.lines(results, view)
    return (f"{line}\n".encode() for line in lines)


# --- a file ----------------------------------------------------------------------------------------


def _to_file(
    results: Sequence[Result], path: Path, form: str, view: View, force: bool,
    inputs: Sequence[Path],
) -> None:  # fmt: skip
    from custseg.render import files

    files.check(path, force=force, inputs=inputs)
    shown = _shown(results, form, view)
    paths = [path]
    if form in ("csv", "jsonl"):  # these cannot say themselves how they were made
        paths.append(path.with_name(path.name + files.COMPANION))
    with files.replacing(paths, force=force, inputs=inputs) as drafts:
        _write_draft(shown, drafts[0], form, view)
        for companion in drafts[1:]:
            companion.write_bytes(_how_made(shown[0]))


def _how_made(result: Result) -> bytes:
    from custseg.render import json

    return b"".join(json.how_made(result))


def _write_draft(shown: Sequence[Result], draft: Path, form: str, view: View) -> None:
    if form == "xlsx":
        from custseg.render import excel

        excel.write_workbook(shown, draft, view)
    elif form == "parquet":
        from custseg.render import tabular

        tabular.write_parquet(shown[0], draft)
    else:
        from custseg.render import tabular

        with draft.open("wb") as file:
            if form == "csv":
                file.write(tabular.BOM)
            for piece in _pieces(shown, form, view):
                file.write(piece)


# --- standard output -------------------------------------------------------------------------------


def _to_stdout(results: Sequence[Result], form: str, view: View, stdout: IO[str]) -> None:
    shown = _shown(results, form, view)
    seen = _seen_on(stdout, view)
    try:
        if form == "table" and seen.interactive:
            from custseg.render import terminal

            _never_fail_on_signs(stdout)
            terminal.show(shown, seen, stdout)
        elif form in ("table", "md"):
            _never_fail_on_signs(stdout)
            _say(_pieces(shown, form, seen), stdout)
        else:
            _pour(_pieces(shown, form, seen), stdout)
        stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _cannot_pour(error) from error


def _to_stdout_as_it_is(pieces: Pieces) -> None:
    try:
        _pour(pieces, sys.stdout)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _cannot_pour(error) from error


def _seen_on(stdout: IO[str], view: View) -> View:
    """``view`` with what can be told of the terminal, where it was not said."""
    interactive = stdout.isatty() if view.interactive is None else view.interactive
    if not interactive:
        return replace(view, interactive=False, color=False)
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return replace(view, interactive=True, color=not plain if view.color is None else view.color)


def _never_fail_on_signs(stdout: IO[str]) -> None:
    """A console in GBK or ASCII shows ``?`` for what it lacks instead of ending the run."""
    reconfigure: Callable[..., None] | None = getattr(stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")


def _say(pieces: Pieces, stdout: IO[str]) -> None:
    from custseg.render.marks import marks_for

    marks = marks_for(getattr(stdout, "encoding", None) or "utf-8")
    for piece in pieces:
        stdout.write(marks.said(piece.decode()))


def _pour(pieces: Pieces, stdout: IO[str]) -> None:
    """Data as it is, in UTF-8 whatever the console's encoding; as text where there are no bytes."""
    stdout.flush()
    sink = getattr(stdout, "buffer", None)
    if sink is None or stdout.isatty():
        _never_fail_on_signs(stdout)
        for piece in pieces:
            stdout.write(_harmless(piece.decode()) if stdout.isatty() else piece.decode())
        return
    for piece in pieces:
        # In portions, so that a reader who leaves is noticed at the next one.
        for start in range(0, len(piece), _PORTION):
            sink.write(memoryview(piece)[start : start + _PORTION])
            sink.flush()


def _harmless(text: str) -> str:
    """Data shown on a terminal: lines and tabs stay, escapes and the like do nothing."""
    from custseg.render.cells import clean

    if text.isprintable():
        return text
    return "".join(c if c in "\n\t" else clean(c) for c in text)


def _cannot_pour(error: OSError) -> Exception:
    import errno

    if os.name == "nt" and error.errno == errno.EINVAL:  # how Windows says that a pipe is closed
        return BrokenPipeError(error.errno, error.strerror)
    return OutputError(
        t("cannot write to standard output: {error}", error=error.strerror or error),
        t("free some space, or write to another place with -o"),
    )
