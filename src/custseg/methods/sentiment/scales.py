"""Scores with the scale they are on: NPS, CSAT, CES with intervals; two scales in one column refused."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from custseg.methods.sentiment.settings import SentimentSettings
from custseg.models.proportions import Z95, mean_interval, wilson
from custseg.result import Note
from custseg.words import header, t

GOOD, MIDDLE, BAD = "good", "middle", "bad"
_NPS = re.compile(r"nps|推荐|recommend", re.I)
_CES = re.compile(r"\bces\b|费力|轻松|便利度|effort|ease", re.I)
_MAXIMA = (5.0, 7.0, 10.0, 100.0)
FEWEST_PART = 30
"""Answers of a part (a table, a kind, a channel, a month) that can show another scale."""
CHANCE = 1e-6
"""A part none of whose answers is above a cut is another scale where chance would make it so rarer than this."""
CUTS = (5.0, 10.0)
"""Best values of the smaller scale that is looked for."""


@dataclass(frozen=True)
class Scale:
    """What a number means: its kind, its best value, from where on it is good and up to where bad."""

    measure: str
    best: float

    @property
    def good_from(self) -> float:
        """NPS 9; satisfaction four fifths of the best (4 of 5, 8 of 10); ease five sevenths."""
        if self.measure == "nps":
            return 9.0
        return math.ceil(self.best * (5 / 7 if self.measure == "ces" else 0.8))

    @property
    def bad_to(self) -> float:
        """NPS 6; satisfaction two fifths of the best (2 of 5, 4 of 10); ease three sevenths."""
        if self.measure == "nps":
            return 6.0
        return math.floor(self.best * (3 / 7 if self.measure == "ces" else 0.4))

    def classed(self, score: pl.Expr) -> pl.Expr:
        """good, middle or bad; null outside the scale."""
        return (
            pl.when((score < 0) | (score > self.best)).then(None)
            .when(score >= self.good_from).then(pl.lit(GOOD))
            .when(score <= self.bad_to).then(pl.lit(BAD))
            .when(score.is_not_null()).then(pl.lit(MIDDLE))
        )  # fmt: skip


def scored(
    rows: pl.DataFrame, headers: Sequence[str], settings: SentimentSettings
) -> tuple[pl.DataFrame, dict[int, Scale], list[Note]]:
    """``rows`` with ``score_class``, the scale of every table with scores, and what is to be said.

    A table in whose column two scales are mixed has no scale and its scores no class: a mean of 4 of
    5 and 9 of 10 is a number, but nobody's opinion.
    """
    scales: dict[int, Scale] = {}
    notes: list[Note] = []
    if settings.scale != "none":
        for number in rows.filter(pl.col("score").is_not_null())["table"].unique().sort().to_list():
            of_table = rows.filter((pl.col("table") == number) & pl.col("score").is_not_null())
            name = headers[number] if number < len(headers) else ""
            scale, said = _scale_of(of_table, name, settings)
            notes += said
            if scale is not None:
                scales[number] = scale
    classed = pl.coalesce(
        *(pl.when(pl.col("table") == number).then(scale.classed(pl.col("score")))
          for number, scale in scales.items()),
        pl.lit(None, pl.String),
    )  # fmt: skip
    return rows.with_columns(classed.alias("score_class")), scales, notes


def _scale_of(
    answers: pl.DataFrame, name: str, settings: SentimentSettings
) -> tuple[Scale | None, list[Note]]:
    """The scale of a column of scores and how it was found; None where it cannot be one."""
    kinds = " ".join(map(str, answers["feedback_type"].drop_nulls().unique().to_list()))
    said = f"{name} {kinds}" if name else kinds
    measure = settings.scale if settings.scale != "auto" else (
        "nps" if _NPS.search(name) or (not name and _NPS.search(kinds))
        else "ces" if _CES.search(said) else "csat"
    )  # fmt: skip
    top, low = float(answers["score"].max()), float(answers["score"].min())  # type: ignore[arg-type]
    shown = name or t("score")
    if settings.scale_max is None and settings.scale == "auto" and (mixed := _mixed(answers)):
        return None, [Note("warning", t(
            "{name!r} mixes two scales: the {n:,} answers of {part} lie between {low:g} and {high:g}, none above "
            "{cut:g}, others go up to {top:g}; no score is computed from it: export each survey for itself, or "
            "say scale_max", name=shown, n=mixed.answers, part=mixed.name, low=mixed.low, high=mixed.high,
            cut=mixed.cut, top=top))]  # fmt: skip
    best = settings.scale_max or (
        10.0 if measure == "nps" else next((m for m in _MAXIMA if top <= m), top)
    )
    scale = Scale(measure, best)
    notes = [Note("info", t(
        "{name!r} is read as {measure} from 0 to {best:g}: good from {good:g}, bad up to {bad:g} "
        "(--scale, scale_max)", name=shown, measure=measure.upper(), best=best, good=scale.good_from,
        bad=scale.bad_to))]  # fmt: skip
    outside = answers.filter((pl.col("score") < 0) | (pl.col("score") > best)).height
    if outside:
        notes.append(Note("warning", t(
            "{n:,} of {all:,} scores lie outside 0 to {best:g} and do not count ({low:g} to {top:g} seen)",
            n=outside, all=answers.height, best=best, low=low, top=top)))  # fmt: skip
    if measure == "nps" and top <= 5 and answers.height >= FEWEST_PART:
        return None, [Note("warning", t(
            "{name!r} is called a recommendation from 0 to 10, but none of its {n:,} answers is above 5: it is "
            "no NPS; say scale = \"csat\" if it is satisfaction of 5", name=shown, n=answers.height))]  # fmt: skip
    return scale, notes


class _Part(NamedTuple):
    """Answers that are on a smaller scale than the others."""

    name: str
    answers: int
    cut: float
    """None of them is above."""
    low: float
    high: float


def _mixed(answers: pl.DataFrame) -> _Part | None:
    """A part of the answers that is on a scale of 5 (or 10) while the rest goes beyond; None for one scale.

    Tried by kind, channel, topic and month, then by time: all answers up to the first, or after the last,
    that is above. Answers of two scales that nothing tells apart cannot be found.
    """
    for cut in CUTS:
        above = float((answers["score"] > cut).mean() or 0.0)  # type: ignore[arg-type]
        if 0 < above < 1:
            for name, part in _parts(answers, cut):
                beyond = above * answers.height / max(answers.height - part.height, 1)
                if beyond >= 1 or (1 - beyond) ** part.height < CHANCE:
                    low, high = float(part["score"].min()), float(part["score"].max())  # type: ignore[arg-type]
                    return _Part(name, part.height, cut, low, high)
    return None


def _parts(answers: pl.DataFrame, cut: float) -> Iterator[tuple[str, pl.DataFrame]]:
    """Parts with enough answers of which none is above ``cut``, by what they have in common."""
    parted = answers.with_columns(pl.col("date").dt.strftime("%Y-%m").alias("month"))
    for column in ("feedback_type", "channel", "topic", "month"):
        named = parted.drop_nulls(column).filter(
            (pl.len().over(column) >= FEWEST_PART) & (pl.col("score").max().over(column) <= cut)
        )
        for value in named[column].unique().sort().to_list():
            said = t("{column} {value}", column=header(column), value=value)
            yield said, named.filter(pl.col(column) == value)
    days = answers.drop_nulls("date")
    over = days.filter(pl.col("score") > cut)["date"]
    if over.is_empty():
        return
    for part, form in (
        (days.filter(pl.col("date") < over.min()), t("all before {day}", day=over.min())),
        (days.filter(pl.col("date") > over.max()), t("all after {day}", day=over.max())),
    ):
        if part.height >= FEWEST_PART:
            yield form, part


def result_of(classes: pl.Series, scores: pl.Series, scale: Scale) -> tuple[float, float, float]:
    """NPS in points, CSAT as the share of good answers, CES as the mean, each with its 95% interval.

    NPS = 100 × (promoters - detractors) ÷ n; its interval by the adjusted Wald method (Rocks 2016:
    three answers added, 3/4 promoters, 3/4 detractors), which holds for small n. Share: Wilson.
    """
    n = len(classes)
    good, bad = int((classes == GOOD).sum()), int((classes == BAD).sum())
    if scale.measure == "nps":
        more = n + 3
        up, down = (good + 0.75) / more, (bad + 0.75) / more
        half = Z95 * math.sqrt((up + down - (up - down) ** 2) / more)
        nps = 100 * (good - bad) / n
        low, high = 100 * max(up - down - half, -1), 100 * min(up - down + half, 1)
        return nps, min(low, nps), max(high, nps)
    if scale.measure == "csat":
        low, high = wilson(good, n)
        return good / n, low, high
    return mean_interval(scores.to_list())


def survey_table(rows: pl.DataFrame, scales: dict[int, Scale]) -> pl.DataFrame:
    """One row a scale: answers, result with interval, shares of good, middle and bad answers, mean."""
    found = []
    for scale in sorted(set(scales.values()), key=lambda s: (s.measure, s.best)):
        tables = [number for number, other in scales.items() if other == scale]
        answers = rows.filter(pl.col("table").is_in(tables) & pl.col("score_class").is_not_null())
        if not answers.height:
            continue
        classes = answers["score_class"]
        result, low, high = result_of(classes, answers["score"], scale)
        found.append({
            "measure": scale.measure, "scale_best": scale.best, "answers": answers.height,
            "result": result, "result_low": low, "result_high": high,
            **{f"{name}_share": float((classes == name).mean() or 0.0)  # type: ignore[arg-type]
               for name in (GOOD, MIDDLE, BAD)},
            "mean_score": float(answers["score"].mean()),  # type: ignore[arg-type]
        })  # fmt: skip
    return pl.DataFrame(found, schema=_SURVEY)


_SURVEY = {"measure": pl.String, "scale_best": pl.Float64, "answers": pl.Int64, "result": pl.Float64,
           "result_low": pl.Float64, "result_high": pl.Float64, "good_share": pl.Float64,
           "middle_share": pl.Float64, "bad_share": pl.Float64, "mean_score": pl.Float64}  # fmt: skip


def survey_months(rows: pl.DataFrame, scales: dict[int, Scale]) -> pl.DataFrame:
    """By month of the scale with the most answers: answers, result and interval."""
    answers = rows.filter(pl.col("score_class").is_not_null() & pl.col("date").is_not_null())
    if not answers.height:
        return pl.DataFrame()
    counts = {scale: answers.filter(pl.col("table").is_in([n for n, s in scales.items() if s == scale])).height
              for scale in set(scales.values())}  # fmt: skip
    main = max(counts, key=lambda scale: (counts[scale], scale.measure))
    mine = answers.filter(pl.col("table").is_in([n for n, s in scales.items() if s == main]))
    found = []
    for (month,), part in mine.with_columns(
        pl.col("date").dt.strftime("%Y-%m").alias("month")
    ).group_by("month"):
        result, low, high = result_of(part["score_class"], part["score"], main)
        found.append((month, main.measure, part.height, result, low, high))
    return pl.DataFrame(found, orient="row", schema={
        "month": pl.String, "measure": pl.String, "answers": pl.Int64, "result": pl.Float64,
        "result_low": pl.Float64, "result_high": pl.Float64}).sort("month")  # fmt: skip
