"""Writing files so that a fault leaves the old one whole: never half a report.

A new file is written beside its destination under a temporary name, forced to disk, read back and
renamed over the old one; several files of one run are renamed only when all of them are complete.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from custseg.errors import OutputError
from custseg.render.lock import draft_of, locked
from custseg.render.proof import prove
from custseg.words import t

COMPANION = ".meta.json"
"""Ends the name of the file that says how the file beside it was made; it is always replaced."""

_NO_SPACE = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_LEAST_ROOM = 16 << 10
"""Bytes without which no report fits."""
_NO_SPACE_SAID = ("no space left", "not enough space", "disk full", "file too large", "quota")


def check(path: Path, *, force: bool, inputs: Sequence[Path] = ()) -> None:
    """Raises OutputError when ``path`` could not be written; nothing is touched.

    It can be asked before the work is done, so that an hour is not spent on a file that exists.
    """
    destination = _destination(path)
    folder = destination.parent
    if not folder.is_dir():
        raise OutputError(
            t("cannot write {path}: there is no folder {folder}", path=path, folder=folder),
            t("make the folder first, or name another file"),
        )
    for read in inputs:
        if _is_same(destination, read):
            raise OutputError(
                t("will not write over {path}: it is one of the inputs", path=path),
                t("name another file with -o"),
            )
    if destination.is_dir():
        raise OutputError(
            t("cannot write {path}: it is a folder", path=path), t("name a file in it")
        )
    if destination.is_symlink():  # what is still a link after all links were followed
        raise OutputError(
            t("cannot write {path}: its links go in a circle", path=path),
            t("name another file with -o"),
        )
    if destination.exists():
        _check_existing(path, destination, force)
    if not os.access(folder, os.W_OK):
        raise OutputError(
            t("cannot write {path}: not permitted in folder {folder}", path=path, folder=folder),
            t("name a file in a folder that is yours"),
        )
    _check_room(path, folder)


def _check_room(path: Path, folder: Path) -> None:
    """Raises OutputError when the disk is full to the brim before anything is written."""
    with suppress(OSError):
        disk = shutil.disk_usage(folder)
        if disk.total and disk.free < _LEAST_ROOM:
            raise cannot_write([path], OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))


def _check_existing(path: Path, destination: Path, force: bool) -> None:
    if not destination.is_file():
        raise OutputError(
            t("cannot write {path}: it is not a regular file", path=path),
            t("name another file with -o, or - for standard output"),
        )
    if not (force or path.name.endswith(COMPANION)):
        raise OutputError(
            t("{path} exists", path=path), t("overwrite it with --force, or name another file")
        )
    try:
        with destination.open("r+b"):
            pass
    except OSError as error:
        raise OutputError(
            t("cannot overwrite {path}: {error}", path=path, error=_said(error)),
            t("close it where it is open (Excel?), or name another file"),
        ) from error


class _Batch:
    """Files on their way: drafts under locks, and where each belongs."""

    def __init__(self, stack: ExitStack) -> None:
        self.stack = stack
        self.paths: list[Path] = []
        self.drafts: dict[Path, Path] = {}
        """Destination -> its draft, in the order in which they take their places."""

    def add(self, paths: Sequence[Path], *, force: bool, inputs: Sequence[Path]) -> list[Path]:
        """A draft for each of ``paths``, under a lock that lasts as long as the batch."""
        drafts = []
        for path in paths:
            destination = _destination(path)
            if destination in self.drafts:
                raise OutputError(
                    t("two outputs would be the same file: {path}", path=path), t("name two files")
                )
            check(path, force=force, inputs=inputs)
            with _undisturbed():
                self.stack.enter_context(locked(path, destination))
            check(path, force=force, inputs=inputs)
            draft = draft_of(destination)
            _remove(draft)
            self.stack.callback(_remove, draft)
            self.drafts[destination] = draft
            self.paths.append(path)
            draft.touch()
            drafts.append(draft)
        return drafts

    def place(self) -> None:
        """Put every draft in its place, when all of them are on disk and read back."""
        for destination, draft in self.drafts.items():
            _settle(draft, destination)
        with _undisturbed():
            for destination, draft in self.drafts.items():
                draft.replace(destination)
            for folder in {destination.parent for destination in self.drafts}:
                _sync_folder(folder)


_open: ContextVar[_Batch | None] = ContextVar("open batch", default=None)


@contextmanager
def together() -> Iterator[None]:
    """All files written inside the block take their places at its end, or none of them does."""
    if _open.get() is not None:
        yield
        return
    stack = ExitStack()
    batch = _Batch(stack)
    token = _open.set(batch)
    try:
        try:
            yield
        finally:
            _open.reset(token)
        with _spoken(batch.paths):
            batch.place()
    finally:
        with _undisturbed():
            stack.close()


@contextmanager
def replacing(
    paths: Sequence[Path], *, force: bool, inputs: Sequence[Path] = ()
) -> Iterator[list[Path]]:
    """Temporary files to write, one for each of ``paths``; they take their places at the end.

    Inside ``together`` that is the end of its block, else of this one. If the block raises,
    whatever it raises, nothing has changed but the temporary files, and these are gone. An OSError
    (no space, say) becomes an OutputError that names the file.
    """
    with together():
        batch = _open.get()
        assert batch is not None
        with _spoken(paths):
            yield batch.add(paths, force=force, inputs=inputs)


@contextmanager
def _spoken(paths: Sequence[Path]) -> Iterator[None]:
    """What goes wrong on the way to disk, as an OutputError that names ``paths``."""
    try:
        yield
    except OSError as error:
        raise cannot_write(paths, error) from error
    except Exception as error:
        if is_full(error):
            raise cannot_write(paths, error) from error
        raise


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Signals that ask for an end wait until the block is done: renamed are all files, or none."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {
        number: signal.signal(number, lambda number, _: came.append(number))
        for name in ("SIGINT", "SIGTERM", "SIGHUP")
        if (number := getattr(signal, name, None)) is not None
        and signal.getsignal(number) not in (None, signal.SIG_IGN)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in came[:1]:
            signal.raise_signal(number)


def cannot_write(paths: Sequence[Path], error: Exception) -> OutputError:
    """What went wrong on the way to disk, as one line and one hint."""
    names = ", ".join(str(path) for path in paths)
    if is_full(error):
        return OutputError(
            t("cannot write {path}: no space left; nothing was changed", path=names),
            t("free some space, or write to another disk"),
        )
    return OutputError(
        t("cannot write {path}: {error}", path=names, error=_said(error)),
        t("close the file where it is open, check the permissions, or name another file"),
    )


def is_full(error: BaseException) -> bool:
    """Whether ``error`` says that the disk, the quota or the largest file size is exhausted."""
    if isinstance(error, OSError) and error.errno in _NO_SPACE:
        return True
    return any(said in str(error).lower() for said in _NO_SPACE_SAID)


def _said(error: Exception) -> str:
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return said.strip().splitlines()[0] if said.strip() else type(error).__name__


def _destination(path: Path) -> Path:
    """Where the file really is: a link stays a link, and what it points to is replaced."""
    return Path(os.path.realpath(path))


_READ_IN_FOLDERS = frozenset({".csv", ".xlsx", ".parquet"})
"""What custseg writes and, finding it in a folder, would also read."""


def _is_same(destination: Path, read: Path) -> bool:
    """Whether the destination is an input, or lies in a folder that was read and was read with it."""
    if read.is_dir():
        of_data = destination.suffix.lower() in _READ_IN_FOLDERS
        return of_data and destination.exists() and destination.is_relative_to(_destination(read))
    if destination == _destination(read):
        return True
    with suppress(OSError):
        return destination.samefile(read)
    return False


def _remove(draft: Path) -> None:
    with suppress(OSError):
        draft.unlink()


def _settle(draft: Path, destination: Path) -> None:
    """The draft is on disk, reads back, and is as readable as the file it replaces."""
    with draft.open("r+b") as written:
        os.fsync(written.fileno())
    prove(draft)
    if destination.exists():
        shutil.copymode(destination, draft)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut, where the system can (not on Windows)."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
