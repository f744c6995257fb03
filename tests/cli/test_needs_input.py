"""needs with lists of holdings that are poor or odd: what is said, in which language, and how it ends."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from custseg.methods.needs import needs
from custseg.schema.dataset import Dataset

Run = Callable[..., Any]
THREE = ("基金", "存款", "贷款")


def listed(*rows: str, header: str = "客户号,产品名称") -> str:
    return "\n".join([header, *rows, ""])


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        (listed(*(f"c{n},产品{n}" for n in range(40))),
         "no product has 30 holders: offers follow what is had most", "没有一个产品的持有客户达到 30 位"),
        (listed(*(f"c{n},基金" for n in range(40))), "there is only one product", "只有一个产品"),
        (listed(*(f"c{n},{p}" for n in range(40) for p in THREE)),
         "every customer holds every product: there is nothing left to offer", "没有可推荐的产品"),
        (listed(*(f"c{n},{p}," + ("" if n % 3 else "2024-03-01") for n in range(60) for p in THREE[: 1 + n % 3]),
                header="客户号,产品名称,起息日"),
         "only 20 of 120 rows have a date, and half of them are needed", "120 行中只有 20 行有日期"),
        (listed(*(f"c{n},{p}," + ("待定" if n % 4 == 0 else f"20{19 + n % 5}-03-01") for n in range(60) for p in THREE[: 1 + n % 3]),
                header="客户号,产品名称,起息日"),
         "30 rows have no date: their products count as held from the start", "30 行没有日期"),
    ],
)  # fmt: skip
def test_a_poor_list_is_answered_with_what_it_cannot_say(
    run: Run, here: Path, text: str, english: str, chinese: str
) -> None:
    (here / "holdings.csv").write_text(text, "utf-8")
    for language, wanted in (("en", english), ("zh", chinese)):
        ended = run("needs", "holdings.csv", "--lang", language)
        assert ended.code == 0
        assert wanted in (ended.out + ended.err).replace("\n  ", " ")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (listed(*(f"c{n},0,否" for n in range(40)), header="客户号,基金,存款"), "nobody holds any product"),
        (listed(*(f"c{n},基金,已结清" for n in range(40)), header="客户号,产品名称,状态"), "nobody holds any product"),
        (listed(header="客户号,产品名称,起息日"), "nobody holds any product"),
        (listed("c1,张三,30", "c2,李四,40", header="客户号,姓名,年龄"), "needs works on products"),
        ("", "is empty (0 bytes)"),
    ],
)  # fmt: skip
def test_nothing_to_work_on_is_an_error_of_input(
    run: Run, here: Path, text: str, wanted: str
) -> None:
    (here / "holdings.csv").write_text(text, "utf-8")
    kind = ("--as", "holdings") if "基金,存款" in text else ()
    ended = run("needs", "holdings.csv", *kind, "--lang", "en")
    assert ended.code == 3
    assert wanted in ended.err
    assert "hint: " in ended.err


def test_a_hundred_thousand_products_take_no_table_of_their_square() -> None:
    """10^10 pairs would be 80 GB; what NumPy holds at its most is a thousandth of it."""
    rng = np.random.default_rng(2)
    what = (100_000 * rng.random(9_000) ** 4).astype(int)
    rows = pl.DataFrame({"customer_id": pl.Series(np.arange(9_000) // 15).cast(pl.String),
                         "product": pl.Series(what).cast(pl.String).str.zfill(6)})  # fmt: skip
    tracemalloc.start()
    result = needs(Dataset.from_frames({"holdings": rows}))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 120e6
    assert any("products are too many to compare" in note.text for note in result.notes)
    assert result.evidence["products"] == 1000
