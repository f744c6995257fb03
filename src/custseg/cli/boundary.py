"""The one place that turns what happened into a line on standard error and an exit code."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from custseg.cli.endings import Endings, listening
from custseg.errors import CustsegError
from custseg.words import t

PIPE_CLOSED, NOT_WRITTEN, BUG = 141, 4, 70


class Stopped(BaseException):
    """Carries an ending past Typer, which would turn it into one of its own."""

    def __init__(self, ending: BaseException) -> None:
        super().__init__()
        self.ending = ending


def guarded(work: Callable[[], int]) -> int:
    """The exit code of ``work``, every ending said in at most two lines on standard error."""
    with listening() as endings:
        return _ended(work, endings)


def _ended(work: Callable[[], int], endings: Endings) -> int:
    try:
        try:
            code = work()
        except Stopped as stopped:
            raise stopped.ending from None
        _flush()
    except CustsegError as error:
        say_error(error.message, error.hint)
        return error.exit_code
    except BrokenPipeError:
        _abandon_stdout()
        return PIPE_CLOSED
    except BaseException as error:
        # A library may have turned the signal's exception into one of its own.
        if endings.came:
            return _asked_to_end(endings)
        if isinstance(error, SystemExit):
            raise
        return _no_room(error) if _is_full(error) else _report_bug(error)
    return _asked_to_end(endings) if endings.came else code


def _asked_to_end(endings: Endings) -> int:
    say_error(endings.sentence)
    return endings.exit_code


def _is_full(error: BaseException) -> bool:
    from custseg.render.files import is_full

    return is_full(error)


def _no_room(error: BaseException) -> int:
    """A disk is full, and it is not the output's: that would have been named."""
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    say_error(
        t("no space left to write: {error}", error=said),
        t("free some space, or set TMPDIR to a folder with room for temporary files"),
    )
    return NOT_WRITTEN


def say_error(message: str, hint: str = "") -> None:
    """``custseg: error: message`` and, where there is one, ``hint: …``."""
    say(t("custseg: error: {message}", message=one_line(message)))
    if hint:
        say(t("hint: {hint}", hint=one_line(hint)))


def say(line: str) -> None:
    """One line to the person, on standard error; a closed standard error is not worth dying for."""
    if sys.stderr is None:
        return
    try:
        print(harmless(line), file=sys.stderr, flush=True)
    except (OSError, ValueError):
        return


def one_line(text: str) -> str:
    """``text`` without line breaks or control characters, which files may carry into messages."""
    return harmless(" ".join(text.split()))


def harmless(text: str) -> str:
    """``text`` with a blank for whatever a terminal would obey instead of show: escapes, bidi marks."""
    return "".join(c if c.isprintable() else " " for c in text)


def _flush() -> None:
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        from custseg.errors import OutputError

        _abandon_stdout()
        raise OutputError(t("cannot write to standard output: {error}", error=error)) from error


def _abandon_stdout() -> None:
    """Point standard output at nothing, so that the interpreter's own last flush cannot fail."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return


def _report_bug(error: BaseException) -> int:
    kind = type(error).__name__
    try:
        name = _written_down(error)
    except OSError as no_room:
        say_error(t("this is a bug in custseg ({kind}: {error}); its details could not be written: {why}",
                    kind=kind, error=error, why=no_room))  # fmt: skip
        return BUG
    say_error(
        t("this is a bug in custseg ({kind}); the details were written to {path}",
          kind=kind, path=Path(name)),
        t("please report it with that file; it holds no rows of your data unless the message does"),
    )  # fmt: skip
    return BUG


def _written_down(error: BaseException) -> str:
    descriptor, name = tempfile.mkstemp(prefix="custseg-bug-", suffix=".txt")
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write("".join(traceback.format_exception(error)))
    return name
