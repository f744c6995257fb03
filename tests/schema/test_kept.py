"""A kept reading holds on to formats, too, and refuses a file that proves others."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from custseg.errors import InputError
from custseg.schema import KeptReading, keep, read
from custseg.schema.dataset import Dataset
from custseg.settings import fill


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str) -> str:
        (tmp_path / "orders.csv").write_text(text, "utf-8")
        return str(tmp_path / "orders.csv")

    return write


def kept_of(data: Dataset) -> KeptReading:
    return fill(KeptReading, tomllib.loads(keep(data))["reading"], "reading")


HEADER = "客户号,交易日期,金额\n"
PROVES_DMY = HEADER + "01,13/04/2024,10.50\n02,14/04/2024,20.00\n"
PROVES_MDY = HEADER + "01,04/13/2024,10.50\n02,04/14/2024,20.00\n"
PROVES_NONE = HEADER + "01,03/04/2024,10.50\n02,05/04/2024,20.00\n"


def test_the_order_of_day_and_month_is_kept_and_used(written: Callable[[str], str]) -> None:
    kept = kept_of(read(written(PROVES_DMY)))
    assert kept.files[0].date_order == "dmy"
    assert str(read(written(PROVES_NONE), kept=kept).as_of) == "2024-04-05"
    by_flag = kept_of(read(written(PROVES_NONE), options=_options(date_order="mdy")))
    assert by_flag.files[0].date_order == "mdy"


def test_a_file_that_proves_another_order_is_refused(written: Callable[[str], str]) -> None:
    kept = kept_of(read(written(PROVES_DMY)))
    with pytest.raises(InputError, match="order of day and month was dmy, is mdy") as refused:
        read(written(PROVES_MDY), kept=kept)
    assert refused.value.exit_code == 3
    assert (
        read(written(PROVES_MDY), kept=kept, options=_options(date_order="mdy")).tallies[0].used
        == 2
    )


def test_another_decimal_sign_is_refused(written: Callable[[str], str]) -> None:
    kept = kept_of(read(written(PROVES_DMY)))
    assert kept.files[0].decimal == "point"
    with pytest.raises(InputError, match="decimal sign was point, is comma"):
        read(written(HEADER + '01,13/04/2024,"10,50"\n02,14/04/2024,"1.020,00"\n'), kept=kept)
    read(written(HEADER + "01,13/04/2024,10\n"), kept=kept)


def test_a_file_without_a_header_stays_without(written: Callable[[str], str]) -> None:
    maps = {"column_1": "customer_id", "column_2": "date", "column_3": "amount"}
    path = written("01,2024-04-13,10\n02,2024-04-14,20\n")
    kept = kept_of(read(path, maps=maps, options=_options(header_row="none")))
    assert kept.files[0].header_row == "none"
    again = read(written("张三,某日,某数\n02,2024-04-14,20\n"), kept=kept)
    assert again.tallies[0].rows == 2
    kept = kept_of(read(written(PROVES_DMY)))
    with pytest.raises(InputError, match="header row was 1, is none"):
        read(written("01,13/04/2024,10\n02,14/04/2024,20\n"), kept=kept)


def test_dates_that_contradict_themselves_are_called_so(written: Callable[[str], str]) -> None:
    with pytest.raises(InputError, match="contradict themselves"):
        read(written(HEADER + "01,13/04/2024,10\n02,04/13/2024,20\n"))


def _options(**given: str):  # type: ignore[no-untyped-def]
    from custseg.read import ReadOptions

    return ReadOptions(**given)  # type: ignore[arg-type]
