"""What must not be compared, and what must be said when it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl

from custseg.compare.meeting import Meeting
from custseg.compare.period import Period
from custseg.errors import InputError, UsageError
from custseg.result import Note
from custseg.words import header, t

_FEW_IN_COMMON = 0.5
_OTHER_UNIT = 20.0
_DIFFERENCES = 5
_NOT_OF_THE_METHOD = frozenset({"previous", "locks", "list_customers", "near_share"})
"""Settings that differ from month to month, or only in what is shown."""


def refuse_what_cannot_be(old: Period, new: Period) -> None:
    """Raises where the two cannot be held against each other.

    UsageError: OLD is the later one. InputError: other currencies, no customer or no column in common.
    """
    if old.as_of and new.as_of and old.as_of > new.as_of:
        raise UsageError(
            t("OLD ({old}) is of {old_day}, NEW ({new}) of {new_day}: OLD is the later one",
              old=old.name, new=new.name, old_day=old.as_of, new_day=new.as_of),
            t("name the earlier one first: custseg compare OLD NEW"),
        )  # fmt: skip
    if old.currencies and new.currencies and old.currencies != new.currencies:
        raise InputError(
            t("OLD is in {old}, NEW in {new}: amounts cannot be compared",
              old=", ".join(sorted(old.currencies)), new=", ".join(sorted(new.currencies))),
            t("give exports in the same currency"),
        )  # fmt: skip
    _refuse_strangers(old, new)
    shared = [c for c in new.people.columns if c in old.people.columns and c != "customer_id"]
    if not shared:
        raise InputError(
            t("OLD ({old_commands}) and NEW ({new_commands}) have no column in common",
              old_commands=_commands(old), new_commands=_commands(new)),
            t("give the results of the same command, or reports"),
        )  # fmt: skip


def _commands(period: Period) -> str:
    return ", ".join(period.commands) or period.name


def _refuse_strangers(old: Period, new: Period) -> None:
    """Raises InputError where nobody is in both, with what ids would meet if they were written alike."""
    was, now = old.people["customer_id"], new.people["customer_id"]
    if not len(was) or not len(now) or was.is_in(now.implode()).any():
        return
    told = {"old": was[0], "new": now[0]}
    if old.personal or new.personal:
        told = {"old": "…", "new": "…"}
    alike = _bare(was).is_in(_bare(now).implode()).sum()
    if alike:
        raise InputError(
            t("no customer is in both, but {n} would be without leading zeros and blanks: ids are written differently "
              "({old} in OLD, {new} in NEW)", n=f"{alike:,}", **told),
            t("export the id column as text, and do not open and save the file in a spreadsheet before"),
        )  # fmt: skip
    raise InputError(
        t("no customer is in both: ids look like {old} in OLD and like {new} in NEW", **told),
        t("the two must number customers alike; pseudonyms must come from the same key file"),
    )


def _bare(ids: pl.Series) -> pl.Series:
    """Ids as a spreadsheet may leave them: without leading zeros, blanks, a decimal and case."""
    return (
        ids.str.strip_chars()
        .str.replace(r"\.0$", "")
        .str.strip_chars_start("0'")
        .str.to_lowercase()
    )


def cautions(meeting: Meeting) -> Iterator[Note]:
    """What the reader must know before believing a movement."""
    old, new = meeting.old, meeting.new
    if old.sha256 and old.sha256 == new.sha256:
        yield Note("warning", t("OLD and NEW are the same file: nothing can have moved"))
    elif old.as_of and old.as_of == new.as_of:
        yield Note("warning", t("both are of {day}: this compares two views of one day (--old-as-of DATE sees OLD from an earlier one)",
                                day=old.as_of))  # fmt: skip
    for which, period in (("OLD", old), ("NEW", new)):
        if period.as_of is None:
            flag = "--as-of" if which == "NEW" else "--old-as-of"
            yield Note("info", t("nothing says of which day {which} is ({flag} DATE)", which=which, flag=flag))  # fmt: skip
    yield from _about_ids(meeting)
    yield from _about_units(meeting)
    yield from _about_settings(old, new)
    if old.commands and new.commands and set(old.commands) != set(new.commands):
        yield Note("info", t("OLD is of {old}, NEW of {new}: what both have is compared",
                             old=_commands(old), new=_commands(new)))  # fmt: skip


def _about_ids(meeting: Meeting) -> Iterator[Note]:
    """A warning where few are in both, and many more would be if ids were written alike."""
    was, now = (p.people["customer_id"] for p in (meeting.old, meeting.new))
    both, fewer = int(meeting.both.sum()), min(len(was), len(now))
    if not fewer or both >= _FEW_IN_COMMON * fewer:
        return
    alike = int(_bare(was).is_in(_bare(now).implode()).sum())
    if alike > both:
        yield Note("warning", t("only {n} customers are in both, {alike} would be if ids were written alike (leading zeros, "
                                "blanks, case): export them as text", n=f"{both:,}", alike=f"{alike:,}"))  # fmt: skip
    else:
        yield Note("warning", t("only {n} of {fewer} customers are in both: are these the same customers?",
                                n=f"{both:,}", fewer=f"{fewer:,}"))  # fmt: skip


def _about_units(meeting: Meeting) -> Iterator[Note]:
    """A warning where the money of the same customers is many times what it was: 元 and 万元, perhaps."""
    if meeting.money is None:
        return
    pairs = pl.DataFrame({"was": meeting.money_was, "now": meeting.money_now}).filter(
        (pl.col("was") > 0) & (pl.col("now") > 0)
    )
    if not pairs.height:
        return
    ratio = float(np.median(pairs["now"].to_numpy() / pairs["was"].to_numpy()))
    if ratio >= _OTHER_UNIT or ratio <= 1 / _OTHER_UNIT:
        times = ratio if ratio >= 1 else 1 / ratio
        more, less = ("NEW", "OLD") if ratio >= 1 else ("OLD", "NEW")
        yield Note("warning", t("{money} of the middle customer is {times:,.0f} times as much in {more} as in {less}: "
                                "are they in the same unit (元, 万元)?",
                                money=header(meeting.money), times=times, more=more, less=less))  # fmt: skip


def _about_settings(old: Period, new: Period) -> Iterator[Note]:
    """A warning that names the settings which differ: a change of rule looks like a change of customers."""
    differing = [
        f"[{command}] {key}: {_short(was)} → {_short(now)}"
        for command in new.settings if command in old.settings
        for key, was, now in _differences(old.settings[command], new.settings[command])
    ]  # fmt: skip
    if differing:
        rest = len(differing) - _DIFFERENCES
        said = "; ".join(differing[:_DIFFERENCES]) + (t("; and {count} more", count=rest) if rest > 0 else "")  # fmt: skip
        yield Note("warning", t("OLD and NEW were made with different settings, so that customers moved who did nothing: "
                                "{differing}", differing=said))  # fmt: skip


def _differences(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for key in sorted({*was, *now} - _NOT_OF_THE_METHOD):
        if key in was and key in now and _plain(was[key]) != _plain(now[key]):
            yield key, was[key], now[key]


def _plain(value: Any) -> Any:
    """A setting as JSON brings it back: tuples are lists there."""
    return [_plain(v) for v in value] if isinstance(value, list | tuple) else value


def _short(value: Any) -> str:
    said = str(value)
    return said if len(said) <= 60 else f"{said[:60]}…"
