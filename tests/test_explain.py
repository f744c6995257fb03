"""explain: the right customer is found, and all that is known of it is said with its reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from custseg.errors import InputError
from custseg.explain import explain, find, in_words, nearest_ids
from custseg.methods.attributes import profile, profile_reason
from custseg.methods.value import rfm, rfm_reason
from custseg.render.mask import masked
from custseg.result import Result
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import MONEY
from custseg.words import in_language

REASONS = {"profile": profile_reason, "rfm": rfm_reason}


@pytest.fixture
def dataset() -> Dataset:
    customers = pl.DataFrame({
        "customer_id": ["0001", "0002", "0003"], "name": ["张三丰", "李四", "王五"],
        "phone": ["13800001234", "13900005678", None], "member": [True, False, None],
        "id_number": ["440524198001010013", None, None], "birth_date": [None, date(1990, 5, 1), None],
    }, schema_overrides={"birth_date": pl.Date})  # fmt: skip
    transactions = pl.DataFrame(
        [("0001", date(2024, 6, day), 10 * day, "手机银行") for day in range(1, 16)]
        + [("0002", date(2024, 1, 5), 20, "柜面"), ("0003", date(2024, 3, 5), 30, None)],
        orient="row",
        schema={"customer_id": pl.String, "date": pl.Date, "amount": MONEY, "channel": pl.String},
    )
    return Dataset.from_frames({"customers": customers, "transactions": transactions})


def explained(dataset: Dataset, customer: str) -> Result:
    return explain(dataset, customer, [profile(dataset), rfm(dataset)], REASONS)


def facts_of(result: Result) -> dict[tuple[str, str], str]:
    return {(method, fact): said for method, fact, said in result.tables["facts"].iter_rows()}


def test_every_method_says_why(dataset: Dataset) -> None:
    result = explained(dataset, "0001")
    assert result.tables["why"]["method"].to_list() == ["profile", "rfm"]
    age, rfm_why = result.tables["why"]["why"].to_list()
    assert "Age 44 (from resident id)" in age
    assert "15 purchases" in rfm_why
    findings = [note.text for note in result.notes if note.level == "finding"]
    assert len(findings) == 2


def test_the_answer_says_whom_it_is_about(dataset: Dataset) -> None:
    assert explained(dataset, "1").about == "0001"


def test_methods_that_say_nothing_of_the_customer_are_named(dataset: Dataset) -> None:
    among_two = rfm(dataset)
    assert among_two.customers is not None
    without = replace(
        among_two, customers=among_two.customers.filter(pl.col("customer_id") != "0001")
    )
    lacking = [("sentiment", "sentiment needs feedback")]
    result = explain(dataset, "0001", [profile(dataset), without], REASONS, lacking)
    said = [note.text for note in result.notes if note.level == "info"]
    assert "Customer sentiment: not computed: sentiment needs feedback" in said
    assert "RFM segments: the customer is not in it" in said
    assert result.tables["why"]["method"].to_list() == ["profile"]


def test_facts_are_in_words_and_none_is_said_twice(dataset: Dataset) -> None:
    facts = facts_of(explained(dataset, "0001"))
    assert facts["customers", "name"] == "张三丰"
    assert facts["customers", "member"] == "yes"
    assert ("profile", "member") not in facts
    assert facts["profile", "region"] == "South China"
    assert facts["rfm", "monetary"] == "1,200.00"
    with in_language("zh"):
        assert facts_of(explained(dataset, "0001"))["profile", "region"] == "华南"


def test_numbers_of_documents_never_come_out_and_the_rest_is_masked_when_shown(
    dataset: Dataset,
) -> None:
    result = explained(dataset, "0001")
    assert "440524198001010013" not in str(result.tables)
    shown = facts_of(masked(result))
    assert shown["customers", "name"] == "张*丰"
    assert shown["customers", "phone"] == "138****1234"


def test_numbers_stand_beside_those_of_all_customers(dataset: Dataset) -> None:
    position = explained(dataset, "0001").tables["position"]
    frequency = position.filter(measure="frequency").row(0, named=True)
    assert (frequency["own"], frequency["middle"], frequency["customers"]) == (15, 1, 3)
    assert frequency["below_share"] == pytest.approx(2 / 3)
    recency = position.filter(measure="recency_days").row(0, named=True)
    assert (recency["own"], recency["below_share"]) == (0, 0)


def test_the_latest_transactions_come_first(dataset: Dataset) -> None:
    result = explained(dataset, "0001")
    recent = result.tables["recent"]
    assert recent["date"].to_list() == [date(2024, 6, day) for day in range(15, 5, -1)]
    records = result.tables["records"].filter(kind="transactions").row(0, named=True)
    assert (records["rows"], records["first_on"]) == (15, date(2024, 6, 1))


IDS = pl.Series(["0012", "1200", "C-0007", "13800001234", "13811111234", "6222021234567894"])


@pytest.mark.parametrize(
    ("asked", "meant"),
    [("0012", "0012"), ("12", "0012"), ("12.0", "0012"), (" 1200 ", "1200"), ("c0007", "C-0007"),
     ("Ｃ－０００７", "C-0007"), ("6222****7894", "6222021234567894"), ("1380000****", "13800001234")],
)  # fmt: skip
def test_an_id_is_found_however_exports_changed_it(asked: str, meant: str) -> None:
    assert find(asked, IDS) == meant


def test_an_exact_id_goes_before_a_similar_one() -> None:
    assert find("12", pl.Series(["12", "012", "0012"])) == "12"


def test_several_possible_customers_are_refused() -> None:
    with pytest.raises(InputError, match="any of 2 customers") as caught:
        find("138****1234", IDS)
    assert caught.value.exit_code == 3
    assert "13800001234" not in caught.value.hint
    with pytest.raises(InputError, match="any of 2 customers"):
        find("12", pl.Series(["012", "0012"]))


def test_an_unknown_customer_is_refused_with_the_nearest_ids() -> None:
    with pytest.raises(InputError, match="no customer 0013 among 6 customers") as caught:
        find("0013", IDS)
    assert "0012" in caught.value.hint


def test_nothing_near_is_said_so() -> None:
    with pytest.raises(InputError) as caught:
        find("王小明", IDS)
    assert caught.value.hint == "the nearest ids: none"


def test_nearest_ids_do_not_depend_on_order() -> None:
    ids = pl.Series(["A101", "A102", "A103", "A104", "B101"])
    assert (
        nearest_ids("A100", ids) == nearest_ids("A100", ids.reverse()) == ["A101", "A102", "A103"]
    )


def test_a_pattern_in_an_id_is_no_pattern() -> None:
    with pytest.raises(InputError):
        find(".*", pl.Series(["a", "b"]))


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [("money_share", 0.1234, "12.3%"), ("money", 1234.5, "1,234.50"), ("frequency", 3, "3"),
     ("age", 44, "44"), ("member", False, "no"), ("opened_on", date(2024, 1, 2), "2024-01-02"),
     ("region", "east", "East China"), ("name", "张三", "张三"), ("age", None, ""), ("name", "", ""),
     ("churn_factor", 2.345, "2.35"), ("我的列", ["a", "b"], "a, b")],
)  # fmt: skip
def test_values_are_said_by_their_unit(key: str, value: object, said: str) -> None:
    assert in_words(key, value) == said


def test_a_customer_of_transactions_alone_is_explained(dataset: Dataset) -> None:
    alone = Dataset.from_frames({"transactions": dataset.frame("transactions")})
    result = explain(alone, "0002", [profile(alone), rfm(alone)], REASONS)
    assert result.tables["why"]["method"].to_list() == ["rfm"]
    assert ("customers", "name") not in facts_of(result)


def test_an_error_names_no_other_customer_where_ids_are_personal() -> None:
    names = pl.Series(["张小明", "张小朋"])
    for asked in ("张小", "张*"):
        with pytest.raises(InputError) as caught:
            find(asked, names, name_others=False)
        assert "张小明" not in caught.value.hint
