"""How long customers stay and whether they come back: what is asked of the silences."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from custseg.facts import FactSettings
from custseg.facts.silences import silences
from custseg.methods.lifecycle.groups import group_plan
from custseg.methods.lifecycle.part import Known, Part, Question
from custseg.methods.lifecycle.reactivation import reactivation_part
from custseg.methods.lifecycle.settings import LifecycleSettings
from custseg.methods.lifecycle.survival import survival_part
from custseg.schema.dataset import Dataset


def stay_questions(
    dataset: Dataset, settings: LifecycleSettings, facts: FactSettings
) -> list[Question]:
    """Survival by group, and who came back."""

    def stay(known: Known, found: Sequence[pl.DataFrame]) -> Part:
        limit = known.limits.as_days()[f"{settings.silent_after}_days"]
        silent = silences(known.relations.diary, known.as_of, limit)
        return survival_part(known, silent, limit, settings, found[0] if found else None)

    def back(known: Known, _: Sequence[pl.DataFrame]) -> Part:
        silent = silences(known.relations.diary, known.as_of, known.limits.dormant_days)
        return reactivation_part(known, silent)

    return [Question(group_plan(dataset, settings.survival_by, facts), stay), Question((), back)]
