"""Campaign lists: audience, exclusions, control group, and what it will be able to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from custseg.conditions import column_named
from custseg.errors import InputError, UsageError
from custseg.methods.needs import NeedsSettings
from custseg.plan.book import Book
from custseg.plan.campaign import tables
from custseg.plan.campaign.audience import STEPS, Audience, audiences
from custseg.plan.campaign.draw import groups
from custseg.plan.campaign.known import COMPLAINTS, Known, known_of
from custseg.plan.campaign.settings import CampaignSettings, checked
from custseg.result import Note, Part
from custseg.words import t

STRATA = ("tier", "value_tier", "segment")
"""What groups are drawn, shown and measured by, the first of these that is there."""


@dataclass(frozen=True)
class Drawn:
    """A list with its groups; one row for each customer on it, in the order of the book."""

    audience: Audience
    rows: pl.DataFrame
    """customer_id, stratum, group, offer, because, money (null where nothing says it), order."""

    @property
    def name(self) -> str:
        """The campaign's name."""
        return self.audience.campaign.name

    def count(self, group: str) -> int:
        """Customers in a group."""
        return int((self.rows["group"] == group).sum())


def campaign(
    book: Book, settings: CampaignSettings, needs: NeedsSettings = NeedsSettings()
) -> Part:
    """Whom to write to about what (营销名单), and whom not to, so that it can be measured.

    A customer is on the first list whose condition holds, whose need is the main one, and whose offer is
    allowed (not held, age and risk level fit, as ``needs`` has it), unless consent is refused, contacts of the
    last ``contact_days`` are too many, or a complaint is open or recent: ``campaign_waterfall`` counts the first
    reason of everybody, in that order. The control group is drawn by lot in strata (``draw.groups``). ``campaigns`` says
    which uplift groups of that size can show. ``columns``: campaign, group, offer and why, for each of
    ``max_lists``, and why not of who is on none.

    Raises UsageError for lists that cannot be understood, InputError where none are written or nobody is left.
    """
    if not settings.list:
        raise InputError(
            t("nothing says whom to write to"),
            t("write [[campaign.list]] into custseg.toml: name, when and product, need or offer; see docs/methods.md"),
        )  # fmt: skip
    settings = checked(settings)
    stratum = _stratum(book, settings)
    known = known_of(book, settings, needs)
    drawn = [_drawn(book, one, settings, stratum) for one in audiences(book, known, settings, needs)]  # fmt: skip
    _must_have_somebody(book, drawn)
    made = {
        "campaigns": tables.campaigns(drawn, settings),
        "campaign_waterfall": tables.waterfall(drawn, book.customers.height),
        "campaign_groups": tables.strata(drawn),
        "campaign_list": tables.examples(drawn, settings.list_customers),
    }
    return Part(
        tables={name: table for name, table in made.items() if table.height},
        evidence={"stratified_by": stratum, "seed": settings.seed,
                  "lists": {one.name: {"treated": one.count("treated"), "control": one.count("control")}
                            for one in drawn}},
        notes=(*tables.findings(made["campaigns"]), *_doubts(book, known, settings)),
        columns=_columns(book, drawn, settings.max_lists),
    )  # fmt: skip


def _stratum(book: Book, settings: CampaignSettings) -> str | None:
    """The column of strata; raises UsageError for one that is not there."""
    there = book.customers.columns
    if settings.stratify_by is None:
        return next((column for column in STRATA if column in there), None)
    column = column_named(settings.stratify_by, there)
    if column is None:
        raise UsageError(
            t("[campaign] stratify_by: no column {name!r}", name=settings.stratify_by),
            t("columns: {known}", known=", ".join(there)),
        )
    return column


def _drawn(book: Book, one: Audience, settings: CampaignSettings, stratum: str | None) -> Drawn:
    on = one.listed
    listed = book.customers.filter(on)
    ids = listed["customer_id"]
    share = settings.control_share_of(one.campaign)
    money = book.money
    strata = (
        listed[stratum].cast(pl.String)
        if stratum
        else pl.repeat(None, len(ids), dtype=pl.String, eager=True)
    )
    rows = pl.DataFrame({
        "customer_id": ids, "stratum": strata, "group": groups(ids, strata, one.campaign.name, settings.seed, share),
        "offer": one.offer.filter(on), "because": one.because.filter(on),
        "money": listed[money].cast(pl.Float64) if money else pl.repeat(None, len(ids), dtype=pl.Float64, eager=True),
        "order": one.order.filter(on),
    })  # fmt: skip
    return Drawn(one, rows)


def _must_have_somebody(book: Book, drawn: Sequence[Drawn]) -> None:
    if any(one.rows.height for one in drawn):
        return
    first = drawn[0].audience.reason.alias("reason").value_counts(sort=True)
    raise InputError(
        t("no customer is on any campaign list: of {n} customers, {most} are left out of {name!r} for {why}",
          n=f"{book.customers.height:,}", most=f"{first['count'][0] if len(first) else 0:,}", name=drawn[0].name,
          why=tables.why(first["reason"][0]) if len(first) else "–"),
        t("widen the condition; custseg plan --format json shows every column there is"),
    )  # fmt: skip


def _columns(book: Book, drawn: Sequence[Drawn], most: int) -> pl.DataFrame:
    """campaign, group, offer and because of every customer for each list they are on; else why on none."""
    entries = pl.concat([
        one.rows.select("customer_id", "stratum", "group", "offer", "because", pl.lit(one.name).alias("campaign"))
        for one in drawn
    ]).with_columns(pl.int_range(pl.len()).over("customer_id").alias("place"))  # fmt: skip
    columns = book.customers.select("customer_id")
    for place in range(min(most, len(drawn))):
        end = "" if place == 0 else f"_{place + 1}"
        mine = entries.filter(pl.col("place") == place).select(
            "customer_id", pl.col("campaign").alias(f"campaign{end}"), pl.col("group").alias(f"campaign_group{end}"),
            pl.col("offer").alias(f"campaign_offer{end}"), pl.col("because").alias(f"campaign_because{end}"),
            *([pl.col("stratum").alias("campaign_stratum"), pl.lit(book.as_of).alias("campaign_on")] if place == 0 else []),
        )  # fmt: skip
        columns = columns.join(mine, on="customer_id", how="left", maintain_order="left")
    why = pl.DataFrame({str(n): _rank(one.audience.reason) for n, one in enumerate(drawn)})
    furthest = why.select(pl.max_horizontal(pl.all())).to_series()
    on_one = pl.select(pl.any_horizontal(pl.lit(one.audience.listed) for one in drawn)).to_series()
    steps = pl.Series(STEPS, dtype=pl.String).gather(furthest)
    return columns.with_columns(
        pl.when(pl.lit(on_one)).then(None).otherwise(pl.lit(steps)).alias("campaign_excluded")
    )


def _rank(reason: pl.Series) -> pl.Series:
    """How far each customer came on the way to the list."""
    return reason.replace_strict(list(STEPS), list(range(len(STEPS))), default=0, return_dtype=pl.Int64)  # fmt: skip


def _doubts(book: Book, known: Known, settings: CampaignSettings) -> list[Note]:
    """What nothing in the data says, so that nobody is left out for it."""
    lacking = []
    if not known.counts_contacts and settings.contact_days:
        lacking.append(t("marketing contacts (events with a type, or leads with a day of contact)"))
    if not known.rows["consent"].count() and not settings.without_consent:
        lacking.append(t("consent to marketing"))
    if not any(c in book.customers.columns for c in COMPLAINTS) and not settings.after_complaint:
        lacking.append(t("complaints"))
    if not lacking:
        return []
    return [Note("warning", t("campaigns: nothing in the data says {what}; nobody is left out for that",
                              what=t(", ").join(lacking)))]  # fmt: skip
