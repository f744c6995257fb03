"""What a sample of a large file does not show is found all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from custseg import schema
from custseg.read.text import delimited


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
