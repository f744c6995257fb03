"""Stages over time: who was in which at every month end, and the moves from one to the next."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from custseg.methods.lifecycle.foretold import Foretold, foretold_of
from custseg.methods.lifecycle.history import History, history_of
from custseg.methods.lifecycle.history_said import history_notes
from custseg.methods.lifecycle.part import Known
from custseg.methods.lifecycle.settings import LifecycleSettings
from custseg.models.spells import latest_spell
from custseg.models.stages import STAGES
from custseg.models.transitions import UNKNOWN, chances
from custseg.result import Chart, Part


def history_part(known: Known, settings: LifecycleSettings) -> Part:
    """Stages at every month end, the moves between them and what follows from these.

    Empty with ``history_months = 0`` and where no month has ended since the data begins.
    """
    history = history_of(known.relations, known.frame, known.limits, settings)
    if history is None:
        return Part()
    foretold = foretold_of(history)
    tables = {"stage_history": _counts(history)}
    if history.n_months > 1:
        tables["last_moves"] = _last_moves(history)
    if foretold.heads.any():
        tables |= {"stage_transitions": _transitions(foretold.heads), "stage_times": foretold.times}
    return Part(
        tables=tables, charts=_charts(tables), columns=_columns(known, history),
        evidence={"history": _evidence(history, foretold)},
        notes=tuple(history_notes(history, foretold, settings)), gates=foretold.gates,
    )  # fmt: skip


def _counts(history: History) -> pl.DataFrame:
    """Customers by stage on every day of the history."""
    rows = []
    for day, stages in zip(history.days, history.stages, strict=True):
        counted = np.bincount(stages, minlength=UNKNOWN + 1)[: len(STAGES)].tolist()
        in_stages = {f"in_{stage}": n for stage, n in zip(STAGES, counted, strict=True)}
        rows.append({"stage_day": day, "customers": sum(counted), **in_stages})
    return pl.DataFrame(rows)


def _last_moves(history: History) -> pl.DataFrame:
    """Who went where in the last whole month: customers by stage before (rows) and after."""
    heads = history.moves_since(history.n_months - 1)
    rows = [
        {"stage_from": name, "customers": int(row.sum()),
         **{f"in_{stage}": int(n) for stage, n in zip(STAGES, row, strict=True)}}
        for name, row in zip([*STAGES, "newcomer"], heads, strict=True) if row.sum()
    ]  # fmt: skip
    counts = dict.fromkeys(("customers", *(f"in_{stage}" for stage in STAGES)), pl.Int64)
    return pl.DataFrame(rows, {"stage_from": pl.String, **counts})


def _transitions(heads: Any) -> pl.DataFrame:
    """Of the customers in a stage, the share in each stage a month later; all settled months together."""
    rows = []
    for stage, counted, shares in zip(STAGES, heads, chances(heads), strict=True):
        if counted.sum():
            to = {f"to_{after}": float(share) for after, share in zip(STAGES, shares, strict=True)}
            rows.append({"stage_from": stage, "customer_months": int(counted.sum()), **to})
    return pl.DataFrame(rows)


def _columns(known: Known, history: History) -> pl.DataFrame:
    """For each customer the stage before this one, since when this one, and for how many months."""
    begin, before = latest_spell(history.stages)
    last = history.n_months - 1
    seen = begin > 0
    days = pl.Series(history.days, dtype=pl.Date)
    names = pl.Series([*STAGES], dtype=pl.String)
    previous = np.where(before == UNKNOWN, -1, before.astype(np.int64))
    frame = pl.DataFrame({
        "customer_id": known.relations.people["customer_id"],
        "_before": previous, "_seen": seen, "_begin": begin.astype(np.uint32),
        "months_in_stage": np.maximum(last - begin, 0).astype(np.int64),
    })  # fmt: skip
    return frame.select(
        "customer_id",
        pl.when(pl.col("_before") >= 0)
        .then(pl.lit(names).gather(pl.col("_before").clip(0)))
        .alias("stage_before"),
        pl.when("_seen").then(pl.lit(days).gather("_begin")).alias("stage_since"),
        "months_in_stage",
    )


def _charts(tables: dict[str, pl.DataFrame]) -> tuple[Chart, ...]:
    """Stages over time, and the chances of a month as a map."""
    drawn = []
    counts = tables["stage_history"]
    there = tuple(f"in_{stage}" for stage in STAGES if counts[f"in_{stage}"].sum())
    if counts.height > 1:
        drawn.append(
            Chart("stage_history", "stack", counts.select("stage_day", *there), "stage_day", there)
        )
    if "stage_transitions" in tables:
        chance = tables["stage_transitions"]
        to = tuple(c for c in chance.columns if c.startswith("to_"))
        drawn.append(Chart("stage_transitions", "heatmap", chance, "stage_from", to))
    return tuple(drawn)


def _evidence(history: History, foretold: Foretold) -> dict[str, Any]:
    settled = history.settled_at
    return {
        "days": list(history.days), "month_ends": history.n_months, "data_begins_on": history.begins_on,
        "settled_from": history.days[settled] if settled < history.n_months else None,
        "settled_months": history.settled_months,
        "stages": list(STAGES),
        "limits": [limits.as_days() for limits in history.limits],
        "moves": [history.moves_since(at).tolist() for at in range(1, len(history.days))],
        "moves_settled": foretold.heads.tolist(),
        "moves_by_thresholds": list(history.by_limits),
        "test": foretold.test,
    }  # fmt: skip
