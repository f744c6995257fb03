"""Value next 未来价值: forecasts where the history allows them, tested on what came after a cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from custseg.errors import UsageError
from custseg.facts.ledger import Ledger
from custseg.methods.value import backtest, said
from custseg.methods.value.forecast import Foreseen, forecast_frames
from custseg.methods.value.gates import MIN_LATER_DAYS, forecast_gates, later_gate, model_gates
from custseg.methods.value.reach import Reach, measured
from custseg.methods.value.tracking import tracking
from custseg.models.buying.days import UNIT_DAYS, histories_of
from custseg.models.buying.fitted import fit_buying
from custseg.models.sufficiency import Gate
from custseg.result import Chart, Note
from custseg.schema.dataset import Dataset
from custseg.words import t

if TYPE_CHECKING:
    from custseg.methods.value.settings import ValueSettings

_YEAR_DAYS = 365
_TESTED_PART = 4
"""The last quarter of the history is kept for the back-test."""


@dataclass(frozen=True)
class Outlook:
    """What is said of the time to come; all empty where nothing can be."""

    customers: pl.DataFrame | None = None
    totals: pl.DataFrame | None = None
    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    charts: tuple[Chart, ...] = ()
    evidence: dict[str, Any] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    gates: tuple[Gate, ...] = ()
    reach: Reach = field(default_factory=dict)
    """What the back-test showed of intervals."""
    is_off: bool = False
    """The back-test missed widely (``backtest.missed_widely``)."""


@dataclass(frozen=True)
class Times:
    """The days that matter: the first of all, the cut of the back-test, the last of all."""

    began: date
    as_of: date
    cut: date | None
    is_given: bool
    """Whether the cut was given: then the forecast is made on that day too."""

    @property
    def until(self) -> date:
        """The day the forecast is made on: nothing later is known to it."""
        return self.cut if self.is_given and self.cut is not None else self.as_of


def times_of(dataset: Dataset, settings: ValueSettings, as_of: date | None) -> Times | None:
    """When history began and ends and where it is cut; None without dated amounts of customers."""
    if as_of is None or not dataset.has("transactions", "customer_id", "date", "amount"):
        return None
    firsts = [
        tally.days.first_on
        for table, tally in zip(dataset.tables, dataset.tallies, strict=True)
        if table.kind == "transactions" and tally.days.first_on is not None
    ]
    if not firsts or min(firsts) > as_of:
        return None
    began, given = min(firsts), settings.fit_until
    if given is not None:
        if not began < given <= as_of:
            raise UsageError(
                t("[value] fit_until {given} is not within the history, which goes from {began} to {as_of}",
                  given=given, began=began, as_of=as_of),
                t("choose a day between them, or leave it out"),
            )  # fmt: skip
        if given < as_of:
            return Times(began, as_of, given, True)
    quarter = (as_of - began).days // _TESTED_PART
    return Times(began, as_of, as_of - timedelta(days=quarter) if quarter else None, False)


def outlook(times: Times, settings: ValueSettings, ledger: Ledger) -> Outlook:
    """Forecast and back-test from the purchases of all customers."""
    came = None if times.cut is None else ledger.repeat_days(times.cut)
    known, at_cut = _known(times, ledger)
    gates = forecast_gates(known, times.began, times.until)
    lacks = said.lacking(gates)
    if lacks is not None:
        simple, instead = _simplest(times, ledger)
        return Outlook(evidence={"model": None, "backtest": None, **simple}, gates=gates,
                       notes=(*instead, Note("info", t("no forecast of future value; {lacks}", lacks=lacks))))  # fmt: skip
    foreseen, notes = _foreseen(known, times.until, settings)
    same = foreseen if times.is_given else None
    tested = _tested(times, settings, at_cut, came, same)
    gates += model_gates(foreseen is not None, foreseen is not None and foreseen.knows_leaving)
    if foreseen is None:
        simple, instead = _simplest(times, ledger)
        return Outlook(evidence={"model": None, **simple, **tested.evidence},
                       notes=(*instead, *notes, *tested.notes), gates=(*gates, *tested.gates))  # fmt: skip
    # A forecast of a day that was set knows nothing of what came after it, its test neither.
    made = _forecast(foreseen, known, times, settings, {} if times.is_given else tested.reach)
    return Outlook(
        made.customers, made.totals, {**made.tables, **tested.tables}, tested.charts,
        {**made.evidence, **tested.evidence},
        tuple(sorted((*made.notes, *tested.notes, *notes), key=lambda note: note.level != "finding")),
        (*gates, *tested.gates), is_off=tested.is_off and not times.is_given,
    )  # fmt: skip


def _simplest(times: Times, ledger: Ledger) -> tuple[dict[str, Any], tuple[Note, ...]]:
    """Where no model can be had: what customers who had bought before bought again in the last year, or in all of a
    shorter history, as the guess anybody can make. Nothing where the history is one day.
    """
    days = min((times.until - times.began).days, _YEAR_DAYS)
    if not days:
        return {}, ()
    lately = ledger.repeat_purchases(times.until + timedelta(days=days), times.until)
    lately = lately.filter(pl.col("first_on") <= times.until)
    purchases, money = int(lately["lately_days"].sum()), float(lately["lately_money"].sum())
    found = {"days": days, "purchases": purchases, "money": money}
    return {"same_as_before": found}, (Note("finding", said.simplest(days, purchases, money)),)


def not_of_purchases(times: Times, metric: str, ledger: Ledger) -> Outlook:
    """No forecast, for value is not money of purchases; and what there is of purchases."""
    known, _ = _known(times, ledger)
    gates = forecast_gates(known, times.began, times.until)
    return Outlook(evidence={"model": None, "backtest": None},
                   notes=(Note("info", said.not_of_purchases(metric, gates)),),
                   gates=(Gate("forecast", "money_of_purchases", 1, 0), *gates))  # fmt: skip


def without_amounts(dataset: Dataset) -> Outlook:
    """No forecast, for there are no dated amounts of customers."""
    return Outlook(evidence={"model": None, "backtest": None},
                   notes=(Note("info", said.no_amounts(dataset.described)),),
                   gates=(Gate("forecast", "dated_amounts", 1, 0),))  # fmt: skip


def _known(times: Times, ledger: Ledger) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Customers as of the day of the forecast, and as of the cut where there is one; money as floats."""
    everyone = ledger.repeat_purchases(times.as_of, times.cut).with_columns(
        pl.col("^.*_money$").cast(pl.Float64).fill_null(0.0)
    )
    if times.cut is None:
        return everyone, None
    at_cut = everyone.filter(pl.col("first_on") <= times.cut).with_columns(
        last_on="cut_last_on", repeats="cut_repeats", repeat_money="cut_repeat_money"
    )
    return (at_cut if times.is_given else everyone), at_cut


def _foreseen(
    known: pl.DataFrame, until: date, settings: ValueSettings
) -> tuple[Foreseen | None, list[Note]]:
    """The fitted models, and what is to be said where one was refused."""
    histories = histories_of(
        known["first_on"], known["last_on"], known["repeats"], until, settings.unit
    )
    fitted = fit_buying(settings.model, histories)
    refused = said.about_model(fitted)
    notes = [Note("info", refused)] if refused else []
    if fitted.model is None:
        return None, notes
    foreseen = Foreseen.of(histories, fitted, known["repeat_money"].to_numpy())
    return foreseen, notes + [Note("info", one) for one in said.about_money(foreseen.spend)]


def _forecast(
    foreseen: Foreseen, known: pl.DataFrame, times: Times, settings: ValueSettings, reach: Reach
) -> Outlook:
    customers, totals = forecast_frames(
        foreseen, known["customer_id"], settings.horizons, settings.unit, settings.discount_rate, reach
    )  # fmt: skip
    longest = max(settings.horizons)
    total = totals.row(by_predicate=pl.col("months") == longest, named=True)
    infos = said.about_forecast(foreseen, times.until, longest, (times.until - times.began).days)
    infos += said.about_reach(reach)
    if times.is_given:
        infos.append(said.about_day(times.until, times.as_of))
    return Outlook(
        customers, totals, {"forecast": totals}, (), _evidence(foreseen),
        (Note("finding", said.expected_finding(total, len(known), times.until)), *(Note("info", one) for one in infos)),
    )  # fmt: skip


def _evidence(foreseen: Foreseen) -> dict[str, Any]:
    fit, spend = foreseen.fitted.fit, foreseen.spend
    refusals = [r for r in (foreseen.fitted.refusal, spend.refusal) if r is not None]
    return {
        "model": None if fit is None else fit.evidence,
        "money_model": {"name": spend.name} if spend.fit is None else spend.fit.evidence,
        "refused": {
            r.name: {"reason": r.reason, "concerned": r.concerned,
                     "fit": None if r.fit is None else r.fit.evidence} for r in refusals
        },
    }  # fmt: skip


# --- the back-test ---------------------------------------------------------------------------------


def _untested(gates: tuple[Gate, ...], why: str) -> Outlook:
    return Outlook(evidence={"backtest": None}, gates=gates,
                   notes=(Note("info", t("the forecast is not tested: {why}", why=why)),))  # fmt: skip


def _tested(
    times: Times, settings: ValueSettings, at_cut: pl.DataFrame | None, came: pl.DataFrame | None,
    foreseen: Foreseen | None,
) -> Outlook:  # fmt: skip
    """The back-test with the models fitted to what was known at the cut."""
    if times.cut is None or at_cut is None or came is None:
        return _untested((later_gate(0),), t("the history is too short to be cut"))
    length = (times.as_of - times.cut).days
    needs = forecast_gates(at_cut, times.began, times.cut, "backtest")
    gates = (*needs, later_gate(length))
    if length < MIN_LATER_DAYS:
        return _untested(gates, t("{days} days after the cut, and {least} are needed", days=length,
                                  least=MIN_LATER_DAYS))  # fmt: skip
    lacks = said.lacking(needs)
    if lacks is not None:
        return _untested(gates, t("before {cut}, {lacks}", cut=times.cut, lacks=lacks))
    if foreseen is None:
        foreseen, _ = _foreseen(at_cut, times.cut, settings)
    if foreseen is None:
        gates = (*gates, Gate("backtest", "fitted_model", 1, 0))
        return _untested(gates, t("the model cannot be fitted before {cut}", cut=times.cut))
    during = length / UNIT_DAYS[settings.unit]
    [counts] = foreseen.counts_by([during])
    expected = counts.expected[foreseen.place]
    predicted = backtest.answers(expected, foreseen.money(counts.expected), at_cut)
    actual = at_cut["later_days"].to_numpy().astype(float)
    reach = measured(foreseen, counts, during,
                     {"purchases": actual, "money": at_cut["later_money"].to_numpy()})  # fmt: skip
    tables = {
        "backtest": backtest.comparison(predicted, at_cut, reach),
        "backtest_ranking": backtest.rankings(predicted, at_cut),
        "calibration": backtest.calibration(expected, actual),
        "backtest_repeats": backtest.by_repeats(expected, at_cut),
        "tracking": tracking(foreseen.model, at_cut["first_on"], came,
                             times.as_of, settings.unit),
    }  # fmt: skip
    evidence = {
        "cut": times.cut, "days": length, "customers": len(at_cut), **_evidence(foreseen),
        "answers": tables["backtest"].to_dicts(), "rankings": tables["backtest_ranking"].to_dicts(),
        "calibration": tables["calibration"].to_dicts(),
        "by_repeats": tables["backtest_repeats"].to_dicts(),
        "within_interval_share": reach["purchases"].within_share,
        "intervals": {name: asdict(found) for name, found in reach.items()},
    }  # fmt: skip
    findings = said.backtest_findings(tables["backtest"], times.cut, length)
    findings += said.ranking_findings(tables["backtest_ranking"])
    return Outlook(tables=tables, charts=_charts(tables), evidence={"backtest": evidence},
                   gates=gates, notes=tuple(Note("finding", one) for one in findings), reach=reach,
                   is_off=backtest.missed_widely(tables["backtest"]))  # fmt: skip


def _charts(tables: dict[str, pl.DataFrame]) -> tuple[Chart, ...]:
    calibrated = tables["calibration"].select("decile", "predicted_mean", "actual_mean")
    charts = [Chart("calibration", "line", calibrated, "decile", ("predicted_mean", "actual_mean"))]
    if "tracking" in tables and len(tables["tracking"]):
        pairs: Sequence[tuple[str, tuple[str, str]]] = (
            ("tracking", ("actual", "expected_purchases")),
            ("tracking_cumulative", ("actual_cumulative", "expected_cumulative")),
        )
        charts += [Chart(key, "line", tables["tracking"].select("date", *y), "date", y) for key, y in pairs]  # fmt: skip
    return tuple(charts)
