"""What a sample of a large file does not show is found all the same."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from custseg import schema
from custseg.errors import InputError
from custseg.read.text import delimited, survey


def test_a_rounded_number_deep_in_a_large_file_is_no_amount(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "_IN_MEMORY", 0)
    rows = [f"C{n},2024-01-{n % 28 + 1:02d},{n}.50" for n in range(30_000)]
    rows[15_000] = "C1,2024-01-01,1.23E+11"
    path = tmp_path / "orders.csv"
    path.write_text("客户号,日期,金额\n" + "\n".join(rows) + "\n", "utf-8")
    data = schema.read(path)
    [tally] = data.tallies
    assert (tally.used, dict(tally.rejected)) == (29_999, {"bad_amount": 1})


@pytest.mark.parametrize("known", ["{:06}", "{}", "C{}", "C{:05}"])
@pytest.mark.parametrize(("dressed", "id"), [
    ("１００", "100"), ("100\u200b", "100"), ("\u200e100", "100"), ("`100", "100"), ("'100", "100"),
    ('"=""100"""', "100"), ("NULL", None), ("--", None), ("无", None), ("\\N", None), (" 100 ", "100"),
])  # fmt: skip
def test_a_dressed_id_deep_in_a_large_file_is_the_id_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: str, dressed: str, id: str | None
) -> None:
    monkeypatch.setattr(delimited, "_IN_MEMORY", 0)
    rows = [f"{known.format(n % 90_000 + 1)},2024-01-{n % 28 + 1:02d},5" for n in range(25_000)]
    rows[12_500] = f"{dressed},2024-01-05,7"
    path = tmp_path / "orders.csv"
    path.write_text("客户号,日期,金额\n" + "\n".join(rows) + "\n", "utf-8")
    data = schema.read(path)
    orders = data.frame("transactions").filter(pl.col("amount") == 7)
    found, everybody = data.collect(orders, data.frame("transactions").select("customer_id"))
    assert found["customer_id"].to_list() == ([] if id is None else [id])
    assert data.tallies[0].aside == ({"no_customer": 1} if id is None else {})
    others = [row.split(",")[0] for row in rows[:12_500] + rows[12_501:]]
    assert sorted(everybody["customer_id"].to_list()) == sorted(others + ([id] if id else []))


DRESSED = {
    "１２３４５６": "123456", "'C123456": "C123456", 'C12345"" ': "C12345", "--------": None,
    "11010519900101123x": "11010519900101123X", "=C123456": "C123456", "1234\u00a0\u200b": "1234",
}  # fmt: skip


@pytest.mark.parametrize(
    "known", ["C{:07}", "{:08}", "{:018}", "1101051990{:07}X", "{}", "客户{:04}"]
)
def test_dressed_ids_as_long_as_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: str
) -> None:
    monkeypatch.setattr(delimited, "_IN_MEMORY", 0)
    rows = [f"{known.format(n % 9_000 + 17_000)},2024-01-{n % 28 + 1:02d},5" for n in range(12_000)]
    ids = {**DRESSED, "17850.0": "17850"} if known == "{}" else DRESSED
    for n, dressed in enumerate(ids):
        rows[6_000 + n] = f'"{dressed}",2024-01-05,7'
    path = tmp_path / "orders.csv"
    path.write_text("客户号,日期,金额\n" + "\n".join(rows) + "\n", "utf-8")
    orders = schema.read(path).frame("transactions").filter(pl.col("amount") == 7)
    assert orders.collect()["customer_id"].to_list() == [id for id in ids.values() if id]


ROWS = 8_000


def orders() -> list[str]:
    """Rows of a file that has nothing to be found in it."""
    return [
        f"D{n:06},C{n % 700},2024-{n % 12 + 1:02d}-{n % 28 + 1:02d},{n}.50,柜台"
        for n in range(ROWS)
    ]


def large(folder: Path, rows: list[str], patch: pytest.MonkeyPatch, *, piece: int = 4096) -> Path:
    """The rows as a file that is streamed and looked over in many pieces."""
    patch.setattr(delimited, "_IN_MEMORY", 0)
    patch.setattr(survey, "_PIECE", piece)
    path = folder / "orders.csv"
    path.write_text("订单号,客户号,日期,金额,渠道\n" + "\n".join(rows) + "\n", "utf-8")
    return path


@pytest.mark.parametrize(("row", "reason", "seen"), [
    ("D1,C1,2024-01-01,12元50,柜台", "bad_amount", "金额 = 12元50"),
    ("D1,C1,2024-01-01,,柜台", "missing_amount", ""),
    ("D1,C1,2024-02-30,5,柜台", "bad_date", "日期 = 2024-02-30"),
    ("D1,C1,2024-01-011,5,柜台", "bad_date", "日期 = 2024-01-011"),
    ("D1,C1,9999-12-31,5,柜台", "sentinel_date", "日期 = 9999-12-31"),
    ("D1,,2024-01-01,5,柜台", "no_customer", ""),
    ("合计,,,5,", "total", ""),
    (",,,,", "blank", ""),
    ("订单号,客户号,日期,金额,渠道", "repeated_header", ""),
])  # fmt: skip
@pytest.mark.parametrize("at", [ROWS - 2, 5_000])
def test_one_row_of_a_large_file_that_is_not_as_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: str, reason: str, seen: str, at: int
) -> None:
    rows = orders()
    rows[at] = row
    [tally] = schema.read(large(tmp_path, rows, monkeypatch)).tallies
    assert tally.used == ROWS - 1
    assert {**tally.aside, **tally.rejected} == {reason: 1}
    [(number, said)] = tally.examples[reason]
    assert number == at + 2  # the header is row 1
    assert (said or "").startswith(seen)


def test_rows_after_the_day_that_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = orders()
    rows[-1] = "D1,C1,2042-01-01,5,柜台"
    path = large(tmp_path, rows, monkeypatch)
    for given in (None, "2024-12-28"):
        data = schema.read(path, as_of=given)
        [used] = data.collect(data.frame("transactions").select(pl.len(), pl.col("date").max()))
        assert used.row(0) == (ROWS - 1, date(2024, 12, 28))
        [tally] = data.tallies
        assert dict(tally.aside) == {"after_as_of": 1}
        assert tally.examples["after_as_of"] == ((ROWS + 1, "2042-01-01"),)


def test_a_character_that_is_none_at_the_end_of_a_large_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = large(tmp_path, orders(), monkeypatch, piece=4099)
    whole = path.read_bytes()
    [source] = [seen.source for seen in schema.read(path).recognitions]
    assert source.sha256 == hashlib.sha256(whole).hexdigest()
    at = whole.rindex("柜".encode())
    path.write_bytes(whole[: at + 1] + b"1" + whole[at + 2 :])  # a digit within a character
    with pytest.raises(InputError, match=f"line {ROWS + 1}|offset {at}"):
        schema.read(path)


def test_a_large_file_in_gb18030_is_that_in_utf8(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = orders()
    rows[-2] = "D1,C1,2024-02-30,5,柜台"
    path = large(tmp_path, rows, monkeypatch)
    found = []
    for encoding in ("utf-8", "gb18030"):
        path.write_bytes(("订单号,客户号,日期,金额,渠道\n" + "\n".join(rows)).encode(encoding))
        data = schema.read(path)
        [source] = [seen.source for seen in data.recognitions]
        assert source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert (source.encoding, source.size_bytes) == (encoding, path.stat().st_size)
        [sums] = data.collect(
            data.frame("transactions").select(pl.col("amount").sum(), "channel").head(3)
        )
        found.append((data.tallies, sums.rows()))
    assert found[0] == found[1]
