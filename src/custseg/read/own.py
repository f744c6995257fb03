"""Whether a file in a folder of exports is a result that custseg wrote there: no export, and not to be counted."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

from custseg.read.kind import is_json

_CREATOR = re.compile(rb"<dc:creator[^>]*>custseg<")
_DOCUMENT = re.compile(rb'\s*\{\s*"schema_version":\s*\d+,\s*"command":\s*"')
_GENERATOR = b'<meta name="generator" content="custseg">'
_HEAD = 1 << 12
"""Bytes of a page in which it says who made it."""
_PROPERTIES = "docProps/core.xml"
_MOST = 1 << 16
"""Bytes of a workbook's properties that are looked at."""


def is_own_result(path: Path) -> bool:
    """Workbooks and pages by who made them, Parquet by its metadata, JSON by what every result of ours says,
    other text by the file beside it that says how it was made."""
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return _is_own_workbook(path)
    if suffix == ".parquet":
        return _is_own_parquet(path)
    if suffix in (".html", ".htm"):
        return is_own_page(path)
    return _is_own_document(path) or _says_how(path.with_name(path.name + ".meta.json"))


def _is_own_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as book, book.open(_PROPERTIES) as properties:
            return _CREATOR.search(properties.read(_MOST)) is not None
    except (OSError, KeyError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile):
        return False  # whatever it is, its reader will say


def _is_own_parquet(path: Path) -> bool:
    import polars as pl
    from polars.exceptions import PolarsError

    try:
        return "custseg" in pl.read_parquet_metadata(path)
    except (OSError, PolarsError):
        return False


def is_own_page(path: Path) -> bool:
    """Whether it is a web page that custseg wrote, whatever its name says."""
    try:
        with path.open("rb") as page:
            return _GENERATOR in page.read(_HEAD)
    except OSError:
        return False


def _is_own_document(path: Path) -> bool:
    """Whether it is JSON of ours, however it is written; of large ones the beginning is looked at."""
    try:
        with path.open("rb") as document:
            head = document.read(_HEAD).removeprefix(b"\xef\xbb\xbf")
    except OSError:
        return False
    return _DOCUMENT.match(head) is not None or (is_json(head) and _says_how(path))


def _says_how(path: Path) -> bool:
    """Whether a file is JSON that says which command made it, and how."""
    try:
        with path.open(encoding="utf-8-sig") as said:
            made = json.loads(said.read(_MOST << 6))
    except (OSError, ValueError, RecursionError):
        return False
    return (
        isinstance(made, dict)
        and {"schema_version", "command"} <= made.keys()
        and not made.keys().isdisjoint({"provenance", "results"})
    )
