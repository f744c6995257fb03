"""Who moved since last time."""

from __future__ import annotations

from typing import Annotated

import typer

from custseg.cli.options import Common, option

METHOD = "Settings of the method"

Sides = Annotated[
    list[str],
    typer.Argument(metavar="OLD [NEW]", show_default=False),
]  # fmt: skip


def compare(
    sides: Sides,
    options: Common,
    old_as_of: Annotated[
        str | None,
        option("--old-as-of", metavar="DATE", panel=METHOD,
               help="see OLD from this date, nothing later in it (--as-of is NEW's)"),
    ] = None,
    label: Annotated[
        list[str] | None,
        option("--label", metavar="LABEL", panel=METHOD,
               help="show the moves of this label, or OLD's=NEW's where names differ (repeatable)"),
    ] = None,
    fail_on: Annotated[
        list[str] | None,
        option("--fail-on", metavar="CONDITION", panel=METHOD,
               help='exit with code 1 when this holds: "psi > 0.25", "lost_share > 5%", '
               '"customers < 0.9 * customers_old" (repeatable)'),
    ] = None,
) -> int:  # fmt: skip
    """Two periods: who moved between tiers, segments and stages, what shifted, and alarms for cron (exit code 1).

    OLD and NEW are results that custseg wrote (.xlsx .json .jsonl .csv .parquet), or exports: a file, or a folder for several files.
    OLD alone with --old-as-of DATE is held against itself: the same exports at two dates.
    """
    from custseg.cli.two_periods import compare_periods

    return compare_periods(sides, options, old_as_of, label or (), fail_on or ())


COMMANDS = ((compare, "who moved between two periods, drift, alarms with exit code 1"),)
"""The commands of this panel, each with its line in the list of commands."""
