"""Section ``[churn]``: what leaving means, and when a risk is shown."""

from __future__ import annotations

from typing import Annotated, Literal

from custseg.settings import Meta, Section
from custseg.words import t


class ChurnSettings(Section, frozen=True):
    """Section ``[churn]``: what leaving means, and when a risk is shown."""

    model: Annotated[
        Literal["auto", "logistic", "trees", "none"],
        Meta(description="Chance of leaving by logistic, trees or none; auto takes trees only where they are "
                         "better on later data"),
    ] = "auto"  # fmt: skip
    horizon_days: Annotated[
        Annotated[int, Meta(ge=7)] | None,
        Meta(description="Leaving: no purchase for so many days to come; unset: 90, or a third of "
                               "the history where that is less"),
    ] = None  # fmt: skip
    seen_days: Annotated[
        Annotated[int, Meta(ge=1)] | None,
        Meta(description="Active are customers who bought within so many days: the others have left "
                         "already; unset: who is not dormant by the life cycle, else 365"),
    ] = None  # fmt: skip
    lost_share: Annotated[
        float,
        Meta(gt=0, lt=1, description="Leaving, where there are balances and no transactions: so much of the "
                                     "assets lost within the horizon"),
    ] = 0.5  # fmt: skip
    high_at: Annotated[
        float, Meta(gt=0, lt=1, description="The chance of leaving is high from here")
    ] = 0.7
    low_below: Annotated[
        float, Meta(gt=0, lt=1, description="The chance of leaving is low below this")
    ] = 0.3
    min_customers: Annotated[
        int, Meta(ge=50, description="Customers at each of the two cuts, at least")
    ] = 200
    min_each: Annotated[
        int, Meta(ge=10, description="Customers who left, and who stayed, after each cut, at least")
    ] = 50
    sample_rows: Annotated[
        int, Meta(ge=1000, description="The model learns from the customers of about so many rows")
    ] = 1_000_000

    @property
    def active_days(self) -> int:
        """Who bought within so many days is active."""
        return self.seen_days or 365

    def __post_init__(self) -> None:
        if self.low_below > self.high_at:
            raise ValueError(t("low_below must not be above high_at"))
