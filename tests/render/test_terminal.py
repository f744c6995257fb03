"""On a terminal nothing is cut, nothing is wider than the terminal, everything is there."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import polars as pl
import pytest

from custseg.render import View, write
from custseg.render.cells import width
from custseg.render.marks import ASCII, UNICODE, bar, heights, squeezed
from custseg.result import Chart, Result
from custseg.words import Language, in_language


def drawn(result: Result, cells: int, lang: Language = "en", **more: bool) -> str:
    out = io.StringIO()
    with in_language(lang):
        view = View(interactive=True, width=cells, color=False, show_pii=True, **more)
        write(result, view=view, stdout=out)
    return re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue())


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("cells", [40, 60, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal_and_no_number_is_cut(
    result: Result, cells: int, lang: Language
) -> None:
    text = drawn(result, cells, lang)
    assert max(width(line.rstrip()) for line in text.splitlines()) <= cells
    assert "…" not in text
    for whole in ("1,234,567.89", "2024-02-29", "12.3%", "100.0%", "1,000"):
        assert whole in text


def test_a_narrow_terminal_turns_the_table_on_its_side(result: Result) -> None:
    assert re.search(r"^Customer ID +007", drawn(result, 60), re.M)
    assert re.search(r"^Customer ID +Name", drawn(result, 200), re.M)


def test_ten_customers_are_shown_and_the_rest_is_named(result: Result) -> None:
    many = pl.DataFrame({"customer_id": [f"C{i:03}" for i in range(1234)]})
    text = drawn(replace(result, customers=many), 80)
    assert "10 of 1,234 shown, --rows N for more, -o FILE.xlsx for all" in text
    assert text.count("\nC0") == 10


def test_every_kind_of_chart_is_drawn(result: Result) -> None:
    curve = pl.DataFrame({"customers_share": [i / 200 for i in range(201)]})
    curve = curve.with_columns(money_share=pl.col("customers_share") ** 2)
    share = Chart("money_share", "share", curve, "customers_share", ("money_share",))
    empty = Chart("money", "line", curve.clear(), "customers_share", ("money_share",))
    text = drawn(replace(result, charts=(*result.charts, share, empty)), 80)
    assert "████" in text
    assert re.search(r"2024-01-01 +2024-06-01", text)
    assert re.search(r"^2 +10 +3", text, re.M)
    assert re.search(r"0\.0% +100\.0%", text)


def test_a_bar_is_as_long_as_its_share_and_never_unseen() -> None:
    assert [len(bar(share, 10, ASCII)) for share in (0, 0.001, 0.5, 1, 2)] == [0, 1, 5, 10, 10]
    assert bar(0.001, 10, UNICODE) == "▏"


def test_a_curve_is_squeezed_and_keeps_its_gaps() -> None:
    assert squeezed([1.0, 3.0, 5.0, None], 2) == [2.0, 5.0]
    assert heights([0.0, 1.0, None], 0, 1, 2, UNICODE) == [" █ ", "▁█ "]


def test_findings_begin_with_a_capital_letter_and_names_are_left_alone() -> None:
    from custseg.render.story import findings
    from custseg.result import Note, Result

    said = (
        "the largest is 3",
        "trans.asc: 3 rows",
        "客户共 3 位",
        "12 customers",
        "avg_value is 3",
    )
    result = Result("rfm", None, notes=tuple(Note("finding", text) for text in said))
    assert findings(result) == ["The largest is 3", *said[1:]]
