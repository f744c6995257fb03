"""From export files to a dataset: read, recognise, bind, link accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from custseg.errors import InputError, UsageError, nearest
from custseg.read.table import Table
from custseg.result import Note
from custseg.schema.bind import Draft, draft, settle_currencies
from custseg.schema.canonical import CanonicalTable, Recognition
from custseg.schema.columns.kind import UNUSED
from custseg.schema.columns.mapping import locate, parse_maps
from custseg.schema.columns.roles import ROLES
from custseg.schema.dataset import Dataset
from custseg.schema.fates import finish
from custseg.schema.kept import KeptReading
from custseg.schema.keys import doubts_of_keys, doubts_of_others
from custseg.schema.kinds import KINDS
from custseg.schema.limits import doubts_of_size
from custseg.schema.linked import linked
from custseg.schema.recognition import recognition
from custseg.schema.series import doubts_of_series
from custseg.schema.stated import with_stated
from custseg.schema.understood import Understood, understood
from custseg.schema.unused import (
    doubts_of_roles,
    nothing_usable,
    only_shown,
    unused_note,
    unused_record,
)
from custseg.schema.values.dates import Order, day_of
from custseg.schema.values.parse import NO_HINTS, Hints
from custseg.words import label, t

if TYPE_CHECKING:
    from custseg.read import Reading, ReadOptions

Maps = Iterable[str] | Mapping[str, str]


def read(paths: str | Path | Sequence[str | Path], *, as_of: date | str | None = None, maps: Maps = (),
         kind: str | None = None, options: ReadOptions | None = None,
         kept: KeptReading | None = None, must_use: bool = True,
         whole: bool = False, meant: str | None = None) -> Dataset:  # fmt: skip
    """The dataset of export files: what kind each table is, its columns by role, every row accounted.

    ``paths`` are files or folders (CSV, workbooks, Parquet; ``-`` is standard input). ``as_of`` is the
    date the data is seen from (``"2024-06-30"``; by default the latest date in it). ``maps`` fixes
    roles (``["客户号=customer_id"]``, a 1-based number stands for a column), ``kind`` the kind of every
    table. Raises InputError when nothing can be used, saying what was seen (unless ``must_use`` is
    false, for who only wants to look). ``whole`` keeps all columns and amounts as they are stated, also
    of tables that no method can use: for ``schema.typed``, not for methods.
    """
    from custseg.read import ReadOptions

    options = options or ReadOptions()
    named = [str(p) for p in ([paths] if isinstance(paths, (str, Path)) else paths)]
    reading = _tables(named, options, kept)
    return bind(
        reading, as_of=as_of, maps=maps, kind=kind, date_order=options.date_order,
        hints=Hints(date_format=options.date_format, decimal=options.decimal), kept=kept,
        must_use=must_use, whole=whole, meant=meant,
    )  # fmt: skip


def _tables(named: Sequence[str], options: ReadOptions, kept: KeptReading | None) -> Reading:
    """The tables of files; what a file does not say of itself, the kept reading says."""
    from custseg.read import read_tables

    if kept is None or not kept.files:
        return read_tables(named, options)
    try:
        return read_tables(named, options, kept.options_of)
    except InputError as undecided:
        try:
            return read_tables(named, options, kept.settled)
        except InputError:
            raise undecided from None


def bind(reading: Reading | Sequence[Table], *, as_of: date | str | None = None, maps: Maps = (),
         kind: str | None = None, date_order: Order | None = None, hints: Hints = NO_HINTS,
         kept: KeptReading | None = None, must_use: bool = True,
         whole: bool = False, meant: str | None = None) -> Dataset:  # fmt: skip
    """The dataset of tables that were read; the arguments are those of ``read``.

    ``hints`` are what a person says of dates and amounts where no column proves it.
    """
    found, notes = _of_reading(reading)
    stated = [with_stated(table) for table in found]
    tables = [table for table, _ in stated]
    _refuse_unheard_of(kind)
    day = parse_day(as_of)
    kept = kept or KeptReading()
    mapped = locate(parse_maps(maps), tables)
    kept.refuse_lost_sheets(tables)
    notes += [_not_kept(table) for table in tables if kept.files and kept.of(table) is None]
    made = [
        understood(table, said, given, kept, kind, date_order, hints)
        for (table, said), given in zip(stated, mapped, strict=True)
    ]
    notes += doubts_of_series(made)
    drafts = [draft(columns, seen, whole=whole) for columns, seen in made if seen.kind != UNUSED]
    settle_currencies(drafts)
    canonical, orphans = linked(drafts)
    of_use = {id(d.table): d for d in drafts if not any(d is orphan for orphan in orphans)}
    unused = [(columns, seen) for columns, seen in made if id(columns.table) not in of_use]
    if not canonical and must_use:
        raise nothing_usable(made, orphans, meant)
    notes += [*_doubts(made, mapped), *_several_of_customers(canonical)]
    notes += [unused_note(columns, seen, orphans, whole) for columns, seen in unused]
    notes += [
        Note("warning", text) for columns, seen in unused
        for text in (*columns.table.notes, *doubts_of_roles(columns, seen))
    ]  # fmt: skip
    shown = {id(d.table): x for d, x in zip(of_use.values(), canonical, strict=True)}
    shown |= {id(d.table): finish(d) for d in orphans} if whole else {}
    return Dataset(
        canonical, day, notes, [unused_record(columns.table) for columns, _ in unused],
        [_recognised(one, of_use, shown, whole) for one in made],
    )  # fmt: skip


def _of_reading(reading: Reading | Sequence[Table]) -> tuple[list[Table], list[Note]]:
    if isinstance(reading, Sequence):
        return list(reading), []
    notes = [Note("warning", text) for text in reading.notes]
    for skipped in reading.skipped:
        notes.append(
            Note("info", t("{file} is left out: {why}", file=skipped.name, why=skipped.why))
        )
    return list(reading.tables), notes


def parse_day(given: date | str | None) -> date | None:
    """An as-of date; raises UsageError when the text is none."""
    if given is None or isinstance(given, date):
        return given
    day = day_of(given)
    if day is None:
        raise UsageError(t("{given!r} is not a date", given=given), t("write it as 2024-06-30"))
    return day


def _refuse_unheard_of(kind: str | None) -> None:
    if kind is None or kind in KINDS:
        return
    guess = nearest(kind, list(KINDS))
    raise UsageError(
        t("there is no kind of table {kind!r}", kind=kind),
        t("did you mean --as {guess}?", guess=guess) if guess
        else t("kinds: {known}", known=", ".join(KINDS)),
    )  # fmt: skip


def _not_kept(table: Table) -> Note:
    return Note("warning", t(
        "{file} is not in the kept reading, neither by its name nor by its columns: it is read anew; "
        "keep it, too, with custseg inspect FILES -o custseg.toml --force", file=table.source.name))  # fmt: skip


def _doubts(made: list[Understood], mapped: list[dict[str, str]]) -> list[Note]:
    """Doubts about single tables: their length, maps that do nothing, ids, columns without a role."""
    notes = [note for columns, _ in made for note in doubts_of_size(columns.table)]
    notes += _without_effect(made, mapped)
    for columns, seen in made:
        if seen.kind != UNUSED:
            notes += doubts_of_keys(columns, seen)
    return notes + [note for columns, seen in made for note in doubts_of_others(columns, seen)]


def _without_effect(made: list[Understood], mapped: list[dict[str, str]]) -> list[Note]:
    """A warning for every --map whose role the recognised kind of table does not have."""
    return [
        Note("warning", t("--map {column}={role} has no effect: {file} is a table of {kind}",
                          column=column, role=role, file=columns.table.source.name,
                          kind=label("kind", seen.kind)))
        for (columns, seen), given in zip(made, mapped, strict=True)
        for column, role in given.items()
        if role and seen.kind != UNUSED and role not in ROLES[seen.kind]
    ]  # fmt: skip


def _several_of_customers(canonical: Sequence[CanonicalTable]) -> list[Note]:
    if sum(table.kind == "customers" for table in canonical) < 2:
        return []
    return [Note("info", t("several tables of customers: of each column the first file's value counts"))]  # fmt: skip


def _recognised(
    made: Understood, of_use: Mapping[int, Draft], shown: Mapping[int, CanonicalTable], whole: bool
) -> Recognition:
    """How a table was understood; with ``whole`` also the table itself, whether a method can use it or not."""
    columns, seen = made
    known = recognition(columns, seen, of_use.get(id(columns.table)))
    if not whole:
        return known
    return replace(known, table=shown.get(id(columns.table)) or only_shown(columns, seen))
