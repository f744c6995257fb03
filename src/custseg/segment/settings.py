"""The section [segment] of custseg.toml."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from custseg.settings import Meta, Section

REST = "rest"
"""The label of customers no rule holds for, unless the user names it."""


class Rule(Section, frozen=True):
    """A named condition: ``[[segment.rule]]``."""

    name: Annotated[str, Meta(description="What its customers are called", min_length=1)]
    when: Annotated[str, Meta(description="SQL condition over the columns of the results")]


class RuleTest(Section, frozen=True):
    """A customer made up to test the rules: ``[[segment.test]]``."""

    given: Annotated[dict[str, Any], Meta(description="Columns and their values; others are empty")]
    expect: Annotated[str, Meta(description="The segment this customer must be in")]


class SegmentSettings(Section, frozen=True):
    """How customers are put into groups."""

    rule: Annotated[
        tuple[Rule, ...], Meta(description="Rules, the first that holds gives the segment")
    ] = ()
    test: Annotated[
        tuple[RuleTest, ...], Meta(description="Tests that are run before the rules")
    ] = ()
    rest: Annotated[
        str, Meta(description="Segment of customers no rule holds for", min_length=1)
    ] = REST
    min_size: Annotated[
        int, Meta(description="Customers below which a segment is warned of", ge=1)
    ] = 10
    clusters: Annotated[
        Annotated[int, Meta(ge=2, le=50)] | None,
        Meta(
            description="Find this many groups in the data (without it and without rules their number is chosen)",
        ),
    ] = None
    columns: Annotated[
        tuple[str, ...],
        Meta(description="Measures to find groups by (empty: chosen from the data)"),
    ] = ()
    clusters_from: Annotated[int, Meta(description="Fewest groups to try", ge=2, le=50)] = 2
    clusters_to: Annotated[int, Meta(description="Most groups to try", ge=2, le=50)] = 8
    sample: Annotated[
        int, Meta(description="Customers the groups are fitted on at most", ge=1000)
    ] = 50_000
    tree_depth: Annotated[
        int, Meta(description="Questions a rule of a found group may ask", ge=1, le=8)
    ] = 4
    target: Annotated[
        str | None,
        Meta(
            description="Column the segments should tell apart (unset: money they were not made of)"
        ),
    ] = None
    reconcile: Annotated[
        str | None,
        Meta(description="Column of an old class that is held against the segments"),
    ] = None
    alias: Annotated[
        dict[str, str], Meta(description="What an old class means: its name and the segment's")
    ] = msgspec.field(default_factory=dict)
    seed: Annotated[int, Meta(description="Seed of all draws", ge=0)] = 0
