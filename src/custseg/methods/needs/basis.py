"""What the offers rest on: days, products, columns, and what could not be looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from custseg.facts.ownership import Had, Source
from custseg.methods.needs.course import Course, Days
from custseg.methods.needs.groups import SHOP
from custseg.methods.needs.settings import NeedsSettings
from custseg.result import Note
from custseg.schema.dataset import Dataset
from custseg.words import label, t


def basis(
    dataset: Dataset, had: Had, course: Course, products: pl.DataFrame, settings: NeedsSettings
) -> Iterator[Note]:
    """Everything a reader should know of what the offers were made from.

    ``products`` are all that were found, with their customers; the course has those that are counted.
    """
    yield Note("info", _days(course.days, had.source))
    if course.days.basis == "dates" and course.days.undated:
        yield Note("info", t("{n} rows have no date: their products count as held from the start",
                             n=f"{course.days.undated:,}"))  # fmt: skip
    yield from _products(course, products, settings)
    if had.cells is not None:
        yield from _cells(had.cells)
    if had.source == "customers":
        yield Note("info", t("the columns {products} of the customer list say who holds what",
                             products=some(sorted(course.products), 10)))  # fmt: skip
    unnamed = [p for p, need in zip(course.products, course.answers, strict=True) if need is None]
    if course.bought and len(unnamed) > (1 - SHOP) * len(course.products):
        yield Note("info", t("what was bought is not called as a bank's products are: no needs are read from the names; "
                             "[[needs.products]] can say them"))  # fmt: skip
    elif unnamed:
        yield Note("info", t("nothing says which need {products} answers: name it in [[needs.products]]",
                             products=some(unnamed)))  # fmt: skip
    lacking = list(_not_looked_at(dataset, products, settings))
    if lacking:
        yield Note("info", t("not looked at before offering, for lack of the column: {columns}",
                             columns=t(", ").join(lacking)))  # fmt: skip


def _days(days: Days, source: Source) -> str:
    if days.basis == "lists":
        return t("what customers hold on {count} days, {first} to {last}, is compared",
                 count=len(days.days), first=days.days[0], last=days.days[-1])  # fmt: skip
    if days.basis == "dates":
        said = t("from the dates of {source}: what customers had on {days} is compared",
                 source=label("needs_source", source), days=t(", ").join(str(day) for day in days.days))  # fmt: skip
        if source == "holdings":
            said += t(
                "; what was given up before the list was made is not in it, so earlier days look emptier than they were"
            )
        return said
    if days.dated:
        return t("only {dated} of {rows} rows have a date, and half of them are needed: offers rest on what is held together, not on what "
                 "is taken next, and cannot be tested on later data", dated=f"{days.dated:,}",
                 rows=f"{days.dated + days.undated:,}")  # fmt: skip
    return t("there is one list and no dates: offers rest on what is held together, not on what is taken next, and cannot be tested "
             "on later data; a second list of an earlier day, or dates of opening, would allow both")  # fmt: skip


def _products(course: Course, products: pl.DataFrame, settings: NeedsSettings) -> Iterator[Note]:
    if len(course.products) == 1:
        yield Note(
            "warning", t("there is only one product: nothing can be said of what goes with it")
        )
    elif len(course.now.weights) == 1 and len(course.now.items) == len(course.products):
        yield Note(
            "warning", t("every customer holds every product: there is nothing left to offer")
        )
    dropped = products.height - len(course.products)
    if dropped:
        yield Note("warning", t("{all} products are too many to compare: the {kept} with the most holders are counted, {dropped} are not, nor in what "
                                "a customer has (max_products, or level = \"family\")", all=f"{products.height:,}",
                                kept=f"{len(course.products):,}", dropped=f"{dropped:,}"))  # fmt: skip
    counted = products.filter(pl.col("product").is_in(course.products))
    rare = counted.filter(pl.col("customers") < settings.min_support).sort(
        ["customers", "product"], descending=[True, False]
    )["product"]
    if len(rare) == len(course.products) > 1:
        yield Note("warning", t("no product has {support} holders: offers follow what is had most, and say nothing of the customer "
                                "(min_support)", support=settings.min_support))  # fmt: skip
    elif len(rare):
        yield Note("info", t("fewer than {support} customers hold {products}: nothing is concluded from holding them",
                             support=settings.min_support, products=some(rare.to_list())))  # fmt: skip


def _cells(cells: pl.DataFrame) -> Iterator[Note]:
    spoilt = cells.filter(pl.col("unreadable") > 0)
    if spoilt.height:
        yield Note("warning", t("{n} cells of {products} are neither yes, no nor an amount: they count as not held",
                                n=f"{int(spoilt['unreadable'].sum()):,}",
                                products=some(sorted(set(spoilt["product"])))))  # fmt: skip
    counted = cells.filter(pl.col("amounts") > 0)["product"].unique().sort().to_list()
    if counted:
        yield Note("info", t("the columns of {products} hold amounts: what is above 0 counts as held",
                             products=some(counted)))  # fmt: skip


def _not_looked_at(
    dataset: Dataset, products: pl.DataFrame, settings: NeedsSettings
) -> Iterator[str]:
    """The columns for lack of which eligibility could not be looked at."""
    has = dataset.columns("customers")
    if not {"age", "birth_date"} & set(has):
        yield t("age (birth_date)")
    rated = products["risk"].count() > 0 or any(rule.risk for rule in settings.products)
    if "risk_level" not in has:
        yield t("risk level C1 to C5 (risk_level)")
    elif not rated:
        yield t("risk rating R1 to R5 of products (risk_rating)")
    if "marketing_consent" not in has:
        yield t("consent (marketing_consent)")


def some(products: Sequence[str], most: int = 3) -> str:
    """Some products by name, and how many more."""
    said = t(", ").join(products[:most])
    more = len(products) - most
    return said + (t(" and {count} more", count=more) if more > 0 else "")
