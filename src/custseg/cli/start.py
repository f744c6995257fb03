"""Where a newcomer starts: a bank to play with, and a look at how files are read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from custseg.cli.options import LANG, Common, Files, Force, Lang, Quiet, option

METHOD = "Settings of the method"


def demo(
    folder: Annotated[
        Path, option("--folder", metavar="FOLDER", panel=METHOD, help="where to write (default: custseg-demo)")
    ] = Path("custseg-demo"),
    customers: Annotated[
        int, option("--customers", metavar="N", panel=METHOD, min=50, max=200_000,
                    help="customers of the invented bank (default 2000)")
    ] = 2000,
    force: Force = False,
    lang: Annotated[Lang | None, LANG] = None,
    quiet: Quiet = False,
) -> int:  # fmt: skip
    """Write the exports of a small invented bank and run the methods on them, explaining each."""
    from custseg.cli.tour import tour

    return tour(folder, customers, Common(force=force, lang=lang, quiet=quiet))


def inspect(
    files: Files,
    options: Common,
    check: Annotated[
        bool, option("--check", panel=METHOD, help="exit code 1 if anything needs a person")
    ] = False,
    raw: Annotated[
        bool, option("--raw", panel=METHOD,
                     help="the table as found: text, no types, no roles, not masked (CSV, or -o FILE)")
    ] = False,
) -> int:  # fmt: skip
    """How each file will be read: its kind, encoding, header row, the role of each column, rejected rows.

    With -o custseg.toml the reading is kept for later runs."""
    if raw:
        from custseg.cli.raw import raw_files

        return raw_files(files, options, check=check)
    from custseg.cli.inspection import inspect_files

    return inspect_files(files, options, check=check)


COMMANDS = (
    (demo, "an invented bank and a guided tour of the methods"),
    (inspect, "how each file will be read; -o custseg.toml keeps it"),
)
"""The commands of this panel, each with its line in the list of commands."""
