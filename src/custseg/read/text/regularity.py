"""Whether whole lines are regular records, told from many bytes at once.

Every byte of the lines becomes one bit: whether it is a separator or a line end. Lines have ``width``
cells each if and only if there are ``width`` such bits for every line end and each line end comes as
the last of ``width``; how many bits come before one is counted 64 at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WORD = 64
_LINE_FEED, _RETURN, _QUOTE = b'\n\r"'


class Regularity:
    """What regular records of a file look like: one separator of one byte, no quotes."""

    def __init__(self, separator: bytes, width: int, *, windows: bool) -> None:
        self.separator, self.width, self.windows = separator[0], width, windows
        self.may_have_blanks = False
        """Whether a line of those that were last looked at begins with what can only end a cell."""

    def rows(self, lines: bytes) -> int | None:
        """How many records whole lines are; None where they are not regular, or have quotes.

        Where lines end with CR LF every return must stand before a line feed, else there must be none.
        """
        import numpy as np

        if not lines:
            return 0
        if b'"' in lines or (not self.windows and b"\r" in lines):
            return None
        found = np.frombuffer(lines, np.uint8)
        found = np.frombuffer(lines, np.uint8)
        size = len(found)
        ends = np.empty(-(-size // _WORD) * _WORD, np.bool_)
        marks = np.empty_like(ends)
        ends[size:] = marks[size:] = False
        np.equal(found, _LINE_FEED, out=ends[:size])
        np.equal(found, self.separator, out=marks[:size])
        marks |= ends
        rows = int(np.count_nonzero(ends))
        if np.count_nonzero(marks) != rows * self.width:
            return None
        if self.windows and not _stand_before(found == _RETURN, ends[:size], rows):
            return None
        begins = marks[1:size] if not self.windows else marks[1:size] | (found[1:] == _RETURN)
        self.may_have_blanks = bool(marks[0]) or bool((ends[: size - 1] & begins).any())
        return rows if _come_last(_bits(ends), _bits(marks), self.width) else None


def _stand_before(returns: NDArray[np.bool_], ends: NDArray[np.bool_], rows: int) -> bool:
    """Whether a return stands before every line end and nowhere else."""
    import numpy as np

    together = np.count_nonzero(returns[:-1] & ends[1:])
    return bool(together == rows == np.count_nonzero(returns))


def _bits(flags: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Flags as words of 64 bits, the first flag the lowest bit."""
    import numpy as np

    return np.packbits(flags, bitorder="little").view("<u8").astype(np.uint64, copy=False)


def _come_last(ends: NDArray[np.uint64], marks: NDArray[np.uint64], width: int) -> bool:
    """Whether before every end as many marks stand as make it the last of ``width``."""
    import numpy as np

    one = np.uint64(1)
    counts = np.bitwise_count(marks).astype(np.int64)
    before = np.cumsum(counts) - counts
    while True:  # the first end of every word, then the second of those that have one, ...
        there = ends.nonzero()[0]
        if not len(there):
            return True
        ends, marks, before = ends[there], marks[there], before[there]
        first = ends & (~ends + one)
        ranks = before + np.bitwise_count(marks & (first - one))
        if (ranks % width != width - 1).any():
            return False
        ends = ends & (ends - one)
