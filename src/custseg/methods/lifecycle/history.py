"""The stage of every customer at every month end, as it was known then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from custseg.errors import UsageError
from custseg.methods.lifecycle.known import Relations
from custseg.methods.lifecycle.limits import limits_of, staged
from custseg.methods.lifecycle.settings import LifecycleSettings
from custseg.models.stages import STAGES, StageLimits
from custseg.models.transitions import UNKNOWN, moves

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Stages = NDArray[np.uint8]


@dataclass(frozen=True)
class History:
    """The stages of all customers at month ends, and at the as-of date where that is none."""

    days: tuple[date, ...]
    """The month ends looked back on, then the as-of date."""
    n_months: int
    """How many of the days are month ends; between two of them lies a month."""
    stages: Stages
    """A row per day and a column per customer of ``Relations.people``: the place of the stage in
    ``STAGES``, ``UNKNOWN`` while nobody knew of the customer."""
    limits: tuple[StageLimits, ...]
    """The limits in force on each day."""
    by_limits: tuple[int, ...]
    """How many customers changed stage since the day before only because the limits moved: by the
    limits of the day before they would not have. 0 for the first day."""
    begins_on: date
    """The day since when the data says what customers do."""

    @property
    def ends(self) -> tuple[date, ...]:
        """The month ends."""
        return self.days[: self.n_months]

    @property
    def settled_at(self) -> int:
        """The first month end when the data had lasted long enough for a customer to be lost.

        Before it nobody can be found to have been silent for so long, and old customers look new:
        what moves then is the data rather than customers. The number of month ends if there is none.
        """
        for at, day in enumerate(self.ends):
            if (day - self.begins_on).days >= self.limits[at].lost_days:
                return at
        return self.n_months

    @property
    def settled_months(self) -> int:
        """The months between settled month ends."""
        return max(self.n_months - 1 - self.settled_at, 0)

    def moves_since(self, at: int) -> NDArray[np.int64]:
        """Heads by stage on the day before (rows, the last of newcomers) and on day ``at`` (columns)."""
        return moves(self.stages[at - 1], self.stages[at], len(STAGES))


def history_of(
    relations: Relations, now: pl.DataFrame, limits: StageLimits, settings: LifecycleSettings
) -> History | None:
    """The history up to the as-of date; None without a month end since the data begins.

    ``now`` are the customers with their stages on the as-of date and ``limits`` those in force then.
    Each month end is what ``lifecycle`` says as of it: facts and limits (unless
    ``history_thresholds = "now"``) are of rows up to that day.
    """
    begins_on = _begin(relations)
    if begins_on is None or not settings.history_months:
        return None
    walk = _Walk(relations, settings, limits)
    for day in _days(begins_on, relations.as_of, settings.history_months):
        walk.step(day, now)
    days = tuple(walk.days)
    n_months = sum(_is_month_end(day) for day in days)
    if not n_months:
        return None
    return History(days, n_months, np.stack(walk.rows), tuple(walk.limits), tuple(walk.by_limits),
                   begins_on)  # fmt: skip


class _Walk:
    """Goes from day to day and keeps what was found."""

    def __init__(
        self, relations: Relations, settings: LifecycleSettings, last: StageLimits
    ) -> None:
        self._relations, self._settings, self._last = relations, settings, last
        self.days: list[date] = []
        self.rows: list[Stages] = []
        self.limits: list[StageLimits] = []
        self.by_limits: list[int] = []

    def step(self, day: date, now: pl.DataFrame) -> None:
        """The stages of one more day. ``now`` has those of the as-of date, which are known already."""
        if day == self._relations.as_of:
            frame, limits = now.with_row_index("_place"), self._last
        else:
            frame = self._relations.on(day, self._settings)
            try:
                limits = self._limits(frame)
            except UsageError:  # days that were set and days from the data were out of order then
                self.days, self.rows, self.limits, self.by_limits = [], [], [], []
                return
            frame = staged(frame, limits)
        places, codes = frame["_place"].to_numpy(), _codes(frame["stage"])
        self.by_limits.append(self._moved_by_limits(frame, places, codes, limits))
        row = np.full(len(self._relations.people), UNKNOWN, np.uint8)
        row[places] = codes
        self.days.append(day)
        self.rows.append(row)
        self.limits.append(limits)

    def _limits(self, frame: pl.DataFrame) -> StageLimits:
        is_fixed = self._settings.history_thresholds == "now"
        return self._last if is_fixed else limits_of(frame, self._settings)[0]

    def _moved_by_limits(
        self, frame: pl.DataFrame, places: NDArray[np.uint32], now: Stages, limits: StageLimits
    ) -> int:
        """How many moved since the day before and would not have by the limits of the day before."""
        if not self.rows or limits == self.limits[-1]:
            return 0
        before = self.rows[-1][places]
        moved = now != before
        by_old = _codes(staged(frame, self.limits[-1], pl.Series(moved))["stage"])
        return int((by_old == before[moved]).sum())


def _codes(stages: pl.Series) -> Stages:
    return stages.cast(pl.Enum(STAGES)).to_physical().to_numpy().astype(np.uint8)


def _begin(relations: Relations) -> date | None:
    """The day since when all that stages go by is there: purchases, and assets where there are any."""
    begins = [relations.diary.visits["on"].min()]
    if relations.ledger is not None:
        month = relations.ledger.months["month"].min()
        begins.append(
            date((month - 1) // 12, (month - 1) % 12 + 1, 1) if isinstance(month, int) else None
        )
    return max((day for day in begins if isinstance(day, date)), default=None)


def _days(begin: date, as_of: date, months: int) -> list[date]:
    """The last so many month ends from ``begin`` to ``as_of``, and ``as_of``."""
    days = [as_of]
    end = as_of if _is_month_end(as_of) else as_of.replace(day=1) - _DAY
    left = months
    while end >= begin and left:
        if end != as_of:
            days.append(end)
        end, left = end.replace(day=1) - _DAY, left - 1
    return days[::-1]


def _is_month_end(day: date) -> bool:
    return (day + _DAY).day == 1


_DAY = timedelta(days=1)
