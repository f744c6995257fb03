"""``inspect``: how every file, column and row was understood; and the rejected rows themselves."""

from __future__ import annotations

import polars as pl

from custseg.read.table import ROW
from custseg.result import Note, Result
from custseg.schema.canonical import SEEN, STATUS, ColumnReading
from custseg.schema.columns.aliases import normal
from custseg.schema.columns.kind import UNUSED
from custseg.schema.columns.roles import MEANINGS
from custseg.schema.dataset import Dataset
from custseg.schema.decisions import decisions_of
from custseg.words import header, label, t
from custseg.words.personal import says_personal
from custseg.words.terms import PERSONAL, TERMS

REJECTS = {
    "file": pl.String,
    "sheet": pl.String,
    "row": pl.UInt32,
    "reason": pl.String,
    "seen": pl.String,
}


def inspect(dataset: Dataset) -> Result:
    """How the files of ``dataset`` are read.

    Tables: ``files`` (kind, encoding, rows used, set aside and rejected), ``decisions`` (what was
    decided about each, how sure that is and why), ``columns`` (role of each, how it is read and what
    decided it, an example, masked where personal), ``aside`` (rows set aside by reason, with an
    example) and ``rejects`` (the first rows that are rejected, at most five a file and reason).
    """
    notes = [*_findings(dataset), *dataset.notes]
    tables = {
        "files": _files(dataset), "decisions": _decisions(dataset), "columns": _columns(dataset),
        "aside": _aside(dataset), "rejects": _examples(dataset),
    }  # fmt: skip
    tables = {key: table for key, table in tables.items() if key == "files" or not table.is_empty()}
    if len(dataset.recognitions) == 1:  # then every table is about that file
        tables = {
            key: table if key == "files" else table.drop("file") for key, table in tables.items()
        }
    return Result(
        command="inspect", as_of=dataset.as_of,
        tables=tables,
        evidence={"rows": sum(r.rows for r in dataset.inputs), "used": sum(r.used for r in dataset.inputs),
                  "set_aside": sum(r.set_aside for r in dataset.inputs),
                  "rejected": sum(r.rejected for r in dataset.inputs)},
        notes=tuple(notes), provenance=dataset.provenance({}),
    )  # fmt: skip


def _findings(dataset: Dataset) -> list[Note]:
    inputs = dataset.inputs
    used = [record for record in inputs if record.kind != UNUSED]
    kinds = t(", ").join(dict.fromkeys(label("kind", record.kind) for record in used))
    return [
        Note("finding", t("{used} of {all} tables are used: {kinds}",
                          used=len(used), all=len(inputs), kinds=kinds or t("none"))),
        Note("finding", t("{rows} rows = {used} used + {set_aside} set aside + {rejected} rejected",
                          rows=f"{sum(r.rows for r in inputs):,}", used=f"{sum(r.used for r in inputs):,}",
                          set_aside=f"{sum(r.set_aside for r in inputs):,}",
                          rejected=f"{sum(r.rejected for r in inputs):,}")),
    ]  # fmt: skip


def _files(dataset: Dataset) -> pl.DataFrame:
    records = {record.name: record for record in dataset.inputs}
    rows = []
    for seen in dataset.recognitions:
        source, record = seen.source, records.get(seen.source.name)
        rows.append({
            "file": source.name, "kind": seen.kind, "encoding": source.encoding,
            "header_row": source.header_row,
            "rows": record.rows if record else None, "used": record.used if record else None,
            "set_aside": record.set_aside if record else None,
            "rejected": record.rejected if record else None,
        })  # fmt: skip
    return pl.DataFrame(rows, schema={
        "file": pl.String, "kind": pl.String, "encoding": pl.String, "header_row": pl.Int64,
        "rows": pl.Int64, "used": pl.Int64, "set_aside": pl.Int64, "rejected": pl.Int64,
    })  # fmt: skip


def _decisions(dataset: Dataset) -> pl.DataFrame:
    rows = [
        {"file": seen.source.name, "decision": made.about, "set_to": made.found,
         "sure": made.sure, "why": made.why or None}
        for seen in dataset.recognitions for made in decisions_of(seen)
    ]  # fmt: skip
    return pl.DataFrame(
        rows, schema=dict.fromkeys(("file", "decision", "set_to", "sure", "why"), pl.String)
    )


def _aside(dataset: Dataset) -> pl.DataFrame:
    """Rows set aside, by file and reason, each with its first example."""
    tallies = {x.name: tally for x, tally in zip(dataset.tables, dataset.tallies, strict=True)}
    rows = []
    for seen in dataset.recognitions:
        counted: dict[str, tuple[int, tuple[tuple[int, str], ...]]] = {
            each.reason: (each.count, each.examples) for each in seen.outside
        }
        tally = tallies.get(seen.source.name)
        for reason, count in tally.aside.items() if tally is not None else ():
            before, examples = counted.get(reason, (0, ()))
            assert tally is not None
            counted[reason] = before + count, examples or tally.examples.get(reason, ())
        for reason, (count, examples) in counted.items():
            row, said = examples[0] if examples else (None, "")
            rows.append({"file": seen.source.name, "reason": reason, "rows": count, "row": row,
                         "seen": said[:60] or None})  # fmt: skip
    return pl.DataFrame(rows, schema={
        "file": pl.String, "reason": pl.String, "rows": pl.Int64, "row": pl.Int64, "seen": pl.String,
    })  # fmt: skip


def _columns(dataset: Dataset) -> pl.DataFrame:
    rows = [
        {
            "file": seen.source.name, "file_column": column.header, "role": column.role,
            "role_name": header(column.role) if column.role else None,
            "parsed_as": column.parsed_as or None, "decided_by": column.decided_by or None, "filled_share": column.filled_share,
            "example": _masked(column),
        }
        for seen in dataset.recognitions for column in seen.columns
    ]  # fmt: skip
    return pl.DataFrame(rows, schema={
        "file": pl.String, "file_column": pl.String, "role": pl.String, "role_name": pl.String,
        "parsed_as": pl.String, "decided_by": pl.String, "filled_share": pl.Float64, "example": pl.String,
    })  # fmt: skip


def _masked(column: ColumnReading) -> str | None:
    """An example, of personal columns only its first and last character.

    A column without a role is personal when its header would be so in a table of customers; any
    column is when its header says so (a customer_id under 手机号).
    """
    example = column.example
    meant = [role for role, _ in MEANINGS["customers"].get(normal(column.header).key, ())]
    roles = [column.role] if column.role else meant
    personal = any(role in TERMS and TERMS[role].unit in PERSONAL for role in roles)
    if not example or not (personal or says_personal(column.header)):
        return example[:40] if example else example
    return example[0] + "*" * min(len(example) - 1, 6) + (example[-1] if len(example) > 2 else "")


def _examples(dataset: Dataset) -> pl.DataFrame:
    rows = [
        {"file": table.name, "row": row, "reason": reason, "seen": seen or None}
        for table, tally in zip(dataset.tables, dataset.tallies, strict=True)
        for reason in tally.rejected
        for row, seen in tally.examples.get(reason, ())
    ]
    return pl.DataFrame(
        rows, schema={"file": pl.String, "row": pl.Int64, "reason": pl.String, "seen": pl.String}
    )


def rejects(dataset: Dataset) -> pl.DataFrame:
    """Every rejected row: file, sheet, row number, reason and what was seen there."""
    parts = []
    for table in dataset.tables:
        source = table.source
        file = source.path if source is not None else table.name
        sheet = source.sheet if source is not None else None
        parts.append(
            table.frame.filter(pl.col(STATUS).str.starts_with("reject:")).select(
                pl.lit(file).alias("file"), pl.lit(sheet, pl.String).alias("sheet"),
                pl.col(ROW).cast(pl.UInt32).alias("row"),
                pl.col(STATUS).str.strip_prefix("reject:").alias("reason"),
                pl.col(SEEN).alias("seen"),
            ).sort("row")
        )  # fmt: skip
    if not parts:
        return pl.DataFrame(schema=REJECTS)
    return pl.concat(pl.collect_all(parts, engine="streaming")).cast(REJECTS)  # type: ignore[arg-type]
