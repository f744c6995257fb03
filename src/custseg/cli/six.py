"""The six methods, one command each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from custseg.cli.options import Common, Files, option
from custseg.errors import UsageError
from custseg.words import t

METHOD = "Settings of the method"


def profile(files: Files, options: Common) -> int:
    """Who are they? Age, sex, region, occupation, tenure and what id numbers say; how good the data is."""
    from custseg.cli.run import run

    def compute(data: Any, sections: Any) -> Any:
        from custseg.facts import FactSettings
        from custseg.methods.attributes import ProfileSettings, profile

        return profile(
            data, sections.of("profile", ProfileSettings), sections.of("facts", FactSettings)
        )

    return run(files, options, compute)


Churned = Annotated[
    str | None,
    option("--label", metavar="COLUMN", panel=METHOD,
           help="column of the customer list that says who left: the chance of leaving is learned from it"),
]  # fmt: skip


def _labelled(options: Common, churned: str | None) -> Common:
    """``options`` that read the column ``churned`` as who left."""
    if churned is None:
        return options
    return replace(options, map=[*(options.map or []), f"{churned}=churned"])


def _run_labelled(
    files: Files, options: Common, churned: str | None, compute: Callable[[Any, Any], Any]
) -> int:  # fmt: skip
    """The run of a command with ``--label``: what is wrong with the column is said of that option."""
    from custseg.cli.run import run

    try:
        return run(files, _labelled(options, churned), compute)
    except UsageError as error:
        asked, said = f"--map {churned}=churned", f"--label {churned}"
        if churned is None or not error.message.startswith(asked):
            raise
        raise UsageError(error.message.replace(asked, said), error.hint) from None


def behavior(
    files: Files,
    options: Common,
    churned: Churned = None,
) -> int:  # fmt: skip
    """What do they do, how often, through which channel, and are they overdue by their own rhythm?"""

    def compute(data: Any, sections: Any) -> Any:
        from custseg.churn import ChurnSettings
        from custseg.facts import FactSettings
        from custseg.methods.behavior import BehaviorSettings, behavior

        return behavior(
            data, sections.of("behavior", BehaviorSettings), sections.of("facts", FactSettings),
            sections.of("churn", ChurnSettings),
        )  # fmt: skip

    return _run_labelled(files, options, churned, compute)


def value(
    files: Files,
    options: Common,
    model: Annotated[
        str | None,
        option("--model", metavar="NAME", panel=METHOD,
               help="forecast of purchases: mbg_nbd, bg_nbd, pareto_nbd or none"),
    ] = None,
    unit: Annotated[
        str | None,
        option("--unit", metavar="UNIT", panel=METHOD,
               help="unit of time of the forecast: day, week or month"),
    ] = None,
    fit_until: Annotated[
        str | None,
        option("--fit-until", metavar="DATE", panel=METHOD,
               help="forecast on this day, and test it on what came after"),
    ] = None,
) -> int:  # fmt: skip
    """What are they worth? Contribution, monthly-average assets, concentration, ABC, high/potential/low."""
    from custseg.cli.run import run

    def compute(data: Any, sections: Any) -> Any:
        from custseg.facts import FactSettings
        from custseg.methods.value import ValueSettings, value

        chosen = sections.of("value", ValueSettings, model=model, unit=unit, fit_until=fit_until)
        return value(data, chosen, sections.of("facts", FactSettings))

    return run(files, options, compute)


def rfm(
    files: Files,
    options: Common,
    bins: Annotated[
        int | None, option("--bins", metavar="N", panel=METHOD, help="scores per measure, 2 to 9")
    ] = None,
    scheme: Annotated[
        str | None,
        option(
            "--scheme", metavar="NAME", panel=METHOD, help="segments: rf25, eight, both or custom"
        ),
    ] = None,
    returns: Annotated[
        str | None,
        option("--returns", metavar="POLICY", panel=METHOD, help="returns: net, drop or keep"),
    ] = None,
    frequency: Annotated[
        str | None,
        option("--frequency", metavar="UNIT", panel=METHOD, help="count orders or rows"),
    ] = None,
) -> int:
    """Recency, frequency and money as scores by thresholds, and named segments."""
    from custseg.cli.run import run

    def compute(data: Any, sections: Any) -> Any:
        from custseg.facts import FactSettings
        from custseg.methods.value import RfmSettings, rfm

        facts = sections.of("facts", FactSettings, returns=returns, frequency=frequency)
        return rfm(data, sections.of("rfm", RfmSettings, bins=bins, scheme=scheme), facts)

    return run(files, options, compute)


def needs(
    files: Files,
    options: Common,
    product: Annotated[
        str | None,
        option("--product", metavar="NAME", panel=METHOD,
               help="a scorecard for this product, or for a yes/no column of the customer list"),
    ] = None,
    source: Annotated[
        str | None,
        option("--source", metavar="NAME", panel=METHOD,
               help="what customers have: holdings, purchases or auto"),
    ] = None,
    level: Annotated[
        str | None,
        option("--level", metavar="NAME", panel=METHOD, help="count each product, or its family"),
    ] = None,
    in_order: Annotated[
        bool,
        option("--in-order", panel=METHOD,
               help="rows stand in the order of time: the last ones test the scorecard"),
    ] = False,
) -> int:  # fmt: skip
    """What will they want next? The best products for each customer, the need behind them, and why."""
    from custseg.cli.run import run

    def compute(data: Any, sections: Any) -> Any:
        from custseg.facts import FactSettings
        from custseg.methods.needs import NeedsSettings, needs

        chosen = sections.of("needs", NeedsSettings, product=product, source=source, level=level,
                             in_order=in_order or None)  # fmt: skip
        return needs(data, chosen, sections.of("facts", FactSettings))

    return run(files, options, compute)


def sentiment(
    files: Files,
    options: Common,
    scale: Annotated[
        str | None,
        option("--scale", metavar="NAME", panel=METHOD,
               help="what scores are: nps, csat, ces, auto or none"),
    ] = None,
    model: Annotated[
        str | None,
        option("--model", metavar="FILE", panel=METHOD,
               help="judge texts by a model of your own, made with --train"),
    ] = None,
    train: Annotated[
        Path | None,
        option("--train", metavar="FILE", panel=METHOD,
               help="learn from the label column (50 texts or more) and keep the model in FILE.json"),
    ] = None,
    labels: Annotated[
        list[str] | None,
        option("--labels", metavar="VALUE=CLASS", panel=METHOD,
               help="what a label means: --labels 0=negative (repeatable)"),
    ] = None,
    lexicon: Annotated[
        str | None,
        option("--lexicon", metavar="FILE", panel=METHOD,
               help="topics and urgency rules of your own (TOML)"),
    ] = None,
) -> int:  # fmt: skip
    """How do they feel, and about what? Scores, complaints, texts; urgency; who is valued, unhappy and falling."""
    from custseg.cli.run import run

    given = {"scale": scale, "model": model, "lexicon": lexicon, "labels": _pairs(labels)}
    if train is not None:
        from custseg.cli.learning import train_sentiment

        return train_sentiment(files, options, train, given)

    def compute(data: Any, sections: Any) -> Any:
        from custseg.facts import FactSettings
        from custseg.methods.sentiment import SentimentSettings, sentiment

        return sentiment(
            data,
            sections.of("sentiment", SentimentSettings, **given),
            sections.of("facts", FactSettings),
        )

    return run(files, options, compute)


def _pairs(said: list[str] | None) -> dict[str, str] | None:
    """``value=class`` as written on the command line; None where nothing was."""
    if not said:
        return None
    pairs = dict(pair.rpartition("=")[::2] for pair in said)
    if "" in pairs:
        raise UsageError(
            t(
                "--labels {text!r} is not VALUE=CLASS",
                text=next(p for p in said if "=" not in p[1:]),
            ),
            t("--labels 0=negative --labels 1=positive"),
        )
    return pairs


def lifecycle(
    files: Files,
    options: Common,
    churned: Churned = None,
    survival_by: Annotated[
        str | None,
        option("--survival-by", metavar="COLUMN", panel=METHOD,
               help="compare how long customers stay, or contracts last, by this column"),
    ] = None,
) -> int:  # fmt: skip
    """Which stage are they in, from prospect to lost and won back, and who is leaving?"""

    def compute(data: Any, sections: Any) -> Any:
        from custseg.churn import ChurnSettings
        from custseg.facts import FactSettings
        from custseg.methods.lifecycle import LifecycleSettings, lifecycle

        return lifecycle(
            data, sections.of("lifecycle", LifecycleSettings, survival_by=survival_by),
            sections.of("facts", FactSettings), sections.of("churn", ChurnSettings),
        )  # fmt: skip

    return _run_labelled(files, options, churned, compute)


COMMANDS = (
    (profile, "who they are, and how good the data is (method 2, attributes)"),
    (behavior, "what they do, how often, are they overdue (method 1, behaviour)"),
    (value, "what they are worth (method 3, value)"),
    (rfm, "recency, frequency, money: scores and segments (method 3)"),
    (needs, "what they will want next, and why (method 4, needs)"),
    (sentiment, "how they feel, and about what (method 5, sentiment)"),
    (lifecycle, "which stage they are in, who is leaving (method 6, life cycle)"),
)
"""The commands of this panel, each with its line in the list of commands."""
