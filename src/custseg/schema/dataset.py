"""The canonical tables that are there, the date they are seen from, and the account of every row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib.metadata import version
from typing import Any

import polars as pl

from custseg.errors import InputError
from custseg.read.stamp import refuse_changed, unchanged
from custseg.read.table import ROW, Source
from custseg.result import InputRecord, Note, Provenance, config_sha256
from custseg.schema.account import Account, is_dated
from custseg.schema.account_words import examples_in_words, fate_in_words, notes_of_account
from custseg.schema.canonical import SEEN, STATUS, CanonicalTable, Recognition, Tally
from custseg.schema.columns.likely import likely_column
from custseg.schema.doubts import doubts_of
from custseg.schema.judgement import Fate, judged_further
from custseg.schema.kinds import MONEY, TOO_LARGE, dated_by, shows_activity
from custseg.schema.latest import Days, believed, together
from custseg.schema.presumed import Plan, run
from custseg.schema.shown import notes_of_shown
from custseg.words import Unit, header, label, t
from custseg.words.personal import says_personal

__all__ = ["SEEN", "STATUS", "CanonicalTable", "Dataset", "Tally"]

AFTER_AS_OF = "aside:after_as_of"
_MOST_STALE_DAYS, _STALE_PART, _YEAR_DAYS = 31, 4, 365
"""An as-of date may come a month after all activity, or a quarter of the time it lasted; never more than a year."""

_TABLES_TOLD, _COLUMNS_TOLD = 4, 12
"""Tables and columns of each that an error lists; all of them would be a page."""


class Dataset:
    """The canonical tables of one run.

    ``frame(kind)`` gives the used rows of all tables of a kind as one lazy frame, up to ``as_of``.
    ``collect(*plans)`` runs plans in one streaming pass and takes the account of all rows on the way,
    so that a command that needs a single pass makes a single pass.
    """

    def __init__(self, tables: Iterable[CanonicalTable], as_of: date | None = None,
                 notes: Iterable[Note] = (), unused: Iterable[InputRecord] = (),
                 recognitions: Iterable[Recognition] = ()) -> None:  # fmt: skip
        self.tables = tuple(tables)
        self._given_as_of = as_of
        self._own_notes = tuple(notes)
        self._unused = tuple(unused)
        self.recognitions = tuple(recognitions)
        self.today: date | None = None
        """Today, where a command has said it; only to warn of data from the future."""
        self._tallies: list[Tally] | None = None
        self._later_doubts: list[Note] | None = None
        self._of_shown: list[Note] = []
        self._disbelieved: date | None = None
        self._limit = _Limit()
        dated = [table for table in self.tables if is_dated(table)]
        self._leading = [x for x in dated if shows_activity(x.kind, x.columns)] or dated
        # Made once, so that all plans of a pass share them.
        self._rows = {id(table): self._judged(table) for table in self.tables}
        self._asked: set[str] = set()

    @classmethod
    def from_frames(cls, frames: Mapping[str, pl.DataFrame | pl.LazyFrame],
                    as_of: date | None = None) -> Dataset:  # fmt: skip
        """A dataset from frames that are canonical already, as kind -> frame (library and tests).

        Amounts have to be below ``kinds.TOO_LARGE``, else their sums need not be right: raises InputError where a frame
        that is no lazy one has others.
        """
        tables = []
        for kind, frame in frames.items():
            if isinstance(frame, pl.DataFrame):
                _refuse_too_large(kind, frame)
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

    @property
    def described(self) -> str:
        """The tables in words: name, kind and columns of each; of many, the first."""
        said = [
            f"{table.name}: {label('kind', table.kind)} ({_some((*table.columns, *table.own_columns), _COLUMNS_TOLD)})"
            for table in self.tables[:_TABLES_TOLD]
        ]
        rest = len(self.tables) - len(said)
        return ", ".join([*said, t("{count} more tables", count=rest)] if rest else said)

    def require(self, command: str, kind: str, *columns: str) -> None:
        """Raises InputError that says what ``command`` lacks and what was there instead."""
        if self.has(kind, *columns):
            self._asked.add(kind)
            return
        lacking = (
            [c for c in columns if c not in self.columns(kind)] if self.has(kind) else list(columns)
        )
        role = next(
            (c for c in lacking if not any(c in x.columns for x in self.tables)), lacking[0]
        )
        for seen in self.recognitions:
            for undecided, claimants in seen.undecided:
                if seen.kind == kind and undecided == role:
                    raise _undecided(command, seen, role, claimants)
        free = {
            column.header: [column.example] if column.example else []
            for seen in self.recognitions for column in seen.columns
            if column.role is None and role not in [other.role for other in seen.columns]
        }  # fmt: skip
        guess = likely_column(role, free)
        raise InputError(
            t("{command} needs {kind} with {columns}; found {found}", command=command,
              kind=label("kind", kind), columns=", ".join(f"{header(c)} ({c})" for c in lacking),
              found=self.described or t("no table that could be used")),
            t("name the column with --map {name}={role}", name=guess or t("COLUMN"), role=role)
            if guess or self.has(kind)
            else t("give the file of {kind} as well; if one of these holds them, read it with --as {key}",
                   kind=label("kind", kind), key=kind),
        )  # fmt: skip

    def frame(self, kind: str) -> pl.LazyFrame:
        """The used rows of all tables of ``kind``, canonical and own columns, up to ``as_of``."""
        parts = self.parts(kind)
        if not parts:
            raise KeyError(kind)
        if len(parts) == 1:
            return parts[0]
        return _one_row_each(parts) if kind == "customers" else pl.concat(parts, how="diagonal")

    def seems_sorted(self, kind: str, column: str) -> bool:
        """Whether the rows of ``kind`` seem to come in the order of a column: true of their sample."""
        tables = [table for table in self.tables if table.kind == kind]
        return len(tables) == 1 and column in tables[0].sorted_by

    def parts(self, kind: str) -> list[pl.LazyFrame]:
        """As ``frame``, each table of ``kind`` for itself; none where there is no such table."""
        self._asked.add(kind)
        return [
            self._rows[id(table)].filter(pl.col(STATUS).is_null())
            .select(*table.columns, *table.own_columns)
            for table in self.tables if table.kind == kind
        ]  # fmt: skip

    def rows_of(self, table: CanonicalTable) -> pl.LazyFrame:
        """All rows of one of its tables with what becomes of each."""
        return self._rows[id(table)]

    def _judged(self, table: CanonicalTable) -> pl.LazyFrame:
        """The table's rows with those set aside that come after the as-of date.

        A date that was given holds for all tables; one that was found, for those it was found in.
        """
        day = dated_by(table.kind, table.columns)
        if day is None:
            return table.frame
        if self._given_as_of is not None:
            limit = _Limit(self._given_as_of)
        elif any(table is leading for leading in self._leading):
            limit = self._limit
        else:
            return table.frame
        return judged_further(table.frame, partial(limit.fates, day), day)

    # --- one pass over the data ----------------------------------------------------------------

    def collect(self, *plans: Plan) -> list[pl.DataFrame]:
        """The frames of ``plans``, computed in one streaming pass with the account of all rows."""
        with unchanged(self._sources):
            if self._tallies is not None:
                return run(plans)
            collected, self._tallies = self._pass(plans)
            if self._doubt_latest():
                # A date that stands alone was found: the same plans again, without the rows after it.
                collected, self._tallies = self._pass(plans)
            return collected

    @property
    def _sources(self) -> list[Source]:
        """Where the tables came from."""
        return [seen.source for seen in self.recognitions]

    def _pass(self, plans: Sequence[Plan]) -> tuple[list[pl.DataFrame], list[Tally]]:
        accounts = [Account(table) for table in self.tables]
        sinks = [x.sink(self._rows[id(x.table)]) for x in accounts]
        collected = run([*plans, *sinks])[: len(plans)]
        return collected, [account.tally() for account in accounts]

    def _doubt_latest(self) -> bool:
        """Whether the latest dates stand alone; the limit is then the latest that does not."""
        if self._given_as_of is not None:
            return False
        by_kind: dict[str, list[Days]] = {}
        for table, tally in zip(self.tables, self.tallies, strict=True):
            if any(table is leading for leading in self._leading):
                by_kind.setdefault(table.kind, []).append(tally.days)
        kinds = [days for days in map(together, by_kind.values()) if days.last_on is not None]
        if not kinds:
            return False
        last = max(days.last_on for days in kinds if days.last_on is not None)
        limit = max(on for days in kinds if (on := believed(days)) is not None)
        if limit < last:
            self._limit.on, self._disbelieved = limit, last
        return limit < last

    def refuse_nothing(self) -> None:
        """Raises InputError when not one row could be used of the kinds that were asked for.

        An answer about nobody is right for a program, which can look, and a trap for a script.
        """
        asked = [(x, tally) for x, tally in zip(self.tables, self.tallies, strict=True)
                 if x.kind in self._asked]  # fmt: skip
        if not asked or any(tally.used for _, tally in asked):
            return
        fates = "; ".join(f"{table.name}: {fate_in_words(tally)}" for table, tally in asked)
        raise InputError(
            t("no row can be used: {fates}", fates=fates),
            t("export the id column as text, and do not open and save the file in a spreadsheet before")
            if any("damaged_id" in tally.rejected for _, tally in asked)
            else t("custseg inspect shows how the files are read; --map names columns"),
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

        Dates that stand alone (``schema.latest``) do not count. Without activity (a customer list
        alone) it is the latest opening date; None without dates. Never today.
        """
        if self._given_as_of is not None:
            return self._given_as_of
        dated = [(shows_activity(x.kind, x.columns), tally.days.last_on)
                 for x, tally in zip(self.tables, self.tallies, strict=True)]  # fmt: skip
        activity = [on for is_activity, on in dated if is_activity and on]
        return max(activity or [on for _, on in dated if on], default=None)

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
        decided = tuple(note for table in self.tables for note in table.notes)
        account = notes_of_account(self.tables, self.tallies)
        if self._later_doubts is None:
            frames = [self._rows[id(table)] for table in self.tables]
            self._later_doubts = doubts_of(self.tables, frames, self.tallies)
            shown = [x.table for x in self.recognitions if x.table is not None]
            others = (table for table in shown if not any(table is used for used in self.tables))
            self._of_shown = notes_of_shown(others, self.today, self._own_notes)
        return (
            *self._doubts(),
            *self._later_doubts,
            *self._own_notes,
            *decided,
            *account,
            *self._of_shown,
        )

    def _doubts(self) -> list[Note]:
        """Warnings about the date the data is seen from, and days that come after it."""
        as_of = self.as_of
        notes = self._births_to_come(as_of)
        if self._disbelieved is not None:
            where = t("; ").join(
                f"{table.name} {examples_in_words(late)}"
                for table, tally in zip(self.tables, self.tallies, strict=True)
                if (late := tally.examples.get(AFTER_AS_OF.partition(":")[2]))
            )
            notes.append(Note("warning", t(
                "the latest date {last} stands alone, more than a year after all others ({where}): the data is "
                "seen from {as_of} and later rows are set aside; if it is right, give --as-of {last}",
                last=self._disbelieved, where=where, as_of=as_of)))  # fmt: skip
        if self._given_as_of is None and self.today and as_of and as_of > self.today:
            notes.append(Note("warning", t(
                "the data is seen from {as_of}, the latest date in it, which lies in the future; give --as-of DATE",
                as_of=as_of)))  # fmt: skip
        stale = self._long_after_all()
        return [*notes, stale] if stale is not None else notes

    def _long_after_all(self) -> Note | None:
        """A warning where the as-of date that was given comes long after all activity: everybody looks gone."""
        days = together(
            tally.days for table, tally in zip(self.tables, self.tallies, strict=True)
            if any(table is leading for leading in self._leading)
        )  # fmt: skip
        as_of, first, last = self._given_as_of, days.first_on, days.last_on
        if as_of is None or first is None or last is None:
            return None
        gap = (as_of - last).days
        if gap <= max(_MOST_STALE_DAYS, (last - first).days // _STALE_PART) and gap <= _YEAR_DAYS:
            return None
        return Note("warning", t(
            "the data ends on {last}, {days:,} days before the as-of date {as_of}: what was missed since looks like "
            "customers who stay away; give --as-of {last}, or later exports", last=last, days=gap, as_of=as_of))  # fmt: skip

    def _births_to_come(self, as_of: date | None) -> list[Note]:
        """Warnings about days that cannot lie in the future: births, last contacts."""
        known = [day for day in (as_of, self.today) if day is not None]
        return [
            Note("warning", t("{name}: {column!r} has days that lie in the future: row {row} ({seen})",
                              name=table.name, column=header, row=row, seen=f"{header} = {on}"))
            for table, tally in zip(self.tables, self.tallies, strict=True)
            for header, (on, row) in tally.last_days.items()
            if known and on > max(known)
        ]  # fmt: skip

    def provenance(self, settings: Mapping[str, Any]) -> Provenance:
        """How a result with these settings was made from this data.

        Raises InputError when a file is no longer the one whose fingerprint it would name.
        """
        refuse_changed(self._sources)
        return Provenance(version("custseg"), config_sha256(settings), self.inputs, self.personal)

    @property
    def personal(self) -> dict[str, Unit]:
        """What the headers mapped to customer_id say of the persons in them."""
        headers = (column.header for seen in self.recognitions for column in seen.columns
                   if column.role == "customer_id")  # fmt: skip
        said = next((unit for name in headers if (unit := says_personal(name))), None)
        return {} if said is None else {"customer_id": said}


def _undecided(command: str, seen: Recognition, role: str, claimants: Sequence[str]) -> InputError:
    """What to say where several columns could have the role that a command needs."""
    return InputError(
        t("{command} needs {role} ({key}), and {file} has several columns that could be it: {columns}",
          command=command, role=header(role), key=role, file=seen.source.name, columns=t(", ").join(claimants)),
        t("say which counts: --map {column}={role}; the others are read one by one in runs of their own",
          column=claimants[0], role=role),
    )  # fmt: skip


@dataclass
class _Limit:
    """The date after which rows do not count, known only once all dates have been seen."""

    on: date | None = None

    def fates(self, day: str) -> list[Fate]:
        """What becomes of rows whose date comes after the limit: nothing as long as there is none."""
        if self.on is None:
            return []
        dates = pl.col(day)
        return [(dates > self.on, pl.lit(AFTER_AS_OF), dates.cast(pl.String))]


def _one_row_each(parts: list[pl.LazyFrame]) -> pl.LazyFrame:
    """Customers of several tables, one row each: of each column the first table's value that is there."""
    merged = parts[0]
    for part in parts[1:]:
        there, names = merged.collect_schema().names(), part.collect_schema().names()
        shared = [name for name in names if name in there and name != "customer_id"]
        merged = (
            merged.join(part, on="customer_id", how="full", coalesce=True, suffix="\x00")
            .with_columns(pl.coalesce(name, f"{name}\x00").alias(name) for name in shared)
            .drop(f"{name}\x00" for name in shared)
        )
    return merged


def _refuse_too_large(kind: str, frame: pl.DataFrame) -> None:
    """Raises InputError where a column of exact amounts has one that their sums could not hold."""
    amounts = frame.select(pl.col(name) for name, dtype in frame.schema.items() if dtype == MONEY)
    for name, most in (
        amounts.select(pl.all().abs().max()).to_dicts()[0].items() if amounts.width else ()
    ):
        if most is not None and most >= TOO_LARGE:
            raise InputError(
                t("{kind}: {column} has {amount}, and from {limit} on a number is no amount",
                  kind=label("kind", kind), column=header(name), amount=f"{most:,f}", limit=f"{TOO_LARGE:,}"),
                t("an account number is no amount, and a unit may be stated twice"),
            )  # fmt: skip


def _some(names: Sequence[str], most: int) -> str:
    rest = len(names) - most
    told = ", ".join(names[:most])
    return told + (t(", and {count} more", count=rest) if rest > 0 else "")
