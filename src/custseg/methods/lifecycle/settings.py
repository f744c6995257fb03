"""Where one stage of a life ends and the next begins."""

from __future__ import annotations

from typing import Annotated, Literal

from custseg.settings import Meta, Section, Yuan

Days = Annotated[int, Meta(ge=1)]


class LifecycleSettings(Section, frozen=True):
    """Section ``[lifecycle]``: where one stage ends and the next begins."""

    thresholds: Annotated[
        Literal["data", "bank"],
        Meta(description="Days between stages: data (from the customers' own gaps) or bank (30, 180, "
                         "90, 180 and 365 days)"),
    ] = "data"  # fmt: skip
    new_days: Annotated[
        Days | None,
        Meta(description="New: first purchase (or opening) at most so many days ago"),
    ] = None
    growing_days: Annotated[
        Days | None, Meta(description="Growing: first purchase at most so many days ago")
    ] = None
    overdue_days: Annotated[
        Days | None, Meta(description="Declining: silent for more days, and more than the own usual gap")
    ] = None  # fmt: skip
    dormant_days: Annotated[
        Days | None, Meta(description="Dormant: silent for more days")
    ] = None  # fmt: skip
    lost_days: Annotated[
        Days | None, Meta(description="Lost: silent for more days, and no assets above min_assets")
    ] = None  # fmt: skip
    won_back_days: Annotated[
        int, Meta(ge=1, description="Won back: came back in the last so many days after a dormant silence")
    ] = 90  # fmt: skip
    decline_share: Annotated[
        float, Meta(gt=0, lt=1, description="Declining: purchases of 90 days (or assets) fell by this share")
    ] = 0.3  # fmt: skip
    ebb_share: Annotated[
        float, Meta(gt=0, lt=1, description="Declining: assets lost this share within a year and still fall")
    ] = 0.5  # fmt: skip
    growth_share: Annotated[
        float,
        Meta(gt=0, description="Growing: purchases of 90 days (or assets) rose by this share"),
    ] = 0.3
    min_trend_purchases: Annotated[
        int, Meta(ge=1, description="Purchases in 90 days below which a trend says nothing")
    ] = 3
    trend_errors: Annotated[
        float,
        Meta(ge=0, description="A rise or fall of purchases counts beyond so many standard errors"),
    ] = 1.64
    min_assets: Annotated[
        Yuan, Meta(description="Assets above this keep a silent customer from being lost")
    ] = Yuan(1000)
    min_repeat_customers: Annotated[
        int,
        Meta(ge=1, description="With fewer repeat customers thresholds = data falls back to bank"),
    ] = 20
    history_months: Annotated[
        int,
        Meta(
            ge=0,
            le=600,
            description="Month ends to look back on for the history of stages; 0: none",
        ),
    ] = 24
    history_thresholds: Annotated[
        Literal["then", "now"],
        Meta(description="Past month ends by the thresholds known then, or by those of now (which knows "
                         "later data, but thresholds that move move no customer)"),
    ] = "then"  # fmt: skip
    survival_by: Annotated[
        str | None,
        Meta(description="Compare how long customers stay by this column: of the customer list, or of the "
                         "first purchase (channel, product, category, branch); unset: by the time of the "
                         "first purchase"),
    ] = None  # fmt: skip
    silent_after: Annotated[
        Literal["dormant", "lost"],
        Meta(
            description="A customer has fallen silent after a silence that makes dormant, or lost"
        ),
    ] = "dormant"
    alive_model: Annotated[
        Literal["mbg_nbd", "bg_nbd", "pareto_nbd", "none"],
        Meta(description="P(still a customer) by mbg_nbd, bg_nbd or pareto_nbd; none to leave it out"),
    ] = "mbg_nbd"  # fmt: skip
