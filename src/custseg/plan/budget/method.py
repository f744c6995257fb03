"""A sum of money over options: the best split, what one more yuan would bring, and what simple splits leave."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

import polars as pl

from custseg.conditions import compile_condition
from custseg.errors import InputError, UsageError
from custseg.models.response import (
    Choice,
    Curve,
    Pieces,
    Power,
    Saturating,
    Split,
    best_split,
    even_split,
    scaled,
)
from custseg.plan.book import Book
from custseg.plan.budget.settings import BudgetOption, BudgetSettings, checked, from_zero
from custseg.result import Chart, Note, Part
from custseg.words import t

OTHER_TOTALS = (0.5, 0.8, 0.9, 1.0, 1.1, 1.2, 1.5, 2.0)
"""Shares of the budget for which the best split is made as well."""


def budget(book: Book, settings: BudgetSettings) -> Part:
    """The split of ``total`` over the options of the highest value (预算分配).

    ``budget``: of every option its customers, what is spent, what that brings, and what the next yuan would;
    ``budget_splits``: the best split beside the equal one and that by heads (customers), each as far as the
    least and the most of the options allow; ``budget_totals``: the best value for other totals.

    Raises UsageError for curves that are not concave, a least above the total, conditions that cannot be
    understood; InputError where nothing says what to spend on.
    """
    if not settings.option and settings.total is None:
        raise InputError(
            t("nothing says what may be spent and on what"),
            t("write [budget] total and [[budget.option]] into custseg.toml; see docs/methods.md"),
        )
    settings = checked(settings)
    if not settings.option:
        raise UsageError(t("[budget]: {mistakes}", mistakes=t("there is no [[budget.option]]")))
    heads, several = _heads(book.customers, settings.option)
    choices = [_choice(option, n) for option, n in zip(settings.option, heads, strict=True)]
    assert settings.total is not None
    total = float(settings.total)
    best = best_split(choices, total)
    equal = even_split(choices, [1.0] * len(choices), total)
    by_heads = even_split(choices, [float(n or 0) for n in heads], total) if all(heads) else None
    options = _options(settings.option, heads, choices, best, equal, by_heads)
    totals = _totals(choices, total)
    return Part(
        tables={"budget": options, "budget_splits": _splits(best, equal, by_heads), "budget_totals": totals},
        charts=(Chart("budget_curve", "line", totals, "budget_total", ("brought",)),),
        evidence={"total": total, "spent": sum(best.spends), "value": best.value, "shadow_price": best.shadow_price,
                  "equal_split": equal.value, "by_heads": None if by_heads is None else by_heads.value},
        notes=tuple(_notes(settings, total, best, equal, by_heads, heads, several)),
    )  # fmt: skip


def _heads(
    customers: pl.DataFrame, options: Sequence[BudgetOption]
) -> tuple[list[int | None], int]:
    """Customers of every option (None where it has no condition), and those that several have."""
    found = [
        compile_condition(option.when, dict(customers.schema)).holds.alias(str(number))
        for number, option in enumerate(options)
        if option.when is not None
    ]
    if not found:
        return [None] * len(options), 0
    held = customers.select(found)
    counts = {name: int(held[name].sum()) for name in held.columns}
    several = int((held.select(pl.sum_horizontal(pl.all().cast(pl.Int32))).to_series() > 1).sum())
    return [counts.get(str(number)) for number in range(len(options))], several


def _choice(option: BudgetOption, heads: int | None) -> Choice:
    """The option as the model sees it; raises InputError for a condition nobody meets that needs heads."""
    if heads == 0 and (
        option.per_customer or (option.curve == "linear" and option.capacity is None)
    ):
        raise InputError(
            t("budget option {name!r}: no customer meets the condition {when!r}", name=option.name,
              when=option.when),
            t("custseg segment and tier show which values there are"),
        )  # fmt: skip
    curve, most = _curve(option, heads)
    if option.max is not None:
        most = min(most, float(option.max))
    return Choice(curve, float(option.min), max(most, float(option.min)))


def _curve(option: BudgetOption, heads: int | None) -> tuple[Curve, float]:
    """The curve, and the most that makes sense to spend on it."""
    curve: Curve
    if option.curve == "saturating":
        assert option.top is not None
        assert option.scale is not None
        curve = Saturating(float(option.top), float(option.scale))
    elif option.curve == "power":
        assert option.factor is not None
        assert option.exponent is not None
        curve = Power(option.factor, option.exponent)
    elif option.curve == "points":
        points = from_zero(option)
        curve = Pieces(tuple(float(s) for s, _ in points), tuple(float(v) for _, v in points))
    else:
        return _line(option, heads)
    return (scaled(curve, heads) if option.per_customer and heads else curve), inf


def _line(option: BudgetOption, heads: int | None) -> tuple[Curve, float]:
    assert option.brings is not None
    assert option.costs is not None
    contacts = option.capacity if option.capacity is not None else heads
    if option.capacity is not None and option.per_customer and heads:
        contacts = option.capacity * heads
    if contacts is None:
        assert option.max is not None
        contacts = float(option.max) / float(option.costs)
    if contacts == 0:
        return Pieces((0.0, 1.0), (0.0, 0.0)), 0.0
    end = contacts * float(option.costs)
    return Pieces((0.0, end), (0.0, contacts * float(option.brings))), end


def _options(
    options: Sequence[BudgetOption], heads: Sequence[int | None], choices: Sequence[Choice],
    best: Split, equal: Split, by_heads: Split | None,
) -> pl.DataFrame:  # fmt: skip
    spent = sum(best.spends)
    rows = [
        {
            "budget_option": option.name, "customers": n, "budget_spent": spend,
            "budget_spent_share": spend / spent if spent else None, "brought": choice.curve.value(spend),
            "per_yuan": choice.curve.value(spend) / spend if spend else None,
            "next_yuan": None if spend >= choice.most else choice.curve.next_yuan(spend),
            "bounded": _bound(choice, spend),
            "equal_spent": even, "heads_spent": headed,
        }
        for option, n, choice, spend, even, headed in zip(
            options, heads, choices, best.spends, equal.spends,
            by_heads.spends if by_heads else [None] * len(options), strict=True)
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema={
        "budget_option": pl.String, "customers": pl.Int64, "budget_spent": pl.Float64, "budget_spent_share": pl.Float64,
        "brought": pl.Float64, "per_yuan": pl.Float64, "next_yuan": pl.Float64, "bounded": pl.String,
        "equal_spent": pl.Float64, "heads_spent": pl.Float64,
    })  # fmt: skip
    return frame if by_heads else frame.drop("heads_spent")


def _bound(choice: Choice, spend: float) -> str:
    """Whether the least or the most of the option holds it where it is."""
    if spend >= choice.most and choice.most > choice.least:
        return "at_most"
    return "at_least" if spend <= choice.least and choice.least > 0 else "free"


def _splits(best: Split, equal: Split, by_heads: Split | None) -> pl.DataFrame:
    known = {"best": best, "equal": equal, "heads": by_heads}
    rows = [
        {"budget_split": name, "budget_spent": sum(split.spends), "brought": split.value,
         "less_than_best": best.value - split.value,
         "less_share": (best.value - split.value) / best.value if best.value > 0 else None}
        for name, split in known.items() if split is not None
    ]  # fmt: skip
    return pl.DataFrame(rows, schema={
        "budget_split": pl.String, "budget_spent": pl.Float64, "brought": pl.Float64,
        "less_than_best": pl.Float64, "less_share": pl.Float64,
    })  # fmt: skip


def _totals(choices: Sequence[Choice], total: float) -> pl.DataFrame:
    least = sum(choice.least for choice in choices)
    sums = [share * total for share in OTHER_TOTALS if share * total >= least]
    splits = [best_split(choices, money) for money in sums]
    return pl.DataFrame({
        "budget_total": sums, "budget_spent": [sum(split.spends) for split in splits],
        "brought": [split.value for split in splits], "next_yuan": [split.shadow_price for split in splits],
    })  # fmt: skip


def _notes(
    settings: BudgetSettings, total: float, best: Split, equal: Split, by_heads: Split | None,
    heads: Sequence[int | None], several: int,
) -> list[Note]:  # fmt: skip
    spent = sum(best.spends)
    said = [t("{total} yuan over {n} options bring {value}; one more yuan would bring {price}",
              total=f"{total:,.0f}", n=len(settings.option), value=f"{best.value:,.0f}",
              price=f"{best.shadow_price:.3g}")]  # fmt: skip
    said.append(t("that is {gain} ({share}) more than in equal parts", **_gain(best, equal)))
    if by_heads is not None:
        said.append(t("that is {gain} ({share}) more than by the number of customers", **_gain(best, by_heads)))  # fmt: skip
    if best.shadow_price < 1 and spent > 0:
        said.append(
            t("the last yuan brings less than a yuan: a smaller budget would earn more net")
        )
    notes = [Note("finding", sentence) for sentence in said]
    if total - spent > 0.005 * total:
        notes.append(Note("warning", t("{rest} yuan stay unspent: no option can use them, or gains by them",
                                       rest=f"{total - spent:,.0f}")))  # fmt: skip
    if several:
        notes.append(Note("warning", t("budget: {n} customers are in several options: money reaches them twice",
                                       n=f"{several:,}")))  # fmt: skip
    empty = [o.name for o, n in zip(settings.option, heads, strict=True) if n == 0]
    if empty:
        notes.append(Note("warning", t("budget: no customer meets the condition of {names}", names=", ".join(empty))))  # fmt: skip
    notes.append(Note("info", t("what spending brings is as the settings say; campaigns with a control group measure it")))  # fmt: skip
    return notes


def _gain(best: Split, other: Split) -> dict[str, str]:
    gain = best.value - other.value
    return {"gain": f"{gain:,.0f}", "share": f"{gain / other.value:.1%}" if other.value > 0 else "–"}  # fmt: skip
