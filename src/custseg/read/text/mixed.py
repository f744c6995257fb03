"""Files that were put together: lines in UTF-8 and lines in GB18030."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from custseg.native.library import library_for
from custseg.read.scratch import scratch_file
from custseg.read.text.blocks import blocks_of_lines, pieces_of_lines
from custseg.read.text.script import NATURAL, score_of
from custseg.read.text.utf8 import Text, is_utf8
from custseg.words import t

_EXAMPLES = 5
_MOST_REMEMBERED = 200_000
_ASCII_WITHIN_LINES = bytes(set(range(128)) - set(b"\n"))


def has_lines_of_utf8(path: Path) -> bool:
    """Whether a line with anything beyond ASCII is UTF-8 and nothing else.

    What is beyond ASCII comes again and again in a large file: each string of such bytes is judged
    once, with the first line that has it.
    """
    native = library_for(path)
    if native is not None:
        return any(native.has_utf8_line(block, size) for block, size in blocks_of_lines(path))
    judged = {b""}
    for lines, _ in pieces_of_lines(path):
        new = set(lines.translate(None, _ASCII_WITHIN_LINES).split(b"\n")) - judged
        judged = judged | new if len(judged) < _MOST_REMEMBERED else new
        valid = {high for high in new if is_utf8(high + b"\n")}
        for line in lines.split(b"\n") if valid else ():
            high = line.translate(None, _ASCII_WITHIN_LINES)
            if high in valid:
                valid.discard(high)
                found = _line_of_either(line)
                if found is None or found[1]:
                    return True
    return False


def line_by_line(path: Path, name: str) -> Text | None:
    """A copy of a file whose lines are UTF-8 or GB18030, each for certain; None when they are not."""
    digest = hashlib.sha256()
    copy = scratch_file(".utf8")
    utf8_lines = 0
    others: list[int] = []
    letters: list[str] = []
    with copy.open("wb") as out:
        for number, line in enumerate(_lines(path), 1):
            digest.update(line)
            if line.isascii():
                out.write(line)
                continue
            found = _line_of_either(line)
            if found is None:  # 取 of GB18030 is also a letter of UTF-8
                return None
            text, is_utf8_line = found
            utf8_lines += is_utf8_line and _is_wide(text)
            if not is_utf8_line:
                others.append(number)
                letters.append(text[:200])
            out.write(text.encode())
    if not utf8_lines or not others or score_of("".join(letters[:1000])) < NATURAL:
        return None
    rows = ", ".join(map(str, others[:_EXAMPLES]))
    note = t("{name}: {count} of its lines are GB18030, the others UTF-8; each was read as what it is (lines {rows})",
             name=name, count=len(others), rows=rows)  # fmt: skip
    why = t("each line is valid in one of the two")
    return Text(copy, "utf-8 + gb18030", why, digest.hexdigest(), notes=(note,),
                is_copy=True)  # fmt: skip


def _lines(path: Path) -> Iterator[bytes]:
    """The lines of a file; one that is longer than a piece comes in parts, and raises InputError where it is all zeros."""
    return (line for lines, _ in pieces_of_lines(path) for line in BytesIO(lines))


def _line_of_either(line: bytes) -> tuple[str, bool] | None:
    """A line's text and whether it is UTF-8; None when it is neither, or could be both."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return line.decode("gb18030"), False
        except UnicodeDecodeError:
            return None
    if _is_wide(text):
        return text, True
    try:
        chinese = line.decode("gb18030")
    except UnicodeDecodeError:
        return text, True
    if score_of(chinese) >= NATURAL or (_is_plain_chinese(chinese) and not _is_in_words(text)):
        return None
    return text, True


def _is_wide(text: str) -> bool:
    """Whether a line has characters of three bytes in UTF-8: no chance of Chinese in GB18030."""
    return any(char > "\u07ff" for char in text)


def _is_plain_chinese(text: str) -> bool:
    """Whether all that is beyond ASCII is of the hanzi that GB2312 has."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _is_in_words(text: str) -> bool:
    """Whether the accented letters of a line stand in Latin words, as that of café does."""
    return re.search(r"[^\x00-\x7f\u00c0-\u017f]", text) is None and all(
        re.search(r"[A-Za-z]", found[0]) for found in re.finditer(r"[A-Za-z\u00c0-\u017f]+", text)
    )
