"""What to do with whom."""

from __future__ import annotations

from typing import Annotated, Any

from custseg.cli.options import Common, Files, option
from custseg.errors import UsageError
from custseg.words import t

METHOD = "Settings of the method"


def plan(
    files: Files,
    options: Common,
    only: Annotated[
        list[str] | None,
        option("--only", metavar="PART", panel=METHOD,
               help="make this part of the plan only (repeatable)"),
    ] = None,
    measure: Annotated[
        str | None,
        option("--measure", metavar="LIST", panel=METHOD,
               help="what the campaigns of an earlier plan brought: the file plan -o FILE wrote; FILES are later exports"),
    ] = None,
) -> int:  # fmt: skip
    """How to serve whom, by whom, with which money, whom to write to, and how far targets have come: what to do."""
    from custseg.cli.run import run

    if measure is not None and only:
        raise UsageError(
            t("--measure looks at an earlier plan and makes no part of a new one: --only has no meaning with it"),
            t("give one of the two"),
        )  # fmt: skip

    def compute(data: Any, sections: Any) -> Any:
        from custseg.report import measure as measured
        from custseg.report import plan

        if measure is not None:
            return measured(data, measure, sections.of)
        return plan(data, sections.of, only=tuple(only or ()))

    return run(files, options, compute)


COMMANDS = (
    (
        plan,
        "service levels, contacts due, managers, budget, campaigns and what they brought, targets",
    ),
)
"""The commands of this panel, each with its line in the list of commands."""
