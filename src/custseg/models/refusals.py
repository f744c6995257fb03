"""Why a model gives no answer, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from custseg.words import t

if TYPE_CHECKING:
    from custseg.models.likelihood import Refusal


def reason_of(refusal: Refusal) -> str:
    """Why a model gives no answer, in words."""
    n = f"{refusal.concerned:,}"
    at = t(", ").join(refusal.fit.at_bound) if refusal.fit else ""
    return {
        "no_customers": lambda: t("there are no customers to learn from"),
        "one_customer": lambda: t("one customer cannot show how customers differ"),
        "no_repeat_purchases": lambda: t("nobody bought a second time"),
        "no_time": lambda: t("nobody was seen for any time after the first purchase"),
        "one_history": lambda: t("all customers have the same history"),
        "not_positive": lambda: t(
            "{n} repeat buyers brought nothing or less, returns taken off", n=n
        ),
        "no_spread": lambda: t("all amounts are the same"),
        "infinite_mean": lambda: t("amounts are spread so widely that their mean is not finite"),
        "at_bound": lambda: t("its parameters ran to the edge of what is searched ({at})", at=at),
        "flat": lambda: t("the data cannot tell its parameters from very different ones"),
    }.get(refusal.reason, lambda: t("no best parameters were reached"))()
