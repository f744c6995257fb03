"""What goes with leaving sooner: proportional hazards over the columns of the customer list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.churn import Attributes, Sign
from custseg.models.proportions import Z95
from custseg.models.refusals import reason_of
from custseg.models.sufficiency import Gate, are_met
from custseg.result import Note, Part
from custseg.words import header, label, t

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custseg.models.hazards import Hazards

    Floats = NDArray[np.float64]

MIN_CUSTOMERS, PER_COLUMN, MOST = 200, 10, 100_000
"""Contracts needed, those of them that ended for each column looked at, and how many are looked at."""
GROWS, KNOWS, REPEATS = 0.7, 0.95, 0.05
"""Rank correlation with the stay beyond which a column grows with it, AUC beyond which it knows the end,
and the part of its variance that other columns must leave over."""
_TIME = frozenset({"tenure_months", "tenure_days", "opened_on", "ended_on"})


@dataclass(frozen=True)
class _Factor:
    """One column of the fit: a level of words beside the commonest, or one spread more of a number."""

    sign: Sign
    against: str | None
    """The level it is compared with; None for numbers."""

    @property
    def level(self) -> str:
        """The level itself; of numbers ``spread``: one standard deviation more."""
        return self.sign.low_and_high[1].partition(" = ")[2] if self.sign.is_flag else "spread"


def factors_part(signed: pl.DataFrame, attributes: Attributes) -> Part:
    """Hazard ratios of the columns of the list, together; how well they tell who leaves first.

    Left out are columns that grow with the time itself (such as money so far), those that know the end,
    and those that others say already. Of more than 100,000 contracts a sample is looked at.
    """
    people = signed.join(attributes.frame.drop("left"), on="customer_id", how="inner")
    if len(people) > MOST:
        keep = pl.col("customer_id").hash(0) % (len(people) // MOST + 1) == 0
        people = people.filter(keep)
    people = people.sort("customer_id", "stay_days", "ended")
    ended = people["ended"].to_numpy()
    gates = (
        Gate("leaving_factors", "customers", MIN_CUSTOMERS, len(people)),
        Gate("leaving_factors", "ended", PER_COLUMN * 2, int(ended.sum())),
    )
    if not are_met(gates) or ended.all():
        return Part(gates=gates)
    factors, grown = _factors(people, attributes)
    if not factors:
        return Part(gates=gates)
    factors, values = _distinct(people, factors, int(ended.sum()) // PER_COLUMN)
    return _told(people, factors, values, grown, gates)


def _told(
    people: pl.DataFrame, factors: list[_Factor], values: Floats, grown: list[str],
    gates: tuple[Gate, ...],
) -> Part:  # fmt: skip
    from custseg.models.hazards import proportional_hazards
    from custseg.models.likelihood import Refusal, one_thread

    stays, ended = people["stay_days"].to_numpy(), people["ended"].to_numpy()
    names = [factor.sign.key for factor in factors]
    with one_thread():
        fit = proportional_hazards(stays, ended, values, names)
        if isinstance(fit, Refusal):
            why = t("what goes with leaving is not claimed: {why}", why=reason_of(fit))
            return Part(gates=gates, notes=(Note("info", why),))
        tested = _concordance(people, stays, ended, values, names)
    table = _table(fit, factors, values)
    notes = [Note("finding", one) for one in _findings(table, tested)]
    notes.append(Note("info", t("what goes with leaving: hazard ratios by proportional hazards, each column with the others held "
                                "still; columns are as they stand now, so they go with leaving and need not cause it")))  # fmt: skip
    if grown:
        notes.append(Note("info", t("not looked at for leaving, for they grow with the time as a customer or know the end: {columns}",
                                    columns=t(", ").join(header(c) for c in grown))))  # fmt: skip
    evidence = {"leaving_factors": {
        "log_likelihood": fit.log_likelihood, "likelihood_ratio": fit.likelihood_ratio, "aic": fit.aic,
        "gradient_norm": fit.gradient_norm, "customers": fit.n_customers, "ended": fit.n_left,
        "concordance": tested, "left_out": grown,
    }}  # fmt: skip
    return Part({"leaving_factors": table}, (), evidence, tuple(notes), None, gates)


def _factors(people: pl.DataFrame, attributes: Attributes) -> tuple[list[_Factor], list[str]]:
    """The columns of the fit, and those left out because they grow with time or know the end."""
    from custseg.models.discrimination import auc, midranks

    ended = people["ended"].to_numpy()
    ranks = midranks(people["stay_days"].to_numpy())
    factors: list[_Factor] = []
    left_out = []
    for name, signs in attributes.columns.items():
        if name in _TIME:
            continue
        columns = [_filled(people, sign) for sign in signs]
        varying = [c for c in columns if np.ptp(c) > 0]
        if not varying:
            continue
        knows = max(abs(auc(c, ended) - 0.5) + 0.5 for c in varying)
        grows = max(abs(float(np.corrcoef(midranks(c), ranks)[0, 1])) for c in varying)
        if knows >= KNOWS or (not signs[0].is_flag and grows >= GROWS):
            left_out.append(name)
            continue
        commonest = signs[0].key.partition(" = ")[2] if len(signs) > 1 else None
        factors += [
            _Factor(sign, _against(sign, commonest)) for sign in signs[1 if commonest else 0 :]
        ]
    return factors, left_out


def _against(sign: Sign, commonest: str | None) -> str | None:
    if commonest is not None:
        return commonest
    return sign.low_and_high[0].partition(" = ")[2] if sign.is_flag else None


def _filled(people: pl.DataFrame, sign: Sign) -> Floats:
    """A sign of every customer; the mean where it is not known."""
    column = people.select(sign.scaled.cast(pl.Float64)).to_series()
    return column.fill_null(column.mean() if len(column.drop_nulls()) else 0.0).to_numpy()


def _distinct(
    people: pl.DataFrame, factors: list[_Factor], most: int
) -> tuple[list[_Factor], Floats]:
    """The factors that say something the ones before do not, and their columns, each by its spread."""
    kept: list[_Factor] = []
    columns: list[Floats] = []
    basis: list[Floats] = []
    for factor in factors:
        column = _filled(people, factor.sign)
        spread = float(column.std())
        if spread == 0 or len(kept) >= most:
            continue
        rest = (column - column.mean()) / spread
        for one in basis:
            rest = rest - one * float(one @ rest)
        left = float(rest @ rest) / len(rest)
        if left < REPEATS:
            continue
        basis.append(rest / np.sqrt(left * len(rest)))
        kept.append(factor)
        columns.append(column if factor.sign.is_flag else column / spread)
    return kept, np.stack(columns, axis=1)


def _concordance(
    people: pl.DataFrame, stays: Floats, ended: Floats, values: Floats, names: list[str]
) -> float | None:
    """Harrell's c on the half of the customers that the fit had not seen, the mean of both halves."""
    from custseg.models.hazards import Hazards, concordance, proportional_hazards

    half = people.select(pl.col("customer_id").hash(1) % 2 == 0).to_series().to_numpy()
    found = []
    for own in (half, ~half):
        fit = proportional_hazards(stays[own], ended[own], values[own], names)
        if not isinstance(fit, Hazards):
            return None
        c = concordance(stays[~own], ended[~own], fit.score(values[~own]))
        if c is None:
            return None
        found.append(c)
    return sum(found) / len(found)


def _table(fit: Hazards, factors: list[_Factor], values: Floats) -> pl.DataFrame:
    """One row per factor, the surest first: hazard ratio with its 95% interval."""
    beta, error = fit.coefficients, fit.standard_errors
    flags = [factor.sign.is_flag for factor in factors]
    return pl.DataFrame({
        "factor": [factor.sign.fact for factor in factors],
        "level": [factor.level for factor in factors],
        "against": [factor.against for factor in factors],
        "with_it": [int(v.sum()) if flag else None for v, flag in zip(values.T, flags, strict=True)],
        "hazard_ratio": np.exp(beta), "hazard_low": np.exp(beta - Z95 * error),
        "hazard_high": np.exp(beta + Z95 * error), "_z": np.abs(fit.z),
    }, schema_overrides={"with_it": pl.Int64, "against": pl.String}).sort(
        ["_z", "factor", "level"], descending=[True, False, False]).drop("_z")  # fmt: skip


def _findings(table: pl.DataFrame, tested: float | None) -> list[str]:
    sure = table.filter((pl.col("hazard_low") > 1) | (pl.col("hazard_high") < 1))
    if sure.is_empty():
        return []
    parts = [
        t("{factor} ({level}) {ratio:.2f}, {low:.2f} to {high:.2f}", factor=header(row["factor"]),
          level=label("level", row["level"]), ratio=row["hazard_ratio"], low=row["hazard_low"],
          high=row["hazard_high"])
        for row in sure.head(3).iter_rows(named=True)
    ]  # fmt: skip
    said = t("What goes with leaving, times the chance to leave at any time (hazard ratio, 95% interval): {factors}",
             factors=t("; ").join(parts))  # fmt: skip
    if tested is None:
        return [said]
    return [said + t("; together they tell which of two customers leaves first in {c:.1%} of pairs they were not fitted to",
                     c=tested)]  # fmt: skip
