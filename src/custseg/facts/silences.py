"""Silences: the long times between a customer's purchases, and the one that still goes on."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from custseg.facts.diary import Diary

_EPOCH = date(1970, 1, 1)


def silences(diary: Diary, as_of: date, longer_than: int) -> pl.DataFrame:
    """One row per customer and silence of more than ``longer_than`` days, in the order of the diary.

    ``customer`` (place in the diary); ``since``, the purchase day it follows; ``until``, the purchase day
    that ended it, null for one that still goes on at ``as_of``; ``silence_days``, how long it was or has
    been; ``worth``, the money of the customer up to and with ``since``, returns taken off (exact, null
    without amounts). ``as_of`` is the day the diary ends. Who has nothing but returns was never silent.
    """
    days = diary.visits
    bought = np.flatnonzero(days["bought"].to_numpy())
    owner = days["customer"].to_numpy()[bought]
    day = days["on"].to_physical().to_numpy()[bought].astype(np.int64)
    goes_on = np.append(owner[1:] != owner[:-1], True)[: len(owner)]
    until = np.append(day[1:], 0)[: len(day)]
    until[goes_on] = (as_of - _EPOCH).days
    long = np.flatnonzero(until - day > longer_than)
    found = pl.DataFrame({
        "customer": pl.Series(owner[long], dtype=pl.UInt32),
        "since": _dates(day[long]), "until": _dates(until[long]),
        "silence_days": pl.Series(until[long] - day[long], dtype=pl.Int64),
        "worth": _worth(days)[bought[long]],
    })  # fmt: skip
    ended = ~pl.Series("_ended", goes_on[long])
    return found.with_columns(pl.when(ended).then("until").alias("until"))


def _worth(days: pl.DataFrame) -> pl.Series:
    """The money of each customer up to and with each day."""
    money = days["money"].fill_null(0) if days["money"].count() else days["money"]
    owner = days["customer"].to_numpy()
    begins = np.flatnonzero(np.append(True, owner[1:] != owner[:-1])[: len(owner)])
    sizes = np.diff(np.append(begins, len(owner)))
    spent = money.cum_sum()
    before = (spent - money)[begins][np.repeat(np.arange(len(begins)), sizes)]
    return (spent - before).alias("worth")


def _dates(days: np.typing.NDArray[np.int64]) -> pl.Series:
    return pl.Series(days, dtype=pl.Int32).cast(pl.Date)
