"""Service levels and strategies of who has not written any: examples, by position in the tiers."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from custseg.plan.ladder import Ladder
from custseg.plan.policy.settings import Level, PolicySettings, Strategy

RUNGS = (
    Level(name="private", service="private", service_channel="visit_and_call", contact_every_days=15,
          benefit="private", answer_within_hours=2, owner="private_banker"),
    Level(name="dedicated", service="dedicated", service_channel="visit_and_call", contact_every_days=30,
          benefit="dedicated", answer_within_hours=4, owner="senior_manager"),
    Level(name="named", service="named", service_channel="call_and_message", contact_every_days=60,
          benefit="named", answer_within_hours=24, owner="manager"),
    Level(name="attended", service="attended", service_channel="call_and_message", contact_every_days=180,
          benefit="attended", answer_within_hours=48, owner="lobby_manager"),
    Level(name="self_service", service="self_service", service_channel="app_and_counter", benefit="self_service",
          answer_within_hours=72, owner="remote_team"),
)  # fmt: skip
"""From the top: who looks after whom follows the published rule of a bank (from 6 million yuan the branch
head and an adviser, from 200,000 a manager, from 50,000 the lobby, below that remotely); rhythms, hours
and benefits are examples, not anybody's rule."""


def example_levels(ladder: Ladder) -> tuple[Level, ...]:
    """A service level for each level of ``ladder``, named by it where several stand on one rung."""
    rungs = ladder.spread(RUNGS)
    names = [rung.name for rung in rungs]
    return tuple(
        msgspec.structs.replace(
            rung, tier=(level,), name=rung.name if names.count(rung.name) == 1 else level
        )
        for level, rung in zip(ladder.names, rungs, strict=True)
    )


HELD = ("aum_month_avg", "average_assets", "balance")
"""What is in an account: only where it is known can an account be next to empty."""


def example_strategies(columns: Collection[str], settings: PolicySettings) -> tuple[Strategy, ...]:
    """What is wanted at each stage of life; empty where stages are not known.

    Close the accounts of who is long dormant and holds next to nothing, win back the other dormant and lost,
    acquire prospects, retain who declines or is likely to leave, develop new and growing customers, keep the
    rest. Where nobody holds anything (a shop) there is nothing to close.
    """
    if "stage" not in columns:
        return ()
    gone = "stage IN ('dormant', 'lost')"
    leaving = "stage = 'declining'"
    if "churn_risk_band" in columns:
        leaving += " OR churn_risk_band = 'high'"
    strategies = [
        Strategy(name="win_back", when=gone, action="win_back"),
        Strategy(name="acquire", when="stage = 'prospect'", action="acquire"),
        Strategy(name="retain", when=leaving, action="retain"),
        Strategy(name="develop", when="stage IN ('new', 'growing', 'won_back')", action="develop"),
        Strategy(name="keep", when="stage = 'mature'", action="keep"),
    ]
    held = next((column for column in HELD if column in columns), None)
    if held is not None and "days_since_last" in columns:
        idle = (f"{gone} AND days_since_last >= {settings.idle_days} AND {held} < "
                f"{settings.idle_value:f}")  # fmt: skip
        strategies.insert(
            0, Strategy(name="terminate", when=idle, action="terminate", contact_every_days=0)
        )
    return tuple(strategies)
