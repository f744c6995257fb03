"""Personal data is masked by default, and keys that are no personal data stay."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from custseg.render.mask import looks_like, mask_frame, mask_text, masked
from custseg.result import Chart, Note, Provenance, Result

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


def shown_ids(ids: list[str], **personal: str) -> list[str]:
    made = Provenance("1", "ab", personal=personal)  # type: ignore[arg-type]
    shown = masked(Result("rfm", None, pl.DataFrame({"customer_id": ids}), provenance=made))
    assert shown.customers is not None
    return shown.customers["customer_id"].to_list()


def test_a_personal_id_among_plain_codes_is_masked_by_itself() -> None:
    ids = ["C0001", "13812345678", "11010519491231002X", "110105491231002", "z@qq.com", "张小明",
           "6222021234567890123", *(f"C{i:04d}" for i in range(2, 40))]  # fmt: skip
    assert shown_ids(ids) == [
        "C0001", "138****5678", "110***********002X", "110********1002", "z***@qq.com", "张小明",
        "622202*********0123", *ids[7:]]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("请打一三八一二三四五六七八。", "请打138****5678。"),
        ("幺三八零零一三八零零零", "138****8000"),
        ("手机１３８１２３４５６７８", "手机138****5678"),
        ("1 3 8 1 2 3 4 5 6 7 8", "138****5678"),
        ("138-1234-5678 或 1381234 5678", "138****5678 或 138****5678"),
        ("一三八 一二三四 五六七八", "138****5678"),
        ("138一二三四5678", "138****5678"),
        ("零二五八四四四五五五五", "0258***5555"),
        ("+86一三八一二三四五六七八", "138****5678"),
        ("8 6 1 3 8 1 2 3 4 5 6 7 8", "138****5678"),
        ("一三八一二三四五六七八 2024-01-02", "138****5678 2024-01-02"),
        ("卡号６２２２０２１２３４５６７８９０１２３", "卡号622202*********0123"),
        ("一一零一零一一九九零零三零七零一三四", "110101********0134"),
    ],
)
def test_numbers_written_otherwise_are_masked_in_texts(said: str, shown: str) -> None:
    assert mask_text(said) == shown


@pytest.mark.parametrize(
    "said",
    [
        "二〇二四年一月", "三百八十元", "二〇二四年一月十五日三百八十元", "一千三百八十二万四千五百六十七元",
        "13,800,138,000.00", "13.812345678", "一三五七九", "金额 1 300 200 100 5", "二零二四一二三一",
        "2024-01-15 13:00", "2024-01-02 2024-01-03 2024-01-04", "１２３４５６元",
        "138 2024-01-02", "2024-12-13 2024-01-02 9:30", "0057 1216 210",
    ],
)  # fmt: skip
def test_amounts_and_dates_are_no_phone_numbers(said: str) -> None:
    assert mask_text(said) == said


def test_an_id_whose_birthday_stands_is_masked_though_its_check_digit_is_wrong() -> None:
    assert shown_ids(["110105194912310021"]) == ["110***********0021"]


def test_long_codes_that_are_no_cards_stay() -> None:
    codes = [f"8{i:015d}" for i in range(50)]
    assert shown_ids(codes) == codes


@pytest.mark.parametrize(
    ("unit", "value", "shown"),
    [("name", "张小明", "张*明"), ("phone", "88886666", "88****66"),
     ("card", "8000000000000001", "800000******0001"), ("id_number", "E12345678", "E1*****78")],
)  # fmt: skip
def test_ids_are_masked_as_their_header_in_the_file_says(unit: str, value: str, shown: str) -> None:
    assert shown_ids([value, "x"], customer_id=unit)[0] == shown


def test_the_customer_an_answer_is_about_is_hidden_in_notes_and_settings() -> None:
    made = Provenance("1", "ab", personal={"customer_id": "name"})
    shown = masked(Result("explain", None, notes=(Note("info", "小明 was read as customer 张小明"),),
                          settings={"customer_id": "张小明"}, provenance=made, about="张小明"))  # fmt: skip
    assert shown.settings["customer_id"] == "张*明"
    assert shown.about == "张*明"
    assert "张小明" not in shown.notes[0].text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("转6222021234567890123小明", "转622202*********0123小明"),
        ("账号 310066661234", "账号 3100****1234"),
        ("6222 0212 3456 7890", "622202******7890"),
        ("tel:+86 138-1234-5678", "tel:138****5678"),
        ("010-88886666", "010****6666"),
        ("姓名 = 张小明; 金额 = abc", "姓名 = 张*明; 金额 = abc"),
        ("下单时间 = 20240315103000", "下单时间 = 20240315103000"),
        ("1,234,567,890,123.00", "1,234,567,890,123.00"),
        ("2024-01-01 2024-12-31", "2024-01-01 2024-12-31"),
    ],
)
def test_accounts_phones_and_names_inside_a_text(said: str, shown: str) -> None:
    assert mask_text(said) == shown


def test_facts_and_examples_of_a_column_that_says_personal_are_masked() -> None:
    facts = pl.DataFrame({"method": ["customers"] * 4, "fact": ["推荐人", "微信号", "推荐人数", "备注"],
                          "said": ["李大钊", "wxid_abcd", "3", "卡6222021234567890123"]})  # fmt: skip
    shown = masked(Result("explain", None, tables={"facts": facts})).tables["facts"]
    assert shown["said"].to_list() == ["李*钊", "wx*****cd", "3", "卡622202*********0123"]


def test_own_columns_of_any_length_are_masked_inside_their_texts() -> None:
    frame = pl.DataFrame({"customer_id": [f"C{i}" for i in range(12_000)],
                          "备注": ["", "回拨13812345678", *["好"] * 11_998]})  # fmt: skip
    result = masked(Result("segment", None, frame))
    assert result.customers is not None
    assert result.customers["备注"][1] == "回拨138****5678"
    assert any("备注" in note.text for note in result.notes)


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


def test_the_name_of_a_rule_to_paste_is_nobodys_name() -> None:
    rule = '[[segment.rule]]\nname = "high spending (1-100) · low age"\nwhen = "age <= 39.5"'
    assert mask_text(rule) == rule
    assert mask_text("name = 张三丰; age = 3") == "name = 张*丰; age = 3"


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


def test_ids_listed_in_a_table_are_masked_as_their_header_says() -> None:
    made = Provenance("1", "ab", personal={"customer_id": "name"})
    checks = pl.DataFrame({"check": ["resident_id"], "example_customers": ["张小明, 李大钊"]})
    shown = masked(Result("profile", None, tables={"checks": checks}, provenance=made))
    assert shown.tables["checks"]["example_customers"].to_list() == ["张*明, 李*钊"]
