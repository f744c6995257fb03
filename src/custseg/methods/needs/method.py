"""Next best products for every customer, the need behind them, and a scorecard for one product."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from custseg.errors import InputError
from custseg.facts import FactSettings, customers_universe
from custseg.facts.ownership import days_of, masks, product_counts, states
from custseg.methods.needs.basis import basis
from custseg.methods.needs.card import card_tables
from custseg.methods.needs.course import Course, course_of, days_to_compare
from custseg.methods.needs.eligibility import barriers, limits_of
from custseg.methods.needs.evaluation import Evaluation, evaluate
from custseg.methods.needs.evidence import evidence_of, strongest
from custseg.methods.needs.findings import about_card, doubts, doubts_of_tables, findings
from custseg.methods.needs.known import Known, known_with
from custseg.methods.needs.lines import OfferLines, offer_lines
from custseg.methods.needs.offers import Offers, Ranking, best_offers, ranking_now
from custseg.methods.needs.propensity import Lacking, Propensity, propensity
from custseg.methods.needs.settings import NeedsSettings
from custseg.methods.needs.signals import Signal, signals
from custseg.methods.needs.sources import counted_products, no_products, nobody_holds, products_had
from custseg.methods.needs.tables import charts, tables_of
from custseg.models.affinity import MOST_BITS
from custseg.result import Result
from custseg.schema.dataset import Dataset
from custseg.settings import as_plain
from custseg.words import t


def needs(
    dataset: Dataset, settings: NeedsSettings = NeedsSettings(), facts: FactSettings = FactSettings()
) -> Result:  # fmt: skip
    """What every customer will want next: the best products not held yet, and the need that speaks loudest.

    From lists of holdings (a row a product, or a column a product) or from what was bought. Offers are
    ranked by ``models.affinity``: what is held together, and where two days can be compared, what is taken
    by those who hold something; only what age, risk, consent and rest allow. The main need is that of the
    strongest evidence (``evidence.RULES``). The ranking is tested on what customers took later, beside what
    is taken most. ``settings.product`` adds a scorecard. Equal customers have equal offers and scores.
    Raises InputError when nothing says who has which product (a scorecard for a column of the customer list
    needs no products).
    """
    plain = as_plain(settings, facts)
    had = products_had(dataset, settings, facts)
    if had is None:
        if settings.product is None:
            raise no_products(dataset)
        return _only_card(dataset, settings, plain)
    universe, found, listed_days = dataset.collect(
        customers_universe(dataset), product_counts(had.rows), days_of(had.rows)
    )
    as_of = dataset.as_of
    bought = had.source == "purchases"
    products = counted_products(found, settings, bought=bought)
    if products.is_empty():
        raise nobody_holds(dataset)
    days = days_to_compare(listed_days, as_of, settings)
    plan_of = masks if products.height <= MOST_BITS else states
    held = plan_of(had.rows, products, days.days, by_list=days.basis == "lists")
    on_days, known = known_with(dataset, held, as_of, settings, facts)
    everybody = universe.select("customer_id").sort("customer_id")
    course = course_of(on_days, everybody["customer_id"], products, days, bought=bought)
    tested = evaluate(course, settings)
    ranked = ranking_now(
        course,
        tested.best if settings.score == "auto" and tested is not None else settings.score,
        settings,
    )
    barred = barriers(known.limits_of(everybody), limits_of(products, settings))
    offers = best_offers(course, ranked, barred, settings.offers)
    signalled = _signals(course, known, settings)
    lines = offer_lines(course, ranked, offers)
    evidence = evidence_of(course, lines, known, signalled, settings)
    main = strongest(evidence, everybody)
    shown = tables_of(course, ranked, offers, tested, signalled, main, evidence, settings)
    card = (
        None
        if settings.product is None
        else propensity(
            course, everybody if known.listed is None else known.listed, settings, _read_as(dataset)
        )
    )
    customers = _customers(course, offers, lines, main, card)
    if isinstance(card, Propensity):
        shown |= card_tables(card)
    notes = [
        *findings(course, ranked, lines, shown, tested, settings, found.height), *(about_card(card) if card else ()),
        *doubts(ranked, tested, settings), *doubts_of_tables(shown, ranked.counts.customers, len(course.customer_ids)),
        *basis(dataset, had, course, found, settings),
    ]  # fmt: skip
    return Result(
        command="needs", as_of=as_of, customers=customers, tables=shown, charts=charts(shown),
        evidence=_numbers(course, ranked, tested, card), notes=(*notes, *dataset.notes), settings=plain,
        provenance=dataset.provenance(plain),
    )  # fmt: skip


def _signals(course: Course, known: Known, settings: NeedsSettings) -> list[Signal]:
    """The numbers that speak for a need; some do not count for who holds a product of it already."""
    holders = {
        rule.unless: course.who_has(
            [code for code, need in enumerate(course.answers) if need == rule.unless]
        )
        for rule in settings.signals
        if rule.unless is not None
    }
    return signals(settings, known.measures, known.own, holders)


def _read_as(dataset: Dataset) -> dict[str, str]:
    """Header in a file -> the column it was read as."""
    columns = (column for seen in dataset.recognitions for column in seen.columns)
    return {column.header: column.role for column in columns if column.role is not None}


def _customers(
    course: Course, offers: Offers, lines: OfferLines, main: pl.DataFrame, card: Propensity | Lacking | None
) -> pl.DataFrame:  # fmt: skip
    """One row a customer: the need, the products held, the offers, and the points of a scorecard."""
    sizes = np.diff(course.now.starts)[course.now.of_customer]
    customers = (
        main.with_columns(pl.Series("products_held", sizes))
        .hstack(lines.offers[lines.of_customer])
        .with_columns(pl.Series("products_barred", offers.barred[offers.of_customer]))
    )
    if isinstance(card, Propensity):
        return customers.join(card.customers, on="customer_id", how="left", maintain_order="left")
    return customers


def _numbers(
    course: Course, ranked: Ranking, tested: Evaluation | None, card: Propensity | Lacking | None
) -> dict[str, Any]:
    numbers: dict[str, Any] = {
        "customers": len(course.customer_ids), "products": len(course.products), "score": ranked.kind,
        "days": [None if day is None else day.isoformat() for day in course.days.days],
        "distinct_sets": len(course.now.weights),
    }  # fmt: skip
    if tested is not None:
        numbers |= {"tested_customers": tested.customers, "tested_later": tested.is_later}
    if isinstance(card, Propensity) and card.test is not None:
        numbers |= {"auc": card.test.auc, "auc_error": card.test.error}
    return numbers


def _only_card(dataset: Dataset, settings: NeedsSettings, plain: Mapping[str, Any]) -> Result:
    """A scorecard for a column of the customer list, where no products are known."""
    dataset.require("needs", "customers", "customer_id")
    [listed] = dataset.collect(dataset.frame("customers"))
    people = listed.filter(pl.col("customer_id").is_not_null())
    card = propensity(None, people, settings, _read_as(dataset))
    if isinstance(card, Lacking):
        raise InputError(
            card.why, t("--product names a product, or a yes/no column of the customer list")
        )
    return Result(
        command="needs", as_of=dataset.as_of, customers=card.customers, tables=card_tables(card),
        evidence={} if card.test is None else {"auc": card.test.auc, "auc_error": card.test.error},
        notes=(*about_card(card), *dataset.notes), settings=plain, provenance=dataset.provenance(plain),
    )  # fmt: skip
