"""What tier says in sentences: of one customer, and of all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from custseg.result import Note
from custseg.tier.settings import STANDARD_LEVELS, TierSettings
from custseg.tier.tables import is_money
from custseg.words import header, label, t


def reason_of(metric: str) -> Callable[[Mapping[str, Any]], str]:
    """The function that says in a sentence why a customer of ``tier`` has the level, given its row."""
    return lambda row: _reason(row, metric)


def _reason(row: Mapping[str, Any], metric: str) -> str:
    tier = label("tier", row["tier"])
    said = _because(row, tier, _measured(row, metric))
    if row["near"] == "near_up":
        said += t("; {gap} more reaches {upper}", gap=_amount(row["to_upper_tier"], metric),
                  upper=label("tier", row["upper_tier"]))  # fmt: skip
    elif row["near"] == "near_down":
        said += t(
            "; only {gap} above the threshold", gap=_amount(row["above_floor"], metric)
        )  # fmt: skip
    return said


def _because(row: Mapping[str, Any], tier: str, measured: str) -> str:
    """The sentence of each rule (``people._rule``)."""
    match row["tier_rule"]:
        case "locked" if row.get("locked_until"):
            return t("{tier}, locked until {month}; {measured}", tier=tier,
                     month=row["locked_until"], measured=measured)  # fmt: skip
        case "locked":
            return t("{tier}, locked; {measured}", tier=tier, measured=measured)
        case "new":
            return t("{tier}, a new customer; {measured}", tier=tier, measured=measured)
        case "not_judged":
            return t(
                "{tier} stays: nothing is known of {month}", tier=tier, month=row["tier_month"]
            )
        case "rose":
            return t("up from {before} to {tier}; {measured}",
                     before=label("tier", row["previous_tier"]), tier=tier, measured=measured)  # fmt: skip
        case "rose_as_decided":
            return t("up from {before} to {tier}, which was reached the month before; {measured}",
                     before=label("tier", row["previous_tier"]), tier=tier, measured=measured)  # fmt: skip
        case "fell":
            return t("down from {before} to {tier}: the months to get back above the threshold are over; {measured}",
                     before=label("tier", row["previous_tier"]), tier=tier, measured=measured)  # fmt: skip
        case "falls_next_month":
            return t("{tier} for the last month, {next} from the next: below it for {months} months; {measured}",
                     tier=tier, next=label("tier", row["next_tier"]), months=row["below_months"],
                     measured=measured)  # fmt: skip
        case "watched":
            return t("{tier}, on watch: below it for {months} months, {left} more and it falls; {measured}",
                     tier=tier, months=row["below_months"], left=row["months_left"], measured=measured)  # fmt: skip
        case "below":
            return t("{tier} stays: below it for {months} months only, {left} more and it falls; {measured}",
                     tier=tier, months=row["below_months"], left=row["months_left"], measured=measured)  # fmt: skip
        case "rises_next_month":
            return t("{tier}, {next} from next month; {measured}", tier=tier,
                     next=label("tier", row["next_tier"]), measured=measured)  # fmt: skip
        case "back":
            return t("{tier} is safe again; {measured}", tier=tier, measured=measured)
    return t("{tier}; {measured}", tier=tier, measured=measured)


def _measured(row: Mapping[str, Any], metric: str) -> str:
    """The figure of the month and the level it reaches."""
    value = row.get(metric)
    if value is None or row["reached_tier"] is None:
        return t(
            "{metric} is not known for {month}", metric=header(metric), month=row["tier_month"]
        )
    return t("{metric} of {month}: {value}, which reaches {reached}", metric=header(metric),
             month=row["tier_month"], value=_amount(value, metric),
             reached=label("tier", row["reached_tier"]))  # fmt: skip


def _amount(value: float, metric: str) -> str:
    if is_money(metric):
        return t("{amount} yuan", amount=f"{value:,.2f}".removesuffix(".00"))
    return f"{value:,.2f}".removesuffix(".00")


# --- of all customers ------------------------------------------------------------------------------


def findings(
    customers: pl.DataFrame, tables: Mapping[str, pl.DataFrame], metric: str
) -> Iterator[Note]:
    """Two to five sentences with numbers."""
    for sentence in (
        _of_the_top(tables["tiers"]),
        _of_the_month(tables["tier_months"]),
        _of_keeping(customers, metric),
        _of_rising(customers, metric),
        _of_memory(tables.get("tier_rules")),
    ):
        if sentence:
            yield Note("finding", sentence)


def _of_the_top(tiers: pl.DataFrame) -> str:
    held = tiers.filter(pl.col("customers") > 0).row(0, named=True)
    n, total = held["customers"], int(tiers["customers"].sum())
    if held.get("money_share") is not None:
        return t("{n} of {total} customers ({share:.1%}) are {tier}, the highest level anybody holds, with "
                 "{money:.1%} of the money", n=f"{n:,}", total=f"{total:,}",
                 share=held["customers_share"], tier=label("tier", held["tier"]),
                 money=held["money_share"])  # fmt: skip
    return t("{n} of {total} customers ({share:.1%}) are {tier}, the highest level anybody holds",
             n=f"{n:,}", total=f"{total:,}", share=held["customers_share"],
             tier=label("tier", held["tier"]))  # fmt: skip


def _of_the_month(months: pl.DataFrame) -> str:
    last = months.row(-1, named=True)
    return t("in {month}: {up} up, {down} down, {new} new; {watched} are on watch, {fresh} of them since this month",
             month=last["month"], up=f"{last['up']:,}", down=f"{last['down']:,}",
             new=f"{last['new']:,}", watched=f"{last['watched']:,}", fresh=f"{last['to_watch']:,}")  # fmt: skip


def _of_keeping(customers: pl.DataFrame, metric: str) -> str:
    falling = customers.filter(pl.col("tier_rule") == "falls_next_month")
    soon = customers.filter((pl.col("months_left") == 1) & (pl.col("above_floor") < 0))
    if falling.is_empty() and soon.is_empty():
        return ""
    said = t("{n} customers fall to a lower level next month", n=f"{falling.height:,}")
    if soon.height:
        said += t("; {n} more the month after, unless they bring back {gap} in all",
                  n=f"{soon.height:,}", gap=_amount(-float(soon["above_floor"].sum()), metric))  # fmt: skip
    return said


def _of_rising(customers: pl.DataFrame, metric: str) -> str:
    near = customers.filter(pl.col("near") == "near_up")
    if near.is_empty():
        return ""
    return t("{n} customers are just below the next level: {gap} in all would lift them",
             n=f"{near.height:,}", gap=_amount(float(near["to_upper_tier"].sum()), metric))  # fmt: skip


def _of_memory(rules: pl.DataFrame | None) -> str:
    if rules is None:
        return ""
    changes = dict(zip(rules["memory_rule"], rules["changes"], strict=True))
    if not changes["own"] or changes["anew"] <= changes["own"]:
        return ""
    return t("the rule made {own} changes of level; judging every month anew would have made {anew}, {times:.1f} times as many",
             own=f"{changes['own']:,}", anew=f"{changes['anew']:,}",
             times=changes["anew"] / changes["own"])  # fmt: skip


def infos(settings: TierSettings, months: Sequence[str], left_out: str | None,
          without_memory: bool) -> Iterator[Note]:  # fmt: skip
    """How it was made: the months, the rule, the thresholds nobody has set."""
    if len(months) == 1:
        yield Note("info", t("judged for {month}", month=months[0]))
    else:
        yield Note("info", t("judged month by month from {first} to {last} ({n} months)",
                             first=months[0], last=months[-1], n=len(months)))  # fmt: skip
    yield Note("info", _rule_in_words(settings))
    if settings.levels == STANDARD_LEVELS:
        yield Note("info", t("the levels and amounts are custseg's defaults, common among Chinese banks; write your own in "
                             "custseg.toml: [tier] levels"))  # fmt: skip
    if left_out:
        yield Note("info", t("{month} is not over and is not judged (running_month = true judges it)", month=left_out))  # fmt: skip
    if without_memory:
        yield Note("warning", t("the previous list has levels only: nobody in it counts as below their level yet"))  # fmt: skip


def _rule_in_words(settings: TierSettings) -> str:
    up = (
        t("up at once") if settings.upgrade == "immediate" else t("up from the month after")
    )  # fmt: skip
    limit = settings.watch_after_months + settings.downgrade_after_months
    if not limit:
        return t("rule: {up}; down at once", up=up)
    to = (t("the best level of these months") if settings.downgrade_to == "best_of_window"
          else t("the level of the last of these months"))  # fmt: skip
    return t("rule: {up}; on watch after {grace} months below; after {limit} months below down to {to}",
             up=up, grace=settings.watch_after_months, limit=limit, to=to)  # fmt: skip


def coverage_warnings(coverage: pl.DataFrame, unknown: pl.DataFrame) -> Iterator[Note]:
    """Levels nobody reaches, levels that others always take from, values that are missing."""
    for row in coverage.head(coverage.height - 1).iter_rows(named=True):
        tier = label("tier", row["tier"])
        if row["condition"] is not None and row["holds_for"] == 0:
            yield Note("warning", t("nobody reaches {tier}: {condition}", tier=tier, condition=row["condition"]))  # fmt: skip
        elif row["holds_for"] and row["wins"] == 0:
            yield Note("warning", t("{tier} is shadowed: all {n} customers who reach it reach a level above it, too",
                                    tier=tier, n=f"{row['holds_for']:,}"))  # fmt: skip
    if unknown.height:
        worst = unknown.sort("not_known", descending=True, maintain_order=True).row(0, named=True)
        yield Note("info", t("{n} customers lack a value that {tier} looks at (such as {examples}); it counts as not reached",
                             n=f"{worst['not_known']:,}", tier=label("tier", worst["tier"]),
                             examples=worst["examples"]))  # fmt: skip
