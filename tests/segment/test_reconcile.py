"""An old class beside the new segments: the matrix, what each old label means, and kappa."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from sklearn.metrics import adjusted_rand_score, cohen_kappa_score

from custseg.cli.app import main
from custseg.errors import UsageError
from custseg.result import Result
from custseg.segment import Rule, SegmentSettings, segment
from custseg.words import in_language

RULES = (Rule(name="白金", when="monetary > 5万"), Rule(name="银卡", when="monetary > 900"))


def with_old(customers: pl.DataFrame) -> pl.DataFrame:
    """An old card of every customer: mostly right, VIP for 白金, some without one."""
    rng = np.random.default_rng(3)
    drawn = rng.random(240)
    old = [
        None if u < 0.05 else "普通" if u < 0.15 else "VIP" if m > 50_000 else "银卡" if m > 900 else "普通"
        for m, u in zip(customers["monetary"], drawn, strict=True)
    ]  # fmt: skip
    return customers.with_columns(card=pl.Series(old, dtype=pl.String))


def run(customers: pl.DataFrame, **given: object) -> Result:
    return segment(customers, SegmentSettings(rule=RULES, rest="普通", **given))  # type: ignore[arg-type]


def test_kappa_and_rand_are_those_of_sklearn(customers: pl.DataFrame) -> None:
    people = with_old(customers)
    result = run(people, reconcile="card", alias={"VIP": "白金"})
    assert result.customers is not None
    both = result.customers.select("label_old", "segment", "label_agrees").drop_nulls("label_old")
    meant = both["label_old"].replace({"VIP": "白金"}).to_list()
    found = result.evidence["reconcile"]
    assert found["kappa"] == pytest.approx(cohen_kappa_score(meant, both["segment"].to_list()))
    assert found["adjusted_rand"] == pytest.approx(
        adjusted_rand_score(both["label_old"].to_list(), both["segment"].to_list())
    )
    assert found["agreed"] == sum(a == b for a, b in zip(meant, both["segment"], strict=True))
    assert found["kappa_low"] < found["kappa"] < found["kappa_high"]
    assert found["without_label"] == people["card"].null_count()
    agrees = [a == b for a, b in zip(meant, both["segment"], strict=True)]
    assert both["label_agrees"].to_list() == agrees


def test_the_matrix_counts_customers(customers: pl.DataFrame) -> None:
    people = with_old(customers)
    result = run(people, reconcile="card")
    assert result.customers is not None
    cells = result.tables["reconcile_matrix"].unpivot(index="label_old")
    for old, column, heads in cells.rows():
        name = column.removeprefix("heads_in@")
        who = result.customers.filter(pl.col("label_old") == old, pl.col("segment") == name)
        assert heads == who.height


def test_who_says_what_an_old_label_means(customers: pl.DataFrame) -> None:
    people = with_old(customers)
    told = run(people, reconcile="card").tables["reconcile_labels"]
    assert dict(told.select("label_old", "matched_by").rows()) == {
        "VIP": "heads", "普通": "name", "银卡": "name",
    }  # fmt: skip
    assert dict(told.select("label_old", "segment").rows())["VIP"] == "白金"
    asked = run(people, reconcile="card", alias={"vip": "银卡"}).tables["reconcile_labels"]
    assert dict(asked.select("label_old", "matched_by", "segment").rows_by_key("label_old"))["VIP"] == [("alias", "银卡")]  # fmt: skip


def test_a_label_of_no_segment_agrees_with_none(customers: pl.DataFrame) -> None:
    people = customers.with_columns(card=pl.Series(["甲", "乙", "丙", "丁"] * 60))
    told = run(people, reconcile="card").tables["reconcile_labels"]
    assert told["matched_by"].to_list().count("none") == 1
    assert told.filter(pl.col("matched_by") == "none")["agreed"].to_list() == [0]


def test_the_same_label_agrees_wholly(customers: pl.DataFrame) -> None:
    first = run(customers).customers
    assert first is not None
    again = run(customers.with_columns(card=first["segment"]), reconcile="card")
    assert again.evidence["reconcile"]["kappa"] == 1.0
    assert again.evidence["reconcile"]["agreed_share"] == 1.0


def test_known_labels_are_named_in_both_languages(customers: pl.DataFrame) -> None:
    """high in the data is 高价值 to the reader."""
    rules = (Rule(name="高价值", when="value_tier = '高'"),)
    result = segment(customers, SegmentSettings(rule=rules, rest="低价值", reconcile="价值层级"))
    assert result.evidence["reconcile"]["kappa"] == 1.0


def test_found_groups_are_matched_by_most_customers(customers: pl.DataFrame) -> None:
    result = segment(customers, SegmentSettings(clusters=3, reconcile="value_tier"))
    found = result.evidence["reconcile"]
    assert found["kappa"] > 0.3
    names = result.tables["clusters"]["segment_name"].to_list()
    assert set(result.tables["reconcile_labels"]["segment"]) <= set(names)
    assert any("flatters" in note.text for note in result.notes)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"reconcile": "crad"}, "--reconcile crad: there is no such column"),
        ({"reconcile": "monetary"}, "different values are no labels"),
        ({"reconcile": "customer_id"}, "no such column"),
        ({"reconcile": "card", "alias": {"VIP": "黑金"}}, "there is no segment '黑金'"),
        ({"reconcile": "nothing"}, "0 different values are no labels"),
    ],
)
def test_what_cannot_be_reconciled(customers: pl.DataFrame, given: dict, message: str) -> None:  # type: ignore[type-arg]
    people = with_old(customers).with_columns(nothing=pl.lit(None, pl.String))
    with pytest.raises(UsageError) as refused:
        run(people, **given)
    assert message in refused.value.message


def test_an_unknown_column_is_answered_with_the_nearest(customers: pl.DataFrame) -> None:
    people = with_old(customers).with_columns(**{f"own_{i}": pl.lit("x") for i in range(20)})
    with pytest.raises(UsageError) as refused, in_language("zh"):
        run(people, reconcile="价值层次")
    named = refused.value.hint.removeprefix("最接近的列：").split(", ")
    assert named[0] == "价值层级 (value_tier)"
    assert len(named) == 8
    with pytest.raises(UsageError) as refused, in_language("en"):
        run(people, reconcile="crad")
    assert refused.value.hint.startswith("nearest columns: card, ")


def test_a_header_of_the_file_names_its_column(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """客户级别 in the file is customer_level, which is called 客户等级."""
    rows = "\n".join(f"A{i:02},女,{'白金' if i < 9 else '普通'},{100 - i}" for i in range(30))
    (tmp_path / "客户.csv").write_text("客户号,性别,客户级别,消费\n" + rows, encoding="utf-8")
    (tmp_path / "c.toml").write_text(
        '[segment]\nrest = "普通"\n[[segment.rule]]\nname = "白金"\nwhen = "消费 > 90"\n', encoding="utf-8")  # fmt: skip
    for said in ("客户级别", "客户等级", "customer_level"):
        assert main(["segment", str(tmp_path / "客户.csv"), "--config", str(tmp_path / "c.toml"),
                     "--reconcile", said, "--lang", "en"]) == 0  # fmt: skip
        assert "Customer level and the new segments agree for 29 of 30" in capsys.readouterr().out


def test_as_a_person_runs_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "\n".join(f"A{i:02},女,{'VIP' if i < 9 else '普通'},{100 - i}" for i in range(30))
    (tmp_path / "客户.csv").write_text("客户号,性别,旧分级,消费\n" + rows, encoding="utf-8")
    (tmp_path / "c.toml").write_text(
        '[segment]\nrest = "普通"\n[segment.alias]\nVIP = "白金"\n'
        '[[segment.rule]]\nname = "白金"\nwhen = "消费 > 90"\n', encoding="utf-8")  # fmt: skip
    arguments = ["segment", str(tmp_path / "客户.csv"), "--config", str(tmp_path / "c.toml"),
                 "--reconcile", "旧分级", "--lang", "zh"]  # fmt: skip
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert "旧分级与新分群对 30 名客户中的 29 名一致" in out
