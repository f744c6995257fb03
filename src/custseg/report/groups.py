"""Which group and which level every customer is in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from custseg.errors import UsageError
from custseg.report.methods import (
    SettingsOf,
    defaults_of,
    has_balances,
    known_customers,
    method_results,
)
from custseg.result import Result
from custseg.schema.dataset import Dataset
from custseg.settings import as_plain
from custseg.words import t

if TYPE_CHECKING:
    import polars as pl

    from custseg.segment import SegmentSettings


def segment(
    dataset: Dataset, settings_of: SettingsOf = defaults_of, *,
    results: Sequence[Result] | None = None,
    clusters: int | None = None, columns: Sequence[str] | None = None,
    only_check: bool = False, diff: str | None = None, groups: str | None = None,
    reconcile: str | None = None,
) -> Result:  # fmt: skip
    """Groups over everything the methods say of each customer: by rules, or found in the data.

    The columns of the customer list that custseg does not know by name can be used as well.
    ``results`` spares running the methods again; ``clusters`` fixes how many groups are looked for,
    ``columns`` the measures they are found by. With ``only_check`` nobody is put anywhere and the rules
    are shown; ``diff`` is a settings file whose rules are held against those of now; ``groups`` is a file
    of groups found before, which customers are put into; ``reconcile`` is a column of an old class.
    """
    from custseg.segment import SegmentSettings
    from custseg.segment import assign as assigned
    from custseg.segment import check as checked
    from custseg.segment import diff as held_against
    from custseg.segment import segment as grouped
    from custseg.segment.saved import read_groups

    settings = settings_of(
        "segment", SegmentSettings, clusters=clusters,
        columns=tuple(columns) if columns else None, reconcile=reconcile,
    )  # fmt: skip
    _must_be_one(
        clusters=clusters, columns=columns, check=only_check or None, diff=diff, groups=groups
    )
    old = _rules_in(diff) if diff is not None else None
    kept = read_groups(groups) if groups is not None else None
    people, about = _about(dataset, settings_of, settings, results)
    settings = _by_key(settings, dataset, people)
    if kept is not None:
        return assigned(people, kept, settings, **about)
    if old is not None:
        return held_against(people, old, settings, **about)
    if only_check:
        return checked(people, settings, **about)
    return grouped(people, settings, **about)


def segment_found(
    dataset: Dataset, settings_of: SettingsOf = defaults_of, *,
    clusters: int | None = None, columns: Sequence[str] | None = None, reconcile: str | None = None,
) -> tuple[Result, str]:  # fmt: skip
    """The groups that are in the data, whatever rules there are, and the text of a file that keeps them."""
    from custseg.segment import SegmentSettings, find
    from custseg.segment.saved import as_text

    settings = settings_of(
        "segment", SegmentSettings, clusters=clusters,
        columns=tuple(columns) if columns else None, reconcile=reconcile,
    )  # fmt: skip
    people, about = _about(dataset, settings_of, settings, None)
    settings = _by_key(settings, dataset, people)
    result, groups = find(people, settings, **about)
    return result, as_text(groups)


def _about(
    dataset: Dataset, settings_of: SettingsOf, settings: SegmentSettings,
    results: Sequence[Result] | None,
) -> tuple[pl.DataFrame, dict[str, Any]]:  # fmt: skip
    """The customers, and what is said of how they came to be."""
    if results is None:
        results, _ = method_results(dataset, settings_of)
    people = _with_reach(known_customers(dataset, settings_of, results=results), dataset)
    if settings.rule:  # groups are found by measures; levels are for rules to name
        people = with_levels(people, dataset, settings_of, results)
    if people.is_empty():
        dataset.refuse_nothing()
    provenance = dataset.provenance(as_plain(settings))
    return people, {"as_of": dataset.as_of, "notes": dataset.notes, "provenance": provenance}


def _by_key(settings: SegmentSettings, dataset: Dataset, people: pl.DataFrame) -> SegmentSettings:
    """``settings`` whose ``reconcile`` is a key, where it is a header of the customer list as it stands in the file."""
    import msgspec

    from custseg.conditions import column_named

    said = settings.reconcile
    if said is None or column_named(said, people.columns) is not None:
        return settings
    key = next(
        (
            key
            for table in dataset.tables if table.kind == "customers"
            for key, head in table.headers.items()
            if head.strip().lower() == said.strip().lower() and key in people.columns
        ), None,
    )  # fmt: skip
    return settings if key is None else msgspec.structs.replace(settings, reconcile=key)


def with_levels(
    people: pl.DataFrame, dataset: Dataset, settings_of: SettingsOf, results: Sequence[Result]
) -> pl.DataFrame:
    """``people`` with what ``tier`` says of each, where there are balances by date."""
    if not has_balances(dataset) or any(result.command == "tier" for result in results):
        return people  # no levels, or ``results`` have them already
    levels = tier(dataset, settings_of, results=results).customers
    assert levels is not None
    new = [c for c in levels.columns if c == "customer_id" or c not in people.columns]
    return people.join(levels.select(new), on="customer_id", how="left", maintain_order="left")


def _with_reach(people: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    """``people`` with ``reachable``: a phone or e-mail is known, and nobody said no to being contacted.

    Without columns of phones and e-mail addresses nothing is known of that, and nothing is added.
    """
    import polars as pl

    from custseg.methods.attributes.people import one_row_each

    has = dataset.columns("customers")
    ways = [c for c in ("phone", "email") if c in has]
    if not ways or "customer_id" not in has:
        return people
    reached = pl.any_horizontal(pl.col(c).str.strip_chars().fill_null("") != "" for c in ways)
    if "marketing_consent" in has:
        reached &= pl.col("marketing_consent").fill_null(True)
    listed = dataset.frame("customers").select("customer_id", reachable=reached)
    [known] = dataset.collect(listed)
    return people.join(one_row_each(known), on="customer_id", how="left", maintain_order="left")


def _must_be_one(**given: object) -> None:
    """Raises UsageError for flags of which one says what the other denies."""
    said = [name for name, value in given.items() if value]
    if "groups" in said or "diff" in said or "check" in said:
        several = [name for name in said if name in ("groups", "diff", "check")]
        if len(said) > 1:
            first, other = several[0], next(name for name in said if name != several[0])
            raise UsageError(
                t("--{first} and --{other} cannot be asked for together", first=first, other=other),
                t("leave out one of them"),
            )


def _rules_in(path: str) -> SegmentSettings:
    """The section [segment] of another settings file; what else it says is not asked."""
    from custseg.segment import SegmentSettings
    from custseg.settings import fill, read_toml

    said = read_toml(Path(path)).get("segment", {})
    if not isinstance(said, dict):
        raise UsageError(t("[{name}] must be a table", name="segment"))
    try:
        return fill(SegmentSettings, said, "segment")
    except UsageError as error:
        raise UsageError(f"{path}: {error.message}", error.hint) from error


def tier(
    dataset: Dataset, settings_of: SettingsOf = defaults_of, *, results: Sequence[Result] | None = None,
    previous: str | None = None, locks: str | None = None, metric: str | None = None,
    only_check: bool = False,
) -> Result:  # fmt: skip
    """Every customer's level, month after month, by a rule that remembers.

    ``previous`` is the file of last month's result, ``locks`` that of customers held at a level.
    The methods are run (or ``results`` taken) only where levels look at more than balances; the
    columns of the customer list that custseg does not know by name can be used as well.
    """
    from custseg.facts.rows import FactSettings
    from custseg.tier import TierSettings, needs_results, read_locks, read_previous
    from custseg.tier import tier as tiered
    from custseg.tier.settings import checked

    settings = checked(
        settings_of("tier", TierSettings, previous=previous, locks=locks, metric=metric)
    )
    people = None
    if needs_results(settings):
        people = known_customers(dataset, settings_of, results=results)
    return tiered(
        dataset, settings, settings_of("facts", FactSettings), people=people,
        previous=read_previous(settings.previous) if settings.previous else None,
        locks=read_locks(settings.locks) if settings.locks else None, only_check=only_check,
    )  # fmt: skip
