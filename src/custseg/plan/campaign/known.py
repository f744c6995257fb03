"""What decides whether a customer may be written to: consent, contacts, complaints, and what is held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from custseg.errors import UsageError, nearest
from custseg.facts.rows import FactSettings
from custseg.methods.needs import NeedsSettings
from custseg.methods.needs.eligibility import REASONS, barriers, contacts, limits_of, people
from custseg.methods.needs.sources import no_products, products_had
from custseg.plan.book import Book
from custseg.plan.campaign.settings import CampaignSettings
from custseg.schema.dataset import Dataset
from custseg.schema.presumed import Plan
from custseg.words import t

COMPLAINTS = ("open_complaints", "complaints_lately")


@dataclass(frozen=True)
class Known:
    """Of every customer of the book, in its order."""

    rows: pl.DataFrame
    """age, risk, consent, contacts: null where nothing says it (no contacts are 0)."""
    barred: dict[str, pl.Series]
    """Product -> why it is not offered: held, not_offered, age, risk; null where it may be."""
    counts_contacts: bool
    """Whether anything records marketing contacts."""


def known_of(book: Book, settings: CampaignSettings, needs: NeedsSettings) -> Known:
    """What the exports say of everybody, in one pass; raises UsageError for a product nobody has or had."""
    wanted = sorted({one.product for one in settings.list if one.product is not None})
    plans = _plans(book, settings, needs, wanted)
    found = dict(zip(plans, book.dataset.collect(*plans.values()), strict=True)) if plans else {}
    rows = book.customers.select("customer_id")
    for name in ("people", "contacts"):
        if name in found:
            rows = rows.join(found[name], on="customer_id", how="left", maintain_order="left")
    missing = {"age": pl.Int32(), "risk": pl.Int32(), "consent": pl.Boolean(), "contacts": pl.Int64()}  # fmt: skip
    rows = rows.with_columns(
        pl.lit(None, kind).alias(name) for name, kind in missing.items() if name not in rows.columns
    ).with_columns(pl.col("contacts").fill_null(0))
    barred = {product: _barred(product, rows, found, needs) for product in wanted}
    return Known(rows, barred, "contacts" in found)


def _plans(
    book: Book, settings: CampaignSettings, needs: NeedsSettings, products: list[str]
) -> dict[str, Plan]:
    dataset, as_of = book.dataset, book.as_of
    plans: dict[str, Plan] = {}
    listed = people(dataset, as_of)
    if listed is not None:
        plans["people"] = listed
    made = _contacts(dataset, as_of, settings, needs)
    if made is not None and settings.contact_days:
        plans["contacts"] = made.group_by("customer_id").agg(pl.len().cast(pl.Int64).alias("contacts"))  # fmt: skip
    if products:
        plans |= _held(dataset, needs, book.facts, products, as_of)
    return plans


def _contacts(
    dataset: Dataset, as_of: date, settings: CampaignSettings, needs: NeedsSettings
) -> pl.LazyFrame | None:
    """``customer_id`` of every contact that tires: marketing, and whatever stands on a list of contacts."""
    since = as_of - timedelta(days=settings.contact_days)
    plans = [contacts(dataset, since, as_of, needs.contact_events)]
    if dataset.has("contacts", "customer_id", "date"):
        lately = pl.col("date").is_between(since, as_of, closed="right")
        plans.append(dataset.frame("contacts").filter(lately).select("customer_id").drop_nulls())
    known = [plan for plan in plans if plan is not None]
    return pl.concat(known) if known else None


def _held(
    dataset: Dataset, needs: NeedsSettings, facts: FactSettings, products: list[str], as_of: date
) -> dict[str, Plan]:
    """``held``: who has one of ``products``, as of which list; ``products``: all there are, and the latest list."""
    had = products_had(dataset, needs, facts)
    if had is None:
        raise no_products(dataset)
    rows = had.rows
    has_it = (pl.col("since") <= as_of).fill_null(True) & (pl.col("until") >= as_of).fill_null(True)
    return {
        "held": rows.filter(pl.col("product").is_in(products)).group_by("customer_id", "product").agg(
            pl.col("snapshot_on").max().alias("listed_on"),
            (pl.col("snapshot_on").is_null() & has_it).any().alias("undated"),
        ),
        "products": rows.group_by("product").agg(
            pl.col("snapshot_on").max().alias("listed_on"),
            pl.col("risk_rating").str.extract(r"(?i)R([1-5])").cast(pl.Int64).max().alias("risk"),
        ),
    }  # fmt: skip


def _barred(
    product: str, rows: pl.DataFrame, found: dict[str, pl.DataFrame], needs: NeedsSettings
) -> pl.Series:
    """Why each customer is not offered ``product``."""
    there = found["products"]
    about = there.filter(pl.col("product") == product)
    if about.is_empty():
        known = there["product"].sort().to_list()
        guess = nearest(product, known)
        raise UsageError(
            t("[campaign]: no customer has a product {product!r}", product=product)
            + (t(" (did you mean {guess!r}?)", guess=guess) if guess else ""),
            t("products: {known}", known=", ".join(known[:20])),
        )
    latest = pl.lit(there["listed_on"].max(), pl.Date())
    held = found["held"].filter(
        (pl.col("product") == product)
        & (pl.col("undated") | (pl.col("listed_on") == latest).fill_null(False))
    )
    limits = limits_of(about.select("product", "risk"), needs)
    # Consent and contacts are looked at before, for every list.
    classes = barriers(
        rows.select("age", "risk", pl.lit(True).alias("consent"), pl.lit(False).alias("contacted")),
        limits,
    )
    names = pl.Series([*REASONS, None], dtype=pl.String)
    why = names.gather(pl.Series(classes.reasons[classes.of_customer, 0] % len(names)))
    has_it = rows["customer_id"].is_in(held["customer_id"].implode())
    return pl.select(pl.when(has_it).then(pl.lit("held")).otherwise(why)).to_series()
