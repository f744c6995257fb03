"""Stages: the first rule that holds, thresholds from gaps, and their bounds."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.models.stages import BANK, STAGE_OF, STAGES, limits_from_gaps, stage_rule

SCHEMA = {
    "days_since_last": pl.Int64, "relation_days": pl.Int64, "silence_days": pl.Int64,
    "usual_gap_days": pl.Float64, "purchases_90d": pl.Int64, "purchases_prior_90d": pl.Int64,
    "has_assets": pl.Boolean, "has_account": pl.Boolean, "has_returns": pl.Boolean, "keeps_assets": pl.Boolean, "assets_trend_3m": pl.Float64, "assets_trend_12m": pl.Float64, "tenure_days": pl.Int64,
}  # fmt: skip


def rule_of(**known: Any) -> str:
    row = {
        "has_assets": False,
        "has_account": False,
        "has_returns": False,
        "keeps_assets": known.get("has_assets", False),
        **known,
    }
    return stage_rule(pl.DataFrame([row], SCHEMA), BANK).item()


@pytest.mark.parametrize(
    ("known", "rule"),
    [
        ({}, "never_bought"),
        ({"tenure_days": 5}, "never_bought"),
        ({"has_returns": True}, "returns_only"),
        ({"has_account": True, "tenure_days": 30}, "account_only_new"),
        ({"has_account": True, "tenure_days": 31}, "account_only"),
        ({"has_account": True}, "account_only"),
        ({"has_account": True, "has_assets": True}, "assets_only"),
        ({"has_assets": True, "tenure_days": 30}, "assets_only_new"),
        ({"has_assets": True, "tenure_days": 900, "assets_trend_3m": -0.3}, "assets_only_falling"),
        ({"has_assets": True, "tenure_days": 180}, "assets_only_growing"),
        ({"has_assets": True, "assets_trend_3m": 0.5}, "assets_only_growing"),
        ({"has_assets": True}, "assets_only"),
        ({"days_since_last": 366, "relation_days": 900}, "silent_too_long"),
        ({"days_since_last": 366, "relation_days": 900, "has_assets": True}, "silent_with_assets"),
        ({"days_since_last": 365, "relation_days": 900}, "silent_long"),
        ({"days_since_last": 180, "relation_days": 900}, "overdue"),
        ({"days_since_last": 5, "relation_days": 900, "silence_days": 181}, "came_back"),
        ({"days_since_last": 5, "relation_days": 900, "silence_days": 180}, "steady"),
        ({"days_since_last": 5, "relation_days": 30}, "first_lately"),
        ({"days_since_last": 100, "relation_days": 900, "usual_gap_days": 120.0}, "steady"),
        ({"days_since_last": 5, "relation_days": 900, "purchases_90d": 3, "purchases_prior_90d": 12},
         "fewer_purchases"),
        ({"days_since_last": 5, "relation_days": 900, "purchases_90d": 7, "purchases_prior_90d": 10},
         "steady"),
        ({"days_since_last": 5, "relation_days": 900, "purchases_90d": 1, "purchases_prior_90d": 2},
         "steady"),
        ({"days_since_last": 5, "relation_days": 900, "has_assets": True, "assets_trend_3m": -0.5},
         "assets_falling"),
        ({"days_since_last": 5, "relation_days": 900, "has_assets": True, "assets_trend_3m": -0.1,
          "assets_trend_12m": -0.5}, "assets_ebbing"),
        ({"days_since_last": 5, "relation_days": 900, "has_assets": True, "assets_trend_3m": 0.1,
          "assets_trend_12m": -0.5}, "steady"),
        ({"has_assets": True, "assets_trend_3m": -0.1, "assets_trend_12m": -0.6}, "assets_only_falling"),
        ({"days_since_last": 5, "relation_days": 180}, "young"),
        ({"days_since_last": 5, "relation_days": 900, "purchases_90d": 12, "purchases_prior_90d": 3},
         "more_purchases"),
        ({"days_since_last": 5, "relation_days": 900, "has_assets": True, "assets_trend_3m": 0.3},
         "assets_rising"),
    ],
)  # fmt: skip
def test_the_first_rule_that_holds(known: dict[str, Any], rule: str) -> None:
    assert rule_of(**known) == rule


def test_every_rule_has_a_stage_and_every_stage_a_rule() -> None:
    assert set(STAGE_OF.values()) == set(STAGES)


class TestLimits:
    def test_come_from_the_usual_gaps(self) -> None:
        limits = limits_from_gaps(pl.Series([float(day) for day in range(1, 102)]))
        assert (limits.overdue_days, limits.dormant_days, limits.lost_days) == (51, 90, 180)
        assert (limits.new_days, limits.growing_days) == (51, 180)

    @given(st.lists(st.floats(1, 3000), min_size=1, max_size=50))
    @settings(max_examples=50, deadline=None)
    def test_are_always_in_order_and_bounded(self, gaps: list[float]) -> None:
        limits = limits_from_gaps(pl.Series(gaps))
        assert limits.new_days <= limits.growing_days <= 180
        assert 14 <= limits.overdue_days <= limits.dormant_days < limits.lost_days <= 731

    def test_do_not_depend_on_the_order(self) -> None:
        gaps = [3.0, 90.0, 14.0, 200.0, 7.0]
        assert limits_from_gaps(pl.Series(gaps)) == limits_from_gaps(pl.Series(gaps[::-1]))
