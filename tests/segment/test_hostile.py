"""Conditions meant to do harm, or to take for ever: a clear error and exit code 2, at once."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from custseg.cli.app import main
from custseg.conditions import compile_condition
from custseg.errors import UsageError
from custseg.segment import Rule, SegmentSettings, segment

TYPES = {"customer_id": pl.String(), "city": pl.String(), "money": pl.Float64(), "n": pl.Int64(),
         "few": pl.Int8(), "member": pl.Boolean(), "opened_on": pl.Date()}  # fmt: skip
PEOPLE = pl.DataFrame([
    ("A", "a" * 5_000, 60_000.0, 2**62, 127, True, date(2024, 1, 31)),
    ("B", "b", -4.0, 0, 0, False, None),
    ("C", None, None, None, None, None, None),
], schema=TYPES, orient="row")  # fmt: skip
HARM = {
    "subquery": "money > (SELECT max(money) FROM self)",
    "subquery in a list": "money IN (SELECT 1)",
    "a file": "read_csv('/etc/passwd') = 1",
    "a file of Polars": "read_parquet('secret.parquet')",
    "other customers": "sum(money) > 3",
    "a window": "max(money) OVER (PARTITION BY city) > 1",
    "all columns": "COLUMNS('.*') > 1",
    "a pattern of columns": '"^.*$" > 1',
    "a second statement": "money > 1; DROP TABLE x",
    "Python": "__import__('os') = 1",
    "an unknown column": "monye > 1",
    "10,000 terms": " AND ".join(["money > 1"] * 10_000),
    "500 terms": " OR ".join(["n=1"] * 500),
    "a deep nest": "(" * 4_000 + "money > 1" + ")" * 4_000,
    "deep calls": "abs(" * 40 + "money" + ")" * 40 + " > 1",
    "deep cases": "CASE WHEN member THEN " * 50 + "TRUE" + " END" * 50,
    "many signs": "-" * 3_000 + "money > 1",
    "a number": "money + 1",
    "a text": "city",
    "a regular expression": "city ~ '(a+)+$'",
    "a regular expression by name": "regexp_like(city, '(a+)+$')",
    "a cast": "CAST(money AS INT) > 1",
    "a placeholder": "money > $1",
    "nothing in brackets": "least() > 1",
    "half a comparison": "money >",
    "a day beside a number": "opened_on > money",
    "yes or no beside a number": "member > 1",
    "yes or no beside a word": "member = 'perhaps'",
    "a byte of nothing": "money > 1\x00",
}


@pytest.mark.parametrize("condition", HARM.values(), ids=HARM.keys())
def test_harm_is_refused_at_once_and_shortly(condition: str) -> None:
    began = time.process_time()
    with pytest.raises(UsageError) as refused:
        compile_condition(condition, TYPES)
    assert time.process_time() - began < 5
    assert len(refused.value.message) < 600
    assert refused.value.exit_code == 2


def who(condition: str) -> str:
    holds = compile_condition(condition, TYPES).holds
    return "".join(PEOPLE.with_columns(holds.alias("_")).filter("_")["customer_id"])


@pytest.mark.parametrize(
    ("condition", "holds_for"),
    [
        ("money / 0 > 1", ""),
        ("n / 0 > 1 OR n % 0 = 0", ""),
        ("0/0 = 0/0", ""),
        ("n / n = 1", "A"),
        ("sqrt(money) > 0", "A"),
        ("sqrt(money) > 0 OR ln(money) > 0 OR ln(n) < 0", "A"),
        ("ln(money) > 1 AND sqrt(sqrt(money)) > 2", "A"),
        ("few * 1000 > 100000", "A"),
        ("n * n > 1", "A"),
        ("n + n > 0", "A"),
        ("n * 99999999999999999999999 > 1", "A"),
        ("n - 99999999999999999999999 < 0", "AB"),
        ("n / 4 > 1", "A"),
        ("round(money, 999999999) > 1", "A"),
        ("city LIKE '" + "%a" * 4_000 + "'", "A"),
        ("city LIKE '%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%c'", ""),
        ("city ILIKE '(a+)+$'", ""),
        ("substr(city, -1, 99999999999) = 'a'", ""),
        ("NULL", ""),
    ],
)
def test_what_sounds_dangerous_has_a_defined_answer(condition: str, holds_for: str) -> None:
    began = time.process_time()
    assert who(condition) == holds_for
    assert time.process_time() - began < 5


def test_a_list_of_rules_is_no_set_of_rules() -> None:
    rules = tuple(Rule(name=f"r{i}", when="money > 1") for i in range(201))
    with pytest.raises(UsageError, match="201 rules are too many"):
        segment(PEOPLE, SegmentSettings(rule=rules))


def test_a_hundred_wrong_rules_are_five_and_a_number() -> None:
    rules = tuple(Rule(name=f"r{i}", when=f"wrong{i} > 1") for i in range(100))
    with pytest.raises(UsageError) as refused:
        segment(PEOPLE, SegmentSettings(rule=rules))
    assert "and 95 more" in refused.value.message
    assert "wrong6" not in refused.value.message


@pytest.mark.parametrize("kind", ["subquery", "a file", "10,000 terms", "an unknown column"])
def test_the_command_ends_with_exit_code_2(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "c.csv").write_text("客户号,年龄,性别\nA,30,男\nB,40,女\n", encoding="utf-8")
    toml = tmp_path / "rules.toml"
    toml.write_text(f'[[segment.rule]]\nname = "x"\nwhen = "{HARM[kind]}"\n', encoding="utf-8")
    for flags in ([], ["--check"]):
        files = ["segment", str(tmp_path / "c.csv"), "--config", str(toml), "--lang", "en"]
        assert main([*files, *flags]) == 2
        out, err = capsys.readouterr()
        assert not out
        assert err.count("\n") == 2
        assert "custseg: error: [[segment.rule]] 1 'x'" in err
        assert "hint: " in err


def test_a_header_without_rows_is_no_bug(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "c.csv").write_text("客户号,性别,等级,余额\n", encoding="utf-8")
    assert main(["segment", str(tmp_path / "c.csv"), "--lang", "en"]) == 3
    assert "no row can be used" in capsys.readouterr().err
