"""``sentiment --train``: a model learnt from labels, kept as two files beside the answer."""

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


def train_sentiment(
    files: Sequence[str], options: Common, model: Path, given: dict[str, Any]
) -> int:
    """Learn from the labels in ``files``, show the test, write ``model`` (.json) and its table (.tsv)."""
    from custseg.facts import FactSettings
    from custseg.methods.sentiment import SentimentSettings
    from custseg.methods.sentiment.kept import table_beside
    from custseg.methods.sentiment.method import sentiment_trained
    from custseg.render import check_file, together, write_text

    if model.suffix.lower() != ".json":
        raise UsageError(
            t("--train {path}: a model is kept as .json, with a .tsv beside it", path=model),
            t("--train model.json"),
        )
    sections = Sections(find(options.config))
    refuse_bad_output(files, options)
    for path in (model, table_beside(model)):
        check_file(path, force=options.force, inputs=paths_of(files))
    with shown(not options.quiet):
        data = open_data(files, options, sections, meant="feedback")
        settings = sections.of("sentiment", SentimentSettings, **given)
        result, trained = sentiment_trained(data, settings, sections.of("facts", FactSettings))
        data.refuse_nothing()
    with together():
        write_text(trained.card, model, force=options.force)
        write_text(trained.table, table_beside(model), force=options.force)
    deliver(data, [result], options, files)
    if not options.quiet:
        say(t("the model is kept in {path} and {table}; use it with --model {path}", path=model,
              table=table_beside(model)))  # fmt: skip
    return conclude([result], options)
