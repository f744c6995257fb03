"""Amounts that no sum could hold are none: rejected with their row, never a wrong sum and never a traceback."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.errors import InputError
from custseg.facts import purchases
from custseg.methods.value import value
from custseg.schema import read
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import KINDS, TOO_LARGE
from custseg.words import in_language

NINES = "9999999999999999"


def file(folder: Path, text: str) -> Path:
    path = folder / "rows.csv"
    path.write_text(text, "utf-8")
    return path


def spent(path: Path) -> dict[str, Decimal]:
    data = read(path)
    return dict(data.collect(purchases(data))[0].select("customer_id", "monetary").iter_rows())


def test_a_product_too_large_is_no_amount_and_its_row_says_so(tmp_path: Path) -> None:
    path = file(tmp_path, "order_id,customer_id,date,unit_price,quantity\n"
                f"1,A,2024-01-05,{NINES},{NINES}\n2,A,2024-01-06,12.5,4\n3,B,2024-01-07,{NINES},1\n")  # fmt: skip
    assert spent(path) == {"A": Decimal(50), "B": Decimal(NINES)}
    data = read(path)
    value(data)
    assert [(record.used, record.rejected) for record in data.inputs] == [(2, 1)]


def test_a_number_its_unit_makes_too_large_is_no_amount(tmp_path: Path) -> None:
    path = file(tmp_path, "customer_id,date,金额（亿元）\n"
                f"A,2024-01-05,{NINES}\nA,2024-01-06,1.5\nB,2024-01-07,-99999999\n")  # fmt: skip
    assert spent(path) == {"A": Decimal(150_000_000), "B": Decimal(-9_999_999_900_000_000)}


def test_prices_in_ten_thousands_times_pieces(tmp_path: Path) -> None:
    path = file(tmp_path, "order_id,customer_id,date,单价(万元),quantity\n"
                f"1,A,2024-01-05,{NINES},{NINES}\n2,A,2024-01-06,1.5,2\n")  # fmt: skip
    assert spent(path) == {"A": Decimal(30_000)}


@given(
    st.lists(
        st.tuples(st.sampled_from("AB"), st.integers(-TOO_LARGE + 1, TOO_LARGE - 1)),
        min_size=1,
        max_size=30,
    )
)
@settings(max_examples=40, deadline=None)
def test_sums_of_the_largest_amounts_are_exact(rows: list[tuple[str, int]]) -> None:
    frame = pl.DataFrame(
        rows, {"customer_id": pl.String, "amount": KINDS["transactions"]["amount"]}, orient="row"
    )
    found = Dataset.from_frames({"transactions": frame})
    sums = {name: sum(n for who, n in rows if who == name) for name, _ in rows}
    assert (
        dict(found.collect(purchases(found))[0].select("customer_id", "monetary").iter_rows())
        == sums
    )


@pytest.mark.parametrize("amount", [TOO_LARGE, -TOO_LARGE, Decimal("9" * 32)])
def test_frames_with_amounts_that_are_none_are_refused(amount: Decimal) -> None:
    """Groups in memory would add them up to something else without a sound."""
    frame = pl.DataFrame({"customer_id": ["A"], "amount": [amount]},
                         {"customer_id": pl.String, "amount": KINDS["transactions"]["amount"]})  # fmt: skip
    with pytest.raises(InputError, match="is no amount"):
        Dataset.from_frames({"transactions": frame})
    with in_language("zh"), pytest.raises(InputError, match="不会是金额"):
        Dataset.from_frames({"transactions": frame})


def test_text_under_a_name_that_means_something_else_is_kept_under_another(tmp_path: Path) -> None:
    """profile had taken the words for years, and stopped with a traceback."""
    rows = "".join(f"C{n},男,x{n % 3},low\n" for n in range(30))
    data = read(file(tmp_path, "customer_id,性别,age,balance\n" + rows))
    assert data.own_columns("customers") == ("age_2", "balance_2")
    from custseg.methods.attributes import profile

    shown = profile(data).tables["own_values"]
    assert {"age_2", "balance_2"} <= set(shown["column"])
