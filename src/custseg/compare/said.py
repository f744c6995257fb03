"""What moved, in sentences: findings first, then how it was counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from custseg.compare.labels import Compared
from custseg.compare.meeting import Meeting
from custseg.compare.movement import Movement
from custseg.compare.movers import reason_of
from custseg.compare.settings import CompareSettings
from custseg.compare.words import amount, money
from custseg.result import Note
from custseg.words import header, label, t

_FLOWS = 2
_DRIFTED = 3


def findings(
    meeting: Meeting, summary: Mapping[str, Any], movements: Sequence[Movement], drivers: pl.DataFrame,
    drift: pl.DataFrame, settings: CompareSettings,
) -> Iterator[Note]:  # fmt: skip
    """How many there were and are, who moved and with what, and what shifted."""
    yield Note("finding", _of_heads(summary))
    if summary["money"] is not None:
        yield Note("finding", _of_money(summary, meeting.money or ""))
    for movement in movements:
        if movement.label.is_shown:
            yield Note("finding", _of_label(movement, drivers))
    yield Note("finding", _of_drift(drift, settings))


def _of_heads(row: Mapping[str, Any]) -> str:
    return t("{old} customers became {now}: {new} new ({new_share:.1%} of NEW), {lost} lost ({lost_share:.1%} of OLD), "
             "{both} in both",
             old=f"{row['customers_old']:,}", now=f"{row['customers']:,}", new=f"{row['new']:,}",
             lost=f"{row['lost']:,}", both=f"{row['both']:,}", new_share=row["new_share"] or 0.0,
             lost_share=row["lost_share"] or 0.0)  # fmt: skip


def _of_money(row: Mapping[str, Any], column: str) -> str:
    stayed = row["money_change"] - row["money_new_customers"] + row["money_lost"]
    return t("{name}: {old} → {now} ({change}): {new} with new customers, {lost} gone with lost ones, {stayed} with "
             "those who stayed",
             name=header(column), old=money(row["money_old"]), now=money(row["money"]),
             change=_signed(row["money_change"]), new=_signed(row["money_new_customers"]),
             lost=_signed(-row["money_lost"]), stayed=_signed(stayed))  # fmt: skip


def _signed(value: float) -> str:
    return ("+" if value > 0 else "−" if value < 0 else "±") + money(abs(value))


def _of_label(movement: Movement, drivers: pl.DataFrame) -> str:
    row, name = movement.summary, header(movement.key)
    if not row["customers_both"]:
        return t("{label}: nobody in both had one in OLD", label=name)
    if row["up"] is not None:
        said = t("{label}: {stayed:.1%} of {n} customers stayed, {up} rose, {down} fell",
                 label=name, stayed=row["stayed_share"], n=f"{row['customers_both']:,}",
                 up=f"{row['up']:,}", down=f"{row['down']:,}")  # fmt: skip
        if row["changed"]:
            said += t(", {n} changed otherwise", n=f"{row['changed']:,}")
    else:
        said = t("{label}: {stayed:.1%} of {n} customers stayed, {changed} changed",
                 label=name, stayed=row["stayed_share"], n=f"{row['customers_both']:,}",
                 changed=f"{row['changed']:,}")  # fmt: skip
    said += _flows(movement)
    for move in ("down", "changed"):
        reason = reason_of(movement, move, drivers)
        if reason:
            return said + reason
    return said


def _flows(movement: Movement) -> str:
    """The ways that most took."""
    key = movement.key
    moved = movement.table.filter(pl.col("move").is_in(["up", "down", "changed"])).head(_FLOWS)
    if not moved.height:
        return ""
    ways = [
        t("{old} → {new} {n}", old=label(key, row[f"{key}_old"]), new=label(key, row[key]),
          n=f"{row['customers']:,}")
        for row in moved.iter_rows(named=True)
    ]  # fmt: skip
    return t("; most: {ways}", ways=t(", ").join(ways))


def _of_drift(drift: pl.DataFrame, settings: CompareSettings) -> str:
    known = drift.filter(pl.col("psi").is_not_null() & (pl.col("psi_band") != "grows"))
    moved = known.filter(pl.col("psi_band").is_in(["moved", "shifted"]))
    if not known.height:
        return t("no column could be held against its distribution in OLD")
    if not moved.height:
        return t("none of {n} columns has shifted: the largest PSI is {psi:.3f} ({name})",
                 n=f"{known.height:,}", psi=known["psi"][0], name=header(known["measure"][0]))  # fmt: skip
    named = [t("{name} {psi:.2f}", name=header(row["measure"]), psi=row["psi"])
             for row in moved.head(_DRIFTED).iter_rows(named=True)]  # fmt: skip
    shifted = moved.filter(pl.col("psi_band") == "shifted").height
    return t("{moved} of {n} columns have moved, {shifted} of them far (PSI above {limit}): most of all {names}",
             moved=f"{moved.height:,}", n=f"{known.height:,}", shifted=f"{shifted:,}",
             limit=amount("", settings.shifted_above), names=t(", ").join(named))  # fmt: skip


def infos(
    meeting: Meeting, labels: Sequence[Compared], movements: Sequence[Movement],
    settings: CompareSettings,
) -> Iterator[Note]:  # fmt: skip
    """How it was counted."""
    old, new = meeting.old, meeting.new
    yield Note("info", t("OLD is {old} as of {old_day}, NEW is {new} as of {new_day}",
                         old=old.name, new=new.name, old_day=old.as_of or t("a day unknown"),
                         new_day=new.as_of or t("a day unknown")))  # fmt: skip
    if not labels:
        yield Note("info", t("the two have no label in common: movement is not shown ([compare] labels, --label)"))  # fmt: skip
    for one in labels:
        if one.was != one.key:
            yield Note("info", t("{key} of NEW is held against {was} of OLD", key=header(one.key), was=header(one.was)))  # fmt: skip
    if meeting.money is None:
        yield Note("info", t("no column says in both what a customer is worth: movement is shown in heads only ([compare] money)"))  # fmt: skip
    for movement in movements:
        moved = int((movement.move != "stayed").sum())
        if movement.label.is_shown and moved > settings.list_customers:
            yield Note("info", t("{label}: {shown} of {n} movers are named, most money first ([compare] list_customers)",
                                 label=header(movement.key), shown=settings.list_customers, n=f"{moved:,}"))  # fmt: skip
    if old.made_of & new.made_of:
        yield Note("info", t("both were made of the same exports: columns without a date (addresses, levels in the list) are those "
                             "of the export in both, and what only grows with time sets off no alarm"))  # fmt: skip
    yield Note("info", t("PSI = Σ (new − old) · ln(new ÷ old) over {bins} parts by OLD's quantiles; below {stable} stable, above "
                         "{shifted} shifted; empty parts count as 0.9 customers",
                         bins=settings.bins, stable=amount("", settings.stable_below),
                         shifted=amount("", settings.shifted_above)))  # fmt: skip


def alarm_lines(alarms: pl.DataFrame) -> list[str]:
    """A line for each condition that holds, and for each that could not be judged."""
    return [
        t("alarm: {condition} ({found})", condition=row["alarm"], found=row["found_there"])
        for row in alarms.iter_rows(named=True) if row["is_raised"]
    ]  # fmt: skip
