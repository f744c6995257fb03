"""Two periods, whatever they are given as: exports, results in memory, or files of results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from custseg.errors import InputError, UsageError
from custseg.listed import ReadBack, account_of, results_in
from custseg.progress import stage
from custseg.report.groups import segment, tier
from custseg.report.methods import (
    SettingsOf,
    defaults_of,
    has_balances,
    method_results,
    with_own_columns,
)
from custseg.result import InputRecord, Result
from custseg.schema.dataset import Dataset
from custseg.words import t, title

if TYPE_CHECKING:
    from custseg.compare import Period

Side = Dataset | ReadBack | Result | Sequence[Result] | str
"""Exports, one or several results, or a file that custseg wrote (its path, or as it was read back)."""


def compare(
    old: Side, new: Side, settings_of: SettingsOf = defaults_of, *, labels: Sequence[str] = (),
    fail_on: Sequence[str] = (), names: tuple[str, str] = ("OLD", "NEW"),
    days: tuple[date | None, date | None] = (None, None),
) -> Result:  # fmt: skip
    """Who moved between two periods, what shifted, and which alarms that raises (动态调整).

    Of exports all methods are run, tiers and the user's segments among them, or, where the other side is a
    result, its methods only. ``fail_on`` are conditions such as ``psi > 0.25``: ``tables["alarms"]`` says
    which hold. ``days`` are as-of dates of results that do not say theirs.
    """
    from custseg.compare import CompareSettings
    from custseg.compare import compare as held_together
    from custseg.compare.alarms import alarms_of

    settings = settings_of(
        "compare", CompareSettings, labels=tuple(labels) or None, fail_on=tuple(fail_on) or None
    )
    alarms_of(settings.fail_on)  # a condition that is wrong is said before the work
    before, after = _found(old), _found(new)
    made_of = [set(_commands(side)) for side in (before, after)]
    periods = [
        period(side, settings_of, name=name, day=day, only=others)
        for side, name, day, others in zip((before, after), names, days, made_of[::-1], strict=True)
    ]
    return held_together(periods[0], periods[1], settings)


def _found(side: Side) -> Dataset | Sequence[Result] | ReadBack:
    if isinstance(side, str):
        read = results_in(side)
        if read is None:
            raise InputError(
                t("{file} is no result of custseg", file=side),
                t("read exports first: custseg.read({file!r})", file=side),
            )
        return read
    return [side] if isinstance(side, Result) else side


def _commands(side: Dataset | Sequence[Result] | ReadBack) -> list[str]:
    if isinstance(side, Dataset):
        return []
    results = side if isinstance(side, Sequence) else side.results
    return [r.command for r in results if r.command and r.customers is not None]


def period(
    side: Dataset | Sequence[Result] | ReadBack, settings_of: SettingsOf = defaults_of, *,
    name: str, day: date | None = None, only: set[str] | frozenset[str] = frozenset(),
) -> Period:  # fmt: skip
    """One of the two periods. ``only``: the commands worth running on exports, all where it is empty."""
    from custseg.compare import period_of
    from custseg.customers import customer_frame, tidy

    if isinstance(side, Dataset):
        results = _results(side, settings_of, only)
        people = tidy(with_own_columns(customer_frame(_apart(results)), side))
        return period_of(
            results, name, people=people, inputs=side.inputs, personal=side.personal, as_of=side.as_of,
            currencies=frozenset(x.currency for x in side.tables if x.currency),
            made_of=_exports(side.inputs),
        )  # fmt: skip
    if isinstance(side, Sequence):
        made = [r.provenance for r in side if r.provenance]
        return period_of(
            side, name, as_of=day, inputs=list(dict.fromkeys(i for p in made for i in p.inputs)),
            made_of=_exports(i for p in made for i in p.inputs),
            personal={c: unit for p in made for c, unit in p.personal.items()},
        )  # fmt: skip
    said = max((r.as_of for r in side.results if r.as_of), default=None)
    if day is not None and said is not None and day != said:
        raise UsageError(
            t("{file} is of {said}, and --as-of says {day}: a result has its day already",
              file=side.name, said=said, day=day),
            t("leave out the date, or give the exports"),
        )  # fmt: skip
    rows = max((r.customers.height for r in side.results if r.customers is not None), default=0)
    return period_of(
        side.results, name, as_of=day, personal=side.personal, sha256=side.sha256,
        made_of=_exports(i for r in side.results if r.provenance for i in r.provenance.inputs),
        inputs=[account_of(side.name, side.sha256, "previous", rows, rows)],
    )  # fmt: skip


def _exports(inputs: Iterable[InputRecord]) -> frozenset[str]:
    """The fingerprints of the exports among ``inputs``."""
    return frozenset(i.sha256 for i in inputs if i.sha256 and i.kind != "previous")


def _apart(results: Sequence[Result]) -> Sequence[Result]:
    from custseg.compare.period import apart

    return apart(results)


def _results(
    dataset: Dataset, settings_of: SettingsOf, only: set[str] | frozenset[str]
) -> list[Result]:
    """What the methods, tier and the user's segments say of exports."""
    from custseg.segment import SegmentSettings

    wanted = only - {"tier", "segment"}
    results: list[Result] = []
    if wanted or not only:
        results, _ = method_results(dataset, settings_of, only=wanted)
    if (not only or "tier" in only) and has_balances(dataset):
        with stage(title("tier")):
            results = [*results, tier(dataset, settings_of, results=results or None)]
    rules = settings_of("segment", SegmentSettings).rule
    if (not only and rules) or "segment" in only:
        results = [*results, segment(dataset, settings_of, results=results if not only else None)]
    if not results:
        raise InputError(
            t("{commands} cannot be made of these exports", commands=", ".join(sorted(only))),
            t("give the result of another command, or exports on both sides"),
        )
    return results
