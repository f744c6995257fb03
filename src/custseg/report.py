"""Which results there are for a set of exports, and in which order they are told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import polars as pl

from custseg.errors import InputError
from custseg.progress import stage
from custseg.result import Note, Result
from custseg.schema.dataset import Dataset
from custseg.settings import Section, as_plain, merge
from custseg.words import t, title

AnySection = TypeVar("AnySection", bound=Section)

SettingsOf = Callable[..., Any]
"""``settings_of(section, its class, **flags)``: the settings of a section as the user wants them."""


def defaults_of(_section: str, kind: type[AnySection], **given: object) -> AnySection:
    """The settings nobody changed."""
    return merge(kind(), **given)


def method_results(
    dataset: Dataset, settings_of: SettingsOf = defaults_of
) -> tuple[list[Result], list[tuple[str, str]]]:
    """The results of all methods the data allows, and for each other method what it lacks."""
    results: list[Result] = []
    lacking: list[tuple[str, str]] = []
    for name, method in _methods(dataset, settings_of).items():
        with stage(title(name)):
            try:
                results.append(method())
            except InputError as error:
                lacking.append((name, error.message))
    if not results:
        reasons = "; ".join(f"{title(name)}: {why}" for name, why in lacking)
        raise InputError(
            t("no method can work on this data: {reasons}", reasons=reasons),
            t("custseg inspect shows how the files are read; --map names columns"),
        )
    return results, lacking


def _methods(dataset: Dataset, settings_of: SettingsOf) -> dict[str, Callable[[], Result]]:
    """The methods in the order they are told: who, what they do, what it is worth, where it goes."""
    from custseg.churn import ChurnSettings
    from custseg.facts import FactSettings
    from custseg.methods.attributes import ProfileSettings, profile
    from custseg.methods.behavior import BehaviorSettings, behavior
    from custseg.methods.lifecycle import LifecycleSettings, lifecycle
    from custseg.methods.needs import NeedsSettings, needs
    from custseg.methods.sentiment import SentimentSettings, sentiment
    from custseg.methods.value import RfmSettings, ValueSettings, rfm, value

    facts = settings_of("facts", FactSettings)
    return {
        "profile": lambda: profile(dataset, settings_of("profile", ProfileSettings), facts),
        "behavior": lambda: behavior(dataset, settings_of("behavior", BehaviorSettings), facts),
        "value": lambda: value(dataset, settings_of("value", ValueSettings), facts),
        "rfm": lambda: rfm(dataset, settings_of("rfm", RfmSettings), facts),
        "needs": lambda: needs(dataset, settings_of("needs", NeedsSettings), facts),
        "sentiment": lambda: sentiment(dataset, settings_of("sentiment", SentimentSettings), facts),
        "lifecycle": lambda: lifecycle(
            dataset,
            settings_of("lifecycle", LifecycleSettings),
            facts,
            settings_of("churn", ChurnSettings),
        ),
    }


def report(dataset: Dataset, settings_of: SettingsOf = defaults_of) -> list[Result]:
    """An overview first, then every method the data allows.

    What cannot be computed stands in the overview with the column that is missing. Raises InputError
    when no method can work.
    """
    results, lacking = method_results(dataset, settings_of)
    if has_balances(dataset):
        with stage(title("tier")):
            results = [*results, tier(dataset, settings_of, results=results)]
    return [_overview(dataset, results, lacking), *results]


def _overview(
    dataset: Dataset, results: Sequence[Result], lacking: Sequence[tuple[str, str]]
) -> Result:
    done = [
        {"method": result.command, "is_computed": True, "why": "",
         "customers": None if result.customers is None else result.customers.height}
        for result in results
    ]  # fmt: skip
    not_done = [
        {"method": name, "is_computed": False, "why": why, "customers": None}
        for name, why in lacking
    ]
    methods = pl.DataFrame(
        done + not_done,
        schema={"method": pl.String, "is_computed": pl.Boolean, "customers": pl.Int64, "why": pl.String},
    )  # fmt: skip
    findings = tuple(
        Note("finding", f"{title(result.command)}: {note.text}")
        for result in results
        for note in [n for n in result.notes if n.level == "finding"][:2]
    )
    settings = {result.command: dict(result.settings) for result in results}
    return Result(
        command="report", as_of=dataset.as_of, tables={"methods": methods},
        notes=(*findings, *dataset.notes), settings=settings,
        provenance=dataset.provenance(settings),
    )  # fmt: skip


def segment(
    dataset: Dataset, settings_of: SettingsOf = defaults_of, *,
    results: Sequence[Result] | None = None,
    clusters: int | None = None, columns: Sequence[str] | None = None,
) -> Result:  # fmt: skip
    """Groups over everything the methods say of each customer: by rules, or found in the data.

    The columns of the customer list that custseg does not know by name can be used as well.
    ``results`` spares running the methods again; ``clusters`` fixes how many groups are looked for,
    ``columns`` the measures they are found by.
    """
    from custseg.segment import SegmentSettings, customer_frame
    from custseg.segment import segment as grouped

    settings = settings_of(
        "segment", SegmentSettings, clusters=clusters, columns=tuple(columns) if columns else None
    )
    if results is None:
        results, _ = method_results(dataset, settings_of)
    return grouped(
        _with_own_columns(customer_frame(results), dataset), settings, as_of=dataset.as_of,
        notes=dataset.notes, provenance=dataset.provenance(as_plain(settings)),
    )  # fmt: skip


def has_balances(dataset: Dataset) -> bool:
    """Whether there are balances by date, so that customers have tiers without being asked for."""
    return dataset.has("balances", "customer_id", "date") and (
        dataset.has("balances", "balance") or dataset.has("balances", "average_balance")
    )


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
        from custseg.segment.customers import customer_frame, tidy

        if results is None:
            results, _ = method_results(dataset, settings_of)
        people = tidy(_with_own_columns(customer_frame(results), dataset))
    return tiered(
        dataset, settings, settings_of("facts", FactSettings), people=people,
        previous=read_previous(settings.previous) if settings.previous else None,
        locks=read_locks(settings.locks) if settings.locks else None, only_check=only_check,
    )  # fmt: skip


def _with_own_columns(people: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    """``people`` with the user's own columns of the customer list, as text."""
    from custseg.methods.attributes.people import one_row_each

    own = [c for c in dataset.own_columns("customers") if c not in people.columns]
    if not own or not dataset.has("customers", "customer_id"):
        return people
    [listed] = dataset.collect(dataset.frame("customers").select("customer_id", *own))
    return people.join(one_row_each(listed), on="customer_id", how="left", maintain_order="left")


def explain(dataset: Dataset, customer_id: str, settings_of: SettingsOf = defaults_of) -> Result:
    """Everything the methods say of one customer, and why."""
    from custseg.explain import explain as explained
    from custseg.explain import method_reasons

    results, _ = method_results(dataset, settings_of)
    reasons = method_reasons()
    if has_balances(dataset):
        from custseg.tier import reason_of

        levels = tier(dataset, settings_of, results=results)
        results = [*results, levels]
        reasons["tier"] = reason_of(levels.evidence["metric"])
    return explained(dataset, customer_id, results, reasons)
