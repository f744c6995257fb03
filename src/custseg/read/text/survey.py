"""One pass over the bytes of a UTF-8 file: its fingerprint, its encoding and whether it is regular.

A file is regular when every record has the same number of cells and every quote is where it should
be. Digits, everything else that is no separator, quote or line end, and the quoted cells are taken
out of each piece: then a regular piece is the same few bytes over and over, which one comparison
proves; of large files ``native`` or ``regularity`` proves most pieces faster. A regular file can be
streamed; anything else is read record by record.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

import polars as pl

from custseg.native.library import Bytes, Library, Records, library
from custseg.read.cells import PADDING
from custseg.read.layout.aside import TOTAL_BYTES
from custseg.read.text.blocks import whole_lines
from custseg.read.text.regularity import Regularity
from custseg.read.text.utf8 import NotUtf8

TAIL_BYTES = 64 << 10
"""As much of the end may be footers."""
_PIECE = 128 << 10
"""Small enough to stay in the processor's cache: half the time of pieces of a megabyte."""
_PIECES = 16
"""So many are read at once: what Polars is asked for each time costs as much as looking at a piece."""
_LONGEST_RECORD = 8 << 20
_LARGE = 8 << 20
"""From so many bytes on it is worth loading numpy to prove a file regular."""
_TOTALS = tuple(word.encode() for word in TOTAL_BYTES)
_NEEDLE = 5
"""Bytes of what is searched for in all of a file: Python finds longer ones more slowly."""
_BEGINNING = 40
"""So much of the header is looked for where it may come again."""
_SHORT = 4
"""Bytes of a name that is met with in any text when it is shorter."""
_MEANS_SOMETHING = re.compile(r"([\\.+*?()|\[\]{}^$#&~\-])")
_LINE_FEED = ord("\n")
_PADDING = (b" ", b"\t", b"\0", b"\x0b", b"\x0c")
_MARK = "\ufeff".encode()
_NARROW_BLANK = "\u00a0".encode()
_WIDE_PADDING = (_NARROW_BLANK, *(char.encode() for char in "\ufeff\u3000\u200b"))


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
    """Some cell may be padded, or an empty one in quotes that is not cut as one without."""
    strange: bool = False
    """Zero bytes or a byte order mark stand in it."""
    rounded: bool = False
    marked: bool = False
    totals: bool = False
    headers: bool = False
    blanks: bool = False


def survey(path: Path, separator: str, width: int, body_at: int, header_line: bytes,
           windows: bool, *, is_known: bool = False) -> Survey:  # fmt: skip
    """The survey of the file at ``path`` whose body begins at byte ``body_at``.

    ``windows`` says that lines end with CR LF; ``is_known`` that the file needs no fingerprint.
    Raises NotUtf8.
    """
    is_large = path.stat().st_size >= _LARGE and len(separator.encode()) == 1
    native = library() if is_large else None
    surveyor = _Surveyor(separator, width, header_line, windows, is_large, native)
    return surveyor.walk(path, body_at, _Proof(is_known, native))


class _Surveyor:
    """The state of one pass."""

    def __init__(self, separator: str, width: int, header_line: bytes, windows: bool,
                 is_large: bool, native: Library | None) -> None:  # fmt: skip
        cut = separator.encode()
        end = b"\r\n" if windows else b"\n"
        self.windows, self.native, self.separator, self.width = windows, native, cut, width
        self.found = Survey()
        self.record = cut * (width - 1) + end
        self.regularity = Regularity(cut, width, windows=windows) if is_large else None
        self.pattern = self.record * (4 * _PIECE // max(len(self.record), 1) + 2)
        self.dropped = bytes(set(range(256)) - set(cut + b'\r\n"'))
        self.plain = bytes(set(b"0123456789.-+:/_") - set(cut))
        """Bytes that say nothing of what is searched for; taking them out makes searching fast."""
        self.names = [name.encode() for cell in header_line.decode().split(separator)
                      if (name := cell.strip(PADDING + '"'))]  # fmt: skip
        self.name = _told_by(header_line, self.names)
        self.noted: list[tuple[Bytes, int]] = []
        """Whole records of the pieces of the last block."""
        one = re.escape(cut)
        # Both begin with a plain character, which is what makes searching them fast.
        self.quoted_cell = _quoted_cell(separator)
        self.apostrophe = re.compile(rb"'(?<=[\s\0\"\x80-\xff" + one + rb"]')\+?\d")
        wide = b"|".join(map(re.escape, _WIDE_PADDING))
        self.blank_row = re.compile(rb'\n(?:[\s\0"' + one + rb"]|" + wide + rb")*\n")

    def walk(self, path: Path, body_at: int, proof: _Proof) -> Survey:
        found = self.found
        rest = b""
        endless = 0  # bytes since a block with a line end in it
        with path.open("rb", buffering=0) as stream, ThreadPoolExecutor(2) as beside:
            for block, size in _blocks(stream, body_at):
                hashing = beside.submit(proof.hash, block, size)
                proving = beside.submit(proof.take, block, size, self._sought())
                endless = 0 if block[size - 1] == _LINE_FEED else endless + size
                if found.size_bytes >= body_at and found.irregular_at is None:
                    rest = self._take_block(rest, block, size)
                found.size_bytes += size
                hashing.result()
                has_words = proving.result()
                self._look_over(has_words)
                proof.has_words = (
                    has_words and b"\n" in rest
                )  # lines that wait for the end of a cell
                if endless > _LONGEST_RECORD:  # no table, whatever follows
                    found.irregular_at = found.size_bytes
                    return found
        has_words = proof.end(self._sought())
        found.sha256 = proof.sha256
        if rest and found.irregular_at is None:
            self._take(rest, found.size_bytes, last=True)
            self._look_over(has_words)
        return found

    def _take_block(self, rest: bytes, block: Bytes, size: int) -> bytes:
        """Judge the records of what was left before and of the next block; returns what is left now."""
        if self.native is None:
            return self._take_pieces(rest, bytes(block[:size]))
        lines, length = (rest + block[:size], len(rest) + size) if rest else (block, size)
        records = self.native.records(lines, length, self.separator, self.width,
                                      windows=self.windows)  # fmt: skip
        if records is None or (not records.end and length >= _LONGEST_RECORD):
            return self._take_pieces(rest, bytes(block[:size]))
        self._note_records(lines, records)
        return bytes(lines[records.end : length])

    def _take_pieces(self, rest: bytes, block: bytes) -> bytes:
        """Judge the records of what was left before and of the next block; returns what is left now."""
        view, begin_at = memoryview(block), self.found.size_bytes
        end = 0
        while end < len(block):
            # What waits for the end of a quoted cell is not looked at again for every piece.
            at, end = end, min(end + max(_PIECE, len(rest)), len(block))
            cut = block.rfind(b"\n", at, end) + 1 or end
            rest = self._take(b"".join((rest, view[at:cut])), begin_at + cut) + view[cut:end]
            if self.found.irregular_at is not None:
                break
        return rest

    def _take(self, block: bytes, end_at: int, *, last: bool = False) -> bytes:
        """Judge the whole records of ``block``; returns the rest."""
        start = end_at - len(block)
        if last and not block.endswith(b"\n"):
            block += b"\r\n" if self.record.endswith(b"\r\n") else b"\n"
        cut = block.rfind(b"\n") + 1
        whole, rest = block[:cut], block[cut:]
        if not whole and len(rest) < _LONGEST_RECORD:
            return rest
        if whole and self.regularity is not None:
            rows = self.regularity.rows(whole)
            if rows is not None:
                self._note(whole, rows, whole, maybe_blank=self.regularity.may_have_blanks)
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

    def _note_records(self, lines: Bytes, records: Records) -> None:
        """Note what may occur in the cells of records that were proved and looked at in one go."""
        found = self.found
        found.rows += records.rows
        self.noted.append((lines, records.end))
        found.quoted = found.quoted or records.quoted
        found.padded = found.padded or records.padded
        found.strange = found.strange or records.strange
        found.rounded = found.rounded or records.rounded
        found.marked = found.marked or records.marked
        found.blanks = found.blanks or records.blanks

    def _note(self, whole: bytes, rows: int, telling: bytes, *, maybe_blank: bool = True) -> None:
        """Note what may occur in the cells of whole records; ``telling`` is all that is not plain."""
        found = self.found
        found.rows += rows
        self.noted.append((whole, len(whole)))
        found.quoted = found.quoted or b'"' in telling
        found.padded = found.padded or found.quoted or any(char in telling for char in _PADDING)
        found.strange = found.strange or b"\0" in telling
        found.rounded = found.rounded or (b"E" in telling and b"+" in whole and b"E+" in whole)
        found.marked = (
            found.marked
            or (found.quoted and b"=" in telling and b'="' in whole)
            or (b"'" in telling and self.apostrophe.search(b"\n" + whole) is not None)
        )
        if not found.blanks and found.padded:
            found.blanks = self.blank_row.search(b"\n" + whole) is not None
        elif not found.blanks and maybe_blank:
            found.blanks = self._has_blank_row(whole, telling)

    def _sought(self) -> Sought:
        """What is still to be looked for in the text of whole lines."""
        found = self.found
        words = [] if found.totals else [*_TOTALS]
        words += [] if found.padded and found.strange else [*_WIDE_PADDING]
        if self.name and not found.headers:
            words.append(self.name)
        return Sought(tuple(words))

    def _look_over(self, has_words: bool) -> None:
        """Note which words of totals, wide blanks and headers stand in the last block, if any does."""
        found, noted, self.noted = self.found, self.noted, []
        for lines, end in noted if has_words else ():
            whole = bytes(lines[:end])
            found.totals = found.totals or any(word in whole for word in _TOTALS)
            found.strange = found.strange or _MARK in whole
            found.headers = found.headers or (
                bool(self.names)
                and self.name in whole
                and all(name in whole for name in self.names)
            )
            found.padded = found.padded or any(char in whole for char in _WIDE_PADDING)
            if found.padded and not found.blanks:
                found.blanks = self.blank_row.search(b"\n" + whole) is not None

    def _has_blank_row(self, whole: bytes, telling: bytes) -> bool:
        """Whether a row of whole records is nothing but separators."""
        if whole.startswith(self.record):
            return True
        end = self.record[-_NEEDLE:]
        if telling is not whole and not telling.startswith(end) and end not in telling:
            return False
        start = b"\n" + self.record[: _NEEDLE - 1]
        return start in whole and b"\n" + self.record in whole


def _told_by(header_line: bytes, names: Sequence[bytes]) -> bytes:
    """What a header that comes again is told by: its longest name, as it may be padded and quoted otherwise there.

    Where all names are so short that any row may have them, the beginning of the line.
    """
    longest = max(names, key=len, default=b"")
    told_by = header_line if len(longest) < _SHORT else longest
    return told_by.decode()[:_BEGINNING].encode()


def has_stray_quotes(lines: bytes, separator: str) -> bool:
    """Whether there are quotes that do not stand around a whole cell, which Polars refuses."""
    return b'"' in _quoted_cell(separator).sub(b"", b"\n" + lines + b"\n")


def _quoted_cell(separator: str) -> re.Pattern[bytes]:
    one = re.escape(separator.encode())
    return re.compile(rb'"(?<=[\n' + one + rb']")[^"]*(?:""[^"]*)*"(?=' + one + rb"|\r?\n)")


def _blocks(stream: FileIO, body_at: int) -> Iterator[tuple[Bytes, int]]:
    """What is before the body, then blocks and how many of their bytes are whole lines; each good until the next."""
    before = stream.read(body_at)
    if before:
        yield before, len(before)
    block = bytearray(_PIECES * _PIECE)
    for size in whole_lines(stream, block):
        yield block, size


def _as_text(block: bytes) -> pl.Series:
    """Bytes as one cell of text: a fifth of the time of decoding them. Raises NotUtf8."""
    try:
        return pl.Series([block], dtype=pl.Binary).cast(pl.String)
    except pl.exceptions.ComputeError as error:
        raise NotUtf8 from error


@dataclass(frozen=True)
class Sought:
    """Words that are looked for in the text of whole lines, all at once."""

    words: tuple[bytes, ...]

    def stands_in(self, lines: Bytes, size: int, native: Library | None) -> bool:
        """Whether any of the words stands in the first ``size`` bytes; raises NotUtf8 where they are no UTF-8."""
        words = self.words
        if native is not None:
            found = native.has_word(lines, size, words)
            if found is None:
                raise NotUtf8
            return found
        lines = bytes(lines[:size])
        if lines.isascii():
            words = tuple(word for word in words if word.isascii())
            if not any(_rarest(word) in lines for word in words):
                return False
        text = _as_text(lines)
        pattern = "|".join(_MEANS_SOMETHING.sub(r"\\\1", word.decode()) for word in words)
        return bool(words) and bool(text.str.contains(pattern).any())


def _rarest(word: bytes) -> bytes:
    """A byte of a word that figures, dates and separators have not, where there is one."""
    letters = bytes(byte for byte in word if chr(byte).isalpha())
    return letters[-1:] or word


class _Proof:
    """The fingerprint of the bytes so far, and that they are UTF-8."""

    def __init__(self, is_known: bool, native: Library | None) -> None:
        self.digest = None if is_known else hashlib.sha256()
        self.native = native
        self.begun = b""
        """The beginning of a line that ends in a later block."""
        self.has_words = False
        """Whether lines before the next block have words that nobody has looked at yet."""

    @property
    def sha256(self) -> str:
        """The fingerprint; empty where none is needed."""
        return "" if self.digest is None else self.digest.hexdigest()

    def hash(self, block: Bytes, size: int) -> None:
        """Take the next block into the fingerprint."""
        if self.digest is not None:
            self.digest.update(memoryview(block)[:size])

    def take(self, block: Bytes, size: int, sought: Sought) -> bool:
        """Whether any word stands in the lines that end in the next block of the file.

        Raises NotUtf8 where they are no text.
        """
        if block[size - 1] != _LINE_FEED:
            self.begun += block[:size]
            return self.has_words
        if self.begun:
            block, self.begun = self.begun + block[:size], b""
            size = len(block)
        return sought.stands_in(block, size, self.native) or self.has_words

    def end(self, sought: Sought) -> bool:
        """The same of the last line; raises NotUtf8 where the file ends within a character."""
        return sought.stands_in(self.begun, len(self.begun), self.native) or self.has_words
