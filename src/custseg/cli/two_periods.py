"""``compare``: two inputs, two dates, one result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from custseg.cli.boundary import say
from custseg.cli.options import Common
from custseg.cli.progress import shown
from custseg.cli.run import conclude, deliver, open_data, refuse_bad_output
from custseg.cli.sections import Sections, find
from custseg.errors import UsageError
from custseg.words import t

if TYPE_CHECKING:
    from custseg.listed import ReadBack
    from custseg.result import Result
    from custseg.schema.dataset import Dataset

FAILED = 1


def compare_periods(
    sides: Sequence[str], options: Common, old_as_of: str | None, labels: Sequence[str],
    fail_on: Sequence[str],
) -> int:  # fmt: skip
    """Compare, show or write the result wholly, then say which alarms hold: exit code 1 if any does."""
    from custseg.report.compared import compare
    from custseg.schema.dataset import Dataset

    old, new = _two(sides, old_as_of)
    sections = Sections(find(options.config))
    refuse_bad_output([old, new], options)
    days = (_day(old_as_of), _day(options.as_of))
    with shown(not options.quiet):
        _refuse_bad_alarms(sections, fail_on)
        before = _side(old, replace(options, as_of=old_as_of), sections)
        after = _side(new, options, sections)
        result = compare(
            before, after, sections.of, labels=labels, fail_on=fail_on, names=_names(old, new, days), days=days,
        )  # fmt: skip
        datasets = [side for side in (before, after) if isinstance(side, Dataset)]
        for data in datasets:
            data.refuse_nothing()
    if options.rejects is not None and not datasets:
        raise UsageError(
            t("--rejects is of exports, and both are results"), t("leave out --rejects")
        )
    deliver(datasets, [result], options, list(dict.fromkeys([old, new])))
    raised = _say_alarms(result)
    code = conclude([result], options)
    return FAILED if raised else code


def _two(sides: Sequence[str], old_as_of: str | None) -> tuple[str, str]:
    if len(sides) == 1 and old_as_of is not None:
        return sides[0], sides[0]
    if len(sides) != 2:
        raise UsageError(
            t("compare takes two periods, OLD and NEW; {n} given", n=len(sides)),
            t("one set of exports at two dates: custseg compare {side} --old-as-of DATE", side=sides[0])
            if len(sides) == 1
            else t("put the files of each period in a folder of its own"),
        )  # fmt: skip
    if "-" in sides:
        raise UsageError(
            t("compare cannot read standard input: it needs two inputs"), t("name files or folders")
        )
    return sides[0], sides[1]


def _refuse_bad_alarms(sections: Sections, fail_on: Sequence[str]) -> None:
    from custseg.compare import CompareSettings
    from custseg.compare.alarms import alarms_of

    alarms_of(sections.of("compare", CompareSettings, fail_on=tuple(fail_on) or None).fail_on)


def _side(path: str, options: Common, sections: Sections) -> Dataset | ReadBack:
    """A result read back, or exports."""
    from custseg.listed import results_in

    return results_in(path) or open_data([path], options, sections)


def _names(old: str, new: str, days: tuple[date | None, date | None]) -> tuple[str, str]:
    """What the two are called: their files, with the dates where they are the same."""
    first, second = Path(old).name or old, Path(new).name or new
    if first != second or old == new:
        return first, second
    return old, new


def _day(text: str | None) -> date | None:
    from custseg.schema.reading import parse_day

    return parse_day(text)


def _say_alarms(result: Result) -> int:
    """A line on standard error for each alarm; how many there are."""
    from custseg.compare.said import alarm_lines

    lines = alarm_lines(result.tables["alarms"]) if "alarms" in result.tables else []
    for line in lines:
        say(t("custseg: {text}", text=line))
    return len(lines)
