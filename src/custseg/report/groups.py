"""Which group and which level every customer is in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from custseg.errors import UsageError
from custseg.report.methods import SettingsOf, defaults_of, known_customers
from custseg.result import Result
from custseg.schema.dataset import Dataset
from custseg.settings import as_plain
from custseg.words import t

if TYPE_CHECKING:
    from custseg.segment import SegmentSettings


def segment(
    dataset: Dataset, settings_of: SettingsOf = defaults_of, *,
    results: Sequence[Result] | None = None,
    clusters: int | None = None, columns: Sequence[str] | None = None,
    only_check: bool = False, diff: str | None = None,
) -> Result:  # fmt: skip
    """Groups over everything the methods say of each customer: by rules, or found in the data.

    The columns of the customer list that custseg does not know by name can be used as well.
    ``results`` spares running the methods again; ``clusters`` fixes how many groups are looked for,
    ``columns`` the measures they are found by. With ``only_check`` nobody is put anywhere and the rules
    are shown; ``diff`` is a settings file whose rules are held against those of now.
    """
    from custseg.segment import SegmentSettings
    from custseg.segment import check as checked
    from custseg.segment import diff as held_against
    from custseg.segment import segment as grouped

    settings = settings_of(
        "segment", SegmentSettings, clusters=clusters, columns=tuple(columns) if columns else None
    )
    old = _rules_in(diff) if diff is not None else None
    people = known_customers(dataset, settings_of, results=results)
    provenance = dataset.provenance(as_plain(settings))
    about: dict[str, Any] = {
        "as_of": dataset.as_of,
        "notes": dataset.notes,
        "provenance": provenance,
    }
    if old is not None:
        return held_against(people, old, settings, **about)
    if only_check:
        return checked(people, settings, **about)
    return grouped(people, settings, **about)


def _rules_in(path: str) -> SegmentSettings:
    """The section [segment] of another settings file; what else it says is not asked."""
    from custseg.segment import SegmentSettings
    from custseg.settings import fill, read_toml

    said = read_toml(Path(path)).get("segment", {})
    if not isinstance(said, dict):
        raise UsageError(t("[{name}] must be a table", name="segment"))
    try:
        return fill(SegmentSettings, said, "segment")
    except UsageError as error:
        raise UsageError(f"{path}: {error.message}", error.hint) from error


def tier(
    dataset: Dataset, settings_of: SettingsOf = defaults_of, *, results: Sequence[Result] | None = None,
    previous: str | None = None, locks: str | None = None, metric: str | None = None,
    only_check: bool = False,
) -> Result:  # fmt: skip
    """Every customer's level, month after month, by a rule that remembers.

    ``previous`` is the file of last month's result, ``locks`` that of customers held at a level.
    The methods are run (or ``results`` taken) only where levels look at more than balances; the
    columns of the customer list that custseg does not know by name can be used as well.
    """
    from custseg.facts.rows import FactSettings
    from custseg.tier import TierSettings, needs_results, read_locks, read_previous
    from custseg.tier import tier as tiered
    from custseg.tier.settings import checked

    settings = checked(
        settings_of("tier", TierSettings, previous=previous, locks=locks, metric=metric)
    )
    people = None
    if needs_results(settings):
        people = known_customers(dataset, settings_of, results=results)
    return tiered(
        dataset, settings, settings_of("facts", FactSettings), people=people,
        previous=read_previous(settings.previous) if settings.previous else None,
        locks=read_locks(settings.locks) if settings.locks else None, only_check=only_check,
    )  # fmt: skip
