"""Tables of needs: penetration, products per customer, the cross-sell matrix, rules, the test, the card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from custseg.methods.needs.course import Course
from custseg.methods.needs.groups import need_of
from custseg.methods.needs.offers import Offers, Ranking
from custseg.methods.needs.propensity import Propensity
from custseg.methods.needs.settings import NeedsSettings
from custseg.result import Chart
from custseg.words import t

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

MOST_COLUMNS, MOST_ROWS = 12, 30


def penetration(
    course: Course, ranked: Ranking, offers: Offers, settings: NeedsSettings
) -> pl.DataFrame:
    """One row a product: its need, holders and their share of all customers, the rate at which it is
    taken, and how many customers have it first among their offers.
    """
    counts, taken = ranked.counts, ranked.taken
    first = offers.products[:, 0][offers.of_customer]
    offered = np.bincount(first[first >= 0], minlength=len(course.products))
    table = pl.DataFrame({
        "product": course.products,
        "customer_need": [need_of(product, settings.products) for product in course.products],
        "holders": counts.holders.astype(np.int64),
        "penetration": counts.holders / max(len(course.customer_ids), 1),
    }, schema_overrides={"customer_need": pl.String})  # fmt: skip
    if taken is not None:
        table = table.with_columns(
            pl.Series("takers", taken.taken.astype(np.int64)),
            pl.Series("taking_rate", taken.taken / np.maximum(taken.without, 1)),
        )
    return table.with_columns(pl.Series("offered_first", offered)).sort(
        ["holders", "product"], descending=[True, False]
    )


def products_per_customer(course: Course) -> pl.DataFrame:
    """How many customers have no product, one, two, ...; ten and more are one row."""
    sizes = np.diff(course.now.starts)[course.now.of_customer]
    counted = np.bincount(np.minimum(sizes, 10), minlength=1)
    rows = [("10+" if size == 10 else str(size), int(n)) for size, n in enumerate(counted) if n]
    return pl.DataFrame(
        rows, orient="row", schema={"products_held_band": pl.String, "customers": pl.Int64}
    ).with_columns((pl.col("customers") / max(len(sizes), 1)).alias("customers_share"))


def cross_sell(course: Course, ranked: Ranking) -> pl.DataFrame | None:
    """The cross-sell matrix: of the customers who have the product of the row, the share who have that
    of the column (``with_1`` is product number 1); the products with the most holders. None with fewer
    than two products.
    """
    counts = ranked.counts
    order = _most_held(course, ranked)[:MOST_COLUMNS]
    if len(order) < 2:
        return None
    shares = counts.pairs / np.maximum(counts.holders[:, None], 1)
    cells: dict[str, Any] = {
        "product_number": range(1, len(order) + 1), "product": [course.products[at] for at in order],
        "holders": counts.holders[order].astype(np.int64),
    }  # fmt: skip
    for number, at in enumerate(order, start=1):
        cells[f"with_{number}"] = [None if row == at else float(shares[row, at]) for row in order]
    return pl.DataFrame(cells)


def _most_held(course: Course, ranked: Ranking) -> list[int]:
    holders = ranked.counts.holders
    return sorted((at for at in range(len(holders)) if holders[at] > 0),
                  key=lambda at: (-holders[at], course.products[at]))  # fmt: skip


def rule_rows(course: Course, ranked: Ranking, settings: NeedsSettings) -> pl.DataFrame:
    """ "Of those who hold A, x% hold B": the pairs with the highest lift among supported ones.

    ``together_share`` and ``lift`` are plain counts; ``taken_share`` is of those with A and without B who
    took B by the next day. A pair has the same lift both ways: the way it is taken more often goes first.
    """
    counts, taken = ranked.counts, ranked.taken
    enough = (counts.holders >= settings.min_support)[:, None] & (
        counts.pairs >= settings.min_support
    )
    np.fill_diagonal(enough, False)
    has, also = np.nonzero(enough)
    share = counts.pairs[has, also] / counts.holders[has]
    # Made so, both directions of a pair have the same lift to the last bit.
    lift = counts.pairs[has, also] * counts.customers / (counts.holders[has] * counts.holders[also])
    table = pl.DataFrame({
        "because_product": [course.products[at] for at in has], "product": [course.products[at] for at in also],
        "holders": counts.holders[has].astype(np.int64), "together": counts.pairs[has, also].astype(np.int64),
        "together_share": share, "lift": lift,
    }, schema_overrides={"because_product": pl.String, "product": pl.String})  # fmt: skip
    if taken is not None:
        table = table.with_columns(
            pl.Series("takers", taken.pairs[has, also].astype(np.int64)),
            pl.Series(
                "taken_share",
                taken.pairs[has, also] / np.maximum(taken.pairs_without[has, also], 1),
            ),
        )
    shares = [c for c in ("taken_share", "together_share") if c in table.columns]
    order = ["lift", *shares, "because_product", "product"]
    downwards = [c in ("lift", *shares) for c in order]
    return table.sort(order, descending=downwards).head(MOST_ROWS)


def offer_sentences(course: Course, ranked: Ranking, pairs: pl.DataFrame) -> pl.DataFrame:
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


def card_table(found: Propensity) -> pl.DataFrame:
    """The scorecard: for every feature that is in it, its bins with customers, takers, WOE and points."""
    rows: list[tuple[Any, ...]] = [(t("base points"), "", found.card.customers, found.card.takers,
             found.card.takers / max(found.card.customers, 1), None, found.card.base)]  # fmt: skip
    ranked = sorted(found.card.attributes, key=lambda a: (-a.iv, a.name))
    for attribute in ranked:
        if attribute.coefficient <= 0:
            continue
        for at, name in enumerate(attribute.labels):
            if attribute.customers[at]:
                rows.append((attribute.name, name, int(attribute.customers[at]), int(attribute.takers[at]),
                             float(attribute.takers[at] / attribute.customers[at]), float(attribute.woe[at]),
                             int(attribute.points[at])))  # fmt: skip
    return pl.DataFrame(rows, orient="row", schema={
        "feature": pl.String, "bin": pl.String, "customers": pl.Int64, "takers": pl.Int64, "taken_share": pl.Float64,
        "woe": pl.Float64, "points": pl.Int64})  # fmt: skip


def feature_table(found: Propensity) -> pl.DataFrame:
    """Every column that was looked at: what it says alone, and whether it is in the card, or why not."""
    by_name = {attribute.name: attribute for attribute in found.card.attributes}
    rows = []
    for verdict in found.verdicts:
        attribute = by_name.get(verdict.name)
        use = verdict.refused or (
            "weak" if attribute is None or attribute.coefficient <= 0 else "in_card"
        )
        rows.append((verdict.name, use, None if attribute is None else attribute.iv, verdict.alone))
    table = pl.DataFrame(rows, orient="row", schema={
        "feature": pl.String, "feature_use": pl.String, "iv": pl.Float64, "auc_alone": pl.Float64})  # fmt: skip
    return table.sort(["iv", "feature"], descending=[True, False], nulls_last=True)


def charts(tables: dict[str, pl.DataFrame]) -> tuple[Chart, ...]:
    """Needs and penetration as bars."""
    drawn = [
        Chart(
            "customer_needs",
            "bar",
            tables["customer_needs"].select("customer_need", "customers"),
            "customer_need",
            ("customers",),
        )
    ]
    if "penetration" in tables:
        shown = tables["penetration"].select("product", "penetration").head(MOST_COLUMNS)
        drawn.append(Chart("penetration", "bar", shown, "product", ("penetration",)))
    return tuple(drawn)
