"""What a set of rules covers, where it overlaps or gapes, and which rules are never reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.conditions import Condition
from custseg.conditions.verdicts import Verdicts, coverage, overlap
from custseg.errors import nearest
from custseg.segment.settings import REST, Rule, SegmentSettings
from custseg.words import header, t
from custseg.words.labels import LABELS

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EXAMPLES, _COMBINATIONS, _PIECE = 3, 8, 100_000


def coverage_table(rules: Sequence[Rule], verdicts: Verdicts) -> pl.DataFrame:
    """For each rule: whom it holds for, whom it decides, whom rules above it took, and which those are."""
    table = coverage(verdicts, "segment", [r.name for r in rules], [r.when for r in rules])
    takers = pl.Series("taken_by", _taken_by(verdicts), dtype=pl.String)
    return table.insert_column(table.columns.index("taken_before") + 1, takers)


def _taken_by(verdicts: Verdicts) -> list[str | None]:
    """For each rule the rules above that took customers it holds for, the most first."""
    said: list[str | None] = []
    for rule in range(verdicts.rules):
        takers = verdicts.first[verdicts.holds[:, rule] & (verdicts.first < rule)]
        counts = np.bincount(takers, minlength=rule) if rule else np.zeros(0, dtype=np.int64)
        order = [int(i) for i in np.argsort(-counts, kind="stable") if counts[i]]
        said.append(", ".join(str(i + 1) for i in order) or None)
    return said


def overlap_table(rules: Sequence[Rule], verdicts: Verdicts, ids: pl.Series) -> pl.DataFrame:
    """For each two rules that hold for the same customers: how many, and who. The upper one wins."""
    table = overlap(verdicts, "segment", "other_segment", [rule.name for rule in rules])
    pairs = table.select("rule_number", "other_rule_number").iter_rows()
    who = [_some(ids, verdicts.holds[:, i - 1], verdicts.holds[:, j - 1]) for i, j in pairs]
    return table.with_columns(pl.Series("examples", who, dtype=pl.String))


def _some(ids: pl.Series, one: NDArray[np.bool_], other: NDArray[np.bool_]) -> str:
    """The first few customers both hold for."""
    found: list[str] = []
    for start in range(0, len(ids), _PIECE):
        piece = slice(start, start + _PIECE)
        at = np.flatnonzero(one[piece] & other[piece])[: _EXAMPLES - len(found)]
        found += ids.gather(at + start).to_list()
        if len(found) == _EXAMPLES:
            break
    return ", ".join(found)


def example_rows(
    people: pl.DataFrame, rules: Sequence[Rule], verdicts: Verdicts, used: Sequence[str]
) -> dict[str, pl.DataFrame]:
    """Customers to look at, with what the rules look at of them.

    ``overlap_examples``: three for each combination of rules that hold together, the commonest first;
    ``uncovered``: no rule holds; ``undecided``: a rule above the one that decided could not be known.
    """
    ids = ["customer_id", *(c for c in used if c != "customer_id")]
    return {
        "overlap_examples": _overlapping(people, rules, verdicts, ids),
        "uncovered": people.filter(pl.Series(verdicts.uncovered)).select(ids).head(5),
        "undecided": _undecided(people, verdicts, ids),
    }


def _overlapping(
    people: pl.DataFrame, rules: Sequence[Rule], verdicts: Verdicts, ids: Sequence[str]
) -> pl.DataFrame:
    where = np.flatnonzero(verdicts.several)
    first, kind_of, counts = _kinds(verdicts.holds[where])
    kinds = verdicts.holds[where[first]]
    order = sorted(range(len(kinds)), key=lambda i: (-counts[i], tuple(~kinds[i])))[:_COMBINATIONS]
    said = [", ".join(str(r + 1) for r in np.flatnonzero(kinds[i])) for i in order]
    rows = [where[kind_of == i][:_EXAMPLES] for i in order]
    at = np.concatenate([np.zeros(0, np.int64), *rows])
    held = [text for text, of_kind in zip(said, rows, strict=True) for _ in of_kind]
    names = [rules[i].name for i in verdicts.first[at]]
    return people[at].select(
        "customer_id", pl.Series("rules_held", held, dtype=pl.String),
        pl.Series("segment", names, dtype=pl.String),
        *(c for c in ids if c not in ("customer_id", "rules_held", "segment")),
    )  # fmt: skip


def _kinds(
    holds: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The combinations of rules there are: a row of each, each row's combination, and how often it is."""
    packed = np.packbits(holds, axis=1)
    words = np.zeros((len(holds), -(-packed.shape[1] // 8) * 8), dtype=np.uint8)
    words[:, : packed.shape[1]] = packed
    one = words.shape[1] == 8
    key = words.view(np.uint64 if one else f"V{words.shape[1]}").reshape(-1)
    _, first, kind_of, counts = np.unique(
        key, return_index=True, return_inverse=True, return_counts=True
    )
    return first, kind_of.reshape(-1), counts


def _undecided(people: pl.DataFrame, verdicts: Verdicts, ids: Sequence[str]) -> pl.DataFrame:
    at = np.flatnonzero(verdicts.left_open)[:5]
    said = [
        ", ".join(str(r + 1) for r in np.flatnonzero(verdicts.unknown[i, : verdicts.first[i]]))
        for i in at
    ]
    return people[at].select(
        "customer_id", pl.Series("rules_open", said, dtype=pl.String),
        *(c for c in ids if c not in ("customer_id", "rules_open")),
    )  # fmt: skip


def coverage_warnings(
    people: pl.DataFrame, settings: SegmentSettings, conditions: Sequence[Condition],
    coverage: pl.DataFrame, uncovered: int,
) -> list[str]:  # fmt: skip
    """What is most likely not meant: rules never reached, gaps nobody named, names that are not there."""
    said = _same_names(settings)
    for row in coverage.iter_rows(named=True):
        number, name = row["rule_number"], row["segment"]
        if row["holds_for"] == 0:
            said.append(t("rule {number} {name!r} holds for nobody", number=number, name=name))
        elif row["wins"] == 0:
            said.append(t("rule {number} {name!r} is shadowed: all its {n} customers are taken by rules above it ({rules})",
                          number=number, name=name, n=f"{row['holds_for']:,}",
                          rules=_named(row["taken_by"], settings.rule)))  # fmt: skip
        if row["not_known"]:
            said.append(t("rule {number} {name!r} cannot be decided for {n} customers, a value is missing; it counts as not holding",
                          number=number, name=name, n=f"{row['not_known']:,}"))  # fmt: skip
    if uncovered and settings.rest == REST:
        said.append(t("no rule holds for {n} customers, and the rest has no name: say rest = \"…\" in [segment] where that is meant",
                      n=f"{uncovered:,}"))  # fmt: skip
    return said + _never_seen(people, settings.rule, conditions)


def _named(numbers: str, rules: Sequence[Rule]) -> str:
    """``1, 3`` with the names of these rules."""
    return ", ".join(f"{n} {rules[int(n) - 1].name!r}" for n in numbers.split(", "))


def _same_names(settings: SegmentSettings) -> list[str]:
    """Rules of one name make one segment: meant now and then, a slip of copying more often."""
    numbers: dict[str, list[str]] = {}
    for number, rule in enumerate(settings.rule, 1):
        numbers.setdefault(rule.name, []).append(str(number))
    said = [
        t("rules {numbers} have the same name {name!r}: their customers are one segment",
          numbers=t(", ").join(of_name), name=name)
        for name, of_name in numbers.items() if len(of_name) > 1
    ]  # fmt: skip
    if settings.rest in numbers:
        said.append(t("rule {number} has the name of the rest, {name!r}: its customers cannot be told "
                      "from those of no rule", number=numbers[settings.rest][0], name=settings.rest))  # fmt: skip
    return said


def _never_seen(
    people: pl.DataFrame, rules: Sequence[Rule], conditions: Sequence[Condition]
) -> list[str]:
    """Texts in conditions that are no label and that no customer has: most likely misspelt."""
    said = []
    for number, (rule, condition) in enumerate(zip(rules, conditions, strict=True), 1):
        for column, value in condition.literals:
            if value in LABELS.get(column, {}) or (people[column] == value).any():
                continue
            there = people[column].drop_nulls().unique().sort().head(200).to_list()
            guess = nearest(value, [str(x) for x in there])
            said.append(
                t("rule {number} {name!r}: no customer has {column} = {value!r}",
                  number=number, name=rule.name, column=header(column), value=value)
                + (t(" (did you mean {guess!r}?)", guess=guess) if guess else "")
            )  # fmt: skip
    return said
