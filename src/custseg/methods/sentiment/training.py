"""A model learnt from the user's own labels, tested before it is kept, with a card that says how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple

import polars as pl

from custseg.errors import InputError
from custseg.methods.sentiment.judges import Shipped, shipped_score, shipped_weights
from custseg.methods.sentiment.kept import written
from custseg.methods.sentiment.lexicon import lexicon_of
from custseg.methods.sentiment.scales import BAD, GOOD, MIDDLE
from custseg.methods.sentiment.settings import SentimentSettings
from custseg.models.text.agreement import Agreement, agreement
from custseg.models.text.classes import CLASSES, NEGATIVE, NEUTRAL, POSITIVE
from custseg.models.text.learning import Learnt, cross_validated, learn
from custseg.result import Note
from custseg.words import label, t

FEWEST_LABELS = 50
FEWEST_OF_CLASS = 5
TEST_SHARE = 0.2
"""The last part of dated texts, which tests what was learnt from the earlier ones."""

WORDS: dict[str, frozenset[str]] = {
    NEGATIVE: frozenset(
        [
            "负面",
            "负向",
            "负",
            "消极",
            "差评",
            "不满",
            "不满意",
            "贬义",
            "negative",
            "neg",
            "bad",
            "-1",
        ]
    ),
    NEUTRAL: frozenset(
        ["中性", "中立", "中", "中评", "一般", "客观", "neutral", "neu", "mixed", "none"]
    ),
    POSITIVE: frozenset(
        ["正面", "正向", "正", "积极", "好评", "满意", "褒义", "positive", "pos", "good", "+1"]
    ),
}
"""What label columns call the three classes."""


class Trained(NamedTuple):
    """A model with its card, and what is said of it."""

    model: Learnt
    card: str
    table: str
    tests: pl.DataFrame
    confusion: pl.DataFrame
    evidence: dict[str, Any]
    notes: list[Note]


def train(rows: pl.DataFrame, settings: SentimentSettings) -> Trained:
    """Learn from the label column, or from scores where there is none.

    Tested in time where at least two days are known (learnt from the first four fifths, tested on the
    last), else by five-fold cross-validation; the shipped model is measured on the same texts. Raises
    InputError for fewer than 50 labelled texts, a class alone or labels nobody understands.
    """
    labelled, source = _labelled(rows, settings)
    _refuse_few(labelled, source)
    texts, labels = labelled["text"].to_list(), labelled["label"].to_list()
    judge = Shipped(settings.neutral_share, lexicon_of(settings.lexicon))
    test, split = _tested(labelled)
    before = agreement(
        [labels[i] for i in test[0]], [judge.judge(texts[i]).likeliest for i in test[0]], CLASSES
    )
    model = learn(texts, labels, shipped_score, shipped_weights())
    counts = Counter(labels)
    shares = {name: counts[name] / len(labels) for name in CLASSES}
    made_of = {"texts": len(labels), "distinct_texts": len(set(texts)), "labels_from": source,
               "classes": {name: counts[name] for name in CLASSES}, "neutral_share": round(shares[NEUTRAL], 4)}  # fmt: skip
    tested = {
        "split": split,
        "texts": test[1].n,
        "own": _figures(test[1]),
        "shipped": _figures(before),
    }
    card, table = written(model, {"made_of": made_of, "tested": tested})
    return Trained(
        model, card, table, _test_table(before, test[1], shares[NEUTRAL]), _confusion(test[1]),
        {"made_of": made_of, "tested": tested},
        _said(labels, shares, before, test[1], split, source),
    )  # fmt: skip


def _figures(found: Agreement) -> dict[str, Any]:
    return {key: round(value, 4) if isinstance(value, float) else value
            for key, value in asdict(found).items() if key not in ("n", "f1")}  # fmt: skip


# --- labels ----------------------------------------------------------------------------------------


def _labelled(rows: pl.DataFrame, settings: SentimentSettings) -> tuple[pl.DataFrame, str]:
    """``text``, ``label`` and ``date`` of the texts with a label, and where labels come from."""
    if rows["sentiment_label"].count():
        there = rows.filter(pl.col("sentiment_label").is_not_null() & pl.col("text").is_not_null())
        meaning = _meaning(there["sentiment_label"], settings.labels)
        named = there.with_columns(
            pl.col("sentiment_label").str.strip_chars().str.to_lowercase()
            .replace_strict(meaning, default=None, return_dtype=pl.String).alias("label"))  # fmt: skip
        return _of_one_mind(named), "labels"
    there = rows.filter(pl.col("score_class").is_not_null() & pl.col("text").is_not_null())
    of_score = {BAD: NEGATIVE, MIDDLE: NEUTRAL, GOOD: POSITIVE}
    named = there.with_columns(pl.col("score_class").replace_strict(of_score).alias("label"))
    return _of_one_mind(named), "scores"


def _of_one_mind(named: pl.DataFrame) -> pl.DataFrame:
    """Labelled texts in an order of their own; a text with several labels keeps the most frequent one."""
    counted = (
        named.drop_nulls("label").group_by("text", "label").agg(pl.len(), pl.col("date").min())
    )
    return (
        counted.sort("text", pl.col("len") * -1, "label").unique("text", keep="first", maintain_order=True)
        .sort(pl.col("date"), "text", nulls_last=False).select("text", "label", "date")
    )  # fmt: skip


def _meaning(values: pl.Series, said: Mapping[str, str]) -> dict[str, str]:
    """Value -> class; raises InputError for values that mean nothing or several things."""
    own = {key.strip().lower(): name for key, name in said.items()}
    seen = values.str.strip_chars().str.to_lowercase().unique().sort().to_list()
    found = {value: name for value in seen for name, words in WORDS.items() if value in words} | {
        value: own[value] for value in seen if value in own
    }
    if not own and set(seen) <= {"-1", "0", "1"} and "-1" in seen:
        found = {"-1": NEGATIVE, "0": NEUTRAL, "1": POSITIVE}
    elif not own and set(seen) == {"0", "1"}:
        found = {"0": NEGATIVE, "1": POSITIVE}
    unknown = [value for value in seen if value not in found]
    if unknown:
        raise InputError(
            t("labels that are not understood: {values}", values=", ".join(unknown[:10])),
            t('say what they mean: --labels "{value}=negative" (repeatable), or labels in [sentiment]',
              value=unknown[0]),
        )  # fmt: skip
    return found


def _refuse_few(labelled: pl.DataFrame, source: str) -> None:
    """Raises InputError where too little is labelled to learn from."""
    counts = Counter(labelled["label"].to_list())
    hint = t(
        "label texts in a column (negative, neutral, positive) and name it with --map COLUMN=sentiment_label"
    )
    if labelled.height < FEWEST_LABELS:
        raise InputError(
            t("{n} labelled texts are too few to learn from; {least} are the least", n=labelled.height,
              least=FEWEST_LABELS), hint)  # fmt: skip
    enough = [name for name in CLASSES if counts[name] >= FEWEST_OF_CLASS]
    if len(enough) < 2:
        told = ", ".join(f"{label('text_class', name)} {counts[name]}" for name in CLASSES)
        raise InputError(
            t("labels of one class teach nothing ({told}); at least two classes with {least} texts each are "
              "needed", told=told, least=FEWEST_OF_CLASS), hint)  # fmt: skip


# --- tests -----------------------------------------------------------------------------------------


def _tested(labelled: pl.DataFrame) -> tuple[tuple[Sequence[int], Agreement], str]:
    """The rows that test and how well they were told; and how they were set apart."""
    texts, labels = labelled["text"].to_list(), labelled["label"].to_list()
    days = labelled["date"]
    if days.null_count() == 0 and days.n_unique() > 1:
        at = int(len(texts) * (1 - TEST_SHARE))
        cut = days[at]
        learnt = [i for i in range(len(texts)) if days[i] < cut]
        later = [i for i in range(len(texts)) if days[i] >= cut]
        if (
            len({labels[i] for i in learnt}) > 1
            and len({labels[i] for i in later}) > 1
            and len(learnt) >= FEWEST_LABELS // 2
        ):
            model = learn([texts[i] for i in learnt], [labels[i] for i in learnt], shipped_score,
                          shipped_weights())  # fmt: skip
            said = [model.judge(texts[i]).likeliest for i in later]
            return (later, agreement([labels[i] for i in later], said, CLASSES)), "time"
    return (
        range(len(texts)),
        cross_validated(texts, labels, shipped_score, shipped_weights()),
    ), "five_folds"


def _test_table(before: Agreement, own: Agreement, neutral_share: float) -> pl.DataFrame:
    rows = [
        (name, found.n, neutral_share, found.accuracy, found.kappa, found.macro_f1,
         *(found.f1[c] for c in CLASSES))
        for name, found in (("shipped", before), ("own", own))
    ]  # fmt: skip
    return pl.DataFrame(rows, orient="row", schema={
        "text_model": pl.String, "texts": pl.Int64, "neutral_share": pl.Float64, "accuracy": pl.Float64,
        "kappa": pl.Float64, "macro_f1": pl.Float64,
        **{f"{c}_f1": pl.Float64 for c in CLASSES}})  # fmt: skip


def _confusion(found: Agreement) -> pl.DataFrame:
    """Truth by row, what was said by column."""
    return pl.DataFrame(
        [(truth, *(said.get(c, 0) for c in CLASSES)) for truth, said in found.confusion.items()], orient="row",
        schema={"true_class": pl.String, **{f"said_{c}": pl.Int64 for c in CLASSES}},
    )  # fmt: skip


def _said(
    labels: Sequence[str], shares: Mapping[str, float], before: Agreement, own: Agreement, split: str,
    source: str,
) -> list[Note]:  # fmt: skip
    tested = {
        "time": t("on the last fifth in time"),
        "five_folds": t("in five-fold cross-validation"),
    }[split]
    notes = [Note("finding", t(
        "Learnt from {n:,} labelled texts ({neutral:.0%} neutral); {tested}: kappa {kappa:.2f} and macro-F1 "
        "{f1:.2f}, the shipped model {kappa0:.2f} and {f10:.2f}", n=len(labels), neutral=shares[NEUTRAL],
        tested=tested, kappa=own.kappa, f1=own.macro_f1, kappa0=before.kappa, f10=before.macro_f1))]  # fmt: skip
    if source == "scores":
        notes.append(
            Note(
                "info",
                t("there is no label column: the scores beside the texts were taken as labels"),
            )
        )
    if own.kappa <= before.kappa:
        notes.append(Note("warning", t(
            "the model learnt does not beat the shipped one (kappa {own:.2f} against {shipped:.2f}): label more "
            "texts before it is used", own=own.kappa, shipped=before.kappa)))  # fmt: skip
    lacking = [name for name in CLASSES if not shares[name]]
    if lacking:
        notes.append(Note("warning", t(
            "no text is labelled {lacking}: the model can never say so",
            lacking=t(", ").join(label("text_class", name) for name in lacking))))  # fmt: skip
    return notes
