"""Section ``[budget]``: how much there is to spend, and what it brings where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Literal

from custseg.errors import UsageError
from custseg.settings import Meta, Section, Yuan
from custseg.words import t

CurveKind = Literal["saturating", "power", "linear", "points"]

NEEDED: Mapping[CurveKind, tuple[str, ...]] = {
    "saturating": ("top", "scale"),
    "power": ("factor", "exponent"),
    "linear": ("brings", "costs"),
    "points": ("points",),
}
"""The settings each curve is written with."""


class BudgetOption(Section, frozen=True):
    """One entry of ``[[budget.option]]``: something to spend on, and the curve of what it brings."""

    name: Annotated[str, Meta(min_length=1, description="What is spent on: a tier, a segment, a channel")]  # fmt: skip
    when: Annotated[
        str | None, Meta(description="SQL condition of the customers it is for; their number is the heads")
    ] = None  # fmt: skip
    curve: Annotated[
        CurveKind,
        Meta(description="saturating: top × (1 − e^(−spend/scale)); power: factor × spend^exponent; linear: brings per "
                         "costs up to the capacity; points: straight lines between [spend, value]"),
    ] = "saturating"  # fmt: skip
    top: Annotated[Yuan | None, Meta(description="saturating: the most it can bring")] = None
    scale: Annotated[
        Yuan | None,
        Meta(description="saturating: the spend at which 63% of the most is reached (95% at three times)"),
    ] = None  # fmt: skip
    factor: Annotated[float | None, Meta(description="power: what the first yuan brings")] = None
    exponent: Annotated[
        float | None, Meta(description="power: between 0 and 1; 0.5 means four times the spend for twice the value")
    ] = None  # fmt: skip
    brings: Annotated[Yuan | None, Meta(description="linear: what one contact (sale, case) brings")] = None  # fmt: skip
    costs: Annotated[Yuan | None, Meta(description="linear: what one contact costs")] = None
    capacity: Annotated[
        Annotated[float, Meta(ge=0)] | None,
        Meta(description="linear: how many contacts there can be; unset: one a customer of the condition"),
    ] = None  # fmt: skip
    points: Annotated[
        tuple[tuple[Yuan, Yuan], ...],
        Meta(description="points: [spend, value] pairs that were seen, spend rising; from [0, 0] unless said"),
    ] = ()  # fmt: skip
    per_customer: Annotated[
        bool, Meta(description="The curve is that of one customer, and all of the condition get the same")
    ] = False  # fmt: skip
    min: Annotated[Yuan, Meta(description="The least to be spent on it")] = Yuan(0)
    max: Annotated[Yuan | None, Meta(description="The most that may be spent on it")] = None


class BudgetSettings(Section, frozen=True):
    """Section ``[budget]``: a sum of money over options, each with a curve of what it brings."""

    total: Annotated[Yuan | None, Meta(description="The money there is: 500000, 50万")] = None
    option: Annotated[
        tuple[BudgetOption, ...], Meta(description="What it may be spent on, and what that brings")
    ] = ()


def checked(settings: BudgetSettings) -> BudgetSettings:
    """``settings``, when every curve is one of falling returns and the money suffices for what must be spent.

    Raises UsageError that names every option that is wrong, and why.
    """
    wrong = [f"{option.name}: {why}" for option in settings.option for why in _mistakes(option)]
    names = [option.name for option in settings.option]
    wrong += [t("{name!r} is there twice", name=name) for name in sorted(set(names)) if names.count(name) > 1]  # fmt: skip
    if settings.total is None:
        wrong.append(t("total is not said"))
    elif settings.total <= 0:
        wrong.append(t("total must be more than 0"))
    elif not wrong:
        wrong += _too_little(settings.total, settings.option)
    if wrong:
        raise UsageError(
            t("[budget]: {mistakes}", mistakes="; ".join(wrong)),
            t("a budget has total = \"50万\" and [[budget.option]] with name and curve; docs/methods.md shows one of each"),
        )  # fmt: skip
    return settings


def _too_little(total: Yuan, options: Sequence[BudgetOption]) -> list[str]:
    least = sum(option.min for option in options)
    if least <= total:
        return []
    each = ", ".join(f"{option.name} {option.min:,f}" for option in options if option.min > 0)
    return [t("the options must have {least} at least ({each}), and there are {total}",
              least=f"{least:,f}", each=each, total=f"{total:,f}")]  # fmt: skip


def _mistakes(option: BudgetOption) -> list[str]:
    lacking = [key for key in NEEDED[option.curve] if getattr(option, key) in (None, ())]
    foreign = [key for kind, keys in NEEDED.items() if kind != option.curve
               for key in keys if getattr(option, key) not in (None, ())]  # fmt: skip
    wrong = []
    if lacking:
        wrong.append(t("a curve {curve!r} needs {keys}", curve=option.curve, keys=", ".join(lacking)))  # fmt: skip
    if foreign:
        wrong.append(t("a curve {curve!r} has no {keys}", curve=option.curve, keys=", ".join(foreign)))  # fmt: skip
    if option.min < 0:
        wrong.append(t("min is below 0"))
    if option.max is not None and option.max < option.min:
        wrong.append(t("max {most} is less than min {least}", most=f"{option.max:,f}", least=f"{option.min:,f}"))  # fmt: skip
    if option.per_customer and option.when is None:
        wrong.append(t("per_customer needs when: nothing says how many customers there are"))
    return wrong or _SHAPES[option.curve](option)


def _saturating(option: BudgetOption) -> list[str]:
    assert option.top is not None
    assert option.scale is not None
    if option.top <= 0 or option.scale <= 0:
        return [t("not a curve of falling returns: top and scale must be more than 0")]
    return []


def _power(option: BudgetOption) -> list[str]:
    assert option.factor is not None
    assert option.exponent is not None
    if option.factor <= 0:
        return [t("not a curve of falling returns: factor must be more than 0")]
    if not 0 < option.exponent < 1:
        return [t("not a curve of falling returns (concave): exponent {exponent} is not between 0 and 1",
                  exponent=f"{option.exponent:g}")]  # fmt: skip
    return []


def _linear(option: BudgetOption) -> list[str]:
    assert option.brings is not None
    assert option.costs is not None
    if option.costs <= 0 or option.brings < 0:
        return [t("costs must be more than 0 and brings not below 0")]
    if option.capacity is None and option.when is None and option.max is None:
        return [t("nothing bounds it: give capacity, when or max")]
    return []


def _points(option: BudgetOption) -> list[str]:
    points = from_zero(option)
    if points[0][0] < 0 or any(b[0] <= a[0] for a, b in pairwise(points)):
        return [t("the spends of the points must rise from 0")]
    if len(points) < 2:
        return [t("one point beyond a spend of 0 is needed at least")]
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in pairwise(points)]
    for number, (before, after) in enumerate(pairwise(slopes)):
        if after > before:
            return [t("not a curve of falling returns (concave): a yuan brings {before} up to {spend} and {after} after it",
                      before=f"{before:.3g}", after=f"{after:.3g}",
                      spend=f"{points[number + 1][0]:,f}")]  # fmt: skip
    return []


def from_zero(option: BudgetOption) -> tuple[tuple[Yuan, Yuan], ...]:
    """The points of an option, [0, 0] before them where nothing is said of spending nothing."""
    points = option.points
    return points if points and points[0][0] == 0 else ((Yuan(0), Yuan(0)), *points)


_SHAPES: Mapping[CurveKind, Callable[[BudgetOption], list[str]]] = {
    "saturating": _saturating, "power": _power, "linear": _linear, "points": _points,
}  # fmt: skip
