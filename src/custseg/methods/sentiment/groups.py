"""Survey answers and complaints by groups of customers: shares with intervals, small groups together."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from custseg.methods.sentiment.scales import BAD, GOOD, MIDDLE, Scale, result_of
from custseg.methods.sentiment.settings import SentimentSettings
from custseg.models.proportions import wilson
from custseg.models.text.crossed import crossed

MOST_GROUPS = 30
"""Groups of a column that are shown, the largest first; the others stand together."""
LEAST_COMPLAINTS = 5
"""Complaints of a group about one topic that are shown."""
TOPICS_SHOWN = 3
"""Topics of a group, the commonest first."""


def columns_of(listed: pl.DataFrame | None, settings: SentimentSettings) -> list[str]:
    """The columns of the customer list by which customers are grouped."""
    return [] if listed is None else [c for c in settings.groups if c in listed.columns]


def survey_groups(
    rows: pl.DataFrame, scales: dict[int, Scale], listed: pl.DataFrame | None, settings: SentimentSettings
) -> tuple[pl.DataFrame, pl.DataFrame]:  # fmt: skip
    """The last answer of every customer by scale and group; and whether the groups differ.

    First table: answers, result (NPS, CSAT, CES) with interval, and the top-box share (``good_share``)
    with Wilson's interval. Groups with fewer than ``min_group`` answers stand together, without a name.
    Second: chi-square of good, middle and bad answers by the groups shown, Cramér's V, and
    whether the fewest expected are too few for the p-value.
    """
    shares, tests = [], []
    for scale in sorted(set(scales.values()), key=lambda s: (s.measure, s.best)):
        tables = [number for number, other in scales.items() if other == scale]
        last = (
            rows.filter(pl.col("table").is_in(tables) & pl.col("score_class").is_not_null()
                        & pl.col("customer_id").is_not_null())
            .group_by("customer_id", maintain_order=True).agg(pl.col("score", "score_class").last())
        )  # fmt: skip
        for column in columns_of(listed, settings):
            named = _named(last, listed, column, settings.min_group)
            parts = _parts(named)
            if sum(name is not None for name, _ in parts) < 2:
                continue
            counts = []
            for name, part in parts:
                result, low, high = result_of(part["score_class"], part["score"], scale)
                classes = [int((part["score_class"] == c).sum()) for c in (GOOD, MIDDLE, BAD)]
                good_low, good_high = wilson(classes[0], part.height)
                shares.append((scale.measure, column, name, part.height, result, low, high,
                               classes[0] / part.height, good_low, good_high))  # fmt: skip
                if name is not None:
                    counts.append(classes)
            test = crossed(counts)
            if test is not None:
                tests.append((scale.measure, column, len(counts), test.n, test.chi_square, test.degrees,
                              test.p_value, test.cramers_v, test.least_expected))  # fmt: skip
    return pl.DataFrame(shares, orient="row", schema=_SHARES), pl.DataFrame(
        tests, orient="row", schema=_TESTS
    )


_SHARES = {"measure": pl.String, "dimension": pl.String, "group_name": pl.String, "answers": pl.Int64,
           "result": pl.Float64, "result_low": pl.Float64, "result_high": pl.Float64,
           "good_share": pl.Float64, "good_low": pl.Float64, "good_high": pl.Float64}  # fmt: skip
_TESTS = {"measure": pl.String, "dimension": pl.String, "groups": pl.Int64, "answers": pl.Int64,
          "chi_square": pl.Float64, "degrees": pl.Int64, "p_value": pl.Float64, "cramers_v": pl.Float64,
          "least_expected": pl.Float64}  # fmt: skip


def complaint_themes(
    complaints: pl.DataFrame, spoken: pl.DataFrame, listed: pl.DataFrame | None, settings: SentimentSettings
) -> pl.DataFrame:  # fmt: skip
    """What the complaints of each group are about: of its complaints that name a topic, the share of each.

    ``index`` is that share on the share among all complaints, × 100. Groups with fewer than ``min_group``
    complaints stand together; of each the three commonest topics are shown that five complaints or more
    speak of.
    """
    about = spoken.filter("is_complaint").select("customer_id", "aspect")
    if complaints.is_empty() or about.is_empty():
        return pl.DataFrame()
    overall = dict(about["aspect"].value_counts(normalize=True).iter_rows())
    found = []
    for column in columns_of(listed, settings):
        parts = _parts(_named(about, listed, column, settings.min_group))
        if sum(name is not None for name, _ in parts) < 2:
            continue
        for name, part in parts:
            counts = part["aspect"].value_counts().sort(pl.col("count") * -1, "aspect")
            found += [(column, name, aspect, n, n / part.height, 100 * n / part.height / overall[aspect])
                      for aspect, n in counts.head(TOPICS_SHOWN).iter_rows() if n >= LEAST_COMPLAINTS]  # fmt: skip
    return pl.DataFrame(found, orient="row", schema={
        "dimension": pl.String, "group_name": pl.String, "aspect": pl.String, "complaints": pl.Int64,
        "complaints_share": pl.Float64, "complaints_index": pl.Float64})  # fmt: skip


def _named(
    rows: pl.DataFrame, listed: pl.DataFrame | None, column: str, least: int
) -> pl.DataFrame:
    """``rows`` of customers with ``group_name``: null where it is not known, or of too few."""
    assert listed is not None
    people = listed.select("customer_id", group_name=pl.col(column).cast(pl.String)).unique(
        "customer_id"
    )
    named = rows.join(people, on="customer_id", how="left", maintain_order="left")
    sizes = (
        named.drop_nulls("group_name")["group_name"]
        .value_counts()
        .sort(pl.col("count") * -1, "group_name")
    )
    kept = sizes.filter(pl.col("count") >= least).head(MOST_GROUPS)["group_name"]
    return named.with_columns(
        pl.when(pl.col("group_name").is_in(kept.implode())).then("group_name")
    )


def _parts(named: pl.DataFrame) -> Sequence[tuple[str | None, pl.DataFrame]]:
    """The rows of each group, by name; those without one last."""
    parts = {key[0]: part for key, part in named.group_by("group_name", maintain_order=True)}
    return [
        (name, parts[name]) for name in sorted(parts, key=lambda name: (name is None, name or ""))
    ]
