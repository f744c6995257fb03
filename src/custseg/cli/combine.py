"""What the six methods say together: groups, and one customer explained."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from custseg.cli.options import Common, Files, option
from custseg.errors import UsageError
from custseg.words import t

METHOD = "Settings of the method"


def segment(
    files: Files,
    options: Common,
    clusters: Annotated[
        int | None,
        option("--clusters", metavar="K", panel=METHOD, min=2, max=50,
               help="find K groups in the data (without rules in custseg.toml K is chosen by stability)"),
    ] = None,
    columns: Annotated[
        list[str] | None,
        option("--columns", metavar="COLUMN", panel=METHOD,
               help="group by this measure only (repeatable)"),
    ] = None,
    check: Annotated[
        bool,
        option("--check", panel=METHOD,
               help="only show what the rules cover, where they overlap or gape, with customers to look at"),
    ] = False,
    diff: Annotated[
        str | None,
        option("--diff", metavar="OLD.toml", panel=METHOD,
               help="who moves, and how much money, against the rules of another settings file"),
    ] = None,
    save_groups: Annotated[
        Path | None,
        option("--save-groups", metavar="FILE", panel=METHOD,
               help="find groups in the data and keep them in FILE.json for customers to come"),
    ] = None,
    groups: Annotated[
        str | None,
        option("--groups", metavar="FILE", panel=METHOD,
               help="put customers into the groups kept in FILE, and say how far they have moved since"),
    ] = None,
    reconcile: Annotated[
        str | None,
        option("--reconcile", metavar="COLUMN", panel=METHOD,
               help="hold an old class of the customer list (such as 普通, VIP) against the segments"),
    ] = None,
) -> int:  # fmt: skip
    """Groups of customers: by your rules in custseg.toml, or found in the data, named and explained."""
    from custseg.cli.run import run

    if save_groups is not None:
        from custseg.cli.groups import keep_groups

        _must_stand_alone(check=check, diff=diff, groups=groups)
        given = {"clusters": clusters, "columns": columns, "reconcile": reconcile}
        return keep_groups(files, options, save_groups, given)

    def compute(data: Any, sections: Any) -> Any:
        from custseg.report import segment

        return segment(
            data, sections.of, clusters=clusters, columns=columns, only_check=check, diff=diff,
            groups=groups, reconcile=reconcile,
        )  # fmt: skip

    return run(files, options, compute)


def _must_stand_alone(**others: object) -> None:
    for name, value in others.items():
        if value:
            raise UsageError(
                t("--{first} and --{other} cannot be asked for together", first="save-groups",
                  other=name),
                t("leave out one of them"),
            )  # fmt: skip


def tier(
    files: Files,
    options: Common,
    previous: Annotated[
        str | None,
        option("--previous", metavar="FILE", panel=METHOD,
               help="go on from last month's result: the file that tier -o FILE wrote (.xlsx .json .jsonl .csv .parquet)"),
    ] = None,
    locks: Annotated[
        str | None,
        option("--locks", metavar="FILE", panel=METHOD,
               help="customers held at a level: a table of customer, level, until"),
    ] = None,
    metric: Annotated[
        str | None,
        option("--metric", metavar="COLUMN", panel=METHOD,
               help="what the levels' amounts measure: aum_month_avg, month_end_assets or a column"),
    ] = None,
    check: Annotated[
        bool,
        option("--check", panel=METHOD,
               help="only show what the levels cover, where they overlap and what is not known"),
    ] = False,
) -> int:  # fmt: skip
    """Levels with memory: who rises, who is watched, who falls and when, and who is near a threshold."""
    from custseg.cli.run import run

    def compute(data: Any, sections: Any) -> Any:
        from custseg.report import tier

        return tier(
            data, sections.of, previous=previous, locks=locks, metric=metric, only_check=check
        )

    return run(files, options, compute)


Customer = Annotated[
    str, typer.Argument(metavar="ID", help="the customer's id", show_default=False)
]


def explain(customer: Customer, files: Files, options: Common) -> int:
    """Everything known about one customer, and why each label is what it is."""
    from custseg.cli.run import run

    if options.min_cell is not None:
        raise UsageError(
            t("explain is about a single customer, and --min-cell is for sharing without any"),
            t("leave out --min-cell; --pseudonymize KEYFILE hides who it is"),
        )

    def compute(data: Any, sections: Any) -> Any:
        from custseg.report import explain

        return explain(data, customer, sections.of)

    return run(files, options, compute)


COMMANDS = (
    (segment, "groups by your rules, or found in the data and explained"),
    (tier, "levels with memory: promotion, watch, demotion, near-threshold lists"),
    (explain, "everything about one customer, and why"),
)
"""The commands of this panel, each with its line in the list of commands."""
