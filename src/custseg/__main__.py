"""``python -m custseg``, and what the command ``custseg`` starts."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import NoReturn

_ENDING = ("SIGINT", "SIGTERM", "SIGHUP")
_OBJECTS_BEFORE_COLLECTING = 100_000
"""Importing makes so many objects, and all of them stay: searching them for cycles on the way (Python's own
700) is a tenth of the time of a small run."""


def run() -> NoReturn:
    """Run the command line and end the process with its exit code.

    Before and after that, while its own handlers do not stand, a signal ends the process without a
    word: nothing has been written yet, or everything is.
    """
    _on_signals(_end)
    gc.set_threshold(_OBJECTS_BEFORE_COLLECTING)
    from custseg.cli.app import main

    code = main()
    _on_signals(signal.SIG_IGN)
    _leave(code)


def _on_signals(action: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    for name in _ENDING:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, action)


def _leave(code: int) -> NoReturn:
    """End the process, cleaned up, without taking the interpreter down.

    After a signal or an error a library may still compute in threads of its own and call Python; such a
    call into an interpreter on its way down aborts the process (before Python 3.14).
    """
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.flush()
    os._exit(code)


def _end(number: int, _frame: FrameType | None) -> None:
    os._exit(128 + number)


if __name__ == "__main__":
    run()
