"""Value 价值: what each customer is worth now and next, how value is spread, and who has room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from custseg.facts import FactSettings, about_late_balances
from custseg.methods.value.classes import rules_of, share_of_total, trend_of
from custseg.methods.value.findings import about_expected, about_purchases, findings_of, infos_of
from custseg.methods.value.settings import Metric, ValueSettings
from custseg.methods.value.tables import charts_of, shown, tables_of
from custseg.methods.value.worth import metric_of, whole_ledger, worth
from custseg.models import concentration
from custseg.models.sufficiency import gates_evidence, gates_frame
from custseg.models.tiers import TIER_OF, peer_quartiles, tier_rule
from custseg.result import Result
from custseg.schema.dataset import Dataset
from custseg.settings import as_plain

if TYPE_CHECKING:
    from custseg.facts.ledger import Ledger
    from custseg.methods.value.outlook import Outlook


def value(
    dataset: Dataset,
    settings: ValueSettings = ValueSettings(),
    facts: FactSettings = FactSettings(),
) -> Result:
    """What every customer is worth now, its concentration, and high 高, potential 潜力, low 低 tiers.

    ``contribution`` = Σ monthly-average balance × yearly margin of the product + fees + profit of the
    last ``window_days``; ``aum_month_avg`` = monthly-average assets 月日均 of the customer's latest
    month; ``monetary`` = money of all purchases, returns included as ``[facts]`` says;
    ``stated_balance`` = where no balances are there, the balance in the customer list or what the
    products held are worth. One of them is ``value``; a customer without any is worth 0. Shares, Lorenz, Gini, ABC and H/M/L are of the
    positive part; equal values are in the same class. High is the top share (ties together);
    potential is below it with room: expected to be among the top next, peers of the same age band,
    region and tenure of whom a quarter reach it, a high income, or a rising trend (``value_rule`` names
    which); low is the rest.

    Where value is money of purchases and the history allows it, purchases and money of the coming
    months are forecast per customer (``p_alive``, ``purchases_12m``, ``money_12m`` with intervals,
    ``value_next``) and the forecast is tested after a cut. What is needed and lacking is a note.
    With ``fit_until`` all of it is as of that day, and later rows are for the test alone.
    Raises InputError when there are no amounts at all.
    """
    seen, later = _as_of_the_fit(dataset, settings, facts)
    frame, ledger = worth(seen, settings, facts)
    as_of, metric = seen.as_of, metric_of(seen, settings, frame)
    future = _future(dataset, settings, metric, later or ledger)
    if future.customers is not None:
        frame = frame.join(future.customers, on="customer_id", how="left", maintain_order="left")
    frame = frame.with_columns(pl.col(metric).fill_null(0).alias("_value"))
    frame = frame.with_columns(
        pl.col("_value").cast(pl.Float64).alias("value"), trend_of(frame, metric)
    )
    peer_columns = [c for c in ("age_band", "region", "tenure_band") if c in frame.columns]
    levels = [peer_columns[:n] for n in range(len(peer_columns), 0, -1)]
    frame = frame.with_columns(peer_quartiles(frame, levels, settings.min_peers).get_columns())
    rules = rules_of(frame, settings, is_forecast_off=future.is_off)
    floors = concentration.abc_floors(frame["value"], settings.a_share, settings.b_share)
    heavy = concentration.hml_floors(frame["value"])
    frame = frame.with_columns(
        concentration.abc(frame["value"], floors), concentration.hml(frame["value"], heavy),
        tier_rule(_with_purchases_a_year(frame, settings), rules),
    ).with_columns(
        pl.col("value_rule").replace_strict(TIER_OF, return_dtype=pl.String).alias("value_tier"),
        (pl.col("peer_p75") - pl.col("value")).clip(lower_bound=0).alias("peer_gap"),
        share_of_total(frame).alias("value_share"),
    )  # fmt: skip
    tables = tables_of(frame, rules, floors, heavy, settings) | future.tables
    if future.gates:
        tables["sufficiency"] = gates_frame(future.gates)
    exact = as_plain(settings, facts)
    gini = concentration.gini(frame["value"])
    return Result(
        command="value", as_of=as_of, customers=shown(frame), tables=tables,
        charts=(*charts_of(frame, tables), *future.charts),
        evidence={"metric": metric, "customers": len(frame), "gini": gini,
                  "negative": int((frame["value"] < 0).sum()), "zero": int((frame["value"] == 0).sum()),
                  "high_floor": rules.high_floor, "income_floor": rules.income_floor,
                  "abc_floors": list(floors) if floors else None, **future.evidence,
                  **({"sufficiency": gates_evidence(future.gates)} if future.gates else {})},
        notes=(*findings_of(frame, tables, metric, gini), *future.notes, *about_expected(frame, rules), *infos_of(seen, frame, metric, settings, as_of),
               *(about_late_balances(seen) if "aum_month_avg" in frame.columns else ()),
               *about_purchases(seen, facts, frame), *dataset.notes),
        settings=exact, provenance=dataset.provenance(exact),
    )  # fmt: skip


def _with_purchases_a_year(frame: pl.DataFrame, settings: ValueSettings) -> pl.DataFrame:
    """What is expected of each customer over the longest horizon, as purchases a year; as it is without a forecast."""
    months = max(settings.horizons)
    expected = f"purchases_{months}m"
    if expected not in frame.columns:
        return frame
    return frame.with_columns((pl.col(expected) * 12 / months).alias("_purchases_a_year"))


def _as_of_the_fit(
    dataset: Dataset, settings: ValueSettings, facts: FactSettings
) -> tuple[Dataset, Ledger | None]:
    """The data as of ``fit_until`` where it is earlier than the as-of date, and the ledger of all of it.

    Else the data as they are, and no ledger yet. Raises UsageError for a day outside the history.
    """
    if settings.fit_until is None or settings.model == "none":
        return dataset, None
    from custseg.methods.value.outlook import times_of  # brings numpy, which rfm does without

    has_ledger = dataset.has("transactions", "customer_id", "date", "amount")
    whole = whole_ledger(dataset, facts) if has_ledger else None
    times = times_of(dataset, settings, dataset.as_of)
    if times is None or not times.is_given:
        return dataset, whole
    return Dataset(dataset.tables, times.until), whole


def _future(
    dataset: Dataset, settings: ValueSettings, metric: Metric, ledger: Ledger | None
) -> Outlook:
    """The forecast, where value is money of purchases; else what it lacks."""
    from custseg.methods.value import outlook as ahead  # brings numpy, which rfm does without

    if settings.model == "none":
        return ahead.Outlook()
    times = ahead.times_of(dataset, settings, dataset.as_of)
    if times is None or ledger is None:
        return ahead.without_amounts(dataset)
    if metric != "monetary":
        return ahead.not_of_purchases(times, metric, ledger)
    return ahead.outlook(times, settings, ledger)
