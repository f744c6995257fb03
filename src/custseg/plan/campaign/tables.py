"""What is shown of campaign lists, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from custseg.models.power import customers_needed, detectable, power_of
from custseg.plan.campaign.audience import STEPS
from custseg.plan.campaign.settings import CampaignSettings
from custseg.result import Note
from custseg.words import label, t

if TYPE_CHECKING:
    from custseg.plan.campaign.method import Drawn


def campaigns(drawn: Sequence[Drawn], settings: CampaignSettings) -> pl.DataFrame:
    """One row a list: its groups, what they can show, and how many customers would be needed."""
    rows = [_campaign(one, settings) for one in drawn]
    return pl.DataFrame(rows, schema={
        "campaign": pl.String, "listed": pl.Int64, "treated": pl.Int64, "control": pl.Int64,
        "base_rate": pl.Float64, "smallest_uplift": pl.Float64, "chance_to_see": pl.Float64,
        "detectable_uplift": pl.Float64, "listed_needed": pl.Int64, "is_enough": pl.Boolean,
        "campaign_cost": pl.Float64,
    })  # fmt: skip


def _campaign(one: Drawn, settings: CampaignSettings) -> dict[str, Any]:
    asked = one.audience.campaign
    base, uplift = settings.base_rate_of(asked), settings.smallest_uplift_of(asked)
    treated, control = one.count("treated"), one.count("control")
    chance = power_of(base, uplift, treated, control, settings.confidence)
    return {
        "campaign": one.name, "listed": one.rows.height, "treated": treated, "control": control,
        "base_rate": base, "smallest_uplift": uplift, "chance_to_see": chance,
        "detectable_uplift": detectable(base, treated, control, settings.confidence, settings.power),
        "listed_needed": customers_needed(
            base, uplift, settings.control_share_of(asked), settings.confidence, settings.power),
        "is_enough": chance >= settings.power,
        "campaign_cost": None if asked.cost is None else float(asked.cost) * treated,
    }  # fmt: skip


def waterfall(drawn: Sequence[Drawn], customers: int) -> pl.DataFrame:
    """Of every list, from all customers to those on it: who leaves at which step, and who is left."""
    rows: list[dict[str, Any]] = []
    for one in drawn:
        counts = dict(one.audience.reason.drop_nulls().value_counts().iter_rows())
        left = customers
        rows.append({"campaign": one.name, "campaign_excluded": "all", "left_out": 0, "remaining": left})  # fmt: skip
        for step in STEPS:
            if step in counts:
                left -= counts[step]
                rows.append({"campaign": one.name, "campaign_excluded": step, "left_out": counts[step],
                             "remaining": left})  # fmt: skip
    return pl.DataFrame(rows, schema={
        "campaign": pl.String, "campaign_excluded": pl.String, "left_out": pl.Int64, "remaining": pl.Int64,
    })  # fmt: skip


def strata(drawn: Sequence[Drawn]) -> pl.DataFrame:
    """Of every list and stratum: both groups, and whether they were worth the same before."""
    treated, money = pl.col("group") == "treated", pl.col("money")
    frames = [
        one.rows.group_by("stratum", maintain_order=True).agg(
            pl.lit(one.name).alias("campaign"), pl.len().cast(pl.Int64).alias("listed"),
            treated.sum().cast(pl.Int64).alias("treated"), (~treated).sum().cast(pl.Int64).alias("control"),
            (~treated).mean().alias("control_share"),
            money.filter(treated).mean().alias("treated_money"), money.filter(~treated).mean().alias("control_money"),
            money.std().alias("spread"),
        ).sort(pl.col("listed").neg(), "stratum")
        for one in drawn
    ]  # fmt: skip
    apart = (pl.col("treated_money") - pl.col("control_money")) / pl.col("spread")
    return pl.concat(frames).select(
        "campaign", pl.col("stratum").alias("campaign_stratum"), "listed", "treated", "control", "control_share",
        "treated_money", "control_money",
        pl.when(pl.col("spread") > 0).then(apart).alias("groups_apart"),
    )  # fmt: skip


def examples(drawn: Sequence[Drawn], most: int) -> pl.DataFrame:
    """The first customers of every list who are to be contacted."""
    frames = [
        one.rows.filter(pl.col("group") == "treated")
        .sort(pl.col("order"), "customer_id", descending=[True, False], nulls_last=True)
        .head(most)
        .select(pl.lit(one.name).alias("campaign"), "customer_id", pl.col("stratum").alias("campaign_stratum"),
                pl.col("offer").alias("campaign_offer"), pl.col("because").alias("campaign_because"))
        for one in drawn
    ]  # fmt: skip
    return pl.concat(frames)


def findings(shown: pl.DataFrame) -> list[Note]:
    """What is said of every list: how many, and what its control group will be able to show."""
    notes = []
    for row in shown.iter_rows(named=True):
        notes.append(Note("finding", t("{name}: {listed} customers, {treated} to be contacted and {control} left as control",
                                       name=row["campaign"], listed=f"{row['listed']:,}", treated=f"{row['treated']:,}",
                                       control=f"{row['control']:,}")))  # fmt: skip
        if not row["is_enough"]:
            notes.append(Note("warning", _too_small(row)))
    return notes


def _too_small(row: dict[str, Any]) -> str:
    """What a list cannot show, and how many customers could."""
    said = t("{name}: too small for a conclusion: a gain of {uplift} over {base} would be seen with a chance of {chance}; "
             "that needs {needed} customers with this share of control, and {listed} are on the list",
             name=row["campaign"], uplift=_points(row["smallest_uplift"]), base=f"{row['base_rate']:.1%}",
             chance=f"{row['chance_to_see']:.0%}", needed=f"{row['listed_needed']:,}",
             listed=f"{row['listed']:,}")  # fmt: skip
    if row["detectable_uplift"] is None:
        return said + t("; even if everybody contacted took it, it would not show")
    return said + t("; what shows is a gain of {seen} or more", seen=_points(row["detectable_uplift"]))  # fmt: skip


def _points(share: float) -> str:
    return t("{points} percentage points", points=f"{share * 100:.1f}")


def why(step: str | None) -> str:
    """A reason in words."""
    return label("campaign_excluded", step) if step else "–"
