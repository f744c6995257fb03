"""How a command enters the application."""

from __future__ import annotations

from collections.abc import Callable

import typer

from custseg.cli.help import Command
from custseg.cli.options import with_options


class Register:
    """Adds commands of one help panel to an application."""

    def __init__(self, app: typer.Typer, panel: str) -> None:
        self._app, self._panel = app, panel

    def __call__(self, command: Callable[..., int], says: str) -> None:
        """Add ``command`` with the shared options; ``says`` is its line in the list of commands."""
        self._app.command(
            name=command.__name__, cls=Command, short_help=says, help=command.__doc__,
            rich_help_panel=self._panel, context_settings={"help_option_names": ["-h", "--help"]},
        )(with_options(command))  # fmt: skip
