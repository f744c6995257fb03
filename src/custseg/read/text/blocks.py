"""A file in pieces: as they come, ending with lines, or each in the memory of the one before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import FileIO
from pathlib import Path

from custseg.errors import InputError
from custseg.read.scratch import CHUNK
from custseg.words import t

_MOST_ZEROS = 8 << 20


def pieces(path: Path) -> Iterator[tuple[bytes, bool]]:
    """The file in pieces, each with whether it is the last.

    Raises InputError where megabytes are nothing but zeros: a copy of a huge file that was broken
    off costs no more than its text does.
    """
    with path.open("rb") as stream:
        chunk = stream.read(CHUNK)
        zeros = 0
        while chunk:
            following = stream.read(CHUNK)
            yield chunk, not following
            zeros = 0 if chunk.strip(b"\0") else zeros + len(chunk)
            _refuse_zeros(path, zeros, stream.tell() - len(following))
            chunk = following


def _refuse_zeros(path: Path, zeros: int, end: int) -> None:
    if zeros >= _MOST_ZEROS:
        raise InputError(
            t("{name}: nothing but zero bytes from byte {at} on, for {most} MB and more",
              name=path.name, at=end - zeros, most=_MOST_ZEROS >> 20),
            t("the copy was broken off: copy or export it again"),
        )  # fmt: skip


def pieces_of_lines(path: Path) -> Iterator[tuple[bytes, bool]]:
    """The same, but that a piece with a line feed ends with one unless it is the last.

    In no encoding that keeps ASCII is a line feed the end of another character.
    """
    rest = b""
    for chunk, last in pieces(path):
        piece = rest + chunk
        cut = len(piece) if last else piece.rfind(b"\n") + 1 or len(piece)
        yield piece[:cut], last
        rest = piece[cut:]


def whole_lines(stream: FileIO, block: bytearray) -> Iterator[int]:
    """Reads ``block`` full again and again; gives how many of its bytes are whole lines.

    A line that is only begun comes again with the next block; within a longer one a block is taken as it
    is. New memory for every block would cost more than what is done with it.
    """
    while length := stream.readinto(block):
        size = block.rfind(b"\n", 0, length) + 1 or length
        stream.seek(size - length, os.SEEK_CUR)
        yield size


def blocks_of_lines(path: Path) -> Iterator[tuple[bytearray, int]]:
    """The file in blocks and how many of their bytes are whole lines, each good until the next.

    Raises InputError as ``pieces`` does.
    """
    with path.open("rb", buffering=0) as stream:
        block = bytearray(CHUNK)
        zeros = 0
        for size in whole_lines(stream, block):
            yield block, size
            zeros = zeros + size if block[size - 1] == 0 and not any(block[:size]) else 0
            _refuse_zeros(path, zeros, stream.tell())
