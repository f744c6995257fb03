"""The stage of every customer, by rules over purchases, assets and opening dates."""

from __future__ import annotations

from datetime import date

import polars as pl

from custseg.churn import ChurnSettings, ask, is_labelled, labelled_risk
from custseg.facts import FactSettings, about_late_balances, about_older_holdings, fact_notes
from custseg.facts.contracts import contracts_told_by
from custseg.methods.lifecycle.alive import alive_part
from custseg.methods.lifecycle.cohorts import cohort_part
from custseg.methods.lifecycle.contracts import contract_question
from custseg.methods.lifecycle.funnel import funnel_notes, funnel_tables
from custseg.methods.lifecycle.known import Relations, plans_of, shown
from custseg.methods.lifecycle.limits import limits_of, sources_of, staged
from custseg.methods.lifecycle.moves import history_part
from custseg.methods.lifecycle.part import Known, Question, with_columns_of
from custseg.methods.lifecycle.risk import risk_question
from custseg.methods.lifecycle.said import infos
from custseg.methods.lifecycle.settings import LifecycleSettings
from custseg.methods.lifecycle.stays import stay_question
from custseg.methods.lifecycle.sufficiency import sufficiency_part
from custseg.methods.lifecycle.tables import (
    acquisition,
    charts,
    findings,
    stage_tables,
)
from custseg.result import Part, Result
from custseg.schema.dataset import Dataset
from custseg.settings import as_plain


def lifecycle(
    dataset: Dataset, settings: LifecycleSettings = LifecycleSettings(),
    facts: FactSettings = FactSettings(), churn: ChurnSettings = ChurnSettings(),
) -> Result:  # fmt: skip
    """The stage of every customer in its life, by the first rule that holds.

    Prospect 潜在, new 新客, growing 成长, mature 成熟, declining 衰退, dormant 沉睡, lost 流失, won back 挽回.
    ``stage_rule`` names the rule (``models.stages``). A
    customer of any table without purchases, assets and accounts is a prospect; an account alone makes
    a new customer, later a dormant one; assets keep a silent customer from being lost. Thresholds come from the file's own gaps between purchases, or from settings, and
    are printed. Everything is as of the as-of date and knows nothing later. With leads, the trade
    stages 潜在, 意向, 成交, 售后 are a funnel beside it. Where the history allows, every customer has a
    churn risk that was tested on later data (``custseg.churn``).
    From a customer list alone that says who left there is the risk of every customer and no stage. Where a
    table says when contracts began and whether they ended, how long they last and what goes with ending.
    Raises InputError when there are no dated transactions, no balances, no leads and no such list.
    """
    as_of = dataset.as_of
    has_purchases = dataset.has("transactions", "customer_id", "date")
    has_assets = dataset.has("balances", "customer_id", "date")
    has_leads = dataset.has("leads")
    parts: list[Part] = []
    customers = None
    if as_of is not None and (has_purchases or has_assets):
        customers, parts = _relations(dataset, as_of, settings, facts, churn)
    else:
        customers, parts = _listed(dataset, as_of, settings, facts, churn)
        if not parts and not (as_of is not None and has_leads):
            # a header without rows asks for nothing but rows
            told = contracts_told_by(dataset)
            if told is not None and not (has_purchases or has_assets):
                dataset.require("lifecycle", told, "customer_id", "opened_on")
            else:
                needed = "balances" if has_assets and not has_purchases else "transactions"
                dataset.require("lifecycle", needed, "customer_id", "date")
    if as_of is not None and has_leads:
        funnel = funnel_tables(dataset, as_of)
        parts.append(Part(tables=funnel, notes=tuple(funnel_notes(dataset, funnel))))
    exact = {**as_plain(settings, facts), "churn": as_plain(churn)}
    return Result(
        command="lifecycle", as_of=as_of, customers=customers,
        tables={key: table for part in parts for key, table in part.tables.items()},
        charts=tuple(chart for part in parts for chart in part.charts),
        evidence={name: found for part in parts for name, found in part.evidence.items()},
        notes=(*(note for part in parts for note in part.notes), *dataset.notes), settings=exact,
        provenance=dataset.provenance(exact),
    )  # fmt: skip


def _listed(
    dataset: Dataset, as_of: date | None, settings: LifecycleSettings, facts: FactSettings,
    churn: ChurnSettings,
) -> tuple[pl.DataFrame | None, list[Part]]:  # fmt: skip
    """Where nothing was bought and nothing held: what a list says of who left, and of contracts."""
    parts = [labelled_risk(dataset, churn)] if is_labelled(dataset) else []
    asked = contract_question(dataset, as_of, settings, facts)
    if asked is not None:
        parts.append(asked.answer(dataset.collect(*asked.plans)))
        parts.append(sufficiency_part(parts))
    columns = [part.columns for part in parts if part.columns is not None]
    if not columns:
        return None, parts
    customers = columns[0]
    for more in columns[1:]:
        customers = customers.join(more, on="customer_id", how="full", coalesce=True)
    return customers.sort("customer_id"), parts


def _questions(
    dataset: Dataset,
    as_of: date,
    settings: LifecycleSettings,
    facts: FactSettings,
    churn: ChurnSettings,
) -> list[Question]:
    """What is asked beside the stages, in the order it is told."""
    asked = [Question((), lambda known, _: history_part(known, settings))]
    if dataset.has("transactions", "customer_id", "date"):
        asked += [
            Question((), lambda known, _: alive_part(known, settings)),
            Question((), lambda known, _: cohort_part(known)),
            stay_question(dataset, settings, facts),
        ]
    signed = contract_question(dataset, as_of, settings, facts)
    if signed is not None:
        told = signed.answer
        asked.append(Question(signed.plans, lambda known, found: told(found)))
    leaving = ask(dataset, as_of, facts, churn)
    if leaving is not None:
        asked.append(risk_question(leaving))
    return asked


def _relations(
    dataset: Dataset,
    as_of: date,
    settings: LifecycleSettings,
    facts: FactSettings,
    churn: ChurnSettings,
) -> tuple[pl.DataFrame, list[Part]]:
    """The customers with their stages, and the parts of the answer that are about them."""
    plans = plans_of(dataset, as_of, facts)
    questions = _questions(dataset, as_of, settings, facts, churn)
    collected = dataset.collect(
        *plans.values(), *(plan for asked in questions for plan in asked.plans)
    )
    got = dict(zip(plans, collected, strict=False))
    relations = Relations.of(got, as_of)
    frame = relations.known(settings)
    limits, source = limits_of(frame, settings)
    known = Known(as_of, staged(frame, limits), limits, relations)
    first = _stages(dataset, known, settings, source, facts)
    parts, at = [first], len(plans)
    if "opened" in got:
        parts.append(Part(notes=about_older_holdings(dataset, got["opened"])))
    for asked in questions:
        parts.append(asked.answer(known, collected[at : at + len(asked.plans)]))
        at += len(asked.plans)
    parts.append(sufficiency_part(parts))
    return with_columns_of(shown(known.frame), parts), parts


def _stages(
    dataset: Dataset, known: Known, settings: LifecycleSettings, source: str, facts: FactSettings
) -> Part:
    """The stages as of the as-of date, what they add up to, and how they were made."""
    frame, limits = known.frame, known.limits
    tables = stage_tables(frame, limits, sources_of(settings, source)) | acquisition(frame)
    has_purchases = dataset.has("transactions", "customer_id", "date")
    return Part(
        tables=tables, charts=charts(tables),
        evidence={"customers": len(frame), "limits_from": source, "limits": limits.as_days(),
                  "repeat_customers": int(frame["usual_gap_days"].count())},
        notes=(*findings(frame, tables, known.as_of), *infos(frame, settings, limits, source, has_purchases),
               *about_late_balances(dataset),
               *(fact_notes(dataset, facts, frame) if has_purchases else ())),
    )  # fmt: skip
