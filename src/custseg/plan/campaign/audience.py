"""Who is on which list, and of everybody else the first reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from custseg.conditions import column_named, compile_condition
from custseg.errors import UsageError
from custseg.methods.needs import NeedsSettings
from custseg.methods.needs.groups import need_of
from custseg.plan.book import Book
from custseg.plan.campaign.draw import draws
from custseg.plan.campaign.known import COMPLAINTS, Known
from custseg.plan.campaign.settings import CampaignList, CampaignSettings
from custseg.words import label, t

STEPS = (
    "condition", "need", "no_consent", "contacted", "complaint", "held", "not_offered", "age", "risk",
    "no_offer", "other_list", "beyond",
)  # fmt: skip
"""Why a customer is not on a list, in the order in which it is looked at; the first counts."""
_PLACES = 10


@dataclass(frozen=True)
class Audience:
    """One list. Its series are in the order of the book's customers."""

    campaign: CampaignList
    reason: pl.Series
    """The first of ``STEPS`` that holds; null for who is on the list."""
    offer: pl.Series
    because: pl.Series
    order: pl.Series
    """By what the list is ordered, null where nothing is known of it."""

    @property
    def listed(self) -> pl.Series:
        """Who is on the list."""
        return self.reason.is_null()

    @property
    def size(self) -> int:
        """How many are on it."""
        return int(self.listed.sum())


def audiences(
    book: Book, known: Known, settings: CampaignSettings, needs: NeedsSettings
) -> list[Audience]:
    """Every list in its order: a customer goes to the first that takes them, up to ``max_lists``.

    Where a list has room for some only, the first by ``order_by`` are on it; of equal ones a draw of the seed
    decides, which knows neither the order of rows nor the ids' own order.
    """
    made: list[Audience] = []
    taken = pl.zeros(book.customers.height, pl.Int64, eager=True)
    for campaign in settings.list:
        one = _audience(book, known, campaign, settings, needs)
        one = _with_room(one, taken >= settings.max_lists, "other_list")
        if campaign.at_most is not None:
            one = _with_room(one, _beyond(one, book, campaign.at_most, settings.seed), "beyond")
        taken = taken + one.listed.cast(pl.Int64)
        made.append(one)
    return made


def _with_room(one: Audience, outside: pl.Series, step: str) -> Audience:
    reason = pl.select(
        pl.when(one.reason.is_null() & outside).then(pl.lit(step)).otherwise(one.reason)
    ).to_series()
    return Audience(one.campaign, reason, one.offer, one.because, one.order)


def _beyond(one: Audience, book: Book, room: int, seed: int) -> pl.Series:
    """Who is not among the first ``room`` of those still on the list."""
    everybody = pl.DataFrame({"_at": range(len(one.reason)), "by": one.order, "on": one.listed})
    waiting = everybody.filter("on")
    ids = book.customers["customer_id"].gather(waiting["_at"])
    waiting = waiting.with_columns(drawn=draws(ids, f"{seed}\x1forder\x1f{one.campaign.name}"))
    last = waiting.sort("by", "drawn", descending=[True, False], nulls_last=True)["_at"].slice(room)
    return everybody["_at"].is_in(last.implode())


def _audience(
    book: Book, known: Known, campaign: CampaignList, settings: CampaignSettings, needs: NeedsSettings
) -> Audience:  # fmt: skip
    customers = book.customers
    offers = _offers(book, campaign, needs)
    holds = pl.lit(True)
    if campaign.when is not None:
        holds = compile_condition(campaign.when, dict(customers.schema)).holds
    outside: dict[str, pl.Expr] = {"condition": ~holds}
    if campaign.need is not None:
        outside["need"] = (pl.col("main_need") != campaign.need).fill_null(True)
    outside |= _left_alone(known, customers.columns, settings)
    if campaign.product is not None:
        barred = known.barred[campaign.product]
        outside |= {step: pl.lit(barred == step) for step in ("held", "not_offered", "age", "risk")}
    elif campaign.offer is None:
        outside["no_offer"] = pl.lit(offers["offer"].is_null())
    # What is not known excludes nobody, except what a condition asks for.
    steps = [pl.when(outside[step].fill_null(False)).then(pl.lit(step)) for step in STEPS if step in outside]  # fmt: skip
    first = pl.coalesce(*steps, pl.lit(None, pl.String)).alias("_reason")
    reason = customers.with_columns(first)["_reason"]
    return Audience(campaign, reason, offers["offer"], offers["because"], _order(book, campaign))


def _left_alone(
    known: Known, columns: Sequence[str], settings: CampaignSettings
) -> dict[str, pl.Expr]:
    """Who is left alone by every list, whatever it offers."""
    outside: dict[str, pl.Expr] = {}
    if not settings.without_consent:
        outside["no_consent"] = pl.lit(~known.rows["consent"])
    if known.counts_contacts:
        outside["contacted"] = pl.lit(known.rows["contacts"] >= settings.max_contacts)
    there = [c for c in COMPLAINTS if c in columns]
    if there and not settings.after_complaint:
        outside["complaint"] = pl.any_horizontal(pl.col(there).fill_null(0) > 0)
    return outside


def _order(book: Book, campaign: CampaignList) -> pl.Series:
    """The numbers by which the list is ordered; raises UsageError for a column that is none."""
    customers = book.customers
    if campaign.order_by is None:
        money = book.money
        return customers[money] if money else pl.repeat(None, customers.height, dtype=pl.Float64, eager=True)  # fmt: skip
    column = column_named(campaign.order_by, customers.columns)
    if column is None or not customers.schema[column].is_numeric():
        raise UsageError(
            t("campaign {name!r}: order_by {column!r} is no column of numbers", name=campaign.name,
              column=campaign.order_by),
            t("columns: {known}",
              known=", ".join(c for c, kind in customers.schema.items() if kind.is_numeric())),
        )  # fmt: skip
    return customers[column]


def _offers(book: Book, campaign: CampaignList, needs: NeedsSettings) -> pl.DataFrame:
    """``offer`` and ``because`` of every customer."""
    customers = book.customers
    if campaign.need is not None:
        book.needs("main_need")
    why: pl.Expr | None = None
    if campaign.offer is not None:
        offer = pl.lit(campaign.offer)
    elif campaign.product is not None:
        offer, why = pl.lit(campaign.product), pl.lit(t("does not have it yet, and may"))
    else:
        offer, why = _best(customers, campaign, needs)
    said: list[pl.Expr] = []
    if campaign.when is not None:
        said.append(pl.lit(t("meets {when}", when=campaign.when)))
    if campaign.need is not None:
        need = t("need {need}", need=label("customer_need", campaign.need))
        because = pl.col("need_because")
        # A need that follows from the offer says the same as the offer.
        known = because if why is None else pl.when(because != why).then(because)
        said.append(pl.concat_str(pl.lit(need), known, separator=t(": "), ignore_nulls=True))
    if why is not None:
        said.append(why)
    sentence = (
        pl.concat_str(*said, separator=t("; "), ignore_nulls=True)
        if said
        else pl.lit(t("all customers"))
    )
    return customers.with_columns(offer.alias("_offer"), sentence.alias("_because")).select(
        offer="_offer", because="_because"
    )  # fmt: skip


def _best(
    customers: pl.DataFrame, campaign: CampaignList, needs: NeedsSettings
) -> tuple[pl.Expr, pl.Expr]:
    """The best offer of needs, or the best that answers the campaign's need, and why it is."""
    places = [n for n in range(1, _PLACES + 1) if f"next_{n}" in customers.columns]
    offers: list[pl.Expr] = []
    reasons: list[pl.Expr] = []
    for n in places:
        column = f"next_{n}"
        fits = pl.col(column).is_not_null()
        if campaign.need is not None:
            named = customers[column].drop_nulls().unique().to_list()
            answers = [p for p in named if need_of(p, needs.products) == campaign.need]
            fits = pl.col(column).is_in(answers)
        offers.append(pl.when(fits).then(column))
        reasons.append(pl.when(fits).then(f"{column}_because"))
    nothing = pl.lit(None, pl.String)
    return pl.coalesce(*offers, nothing), pl.coalesce(*reasons, nothing)
