"""Tables of needs: penetration, products per customer, the cross-sell matrix, rules, the test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from custseg.methods.needs.course import Course
from custseg.methods.needs.evaluation import Evaluation
from custseg.methods.needs.evidence import evidence_table, need_table
from custseg.methods.needs.offers import Offers, Ranking
from custseg.methods.needs.settings import NeedsSettings
from custseg.methods.needs.signals import Signal, signal_table
from custseg.models.pairs import lift
from custseg.result import Chart

MOST_COLUMNS, MOST_ROWS = 12, 30


def tables_of(
    course: Course, ranked: Ranking, offers: Offers, tested: Evaluation | None, found: list[Signal],
    main: pl.DataFrame, evidence: Mapping[str, pl.DataFrame], settings: NeedsSettings,
) -> dict[str, pl.DataFrame]:  # fmt: skip
    """Every table that has rows."""
    shown: dict[str, pl.DataFrame | None] = {
        "customer_needs": need_table(main, evidence) if main["main_need"].count() else None,
        "need_evidence": evidence_table(evidence) if main["main_need"].count() else None,
        "penetration": _penetration(course, ranked, offers),
        "products_per_customer": _products_per_customer(course),
        "product_rules": _rule_rows(course, ranked, settings),
        "cross_sell": _cross_sell(course, ranked),
        "offer_test": tested.table() if tested is not None and tested.is_enough else None,
        "exclusions": offers.exclusions,
        "need_signals": signal_table(found),
    }
    return {key: table for key, table in shown.items() if table is not None and table.height}


def _penetration(course: Course, ranked: Ranking, offers: Offers) -> pl.DataFrame:
    """One row a product: its need, holders and their share of all customers, the rate at which it is
    taken, and how many customers have it first among their offers.
    """
    counts, taken = ranked.counts, ranked.taken
    first = offers.products[:, 0][offers.of_customer]
    offered = np.bincount(first[first >= 0], minlength=len(course.products))
    table = pl.DataFrame({
        "product": course.products,
        "customer_need": course.answers,
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


def _products_per_customer(course: Course) -> pl.DataFrame:
    """How many customers have no product, one, two, ...; ten and more are one row."""
    sizes = np.diff(course.now.starts)[course.now.of_customer]
    counted = np.bincount(np.minimum(sizes, 10), minlength=1)
    rows = [("10+" if size == 10 else str(size), int(n)) for size, n in enumerate(counted) if n]
    return pl.DataFrame(
        rows, orient="row", schema={"products_held_band": pl.String, "customers": pl.Int64}
    ).with_columns((pl.col("customers") / max(len(sizes), 1)).alias("customers_share"))


def _cross_sell(course: Course, ranked: Ranking) -> pl.DataFrame | None:
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


def _rule_rows(course: Course, ranked: Ranking, settings: NeedsSettings) -> pl.DataFrame:
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
    lifts = (
        counts.pairs[has, also] * counts.customers / (counts.holders[has] * counts.holders[also])
    )
    table = pl.DataFrame({
        "because_product": [course.products[at] for at in has], "product": [course.products[at] for at in also],
        "holders": counts.holders[has].astype(np.int64), "together": counts.pairs[has, also].astype(np.int64),
        "together_share": share, "lift": lifts,
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
    table = table.with_columns(pl.Series("_has", has), pl.Series("_also", also))
    table = table.sort(order, descending=downwards).head(MOST_ROWS)
    ends = [lift(counts, *pair) for pair in table.select("_has", "_also").iter_rows()]
    intervals = {
        "lift_low": pl.Series([low for _, low, _ in ends], dtype=pl.Float64),
        "lift_high": pl.Series([high for _, _, high in ends], dtype=pl.Float64),
    }
    shown = [c for c in table.columns if not c.startswith("_")]
    after = shown.index("lift") + 1
    return table.with_columns(**intervals).select(*shown[:after], *intervals, *shown[after:])


def charts(tables: dict[str, pl.DataFrame]) -> tuple[Chart, ...]:
    """Needs and penetration as bars."""
    drawn = []
    if "customer_needs" in tables:
        shown = tables["customer_needs"].select("customer_need", "customers")
        drawn.append(Chart("customer_needs", "bar", shown, "customer_need", ("customers",)))
    if "penetration" in tables:
        shown = tables["penetration"].select("product", "penetration").head(MOST_COLUMNS)
        drawn.append(Chart("penetration", "bar", shown, "product", ("penetration",)))
    return tuple(drawn)
