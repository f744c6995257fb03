"""Who will take one product: a scorecard, fitted on an earlier period and tested on a later one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from custseg.errors import UsageError, nearest
from custseg.methods.needs.course import Course
from custseg.methods.needs.features import Column, Verdict, binned, candidates, held_columns, judged
from custseg.methods.needs.settings import NeedsSettings
from custseg.models.discrimination import areas, auc
from custseg.models.scorecard import Binned, Scorecard, chance, fit
from custseg.schema.columns.aliases import normal
from custseg.schema.values.parse import parsing_of
from custseg.words import header, t

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

FIRST_PART = 0.7
"""Of rows in the order of time the first so many are fitted to, the others test."""
MOST_HELD = 100
"""Products with the most holders that a card looks at."""


@dataclass(frozen=True)
class Propensity:
    """The card for one product or column, what was refused, and how it did later."""

    target: str
    is_column: bool
    """A yes/no column of the customer list; else a product."""
    card: Scorecard
    verdicts: tuple[Verdict, ...]
    customers: pl.DataFrame
    """``customer_id``, ``propensity_points``, ``propensity`` of everybody it can be said of."""
    test: Test | None
    """None where there is no later data."""


@dataclass(frozen=True)
class Test:
    """The card held against what came later."""

    points: Array
    is_taker: Array
    alone: tuple[str, float]
    """The best single feature, and its AUC on the same customers."""

    @property
    def auc(self) -> float:
        """The chance that a taker has more points than another."""
        return auc(self.points, self.is_taker)

    @property
    def error(self) -> float:
        """Its standard error; nan with fewer than two takers, or fewer than two others."""
        ones = int(self.is_taker.sum())
        if min(ones, len(self.is_taker) - ones) < 2:
            return float("nan")
        return areas(self.points[None, :], self.is_taker).error(0)

    @property
    def is_claimed(self) -> bool:
        """Whether it is surely better than chance: two standard errors above one half."""
        return self.auc - 2 * self.error > 0.5

    def tenths(self) -> pl.DataFrame:
        """By tenths of the points, the highest first: customers, takers, their share, the share foretold."""
        order = np.argsort(-self.points, kind="stable")
        edges = np.linspace(0, len(order), 11).round().astype(int)
        foretold = chance(self.points)
        rows = []
        for number, (low, high) in enumerate(pairwise(edges.tolist()), start=1):
            part = order[low:high]
            if len(part):
                rows.append((number, len(part), int(self.is_taker[part].sum()), float(self.is_taker[part].mean()),
                             float(foretold[part].mean()), float(self.is_taker[part].mean() / max(self.is_taker.mean(), 1e-12))))  # fmt: skip
        return pl.DataFrame(rows, orient="row", schema={
            "tenth": pl.Int64, "customers": pl.Int64, "takers": pl.Int64, "taken_share": pl.Float64,
            "foretold_share": pl.Float64, "lift": pl.Float64})  # fmt: skip


@dataclass(frozen=True)
class Lacking:
    """Why there is no card: what was needed, and what was found."""

    why: str


def propensity(
    course: Course | None, people: pl.DataFrame, settings: NeedsSettings, read_as: Mapping[str, str]
) -> Propensity | Lacking:
    """The card of ``settings.product``: a product of the course, else a yes/no column of the customer list.

    ``read_as`` says which of its columns a header of the file was read as.

    Raises UsageError when it is neither.
    """
    assert settings.product is not None
    wanted = settings.product
    code = _product(wanted, course)
    if code is not None and course is not None:
        return _of_product(course, code, people, settings)
    column = _column(read_as.get(wanted, wanted), people)
    if column is None:
        names = [
            *(course.products if course else ()),
            *(c for c in people.columns if c != "customer_id"),
        ]
        guess = nearest(wanted, list(names))
        raise UsageError(
            t("--product {wanted}: neither a product nor a column of the customer list", wanted=wanted),
            t("did you mean {guess!r}?", guess=guess) if guess
            else t("products and columns: {known}", known=", ".join(names[:30])),
        )  # fmt: skip
    return _of_column(people, column, settings)


def _product(wanted: str, course: Course | None) -> int | None:
    """The code of the product that is called so: exactly, else the only one whose name contains it."""
    if course is None:
        return None
    if wanted in course.products:
        return course.products.index(wanted)
    alike = [code for code, name in enumerate(course.products) if wanted.lower() in name.lower()]
    return alike[0] if len(alike) == 1 else None


def _column(wanted: str, people: pl.DataFrame) -> str | None:
    key = normal(wanted).key
    return next(
        (c for c in people.columns if c == wanted or normal(c).key == key or header(c) == wanted),
        None,
    )


def _of_product(
    course: Course, code: int, people: pl.DataFrame, settings: NeedsSettings
) -> Propensity | Lacking:
    name, last = course.products[code], len(course.sets) - 1
    if last < 1:
        return Lacking(t("a scorecard for {product} needs two days to compare (lists of two days, or dates of opening); "
                         "found one day", product=name))  # fmt: skip
    listed = pl.DataFrame({"customer_id": course.customer_ids}).join(
        people, on="customer_id", how="left", maintain_order="left"
    )
    shared = candidates(listed.select(c for c in listed.columns if c != "churned"))
    spans = [_Span(course, k, code) for k in range(last)]
    fitted_span = spans[-2] if last > 1 else spans[-1]
    takers = int(fitted_span.taken[fitted_span.asked].sum())
    if takers < settings.min_takers or takers == fitted_span.asked.sum():
        return Lacking(t("a scorecard for {product} needs {needed} customers who took it in an earlier period; found {found}",
                         product=name, needed=settings.min_takers, found=takers))  # fmt: skip
    columns = [*shared, *fitted_span.columns()]
    verdicts = [judged(c, fitted_span.taken, fitted_span.asked, settings) for c in columns]
    used = [at for at, verdict in enumerate(verdicts) if not verdict.refused]

    def features(span: _Span) -> list[Binned]:
        own = [*shared, *span.columns()]
        return [_rebinned(columns[at], own[at], fitted_span.asked) for at in used]

    card = fit(
        [_only(f, fitted_span.asked) for f in features(fitted_span)],
        fitted_span.taken[fitted_span.asked],
    )
    test = None
    if last > 1:
        later = spans[-1]
        test = _test(
            card,
            [_only(f, later.asked) for f in features(later)],
            later.taken[later.asked],
            verdicts,
            used,
        )
    now = _Span(course, last, code)
    mine = features(now)
    points = card.points([_only(f, now.asked) for f in mine])
    scored = pl.DataFrame({"customer_id": course.customer_ids.filter(pl.Series(now.asked)),
                           "propensity_points": points, "propensity": chance(points)})  # fmt: skip
    return Propensity(name, False, card, tuple(verdicts), scored, test)


@dataclass(frozen=True)
class _Span:
    """The customers who could take a product after one day, and who did by the next."""

    course: Course
    day: int
    code: int

    @property
    def codes(self) -> list[int]:
        """The products that are looked at: the most common ones, and the one asked for."""
        most = min(MOST_HELD, len(self.course.products))
        return sorted({*range(most), self.code})

    @cached_property
    def held(self) -> Array:
        """[customer, product of ``codes``]: what is held on the day."""
        sets = self.course.sets[self.day]
        place = np.full(sets.products, -1)
        place[self.codes] = np.arange(len(self.codes))
        rows = np.repeat(np.arange(len(sets.weights)), np.diff(sets.starts))
        at = place[sets.items]
        table = np.zeros((len(sets.weights), len(self.codes)), bool)
        table[rows[at >= 0], at[at >= 0]] = True
        return table[sets.of_customer]

    @cached_property
    def asked(self) -> Array:
        """Customers with a product and without this one."""
        held = self.held
        sets = self.course.sets[self.day]
        some = np.diff(sets.starts)[sets.of_customer] > 0
        return some & ~held[:, self.codes.index(self.code)]

    @cached_property
    def taken(self) -> Array:
        """Whether each customer took it by the next day."""
        customer, item = self.course.new[self.day]
        flags = np.zeros(len(self.course.customer_ids), bool)
        flags[customer[item == self.code]] = True
        return flags

    def columns(self) -> list[Column]:
        """What is held on the day, as features."""
        names = [self.course.products[code] for code in self.codes]
        return held_columns(names, self.held, self.codes.index(self.code))


def _of_column(people: pl.DataFrame, target: str, settings: NeedsSettings) -> Propensity | Lacking:
    said = people[target]
    if said.dtype != pl.Boolean:
        parsing = parsing_of(target, said.cast(pl.String), "flag")
        if not parsing.said or parsing.parsed_share < 1 or parsing.parse is None:
            return Lacking(t("a scorecard needs a column of yes and no; {column} has {example!r}", column=header(target),
                             example=str(said.drop_nulls().first())[:40]))  # fmt: skip
        said = parsing.parse(said.cast(pl.String))
    rows = people.filter(pl.Series(said.is_not_null()))
    is_taker = said.drop_nulls().to_numpy().astype(bool)
    fitted = np.ones(len(rows), bool)
    if settings.in_order:
        fitted = np.arange(len(rows)) < int(FIRST_PART * len(rows))
    takers = int(is_taker[fitted].sum())
    if takers < settings.min_takers or takers > fitted.sum() - settings.min_takers:
        return Lacking(t("a scorecard for {product} needs {needed} customers with yes and as many with no; found {found} and {others}",
                         product=header(target), needed=settings.min_takers, found=takers,
                         others=int(fitted.sum()) - takers))  # fmt: skip
    columns = candidates(rows.drop(target))
    verdicts = [judged(c, is_taker, fitted, settings) for c in columns]
    used = [at for at, verdict in enumerate(verdicts) if not verdict.refused]
    features = [binned(columns[at], fitted) for at in used]
    card = fit([_only(f, fitted) for f in features], is_taker[fitted])
    test = None
    if settings.in_order:
        test = _test(card, [_only(f, ~fitted) for f in features], is_taker[~fitted], verdicts, used)
    points = card.points(features) if features else np.full(len(rows), card.base)
    scored = pl.DataFrame(
        {
            "customer_id": rows["customer_id"],
            "propensity_points": points,
            "propensity": chance(points),
        }
    )
    return Propensity(header(target), True, card, tuple(verdicts), scored.sort("customer_id"), test)


def _only(feature: Binned, rows: Array) -> Binned:
    return Binned(feature.name, feature.bins[rows], feature.labels)


def _rebinned(cut_by: Column, column: Column, fitted: Array) -> Binned:
    """The bins of ``column``, cut where those of the fitted period are."""
    if cut_by is column:
        return binned(column, fitted)
    known = binned(cut_by, fitted)
    place = {label: at for at, label in enumerate(known.labels)}
    own = binned(column, np.ones(len(column.values), bool))
    to = np.array([place.get(label, len(known.labels) - 2) for label in own.labels])
    return Binned(column.name, to[own.bins], known.labels)


def _test(
    card: Scorecard,
    features: list[Binned],
    is_taker: Array,
    verdicts: list[Verdict],
    used: list[int],
) -> Test | None:
    if not features or not is_taker.any() or is_taker.all():
        return None
    alone = {
        verdicts[at].name: auc(card.attributes[n].woe[features[n].bins], is_taker)
        for n, at in enumerate(used)
    }
    best = max(alone, key=lambda name: (alone[name], name))
    return Test(card.points(features), is_taker, (best, alone[best]))
