"""``demo``: the invented bank, and a walk through the methods on its files."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from custseg.cli.options import Common
from custseg.cli.progress import shown
from custseg.cli.run import view_of
from custseg.errors import OutputError
from custseg.progress import stage
from custseg.words import t

if TYPE_CHECKING:
    from custseg.result import Result
    from custseg.schema.dataset import Dataset


def tour(folder: Path, customers: int, options: Common) -> int:
    """Write the bank into ``folder``, show each method on it, end with a workbook."""
    from custseg.demo.bank import truth
    from custseg.demo.tour import in_brief, somebody, steps, welcome
    from custseg.render import write
    from custseg.schema import inspect, read

    exports = folder / "exports"
    with shown(not options.quiet), stage(t("inventing a bank")):
        write_exports(exports, customers, force=options.force)
    _tell(welcome())
    _tell(t("files: {folder}", folder=exports))
    with shown(not options.quiet):
        data = read([str(exports)])
        results = [inspect(data), *_results(data)]
        known = truth(customers)
    told = {result.command: result for result in results}
    for number, step in enumerate(steps(), start=1):
        _tell(f"\n{'─' * 72}\n{number}. {step.asks}\n   {t('Look at {what}', what=step.look)}")
        if step.command in told and step.command != "report":
            _tell(f"   $ custseg {step.command} {exports}\n")
            write(in_brief(told[step.command], known), None, None, view_of(options))
    report = folder / t("report.xlsx")
    with shown(not options.quiet), stage(t("writing the workbook")):
        write(results[1:], report, view=view_of(options), force=True)
    _tell(f"   $ custseg report {exports} -o {t('report.xlsx')}\n")
    _tell(t("   The workbook: {path}", path=report.resolve()))
    _tell(t("   One customer by all methods: custseg explain {customer} {folder}",
            customer=somebody(told["sentiment"]), folder=exports))  # fmt: skip
    return 0


def write_exports(exports: Path, customers: int, *, force: bool) -> None:
    """Write the bank's files; files that are there and differ are only replaced with ``force``."""
    from custseg.demo.bank import truth, truth_of_needs, write_bank

    with tempfile.TemporaryDirectory() as made:
        written = write_bank(Path(made) / "exports", customers)
        changed = [
            there for source in written
            if (there := exports / source.name).exists() and there.read_bytes() != source.read_bytes()
        ]  # fmt: skip
        if changed and not force:
            raise OutputError(
                t("{path} exists and is not what the demo would write", path=changed[0]),
                t("--folder NAME writes elsewhere, --force replaces it"),
            )
        try:
            exports.mkdir(parents=True, exist_ok=True)
            for source in written:
                (exports / source.name).write_bytes(source.read_bytes())
            truth(customers).write_csv(exports.parent / "truth.csv")
            truth_of_needs(customers).write_csv(exports.parent / "truth_of_needs.csv")
        except OSError as error:
            raise OutputError(
                t("cannot write the demo to {folder}: {error}", folder=exports, error=error),
                t("--folder NAME writes elsewhere"),
            ) from error


def _results(data: Dataset) -> list[Result]:
    from custseg.report import report, segment

    with stage(t("running the methods")):
        results = report(data)
        return [*results, segment(data, results=results)]


def _tell(text: str) -> None:
    print(text, flush=True)
