"""Forecasts in words: what is not claimed and why, and what the back-test found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from custseg.methods.value.spread import LOW
from custseg.models.refusals import reason_of
from custseg.models.sufficiency import Gate, are_met
from custseg.words import header, label, t

if TYPE_CHECKING:
    from datetime import date

    from custseg.methods.value.forecast import Foreseen
    from custseg.methods.value.money import Spend
    from custseg.methods.value.reach import Reach
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


def simplest(days: int, purchases: int, money: float) -> str:
    """The guess that is left where no model can be had."""
    return t("The simplest guess is the same again: in the last {days} days customers who had bought before came back {n:,} "
             "times and brought {money:,.2f}", days=days, n=purchases, money=money)  # fmt: skip


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
    said = [t("the forecast is made on {until} with {model}, time in {unit}; purchases of one day are one; "
              "new customers are not in it",
              until=until, model=label("buying_model", foreseen.model.name),
              unit=label("time_unit", foreseen.histories.unit))]  # fmt: skip
    if horizon * 365.25 / 12 > _FEW_MONTHS * history_days:
        said.append(t("the history is {days:,} days: {months} months ahead are far beyond what was seen",
                      days=history_days, months=horizon))  # fmt: skip
    return said


def about_day(until: date, as_of: date) -> str:
    """That a day was set for the forecast, and what later rows are for."""
    return t("everything shown is as of {until}, the day that was set; rows until {as_of} serve the test alone",
             until=until, as_of=as_of)  # fmt: skip


def about_reach(reach: Reach) -> list[str]:
    """How wide the intervals are, and why."""
    if not reach:
        return [
            t(
                "intervals hold in 80 of 100 cases if the model is right; nothing is known of how far it is off"
            )
        ]
    purchases, money = (reach[name].missed_share for name in ("purchases", "money"))
    said = [t("intervals of totals: the model's own 80%, and at least ± {purchases} of purchases and ± {money} of "
              "money, for so far was the test on later data off", purchases=_share(purchases), money=_share(money))]  # fmt: skip
    for name, why in reach.items():
        if why.tail < LOW:
            said.append(t("intervals of single customers, {measure}: only {share:.1%} fell into the model's own 80%, "
                          "so {wide:.1%} intervals are shown", measure=label("forecast_measure", name),
                          share=why.within_share, wide=1.0 - 2.0 * why.tail))  # fmt: skip
    return said


def _share(value: float | None) -> str:
    return t("unknown") if value is None else f"{value:.1%}"


def expected_finding(total: dict[str, Any], customers: int, until: date) -> str:
    """What is expected of all customers together."""
    return t("In the {months} months after {until} {purchases:,.0f} purchases and {money:,.2f} are expected of {n:,} "
             "customers (intervals {low:,.0f} to {high:,.0f} and {money_low:,.2f} to {money_high:,.2f})",
             months=total["months"], until=until, purchases=total["forecast_purchases"], n=customers,
             money=total["forecast_money"], low=total["forecast_purchases_low"],
             high=total["forecast_purchases_high"], money_low=total["forecast_money_low"],
             money_high=total["forecast_money_high"])  # fmt: skip


_Rows = dict[tuple[str, str], dict[str, Any]]
_NAIVE = ("last_period", "group_mean")


def backtest_findings(table: pl.DataFrame, cut: date, days: int) -> list[str]:
    """Whether the model beats the naive answers here: in total, customer by customer, and as a ranking."""
    rows = {(r["forecast_measure"], r["answer"]): r for r in table.iter_rows(named=True)}
    purchases = rows["purchases", "model"]
    if purchases["bias_share"] is None:
        return [t("Tested on the {days} days after {cut}: nobody came back, {predicted:,.0f} purchases had been "
                  "expected", days=days, cut=cut, predicted=purchases["predicted"])]  # fmt: skip
    naive = rows["purchases", "last_period"]
    said = [t("Tested on the {days} days after {cut}: {actual:,.0f} purchases came, the model had expected "
              "{predicted:,.0f} ({bias:+.1%}), the same as last period would be {naive:,.0f} ({other:+.1%})",
              days=days, cut=cut, actual=purchases["actual"], predicted=purchases["predicted"],
              bias=purchases["bias_share"], naive=naive["predicted"], other=naive["bias_share"])
            + _closer(rows, "purchases") + _own_interval(purchases)]  # fmt: skip
    money, naive = rows["money", "model"], rows["money", "last_period"]
    if money["bias_share"] is not None:
        said.append(t("Money in the test: {actual:,.2f} came, the model had expected {predicted:,.2f} ({bias:+.1%}), "
                      "the same as last period would be {naive:,.2f} ({other:+.1%})",
                      actual=money["actual"], predicted=money["predicted"], bias=money["bias_share"],
                      naive=naive["predicted"], other=naive["bias_share"])
                    + _closer(rows, "money") + _own_interval(money))  # fmt: skip
    said += [_single(rows, "purchases"), _single(rows, "money")]
    if money["top_caught_share"] is not None:
        rival = max(rows["money", a]["top_caught_share"] for a in _NAIVE)
        better = money["top_caught_share"] > rival
        asked = {"own": money["top_caught_share"], "rival": rival}
        said.append(
            t("The fifth of customers it ranks first brought {own:.1%} of the money that came, more than with "
              "the better simple answer ({rival:.1%})", **asked) if better else
            t("The fifth of customers it ranks first brought {own:.1%} of the money that came; the better simple "
              "answer finds {rival:.1%}, so as a ranking the model adds nothing here", **asked)
        )  # fmt: skip
    return said


def ranking_findings(table: pl.DataFrame) -> list[str]:
    """Whether the forecast ranks customers better than recency, frequency and money alone."""
    rows = {row["ranked_by"]: row for row in table.iter_rows(named=True)}
    if any(row["auc"] is None or row["top_caught_share"] is None for row in rows.values()):
        return []
    back, money = rows["forecast_purchases"]["auc"], rows["forecast_money"]["top_caught_share"]
    facts = ("recency", "frequency", "money")
    best = max(facts, key=lambda name: rows[name]["auc"])
    most = max(facts, key=lambda name: rows[name]["top_caught_share"])
    asked = {
        "auc": back, "alone": rows[best]["auc"], "best": label("ranked_by", best), "share": money,
        "most": label("ranked_by", most), "other": rows[most]["top_caught_share"],
    }  # fmt: skip
    said = t("As a ranking: who comes back, AUC {auc:.3f} against {alone:.3f} for {best} alone; of the money that came, the "
             "first fifth brought {share:.1%} against {other:.1%} for {most} alone", **asked)  # fmt: skip
    lost = [what for what, is_lost in (
        (t("who comes back"), back <= rows[best]["auc"]),
        (t("who brings the money"), money <= rows[most]["top_caught_share"]),
    ) if is_lost]  # fmt: skip
    return [
        said + t("; the forecast is no better at telling {what}", what=t(", ").join(lost))
        if lost
        else said
    ]


def _closer(rows: _Rows, measure: str) -> str:
    """Which of the two totals is closer to what came."""
    own, naive = (abs(rows[measure, answer]["bias_share"]) for answer in ("model", "last_period"))
    if own < naive:
        return t("; the model is closer")
    return t("; the same as last period is closer: in total the model adds nothing here")


def _own_interval(row: dict[str, Any]) -> str:
    """That what came lies outside what the model was sure of."""
    low, high = row["predicted_low"], row["predicted_high"]
    if low <= row["actual"] <= high:
        return ""
    return t("; its own 80% interval, {low:,.0f} to {high:,.0f}, did not hold", low=low, high=high)


def _single(rows: _Rows, measure: str) -> str:
    """Whether the model errs less than simple answers for a single customer."""
    own = rows[measure, "model"]["mean_error"]
    best = min(rows[measure, answer]["mean_error"] for answer in _NAIVE)
    asked = {"measure": label("forecast_measure", measure), "own": own, "best": best}
    if own < best:
        return t("For a single customer's {measure} the model errs less than both simple answers: by {own:,.2f} on "
                 "average, the better of them by {best:,.2f}", **asked)  # fmt: skip
    return t("For a single customer's {measure} simple answers are as good or better here: the model errs by "
             "{own:,.2f} on average, the better of them by {best:,.2f}", **asked)  # fmt: skip
