"""Which group and which level every customer is in."""

from __future__ import annotations

from collections.abc import Sequence

from custseg.report.methods import SettingsOf, defaults_of, known_customers
from custseg.result import Result
from custseg.schema.dataset import Dataset
from custseg.settings import as_plain


def segment(
    dataset: Dataset, settings_of: SettingsOf = defaults_of, *,
    results: Sequence[Result] | None = None,
    clusters: int | None = None, columns: Sequence[str] | None = None,
) -> Result:  # fmt: skip
    """Groups over everything the methods say of each customer: by rules, or found in the data.

    The columns of the customer list that custseg does not know by name can be used as well.
    ``results`` spares running the methods again; ``clusters`` fixes how many groups are looked for,
    ``columns`` the measures they are found by.
    """
    from custseg.segment import SegmentSettings
    from custseg.segment import segment as grouped

    settings = settings_of(
        "segment", SegmentSettings, clusters=clusters, columns=tuple(columns) if columns else None
    )
    return grouped(
        known_customers(dataset, settings_of, results=results), settings, as_of=dataset.as_of,
        notes=dataset.notes, provenance=dataset.provenance(as_plain(settings)),
    )  # fmt: skip


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
