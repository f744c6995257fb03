"""Results on standard output, everything else on standard error, and honest endings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

Run = Callable[..., Any]
POSIX = pytest.mark.skipif(os.name == "nt", reason="POSIX signals and devices")


def custseg(*arguments: str | Path, **more: Any) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "CUSTSEG_LANG": "en", **more.pop("env", {})}
    return subprocess.Popen(
        [sys.executable, "-m", "custseg", *map(str, arguments)],
        stdout=more.pop("stdout", subprocess.PIPE), stderr=subprocess.PIPE, env=environment, **more,
    )  # fmt: skip


def many_orders(file: Path, rows: int) -> Path:
    number = pl.int_range(rows, eager=True)
    pl.DataFrame(
        {
            "order_id": number, "customer_id": number % 50_000 + 10_000_000,
            "date": pl.Series([f"2024-01-{d + 1:02}" for d in range(28)]).gather(number % 28),
            "amount": number % 997,
        }
    ).write_csv(file)  # fmt: skip
    return file


def test_json_is_all_there_is_on_standard_output(run: Run, orders: Path) -> None:
    ended = run("rfm", orders, "--format", "json")
    answer = json.loads(ended.out)
    assert ended.code == 0
    assert answer["command"] == "rfm"
    assert answer["as_of"] == "2024-03-31"
    assert [c["customer_id"] for c in answer["customers"]] == ["0001", "0002", "0003"]
    [record] = answer["provenance"]["inputs"]
    assert record["rows"] == record["used"] + record["set_aside"] + record["rejected"] == 5
    assert "5 rows = 5 used + 0 set aside + 0 rejected" in ended.err


def test_quiet_says_nothing(run: Run, orders: Path, here: Path) -> None:
    ended = run("rfm", orders, "-q", "-o", here / "x.csv")
    assert (ended.code, ended.out, ended.err) == (0, "", "")


def test_options_may_stand_before_files(run: Run, orders: Path) -> None:
    assert run("rfm", "--format", "csv", orders).out == run("rfm", orders, "--format", "csv").out


def test_standard_input_is_a_file(orders: Path) -> None:
    with orders.open("rb") as source:
        process = custseg("rfm", "-", "--format", "csv", "-q", stdin=source)
        out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert out.startswith(b"customer_id,")
    assert out.count(b"\n") == 4


def test_strict_turns_a_warning_into_exit_code_1(run: Run, orders: Path, here: Path) -> None:
    orders.write_text(orders.read_text("utf-8") + "A6,0004,2024-02-30,9\n", "utf-8")
    assert run("rfm", orders).code == 0
    ended = run("rfm", orders, "--strict", "-o", here / "x.json")
    assert ended.code == 1
    assert "2024-02-30" in ended.err
    assert (here / "x.json").exists()


def test_rejected_rows_are_written_with_place_and_reason(
    run: Run, orders: Path, here: Path
) -> None:
    orders.write_text(orders.read_text("utf-8") + "A6,0004,2024-02-30,9\n", "utf-8")
    assert run("rfm", orders, "--rejects", here / "bad.csv", "-q").code == 0
    [row] = pl.read_csv(here / "bad.csv", infer_schema=False).to_dicts()
    assert row["file"].endswith("orders.csv")
    assert row["row"] == "7"
    assert "2024-02-30" in row["seen"]


@POSIX
def test_a_reader_that_leaves_ends_the_run_with_141(here: Path) -> None:
    with custseg(
        "rfm", many_orders(here / "many.csv", 100_000), "--format", "csv", "-q"
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
def test_a_poor_console_is_no_reason_to_fail(orders: Path, encoding: str) -> None:
    environment = {"PYTHONIOENCODING": encoding, "CUSTSEG_LANG": "zh", "LC_ALL": "C"}
    process = custseg("rfm", orders, env=environment)
    out, err = process.communicate()
    assert process.returncode == 0, err
    assert b"0003" in out


def test_ids_are_masked_as_the_header_of_their_column_says_and_so_are_warnings(
    run: Run, here: Path
) -> None:
    rows = ["会员名,交易日期,金额,电话", "张小明,2024-01-05,x13812345678,13900001111"]
    rows += [f"李大{chr(0x4E00 + i)},2024-01-06,5.00,13900001111" for i in range(9)]
    (here / "流水.csv").write_text("\n".join(rows), "utf-8")
    shown = run("rfm", "流水.csv", "--map", "会员名=customer_id", "--format", "csv")
    assert shown.code == 0
    assert "李大" not in shown.out
    assert "13812345678" not in shown.err
    seen = run("inspect", "流水.csv", "--map", "会员名=customer_id")
    assert not any(said in seen.out for said in ("张小明", "13900001111", "13812345678"))
    open_to_all = run("rfm", "流水.csv", "--map", "会员名=customer_id", "--format", "csv", "--show-pii")  # fmt: skip
    assert "李大" in open_to_all.out


def test_rejects_never_replace_an_input(run: Run, orders: Path, here: Path) -> None:
    before = orders.read_bytes()
    assert run("rfm", orders, "--rejects", orders, "--force").code == 4
    assert run("rfm", orders, "-o", "x.csv", "--rejects", "x.csv", "--force").code == 2
    assert orders.read_bytes() == before
    assert not (here / "x.csv").exists()


@POSIX
@pytest.mark.parametrize(
    ("redirected", "code"),
    [(">&-", 4), ("-o x.json <&- >&- 2>&-", 0), ("-o x.json 2>&-", 0), ("-o gone/x.json 2>&-", 4)],
)
def test_closed_streams_are_no_bug(orders: Path, here: Path, redirected: str, code: int) -> None:
    line = f"{sys.executable} -m custseg rfm {orders.name} {redirected}"
    done = subprocess.run(["sh", "-c", line], cwd=here, capture_output=True)
    assert (done.returncode, done.stdout) == (code, b"")
    assert (here / "x.json").exists() == (code == 0)


@POSIX
@pytest.mark.parametrize("arguments", [["--help"], ["rfm", "--help"], ["--version"]])
def test_help_into_a_closed_pipe_is_141(arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with custseg(*arguments, stdout=writing) as process:
        os.close(writing)
        process.communicate()
    assert process.returncode == 141
