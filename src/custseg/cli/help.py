"""Help pages: plain, aligned in Chinese as in English, and without loading Rich."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from rich.cells import cell_len
from typer.core import TyperArgument, TyperCommand, TyperGroup

from custseg.errors import UsageError, nearest
from custseg.words import t

WIDEST = 100


class HelpPage:
    """Lines of help, as wide as the terminal up to ``WIDEST`` cells."""

    def __init__(self) -> None:
        self.width = min(shutil.get_terminal_size((80, 24)).columns, WIDEST)
        self.lines: list[str] = []
        self._bold = sys.stdout.isatty() and "NO_COLOR" not in os.environ

    def heading(self, text: str) -> None:
        """A heading, bold on a terminal."""
        self.lines += ["", f"\033[1m{text}\033[0m" if self._bold else text]

    def paragraph(self, text: str) -> None:
        """Text in full width."""
        self.lines += list(folded(text, self.width))

    def pairs(self, rows: list[tuple[str, str]]) -> None:
        """Terms and what they mean, in two columns; a long term stands on a line of its own."""
        left = min(max((cell_len(name) for name, _ in rows), default=0), 30) + 2
        for name, meaning in rows:
            first, *more = list(folded(meaning, self.width - left - 2)) or [""]
            gap = left - cell_len(name)
            if gap < 2:
                self.lines.append(f"  {name}")
                self.lines.append(" " * (left + 2) + first)
            else:
                self.lines.append(f"  {name}{' ' * gap}{first}".rstrip())
            self.lines += [" " * (left + 2) + line for line in more]

    def __str__(self) -> str:
        return "\n".join(self.lines)


def folded(text: str, width: int) -> Iterator[str]:
    """``text`` in lines of at most ``width`` cells; Chinese may break between any two characters."""
    line = ""
    for piece in _pieces(text):
        if line and cell_len((line + piece).rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += piece if line else piece.lstrip()
    if line.strip():
        yield line.rstrip()


_NOT_FIRST = "，。；：、！？）》”’,.;:!?)"


def _pieces(text: str) -> Iterator[str]:
    """Where a line may break: after a blank, and around wide characters (not before punctuation)."""
    piece = ""
    for char in text:
        wide = cell_len(char) > 1
        if (
            piece
            and (wide or piece[-1] == " " or cell_len(piece[-1]) > 1)
            and char not in _NOT_FIRST
        ):
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _option_rows(command: Any, ctx: Any) -> dict[str, list[tuple[str, str]]]:
    panels: dict[str, list[tuple[str, str]]] = {}
    for param in command.get_params(ctx):
        if isinstance(param, TyperArgument) or getattr(param, "hidden", False):
            continue
        record = param.get_help_record(ctx)
        if record is not None:
            panel = getattr(param, "rich_help_panel", None) or "Other options"
            panels.setdefault(panel, []).append((_option_name(param), t(param.help or "")))
    return panels


def _option_name(param: Any) -> str:
    names = ", ".join([*sorted(param.opts, key=len), *param.secondary_opts])
    return names if param.is_flag or param.count else f"{names} {param.metavar or 'TEXT'}"


class Command(TyperCommand):
    """A command whose help page is ours, and that converts only what was given."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters, the help option among them."""
        return _converting(super().get_params(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The usage, what it answers, its options by panel."""
        page = HelpPage()
        page.paragraph(t("Usage: {usage}", usage=f"{ctx.command_path} {_usage(self, ctx)}"))
        page.lines.append("")
        for paragraph in (self.help or "").split("\n\n"):
            page.paragraph(t(" ".join(paragraph.split())))
        for panel, rows in _option_rows(self, ctx).items():
            page.heading(t(panel))
            page.pairs(rows)
        formatter.write(f"{page}\n")


def _converting(params: list[Any]) -> list[Any]:
    """``params`` that convert as settings do. Typer would load pydantic for it, 100 ms at each start."""
    for param in params:
        param.process_value = partial(_value_of, param)
    return params


def _value_of(param: Any, ctx: Any, value: Any) -> Any:
    """The value of a parameter as its annotation says; raises UsageError naming the parameter."""
    if value is None or value == ():
        if param.required:
            raise UsageError(
                t("{name} is missing", name=t(param.metavar or param.name)), t("--help shows how")
            )
        value = param.default
    if not isinstance(value, bool | None):
        if not isinstance(param, TyperArgument):
            _refuse_options(param, ctx, value)
        value = _fitting(param, value)
    return value if param.callback is None else param.callback(ctx, param, value)


def _refuse_options(param: Any, ctx: Any, value: Any) -> None:
    """Raises UsageError for a value that is an option: the parser takes whatever stands behind a flag."""
    for said in value if isinstance(value, list | tuple) else (value,):
        if not isinstance(said, str) or not said.startswith("-"):
            continue
        known = {
            flag for other in ctx.command.params for flag in (*other.opts, *other.secondary_opts)
        }
        if said.partition("=")[0] in known or (said[2:3].isalpha() and said.startswith("--")):
            flag = max(param.opts, key=len)
            raise UsageError(
                t("{name} needs a value, and {said} is an option", name=flag, said=said),
                t("write the value behind it: {flag} {value}", flag=flag, value=t(param.metavar or "TEXT")),
            )  # fmt: skip


def _fitting(param: Any, value: Any) -> Any:
    try:
        return _converted(value, param.type_descriptor)
    except ValueError as error:
        name = max(param.opts, key=len)
        raise UsageError(
            f"{name} {value}: {error}", t("--help says what {flag} takes", flag=name)
        ) from error


def _converted(value: Any, descriptor: Any) -> Any:
    if descriptor.annotation in (str, str | None):
        return value
    if descriptor.annotation in (Path, Path | None):
        return Path(value)
    from custseg.settings import Meta, converted

    about = descriptor.parameter_info
    kind = descriptor.annotation
    if about.min is not None:
        kind = Annotated[kind, Meta(ge=about.min, le=about.max)]
    return converted(list(value) if isinstance(value, tuple) else value, kind)


def _usage(command: Any, ctx: Any) -> str:
    arguments = [
        t(p.metavar or p.name.upper())
        for p in command.get_params(ctx)
        if isinstance(p, TyperArgument)
    ]
    return " ".join([*arguments, t("[OPTIONS]")])


class Group(TyperGroup):
    """The list of commands, in panels."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The parameters, the help option among them."""
        return _converting(super().get_params(ctx))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command named first; an unknown one is refused with the nearest."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            guess = nearest(name, self.list_commands(ctx))
            hint = (
                t("did you mean {guess}?", guess=guess)
                if guess
                else t("custseg --help lists the commands")
            )
            raise UsageError(t("no command {name}", name=name), hint)
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """What custseg is, its commands by panel, how to go on."""
        page = HelpPage()
        page.paragraph(t("Usage: custseg COMMAND FILES... [OPTIONS]"))
        page.lines.append("")
        page.paragraph(t(self.help or ""))
        panels: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                panel = getattr(command, "rich_help_panel", None) or "Other"
                panels.setdefault(panel, []).append((name, t(command.short_help or "")))
        for panel, rows in panels.items():
            page.heading(t(panel))
            page.pairs(rows)
        for panel, rows in _option_rows(self, ctx).items():
            page.heading(t(panel))
            page.pairs(rows)
        page.lines += [
            "",
            t("custseg COMMAND --help says more; custseg demo shows it all on an invented bank."),
        ]
        formatter.write(f"{page}\n")
