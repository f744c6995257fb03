"""``inspect``: how files will be read, and the reading kept for later runs."""

from __future__ import annotations

from collections.abc import Sequence

from custseg.cli.boundary import say
from custseg.cli.options import Common
from custseg.cli.progress import shown
from custseg.cli.run import conclude, open_data, present, write_rejects
from custseg.cli.sections import Sections, find
from custseg.errors import CheckError
from custseg.words import t


def inspect_files(files: Sequence[str], options: Common, *, check: bool) -> int:
    """Show how ``files`` are read; with ``-o NAME.toml`` keep it; with ``check`` judge it."""
    from custseg.schema import inspect, keep

    sections = Sections(find(options.config))
    with shown(not options.quiet):
        data = open_data(files, options, sections, must_use=False)
        result = inspect(data)
        if options.output is not None and options.output.suffix == ".toml":
            from custseg.cli.defaults import commented_defaults
            from custseg.render import write_text

            write_text(keep(data, commented_defaults()), options.output, force=options.force)
            if not options.quiet:
                say(t("the reading is kept in {path}", path=options.output))
        else:
            present([result], options, files)
        if options.rejects is not None:
            write_rejects(data, options, files)
    code = conclude([result], options)
    doubts = result.warnings or ([] if data.tables else [t("no table can be used")])
    if check and doubts:
        raise CheckError(
            t("{count} things need a person: {first}", count=len(doubts), first=doubts[0]),
            t("settle them with --map, --as or the reading options, then keep them: -o custseg.toml"),
        )  # fmt: skip
    return code
