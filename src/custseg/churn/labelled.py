"""Churn risk from a list that says who left: learned from four fifths, tested on the fifth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from custseg.churn import said
from custseg.churn.attributes import Attributes, attributes_of, customer_list
from custseg.churn.risk import CLAIM, banded, bands_of, refused
from custseg.churn.settings import ChurnSettings
from custseg.models.sufficiency import Gate, are_met
from custseg.result import Chart, Part
from custseg.schema.dataset import Dataset

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from custseg.churn.learned import Kind, Learned
    from custseg.churn.signs import Sign
    from custseg.churn.trial import Trial

    Floats = NDArray[np.float64]

FOLDS = 5
LEAK = 0.95
"""A column that by itself tells leavers from the others this well (AUC) knows the answer."""
_TOLD = 5
"""Single columns told of, the best first."""
_LATER = 0.3
"""The last part of the customers, by their opening date, on which the model is tested in time."""
_ENOUGH_FOR_TREES = 1_000


def is_labelled(dataset: Dataset) -> bool:
    """Whether the customer list says who left."""
    return dataset.has("customers", "customer_id", "churned")


def labelled_risk(dataset: Dataset, settings: ChurnSettings = ChurnSettings()) -> Part:
    """The churn risk of every customer of a list with a column that says who left.

    Each customer's risk is that of a model that has not seen the customer: the list is parted in five by
    the hash of the ids, leavers and stayers alike, and each part is told by a model of the other four.
    Who has no label is told by a model of all. A column that alone parts leavers from the others is the
    answer in another guise: it is named and left out. With opening dates the model is also tested on
    those who came last.
    """
    [listed] = dataset.collect(customer_list(dataset))
    found = attributes_of(listed, dataset.as_of)
    known = found.frame.filter(pl.col("left").is_not_null())
    gates = _gates(known, settings)
    if not are_met(gates) or not found.columns or settings.model == "none":
        return refused(gates, None)
    known = known.with_columns(
        (pl.col("customer_id").hash(0).rank("ordinal").over("left") % FOLDS).alias("_fold")
    )
    alone = {name: _unseen("logistic", known, signs) for name, signs in found.columns.items()}
    leaks = [name for name, chances in alone.items() if _area(chances, known) >= LEAK]
    kept = [name for name in found.columns if name not in leaks]
    if not kept:
        return Part(evidence={"churn": {"is_shown": False, "leaks": leaks}},
                    notes=said.about_leaks(leaks), gates=gates)  # fmt: skip
    return _told(found, known, kept, {n: alone[n] for n in kept}, leaks, gates, settings)


def _told(
    found: Attributes, known: pl.DataFrame, kept: list[str], alone: dict[str, Floats],
    leaks: list[str], gates: tuple[Gate, ...], settings: ChurnSettings,
) -> Part:  # fmt: skip
    from custseg.churn.learned import Learned
    from custseg.churn.trial import Trial

    signs = found.signs(kept)
    kinds: list[Kind] = ["trees"] if settings.model == "trees" else ["logistic"]
    if settings.model == "auto" and len(known) >= _ENOUGH_FOR_TREES:
        kinds.append("trees")
    models: dict[str, Any] = {kind: _unseen(kind, known, signs) for kind in kinds}
    trial = Trial.of(models, alone, {}, known["left"].to_numpy())
    best = sorted(alone, key=lambda name: (-trial.area(name), name))[:_TOLD]
    in_time = _in_time(known, signs, "trees" if trial.chosen == "trees" else "logistic")
    evidence: dict[str, Any] = {"churn": {
        "leaving": "labelled", "model": trial.chosen, "tested_customers": len(known),
        "tested_left": int(known["left"].sum()), "folds": FOLDS, "best_fact": trial.best_fact,
        "leaks": leaks, "left_out": list(found.left_out), "later_auc": in_time,
        "rankings": trial.table((*models, *best)).to_dicts(), "is_shown": trial.is_better,
    }}  # fmt: skip
    tables = {"churn_cross_test": trial.table((*models, *best))}
    notes = (*said.about_leaks(leaks), *said.about_left_out(found.left_out))
    if not trial.is_better:
        return Part(tables, (), evidence, (*said.labelled_not_better(trial), *notes), None, gates)
    kind: Kind = "trees" if trial.chosen == "trees" else "logistic"
    learned = Learned.of(kind, known, signs)
    risks = banded(
        found.frame, _chances(learned, found, known, trial), learned.reasons(found.frame), settings
    )
    tested = known.select("customer_id").join(risks, on="customer_id", maintain_order="left")
    tables |= {
        "churn_bands": bands_of(tested, known, trial, settings),
        "churn_calibration": trial.calibration(), "churn_signs": learned.weights(known),
    }  # fmt: skip
    return Part(tables, _charts(trial), evidence,
                (*said.labelled_findings(trial, len(known), FOLDS, in_time), *notes), risks, gates)  # fmt: skip


def _chances(learned: Learned, found: Attributes, known: pl.DataFrame, trial: Trial) -> Floats:
    """Of who has a label by a model that had not seen it, of the others by that of all."""
    unseen = known.select("customer_id", pl.Series("unseen", trial.scores[trial.chosen]))
    frame = found.frame.select("customer_id", pl.Series("whole", learned.chances(found.frame)))
    both = frame.join(unseen, on="customer_id", how="left", maintain_order="left")
    return both.select(pl.coalesce("unseen", "whole")).to_series().to_numpy()


def _unseen(kind: Kind, known: pl.DataFrame, signs: tuple[Sign, ...]) -> Floats:
    """The chance of each customer by a model of the other folds."""
    import numpy as np

    from custseg.churn.learned import Learned

    chances = np.empty(len(known))
    fold = known["_fold"].to_numpy()
    for at in range(FOLDS):
        others, own = known.filter(pl.col("_fold") != at), known.filter(pl.col("_fold") == at)
        chances[fold == at] = Learned.of(kind, others, signs).chances(own)
    return chances


def _area(chances: Floats, known: pl.DataFrame) -> float:
    from custseg.models.discrimination import areas

    return float(areas(chances[None, :], known["left"].to_numpy()).values[0])


def _in_time(known: pl.DataFrame, signs: tuple[Sign, ...], kind: Kind) -> float | None:
    """AUC on the customers who opened last, of a model of those before them; None without dates."""
    if "opened_on" not in known.columns or known["opened_on"].null_count() > 0.05 * len(known):
        return None
    from custseg.churn.learned import Learned

    cut = known["opened_on"].cast(pl.Int32).quantile(1.0 - _LATER, "nearest")
    day = pl.col("opened_on").cast(pl.Int32)
    before, later = known.filter(day <= cut), known.filter(day > cut)
    counts = [int(f["left"].sum()) for f in (before, later)]
    if min(*counts, len(before) - counts[0], len(later) - counts[1]) < 20:
        return None
    signs = tuple(sign for sign in signs if sign.fact != "tenure_days")
    return _area(Learned.of(kind, before, signs).chances(later), later)


def _gates(known: pl.DataFrame, settings: ChurnSettings) -> tuple[Gate, ...]:
    left = int(known["left"].sum())
    return (
        Gate(CLAIM, "labelled", settings.min_customers, len(known)),
        Gate(CLAIM, "left", settings.min_each, left),
        Gate(CLAIM, "stayed", settings.min_each, len(known) - left),
    )


def _charts(trial: Trial) -> tuple[Chart, ...]:
    calibrated = trial.calibration().select("decile", "mean_risk", "left_share")
    return (
        Chart("churn_gains", "share", trial.gains(), "ranked_share", ("caught_by_model", "caught_by_fact")),
        Chart("churn_calibration", "line", calibrated, "decile", ("mean_risk", "left_share")),
    )  # fmt: skip
