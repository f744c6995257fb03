"""One awkward file and what must come of it: the truth, or a refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Content = bytes | Callable[[], bytes]
Row = Mapping[str, str | None]


@dataclass(frozen=True)
class Truth:
    """All rows that are read, in order, each compared on the keys given here.

    Rows that methods leave out for what they say (another currency, an order that was cancelled, no
    customer, one that comes twice) are among them. A key with None may also be missing. Flags are
    ``true`` and ``false``.

    ``warns`` and ``rejects`` are patterns: every one must be found in some warning, or in some
    rejected row written as ``file sheet row column = value: reason``. Where no reject is expected
    there must be none; where ``silent``, there must be no warning either.
    """

    rows: tuple[Row, ...]
    warns: tuple[str, ...] = ()
    rejects: tuple[str, ...] = ()
    source: Mapping[str, object] = field(default_factory=dict)
    """What ``source`` must say, on these keys."""
    others: tuple[tuple[Row, ...], ...] = ()
    """The rows of further tables of other kinds, where there are any."""
    silent: bool = False


@dataclass(frozen=True)
class Refused:
    """Exit 3 with one clear line, which this pattern is found in, and nothing on standard output."""

    says: str
    code: int = 3


@dataclass(frozen=True)
class Case:
    """A file, how it is read, and what must come of it."""

    name: str
    file: str
    content: Content
    expected: Truth | Refused
    arguments: tuple[str, ...] = ()
    """Further options of the command line."""
    also: Mapping[str, Content] = field(default_factory=dict)
    """Files read together with it, in this order, after it."""
    beside: Mapping[str, Content] = field(default_factory=dict)
    """Files that lie in the same folder, not given on the command line (a password, custseg.toml)."""

    def written(self, folder: Path) -> list[str]:
        """Write all files to ``folder``; the arguments of ``custseg`` that read them there."""
        for name, content in {self.file: self.content, **self.also, **self.beside}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content() if callable(content) else content)
        return [
            "inspect",
            self.file,
            *self.also,
            "--format",
            "json",
            "--lang",
            "en",
            *self.arguments,
        ]


def text(*lines: str, encoding: str = "utf-8", end: str = "\n") -> bytes:
    """The bytes of a text file of these lines, each ended."""
    return "".join(line + end for line in lines).encode(encoding)


def rows_of(keys: str, *lines: str) -> tuple[Row, ...]:
    """Rows written briefly: keys and values separated by blanks, ``-`` alone is a missing value."""
    names = keys.split()
    return tuple(
        {k: None if v == "-" else v for k, v in zip(names, line.split(), strict=True)}
        for line in lines
    )
