"""Sections ``[value]`` and ``[rfm]``: what value means, where its classes begin, what is forecast; how R, F and M are scored."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from custseg.models.rfm import ScoreRule
from custseg.settings import Meta, Section, Yuan
from custseg.words import t

Metric = Literal["contribution", "aum_month_avg", "monetary", "stated_balance"]
METRICS: tuple[Metric, ...] = ("contribution", "aum_month_avg", "monetary", "stated_balance")
"""What value can mean, in the order ``metric = "auto"`` tries them."""


class ValueSettings(Section, frozen=True):
    """Section ``[value]``: what value means and where its classes begin."""

    metric: Annotated[
        Literal["auto", "contribution", "aum_month_avg", "monetary", "stated_balance"],
        Meta(description="What value is: contribution (margins, fees, profit), aum_month_avg (monthly-"
                         "average assets), monetary (money of purchases), stated_balance (balance in the "
                         "customer list, or amounts held); auto takes the first there is"),
    ] = "auto"  # fmt: skip
    margins: Annotated[
        dict[str, Annotated[float, Meta(ge=-1, le=1)]],
        Meta(description="Yearly margin of each product on its balance: 0.02 is 2%"),
    ] = {}  # noqa: RUF012  msgspec copies an empty default
    margin: Annotated[
        float, Meta(ge=-1, le=1, description="Yearly margin of products that margins does not name")
    ] = 0.0
    window_days: Annotated[
        int, Meta(ge=1, description="Fees and profit are those of the last so many days")
    ] = 365
    high_share: Annotated[
        float, Meta(gt=0, lt=1, description="High value: the top share of customers")
    ] = 0.2
    high_at_least: Annotated[
        Yuan | None, Meta(description="High value: at least so much (then high_share is not used)")
    ] = None
    a_share: Annotated[float, Meta(gt=0, lt=1, description="Class A holds this share of value")] = (
        0.80
    )
    b_share: Annotated[float, Meta(gt=0, lt=1, description="A and B hold this share of value")] = (
        0.95
    )
    rising_share: Annotated[
        float, Meta(gt=0, description="Potential: the trend rose by at least this share")
    ] = 0.3
    income_share: Annotated[
        float, Meta(gt=0, lt=1, description="Potential: among the top share of known incomes")
    ] = 0.2
    min_peers: Annotated[
        int, Meta(ge=4, description="Least number of customers in a peer group")
    ] = 30
    model: Annotated[
        Literal["mbg_nbd", "bg_nbd", "pareto_nbd", "none"],
        Meta(
            description="Forecast of purchases: mbg_nbd, bg_nbd or pareto_nbd; none for no forecast"
        ),
    ] = "mbg_nbd"
    unit: Annotated[
        Literal["day", "week", "month"],
        Meta(description="Unit of time of the forecast: day, week or month (365.25 / 12 days)"),
    ] = "week"
    fit_until: Annotated[
        date | None,
        Meta(description="The forecast is made on this day and tested on what came after; unset: made on "
                         "the latest day, and tested on the last quarter of the history"),
    ] = None  # fmt: skip
    horizons: Annotated[
        tuple[Literal[1, 3, 6, 12, 24], ...],
        Meta(min_length=1, description="Months ahead that are forecast, of 1, 3, 6, 12 and 24"),
    ] = (1, 3, 12)
    discount_rate: Annotated[
        float, Meta(ge=0, le=10, description="Yearly rate at which money to come is discounted in value_next")
    ] = 0.1  # fmt: skip

    def __post_init__(self) -> None:
        if self.a_share > self.b_share:
            raise ValueError(t("b_share must not be below a_share: it is that of A and B together"))


class RfmSegment(Section, frozen=True):
    """One ``[[rfm.segments]]``: a name and the scores it takes, both ends included."""

    name: Annotated[str, Meta(min_length=1, description="Name of the segment, shown as it is")]
    r: Annotated[tuple[int, int] | None, Meta(description="R scores from-to; all when absent")] = (
        None
    )
    f: Annotated[tuple[int, int] | None, Meta(description="F scores from-to; all when absent")] = (
        None
    )
    m: Annotated[tuple[int, int] | None, Meta(description="M scores from-to; all when absent")] = (
        None
    )


class RfmSettings(Section, frozen=True):
    """Section ``[rfm]``: how R, F and M are scored and which map names the cells."""

    bins: Annotated[int, Meta(ge=2, le=9, description="Scores per measure, 1 to bins")] = 5
    scheme: Annotated[
        Literal["rf25", "eight", "both", "custom"],
        Meta(description="Names of segments: rf25 (R×F, 25 cells), eight (the Chinese eight classes), "
                         "both (rf25 with the eight classes beside), custom ([[rfm.segments]])"),
    ] = "rf25"  # fmt: skip
    score_rule: Annotated[
        ScoreRule,
        Meta(description="A value on a cut point: above (stays in the lower bin), at_least (is in the "
                         "upper bin), r_rfm (as the R package rfm: quantiles plus one, at_least)"),
    ] = "above"  # fmt: skip
    r_cuts: Annotated[
        tuple[float, ...], Meta(description="Own cut points of recency in days, ascending")
    ] = ()
    f_cuts: Annotated[
        tuple[float, ...], Meta(description="Own cut points of frequency, ascending")
    ] = ()
    m_cuts: Annotated[
        tuple[Yuan, ...], Meta(description="Own cut points of money, ascending (5万 is 50000)")
    ] = ()
    center: Annotated[
        Literal["median", "mean"], Meta(description="What divides the eight classes")
    ] = "median"
    segments: Annotated[
        tuple[RfmSegment, ...], Meta(description="Segments of scheme = custom, in order")
    ] = ()
    overlap: Annotated[
        Literal["error", "first"],
        Meta(description="A cell with two segments: error, or the first that matches wins"),
    ] = "error"
    rest: Annotated[
        str, Meta(description="Name of the cells no segment takes; empty: a hole is an error")
    ] = ""
