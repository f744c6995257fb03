"""``python -m custseg``, and what the command ``custseg`` starts."""

from __future__ import annotations

import signal
from typing import NoReturn


def run() -> NoReturn:
    """Run the command line and end the process with its exit code.

    Before and after it, when its own handlers do not stand, a signal ends the process without a word.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from custseg.cli.app import main

    code = main()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    raise SystemExit(code)


if __name__ == "__main__":
    run()
