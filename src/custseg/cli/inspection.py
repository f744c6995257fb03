"""``inspect``: how files will be read, and the reading kept for later runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from custseg.cli.boundary import say
from custseg.cli.options import Common, Format
from custseg.cli.progress import shown
from custseg.cli.run import conclude, deliver, open_data, paths_of, reading_options, write_rejects
from custseg.cli.sections import Sections, find
from custseg.errors import CheckError
from custseg.words import t

if TYPE_CHECKING:
    from custseg.read import ReadOptions
    from custseg.schema.dataset import Dataset


def inspect_files(files: Sequence[str], options: Common, *, check: bool) -> int:
    """Show how ``files`` are read; with ``-o NAME.toml`` keep it; with ``check`` judge it."""
    from custseg.schema import inspect

    sections = Sections(find(options.config))
    is_typed = options.format == Format.json or _suffix(options) == ".json"
    with shown(not options.quiet):
        data = open_data(files, options, sections, must_use=False, whole=is_typed)
        result = inspect(data)
    if _suffix(options) == ".toml":
        said = reading_options(options, sections)
        _beside_rejects(data, options, files, lambda: _keep(data, options, said))
    elif is_typed:
        _beside_rejects(data, options, files, lambda: _write_rows(data, options, files))
    else:
        deliver(data, [result], options, files)
    code = conclude([result], options)
    doubts = result.warnings or ([] if data.tables else [t("no table can be used")])
    if check and doubts:
        raise CheckError(
            t("{count} things need a person: {first}", count=len(doubts), first=doubts[0]),
            t("settle them with --map, --as or the reading options, then keep them: -o custseg.toml"),
        )  # fmt: skip
    return code


def _beside_rejects(
    data: Dataset, options: Common, files: Sequence[str], write: Callable[[], str]
) -> None:
    """What ``write`` writes and the rejected rows, where they were asked for: both files or none."""
    from custseg.render import together

    written: list[str] = []
    with together():
        if options.rejects is not None:
            written.append(write_rejects(data, options, files))
        if options.output is not None:
            written.append(write())
    if options.output is None:
        write()
    if not options.quiet:
        for line in written:
            say(line)


def _suffix(options: Common) -> str:
    return options.output.suffix.lower() if options.output is not None else ""


def _keep(data: Dataset, options: Common, said: ReadOptions) -> str:
    from custseg.cli.defaults import commented_defaults
    from custseg.render import write_text
    from custseg.schema import keep

    assert options.output is not None
    text = keep(data, commented_defaults(said), said.date_format)
    write_text(text, options.output, force=options.force)
    return t("the reading is kept in {path}", path=options.output)


def _write_rows(data: Dataset, options: Common, files: Sequence[str]) -> str:
    """The typed rows, to the file that was named or to standard output."""
    from custseg.render import write_typed
    from custseg.schema.typed import typed_tables

    write_typed(typed_tables(data), options.output, force=options.force, inputs=paths_of(files))
    return t("written: {path}", path=options.output)
