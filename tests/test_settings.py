"""custseg.toml: typed, and every mistake said at once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

import msgspec
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


class Inner(Section):
    name: Annotated[str, Meta(description="name", min_length=1)]
    level: Annotated[Literal["R1", "R2"] | None, Meta(description="level")] = None


class Nested(Section):
    meanings: Annotated[dict[str, Literal["bad", "good"]], Meta(description="meanings")] = (
        msgspec.field(default_factory=dict)
    )
    months: Annotated[tuple[Literal[1, 3], ...], Meta(description="months", min_length=1)] = (1,)
    weights: Annotated[
        dict[str, Annotated[float, Meta(ge=-1, le=1)]], Meta(description="weights")
    ] = msgspec.field(default_factory=dict)
    entries: Annotated[tuple[Inner, ...], Meta(description="entries")] = ()
    best: Annotated[Annotated[float, Meta(gt=1)] | None, Meta(description="best")] = None
    share: Annotated[float, Meta(gt=0, lt=1, description="share")] = 0.5


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("meanings", {"0": "neg"}, "'0': expected 'bad' or 'good'"),
        ("meanings", "bad", "expected a table such as"),
        ("months", ["a"], "number 1 ('a'): expected 1 or 3"),
        ("months", [], "expected a list in square brackets with at least 1 in it"),
        ("months", 3, "expected a list in square brackets"),
        ("weights", {"a": "x"}, "'a': expected a number from -1 to 1"),
        ("weights", {"a": 5}, "'a': expected a number from -1 to 1"),
        ("entries", [{"name": "a", "level": 3}], "level: expected 'R1' or 'R2'"),
        ("entries", [{"name": "a"}, {"level": "R1"}], "number 2 ({'level': 'R1'}): name is lacking"),
        ("entries", [{"nome": "a"}], "no setting 'nome' (did you mean 'name'?)"),
        ("entries", [{"name": ""}], "name: expected text with at least 1 in it"),
        ("best", 1, "expected a number above 1"),
        ("share", 2, "expected a number above 0 and below 1"),
    ],
)  # fmt: skip
def test_what_is_wrong_inside_a_value_is_said_in_words(key: str, value: object, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        fill(Nested, {key: value}, "nested")
    assert said in caught.value.message
    assert "$" not in caught.value.message
    with in_language("zh"), pytest.raises(UsageError) as caught:
        fill(Nested, {key: value}, "nested")
    assert "xpected" not in caught.value.message


def test_settings_of_the_house_say_what_they_take(tmp_path: Path) -> None:
    from custseg.cli.sections import Sections

    file = tmp_path / "custseg.toml"
    file.write_text(
        '[sentiment]\nlabels = { "0" = "neg" }\n[value]\nhorizons = [5]\n'
        '[tier]\nweights = { "a" = "x" }\n[[needs.products]]\nname = "a"\nrisk = 3\n', "utf-8"
    )  # fmt: skip
    with pytest.raises(UsageError) as caught:
        Sections(file)
    said = caught.value.message
    assert "'0': expected 'negative' or 'neutral' or 'positive'" in said
    assert "number 1 (5): expected 1 or 3" in said
    assert "'a': expected a number from" in said
    assert "risk: expected 'R1'" in said
    assert "$" not in said


@pytest.mark.parametrize(
    "text",
    [
        "[value]\nmargin = nan\n",
        "[value]\nmargin = inf\n",
        "[value.margins]\n活期 = -inf\n",
        "[rfm]\nr_cuts = [1.0, nan]\n",
        '[[plan.budget.program]]\nname = "a"\nfactor = nan\n',
        "[value]\nmargin = 1e30\n",
        "[value.margins]\n活期 = 2\n",
    ],
)
def test_what_cannot_be_counted_with_is_no_number(tmp_path: Path, text: str) -> None:
    """A margin of 1e30 had ended in a traceback; one of 2 is most likely meant as 2%."""
    from custseg.cli.sections import Sections

    file = tmp_path / "custseg.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(UsageError):
        Sections(file)


def test_numbers_without_bounds_are_finite_too() -> None:
    with pytest.raises(UsageError, match="share nan: nan and inf are no numbers to count with"):
        merge(Sample(), share="nan")
    with pytest.raises(UsageError, match="no numbers to count with"):
        fill(Sample, {"share": float("inf")}, "rfm")
