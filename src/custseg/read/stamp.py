"""Whether a file is still the one that was read: what is counted must be one state of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from custseg.errors import InputError
from custseg.read.scratch import sha256_of
from custseg.read.table import Source, Stamp
from custseg.words import t


def stamp_of(path: Path) -> Stamp:
    """The stamp of the file at ``path``; raises OSError when it is not there."""
    found = path.stat()
    return Stamp(found.st_ino, found.st_size, found.st_mtime_ns)


def refuse_changed(sources: Iterable[Source]) -> None:
    """Raises InputError when a file has grown, shrunk, been replaced or removed since it was opened.

    A file that was only touched, or replaced by one of the same bytes, is the same file.
    """
    for path, (name, stamp, sha256) in _files(sources).items():
        try:
            now = stamp_of(path)
            if now == stamp or (sha256 and sha256_of(path) == sha256):
                continue
        except OSError as error:
            raise InputError(
                t("{name} was removed or closed to us while it was read: {error}", name=name,
                  error=error.strerror or error),
                t("copy the file first, and read the copy"),
            ) from error  # fmt: skip
        raise InputError(
            t("{name} was changed while it was read ({before} bytes, now {now})", name=name,
              before=f"{stamp.size_bytes:,}", now=f"{now.size_bytes:,}"),
            t("wait until it is complete, or copy the file first and read the copy"),
        )  # fmt: skip


def _files(sources: Iterable[Source]) -> dict[Path, tuple[str, Stamp, str]]:
    """Each file once, however many of its sheets are tables."""
    return {
        Path(source.path): (Path(source.name).name, source.stamp, source.sha256)
        for source in sources
        if source.stamp is not None
    }


@contextmanager
def unchanged(sources: Iterable[Source]) -> Iterator[None]:
    """Of what goes wrong inside the block, that a file was changed meanwhile is said first."""
    import polars as pl

    try:
        yield
    except (OSError, ValueError, pl.exceptions.PolarsError):
        refuse_changed(sources)
        raise
