"""Which encoding a text file is in: proved over the whole file, never replaced, never mojibake."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from custseg.errors import InputError, UsageError
from custseg.native.library import Pairs, library_for
from custseg.read.scratch import CHUNK, scratch_file
from custseg.read.text.blocks import pieces, pieces_of_lines
from custseg.read.text.mixed import has_lines_of_utf8, line_by_line
from custseg.read.text.script import NATURAL, score_of, verdict
from custseg.read.text.utf8 import Text, is_utf8
from custseg.read.text.wide import marked_encoding, unmarked_encoding
from custseg.words import t

_UTF8_NAMES = ("utf-8", "utf_8", "utf-8-sig")
_WIDER = {"gbk": "gb18030", "gb2312": "gb18030", "big5": "big5hkscs", "euc_kr": "cp949",
          "shift_jis": "cp932", "ascii": "utf-8", "cp936": "gb18030", "cp950": "big5hkscs"}  # fmt: skip
"""Encodings that files are said to be in, and those that hold all their characters."""
_ESCAPED = ((b"\x1b$B", "iso2022_jp"), (b"\x1b$@", "iso2022_jp"), (b"\x1b$)C", "iso2022_kr"))
_HZ = re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}")
"""Chinese in seven bits, between ``~{`` and ``~}``."""
"""Sequences that only text in these encodings has."""
_LONGEST_CHARACTER = 4
_ASCII = bytes(range(128)) + b"\x1b$B0l\x1b(B"


_SHIFTED_END = "\u0a00"
"""No character: what a line end of UTF-16 becomes after a byte that was lost or put in."""


@dataclass(frozen=True)
class _Bad:
    """The first place where bytes are no text, and whether the file merely ends there."""

    at: int
    at_end: bool


def as_utf8(path: Path, name: str, given: str | None, *, maybe_utf8: bool = True) -> Text:
    """The text file at ``path`` in UTF-8.

    A BOM decides; else UTF-8 if the beginning is (the whole is proved by the survey, which comes
    back with ``maybe_utf8=False`` when it is not); else, where every line is in one of them for
    certain, UTF-8 and GB18030 line by line; else the one of GB18030, Big5 and the Korean and
    Japanese encodings in which it reads as text. Each is proved over the whole file. A last
    character that was cut off is left out, and said. Raises InputError with the first byte that does
    not fit.
    """
    if given is not None:
        return _as_told(path, name, given)
    with path.open("rb") as stream:
        head = stream.read(CHUNK)
    marked = marked_encoding(head)
    if marked is not None:
        return _decoded(path, name, marked, t("byte order mark"))
    unmarked = unmarked_encoding(head)
    if unmarked is not None:
        return _decoded(path, name, unmarked, t("every other byte is zero"))
    for escape, encoding in _ESCAPED:
        if escape in head:
            return _decoded(path, name, encoding, t("its escape sequences"))
    if head.isascii() and b"~{" in head and _HZ.search(head):
        return _decoded(path, name, "hz", t("its escape sequences"))
    if maybe_utf8 and head.startswith(codecs.BOM_UTF8):
        return Text(path, "utf-8-sig", t("byte order mark"))
    if maybe_utf8 and is_utf8(head):
        why = t("plain ASCII so far") if head.isascii() else t("valid UTF-8")
        return Text(path, "utf-8", why)
    return _not_utf8(path, name)


def _not_utf8(path: Path, name: str) -> Text:
    """A file that is not UTF-8 from its first byte to its last."""
    bad = _first_bad(path, "utf-8")
    if bad is not None and bad.at_end and _has_wide_characters(path, bad.at):
        return _decoded(path, name, "utf-8", t("valid UTF-8"))
    mixed = line_by_line(path, name) if has_lines_of_utf8(path) else None
    if mixed is not None:
        return mixed
    with path.open("rb") as stream:
        if bad is not None and stream.read(3) == codecs.BOM_UTF8:
            raise bad_byte(path, name, "utf-8-sig", bad.at)
    found = verdict(_Pieces(path))
    if found.encoding is None:
        raise _unknown(path, name, bad.at if bad else 0, found.candidates)
    why = t("not UTF-8, and reads as {script} in {encoding}", encoding=found.encoding,
            script=_SCRIPTS[found.encoding]())  # fmt: skip
    text = _decoded(path, name, found.encoding, why)
    if not found.is_thin:
        return text
    line, said = _first_telling_line(text.path)
    doubt = t("{name}: read as {encoding} on little evidence; line {line} reads {said!r}: if that is "
              "wrong, name the encoding with --encoding",
              name=name, encoding=found.encoding, line=line, said=said)  # fmt: skip
    return replace(text, notes=(*text.notes, doubt))


_SCRIPTS = {
    "gb18030": lambda: t("Chinese"), "big5hkscs": lambda: t("Chinese"), "cp949": lambda: t("Korean"),
    "cp932": lambda: t("Japanese"), "euc_jp": lambda: t("Japanese"),
}  # fmt: skip


def _as_told(path: Path, name: str, given: str) -> Text:
    try:
        encoding = codecs.lookup(given).name
    except LookupError as error:
        raise UsageError(
            t("unknown encoding {given!r}", given=given), t("use utf-8, gb18030, big5 or cp1252")
        ) from error
    encoding = _WIDER.get(encoding, encoding)
    bad = _first_bad(path, "utf-8")
    if encoding in _UTF8_NAMES:
        if bad is not None and not bad.at_end:
            raise bad_byte(path, name, given.lower(), bad.at)
        if bad is not None:
            return _decoded(path, name, "utf-8", t("as set"))
        return Text(path, encoding, t("as set"))
    text = _decoded(path, name, encoding, t("as set"))
    likely = "utf-8" if bad is None else _clearly(path)
    if likely is not None and likely != encoding:
        _refuse_unnatural(path, text, name, given, likely)
    return text


def _clearly(path: Path) -> str | None:
    """The East Asian encoding that a file reads as beyond doubt."""
    found = verdict(_Pieces(path))
    return None if found.is_thin else found.encoding


def _refuse_unnatural(path: Path, text: Text, name: str, given: str, likely: str) -> None:
    """Raise InputError where a file is told to be in one encoding, reads well in another and not in this."""
    with text.path.open(encoding="utf-8") as stream:
        told = stream.read(CHUNK)
    at = _first_beyond_ascii(path)
    if at is None and not told.isascii():
        raise bad_byte(path, name, given, 0)
    if at is not None and score_of(told, _WIDER.get(text.encoding, text.encoding)) < NATURAL:
        line, byte = _line_and_byte(path, at)
        raise InputError(
            t("{name} is {likely} and not {encoding}: byte 0x{byte} at offset {at}, line {line}", name=name,
              likely="UTF-8" if likely == "utf-8" else likely, encoding=given, byte=byte, at=at, line=line),
            t("leave --encoding out to have it decided"),
        )  # fmt: skip


def _decoded(path: Path, name: str, encoding: str, why: str) -> Text:
    """A UTF-8 copy, with the original's fingerprint taken on the way."""
    digest = hashlib.sha256()
    copy = scratch_file(".utf8")
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    done = 0
    ascii_stays = _ASCII.decode(encoding, "replace") == _ASCII.decode("ascii")
    fast = _fast(path, encoding) if ascii_stays else None
    cut_off = False
    with copy.open("wb") as out, ThreadPoolExecutor(1) as beside:
        for chunk, last in pieces_of_lines(path) if ascii_stays else pieces(path):
            hashing = beside.submit(digest.update, chunk)
            pending = len(decoder.getstate()[0])
            try:
                if ascii_stays and chunk.isascii() and not pending:
                    out.write(chunk)
                elif fast is not None and not pending and (utf8 := fast(chunk)) is not None:
                    out.write(utf8)
                else:
                    text = decoder.decode(chunk, last)
                    out.write(text.encode("utf-8"))
            except UnicodeDecodeError as error:
                at = done - pending + error.start
                if not _is_at_end(error, done - pending, last):
                    raise bad_byte(path, name, encoding, at) from error
                text = error.object[: error.start].decode(_plain(encoding, done))
                out.write(text.encode())
                cut_off = True
            except UnicodeError as error:  # a surrogate, or no mark where the encoding needs one
                raise bad_byte(path, name, encoding, done) from error
            if not ascii_stays and _SHIFTED_END in text:
                raise bad_byte(path, name, encoding, done + 2 * text.index(_SHIFTED_END))
            done += len(chunk)
            hashing.result()
    return Text(copy, encoding, why, digest.hexdigest(), cut_off, is_copy=True)


def _fast(path: Path, encoding: str) -> Callable[[bytes], memoryview | None] | None:
    """What decodes most text of a large file faster than the codec does, where C is there."""
    native = library_for(path)
    return None if native is None else partial(native.from_pairs, pairs=Pairs(encoding))


def _plain(encoding: str, done: int) -> str:
    """The codec for a piece from the middle: its order was told by a mark at the beginning."""
    return encoding if done == 0 or encoding not in ("utf-16", "utf-32") else encoding + "-le"


def _is_at_end(error: UnicodeDecodeError, before: int, last: bool) -> bool:
    """Whether decoding fails only because the file ends within a character."""
    size = len(error.object)
    reason = error.reason.startswith(("unexpected end", "incomplete", "truncated"))
    return last and reason and size - error.start < _LONGEST_CHARACTER and before + error.start > 0


@dataclass(frozen=True)
class _Pieces:
    """The pieces of a file, from its beginning every time they are asked for."""

    path: Path

    def __iter__(self) -> Iterator[bytes]:
        return (chunk for chunk, _ in pieces(self.path))


def _first_bad(path: Path, encoding: str) -> _Bad | None:
    """The first byte that is not of this encoding; None when all are."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    done = 0
    for chunk, last in pieces(path):
        pending = len(decoder.getstate()[0])
        if not (chunk.isascii() and not pending):
            try:
                decoder.decode(chunk, last)
            except UnicodeDecodeError as error:
                at = done - pending + error.start
                return _Bad(at, _is_at_end(error, done - pending, last))
        done += len(chunk)
    return None


def _first_beyond_ascii(path: Path) -> int | None:
    done = 0
    for chunk, _ in pieces(path):
        if not chunk.isascii():
            return done + next(at for at, byte in enumerate(chunk) if byte > 127)
        done += len(chunk)
    return None


def _has_wide_characters(path: Path, before: int) -> bool:
    """Whether a file that is UTF-8 up to ``before`` has anything beyond ASCII there."""
    first = _first_beyond_ascii(path)
    return first is not None and first < before


# --- refusals ----------------------------------------------------------------------------------------


def _first_telling_line(path: Path) -> tuple[int, str]:
    """The first line of a UTF-8 file with anything beyond ASCII, and its beginning."""
    with path.open(encoding="utf-8", newline="\n") as stream:
        for number, line in enumerate(stream, 1):
            if not line.isascii():
                return number, line.strip()[:40]
    return 1, ""


def _line_and_byte(path: Path, at: int) -> tuple[int, str]:
    with path.open("rb") as stream:
        line, left = 1, at
        while left and (chunk := stream.read(min(left, CHUNK))):
            line += chunk.count(b"\n")
            left -= len(chunk)
        return line, stream.read(1).hex().upper()


def bad_byte(path: Path, name: str, encoding: str, at: int) -> InputError:
    """The refusal of a file that is not in the encoding it is said to be in."""
    line, byte = _line_and_byte(path, at)
    return InputError(
        t("{name} is not valid {encoding}: byte 0x{byte} at offset {at}, line {line}", name=name,
          encoding=encoding, byte=byte, at=at, line=line),
        t("export it again as UTF-8, or name its encoding with --encoding"),
    )  # fmt: skip


def _unknown(path: Path, name: str, at: int, candidates: tuple[str, ...]) -> InputError:
    """The file is in none of the encodings that are told apart: say where UTF-8 ends."""
    line, byte = _line_and_byte(path, at)
    if candidates:
        return InputError(
            t("{name} could be {candidates}: byte 0x{byte} at offset {at}, line {line} and what follows is "
              "too little to tell", name=name, byte=byte, at=at, line=line,
              candidates=t(" or ").join(candidates)),
            t("name its encoding with --encoding"),
        )  # fmt: skip
    return InputError(
        t("{name} is neither UTF-8 nor GB18030 nor Big5: byte 0x{byte} at offset {at}, line {line}",
          name=name, byte=byte, at=at, line=line),
        t("name its encoding with --encoding (cp1252 for Western Europe, cp1251 for Russian, cp949 "
          "for Korean)"),
    )  # fmt: skip
