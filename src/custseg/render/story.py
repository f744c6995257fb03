"""What is said around the tables, the same on a terminal, in plain text and in Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from custseg.render.cells import clean
from custseg.result import Note, Result
from custseg.words import t, title

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
