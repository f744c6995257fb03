"""Budget, campaigns and their effect as a person runs them: files in, files out, exit codes."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from custseg.cli.app import main
from custseg.plan.campaign.draw import draws
from custseg.words import Language

Run = Callable[..., tuple[int, str, str]]
IDS = [f"K{n:04}" for n in range(600)]
SETTINGS = """
[campaign]
control_share = 0.4
[[campaign.list]]
name = "券"
offer = "消费券"
cost = 3
[budget]
total = "1万"
[[budget.option]]
name = "券"
curve = "power"
factor = 40
exponent = 0.5
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run custseg in an empty folder with SETTINGS: exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CUSTSEG_CONFIG", raising=False)
    Path("custseg.toml").write_text(SETTINGS, "utf-8")
    orders(Path("june.csv"), date(2025, 6, 30), {})

    def ended(*arguments: str | os.PathLike[str]) -> tuple[int, str, str]:
        capfd.readouterr()
        code = main([os.fspath(a) for a in arguments])
        said = capfd.readouterr()
        return code, said.out, said.err

    return ended


def orders(path: Path, until: date, more: dict[str, float]) -> None:
    """A year of orders up to a day; ``more`` is what somebody spends in the last month besides."""
    rows = ["客户号,订单日期,订单金额"]
    for n, who in enumerate(IDS):
        rows += [
            f"{who},{until - timedelta(days=30 * m + n % 28 + 2)},{50 + n % 90}"
            for m in range(1, 5)
        ]
        if n % 3 == 0 or who in more:
            rows.append(f"{who},{until - timedelta(days=n % 25)},{60 + more.get(who, 0)}")
    rows.append(f"{IDS[0]},{until},10")
    path.write_text("\n".join(rows) + "\n", "utf-8")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_campaign_from_list_to_effect(run: Run, language: Language) -> None:
    code, _, said = run("plan", "june.csv", "--only", "campaign", "-o", "list.xlsx", "--lang", language)  # fmt: skip
    assert code == 0, said
    control = draws(pl.Series(IDS), "0\x1f券") < 0.4
    treated = [who for who, held in zip(IDS, control, strict=True) if not held]
    orders(Path("july.csv"), date(2025, 7, 30), dict.fromkeys(treated[::2], 25.0))
    code, out, said = run("plan", "july.csv", "--measure", "list.xlsx", "--lang", language)
    assert code == 0, said
    assert {"zh": "；有效", "en": "; it worked"}[language] in out
    assert {"zh": "每位成本", "en": "yuan for each"}[language] in out


def test_one_more_yuan(run: Run) -> None:
    code, out, said = run("plan", "june.csv", "--only", "budget", "--lang", "en")
    assert code == 0, said
    assert "10,000 yuan over 1 options bring 4,000; one more yuan would bring 0.2" in out


@pytest.mark.parametrize(
    ("wrong", "instead", "code", "said"),
    [
        ("exponent = 0.5", "exponent = 1.5", 2, "券: not a curve of falling returns (concave)"),
        ('factor = 40', 'faktor = 40', 2, "did you mean 'factor'?"),
        ("control_share = 0.4", "control_share = 1", 2, "leaves nobody to contact"),
        ('offer = "消费券"', 'offer = "券"\nwhen = "tear = 1"', 2, "no column 'tear'"),
        ('offer = "消费券"', 'offer = "券"\nwhen = "monetary > 1亿"', 3, "no customer is on any campaign list"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_have_their_exit_code(
    run: Run, wrong: str, instead: str, code: int, said: str
) -> None:
    Path("custseg.toml").write_text(SETTINGS.replace(wrong, instead), "utf-8")
    part = "budget" if "exponent" in wrong else "campaign"
    ended, _, told = run("plan", "june.csv", "--only", part, "--lang", "en")
    assert (ended, said in told) == (code, True), told


def test_lists_that_cannot_be_have_theirs(run: Run) -> None:
    Path("other.csv").write_text("customer_id,campaign,group\nZ1,a,treated\nZ2,a,control\n", "utf-8")  # fmt: skip
    code, _, said = run("plan", "june.csv", "--measure", "other.csv", "--lang", "en")
    assert code == 3
    assert "is it the list of another bank" in said
    code, _, said = run("plan", "june.csv", "--measure", "nowhere.csv", "--lang", "en")
    assert code == 3
    code, _, said = run("plan", "june.csv", "--measure", "other.csv", "--only", "budget")
    assert code == 2
    code, _, said = run("plan", "june.csv", "--measure", "june.csv", "--lang", "zh")
    assert code == 3
    assert "不是营销名单" in said
