"""``report --by``: one workbook a manager or branch, all of a run or none."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from custseg.cli.boundary import say
from custseg.cli.options import Common
from custseg.cli.progress import shown
from custseg.cli.run import (
    conclude,
    open_data,
    paths_of,
    present,
    refuse_bad_output,
    view_of,
    write_rejects,
)
from custseg.cli.sections import Sections, find
from custseg.errors import OutputError, UsageError
from custseg.words import t

if TYPE_CHECKING:
    from custseg.result import Result

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
_OF_WINDOWS = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_LONGEST = 60
"""Characters of a file's name, so that its bytes stay below any system's limit."""


def run_lists(files: Sequence[str], options: Common, by: str) -> int:
    """The overview to the screen, or with ``-o FOLDER`` it and every list into that folder."""
    if options.min_cell is not None:
        raise UsageError(
            t("--by writes lists of customers, and --min-cell is for sharing without them"),
            t("leave out --by or --min-cell"),
        )
    sections = Sections(find(options.config))
    folder = options.output
    if folder is None:
        refuse_bad_output(files, options)
    else:
        _refuse_bad_folder(folder, options)
    with shown(not options.quiet):
        data = open_data(files, options, sections)
        from custseg.report import lists

        whole, each = lists(data, sections.of, by=by)
        data.refuse_nothing()
    if folder is None:
        present([whole], options, files, each)
        return conclude([whole], options, each)
    _write(folder, whole, each, options, files)
    if options.rejects is not None:
        said = write_rejects(data, options, files, [whole, *each])
        if not options.quiet:
            say(said)
    return conclude([whole], options, each)


def _refuse_bad_folder(folder: Path, options: Common) -> None:
    if options.format is not None:
        raise UsageError(
            t("--format is for standard output; lists are workbooks"), t("leave out --format or -o")
        )
    if folder.suffix:
        raise UsageError(
            t("{path} is no folder, and --by writes a workbook for each into one", path=folder),
            t("name a folder: -o lists"),
        )
    if folder.exists() and not folder.is_dir():
        raise OutputError(
            t("cannot write into {path}: it is not a folder", path=folder),
            t("name a folder: -o lists"),
        )


def _write(
    folder: Path, whole: Result, each: Sequence[Result], options: Common, files: Sequence[str]
) -> None:
    from custseg.render import together, write

    names = [*file_names([t("00 overview"), *(result.about for result in each)])]
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(
            t("cannot make the folder {path}: {error}", path=folder, error=error.strerror or error),
            t("make it first, or name another"),
        ) from error
    view = view_of(options, [whole, *each])
    with together():
        for name, result in zip(names, (whole, *each), strict=True):
            write(
                result,
                folder / name,
                view=view,
                force=options.force,
                inputs=paths_of(files),
            )
    if not options.quiet:
        say(t("written: {n} workbooks in {folder}", n=len(names), folder=folder))
    for old in _of_earlier_runs(folder, names):
        say(t("custseg: warning: {path} is of an earlier run and was not written now", path=old))


def file_names(names: Iterable[str]) -> Iterator[str]:
    """A file's name for each of ``names``, safe on any system and distinct whatever its case."""
    taken: set[str] = set()
    for name in names:
        safe = _NOT_IN_NAMES.sub("_", name).strip(" .")[:_LONGEST] or "_"
        if safe != name or safe.lower() in taken or _OF_WINDOWS.fullmatch(safe):
            safe = f"{safe}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"
        taken.add(safe.lower())
        yield f"{safe}.xlsx"


def _of_earlier_runs(folder: Path, names: Sequence[str]) -> list[Path]:
    """Results in the folder that this run has not written: a manager who has gone, say."""
    from custseg.read.own import is_own_result

    return [path for path in sorted(folder.glob("*.xlsx"))
            if path.name not in names and not path.name.startswith((".", "~")) and is_own_result(path)]  # fmt: skip
