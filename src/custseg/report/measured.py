"""What the campaigns of an earlier plan brought."""

from __future__ import annotations

from dataclasses import replace

from custseg.report.methods import SettingsOf, defaults_of
from custseg.result import Result
from custseg.schema.dataset import Dataset
from custseg.settings import as_plain


def measure(dataset: Dataset, path: str, settings_of: SettingsOf = defaults_of) -> Result:
    """The uplift of the campaigns listed in the file at ``path``, from ``dataset`` of a later time.

    ``path`` is what ``plan -o FILE`` wrote, or a table with customer_id, campaign, group.
    """
    from custseg.facts.rows import FactSettings
    from custseg.methods.needs import NeedsSettings
    from custseg.plan.campaign import CampaignSettings, measured, members_in

    settings = settings_of("campaign", CampaignSettings)
    members = members_in(path)
    part = measured(dataset, members, settings, settings_of("facts", FactSettings),
                    settings_of("needs", NeedsSettings))  # fmt: skip
    exact = {"campaign": as_plain(settings)}
    provenance = dataset.provenance(exact)
    return Result(
        command="plan", as_of=dataset.as_of, tables=part.tables, charts=part.charts, evidence=part.evidence,
        notes=(*part.notes, *dataset.notes), settings=exact,
        provenance=replace(provenance, inputs=(*provenance.inputs, members.record)),
    )  # fmt: skip
