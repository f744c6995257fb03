"""The one place that turns what happened into a line on standard error and an exit code."""

from __future__ import annotations

import errno
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from custseg.errors import CustsegError
from custseg.words import t

INTERRUPTED, PIPE_CLOSED, TERMINATED, BUG = 130, 141, 143, 70


class Terminated(BaseException):
    """The process was asked to end (SIGTERM, SIGHUP): clean up and go."""


class Stopped(BaseException):
    """Carries an ending past Typer, which would turn it into one of its own."""

    def __init__(self, ending: BaseException) -> None:
        super().__init__()
        self.ending = ending


def guarded(work: Callable[[], int]) -> int:
    """The exit code of ``work``, every ending said in at most two lines on standard error."""
    asked_to_end = _listen()
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
        if asked_to_end:
            say_error(t("interrupted") if asked_to_end[0] == signal.SIGINT else t("terminated"))
            return INTERRUPTED if asked_to_end[0] == signal.SIGINT else TERMINATED
        if isinstance(error, SystemExit):
            raise
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            say_error(
                t("no space left to write: {error}", error=error.strerror),
                t("free some space and run again"),
            )
            return 4
        return _report_bug(error)
    return code


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
        print(line, file=sys.stderr, flush=True)
    except (OSError, ValueError):
        return


def one_line(text: str) -> str:
    """``text`` without line breaks or control characters, which files may carry into messages."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))


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
    details = "".join(traceback.format_exception(error))
    descriptor, name = tempfile.mkstemp(prefix="custseg-bug-", suffix=".txt")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(details)
    say_error(
        t("this is a bug in custseg ({kind}); the details were written to {path}",
          kind=type(error).__name__, path=Path(name)),
        t("please report it with that file; it holds no rows of your data unless the message does"),
    )  # fmt: skip
    return BUG


def _listen() -> list[int]:
    """Turn signals that ask for an end into exceptions; the list holds those that came."""
    came: list[int] = []

    def end(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        raise KeyboardInterrupt if number == signal.SIGINT else Terminated

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end)
    return came
