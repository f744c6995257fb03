"""docs/methods.md says what the program does: rules in their order, maps, and defaults."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from custseg.cli.defaults import default_of
from custseg.cli.sections import HOMES, class_of
from custseg.methods.behavior.labels import LABEL_OF_RULE
from custseg.models.buying.bg_bb import BgBb
from custseg.models.buying.bg_nbd import BgNbd
from custseg.models.buying.contracts import ShiftedBetaGeometric
from custseg.models.buying.gamma_gamma import GammaGamma
from custseg.models.buying.mbg_nbd import MbgNbd
from custseg.models.buying.nbd import Nbd
from custseg.models.buying.pareto_nbd import ParetoNbd
from custseg.models.likelihood import Reason
from custseg.models.rfm_maps import EIGHT, RF25, Span
from custseg.models.stages import BANK, BOUNDS, STAGE_OF
from custseg.models.tiers import TIER_OF

PAGES = ["methods.md", "methods.zh.md"]
Rows = list[list[str]]


@pytest.fixture(params=PAGES)
def tables(request: pytest.FixtureRequest) -> list[Rows]:
    """The tables of a page, each a list of rows of cells; heads are left out."""
    text = (Path(__file__).parents[2] / "docs" / request.param).read_text("utf-8")
    found: list[Rows] = []
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        _, _, *lines = block.splitlines()
        found.append([[c.strip().strip("`") for c in line.strip("|").split("|")] for line in lines])
    return found


def rules(table: Rows) -> dict[str, str]:
    return {row[0]: row[1] for row in table}


@pytest.mark.parametrize("known", [LABEL_OF_RULE, STAGE_OF], ids=["behavior", "lifecycle"])
def test_rules_stand_in_the_order_they_are_tried(tables: list[Rows], known: dict[str, str]) -> None:
    [said] = [rules(t) for t in tables if rules(t).keys() == known.keys()]
    assert list(said.items()) == list(known.items())


def test_value_tiers_are_those_of_the_program(tables: list[Rows]) -> None:
    assert TIER_OF in [rules(t) for t in tables]


def test_rfm_maps_are_those_of_the_program(tables: list[Rows]) -> None:
    def span(text: str) -> Span:
        low, _, high = text.partition("-")
        return int(low), int(high or low)

    [said] = [t for t in tables if t[0][-1] == "champions"]
    assert {(span(r), span(f)): segment for r, f, segment in said} == RF25
    assert EIGHT in [rules(t) for t in tables]


def test_defaults_are_those_of_the_program(tables: list[Rows]) -> None:
    said = {row[0]: row[1] for t in tables for row in t if row[0].partition(".")[0] in HOMES}
    known = {
        f"{section}.{field.encode_name}": default_of(field)
        for section in HOMES
        for field in msgspec.structs.fields(class_of(section))
    }
    assert len(said) > 25
    assert said == {key: known.get(key) for key in said}


def test_days_between_stages_are_those_of_the_program(tables: list[Rows]) -> None:
    [said] = [t for t in tables if t[0][0] == "new_days"]
    assert {row[0]: int(row[3]) for row in said} == {
        name: days for name, days in BANK.as_days().items() if name != "won_back_days"
    }
    bounds = {row[0]: re.findall(r"\d+", row[2]) for row in said}
    assert {name: (int(b[0]), int(b[1])) for name, b in bounds.items() if b} == BOUNDS


def test_models_are_those_of_the_program(tables: list[Rows]) -> None:
    models = [MbgNbd, BgNbd, ParetoNbd, Nbd, BgBb, GammaGamma, ShiftedBetaGeometric]
    [said] = [t for t in tables if t[0][0] == "mbg_nbd"]
    known = {m.name: [p.name for p in m.searched] for m in models}
    assert {row[0]: re.findall(r"\w+", row[2]) for row in said} == known


def test_reasons_of_refusal_are_those_of_the_program(tables: list[Rows]) -> None:
    [said] = [rules(t) for t in tables if t[0][0] == "no_customers"]
    assert tuple(said) == get_args(Reason)


def test_both_languages_say_the_same_numbers() -> None:
    english, chinese = (
        (Path(__file__).parents[2] / "docs" / page).read_text("utf-8") for page in PAGES
    )
    keys = [re.findall(r"`[a-z0-9_.]+`", text) for text in (english, chinese)]
    assert set(keys[0]) == set(keys[1])
