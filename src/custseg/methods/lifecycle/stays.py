"""How long customers stay and whether they come back: what is asked of the silences."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from custseg.facts import FactSettings
from custseg.facts.silences import silences
from custseg.methods.lifecycle.groups import group_plan
from custseg.methods.lifecycle.part import Known, Question
from custseg.methods.lifecycle.reactivation import reactivation_part
from custseg.methods.lifecycle.settings import LifecycleSettings
from custseg.methods.lifecycle.survival import survival_part
from custseg.result import Part
from custseg.schema.dataset import Dataset


def stay_question(
    dataset: Dataset, settings: LifecycleSettings, facts: FactSettings
) -> Question:  # fmt: skip
    """Survival by group, and who came back."""

    def answer(known: Known, found: Sequence[pl.DataFrame]) -> Part:
        limits = known.limits
        silent = silences(known.relations.diary, known.as_of, limits.dormant_days)
        limit = limits.dormant_days if settings.silent_after == "dormant" else limits.lost_days
        stay = survival_part(known, silent, limit, settings, found[0] if found else None)
        back = reactivation_part(known, silent)
        return Part(
            {**stay.tables, **back.tables}, (*stay.charts, *back.charts), stay.evidence,
            (*stay.notes, *back.notes), gates=(*stay.gates, *back.gates),
        )  # fmt: skip

    return Question(group_plan(dataset, settings.survival_by, facts), answer)
