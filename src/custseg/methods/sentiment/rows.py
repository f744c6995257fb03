"""Feedback as it came: one row a message, with the table it is from; and the texts that are there."""

from __future__ import annotations

import polars as pl

from custseg.errors import InputError
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import KINDS
from custseg.words import t

COLUMNS = ("customer_id", "date", "feedback_type", "channel", "score", "text", "severity", "status",
           "resolved_on", "topic", "sentiment_label")  # fmt: skip

_COMPLAINT = r"(?i)投诉|抱怨|不满|申诉|complain|grievance"
_NO_COMPLAINT = r"(?i)表扬|感谢|咨询|建议|compliment|praise|enquiry|inquiry"
_SEVERE = r"(?i)^\s*(高|严重|重大|紧急|特急|一级|high|critical|urgent|severe|major|p1|1)"
_MEDIUM = r"(?i)^\s*(中|较高|较重|较大|重要|二级|medium|moderate|p2|2)"
_CLOSED = r"(?i)办结|完结|结案|关闭|已处理|已解决|完成|解决|closed|resolved|done|completed"
_OPEN = r"(?i)未|处理中|待|受理中|open|pending|progress|new"


def feedback_plans(dataset: Dataset) -> list[pl.LazyFrame]:
    """Every table of feedback as a plan with all ``COLUMNS`` and the number of its table.

    Raises InputError where there is no feedback that says anything.
    """
    if not any(dataset.has("feedback", c) for c in ("score", "text", "feedback_type")):
        unsettled = any("score" in dict(seen.undecided) for seen in dataset.recognitions)
        dataset.require("sentiment", "feedback", "score" if unsettled else "text")
    plans = []
    for number, part in enumerate(dataset.parts("feedback")):
        there = part.collect_schema().names()
        lacking = {c: KINDS["feedback"][c] for c in COLUMNS if c not in there}
        plans.append(
            part.with_columns(
                *(pl.lit(None, kind).alias(c) for c, kind in lacking.items()),
                pl.lit(number, pl.Int64).alias("table"),
            ).select(*COLUMNS, "table")
        )
    return plans


def messages(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """All messages, sorted whatever the order of rows was, with what they are by their own columns.

    ``is_complaint``: the kind of feedback says so. ``is_severe``: its severity begins with 高, 严重,
    一级, high …; ``is_medium``: with 中, 较重, 二级, medium …. ``is_open``: a complaint neither closed by its status nor by a date.
    """
    rows = pl.concat(frames).with_columns(pl.col("text").str.strip_chars().replace("", None))
    kind, status = pl.col("feedback_type"), pl.col("status")
    complaint = (
        kind.str.contains(_COMPLAINT) & ~kind.str.contains(_NO_COMPLAINT)
    ).fill_null(False)  # fmt: skip
    closed = (
        pl.col("resolved_on").is_not_null()
        | (status.str.contains(_CLOSED) & ~status.str.contains(_OPEN)).fill_null(False)
    )  # fmt: skip
    return (
        rows.with_columns(complaint.alias("is_complaint"))
        .with_columns(
            pl.col("severity").str.contains(_SEVERE).fill_null(False).alias("is_severe"),
            pl.col("severity").str.contains(_MEDIUM).fill_null(False).alias("is_medium"),
            (pl.col("is_complaint") & ~closed).alias("is_open"),
        )
        .sort("customer_id", "date", "table", "text", "score", "feedback_type", "channel", "topic",
              "severity", "status", "resolved_on", "sentiment_label", nulls_last=True)
    )  # fmt: skip


def refuse_silence(dataset: Dataset, rows: pl.DataFrame) -> None:
    """Raises InputError where not one message says anything: no text, no score, no kind; or none is left.

    All messages may come after the as-of date that was given.
    """
    if rows.is_empty():
        _refuse_all_later(dataset)
        dataset.refuse_nothing()
    said = rows.select(pl.col("text", "score", "feedback_type").count()).row(0)
    if not any(said):
        raise InputError(
            t("the feedback says nothing: text, score and kind of feedback are empty in all {n:,} rows",
              n=rows.height),
            t("check the columns with custseg inspect; --map COLUMN=text names another"),
        )  # fmt: skip


def _refuse_all_later(dataset: Dataset) -> None:
    """Raises InputError where the as-of date that was given comes before every message."""
    of_feedback = [tally for tally, table in zip(dataset.tallies, dataset.tables, strict=True)
                   if table.kind == "feedback"]  # fmt: skip
    later = sum(tally.aside.get("after_as_of", 0) for tally in of_feedback)
    seen = sorted(day for tally in of_feedback for _, day in tally.examples.get("after_as_of", ()))
    if later and later == sum(tally.rows for tally in of_feedback):
        raise InputError(
            t("no message up to {as_of}: all {n:,} are later, such as one of {day}", as_of=dataset.as_of,
              n=later, day=seen[0]),
            t("give a later --as-of, or none: then the latest date in the data is taken"),
        )  # fmt: skip
