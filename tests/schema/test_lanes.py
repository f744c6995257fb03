"""Whatever slips into a clean export, both lanes give the same rows, the same account and the same rejects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custseg import schema
from custseg.errors import InputError
from custseg.native import library
from custseg.read.text import delimited, stream, survey

HEADER = "订单号,客户号,日期,金额,渠道\n".encode()
ROWS = [
    f"D{n:04},C{n % 40},2024-{n % 12 + 1:02d}-{n % 28 + 1:02d},{n}.5,柜台\n".encode()
    for n in range(120)
]
LINES = tuple(
    line.encode() for line in (
        "D1,C1,2024-02-30,5,柜台", "D1,C1,,5,柜台", "D1,,2024-01-01,5,柜台", "D1,C1,2024-01-01,,柜台",
        "D1,C1,9999-12-31,5,柜台", "D1,C1,1900-01-01,5,柜台", "D1,C1,2024-01-01 10:20:30,5,柜台",
        "D1,C1,2024-01-01,1e5,柜台", "D1,C1,2024-01-01,１２.５,柜台", "D1,C1,2024-01-01,+5,柜台",
        "D1,C1,2024-01-01,-5,柜台", 'D1,C1,2024-01-01,"1,234.50",柜台', "D1,C1,2024-01-01,1.23E+11,柜台",
        "D1,C1,2024-01-01,12345678901234567.5,柜台", "D1,C1,2024-01-01,5", "D1,C1,2024-01-01,5,柜台,",
        "D1,C1,2024-01-01", "D1,C1,2024-01-01,5,柜台,多", 'D1,"C1,2024-01-01,5,柜台', 'D1,C1,2024-01-01,5,柜"台',
        'D1,C1,2024-01-01,5,"柜\n台"', ",,,,", "", "合计,,,60,", "订单号,客户号,日期,金额,渠道",
        "D1, C1 ,2024-01-01,5,柜台", "D1,'0012,2024-01-01,5,柜台", 'D1,="0012",2024-01-01,5,柜台',
        "D1,C1,2024-01-01,5,\u3000", "D1,C\u00a01,2024-01-01,5,柜台", "D1,C1,2024-01-01,5,柜台\r",
    )
)  # fmt: skip
BYTES = (b"\0", b"\xef\xbb\xbf", b"\r", b'"', b"\xff", b"\xe8\xae", b",", b"\n", "合计".encode())
"""What may stand anywhere, even within a character."""


@contextmanager
def lane(**patched: Any) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in patched.items():
            for module in (delimited, survey, stream, library):
                if hasattr(module, name):
                    patch.setattr(module, name, value)
        yield


def seen(path: Path) -> object:
    """All that a reading says of a file: used rows, account, examples, or the refusal."""
    try:
        data = schema.read(path)
        [tally] = data.tallies
        rows = data.frame("transactions").sort(*data.columns("transactions"))
        return (
            rows.collect().rows(), tally.used, dict(tally.aside), dict(tally.rejected),
            dict(tally.examples), sum(dict(data.tables[0].aside_before).values()),
        )  # fmt: skip
    except InputError as error:
        return error.message


def together(found: object) -> object:
    """Rows set aside in a table and around it are counted together: where they stand is the lane's affair."""
    if not isinstance(found, tuple):
        return found
    rows, used, aside, rejected, examples, before = found
    kept = {reason: said for reason, said in examples.items() if reason not in ("blank", "footer")}
    return rows, used, sum(aside.values()) + before, rejected, kept


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.tuples(st.sampled_from(LINES), st.integers(0, len(ROWS))), max_size=3),
    st.none() | st.tuples(st.sampled_from(BYTES), st.floats(0, 1)),
    st.integers(30, 3000),
)
def test_both_lanes_judge_every_row_alike(
    tmp_path: Path, lines: list[tuple[bytes, int]], slip: tuple[bytes, float] | None, piece: int
) -> None:
    rows = list(ROWS)
    for line, at in lines:
        rows.insert(at, line + b"\n")
    body = b"".join(rows)
    if slip is not None:
        at = int(slip[1] * len(body))
        body = body[:at] + slip[0] + body[at:]
    path = tmp_path / "orders.csv"
    path.write_bytes(HEADER + body)
    with lane(_read_fast=lambda *_: None):
        careful = together(seen(path))
    with lane(_IN_MEMORY=0, _LARGE=0, _PIECE=piece, _PIECES=2, _BLOCK=piece):
        assert together(seen(path)) == careful
    with lane(_IN_MEMORY=0, _LARGE=0, _PIECE=piece, _PIECES=2, library=lambda: None):
        assert together(seen(path)) == careful
