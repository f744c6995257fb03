"""tier: every customer's level, month after month, by a rule that remembers."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from custseg.errors import InputError
from custseg.facts.rows import FactSettings
from custseg.listed import Listed
from custseg.models.tier_memory import Standing
from custseg.result import Chart, Note, Result
from custseg.schema.dataset import Dataset
from custseg.settings import as_plain
from custseg.tier.locks import Locks, locks_of
from custseg.tier.names import month_name
from custseg.tier.people import customer_rows
from custseg.tier.previous import Previous, previous_of
from custseg.tier.reach import MONTHLY, Seen, by_month, in_results, metric_of, needs_results
from custseg.tier.said import coverage_warnings, findings, infos, reason_of
from custseg.tier.settings import TierSettings, checked, memory_of
from custseg.tier.tables import (
    coverage_table,
    months_table,
    movers,
    moves_table,
    near_down,
    near_up,
    overlap_table,
    rules_table,
    tiers_table,
    to_keep,
    unknown_table,
)
from custseg.tier.walk import Road, Walk, together
from custseg.words import label, t, title

_DAYS_OF_GRACE = 3
"""A month counts as over when no more days than a weekend are to come."""
_MONTHS_TO_COMPARE = 4
"""Months of history below which rules differ by chance."""


def tier(
    dataset: Dataset, settings: TierSettings = TierSettings(), facts: FactSettings = FactSettings(), *,
    people: pl.DataFrame | None = None, previous: Listed | None = None, locks: Listed | None = None,
    only_check: bool = False,
) -> Result:  # fmt: skip
    """The level of every customer with balances (分层), why, and how far it is to the next threshold.

    Levels are tried from the top; the first whose amount and condition hold is reached. What is held
    follows with memory (``models.tier_memory``): promotion, months of grace, watch 关注, demotion, as [tier]
    says. All months of the balances are replayed, or, with ``previous``, those after the month of that
    result; both give the same. ``locks`` holds customers at a level for a time.

    Where levels look at more than balances, ``people`` (one row a customer, all results) is needed
    (``needs_results``), known for one month only: memory then comes from ``previous``.
    ``only_check`` shows what the levels cover, where they overlap and what is not known, and stops.

    Raises:
        UsageError: levels or conditions that cannot be.
        InputError: no balances where they are needed, a previous result or locks that do not fit.
    """
    settings = checked(settings)
    seen, left_out = _seen(dataset, settings, facts, people)
    coverage = _coverage(settings, seen)
    if only_check:
        return _checked_only(dataset, settings, facts, seen, coverage)
    metric = seen.metric
    names = [level.name for level in settings.levels]
    before = previous_of(previous, names) if previous else None
    road = _road(seen, settings, before, locks)
    made = road.by(memory_of(settings))
    customers = customer_rows(
        made, road.spread(seen.value), road.spread(seen.value_before), seen.months[-1],
        settings.levels, memory_of(settings), metric=metric, near_share=settings.near_share,
        locks=road.locks,
    )  # fmt: skip
    customers, who = _with_staff(dataset, customers)
    names_of, cut = _lists(customers, settings.list_customers, metric, who)
    tables = _tables(customers, settings, metric, made) | names_of | coverage
    if before is None and len(seen.months) >= _MONTHS_TO_COMPARE:
        compared = rules_table(made, road.by, settings.levels, memory_of(settings))
        tables = {**tables, "tier_rules": compared}
    exact = as_plain(settings, facts)
    judged = [month_name(month) for month in road.months]
    notes = [
        *findings(customers, tables, metric),
        *infos(settings, judged, left_out, bool(before and before.without_memory)),
        *_about_months(road),
        *coverage_warnings(tables["tier_coverage"], tables.get("tier_not_known", pl.DataFrame())),
        *_about_locks(road.locks), *cut,
    ]  # fmt: skip
    provenance = dataset.provenance(exact)
    beside = tuple(listed.record for listed in (previous, locks) if listed)
    return Result(
        command="tier", as_of=dataset.as_of, customers=customers.drop(who),
        tables={key: tables[key] for key in _ORDER if key in tables and tables[key].height},
        charts=_charts(tables), evidence=_evidence(metric, tables, made, judged),
        notes=(*notes, *dataset.notes), settings=exact,
        provenance=replace(provenance, inputs=provenance.inputs + beside),
    )  # fmt: skip


_ORDER = ("tiers", "tier_moves", "tier_keep", "tier_near_up", "tier_near_down", "tier_movers", "tier_rules",
          "tier_coverage", "tier_overlap", "tier_not_known", "tier_months")  # fmt: skip


# --- what the data says ----------------------------------------------------------------------------


def _seen(
    dataset: Dataset, settings: TierSettings, facts: FactSettings, people: pl.DataFrame | None
) -> tuple[Seen, str | None]:
    """The levels reached, and the month that is left out because it is not over."""
    looks_further = needs_results(settings)
    if metric_of(settings) not in MONTHLY:
        assert people is not None
        as_of = dataset.as_of
        if as_of is None:
            raise InputError(
                t("tier needs a date, and there is none in the data"),
                t("say which day the data is of: --as-of DATE"),
            )
        return in_results(people, as_of.year * 12 + as_of.month - 1, settings), None
    from custseg.facts.asset_months import asset_months

    assets = asset_months(dataset, settings.weights, facts)
    if not assets.months:
        raise InputError(
            t("tier needs balances, and there are none"),
            t("custseg inspect shows how the files are read; --map names columns"),
        )
    months, left_out = _over(assets.months, dataset.as_of, settings.running_month)
    if not looks_further:
        return by_month(assets, months, settings), left_out
    assert people is not None
    return in_results(people, months[-1], settings, assets), left_out


def _over(months: range, as_of: date | None, running: bool) -> tuple[range, str | None]:
    """The months that are over by ``as_of``, and the one that is not; a single month is judged anyway."""
    assert as_of is not None
    to_come = monthrange(as_of.year, as_of.month)[1] - as_of.day
    is_last = months[-1] == as_of.year * 12 + as_of.month - 1
    if running or len(months) == 1 or not is_last or to_come <= _DAYS_OF_GRACE:
        return months, None
    return months[:-1], month_name(months[-1])


# --- from month to month ---------------------------------------------------------------------------


def _road(
    seen: Seen, settings: TierSettings, before: Previous | None, listed: Listed | None
) -> Road:
    """The months to judge: all of them, or those after the month of an earlier result."""
    after = -1
    if before:
        after = before.month if before.month >= 0 else seen.months[-1] - 1
        if after >= seen.months[-1]:
            raise InputError(
                t("the previous result is of {previous}, and the data ends with {last}: there is no month to go on to",
                  previous=month_name(after), last=month_name(seen.months[-1])),
                t("give the data of the month after, or leave out --previous"),
            )  # fmt: skip
    customers, places = together(
        seen, before.customers if before else pl.Series([], dtype=pl.String)
    )
    names = [level.name for level in settings.levels]
    return Road(
        seen, customers, places,
        before.among(customers) if before else Standing.nobody(len(customers)), after,
        settings.missing_month,
        locks_of(listed.table, customers, names, listed.name) if listed else None,
    )  # fmt: skip


def _about_months(road: Road) -> Iterator[Note]:
    """Months nobody has a record in, and months between an earlier result and the data."""
    empty = [month_name(month) for month in road.months
             if not road.seen.known[month - road.seen.months.start].any()]  # fmt: skip
    if empty:
        yield Note("warning", t("no customer has a record in {months}: nobody is judged there",
                                months=", ".join(empty)))  # fmt: skip
    absent = road.absent
    if absent:
        yield Note("info", {
            "zero": t("{n} customers have no record in {month} and count as holding nothing ([tier] missing_month)",
                      n=f"{absent:,}", month=month_name(road.months[-1])),
            "last": t("{n} customers have no record in {month} and count as before ([tier] missing_month)",
                      n=f"{absent:,}", month=month_name(road.months[-1])),
            "keep": t("{n} customers have no record in {month} and are not judged ([tier] missing_month)",
                      n=f"{absent:,}", month=month_name(road.months[-1])),
        }[road.missing])  # fmt: skip
    if 0 <= road.after < road.months[0] - 1:
        yield Note("warning", t("the previous result is of {previous}, the data begins with {first}: the months between are not judged",
                                previous=month_name(road.after), first=month_name(road.months[0])))  # fmt: skip


def _about_locks(locks: Locks | None) -> Iterator[Note]:
    if locks and locks.strangers:
        yield Note("warning", t("{n} locks are of customers nothing is known of", n=f"{locks.strangers:,}"))  # fmt: skip


# --- what is shown ---------------------------------------------------------------------------------


def _coverage(settings: TierSettings, seen: Seen) -> dict[str, pl.DataFrame]:
    """What each level covers in the last month, where levels overlap, what is not known."""
    return {
        "tier_coverage": coverage_table(settings.levels, seen.last),
        "tier_overlap": overlap_table(settings.levels, seen.last, seen.customers),
        "tier_not_known": unknown_table(settings.levels, seen.last, seen.customers),
    }


def _with_staff(dataset: Dataset, customers: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """The customers with their branch and manager, where the customer list names them."""
    has = dataset.columns("customers")
    who: list[str] = [c for c in ("branch", "manager") if c in has and "customer_id" in has]
    if not who:
        return customers, []
    [staff] = dataset.collect(dataset.frame("customers").select("customer_id", *who))
    return customers.join(
        staff.unique("customer_id", keep="first", maintain_order=True), on="customer_id", how="left",
        maintain_order="left",
    ), who  # fmt: skip


def _tables(
    customers: pl.DataFrame, settings: TierSettings, metric: str, made: Walk
) -> dict[str, pl.DataFrame]:
    return {
        "tiers": tiers_table(customers, settings.levels, metric),
        "tier_moves": moves_table(customers, settings.levels, metric),
        "tier_months": months_table(made.months),
    }


def _lists(
    customers: pl.DataFrame, most: int, metric: str, who: Sequence[str]
) -> tuple[dict[str, pl.DataFrame], list[Note]]:
    """The lists of names, the first ``most`` of each, and of how many."""
    whole = {
        "tier_keep": to_keep(customers, who, metric),
        "tier_near_up": near_up(customers, who, metric),
        "tier_near_down": near_down(customers, who, metric),
    }
    shown = {key: rows.head(most) for key, rows in whole.items()}
    totals = {key: rows.height for key, rows in whole.items()}
    shown["tier_movers"], totals["tier_movers"] = movers(
        customers, most, reason_of(metric), who, metric
    )
    notes = [
        Note("info", t("{list}: {shown} of {n} shown ([tier] list_customers)", list=title(key),
                       shown=shown[key].height, n=f"{totals[key]:,}"))
        for key in shown if shown[key].height < totals[key]
    ]  # fmt: skip
    return shown, notes


def _charts(tables: Mapping[str, pl.DataFrame]) -> tuple[Chart, ...]:
    by_tier = Chart("tiers_customers", "bar", tables["tiers"], "tier", ("customers",))
    if tables["tier_months"].height < 2:
        return (by_tier,)
    months = tables["tier_months"].select("month", "up", "down", "to_watch")
    return (by_tier, Chart("tier_changes", "line", months, "month", ("up", "down", "to_watch")))


def _evidence(
    metric: str, tables: Mapping[str, pl.DataFrame], made: Walk, months: Sequence[str]
) -> dict[str, object]:
    changed = made.months
    return {
        "metric": metric, "customers": int(tables["tiers"]["customers"].sum()), "months": len(months),
        "first_month": months[0], "last_month": months[-1],
        "up": int(changed["up"].sum()), "down": int(changed["down"].sum()),
        "watched": int(changed["watched"][-1]),
        "not_known": max(tables["tier_coverage"]["not_known"]),
    }  # fmt: skip


def _checked_only(
    dataset: Dataset, settings: TierSettings, facts: FactSettings, seen: Seen,
    coverage: Mapping[str, pl.DataFrame],
) -> Result:  # fmt: skip
    exact = as_plain(settings, facts)
    month = month_name(seen.months[-1])
    wins = coverage["tier_coverage"]["wins"]
    said = t("{n} customers in {month}: {rest} of them reach no level but the last, {tier}",
             n=f"{int(wins.sum()):,}", month=month, rest=f"{wins[-1]:,}",
             tier=label("tier", settings.levels[-1].name))  # fmt: skip
    notes = coverage_warnings(coverage["tier_coverage"], coverage["tier_not_known"])
    return Result(
        command="tier", as_of=dataset.as_of,
        tables={key: table for key, table in coverage.items() if table.height},
        evidence={"customers": int(wins.sum()), "last_month": month},
        notes=(Note("finding", said), *notes, *dataset.notes), settings=exact,
        provenance=dataset.provenance(exact),
    )  # fmt: skip
