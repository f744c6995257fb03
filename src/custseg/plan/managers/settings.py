"""The section [managers] of custseg.toml."""

from __future__ import annotations

from typing import Annotated

import msgspec

from custseg.settings import Meta, Section

HOURS = (2.0, 1.0, 0.6, 0.1, 0.0)
"""Hours a month a customer takes, by position in the tiers: examples. With 120 hours a manager looks after
120 customers of the second level or 200 of the third, the 100 to 200 that banks count on."""


class ManagersSettings(Section, frozen=True):
    """Section ``[managers]``: what customers take and what managers can give."""

    effort: Annotated[
        dict[str, Annotated[float, Meta(ge=0, le=1000)]],
        Meta(description="Hours a month a customer of each level takes (0: no manager); levels not "
                         'named take the example of their position: { "钻石" = 1.5, "普通" = 0 }'),
    ] = msgspec.field(default_factory=dict)  # fmt: skip
    capacity_hours: Annotated[
        float, Meta(description="Hours a month of a manager whose list does not say", ge=1, le=1000)
    ] = 120
    max_customers: Annotated[
        Annotated[int, Meta(ge=1)] | None,
        Meta(description="Customers a manager looks after at most, where the list does not say"),
    ] = None
    across_branches: Annotated[
        bool, Meta(description="Managers may be given customers of any branch")
    ] = False
    keep_across_branches: Annotated[
        bool, Meta(description="A manager keeps customers of another branch whom he has already")
    ] = True  # fmt: skip
    list_customers: Annotated[
        int, Meta(description="Customers on each list at most, the most valuable first", ge=1)
    ] = 20
