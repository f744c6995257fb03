"""The texts that the cells of a workbook share, many at once where they are written in the usual way."""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

import polars as pl

from custseg.read.workbook.guard import Archive, is_plain, local
from custseg.read.workbook.numbers import as_text, has_other_names, unescaped

_ITEM, _END = b"<si>", b"</si>"


def shared_texts(archive: Archive, part: str) -> pl.Series:
    """The texts of a workbook in the order that cells refer to them by."""
    reader = Texts()
    if archive.declared_size(part) < reader.large:
        archive.parse(part, reader.parser)
    else:
        archive.parse(part, reader.parser, reader.without_usual_ones)
    return reader.texts()


class Texts:
    """Follows the tags of a table of texts."""

    large = 1 << 20
    """Bytes of texts from which on speed matters."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._say
        self._done: list[pl.Series] = []
        self._texts: list[str] = []
        self._pieces: list[str] = []
        self._listening = False
        self._phonetic = 0
        self._is_hiding = False

    def _start(self, tag: str, given: dict[str, str]) -> None:
        what = local(tag)
        if what == "t":
            self._listening = not self._phonetic
        elif what == "si":
            self._pieces.clear()
        elif what == "rPh":
            self._phonetic += 1

    def _end(self, tag: str) -> None:
        what = local(tag)
        if what == "t":
            self._listening = False
        elif what == "si":
            self._texts.append(unescaped("".join(self._pieces)))
        elif what == "rPh":
            self._phonetic -= 1

    def _say(self, data: str) -> None:
        if self._listening:
            self._pieces.append(data)

    def texts(self) -> pl.Series:
        """All texts so far."""
        return pl.concat([*self._done, pl.Series(self._texts, dtype=pl.String)])

    def without_usual_ones(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """All bytes but those of usual items, which are taken at once."""
        rest = next(chunks, b"")
        cut = max(rest.find(_ITEM), 0)
        self._is_hiding = not is_plain(rest[:cut]) or b"<!" in rest[:cut]
        yield rest[:cut]
        rest = rest[cut:]
        for chunk in chunks:
            rest += chunk
            cut = rest.rfind(_ITEM)
            if cut > 0:
                yield self._unusual(rest[:cut])
                rest = rest[cut:]
        cut = rest.rfind(_END) + len(_END)
        if cut > len(_END):
            yield self._unusual(rest[:cut])
            rest = rest[cut:]
        yield rest

    def _unusual(self, items: bytes) -> bytes:
        """Whole items; nothing when they were usual ones and are taken."""
        from custseg.read.workbook.markup import texts_of

        found = None if self._is_hiding else texts_of(items)
        if found is None or has_other_names(found):
            self._is_hiding = self._is_hiding or b"<!" in items or b"<?" in items
            return items
        try:
            written = pl.Series([found[:-1].decode()])
        except UnicodeDecodeError:
            return items
        self._done.append(pl.Series(self._texts, dtype=pl.String))
        self._texts = []
        self._done.append(as_text(written.str.split("<").explode()))
        return b""
