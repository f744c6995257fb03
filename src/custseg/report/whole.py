"""Everything in one report, and everything of one customer."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from custseg.explain import Reason, method_reasons
from custseg.explain import explain as explained
from custseg.progress import stage
from custseg.report.everyone import everyone
from custseg.report.groups import tier
from custseg.report.methods import SettingsOf, defaults_of, has_balances, method_results
from custseg.result import Note, Result
from custseg.schema.dataset import Dataset
from custseg.words import title


def report(dataset: Dataset, settings_of: SettingsOf = defaults_of) -> list[Result]:
    """An overview first, then everybody in one row, then every method the data allows.

    What cannot be computed stands in the overview with the column that is missing. Raises InputError
    when no method can work.
    """
    results, reasons, lacking = _with_reasons(dataset, settings_of)
    together = everyone(dataset, results, reasons)
    return [_overview(dataset, results, lacking), *([together] if together else []), *results]


def _with_reasons(
    dataset: Dataset, settings_of: SettingsOf
) -> tuple[list[Result], dict[str, Reason], list[tuple[str, str]]]:
    """The results of the methods and the tiers, what says why in each, and the methods that lack data."""
    results, lacking = method_results(dataset, settings_of)
    reasons = method_reasons(results)
    if has_balances(dataset):
        from custseg.tier import reason_of

        with stage(title("tier")):
            levels = tier(dataset, settings_of, results=results)
        results = [*results, levels]
        reasons["tier"] = reason_of(levels.evidence["metric"])
    return results, reasons, lacking


def _overview(
    dataset: Dataset, results: Sequence[Result], lacking: Sequence[tuple[str, str]]
) -> Result:
    done = [
        {"method": result.command, "is_computed": True, "why": "",
         "customers": None if result.customers is None else result.customers.height}
        for result in results
    ]  # fmt: skip
    not_done = [
        {"method": name, "is_computed": False, "why": why, "customers": None}
        for name, why in lacking
    ]
    methods = pl.DataFrame(
        done + not_done,
        schema={"method": pl.String, "is_computed": pl.Boolean, "customers": pl.Int64, "why": pl.String},
    )  # fmt: skip
    findings = tuple(
        Note("finding", f"{title(result.command)}: {note.text}")
        for result in results
        for note in [n for n in result.notes if n.level == "finding"][:2]
    )
    settings = {result.command: dict(result.settings) for result in results}
    return Result(
        command="report", as_of=dataset.as_of, tables={"methods": methods},
        notes=(*findings, *dataset.notes), settings=settings,
        provenance=dataset.provenance(settings),
    )  # fmt: skip


def explain(dataset: Dataset, customer_id: str, settings_of: SettingsOf = defaults_of) -> Result:
    """Everything the methods say of one customer, and why."""
    results, reasons, lacking = _with_reasons(dataset, settings_of)
    return explained(dataset, customer_id, results, reasons, lacking)
