"""Who may be offered what: age, risk level, consent and rest after a contact, before any ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from custseg.facts.rows import says_any
from custseg.methods.needs.groups import rule_for
from custseg.methods.needs.settings import NeedsSettings
from custseg.schema.dataset import Dataset

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

REASONS = ("not_offered", "no_consent", "cool_down", "age", "risk")
"""Why a product is not offered to a customer who does not have it; the first that holds is told."""

UNKNOWN = -1


def people(dataset: Dataset, as_of: date | None) -> pl.LazyFrame | None:
    """``customer_id``, ``age``, ``risk`` (1 to 5) and ``consent`` of the customer list, as far as it says
    them, as a plan; None without a list.
    """
    has = dataset.columns("customers")
    if "customer_id" not in has:
        return None
    said: dict[str, pl.Expr] = {}
    if "birth_date" in has and as_of is not None:
        born = pl.col("birth_date")
        no_birthday = (born.dt.month() > as_of.month) | (
            (born.dt.month() == as_of.month) & (born.dt.day() > as_of.day)
        )
        years = as_of.year - born.dt.year() - no_birthday.cast(pl.Int32)
        said["age"] = pl.coalesce(years, pl.col("age").cast(pl.Int32)) if "age" in has else years
    elif "age" in has:
        said["age"] = pl.col("age").floor().cast(pl.Int32)
    if "risk_level" in has:
        said["risk"] = pl.col("risk_level").str.extract(r"([1-5])").cast(pl.Int32)
    if "marketing_consent" in has:
        said["consent"] = pl.col("marketing_consent")
    rows = dataset.frame("customers").filter(pl.col("customer_id").is_not_null())
    return (
        rows.select("customer_id", **said)
        .group_by("customer_id")
        .agg(pl.all().drop_nulls().first())
    )


def contacted(dataset: Dataset, as_of: date | None, settings: NeedsSettings) -> pl.LazyFrame | None:
    """``customer_id`` of everybody with a marketing contact in the last ``cool_down_days``, as a plan."""
    if as_of is None or not settings.cool_down_days:
        return None
    since = as_of - timedelta(days=settings.cool_down_days)
    made = contacts(dataset, since, as_of, settings.contact_events)
    return None if made is None else made.unique()


def contacts(
    dataset: Dataset, since: date, until: date, words: tuple[str, ...]
) -> pl.LazyFrame | None:
    """``customer_id`` of every marketing contact after ``since`` and not after ``until``, as a plan: events
    whose type has one of ``words``, and leads contacted; None where nothing records any.
    """
    plans = []
    if dataset.has("events", "customer_id", "date", "event_type"):
        is_contact = says_any("event_type", words).fill_null(False)
        plans.append(dataset.frame("events").filter(is_contact & _within("date", since, until)))
    if dataset.has("leads", "customer_id", "contacted_on"):
        plans.append(dataset.frame("leads").filter(_within("contacted_on", since, until)))
    if not plans:
        return None
    return pl.concat([plan.select("customer_id") for plan in plans]).drop_nulls()


def _within(column: str, since: date, until: date) -> pl.Expr:
    return pl.col(column).is_between(since, until, closed="right")


@dataclass(frozen=True)
class Limits:
    """What each product asks of a customer."""

    youngest: Array
    oldest: Array
    risk: Array
    """1 to 5, 0 where nothing says it."""
    offered: Array


def limits_of(products: pl.DataFrame, settings: NeedsSettings) -> Limits:
    """The limits of ``products`` (``product``, ``risk``) from the settings, else from what the list says."""
    rules = [rule_for(product, settings.products) for product in products["product"]]
    stated = products["risk"].fill_null(0).to_list()
    return Limits(
        np.array([0 if rule is None or rule.min_age is None else rule.min_age for rule in rules]),
        np.array([999 if rule is None or rule.max_age is None else rule.max_age for rule in rules]),
        np.array([own if rule is None or rule.risk is None else int(rule.risk[1])
                  for rule, own in zip(rules, stated, strict=True)], np.int64),
        np.array([rule is None or rule.is_offered for rule in rules]),
    )  # fmt: skip


@dataclass(frozen=True)
class Barriers:
    """Customers for whom the same products are barred are one class."""

    of_customer: Array
    """The class of each customer."""
    reasons: Array
    """[class, product]: index into ``REASONS``, -1 where nothing bars it."""

    @property
    def barred(self) -> Array:
        """[class, product]: whether it is barred."""
        return self.reasons >= 0


def barriers(known: pl.DataFrame, limits: Limits) -> Barriers:
    """The classes of ``known`` customers (``age``, ``risk``, ``consent``, ``contacted``; null: unknown).

    An unknown age and an unknown consent bar nothing; an unknown risk level counts as C1 where the list
    has risk levels at all.
    """
    edges = np.unique(np.concatenate([limits.youngest, limits.oldest + 1]))
    age = known["age"].fill_null(UNKNOWN).to_numpy()
    band = np.where(age < 0, 0, np.searchsorted(edges, age, side="right") + 1)
    risk = known["risk"].fill_null(1 if known["risk"].count() else 5).to_numpy()
    consent = known["consent"].fill_null(True).to_numpy()
    rests = known["contacted"].fill_null(False).to_numpy()
    codes = ((band * 6 + risk) * 2 + consent) * 2 + rests
    classes, first, of_customer = np.unique(codes, return_index=True, return_inverse=True)
    reasons = [
        _reasons(age[at], risk[at], bool(consent[at]), bool(rests[at]), limits) for at in first
    ]
    products = len(limits.risk)
    table = np.array(reasons, np.int64).reshape(len(classes), products)
    return Barriers(of_customer.ravel(), table)


def _reasons(age: int, risk: int, consent: bool, rests: bool, limits: Limits) -> Array:
    found = np.full(len(limits.risk), -1, np.int64)
    bars: Sequence[Array | bool] = (
        ~limits.offered, not consent, rests,
        (age >= 0) & ((age < limits.youngest) | (age > limits.oldest)), limits.risk > risk,
    )  # fmt: skip
    for number, bar in reversed(list(enumerate(bars))):
        found = np.where(bar, number, found)
    return found
