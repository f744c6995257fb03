"""The proof that a file that was written can be read again, before it takes the place of the old one."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_JSON_END = b"}\n"


def prove(draft: Path) -> None:
    """Raises OSError when the file at ``draft`` is empty or does not read back as its suffix says.

    Of a workbook every part is unpacked and its checksum compared, of Parquet the footer is read,
    of JSON the last bracket is looked for.
    """
    if draft.stat().st_size == 0:
        raise OSError(errno.EIO, "nothing was written")
    kind = draft.suffix.lower()
    if kind == ".xlsx":
        _prove_workbook(draft)
    elif kind == ".parquet":
        _prove_parquet(draft)
    elif kind in (".json", ".jsonl"):
        _prove_end(draft)


def _prove_workbook(draft: Path) -> None:
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(draft) as archive:
            spoilt = archive.testzip()
    except BadZipFile as error:
        raise _not_as_written(draft) from error
    if spoilt is not None:
        raise _not_as_written(draft)


def _prove_parquet(draft: Path) -> None:
    import polars as pl

    try:
        pl.read_parquet_schema(draft)
    except pl.exceptions.PolarsError as error:
        raise _not_as_written(draft) from error


def _prove_end(draft: Path) -> None:
    with draft.open("rb") as written:
        written.seek(-min(len(_JSON_END), draft.stat().st_size), os.SEEK_END)
        if written.read() != _JSON_END:
            raise _not_as_written(draft)


def _not_as_written(draft: Path) -> OSError:
    return OSError(errno.EIO, f"what was written to {draft.name} does not read back")
