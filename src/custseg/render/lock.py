"""One lock per output: two runs never write the same file, and what a dead run left is known as such.

The lock is the system's (it ends with the process, however that ends) on a hidden file beside the
output; in that file stands who holds it. A temporary file whose lock is free belongs to a run that
died, so the next run that writes into the folder removes both.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from custseg.errors import OutputError
from custseg.words import t

_DRAFT, _LOCK = ".custseg-draft", ".custseg-lock"
_LONGEST = 200
"""Bytes of a file's name that leave room for our endings."""

_held: set[Path] = set()
"""The lock files of this process."""


def draft_of(destination: Path) -> Path:
    """The temporary file of a destination: one name, so that the draft of a dead run is found again."""
    return destination.with_name(f".{_stem(destination)}{_DRAFT}{destination.suffix}")


def _guard_of(destination: Path) -> Path:
    return destination.with_name(f".{_stem(destination)}{_LOCK}")


def _stem(destination: Path) -> str:
    """The destination's name; of a very long one as much as leaves room for an ending."""
    name = os.fsencode(destination.name)
    if len(name) <= _LONGEST:
        return destination.name
    return destination.name[:40] + hashlib.sha256(name).hexdigest()[:16]


@contextmanager
def locked(path: Path, destination: Path) -> Iterator[None]:
    """Hold the lock of ``destination``, which the user calls ``path``; strays beside it are swept.

    Raises OutputError naming the holder when another run has it, OSError when it cannot be made.
    """
    from filelock import FileLock, SoftFileLock, Timeout

    guard = _guard_of(destination)
    lock = FileLock(guard)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise OutputError(
            t("{path} is being written by another run of custseg{holder}", path=path,
              holder=_holder(guard)),
            t("wait until it is done, or name another file"),
        ) from error  # fmt: skip
    _held.add(guard)
    try:
        if not isinstance(lock, SoftFileLock):  # that one keeps notes of its own in the file
            with suppress(OSError):
                guard.write_text(f"{os.getpid()}\n", "ascii")
        _sweep(destination.parent)
        yield
    finally:
        # Removed while still held: whoever waits for it sees that it is gone and makes a new one.
        # Windows does not let an open file be removed; there the next run sweeps it.
        _held.discard(guard)
        with suppress(OSError):
            guard.unlink()
        lock.release()


def abandon() -> None:
    """Remove the drafts and lock files of this process, which is about to end at once."""
    for guard in list(_held):
        _remove_left(guard.parent, guard.name.removesuffix(_LOCK), guard)


def _holder(guard: Path) -> str:
    """Who holds a lock, as far as its file says."""
    try:
        number = guard.read_text("ascii", errors="replace").split("\n")[0].strip()
    except OSError:
        return ""
    return t(" (process {number})", number=number) if number.isdecimal() else ""


def _sweep(folder: Path) -> None:
    """Remove what runs that died left in ``folder``: drafts and locks that nobody holds."""
    for name in sorted(_left_in(folder)):
        guard = folder / f"{name}{_LOCK}"
        if guard not in _held:
            _sweep_output(folder, name, guard)


def _left_in(folder: Path) -> set[str]:
    with suppress(OSError), os.scandir(folder) as entries:
        return {
            entry.name.partition(end)[0]
            for entry in entries
            if entry.name.startswith(".")
            for end in (_DRAFT, _LOCK)
            if end in entry.name and entry.is_file(follow_symlinks=False)
        }
    return set()


def _sweep_output(folder: Path, name: str, guard: Path) -> None:
    from filelock import FileLock, Timeout

    lock = FileLock(guard)
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError):  # a run that lives, or files of somebody else
        return
    try:
        _remove_left(folder, name, guard)
    finally:
        lock.release()


def _remove_left(folder: Path, name: str, guard: Path) -> None:
    for left in [
        *(each for each in folder.iterdir() if each.name.startswith(name + _DRAFT)),
        guard,
    ]:
        with suppress(OSError):
            left.unlink()
