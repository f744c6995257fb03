"""What every command does around its own work: settings in, files in, result out, account said."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from custseg.cli.boundary import say
from custseg.cli.options import Common
from custseg.cli.progress import shown
from custseg.cli.sections import Sections, find
from custseg.errors import CheckError, OutputError, UsageError
from custseg.words import t

if TYPE_CHECKING:
    from custseg.read import ReadOptions
    from custseg.render import View
    from custseg.render.pseudonyms import Names
    from custseg.result import Result
    from custseg.schema.dataset import Dataset

Compute = Callable[["Dataset", Sections], "Result | Sequence[Result]"]


def run(files: Sequence[str], options: Common, compute: Compute) -> int:
    """Read ``files``, compute, show or write the result, and say what became of every row."""
    sections = Sections(find(options.config))
    refuse_bad_output(files, options)
    with shown(not options.quiet):
        data = open_data(files, options, sections)
        results = compute(data, sections)
        data.refuse_nothing()
        results = [results] if not isinstance(results, Sequence) else list(results)
    deliver(data, results, options, files)
    return conclude(results, options)


def deliver(
    data: Dataset | Sequence[Dataset], results: Sequence[Result], options: Common, files: Sequence[str]
) -> None:  # fmt: skip
    """The result and the rejected rows to where they were asked for: all files of a run, or none."""
    from custseg.render import together

    written: list[str] = []
    with together():
        if options.rejects is not None:
            written.append(write_rejects(data, options, files, results))
        if options.output is not None:
            written.append(_write_results(results, options, files))
    if not options.quiet:
        for line in written:
            say(line)
    if options.output is None:
        _write_results(results, options, files)


def open_data(
    files: Sequence[str], options: Common, sections: Sections, *, must_use: bool = True,
    whole: bool = False, meant: str | None = None,
) -> Dataset:  # fmt: skip
    """The canonical tables of ``files``, read as the options and custseg.toml say.

    ``meant`` is the kind of table the command is about, for the hint where none can be recognised.
    """
    from custseg.schema import KeptReading, read

    data = read(
        files, as_of=options.as_of, maps=options.map or (), kind=options.kind,
        options=reading_options(options, sections),
        kept=sections.of("reading", KeptReading), must_use=must_use, whole=whole, meant=meant,
    )  # fmt: skip
    data.today = date.today()
    return data


def reading_options(options: Common, sections: Sections) -> ReadOptions:
    """How files are read: what the flags say, else custseg.toml."""
    from custseg.read import ReadOptions

    return sections.of(
        "read", ReadOptions, encoding=options.encoding, sheet=options.sheet,
        header_row=options.header_row, separator=options.separator, date_order=options.date_order,
        date_format=options.date_format, decimal=options.decimal, lenient=options.lenient or None,
        password_file=options.password_file,
    )  # fmt: skip


def present(
    results: Sequence[Result], options: Common, files: Sequence[str], beside: Sequence[Result] = ()
) -> None:
    """The result to where it was asked for; ``beside`` are results of the run that are not shown."""
    written = _write_results(results, options, files, beside)
    if options.output is not None and not options.quiet:
        say(written)


def _write_results(
    results: Sequence[Result], options: Common, files: Sequence[str], beside: Sequence[Result] = ()
) -> str:
    """Write the result; the sentence that says so."""
    from custseg.render import write

    shown_results = results[0] if len(results) == 1 else results
    view = view_of(options, [*results, *beside])
    write(shown_results, options.output, options.format, view, force=options.force,
          inputs=paths_of(files))  # fmt: skip
    return t("written: {path}", path=options.output)


def view_of(options: Common, results: Sequence[Result] = ()) -> View:
    """How much to show, and what the screen can do; ``results`` are all of a run that writes several files."""
    from custseg.render import View

    terminal = sys.stdout.isatty()
    return View(
        rows=options.rows, show_pii=options.show_pii, interactive=terminal,
        key=_key_of(options), names=_names_of(options, results) if results else None,
        min_cell=options.min_cell,
        width=shutil.get_terminal_size((80, 24)).columns if terminal else None,
        color=terminal and not os.environ.get("NO_COLOR"),
    )  # fmt: skip


def _key_of(options: Common) -> bytes | None:
    if options.pseudonymize is None:
        return None
    from custseg.render.pseudonyms import key_in

    return key_in(options.pseudonymize)


def _names_of(options: Common, results: Sequence[Result]) -> Names | None:
    """The pseudonyms of the customers of all results of a run, where pseudonyms were asked for."""
    if (key := _key_of(options)) is None:
        return None
    from custseg.render.pseudonyms import names_of

    return names_of(results, key)


def paths_of(files: Sequence[str]) -> list[Path]:
    """The input files, standard input left out."""
    return [Path(name) for name in files if name != "-"]


def conclude(results: Sequence[Result], options: Common, beside: Sequence[Result] = ()) -> int:
    """Say warnings and the account of rows where the result itself does not, and pick the exit code."""
    from custseg.render.stars import mask_text

    said: Callable[[str], str] = mask_text if not options.show_pii else str
    if (names := _names_of(options, [*results, *beside])) is not None:
        hidden, shown = names.told, said
        said = lambda text: shown(hidden(text))  # noqa: E731
    notes = list(dict.fromkeys(note for result in results for note in result.notes))
    warnings = [said(note.text) for note in notes if note.level == "warning"]
    if not options.quiet and not _shows_notes(options):
        for text in warnings:
            say(t("custseg: warning: {text}", text=text))
        if options.verbose:
            for note in notes:
                if note.level == "info":
                    say(t("custseg: note: {text}", text=said(note.text)))
        for line in account_of(results):
            say(line)
    if options.strict and warnings:
        raise CheckError(
            t(
                "{count} warnings and --strict was given: {first}",
                count=len(warnings),
                first=warnings[0],
            ),
            t("run without --strict, or mend the input"),
        )
    return 0


def account_of(results: Sequence[Result]) -> list[str]:
    """For every input: rows = used + set aside + rejected."""
    inputs = dict.fromkeys(
        record for result in results if result.provenance for record in result.provenance.inputs
    )
    return [
        t("{name}: {rows} rows = {used} used + {set_aside} set aside + {rejected} rejected",
          name=r.name, rows=f"{r.rows:,}", used=f"{r.used:,}", set_aside=f"{r.set_aside:,}",
          rejected=f"{r.rejected:,}")
        for r in inputs
    ]  # fmt: skip


def _shows_notes(options: Common) -> bool:
    """Whether the result on standard output has the notes in it already."""
    return options.output is None and options.format in (None, "table", "md", "html")


def refuse_bad_output(files: Sequence[str], options: Common) -> None:
    """Fail before the work rather than after it when the output cannot be what was asked for."""
    from custseg.render import check_output

    if options.output is not None and options.format is not None:
        raise UsageError(
            t(
                "--format is for standard output; the format of {path} is its suffix",
                path=options.output,
            ),
            t("leave out --format or -o"),
        )
    check_output(options.output, options.format, force=options.force, inputs=paths_of(files))
    _key_of(options)
    if options.min_cell is not None and _holds_customers_only(options):
        raise UsageError(
            t("{form} holds the list of customers, and --min-cell is for tables without one",
              form=options.format or options.output),
            t("write .xlsx, .html, .json or .md, or leave out --min-cell"),
        )  # fmt: skip
    if options.output is None and sys.__stdout__ is None:
        raise OutputError(t("standard output is closed"), t("write to a file: -o FILE"))
    if options.rejects is not None:
        check_output(options.rejects, force=options.force, inputs=paths_of(files))
        if options.output is not None and options.rejects.resolve() == options.output.resolve():
            raise UsageError(
                t("-o and --rejects name the same file: {path}", path=options.output),
                t("name two files"),
            )


def _holds_customers_only(options: Common) -> bool:
    form = options.output.suffix.lower().lstrip(".") if options.output else options.format or ""
    return form in ("csv", "jsonl", "parquet")


def write_rejects(
    data: Dataset | Sequence[Dataset], options: Common, files: Sequence[str], results: Sequence[Result] = ()
) -> str:  # fmt: skip
    """Write the rejected rows, of several datasets one below another; the sentence that says so."""
    import polars as pl

    from custseg.render import write_frame
    from custseg.schema import rejects

    every = data if isinstance(data, Sequence) else [data]
    frame = pl.concat(map(rejects, every)).unique(maintain_order=True)
    assert options.rejects is not None
    if (names := _names_of(options, results)) is not None:
        from custseg.render.pseudonyms import pseudonymized_rows

        frame = pseudonymized_rows(frame, names)
    write_frame(frame, options.rejects, force=options.force, inputs=paths_of(files))
    return t("{count} rejected rows written: {path}", count=frame.height, path=options.rejects)
