"""What a model of buying needs before it is asked, wherever its answer is used."""

from __future__ import annotations

from custseg.models.sufficiency import Gate

MIN_CUSTOMERS, MIN_REPEAT_BUYERS, MIN_HISTORY_DAYS = 100, 30, 91


def buying_gates(
    claim: str, customers: int, repeat_buyers: int, history_days: int
) -> tuple[Gate, ...]:
    """Customers with purchases, those of them who came back, and days of history."""
    return (
        Gate(claim, "customers", MIN_CUSTOMERS, customers),
        Gate(claim, "repeat_buyers", MIN_REPEAT_BUYERS, repeat_buyers),
        Gate(claim, "history_days", MIN_HISTORY_DAYS, history_days),
    )


def leaving_gate(knows_leaving: bool) -> Gate:
    """Whether a model was fitted in which customers leave: without it nobody's P(alive) is claimed."""
    return Gate("p_alive", "leaving_model", 1, int(knows_leaving))
