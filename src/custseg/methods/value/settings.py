"""Section ``[value]``: what value means, where its classes begin, and what is forecast."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

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
        dict[str, float],
        Meta(description="Yearly margin of each product on its balance: 0.02 is 2%"),
    ] = {}  # noqa: RUF012  msgspec copies an empty default
    margin: Annotated[
        float, Meta(description="Yearly margin of products that margins does not name")
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
