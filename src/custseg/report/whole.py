"""Everything in one report, and everything of one customer."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from custseg.progress import stage
from custseg.report.groups import tier
from custseg.report.methods import SettingsOf, defaults_of, has_balances, method_results
from custseg.result import Note, Result
from custseg.schema.dataset import Dataset
from custseg.words import title


def report(dataset: Dataset, settings_of: SettingsOf = defaults_of) -> list[Result]:
    """An overview first, then every method the data allows.

    What cannot be computed stands in the overview with the column that is missing. Raises InputError
    when no method can work.
    """
    results, lacking = method_results(dataset, settings_of)
    if has_balances(dataset):
        with stage(title("tier")):
            results = [*results, tier(dataset, settings_of, results=results)]
    return [_overview(dataset, results, lacking), *results]


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
    from custseg.explain import explain as explained
    from custseg.explain import method_reasons

    results, lacking = method_results(dataset, settings_of)
    reasons = method_reasons()
    if has_balances(dataset):
        from custseg.tier import reason_of

        levels = tier(dataset, settings_of, results=results)
        results = [*results, levels]
        reasons["tier"] = reason_of(levels.evidence["metric"])
    return explained(dataset, customer_id, results, reasons, lacking)
