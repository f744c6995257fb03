"""Writing files so that a fault leaves the old one whole: never half a report.

A new file is written beside its destination under a temporary name, forced to disk, checked and
renamed over the old one; several files of one run are renamed only when all of them are complete.
One lock per output keeps two runs from writing the same file; the lock also tells that a temporary
file found lying about belongs to a run that died, so it is removed.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from custseg.errors import OutputError
from custseg.words import t

COMPANION = ".meta.json"
"""Ends the name of the file that says how the file beside it was made; it is always replaced."""

_NO_SPACE = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
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
    if destination.exists():
        _check_existing(path, destination, force)
    elif not os.access(folder, os.W_OK):
        raise OutputError(
            t("cannot write {path}: not permitted in folder {folder}", path=path, folder=folder),
            t("name a file in a folder that is yours"),
        )


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


@contextmanager
def replacing(
    paths: Sequence[Path], *, force: bool, inputs: Sequence[Path] = ()
) -> Iterator[list[Path]]:
    """Temporary files to write, one for each of ``paths``; they take their places at the end.

    If the block raises, whatever it raises, nothing has changed but the temporary files, and these
    are gone. An OSError (no space, say) becomes an OutputError that names the file.
    """
    destinations = [_destination(path) for path in paths]
    if len(set(destinations)) < len(destinations):
        raise OutputError(
            t("two outputs would be the same file: {path}", path=paths[0]), t("name two files")
        )
    with ExitStack() as cleanup:
        for path, destination in zip(paths, destinations, strict=True):
            check(path, force=force, inputs=inputs)
            cleanup.enter_context(_locked(path, destination))
            check(path, force=force, inputs=inputs)
        drafts = [_draft(destination) for destination in destinations]
        cleanup.callback(_remove, drafts)
        try:
            for draft in drafts:
                draft.touch()
            yield drafts
            for draft, destination in zip(drafts, destinations, strict=True):
                _settle(draft, destination)
            for draft, destination in zip(drafts, destinations, strict=True):
                draft.replace(destination)
            for folder in {destination.parent for destination in destinations}:
                _sync_folder(folder)
        except OSError as error:
            raise cannot_write(paths, error) from error
        except Exception as error:
            if is_full(error):
                raise cannot_write(paths, error) from error
            raise


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


def _draft(destination: Path) -> Path:
    """The temporary file of a destination: one name, so that a draft of a dead run is found again."""
    draft = destination.with_name(f".{destination.name}.custseg-draft{destination.suffix}")
    _remove([draft])
    return draft


def _remove(drafts: Sequence[Path]) -> None:
    for draft in drafts:
        with suppress(OSError):
            draft.unlink()


@contextmanager
def _locked(path: Path, destination: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    guard = destination.with_name(f".{destination.name}.custseg-lock")
    lock = FileLock(guard)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise OutputError(
            t("{path} is being written by another run of custseg", path=path),
            t("wait until it is done, or name another file"),
        ) from error
    except OSError as error:
        raise cannot_write([path], error) from error
    try:
        yield
    finally:
        # Removed while still held: whoever waits for it sees that it is gone and makes a new one.
        # Windows does not let an open file be removed; there the lock removes it on release.
        with suppress(OSError):
            guard.unlink()
        lock.release()


def _settle(draft: Path, destination: Path) -> None:
    """The draft is on disk, not empty, and as readable as the file it replaces."""
    with draft.open("r+b") as written:
        os.fsync(written.fileno())
    if draft.stat().st_size == 0:
        raise OSError(errno.EIO, "nothing was written")
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
