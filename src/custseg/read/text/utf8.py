"""Text as all that follows reads it: a file in UTF-8, itself or a decoded copy."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Text:
    """A text file that can be read as UTF-8: itself, or a decoded copy."""

    path: Path
    encoding: str
    why: str
    sha256: str | None = None
    """The fingerprint of the original, where decoding has already passed over it."""
    cut_off: bool = False
    """It ends in the middle of a character, which is left out."""
    notes: tuple[str, ...] = ()
    """Sentences worth a warning: lines of another encoding, ..."""
    is_copy: bool = False
    """It was written here, and so is UTF-8 for certain."""


class NotUtf8(Exception):  # noqa: N818 - a finding while surveying, not an error of the user
    """The file is not UTF-8 after all."""


def is_utf8(head: bytes) -> bool:
    """Whether the beginning of a file is strict UTF-8 (a character may be cut at its end)."""
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head)
    except UnicodeDecodeError:
        return False
    return True
