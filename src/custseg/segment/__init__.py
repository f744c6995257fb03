"""Groups of customers over everything the methods say: by the user's rules, or found in the data."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from custseg.customers import tidy
from custseg.errors import InputError, UsageError
from custseg.result import Note, Provenance, Result
from custseg.segment.settings import Rule, RuleTest, SegmentSettings
from custseg.words import t

if TYPE_CHECKING:
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

        return by_rules(people, settings, as_of, notes, provenance)
    from custseg.segment.clusters import by_clusters

    return by_clusters(people, settings, as_of, notes, provenance)


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
    kept = saved(found, as_of, provenance.inputs if provenance else ())
    return result_of(people, found, settings, as_of, notes, provenance), kept


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

    return by_groups(
        _people(customers), groups, settings or SegmentSettings(), as_of, notes, provenance
    )


def _people(customers: pl.DataFrame) -> pl.DataFrame:
    if customers.is_empty() or "customer_id" not in customers.columns:
        raise InputError(t("segment needs customers, and there are none"))
    return tidy(customers)
