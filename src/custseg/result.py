"""The one shape every answer has, whatever made it and whatever shows it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import polars as pl

    from custseg.models.sufficiency import Gate
    from custseg.words import Unit

SCHEMA_VERSION = 1
"""The version of the JSON form of a Result (docs/json.md)."""


@dataclass(frozen=True)
class Note:
    """A sentence to the reader, already in the chosen language.

    ``finding`` is what the answer says, ``info`` how it was made, ``warning`` what to be careful
    about (``--strict`` turns a warning into exit code 1).
    """

    level: Literal["finding", "info", "warning"]
    text: str


@dataclass(frozen=True)
class Chart:
    """A chart as data: renderers draw it, each in its own way.

    ``frame`` has one column ``x`` and one or more ``y`` columns (keys of ``words.terms``).
    ``bar`` compares categories, ``line`` follows an ordered x, ``share`` is a 0-to-1 curve such as
    Lorenz's, ``heatmap`` has rows in ``x`` and one column a cell in ``y``, ``stack`` follows an ordered x
    whose ``y`` are the parts of a whole.
    """

    key: str
    kind: Literal["bar", "line", "share", "heatmap", "stack"]
    frame: pl.DataFrame
    x: str
    y: tuple[str, ...]


@dataclass(frozen=True)
class InputRecord:
    """What became of one input table: rows = used + set_aside + rejected."""

    name: str
    sha256: str
    kind: str
    rows: int
    used: int
    set_aside: int
    rejected: int


@dataclass(frozen=True)
class Provenance:
    """How a result was made, printed with it wherever it goes."""

    custseg: str
    config_sha256: str
    inputs: tuple[InputRecord, ...] = ()
    personal: Mapping[str, Unit] = field(default_factory=dict)
    """Column -> the personal data it holds because its header in a file says so: ``customer_id`` ->
    ``phone`` where customers are told apart by 手机号. Renderers mask by it."""
    privacy: tuple[str, ...] = ()
    """How personal data was treated when the result was written: one sentence each."""


@dataclass(frozen=True)
class Part:
    """What one question adds to a Result that answers several, in their order."""

    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    charts: tuple[Chart, ...] = ()
    evidence: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    columns: pl.DataFrame | None = None
    """``customer_id`` and columns of the customers; who is left out has nulls."""
    gates: tuple[Gate, ...] = ()
    """What its claims need and what was found."""


@dataclass(frozen=True)
class Result:
    """The answer of one command.

    * ``customers``: one row per customer, first column ``customer_id``, sorted by it; None for
      answers that are not about single customers.
    * ``tables``: summary frames in the order they are shown; the key names the title
      (``words.terms.TITLES``), column keys name headers and units (``words.terms.TERMS``).
    * ``charts``: drawn from data only.
    * ``evidence``: how far to trust it: numbers a program can check (counts, thresholds, tests).
    * ``settings``: the values that were in force, as plain JSON types.
    """

    command: str
    as_of: date | None
    customers: pl.DataFrame | None = None
    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    charts: tuple[Chart, ...] = ()
    evidence: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    provenance: Provenance | None = None
    about: str = ""
    """Whom the answer is about where it is not all customers: a branch, a manager, one customer."""

    @property
    def warnings(self) -> list[str]:
        """The notes to be careful about."""
        return [note.text for note in self.notes if note.level == "warning"]


@dataclass(frozen=True)
class TypedTable:
    """A table as it was read, for ``inspect``: every row with its values, every doubt.

    Its frames are lazy and all text; ``rows`` is in the order of the file.
    """

    source: Mapping[str, Any]
    """File, format, encoding, kind, account of rows, ... in plain JSON types."""
    columns: tuple[Mapping[str, Any], ...]
    """Every column of the file: header, role, how it is read and who decided it."""
    rows: pl.LazyFrame
    rejects: pl.LazyFrame
    """file, sheet, row, column, value, reason."""
    warnings: tuple[str, ...] = ()


def config_sha256(settings: Mapping[str, Any]) -> str:
    """The fingerprint of the settings in force: equal settings, equal hash, in any key order."""
    canonical = json.dumps(settings, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
