"""What the messages add up to: classes, aspects, phrases, urgency, moods, and moods by group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from custseg.methods.sentiment.lexicon import Lexicon
from custseg.methods.sentiment.mood import MOOD_OF, MOODS
from custseg.methods.sentiment.redaction import redacted
from custseg.methods.sentiment.settings import SentimentSettings
from custseg.methods.sentiment.texts import TextFacts
from custseg.models.proportions import Z95, wilson
from custseg.models.text.classes import CLASSES, NEGATIVE, POSITIVE, UNDECIDED
from custseg.models.text.phrases import apart, mined

CLASS_ORDER = (*CLASSES, UNDECIDED)
MOST_MINED = 20_000
"""Distinct texts phrases are mined from; of more, every k-th in alphabetical order."""
PHRASES_SHOWN = 8
"""Phrases of a class or an aspect."""


def class_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Texts by class: messages, their share, distinct texts, customers."""
    said = rows.filter(pl.col("text_class").is_not_null())
    return (
        said.group_by("text_class")
        .agg(pl.len().cast(pl.Int64).alias("messages"),
             pl.col("text").n_unique().cast(pl.Int64).alias("distinct_texts"),
             pl.col("customer_id").drop_nulls().n_unique().cast(pl.Int64).alias("customers"))
        .with_columns((pl.col("messages") / max(said.height, 1)).alias("messages_share"))
        .sort(pl.col("text_class").replace_strict(_rank(CLASS_ORDER), return_dtype=pl.Int64))
        .select("text_class", "messages", "messages_share", "distinct_texts", "customers")
    )  # fmt: skip


def _rank(order: Sequence[str]) -> dict[str, int]:
    return {name: at for at, name in enumerate(order)}


def aspect_rows(rows: pl.DataFrame, facts: Mapping[str, TextFacts]) -> pl.DataFrame:
    """One row a message and aspect it speaks of, with the class of its own clauses."""
    table = [
        (text, aspect, called) for text, known in facts.items() for aspect, called in known.aspects
    ]
    spoken = pl.DataFrame(table, orient="row", schema={
        "text": pl.String, "aspect": pl.String, "aspect_class": pl.String})  # fmt: skip
    return rows.select("customer_id", "date", "text", "text_balance", "is_complaint").join(
        spoken, on="text", how="inner", maintain_order="left"
    )


def aspect_table(
    spoken: pl.DataFrame, lexicon: Lexicon, as_of: date | None, settings: SentimentSettings,
    names: Mapping[str, str],
) -> pl.DataFrame:  # fmt: skip
    """By aspect: messages, customers, classes, share displeased with interval, change of messages, an example."""
    age = (pl.lit(as_of, pl.Date) - pl.col("date")).dt.total_days()
    days = settings.period_days
    counted = spoken.group_by("aspect").agg(
        pl.len().cast(pl.Int64).alias("messages"),
        pl.col("customer_id").drop_nulls().n_unique().cast(pl.Int64).alias("customers"),
        *((pl.col("aspect_class") == name).sum().cast(pl.Int64).alias(f"{name}_texts") for name in CLASS_ORDER),
        ((age >= 0) & (age < days)).sum().cast(pl.Int64).alias("messages_last"),
        ((age >= days) & (age < 2 * days)).sum().cast(pl.Int64).alias("messages_before"),
    )  # fmt: skip
    order = _rank([aspect.key for aspect in lexicon.aspects])
    rows = []
    for row in counted.sort(
        pl.col("negative_texts"), pl.col("messages"), descending=True
    ).iter_rows(named=True):
        low, high = wilson(row["negative_texts"], row["messages"])
        rows.append({**row, "negative_share": row["negative_texts"] / row["messages"], "negative_low": low,
                     "negative_high": high, "example": _example(spoken, row["aspect"], names)})  # fmt: skip
    if not rows:
        return pl.DataFrame()
    table = pl.DataFrame(rows, infer_schema_length=None).sort(
        pl.col("negative_texts") * -1, pl.col("messages") * -1,
        pl.col("aspect").replace_strict(order, return_dtype=pl.Int64),
    )  # fmt: skip
    dated = ["messages_last", "messages_before"] if spoken["date"].count() else []
    return table.select("aspect", "messages", "customers", *(f"{name}_texts" for name in CLASS_ORDER),
                        "negative_share", "negative_low", "negative_high", *dated, "example")  # fmt: skip


def _example(spoken: pl.DataFrame, aspect: str, names: Mapping[str, str]) -> str | None:
    """The most displeased text of an aspect, the shortest of equal ones, redacted."""
    about = spoken.filter(
        (pl.col("aspect") == aspect) & (pl.col("aspect_class") == NEGATIVE)
    ).with_columns(pl.col("text").str.len_chars().alias("_length"))
    if not about.height:
        return None
    row = about.sort(pl.col("text_balance").round(2), "_length", "text", "customer_id").row(
        0, named=True
    )
    return redacted(row["text"], names.get(row["customer_id"]))


def phrase_table(
    rows: pl.DataFrame, spoken: pl.DataFrame, lexicon: Lexicon, least_texts: int = 5
) -> pl.DataFrame:  # fmt: skip
    """Phrases that set apart displeased, pleased and each aspect's displeased texts, with z.

    A phrase stands in at least ``least_texts`` distinct texts: what a few say is not shown. The words by which
    an aspect is known say nothing of it: they are left out, and so are their parts.
    """
    distinct = rows.filter(pl.col("text").is_not_null()).unique("text").sort("text")
    step = max(-(-distinct.height // MOST_MINED), 1)
    texts = distinct.gather_every(step)
    phrases = mined(texts["text"].to_list(), least_texts)
    if not phrases:
        return pl.DataFrame()
    of_class = {
        name: texts.filter(pl.col("text_class") == name)["text"].to_list() for name in CLASS_ORDER
    }
    everything = texts["text"].to_list()
    found: list[tuple[str, str | None, str, int, float, float]] = []
    for name in (NEGATIVE, POSITIVE):
        others = [text for other, said in of_class.items() if other != name for text in said]
        found += [(name, None, one.phrase, one.texts, one.log_odds, one.z)
                  for one in apart(of_class[name], others, phrases)[:PHRASES_SHOWN]]  # fmt: skip
    kept = set(everything)
    known = {aspect.key: aspect.words for aspect in lexicon.aspects}
    for aspect in spoken["aspect"].unique().sort().to_list():
        bad = spoken.filter((pl.col("aspect") == aspect) & (pl.col("aspect_class") == NEGATIVE))
        here = sorted(set(bad["text"].to_list()) & kept)
        if len(here) >= least_texts:
            rest = sorted(kept - set(here))
            told = [one for one in apart(here, rest, phrases)
                    if not any(one.phrase in word for word in known[aspect])]  # fmt: skip
            found += [(NEGATIVE, aspect, one.phrase, one.texts, one.log_odds, one.z)
                      for one in told[:PHRASES_SHOWN // 2]]  # fmt: skip
    table = pl.DataFrame(found, orient="row", schema={
        "text_class": pl.String, "aspect": pl.String, "phrase": pl.String, "distinct_texts": pl.Int64,
        "log_odds": pl.Float64, "z": pl.Float64})  # fmt: skip
    return table.filter((pl.col("z") >= Z95) & (pl.col("distinct_texts") >= min(least_texts, 3)))


def urgency_table(rows: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    """By level and rule: messages, customers, still open complaints, the words that fired, the latest example."""
    urgent = rows.filter(pl.col("urgency").is_not_null())
    found = []
    for (level, rule), part in urgent.group_by("urgency", "urgency_rule"):
        words = part["urgency_word"].drop_nulls().value_counts(sort=False).sort(
            pl.col("count") * -1, "urgency_word")  # fmt: skip
        told = part.filter(pl.col("text").is_not_null()).sort("date", "text", nulls_last=False)
        last = told.row(-1, named=True) if told.height else None
        found.append((level, rule, part.height, part["customer_id"].drop_nulls().n_unique(),
                      int(part["is_open"].sum()), ", ".join(words["urgency_word"].head(5).to_list()) or None,
                      redacted(last["text"], names.get(last["customer_id"])) if last else None))  # fmt: skip
    return pl.DataFrame(found, orient="row", schema={
        "urgency": pl.String, "urgency_rule": pl.String, "messages": pl.Int64, "customers": pl.Int64,
        "open_complaints": pl.Int64, "words": pl.String, "example": pl.String,
    }).sort("urgency", "urgency_rule")  # fmt: skip


def mood_table(customers: pl.DataFrame) -> pl.DataFrame:
    """Customers by mood."""
    return (
        customers.group_by("mood").agg(pl.len().cast(pl.Int64).alias("customers"))
        .with_columns((pl.col("customers") / max(customers.height, 1)).alias("customers_share"))
        .sort(pl.col("mood").replace_strict(_rank(MOODS), return_dtype=pl.Int64))
    )  # fmt: skip


def mood_rules(customers: pl.DataFrame) -> pl.DataFrame:
    """Customers by mood and the rule that gave it, in the order the rules are tried."""
    return (
        customers.group_by("mood", "mood_rule")
        .agg(pl.len().cast(pl.Int64).alias("customers"))
        .sort(pl.col("mood_rule").replace_strict(_rank(tuple(MOOD_OF)), return_dtype=pl.Int64))
    )


def temper_table(customers: pl.DataFrame) -> pl.DataFrame:
    """Customers by emotional label and the rule that gave it."""
    return (
        customers.drop_nulls("temper").group_by("temper", "temper_rule")
        .agg(pl.len().cast(pl.Int64).alias("customers"))
        .with_columns((pl.col("customers") / max(customers.height, 1)).alias("customers_share"))
        .sort("customers", "temper_rule", descending=[True, False])
    )  # fmt: skip


def group_table(
    customers: pl.DataFrame, listed: pl.DataFrame | None, settings: SentimentSettings
) -> pl.DataFrame:
    """By the columns of ``groups``: customers heard, and the share of them unhappy with its interval.

    Groups with fewer than ``min_group`` customers heard are put together, so that nobody is judged by a few.
    """
    least = settings.min_group
    if listed is None:
        return pl.DataFrame()
    heard = (
        customers.filter(pl.col("mood") != "unheard")
        .select("customer_id", "mood")
        .join(listed, on="customer_id", how="left")
    )
    found: list[tuple[str, str | None, int, float, float, float]] = []
    for column in (c for c in settings.groups if c in listed.columns):
        parts = (
            heard.with_columns(pl.col("mood").is_in(["unhappy", "angry"]).alias("bad")).group_by(column)
            .agg(pl.len().alias("n"), pl.col("bad").sum())
        )  # fmt: skip
        shown = parts.filter(pl.col(column).is_not_null() & (pl.col("n") >= least))
        if shown.height < 2:
            continue
        rest = (
            parts.filter(pl.col(column).is_null() | (pl.col("n") < least))
            .select(pl.col("n", "bad").sum())
            .row(0)
        )
        lines = [
            (name, n, bad)
            for name, n, bad in shown.sort(pl.col("bad") / pl.col("n") * -1, column).iter_rows()
        ]
        for name, n, bad in [*lines, *([(None, *rest)] if rest[0] else [])]:
            low, high = wilson(bad, n)
            found.append((column, name, n, bad / n, low, high))
    return pl.DataFrame(found, orient="row", schema={
        "dimension": pl.String, "group_name": pl.String, "customers": pl.Int64, "unhappy_share": pl.Float64,
        "unhappy_low": pl.Float64, "unhappy_high": pl.Float64})  # fmt: skip
