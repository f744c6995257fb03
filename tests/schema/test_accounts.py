from __future__ import annotations

import pytest

from custseg.errors import InputError
from custseg.schema import bind

TRANS = "trans_id,account_id,date,type,amount\n1,A1,2024-01-31,PRIJEM,5\n2,A2,2024-01-31,VYDAJ,6\n3,A3,2024-01-31,VYBER,7\n4,A4,2024-01-31,PRIJEM,8"
DISP = "disp_id,client_id,account_id,type\n1,C1,A1,OWNER\n2,C2,A1,DISPONENT\n3,C3,A2,OWNER\n4,C4,A3,OWNER\n5,C5,A3,OWNER"


def test_what_is_kept_by_account_finds_the_owner(table_of) -> None:  # type: ignore[no-untyped-def]
    data = bind([table_of(TRANS, "trans.asc"), table_of(DISP, "disp.asc")])
    rows = (
        data.frame("transactions")
        .sort("transaction_id")
        .collect()
        .select("customer_id", "amount", "direction")
        .rows()
    )
    assert rows == [("C1", 5, "in"), ("C3", 6, "out")]
    assert data.tallies[0].aside == {"ambiguous_account": 1, "no_customer": 1}
    assert data.tallies[0].money == {"ambiguous_account": 7.0, "no_customer": 8.0}
    assert any("several owners" in note.text for note in data.notes if note.level == "warning")


def test_an_accounts_table_without_customers_is_linked_too(table_of) -> None:  # type: ignore[no-untyped-def]
    accounts = table_of("account_id,district_id,date\nA1,5,930101\nA2,6,930102", "account.asc")
    data = bind([accounts, table_of(DISP, "disp.asc")])
    opened = (
        data.frame("accounts")
        .filter(data.frame("accounts").collect()["opened_on"].is_not_null())
        .collect()
    )
    assert set(opened.select("account_id", "customer_id").iter_rows()) == {
        ("A1", "C1"), ("A1", "C2"), ("A2", "C3"),
    }  # fmt: skip


def test_an_unknown_relation_is_no_owner(table_of) -> None:  # type: ignore[no-untyped-def]
    disp = table_of("client_id,account_id,relation\nC1,A1,主卡\nC2,A1,联名\nC3,A2,", "disp.csv")
    data = bind([table_of(TRANS, "trans.asc"), disp])
    owners = (
        data.frame("transactions").collect().select("account_id", "customer_id").sort("account_id")
    )
    assert owners.rows() == [("A1", "C1"), ("A2", "C3")]


def test_accounts_of_nobody_are_refused_with_what_to_do(table_of) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError) as caught:
        bind([table_of(TRANS, "trans.asc")])
    assert "--map account_id=customer_id" in caught.value.hint
    data = bind([table_of(TRANS, "trans.asc")], maps=["account_id=customer_id"])
    assert data.frame("transactions").collect().height == 4


def test_beside_other_tables_it_is_a_warning(table_of) -> None:  # type: ignore[no-untyped-def]
    data = bind(
        [table_of(TRANS, "trans.asc"), table_of("client_id,birth_number\n1,7\n2,8", "client.asc")]
    )
    assert data.kinds == ("customers",)
    assert any(
        "trans.asc is not used" in note.text for note in data.notes if note.level == "warning"
    )
    assert [(record.name, record.kind, record.set_aside) for record in data.inputs][1] == (
        "trans.asc",
        "unused",
        4,
    )


def test_owners_of_accounts_opened_after_the_as_of_date_are_no_customers_yet(table_of) -> None:  # type: ignore[no-untyped-def]
    accounts = table_of("account_id,district_id,date\nA1,5,930101\nA2,6,970102", "account.asc")
    data = bind([accounts, table_of(DISP, "disp.asc")], as_of="1995-01-01")
    there = data.frame("accounts").collect()
    assert sorted(set(there["customer_id"])) == ["C1", "C2", "C4", "C5"]  # A3 has no date at all
    assert data.tallies[1].aside == {"after_as_of": 1}


def test_rows_keep_their_order_when_their_owner_is_found(table_of) -> None:  # type: ignore[no-untyped-def]
    rows = 200_000
    lines = (f"{n},A{n % 97},2024-01-31,PRIJEM,5" for n in range(rows))
    owned = (f"{n},C{n},A{n},OWNER" for n in range(97))
    data = bind([
        table_of("\n".join(["trans_id,account_id,date,type,amount", *lines]), "trans.asc"),
        table_of("\n".join(["disp_id,client_id,account_id,type", *owned]), "disp.asc"),
    ])  # fmt: skip
    there = data.frame("transactions").select("transaction_id").collect(engine="streaming")
    assert there["transaction_id"].to_list() == [str(n) for n in range(rows)]
