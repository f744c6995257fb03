"""What to do with whom."""

from __future__ import annotations

from typing import Annotated, Any

from custseg.cli.options import Common, Files, option

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
    """How to serve whom, who looks after them, and which contacts are due: a plan of what to do."""
    from custseg.cli.run import run

    def compute(data: Any, sections: Any) -> Any:
        from custseg.report import measure as measured
        from custseg.report import plan

        if measure is not None:
            return measured(data, measure, sections.of)
        return plan(data, sections.of, only=tuple(only or ()))

    return run(files, options, compute)


COMMANDS = ((plan, "service policy, contacts due, managers: what to do with whom"),)
"""The commands of this panel, each with its line in the list of commands."""
