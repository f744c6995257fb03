"""The section [tier] of custseg.toml, and what of it can be wrong before any data is read."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Literal

import msgspec

from custseg.errors import UsageError
from custseg.models.tier_memory import Memory
from custseg.settings import Meta, Section, Yuan
from custseg.words import key_of_label, label, t

Months = Annotated[int, Meta(ge=0, le=120)]


class Level(Section, frozen=True):
    """One level of ``[tier] levels``, from the top; the last one takes the rest."""

    name: Annotated[str, Meta(description="What the level is called", min_length=1)]
    at_least: Annotated[
        Yuan | None,
        Meta(description="The least of the metric that reaches it: 600000, 60万, 1.2亿"),
    ] = None
    when: Annotated[
        str | None, Meta(description="SQL condition that must hold (as well)")
    ] = None  # fmt: skip
    watch_after_months: Annotated[
        Months | None, Meta(description="watch_after_months for who holds this level")
    ] = None
    downgrade_after_months: Annotated[
        Months | None, Meta(description="downgrade_after_months for who holds this level")
    ] = None


STANDARD_LEVELS = (
    Level(name="private_banking", at_least=Yuan(6_000_000)),
    Level(name="diamond", at_least=Yuan(1_000_000)),
    Level(name="platinum", at_least=Yuan(200_000)),
    Level(name="gold", at_least=Yuan(50_000)),
    Level(name="basic"),
)
"""私人银行 600万, 钻石 100万, 白金 20万, 金卡 5万, 普通: amounts many Chinese banks publish, not yours."""


class TierSettings(Section, frozen=True):
    """Section ``[tier]``: levels, and how they are gained and lost."""

    metric: Annotated[
        str,
        Meta(description="What at_least measures: aum_month_avg (月日均), month_end_assets, or any column "
                         "of numbers in the results or the customer list"),
    ] = "aum_month_avg"  # fmt: skip
    levels: Annotated[
        tuple[Level, ...],
        Meta(description="Levels from the top: the first that is reached counts, the last takes the rest"),
    ] = STANDARD_LEVELS  # fmt: skip
    upgrade: Annotated[
        Literal["immediate", "next_month"],
        Meta(
            description="When a higher level counts: in the month it is reached, or from the next"
        ),
    ] = "immediate"
    watch_after_months: Annotated[
        int, Meta(description="Months below the own level before a customer is watched (关注)", ge=0, le=120)
    ] = 3  # fmt: skip
    downgrade_after_months: Annotated[
        int,
        Meta(description="Further months on watch, after which the level falls in the next month", ge=0, le=120),
    ] = 3  # fmt: skip
    downgrade_to: Annotated[
        Literal["best_of_window", "last_month"],
        Meta(description="The level it falls to: the best of the months below, or that of the last of them"),
    ] = "best_of_window"  # fmt: skip
    new_customers: Annotated[
        Literal["reached", "rest"],
        Meta(description="Where new customers begin: at the level they reach, or at the last one"),
    ] = "reached"
    weights: Annotated[
        dict[str, Annotated[float, Meta(ge=-1_000_000, le=1_000_000)]],
        Meta(description="Weight of balances by a word in the product's name, the first that fits "
                         '(others count once): { "理财" = 0.8, "股票" = 0 }'),
    ] = msgspec.field(default_factory=dict)  # fmt: skip
    missing_month: Annotated[
        Literal["zero", "last", "keep"],
        Meta(description="A customer without a record in a month others have: holds nothing (zero), the "
                         "level reached before (last), or is not judged that month (keep)"),
    ] = "zero"  # fmt: skip
    running_month: Annotated[
        bool,
        Meta(
            description="Judge the last month even if more than three days of it are still to come"
        ),
    ] = False
    near_share: Annotated[
        float,
        Meta(description="Near a threshold (临界): no more than this share of it away", gt=0, lt=1),
    ] = 0.1
    list_customers: Annotated[
        int, Meta(description="Customers on each list at most, the nearest first", ge=1)
    ] = 20
    previous: Annotated[
        str | None,
        Meta(description="File of last month's result (csv, xlsx, json, jsonl, parquet) to go on from"),
    ] = None  # fmt: skip
    locks: Annotated[
        str | None,
        Meta(description="File of customers held at a level: customer, level, until (and from)"),
    ] = None


def checked(settings: TierSettings) -> TierSettings:
    """``settings`` with its levels by key, when they make sense.

    A level called as one that custseg has a word for (金卡, Gold) is that one (``gold``), so that conditions, earlier
    results and both languages mean the same by it; any other name stays as it is.

    Raises UsageError that names every mistake: fewer than two levels, a name twice, a level without
    at_least and when that is not the last one, a last one that has them, amounts that do not fall.
    """
    levels = settings.levels
    wrong = [*_mistakes(levels), *_out_of_order(levels)]
    if wrong:
        raise UsageError(
            t("[tier] levels: {mistakes}", mistakes="; ".join(wrong)),
            t("write them from the top, each with at_least or when, the last one with a name only"),
        )
    return msgspec.structs.replace(settings, levels=_by_key(levels))


def _by_key(levels: tuple[Level, ...]) -> tuple[Level, ...]:
    keys = [key_of_label("tier", level.name) or level.name for level in levels]
    if len(set(keys)) < len(keys):
        return levels
    return tuple(
        msgspec.structs.replace(level, name=key) for level, key in zip(levels, keys, strict=True)
    )


def _mistakes(levels: Sequence[Level]) -> list[str]:
    wrong = []
    if len(levels) < 2:
        wrong.append(t("there must be two at least, the last for the rest"))
    if len(levels) > 100:
        wrong.append(t("there are more than 100"))
    for number, level in enumerate(levels, 1):
        open_to_all = level.at_least is None and level.when is None
        if open_to_all and number < len(levels):
            wrong.append(t("{number} {name!r} has neither at_least nor when: all below it are never reached",
                           number=number, name=level.name))  # fmt: skip
        if not open_to_all and number == len(levels):
            wrong.append(t("the last one, {name!r}, must take the rest: without at_least and when",
                           name=level.name))  # fmt: skip
        if level.name in [other.name for other in levels[: number - 1]]:
            wrong.append(t("{name!r} is there twice", name=level.name))
    return wrong


def _out_of_order(levels: Sequence[Level]) -> list[str]:
    """Levels by amount alone that a level above takes everybody from."""
    wrong = []
    least: tuple[Decimal, str] | None = None
    for number, level in enumerate(levels[:-1], 1):
        if level.at_least is None:
            continue
        if least is not None and level.at_least >= least[0]:
            wrong.append(t("{number} {name!r} from {amount} is never reached: {above!r} from {floor} stands above it",
                           number=number, name=level.name, amount=f"{level.at_least:,f}",
                           above=least[1], floor=f"{least[0]:,f}"))  # fmt: skip
        elif level.when is None:
            least = (level.at_least, level.name)
    return wrong


def memory_of(settings: TierSettings) -> Memory:
    """The rule of promotion, watch and demotion that the settings write."""
    grace = (level.watch_after_months for level in settings.levels)
    watch = (level.downgrade_after_months for level in settings.levels)
    return Memory(
        tuple(settings.watch_after_months if months is None else months for months in grace),
        tuple(settings.downgrade_after_months if months is None else months for months in watch),
        upgrade_next_month=settings.upgrade == "next_month",
        to_best=settings.downgrade_to == "best_of_window",
        start_at_rest=settings.new_customers == "rest",
    )


def private_levels(levels: Sequence[Level]) -> frozenset[int]:
    """Which levels are private banking, by their names."""
    words = ("私人", "私行", "private")
    return frozenset(
        number for number, level in enumerate(levels)
        if any(word in f"{level.name} {label('tier', level.name)}".lower() for word in words)
    )  # fmt: skip
