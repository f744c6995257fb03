"""``inspect`` does what its help says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_the_rejected_rows_of_an_inspection_can_be_kept(
    here: Path, run: Callable[..., Any]
) -> None:
    file, rejects = here / "orders.csv", here / "rejects.csv"
    file.write_text("客户号,日期,金额\n1,2024-01-01,5\n2,yesterday,7\n", "utf-8")
    ended = run("inspect", file, "--rejects", rejects, "-q")
    assert ended.code == 0, ended.err
    [_, row] = rejects.read_text("utf-8-sig").splitlines()
    assert row.endswith("orders.csv,,3,bad_date,日期 = yesterday")


def test_the_demo_offers_only_what_it_heeds(run: Callable[..., Any]) -> None:
    ended = run("demo", "--map", "客户号=customer_id")
    assert ended.code == 2
    assert "no option --map" in ended.err
