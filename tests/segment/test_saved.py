"""Groups kept in a file: the same customers get the same groups, later ones are put into them, and drift is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.cli.app import main
from custseg.errors import InputError
from custseg.result import Result
from custseg.segment import SegmentSettings, assign, find
from custseg.segment.saved import SavedGroups, as_text, read_groups
from custseg.words import in_language

ASKED = SegmentSettings(columns=("recency_days", "monetary", "churn_factor"), clusters=3)


def people(result: Result) -> pl.DataFrame:
    assert result.customers is not None
    return result.customers


@pytest.fixture
def file(customers: pl.DataFrame, tmp_path: Path) -> Path:
    path = tmp_path / "groups.json"
    path.write_text(as_text(find(customers, ASKED)[1]), encoding="utf-8")
    return path


def kept(file: Path) -> SavedGroups:
    return read_groups(str(file))


def test_the_same_customers_get_the_same_groups(customers: pl.DataFrame, file: Path) -> None:
    found, _ = find(customers, ASKED)
    again = assign(customers, kept(file))
    assert people(again).equals(people(found))
    for order in (customers.reverse(), customers.sample(fraction=1, shuffle=True, seed=4)):
        assert people(assign(order, kept(file))).equals(people(found))
    assert again.evidence["rules_accuracy"] == found.evidence["rules_accuracy"]


def test_each_customer_is_assigned_for_itself(customers: pl.DataFrame, file: Path) -> None:
    """Who else is in the file has no say: one alone is put where all together put it."""
    together = people(assign(customers, kept(file)))
    for row in (0, 17, 100):
        alone = people(assign(customers[row : row + 1].with_columns(churn_factor=1.0), kept(file)))
        with_all = people(assign(customers.with_columns(churn_factor=1.0), kept(file)))
        assert alone.row(0) == with_all.row(row)
    assert together.height == customers.height


def test_the_file_is_the_same_for_any_order_of_rows(customers: pl.DataFrame) -> None:
    shuffled = customers.sample(fraction=1, shuffle=True, seed=9)
    assert as_text(find(customers, ASKED)[1]) == as_text(find(shuffled, ASKED)[1])


def test_the_file_is_plain_json_with_version_and_hash(file: Path) -> None:
    said = json.loads(file.read_text("utf-8"))
    assert said["custseg_groups"] == 1
    assert len(said["sha256"]) == 64
    assert [m["column"] for m in said["measures"]] == list(ASKED.columns)
    assert len(said["groups"][0]["centre"]) == 3


def test_nothing_has_moved_where_nothing_moved(customers: pl.DataFrame, file: Path) -> None:
    result = assign(customers, kept(file))
    assert set(result.evidence["psi"].values()) == {0.0}
    assert result.evidence["psi_groups"] == 0.0
    assert set(result.tables["group_drift"]["psi_band"]) == {"stable"}
    assert not any("no longer" in warning for warning in result.warnings)


def test_what_moved_is_said(customers: pl.DataFrame, file: Path) -> None:
    later = customers.with_columns(pl.col("recency_days") + 150, pl.col("monetary") * 1.001)
    result = assign(later, kept(file))
    bands = dict(result.tables["group_drift"].select("measure", "psi_band").rows())
    assert bands["recency_days"] == "shifted"
    assert bands["churn_factor"] == "stable"
    assert any(w.startswith("Recency (days) is no longer") for w in result.warnings)
    with in_language("zh"):
        assert any("请重新找群" in w for w in assign(later, kept(file)).warnings)


def test_customers_no_group_fits_are_warned_of(customers: pl.DataFrame, file: Path) -> None:
    """Short of what is clipped, but in no group: rich ones who left."""
    odd = customers.with_columns(
        monetary=pl.when(pl.col("recency_days") > 200).then(90_000.0).otherwise("monetary")
    )
    result = assign(odd, kept(file))
    assert result.evidence["far_share"] > 0.2
    assert any("no group fits them" in w for w in result.warnings)


def test_missing_measures_are_named(customers: pl.DataFrame, file: Path) -> None:
    for poor in (
        customers.drop("monetary", "churn_factor"),
        customers.with_columns(monetary=pl.lit(None, pl.Float64), churn_factor=pl.lit("x")),
    ):
        with pytest.raises(InputError, match=r"monetary .*, churn_factor .*does not give"):
            assign(poor, kept(file))


def test_names_may_be_changed_by_hand_and_nothing_else(customers: pl.DataFrame, file: Path) -> None:
    said = json.loads(file.read_text("utf-8"))
    said["groups"][0]["name"] = "我们的主力"
    file.write_text(json.dumps(said), encoding="utf-8")
    assert "我们的主力" in people(assign(customers, kept(file)))["segment_name"].to_list()
    said["groups"][0]["centre"][0] += 1e-9
    file.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(InputError, match="was changed after custseg wrote it"):
        kept(file)


def at(said: Any, path: str, value: Any) -> None:
    *steps, last = path.split(".")
    for step in steps:
        said = said[int(step) if step.isdigit() else step]
    said[int(last) if last.isdigit() else last] = value


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("custseg_groups", 2, "version 2; this custseg reads version 1"),
        ("custseg_groups", "1", "is no file of groups"),
        ("customers", "many", "is no file of groups"),
        ("as_of", "yesterday", "is no file of groups"),
        ("measures", [], "no measures"),
        ("measures", {}, "is no file of groups"),
        ("measures.1.column", "recency_days", "or one twice"),
        ("measures.0.spread", 0, "scale or the parts"),
        ("measures.0.spread", -1.0, "scale or the parts"),
        ("measures.0.low", 1e9, "scale or the parts"),
        ("measures.0.edges", [3.0, 1.0], "scale or the parts"),
        ("measures.0.counts", [1], "scale or the parts"),
        ("measures.0.logged", "yes", "is no file of groups"),
        ("groups", [], "it has 0 groups"),
        ("groups.0.centre", [1.0], "a centre has not one number"),
        ("groups.0.name", "  ", "no name"),
        ("groups.0.name", "x" * 501, "no name"),
        ("groups.0.customers", -1, "a centre has not"),
        ("groups.0.rule", 7, "is no file of groups"),
        ("groups.0.rule", "TRUE", "was changed"),
        ("stability", None, "is no file of groups"),
        ("code", "import os", "is no file of groups"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_is_refused(
    file: Path, path: str, value: object, message: str
) -> None:
    said = json.loads(file.read_text("utf-8"))
    at(said, path, value)
    file.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        kept(file)
    assert message in refused.value.message
    assert refused.value.hint


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"NaN", b"\x00\x01\x02", b"\xff\xfe{", b'{"custseg_groups": NaN}',
     b"[" * 200_000, b'{"a":' * 200_000, b" " * (5 << 20), b'{"custseg_groups": 1e999}',
     b"cos\nsystem\n(S'true'\ntR.", b'{"custseg_groups": 1' + b"0" * 5_000 + b"}"],
    ids=range(14),
)  # fmt: skip
def test_bytes_that_are_no_groups_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "g.json"
    path.write_bytes(content)
    with pytest.raises(InputError) as refused:
        read_groups(str(path))
    assert len(refused.value.message) < 400


def test_half_a_file_is_a_damaged_input(tmp_path: Path) -> None:
    path = tmp_path / "half.json"
    for length in (1, len(TEXT) // 2, len(TEXT) - 3):
        path.write_text(TEXT[:length], "utf-8")
        with pytest.raises(InputError, match="is no file of groups") as refused:
            read_groups(str(path))
        assert refused.value.exit_code == 3


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path, message in ((tmp_path / "none.json", "not found"), (tmp_path, "is not a file")):
        with pytest.raises(InputError, match=message):
            read_groups(str(path))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_spoilt_byte_is_refused_or_changes_a_name(data: st.DataObject) -> None:
    """Whatever byte is another: refused, never another assignment."""
    text = TEXT.encode()
    place = data.draw(st.integers(0, len(text) - 1))
    spoilt = text[:place] + bytes([data.draw(st.integers(0, 255))]) + text[place + 1 :]
    path = FOLDER / "spoilt.json"
    path.write_bytes(spoilt)
    try:
        groups = read_groups(str(path))
    except InputError:
        return
    assert groups.centres.tolist() == ORIGINAL.centres.tolist()
    assert groups.measures == ORIGINAL.measures


@pytest.fixture(scope="module", autouse=True)
def _original(tmp_path_factory: pytest.TempPathFactory) -> None:
    global TEXT, FOLDER, ORIGINAL
    crowd = pl.DataFrame({
        "customer_id": [f"{i:03}" for i in range(60)],
        "monetary": [float(i % 3 * 100 + i % 7) for i in range(60)],
    })  # fmt: skip
    ORIGINAL = find(crowd, SegmentSettings(columns=("monetary",), clusters=3))[1]
    TEXT, FOLDER = as_text(ORIGINAL), tmp_path_factory.mktemp("spoilt")


TEXT: str
FOLDER: Path
ORIGINAL: SavedGroups


# --- as a person runs it ---------------------------------------------------------------------------


@pytest.fixture
def exports(customers: pl.DataFrame, tmp_path: Path) -> Path:
    path = tmp_path / "客户.csv"
    customers.select(
        pl.col("customer_id").alias("客户号"), pl.lit("男").alias("性别"),
        pl.col("recency_days").alias("静默"), pl.col("monetary").alias("消费"),
    ).write_csv(path)  # fmt: skip
    return path


def test_kept_and_used_again(
    exports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [
        "segment",
        str(exports),
        "--columns",
        "静默",
        "--columns",
        "消费",
        "--clusters",
        "3",
        "--lang",
        "zh",
    ]
    one, other, file = tmp_path / "one.csv", tmp_path / "other.csv", tmp_path / "g.json"
    assert main([*asked, "--save-groups", str(file), "-o", str(one)]) == 0
    assert main(["segment", str(exports), "--groups", str(file), "-o", str(other)]) == 0
    assert one.read_bytes() == other.read_bytes()
    capsys.readouterr()
    assert main([*asked, "--save-groups", str(file)]) == 4
    assert "--force" in capsys.readouterr().err
    assert main(["segment", str(exports), "--groups", str(exports), "--lang", "en"]) == 3
    assert "is no file of groups" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--groups", "g.json", "--check"], "--check and --groups cannot"),
        (["--groups", "g.json", "--clusters", "3"], "--groups and --clusters cannot"),
        (["--check", "--diff", "old.toml"], "--check and --diff cannot"),
        (["--save-groups", "g.json", "--diff", "old.toml"], "--save-groups and --diff cannot"),
        (["--save-groups", "g.pickle"], "groups are kept as .json"),
        (["--save-groups", "g.json", "-o", "g.json"], "name the same file"),
        (["--diff", "none.toml"], "settings file not found"),
    ],
)
def test_flags_that_deny_each_other(
    exports: Path, flags: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["segment", str(exports), *flags, "--lang", "en"]) == 2
    assert message in capsys.readouterr().err
