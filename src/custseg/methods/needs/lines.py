"""The offers of each distinct line of customers in words: product, score and the reason with its counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from custseg.methods.needs.course import Course
from custseg.methods.needs.offers import Offers, Ranking
from custseg.models.pairs import lift, tells
from custseg.words import t


@dataclass(frozen=True)
class OfferLines:
    """The offers of each distinct line in words: ``next_k``, ``next_k_score``, ``next_k_because``."""

    offers: pl.DataFrame
    need: pl.Series
    """The need of the first offer."""
    because: pl.Series
    is_told: pl.Series
    """Whether the first offer follows from what is held, and not from popularity alone; null where there is none."""
    of_customer: Any
    """The line of each customer."""


def offer_lines(course: Course, ranked: Ranking, offers: Offers) -> OfferLines:
    """What is said of each distinct line: equal customers share one, so that reasons are worded once."""
    places = offers.products.shape[1]
    pairs = pl.DataFrame({"code": offers.products.ravel(), "because": offers.because.ravel()})
    distinct = pairs.filter(pl.col("code") >= 0).unique().sort("code", "because")
    said = _sentences(course, ranked, distinct)
    names = pl.DataFrame({"code": np.arange(len(course.products)), "product": course.products,
                          "customer_need": course.answers},
                         schema_overrides={"customer_need": pl.String})  # fmt: skip
    columns: dict[str, pl.Series] = {}
    for place in range(places):
        line = pl.DataFrame(
            {"code": offers.products[:, place], "because": offers.because[:, place]}
        )
        line = line.join(names, on="code", how="left", maintain_order="left")
        line = line.join(said, on=["code", "because"], how="left", maintain_order="left")
        columns[f"next_{place + 1}"] = line["product"]
        columns[f"next_{place + 1}_score"] = pl.Series(offers.scores[:, place]).fill_nan(None)
        columns[f"next_{place + 1}_because"] = line["sentence"]
        if place == 0:
            need, because, is_told = line["customer_need"], line["sentence"], line["is_told"]
    return OfferLines(pl.DataFrame(columns), need, because, is_told, offers.of_customer)


def _sentences(course: Course, ranked: Ranking, pairs: pl.DataFrame) -> pl.DataFrame:
    """``pairs`` (``code``, ``because``) with ``sentence``: why the product is offered, with the counts.

    ``is_told`` where the product held surely goes with the one offered (``models.pairs``); else the
    sentence says that the offer rests on popularity.
    """
    codes = list(pairs.select("code", "because").iter_rows())
    told = [
        because >= 0 and tells(ranked.counts, ranked.taken, because, code)
        for code, because in codes
    ]
    said = [
        _of_pair(course, ranked, code, because)
        if is_told
        else _popular(course, ranked, code, because)
        for (code, because), is_told in zip(codes, told, strict=True)
    ]
    return pairs.with_columns(pl.Series("sentence", said, dtype=pl.String), pl.Series("is_told", told, dtype=pl.Boolean))  # fmt: skip


def _popular(course: Course, ranked: Ranking, code: int, because: int) -> str:
    """That a product is offered because many have or take it, and what is held says no more."""
    said = t("for its popularity, as to anybody: {all}", all=_of_all(course, ranked, code))
    if because < 0:
        return said
    value, low, high = lift(ranked.counts, because, code)
    return said + t("; {has} says no more of it (lift {lift:.1f}, 95% {low:.1f} to {high:.1f})",
                    has=course.products[because], lift=value, low=low, high=high)  # fmt: skip


def _of_pair(course: Course, ranked: Ranking, code: int, because: int) -> str:
    """What those who have another product have, and took."""
    counts, taken = ranked.counts, ranked.taken
    has, both = counts.holders[because], counts.pairs[because, code]
    value, low, high = lift(counts, because, code)
    numbers = {"has": course.products[because], "share": both / max(has, 1), "product": course.products[code],
               "n": f"{has:,.0f}", "lift": value, "low": low, "high": high}  # fmt: skip
    sentence = (
        t("of those who bought {has}, {share:.1%} bought {product} (n {n}, lift {lift:.1f}, 95% {low:.1f} to {high:.1f})", **numbers)
        if course.bought else
        t("of those who hold {has}, {share:.1%} hold {product} (n {n}, lift {lift:.1f}, 95% {low:.1f} to {high:.1f})", **numbers)
    )  # fmt: skip
    if taken is None:
        return sentence
    cases = taken.pairs_without[because, code]
    later = {"share": taken.pairs[because, code] / max(cases, 1), "n": f"{cases:,.0f}",
             "all": taken.taken[code] / max(taken.without[code], 1)}  # fmt: skip
    return sentence + t("; in the periods before, {share:.1%} of those with the first and not the second took that "
                        "({n} cases), of all {all:.1%}", **later)  # fmt: skip


def _of_all(course: Course, ranked: Ranking, code: int) -> str:
    """What everybody has and took, where no product says more."""
    counts, taken = ranked.counts, ranked.taken
    if taken is not None:
        took = {"product": course.products[code], "share": taken.taken[code] / max(taken.without[code], 1),
                "n": f"{taken.without[code]:,.0f}"}  # fmt: skip
        if course.bought:
            return t(
                "{share:.1%} of the customers who had not bought {product} then bought it (n {n})",
                **took,
            )
        return t("{share:.1%} of the customers without {product} took it (n {n})", **took)
    numbers = {
        "share": counts.shares[code],
        "product": course.products[code],
        "n": f"{counts.holders[code]:,.0f}",
    }
    if course.bought:
        return t("of those who bought anything, {share:.1%} bought {product} (n {n})", **numbers)
    return t("of those who hold anything, {share:.1%} hold {product} (n {n})", **numbers)
