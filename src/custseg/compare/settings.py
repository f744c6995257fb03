"""The section [compare] of custseg.toml."""

from __future__ import annotations

from typing import Annotated

import msgspec

from custseg.settings import Meta, Section


class CompareSettings(Section, frozen=True):
    """Section ``[compare]``: what is held against what, and when to sound an alarm."""

    labels: Annotated[
        tuple[str, ...],
        Meta(description="Labels whose moves are shown, or old=new where they are called differently in OLD and NEW; "
                         "without any the usual ones that both have"),
    ] = ()  # fmt: skip
    orders: Annotated[
        dict[str, tuple[str, ...]],
        Meta(description='The values of a label from best to worst, so that up and down can be told: '
                         '{ customer_level = ["钻石", "金卡", "普通"] }'),
    ] = msgspec.field(default_factory=dict)  # fmt: skip
    same: Annotated[
        dict[str, dict[str, str]],
        Meta(description='What a value of a label was called in OLD and is called in NEW: '
                         '{ customer_level.VIP = "钻石" }'),
    ] = msgspec.field(default_factory=dict)  # fmt: skip
    money: Annotated[
        str | None,
        Meta(description="The column that says what a customer is worth; the first usual one both have when not set"),
    ] = None  # fmt: skip
    columns: Annotated[
        tuple[str, ...],
        Meta(description="Columns whose drift is measured; without any the usual ones and your own"),
    ] = ()  # fmt: skip
    bins: Annotated[
        int, Meta(description="Parts that numbers are cut into for PSI, by the quantiles of OLD", ge=2, le=100)
    ] = 10  # fmt: skip
    stable_below: Annotated[
        float, Meta(description="PSI below which a column counts as stable", gt=0)
    ] = 0.1
    shifted_above: Annotated[
        float, Meta(description="PSI above which a column counts as shifted", gt=0)
    ] = 0.25
    list_customers: Annotated[
        int, Meta(description="Named movers shown for each label at most, most money first", ge=1)
    ] = 20
    fail_on: Annotated[
        tuple[str, ...],
        Meta(description="Conditions that end the run with exit code 1 when they hold: psi > 0.25, lost_share > 5%"),
    ] = ()  # fmt: skip
