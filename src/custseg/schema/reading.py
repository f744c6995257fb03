"""From export files to a dataset: read, recognise, bind, link accounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import polars as pl

from custseg.errors import InputError, UsageError, nearest
from custseg.read.table import ROW, Table
from custseg.result import InputRecord, Note
from custseg.schema.accounts import dated, link, needs_owner, owners
from custseg.schema.bind import Draft, draft, settle_currencies
from custseg.schema.canonical import CanonicalTable, ColumnReading, Recognition
from custseg.schema.columns.aliases import normal
from custseg.schema.columns.kind import UNUSED, Recognised, recognise
from custseg.schema.columns.likely import likely_column
from custseg.schema.columns.mapping import Assignment, Columns, can_mean, locate, parse_maps
from custseg.schema.columns.roles import ROLES
from custseg.schema.dataset import Dataset
from custseg.schema.fates import finish
from custseg.schema.kept import KeptFile, KeptReading, check_drift, check_formats, roles_kept
from custseg.schema.keys import doubts_of_keys, doubts_of_others
from custseg.schema.kinds import KINDS
from custseg.schema.limits import doubts_of_size
from custseg.schema.series import doubts_of_series
from custseg.schema.stated import with_stated
from custseg.schema.values.dates import Order, day_of, prove_order
from custseg.schema.values.money import has_decimal_comma
from custseg.schema.values.parse import NO_HINTS, Hints
from custseg.schema.whole import as_text
from custseg.words import header, label, t

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
    if kind is not None and kind not in KINDS:
        guess = nearest(kind, list(KINDS))
        raise UsageError(
            t("there is no kind of table {kind!r}", kind=kind),
            t("did you mean --as {guess}?", guess=guess) if guess
            else t("kinds: {known}", known=", ".join(KINDS)),
        )  # fmt: skip
    day = parse_day(as_of)
    kept = kept or KeptReading()
    mapped = locate(parse_maps(maps), tables)
    kept.refuse_lost_sheets(tables)
    notes += [_not_kept(table) for table in tables if kept.files and kept.of(table) is None]
    made = [
        _understood(table, said, given, kept, kind, date_order, hints)
        for (table, said), given in zip(stated, mapped, strict=True)
    ]
    notes += doubts_of_series(made)
    drafts = [draft(columns, seen, whole=whole) for columns, seen in made if seen.kind != UNUSED]
    settle_currencies(drafts)
    canonical, orphans = _linked(drafts)
    of_use = {id(d.table): d for d in drafts if not any(d is orphan for orphan in orphans)}
    recognitions = [
        _recognition(columns, seen, of_use.get(id(columns.table))) for columns, seen in made
    ]
    if whole:
        shown = {id(d.table): x for d, x in zip(of_use.values(), canonical, strict=True)}
        shown |= {id(d.table): finish(d) for d in orphans}
        recognitions = [
            replace(recognition, table=shown.get(id(columns.table)) or _only_shown(columns, seen))
            for (columns, seen), recognition in zip(made, recognitions, strict=True)
        ]
    unused = [(columns, seen) for columns, seen in made if id(columns.table) not in of_use]
    if not canonical and must_use:
        raise _nothing_usable(made, orphans, meant)
    notes += _doubts(made, mapped)
    if sum(table.kind == "customers" for table in canonical) > 1:
        notes.append(
            Note(
                "info",
                t("several tables of customers: of each column the first file's value counts"),
            )
        )
    notes += [_unused_note(columns, seen, orphans, whole) for columns, seen in unused]
    notes += [
        Note("warning", text) for columns, seen in unused
        for text in (*columns.table.notes, *_doubts_of_roles(columns, seen))
    ]  # fmt: skip
    return Dataset(canonical, day, notes, [_unused_record(columns.table) for columns, _ in unused],
                   recognitions)  # fmt: skip


def _understood(
    table: Table, said: Mapping[str, str], given: Mapping[str, str], kept: KeptReading,
    kind: str | None, date_order: Order | None, hints: Hints,
) -> tuple[Columns, Recognised]:  # fmt: skip
    """The columns of one table and their roles; raises InputError where it is not as it was kept."""
    entry = kept.of(table)
    if entry is not None:
        check_drift(entry, table)
    order = date_order or (entry.date_order if entry is not None else None)
    columns = Columns(table, order, _with_kept(hints, entry))
    _refuse_doubles(table, given)
    fixed = {**said, **roles_kept(kept, table), **given}
    forced = kind or (entry.kind if entry is not None else None)
    seen = recognise(columns, fixed, None if forced == UNUSED else forced)
    _refuse_mute(columns, seen, fixed)
    if entry is not None:
        proven = _proven_order(columns, seen) if date_order is None else None
        decimal = _decimal(columns, seen) if hints.decimal is None else None
        check_formats(entry, table.source, proven, decimal, _unit(columns, seen))
    return _filled_down(columns, seen), seen


def _doubts(made: list[tuple[Columns, Recognised]], mapped: list[dict[str, str]]) -> list[Note]:
    """Doubts about single tables: their length, maps that do nothing, ids, columns without a role."""
    notes = [note for columns, _ in made for note in doubts_of_size(columns.table)]
    notes += _without_effect(made, mapped)
    for columns, seen in made:
        if seen.kind != UNUSED:
            notes += doubts_of_keys(columns, seen)
    return notes + [note for columns, seen in made for note in doubts_of_others(columns, seen)]


def _with_kept(hints: Hints, entry: KeptFile | None) -> Hints:
    """What a person says now, else what was kept."""
    if entry is None:
        return hints
    return replace(hints, date_format=hints.date_format or entry.date_format,
                   decimal=hints.decimal or entry.decimal)  # fmt: skip


def _not_kept(table: Table) -> Note:
    return Note("warning", t(
        "{file} is not in the kept reading, neither by its name nor by its columns: it is read anew; "
        "keep it, too, with custseg inspect FILES -o custseg.toml --force", file=table.source.name))  # fmt: skip


def _refuse_doubles(table: Table, given: Mapping[str, str]) -> None:
    """Two columns of one table cannot have one role."""
    for role in set(given.values()) - {""}:
        named = [column for column, its in given.items() if its == role]
        if len(named) > 1:
            raise UsageError(
                t("--map gives the role {role} to two columns of {file}: {columns}",
                  role=role, file=table.source.name, columns=", ".join(named)),
                t("give it to one of them"),
            )  # fmt: skip


def _without_effect(
    made: list[tuple[Columns, Recognised]], mapped: list[dict[str, str]]
) -> list[Note]:
    """A warning for every --map whose role the recognised kind of table does not have."""
    return [
        Note("warning", t("--map {column}={role} has no effect: {file} is a table of {kind}",
                          column=column, role=role, file=columns.table.source.name,
                          kind=label("kind", seen.kind)))
        for (columns, seen), given in zip(made, mapped, strict=True)
        for column, role in given.items()
        if role and seen.kind != UNUSED and role not in ROLES[seen.kind]
    ]  # fmt: skip


def _filled_down(columns: Columns, seen: Recognised) -> Columns:
    """The columns with ids, dates and words that are merged over several rows said in each of them.

    An amount that is merged over several rows is one amount, not several: it stays in the first row.
    """
    table = columns.table
    merged = {
        x.column: table.merged[x.column] for x in seen.roles.assigned.values()
        if x.column in table.merged and x.parsing.parser not in ("money", "number")
    }  # fmt: skip
    if not merged or not table.is_held:
        return columns
    rows, filled = table.sample, 0
    at = {number: place for place, number in enumerate(rows[ROW])}
    for column, ranges in merged.items():
        cells = rows[column].to_list()
        for first, last in ranges:
            for number in range(first + 1, last + 1):
                if first in at and number in at and cells[at[number]] is None:
                    cells[at[number]] = cells[at[first]]
                    filled += 1
        rows = rows.with_columns(pl.Series(column, cells, pl.String()))
    note = t("{name}: {count} cells of {columns} are merged with the cell above and say the same",
             name=table.source.name, count=f"{filled:,}", columns=t(", ").join(merged))  # fmt: skip
    whole = replace(table, frame=rows.lazy(), sample=rows, notes=(*table.notes, note))
    return Columns(whole, columns.order, columns.hints)


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


def _linked(drafts: list[Draft]) -> tuple[list[CanonicalTable], list[Draft]]:
    """Finished tables in their order, and drafts whose accounts belong to nobody that is known."""
    done = {id(made): finish(made) for made in drafts if not needs_owner(made)}
    owner_of = owners(done.values())
    orphans = []
    for made in drafts:
        if not needs_owner(made):
            continue
        if owner_of is None:
            orphans.append(made)
        else:
            done[id(made)] = finish(link(made, owner_of))
    used = [made for made in drafts if id(made) in done]
    tables = dated(done[id(made)] for made in used)
    return _held(zip(used, tables, strict=True)), orphans


def _held(finished: Iterable[tuple[Draft, CanonicalTable]]) -> list[CanonicalTable]:
    """The tables; those whose text is in memory are typed here once, and not again by every plan."""
    pairs = list(finished)
    small = [canonical for made, canonical in pairs if made.table.is_held]
    frames = pl.collect_all([canonical.frame for canonical in small], engine="streaming")
    typed = {id(x): frame.lazy() for x, frame in zip(small, frames, strict=True)}
    return [replace(x, frame=typed.get(id(x), x.frame)) for _, x in pairs]


def _recognition(columns: Columns, seen: Recognised, made: Draft | None) -> Recognition:
    """How a table was understood; ``made`` is None when it is not used."""
    is_read = seen.kind != UNUSED or seen.reads_as is not None
    assigned = seen.roles.assigned.values() if is_read else ()
    roles = {x.column: x for x in assigned}
    late = {column: role for role, column in made.headers.items()} if made is not None else {}
    readings = []
    for column in columns.table.columns:
        sample = columns.sample(column)
        said = sample.drop_nulls()
        assignment = roles.get(column)
        readings.append(ColumnReading(
            header=column, role=assignment.role if assignment else late.get(column),
            parsed_as=columns.parsing(column, assignment.parsing.parser).words if assignment else "",
            filled_share=len(said) / len(sample) if len(sample) else 0.0,
            example=said[0] if len(said) else None,
            decided_by=assignment.why if assignment else "",
        ))  # fmt: skip
    return Recognition(
        columns.table.source, seen.kind if made is not None else UNUSED, seen.why, tuple(readings),
        date_order=_order(columns, seen), decimal=_decimal(columns, seen),
        unit=_unit(columns, seen), judged_rows=columns.table.sample.height, has_all_rows=columns.table.is_held,
        outside=columns.table.aside,
        undecided=tuple((role, _claimants(columns, seen, role)) for role in sorted(seen.roles.undecided)),
    )  # fmt: skip


def _claimants(columns: Columns, seen: Recognised, role: str) -> tuple[str, ...]:
    """The columns without a role that could have this one."""
    taken = {assigned.column for assigned in seen.roles.assigned.values()}
    return tuple(
        column for column in columns.table.columns
        if column not in taken and can_mean(columns, column, seen.roles.kind, role)
    )  # fmt: skip


def _order(columns: Columns, seen: Recognised) -> str | None:
    """The order of day and month that the table's dates are read by, where they need one."""
    forms = [columns.parsing(x.column, "date").form for x in _dated(seen)]
    return next((form.order for form in forms if form is not None and form.order), None)


def _proven_order(columns: Columns, seen: Recognised) -> str | None:
    """The order of day and month that the whole table proves, whatever was kept."""
    if _order(columns, seen) is None:
        return None
    proven = (prove_order(columns.table.frame, x.column) for x in _dated(seen))
    return next((order for order in proven if order is not None), None)


def _dated(seen: Recognised) -> list[Assignment]:
    return [x for x in seen.roles.assigned.values() if x.parsing.parser == "date"]


def _decimal(columns: Columns, seen: Recognised) -> str | None:
    """The decimal sign that the table's amounts show: ``comma``, ``point``, or None."""
    shown = set()
    for assigned in seen.roles.assigned.values():
        if assigned.parsing.parser != "money":
            continue
        sample = columns.sample(assigned.column)
        if has_decimal_comma(sample):
            shown.add("comma")
        elif bool(sample.str.contains(r"\d\.\d{1,2}$").any()):
            shown.add("point")
    return shown.pop() if len(shown) == 1 else None


def _unit(columns: Columns, seen: Recognised) -> int | None:
    """What a line around the table multiplies its amounts by; None where none does."""
    unit = columns.hints.unit
    if unit is None or unit.scale == 1 or unit.scale != int(unit.scale):
        return None
    amounts = (x for x in seen.roles.assigned.values() if x.parsing.parser == "money")
    bare = (normal(x.column) for x in amounts)
    return int(unit.scale) if any(x.scale == 1 and not x.states_unit for x in bare) else None


def _refuse_mute(columns: Columns, seen: Recognised, fixed: Mapping[str, str]) -> None:
    """A column that was said to tell in from out has to: without it no amount has a sign."""
    way = seen.roles.assigned.get("direction")
    if way is None or fixed.get(way.column) != "direction" or way.parsing.parse is None:
        return
    said = columns.sample(way.column).drop_nulls()
    if len(said) and not way.parsing.parse(said).is_not_null().any():
        raise InputError(
            t("{file}: nothing in column {column!r} says what came in and what went out: {value!r}",
              file=columns.table.source.name, column=way.column, value=said[0]),
            t("it has to say in or out, 收 or 支, 贷 or 借, C or D; else leave it out with --map {column}=", column=way.column),
        )  # fmt: skip


def _only_shown(columns: Columns, seen: Recognised) -> CanonicalTable:
    """A table that no method can use, to be looked at: typed where its kind is known, else as text."""
    if seen.reads_as is not None:
        made = draft(columns, seen._replace(kind=seen.reads_as), whole=True)
        settle_currencies([made])
        return finish(made)
    return as_text(columns)


def _doubts_of_roles(columns: Columns, seen: Recognised) -> list[str]:
    """What could not be decided about the columns of a table that is not used."""
    return [
        t("{file}: {text}", file=columns.table.source.name, text=text)
        for text in seen.roles.warnings
    ]


def _unused_note(columns: Columns, seen: Recognised, orphans: list[Draft], whole: bool) -> Note:
    name, seen_columns = columns.table.source.name, t(", ").join(columns.table.columns)
    if any(columns.table is orphan.table for orphan in orphans):
        return Note("warning", t(
            "{file} is not used: its rows name an account, and no table says whose it is; "
            "add the accounts table, or --map {column}=customer_id",
            file=name, column=seen.roles.assigned["account_id"].column))  # fmt: skip
    # A table that names customers, accounts or orders was most likely meant to count.
    level: Literal["warning", "info"] = (
        "warning" if whole or seen.roles.any("customer_id", "account_id", "order_id") else "info"
    )
    if seen.reads_as is not None:
        return Note(level, t(
            "{file} has no column that says whose its rows are: methods cannot use them; columns {columns}",
            file=name, columns=seen_columns))  # fmt: skip
    return Note(level, t("{file} is not used: {why}; columns {columns}",
                          file=name, why=seen.why, columns=seen_columns))  # fmt: skip


def _unused_record(table: Table) -> InputRecord:
    rows = table.rows_in_frame
    if rows is None:
        rows = int(table.frame.select(pl.len()).collect(engine="streaming").item())
    rows += sum(outside.count for outside in table.aside)
    return InputRecord(table.source.name, table.source.sha256, UNUSED, rows, 0, rows, 0)


def _somebody(columns: Columns, seen: Recognised) -> str:
    """The column that most likely says who a row is about."""
    taken = {assigned.column for assigned in seen.roles.assigned.values()}
    free = {
        column: columns.sample(column).drop_nulls().head(100).to_list()
        for column in columns.table.columns if column not in taken
    }  # fmt: skip
    for role in ("customer_id", "name", "company_name", "phone"):
        found = likely_column(role, free)
        if found is not None:
            return found
    # In a shop's statement of payments the customer is who paid.
    other = seen.roles.assigned.get("counterparty")
    return other.column if other is not None else t("COLUMN")


def _nearest_kind(seen: Recognised) -> str:
    """The kind of table most of the recognised columns belong to; transactions where none does."""
    counts = {
        kind: sum(role in columns for role in seen.roles.assigned)
        for kind, columns in KINDS.items()
    }
    most = max(counts.values())
    return next(kind for kind in ("transactions", *KINDS) if counts[kind] == most)


def _nothing_usable(
    made: list[tuple[Columns, Recognised]], orphans: list[Draft], meant: str | None
) -> InputError:
    if not made:
        return InputError(
            t("there is no table in the input"), t("name CSV or Excel files, or a folder of them")
        )
    lines = []
    for columns, seen in made:
        near = ", ".join(f"{x.column} = {header(role)}" for role, x in seen.roles.assigned.items())
        said = t(
            "{file} has columns {columns}",
            file=columns.table.source.name,
            columns=t(", ").join(columns.table.columns),
        )
        lines.append(said + (t(" (recognised: {near})", near=near) if near else ""))
        lines[-1] += "".join(f"; {text}" for text in seen.roles.warnings)
    if orphans:
        column = orphans[0].recognised.roles.assigned["account_id"].column
        hint = t("rows name an account, and no table says whose it is: add the accounts table, or --map {column}=customer_id",
                 column=column)  # fmt: skip
    else:
        first = _somebody(*made[0])
        hint = t(
            "name a column with --map {column}=customer_id, or say the kind with --as {kind}",
            column=first, kind=meant or _nearest_kind(made[0][1]),
        )  # fmt: skip
    return InputError(t("no table could be used: {seen}", seen=" | ".join(lines)), hint)
