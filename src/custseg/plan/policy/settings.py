"""The section [policy] of custseg.toml, and what of it can be wrong before any data is read."""

from __future__ import annotations

from typing import Annotated

from custseg.errors import UsageError
from custseg.settings import Meta, Section, Yuan
from custseg.words import t

Days = Annotated[int, Meta(ge=1, le=3650)]


class Level(Section, frozen=True):
    """A service level and whom it is for: ``[[policy.level]]``; all of tier, segment and when must hold."""

    name: Annotated[str, Meta(description="What the service level is called", min_length=1)]
    tier: Annotated[
        tuple[str, ...],
        Meta(description="Tiers it is for, by name (without tiers: high, potential, low by value)"),
    ] = ()  # fmt: skip
    segment: Annotated[tuple[str, ...], Meta(description="Segments it is for, by name")] = ()
    when: Annotated[
        str | None, Meta(description="SQL condition that must hold (as well)")
    ] = None  # fmt: skip
    service: Annotated[str, Meta(description="What these customers are given")] = ""
    service_channel: Annotated[str, Meta(description="How they are contacted")] = ""
    contact_every_days: Annotated[
        Days | None, Meta(description="A contact at least every so many days (none: no rhythm)")
    ] = None
    contacts_a_month: Annotated[
        Annotated[float, Meta(ge=0.01, le=31)] | None,
        Meta(description="The rhythm the other way round: contacts a month of 30 days"),
    ] = None
    benefit: Annotated[str, Meta(description="Benefits and terms they are entitled to")] = ""
    answer_within_hours: Annotated[
        Annotated[float, Meta(gt=0)] | None,
        Meta(description="Hours within which an enquiry or complaint is answered"),
    ] = None
    owner: Annotated[str, Meta(description="The role that is responsible")] = ""

    @property
    def rhythm_days(self) -> int | None:
        """Days between contacts at most: n a month are one every ⌊30 ÷ n⌋ days, never less than one."""
        if self.contacts_a_month is not None:
            return max(1, int(30 / self.contacts_a_month))
        return self.contact_every_days


class Strategy(Section, frozen=True):
    """What is wanted of customers, by where they stand in their life: ``[[policy.strategy]]``."""

    name: Annotated[
        str,
        Meta(description="acquire, develop, keep, retain, win_back, terminate or a name of your own", min_length=1),
    ]  # fmt: skip
    when: Annotated[
        str | None, Meta(description="SQL condition over the columns of the results (none: the rest)")
    ] = None  # fmt: skip
    action: Annotated[str, Meta(description="What is done")] = ""
    contact_every_days: Annotated[
        Annotated[int, Meta(ge=0, le=3650)] | None,
        Meta(description="Contacts at least this often, whatever the service level asks (0: none at all)"),
    ] = None  # fmt: skip


class PolicySettings(Section, frozen=True):
    """Section ``[policy]``: how customers of each level are served, and what is wanted of them."""

    level: Annotated[
        tuple[Level, ...],
        Meta(description="Service levels, the first that holds counts (empty: an example for each tier)"),
    ] = ()  # fmt: skip
    strategy: Annotated[
        tuple[Strategy, ...],
        Meta(description="Strategies, the first that holds counts (empty: by stage of life and value)"),
    ] = ()  # fmt: skip
    idle_days: Annotated[
        int, Meta(description="Long dormant (长期不动户): no purchase for so many days", ge=1)
    ] = 365
    idle_value: Annotated[
        Yuan, Meta(description="And holding less than this: closed rather than won back")
    ] = Yuan(1000)
    audit_days: Annotated[
        int, Meta(description="Days up to the date of the plan in which contacts are audited", ge=1, le=3650)
    ] = 90  # fmt: skip
    early_share: Annotated[
        float,
        Meta(description="A contact sooner after the last one than this share of the rhythm was not asked for", ge=0, le=1),
    ] = 0.5  # fmt: skip
    contact_events: Annotated[
        tuple[str, ...],
        Meta(description="Words of event types that are contacts, where there is no list of contacts"),
    ] = ("拜访", "走访", "面访", "面谈", "电访", "外呼", "回访", "联系", "跟进", "visit", "call", "contact",
         "follow", "meeting")  # fmt: skip
    not_reached: Annotated[
        tuple[str, ...],
        Meta(description="Words of results of contacts in which nobody was reached"),
    ] = ("未接", "无人接", "未联系上", "未通", "关机", "停机", "空号", "拒接", "失败", "no answer", "not reached",
         "unreachable", "busy", "failed", "voicemail")  # fmt: skip
    list_customers: Annotated[
        int, Meta(description="Customers on each list at most, the most valuable first", ge=1)
    ] = 20


def checked(settings: PolicySettings) -> PolicySettings:
    """``settings``, when its levels and strategies make sense.

    Raises UsageError that names every mistake: a name twice, two rhythms in one level, a rest that is not the
    last.
    """
    wrong = [*_mistakes(settings), *_twice("policy.strategy", [s.name for s in settings.strategy])]
    for number, strategy in enumerate(settings.strategy[:-1], 1):
        if strategy.when is None:
            wrong.append(t("[[policy.strategy]] {number} {name!r} takes everybody: those below it are never reached",
                           number=number, name=strategy.name))  # fmt: skip
    if wrong:
        raise UsageError(
            "; ".join(wrong), t("write them from the top; only the last one may take the rest")
        )
    return settings


def _mistakes(settings: PolicySettings) -> list[str]:
    wrong = _twice("policy.level", [level.name for level in settings.level])
    for number, level in enumerate(settings.level, 1):
        if level.contact_every_days is not None and level.contacts_a_month is not None:
            wrong.append(t("[[policy.level]] {number} {name!r} has contact_every_days and contacts_a_month: write one",
                           number=number, name=level.name))  # fmt: skip
        is_rest = not level.tier and not level.segment and level.when is None
        if is_rest and number < len(settings.level):
            wrong.append(t("[[policy.level]] {number} {name!r} takes everybody: those below it are never reached",
                           number=number, name=level.name))  # fmt: skip
    return wrong


def _twice(what: str, names: list[str]) -> list[str]:
    return [
        t("[[{what}]] {name!r} is there twice", what=what, name=name)
        for at, name in enumerate(names) if name in names[:at]
    ]  # fmt: skip
