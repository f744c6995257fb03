"""What the messages say, in two to six sentences, and what to be careful about."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from custseg.methods.sentiment.settings import SentimentSettings
from custseg.models.text.agreement import Agreement
from custseg.models.text.classes import NEGATIVE, NEUTRAL, UNDECIDED
from custseg.models.text.crossed import LEAST_EXPECTED
from custseg.result import Note
from custseg.words import header, label, t

FEWEST_HEARD = 30
SURE = 0.01
"""The p-value from which groups are said to differ: several columns are tried."""


def findings(
    customers: pl.DataFrame | None, tables: Mapping[str, pl.DataFrame], cut: float | None,
    settings: SentimentSettings, *, is_dated: bool = True,
) -> list[Note]:  # fmt: skip
    """The most useful first: moods, scores, complaints, topics, the alarm list."""
    said = [*_moods(customers, settings, is_dated=is_dated), *_scores(tables), *_by_group(tables), *_complaints(tables), *_topics(tables),
            *_change(tables), *_alarm(tables, cut)]  # fmt: skip
    return [Note("finding", sentence) for sentence in said]


def _moods(
    customers: pl.DataFrame | None, settings: SentimentSettings, *, is_dated: bool
) -> list[str]:  # fmt: skip
    if customers is None:
        return []
    counts = dict(customers["mood"].value_counts().iter_rows())
    heard = customers.height - counts.get("unheard", 0)
    if not heard:
        return [t("nobody was heard in the last {days} days", days=settings.window_days)]
    bad = counts.get("unhappy", 0) + counts.get("angry", 0)
    numbers = {"heard": heard, "all": customers.height, "bad": bad, "share": bad / heard,
               "angry": counts.get("angry", 0), "good": counts.get("satisfied", 0)}  # fmt: skip
    if not is_dated:
        return [t("{heard:,} of {all:,} customers were heard, nobody knows when: {bad:,} unhappy ({share:.0%} of "
                  "those heard), {angry:,} of them angry, {good:,} satisfied", **numbers)]  # fmt: skip
    return [t("{heard:,} of {all:,} customers were heard in the last {days} days: {bad:,} unhappy ({share:.0%} of "
              "those heard), {angry:,} of them angry, {good:,} satisfied", days=settings.window_days, **numbers)]  # fmt: skip


def _scores(tables: Mapping[str, pl.DataFrame]) -> list[str]:
    said = []
    for row in tables.get("survey", pl.DataFrame()).iter_rows(named=True):
        n = row["answers"]
        if row["measure"] == "nps":
            said.append(t("NPS is {result:+.0f} ({low:+.0f} to {high:+.0f}) from {n:,} answers", n=n,
                          result=row["result"], low=row["result_low"], high=row["result_high"]))  # fmt: skip
        elif row["measure"] == "csat":
            said.append(t("{result:.0%} ({low:.0%} to {high:.0%}) of {n:,} answers are satisfied", n=n,
                          result=row["result"], low=row["result_low"], high=row["result_high"]))  # fmt: skip
        else:
            said.append(t("ease is {result:.1f} ({low:.1f} to {high:.1f}) of {best:g} from {n:,} answers", n=n,
                          result=row["result"], low=row["result_low"], high=row["result_high"],
                          best=row["scale_best"]))  # fmt: skip
    return said


def _by_group(tables: Mapping[str, pl.DataFrame]) -> list[str]:
    """By which columns answers differ beyond chance, the strongest first; not where cells are too small."""
    tests = tables.get("survey_tests", pl.DataFrame())
    if tests.is_empty():
        return []
    sure = tests.filter((pl.col("p_value") < SURE) & (pl.col("least_expected") >= LEAST_EXPECTED))
    return [t("{measure} differs by {by}: chi-square {chi:.1f} with {degrees} degrees of freedom, {p}, "
              "Cramér's V {v:.2f}", measure=row["measure"].upper(), by=label("dimension", row["dimension"]),
              chi=row["chi_square"], degrees=row["degrees"], p=_p(row["p_value"]), v=row["cramers_v"])
            for row in sure.sort("cramers_v", "dimension", descending=[True, False]).head(2).iter_rows(named=True)]  # fmt: skip


def _p(value: float) -> str:
    return t("p < 0.001") if value < 0.001 else t("p = {p:.3f}", p=value)


def _complaints(tables: Mapping[str, pl.DataFrame]) -> list[str]:
    if "complaint_facts" not in tables:
        return []
    of = {row["measure"]: row for row in tables["complaint_facts"].iter_rows(named=True)}
    said = t("{n:,} complaints; {rate:.1%} of all customers complained", n=int(of["complaints"]["result"]),
             rate=of["complaint_rate"]["result"] if "complaint_rate" in of else 0.0)  # fmt: skip
    if "repeat_share" in of:
        said += t(", {share:.0%} of them again within 90 days", share=of["repeat_share"]["result"])
    if "late_share" in of:
        said += t("; {late:.0%} took too long, {open:,} are open", late=of["late_share"]["result"],
                  open=int(of["open_complaints"]["result"]))  # fmt: skip
    return [said]


def _topics(tables: Mapping[str, pl.DataFrame]) -> list[str]:
    if "aspects" not in tables or not tables["aspects"].height:
        return []
    top = tables["aspects"].row(0, named=True)
    if not top["negative_texts"]:
        return []
    return [t("most displeasure is about {aspect}: {bad:,} of {n:,} messages that speak of it are negative ({share:.0%})",
              aspect=label("aspect", top["aspect"]), bad=top["negative_texts"], n=top["messages"],
              share=top["negative_share"])]  # fmt: skip


def _change(tables: Mapping[str, pl.DataFrame]) -> list[str]:
    changed = [
        row for row in tables.get("drift", pl.DataFrame()).iter_rows(named=True) if row["is_change"]
    ]
    return [t("{measure} went from {before} to {last} within the last period", measure=label("measure", row["measure"]),
              before=_value(row["measure"], row["before_value"]), last=_value(row["measure"], row["last_value"]))
            for row in changed[:2]]  # fmt: skip


def _value(measure: str, value: float) -> str:
    return (
        f"{value:.0%}"
        if measure.endswith("share")
        else f"{value:+.0f}"
        if measure == "nps"
        else f"{value:.1f}"
    )


def _alarm(tables: Mapping[str, pl.DataFrame], cut: float | None) -> list[str]:
    if cut is None or "alarm" not in tables:
        return []
    n = tables["alarm"].height
    if not n:
        return [t("no customer of high value is unhappy and falling at once")]
    return [t("{n:,} customers of high value ({worth}: {cut:,.0f} or more) are unhappy and falling: call them first",
              n=n, worth=header("held_before"), cut=cut)]  # fmt: skip


REPEATED_SHARE = 0.05
"""Share of messages repeated word for word from which a warning says so."""


def repeated(rows: pl.DataFrame) -> list[Note]:
    """Messages that stand there again: the same customer and day, the same in every column."""
    known = rows.filter(pl.col("customer_id").is_not_null() & pl.col("date").is_not_null())
    again = known.height - known.select(pl.exclude("table")).n_unique() if known.height else 0
    if not again:
        return []
    return [Note("warning" if again >= REPEATED_SHARE * rows.height else "info", t(
        "{n:,} of {all:,} messages repeat another of the same customer and day in every column, and count as often "
        "as they stand there: was an export joined twice?", n=again, all=rows.height))]  # fmt: skip


def undated(rows: pl.DataFrame) -> list[Note]:
    """Messages without a date count as recent, and that is said."""
    n = rows["date"].null_count()
    if n == rows.height:
        return [Note("info", t("the feedback has no dates: every message counts as recent"))]
    if n:
        return [Note("info", t("{n:,} of {all:,} messages have no date and count as recent", n=n, all=rows.height))]  # fmt: skip
    return []


def text_notes(rows: pl.DataFrame, model: str, match: Agreement | None) -> list[Note]:
    """How far to trust the classes of texts: never without the share that is neutral."""
    said = rows.filter(pl.col("text_class").is_not_null())
    if not said.height:
        return []
    shares = {name: float((said["text_class"] == name).mean() or 0.0)  # type: ignore[arg-type]
              for name in (NEUTRAL, NEGATIVE, UNDECIDED)}  # fmt: skip
    notes = [Note("info", t(
        "{n:,} texts: {neutral:.0%} neutral, {negative:.0%} negative, {undecided:.0%} undecided (undecided is not "
        "neutral: the model abstains)", n=said.height, neutral=shares[NEUTRAL], negative=shares[NEGATIVE],
        undecided=shares[UNDECIDED]))]  # fmt: skip
    if model:
        notes.append(Note("info", t("texts were judged by the model {model}", model=model)))
    else:
        notes.append(Note("info", t(
            "texts were judged by the shipped model: on bank comments it never saw, kappa about 0.26 and macro-F1 "
            "0.51 where 85% are neutral; trust counts of many, not single texts, and train your own with --train")))  # fmt: skip
    if match is not None:
        notes.append(Note("info", t(
            "text and score of the same message agree with kappa {kappa:.2f} ({n:,} messages with both)",
            kappa=match.kappa, n=match.n)))  # fmt: skip
    return notes


def few_heard(customers: pl.DataFrame | None) -> list[Note]:
    """A word of care where hardly anybody was heard."""
    if customers is None:
        return []
    heard = int((customers["mood"] != "unheard").sum())
    if heard >= FEWEST_HEARD:
        return []
    return [
        Note("warning", t("only {n} customers were heard: shares of so few say little", n=heard))
    ]
