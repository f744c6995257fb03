"""One pass over the bytes of a UTF-8 file: its fingerprint, its encoding and whether it is regular.

A file is regular when every record has the same number of cells and every quote is where it should
be. Digits, everything else that is no separator, quote or line end, and the quoted cells are taken
out of each piece: then a regular piece is the same few bytes over and over, which one comparison
proves. A regular file can be streamed by Polars; anything else is read record by record.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from custseg.read.layout.aside import TOTAL_BYTES
from custseg.read.text.encoding import NotUtf8

TAIL_BYTES = 64 << 10
"""As much of the end may be footers."""
_PIECE = 256 << 10
"""Small enough to stay in the processor's cache: half the time of pieces of a megabyte."""
_LONGEST_RECORD = 8 << 20
_TOTALS = "|".join(TOTAL_BYTES)
_ASCII_TOTALS = tuple(word.encode() for word in TOTAL_BYTES if word.isascii())
_NEEDLE = 5
"""Bytes of what is searched for in all of a file: Python finds longer ones more slowly."""
_PADDING = (b" ", b"\t", b"\0", b"\x0b", b"\x0c")
_MARK = "\ufeff".encode()
_WIDE_PADDING = tuple(char.encode() for char in "\ufeff\u00a0\u3000\u200b")


@dataclass
class Survey:
    """What one pass over a text file finds."""

    sha256: str = ""
    size_bytes: int = 0
    rows: int = 0
    """Regular records from the first row of the body on."""
    irregular_at: int | None = None
    """Where in the bytes the first irregular record of the body is; None when all are regular."""
    quoted: bool = False
    padded: bool = False
    strange: bool = False
    rounded: bool = False
    """Zero bytes or a byte order mark stand in it."""
    marked: bool = False
    totals: bool = False
    headers: bool = False
    blanks: bool = False


def survey(path: Path, separator: str, width: int, body_at: int, header_line: bytes,
           windows: bool, *, is_known: bool = False) -> Survey:  # fmt: skip
    """The survey of the file at ``path`` whose body begins at byte ``body_at``.

    ``windows`` says that lines end with CR LF; ``is_known`` that the file is UTF-8 for certain and
    needs no fingerprint. Raises NotUtf8.
    """
    surveyor = _Surveyor(separator, width, header_line, windows)
    return surveyor.walk(path, body_at, None if is_known else _Proof())


class _Surveyor:
    """The state of one pass."""

    def __init__(self, separator: str, width: int, header_line: bytes, windows: bool) -> None:
        cut = separator.encode()
        end = b"\r\n" if windows else b"\n"
        self.windows = windows
        self.found = Survey()
        self.separator = cut
        self.record = cut * (width - 1) + end
        self.pattern = self.record * (4 * _PIECE // max(len(self.record), 1) + 2)
        self.dropped = bytes(set(range(256)) - set(cut + b'\r\n"'))
        self.plain = bytes(set(b"0123456789.-+:/_") - set(cut))
        """Bytes that say nothing of what is searched for; taking them out makes searching fast."""
        self.header_line = header_line
        self.header_telling = header_line.translate(None, self.plain)
        one = re.escape(cut)
        # Both begin with a plain character, which is what makes searching them fast.
        self.quoted_cell = _quoted_cell(separator)
        self.apostrophe = re.compile(rb"'(?<=[\s\0\"\x80-\xff" + one + rb"]')\+?\d")
        wide = b"|".join(map(re.escape, _WIDE_PADDING))
        self.blank_row = re.compile(rb'\n(?:[\s\0"' + one + rb"]|" + wide + rb")*\n")

    def walk(self, path: Path, body_at: int, proof: _Proof | None) -> Survey:
        found = self.found
        rest = b""
        endless = 0  # bytes since a piece with a line end in it
        with path.open("rb", buffering=0) as stream, ThreadPoolExecutor(1) as beside:
            proving: Future[None] | None = None
            for chunk in _chunks(stream.read(body_at), stream):
                if proving is not None:
                    proving.result()
                if proof is not None:
                    proving = beside.submit(proof.take, chunk)
                found.size_bytes += len(chunk)
                endless = 0 if b"\n" in chunk else endless + len(chunk)
                if endless > _LONGEST_RECORD:  # no table, whatever follows
                    found.irregular_at = found.size_bytes
                    break
                if found.size_bytes <= body_at or found.irregular_at is not None:
                    continue
                rest = self._take(rest + chunk, found.size_bytes)
            if proving is not None:
                proving.result()
        if endless > _LONGEST_RECORD:
            return found
        if proof is not None:
            found.sha256 = proof.end()
        if rest and found.irregular_at is None:
            self._take(rest, found.size_bytes, last=True)
        return found

    def _take(self, block: bytes, end_at: int, *, last: bool = False) -> bytes:
        """Judge the whole records of ``block``; returns the rest."""
        start = end_at - len(block)
        if last and not block.endswith(b"\n"):
            block += b"\r\n" if self.record.endswith(b"\r\n") else b"\n"
        cut = block.rfind(b"\n") + 1
        whole, rest = block[:cut], block[cut:]
        if not whole and len(rest) < _LONGEST_RECORD:
            return rest
        bare = self._unquoted(whole)
        skeleton = slim = bare.translate(None, self.plain)
        if not whole or not self._is_pattern(slim, bare):
            skeleton = slim.translate(None, self.dropped)
            if b'"' in skeleton and not last and len(block) < _LONGEST_RECORD:
                return block
            if not whole or not self._is_pattern(skeleton, bare):
                self.found.irregular_at = start + self._good_lines(whole)
                return b""
        telling = slim if bare is whole else whole.translate(None, self.plain)
        self._note(whole, len(skeleton) // len(self.record), telling)
        return rest

    def _is_pattern(self, skeleton: bytes, lines: bytes) -> bool:
        """Whether ``lines``, of which it is what counts, are whole records and nothing else."""
        if len(skeleton) % len(self.record) or not self.pattern.startswith(skeleton):
            return False
        # Where lines end with both, a return within a cell and a line feed alone look the same.
        rows = len(skeleton) // len(self.record)
        return not self.windows or lines.count(b"\r\n") == rows

    def _unquoted(self, lines: bytes) -> bytes:
        """Whole lines without their well-formed quoted cells."""
        if b'"' not in lines:
            return lines
        return self.quoted_cell.sub(b"", b"\n" + lines)[1:]

    def _good_lines(self, whole: bytes) -> int:
        """How many bytes of ``whole`` are regular lines, before the first that is not."""
        good = 0
        for line in whole.splitlines(keepends=True):
            if self._unquoted(line).translate(None, self.dropped) != self.record:
                break
            good += len(line)
        if good:
            lines = whole[:good]
            self._note(lines, lines.count(b"\n"), lines.translate(None, self.plain))
        return good

    def _note(self, whole: bytes, rows: int, telling: bytes) -> None:
        """Note what may occur in the cells of whole records, given all of them but plain bytes."""
        found = self.found
        found.rows += rows
        wide = not telling.isascii()
        found.quoted = found.quoted or b'"' in telling
        found.padded = (
            found.padded
            or any(char in telling for char in _PADDING)
            # One byte is found much faster than several.
            or (wide and any(char[0] in telling and char in telling for char in _WIDE_PADDING))
        )
        found.strange = found.strange or b"\0" in telling or (wide and _MARK in telling)
        found.rounded = found.rounded or (b"E" in telling and b"E+" in whole)
        found.marked = (
            found.marked
            or (b"=" in telling and b'="' in whole)
            or (b"'" in telling and self.apostrophe.search(b"\n" + whole) is not None)
        )
        found.totals = found.totals or (
            bool(_as_text(telling).str.contains(_TOTALS).any())
            if wide
            else any(word in telling for word in _ASCII_TOTALS)
        )
        found.headers = found.headers or (
            bool(self.header_line) and self.header_telling in telling and self.header_line in whole
        )
        if not found.blanks:
            found.blanks = (
                self.blank_row.search(b"\n" + whole) is not None
                if found.padded or found.quoted
                else self._has_blank_row(whole, telling)
            )

    def _has_blank_row(self, whole: bytes, telling: bytes) -> bool:
        """Whether a row of whole records is nothing but separators."""
        if whole.startswith(self.record):
            return True
        end = self.record[-_NEEDLE:]
        if telling is not whole and not telling.startswith(end) and end not in telling:
            return False
        start = b"\n" + self.record[: _NEEDLE - 1]
        return start in whole and b"\n" + self.record in whole


def has_stray_quotes(lines: bytes, separator: str) -> bool:
    """Whether there are quotes that do not stand around a whole cell, which Polars refuses."""
    return b'"' in _quoted_cell(separator).sub(b"", b"\n" + lines + b"\n")


def _quoted_cell(separator: str) -> re.Pattern[bytes]:
    one = re.escape(separator.encode())
    return re.compile(rb'"(?<=[\n' + one + rb']")[^"]*(?:""[^"]*)*"(?=' + one + rb"|\r?\n)")


def _chunks(before: bytes, stream: object) -> Iterator[bytes]:
    if before:
        yield before
    while chunk := stream.read(_PIECE):  # type: ignore[attr-defined]
        yield chunk


def _as_text(block: bytes) -> pl.Series:
    """Bytes as one cell of text: a fifth of the time of decoding them. Raises NotUtf8."""
    try:
        return pl.Series([block], dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.ComputeError as error:
        raise NotUtf8 from error


class _Proof:
    """The fingerprint of the bytes so far, and that they are UTF-8."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()
        self.begun = b""
        """The first bytes of a character that ends in the next block."""

    def take(self, block: bytes) -> None:
        """Raises NotUtf8 where a block of the file, with those before it, is none."""
        self.digest.update(block)
        if block.isascii() and not self.begun:
            return
        block = self.begun + block
        cut = len(block) - _begun_at_end(block)
        whole, self.begun = block[:cut], block[cut:]
        _as_text(whole)

    def end(self) -> str:
        """The fingerprint; raises NotUtf8 where the file ends within a character."""
        if self.begun:
            raise NotUtf8
        return self.digest.hexdigest()


def _begun_at_end(block: bytes) -> int:
    """How many bytes at the end of a block are the beginning of a character of UTF-8."""
    for back, byte in enumerate(reversed(block[-3:]), 1):
        if byte >= 0xC0:
            needed = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return back if needed > back else 0
        if byte < 0x80:
            break
    return 0
