"""The command line: which commands there are, and the way in."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from custseg.cli.boundary import guarded
from custseg.cli.help import Group
from custseg.cli.options import LANG, Lang
from custseg.errors import UsageError
from custseg.words import Language, t, use_language

PANELS = ("Start", "Six methods", "Combine", "Act", "Watch", "Share")


def build(only: str = "") -> typer.Typer:
    """The Typer application with all commands, or with ``only`` one: the others need not be made ready."""
    from custseg.cli import act, combine, share, six, start, watch
    from custseg.cli.register import register

    app = typer.Typer(
        cls=Group, rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        help="Who your customers are, by the six methods of customer identification, "
        "from the CSV and Excel exports you already have.",
    )  # fmt: skip

    @app.callback(invoke_without_command=True)
    def custseg(
        ctx: typer.Context,
        version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
        lang: Annotated[Lang | None, LANG] = None,
    ) -> None:
        if version:
            from importlib.metadata import version as version_of

            print(f"custseg {version_of('custseg')}")
            raise typer.Exit
        if ctx.invoked_subcommand is None:
            print(ctx.get_help())
            raise typer.Exit

    commands = [
        (panel, command, says)
        for panel, module in zip(PANELS, (start, six, combine, act, watch, share), strict=True)
        for command, says in module.COMMANDS
    ]
    wanted = [each for each in commands if each[1].__name__ == only]
    for panel, command, says in wanted or commands:
        register(app, panel, command, says)
    return app


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``custseg`` with ``arguments`` (default: those of the process) and return the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _open_closed_streams()
    _speak(given)
    _soften_streams()
    return guarded(lambda: _run(given))


def _run(arguments: list[str]) -> int:
    from typer._click.exceptions import ClickException

    try:
        code = build(_command(arguments))(arguments, standalone_mode=False, prog_name="custseg")
    except ClickException as error:
        raise _as_usage_error(error) from error
    except typer.Abort as error:
        raise KeyboardInterrupt from error
    except SystemExit as error:
        if isinstance(error.__context__, BrokenPipeError):  # Typer calls a closed pipe exit code 1
            raise error.__context__ from None
        raise
    return int(code or 0)


def _command(arguments: Sequence[str]) -> str:
    """What stands where the command does: first, or behind --lang."""
    after = arguments[:1] == ["--lang"]
    return next((each for each in arguments[2 * after :] if not each.startswith("--lang=")), "")


def _as_usage_error(error: Any) -> UsageError:
    """Typer's complaint about the command line, as ours."""
    context = getattr(error, "ctx", None)
    where = context.command_path if context is not None else "custseg"
    kind = type(error).__name__
    if kind == "NoSuchOption":
        close = error.possibilities or []
        message = t("no option {name}", name=error.option_name)
        if close:
            return UsageError(message, t("did you mean {guess}?", guess=", ".join(close)))
        return UsageError(message, t("{command} --help lists the options", command=where))
    if kind == "BadOptionUsage":
        name = error.option_name
        return UsageError(
            t("{name} needs a value", name=name), t("--help says what {flag} takes", flag=name)
        )
    return UsageError(error.format_message(), t("{command} --help shows how", command=where))


def _speak(arguments: Sequence[str]) -> None:
    """Choose the language before anything is said: --lang wins over the environment."""
    for here, following in zip(arguments, [*arguments[1:], ""], strict=False):
        name = following if here == "--lang" else here.removeprefix("--lang=")
        if here.startswith("--lang") and name in ("zh", "en"):
            use_language(cast(Language, name))


def _open_closed_streams() -> None:
    """Point closed standard streams at nothing: a file opened later must not become one of them."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115


def _soften_streams() -> None:
    """Print what a console cannot show as ? rather than fail (ASCII, cp936)."""
    if os.name == "nt" and not sys.stdout.isatty() and not os.environ.get("PYTHONIOENCODING"):
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
