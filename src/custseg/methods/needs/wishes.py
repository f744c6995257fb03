"""What customers say, ask and look at: surveys, feedback, enquiries, pages of products."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from custseg.facts import FactSettings
from custseg.facts.rows import says_any
from custseg.methods.needs.groups import NEEDS, need_of_text
from custseg.methods.needs.settings import NeedsSettings
from custseg.schema.dataset import Dataset

WANTS = ("想", "希望", "需要", "打算", "计划", "考虑", "咨询", "有没有", "感兴趣", "准备", "would like", "want",
         "need", "interested", "looking for", "plan to", "planning", "thinking of")  # fmt: skip
"""A text with one of these words and one of a product's says a need."""

COMPLAINTS = ("投诉", "抱怨", "complaint", "grievance")
"""What is said in a complaint is no wish."""

MOST_TEXTS = 200_000
"""Texts read for wishes, the latest first."""


def asked_plan(
    dataset: Dataset, as_of: date | None, settings: NeedsSettings, facts: FactSettings
) -> pl.LazyFrame | None:
    """``customer_id``, ``customer_need``, ``asked`` and ``viewed``: enquiries about products, and looks at their
    pages, within ``wish_days``, as a plan; None where events name no product.
    """
    has = dataset.columns("events")
    named = [c for c in ("product", "detail") if c in has]
    if "customer_id" not in has or not named:
        return None
    rows = dataset.frame("events").filter(pl.col("customer_id").is_not_null())
    if "date" in has and as_of is not None:
        rows = rows.filter(pl.col("date") > as_of - timedelta(days=settings.wish_days))
    enquired = pl.lit(False)
    if "event_type" in has:
        is_contact = says_any("event_type", settings.contact_events).fill_null(False)
        rows = rows.filter(~is_contact)
        enquired = says_any("event_type", facts.enquiry_events).fill_null(False)
    need = pl.coalesce(need_of_text(column) for column in named)
    return (
        rows.select("customer_id", need.alias("customer_need"), enquired.alias("_asked"))
        .filter(pl.col("customer_need").is_not_null())
        .group_by("customer_id", "customer_need")
        .agg(
            pl.col("_asked").sum().cast(pl.Int64).alias("asked"),
            (~pl.col("_asked")).sum().cast(pl.Int64).alias("viewed"),
        )
    )


def said_plan(dataset: Dataset, as_of: date | None, settings: NeedsSettings) -> pl.LazyFrame | None:
    """``customer_id``, ``customer_need`` and the ``text`` that says it: survey answers and feedback, no complaints.

    A need is said where a text, or the question it answers, speaks of wanting and the text names a
    product. As a plan; None without texts.
    """
    has = dataset.columns("feedback")
    if not {"customer_id", "text"} <= set(has):
        return None
    rows = dataset.frame("feedback").filter(
        pl.col("customer_id").is_not_null() & pl.col("text").is_not_null()
    )
    if "date" in has and as_of is not None:
        rows = rows.filter(pl.col("date") > as_of - timedelta(days=settings.wish_days))
    about = [c for c in ("topic", "feedback_type") if c in has]
    for column in about:
        rows = rows.filter(~says_any(column, COMPLAINTS).fill_null(False))
    wanting = pl.any_horizontal(says_any(c, WANTS).fill_null(False) for c in ("text", *about))
    day = pl.col("date") if "date" in has else pl.lit(None, pl.Date)
    return (
        rows.filter(wanting)
        .select("customer_id", need_of_text("text").alias("customer_need"), "text", day.alias("on"))
        .filter(pl.col("customer_need").is_not_null())
        .sort(
            ["on", "customer_id", "customer_need", "text"],
            descending=[True, False, False, False],
            nulls_last=True,
        )
        .head(MOST_TEXTS)
        .group_by("customer_id", "customer_need")
        .agg(
            pl.col("text")
            .sort_by(["on", "text"], descending=[True, False], nulls_last=True)
            .first()
        )
    )


def need_rank(column: str = "customer_need") -> pl.Expr:
    """The place of a need in their order, for ties."""
    return pl.col(column).replace_strict(
        {need: at for at, need in enumerate(NEEDS)}, return_dtype=pl.Int64
    )
