"""How many contracts will be kept: the shifted beta-geometric model, tested on what it had not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from custseg.facts.contracts import MONTH_DAYS, Told
from custseg.methods.lifecycle.groups import ALL
from custseg.models.sufficiency import Gate, are_met
from custseg.result import Chart, Note, Part
from custseg.words import t

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custseg.models.buying.contracts import ShiftedBetaGeometric

    Floats = NDArray[np.float64]

TOLD_MONTHS = (1, 2, 3, 6, 12, 24, 36, 48, 60, 72, 84, 96)
AHEAD = 12
"""Months ahead of what was seen for which is told how many are kept."""
MIN_MONTHS, MIN_WATCHED, MOST_OFF = 24, 100, 0.05
"""Months contracts are watched, contracts watched so long, and how far off the test may be."""


@dataclass(frozen=True)
class _Lives:
    """Contracts in whole months, one element each: ended in the month ``months``, or kept ``months``."""

    months: Floats
    ended: NDArray[np.bool_]

    @classmethod
    def of(cls, signed: pl.DataFrame) -> _Lives:
        ended = signed["ended"].to_numpy()
        months = (signed["stay_days"] / MONTH_DAYS).round(6).to_numpy()
        return cls(np.where(ended, np.maximum(np.ceil(months), 1.0), np.floor(months)), ended)

    def seen_for(self, months: int) -> _Lives:
        """As they stood when each was so many months old."""
        return _Lives(np.minimum(self.months, months), self.ended & (self.months <= months))

    def watched(self) -> int:
        """The longest time that at least a hundred contracts were watched for."""
        ordered = np.sort(self.months)[::-1]
        return int(ordered[MIN_WATCHED - 1]) if len(ordered) >= MIN_WATCHED else 0

    def survival(self, months: Sequence[int]) -> Floats:
        """Kaplan-Meier; NaN beyond what was seen."""
        from custseg.models.survival import Survival, kaplan_meier

        found = kaplan_meier(self.months, self.ended, unit="month")
        assert isinstance(found, Survival)
        return found.at(months)

    def fitted(self) -> ShiftedBetaGeometric | None:
        """The model of these; None where it is refused."""
        from custseg.models.buying.contracts import Contracts, ShiftedBetaGeometric
        from custseg.models.likelihood import Refusal

        fit = ShiftedBetaGeometric.fit(Contracts.of(self.months, self.ended, unit="month"))
        return None if isinstance(fit, Refusal) else ShiftedBetaGeometric.of(fit)


def kept_part(signed: pl.DataFrame, names: Sequence[str], told: Told) -> Part:
    """Contracts kept month by month, as seen and as expected; of each customer the chance to be kept.

    The model is fitted to contracts without the last year of their watched time and asked who is kept
    through that year; where it is off by more than 5 points no chances are given. A group whose model
    passes has its own.
    """
    every = _Lives.of(signed)
    gates: tuple[Gate, ...] = (Gate("kept_12m", "watched_months", MIN_MONTHS, every.watched()),)
    if not are_met(gates):
        return Part(gates=gates)
    models = {ALL: every.fitted()}
    tested = {ALL: _tested(every)}
    for name in names:
        own = _Lives.of(signed.filter(pl.col("group") == name))
        if own.watched() >= MIN_MONTHS:
            models[name], tested[name] = own.fitted(), _tested(own)
    off = tested[ALL]
    passed = models[ALL] is not None and off is not None and abs(off[1] - off[2]) <= MOST_OFF
    gates += (Gate("kept_12m", "test_passed", 1, int(passed)),)
    evidence = {"kept": {
        "parameters": {name: model.parameters for name, model in models.items() if model is not None},
        "tested": {name: dict(zip(("months", "expected", "seen"), found, strict=True))
                   for name, found in tested.items() if found is not None},
    }}  # fmt: skip
    model = models[ALL]
    if model is None:
        return Part(evidence=evidence, gates=gates)
    table = _table(every, model, AHEAD if passed else 0)
    shown = table.select("months", "kept", "kept_expected")
    chart = Chart("contract_outlook", "line", shown, "months", ("kept", "kept_expected"))
    notes = () if off is None else (Note("finding", _said(off, passed)),)
    columns = _columns(signed, models, tested) if passed else None
    return Part({"contract_outlook": table}, (chart,), evidence, notes, columns, gates)


def _tested(lives: _Lives) -> tuple[int, float, float] | None:
    """The last year of the watched time: its end, the share kept through it as expected and as seen."""
    whole = lives.watched()
    model = lives.seen_for(whole - AHEAD).fitted()
    before, after = lives.survival([whole - AHEAD, whole])
    if model is None or np.isnan(after) or before <= 0:
        return None
    expected = model.survival([whole]) / model.survival([whole - AHEAD])
    return whole, float(expected[0]), float(after / before)


def _said(off: tuple[int, float, float], passed: bool) -> str:
    months, expected, seen = off
    said = t("Of contracts {before} months old {expected:.1%} were expected to be kept for 12 months more, as the months "
             "before tell; {seen:.1%} were", before=months - AHEAD, expected=expected, seen=seen)  # fmt: skip
    if passed:
        return said
    return said + t(": too far off, so how many will be kept is not claimed")


def _table(lives: _Lives, model: ShiftedBetaGeometric, ahead: int) -> pl.DataFrame:
    """By months, up to so many ahead of what was seen: contracts still watched, kept as seen, kept as
    expected, and of those before kept on.
    """
    last = lives.watched() + ahead
    months = [m for m in TOLD_MONTHS if m <= last]
    seen = pl.Series(lives.survival(months)).fill_nan(None)
    return pl.DataFrame({
        "months": months, "at_risk": [int((lives.months >= m).sum()) for m in months], "kept": seen,
        "kept_expected": model.survival(months), "retention_expected": model.retention(months),
    })  # fmt: skip


def _columns(
    signed: pl.DataFrame, models: dict[str, Any], tested: dict[str, tuple[int, float, float] | None]
) -> pl.DataFrame | None:
    """Of each customer, where all have one contract: kept in 12 months, and months kept until then.

    Null where it has ended already.
    """
    if signed["customer_id"].n_unique() < len(signed):
        return None
    going = signed.filter(~pl.col("ended"))
    age = np.floor((going["stay_days"] / MONTH_DAYS).round(6).to_numpy())
    kept, months = np.empty(len(going)), np.empty(len(going))
    groups = going["group"].to_numpy()
    for name in dict.fromkeys([ALL, *models]):
        found = tested.get(name)
        if models[name] is None or found is None or abs(found[1] - found[2]) > MOST_OFF:
            continue
        here = np.ones(len(going), bool) if name == ALL else groups == name
        model: ShiftedBetaGeometric = models[name]
        kept[here] = model.survival(age[here] + AHEAD) / model.survival(age[here])
        months[here] = model.renewals(age[here], periods=AHEAD)
    chances = going.select("customer_id", pl.Series("kept_12m", kept), pl.Series("months_kept_12m", months))  # fmt: skip
    return signed.select("customer_id").join(chances, on="customer_id", how="left", maintain_order="left")  # fmt: skip
