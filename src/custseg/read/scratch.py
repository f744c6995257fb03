"""Temporary files of this run: decoded, unpacked or spooled inputs; gone when the run ends."""

from __future__ import annotations

import atexit
import gzip
import hashlib
import io
import sys
import tempfile
import zlib
from functools import cache
from pathlib import Path
from typing import BinaryIO

from custseg.errors import InputError
from custseg.words import t

CHUNK = 1 << 20
_MOST_UNPACKED = 512 << 20
_MOST_RATIO = 100


@cache
def _folder() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="custseg-", ignore_cleanup_errors=True)
    atexit.register(folder.cleanup)
    return Path(folder.name)


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


def standard_input() -> BinaryIO:
    """The bytes of standard input."""
    return getattr(sys.stdin, "buffer", None) or io.BytesIO(sys.stdin.read().encode())


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
