"""custseg as a child process that a fault can be done to."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PATIENCE = 300


@dataclass(frozen=True)
class Ended:
    """How a child ended and what it said."""

    code: int
    out: bytes
    err: str


def start(*arguments: str | Path, program: Sequence[str] = ("-m", "custseg"), **more: Any) -> subprocess.Popen[bytes]:  # fmt: skip
    """Start ``custseg`` (or another Python ``program``) with these arguments."""
    environment = {**os.environ, "CUSTSEG_LANG": "en", **more.pop("env", {})}
    for name in [name for name, value in environment.items() if value is None]:
        del environment[name]
    more.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.Popen(
        [*more.pop("through", ()), sys.executable, *program, *map(str, arguments)], env=environment,
        stdout=more.pop("stdout", subprocess.PIPE), stderr=more.pop("stderr", subprocess.PIPE), **more,
    )  # fmt: skip


def end(process: subprocess.Popen[bytes], within: float = PATIENCE) -> Ended:
    """Wait for a child; it never shows a traceback."""
    out, err = process.communicate(timeout=within)
    said = (err or b"").decode("utf-8", "replace")
    assert "Traceback" not in said, said
    assert "bug in custseg" not in said, said
    return Ended(process.returncode, out or b"", said)


def run(*arguments: str | Path, **more: Any) -> Ended:
    """Run ``custseg`` to its end."""
    return end(start(*arguments, **more))


def names(folder: Path) -> list[str]:
    """What lies in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


STEPPED = """
import os, sys

folder, moment, number, counted = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
steps = 0


def watch(event, details):
    global steps
    if event in ("open", "os.rename", "os.remove", "os.chmod") and str(details[0]).startswith(folder):
        steps += 1
        if steps == moment:
            os.kill(os.getpid(), number)


sys.addaudithook(watch)
sys.argv[1:] = sys.argv[5:]
import atexit
from pathlib import Path
from custseg.__main__ import run

atexit.register(lambda: Path(counted).write_text(str(steps)))
run()
"""
"""A child that is sent a signal at one exact step of its dealings with a folder."""
