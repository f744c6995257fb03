"""compare: two periods of the same customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version

import polars as pl

from custseg.compare.alarms import Alarm, alarms_of, judged
from custseg.compare.drift import drift_of
from custseg.compare.guards import cautions, refuse_what_cannot_be
from custseg.compare.labels import compared
from custseg.compare.meeting import Meeting, money_both
from custseg.compare.movement import Movement, labels_table, movement_of
from custseg.compare.movers import Changes, drivers_table, movers_table
from custseg.compare.period import Period
from custseg.compare.population import SUMMARY_SCHEMA, population_table, summary_of
from custseg.compare.said import findings, infos
from custseg.compare.settings import CompareSettings
from custseg.errors import UsageError
from custseg.result import Chart, Note, Provenance, Result, config_sha256
from custseg.settings import as_plain
from custseg.words import t


def compare(old: Period, new: Period, settings: CompareSettings = CompareSettings()) -> Result:
    """Who moved from ``old`` to ``new`` (动态调整), what came and went, and what shifted.

    For every label both have (``labels``): who stayed, rose, fell or changed, with a matrix of heads and
    money, named movers and the facts that changed with them. For every column both have (``drift``): PSI
    over OLD's quantiles. Customers of one period only are new or lost; heads and money add up
    (``population``). Conditions of ``fail_on`` are judged over these tables (``alarms``).

    Raises:
        UsageError: a condition or label that cannot be, OLD later than NEW.
        InputError: no customers or columns in common, other currencies.
    """
    alarms = alarms_of(settings.fail_on)
    refuse_what_cannot_be(old, new)
    labels = compared(old, new, settings)
    money = money_both(old, new, settings.money)
    if settings.money is not None and money is None:
        raise UsageError(
            t("{name!r} is no column of numbers in both", name=settings.money),
            t("numbers in both: {known}", known=", ".join(
                c for c, kind in new.people.schema.items()
                if kind.is_numeric() and c in old.people.columns)),
        )  # fmt: skip
    meeting = Meeting(old, new, money)
    movements = [movement_of(meeting, label) for label in labels]
    shown = [m for m in movements if m.label.is_shown]
    changes = Changes(meeting)
    summary = summary_of(meeting)
    drift = drift_of(meeting, labels, settings)
    drivers = drivers_table(shown, changes)
    by_label = labels_table(movements)
    raised = judged(alarms, {
        "population": pl.DataFrame([summary], schema=SUMMARY_SCHEMA), "labels": by_label,
        "drift": drift.columns,
    })  # fmt: skip
    tables = {
        "alarms": raised, "population": population_table(meeting), "label_moves": by_label,
        **{key: table for m in shown for key, table in (
            (f"matrix_{m.key}", m.matrix), (f"moves_{m.key}", m.table),
            (f"movers_{m.key}", movers_table(m, changes, settings.list_customers)))},
        "drivers": drivers,
        "column_drift": drift.columns, "drift_bins": drift.cells,
    }  # fmt: skip
    exact = as_plain(settings)
    return Result(
        command="compare", as_of=new.as_of, customers=_customers(meeting, movements),
        tables={key: table for key, table in tables.items() if table.height},
        charts=tuple(_charts(shown)),
        evidence={
            "old": _about(old), "new": _about(new), "money": money, "population": summary,
            "labels": by_label.to_dicts(), "psi_largest": drift.columns["psi"].max(),
            "alarms": raised.to_dicts(),
        },
        notes=(
            *findings(meeting, summary, movements, drivers, drift.columns, settings), *cautions(meeting),
            *_unknown(alarms, raised), *infos(meeting, labels, movements, settings),
            *_own_warnings(old, new),
        ),
        settings=exact,
        provenance=Provenance(version("custseg"), config_sha256(exact), _inputs(old, new),
                              {**old.personal, **new.personal}),
    )  # fmt: skip


def _customers(meeting: Meeting, movements: Sequence[Movement]) -> pl.DataFrame:
    """One row a customer of either period: where from, where to."""
    presence = pl.when(~pl.col("in_old")).then(pl.lit("new")).when(~pl.col("in_new")).then(pl.lit("lost")).otherwise(pl.lit("both"))  # fmt: skip
    frame = pl.DataFrame({
        "customer_id": meeting.customers, "in_old": meeting.in_old, "in_new": meeting.in_new,
    }).select("customer_id", presence.alias("presence"))  # fmt: skip
    if meeting.money is not None:
        frame = frame.with_columns(meeting.money_was, meeting.money_now)
    return frame.with_columns(
        column.alias(name)
        for m in movements
        for name, column in ((f"{m.key}_old", m.was), (m.key, m.now), (f"{m.key}_move", m.move))
    )


def _charts(movements: Sequence[Movement]) -> list[Chart]:
    """The matrix of each label as a heat map; its cells stand in the table of the same key."""
    return [
        Chart(f"matrix_{m.key}", "heatmap", m.matrix.select(m.key, *m.ways), m.key, m.ways)
        for m in movements if m.matrix.height
    ]  # fmt: skip


def _unknown(alarms: Sequence[Alarm], raised: pl.DataFrame) -> list[Note]:
    """A warning for each condition that nothing is known of: it could never be raised."""
    return [
        Note("warning", t("the condition {text!r} cannot be judged: nothing of it is known", text=text))
        for text, is_raised in raised.select("alarm", "is_raised").iter_rows() if is_raised is None
    ]  # fmt: skip


def _own_warnings(old: Period, new: Period) -> list[Note]:
    """What the two were careful about themselves, with which of them said so where only one did."""
    both = [note for note in old.warnings if note in new.warnings]
    return [
        *both,
        *(Note(n.level, t("OLD: {text}", text=n.text)) for n in old.warnings if n not in both),
        *(Note(n.level, t("NEW: {text}", text=n.text)) for n in new.warnings if n not in both),
    ]


def _inputs(old: Period, new: Period) -> tuple:  # type: ignore[type-arg]
    return tuple(dict.fromkeys((*old.inputs, *new.inputs)))


def _about(period: Period) -> Mapping[str, object]:
    return {"name": period.name, "as_of": period.as_of, "commands": list(period.commands)}
