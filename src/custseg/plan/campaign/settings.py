"""Section ``[campaign]``: whom to write to about what, whom to leave alone, and who is not written to on purpose."""

from __future__ import annotations

from typing import Annotated, Literal

from custseg.errors import UsageError
from custseg.settings import Meta, Section, Yuan
from custseg.words import t

Need = Literal["investment", "daily", "loan", "payment", "cross_border", "protection"]
Outcome = Literal["auto", "responded", "product", "purchase", "money", "assets"]
Share = Annotated[float, Meta(gt=0, lt=1)]


class CampaignList(Section, frozen=True):
    """One entry of ``[[campaign.list]]``: an audience and what it is offered."""

    name: Annotated[str, Meta(min_length=1, description="What the campaign is called")]
    when: Annotated[
        str | None, Meta(description="SQL condition over the columns of the results (none: all customers)")
    ] = None  # fmt: skip
    need: Annotated[
        Need | None,
        Meta(description="Only customers with this main need; they are offered their best product that answers it"),
    ] = None  # fmt: skip
    product: Annotated[
        str | None, Meta(description="The product that is offered: not to who has it, nor where age or risk level forbid it")
    ] = None  # fmt: skip
    offer: Annotated[
        str | None, Meta(description="What is offered, in words, where it is no product")
    ] = None
    at_most: Annotated[
        Annotated[int, Meta(ge=1)] | None, Meta(description="Customers on the list at most, the first by order_by")
    ] = None  # fmt: skip
    order_by: Annotated[
        str | None, Meta(description="Column of numbers, the highest first (unset: what customers are worth)")
    ] = None  # fmt: skip
    control_share: Annotated[
        float | None, Meta(description="control_share for this list")
    ] = None  # fmt: skip
    base_rate: Annotated[Share | None, Meta(description="base_rate for this list")] = None
    smallest_uplift: Annotated[Share | None, Meta(description="smallest_uplift for this list")] = None  # fmt: skip
    cost: Annotated[Yuan | None, Meta(description="What reaching one customer costs, in yuan")] = None  # fmt: skip
    outcome: Annotated[
        Outcome,
        Meta(description="What --measure answers first: responded (a column of the list), product (taken), purchase "
                         "(any), money (spent), assets (gained); auto: the first of these the data has"),
    ] = "auto"  # fmt: skip


class CampaignSettings(Section, frozen=True):
    """Section ``[campaign]``: campaign lists with their control groups."""

    list: Annotated[
        tuple[CampaignList, ...],
        Meta(description="Campaigns; a customer goes to the first that takes them, up to max_lists"),
    ] = ()  # fmt: skip
    control_share: Annotated[
        float, Meta(description="Share of a list that is not contacted, so that the campaign can be measured")
    ] = 0.1  # fmt: skip
    seed: Annotated[int, Meta(description="Another number draws other control groups")] = 0
    stratify_by: Annotated[
        str | None, Meta(description="Column by which groups are drawn, shown and measured (unset: tier, value_tier or segment)")
    ] = None  # fmt: skip
    max_lists: Annotated[
        int, Meta(ge=1, le=9, description="Lists a customer may be on at most, control groups included")
    ] = 1  # fmt: skip
    contact_days: Annotated[
        int, Meta(ge=0, le=3650, description="Days up to the plan in which marketing contacts count (0: none count)")
    ] = 30  # fmt: skip
    max_contacts: Annotated[
        int, Meta(ge=1, description="Left alone with so many contacts in these days")
    ] = 1
    without_consent: Annotated[
        bool, Meta(description="Also customers who did not agree to marketing (for messages that are none)")
    ] = False  # fmt: skip
    after_complaint: Annotated[
        bool, Meta(description="Also customers with a complaint that is open or recent")
    ] = False
    base_rate: Annotated[
        float, Meta(gt=0, lt=1, description="Share expected to do it without the campaign, for the size of groups")
    ] = 0.02  # fmt: skip
    smallest_uplift: Annotated[
        float, Meta(gt=0, lt=1, description="The smallest gain in that share worth knowing of")
    ] = 0.02
    power: Annotated[
        float, Meta(gt=0, lt=1, description="Chance with which a gain of that size must be seen")
    ] = 0.8
    confidence: Annotated[
        float, Meta(gt=0, lt=1, description="Confidence of intervals and tests")
    ] = 0.95
    list_customers: Annotated[
        int, Meta(ge=1, description="Customers of each list shown as examples, in the order of the list")
    ] = 10  # fmt: skip

    def control_share_of(self, one: CampaignList) -> float:
        """The share of a list that is kept as control."""
        return self.control_share if one.control_share is None else one.control_share

    def base_rate_of(self, one: CampaignList) -> float:
        """The share of a list that is expected to do it anyway."""
        return self.base_rate if one.base_rate is None else one.base_rate

    def smallest_uplift_of(self, one: CampaignList) -> float:
        """The smallest gain of a list worth knowing of."""
        return self.smallest_uplift if one.smallest_uplift is None else one.smallest_uplift


def checked(settings: CampaignSettings) -> CampaignSettings:
    """``settings``, when its lists make sense.

    Raises UsageError that names every mistake: a name twice, two kinds of offers, control shares that leave
    nobody to contact or nobody to compare with.
    """
    names = [one.name for one in settings.list]
    wrong = [t("{name!r} is there twice", name=name) for name in sorted(set(names)) if names.count(name) > 1]  # fmt: skip
    for one in settings.list:
        share = settings.control_share_of(one)
        if not 0 < share < 1:
            wrong.append(t("{name!r}: a control share of {share} leaves nobody to {verb}; it lies between 0 and 1",
                           name=one.name, share=f"{share:g}",
                           verb=t("compare with") if share <= 0 else t("contact")))  # fmt: skip
        if one.product is not None and one.offer is not None:
            wrong.append(t("{name!r} has product and offer: write one", name=one.name))
    if wrong:
        raise UsageError(
            t("[campaign]: {mistakes}", mistakes="; ".join(wrong)),
            t("a campaign is [[campaign.list]] with name, when and product, need or offer; control_share is 0.1 unless said"),
        )  # fmt: skip
    return settings
