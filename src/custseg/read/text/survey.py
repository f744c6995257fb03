"""One pass over the bytes of a UTF-8 file: its fingerprint, its encoding and whether it is regular.

A file is regular when every record has the same number of cells and every quote is where it should
be. Digits, everything else that is no separator, quote or line end, and the quoted cells are taken
out of each piece: then a regular piece is the same few bytes over and over, which one comparison
proves. A regular file can be streamed by Polars; anything else is read record by record.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from custseg.read.layout.aside import TOTAL_BYTES
from custseg.read.text.encoding import NotUtf8

TAIL_BYTES = 64 << 10
"""As much of the end may be footers."""
_PIECE = 256 << 10
"""Small enough to stay in the processor's cache: half the time of pieces of a megabyte."""
_LONGEST_RECORD = 8 << 20
_TOTALS = tuple(word.encode() for word in TOTAL_BYTES)
_ASCII_TOTALS = tuple(word for word in _TOTALS if word.isascii())
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
           windows: bool) -> Survey:  # fmt: skip
    """The survey of the file at ``path`` whose body begins at byte ``body_at``.

    ``windows`` says that lines end with CR LF. Raises NotUtf8.
    """
    return _Surveyor(separator, width, header_line, windows).walk(path, body_at)


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

    def walk(self, path: Path, body_at: int) -> Survey:
        found = self.found
        digest = hashlib.sha256()
        decoder = codecs.getincrementaldecoder("utf-8")("strict")
        rest = b""
        endless = 0  # bytes since a piece with a line end in it
        with path.open("rb", buffering=0) as stream, ThreadPoolExecutor(1) as beside:
            hashing: Future[None] | None = None
            for chunk in _chunks(stream.read(body_at), stream):
                if hashing is not None:
                    hashing.result()
                hashing = beside.submit(digest.update, chunk)
                if not chunk.isascii() or decoder.getstate()[0]:
                    _decode(decoder, chunk)
                found.size_bytes += len(chunk)
                endless = 0 if b"\n" in chunk else endless + len(chunk)
                if endless > _LONGEST_RECORD:  # no table, whatever follows
                    found.irregular_at = found.size_bytes
                    return found
                if found.size_bytes <= body_at or found.irregular_at is not None:
                    continue
                rest = self._take(rest + chunk, found.size_bytes)
        _decode(decoder, b"", final=True)
        if rest and found.irregular_at is None:
            self._take(rest, found.size_bytes, last=True)
        found.sha256 = digest.hexdigest()
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
        found.totals = found.totals or any(
            word in telling for word in (_TOTALS if wide else _ASCII_TOTALS)
        )
        found.headers = found.headers or (
            bool(self.header_line) and self.header_telling in telling and self.header_line in whole
        )
        if not found.blanks:
            found.blanks = (
                self.blank_row.search(b"\n" + whole) is not None
                if found.padded or found.quoted
                else whole.startswith(self.record) or b"\n" + self.record in whole
            )


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


def _decode(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> None:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        raise NotUtf8 from error
