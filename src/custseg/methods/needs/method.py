"""Next best products for every customer, the need behind them, and a scorecard for one product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from custseg.errors import InputError
from custseg.facts import FactSettings, customers_universe
from custseg.facts.ownership import cells_of_products, days_of, masks, product_counts, states
from custseg.methods.needs import tables as made
from custseg.methods.needs.course import (
    Course,
    Days,
    basis_in_words,
    counted_products,
    course_of,
    days_to_compare,
    listed_in_words,
    product_rows,
)
from custseg.methods.needs.eligibility import barriers, contacted, limits_of, people
from custseg.methods.needs.evaluation import Evaluation, evaluate
from custseg.methods.needs.evidence import need_table, of_signals, of_wishes, strongest
from custseg.methods.needs.findings import about_card, doubts, findings
from custseg.methods.needs.groups import need_of
from custseg.methods.needs.offers import Offers, Ranking, best_offers, ranking_now
from custseg.methods.needs.propensity import Lacking, Propensity, propensity
from custseg.methods.needs.settings import NeedsSettings
from custseg.methods.needs.signals import (
    Signal,
    measure_plans,
    own_columns_for,
    signal_table,
    signals,
)
from custseg.methods.needs.wishes import asked_plan, said_plan
from custseg.models.affinity import MOST_BITS
from custseg.result import Note, Result
from custseg.schema.dataset import Dataset
from custseg.schema.presumed import Plan
from custseg.settings import as_plain
from custseg.words import label, t


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
    if settings.product is not None and not _has_products(dataset, settings, facts):
        return _only_card(dataset, settings, plain)
    source, rows = product_rows(dataset, settings, facts)
    first = _first_pass(dataset, rows)
    as_of = dataset.as_of
    products = counted_products(first["products"], settings)
    if products.is_empty():
        raise InputError(
            t("needs: nobody holds any product in {found}", found=dataset.described),
            t("custseg inspect shows how the files are read; status and amounts say what is held"),
        )
    days = days_to_compare(first["days"], as_of, settings)
    second = _second_pass(dataset, rows, products, days, as_of, settings, facts)
    everybody = first["universe"].select("customer_id").sort("customer_id")
    course = course_of(second["states"], everybody["customer_id"], products, days)
    ranked = ranking_now(course, settings)
    barred = barriers(_known(everybody, second), limits_of(products, settings))
    offers = best_offers(course, ranked, barred, settings.offers)
    tested = evaluate(course, settings)
    found = _signals(dataset, course, second, settings)
    lines = _offer_lines(course, ranked, offers, settings)
    evidence = _evidence(course, lines, second, found, settings)
    main = strongest(evidence, everybody)
    shown = _tables(course, ranked, offers, tested, found, main, evidence, settings)
    card = (
        None
        if settings.product is None
        else propensity(course, second.get("listed", everybody), settings)
    )
    customers = _customers(course, offers, lines, main, card)
    if isinstance(card, Propensity):
        shown |= _card_tables(card)
    notes = [
        *findings(course, ranked, offers, shown, tested), *(about_card(card) if card else ()),
        *doubts(ranked, tested, settings), *_infos(dataset, course, first, second, days, source, products, settings),
    ]  # fmt: skip
    return Result(
        command="needs", as_of=as_of, customers=customers, tables=shown, charts=made.charts(shown),
        evidence=_numbers(course, ranked, tested, card), notes=(*notes, *dataset.notes), settings=plain,
        provenance=dataset.provenance(plain),
    )  # fmt: skip


def needs_reason(row: Mapping[str, Any]) -> str:
    """What a customer of ``needs`` is offered and why, as one sentence."""
    if row.get("main_need") is None:
        said = t("nothing speaks for a need")
    else:
        said = t("main need {need}, as {rule}: {because}", need=label("customer_need", row["main_need"]),
                 rule=label("need_rule", row["need_rule"]), because=row["need_because"])  # fmt: skip
    if row.get("next_1") is None:
        return said + t("; no product is offered")
    return said + t(
        "; first offer {product}: {because}", product=row["next_1"], because=row["next_1_because"]
    )


# --- reading -----------------------------------------------------------------------------------------


def _has_products(dataset: Dataset, settings: NeedsSettings, facts: FactSettings) -> bool:
    try:
        product_rows(dataset, settings, facts)
    except InputError:
        return False
    return True


def _first_pass(dataset: Dataset, rows: pl.LazyFrame) -> dict[str, pl.DataFrame]:
    """Who there is, which products and days there are: the as-of date is known afterwards."""
    plans: dict[str, Plan] = {
        "universe": customers_universe(dataset), "products": product_counts(rows), "days": days_of(rows),
    }  # fmt: skip
    cells = cells_of_products(dataset)
    if cells is not None:
        plans["cells"] = cells
    return dict(zip(plans, dataset.collect(*plans.values()), strict=True))


def _second_pass(
    dataset: Dataset, rows: pl.LazyFrame, products: pl.DataFrame, days: Days, as_of: date | None,
    settings: NeedsSettings, facts: FactSettings,
) -> dict[str, pl.DataFrame]:  # fmt: skip
    """What everybody has on each day, and everything else that is counted back from the as-of date."""
    plan_of = masks if products.height <= MOST_BITS else states
    optional: dict[str, pl.LazyFrame | None] = {
        "states": plan_of(rows, products, days.days, by_list=days.basis == "lists"),
        "people": people(dataset, as_of), "contacted": contacted(dataset, as_of, settings),
        "asked": asked_plan(dataset, as_of, settings, facts), "said": said_plan(dataset, as_of, settings),
    }  # fmt: skip
    own = own_columns_for(dataset, settings)
    for signal, column in own.items():
        optional[f"own:{signal}"] = dataset.frame("customers").select(
            "customer_id", pl.col(column).alias("cell")
        ).filter(pl.col("customer_id").is_not_null()).unique("customer_id", keep="first", maintain_order=True)  # fmt: skip
    for measure, plan in measure_plans(dataset, as_of, settings).items():
        optional[f"measure:{measure}"] = plan
    if settings.product is not None and dataset.has("customers", "customer_id"):
        optional["listed"] = dataset.frame("customers").filter(pl.col("customer_id").is_not_null())
    plans = {name: plan for name, plan in optional.items() if plan is not None}
    found = dict(zip(plans, dataset.collect(*plans.values()), strict=True))
    if "listed" in found:
        found["listed"] = found["listed"].unique("customer_id", keep="first", maintain_order=True)
    return found


def _known(everybody: pl.DataFrame, second: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Age, risk, consent and contact of everybody; null where nothing says them."""
    known = everybody
    if "people" in second:
        known = known.join(second["people"], on="customer_id", how="left", maintain_order="left")
    if "contacted" in second:
        marked = second["contacted"].with_columns(pl.lit(True).alias("contacted"))
        known = known.join(marked, on="customer_id", how="left", maintain_order="left")
    types = {
        "age": pl.Int32(),
        "risk": pl.Int32(),
        "consent": pl.Boolean(),
        "contacted": pl.Boolean(),
    }
    return known.with_columns(
        pl.lit(None, kind).alias(name) for name, kind in types.items() if name not in known.columns
    )


def _signals(
    dataset: Dataset, course: Course, second: Mapping[str, pl.DataFrame], settings: NeedsSettings
) -> list[Signal]:
    own = own_columns_for(dataset, settings)
    texts = {signal: (column, second[f"own:{signal}"]) for signal, column in own.items()}
    measures = {
        name.partition(":")[2]: frame
        for name, frame in second.items()
        if name.startswith("measure:")
    }
    wanted = {rule.unless for rule in settings.signals if rule.unless is not None}
    answers = [need_of(product, settings.products) for product in course.products]
    holders = {}
    for need in wanted:
        codes = [code for code, its in enumerate(answers) if its == need]
        sets = np.repeat(np.arange(len(course.now.weights)), np.diff(course.now.starts))
        having = np.zeros(len(course.now.weights), bool)
        having[sets[np.isin(course.now.items, codes)]] = True
        holders[need] = course.customer_ids.filter(pl.Series(having[course.now.of_customer]))
    return signals(settings, measures, texts, holders)


# --- one row per customer ----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Lines:
    """The offers of each distinct line in words: ``next_k``, ``next_k_score``, ``next_k_because``."""

    offers: pl.DataFrame
    need: pl.Series
    """The need of the first offer."""
    because: pl.Series
    of_customer: Any
    """The line of each customer."""


def _offer_lines(
    course: Course, ranked: Ranking, offers: Offers, settings: NeedsSettings
) -> _Lines:
    places = offers.products.shape[1]
    pairs = pl.DataFrame({"code": offers.products.ravel(), "because": offers.because.ravel()})
    distinct = pairs.filter(pl.col("code") >= 0).unique().sort("code", "because")
    said = made.offer_sentences(course, ranked, distinct)
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
    return _Lines(pl.DataFrame(columns), need, because, offers.of_customer)


def _evidence(
    course: Course,
    lines: _Lines,
    second: Mapping[str, pl.DataFrame],
    found: list[Signal],
    settings: NeedsSettings,
) -> dict[str, pl.DataFrame]:
    evidence = of_wishes(second.get("asked"), second.get("said"), settings.min_views)
    counted = of_signals(found)
    if counted is not None:
        evidence["signal"] = counted
    evidence["alike"] = _alike(course, lines)
    evidence["held"] = _held_needs(course, settings)
    return {
        rule: frame.filter(pl.col("customer_need").is_not_null())
        for rule, frame in evidence.items()
    }


def _alike(course: Course, lines: _Lines) -> pl.DataFrame:
    """The need that the first offer answers: what customers alike take or hold."""
    mine = pl.DataFrame({
        "customer_id": course.customer_ids, "customer_need": lines.need.gather(lines.of_customer),
        "because": lines.because.gather(lines.of_customer),
    })  # fmt: skip
    return mine.select(
        "customer_id", "customer_need", pl.lit(1, pl.Int64).alias("weight"), "because"
    )


def _held_needs(course: Course, settings: NeedsSettings) -> pl.DataFrame:
    """The need most of a customer's products answer."""
    answers = pl.Series(
        "customer_need", [need_of(p, settings.products) for p in course.products], dtype=pl.String
    )
    sets = np.repeat(np.arange(len(course.now.weights)), np.diff(course.now.starts))
    counted = pl.DataFrame(
        {"set": sets, "customer_need": answers.gather(course.now.items)}
    ).drop_nulls()
    counted = counted.group_by("set", "customer_need").agg(pl.len().cast(pl.Int64).alias("weight"))
    owners = pl.DataFrame(
        {"customer_id": course.customer_ids, "set": course.now.of_customer.astype(np.int64)}
    )
    because = pl.format(t("holds {count} products for it", count="{}"), "weight")
    return owners.join(counted, on="set", how="inner").select(
        "customer_id", "customer_need", "weight", because.alias("because")
    )


def _customers(
    course: Course,
    offers: Offers,
    lines: _Lines,
    main: pl.DataFrame,
    card: Propensity | Lacking | None,
) -> pl.DataFrame:
    sizes = np.diff(course.now.starts)[course.now.of_customer]
    customers = main.with_columns(pl.Series("products_held", sizes))
    mine = lines.offers[lines.of_customer]
    customers = customers.hstack(mine).with_columns(
        pl.Series("products_barred", offers.barred[offers.of_customer])
    )
    if isinstance(card, Propensity):
        customers = customers.join(
            card.customers, on="customer_id", how="left", maintain_order="left"
        )
    return customers


# --- tables and notes --------------------------------------------------------------------------------


def _tables(
    course: Course, ranked: Ranking, offers: Offers, tested: Evaluation | None, found: list[Signal],
    main: pl.DataFrame, evidence: Mapping[str, pl.DataFrame], settings: NeedsSettings,
) -> dict[str, pl.DataFrame]:  # fmt: skip
    shown: dict[str, pl.DataFrame] = {
        "customer_needs": need_table(main, evidence),
        "penetration": made.penetration(course, ranked, offers, settings),
        "products_per_customer": made.products_per_customer(course),
        "product_rules": made.rule_rows(course, ranked, settings),
    }
    matrix = made.cross_sell(course, ranked)
    if matrix is not None:
        shown["cross_sell"] = matrix
    if tested is not None and tested.is_enough:
        shown["offer_test"] = tested.table()
    if offers.exclusions.height:
        shown["exclusions"] = offers.exclusions
    if found:
        shown["need_signals"] = signal_table(found)
    return {key: table for key, table in shown.items() if table.height}


def _card_tables(card: Propensity) -> dict[str, pl.DataFrame]:
    shown = {"scorecard": made.card_table(card), "scorecard_features": made.feature_table(card)}
    if card.test is not None:
        shown["scorecard_test"] = card.test.tenths()
    return shown


def _infos(
    dataset: Dataset, course: Course, first: Mapping[str, pl.DataFrame], second: Mapping[str, pl.DataFrame],
    days: Days, source: Any, products: pl.DataFrame, settings: NeedsSettings,
) -> list[Note]:  # fmt: skip
    notes = [Note("info", basis_in_words(days, source))]
    if days.undated:
        notes.append(
            Note(
                "info",
                t(
                    "{n} rows have no date: their products count as held from the start",
                    n=f"{days.undated:,}",
                ),
            )
        )
    dropped = first["products"].height - products.height
    if dropped:
        notes.append(Note("warning", t("{all} products are too many to compare: the {kept} with the most holders are counted, {dropped} are not "
                                       "(max_products, or level = \"family\")", all=f"{first['products'].height:,}",
                                       kept=f"{products.height:,}", dropped=f"{dropped:,}")))  # fmt: skip
    rare = products.filter(pl.col("customers") < settings.min_support)["product"].to_list()
    if rare:
        notes.append(Note("info", t("fewer than {support} customers hold {products}: nothing is concluded from holding them",
                                    support=settings.min_support, products=listed_in_words(rare))))  # fmt: skip
    if "cells" in first:
        spoilt = first["cells"].filter(pl.col("unreadable") > 0)
        if spoilt.height:
            notes.append(Note("warning", t("{n} cells of {products} are neither yes, no nor an amount: they count as not held",
                                           n=f"{int(spoilt['unreadable'].sum()):,}",
                                           products=listed_in_words(sorted(set(spoilt["product"]))))))  # fmt: skip
    if "cells" in first:
        counted = first["cells"].filter(pl.col("amounts") > 0)["product"].unique().sort().to_list()
        if counted:
            notes.append(Note("info", t("the columns of {products} hold amounts: what is above 0 counts as held",
                                        products=listed_in_words(counted))))  # fmt: skip
    if source == "customers":
        notes.append(Note("info", t("the columns {products} of the customer list say who holds what",
                                    products=listed_in_words(sorted(course.products), 10))))  # fmt: skip
    unnamed = [p for p in course.products if need_of(p, settings.products) is None]
    if unnamed:
        notes.append(Note("info", t("nothing says which need {products} answers: name it in [[needs.products]]",
                                    products=listed_in_words(unnamed))))  # fmt: skip
    notes += _not_checked(dataset, products, settings)
    return notes


def _not_checked(dataset: Dataset, products: pl.DataFrame, settings: NeedsSettings) -> list[Note]:
    """What eligibility could not be looked at, and which column is missing."""
    lacking = []
    has = dataset.columns("customers")
    if not {"age", "birth_date"} & set(has):
        lacking.append(t("age (birth_date)"))
    rated = products["risk"].count() > 0 or any(rule.risk for rule in settings.products)
    if "risk_level" not in has:
        lacking.append(t("risk level C1 to C5 (risk_level)"))
    elif not rated:
        lacking.append(t("risk rating R1 to R5 of products (risk_rating)"))
    if "marketing_consent" not in has:
        lacking.append(t("consent (marketing_consent)"))
    if not lacking:
        return []
    return [
        Note(
            "info",
            t(
                "not looked at before offering, for lack of the column: {columns}",
                columns=t(", ").join(lacking),
            ),
        )
    ]


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
    card = propensity(None, listed.filter(pl.col("customer_id").is_not_null()), settings)
    if isinstance(card, Lacking):
        raise InputError(
            card.why, t("--product names a product, or a yes/no column of the customer list")
        )
    return Result(
        command="needs", as_of=dataset.as_of, customers=card.customers, tables=_card_tables(card),
        evidence={} if card.test is None else {"auc": card.test.auc, "auc_error": card.test.error},
        notes=(*about_card(card), *dataset.notes), settings=plain, provenance=dataset.provenance(plain),
    )  # fmt: skip
