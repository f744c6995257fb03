"""The columns of a customer list that custseg knows nothing of can be used in rules and for groups."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import custseg as cs
from custseg.segment.settings import Rule, SegmentSettings
from custseg.settings import Section, merge


@pytest.fixture
def listed(tmp_path: Path) -> cs.Dataset:
    """Sixty customers of all ages, in two clouds of a score of the shop's own."""
    lines = ["CustomerID,Age,Spending Score (1-100)"]
    for i in range(30):
        lines += [f"Y{i:02},{20 + i},{80 + i % 7}", f"O{i:02},{20 + i},{10 + i % 7}"]
    file = tmp_path / "list.csv"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return cs.read(str(file))


def test_a_rule_may_ask_for_an_own_column(listed: cs.Dataset) -> None:
    rule = Rule(name="spends", when='"Spending Score (1-100)" > 50')

    def settings_of(section: str, kind: type[Section], **given: Any) -> Any:
        known = SegmentSettings(rule=(rule,)) if section == "segment" else kind()
        return merge(known, **given)

    customers = cs.segment(listed, settings_of).customers
    assert customers is not None
    spends = customers.filter(customers["segment"] == "spends")["customer_id"]
    assert sorted(spends) == [f"Y{i:02}" for i in range(30)]


def test_groups_may_be_found_by_an_own_column(listed: cs.Dataset) -> None:
    found = cs.segment(listed, clusters=2)
    assert "Spending Score (1-100)" in found.evidence["measures"]
    assert sorted(found.tables["clusters"]["customers"]) == [30, 30]
