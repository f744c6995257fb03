"""The mood of every customer: the first rule that holds over the messages of the window."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from custseg.methods.sentiment.scales import BAD, GOOD, MIDDLE
from custseg.methods.sentiment.settings import SentimentSettings
from custseg.methods.sentiment.texts import BY_SEVERITY
from custseg.models.text.classes import NEGATIVE, NEUTRAL, POSITIVE
from custseg.words import header, label, t

MOOD_OF = {
    "nothing_said": "unheard",
    "made_up": "so_so",
    "severe_complaint": "angry",
    "complained_again": "angry",
    "threatens": "angry",
    "complained": "unhappy",
    "bad_score": "unhappy",
    "bad_text": "unhappy",
    "good_score": "satisfied",
    "good_text": "satisfied",
    "middle_score": "so_so",
    "neutral_text": "so_so",
    "unclear": "undecided",
}
"""Rules in the order they are tried, and the mood each gives."""

MOODS = ("satisfied", "so_so", "unhappy", "angry", "undecided", "unheard")


def moods(rows: pl.DataFrame, as_of: date | None, settings: SentimentSettings) -> pl.DataFrame:
    """One row a customer heard: counts of messages, last score and text, ``mood`` and ``mood_rule``.

    Only messages of the window count for the mood; a message without a date is taken to be in it.
    For urgency a complaint that is still open counts, too, however long ago it was made.
    """
    mine = rows.filter(pl.col("customer_id").is_not_null())
    age = (pl.lit(as_of, pl.Date) - pl.col("date")).dt.total_days()
    mine = mine.with_columns(
        (age < settings.window_days).fill_null(True).alias("inside"), _signal()
    )
    inside, pressing = pl.col("inside"), pl.col("inside") | pl.col("is_open")
    by_words = ~pl.col("urgency_rule").is_in(list(BY_SEVERITY))
    said = mine.group_by("customer_id", maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("feedbacks"),
        pl.col("date").max().alias("last_feedback_on"),
        inside.sum().cast(pl.Int64).alias("messages_lately"),
        pl.col("is_complaint").sum().cast(pl.Int64).alias("complaints"),
        (pl.col("is_complaint") & inside).sum().cast(pl.Int64).alias("complaints_lately"),
        (pl.col("is_complaint") & pl.col("is_severe") & inside).sum().cast(pl.Int64).alias("severe_complaints"),
        pl.col("is_open").sum().cast(pl.Int64).alias("open_complaints"),
        _last("score", inside & pl.col("score_class").is_not_null()).alias("last_score"),
        _last("score_class", inside & pl.col("score_class").is_not_null()).alias("last_score_class"),
        _last("date", inside & pl.col("score_class").is_not_null()).alias("last_score_on"),
        _last("text_class", inside & pl.col("text_class").is_not_null()).alias("last_text_class"),
        (inside & (pl.col("text_class") == NEGATIVE)).sum().cast(pl.Int64).alias("negative_texts"),
        (inside & (pl.col("text_class") == POSITIVE)).sum().cast(pl.Int64).alias("positive_texts"),
        pl.col("urgency").filter(pressing).min().alias("urgency"),
        _first_of_urgency("urgency_rule", pressing).alias("urgency_rule"),
        _first_of_urgency("urgency_word", pressing).alias("urgency_word"),
        (inside & by_words & pl.col("urgency").is_in(["P1", "P2"])).any().alias("_threatens"),
        _last("signal", inside & pl.col("signal").is_not_null()).alias("_last_signal"),
    )  # fmt: skip
    return said.with_columns(_rule().alias("mood_rule")).with_columns(
        pl.col("mood_rule").replace_strict(MOOD_OF).alias("mood")
    ).drop("_last_signal", "_threatens")  # fmt: skip


def _last(column: str, where: pl.Expr) -> pl.Expr:
    """The last value in the order of the rows where a condition holds."""
    return pl.col(column).filter(where).last()


def _first_of_urgency(column: str, pressing: pl.Expr) -> pl.Expr:
    """The rule or word of the most urgent of the pressing messages; the latest of equal ones."""
    most = pl.col("urgency").filter(pressing).min()
    return pl.col(column).filter(pressing & (pl.col("urgency") == most)).last()


def _signal() -> pl.Expr:
    """What a message says: a complaint is bad, then its score, then its text; null where undecided."""
    return (
        pl.when("is_complaint").then(pl.lit(BAD))
        .otherwise(pl.coalesce(
            "score_class",
            pl.col("text_class").replace_strict(
                {NEGATIVE: BAD, NEUTRAL: MIDDLE, POSITIVE: GOOD}, default=None, return_dtype=pl.String),
        )).alias("signal")
    )  # fmt: skip


def _rule() -> pl.Expr:
    score, text = pl.col("last_score_class"), pl.col("last_text_class")
    holds = {
        "nothing_said": pl.col("messages_lately") == 0,
        "made_up": (pl.col("complaints_lately") > 0) & (pl.col("open_complaints") == 0)
        & (pl.col("_last_signal") == GOOD),
        "severe_complaint": pl.col("severe_complaints") > 0,
        "complained_again": pl.col("complaints_lately") >= 2,
        "threatens": pl.col("_threatens")
        & ((pl.col("complaints_lately") > 0) | (pl.col("negative_texts") > 0)),
        "complained": pl.col("complaints_lately") > 0,
        "bad_score": score == BAD,
        "bad_text": (text == NEGATIVE) & (score.is_null() | (score != GOOD)),
        "good_score": score == GOOD,
        "good_text": text == POSITIVE,
        "middle_score": score == MIDDLE,
        "neutral_text": text == NEUTRAL,
    }  # fmt: skip
    return pl.coalesce(
        *(
            pl.when(condition.fill_null(False)).then(pl.lit(rule))
            for rule, condition in holds.items()
        ),
        pl.lit("unclear"),
    )


def sentiment_reason(row: Mapping[str, Any]) -> str:
    """Why a row of ``sentiment(...).customers`` has its mood, as one sentence."""
    said = t(
        "{mood}: {rule}", mood=label("mood", row["mood"]), rule=label("mood_rule", row["mood_rule"])
    )
    if row.get("complaints_lately"):
        said += t("; complaints lately: {n}, still open: {open}", n=row["complaints_lately"],
                  open=row.get("open_complaints") or 0)  # fmt: skip
    if row.get("last_score") is not None:
        said += t("; last score {score:g}", score=row["last_score"])
        if row.get("last_score_on") is not None:
            said += t(" on {day}", day=row["last_score_on"])
    if row.get("negative_texts") or row.get("positive_texts"):
        said += t("; texts: {bad} displeased, {good} pleased", bad=row.get("negative_texts") or 0,
                  good=row.get("positive_texts") or 0)  # fmt: skip
    if row.get("urgency") is not None and row.get("urgency_word"):
        said += t("; urgency {level} for {word!r}", level=row["urgency"], word=row["urgency_word"])
    elif row.get("urgency") is not None and row.get("urgency_rule"):
        said += t("; urgency {level}: {rule}", level=row["urgency"],
                  rule=label("urgency_rule", row["urgency_rule"]))  # fmt: skip
    if row.get("main_aspect") is not None:
        said += t("; mostly about {aspect}", aspect=label("aspect", row["main_aspect"]))
    if row.get("temper") is not None:
        said += t("; {kind}: {temper} ({rule})", kind=header("temper"), temper=label("temper", row["temper"]),
                  rule=label("temper_rule", row["temper_rule"]))  # fmt: skip
    if row.get("is_falling") and row.get("fall") is not None:
        said += t("; falling: {fall:+.1%} in the last three months on the three before", fall=row["fall"])  # fmt: skip
    return said
