"""The portrait (画像) of customers: all that their records say, one row each, by the settings of profile."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
import polars as pl

from custseg.methods.attributes import people, vocabulary
from custseg.models.bands import AGE_EDGES, OLDEST, TENURE_EDGES_MONTHS, age_on, band, months_until
from custseg.models.check_digits import is_credit_code
from custseg.models.resident_id import read_resident_ids
from custseg.regions import (
    city_of_code,
    places_of,
    province_of_code,
    region_of_province,
    region_stated,
)
from custseg.settings import Meta, Section, Yuan

NINE_ELEMENTS = ("name", "sex", "nationality", "occupation", "address", "phone", "id_type",
                 "id_number", "id_expires_on")  # fmt: skip
"""九要素: what a bank must know of a person."""

_NOT_RESIDENT = (r"(?i)护照|護照|passport|军|軍|港澳|台胞|臺胞|通行证|通行證|营业执照|營業執照|信用代码|"
                 r"组织机构|户口|驾|driv|foreign|外国人")  # fmt: skip
"""Kinds of documents whose numbers do not follow GB 11643."""

_AS_STATED = ("income", "member", "customer_level", "risk_level", "aml_level", "marketing_consent",
              "nationality", "country", "branch", "manager", "segment_label", "churned")  # fmt: skip
"""Columns that go into the portrait as they stand."""


class AgeLimit(Section, frozen=True):
    """For which ages a product is meant."""

    at_least: Annotated[int, Meta(description="Youngest age in years")] = 0
    at_most: Annotated[int, Meta(description="Oldest age in years, at the end of the term")] = 150
    term_years: Annotated[int, Meta(description="Years the product usually runs")] = 0


def _usual_limits() -> dict[str, AgeLimit]:
    return {
        "credit_card": AgeLimit(at_least=18, at_most=65),
        "loan": AgeLimit(at_least=18, at_most=70, term_years=5),
        "mortgage": AgeLimit(at_least=18, at_most=70, term_years=20),
    }


class ProfileSettings(Section, frozen=True):
    """Section ``[profile]``: bands, age limits of products, and what is worth reporting."""

    age_edges: Annotated[
        tuple[int, ...], Meta(description="Age bands begin at these ages (completed years)")
    ] = AGE_EDGES
    tenure_edges_months: Annotated[
        tuple[int, ...], Meta(description="Tenure bands begin at these months since opening")
    ] = TENURE_EDGES_MONTHS
    income_edges: Annotated[
        tuple[Yuan, ...],
        Meta(description="Income bands begin at these amounts, in the file's own unit and period"),
    ] = tuple(Yuan(edge) for edge in (50_000, 100_000, 200_000, 500_000, 1_000_000))
    employee_edges: Annotated[
        tuple[int, int, int],
        Meta(description="A company is small, medium, large from this many employees "
                         "(those of industry, notice 300 of 2011)"),
    ] = (20, 300, 1000)  # fmt: skip
    age_limits: Annotated[
        dict[str, AgeLimit],
        Meta(description="Products and the ages they are meant for; the defaults are examples"),
    ] = msgspec.field(default_factory=_usual_limits)
    expiring_days: Annotated[
        int, Meta(description="A document is expiring within this many days", ge=0)
    ] = 90
    shared_phone_customers: Annotated[
        int, Meta(description="Report a phone that at least this many customers have", ge=2)
    ] = 3
    min_cell: Annotated[
        int, Meta(description="No index and no own value is shown for fewer customers", ge=1)
    ] = 10
    most_values: Annotated[
        int, Meta(description="Values shown of an attribute; the others are one row", ge=1)
    ] = 20
    most_own_values: Annotated[
        int, Meta(description="Values shown of each of the file's own columns", ge=1)
    ] = 5
    most_own_columns: Annotated[
        int, Meta(description="Columns of the file's own that are summarised", ge=0)
    ] = 30


def portrait(customers: pl.DataFrame, as_of: date | None,
             settings: ProfileSettings = ProfileSettings()) -> pl.DataFrame:  # fmt: skip
    """The customers (one row each) with everything that can be read from their columns beside it.

    Added where the columns for it are there: ``age``, ``age_source``, ``age_band``, ``generation``,
    ``sex``, ``sex_source``, ``province``, ``city``, ``region``, ``region_source``,
    ``occupation_group``, ``income_band``, ``education``, ``marital_status``, ``industry``,
    ``company_size``, ``tenure_months``, ``tenure_band``, ``age_fit_<product>``, ``id_check``,
    ``id_mismatch``, ``id_expiry``, ``id_customers``, ``phone_customers``, ``kyc_filled``.
    Columns that start with ``_id`` are what the resident id says and are for comparing only.
    """
    # The raw columns are kept aside: some of them share their name with what is made of them.
    customers = customers.with_columns(
        kyc_filled=pl.sum_horizontal(
            _is_filled(customers, column) for column in NINE_ELEMENTS if column in customers.columns
        )
    ) if "id_number" in customers.columns else customers  # fmt: skip
    for describe in (_ids, _ages, _sexes, _places, _work, _tenure, _contacts):
        customers = describe(customers, as_of, settings)
    return customers


def shown_columns(customers: pl.DataFrame, settings: ProfileSettings) -> list[str]:
    """The columns of a portrait that a result may show: nothing personal, in reading order."""
    order = (
        "customer_id", "age", "age_source", "age_band", "generation", "sex", "sex_source",
        "province", "city", "region", "region_source", "occupation_group", "income_band",
        "education", "marital_status", "industry", "company_size", "tenure_months", "tenure_band",
        *_AS_STATED, *(f"age_fit_{product}" for product in settings.age_limits),
        "id_check", "id_mismatch", "id_expiry", "id_customers", "phone_customers", "kyc_filled",
    )  # fmt: skip
    return [column for column in order if column in customers.columns]


def _is_filled(customers: pl.DataFrame, column: str) -> pl.Expr:
    if customers.schema[column] == pl.String:
        return (pl.col(column).str.strip_chars().fill_null("") != "").cast(pl.Int64)
    return pl.col(column).is_not_null().cast(pl.Int64)


def _ids(customers: pl.DataFrame, as_of: date | None, settings: ProfileSettings) -> pl.DataFrame:
    """What the resident id says: check, birth date, sex, code, and who else has it."""
    if "id_number" not in customers.columns:
        return customers
    resident = pl.lit(True)
    if "id_type" in customers.columns:
        resident = ~pl.col("id_type").fill_null("").str.contains(_NOT_RESIDENT)
    numbers = customers.select(pl.when(resident).then("id_number").alias("n"))["n"]
    read = read_resident_ids(numbers, as_of)
    written = pl.col("id_number").str.strip_chars().fill_null("") != ""
    good = pl.col("_id_check").is_in(["passed", "old"])
    failing = read.filter(pl.col("check") == "wrong_checksum").select("number").unique()
    companies = failing.filter(is_credit_code(pl.col("number")))["number"].sort()
    is_other = (written & ~resident) | pl.col("_id_number").is_in(companies.implode())
    described = customers.with_columns(
        read["number"].alias("_id_number"), read["check"].alias("_id_check"),
        read["birth_date"].alias("_id_birth"), read["sex"].alias("_id_sex"),
    ).with_columns(
        pl.when(is_other).then(pl.lit("other")).otherwise("_id_check").alias("id_check"),
        pl.when(good).then(pl.col("_id_number").str.slice(0, 6)).alias("_id_code"),
    )  # fmt: skip
    document = pl.coalesce(
        "_id_number", pl.when(written).then(pl.col("id_number").str.strip_chars())
    )
    is_whole = ~pl.col("id_check").is_in(["masked", "damaged"])
    keys = described.select(pl.when(is_whole).then(document).alias("key"))["key"]
    return described.with_columns(people.shared_by(keys).alias("id_customers"))


def _ages(customers: pl.DataFrame, as_of: date | None, settings: ProfileSettings) -> pl.DataFrame:
    """Age and generation, from the birth date, else the resident id, else as stated."""
    sources: dict[str, pl.Expr] = {}
    births = {"birth_date": "birth_date", "resident_id": "_id_birth"}
    there = {name: column for name, column in births.items() if column in customers.columns}
    if as_of is not None:
        sources = {name: age_on(pl.col(column), as_of) for name, column in there.items()}
    if "age" in customers.columns:
        sources["stated"] = pl.col("age").floor()
    if not sources:
        return customers
    ages = {
        name: pl.when(age.is_between(0, OLDEST)).then(age.cast(pl.Int64))
        for name, age in sources.items()
    }
    year = pl.coalesce(
        *(pl.when(ages[name].is_not_null()).then(pl.col(column).dt.year().cast(pl.Int64))
          for name, column in there.items() if as_of is not None),
        (pl.lit(as_of.year) - pl.col("_age")) if as_of is not None else pl.lit(None, pl.Int64),
    )  # fmt: skip
    stated = [name for name in ("birth_date", "stated") if name in sources]
    # Lazily, so that what several columns are made of is computed once.
    made = customers.lazy().with_columns(
        pl.any_horizontal(pl.lit(False), *(sources[n].is_not_null() for n in stated))
        .alias("_age_written"),
        pl.any_horizontal(
            pl.lit(False), *(sources[n].is_not_null() & ages[n].is_null() for n in stated)
        ).alias("_age_impossible"),
        pl.coalesce(*ages.values()).alias("_age"),
        pl.coalesce(*(pl.when(age.is_not_null()).then(pl.lit(name)) for name, age in ages.items()))
        .alias("age_source"),
    )  # fmt: skip
    if as_of is not None:
        made = made.with_columns(people.generation_of(year).alias("generation"))
    return made.with_columns(
        pl.col("_age").alias("age"), band(pl.col("_age"), settings.age_edges).alias("age_band"),
        *(people.age_fit(pl.col("_age"), limit.at_least, limit.at_most, limit.term_years)
          .alias(f"age_fit_{product}") for product, limit in settings.age_limits.items()),
    ).collect()  # fmt: skip


def _sexes(customers: pl.DataFrame, as_of: date | None, settings: ProfileSettings) -> pl.DataFrame:
    """Sex as stated, else by the resident id; where the id says something else than is stated."""
    columns = {"stated": "sex", "resident_id": "_id_sex"}
    there = {name: pl.col(c) for name, c in columns.items() if c in customers.columns}
    if "_id_sex" in customers.columns:
        differs = {
            key: (pl.col(stated) != pl.col(read)).fill_null(False)
            if stated in customers.columns else pl.lit(False)
            for key, stated, read in (("birth_date", "birth_date", "_id_birth"),
                                      ("sex", "sex", "_id_sex"))
        }  # fmt: skip
        customers = customers.with_columns(
            pl.when(differs["birth_date"] & differs["sex"]).then(pl.lit("both"))
            .when(differs["birth_date"]).then(pl.lit("birth_date"))
            .when(differs["sex"]).then(pl.lit("sex")).alias("id_mismatch")
        )  # fmt: skip
    if not there:
        return customers
    if "stated" in there:
        customers = customers.with_columns(there["stated"].alias("_stated_sex"))
    return customers.with_columns(
        pl.coalesce(*there.values()).alias("sex"),
        pl.coalesce(*(pl.when(c.is_not_null()).then(pl.lit(name)) for name, c in there.items()))
        .alias("sex_source"),
    )  # fmt: skip


def _places(customers: pl.DataFrame, as_of: date | None, settings: ProfileSettings) -> pl.DataFrame:
    """Province, city and region: stated, else from the address, else where the id was issued."""
    there = [
        c for c in ("province", "address", "city", "region", "_id_code") if c in customers.columns
    ]
    if not there:
        return customers
    text = {c: pl.col(c).str.strip_chars().replace({"": None}) for c in there}
    parts = [
        places_of(customers[column]).select(pl.all().name.suffix(f":{column}"))
        for column in ("province", "city", "address")
        if column in there
    ]
    read = customers.select(
        *([province_of_code(text["_id_code"]).alias("province:_id_code"),
           city_of_code(text["_id_code"]).alias("city:_id_code")] if "_id_code" in there else []),
        *([region_stated(text["region"]).alias("region:region")] if "region" in there else []),
        *(text[c].alias(f"stated:{c}") for c in ("province", "city", "region") if c in there),
    )  # fmt: skip
    read = pl.concat([read, *parts], how="horizontal")

    def first(*names: str) -> pl.Expr:
        found = [pl.col(name) for name in names if name in read.columns]
        return pl.coalesce(*found) if found else pl.lit(None, pl.String)

    said = ("province:province", "stated:province")
    stated_region = first("region:region", "stated:region")
    by_province = region_of_province(first(*said, "province:city"))
    stated = pl.coalesce(by_province, stated_region)
    by_address = region_of_province(first("province:address"))
    by_id = region_of_province(first("province:_id_code"))
    # A city by the id belongs to the province by the id, not to another one that is stated.
    alone = first(*said, "province:address", "province:city", "stated:city").is_null()
    city_by_id = pl.when(alone).then(first("city:_id_code"))
    return customers.with_columns(
        read.select(
            first(*said, "province:address", "province:city", "province:_id_code").alias("province"),
            pl.coalesce(first("city:city", "stated:city", "city:address"), city_by_id).alias("city"),
            pl.coalesce(stated, by_address, by_id).alias("region"),
            pl.when(stated.is_not_null()).then(pl.lit("stated"))
            .when(by_address.is_not_null()).then(pl.lit("address"))
            .when(by_id.is_not_null()).then(pl.lit("resident_id")).alias("region_source"),
        )
    )  # fmt: skip


def _work(customers: pl.DataFrame, as_of: date | None, settings: ProfileSettings) -> pl.DataFrame:
    """Occupation, income, education and marriage; for companies industry and size."""
    made: dict[str, pl.Series | pl.Expr] = {}
    groups = {"occupation": ("occupation_group", vocabulary.OCCUPATIONS),
              "education": ("education", vocabulary.EDUCATIONS),
              "marital_status": ("marital_status", vocabulary.MARITAL),
              "company_size": ("company_size", vocabulary.COMPANY_SIZES)}  # fmt: skip
    for column, (name, words) in groups.items():
        if column in customers.columns:
            made[name] = vocabulary.group_of(customers[column], words)
    if "industry" in customers.columns:
        made["industry"] = vocabulary.industry_of(customers["industry"])
    if "income" in customers.columns:
        by_amount = band(pl.col("income"), settings.income_edges, whole=False)
        is_stated = "income_band" in customers.columns
        made["income_band"] = pl.coalesce("income_band", by_amount) if is_stated else by_amount
    described = customers.with_columns(**made)
    if "employees" in customers.columns:
        small, medium, large = settings.employee_edges
        count = pl.col("employees")
        by_count = (
            pl.when(count >= large).then(pl.lit("large"))
            .when(count >= medium).then(pl.lit("medium"))
            .when(count >= small).then(pl.lit("small"))
            .when(count >= 0).then(pl.lit("micro"))
        )  # fmt: skip
        is_stated = "company_size" in described.columns
        described = described.with_columns(
            company_size=pl.coalesce("company_size", by_count) if is_stated else by_count
        )
    return described


def _tenure(customers: pl.DataFrame, as_of: date | None, settings: ProfileSettings) -> pl.DataFrame:
    """Completed months since opening, else as stated; and the document's expiry."""
    has, parts = set(customers.columns), []
    if as_of is not None and "opened_on" in has:
        parts.append(months_until(pl.col("opened_on"), as_of).cast(pl.Int64))
    if "tenure_months" in has:
        stated = pl.col("tenure_months")
        parts.append(pl.when(stated >= 0).then(stated.floor().cast(pl.Int64)))
    if parts:
        customers = customers.with_columns(pl.coalesce(*parts).alias("tenure_months"))
        bands = band(pl.col("tenure_months"), settings.tenure_edges_months)
        customers = customers.with_columns(bands.alias("tenure_band"))
    if as_of is not None and "id_expires_on" in has:
        expiry = people.expiry_of(pl.col("id_expires_on"), as_of, settings.expiring_days)
        customers = customers.with_columns(id_expiry=expiry)
    return customers


def _contacts(
    customers: pl.DataFrame, as_of: date | None, settings: ProfileSettings
) -> pl.DataFrame:
    """How many customers have the same phone."""
    if "phone" not in customers.columns:
        return customers
    phones = customers.select(people.phone_digits(pl.col("phone")))["phone"]
    return customers.with_columns(people.shared_by(phones).alias("phone_customers"))
