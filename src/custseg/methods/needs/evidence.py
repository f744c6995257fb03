"""The main need of every customer, and what speaks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from custseg.methods.needs.course import Course
from custseg.methods.needs.groups import NEEDS
from custseg.methods.needs.known import Known
from custseg.methods.needs.lines import OfferLines
from custseg.methods.needs.settings import NeedsSettings
from custseg.methods.needs.signals import Signal, signal_sentence
from custseg.methods.needs.wishes import need_rank
from custseg.words import t

RULES = ("said", "asked", "viewed", "signal", "alike", "held")
"""What can speak for a need, the strongest first; the first that a customer has gives the main need."""

NONE = "none"
"""The row of customers of whom nothing tells a need."""

_TEXT = 60
"""Characters of what somebody said that are repeated."""


def evidence_of(
    course: Course,
    lines: OfferLines,
    known: Known,
    found: Sequence[Signal],
    settings: NeedsSettings,
) -> dict[str, pl.DataFrame]:
    """Rule -> ``customer_id``, ``customer_need``, ``weight`` and ``because`` of all that speaks for a need."""
    evidence = _of_wishes(known.asked, known.said, settings.min_views)
    if found:
        evidence["signal"] = _of_signals(found)
    if len(course.products) > 1:
        evidence["alike"] = _alike(course, lines)
    evidence["held"] = _held_needs(course)
    return {
        rule: frame.filter(pl.col("customer_need").is_not_null())
        for rule, frame in evidence.items()
    }


def _alike(course: Course, lines: OfferLines) -> pl.DataFrame:
    """The need that the first offer answers, where what is held tells of it: popularity is no evidence of a need."""
    mine = pl.DataFrame({
        "customer_id": course.customer_ids, "customer_need": lines.need.gather(lines.of_customer),
        "because": lines.because.gather(lines.of_customer), "is_told": lines.is_told.gather(lines.of_customer),
    })  # fmt: skip
    return mine.filter("is_told").select(
        "customer_id", "customer_need", pl.lit(1, pl.Int64).alias("weight"), "because"
    )


def _held_needs(course: Course) -> pl.DataFrame:
    """The need most of a customer's products answer."""
    answers = pl.Series("customer_need", course.answers, dtype=pl.String)
    counted = pl.DataFrame(
        {"set": course.now.rows(), "customer_need": answers.gather(course.now.items)}
    ).drop_nulls()
    counted = counted.group_by("set", "customer_need").agg(pl.len().cast(pl.Int64).alias("weight"))
    owners = pl.DataFrame(
        {"customer_id": course.customer_ids, "set": course.now.of_customer.astype(np.int64)}
    )
    said = (
        t("bought {count} of it", count="{}")
        if course.bought
        else t("holds {count} products for it", count="{}")
    )
    because = pl.format(said, "weight")
    return owners.join(counted, on="set", how="inner").select(
        "customer_id", "customer_need", "weight", because.alias("because")
    )


def _of_wishes(
    asked: pl.DataFrame | None, said: pl.DataFrame | None, min_views: int
) -> dict[str, pl.DataFrame]:
    """Rule -> ``customer_id``, ``customer_need``, ``weight``, ``because`` from words, enquiries and pages."""
    found = {}
    if said is not None:
        short = pl.col("text").str.replace_all(r"\s+", " ").str.slice(0, _TEXT)
        found["said"] = said.select("customer_id", "customer_need", pl.lit(1).alias("weight"),
                                    pl.format(t("“{text}”", text="{}"), short).alias("because"))  # fmt: skip
    if asked is not None:
        found["asked"] = asked.filter(pl.col("asked") > 0).select(
            "customer_id", "customer_need", pl.col("asked").alias("weight"),
            pl.format(t("enquired {count} times", count="{}"), "asked").alias("because"))  # fmt: skip
        found["viewed"] = asked.filter(pl.col("viewed") >= min_views).select(
            "customer_id", "customer_need", pl.col("viewed").alias("weight"),
            pl.format(t("looked at it {count} times", count="{}"), "viewed").alias("because"))  # fmt: skip
    return found


def _of_signals(found: Sequence[Signal]) -> pl.DataFrame:
    """As ``_of_wishes`` from numbers; the first signal of the settings weighs most."""
    parts = [
        signal.customers.select(
            "customer_id", pl.lit(signal.rule.need).alias("customer_need"),
            pl.lit(len(found) - number).alias("weight"), signal_sentence(signal).alias("because"),
        )
        for number, signal in enumerate(found)
    ]  # fmt: skip
    return pl.concat(parts)


def strongest(evidence: Mapping[str, pl.DataFrame], everybody: pl.DataFrame) -> pl.DataFrame:
    """``customer_id``, ``main_need``, ``need_rule`` and ``need_because`` of everybody.

    ``evidence`` is rule -> its rows; of one rule the heaviest counts, then the first need in their order.
    """
    known = everybody
    for rule in RULES:
        if rule not in evidence:
            continue
        best = (
            evidence[rule]
            .filter(pl.col("customer_need").is_not_null())
            .sort("customer_id", pl.col("weight").neg(), need_rank(), "because")
            .unique("customer_id", keep="first", maintain_order=True)
            .select(
                "customer_id",
                pl.col("customer_need").alias(f"_need_{rule}"),
                pl.col("because").alias(f"_because_{rule}"),
            )
        )
        known = known.join(best, on="customer_id", how="left", maintain_order="left")
    rules = [rule for rule in RULES if rule in evidence]
    nothing = pl.lit(None, pl.String)
    first = [pl.when(pl.col(f"_need_{r}").is_not_null()).then(pl.lit(r)) for r in rules]
    return known.select(
        "customer_id",
        pl.coalesce(*(pl.col(f"_need_{r}") for r in rules), nothing).alias("main_need"),
        pl.coalesce(*first, nothing).alias("need_rule"),
        pl.coalesce(*(pl.col(f"_because_{r}") for r in rules), nothing).alias("need_because"),
    )


def need_table(main: pl.DataFrame, evidence: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One row a need and one ``none``: customers whose main need it is, and by which rule.

    Everybody is counted once: ``main_by_…`` add up to ``customers``, ``customers`` to all customers.
    """
    known = main.with_columns(pl.col("main_need").fill_null(NONE))
    rules = [rule for rule in RULES if rule in evidence]
    counted = known.group_by(pl.col("main_need").alias("customer_need")).agg(
        pl.len().cast(pl.Int64).alias("customers"),
        *((pl.col("need_rule") == rule).sum().cast(pl.Int64).alias(f"main_by_{rule}") for rule in rules),
    )  # fmt: skip
    table = pl.DataFrame({"customer_need": [*NEEDS, NONE]}).join(
        counted, on="customer_need", how="left", maintain_order="left"
    )
    share = (pl.col("customers") / max(main.height, 1)).alias("customers_share")
    return table.with_columns(pl.exclude("customer_need").fill_null(0)).select(
        "customer_need", "customers", share, *(f"main_by_{rule}" for rule in rules)
    )


def evidence_table(evidence: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """One row a need: customers with any evidence of it, and with each kind; a customer counts wherever there is some."""
    everything = [
        evidence[rule].select("customer_need", "customer_id").unique().with_columns(pl.lit(rule).alias("rule"))
        for rule in RULES if rule in evidence
    ]  # fmt: skip
    spoken = pl.concat(everything).group_by("customer_need").agg(
        pl.col("customer_id").n_unique().cast(pl.Int64).alias("by_any"),
        *((pl.col("rule") == rule).sum().cast(pl.Int64).alias(f"by_{rule}") for rule in RULES if rule in evidence),
    )  # fmt: skip
    return (
        pl.DataFrame({"customer_need": NEEDS})
        .join(spoken, on="customer_need", how="left", maintain_order="left")
        .with_columns(pl.exclude("customer_need").fill_null(0))
    )
