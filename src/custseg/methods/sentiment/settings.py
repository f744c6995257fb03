"""Section ``[sentiment]``: what counts as recent, as a scale, as high value, as a fall."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from custseg.settings import Meta, Section

Share = Annotated[float, Meta(gt=0, lt=1)]


class SentimentSettings(Section, frozen=True):
    """Section ``[sentiment]``: how feelings are told from scores, complaints and texts."""

    window_days: Annotated[
        int, Meta(ge=1, description="Messages of the last so many days make a customer's mood")
    ] = 180
    period_days: Annotated[
        int, Meta(ge=1, description="Length of the last period, which is held against the one before")
    ] = 90  # fmt: skip
    scale: Annotated[
        Literal["auto", "nps", "csat", "ces", "none"],
        Meta(description="What the scores are: nps (0 to 10, recommend), csat (satisfaction), ces (ease), auto "
                         "(by the header and the values) or none"),
    ] = "auto"  # fmt: skip
    scale_max: Annotated[
        Annotated[float, Meta(gt=1)] | None, Meta(description="The best score there is: 5, 7, 10 or 100 (default: by the values)")
    ] = None  # fmt: skip
    lexicon: Annotated[
        str, Meta(description="A file with aspects and urgency rules of your own (docs/methods.md)")
    ] = ""
    model: Annotated[
        str, Meta(description="A model made by --train, used instead of the shipped one")
    ] = ""
    neutral_share: Annotated[
        float, Meta(gt=0, lt=1, description="Share of texts taken to be neutral before they are read")
    ] = 0.9  # fmt: skip
    abstain_below: Annotated[
        float, Meta(gt=0, lt=1, description="A text whose likeliest class is less likely is undecided")
    ] = 0.55  # fmt: skip
    labels: Annotated[
        dict[str, Literal["negative", "neutral", "positive"]],
        Meta(
            description='What the values of a label column mean: { "0" = "negative", "1" = "positive" }'
        ),
    ] = msgspec.field(default_factory=dict)
    sla_days: Annotated[
        int, Meta(ge=1, description="A complaint is late when it takes more days than this")
    ] = 15
    sla_by_severity: Annotated[
        dict[str, Annotated[int, Meta(ge=0)]],
        Meta(description='Days for complaints of a severity as it is written in the file: { "高" = 3 }; '
                         "others have sla_days"),
    ] = msgspec.field(default_factory=dict)  # fmt: skip
    groups: Annotated[
        tuple[str, ...],
        Meta(description="Columns of the customer list by which answers, complaints and moods are compared"),
    ] = ("customer_level", "branch", "manager")  # fmt: skip
    high_value_share: Annotated[
        float, Meta(gt=0, lt=1, description="High value: this share of the customers, by assets or money")
    ] = 0.2  # fmt: skip
    fall_share: Annotated[
        float, Meta(gt=0, lt=1, description="Falling: assets or purchases fell by this share")
    ] = 0.1
    min_group: Annotated[
        int, Meta(ge=1, description="Groups with fewer customers heard are not shown")
    ] = 10
