"""Who is in which period, in heads and money, and how the one total leads to the other."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from custseg.compare.meeting import Meeting, exact_sums

_PARTS = ("customers_old", "lost", "both", "new", "customers")

POPULATION_SCHEMA: dict[str, pl.DataType] = {
    "presence": pl.String(), "customers": pl.Int64(), "money_old": pl.Float64(), "money_new": pl.Float64(),
    "money_change": pl.Float64(),
}  # fmt: skip


def population_table(meeting: Meeting) -> pl.DataFrame:
    """OLD, less who was lost, plus who is new, makes NEW: customers and what they are worth in each.

    Customers: old - lost + new = now. Money: old - lost's + new's + the change of those in both = now.
    """
    counts, old, new = _sums(meeting)
    heads = {"customers_old": counts[0] + counts[1], "lost": counts[0], "both": counts[1],
             "new": counts[2], "customers": counts[1] + counts[2]}  # fmt: skip
    was = {"customers_old": old[0] + old[1], "lost": old[0], "both": old[1], "new": 0.0,
           "customers": old[0] + old[1]}  # fmt: skip
    now = {"customers_old": new[1] + new[2], "lost": 0.0, "both": new[1], "new": new[2],
           "customers": new[1] + new[2]}  # fmt: skip
    rows = [
        {"presence": part, "customers": int(heads[part]),
         "money_old": None if part in ("new", "customers") else float(was[part]),
         "money_new": None if part in ("lost", "customers_old") else float(now[part]),
         "money_change": None if part == "customers_old" else float(now[part] - was[part])}
        for part in _PARTS
    ]  # fmt: skip
    table = pl.DataFrame(rows, schema=POPULATION_SCHEMA)
    return table if meeting.money is not None else table.select("presence", "customers")


def _sums(meeting: Meeting) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Heads, OLD's money and NEW's money of who is lost, in both, and new."""
    old, new = meeting.in_old.to_numpy(), meeting.in_new.to_numpy()
    part = np.where(~new, 0, np.where(old, 1, 2))
    return (np.bincount(part, minlength=3), exact_sums(part, meeting.money_was, 3),
            exact_sums(part, meeting.money_now, 3))  # fmt: skip


SUMMARY_SCHEMA: dict[str, pl.DataType] = {
    "customers_old": pl.Int64(), "customers": pl.Int64(), "both": pl.Int64(), "new": pl.Int64(),
    "lost": pl.Int64(), "new_share": pl.Float64(), "lost_share": pl.Float64(), "money_old": pl.Float64(),
    "money": pl.Float64(), "money_change": pl.Float64(), "money_change_share": pl.Float64(),
    "money_new_customers": pl.Float64(), "money_lost": pl.Float64(),
}  # fmt: skip


def summary_of(meeting: Meeting) -> dict[str, Any]:
    """The one row that conditions such as ``lost_share > 5%`` look at.

    ``new_share`` is of NEW's customers, ``lost_share`` of OLD's; money is null where nothing says it.
    """
    counts, old, new = _sums(meeting)
    n_old, n_new = int(counts[0] + counts[1]), int(counts[1] + counts[2])
    row: dict[str, Any] = dict.fromkeys(SUMMARY_SCHEMA)
    row |= {
        "customers_old": n_old, "customers": n_new, "both": int(counts[1]), "new": int(counts[2]),
        "lost": int(counts[0]), "new_share": float(counts[2] / n_new) if n_new else None,
        "lost_share": float(counts[0] / n_old) if n_old else None,
    }  # fmt: skip
    if meeting.money is not None:
        before, after = float(old[0] + old[1]), float(new[1] + new[2])
        row |= {
            "money_old": before, "money": after, "money_change": after - before,
            "money_change_share": (after - before) / before if before > 0 else None,
            "money_new_customers": float(new[2]), "money_lost": float(old[0]),
        }  # fmt: skip
    return row
