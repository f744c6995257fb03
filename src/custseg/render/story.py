"""What is said around the tables, the same on a terminal, in plain text and in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from custseg.render.cells import clean, unit_of
from custseg.result import Note, Result
from custseg.words import t, title

if TYPE_CHECKING:
    import polars as pl

_INPUTS_NAMED = 10


def headline(result: Result) -> tuple[str, str]:
    """The title of an answer, and the date and number of customers it is about."""
    facts = []
    if result.as_of is not None:
        facts.append(t("as of {date}", date=result.as_of.isoformat()))
    if result.customers is not None:
        facts.append(t("{count} customers", count=f"{result.customers.height:,}"))
    name = title(result.command)
    return f"{name} · {clean(result.about)}" if result.about else name, " · ".join(facts)


def methods_of(results: Sequence[Result]) -> list[Result]:
    """The results that have something to show of their own; the report only says which there are."""
    return [result for result in results if result.command != "report"] or list(results)


def opening(results: Sequence[Result]) -> tuple[str, list[str]]:
    """The title over all results, and the date and number of customers they are about."""
    methods = methods_of(results)
    name = headline(methods[0])[0] if len(methods) == 1 else t("Who our customers are")
    as_of = next((result.as_of for result in results if result.as_of), None)
    counts = [result.customers.height for result in methods if result.customers is not None]
    facts = [t("as of {date}", date=as_of.isoformat())] if as_of else []
    return name, facts + ([t("{count} customers", count=f"{max(counts):,}")] if counts else [])


def findings(result: Result) -> list[str]:
    """What the answer says, in sentences that begin with a capital letter."""
    return [_begun(clean(note.text)) for note in result.notes if note.level == "finding"]


def _begun(sentence: str) -> str:
    """A sentence with a capital letter, unless it begins with a key or the name of a file."""
    word = sentence.partition(" ")[0].rstrip(":,;")
    return sentence[:1].upper() + sentence[1:] if word.isalpha() and word.isascii() else sentence


def remarks(results: Sequence[Result]) -> list[Note]:
    """Warnings, then how it was made; what several results have in common is said once."""
    notes = dict.fromkeys(note for result in results for note in result.notes)
    said = [Note(note.level, clean(note.text)) for note in notes if note.level != "finding"]
    return sorted(said, key=lambda note: note.level != "warning")


def shown(rows: int, total: int) -> str:
    """That not all customers are shown, and what to type to see more; empty when all are."""
    if rows >= total:
        return ""
    return t(
        "{rows} of {total} shown, --rows N for more, -o FILE.xlsx for all",
        rows=f"{rows:,}", total=f"{total:,}",
    )  # fmt: skip


def part_of(table: pl.DataFrame, rows: int, *, dated: int) -> tuple[pl.DataFrame, str]:
    """As much of a long summary table as suits a reader, and how much it is: of a history its end, else its beginning."""
    if not table.width:
        return table, ""
    first = table.columns[0]
    is_history = unit_of(first, table.schema[first]) in ("date", "month")
    part = table.tail(dated) if is_history else table.head(rows)
    if part.height == table.height:
        return table, ""
    said = {"rows": f"{part.height:,}", "total": f"{table.height:,}"}
    if is_history:
        return part, t("the last {rows} of {total}, -o FILE.xlsx for all", **said)
    return part, t("the first {rows} of {total}, -o FILE.xlsx for all", **said)


def pairs(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Nested settings or evidence as names and texts, ``rule.when`` for what is inside ``rule``."""
    return [pair for key, value in values.items() for pair in _walk(str(key), value)]


def _walk(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _walk(f"{path}.{key}", inner)
    elif isinstance(value, list | tuple) and any(
        isinstance(v, Mapping | list | tuple) for v in value
    ):
        for number, inner in enumerate(value, 1):
            yield from _walk(f"{path}[{number}]", inner)
    elif isinstance(value, list | tuple):
        yield path, ", ".join(map(str, value))
    else:
        yield path, "" if value is None else str(value)


def provenance(results: Sequence[Result]) -> list[str]:
    """Which custseg and settings made it, and for every input rows = used + set aside + rejected."""
    made = [result for result in results if result.provenance is not None]
    if not made or made[0].provenance is None:
        return []
    hashes = dict.fromkeys(
        (result.command, result.provenance.config_sha256[:12])
        for result in made
        if result.provenance
    )
    settings = (
        next(iter(hashes))[1] if len(hashes) == 1
        else ", ".join(f"{command} {digest}" for command, digest in hashes)
    )  # fmt: skip
    records = list(dict.fromkeys(
        record for result in made if result.provenance for record in result.provenance.inputs
    ))  # fmt: skip
    lines = [" · ".join((
        t("custseg {version} · settings {settings}", version=made[0].provenance.custseg, settings=settings),
        *made[0].provenance.privacy,
    ))]  # fmt: skip
    for record in records[:_INPUTS_NAMED]:
        lines.append(_account(
            clean(record.name), record.rows, record.used, record.set_aside, record.rejected))  # fmt: skip
    rest = records[_INPUTS_NAMED:]
    if rest:
        lines.append(_account(
            t("{count} more inputs", count=len(rest)), sum(r.rows for r in rest),
            sum(r.used for r in rest), sum(r.set_aside for r in rest),
            sum(r.rejected for r in rest)))  # fmt: skip
    return lines


def _account(name: str, rows: int, used: int, set_aside: int, rejected: int) -> str:
    return t(
        "{name}: {rows} rows = {used} used + {set_aside} set aside + {rejected} rejected",
        name=name, rows=f"{rows:,}", used=f"{used:,}", set_aside=f"{set_aside:,}",
        rejected=f"{rejected:,}",
    )  # fmt: skip
