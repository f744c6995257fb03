"""Pseudonyms: the same key gives the same name, and without it nothing leads back."""

from __future__ import annotations

import hmac
from base64 import b32encode
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from custseg.errors import UsageError
from custseg.render.pseudonyms import (
    Names,
    fingerprint,
    key_in,
    names_of,
    pseudonym,
    pseudonymized,
    pseudonymized_rows,
)
from custseg.result import Chart, Note, Provenance, Result

KEY = b"0123456789abcdef-a-key"


def result() -> Result:
    people = pl.DataFrame({"customer_id": ["0057110189", "C-7", "9"], "monetary": [1.0, 2.0, None]})
    return Result(
        "explain", None, customers=people,
        tables={"tier_movers": people.with_columns(reason=pl.lit("as C-7, whose 9 months ...")),
                "segments": pl.DataFrame({"segment": ["a"], "example_customers": ["C-7, 9"]})},
        charts=(Chart("x", "bar", people, "customer_id", ("monetary",)),),
        evidence={"first": "C-7"}, settings={"customer_id": "0057110189"},
        notes=(Note("finding", "0057110189 is a customer of 9 years"), Note("warning", "row 57110189")),
        provenance=Provenance("0.1.0", "abc"),
    )  # fmt: skip


def test_the_customer_an_answer_is_about_has_a_pseudonym_however_short_the_id() -> None:
    about = replace(result(), settings={"customer_id": "9"}, about="9")
    shown = pseudonymized(about, names_of([about], KEY))
    assert shown.about == shown.settings["customer_id"] == pseudonym(KEY, "9")


def test_a_pseudonym_is_the_keyed_hash_of_the_id() -> None:
    digest = hmac.new(KEY, b"customer C-7", "sha256").digest()
    assert pseudonym(KEY, "C-7") == b32encode(digest[:10]).decode().lower()
    assert pseudonym(KEY, "C-7") != pseudonym(KEY + b"!", "C-7")


def test_every_place_speaks_of_the_pseudonym() -> None:
    names = {each: pseudonym(KEY, each) for each in ("0057110189", "C-7", "9")}
    shown = pseudonymized(result(), names_of([result()], KEY))

    assert shown.customers is not None
    assert shown.customers["customer_id"].to_list() == sorted(names.values())
    assert dict(shown.customers.iter_rows()) == {
        names["0057110189"]: 1.0,
        names["C-7"]: 2.0,
        names["9"]: None,
    }
    assert shown.tables["tier_movers"]["reason"][0] == f"as {names['C-7']}, whose 9 months ..."
    assert shown.tables["segments"]["example_customers"].to_list() == [
        f"{names['C-7']}, {names['9']}"
    ]
    assert shown.charts[0].frame["customer_id"].to_list() == list(names.values())
    assert shown.notes[0].text == f"{names['0057110189']} is a customer of 9 years"
    assert shown.notes[1].text == "row 57110189"
    assert fingerprint(KEY) in shown.notes[2].text
    assert shown.settings["customer_id"] == names["0057110189"]
    assert shown.evidence == {"first": names["C-7"]}


@pytest.mark.parametrize("content", [b"", b"too short", b"  \n " * 20])
def test_a_key_that_protects_nobody_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(UsageError, match="bytes; it takes 16"):
        key_in(tmp_path / "key")


def test_a_key_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot read the key file"):
        key_in(tmp_path / "none")
    (tmp_path / "key").write_bytes(KEY + b"\n")
    assert key_in(tmp_path / "key") == KEY


def names() -> Names:
    people = pl.DataFrame({"customer_id": ["0057110189", "C-000012"]})
    return names_of([Result("rfm", None, customers=people)], KEY)


def test_a_result_without_customers_speaks_of_those_of_the_run() -> None:
    whole = Result(
        "report", None, notes=(Note("warning", "row 7 (客户号 = 0057110189); C-000012"),)
    )
    shown = pseudonymized(whole, names())
    assert shown.notes[0].text == (
        f"row 7 (客户号 = {pseudonym(KEY, '0057110189')}); {pseudonym(KEY, 'C-000012')}"
    )


@pytest.mark.parametrize(
    ("sentence", "gone"),
    [
        ("row 501 (x = 0057999999)", "0057999999"),
        ("客户0057110189的资产", "0057110189"),
        ("客户0057999999的资产", "0057999999"),
        ("D-999999, too", "D-999999"),
        ("第 3 行（客户编号 = ab7）", "ab7"),
        ("row 3 (Customer ID = 12)", "12"),
    ],
)
def test_who_belongs_to_no_result_has_a_pseudonym_as_well(sentence: str, gone: str) -> None:
    assert names().told(sentence) == sentence.replace(gone, pseudonym(KEY, gone))


@pytest.mark.parametrize(
    "sentence",
    ["1,234,567,890 yuan on 2024-03-04", "row 0057999999", "第 0057999999 行", "客户类型 = 个人", "姓名 = 张三",
     "monetary >= 100000"],
)  # fmt: skip
def test_numbers_and_other_values_stay(sentence: str) -> None:
    assert names().told(sentence) == sentence


def test_limits_in_tables_are_no_customers_though_ids_are_as_long() -> None:
    known = names_of([Result("rfm", None, customers=pl.DataFrame({"customer_id": ["12346"]}))], KEY)
    assert known.said("monetary >= 10000") == "monetary >= 10000"
    assert known.told("of 12347") == f"of {pseudonym(KEY, '12347')}"


def test_rejected_rows_name_no_customer() -> None:
    rows = pl.DataFrame(
        {"row": [7], "reason": ["no_date"], "seen": ["客户号 = 0057999999, 日期 = 20240230"]}
    )
    shown = pseudonymized_rows(rows, names())
    assert shown["seen"][0] == f"客户号 = {pseudonym(KEY, '0057999999')}, 日期 = 20240230"
