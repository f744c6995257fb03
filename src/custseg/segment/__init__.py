"""Groups of customers over everything the methods say: by the user's rules, or found in the data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from custseg.customers import tidy
from custseg.errors import InputError, UsageError
from custseg.result import Note, Provenance, Result
from custseg.segment.settings import Rule, RuleTest, SegmentSettings
from custseg.words import t

if TYPE_CHECKING:
    from custseg.segment.principles import Division
    from custseg.segment.saved import SavedGroups

__all__ = ["Rule", "RuleTest", "SegmentSettings", "assign", "check", "diff", "find", "segment"]


def segment(
    customers: pl.DataFrame,
    settings: SegmentSettings | None = None,
    *,
    as_of: date | None = None,
    notes: tuple[Note, ...] = (),
    provenance: Provenance | None = None,
) -> Result:
    """Every customer in exactly one group (分群), and why.

    With rules (``settings.rule``) the first rule that holds gives the group, and who no rule holds for
    is in the rest; a condition that a missing value leaves open does not hold. Without rules, or with
    ``settings.clusters``, the groups are found in the numbers (``models.clustering``), named by what
    is most above or below all customers and written as rules. ``customers`` has one row a customer
    (see ``custseg.customers``); ``notes`` and ``provenance`` of what made it are handed on.

    Raises:
        UsageError: a rule or column that cannot be, or a test of the rules that fails.
        InputError: no customers, or nothing to find groups by.
    """
    settings = settings or SegmentSettings()
    people = _people(customers)
    if settings.rule and settings.clusters is None:
        from custseg.segment.rules import by_rules

        return _finished(people, *by_rules(people, settings, as_of, provenance), settings, notes)
    from custseg.segment.clusters import result_of
    from custseg.segment.found import find as found_in

    made = result_of(people, found_in(people, settings), settings, as_of, provenance)
    return _finished(people, *made, settings, notes)


def check(
    customers: pl.DataFrame,
    settings: SegmentSettings,
    *,
    as_of: date | None = None,
    notes: tuple[Note, ...] = (),
    provenance: Provenance | None = None,
) -> Result:
    """Only what the rules cover, where they overlap or gape, which are never reached; nobody is put anywhere.

    Raises UsageError where there are no rules, a rule cannot be, or a test of theirs fails.
    """
    from custseg.segment.rules import checked

    if not settings.rule:
        raise UsageError(
            t("there are no rules to check"),
            t("write rules in custseg.toml: [[segment.rule]] name, when"),
        )
    return checked(_people(customers), settings, as_of, notes, provenance)


def diff(
    customers: pl.DataFrame,
    old: SegmentSettings,
    new: SegmentSettings,
    *,
    as_of: date | None = None,
    notes: tuple[Note, ...] = (),
    provenance: Provenance | None = None,
) -> Result:
    """Who moves, and how much money with them, when ``new`` rules replace ``old`` ones.

    Raises UsageError where either has no rules, a rule cannot be, or a test of the new rules fails.
    """
    from custseg.segment.moved import by_diff

    return by_diff(_people(customers), old, new, as_of, notes, provenance)


def find(
    customers: pl.DataFrame,
    settings: SegmentSettings | None = None,
    *,
    as_of: date | None = None,
    notes: tuple[Note, ...] = (),
    provenance: Provenance | None = None,
) -> tuple[Result, SavedGroups]:
    """The groups in the data, whatever the rules say, and what keeps them for customers to come.

    Raises as ``segment`` does.
    """
    from custseg.segment.clusters import result_of
    from custseg.segment.found import find as found_in
    from custseg.segment.saved import saved

    settings = settings or SegmentSettings()
    people = _people(customers)
    found = found_in(people, settings)
    made = result_of(people, found, settings, as_of, provenance)
    kept = saved(found, as_of, provenance.inputs if provenance else ())
    return _finished(people, *made, settings, notes), kept


def assign(
    customers: pl.DataFrame,
    groups: SavedGroups,
    settings: SegmentSettings | None = None,
    *,
    as_of: date | None = None,
    notes: tuple[Note, ...] = (),
    provenance: Provenance | None = None,
) -> Result:
    """Every customer in the nearest of the groups that were kept, and how far the measures have moved since.

    Raises InputError naming the measures that ``customers`` do not have.
    """
    from custseg.segment.assigned import by_groups

    settings, people = settings or SegmentSettings(), _people(customers)
    made = by_groups(people, groups, settings, as_of, provenance)
    return _finished(people, *made, settings, notes)


def _finished(
    people: pl.DataFrame, result: Result, division: Division, settings: SegmentSettings,
    notes: tuple[Note, ...],
) -> Result:  # fmt: skip
    """``result`` with what any division is asked: the four principles, and an old class beside it."""
    from custseg.segment.principles import principles
    from custseg.segment.reconciled import reconciled

    parts = [principles(people, division, settings)]
    if settings.reconcile is not None:
        names = _names_of(result, division)
        parts.insert(0, reconciled(people, division.group, division.names, names,
                                   column=settings.reconcile, alias=settings.alias))  # fmt: skip
    customers = result.customers
    for part in parts:
        if part.columns is not None and customers is not None:
            new = [
                c for c in part.columns.columns if c == "customer_id" or c not in customers.columns
            ]
            customers = customers.join(part.columns.select(new), on="customer_id", how="left",
                                       maintain_order="left")  # fmt: skip
    return replace(
        result, customers=customers,
        tables={**result.tables, **{k: v for part in parts for k, v in part.tables.items()}},
        charts=(*result.charts, *(chart for part in parts for chart in part.charts)),
        evidence={**result.evidence, **{k: v for part in parts for k, v in part.evidence.items()}},
        notes=(*result.notes, *(note for part in parts for note in part.notes), *notes),
    )  # fmt: skip


def _names_of(result: Result, division: Division) -> list[str]:
    """What the segments are called: found groups have names beside their keys."""
    table = result.tables.get("clusters")
    return list(division.names) if table is None else table["segment_name"].to_list()


def _people(customers: pl.DataFrame) -> pl.DataFrame:
    if customers.is_empty() or "customer_id" not in customers.columns:
        raise InputError(t("segment needs customers, and there are none"))
    return tidy(customers)
