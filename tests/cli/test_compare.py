"""compare from the command line: two files, folders, two dates, alarms, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from custseg.words import in_language

Run = Callable[..., Any]


def write_shop(folder: Path, *, months: int, stop: int = 0, unit: float = 1.0, strip: bool = False) -> Path:  # fmt: skip
    """A shop's orders: 60 customers, monthly, the first ``stop`` of them silent in the last two months."""
    folder.mkdir(exist_ok=True)
    lines = ["客户号,订单号,下单时间,金额"]
    for n in range(60):
        customer = str(n) if strip else f"{n:05}"
        for month in range(n % 3, months, 1 + n % 4):
            if n < stop and month >= months - 2:
                continue
            day = f"20{24 + month // 12}-{month % 12 + 1:02}-{n % 27 + 1:02}"
            lines.append(f"{customer},{n}-{month},{day},{unit * (20 + 7 * n + month):.2f}")
    (folder / "orders.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


@pytest.fixture
def shop(here: Path) -> Path:
    return write_shop(here / "new", months=14, stop=25)


def of(path: Path | str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(Path(path).read_text("utf-8"))
    return said


def test_a_file_against_itself_has_not_moved(run: Run, shop: Path, here: Path) -> None:
    assert run("rfm", shop, "-o", "a.json").code == 0
    ended = run("compare", "a.json", "a.json", "--fail-on", "psi > 0", "--fail-on", "moved_share > 0", "-o", "c.json")  # fmt: skip
    assert ended.code == 0
    said = of("c.json")
    assert {row["psi"] for row in said["tables"]["column_drift"]} == {0.0}
    assert all(row["stayed_share"] == 1.0 for row in said["tables"]["label_moves"])
    assert "same file" in ended.err


def test_an_alarm_writes_everything_and_ends_with_1(run: Run, shop: Path, here: Path) -> None:
    run("rfm", write_shop(here / "old", months=12), "-o", "old.json")
    run("rfm", shop, "-o", "new.json")
    ended = run("compare", "old.json", "new.json", "--fail-on", "moved_share > 5%", "--fail-on", "psi > 99", "-o", "c.xlsx", "-q")  # fmt: skip
    assert ended.code == 1
    assert ended.err.count("alarm:") == 1
    assert "moved_share > 5%" in ended.err
    assert (here / "c.xlsx").stat().st_size > 5000
    assert run("compare", "old.json", "new.json", "--fail-on", "psi > 99").code == 0


def test_an_alarm_in_the_settings(run: Run, shop: Path, here: Path) -> None:
    run("rfm", write_shop(here / "old", months=12), "-o", "old.json")
    run("rfm", shop, "-o", "new.json")
    (here / "custseg.toml").write_text('[compare]\nfail_on = ["moved_share > 5%"]\n', "utf-8")
    assert run("compare", "old.json", "new.json").code == 1


def test_an_unknown_name_ends_with_2_before_anything_is_read(run: Run) -> None:
    ended = run("compare", "nothing.json", "nowhere.json", "--fail-on", "psy > 0.25")
    assert ended.code == 2
    assert "psi" in ended.err


def test_every_format_and_language_comes_back(run: Run, shop: Path, here: Path) -> None:
    write_shop(here / "old", months=12)
    found = []
    for language, suffix in (("en", "json"), ("zh", "jsonl"), ("en", "csv"), ("zh", "parquet"), ("en", "xlsx"), ("zh", "xlsx")):  # fmt: skip
        with in_language(language):  # type: ignore[arg-type]
            run("rfm", "old", "-o", f"old.{suffix}", "--force")
            run("rfm", shop, "-o", f"new.{suffix}", "--force")
        assert run("compare", f"old.{suffix}", f"new.{suffix}", "-o", "c.json", "--force").code == 0
        said = of("c.json")
        found.append({key: said[key] for key in ("as_of", "tables", "customers")})
    for other in found[1:]:
        assert other == found[0]


def test_a_folder_of_exports_against_a_result(run: Run, shop: Path, here: Path) -> None:
    run("rfm", write_shop(here / "old", months=12), "-o", "old.json")
    run("rfm", shop, "-o", "new.json")
    run("compare", "old.json", "new.json", "-o", "a.json")
    assert run("compare", "old.json", shop, "-o", "b.json").code == 0
    assert of("a.json")["tables"] == of("b.json")["tables"]


def test_one_set_of_exports_at_two_dates_knows_nothing_later(run: Run, shop: Path, here: Path) -> None:  # fmt: skip
    """The state as of a day is that of exports which end there."""
    cut = here / "cut"
    cut.mkdir()
    rows = (shop / "orders.csv").read_text("utf-8").splitlines()
    early = [row for row in rows[1:] if row.split(",")[2] <= "2024-10-31"]
    (cut / "orders.csv").write_text("\n".join([rows[0], *early]) + "\n", "utf-8")
    assert run("compare", shop, "--old-as-of", "2024-10-31", "-o", "a.json").code == 0
    assert run("compare", shop, shop, "--old-as-of", "2024-10-31", "-o", "same.json").code == 0
    run("compare", cut, shop, "--old-as-of", "2024-10-31", "-o", "b.json")
    one, other = of("a.json"), of("b.json")
    assert one["evidence"]["old"]["as_of"] == "2024-10-31"
    assert one["customers"] == of("same.json")["customers"] == other["customers"]
    bands = {row["measure"]: row["psi_band"] for row in one["tables"]["column_drift"]}
    assert bands["frequency"] == "grows"


def test_masked_ids_are_refused_with_the_way_out(run: Run, here: Path) -> None:
    rows = "手机号,日期,金额\n" + "".join(f"138{n:08},2024-01-{n % 27 + 1:02},{n}\n" for n in range(40))  # fmt: skip
    (here / "a.csv").write_text(rows, "utf-8")
    assert run("rfm", "a.csv", "-o", "masked.json", "--map", "手机号=customer_id").code == 0
    ended = run("compare", "masked.json", "masked.json")
    assert ended.code == 3
    assert "--show-pii" in ended.err
    run("rfm", "a.csv", "-o", "open.json", "--show-pii", "--map", "手机号=customer_id")
    assert run("compare", "open.json", "open.json").code == 0


def test_leading_zeros_that_one_side_lost_are_named(run: Run, shop: Path, here: Path) -> None:
    bare = write_shop(here / "bare", months=14, strip=True)
    run("rfm", bare, "-o", "bare.json")
    run("rfm", shop, "-o", "new.json", "--as-of", "2025-02-28")
    ended = run("compare", "bare.json", "new.json")
    assert (ended.code == 0 and "leading zeros" in ended.err + ended.out) or ended.code == 3


REFUSED = (
    (["a.json"], 2), (["a.json", "a.json", "a.json"], 2), (["a.json", "-"], 2),
    (["a.json", "missing.json"], 3), (["a.json", "a.json", "--old-as-of", "yesterday"], 2),
    (["a.json", "a.json", "--as-of", "2020-01-01"], 2), (["a.json", "stages.json"], 0),
    (["a.json", "inspected.json"], 3), (["a.json", "report.md"], 3), (["a.json", "compared.json"], 3),
    (["a.json", "torn.json"], 3), (["a.json", "a.json", "--label", "nothing"], 2),
    (["a.json", "a.json", "--rejects", "r.csv"], 2),
)  # fmt: skip


def test_what_cannot_be_compared_is_an_error_of_one_line(run: Run, shop: Path, here: Path) -> None:
    run("rfm", shop, "-o", "a.json")
    run("lifecycle", shop, "-o", "stages.json")
    run("inspect", shop, "-o", "inspected.json")
    run("rfm", shop, "-o", "report.md")
    run("compare", "a.json", "a.json", "-o", "compared.json")
    (here / "torn.json").write_bytes((here / "a.json").read_bytes()[:-300])
    for arguments, code in REFUSED:
        ended = run("compare", *arguments)
        assert ended.code == code, (arguments, ended.err)
        if code:
            assert ended.err.count("error:") == 1, ended.err
            assert "hint:" in ended.err


def test_in_chinese(run: Run, shop: Path, here: Path) -> None:
    run("rfm", write_shop(here / "old", months=12), "-o", "old.json")
    run("rfm", shop, "-o", "new.json")
    with in_language("zh"):
        ended = run("compare", "old.json", "new.json", "--fail-on", "变动占比 > 5%", "--rows", "3")
    assert ended.code == 1
    assert "两期对比" in ended.out
    assert "警报" in ended.err
    assert "champions" not in ended.out
