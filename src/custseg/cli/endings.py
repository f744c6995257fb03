"""Signals that ask a run to end: an exception where Python runs, and a limit to waiting where it does not."""

from __future__ import annotations

import _thread
import math
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType

from custseg.words import t

_SIGNALLED = 128
"""What a shell adds to the number of the signal that ended a program: 130, 143, 129."""
_INSISTS_AFTER_SECONDS = 1.0
_AGAIN_SECONDS = 0.01
"""How long after an exception that Python had to ignore it is raised once more."""
_PATIENCE_SECONDS = 3.0
"""How long a library may go on computing after a signal before the run ends without it."""


class Terminated(BaseException):
    """The process was asked to end (SIGTERM, SIGHUP): clean up and go."""


@dataclass
class Endings:
    """The signals that asked this run to end."""

    came: list[int] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    """Set when the run has ended, or is about to by what was raised."""
    finished: bool = False
    """Whether there is nothing left to end."""
    _last: float = -math.inf

    def end(self, number: int, _frame: FrameType | None) -> None:
        """Raise what ends the run; a second signal on the heels of the first must not disturb cleaning up."""
        self.came.append(number)
        self.over.set()
        before, self._last = self._last, time.monotonic()
        if self._last - before > _INSISTS_AFTER_SECONDS:
            raise KeyboardInterrupt if number == signal.SIGINT else Terminated

    def ignored(self, what: sys.UnraisableHookArgs) -> None:
        """Raise again, soon, what was raised where Python can only ignore it: a finaliser, an import's lock."""
        if not self.came or not issubclass(what.exc_type, (KeyboardInterrupt, Terminated)):
            sys.__unraisablehook__(what)
            return
        again = threading.Timer(_AGAIN_SECONDS, self._again)
        again.daemon = True
        again.start()

    def _again(self) -> None:
        if not self.finished:
            self._last = -math.inf
            _thread.interrupt_main(signal.Signals(self.came[0]))

    @property
    def sentence(self) -> str:
        """How the run ended."""
        return t("interrupted") if self.came[0] == signal.SIGINT else t("terminated")

    @property
    def exit_code(self) -> int:
        """The exit code a shell gives for the signal."""
        return _SIGNALLED + self.came[0]


@contextmanager
def listening() -> Iterator[Endings]:
    """Signals that ask for an end raise inside the block; those the caller has ignored (nohup) stay so."""
    endings = Endings()
    before, sys.unraisablehook = sys.unraisablehook, endings.ignored
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, endings.end)
    try:
        with _watched(endings):
            yield endings
    finally:
        endings.finished = True
        sys.unraisablehook = before


@contextmanager
def _watched(endings: Endings) -> Iterator[None]:
    """A thread looks on whether signals are acted on, where the system can wake it (POSIX)."""
    if os.name == "nt":
        yield
        return
    heard, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    threading.Thread(target=_watch, args=(heard, endings), daemon=True).start()
    try:
        yield
    finally:
        endings.over.set()
        signal.set_wakeup_fd(-1)
        os.close(told)


def _watch(heard: int, endings: Endings) -> None:
    """End the process when a signal has come and a library does not let Python act on it."""
    with suppress(OSError):
        while number := os.read(heard, 1):
            if not endings.over.wait(_PATIENCE_SECONDS):
                _abandon()
                os._exit(_SIGNALLED + number[0])
    os.close(heard)


def _abandon() -> None:
    """Remove the temporary files of this run, as its ending would have done."""
    for name in ("custseg.render.lock", "custseg.read.scratch"):
        module = sys.modules.get(name)
        if module is not None:
            module.abandon()
