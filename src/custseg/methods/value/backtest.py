"""The back-test: predict after a cut what is known by now, beside two answers anybody could give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.methods.value.reach import Reach
from custseg.models.discrimination import auc

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TOP_SHARE = 0.2
WIDE = 0.5
"""A forecast that was off by more than this share of what came, in purchases or in money, missed widely."""
_GROUPS = 7
"""Customers with so many repeats or more are one group."""


def answers(purchases: Floats, money: Floats, customers: pl.DataFrame) -> dict[str, Floats]:
    """Predicted purchases and money by answer: ``model``, ``last_period``, ``group_mean``.

    ``last_period``: as in the equally long time before the cut (first purchases left out, for they
    cannot come again); ``group_mean``: the mean of that over customers with equally many repeats.
    """
    group = pl.col("cut_repeats").clip(upper_bound=_GROUPS)
    days, spent = pl.col("lately_days").cast(pl.Float64), pl.col("lately_money").cast(pl.Float64)
    naive = customers.select(
        days.alias("last_period"), days.mean().over(group).alias("group_mean"),
        spent.alias("last_period_money"), spent.mean().over(group).alias("group_mean_money"),
    )  # fmt: skip
    said = {name: naive[name].to_numpy() for name in naive.columns}
    return {"model": purchases, "model_money": money, **said}


def comparison(
    predicted: Mapping[str, Floats], customers: pl.DataFrame, reach: Reach
) -> pl.DataFrame:
    """One row per measure and answer: totals, bias, MAE, rank correlation, share caught by the top.

    The model's total has the 80% interval that it gives by itself; the naive answers have none.
    """
    actual = {
        "purchases": customers["later_days"].to_numpy().astype(float),
        "money": customers["later_money"].cast(pl.Float64).to_numpy(),
    }
    rows = []
    for measure, came in actual.items():
        order = ranks(came)
        for answer in ("model", "last_period", "group_mean"):
            said = predicted[answer if measure == "purchases" else f"{answer}_money"]
            total = float(came.sum())
            rows.append({
                "forecast_measure": measure, "answer": answer,
                "predicted": float(said.sum()),
                "predicted_low": reach[measure].low if answer == "model" else None,
                "predicted_high": reach[measure].high if answer == "model" else None,
                "actual": total,
                "bias_share": float(said.sum()) / total - 1.0 if total > 0 else None,
                "mean_error": float(np.abs(said - came).mean()),
                "rank_correlation": rank_correlation(ranks(said), order),
                "top_caught_share": caught(said, came, TOP_SHARE),
            })  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def missed_widely(compared: pl.DataFrame) -> bool:
    """Whether one of the model's totals was off by more than ``WIDE`` of what came, and beyond what chance explains.

    ``compared`` is the table of ``comparison``. Chance explains what lies within the model's own 80% interval: of a few
    purchases half is soon missed.
    """
    off = (pl.col("predicted") - pl.col("actual")).abs() > WIDE * pl.col("actual").clip(
        lower_bound=0
    )
    by_chance = pl.col("actual").is_between("predicted_low", "predicted_high")
    return bool(
        compared.filter(pl.col("answer") == "model").select((off & ~by_chance).any()).item()
    )


def rankings(predicted: Mapping[str, Floats], customers: pl.DataFrame) -> pl.DataFrame:
    """The forecast beside single facts anybody could rank by, as known at the cut: one row each.

    ``auc``: whether who is ranked higher came back (nan where all or nobody did); ``top_caught_share``: of
    the money that came, what the first fifth brought.
    """
    facts = customers.select(
        recency=pl.col("cut_last_on").to_physical(), frequency=pl.col("cut_repeats"),
        money=(pl.col("cut_repeat_money") + pl.col("first_money")),
    )  # fmt: skip
    came_back = (customers["later_days"] > 0).to_numpy()
    spent = customers["later_money"].cast(pl.Float64).to_numpy()
    by = {"forecast_purchases": predicted["model"], "forecast_money": predicted["model_money"]}
    by |= {name: facts[name].cast(pl.Float64).to_numpy() for name in facts.columns}
    rows = [
        {"ranked_by": name, "auc": auc(score, came_back), "top_caught_share": caught(score, spent, TOP_SHARE)}
        for name, score in by.items()
    ]  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(pl.col("auc").fill_nan(None))


def ranks(values: Floats) -> Floats:
    """From the lowest on; equal values share their mean rank."""
    return pl.Series(values).rank("average").to_numpy()


def rank_correlation(one: Floats, other: Floats) -> float | None:
    """Spearman's, of the ranks of two; None where either does not vary."""
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return float(np.corrcoef(one, other)[0, 1])


def caught(predicted: Floats, actual: Floats, share: float) -> float | None:
    """The share of what came that fell to the ``share`` of customers predicted highest.

    Customers tied at the edge count in part, so that no order of rows decides. Losses count as nothing;
    None where nothing came.
    """
    came = np.maximum(actual, 0.0)
    total, places = float(came.sum()), share * len(came)
    if total <= 0:
        return None
    edge = np.sort(predicted)[::-1][min(int(np.ceil(places)) - 1, len(came) - 1)]
    above, tied = predicted > edge, predicted == edge
    part = (places - above.sum()) / tied.sum()
    return float(came[above].sum() + part * came[tied].sum()) / total


def calibration(predicted: Floats, actual: Floats) -> pl.DataFrame:
    """By tenths of the prediction, the lowest first: customers, mean predicted, mean that came.

    Equal predictions are in the same tenth (the one of their middle), so tenths differ in size and
    some may be empty.
    """
    middle = pl.col("predicted").rank("average") - 0.5
    return (
        pl.DataFrame({"predicted": predicted, "actual": actual})
        .with_columns((middle * 10 / pl.len()).floor().cast(pl.Int64).clip(0, 9).alias("decile") + 1)
        .group_by("decile")
        .agg(pl.len().cast(pl.Int64).alias("customers"), pl.col("predicted", "actual").mean())
        .sort("decile")
        .rename({"predicted": "predicted_mean", "actual": "actual_mean"})
    )  # fmt: skip


def by_repeats(predicted: Floats, customers: pl.DataFrame) -> pl.DataFrame:
    """Customers, mean predicted and mean that came, by repeats at the cut (0 to 6, and 7 or more)."""
    return (
        customers.select(
            pl.col("cut_repeats").clip(upper_bound=_GROUPS).alias("repeats"),
            pl.Series("predicted_mean", predicted), pl.col("later_days").alias("actual_mean"),
        )
        .group_by("repeats")
        .agg(pl.len().cast(pl.Int64).alias("customers"), pl.col("predicted_mean", "actual_mean").mean())
        .sort("repeats")
    )  # fmt: skip
