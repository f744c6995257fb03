"""The targets of fuzz/ hold on what fuzzing starts from; atheris is not needed for that."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from fuzz.seeds import seeds_of
from fuzz.targets import TARGETS

MOST, SPOILT = 25, 15


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_and_what_becomes_of_them_are_no_findings(name: str) -> None:
    draw = random.Random(name)
    seeds = list(seeds_of(name))
    for seed in draw.sample(seeds, min(MOST, len(seeds))):
        TARGETS[name](seed)
    for _ in range(SPOILT):
        one, other = draw.choice(seeds), draw.choice(seeds)
        at = draw.randrange(len(one) + 1)
        TARGETS[name](one[:at] + other[draw.randrange(len(other) + 1) :])
