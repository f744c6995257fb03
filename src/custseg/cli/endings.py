"""Signals that ask a run to end: an exception where Python runs, and a limit to waiting where it does not."""

from __future__ import annotations

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
    _last: float = -math.inf

    def end(self, number: int, _frame: FrameType | None) -> None:
        """Raise what ends the run; a second signal on the heels of the first must not disturb cleaning up."""
        self.came.append(number)
        self.over.set()
        before, self._last = self._last, time.monotonic()
        if self._last - before > _INSISTS_AFTER_SECONDS:
            raise KeyboardInterrupt if number == signal.SIGINT else Terminated

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
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, endings.end)
    if os.name == "nt":
        yield endings
        return
    heard, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    threading.Thread(target=_watch, args=(heard, endings), daemon=True).start()
    try:
        yield endings
    finally:
        endings.over.set()
        signal.set_wakeup_fd(-1)
        os.close(told)


def _watch(heard: int, endings: Endings) -> None:
    """End the process when a signal has come and a library does not let Python act on it."""
    with suppress(OSError):
        number = os.read(heard, 1)
        if number and not endings.over.wait(_PATIENCE_SECONDS):
            _abandon()
            os._exit(_SIGNALLED + number[0])
    os.close(heard)


def _abandon() -> None:
    """Remove the temporary files of this run, as its ending would have done."""
    for name in ("custseg.render.lock", "custseg.read.scratch"):
        module = sys.modules.get(name)
        if module is not None:
            module.abandon()
