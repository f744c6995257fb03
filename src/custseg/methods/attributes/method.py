"""profile(): the portrait of every customer, how they spread, and the checks on the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from custseg.facts.assets import assets
from custseg.facts.purchases import purchases
from custseg.facts.rows import FactSettings
from custseg.facts.universe import opened_on
from custseg.methods.attributes.distributions import (
    distribution,
    lift_of_members,
    numbers,
    own_values,
    split_own,
)
from custseg.methods.attributes.findings import (
    evidence,
    findings,
    findings_of_data,
    findings_without_list,
    lacking,
)
from custseg.methods.attributes.people import one_row_each
from custseg.methods.attributes.portrait import (
    NINE_ELEMENTS,
    ProfileSettings,
    portrait,
    shown_columns,
)
from custseg.methods.attributes.quality import (
    Checks,
    check_cards,
    check_files,
    column_plans,
    column_quality,
    coverage,
    disagreement_plan,
    disagreements,
    id_plans,
)
from custseg.models.bands import band_names
from custseg.models.check_digits import is_credit_code
from custseg.regions import REGIONS
from custseg.result import Chart, Note, Result
from custseg.schema.dataset import Dataset
from custseg.schema.presumed import Plan
from custseg.settings import as_plain
from custseg.words import t

_ATTRIBUTES = (
    "age_band", "generation", "sex", "region", "province", "city", "country", "occupation_group",
    "income_band", "education", "marital_status", "tenure_band", "member", "customer_level",
    "risk_level", "branch", "industry", "company_size", "segment_label",
)  # fmt: skip
"""What distributions are made of, in the order they are shown."""
_CHARTS = ("age_band", "region", "generation")
_NUMBERS = ("age", "tenure_months", "income", "balance", "employees")
_ACTIVE_DAYS = 90


def profile(dataset: Dataset, settings: ProfileSettings = ProfileSettings(),
            facts: FactSettings = FactSettings()) -> Result:  # fmt: skip
    """Who the customers are, how they spread over it, and how good the data is.

    ``customers``: one row each with what its columns say (see ``custseg.portrait``): age from the
    birth date, else the resident id, else as stated; sex, region, occupation, tenure, ...; whether
    the resident id checks. Nothing is inferred from a name; id numbers are compared, never shown.

    Tables: ``distributions`` (an ``unknown`` row always; ``value_index`` = mean money of the part ÷
    mean of all × 100, where money is the assets of the latest month, else the transactions, else
    the stated balance), ``numbers``, ``own_values``, ``member_lift``, ``age_fit``, ``checks``,
    ``coverage`` (which customers of one table are missing in another) and ``quality``. Without a
    customer list ``customers`` is None and only the last three are there.
    """
    read = _read(dataset, facts)
    checks = Checks()
    check_files(checks, dataset)
    tables: dict[str, pl.DataFrame] = {}
    notes: list[Note] = []
    known = None
    if read.customers is None:
        notes += findings_without_list(read.ids, read.counted)
    else:
        _check_keys(checks, read.customers)
        known = portrait(_with_opening(one_row_each(read.customers), read.opened),
                         read.as_of, settings)  # fmt: skip
        _check_customers(checks, known, settings, dataset)
        worth, meaning = _worth(dataset, known, read, facts)
        tables, own_notes = _spread(known, worth, dataset, settings)
        notes += findings(tables)
        notes += [
            *disagreements(read.apart, name_them=not dataset.personal),
            *meaning,
            *own_notes,
            *lacking(dataset, known, read.as_of),
        ]
    tables["checks"] = checks.table()
    tables["coverage"] = coverage(read.ids)
    tables["quality"] = column_quality(read.counted)
    notes = sorted([*notes, *findings_of_data(tables)], key=lambda note: note.level != "finding")
    plain = as_plain(settings, facts)
    return Result(
        command="profile", as_of=read.as_of,
        customers=None if known is None else _shown(known, settings),
        tables={key: table for key, table in tables.items() if table.height},
        charts=_charts(tables.get("distributions")), evidence=evidence(tables),
        notes=(*notes, *dataset.notes), settings=plain, provenance=dataset.provenance(plain),
    )  # fmt: skip


@dataclass(frozen=True)
class _Read:
    """What one pass over the files gave."""

    as_of: date | None
    counted: Mapping[str, pl.DataFrame]
    ids: Mapping[str, pl.DataFrame]
    customers: pl.DataFrame | None = None
    opened: pl.DataFrame | None = None
    bought: pl.DataFrame | None = None
    apart: pl.DataFrame | None = None


def _read(dataset: Dataset, facts: FactSettings) -> _Read:
    counted, ids = column_plans(dataset), id_plans(dataset)
    plans: dict[str, Plan] = {}
    if dataset.has("customers", "customer_id"):
        plans["customers"] = dataset.frame("customers")
        apart = disagreement_plan(dataset)
        if apart is not None:
            plans["apart"] = apart
        opened = opened_on(dataset)
        if opened is not None:
            plans["opened"] = opened.select("customer_id", _first_opened_on="opened_on")
        if dataset.has("transactions", "customer_id"):
            plans["bought"] = purchases(dataset, facts)
    frames = dataset.collect(*counted.values(), *ids.values(), *plans.values())
    first, second = len(counted), len(counted) + len(ids)
    return _Read(
        dataset.as_of,
        dict(zip(counted, frames[:first], strict=True)),
        dict(zip(ids, frames[first:second], strict=True)),
        **dict(zip(plans, frames[second:], strict=True)),
    )


def _with_opening(customers: pl.DataFrame, opened: pl.DataFrame | None) -> pl.DataFrame:
    """The customers with the opening date of their first account, else product, where their own is not known."""
    if opened is None:
        return customers
    joined = customers.join(opened, on="customer_id", how="left", maintain_order="left")
    own = ["opened_on"] if "opened_on" in customers.columns else []
    return joined.with_columns(pl.coalesce(*own, "_first_opened_on").alias("opened_on")).drop(
        "_first_opened_on"
    )


def _shown(known: pl.DataFrame, settings: ProfileSettings) -> pl.DataFrame:
    """What of the portrait goes into the result: nothing personal, money as numbers."""
    shown = known.select(shown_columns(known, settings))
    return shown.with_columns(pl.col(pl.Decimal).cast(pl.Float64))


# --- checks ----------------------------------------------------------------------------------------


def _check_keys(checks: Checks, customers: pl.DataFrame) -> None:
    there = customers["customer_id"].drop_nulls()
    repeated = there.filter(there.is_duplicated()).unique().sort()
    checks.add("no_customer_id", "customer_id", customers.height, customers.height - there.len())
    checks.add("duplicate_customer_id", "customer_id", there.n_unique(), repeated.len(),
               repeated.head(5).to_list())  # fmt: skip


def _check_customers(checks: Checks, known: pl.DataFrame, settings: ProfileSettings,
                     dataset: Dataset) -> None:  # fmt: skip
    """What can be told wrong of single customers."""
    has, c = set(known.columns), pl.col
    if "id_check" in has:
        tested = c("id_check").is_in(["passed", "old", "wrong_checksum", "wrong_date", "damaged"])
        checks.of(
            "resident_id", "id_number", known, tested, ~c("id_check").is_in(["passed", "old"])
        )
        checks.of("shared_id", "id_number", known, c("id_customers") > 0, c("id_customers") >= 2)
        present = sum(dataset.has("customers", element) for element in NINE_ELEMENTS)
        checks.of("nine_elements", "kyc_filled", known, c("kyc_filled") >= 0,
                  c("kyc_filled") < present)  # fmt: skip
        for stated, by_id in (("birth_date", "_id_birth"), ("_stated_sex", "_id_sex")):
            what = stated.removeprefix("_stated_")
            if stated in has:
                checks.of(f"{what}_by_id", what, known,
                          c(by_id).is_not_null() & c(stated).is_not_null(),
                          c("id_mismatch").is_in([what, "both"]))  # fmt: skip
    if "id_expiry" in has:
        expiry = c("id_expiry")
        for state in ("expired", "expiring"):
            checks.of(f"id_{state}", "id_expires_on", known, expiry.is_not_null(), expiry == state)
    if "phone_customers" in has:
        number = c("phone_customers")
        checks.of("shared_phone", "phone", known, number > 0,
                  number >= settings.shared_phone_customers)  # fmt: skip
    if "_age_written" in has:
        checks.of("impossible_age", "age", known, c("_age_written"), c("_age_impossible"))
    if "credit_code" in has:
        code = is_credit_code(c("credit_code").str.strip_chars().str.to_uppercase())
        checks.of("credit_code", "credit_code", known, c("credit_code").is_not_null(),
                  ~code.fill_null(False))  # fmt: skip
    check_cards(checks, known, dataset.own_columns("customers"))


# --- how they spread -------------------------------------------------------------------------------


def _worth(dataset: Dataset, known: pl.DataFrame, read: _Read,
           facts: FactSettings) -> tuple[pl.DataFrame, list[Note]]:  # fmt: skip
    """What every customer is worth, in the order of ``known``, and which money that is.

    A customer without a transaction bought nothing (0); one without a balance is not known.
    """
    worth, notes = known.select("customer_id"), []
    if read.bought is not None:
        nothing = pl.col("monetary").fill_null(0) if dataset.has("transactions", "amount") else None
        active = (pl.lit(read.as_of) - pl.col("last_on")).dt.total_days() < _ACTIVE_DAYS
        worth = worth.join(read.bought, on="customer_id", how="left", maintain_order="left").select(
            "customer_id", pl.col("frequency").fill_null(0),
            *([nothing.alias("money")] if nothing is not None else []),
            *([active.fill_null(False).alias("active_90d")] if read.as_of is not None else []),
        )  # fmt: skip
        meaning = t("money: the transactions of each customer, nothing where there are none")
    if read.as_of is not None and dataset.has("balances", "customer_id", "date") and (
        dataset.has("balances", "balance") or dataset.has("balances", "average_balance")
    ):  # fmt: skip
        held = dataset.collect(assets(dataset, read.as_of, facts))[0]
        latest = held["assets_month"].max()
        is_now = pl.col("assets_month") == pl.lit(latest)
        held = held.select("customer_id", pl.when(is_now).then("average_assets").otherwise(0)
                           .alias("money"))  # fmt: skip
        worth = worth.drop("money", strict=False).join(
            held, on="customer_id", how="left", maintain_order="left"
        )
        meaning = t("money: the average assets of {month}, nothing where they have ended before",
                    month=latest or "")  # fmt: skip
    elif "money" not in worth.columns and "balance" in known.columns:
        worth = worth.with_columns(known["balance"].alias("money"))
        meaning = t("money: the balance as the customer list states it")
    if "money" in worth.columns:
        notes.append(Note("info", t("value index = mean money of the part ÷ mean of all × 100; "
                                    "{meaning}", meaning=meaning)))  # fmt: skip
    return worth, notes


def _spread(known: pl.DataFrame, worth: pl.DataFrame, dataset: Dataset,
            settings: ProfileSettings) -> tuple[dict[str, pl.DataFrame], list[Note]]:  # fmt: skip
    """The tables of customers, and what they leave out."""
    base = known.with_columns(worth.drop("customer_id"))
    order = {
        "age_band": band_names(settings.age_edges),
        "tenure_band": band_names(settings.tenure_edges_months),
        "income_band": band_names(settings.income_edges, whole=False),
        "generation": ["before_1950", *(f"{year}s" for year in range(1950, 2100, 10))],
        "region": list(REGIONS), "company_size": ["micro", "small", "medium", "large"],
    }  # fmt: skip
    there = [a for a in _ATTRIBUTES if a in known.columns and known[a].count()]
    parts = [
        distribution(_labelled(base, attribute), attribute, order=order.get(attribute, ()),
                     most=settings.most_values, min_cell=settings.min_cell)
        for attribute in there
    ]  # fmt: skip
    own = list(dataset.own_columns("customers"))
    summarised = own[: settings.most_own_columns]
    numeric, texts = split_own(known, summarised)
    stated = [column for column in _NUMBERS if column in known.columns]
    tables = {
        "distributions": pl.concat(parts) if parts else pl.DataFrame(),
        "numbers": numbers(
            known.select(stated).with_columns(numeric) if stated else numeric,
            [*stated, *numeric.columns],
        ),
        "own_values": own_values(known, texts, most=settings.most_own_values,
                                 min_cell=settings.min_cell),
        "age_fit": _age_fit(known, settings),
    }  # fmt: skip
    if "member" in known.columns:
        measures = [m for m in ("money", "frequency", "active_90d") if m in worth.columns]
        tables["member_lift"] = lift_of_members(base, measures, settings.min_cell)
    notes = []
    if len(own) > len(summarised):
        notes.append(Note("info", t(
            "own columns: the first {shown} of {count} are summarised (most_own_columns)",
            shown=len(summarised), count=len(own))))  # fmt: skip
    if texts:
        notes.append(Note("info", t(
            "own values: at most {most} a column, and only those of {least} customers or more",
            most=settings.most_own_values, least=settings.min_cell)))  # fmt: skip
    return tables, notes


def _labelled(customers: pl.DataFrame, attribute: str) -> pl.DataFrame:
    if customers.schema[attribute] != pl.Boolean:
        return customers
    yes = pl.when(attribute).then(pl.lit("yes")).when(~pl.col(attribute)).then(pl.lit("no"))
    return customers.with_columns(yes.alias(attribute))


def _age_fit(known: pl.DataFrame, settings: ProfileSettings) -> pl.DataFrame:
    """One row per product: how many customers are of the right age for it."""
    rows = []
    for product, limit in settings.age_limits.items():
        if f"age_fit_{product}" in known.columns:
            fit = known[f"age_fit_{product}"]
            counts = [(fit == key).sum() for key in ("under_age", "fits", "over_age")]
            rows.append((product, limit.at_least, limit.at_most - limit.term_years, *counts,
                         fit.null_count()))  # fmt: skip
    names = ("from_age", "to_age", "under_age", "fits", "over_age", "unknown_age")
    return pl.DataFrame(rows, orient="row",
                        schema={"product": pl.String, **dict.fromkeys(names, pl.Int64())})  # fmt: skip


def _charts(distributions: pl.DataFrame | None) -> tuple[Chart, ...]:
    if distributions is None or not distributions.height:
        return ()
    by_attribute = distributions.partition_by("attribute", as_dict=True, maintain_order=True)
    return tuple(
        Chart(f"customers_by_{attribute}", "bar",
              by_attribute[attribute,].select(pl.col("attribute_value").alias(attribute), "customers"),
              attribute, ("customers",))
        for attribute in _CHARTS
        if (attribute,) in by_attribute
    )  # fmt: skip
