"""All of it in one file, or the part of every manager in a file of their own."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from custseg.cli.options import Common, Files, option


class By(StrEnum):
    """Whom lists are made for."""

    manager = "manager"
    branch = "branch"


def report(
    files: Files,
    options: Common,
    by: Annotated[
        By | None,
        option("--by", metavar="manager|branch", panel="Settings of the method",
               help="a workbook for each manager or branch into the folder -o names: who may leave, complains, "
               "is near a threshold, whose products and documents expire"),
    ] = None,
) -> int:  # fmt: skip
    """Every method the data allows, in one workbook (-o report.xlsx), one page (-o report.html) or on the screen."""
    if by is not None:
        from custseg.cli.lists import run_lists

        return run_lists(files, options, by.value)
    from custseg.cli.run import run

    def compute(data: Any, sections: Any) -> Any:
        from custseg.report import report

        return report(data, sections.of)

    return run(files, options, compute)


COMMANDS = ((report, "every method in one workbook, or lists for each manager"),)
"""The commands of this panel, each with its line in the list of commands."""
