"""Contracts that end on a known day: how long they last, what goes with ending, how many will be kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from custseg.churn import attributes_of, customer_list
from custseg.facts import FactSettings
from custseg.facts.contracts import Told, contracts, contracts_told_by
from custseg.methods.lifecycle.curves import (
    Curves,
    at_months,
    charts_of,
    curves_of,
    evidence_of,
    stays_of,
)
from custseg.methods.lifecycle.factors import factors_part
from custseg.methods.lifecycle.groups import UNKNOWN, compared, group_plan
from custseg.methods.lifecycle.kept import kept_part
from custseg.methods.lifecycle.settings import LifecycleSettings
from custseg.models.sufficiency import Gate, are_met
from custseg.result import Note, Part
from custseg.schema.dataset import Dataset
from custseg.words import header, label, t

MIN_CUSTOMERS, MIN_ENDED = 30, 10
_CHANCE = 0.05
_YEAR_DAYS = 365.25


@dataclass(frozen=True)
class ContractQuestion:
    """Plans for any pass over the data, and what is made of their frames."""

    plans: tuple[pl.LazyFrame, ...]
    answer: Callable[[Sequence[pl.DataFrame]], Part]


def contract_question(
    dataset: Dataset, as_of: date | None, settings: LifecycleSettings, facts: FactSettings
) -> ContractQuestion | None:
    """How long contracts last; None where no table says when one began and whether it ended."""
    told = contracts_told_by(dataset)
    if told is None or (as_of is None and told != "tenure"):
        return None
    own = settings.survival_by == "product" and told in ("accounts", "holdings")
    grouped = () if own else group_plan(dataset, settings.survival_by, facts)
    listed = (customer_list(dataset),) if dataset.has("customers", "customer_id") else ()

    def answer(found: Sequence[pl.DataFrame]) -> Part:
        [signed, *rest] = found
        groups = rest[0] if grouped else None
        about = rest[-1] if listed else None
        return _answer(_grouped(signed, groups), about, told, as_of, settings)

    return ContractQuestion((contracts(dataset, told, as_of), *grouped, *listed), answer)


def _grouped(signed: pl.DataFrame, groups: pl.DataFrame | None) -> pl.DataFrame:
    """With ``group``: that of ``groups``, else the product; sorted."""
    if groups is None:
        named = signed.with_columns(group=pl.col("product").fill_null(UNKNOWN))
    else:
        named = signed.join(groups, on="customer_id", how="left").with_columns(
            pl.col("group").fill_null(UNKNOWN)
        )
    return named.sort("customer_id", "group", "stay_days", "ended")


def _answer(
    signed: pl.DataFrame, about: pl.DataFrame | None, told: Told, as_of: date | None,
    settings: LifecycleSettings,
) -> Part:  # fmt: skip
    gates = (
        Gate("contracts", "contracts", MIN_CUSTOMERS, len(signed)),
        Gate("contracts", "ended", MIN_ENDED, int(signed["ended"].sum())),
    )
    if not are_met(gates):
        return Part(gates=gates)
    names = compared(signed["group"])
    curves = curves_of(signed, names if len(names) > 1 else [], "ended")
    spread = stays_of(curves, names, "ended", "expected_ended").rename({"customers": "contracts"})
    kept = kept_part(signed, names if len(names) > 1 else [], told)
    factors = Part()
    if about is not None:
        attributes = attributes_of(about, as_of)
        factors = factors_part(signed, attributes)
    tables = {
        "contracts": at_months(curves, "kept"), "contract_groups": spread.drop("at_once_share"),
        **kept.tables, **factors.tables,
    }  # fmt: skip
    notes = [Note("finding", one) for one in _findings(curves, names)]
    notes.append(Note("info", _how(told, settings)))
    late = signed["ends_later"].drop_nulls()
    if len(late):
        notes.append(Note("warning", t("{n:,} contracts ended after the as-of date {as_of}, the last on {last}, and count as still "
                                       "on: give --as-of {last}", n=len(late), as_of=as_of, last=late.max())))  # fmt: skip
    return Part(
        tables, (*charts_of(curves, "contracts", "kept"), *kept.charts),
        {"contracts": {"told_by": told, **evidence_of(curves, "ended"), **kept.evidence, **factors.evidence}},
        (*notes, *kept.notes, *factors.notes), kept.columns, (*gates, *kept.gates, *factors.gates),
    )  # fmt: skip


def _findings(curves: Curves, names: Sequence[str]) -> list[str]:
    every = curves.every
    said = []
    if every.longest >= _YEAR_DAYS:
        low, high = every.interval_at([_YEAR_DAYS])
        said.append(t("{share:.1%} of contracts last longer than 12 months (95% interval {low:.1%} to {high:.1%})",
                      share=float(every.at([_YEAR_DAYS])[0]), low=float(low[0]), high=float(high[0])))  # fmt: skip
    test = curves.test
    if test is None:
        return said
    if test.p_value >= _CHANCE:
        return [*said, t("Contracts of all groups last alike as far as can be told (log-rank p = {p:.2f})",
                         p=test.p_value)]  # fmt: skip
    ratio = {
        name: observed / max(expected, 1e-12)
        for name, observed, expected in zip(names, test.observed, test.expected, strict=True)
    }
    longest, shortest = min(ratio, key=lambda n: ratio[n]), max(ratio, key=lambda n: ratio[n])
    p = t("p < 0.001") if test.p_value < 0.001 else t("p = {p:.3f}", p=test.p_value)
    return [*said, t("Contracts of {longest} last longest, those of {shortest} shortest (log-rank {p}): {times:.2f} and "
                     "{more:.2f} times as many ended as if all were alike", p=p, longest=label("group", longest),
                     shortest=label("group", shortest), times=ratio[longest], more=ratio[shortest])]  # fmt: skip


def _how(told: Told, settings: LifecycleSettings) -> str:
    """What a contract is here, and what makes the groups."""
    if told == "tenure":
        said = t(
            "a contract is a customer of the list: so many months, ended where the list says that the customer left"
        )
    else:
        said = t("a contract is a row of {kind} with its opening day; those that had not ended on the as-of date count as "
                 "still on, and those marked as ended without a day are left out", kind=label("kind", told))  # fmt: skip
    if settings.survival_by is not None:
        return said + t("; groups are by {column}", column=header(settings.survival_by))
    return said + t("; --survival-by COLUMN compares groups")
