"""The lists of every branch or manager, over everything the methods and the tiers say."""

from __future__ import annotations

from custseg.lists import ListSettings
from custseg.lists import lists as listed
from custseg.report.groups import with_levels
from custseg.report.methods import (
    SettingsOf,
    defaults_of,
    known_customers,
    method_results,
)
from custseg.result import Result
from custseg.schema.dataset import Dataset


def lists(
    dataset: Dataset, settings_of: SettingsOf = defaults_of, *, by: str
) -> tuple[Result, list[Result]]:
    """An overview, and one result for each manager or branch (``by``), in the order of their names."""
    results, _ = method_results(dataset, settings_of)
    people = known_customers(dataset, settings_of, results=results)
    people = with_levels(people, dataset, settings_of, results)
    return listed(dataset, people, settings_of("lists", ListSettings), by=by)
