"""Segments by the user's rules: the first that holds; tested, and shown where they overlap or gape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.conditions import Condition, compile_condition
from custseg.customers import measures_of, money_of
from custseg.errors import UsageError, nearest
from custseg.result import Chart, Note, Provenance, Result
from custseg.segment.rule_tests import run_tests
from custseg.segment.settings import Rule, SegmentSettings
from custseg.segment.tables import segments_table, too_small
from custseg.settings import as_plain
from custseg.words import header, label, t
from custseg.words.labels import LABELS

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EXAMPLES = 5


@dataclass(frozen=True)
class _Verdicts:
    """What each rule says of each customer, and which rule came first (len(rules): none)."""

    holds: NDArray[np.bool_]
    unknown: NDArray[np.bool_]
    first: NDArray[np.int64]


def by_rules(
    people: pl.DataFrame,
    settings: SegmentSettings,
    as_of: date | None,
    notes: tuple[Note, ...],
    provenance: Provenance | None,
) -> Result:
    """Segments by ``settings.rule``; the tests of the rules are run before anything else."""
    conditions = compile_rules(settings.rule, people.schema)
    tests = run_tests(settings, conditions, people.schema)
    verdicts = _judge(people, conditions)
    names = list(dict.fromkeys([*(rule.name for rule in settings.rule), settings.rest]))
    group = np.array([names.index(r.name) for r in settings.rule] + [names.index(settings.rest)])
    used = list(dict.fromkeys(c for condition in conditions for c in condition.columns))
    segments = segments_table(people, group[verdicts.first], names, measures_of(people, used))
    coverage = _coverage(settings.rule, verdicts)
    overlap = _overlap(settings.rule, verdicts)
    covered = int((verdicts.first < len(settings.rule)).sum())
    return Result(
        command="segment",
        as_of=as_of,
        customers=_labelled(people, settings, group, names, verdicts, used),
        tables={
            "segments": segments, "rule_coverage": coverage, "rule_overlap": overlap,
            "uncovered": _uncovered(people, verdicts, used), "rule_tests": tests,
        },
        charts=(Chart("segments_customers", "bar", segments, "segment", ("customers",)),),
        evidence={
            "customers": len(people), "covered": covered,
            "covered_share": covered / len(people),
            "in_several_rules": int((verdicts.holds.sum(axis=1) > 1).sum()),
            "tests_passed": len(tests),
        },
        notes=(
            *_findings(people, segments, verdicts, tests),
            *_warnings(people, settings, conditions, segments, coverage), *notes,
        ),
        settings=as_plain(settings),
        provenance=provenance,
    )  # fmt: skip


def compile_rules(rules: Sequence[Rule], columns: Mapping[str, pl.DataType]) -> list[Condition]:
    """The conditions of ``rules``; UsageError names every rule that cannot be understood."""
    conditions: list[Condition] = []
    wrong: list[UsageError] = []
    for number, rule in enumerate(rules, 1):
        try:
            conditions.append(compile_condition(rule.when, columns))
        except UsageError as error:
            said = t("[[segment.rule]] {number} {name!r}: {error}",
                     number=number, name=rule.name, error=error.message)  # fmt: skip
            wrong.append(UsageError(said, error.hint))
    if wrong:
        raise UsageError("; ".join(error.message for error in wrong), wrong[0].hint)
    return conditions


def _judge(people: pl.DataFrame, conditions: Sequence[Condition]) -> _Verdicts:
    said = people.with_columns(
        c.expr.cast(pl.Boolean).alias(f"_rule_{i}") for i, c in enumerate(conditions)
    ).select(f"_rule_{i}" for i in range(len(conditions)))
    holds = np.column_stack([column.fill_null(False).to_numpy() for column in said])
    unknown = np.column_stack([column.is_null().to_numpy() for column in said])
    first = np.where(holds.any(axis=1), holds.argmax(axis=1), len(conditions))
    return _Verdicts(holds, unknown, first)


def _labelled(
    people: pl.DataFrame, settings: SegmentSettings, group: NDArray[np.int64], names: list[str],
    verdicts: _Verdicts, used: list[str],
) -> pl.DataFrame:  # fmt: skip
    why = [*(f"{i}: {rule.when}" for i, rule in enumerate(settings.rule, 1)), "rest"]
    kept = [c for c in used if c not in ("customer_id", "segment", "segment_rule")]
    return people.select(
        "customer_id",
        pl.Series("segment", names, dtype=pl.String).gather(group[verdicts.first]),
        pl.Series("segment_rule", why, dtype=pl.String).gather(verdicts.first),
        *kept,
    )


def _coverage(rules: Sequence[Rule], verdicts: _Verdicts) -> pl.DataFrame:
    """For each rule: whom it holds for, whom it is the first for, and whom no other rule holds for."""
    first = np.bincount(verdicts.first, minlength=len(rules) + 1)[: len(rules)]
    alone = verdicts.holds[verdicts.holds.sum(axis=1) == 1].sum(axis=0)
    holds = verdicts.holds.sum(axis=0)
    return pl.DataFrame({
        "rule_number": range(1, len(rules) + 1),
        "segment": [rule.name for rule in rules],
        "condition": [rule.when for rule in rules],
        "holds_for": holds,
        "holds_share": holds / len(verdicts.first),
        "wins": first,
        "taken_before": holds - first,
        "alone": alone,
        "not_known": verdicts.unknown.sum(axis=0),
    }).cast({pl.selectors.integer(): pl.Int64})  # fmt: skip


def _overlap(rules: Sequence[Rule], verdicts: _Verdicts) -> pl.DataFrame:
    """For each two rules that hold for the same customers: for how many. The upper one wins."""
    together = verdicts.holds.T.astype(np.float32) @ verdicts.holds.astype(np.float32)
    pairs = [
        (i, j) for i in range(len(rules)) for j in range(i + 1, len(rules)) if together[i, j] > 0
    ]
    return pl.DataFrame(
        [
            (i + 1, rules[i].name, j + 1, rules[j].name, _both(verdicts, i, j))
            for i, j in pairs
        ],
        schema={"rule_number": pl.Int64, "segment": pl.String, "other_rule_number": pl.Int64,
                "other_segment": pl.String, "customers": pl.Int64},
        orient="row",
    ).with_columns(customers_share=pl.col("customers") / len(verdicts.first))  # fmt: skip


def _both(verdicts: _Verdicts, i: int, j: int) -> int:
    return int((verdicts.holds[:, i] & verdicts.holds[:, j]).sum())


def _uncovered(people: pl.DataFrame, verdicts: _Verdicts, used: list[str]) -> pl.DataFrame:
    """A few customers no rule holds for, with what the rules look at."""
    nobody = pl.Series(verdicts.first == verdicts.holds.shape[1])
    return people.filter(nobody).select(list(dict.fromkeys(["customer_id", *used]))).head(_EXAMPLES)


def _findings(
    people: pl.DataFrame, segments: pl.DataFrame, verdicts: _Verdicts, tests: pl.DataFrame
) -> list[Note]:
    rules = verdicts.holds.shape[1]
    covered = int((verdicts.first < rules).sum())
    found = [t("{covered} of {n} customers ({share:.1%}) are in a segment by one of {rules} rules",
               covered=f"{covered:,}", n=f"{len(people):,}", share=covered / len(people),
               rules=rules)]  # fmt: skip
    largest = segments.sort("customers", descending=True, maintain_order=True).row(0, named=True)
    found.append(t("the largest segment is {name} with {n} customers ({share:.1%})",
                   name=label("segment", largest["segment"]), n=f"{largest['customers']:,}",
                   share=largest["customers_share"]))  # fmt: skip
    worth = money_of(people)
    if worth is not None and segments["money_share"].null_count() == 0:
        rich = segments.sort("money", descending=True, maintain_order=True).row(0, named=True)
        found.append(t("{name} holds {money:.1%} of {worth} with {share:.1%} of the customers",
                       name=label("segment", rich["segment"]), money=rich["money_share"],
                       worth=header(worth), share=rich["customers_share"]))  # fmt: skip
    several = int((verdicts.holds.sum(axis=1) > 1).sum())
    if several:
        found.append(t("several rules hold for {n} customers; the uppermost rule decides",
                       n=f"{several:,}"))  # fmt: skip
    told = [Note("finding", text) for text in found]
    if len(tests):
        told.append(Note("info", t("{n} tests of the rules passed", n=len(tests))))
    return told


def _warnings(
    people: pl.DataFrame, settings: SegmentSettings, conditions: Sequence[Condition],
    segments: pl.DataFrame, coverage: pl.DataFrame,
) -> list[Note]:  # fmt: skip
    said = _same_names(settings)
    for row in coverage.iter_rows(named=True):
        if row["holds_for"] == 0:
            said.append(t("rule {number} {name!r} holds for nobody",
                          number=row["rule_number"], name=row["segment"]))  # fmt: skip
        elif row["wins"] == 0:
            said.append(t("rule {number} {name!r} is shadowed: all its {n} customers are taken by rules above it",
                          number=row["rule_number"], name=row["segment"], n=row["holds_for"]))  # fmt: skip
        if row["not_known"]:
            said.append(t("rule {number} {name!r} cannot be decided for {n} customers, a value is missing; it counts as not holding",
                          number=row["rule_number"], name=row["segment"], n=f"{row['not_known']:,}"))  # fmt: skip
    said += too_small(segments, "segment", settings.min_size)
    said += _never_seen(people, settings.rule, conditions)
    return [Note("warning", text) for text in said]


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
                  number=number, name=rule.name, column=column, value=value)
                + (t(" (did you mean {guess!r}?)", guess=guess) if guess else "")
            )  # fmt: skip
    return said
