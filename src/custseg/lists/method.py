"""lists: what a branch or a manager has to do, list by list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from custseg.errors import InputError
from custseg.lists.days import birthdays, expiring, maturing
from custseg.lists.settings import ListSettings
from custseg.lists.worries import (
    WORTH,
    at_risk,
    complaining,
    most_valuable,
    near_up,
    offers,
    to_keep,
)
from custseg.methods.attributes.people import one_row_each
from custseg.result import Chart, Note, Result
from custseg.schema.dataset import Dataset
from custseg.settings import as_plain
from custseg.words import header, t, title

NOBODY = ""
"""The group of customers without a branch or manager (公海)."""
_OF_FILE = ("name", "phone", "id_expires_on", "birth_date")
_WHO = ("customer_id", "name", "phone", "tier", "value_tier")
_CARD = ("customer_id", "name", "phone", "tier", "value_tier", *WORTH, "stage", "mood", "churn_risk", "next_1",
         "lists")  # fmt: skip


@dataclass(frozen=True)
class _List:
    """A list over all customers, in its order, and what of each row is shown."""

    rows: pl.DataFrame
    columns: tuple[str, ...]


def lists(
    dataset: Dataset, customers: pl.DataFrame, settings: ListSettings = ListSettings(), *, by: str
) -> tuple[Result, list[Result]]:
    """An overview of all groups of ``by`` (``manager`` or ``branch``), and the lists of each (管户清单).

    ``customers`` has one row a customer with everything the methods and ``tier`` say. A customer can be on
    several lists; who has no manager or branch is in a group of their own, the last. Lists the data cannot make
    are named with what is missing.

    Raises InputError when no customer list names ``by``, or the data has no date.
    """
    if by not in customers.columns or not customers[by].count():
        raise InputError(
            t("no customer list has the column {column}", column=by),
            t("name it: --map COLUMN={column}", column=by),
        )
    if dataset.as_of is None:
        raise InputError(
            t("lists need a date, and there is none in the data"),
            t("say which day the data is of: --as-of DATE"),
        )
    people = _with_contact(dataset, customers).with_columns(pl.col(by).fill_null(NOBODY))
    found = dict(_lists(dataset, people, settings))
    people = _counted(people, found)
    lacking = tuple(_lacking(people, found))
    exact = as_plain(settings) | {"by": by}
    provenance = dataset.provenance(exact)
    groups = _groups(people, by)
    made = [
        Result(
            command="lists", as_of=dataset.as_of, about=group or title("unassigned"),
            customers=_card(people.filter(pl.col(by) == group)),
            tables=_of(found, by, group, settings.most),
            notes=(*_findings(found, by, group), *_cut(found, by, group, settings.most), *lacking),
            settings=exact, provenance=provenance,
        )
        for group in groups
    ]  # fmt: skip
    overview = _overview(people, found, by, groups)
    whole = Result(
        command="lists", as_of=dataset.as_of, tables={f"lists_by_{by}": overview},
        charts=(Chart("lists_load", "bar", overview.head(20), by, ("customers",)),),
        evidence={"groups": len(groups), "customers": people.height,
                  "unassigned": int((people[by] == NOBODY).sum())},
        notes=(*_findings(found), *lacking, *dataset.notes), settings=exact, provenance=provenance,
    )  # fmt: skip
    return whole, made


def _lists(
    dataset: Dataset, people: pl.DataFrame, settings: ListSettings
) -> Iterator[tuple[str, _List]]:
    """Every list the data can make, in the order they are worked through."""
    as_of = dataset.as_of
    assert as_of is not None
    has = set(people.columns)
    worth = [c for c in WORTH if c in has][:1]
    if {"stage", "churn_risk_band", "is_falling"} & has:
        yield "list_at_risk", _List(at_risk(people), (
            "risk_sign", *worth, "stage", "stage_rule", "mood", "churn_risk", "churn_raised_by", "last_on"))  # fmt: skip
    if {"open_complaints", "urgency"} & has:
        yield "list_complaints", _List(complaining(people), (
            "urgency", "urgency_rule", "urgency_word", "mood", "open_complaints", "main_aspect",
            "last_feedback_on"))  # fmt: skip
    if "near" in has:
        yield "list_keep", _List(to_keep(people), (
            "tier_status", "aum_month_avg", "reached_tier", "below_months", "months_left", "next_tier",
            "above_floor"))  # fmt: skip
        yield (
            "list_near_up",
            _List(near_up(people), ("aum_month_avg", "upper_tier", "to_upper_tier")),
        )
    if dataset.has("holdings", "customer_id", "matures_on", "product"):
        rows = _holdings(dataset, people)
        yield "list_maturing", _List(maturing(rows, as_of, settings.matures_days), (
            "product", "amount", "matures_on", "days_left"))  # fmt: skip
    if "id_expires_on" in has:
        yield "list_documents", _List(expiring(people, as_of, settings.documents_days), (
            "id_expires_on", "days_left"))  # fmt: skip
    if "birth_date" in has:
        yield "list_birthdays", _List(birthdays(people, as_of, settings.birthdays_days), (
            "birthday_on", "age_reached", "days_left"))  # fmt: skip
    if "next_1" in has:
        yield "list_offers", _List(offers(people), (
            "main_need", "next_1", "next_1_score", "next_2", "next_1_because"))  # fmt: skip


def _lacking(people: pl.DataFrame, found: Mapping[str, _List]) -> Iterator[Note]:
    """What the lists that are not there would need."""
    needed = {
        "list_keep": t("balances by date"),
        "list_maturing": t("holdings with a day they mature"),
        "list_documents": t("a customer list with the day documents expire"),
        "list_birthdays": t("a customer list with the day of birth"),
        "list_complaints": t("feedback"),
        "list_offers": t("holdings or purchases of products"),
    }
    for key, what in needed.items():
        if key not in found:
            yield Note(
                "info",
                t("not made: {part}: {why}", part=title(key), why=t("needs {what}", what=what)),
            )


# --- whom it is about ------------------------------------------------------------------------------


def _with_contact(dataset: Dataset, customers: pl.DataFrame) -> pl.DataFrame:
    """``customers`` with how they are called and reached, and the days the customer list has."""
    new = [c for c in _OF_FILE if dataset.has("customers", "customer_id", c)]
    [listed] = dataset.collect(dataset.frame("customers").select("customer_id", *new))
    return customers.drop(new, strict=False).join(
        one_row_each(listed), on="customer_id", how="left", maintain_order="left"
    )


def _holdings(dataset: Dataset, people: pl.DataFrame) -> pl.DataFrame:
    """The holdings with a day they mature, and whose they are; of several lists the latest."""
    kept = [c for c in ("product", "amount", "matures_on", "snapshot_on")
            if dataset.has("holdings", c)]  # fmt: skip
    plan = dataset.frame("holdings").filter(pl.col("matures_on").is_not_null())
    [rows] = dataset.collect(plan.select("customer_id", *kept))
    if "snapshot_on" in kept:
        rows = rows.filter(pl.col("snapshot_on") == pl.col("snapshot_on").max()).drop("snapshot_on")
    amounts = [pl.col("amount").cast(pl.Float64)] if "amount" in kept else []
    known = people.select(c for c in people.columns if c == "customer_id" or c not in rows.columns)
    return rows.with_columns(amounts).join(known, on="customer_id", how="inner")


def _counted(people: pl.DataFrame, found: Mapping[str, _List]) -> pl.DataFrame:
    """``people`` with the number of lists each is on, apart from offers, which nearly all are on."""
    on = [
        each.rows.select("customer_id").unique()
        for key, each in found.items()
        if key != "list_offers"
    ]
    counted = pl.concat([pl.DataFrame(schema={"customer_id": pl.String}), *on]).group_by("customer_id").agg(
        pl.len().cast(pl.Int64).alias("lists"))  # fmt: skip
    return people.join(counted, on="customer_id", how="left", maintain_order="left").with_columns(
        pl.col("lists").fill_null(0)
    )


def _groups(people: pl.DataFrame, by: str) -> list[str]:
    names = people[by].unique().sort().to_list()
    return [name for name in names if name != NOBODY] + [NOBODY] * (NOBODY in names)


def _card(people: pl.DataFrame) -> pl.DataFrame:
    return people.select(c for c in _CARD if c in people.columns).sort("customer_id")


# --- what is shown ---------------------------------------------------------------------------------


def _of(found: Mapping[str, _List], by: str, group: str, most: int) -> dict[str, pl.DataFrame]:
    """The lists of one group that are not empty."""
    tables = {
        key: each.rows.filter(pl.col(by) == group).head(most).select(_shown(each))
        for key, each in found.items()
    }
    return {key: table for key, table in tables.items() if table.height}


def _shown(each: _List) -> list[str]:
    wanted = dict.fromkeys((*_WHO, *each.columns))
    return [column for column in wanted if column in each.rows.columns]


def _overview(
    people: pl.DataFrame, found: Mapping[str, _List], by: str, groups: Sequence[str]
) -> pl.DataFrame:
    """One row a group: its customers, what they are worth, and how many are on each list."""
    worth = next((c for c in WORTH if c in people.columns), None)
    sums = [pl.col(worth).sum().alias("money")] if worth else []
    table = pl.DataFrame({by: groups}).join(
        people.group_by(by).agg(pl.len().cast(pl.Int64).alias("customers"), *sums), on=by, how="left",
        maintain_order="left",
    )  # fmt: skip
    for key, each in found.items():
        counts = each.rows.group_by(by).agg(
            pl.col("customer_id").n_unique().cast(pl.Int64).alias(key)
        )
        table = table.join(counts, on=by, how="left", maintain_order="left").with_columns(
            pl.col(key).fill_null(0)
        )
    return table.with_columns(pl.when(pl.col(by) == NOBODY).then(pl.lit(title("unassigned")))
                              .otherwise(pl.col(by)).alias(by))  # fmt: skip


def _findings(
    found: Mapping[str, _List], by: str | None = None, group: str | None = None
) -> Iterator[Note]:
    counts = []
    for key, each in found.items():
        rows = each.rows if by is None else each.rows.filter(pl.col(by) == group)
        if rows.height and key != "list_offers":
            counts.append(
                t("{list} {n}", list=header(key), n=f"{rows['customer_id'].n_unique():,}")
            )
    if counts:
        yield Note("finding", t("to do: {lists}", lists=t(", ").join(counts)))
    if "list_at_risk" in found:
        rows = found["list_at_risk"].rows
        rows = rows if by is None else rows.filter(pl.col(by) == group)
        worth = next((c for c in WORTH if c in rows.columns), None)
        if rows.height and worth:
            yield Note("finding", t(
                "{n} customers of value show signs of leaving; they are worth {money} yuan", n=f"{rows.height:,}",
                money=f"{most_valuable(rows)[worth].sum():,.0f}"))  # fmt: skip


def _cut(found: Mapping[str, _List], by: str, group: str, most: int) -> Iterator[Note]:
    for key, each in found.items():
        n = int((each.rows[by] == group).sum())
        if n > most:
            yield Note("info", t("{list}: the first {most} of {n} ([lists] most)", list=title(key),
                                 most=f"{most:,}", n=f"{n:,}"))  # fmt: skip
