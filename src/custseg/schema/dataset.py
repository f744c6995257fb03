"""The canonical tables that are there, the date they are seen from, and the account of every row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from typing import Any

import polars as pl

from custseg.errors import InputError, nearest
from custseg.read.table import ROW
from custseg.result import InputRecord, Note, Provenance, config_sha256
from custseg.schema.kinds import ACTIVITY, DATED_BY
from custseg.words import header, label, t

STATUS = "_status"
"""Null for a row that is used, else ``aside:<reason>`` or ``reject:<reason>``."""
SEEN = "_seen"
"""What was seen in a row that is not used: ``column = value``."""
AFTER_AS_OF = "aside:after_as_of"


@dataclass(frozen=True)
class CanonicalTable:
    """One file or sheet in canonical columns; ``frame`` still holds the rows that are not used."""

    kind: str
    name: str
    sha256: str
    frame: pl.LazyFrame
    columns: tuple[str, ...]
    """Canonical columns that are there."""
    own_columns: tuple[str, ...] = ()
    """Columns of the user's own that were kept as text."""
    aside_before: Mapping[str, int] = field(default_factory=dict)
    """Rows the reader set aside outside the frame, by reason."""
    notes: tuple[Note, ...] = ()
    """What was decided or guessed on the way, worth saying."""


@dataclass(frozen=True)
class Tally:
    """The account of one table: every row is used, set aside or rejected, with examples."""

    used: int
    aside: Mapping[str, int]
    rejected: Mapping[str, int]
    examples: Mapping[str, tuple[tuple[int, str], ...]]
    """Reason -> (row number, what was seen), at most five."""
    last_on: date | None

    @property
    def rows(self) -> int:
        """All rows of the input."""
        return self.used + sum(self.aside.values()) + sum(self.rejected.values())


class Dataset:
    """The canonical tables of one run.

    ``frame(kind)`` gives the used rows of all tables of a kind as one lazy frame, up to ``as_of``.
    ``collect(*plans)`` runs plans in one streaming pass and takes the account of all rows on the way,
    so that a command that needs a single pass makes a single pass.
    """

    def __init__(self, tables: Iterable[CanonicalTable], as_of: date | None = None,
                 notes: Iterable[Note] = (), unused: Iterable[InputRecord] = ()) -> None:  # fmt: skip
        self.tables = tuple(tables)
        self._given_as_of = as_of
        self._own_notes = tuple(notes)
        self._unused = tuple(unused)
        self._tallies: list[Tally] | None = None

    @classmethod
    def from_frames(cls, frames: Mapping[str, pl.DataFrame | pl.LazyFrame],
                    as_of: date | None = None) -> Dataset:  # fmt: skip
        """A dataset from frames that are canonical already, as kind -> frame (library and tests)."""
        tables = []
        for kind, frame in frames.items():
            lazy = frame.lazy()
            names = lazy.collect_schema().names()
            lazy = lazy.with_columns(pl.lit(None, pl.String).alias(STATUS),
                                     pl.lit(None, pl.String).alias(SEEN))  # fmt: skip
            if ROW not in names:
                lazy = lazy.with_row_index(ROW, offset=1)
            tables.append(CanonicalTable(kind, kind, "", lazy, tuple(n for n in names if n != ROW)))
        return cls(tables, as_of)

    # --- what is there -------------------------------------------------------------------------

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of tables that are there, in the order of the first of each."""
        return tuple(dict.fromkeys(table.kind for table in self.tables))

    def columns(self, kind: str) -> tuple[str, ...]:
        """The canonical columns any table of ``kind`` has."""
        return tuple(dict.fromkeys(c for x in self.tables if x.kind == kind for c in x.columns))

    def own_columns(self, kind: str) -> tuple[str, ...]:
        """The user's own columns kept in tables of ``kind``, as text."""
        return tuple(dict.fromkeys(c for x in self.tables if x.kind == kind for c in x.own_columns))

    def has(self, kind: str, *columns: str) -> bool:
        """Whether there is a table of ``kind`` with all these canonical columns."""
        there = self.columns(kind)
        return bool(there) and all(column in there for column in columns)

    def require(self, command: str, kind: str, *columns: str) -> None:
        """Raises InputError that says what ``command`` lacks and what was there instead."""
        if self.has(kind, *columns):
            return
        lacking = (
            [c for c in columns if c not in self.columns(kind)] if self.has(kind) else list(columns)
        )
        found = ", ".join(
            f"{table.name}: {label('kind', table.kind)} ({', '.join((*table.columns, *table.own_columns))})"
            for table in self.tables
        )
        guess = nearest(lacking[0], list(self.own_columns(kind))) if lacking else None
        raise InputError(
            t("{command} needs {kind} with {columns}; found {found}", command=command,
              kind=label("kind", kind), columns=", ".join(f"{header(c)} ({c})" for c in lacking),
              found=found or t("no table that could be used")),
            t("name the column with --map {name}={role}", name=guess or t("COLUMN"),
              role=lacking[0] if lacking else "customer_id"),
        )  # fmt: skip

    def frame(self, kind: str) -> pl.LazyFrame:
        """The used rows of all tables of ``kind``, canonical and own columns, up to ``as_of``."""
        parts = [
            self._judged(table).filter(pl.col(STATUS).is_null())
            .select(*table.columns, *table.own_columns)
            for table in self.tables if table.kind == kind
        ]  # fmt: skip
        if not parts:
            raise KeyError(kind)
        return parts[0] if len(parts) == 1 else pl.concat(parts, how="diagonal")

    def _judged(self, table: CanonicalTable) -> pl.LazyFrame:
        """The table's rows with those after a given as-of date set aside."""
        dated_by = DATED_BY.get(table.kind)
        if self._given_as_of is None or dated_by not in table.columns:
            return table.frame
        late = pl.col(STATUS).is_null() & (pl.col(dated_by) > self._given_as_of)
        return table.frame.with_columns(
            pl.when(late).then(pl.lit(AFTER_AS_OF)).otherwise(pl.col(STATUS)).alias(STATUS),
            pl.when(late)
            .then(pl.col(dated_by).cast(pl.String))
            .otherwise(pl.col(SEEN))
            .alias(SEEN),
        )

    # --- one pass over the data ----------------------------------------------------------------

    def collect(self, *plans: pl.LazyFrame) -> list[pl.DataFrame]:
        """The frames of ``plans``, computed in one streaming pass with the account of all rows."""
        if self._tallies is not None:
            return list(pl.collect_all(plans, engine="streaming")) if plans else []
        accounts = [self._account(table) for table in self.tables]
        frames = pl.collect_all([*plans, *accounts], engine="streaming")
        self._tallies = [
            _tally(table, frame) for table, frame in zip(self.tables, frames[len(plans):], strict=True)
        ]  # fmt: skip
        return list(frames[: len(plans)])

    def _account(self, table: CanonicalTable) -> pl.LazyFrame:
        dated_by = DATED_BY.get(table.kind)
        last = pl.col(dated_by).max() if dated_by in table.columns else pl.lit(None, pl.Date)
        return self._judged(table).group_by(STATUS).agg(
            pl.len().alias("n"), last.alias("last_on"),
            pl.col(ROW).head(5).alias("rows"), pl.col(SEEN).head(5).alias("seen"),
        )  # fmt: skip

    @property
    def tallies(self) -> list[Tally]:
        """The account of every table, in the order of ``tables``."""
        if self._tallies is None:
            self.collect()
        assert self._tallies is not None
        return self._tallies

    @property
    def as_of(self) -> date | None:
        """The date the data is seen from: the one given, else the latest date of any activity.

        Without activity (a customer list alone) it is the latest opening date; None without dates.
        Never today.
        """
        if self._given_as_of is not None:
            return self._given_as_of
        dated = [(x.kind in ACTIVITY, tally.last_on)
                 for x, tally in zip(self.tables, self.tallies, strict=True) if tally.last_on]  # fmt: skip
        if not dated:
            return None
        activity = [on for is_activity, on in dated if is_activity]
        return max(activity or [on for _, on in dated if on is not None])

    # --- the account ---------------------------------------------------------------------------

    @property
    def inputs(self) -> tuple[InputRecord, ...]:
        """What became of every input table, the unused ones too."""
        used = tuple(
            InputRecord(
                table.name, table.sha256, table.kind,
                rows=tally.rows + sum(table.aside_before.values()), used=tally.used,
                set_aside=sum(tally.aside.values()) + sum(table.aside_before.values()),
                rejected=sum(tally.rejected.values()),
            )
            for table, tally in zip(self.tables, self.tallies, strict=True)
        )  # fmt: skip
        return used + self._unused

    @property
    def notes(self) -> tuple[Note, ...]:
        """What was decided, guessed, set aside or rejected while reading, for the reader."""
        from custseg.schema.account import notes_of_account

        decided = tuple(note for table in self.tables for note in table.notes)
        return (*self._own_notes, *decided, *notes_of_account(self.tables, self.tallies))

    def provenance(self, settings: Mapping[str, Any]) -> Provenance:
        """How a result with these settings was made from this data."""
        return Provenance(version("custseg"), config_sha256(settings), self.inputs)


def _tally(table: CanonicalTable, account: pl.DataFrame) -> Tally:
    used, last_on = 0, None
    aside: dict[str, int] = {}
    rejected: dict[str, int] = {}
    examples: dict[str, tuple[tuple[int, str], ...]] = {}
    for row in account.sort(STATUS).iter_rows(named=True):
        status = row[STATUS]
        if status is None:
            used, last_on = row["n"], row["last_on"]
            continue
        fate, _, reason = status.partition(":")
        (aside if fate == "aside" else rejected)[reason] = row["n"]
        examples[reason] = tuple(
            sorted(zip(row["rows"], (s or "" for s in row["seen"]), strict=True))
        )
    return Tally(used, aside, rejected, examples, last_on)
