"""How long customers go on buying: survival curves of all and by group, with those still here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from custseg.methods.lifecycle.curves import (
    MONTH_DAYS,
    Curves,
    at_months,
    charts_of,
    curves_of,
    evidence_of,
    stays_of,
)
from custseg.methods.lifecycle.groups import UNKNOWN, by_first_purchase, compared
from custseg.methods.lifecycle.part import Known
from custseg.methods.lifecycle.settings import LifecycleSettings
from custseg.models.sufficiency import Gate, are_met
from custseg.result import Note, Part
from custseg.words import header, label, t

if TYPE_CHECKING:
    from custseg.models.survival import LogRank

MIN_CUSTOMERS, MIN_EVENTS, MIN_MONTHS = 30, 10, 3
"""Customers who could have been seen falling silent, those who did, and months of first purchases below
which those of the first month of the data are counted as well."""
_CHANCE, _WORTH_SAYING = 0.05, 0.01


def lives(known: Known, silent: pl.DataFrame, limit: int) -> pl.DataFrame:
    """How long every customer went on buying: ``customer_id``, ``first_on``, ``stay_days``, ``fell_silent``.

    A customer falls silent on the purchase day after which no other came for more than ``limit`` days,
    for the first time: who comes back later (挽回) has fallen silent all the same. Whether a day was such
    a day is known ``limit`` + 1 days later, so nobody is watched after as_of - limit - 1: who had not
    fallen silent by then is censored there, and not at the last purchase or on the as-of date. There
    customers would count as at risk on days when nobody can yet be seen to fall silent, and stay too
    long (immortal time). Who first bought after that day is left out: nothing is known of him yet.
    ``is_old`` says who may have bought before the data begins (see ``_is_old``).
    """
    watched_until = known.as_of - timedelta(days=limit + 1)
    first = (
        silent.filter(pl.col("silence_days") > limit)
        .group_by("customer")
        .agg(pl.col("since").min())
    )
    first = first.select(
        known.relations.diary.customers.gather(first["customer"]).alias("customer_id"), "since"
    )
    last = pl.coalesce("since", pl.lit(watched_until))
    return (
        known.frame.select("customer_id", "first_on", _is_old(known.frame))
        .filter(pl.col("first_on") <= watched_until)
        .join(first, on="customer_id", how="left", maintain_order="left")
        .select("customer_id", "first_on", "is_old", (last - pl.col("first_on")).dt.total_days().alias("stay_days"),
                pl.col("since").is_not_null().alias("fell_silent"))
    )  # fmt: skip


def _is_old(frame: pl.DataFrame) -> pl.Expr:
    """Whether a customer may have bought before the data begins: first in its first month, unless the
    account was opened in it, or with an account opened before.

    Of such customers only those who stayed are seen, and the time before is unknown.
    """
    begin = frame["first_on"].min()
    begins = pl.lit(begin.replace(day=1) if isinstance(begin, date) else None, pl.Date)
    opened = pl.col("opened_on")
    at_first = (pl.col("first_on") < begins.dt.offset_by("1mo")) & opened.is_null()
    return (at_first | (opened < begins).fill_null(False)).alias("is_old")


def survival_part(
    known: Known, silent: pl.DataFrame, limit: int, settings: LifecycleSettings,
    grouped: pl.DataFrame | None,
) -> Part:  # fmt: skip
    """Survival of all customers and by group; ``grouped`` has ``customer_id`` and ``group``, if any."""
    everybody = lives(known, silent, limit)
    seen_begin = everybody.filter(~pl.col("is_old"))
    people = (
        seen_begin
        if seen_begin["first_on"].dt.strftime("%Y-%m").n_unique() >= MIN_MONTHS
        else everybody
    )
    gates = (
        Gate("survival", "customers", MIN_CUSTOMERS, len(people)),
        Gate("survival", "fell_silent", MIN_EVENTS, int(people["fell_silent"].sum())),
    )
    if not are_met(gates):
        return Part(gates=gates)
    people = _with_groups(people, grouped)
    names = compared(people["group"])
    groups = Gate("survival_groups", "groups", 2, len(names))
    curves = curves_of(people, names if groups.is_met else [], "fell_silent")
    watched = int(curves.every.longest)
    spans = tuple(
        Gate(f"survival_{m}m", "watched_days", int(m * MONTH_DAYS) + 1, watched) for m in (12, 24)
    )
    tables = {
        "survival": at_months(curves, "survived"),
        "survival_groups": stays_of(curves, names, "fell_silent", "expected_silent"),
    }
    return Part(
        tables=tables, charts=charts_of(curves, "survival", "survived"), gates=(*gates, groups, *spans), evidence=_evidence(curves, limit),
        notes=(*(Note("finding", said) for said in _findings(curves, names, limit)),
               *(Note("info", said) for said in _infos(known, people, everybody, limit, settings))),
    )  # fmt: skip


def _with_groups(people: pl.DataFrame, grouped: pl.DataFrame | None) -> pl.DataFrame:
    if grouped is None:
        return people.with_columns(by_first_purchase(people["first_on"]))
    joined = people.join(grouped, on="customer_id", how="left", maintain_order="left")
    return joined.with_columns(pl.col("group").fill_null(UNKNOWN))


def _evidence(curves: Curves, limit: int) -> dict[str, object]:
    return {"survival": {"silent_after_days": limit, **evidence_of(curves, "fell_silent")}}


# --- what it says -----------------------------------------------------------------------------------


def _findings(curves: Curves, names: Sequence[str], limit: int) -> list[str]:
    every = curves.every
    at_once = 1.0 - float(every.at([0.0])[0])
    said = []
    if at_once >= _WORTH_SAYING:
        said.append(t("{share:.1%} of customers did not buy again within {limit} days of their first purchase day",
                      share=at_once, limit=limit))  # fmt: skip
    year = every.at([12 * MONTH_DAYS])[0]
    if year == year and every.longest >= 12 * MONTH_DAYS:
        low, high = every.interval_at([12 * MONTH_DAYS])
        said.append(t("{share:.1%} still buy after 12 months (95% interval {low:.1%} to {high:.1%})",
                      share=float(year), low=float(low[0]), high=float(high[0])))  # fmt: skip
    if curves.test is not None:
        said.append(_of_groups(curves, names, curves.test))
    return said


def _of_groups(curves: Curves, names: Sequence[str], test: LogRank) -> str:
    if test.p_value >= _CHANCE:
        return t("Groups stay alike as far as can be told (log-rank p = {p:.2f})", p=test.p_value)
    ratio = {
        name: observed / max(expected, 1e-12)
        for name, observed, expected in zip(names, test.observed, test.expected, strict=True)
    }
    longest, shortest = min(ratio, key=lambda n: ratio[n]), max(ratio, key=lambda n: ratio[n])
    p = t("p < 0.001") if test.p_value < 0.001 else t("p = {p:.3f}", p=test.p_value)
    return t("Groups do not stay alike (log-rank {p}): {longest} stay longest, {shortest} shortest; {times:.2f} and "
             "{more:.2f} times as many fell silent as if all were alike", p=p, longest=label("group", longest),
             shortest=label("group", shortest), times=ratio[longest], more=ratio[shortest])  # fmt: skip


def _infos(
    known: Known, people: pl.DataFrame, everybody: pl.DataFrame, limit: int, settings: LifecycleSettings
) -> list[str]:  # fmt: skip
    watched_until = known.as_of - timedelta(days=limit + 1)
    said = [t("falling silent: the purchase day after which none came for more than {limit} days ({name}), for the "
              "first time; known {limit} days later, so customers are watched until {until}, and who still bought "
              "after that is censored there", limit=limit, until=watched_until,
              name=label("stage", settings.silent_after))]  # fmt: skip
    late = int((known.frame["first_on"] > watched_until).sum())
    if late:
        said.append(t("{n:,} customers came later than that: nothing is known yet of how long they stay",
                      n=late))  # fmt: skip
    said.append(
        t("groups are customers by the time of their first purchase (--survival-by takes a column)")
        if settings.survival_by is None else
        t("groups are customers by {column}", column=header(settings.survival_by))
    )  # fmt: skip
    old = len(everybody) - len(people)
    month = everybody["first_on"].dt.strftime("%Y-%m").min()
    if old:
        said.append(t("{n:,} customers may have bought before the data begins (first purchase in {month}, or an account "
                      "opened before): how long they stay is not counted", n=old, month=month))  # fmt: skip
    elif everybody["is_old"].any():
        said.append(t("most customers may have bought before the data begins ({month}): how long they stay is counted from their "
                      "first purchase in it",
                      month=month))  # fmt: skip
    return said
