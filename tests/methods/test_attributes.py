"""profile: who the customers are, and how good the data about them is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.methods.attributes import AgeLimit, ProfileSettings, profile, profile_reason
from custseg.methods.attributes.distributions import lift_of_members, split_own
from custseg.methods.attributes.people import one_row_each, phone_digits
from custseg.methods.attributes.vocabulary import (
    EDUCATIONS,
    MARITAL,
    OCCUPATIONS,
    group_of,
    industry_of,
)
from custseg.models.bands import age_on, band, band_names, months_until
from custseg.result import Result
from custseg.schema import read
from custseg.schema.dataset import CanonicalTable, Dataset
from custseg.schema.kinds import KINDS, MONEY

AS_OF = date(2024, 6, 30)
WOMAN, MAN = "11010519491231002X", "440524198001010013"


def customers_of(*rows: dict[str, object], as_of: date | None = AS_OF,
                 **others: pl.DataFrame) -> Dataset:  # fmt: skip
    columns = list(dict.fromkeys(key for row in rows for key in row))
    frame = pl.DataFrame(list(rows), schema={c: KINDS["customers"][c] for c in columns})
    return Dataset.from_frames({"customers": frame, **others}, as_of)


def with_own(dataset: Dataset, **own: list[str | None]) -> Dataset:
    """The dataset with columns of the user's own in its first table."""
    first, *rest = dataset.tables
    frame = first.frame.with_columns(pl.Series(k, v, pl.String) for k, v in own.items())
    widened = CanonicalTable(first.kind, first.name, "", frame, first.columns, tuple(own))
    return Dataset([widened, *rest], AS_OF)


def sales(*rows: tuple[str, date, int]) -> pl.DataFrame:
    return pl.DataFrame(
        rows, orient="row", schema={"customer_id": pl.String, "date": pl.Date, "amount": MONEY}
    )


def only(result: Result) -> dict[str, object]:
    assert result.customers is not None
    return result.customers.row(0, named=True)


def checks_of(result: Result) -> dict[str, tuple[int, int, str | None]]:
    return {
        row["check"]: (row["tested"], row["failed"], row["example_customers"])
        for row in result.tables["checks"].iter_rows(named=True)
    }


# --- one customer ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "age", "source"),
    [
        ({"birth_date": date(1980, 6, 30), "id_number": WOMAN, "age": 9.0}, 44, "birth_date"),
        ({"birth_date": date(1980, 7, 1)}, 43, "birth_date"),
        ({"birth_date": None, "id_number": WOMAN, "age": 9.0}, 74, "resident_id"),
        ({"birth_date": None, "id_number": "440524800101001"}, 44, "resident_id"),
        ({"birth_date": None, "id_number": WOMAN[:-1] + "1", "age": 30.0}, 30, "stated"),
        ({"birth_date": date(2030, 1, 1), "age": 30.0}, 30, "stated"),
        ({"age": 30.9}, 30, "stated"),
        ({"age": 230.0}, None, None),
        ({"age": None}, None, None),
    ],
)
def test_age_is_from_the_best_source_there_is(
    row: dict[str, object], age: int | None, source: str | None
) -> None:
    found = only(profile(customers_of({"customer_id": "C1", **row})))
    assert (found["age"], found["age_source"]) == (age, source)


@given(st.dates(date(1900, 1, 1), date(2024, 6, 30)), st.dates(date(2024, 6, 30), date(2100, 1, 1)))
@settings(max_examples=100, deadline=None)
def test_age_counts_birthdays(birth: date, on: date) -> None:
    found = pl.DataFrame({"b": [birth]}).select(age_on(pl.col("b"), on)).item()
    birthdays = sum(
        (year, birth.month, birth.day) <= (on.year, on.month, on.day)
        for year in range(birth.year + 1, on.year + 1)
    )
    assert found == birthdays


@pytest.mark.parametrize(
    ("opened", "months"),
    [(date(2024, 5, 31), 0), (date(2024, 5, 30), 1), (date(2014, 6, 30), 120), (date(2024, 7, 1), None)],
)  # fmt: skip
def test_tenure_is_in_completed_months(opened: date, months: int | None) -> None:
    found = pl.DataFrame({"o": [opened]}).select(months_until(pl.col("o"), AS_OF)).item()
    assert found == months


def test_tenure_falls_back_to_the_first_account_then_to_what_is_stated() -> None:
    accounts = pl.DataFrame(
        {"account_id": ["A1", "A2"], "customer_id": ["C1", "C1"], "relation": ["owner"] * 2,
         "opened_on": [date(2020, 6, 30), date(2023, 6, 30)]}
    )  # fmt: skip
    result = profile(customers_of({"customer_id": "C1", "tenure_months": 7.0},
                                  {"customer_id": "C2", "tenure_months": 7.0},
                                  accounts=accounts))  # fmt: skip
    assert result.customers is not None
    assert result.customers["tenure_months"].to_list() == [48, 7]
    assert result.customers["tenure_band"].to_list() == ["36-59", "3-11"]


def test_bands_are_closed_below_and_total() -> None:
    ages = pl.DataFrame({"a": [0, 17, 18, 24, 25, 64, 65, 120, None]})
    found = ages.select(band(pl.col("a"), (18, 25, 65))).to_series().to_list()
    assert found == ["<18", "<18", "18-24", "18-24", "25-64", "25-64", "65+", "65+", None]
    assert band_names((50_000, 100_000), whole=False) == ["<50000", "50000-100000", "100000+"]


@pytest.mark.parametrize(
    ("year", "generation"),
    [(1949, "before_1950"), (1950, "1950s"), (1989, "1980s"), (1990, "1990s"), (2000, "2000s")],
)
def test_generation_is_the_decade_of_birth(year: int, generation: str) -> None:
    result = profile(customers_of({"customer_id": "C1", "birth_date": date(year, 1, 1)}))
    assert only(result)["generation"] == generation


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ({"address": "广东省深圳市南山区科技路1号"}, ("guangdong", "深圳", "south", "address")),
        ({"address": "廣東省深圳市"}, ("guangdong", "深圳", "south", "address")),
        ({"address": "杭州市西湖区"}, ("zhejiang", "杭州", "east", "address")),
        ({"address": "北京路12号"}, (None, None, None, None)),
        ({"address": "北京市朝阳区南京东路"}, ("beijing", "北京", "north", "address")),
        ({"address": "海南藏族自治州共和县"}, ("qinghai", None, "northwest", "address")),
        ({"province": "内蒙古自治区"}, ("inner_mongolia", None, "north", "stated")),
        ({"province": "粤"}, ("guangdong", None, "south", "stated")),
        ({"province": "Guangdong"}, ("guangdong", None, "south", "stated")),
        ({"province": "Bavaria", "city": "Munich"}, ("Bavaria", "Munich", None, None)),
        ({"region": "华东区"}, (None, None, "east", "stated")),
        ({"region": "中南", "province": "湖北"}, ("hubei", None, "central", "stated")),
        ({"city": "大连市"}, ("liaoning", "大连", "northeast", "stated")),
        ({"id_number": MAN}, ("guangdong", "汕头", "south", "resident_id")),
        ({"id_number": MAN, "address": "成都市锦江区"}, ("sichuan", "成都", "southwest", "address")),
        ({"id_number": MAN, "province": "四川"}, ("sichuan", None, "southwest", "stated")),
        ({"address": "香港特别行政区中西区"}, ("hong_kong", "香港", "hk_macau_taiwan", "address")),
    ],
)  # fmt: skip
def test_a_place_is_read_from_the_best_source(
    row: dict[str, object], place: tuple[str | None, ...]
) -> None:
    found = only(profile(customers_of({"customer_id": "C1", **row})))
    keys = ("province", "city", "region", "region_source")
    if "id_number" in row:
        assert row["id_number"] == MAN
    assert tuple(found[key] for key in keys) == place


@pytest.mark.parametrize(
    ("written", "group"),
    [("退休教师", "retired"), ("公务员", "public_service"), ("软件工程师", "professional"),
     ("个体司机", "self_employed"), ("农民工", "worker"), ("农民", "farmer"), ("公司职员", "office"),
     ("blue-collar", "worker"), ("housemaid", "service"), ("unemployed", "not_working"),
     ("外星人", "other"), ("unknown", None), ("未知", None), (" - ", None), ("", None), (None, None)],
)  # fmt: skip
def test_occupations_fall_into_groups(written: str | None, group: str | None) -> None:
    assert group_of(pl.Series([written], dtype=pl.String), OCCUPATIONS).to_list() == [group]


def test_education_marriage_and_industry_fall_into_groups() -> None:
    education = ["大学本科", "硕士研究生", "大专", "高中", "小学", "tertiary", "博士"]
    assert group_of(pl.Series(education), EDUCATIONS).to_list() == [
        "bachelor", "master", "junior_college", "high_school", "below_high_school", "bachelor",
        "doctor"]  # fmt: skip
    assert group_of(pl.Series(["已婚", "未婚", "离异", "divorced"]), MARITAL).to_list() == [
        "married", "single", "divorced", "divorced"]  # fmt: skip
    assert industry_of(pl.Series(["C13", "软件和信息技术服务业", "批发零售", "J", None])).to_list() == [
        "manufacturing", "information", "wholesale_retail", "finance", None]  # fmt: skip


def test_a_company_has_a_size_by_its_employees_unless_stated() -> None:
    result = profile(customers_of(
        {"customer_id": "C1", "employees": 1000, "company_size": None},
        {"customer_id": "C2", "employees": 999, "company_size": None},
        {"customer_id": "C3", "employees": 5, "company_size": "大型企业"},
        {"customer_id": "C4", "employees": None, "company_size": None}))  # fmt: skip
    assert result.customers is not None
    assert result.customers["company_size"].to_list() == ["large", "medium", "large", None]


def test_products_say_for_whom_they_are_of_the_right_age() -> None:
    limits = {"养老": AgeLimit(at_least=30, at_most=70, term_years=10)}
    result = profile(
        customers_of(*({"customer_id": f"C{age}", "age": float(age)} for age in (29, 30, 60, 61))),
        ProfileSettings(age_limits=limits),
    )
    assert result.customers is not None
    assert result.customers["age_fit_养老"].to_list() == ["under_age", "fits", "fits", "over_age"]
    assert result.tables["age_fit"].row(0) == ("养老", 30, 60, 1, 2, 1, 0)


def test_the_id_is_set_against_what_is_stated() -> None:
    result = profile(customers_of(
        {"customer_id": "C1", "id_number": WOMAN, "sex": "male", "birth_date": date(1949, 12, 31)},
        {"customer_id": "C2", "id_number": MAN, "sex": "female", "birth_date": date(1980, 1, 2)},
        {"customer_id": "C3", "id_number": MAN, "sex": None, "birth_date": None}))  # fmt: skip
    assert result.customers is not None
    assert result.customers["id_mismatch"].to_list() == ["sex", "both", None]
    assert result.customers["sex"].to_list() == ["male", "female", "male"]
    assert result.customers["sex_source"].to_list() == ["stated", "stated", "resident_id"]
    assert checks_of(result)["sex_by_id"] == (2, 2, "C1, C2")
    assert checks_of(result)["birth_date_by_id"] == (2, 1, "C2")


def test_other_documents_are_not_held_against_the_resident_id() -> None:
    result = profile(customers_of(
        {"customer_id": "C1", "id_type": "护照", "id_number": "110105194912310021"},
        {"customer_id": "C2", "id_type": None, "id_number": "91350100M000100Y43"},
        {"customer_id": "C3", "id_type": "身份证", "id_number": "110105194912310021"}))  # fmt: skip
    assert result.customers is not None
    assert result.customers["id_check"].to_list() == ["other", "other", "wrong_checksum"]
    assert checks_of(result)["resident_id"] == (1, 1, "C3")


def test_a_document_expires_the_day_after_its_date() -> None:
    days = [date(2024, 6, 29), AS_OF, date(2024, 9, 28), date(2024, 9, 29), None]
    rows = [{"customer_id": f"C{n}", "id_expires_on": day} for n, day in enumerate(days)]
    result = profile(customers_of(*rows))
    assert result.customers is not None
    expiry = result.customers["id_expiry"].to_list()
    assert expiry == ["expired", "expiring", "expiring", "valid", None]


def test_shared_phones_and_ids_are_found_however_they_are_written() -> None:
    rows = [("C1", "13800001234", MAN), ("C2", "138 0000-1234", "440524800101001"),
            ("C3", "+8613800001234", WOMAN), ("C4", "138****1234", "4405**********0013")]  # fmt: skip
    result = profile(customers_of(
        *({"customer_id": c, "phone": p, "id_number": i} for c, p, i in rows)))  # fmt: skip
    assert result.customers is not None
    assert result.customers["phone_customers"].to_list() == [3, 3, 3, None]
    assert result.customers["id_customers"].to_list() == [2, 2, 1, None]
    assert checks_of(result)["shared_phone"] == (3, 3, "C1, C2, C3")
    assert checks_of(result)["shared_id"] == (3, 2, "C1, C2")


def test_phones_too_short_to_tell_are_nobodys() -> None:
    found = pl.DataFrame({"p": ["110", "无", None]}).select(phone_digits(pl.col("p")))
    assert found["p"].to_list() == [None, None, None]


def test_no_id_number_and_no_name_comes_out() -> None:
    result = profile(customers_of({"customer_id": "C1", "name": "张三", "id_number": WOMAN,
                                   "phone": "13800001234", "address": "北京市"}))  # fmt: skip
    frames = [result.customers, *result.tables.values(), *(c.frame for c in result.charts)]
    said = "".join(f.write_csv() for f in frames if f is not None) + str(result.notes)
    assert all(secret not in said for secret in (WOMAN, "张三", "13800001234"))


# --- how they spread -------------------------------------------------------------------------------


def many(count: int) -> list[dict[str, object]]:
    return [{"customer_id": f"C{n:03}", "sex": "male" if n % 2 else "female", "age": 20.0 + n % 50,
             "member": n % 4 == 0} for n in range(count)]  # fmt: skip


def test_a_distribution_counts_everybody_once_and_always_has_unknown() -> None:
    result = profile(customers_of(*many(40), {"customer_id": "X", "sex": None}))
    spread = result.tables["distributions"]
    totals = spread.group_by("attribute").agg(
        pl.col("customers").sum(), pl.col("customers_share").sum()
    )
    assert set(totals["customers"]) == {41}
    assert all(abs(share - 1) < 1e-9 for share in totals["customers_share"])
    last = spread.group_by("attribute", maintain_order=True).last()
    assert set(last["attribute_value"]) == {"unknown"}
    assert spread.filter(attribute="sex", attribute_value="unknown")["customers"].item() == 1


def test_the_value_index_is_the_mean_against_the_base_mean() -> None:
    bought = sales(*((f"C{n:03}", date(2024, 6, 1), 300 if n % 2 else 100) for n in range(40)))
    spread = profile(customers_of(*many(40), transactions=bought)).tables["distributions"]
    index = {r["attribute_value"]: r["value_index"]
             for r in spread.filter(attribute="sex").iter_rows(named=True)}  # fmt: skip
    assert index == {"male": 150.0, "female": 50.0, "unknown": None}


def test_a_customer_without_transactions_bought_nothing() -> None:
    bought = sales(*((f"C{n:03}", date(2024, 6, 1), 100) for n in range(20)))
    spread = profile(customers_of(*many(40), transactions=bought)).tables["distributions"]
    assert spread.filter(attribute="sex", attribute_value="male")["mean_money"].item() == 50.0


def test_small_parts_have_no_index() -> None:
    bought = sales(*((f"C{n:03}", date(2024, 6, 1), 100) for n in range(18)))
    spread = profile(customers_of(*many(18), transactions=bought)).tables["distributions"]
    assert (
        spread.filter(pl.col("customers") < 10)["value_index"].null_count()
        == spread.filter(pl.col("customers") < 10).height
    )
    shown = profile(customers_of(*many(18), transactions=bought), ProfileSettings(min_cell=9))
    male = shown.tables["distributions"].filter(attribute="sex", attribute_value="male")
    assert male["value_index"].item() == 100.0


def test_bands_stand_in_their_own_order_and_values_by_size() -> None:
    spread = profile(customers_of(*many(60))).tables["distributions"]
    ages = spread.filter(attribute="age_band")["attribute_value"].to_list()
    assert ages == ["18-24", "25-34", "35-44", "45-54", "55-64", "65+", "unknown"]
    assert spread.filter(attribute="member")["attribute_value"].to_list() == [
        "no",
        "yes",
        "unknown",
    ]


def test_many_values_end_in_one_row_of_the_rest() -> None:
    rows = [{"customer_id": f"C{n}", "branch": f"网点{n % 30:02}"} for n in range(60)]
    spread = profile(customers_of(*rows), ProfileSettings(most_values=5)).tables["distributions"]
    branches = spread.filter(attribute="branch")
    assert branches["attribute_value"].to_list()[-2:] == ["rest", "unknown"]
    assert branches.height == 7
    assert branches["customers"].sum() == 60


@given(st.permutations(range(30)))
@settings(max_examples=15, deadline=None)
def test_row_order_never_matters(order: list[int]) -> None:
    rows = many(30)
    bought = [(f"C{n:03}", date(2024, 6, 1), n) for n in range(30)]
    once = profile(customers_of(*rows, transactions=sales(*bought)))
    again = profile(customers_of(*(rows[n] for n in order),
                                 transactions=sales(*(bought[n] for n in order))))  # fmt: skip
    assert once.customers is not None
    assert again.customers is not None
    assert once.customers.equals(again.customers)
    assert all(once.tables[key].equals(again.tables[key]) for key in once.tables)
    assert [note.text for note in once.notes] == [note.text for note in again.notes]


def test_the_lift_of_members_has_an_interval_around_it() -> None:
    members = pl.DataFrame({"member": [True] * 50 + [False] * 50,
                            "money": [20.0 + n % 5 for n in range(50)]
                            + [10.0 + n % 5 for n in range(50)]})  # fmt: skip
    row = lift_of_members(members, ["money"], min_cell=10).row(0, named=True)
    assert (row["member_mean"], row["non_member_mean"]) == (22.0, 12.0)
    assert row["lift"] == pytest.approx(22 / 12)
    assert 1.75 < row["lift_low"] < row["lift"] < row["lift_high"] < 1.92
    few = lift_of_members(members, ["money"], min_cell=51).row(0, named=True)
    assert few["lift"] is None


def test_own_columns_are_numbers_or_frequent_values_and_never_single_ones() -> None:
    own = {"积分": [str(n) for n in range(40)], "来源": ["门店", "线上"] * 20,
           "备用电话": [f"1380000{n:04}" for n in range(40)],
           "备注": [f"只此一次{n}" for n in range(40)], "空": [None] * 40}  # fmt: skip
    result = profile(with_own(customers_of(*many(40)), **own))
    assert set(result.tables["numbers"]["column"]) == {"age", "积分"}
    assert result.tables["own_values"].rows() == [
        ("来源", "线上", 20, 0.5),
        ("来源", "门店", 20, 0.5),
    ]
    points = result.tables["numbers"].filter(column="积分").row(0, named=True)
    assert (points["least"], points["q25"], points["median"], points["greatest"]) == (
        0,
        9.75,
        19.5,
        39,
    )


def test_numbers_with_leading_zeros_are_codes() -> None:
    numeric, texts = split_own(pl.DataFrame({"机构": ["001", "002", "003"]}), ["机构"])
    assert (numeric.columns, texts) == ([], [])


def test_cards_among_own_columns_are_checked() -> None:
    cards = ["6222021234567894", "6222021234567895", "4111111111111111"]
    dataset = with_own(customers_of(*many(3)), 卡号=cards)
    checked = checks_of(profile(dataset))["card_luhn"]
    assert checked[0] == 3
    assert 0 < checked[1] < 3


# --- the data --------------------------------------------------------------------------------------


def test_customers_missing_in_one_file_are_counted_both_ways() -> None:
    bought = sales(("C000", date(2024, 6, 1), 5), ("Z", date(2024, 6, 1), 5))
    result = profile(customers_of(*many(3), transactions=bought))
    assert result.tables["coverage"].rows() == [
        ("transactions", "customers", 2, 1, 0.5, "Z"),
        ("customers", "transactions", 3, 2, 2 / 3, "C001, C002"),
    ]
    assert any("1 of 2 customers in transactions" in text for text in result.warnings)


def test_transactions_alone_are_profiled_for_what_they_are() -> None:
    result = profile(Dataset.from_frames({"transactions": sales(("C1", date(2024, 6, 1), 5))}))
    assert result.customers is None
    assert set(result.tables) == {"quality"}
    assert result.as_of == date(2024, 6, 1)


def test_a_customer_list_without_dates_asks_for_as_of() -> None:
    result = profile(
        customers_of({"customer_id": "C1", "birth_date": date(1980, 1, 1)}, as_of=None)
    )
    assert result.as_of is None
    assert any("--as-of" in text for text in result.warnings)


def test_what_lacks_a_column_is_named() -> None:
    result = profile(customers_of({"customer_id": "C1", "age": 30.0}))
    said = next(note.text for note in result.notes if "not known for lack" in note.text)
    assert "occupation" in said
    assert "Age (" not in said


def test_a_customer_in_several_rows_is_one_customer() -> None:
    result = profile(customers_of(
        {"customer_id": "C1", "sex": None, "occupation": "教师"},
        {"customer_id": "C2", "sex": "male", "occupation": None},
        {"customer_id": "C1", "sex": "female", "occupation": "医生"}))  # fmt: skip
    assert result.customers is not None
    assert result.customers["customer_id"].to_list() == ["C1", "C2"]
    assert result.customers["sex"].to_list() == ["female", "male"]
    assert checks_of(result)["duplicate_customer_id"] == (2, 1, "C1")


def test_one_row_each_leaves_out_rows_without_an_id() -> None:
    found = one_row_each(pl.DataFrame({"customer_id": ["B", None, "A"], "x": [1, 2, 3]}))
    assert found.rows() == [("A", 3), ("B", 1)]


def test_no_customers_at_all_is_no_accident() -> None:
    empty = pl.DataFrame(schema={"customer_id": pl.String, "birth_date": pl.Date, "sex": pl.String})
    result = profile(Dataset.from_frames({"customers": empty}, AS_OF))
    assert result.customers is not None
    assert result.customers.height == 0


def test_balances_come_before_transactions_as_what_a_customer_is_worth() -> None:
    balances = pl.DataFrame(
        {"customer_id": [f"C{n:03}" for n in range(40)], "date": [AS_OF] * 40,
         "balance": [Decimal(1000 if n % 2 else 500) for n in range(40)]},
        schema_overrides={"balance": MONEY},
    )  # fmt: skip
    bought = sales(("C000", date(2024, 6, 1), 9))
    result = profile(customers_of(*many(40), transactions=bought, balances=balances))
    male = result.tables["distributions"].filter(attribute="sex", attribute_value="male")
    assert male["mean_money"].item() == 1000.0


def test_assets_that_ended_before_the_latest_month_are_worth_nothing_now() -> None:
    days = [date(2024, 3, 31) if n % 2 else AS_OF for n in range(40)]
    balances = pl.DataFrame(
        {"customer_id": [f"C{n:03}" for n in range(40)], "date": days, "balance": [Decimal(100)] * 40},
        schema_overrides={"balance": MONEY},
    )  # fmt: skip
    spread = profile(customers_of(*many(40), balances=balances)).tables["distributions"]
    sexes = spread.filter(attribute="sex")["mean_money"].to_list()
    assert sexes == [100.0, 0.0, None]


def test_the_sentence_says_where_each_attribute_came_from() -> None:
    found = only(profile(customers_of({"customer_id": "C1", "id_number": WOMAN, "sex": "male"})))
    said = profile_reason(found)
    assert "Age 74 (from resident id)" in said
    assert "Sex male (from the file)" in said
    assert "resident id: passes" in said
    assert profile_reason({"customer_id": "C1"}) == "no attribute of this customer is known"


@pytest.mark.parametrize(
    ("path", "customers"),
    [("bank/churn_modelling/Churn_Modelling.csv", 10_000),
     ("bank/uci_bank_marketing/bank-marketing.csv", 45_211)],
)  # fmt: skip
def test_real_customer_lists_are_counted_in_full(
    shared_data: Path, path: str, customers: int
) -> None:
    result = profile(read([str(shared_data / path)]))
    assert result.customers is not None
    assert result.customers.height == customers
    totals = result.tables["distributions"].group_by("attribute").agg(pl.col("customers").sum())
    assert set(totals["customers"]) == {customers}


def test_who_leaves_the_bank_is_seen_by_age(shared_data: Path) -> None:
    path = shared_data / "bank/churn_modelling/Churn_Modelling.csv"
    spread = profile(read([str(path)])).tables["distributions"].filter(attribute="age_band")
    raw = pl.read_csv(path).drop_nulls("Age").filter(pl.col("Age").is_between(45, 54.99))
    found = spread.filter(attribute_value="45-54").row(0, named=True)
    assert found["customers"] == raw.height
    assert found["churn_share"] == pytest.approx(raw["Exited"].mean())


def test_customer_lists_that_disagree_are_warned_of() -> None:
    first = customers_of({"customer_id": "01", "sex": "male", "city": "北京"},
                         {"customer_id": "02", "sex": "female", "city": None}).tables[0]  # fmt: skip
    second = customers_of({"customer_id": "02", "sex": "male", "city": "上海"},
                          {"customer_id": "01", "sex": "male", "city": "北京"},
                          {"customer_id": "03", "sex": "male", "city": "广州"}).tables[0]  # fmt: skip
    said = profile(Dataset([first, second], AS_OF)).warnings
    assert "customer lists disagree, the first one is believed: Sex of 1 customer (02)" in said
    assert not any("disagree" in text for text in profile(Dataset([first], AS_OF)).warnings)
