"""Which service level and which strategy each customer has: the first rule that holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from custseg.conditions import Condition, compile_condition
from custseg.conditions.verdicts import Verdicts, coverage, judge, overlap
from custseg.errors import UsageError
from custseg.plan.policy.settings import Level, Strategy
from custseg.words import t

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

REST = "rest"
"""The rule of who no condition holds for."""


@dataclass(frozen=True)
class Ruled:
    """Rules of one kind over the customers of a book."""

    kind: str
    """``policy`` or ``strategy``: the column of names."""
    names: tuple[str, ...]
    says: tuple[str, ...]
    """Each rule's condition as text, empty where it takes the rest."""
    conditions: tuple[Condition | None, ...]
    verdicts: Verdicts

    @property
    def first(self) -> NDArray[np.int64]:
        """The rule of each customer; the number of rules where none holds."""
        return self.verdicts.first

    @property
    def name_of(self) -> pl.Series:
        """The name each customer's rule gives, null where none holds."""
        return pl.Series(self.kind, [*self.names, None], dtype=pl.String).gather(self.first)

    @property
    def why_of(self) -> pl.Series:
        """The rule itself: its number and condition."""
        said = [f"{n}: {text}" if text else REST for n, text in enumerate(self.says, 1)]
        return pl.Series(f"{self.kind}_rule", [*said, None], dtype=pl.String).gather(self.first)

    @property
    def tables(self) -> Mapping[str, pl.DataFrame]:
        """What the rules cover, and where two of them overlap."""
        return {
            f"{self.kind}_coverage": coverage(self.verdicts, self.kind, self.names, self.says),
            f"{self.kind}_overlap": overlap(self.verdicts, self.kind, f"other_{self.kind}", self.names),
        }  # fmt: skip


def levels_over(people: pl.DataFrame, levels: Sequence[Level], tier: str | None) -> Ruled:
    """The service levels of ``people``; ``tier`` is the column that ``tier = [...]`` of a level speaks of.

    Raises UsageError naming every level whose condition cannot be understood.
    """
    says = [_condition_of(level, tier) for level in levels]
    return _ruled("policy", people, [level.name for level in levels], says)


def strategies_over(people: pl.DataFrame, strategies: Sequence[Strategy]) -> Ruled:
    """The strategies of ``people``; raises UsageError as ``levels_over`` does."""
    return _ruled(
        "strategy", people, [s.name for s in strategies], [s.when or "" for s in strategies]
    )


def _condition_of(level: Level, tier: str | None) -> str:
    if level.tier and tier is None:
        raise UsageError(
            t("[[policy.level]] {name!r} is for tiers, and nothing says the customers' tiers", name=level.name),
            t("give balances by month, or write when = a condition"),
        )  # fmt: skip
    parts = [_one_of(tier or "", level.tier), _one_of("segment", level.segment)]
    named = [part for part in parts if part]
    if level.when:
        named.append(f"({level.when})" if named else level.when)
    return " AND ".join(named)


def _one_of(column: str, names: Sequence[str]) -> str:
    if not names:
        return ""
    quoted = ["'" + name.replace("'", "''") + "'" for name in names]
    return f"{column} = {quoted[0]}" if len(quoted) == 1 else f"{column} IN ({', '.join(quoted)})"


def _ruled(kind: str, people: pl.DataFrame, names: Sequence[str], says: Sequence[str]) -> Ruled:
    conditions = _compiled("policy.level" if kind == "policy" else "policy.strategy", names, says,
                           lambda text: compile_condition(text, people.schema))  # fmt: skip
    return Ruled(kind, tuple(names), tuple(says), tuple(conditions), judge(people, conditions))


def _compiled(
    what: str, names: Sequence[str], says: Sequence[str], compiled: Callable[[str], Condition]
) -> list[Condition | None]:
    conditions: list[Condition | None] = []
    wrong: list[UsageError] = []
    for number, (name, text) in enumerate(zip(names, says, strict=True), 1):
        try:
            conditions.append(compiled(text) if text else None)
        except UsageError as error:
            said = t("[[{what}]] {number} {name!r}: {error}", what=what, number=number, name=name,
                     error=error.message)  # fmt: skip
            wrong.append(UsageError(said, error.hint))
    if wrong:
        raise UsageError("; ".join(error.message for error in wrong), wrong[0].hint)
    return conditions
