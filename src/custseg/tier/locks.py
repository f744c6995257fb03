"""Customers held at a level for a time: locks 锁定 with an expiry date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.errors import InputError
from custseg.models.tier_memory import NONE
from custseg.schema.columns.aliases import ALIASES, spellings
from custseg.schema.values.dates import DateForm, dates, form_of
from custseg.tier.names import level_numbers
from custseg.words import t

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from custseg.models.tier_memory import Levels

_HEADERS = {
    "customer_id": tuple(alias for tier in ALIASES["customer_id"] for alias in tier),
    "tier": ("tier", "level", "customer level", "locked tier", "层级", "等级", "级别", "客户层级", "客户等级",
             "锁定层级", "锁定等级"),
    "until": ("until", "locked until", "expires", "expires on", "expiry", "end date", "到期日", "到期日期",
              "截止日", "截止日期", "有效期至", "锁定至", "锁定到期日", "失效日期"),
    "from": ("from", "locked from", "since", "start date", "起始日", "起始日期", "开始日期", "生效日", "生效日期",
             "锁定自", "锁定日期"),
}  # fmt: skip
"""What the columns of a list of locks may be called."""
_FOREVER = 9999 * 12


@dataclass(frozen=True)
class Locks:
    """Who is held where, and in which months (the first and last included)."""

    place: NDArray[np.int64]
    level: Levels
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    strangers: int
    """Locks of customers nothing is known of."""

    def in_month(self, month: int, customers: int) -> Levels:
        """The level each customer is held at in ``month``, NONE where no lock holds."""
        held = np.full(customers, NONE)
        in_force = (self.first <= month) & (month <= self.last)
        held[self.place[in_force]] = self.level[in_force]
        return held

    def until(self, month: int, customers: int) -> NDArray[np.int64]:
        """The last month of the lock in force in ``month``; 0 without one or without an end."""
        last = np.zeros(customers, np.int64)
        in_force = (self.first <= month) & (month <= self.last) & (self.last < _FOREVER)
        last[self.place[in_force]] = self.last[in_force]
        return last


def locks_of(table: pl.DataFrame, customers: pl.Series, names: Sequence[str], where: str) -> Locks:
    """The locks that a table of texts lists: customer, level, until, and from where there is such a column.

    A lock holds through the month of its ``until``, without one for ever; it begins with the month of
    its ``from``, without one with the first month there is. Where two hold in a month the later row
    counts.

    Raises:
        InputError: a column is missing, a level is none of [tier], a date is none.
    """
    columns = {key: _column(table, key, where) for key in ("customer_id", "tier")}
    later = {key: _column(table, key, where, must=False) for key in ("until", "from")}
    rows = table.filter(pl.col(columns["customer_id"]).is_not_null())
    level = level_numbers(rows[columns["tier"]], names, where)
    known = pl.DataFrame({"customer_id": customers}).with_row_index("_at")
    place = rows.select(pl.col(columns["customer_id"]).str.strip_chars().alias("customer_id")).join(
        known, on="customer_id", how="left", maintain_order="left"
    )["_at"]
    there = place.is_not_null().to_numpy()
    return Locks(
        place.drop_nulls().to_numpy().astype(np.int64), level[there],
        _months(rows, later["from"], 0, where)[there],
        _months(rows, later["until"], _FOREVER, where)[there], int((~there).sum()),
    )  # fmt: skip


def _column(table: pl.DataFrame, key: str, where: str, *, must: bool = True) -> str:
    wanted = {spelling for alias in _HEADERS[key] for spelling in spellings(alias)}
    found = next((c for c in table.columns if wanted & set(spellings(c))), "")
    if must and not found:
        raise InputError(
            t("{file}: no column for {what}; found {columns}", file=where, what=key,
              columns=", ".join(table.columns)),
            t("a list of locks has the columns customer_id, tier, until (and from)"),
        )  # fmt: skip
    return found


def _months(rows: pl.DataFrame, column: str, default: int, where: str) -> NDArray[np.int64]:
    """The months of the dates in a column; ``default`` where there is none."""
    if not column:
        return np.full(rows.height, default)
    texts = rows[column].str.strip_chars().replace("", None)
    days = dates(form_of(texts) or DateForm(), texts)
    wrong = texts.filter(texts.is_not_null() & days.is_null())
    if len(wrong):
        raise InputError(
            t("{file}: {n} of the dates in {column!r} are none: {examples}", file=where,
              n=len(wrong), column=column, examples=", ".join(wrong.head(3))),
            t("write it as '2024-01-31'"),
        )  # fmt: skip
    months = days.dt.year().cast(pl.Int64) * 12 + days.dt.month().cast(pl.Int64) - 1
    return months.fill_null(default).to_numpy()
