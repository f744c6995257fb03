"""What to do with whom: every part of a plan that the settings and the data allow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import polars as pl

from custseg.errors import InputError, UsageError, nearest
from custseg.plan.book import Book, book_of
from custseg.progress import stage
from custseg.report.groups import segment, tier
from custseg.report.methods import (
    SettingsOf,
    defaults_of,
    has_balances,
    known_customers,
    method_results,
)
from custseg.result import Note, Part, Result
from custseg.schema.dataset import Dataset
from custseg.settings import Section, as_plain
from custseg.words import t, title

Answer = tuple[Section, Callable[[], Part]]
"""The settings of a part of the plan, and what makes it."""


def plan(
    dataset: Dataset, settings_of: SettingsOf = defaults_of, *, only: Sequence[str] = ()
) -> Result:
    """Who is to be served how, by whom, with which money, and whom to write to (策略).

    Parts are made where the settings or the data ask for them, or those named in ``only``; what a part
    lacks is said. Raises UsageError for an unknown part and InputError where none can be made.
    """
    _must_make_sense(settings_of)
    book = _book(dataset, settings_of)
    parts = _parts(book, settings_of)
    _must_know(only, parts)
    made: dict[str, Part] = {}
    lacking: dict[str, InputError] = {}
    for name in only or parts:
        with stage(title(name)):
            try:
                made[name] = parts[name][1]()
            except InputError as error:
                if only:
                    raise
                lacking[name] = error
    if not made:
        raise InputError(
            t("no part of a plan can be made: {reasons}",
              reasons="; ".join(f"{title(name)}: {error.message}" for name, error in lacking.items())),
            next((error.hint for error in lacking.values() if error.hint), ""),
        )  # fmt: skip
    return _together(book, made, {name: parts[name][0] for name in made}, lacking)


def _must_make_sense(settings_of: SettingsOf) -> None:
    """Raises UsageError for what can be seen to be wrong before any data is looked at."""
    from custseg.plan.budget import BudgetSettings, check_budget
    from custseg.plan.campaign import CampaignSettings, check_campaigns
    from custseg.plan.targets import TargetsSettings, check_targets

    money = settings_of("budget", BudgetSettings)
    if money.option or money.total is not None:
        check_budget(money)
    check_campaigns(settings_of("campaign", CampaignSettings))
    check_targets(settings_of("targets", TargetsSettings))


def _parts(book: Book, settings_of: SettingsOf) -> Mapping[str, Answer]:
    """The parts in the order they are told: how served, by whom, for how much, whom to write to, how far."""
    from custseg.methods.needs import NeedsSettings
    from custseg.methods.sentiment import SentimentSettings
    from custseg.plan.acquisition import AcquisitionSettings, acquisition
    from custseg.plan.budget import BudgetSettings, budget
    from custseg.plan.campaign import CampaignSettings, campaign
    from custseg.plan.managers import ManagersSettings, managers
    from custseg.plan.policy import PolicySettings, policy
    from custseg.plan.targets import TargetsSettings, targets

    policies = settings_of("policy", PolicySettings)
    staff = settings_of("managers", ManagersSettings)
    money = settings_of("budget", BudgetSettings)
    campaigns, wants = (
        settings_of("campaign", CampaignSettings),
        settings_of("needs", NeedsSettings),
    )
    goals, feelings = (
        settings_of("targets", TargetsSettings),
        settings_of("sentiment", SentimentSettings),
    )
    newcomers = settings_of("acquisition", AcquisitionSettings)
    return {
        "policy": (policies, lambda: policy(book, policies)),
        "managers": (staff, lambda: managers(book, staff)),
        "budget": (money, lambda: budget(book, money)),
        "campaign": (campaigns, lambda: campaign(book, campaigns, wants)),
        "targets": (goals, lambda: targets(book, goals, feelings)),
        "acquisition": (newcomers, lambda: acquisition(book, newcomers)),
    }


def _book(dataset: Dataset, settings_of: SettingsOf) -> Book:
    from custseg.facts.rows import FactSettings
    from custseg.segment import SegmentSettings

    results, _ = method_results(dataset, settings_of)
    groups: list[Result] = []
    if has_balances(dataset):
        groups.append(tier(dataset, settings_of, results=results))
    if settings_of("segment", SegmentSettings).rule:
        groups.append(segment(dataset, settings_of, results=[*results, *groups]))
    people = known_customers(dataset, settings_of, results=results)
    return book_of(dataset, people, groups, settings_of("facts", FactSettings))


def _must_know(only: Sequence[str], parts: Mapping[str, Answer]) -> None:
    for name in only:
        if name not in parts:
            guess = nearest(name, list(parts))
            raise UsageError(
                t("a plan has no part {name!r}", name=name)
                + (t(" (did you mean {guess!r}?)", guess=guess) if guess else ""),
                t("parts of a plan: {parts}", parts=", ".join(parts)),
            )


def _together(
    book: Book, made: Mapping[str, Part], settings: Mapping[str, Section],
    lacking: Mapping[str, InputError],
) -> Result:  # fmt: skip
    """One Result of all parts, in their order."""
    exact = {name: as_plain(section) for name, section in settings.items()}
    left_out = [
        Note("info", t("not made: {part}: {why}", part=title(name), why=error.message))
        for name, error in lacking.items()
    ]
    notes = [note for part in made.values() for note in part.notes]
    dataset = book.dataset
    return Result(
        command="plan", as_of=dataset.as_of, customers=_columns(book, made.values()),
        tables={key: table for part in made.values() for key, table in part.tables.items()},
        charts=tuple(chart for part in made.values() for chart in part.charts),
        evidence={name: dict(part.evidence) for name, part in made.items() if part.evidence},
        notes=tuple(dict.fromkeys((*notes, *left_out, *book.notes, *dataset.notes))), settings=exact,
        provenance=dataset.provenance(exact),
    )  # fmt: skip


def _columns(book: Book, parts: Iterable[Part]) -> pl.DataFrame:
    """The customers with the level and the columns of every part."""
    shown = [c for c in ("tier", "segment") if c in book.customers.columns]
    customers = book.customers.select("customer_id", *shown)
    for part in parts:
        if part.columns is not None:
            customers = customers.join(
                part.columns.select(
                    c for c in part.columns.columns if c == "customer_id" or c not in customers.columns
                ),
                on="customer_id", how="left", maintain_order="left",
            )  # fmt: skip
    return customers
