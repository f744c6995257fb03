"""Personal data is masked by default, and keys that are no personal data stay."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.render.mask import looks_like, mask_frame, mask_text, masked
from custseg.result import Chart, Note, Result

RESIDENT = ["11010119900307109X", "110101199003072973", "440301198001010029"]


def check_digit(first17: str) -> str:
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return "10X98765432"[sum(int(d) * w for d, w in zip(first17, weights, strict=True)) % 11]


def residents(count: int) -> list[str]:
    firsts = [f"110101199001{i:05d}" for i in range(count)]
    return [first + check_digit(first) for first in firsts]


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        ("phone", "13812341234", "138****1234"),
        ("phone", "+8613812341234", "138****1234"),
        ("phone", "010-88886666", "010****6666"),
        ("phone", "8888666", "88****66"),
        ("phone", "110", "****"),
        ("phone", "138****1234", "138****1234"),
        ("id_number", "11010119900307109X", "110***********109X"),
        ("id_number", "110101900307109", "110********7109"),
        ("id_number", "E12345678", "E1*****78"),
        ("id_number", "12", "****"),
        ("email", "li.lei@example.com", "l***@example.com"),
        ("email", "no address", "***"),
        ("name", "张三", "张*"),
        ("name", "张三丰", "张*丰"),
        ("name", "欧阳娜娜", "欧**娜"),
        ("name", "李", "*"),
        ("name", "Anna Karenina", "A***"),
        ("address", "江苏省南京市鼓楼区中山路1号", "江苏省南京市***"),
        ("address", "北京市朝阳区建国路88号", "北京市***"),
        ("address", "广东省某地", "广东省***"),
        ("address", "中山路1号城市花园", "***"),
        ("address", "12 Main Street, Springfield", "***"),
        ("银行卡号", "6228480402564890018", "622848*********0018"),
        ("银行卡号", "6222 0212 3456 7890", "622202******7890"),
    ],
)
def test_each_kind_of_personal_data_keeps_only_what_custom_allows(
    column: str, value: str, shown: str
) -> None:
    assert mask_frame(pl.DataFrame({column: [value]}))[column].to_list() == [shown]


def test_nulls_stay_null() -> None:
    frame = pl.DataFrame({"name": ["张三", None], "phone": [None, "13812341234"]})
    assert mask_frame(frame).rows() == [("张*", None), (None, "138****1234")]


def test_own_columns_are_judged_by_their_values() -> None:
    frame = pl.DataFrame({
        "联络": ["13812341234", "13912341234", None],
        "编号": residents(3),
        "备注": ["常客", "VIP", "13812341234"],
        "mail": ["a@b.cn", "b@c.com", "c@d.org"],
    })  # fmt: skip
    shown = mask_frame(frame.drop("备注"))
    assert shown["联络"].to_list() == ["138****1234", "139****1234", None]
    assert all("***********" in v for v in shown["编号"])
    assert shown["mail"].to_list() == ["a***@b.cn", "b***@c.com", "c***@d.org"]
    assert mask_frame(frame)["备注"].to_list() == ["常客", "VIP", "138****1234"]


def test_nine_in_ten_is_not_enough_and_more_is() -> None:
    phones = [f"1381234{i:04d}" for i in range(99)]
    assert looks_like(pl.Series([*phones[:9], "none"])) is None
    assert looks_like(pl.Series([*phones[:95], "none"])) == "phone"


def test_numbers_that_only_have_the_shape_of_an_id_are_no_ids() -> None:
    assert looks_like(pl.Series([f"9{i:017d}" for i in range(50)])) is None
    assert looks_like(pl.Series([f"4{i:015d}" for i in range(50)])) is None


def test_a_plain_customer_id_stays_and_a_resident_id_does_not() -> None:
    plain = Result("rfm", date(2024, 1, 1), pl.DataFrame({"customer_id": ["007", "张三"]}))
    assert masked(plain).customers is not None
    assert masked(plain).customers.equals(plain.customers)  # type: ignore[union-attr]
    assert masked(plain).notes == ()
    frame = pl.DataFrame({"customer_id": residents(3), "score": [1, 2, 3]})
    shown = masked(Result("rfm", None, frame, tables={"top": frame.head(1)}))
    assert shown.customers is not None
    assert shown.customers["customer_id"][0].startswith("110***")
    assert shown.tables["top"]["customer_id"][0].startswith("110***")
    assert any("--show-pii" in note.text for note in shown.notes)


def test_charts_and_notes_and_evidence_are_masked_too() -> None:
    phones = pl.DataFrame({"customer_id": ["13812341234", "13912341234"], "money": [1.0, 2.0]})
    result = Result(
        "value", None, phones, charts=(Chart("top", "bar", phones, "customer_id", ("money",)),),
        notes=(Note("warning", "row 3: phone = 13812341234, id 11010119900307109X"),),
        evidence={"largest": {"who": "li@example.com"}},
    )  # fmt: skip
    shown = masked(result)
    assert shown.charts[0].frame["customer_id"].to_list() == ["138****1234", "139****1234"]
    assert "13812341234" not in shown.notes[0].text
    assert shown.evidence == {"largest": {"who": "l***@example.com"}}


def test_an_example_of_a_personal_column_is_masked_in_a_table() -> None:
    table = pl.DataFrame({"column": ["name", "city"], "example": ["张三丰", "上海"]})
    shown = masked(Result("profile", None, tables={"quality": table})).tables["quality"]
    assert shown["example"].to_list() == ["张*丰", "上海"]


def test_amounts_and_hashes_in_sentences_are_left_alone() -> None:
    for said in ("13812341234.50 in total", "sha256 ab13812341234cd", "1,381,234,123 rows"):
        assert mask_text(said) == said


@given(st.lists(st.text(max_size=12) | st.none(), max_size=8), st.sampled_from(
    ["name", "phone", "email", "id_number", "address", "卡号"]))  # fmt: skip
def test_masking_never_fails_and_never_moves_a_null(values: list[str | None], column: str) -> None:
    frame = pl.DataFrame({column: values}, schema={column: pl.String})
    shown = mask_frame(frame)[column]
    assert shown.is_null().to_list() == frame[column].is_null().to_list()


@given(st.from_regex(r"1[3-9]\d{9}", fullmatch=True))
def test_a_mobile_number_never_comes_through(phone: str) -> None:
    assert (
        mask_frame(pl.DataFrame({"phone": [phone]}))["phone"][0] == f"{phone[:3]}****{phone[-4:]}"
    )
