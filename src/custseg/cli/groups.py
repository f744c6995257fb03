"""``segment --save-groups``: the groups in the data, kept in a file beside the answer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from custseg.cli.boundary import say
from custseg.cli.options import Common
from custseg.cli.progress import shown
from custseg.cli.run import conclude, deliver, open_data, paths_of, refuse_bad_output
from custseg.cli.sections import Sections, find
from custseg.errors import UsageError
from custseg.words import t


def keep_groups(files: Sequence[str], options: Common, kept: Path, given: dict[str, Any]) -> int:
    """Find groups in ``files``, show them, and write what puts later customers into them to ``kept``."""
    from custseg.render import check_file, together, write_text
    from custseg.report.groups import segment_found

    if kept.suffix.lower() != ".json":
        raise UsageError(
            t("--save-groups {path}: groups are kept as .json", path=kept),
            t("--save-groups groups.json"),
        )
    sections = Sections(find(options.config))
    refuse_bad_output(files, options)
    check_file(kept, force=options.force, inputs=paths_of(files))
    if options.output is not None and options.output.resolve() == kept.resolve():
        raise UsageError(
            t("-o and --save-groups name the same file: {path}", path=kept), t("name two files")
        )
    with shown(not options.quiet):
        data = open_data(files, options, sections)
        result, text = segment_found(data, sections.of, **given)
        data.refuse_nothing()
    with together():
        write_text(text, kept, force=options.force)
        deliver(data, [result], options, files)
    if not options.quiet:
        say(
            t(
                "the groups are kept in {path}; put customers into them with --groups {path}",
                path=kept,
            )
        )
    return conclude([result], options)
