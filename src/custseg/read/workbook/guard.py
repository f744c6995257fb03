"""A zipped workbook whose parts are unpacked piece by piece, and refused when they would hurt.

Sizes that a file declares are not believed, parts are never unpacked into memory unseen, and parts
that nobody asks for (pictures, an archive within) are not unpacked at all.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from xml.parsers import expat

from custseg.errors import InputError
from custseg.words import t

Through = Callable[[Iterator[bytes]], Iterator[bytes]]
"""What is done to the bytes of a part on their way to a parser."""
MOST_ENTRIES = 10_000
_MOST_BYTES = 4 << 30
_MOST_RATIO = 300
_SMALL = 64 << 20
"""What a workbook may unpack to whatever its size."""
_CHUNK = 1 << 18
_DEEPEST = 100_000
"""Tags that may be open at once, as far as counting shows."""


class Archive:
    """The parts of a zipped workbook; every byte that is unpacked is counted.

    Raises InputError when parts are there twice, too many, or unpack to far more than an export does.
    """

    def __init__(self, archive: zipfile.ZipFile, size: int, name: str) -> None:
        self.name = name
        self._archive = archive
        self._size = size
        self._unpacked = 0
        infos = [info for info in archive.infolist() if not info.filename.endswith("/")]
        if not all(info.filename for info in infos):
            raise zipfile.BadZipFile("a part has no name")
        require(len(infos) <= MOST_ENTRIES, name, t("it has {count} parts", count=len(infos)))
        self._parts = {part_name(info.filename): info for info in infos}
        require(len(self._parts) == len(infos), name, t("parts of it are there twice"))

    def __contains__(self, part: str) -> bool:
        return part_name(part) in self._parts

    def declared_size(self, part: str) -> int:
        """The size that the archive claims a part has."""
        return self._parts[part_name(part)].file_size

    def chunks(self, part: str) -> Generator[bytes]:
        """The bytes of a part, piece by piece."""
        info = self._parts[part_name(part)]
        size = 0
        with self._archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                self._unpacked += len(chunk)
                packed = max(info.compress_size, 1)
                require(size <= _SMALL or size <= _MOST_RATIO * packed, self.name,
                        t("{part} unpacks to more than {ratio} times its size", part=info.filename,
                          ratio=_MOST_RATIO))  # fmt: skip
                require(self._unpacked <= max(_SMALL, min(_MOST_BYTES, _MOST_RATIO * self._size)),
                        self.name, t("it unpacks to more than {ratio} times its size",
                                     ratio=_MOST_RATIO))  # fmt: skip
                yield chunk

    def read(self, part: str) -> bytes:
        """All bytes of a part that is small by nature."""
        with closing(self.chunks(part)) as chunks:
            return b"".join(chunks)

    def parse(self, part: str, parser: expat.XMLParserType, through: Through = iter) -> None:
        """Feed what comes ``through`` of a part of XML to a parser; one that declares entities is refused."""
        harden(parser, self.name, part)
        with closing(self.chunks(part)) as chunks:
            feed(parser, through(chunks), self.name, part)


@contextmanager
def opened(path: Path, name: str) -> Iterator[Archive]:
    """The archive at ``path``; whatever is wrong with the zip is an InputError."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield Archive(archive, path.stat().st_size, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error) as error:
        raise InputError(
            t("{name} is damaged or cut off: {error}", name=name, error=error),
            t("open it in Excel and save it again, or copy it again"),
        ) from error
    except RuntimeError as error:  # zipfile says so when an entry needs a password
        raise InputError(
            t("{name} is protected by a password", name=name),
            t("open it in Excel and save it without a password"),
        ) from error


def part_name(name: str) -> str:
    """The name of a part as it is looked up: some programs write backslashes or other cases."""
    return name.replace("\\", "/").lstrip("/").lower()


def require(holds: bool, name: str, why: str) -> None:
    """Raises InputError unless the workbook ``name`` ``holds`` what makes it safe."""
    if not holds:
        raise InputError(
            t("{name} is refused as unsafe: {why}", name=name, why=why),
            t("if you trust it, open it in Excel and save it again"),
        )


def harden(parser: expat.XMLParserType, name: str, part: str) -> None:
    """Let a parser refuse documents that declare anything: entities are how XML is made a bomb."""

    def refuse(*_: object) -> None:
        require(False, name, t("{part} declares entities", part=part))

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.buffer_text = True


def feed(parser: expat.XMLParserType, chunks: Iterator[bytes], name: str, part: str) -> None:
    """Parse ``chunks``; XML that is not well formed is an InputError."""
    depth = 0
    try:
        for chunk in chunks:
            plain = chunk.replace(b"\0", b"") if b"\0" in chunk else chunk
            depth += plain.count(b"<") - 2 * plain.count(b"</") - plain.count(b"/>")
            require(depth < _DEEPEST, name, t("{part} is nested without end", part=part))
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        # Not only what is malformed: an encoding that does not exist, or that expat cannot read.
        raise InputError(
            t("{name} is damaged: {part} is no proper XML ({error})", name=name, part=part,
              error=error),
            t("open it in Excel and save it again, or copy it again"),
        ) from error  # fmt: skip


def local(tag: str) -> str:
    """The name of a tag or attribute without its prefix."""
    return tag[tag.rfind(":") + 1 :]


_SAFE_START = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?(?:<\?xml[^>]*\?>)?\s*(?:<!--[^<>]*-->\s*)*<(?:worksheet|sst)[\s>]"
)


def is_plain(head: bytes) -> bool:
    """Whether a part begins as spreadsheet programs write it: UTF-8, no prefixes, nothing declared."""
    return bool(_SAFE_START.match(head)) and not re.search(
        rb"encoding=[\"'](?!utf-8)", head[:200], re.I
    )
