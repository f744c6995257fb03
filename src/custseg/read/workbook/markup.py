"""Cells found in the bytes of rows, a great many at once.

Spreadsheet programs write rows in very few ways. Where all tags of some rows are written in one of them,
the places of the values follow from the places of the tags; every byte of a tag is compared. Whatever is
written in another way is not found here and is left to a parser of XML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Places = NDArray[np.int64]
    Words = NDArray[np.uint64]

_WORD = 8
"""Bytes that are compared at once."""
_END = b"\0" * 8 * _WORD
_ROW, _CELL, _VALUE, _FORMULA, _TEXT_IN, _TEXT, _LAST = range(1, 8)
_TAGS = {"ro": _ROW, "c ": _CELL, "v>": _VALUE, "f ": _FORMULA, "f>": _FORMULA, "is": _TEXT_IN,
         "t>": _TEXT, "t ": _TEXT}  # fmt: skip
"""Tags that begin something, by their first two letters; the last kind is the end of all rows."""
_FOLLOWERS = {
    _ROW: (_CELL, _ROW, _LAST), _CELL: (_VALUE, _FORMULA, _TEXT_IN, _CELL, _ROW, _LAST),
    _VALUE: (_CELL, _ROW, _LAST), _FORMULA: (_VALUE,), _TEXT_IN: (_TEXT,), _TEXT: (_CELL, _ROW, _LAST),
}  # fmt: skip
_VALUE_END, _TEXT_END, _FORMULA_END, _ROW_END = b"</v></c>", b"</t></is></c>", b"</f>", b"</row>"
_LINE_ENDS = (
    (b">\n<c ", b"><c "),
    (b">\n</row>", b"></row>"),
    (b"</row>\n", b"</row>"),
    (b"/>\n<row ", b"/><row "),
)
_LATE_NUMBER = re.compile(rb'<row( [^<>]*?)\s+r="(\d{1,7})"')
_LATE_PLACE = re.compile(rb'<c( [^<>]*?)\s+r="([A-Z]{1,3}\d{1,7})"')
_ITEM_END = b"</t></si>"
_LETTERS = 26
_PRESERVED = b'<t xml:space="preserve">'
_MOST_DIGITS = 7
"""Of the number of a row."""
_MOST_TAILS = 200
_LONGEST_TAIL = 160
_TAIL = re.compile(rb'((?:\s+[A-Za-z][\w:.-]*="[^"<&\x80-\xff]*")*)\s*(/?)>')
_ATTRIBUTE = re.compile(rb'([A-Za-z][\w:.-]*)="([^"]*)"')


def _kinds_of_tags() -> NDArray[np.uint8]:
    known = np.zeros(1 << 16, np.uint8)
    for letters, kind in _TAGS.items():
        known[ord(letters[0]) + (ord(letters[1]) << 8)] = kind
    return known


def _legal_pairs() -> NDArray[np.bool_]:
    legal = np.zeros(64, np.bool_)
    for before, after in _FOLLOWERS.items():
        legal[[before * 8 + kind for kind in after]] = True
    return legal


_KIND = _kinds_of_tags()
_LEGAL = _legal_pairs()
_FIRST = np.array([(1 << 8 * n) - 1 for n in range(_WORD)] + [(1 << 64) - 1], np.uint64)
"""Masks of the first bytes of a word, by their number."""


class Tail(NamedTuple):
    """What a tag says behind the place of its row or cell."""

    said: dict[str, str]
    closed: bool


@dataclass
class Tails:
    """The tails that tags of a sheet have been seen to have; there are few of them."""

    seen: list[Tail] = field(default_factory=list)
    _known: dict[bytes, int] = field(default_factory=dict)

    def number(self, text: bytes) -> int | None:
        """The number of a tail; None when it is none, or one of too many."""
        at = self._known.get(text)
        if at is None:
            found = _TAIL.fullmatch(text)
            pairs = _ATTRIBUTE.findall(found[1]) if found else []
            if not found or len(self.seen) >= _MOST_TAILS or len(dict(pairs)) < len(pairs):
                return None
            said = {key.decode(): value.decode() for key, value in pairs}
            if "r" in said:
                return None
            at = self._known[text] = len(self.seen)
            self.seen.append(Tail(said, bool(found[2])))
        return at


class Cells(NamedTuple):
    """The cells of some rows that have something between their tags, in their order."""

    rows: NDArray[np.int32]
    """Of each cell, from 0."""
    columns: NDArray[np.uint16]
    tails: NDArray[np.uint8]
    """By the ``Tails`` of cells."""
    starts: Places
    """Where the value is, in ``block``."""
    lengths: Places
    block: bytes
    """The bytes of the rows, and some more."""
    first_row: int
    last_row: int
    hidden_rows: tuple[int, ...]
    computed: NDArray[np.bool_]
    """Whether the value of each cell is that of a formula."""

    def numbers(self, chosen: Places) -> NDArray[np.uint32] | None:
        """The values of these cells as whole numbers; None when one of them is none."""
        return _whole_numbers(_words(self.block)[self.starts[chosen]], self.lengths[chosen])

    def values(self, chosen: Places) -> bytes:
        """The values of these cells one behind the other, each ended by ``<``."""
        found = np.frombuffer(self.block, np.uint8)
        return _joined(found, self.starts[chosen], self.lengths[chosen])


def cells_of(rows: bytes, of_cells: Tails, of_rows: Tails) -> Cells | None:
    """The cells of whole rows; None when a tag of them is written in an unusual way.

    A formula has a value, and a text is one piece. ``rows`` begins with the tag of a row and ends with one.
    """
    block = _as_usual(rows) + _END
    found = np.frombuffer(block, np.uint8)
    if not _is_clean(found[: -len(_END)]):
        return None
    tags = found[:-1] == ord("<")
    begins = (tags & (found[1:] != ord("/"))).nonzero()[0]
    letters: NDArray[np.uint16] = np.ndarray((len(block) - 1,), "<u2", block, 0, (1,))
    kinds = np.append(_KIND[letters[begins + 1]], np.uint8(_LAST))
    if not len(begins) or begins[0] or kinds[0] != _ROW:
        return None
    if not _LEGAL[kinds[:-1] * 8 + kinds[1:]].all():
        return None
    at = np.append(begins, len(block) - len(_END))
    return _Scan(block, found, at, kinds, int(np.count_nonzero(tags))).cells(of_cells, of_rows)


def texts_of(items: bytes) -> bytes | None:
    """The texts of whole items of a table of texts, each ended by ``<``.

    None when an item is written in an unusual way: in pieces of several fonts, with a phonetic guide.
    """
    block = items + _END
    found = np.frombuffer(block, np.uint8)
    if not _is_clean(found[: -len(_END)]):
        return None
    words = _words(block)
    tags = found[:-1] == ord("<")
    begins = (tags & (found[1:] != ord("/"))).nonzero()[0]
    outer, inner = begins[::2], begins[1::2]
    ends = np.append(outer[1:], len(items)) - len(_ITEM_END)
    if (
        not len(outer)
        or outer[0]
        or len(outer) != len(inner)
        or np.count_nonzero(tags) != 4 * len(outer)
    ):
        return None
    spaced = found[inner + 2] == ord(" ")
    starts = inner + np.where(spaced, len(_PRESERVED), 3)
    is_proper = (
        _stands(words, b"<si><t", outer)
        and not (inner - outer != 4).any()
        and not ((found[inner + 2] != ord(">")) & ~spaced).any()
        and _stands(words, _PRESERVED, inner[spaced])
        and _stands(words, _ITEM_END, ends)
        and not (starts > ends).any()
    )
    return _joined(found, starts, ends - starts) if is_proper else None


def _as_usual(rows: bytes) -> bytes:
    """The rows without line ends between their tags, places first in a tag: some programs write otherwise."""
    if b"\n" in rows:
        for before, after in _LINE_ENDS:
            rows = rows.replace(before, after)
    if not rows.startswith(b'<row r="'):
        rows = _LATE_NUMBER.sub(rb'<row r="\2"\1', rows)
    if not rows.startswith(b'<c r="', rows.find(b"<c ")):
        rows = _LATE_PLACE.sub(rb'<c r="\2"\1', rows)
    return rows


def _is_clean(found: NDArray[np.uint8]) -> bool:
    """Whether no byte is one that XML forbids or reads as another."""
    low = found < ord(" ")
    return not low.any() or set(np.unique(found[low])) <= {9, 10}


def _words(block: bytes) -> Words:
    """The eight bytes that begin at each place."""
    return np.ndarray((len(block) - _WORD + 1,), "<u8", block, 0, (1,))


def _word(text: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(text[:_WORD], "little"))


def _stands(words: Words, text: bytes, places: Places) -> bool:
    """Whether the same stands at all these places."""
    for at in range(0, len(text), _WORD):
        part = text[at : at + _WORD]
        if ((words[places + at] ^ _word(part)) & _FIRST[len(part)]).any():
            return False
    return True


def _joined(found: NDArray[np.uint8], starts: Places, lengths: Places) -> bytes:
    """Values one behind the other, each with the ``<`` that stands behind it."""
    longer = lengths + 1
    ends = longer.cumsum()
    places = np.repeat(starts - (ends - longer), longer)
    places += np.arange(len(places))
    values: NDArray[np.uint8] = found[places]
    return values.tobytes()


def _whole_numbers(words: Words, lengths: Places) -> NDArray[np.uint32] | None:
    """What words say whose first bytes are digits; None when they are not, or more than eight."""
    if not len(words):
        return words.astype(np.uint32)
    if lengths.max() > _WORD or lengths.min() < 1:
        return None
    zeros = np.uint64(0x3030303030303030)
    digits = (words ^ zeros) << (8 * (_WORD - lengths)).astype(np.uint64)
    over = (digits | (digits + np.uint64(0x7676767676767676))) & np.uint64(0x8080808080808080)
    if over.any():
        return None
    pairs = digits * np.uint64(10) + (digits >> np.uint64(8))
    odd = np.uint64(0x000000FF000000FF)
    fours = (pairs & odd) * np.uint64(0x000F424000000064)
    fours += ((pairs >> np.uint64(16)) & odd) * np.uint64(0x0000271000000001)
    return (fours >> np.uint64(32)).astype(np.uint32)


@dataclass
class _Scan:
    """The tags of some rows that begin something: where each is and what it is; the last one is the end."""

    block: bytes
    found: NDArray[np.uint8]
    at: Places
    kinds: NDArray[np.uint8]
    tags: int
    """How many tags there are, those that end something included."""

    def __post_init__(self) -> None:
        self.words = _words(self.block)
        self.ends = self.at[1:].copy()
        """Where the next one begins, or the row ends."""

    def cells(self, of_cells: Tails, of_rows: Tails) -> Cells | None:
        rows, cells = self._are(_ROW), self._are(_CELL)
        values = self._values() if self._end_rows() else None
        numbered = None if values is None else self._row_numbers(rows)
        if values is None or numbered is None:
            return None
        numbers, digits = numbered
        row_tails = self._tails(self.at[rows] + _WORD + digits + 1, self.ends[rows], of_rows)
        if row_tails is None:
            return None
        counts = np.diff(np.append(cells.searchsorted(rows), len(cells)))
        mask = _FIRST[digits + 1]
        marks = (self.words[self.at[rows] + _WORD] & mask, mask, digits)
        placed = self._columns(self.at[cells], [np.repeat(each, counts) for each in marks])
        if placed is None or (counts[_are_closed(of_rows, row_tails)] > 0).any():
            return None
        columns, behind = placed
        tails = self._tails(behind, self.ends[cells], of_cells)
        if tails is None:
            return None
        is_open = ~_are_closed(of_cells, tails)
        after = self.kinds[cells + 1]
        if (is_open == ((after == _CELL) | (after == _ROW) | (after == _LAST))).any():
            return None
        whose = np.repeat((numbers - 1).astype(np.int32), counts)
        computed = after == _FORMULA
        if not is_open.all():
            whose, columns, tails = whose[is_open], columns[is_open], tails[is_open]
            computed = computed[is_open]
        hidden = np.array([tail.said.get("hidden") in ("1", "true") for tail in of_rows.seen])
        return Cells(
            whose, columns, tails, *values, self.block, int(numbers[0]) - 1, int(numbers[-1]) - 1,
            tuple((numbers[hidden[row_tails]] - 1).tolist()), computed,
        )  # fmt: skip

    def _are(self, kind: int) -> Places:
        places: Places = (self.kinds == kind).nonzero()[0]
        return places

    def _stands(self, text: bytes, places: Places) -> bool:
        """Whether the same stands at all these places."""
        return _stands(self.words, text, places)

    def _end_rows(self) -> bool:
        """Let ``ends`` be before the tag that ends a row; False when a row ends in another way."""
        lasts = ((self.kinds[1:] == _ROW) | (self.kinds[1:] == _LAST)).nonzero()[0]
        closed = (self.kinds[lasts] == _ROW) & (self.found[self.ends[lasts] - 2] == ord("/"))
        lasts = lasts[~closed]
        self.ends[lasts] -= len(_ROW_END)
        self.tags -= len(lasts)
        return self._stands(_ROW_END, self.ends[lasts])

    def _values(self) -> tuple[Places, Places] | None:
        """Where each value begins and how long it is.

        None when a number is empty, or what ends values and formulas is not written as usual. No other
        tag ends something.
        """
        numbers, texts = self._are(_VALUE), self._are(_TEXT)
        number_ends = self.ends[numbers] - len(_VALUE_END)
        text_ends = self.ends[texts] - len(_TEXT_END)
        self.tags -= 2 * len(numbers) + 3 * len(texts)
        if not self._stands(_VALUE_END, number_ends) or not self._are_formulas_proper():
            return None
        number_starts = self.at[numbers] + 3
        if (number_starts >= number_ends).any() or self.tags != len(self.ends):
            return None
        if not len(texts):
            return number_starts, number_ends - number_starts
        text_starts = self._text_starts(texts, text_ends)
        if text_starts is None:
            return None
        order = np.concatenate([numbers, texts]).argsort(kind="stable")
        starts = np.concatenate([number_starts, text_starts])[order]
        return starts, np.concatenate([number_ends, text_ends])[order] - starts

    def _text_starts(self, texts: Places, ends: Places) -> Places | None:
        """Where texts within cells begin; None when their tags are not written as usual."""
        outer = self._are(_TEXT_IN)
        begins = self.at[texts]
        spaced = self.found[begins + 2] == ord(" ")
        starts: Places = begins + np.where(spaced, len(_PRESERVED), 3)
        is_proper = (
            not (self.ends[outer] - self.at[outer] != 4).any()
            and self._stands(b"<is>", self.at[outer])
            and self._stands(_TEXT_END, ends)
            and self._stands(_PRESERVED, begins[spaced])
            and not (starts > ends).any()
        )
        return starts if is_proper else None

    def _are_formulas_proper(self) -> bool:
        formulas = self._are(_FORMULA)
        if not len(formulas):
            return True
        ends = self.ends[formulas]
        closed = self.found[ends - 2] == ord("/")
        self.tags -= int(np.count_nonzero(~closed))
        return self._stands(_FORMULA_END, ends[~closed] - len(_FORMULA_END)) and bool(
            (self.found[ends - 1] == ord(">")).all()
        )

    def _row_numbers(self, rows: Places) -> tuple[Places, Places] | None:
        """The number of each row, and how many digits it has; None unless they go up."""
        if not self._stands(b'<row r="', self.at[rows]):
            return None
        begins = self.at[rows] + _WORD
        quotes = self.found[begins[:, None] + np.arange(1, _MOST_DIGITS + 1)] == ord('"')
        digits = quotes.argmax(axis=1) + 1
        numbers = _whole_numbers(self.words[begins], digits)
        if numbers is None or not quotes.any(axis=1).all() or numbers[0] == 0:
            return None
        wide = numbers.astype(np.int64)
        return (wide, digits) if (np.diff(wide) > 0).all() else None

    def _columns(
        self, begins: Places, row: list[NDArray[np.uint64]]
    ) -> tuple[NDArray[np.uint16], Places] | None:
        """The column of each cell from 0, and where its tag goes on behind its place."""
        if not self._stands(b'<c r="', begins):
            return None
        marks, masks, digits = row
        columns = (self.found[begins + 6] - np.uint8(ord("A"))).astype(np.uint16)
        numbers = begins + 7
        more = (self.found[numbers] >= ord("A")).nonzero()[0]
        if (columns >= _LETTERS).any():
            return None
        for _ in range(2):
            if len(more):
                following = self.found[numbers[more]] - np.uint8(ord("A"))
                if (following >= _LETTERS).any():
                    return None
                columns[more] = (columns[more] + 1) * _LETTERS + following
                numbers[more] += 1
                more = more[self.found[numbers[more]] >= ord("A")]
        if len(more) or ((self.words[numbers] ^ marks) & masks).any():
            return None
        return columns, numbers + (digits.astype(np.int64) + 1)

    def _tails(self, starts: Places, ends: Places, tails: Tails) -> NDArray[np.uint8] | None:
        """The tail of each tag, by its number; None when one is written in an unusual way."""
        found = np.zeros(len(starts), np.uint8)
        lengths = ends - starts
        if not len(lengths):
            return found
        if lengths.min() < 1 or lengths.max() > _LONGEST_TAIL:
            return None
        firsts = self.words[starts]
        left: Places | None = None
        while left is None or len(left):
            one = 0 if left is None else left[0]
            text = self.block[starts[one] : ends[one]]
            number = tails.number(text)
            if number is None:
                return None
            of = (
                (firsts, lengths, starts)
                if left is None
                else (firsts[left], lengths[left], starts[left])
            )
            same = _are_same(text, *of, self.words)
            if left is None:
                if number:
                    found[same] = number
                left = (~same).nonzero()[0]
            else:
                found[left[same]] = number
                left = left[~same]
        return found


def _are_same(
    text: bytes, firsts: Words, lengths: Places, starts: Places, words: Words
) -> NDArray[np.bool_]:
    """Whether what stands there is ``text``."""
    same: NDArray[np.bool_] = lengths == len(text)
    same &= ((firsts ^ _word(text)) & _FIRST[min(len(text), _WORD)]) == 0
    for at in range(_WORD, len(text), _WORD):
        rest = text[at : at + _WORD]
        same &= ((words[starts + at] ^ _word(rest)) & _FIRST[len(rest)]) == 0
    return same


def _are_closed(tails: Tails, found: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Whether the tags with these tails end at once."""
    closed: NDArray[np.bool_] = np.array([tail.closed for tail in tails.seen] or [False])[found]
    return closed
