"""A file in blocks of whole lines, each read into the memory of the one before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import FileIO


def whole_lines(stream: FileIO, block: bytearray) -> Iterator[int]:
    """Reads ``block`` full again and again; gives how many of its bytes are whole lines.

    A line that is only begun comes again with the next block; within a longer one a block is taken as it
    is. New memory for every block would cost more than what is done with it.
    """
    while length := stream.readinto(block):
        size = block.rfind(b"\n", 0, length) + 1 or length
        stream.seek(size - length, os.SEEK_CUR)
        yield size
