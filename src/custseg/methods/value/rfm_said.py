"""RFM in words: findings, how scores were made, and why a customer has a segment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from custseg.methods.value.settings import RfmSettings
from custseg.models import rfm as scoring
from custseg.result import Note, Result
from custseg.words import header, label, t

NOT_SCORED = "not_scored"
MEASURED = {"r": "recency_days", "f": "frequency", "m": "monetary"}


Spans = Mapping[tuple[str, int], str]
"""What values have a score, in words: ("r", 2) -> "16 to 20"."""


def rfm_reason(row: Mapping[str, Any], spans: Spans | None = None) -> str:
    """Why a customer of ``rfm`` has this segment, as one sentence; with the ``spans`` of values of each score."""
    if row["segment"] == NOT_SCORED:
        return t("no purchase but returns, so there is nothing to score")
    scores = {name: _score(name, row[f"{name}_score"], spans or {}) for name in MEASURED}
    said = t("last purchase {days} days ago (R {r}), {orders} purchases (F {f})",
             days=row["recency_days"], r=scores["r"], orders=row["frequency"], f=scores["f"])  # fmt: skip
    if row["m_score"] is not None:
        said += t(", money {money:,.2f} (M {m})", money=row["monetary"], m=scores["m"])
    by_class = row["segment"] == row.get("rfm_class")
    return said + t(": cell {cell} is {segment}", segment=label("segment", row["segment"]),
                    cell=row["rfm_class_cell"] if by_class else row["rfm_cell"])  # fmt: skip


def rfm_reason_in(result: Result) -> Callable[[Mapping[str, Any]], str]:
    """``rfm_reason`` with the values that have each score in ``result``."""
    spans = {}
    for row in result.tables["thresholds"].iter_rows(named=True):
        for name, column in MEASURED.items():
            said = _span(row[f"{column}_from"], row[f"{column}_to"], 2 if name == "m" else 0)
            if said:
                spans[name, row["score"]] = said
    return partial(rfm_reason, spans=spans)


def _score(name: str, score: int | None, spans: Spans) -> str:
    span = spans.get((name, score)) if score is not None else None
    return str(score) if span is None else t("{score}: {span}", score=score, span=span)


def _span(low: float | None, high: float | None, places: int) -> str:
    """From-to of a score in words; "" where nothing has it or everything."""
    least, most = (None if v is None else f"{v:,.{places}f}" for v in (low, high))
    if least is None and most is None:
        return ""
    if least is None:
        return t("up to {most}", most=most)
    if most is None:
        return t("from {least}", least=least)
    return least if least == most else t("{least} to {most}", least=least, most=most)


def rfm_findings(
    tables: Mapping[str, pl.DataFrame], as_of: date | None, is_flow: bool
) -> list[Note]:
    """How many customers bought how often, the largest and the richest segment, and who slips away."""
    segments = tables["segments"]
    named = segments.filter(pl.col("segment") != NOT_SCORED)
    if named.is_empty():
        return [Note("finding", t("Nobody has made a purchase by {as_of}", as_of=as_of)
                     if as_of else t("Nobody has made a purchase"))]  # fmt: skip
    said = [_in_all(named, as_of, is_flow)]
    largest = named.sort("customers", descending=True, maintain_order=True).row(0, named=True)
    said.append(t("The largest segment is {segment}: {customers:,} customers ({share:.1%})",
                  segment=label("segment", largest["segment"]), customers=largest["customers"],
                  share=largest["customers_share"]))  # fmt: skip
    if named["money_share"].null_count() == 0:
        richest = named.sort("money", descending=True, maintain_order=True).row(0, named=True)
        said.append(t("The largest part of the money comes from {segment}: {share:.1%} of customers bring {money:.1%}",
                      segment=label("segment", richest["segment"]), share=richest["customers_share"],
                      money=richest["money_share"]) + _base(segments))  # fmt: skip
    slipping = named.filter(pl.col("segment").is_in(["at_risk", "cant_lose"]))
    if len(slipping):
        said.append(_about_slipping(slipping, tables["thresholds"]))
    return [Note("finding", sentence) for sentence in said]


def _in_all(named: pl.DataFrame, as_of: date | None, is_flow: bool) -> str:
    """How many customers, how often and for how much; a bank flow is no shopping."""
    counts = {
        "customers": named["customers"].sum(), "times": named["orders"].sum(), "as_of": as_of,
    }  # fmt: skip
    said = (
        t("{customers:,} customers made {times:,} transactions of their own by {as_of}", **counts)
        if is_flow
        else t("{customers:,} customers made {times:,} purchases by {as_of}", **counts)
    )
    if named["money"].null_count():
        return said
    return said + t(", {money:,.2f} in all", money=named["money"].sum())


def _base(segments: pl.DataFrame) -> str:
    """Of whom the shares are, where some customers are not scored: of all of them."""
    apart = segments.filter(pl.col("segment") == NOT_SCORED)["customers"].sum()
    if not apart:
        return ""
    return t(" (of all {n:,} customers, the {apart:,} not scored among them)",
             n=segments["customers"].sum(), apart=apart)  # fmt: skip


def _about_slipping(slipping: pl.DataFrame, thresholds: pl.DataFrame) -> str:
    """Those with low recency scores though they came often: both maps mean scores 1 and 2 by it."""
    days = thresholds.filter(pl.col("score") <= 2)["recency_days_from"].drop_nulls().min()
    said = t("{customers:,} customers who came often have not been back for {days} days or more",
             customers=slipping["customers"].sum(), days=days)  # fmt: skip
    if slipping["money"].null_count():
        return said
    return said + t("; {money:,.2f} of the money was theirs", money=slipping["money"].sum())


def _boundary(rule: scoring.ScoreRule) -> str:
    """What becomes of a value on a cut point, in words."""
    if rule == "above":
        return t("a value on a cut point stays in the lower bin (score_rule = above)")
    if rule == "at_least":
        return t("a value on a cut point is in the upper bin (score_rule = at_least)")
    return t("cut points are quantiles plus one, as in the R package rfm, and a value on one is in the "
             "upper bin (score_rule = r_rfm)")  # fmt: skip


def rfm_infos(
    customers: pl.DataFrame, measures: Mapping[str, scoring.Measure], settings: RfmSettings
) -> list[Note]:
    """How scores were made, and where they cannot tell customers apart."""
    infos = [t("Scores come from thresholds, so equal values have equal scores; {rule}",
               rule=_boundary(settings.score_rule))]  # fmt: skip
    if settings.scheme not in ("eight", "custom"):
        infos.append(t("names of segments come from R and F scores, which rank these customers against each other: hibernating, new or at "
                       "risk are so beside the others here, not by days as in behavior and lifecycle; money is scored and names nothing"))  # fmt: skip
    for name, found in measures.items():
        infos += _tied(MEASURED[name], found)
    if "m" not in measures:
        infos.append(t("M is not scored: transactions have no amount"))
    if settings.scheme in ("eight", "both"):
        infos.append(t("Eight classes: R is 1 up to the {center} of days, F and M from the {center} up",
                       center=label("center", settings.center)))  # fmt: skip
        infos += _one_sided(customers)
    return [Note("info", sentence) for sentence in infos]


def _tied(column: str, found: scoring.Measure) -> list[str]:
    if not found.empty_scores or not sum(found.counts):
        return []
    empty = t(", ").join(map(str, found.empty_scores))
    if found.distinct < found.bins:
        return [t("{measure} has only {distinct} different values for {bins} scores: nobody has {empty}",
                  measure=header(column), distinct=found.distinct, bins=found.bins, empty=empty)]  # fmt: skip
    return [t("Many customers share a value of {measure}: nobody has score {empty}",
              measure=header(column), empty=empty)]  # fmt: skip


def _one_sided(customers: pl.DataFrame) -> list[str]:
    """Measures on which everybody is on one side, so that half of the eight classes is empty."""
    cells = customers["rfm_class_cell"].drop_nulls()
    said = []
    for at, name in enumerate("RFM"):
        if len(cells) and cells.str.slice(at, 1).n_unique() == 1:
            said.append(t('{measure} does not divide the customers: all are on one side; try center = "mean"',
                          measure=name))  # fmt: skip
    return said
