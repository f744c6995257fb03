"""--pseudonymize and --min-cell, as a person uses them."""

from __future__ import annotations

import json
from pathlib import Path

from cli.conftest import Run

KEY = "an-example-key-of-a-test"


def test_pseudonyms_are_the_same_in_every_run(run: Run, here: Path, orders: Path) -> None:
    (here / "key").write_text(KEY)
    first = run("rfm", orders, "--pseudonymize", "key", "--format", "json")
    again = run("rfm", orders, "--pseudonymize", "key", "--format", "json")

    document = json.loads(first.out)
    assert first == again
    assert not {"0001", "0002", "0003"} & {row["customer_id"] for row in document["customers"]}
    assert "pseudonyms made with the key" in document["provenance"]["privacy"][0]
    assert "0001" not in first.out


def test_a_key_is_looked_at_before_anything_is_read(run: Run, here: Path, orders: Path) -> None:
    ended = run("rfm", orders, "--pseudonymize", "nokey", "-o", "r.xlsx")
    assert ended.code == 2
    assert "cannot read the key file nokey" in ended.err
    assert not (here / "r.xlsx").exists()


def test_shared_tables_hold_no_customers(run: Run, orders: Path) -> None:
    ended = run("rfm", orders, "--min-cell", "2", "--format", "json")
    document = json.loads(ended.out)
    assert ended.code == 0
    assert document["customers"] == []
    assert document["provenance"]["privacy"][-1] == "cells of fewer than 2 customers: left out"


def test_a_list_of_customers_is_not_for_sharing(run: Run, orders: Path) -> None:
    ended = run("rfm", orders, "--min-cell", "5", "-o", "list.csv")
    assert ended.code == 2
    assert "holds the list of customers" in ended.err


def test_what_personal_data_became_is_said(run: Run, orders: Path) -> None:
    assert "personal data: masked" in run("rfm", orders).out
    assert "personal data: shown, as --show-pii asked" in run("rfm", orders, "--show-pii").out


def test_all_of_a_report_speaks_of_pseudonyms(run: Run, here: Path, orders: Path) -> None:
    """A customer who stands twice in the customer file is named in a note, and so are rejected rows."""
    (here / "key").write_text(KEY)
    folder = here / "exports"
    folder.mkdir()
    orders.rename(folder / orders.name)
    (folder / "customers.csv").write_text(
        "客户号,姓名,客户经理\n100001,张一,李四\n100002,张二,李四\n100002,张二,李四\n100003,张三,王五\n"
    )
    for more in (["--format", "json"], ["--by", "manager"], ["--by", "manager", "-o", "lists"]):
        ended = run(
            "report", folder, "--pseudonymize", "key", "--rejects", "rejects.csv", "--force", *more
        )
        said = ended.out + ended.err + (here / "rejects.csv").read_text("utf-8-sig")
        assert ended.code == 0, ended.err
        assert not [
            each for each in ("100001", "100002", "100003", "0001", "0002", "0003") if each in said
        ]


def test_lists_are_not_for_sharing(run: Run, orders: Path) -> None:
    ended = run("report", orders, "--by", "manager", "--min-cell", "5", "-o", "lists")
    assert ended.code == 2
    assert "leave out --by or --min-cell" in ended.err


def test_one_customer_is_not_for_sharing_either(run: Run, orders: Path) -> None:
    ended = run("explain", "0001", orders, "--min-cell", "5")
    assert (ended.code, ended.out) == (2, "")
    assert "leave out --min-cell" in ended.err


def test_an_explanation_is_headed_by_the_pseudonym(run: Run, here: Path, orders: Path) -> None:
    (here / "key").write_text(KEY)
    shown = run("explain", "0001", orders, "--format", "md", "--lang", "en").out
    assert shown.startswith("# One customer explained · 0001")
    hidden = run("explain", "0001", orders, "--format", "html", "--pseudonymize", "key").out
    assert "0001" not in hidden
