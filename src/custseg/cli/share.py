"""All of it in one file."""

from __future__ import annotations

from typing import Any

from custseg.cli.options import Common, Files


def report(files: Files, options: Common) -> int:
    """Every method the data allows, in one workbook (-o report.xlsx), one JSON or on the screen."""
    from custseg.cli.run import run

    def compute(data: Any, sections: Any) -> Any:
        from custseg.report import report

        return report(data, sections.of)

    return run(files, options, compute)


COMMANDS = ((report, "every method in one workbook"),)
"""The commands of this panel, each with its line in the list of commands."""
