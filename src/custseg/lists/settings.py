"""The section [lists] of custseg.toml."""

from __future__ import annotations

from typing import Annotated

from custseg.settings import Meta, Section


class ListSettings(Section, frozen=True):
    """What stands on the lists of a branch or manager."""

    documents_days: Annotated[
        int, Meta(ge=0, le=3650, description="Days ahead in which identity documents expire")
    ] = 90
    matures_days: Annotated[
        int, Meta(ge=0, le=3650, description="Days ahead in which products mature")
    ] = 30
    birthdays_days: Annotated[int, Meta(ge=0, le=364, description="Days ahead of birthdays")] = 30
    most: Annotated[
        int, Meta(ge=1, description="Customers on one list at most; more are counted in a note")
    ] = 500
