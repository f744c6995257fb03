"""Segments by the user's rules: the first that holds; tested, and shown where they overlap or gape."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from custseg.conditions import Condition
from custseg.conditions.verdicts import Verdicts, judge
from custseg.customers import measures_of, money_of
from custseg.result import Chart, Note, Provenance, Result
from custseg.segment.coverage import (
    coverage_table,
    coverage_warnings,
    example_rows,
    overlap_table,
)
from custseg.segment.principles import Division
from custseg.segment.rule_tests import run_tests
from custseg.segment.ruleset import columns_of, compile_rules, segments_of, why_of
from custseg.segment.settings import SegmentSettings
from custseg.segment.tables import segments_table, too_small
from custseg.settings import as_plain
from custseg.words import header, label, t

_OFF, _STEADY, _CODES = 0.05, 0.9, 20


@dataclass(frozen=True)
class Ruled:
    """Rules that were understood, whose tests passed, and what they say of the customers."""

    settings: SegmentSettings
    conditions: list[Condition]
    tests: pl.DataFrame
    verdicts: Verdicts

    @property
    def used(self) -> list[str]:
        """The columns the rules look at."""
        return columns_of(self.conditions)


def ruled(people: pl.DataFrame, settings: SegmentSettings) -> Ruled:
    """``people`` judged by ``settings.rule``; the tests of the rules are run before anything else."""
    conditions = compile_rules(settings.rule, people.schema)
    tests = run_tests(settings, conditions, people.schema)
    return Ruled(settings, conditions, tests, judge(people, conditions))


def by_rules(
    people: pl.DataFrame,
    settings: SegmentSettings,
    as_of: date | None,
    provenance: Provenance | None,
) -> tuple[Result, Division]:
    """Segments by ``settings.rule``, with what the rules cover and where they overlap or gape."""
    made = ruled(people, settings)
    names, group = segments_of(settings)
    segments = segments_table(
        people, group[made.verdicts.first], names, measures_of(people, made.used)
    )
    result = Result(
        command="segment",
        as_of=as_of,
        customers=labelled(people, made),
        tables={"segments": segments, **_coverage(people, made)},
        charts=(Chart("segments_customers", "bar", segments, "segment", ("customers",)),),
        evidence=_evidence(people, made),
        notes=(*_findings(people, segments, made), *_warnings(people, made, segments)),
        settings=as_plain(settings),
        provenance=provenance,
    )  # fmt: skip
    return result, _division(people, made)


def checked(
    people: pl.DataFrame,
    settings: SegmentSettings,
    as_of: date | None,
    notes: tuple[Note, ...],
    provenance: Provenance | None,
) -> Result:
    """Only what the rules cover: overlaps, gaps and rules never reached, with customers to look at."""
    made = ruled(people, settings)
    verdicts, n = made.verdicts, len(people)
    several, nobody = int(verdicts.several.sum()), int(verdicts.uncovered.sum())
    said = [t("of {n} customers {one} are in exactly one rule, {several} in several (the uppermost decides), {nobody} in none ({rest})",
              n=f"{n:,}", one=f"{n - several - nobody:,}", several=f"{several:,}", nobody=f"{nobody:,}",
              rest=label("segment", settings.rest))]  # fmt: skip
    return Result(
        command="segment", as_of=as_of, tables=_coverage(people, made), evidence=_evidence(people, made),
        notes=(
            *(Note("finding", text) for text in said), *_passed(made), *_warnings(people, made), *notes,
        ),
        settings=as_plain(settings), provenance=provenance,
    )  # fmt: skip


def labelled(people: pl.DataFrame, made: Ruled) -> pl.DataFrame:
    """Each customer's segment, the rule that gave it, and what the rules look at."""
    names, group = segments_of(made.settings)
    kept = [c for c in made.used if c not in ("customer_id", "segment", "segment_rule")]
    first = made.verdicts.first
    return people.select(
        "customer_id",
        pl.Series("segment", names, dtype=pl.String).gather(group[first]),
        pl.Series("segment_rule", why_of(made.settings), dtype=pl.String).gather(first),
        *kept,
    )


def _division(people: pl.DataFrame, made: Ruled) -> Division:
    """The rules as the four principles see them."""
    names, group = segments_of(made.settings)
    own = {rule.name for rule in made.settings.rule}
    tested = own & set(made.tests["expected"])
    rest = names.index(made.settings.rest)
    return Division(
        group=group[made.verdicts.first], names=names, columns=made.used,
        stability=_steady(people, made), stable_from=_STEADY,
        decided=1 - float(made.verdicts.left_open.mean()), rules_agree=1.0,
        rules_kept=len(tested) / len(own), reproduced=1.0,
        rest=None if made.settings.rest in own else rest,
    )  # fmt: skip


def _steady(people: pl.DataFrame, made: Ruled) -> float:
    """The share of customers who keep their segment where all figures are 5% larger, or smaller: the less of both.

    Whole numbers of few values may be codes: they stay as they are.
    """
    _, group = segments_of(made.settings)
    figures = [
        c for c in made.used
        if people.schema[c].is_float() or (people.schema[c].is_integer() and people[c].n_unique() > _CODES)
    ]  # fmt: skip
    now, kept = group[made.verdicts.first], 1.0
    for factor in (1 - _OFF, 1 + _OFF):
        moved = people.with_columns(pl.col(figures).cast(pl.Float64) * factor)
        kept = min(kept, float((group[judge(moved, made.conditions).first] == now).mean()))
    return kept


def _coverage(people: pl.DataFrame, made: Ruled) -> dict[str, pl.DataFrame]:
    rules, verdicts = made.settings.rule, made.verdicts
    tables = {
        "rule_coverage": coverage_table(rules, verdicts),
        "rule_overlap": overlap_table(rules, verdicts, people["customer_id"]),
        **example_rows(people, rules, verdicts, made.used),
        "rule_tests": made.tests,
    }
    return {key: table for key, table in tables.items() if table.height}


def _evidence(people: pl.DataFrame, made: Ruled) -> dict[str, object]:
    covered = int((~made.verdicts.uncovered).sum())
    return {
        "customers": len(people),
        "covered": covered,
        "covered_share": covered / len(people),
        "in_several_rules": int(made.verdicts.several.sum()),
        "undecided": int(made.verdicts.left_open.sum()),
        "tests_passed": len(made.tests),
    }


def _findings(people: pl.DataFrame, segments: pl.DataFrame, made: Ruled) -> list[Note]:
    verdicts = made.verdicts
    covered = int((~verdicts.uncovered).sum())
    found = [t("{covered} of {n} customers ({share:.1%}) are in a segment by one of {rules} rules",
               covered=f"{covered:,}", n=f"{len(people):,}", share=covered / len(people),
               rules=verdicts.rules)]  # fmt: skip
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
    if several := int(verdicts.several.sum()):
        found.append(t("several rules hold for {n} customers; the uppermost rule decides",
                       n=f"{several:,}"))  # fmt: skip
    return [*(Note("finding", text) for text in found), *_passed(made)]


def _passed(made: Ruled) -> list[Note]:
    if not len(made.tests):
        return []
    return [Note("info", t("{n} tests of the rules passed", n=len(made.tests)))]


def _warnings(
    people: pl.DataFrame, made: Ruled, segments: pl.DataFrame | None = None
) -> list[Note]:
    said = coverage_warnings(
        people, made.settings, made.conditions, coverage_table(made.settings.rule, made.verdicts),
        int(made.verdicts.uncovered.sum()) if segments is None else 0,
    )  # fmt: skip
    if segments is not None:
        said += too_small(segments, "segment", made.settings.min_size)
    return [Note("warning", text) for text in said]
