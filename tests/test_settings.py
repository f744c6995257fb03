"""custseg.toml: typed, and every mistake said at once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import pytest

from custseg.errors import UsageError
from custseg.settings import Meta, Section, Yuan, as_plain, fill, load, merge, parse_yuan
from custseg.words import in_language


class Sample(Section):
    bins: Annotated[int, Meta(description="scores")] = 5
    returns: Annotated[Literal["net", "drop"], Meta(description="returns")] = "net"
    floor: Annotated[Yuan, Meta(description="floor")] = Yuan(50_000)
    share: Annotated[float | None, Meta(description="share")] = None


@pytest.mark.parametrize(
    ("text", "yuan"),
    [("5万", 50_000), ("1.2亿", 120_000_000), (600000, 600_000), ("￥1,234.56", Decimal("1234.56")),
     ("20萬", 200_000), ("-3千", -3_000), ("8 万元", 80_000)],
)  # fmt: skip
def test_money_is_written_as_people_write_it(text: str | int, yuan: int | Decimal) -> None:
    assert parse_yuan(text) == yuan


@pytest.mark.parametrize("text", ["", "万", "5块", "5万3", "abc", "1e5"])
def test_what_is_no_money_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount of money"):
        parse_yuan(text)


def test_all_mistakes_of_a_section_are_said_together() -> None:
    with pytest.raises(UsageError) as caught:
        fill(Sample, {"bin": 3, "bins": "many", "returns": "keep", "floor": "5块"}, "sample")
    message = caught.value.message
    assert "[sample] has no setting 'bin' (did you mean 'bins'?)" in message
    assert "bins = 'many': expected a whole number" in message
    assert "returns = 'keep': expected 'net' or 'drop'" in message
    assert "floor = '5块'" in message
    assert "bins, returns, floor, share" in caught.value.hint


def test_all_mistakes_of_a_file_are_said_together(tmp_path: Path) -> None:
    file = tmp_path / "custseg.toml"
    file.write_text("[sampel]\nbins = 3\n[sample]\nbins = 'x'\n", "utf-8")
    with pytest.raises(UsageError) as caught:
        load(file, {"sample": lambda: Sample})
    assert "no section [sampel]" in caught.value.message
    assert "bins = 'x'" in caught.value.message


def test_a_file_that_is_not_toml_names_the_line(tmp_path: Path) -> None:
    file = tmp_path / "custseg.toml"
    file.write_text("[rfm\nbins = 5\n", "utf-8")
    with pytest.raises(UsageError, match="line 1"):
        load(file, {"rfm": lambda: Sample})


def test_flags_win_over_the_file_and_are_checked() -> None:
    section = fill(Sample, {"bins": 3}, "sample")
    assert merge(section, bins=4, returns=None).bins == 4
    with pytest.raises(UsageError, match="--returns sell: expected 'net' or 'drop'"):
        merge(section, returns="sell")


def test_settings_become_plain_numbers() -> None:
    assert as_plain(Sample(floor=Yuan("5.5"), share=0.2)) == {
        "bins": 5, "returns": "net", "floor": 5.5, "share": 0.2,
    }  # fmt: skip


def test_mistakes_are_said_in_chinese_too() -> None:
    with in_language("zh"), pytest.raises(UsageError, match="应为 整数"):
        fill(Sample, {"bins": "many"}, "sample")
