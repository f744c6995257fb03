"""All of it in one file."""

from __future__ import annotations

from typing import Any

import typer

from custseg.cli.options import Common, Files
from custseg.cli.register import Register


def report(files: Files, options: Common) -> int:
    """Every method the data allows, in one workbook (-o report.xlsx), one JSON or on the screen."""
    from custseg.cli.run import run

    def compute(data: Any, sections: Any) -> Any:
        from custseg.report import report

        return report(data, sections.of)

    return run(files, options, compute)


def register(app: typer.Typer, panel: str) -> None:
    """Add the commands of this panel."""
    Register(app, panel)(report, "every method in one workbook")
