"""Temporary files of this run: decoded, unpacked or spooled inputs; gone when the run ends."""

from __future__ import annotations

import atexit
import gzip
import hashlib
import io
import os
import select
import shutil
import stat
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast
from uuid import uuid4

from custseg.errors import InputError, OutputError
from custseg.words import t

if TYPE_CHECKING:
    from filelock import BaseFileLock

CHUNK = 1 << 20
_MOST_UNPACKED = 96 << 20
_MOST_RATIO = 100


_PREFIX, _LOCK = "custseg-", ".lock"
_WRITER_WITHIN_SECONDS = 5.0


@cache
def _folder() -> Path:
    """The folder of this run, under a lock that tells later runs whether this one still lives."""
    from filelock import FileLock

    try:
        lock = FileLock(Path(tempfile.gettempdir()) / f"{_PREFIX}{uuid4().hex[:12]}{_LOCK}")
        _sweep(Path(tempfile.gettempdir()))
        lock.acquire(timeout=0)
        folder = Path(lock.lock_file).with_suffix("")
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise OutputError(
            t("no folder for temporary files: {error}", error=error.strerror or error),
            t("set TMPDIR to a folder that is yours and has room"),
        ) from error
    atexit.register(_leave, folder, lock)
    return folder


def abandon() -> None:
    """Remove the folder of this process, which is about to end at once."""
    if _folder.cache_info().currsize:
        shutil.rmtree(_folder(), ignore_errors=True)


def _leave(folder: Path, lock: BaseFileLock) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        Path(lock.lock_file).unlink()
    lock.release()


def _sweep(temporary: Path) -> None:
    """Remove the folders of runs that died: they hold copies of somebody's data."""
    from filelock import FileLock, Timeout

    for guard in temporary.glob(f"{_PREFIX}*{_LOCK}"):
        if not _is_ours(guard):
            continue
        lock = FileLock(guard)
        try:
            lock.acquire(timeout=0)
        except (Timeout, OSError):  # that run lives
            continue
        _leave(guard.with_suffix(""), lock)


def _is_ours(guard: Path) -> bool:
    try:
        found = guard.lstat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and (os.name == "nt" or found.st_uid == os.getuid())


def scratch_file(suffix: str) -> Path:
    """A new empty file that is removed when the program ends."""
    with tempfile.NamedTemporaryFile(dir=_folder(), suffix=suffix, delete=False) as made:
        return Path(made.name)


def spool(stream: BinaryIO) -> Path:
    """Standard input as a file, so that it can be looked at twice."""
    path = scratch_file(".in")
    with path.open("wb") as out:
        while chunk := stream.read(CHUNK):
            out.write(chunk)
    return path


def spool_pipe(path: Path, name: str) -> Path:
    """What comes out of a named pipe, a process substitution or another stream, as a file.

    Raises InputError for a device, which may never end, and for a pipe that nobody writes to.
    """
    found = path.stat().st_mode
    if stat.S_ISFIFO(found):
        with _pipe(path, name) as stream:
            return spool(stream)
    if stat.S_ISCHR(found) and path.samefile(os.devnull):
        return scratch_file(".in")
    raise InputError(
        t("{name} is a device or socket, not a file", name=name),
        t("pass a file, or - and pipe the data in"),
    )


@contextmanager
def _pipe(path: Path, name: str) -> Iterator[BinaryIO]:
    """The reading end of a pipe, once somebody writes to it."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb", buffering=0) as raw:
        first = _first_bytes(descriptor)
        if first is None:
            raise InputError(
                t("{name} is a pipe, and nobody writes to it", name=name),
                t("start the program that writes to it first, or pass a file"),
            )
        os.set_blocking(descriptor, True)
        yield cast(BinaryIO, _Joined(first, raw))


def _first_bytes(descriptor: int) -> bytes | None:
    """The first bytes of a pipe, however long its writer takes; None when none comes in time."""
    until = time.monotonic() + _WRITER_WITHIN_SECONDS
    while time.monotonic() < until:
        try:
            if first := os.read(descriptor, CHUNK):
                return first
        except BlockingIOError:  # somebody has it open and has not written yet
            select.select([descriptor], [], [])
            return os.read(descriptor, CHUNK)
        time.sleep(0.05)
    return None


@dataclass
class _Joined:
    """A stream whose first bytes were read already."""

    first: bytes
    rest: BinaryIO

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes; none at the end."""
        first, self.first = self.first, b""
        return first or self.rest.read(size)


def standard_input() -> BinaryIO:
    """The bytes of standard input; raises InputError when nothing is piped into it."""
    stream = getattr(sys.stdin, "buffer", None) or io.BytesIO(sys.stdin.read().encode())
    if stream.isatty():
        raise InputError(
            t("standard input is the terminal: nothing is piped in"),
            t("pipe the data in, as in: cat FILE | custseg COMMAND -"),
        )
    return cast(BinaryIO, stream)


def unpack(packed: BinaryIO, size: int, name: str) -> Path:
    """The unpacked bytes as a file; refuses what unpacks to far more than an export would."""
    path = scratch_file(".unpacked")
    written = 0
    try:
        with path.open("wb") as out:
            while chunk := packed.read(CHUNK):
                written += len(chunk)
                if written > _MOST_UNPACKED and written > _MOST_RATIO * size:
                    raise InputError(
                        t("{name} unpacks to more than {ratio} times its size", name=name,
                          ratio=_MOST_RATIO),
                        t("unpack it yourself if you trust it, and pass the unpacked file"),
                    )  # fmt: skip
                out.write(chunk)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(
            t("{name} is damaged or cut off: {error}", name=name, error=error),
            t("copy or export the file again"),
        ) from error
    return path


def speakable(path: Path) -> Path:
    """The file under a name that every library can say: names in GBK bytes get a link of ours."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        link = _folder() / f"{len(list(_folder().iterdir()))}.link"
        try:
            link.symlink_to(path.absolute())
        except OSError:  # links are not allowed everywhere
            link.write_bytes(path.read_bytes())
        return link
    return path


def sha256_of(path: Path) -> str:
    """The fingerprint of the file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
