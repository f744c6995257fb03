"""The offers of each distinct line of customers in words: product, score and the reason with its counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from custseg.methods.needs.course import Course
from custseg.methods.needs.groups import need_of
from custseg.methods.needs.offers import Offers, Ranking
from custseg.methods.needs.settings import NeedsSettings
from custseg.words import t


@dataclass(frozen=True)
class OfferLines:
    """The offers of each distinct line in words: ``next_k``, ``next_k_score``, ``next_k_because``."""

    offers: pl.DataFrame
    need: pl.Series
    """The need of the first offer."""
    because: pl.Series
    of_customer: Any
    """The line of each customer."""


def offer_lines(
    course: Course, ranked: Ranking, offers: Offers, settings: NeedsSettings
) -> OfferLines:
    """What is said of each distinct line: equal customers share one, so that reasons are worded once."""
    places = offers.products.shape[1]
    pairs = pl.DataFrame({"code": offers.products.ravel(), "because": offers.because.ravel()})
    distinct = pairs.filter(pl.col("code") >= 0).unique().sort("code", "because")
    said = _sentences(course, ranked, distinct)
    names = pl.DataFrame({"code": np.arange(len(course.products)), "product": course.products,
                          "customer_need": [need_of(p, settings.products) for p in course.products]},
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
            need, because = line["customer_need"], line["sentence"]
    return OfferLines(pl.DataFrame(columns), need, because, offers.of_customer)


def _sentences(course: Course, ranked: Ranking, pairs: pl.DataFrame) -> pl.DataFrame:
    """``pairs`` (``code``, ``because``) with ``sentence``: why the product is offered, with the counts."""
    counts, taken = ranked.counts, ranked.taken
    said = []
    for code, because in pairs.select("code", "because").iter_rows():
        name = course.products[code]
        if because >= 0:
            has, both = counts.holders[because], counts.pairs[because, code]
            share = both / max(has, 1)
            base = counts.shares[code]
            sentence = t("of those who hold {has}, {share:.1%} hold {product} (n {n}, lift {lift:.1f})",
                         has=course.products[because], share=share, product=name, n=f"{has:,.0f}",
                         lift=share / base if base else 0.0)  # fmt: skip
            if taken is not None:
                without = taken.pairs_without[because, code]
                sentence += t("; of {n} of them without it {share:.1%} took it, of all {all:.1%}", n=f"{without:,.0f}",
                              share=taken.pairs[because, code] / max(without, 1),
                              all=taken.taken[code] / max(taken.without[code], 1))  # fmt: skip
        elif taken is not None:
            sentence = t("{share:.1%} of the customers without {product} took it (n {n})", product=name,
                         share=taken.taken[code] / max(taken.without[code], 1), n=f"{taken.without[code]:,.0f}")  # fmt: skip
        else:
            sentence = t("of those who hold anything, {share:.1%} hold {product} (n {n})", product=name,
                         share=counts.shares[code], n=f"{counts.holders[code]:,.0f}")  # fmt: skip
        said.append(sentence)
    return pairs.with_columns(pl.Series("sentence", said, dtype=pl.String))
