"""What the methods say of a set of exports: all of them, in the order they are told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeVar

import polars as pl

from custseg.errors import InputError
from custseg.progress import stage
from custseg.result import Result
from custseg.schema.dataset import Dataset
from custseg.settings import Section, merge
from custseg.words import t, title

AnySection = TypeVar("AnySection", bound=Section)

SettingsOf = Callable[..., Any]
"""``settings_of(section, its class, **flags)``: the settings of a section as the user wants them."""


def defaults_of(_section: str, kind: type[AnySection], **given: object) -> AnySection:
    """The settings nobody changed."""
    return merge(kind(), **given)


def method_results(
    dataset: Dataset, settings_of: SettingsOf = defaults_of, *, only: Collection[str] = ()
) -> tuple[list[Result], list[tuple[str, str]]]:
    """The results of all methods (or ``only`` these) the data allows, and for each other what it lacks."""
    results: list[Result] = []
    lacking: list[tuple[str, str]] = []
    for name, method in _methods(dataset, settings_of).items():
        if only and name not in only:
            continue
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
        # The risk of leaving is told once, with the life cycle.
        "behavior": lambda: behavior(
            dataset, settings_of("behavior", BehaviorSettings), facts, None
        ),
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


def has_balances(dataset: Dataset) -> bool:
    """Whether there are balances by date, so that customers have tiers without being asked for."""
    return dataset.has("balances", "customer_id", "date") and (
        dataset.has("balances", "balance") or dataset.has("balances", "average_balance")
    )


def known_customers(
    dataset: Dataset, settings_of: SettingsOf = defaults_of, *, results: Sequence[Result] | None = None
) -> pl.DataFrame:  # fmt: skip
    """One row a customer: everything the methods say and the user's own columns of the customer list.

    ``results`` spares running the methods again.
    """
    from custseg.customers import customer_frame, tidy

    if results is None:
        results, _ = method_results(dataset, settings_of)
    return tidy(with_own_columns(customer_frame(results), dataset))


def with_own_columns(people: pl.DataFrame, dataset: Dataset) -> pl.DataFrame:
    """``people`` with the user's own columns of the customer list, as text."""
    from custseg.methods.attributes.people import one_row_each

    own = [c for c in dataset.own_columns("customers") if c not in people.columns]
    if not own or not dataset.has("customers", "customer_id"):
        return people
    [listed] = dataset.collect(dataset.frame("customers").select("customer_id", *own))
    return people.join(one_row_each(listed), on="customer_id", how="left", maintain_order="left")
