"""What is said of one thing is said in the singular."""

from __future__ import annotations

import pytest

from custseg.words import in_language, t


@pytest.mark.parametrize(
    ("n", "said"),
    [(1, "1 row ends early"), (11, "11 rows end early"), ("0.1", "0.1 rows end early"),
     ("2,001", "2,001 rows end early"), (0, "0 rows end early")],
)  # fmt: skip
def test_one_row_ends_early(n: object, said: str) -> None:
    with in_language("en"):
        assert t("{n} rows end early", n=n) == said


def test_names_of_the_user_are_left_alone() -> None:
    with in_language("en"):
        assert t("{file}: {n} rows", file="A1 rows.csv", n=2) == "A1 rows.csv: 2 rows"
