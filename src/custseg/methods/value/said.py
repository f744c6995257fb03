"""Forecasts in words: what is not claimed and why, and what the back-test found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from custseg.models.refusals import reason_of
from custseg.models.sufficiency import Gate, are_met
from custseg.words import header, label, t

if TYPE_CHECKING:
    from datetime import date

    from custseg.methods.value.forecast import Foreseen
    from custseg.methods.value.money import Spend
    from custseg.models.buying.fitted import Fitted

_FEW_MONTHS = 1.5
"""A horizon longer than so many times the history is a long way beyond what was seen."""


def lacking(gates: Sequence[Gate]) -> str | None:
    """What a forecast needs and what was found, where it is not enough."""
    if are_met(gates):
        return None
    needed, found = ({g.need: getattr(g, which) for g in gates} for which in ("needed", "found"))
    return t("needed: {customers} customers with purchases, {buyers} of them who came back, {days} days "
             "of history; found: {has_customers:,}, {has_buyers:,} and {has_days:,}",
             customers=needed["customers"], buyers=needed["repeat_buyers"], days=needed["history_days"],
             has_customers=found["customers"], has_buyers=found["repeat_buyers"],
             has_days=found["history_days"])  # fmt: skip


def no_amounts(found: str) -> str:
    """That there is nothing to forecast from."""
    return t("no forecast of future value: it needs transactions with a customer, a date and an amount; found "
             "{found}", found=found or t("no table that could be used"))  # fmt: skip


def not_of_purchases(metric: str, gates: Sequence[Gate]) -> str:
    """That value is something else than the money that is forecast, and whether that money could be."""
    found = {g.need: g.found for g in gates}
    said = t("no forecast of future value: it is of the money of purchases, and value is {metric} here; there are "
             "{customers:,} customers with purchases, {buyers:,} of them came back, in {days:,} days",
             metric=header(metric), customers=found["customers"], buyers=found["repeat_buyers"],
             days=found["history_days"])  # fmt: skip
    if are_met(gates):
        return said + t(' ([value] metric = "monetary" makes a forecast of them)')
    return said + t(", which is too little for one")


def about_model(fitted: Fitted) -> str | None:
    """That the model asked for gave no answer, and what was taken instead."""
    if fitted.refusal is None:
        return None
    name, why = label("buying_model", fitted.refusal.name), reason_of(fitted.refusal)
    if fitted.model is None:
        return t("no forecast: {model} gives no answer, for {why}", model=name, why=why)
    return t("{model} gives no answer, for {why}; instead {simpler}, in which nobody leaves: who is still a "
             "customer is not claimed", model=name, why=why,
             simpler=label("buying_model", fitted.model.name))  # fmt: skip


def about_money(spend: Spend) -> list[str]:
    """Who was left out of the fit of money, and whether a simpler answer was taken."""
    if spend.refusal is not None:
        return [t("money of a purchase: {model} gives no answer, for {why}; instead the customer's own mean, "
                  "with one purchase of the average customer added",
                  model=label("buying_model", "gamma_gamma"), why=reason_of(spend.refusal))]  # fmt: skip
    if spend.left_out:
        return [t("money of a purchase: {n:,} repeat buyers who brought nothing or less, returns taken off, "
                  "are not in the fit", n=spend.left_out)]  # fmt: skip
    return []


def about_forecast(foreseen: Foreseen, until: date, horizon: int, history_days: int) -> list[str]:
    """How the forecast was made, and what is a long way off."""
    said = [t("the forecast is made on {until} with {model}, time in {unit}; purchases of one day are one, "
              "intervals hold in 80 of 100 cases if the model is right; new customers are not in it",
              until=until, model=label("buying_model", foreseen.model.name),
              unit=label("time_unit", foreseen.histories.unit))]  # fmt: skip
    if horizon * 365.25 / 12 > _FEW_MONTHS * history_days:
        said.append(t("the history is {days:,} days: {months} months ahead are far beyond what was seen",
                      days=history_days, months=horizon))  # fmt: skip
    return said


def expected_finding(total: dict[str, Any], customers: int, until: date) -> str:
    """What is expected of all customers together."""
    return t("In the {months} months after {until} {purchases:,.0f} purchases and {money:,.2f} are expected of {n:,} "
             "customers (80% intervals {low:,.0f} to {high:,.0f} and {money_low:,.2f} to {money_high:,.2f})",
             months=total["months"], until=until, purchases=total["forecast_purchases"], n=customers,
             money=total["forecast_money"], low=total["forecast_purchases_low"],
             high=total["forecast_purchases_high"], money_low=total["forecast_money_low"],
             money_high=total["forecast_money_high"])  # fmt: skip


def backtest_findings(table: pl.DataFrame, cut: date, days: int) -> list[str]:
    """Whether the model beats the naive answers here, in total and customer by customer."""
    rows = {(r["forecast_measure"], r["answer"]): r for r in table.iter_rows(named=True)}
    purchases, money = rows["purchases", "model"], rows["money", "model"]
    naive = rows["purchases", "last_period"]
    if purchases["bias_share"] is None:
        return [t("Tested on the {days} days after {cut}: nobody came back, {predicted:,.0f} purchases had been "
                  "expected", days=days, cut=cut, predicted=purchases["predicted"])]  # fmt: skip
    said = [t("Tested on the {days} days after {cut}: {actual:,.0f} purchases came, the model had expected "
              "{predicted:,.0f} ({bias:+.1%}), the same as last period would be {naive:,.0f} ({other:+.1%})",
              days=days, cut=cut, actual=purchases["actual"], predicted=purchases["predicted"],
              bias=purchases["bias_share"], naive=naive["predicted"], other=naive["bias_share"])]  # fmt: skip
    best = min(rows["money", a]["mean_error"] for a in ("last_period", "group_mean"))
    if money["mean_error"] < best:
        said.append(t("For the money of a single customer the model errs less than both simple answers: {own:,.2f} "
                      "on average, the better of them {best:,.2f}", own=money["mean_error"], best=best))  # fmt: skip
    else:
        said.append(t("For the money of a single customer the model is no better than simple answers here: it errs "
                      "by {own:,.2f} on average, the better of them by {best:,.2f}",
                      own=money["mean_error"], best=best))  # fmt: skip
    if money["top_caught_share"] is not None:
        rival = max(rows["money", a]["top_caught_share"] for a in ("last_period", "group_mean"))
        better = money["top_caught_share"] > rival
        asked = {"own": money["top_caught_share"], "rival": rival}
        said.append(
            t("The fifth of customers it ranks first brought {own:.1%} of the money that came, more than with "
              "the better simple answer ({rival:.1%})", **asked) if better else
            t("The fifth of customers it ranks first brought {own:.1%} of the money that came; the better simple "
              "answer finds {rival:.1%}, so as a ranking the model adds nothing here", **asked)
        )  # fmt: skip
    return said
