"""Pseudonyms: the same key gives the same name, and without it nothing leads back."""

from __future__ import annotations

import hmac
from base64 import b32encode
from pathlib import Path

import polars as pl
import pytest

from custseg.errors import UsageError
from custseg.render.pseudonyms import fingerprint, key_in, pseudonym, pseudonymized
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


def test_a_pseudonym_is_the_keyed_hash_of_the_id() -> None:
    digest = hmac.new(KEY, b"customer C-7", "sha256").digest()
    assert pseudonym(KEY, "C-7") == b32encode(digest[:10]).decode().lower()
    assert pseudonym(KEY, "C-7") != pseudonym(KEY + b"!", "C-7")


def test_every_place_speaks_of_the_pseudonym() -> None:
    names = {each: pseudonym(KEY, each) for each in ("0057110189", "C-7", "9")}
    shown = pseudonymized(result(), KEY)

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
