"""From messages to the answer: the mood of every customer, what it is about, and who must be called."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from custseg.facts import FactSettings
from custseg.methods.sentiment import tables as made
from custseg.methods.sentiment.alarm import alarm_list, held, with_worth, worth_plans
from custseg.methods.sentiment.complaints import complaint_months, complaint_rows, complaint_summary
from custseg.methods.sentiment.drift import drift_table
from custseg.methods.sentiment.findings import (
    few_heard,
    findings,
    repeated,
    text_notes,
    undated,
)
from custseg.methods.sentiment.groups import complaint_themes, survey_groups
from custseg.methods.sentiment.judges import judge_of
from custseg.methods.sentiment.lexicon import Lexicon, lexicon_of
from custseg.methods.sentiment.limits import late_list, limit_days, limit_table
from custseg.methods.sentiment.mood import moods
from custseg.methods.sentiment.rows import feedback_plans, messages, refuse_silence
from custseg.methods.sentiment.scales import (
    BAD,
    GOOD,
    MIDDLE,
    Scale,
    scored,
    survey_months,
    survey_table,
)
from custseg.methods.sentiment.settings import SentimentSettings
from custseg.methods.sentiment.temper import PRICE, YEAR_DAYS, temper_plans, with_temper
from custseg.methods.sentiment.texts import TextFacts, read_texts, with_texts
from custseg.methods.sentiment.training import Trained, train
from custseg.models.text.agreement import Agreement, agreement
from custseg.models.text.classes import CLASSES, NEGATIVE, NEUTRAL, POSITIVE, UNDECIDED
from custseg.progress import stage
from custseg.result import Chart, Note, Result
from custseg.schema.dataset import Dataset
from custseg.settings import as_plain
from custseg.words import t

FEWEST_MATCHED = 50
"""Messages with text and score from which their agreement is told."""


@dataclass
class _Known:
    """What is known half-way: the messages read, and what is to be said of them."""

    rows: pl.DataFrame
    facts: dict[str, TextFacts]
    scales: dict[int, Scale]
    spoken: pl.DataFrame
    lexicon: Lexicon
    others: dict[str, pl.DataFrame]
    notes: list[Note] = field(default_factory=list)


def sentiment(
    dataset: Dataset, settings: SentimentSettings = SentimentSettings(),
    facts: FactSettings = FactSettings(),
) -> Result:  # fmt: skip
    """How customers feel and about what (客户情感识别).

    One row per customer of any table: ``mood`` (满意, 一般, 不满, 愤怒, 未定 where texts say nothing clear, 未表态
    where nothing was said in the window) with ``mood_rule``, the first rule that holds (``mood.MOOD_OF``);
    urgency, main aspect of displeasure, emotional label. Tables: survey scores with intervals,
    complaints, classes of texts, aspects, phrases, urgency, moods by group, change against the last
    period, the alarm list. Feedback without customer numbers gives the tables alone.

    Raises InputError where there is no feedback or it says nothing.
    """
    return _result(dataset, settings, facts, _known(dataset, settings, facts))


def sentiment_trained(
    dataset: Dataset, settings: SentimentSettings = SentimentSettings(),
    facts: FactSettings = FactSettings(),
) -> tuple[Result, Trained]:  # fmt: skip
    """Learn a model from the labels in the data; the test of it as a result, and the model to be kept."""
    rows, _, notes = scored_rows(dataset, settings, {})
    with stage(t("learning from the labels")):
        trained = train(rows, settings)
    plain = as_plain(settings, facts)
    result = Result(
        command="sentiment", as_of=dataset.as_of,
        tables={"model_tests": trained.tests, "confusion": trained.confusion},
        evidence=trained.evidence, notes=(*trained.notes, *notes, *dataset.notes), settings=plain,
        provenance=dataset.provenance(plain),
    )  # fmt: skip
    return result, trained


def scored_rows(
    dataset: Dataset, settings: SentimentSettings, more: dict[str, Any]
) -> tuple[pl.DataFrame, dict[int, Scale], list[Note]]:
    """All messages with the class of their score; ``more`` plans run in the same pass and stay in it."""
    plans = feedback_plans(dataset)
    collected = dataset.collect(*plans, *more.values())
    rows = messages(collected[: len(plans)])
    more.update(zip(more, collected[len(plans) :], strict=True))
    refuse_silence(dataset, rows)
    return scored(rows, _score_headers(dataset), settings)


def _score_headers(dataset: Dataset) -> list[str]:
    """What the column of scores is called in each table of feedback."""
    read = [seen for seen in dataset.recognitions if seen.kind == "feedback"]
    return [next((c.header for c in seen.columns if c.role == "score"), "") for seen in read]


def _known(dataset: Dataset, settings: SentimentSettings, facts: FactSettings) -> _Known:
    lexicon = lexicon_of(settings.lexicon)
    judge = judge_of(settings, lexicon)
    others: dict[str, Any] = {}
    with stage(t("feedback")):
        rows, scales, notes = scored_rows(dataset, settings, others)
    if dataset.has("feedback", "customer_id"):
        plans = {
            **temper_plans(dataset, dataset.as_of, facts),
            **worth_plans(dataset, dataset.as_of, facts),
        }
        if dataset.has("customers", "customer_id"):
            plans["listed"] = dataset.frame("customers").select(_listed(dataset, settings))
        others = dict(zip(plans, dataset.collect(*plans.values()), strict=True))
        kept = held(dataset, facts)
        if kept is not None:
            others["held"] = kept
    with stage(t("reading texts")):
        read = read_texts(rows, judge, lexicon, settings.abstain_below)
        rows = with_texts(rows, read)
    return _Known(rows, read, scales, made.aspect_rows(rows, read), lexicon, others, notes)


def _result(
    dataset: Dataset, settings: SentimentSettings, facts: FactSettings, known: _Known
) -> Result:
    as_of = dataset.as_of
    customers, cut = (
        (None, None) if "universe" not in known.others else _customers(dataset, settings, known)
    )
    shown = _tables(known, customers, as_of, settings)
    match = _match(known.rows)
    plain = as_plain(settings, facts)
    notes = [
        *findings(customers, shown, cut, settings, is_dated=known.rows["date"].count() > 0),
        *known.notes, *repeated(known.rows),
        *text_notes(known.rows, settings.model, match), *few_heard(customers),
    ]  # fmt: skip
    if customers is None:
        notes.append(
            Note("info", t("the feedback has no customer numbers: no mood of single customers"))
        )
    elif cut is None:
        notes.append(Note("info", t("no balances and no money: nobody can be said to be of high value, so there is "
                                    "no alarm list")))  # fmt: skip
    notes += undated(known.rows)
    return Result(
        command="sentiment", as_of=as_of, customers=None if customers is None else _as_shown(customers),
        tables=shown, charts=_charts(shown), evidence=_evidence(known, cut, match),
        notes=(*notes, *dataset.notes), settings=plain, provenance=dataset.provenance(plain),
    )  # fmt: skip


def _customers(
    dataset: Dataset, settings: SentimentSettings, known: _Known
) -> tuple[pl.DataFrame, float | None]:
    """Every customer of any table, with mood, main aspect, emotional label and worth."""
    heard = moods(known.rows, dataset.as_of, settings)
    frame = known.others["universe"].join(heard, on="customer_id", how="left")
    for name in ("events", "rhythm", "leads", "held", "money", "windows"):
        if name in known.others:
            told = known.others[name]
            if name == "money":
                told = told.select("customer_id", "monetary")
            frame = frame.join(told, on="customer_id", how="left")
    frame = frame.join(
        _aspects_of_customers(known.spoken, dataset.as_of), on="customer_id", how="left"
    )
    counts = ["feedbacks", "messages_lately", "complaints", "complaints_lately", "severe_complaints",
              "open_complaints", "negative_texts", "positive_texts"]  # fmt: skip
    frame = frame.with_columns(
        pl.col(counts).fill_null(0),
        pl.col("mood").fill_null("unheard"),
        pl.col("mood_rule").fill_null("nothing_said"),
    ).sort("customer_id")
    frame, more = with_temper(frame, dataset)
    known.notes += more
    return with_worth(frame, settings)


def _listed(dataset: Dataset, settings: SentimentSettings) -> list[str]:
    """The columns of the customer list that are used; a group the list does not have is left out."""
    own = dataset.own_columns("customers")
    wanted = dict.fromkeys(("customer_id", "name", "branch", "manager", *settings.groups))
    return [c for c in wanted if dataset.has("customers", c) or c in own]


def _aspects_of_customers(spoken: pl.DataFrame, as_of: date | None) -> pl.DataFrame:
    """``main_aspect``: what most of the displeased (else of all) messages are about; ``price_talks`` in a year."""
    mine = spoken.filter(pl.col("customer_id").is_not_null())
    age = (pl.lit(as_of, pl.Date) - pl.col("date")).dt.total_days()
    talks = mine.filter(pl.col("aspect").is_in(PRICE) & (age < YEAR_DAYS).fill_null(True)).group_by("customer_id").agg(
        pl.struct("date", "text").n_unique().cast(pl.Int64).alias("price_talks"))  # fmt: skip
    bad = (pl.col("aspect_class") == NEGATIVE) | pl.col("is_complaint")
    main = (
        mine.group_by("customer_id", "aspect").agg(bad.sum().alias("bad"), pl.len().alias("n"))
        .sort("customer_id", pl.col("bad") * -1, pl.col("n") * -1, "aspect")
        .group_by("customer_id", maintain_order=True).agg(pl.col("aspect").first().alias("main_aspect"))
    )  # fmt: skip
    return main.join(talks, on="customer_id", how="left")


def _tables(
    known: _Known, customers: pl.DataFrame | None, as_of: date | None, settings: SentimentSettings
) -> dict[str, pl.DataFrame]:
    rows = known.rows
    listed = known.others.get("listed")
    names = _names(listed)
    complaints = complaint_rows(rows, as_of, limit_days(settings))
    everybody = (
        rows["customer_id"].drop_nulls().n_unique() if customers is None else customers.height
    )
    shown: dict[str, pl.DataFrame] = {}
    handlers = None if listed is None else listed.select(
        c for c in ("customer_id", "branch", "manager") if c in listed.columns
    ).unique("customer_id", keep="first", maintain_order=True)  # fmt: skip
    if customers is not None:
        shown["moods"] = made.mood_table(customers)
        shown["alarm"] = alarm_list(customers, handlers)
        shown["mood_rules"] = made.mood_rules(customers)
    shown["survey"] = survey_table(rows, known.scales)
    shown["survey_groups"], shown["survey_tests"] = survey_groups(
        rows, known.scales, listed, settings
    )
    shown["survey_months"] = survey_months(rows, known.scales)
    if complaints.height:
        shown["complaint_facts"] = complaint_summary(complaints, everybody)
        shown["complaint_limits"] = limit_table(complaints)
        shown["late_complaints"] = late_list(complaints, handlers)
        shown["complaint_months"] = complaint_months(complaints)
        shown["complaint_themes"] = complaint_themes(complaints, known.spoken, listed, settings)
    shown["text_classes"] = made.class_table(rows)
    shown["aspects"] = made.aspect_table(known.spoken, known.lexicon, as_of, settings, names)
    shown["phrases"] = made.phrase_table(rows, known.spoken, known.lexicon)
    shown["urgencies"] = made.urgency_table(rows, names)
    if customers is not None:
        shown["tempers"] = made.temper_table(customers)
        shown["mood_groups"] = made.group_table(customers, listed, settings)
    shown["drift"] = drift_table(rows, known.scales, as_of, settings.period_days, everybody)
    kept = {"alarm"} if customers is not None and customers["is_high_value"].any() else set()
    return {key: table for key, table in shown.items() if table.height or key in kept}


def _names(listed: pl.DataFrame | None) -> dict[str, str]:
    if listed is None or "name" not in listed.columns:
        return {}
    return dict(
        listed.drop_nulls(["customer_id", "name"]).select("customer_id", "name").iter_rows()
    )


def _match(rows: pl.DataFrame) -> Agreement | None:
    """How text and score of the same message agree, undecided texts left out; None for few."""
    both = rows.filter(pl.col("score_class").is_not_null() & pl.col("text_class").is_not_null()
                       & (pl.col("text_class") != UNDECIDED))  # fmt: skip
    if both.height < FEWEST_MATCHED:
        return None
    of_score = {BAD: NEGATIVE, MIDDLE: NEUTRAL, GOOD: POSITIVE}
    return agreement(
        [of_score[c] for c in both["score_class"]], both["text_class"].to_list(), CLASSES
    )


def _charts(shown: dict[str, pl.DataFrame]) -> tuple[Chart, ...]:
    charts = []
    if "moods" in shown:
        charts.append(
            Chart(
                "moods", "bar", shown["moods"].select("mood", "customers"), "mood", ("customers",)
            )
        )
    if "aspects" in shown:
        charts.append(Chart("aspects", "bar", shown["aspects"].select("aspect", "negative_texts"), "aspect",
                            ("negative_texts",)))  # fmt: skip
    if "complaint_months" in shown and shown["complaint_months"].height > 1:
        charts.append(Chart("complaint_months", "line", shown["complaint_months"].select("month", "complaints"),
                            "month", ("complaints",)))  # fmt: skip
    return tuple(charts)


def _evidence(known: _Known, cut: float | None, match: Agreement | None) -> dict[str, Any]:
    classes = known.rows["text_class"].drop_nulls()
    return {
        "messages": known.rows.height, "distinct_texts": len(known.facts),
        "text_class_shares": {name: float((classes == name).mean() or 0.0)  # type: ignore[arg-type]
                              for name in (*CLASSES, UNDECIDED)} if len(classes) else {},
        "scales": {str(number): {"measure": s.measure, "best": s.best} for number, s in known.scales.items()},
        "high_value_from": cut,
        "text_score_kappa": None if match is None else round(match.kappa, 4),
    }  # fmt: skip


_SHOWN = ("customer_id", "mood", "mood_rule", "urgency", "urgency_rule", "urgency_word", "main_aspect", "temper",
          "temper_rule", "feedbacks", "messages_lately", "complaints", "complaints_lately", "open_complaints",
          "severe_complaints", "last_score", "last_score_on", "last_text_class", "negative_texts",
          "positive_texts", "last_feedback_on", "price_talks", "products_viewed", "days_to_deal",
          "regularity", "held_before", "assets_now", "fall", "is_high_value", "is_falling")  # fmt: skip


def _as_shown(customers: pl.DataFrame) -> pl.DataFrame:
    """The columns that say something, the mood first."""
    always = {"customer_id", "mood", "mood_rule"}
    return customers.select(c for c in _SHOWN if c in customers.columns
                            and (c in always or customers[c].null_count() < customers.height))  # fmt: skip
