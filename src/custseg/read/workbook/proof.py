"""One pass over the bytes of a sheet: nothing in it needs to be read exactly, and no cell is far out.

A search for a word costs Python as much as unpacking does. So all bytes of a piece are compared with
a few single ones at once; only where two that would begin such a word stand side by side is the word
itself looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from custseg.read.workbook.book import Book
from custseg.read.workbook.guard import is_plain
from custseg.read.workbook.sheet import Merged, number_of
from custseg.read.workbook.shown import Shown

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROW = re.compile(rb"<row([\s>/][^>]{0,400})")
_NUMBERED = re.compile(rb'\sr="(\d{1,9})"')
_WIDE = re.compile(rb'"([A-Z]{2,4})\d')
_FAR = re.compile(rb'[A-Z"](\d{7,9})"')
_MERGED = re.compile(rb'<mergeCell [^>]{0,100}?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_HIDDEN = re.compile(rb'hidden="(?:1|true)"')
_UNCOMPUTED = (b"</f></c>", b"<v/>", b"<v></v>", b"/></c>")
_LONG_TEXT = 2000
"""Bytes of a text from which on cells may make much of little, by repeating it."""
_PIECE = 1 << 17
_LETTERS = 26
_DIGITS = 7
"""Digits of the number of a row that is far out."""
_HEAD = b'<row r="'


@dataclass
class Proof:
    """What a pass over a sheet's bytes has found."""

    shown: Shown
    """Cells whose numbers are shown as more than they are."""
    row: int = 0
    """The number of the last row, which is the largest."""
    far: int = 0
    """The largest number of a row in a cell's name where it has seven digits."""
    last_column: int = _LETTERS
    cells: int = 0
    """Cells that have a value."""
    merged: list[Merged] = field(default_factory=list)

    @property
    def last_row(self) -> int:
        """How far down the cells reach."""
        return max(self.row, self.far)


def proof_of(book: Book, chunks: Iterator[bytes]) -> Proof | None:
    """What is to be known of a sheet before others read it; None when it needs to be read exactly.

    Then it has errors, formulas without values, hidden rows, durations, comments or other quotes in its
    markup, or rows that do not come in order.
    """
    proof = Proof(Shown(book.formats))
    special = _special_styles(book)
    for at, piece in enumerate(_pieces(chunks)):
        if at == 0 and not is_plain(piece):
            return None
        if not _goes_on(proof, piece, book, special):
            return None
    return proof if proof.shown.end() else None


def is_long_text(block: bytes, tags: int | None = None) -> bool:
    """Whether a block is so much text and so few tags that it makes much of little."""
    return (
        len(block) > _LONG_TEXT
        and block.count(b"<", 0, _LONG_TEXT * 8) < 8
        and (block.count(b"<") if tags is None else tags) * _LONG_TEXT < len(block)
    )


def _pieces(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same in pieces that the processor keeps at hand, each beginning with a row, a cell or a tag.

    Where no tag begins in a piece, it is cut anywhere; that is a long text.
    """
    rest = b""
    for chunk in chunks:
        block, start = rest + chunk, 0
        while len(block) - start > _PIECE:
            cut = _last_start(block, start, start + _PIECE)
            yield block[start:cut]
            start = cut
        rest = block[start:]
    yield rest


def _last_start(block: bytes, start: int, end: int) -> int:
    """Where the last row, cell or tag begins between these places; ``end`` if none does."""
    found = (block.rfind(tag, start + 1, end) for tag in (b"<row ", b"<c ", b"<"))
    return next((at for at in found if at > 0), end)


def _special_styles(book: Book) -> re.Pattern[bytes] | None:
    """Pattern of the styles whose numbers fastexcel would not give the way they are meant."""
    found = [str(at).encode() for at, meant in enumerate(book.formats)
             if meant.meaning == "duration"]  # fmt: skip
    return re.compile(rb' s="(?:' + b"|".join(found) + rb')"') if found else None


def _goes_on(proof: Proof, block: bytes, book: Book, special: re.Pattern[bytes] | None) -> bool:
    """Whether nothing in ``block`` is to be read exactly; what is found in it goes into ``proof``."""
    import numpy as np

    if len(block) < len(_HEAD):
        return not block
    found = np.frombuffer(block, np.uint8)
    tags = found == ord("<")
    opens = tags[:-1]
    quotes = found == ord('"')
    following = found[1:]

    def stand(before: NDArray[np.bool_], after: str) -> bool:
        return bool((before & (following == ord(after))).any())

    if is_long_text(block, int(np.count_nonzero(tags))):
        return False
    if stand(quotes[:-1], "e") and b't="e"' in block:
        return False
    if stand(found[:-1] == ord("n"), "=") and _HIDDEN.search(block):
        return False
    if (b"!" in block and b"<!" in block) or (b"'" in block and b"='" in block):
        return False
    if stand(opens, "f") and (book.computed_on_load or any(word in block for word in _UNCOMPUTED)):
        return False
    if (special is not None and special.search(block)) or not proof.shown.take(block):
        return False
    if stand(opens, "m"):
        proof.merged += map(_merged, _MERGED.findall(block))
    proof.cells += _values(found, opens)
    _measure_columns(proof, block, found, quotes)
    return _measure_rows(proof, block, found, opens)


def _merged(found: tuple[bytes, bytes, bytes, bytes]) -> Merged:
    left, top, right, bottom = found
    return Merged(
        int(top), int(bottom), number_of(left.decode()) + 1, number_of(right.decode()) + 1
    )


def _values(found: NDArray[np.uint8], opens: NDArray[np.bool_]) -> int:
    """How often ``</v`` and ``</i`` stand there: numbers and texts."""
    import numpy as np

    closes = opens[:-1] & (found[1:-1] == ord("/"))
    kinds = found[2:]
    closes &= (kinds == ord("v")) | (kinds == ord("i"))
    return int(np.count_nonzero(closes))


def _measure_columns(
    proof: Proof, block: bytes, found: NDArray[np.uint8], quotes: NDArray[np.bool_]
) -> None:
    """How far the cells reach to the side, and down where that takes seven digits."""
    capitals = (found - ord("A")) < _LETTERS
    if (quotes[:-2] & capitals[1:-1] & capitals[2:]).any():
        wide = {number_of(letters.decode()) + 1 for letters in set(_WIDE.findall(block))}
        proof.last_column = max(proof.last_column, *wide, 0)
    digits = (found - ord("0")) < 10
    pairs = digits[:-1] & digits[1:]
    fours = pairs[:-2] & pairs[2:]
    if (fours[:-4] & fours[3:-1] & quotes[_DIGITS:]).any():
        proof.far = max(proof.far, *map(int, _FAR.findall(block)), 0)


def _measure_rows(
    proof: Proof, block: bytes, found: NDArray[np.uint8], opens: NDArray[np.bool_]
) -> bool:
    """Whether each row is further down than the one before; the last one goes into ``proof``."""
    rows = _row_numbers(found, opens)
    if rows is None:
        return _measure_odd_rows(proof, block)
    if len(rows):
        if rows[0] <= proof.row or (rows[1:] <= rows[:-1]).any():
            return False
        proof.row = int(rows[-1])
    return True


def _row_numbers(found: NDArray[np.uint8], opens: NDArray[np.bool_]) -> NDArray[np.int64] | None:
    """The numbers of the rows that begin in a block; None when the tag of one begins in another way
    than ``<row r="``, or when they have different numbers of digits."""
    import numpy as np

    starts: NDArray[np.int64] = (opens & (found[1:] == ord("r"))).nonzero()[0]
    if not len(starts):
        return starts
    width = len(_HEAD) + _DIGITS + 1
    if len(found) < width:
        return None
    windows = np.lib.stride_tricks.sliding_window_view(found, width)
    heads = windows[np.minimum(starts, len(windows) - 1)]
    places = heads[0].tobytes().find(b'"', len(_HEAD)) - len(_HEAD)
    if places < 1 or (heads[:, : len(_HEAD)] != np.frombuffer(_HEAD, np.uint8)).any():
        return None
    digits = heads[:, len(_HEAD) : len(_HEAD) + places] - np.uint8(ord("0"))
    if (digits > 9).any() or (heads[:, len(_HEAD) + places] != ord('"')).any():
        return None
    numbers: NDArray[np.int64] = digits @ 10 ** np.arange(places - 1, -1, -1)
    return numbers


def _measure_odd_rows(proof: Proof, block: bytes) -> bool:
    """The same, by the words of each tag; a row without a number is the one after the last."""
    for words in _ROW.findall(block):
        said = _NUMBERED.search(words)
        row = int(said[1]) if said else proof.row + 1
        if row <= proof.row:
            return False
        proof.row = row
    return True
