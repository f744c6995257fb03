"""How a command enters the application."""

from __future__ import annotations

from collections.abc import Callable

import typer

from custseg.cli.help import Command
from custseg.cli.options import with_options


def register(app: typer.Typer, panel: str, command: Callable[..., int], says: str) -> None:
    """Add ``command`` with the shared options to a help panel; ``says`` is its line in the list of commands."""
    app.command(
        name=command.__name__, cls=Command, short_help=says, help=command.__doc__,
        rich_help_panel=panel, context_settings={"help_option_names": ["-h", "--help"]},
    )(with_options(command))  # fmt: skip
