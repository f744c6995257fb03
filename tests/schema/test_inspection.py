from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest

from custseg.errors import InputError
from custseg.schema import KeptReading, bind, inspect, keep
from custseg.settings import fill

TEXT = "客户号,姓名,手机号,年龄,爱好\nC1,张三丰,13800138000,30,\nC2,李四,13900139000,abc,棋"


def test_inspect_says_how_every_column_is_read(bound) -> None:  # type: ignore[no-untyped-def]
    result = inspect(bound(TEXT, "客户.csv"))
    columns = {row["file_column"]: row for row in result.tables["columns"].iter_rows(named=True)}
    assert columns["年龄"]["role"] == "age"
    assert columns["爱好"]["role"] is None
    assert columns["爱好"]["filled_share"] == 0.5
    assert columns["姓名"]["example"] == "张**丰"
    assert "13800138000" not in str(result.tables["columns"].rows())
    assert result.tables["files"].select("file", "kind", "rows", "used").row(0) == (
        "客户.csv",
        "customers",
        2,
        2,
    )


def test_a_kept_reading_fixes_kinds_and_roles(bound, table_of) -> None:  # type: ignore[no-untyped-def]
    first = bound(
        "编号甲,何时,多少\nC1,20240131,5.00", maps=["1=customer_id", "2=date", "3=amount"]
    )
    kept = fill(KeptReading, tomllib.loads(keep(first))["reading"], "reading")
    again = bind([table_of("编号甲,何时,多少\nC9,20240229,7.00")], kept=kept)
    assert again.frame("transactions").collect()["customer_id"].to_list() == ["C9"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ("编号甲,何时,多少钱\nC1,20240131,5.00", "多少"),
        ("编号甲,何时,多少,新\nC1,20240131,5.00,x", "have changed"),
    ],
)  # fmt: skip
def test_a_header_that_drifted_is_refused(bound, table_of, changed: str, said: str) -> None:  # type: ignore[no-untyped-def]
    first = bound(
        "编号甲,何时,多少\nC1,20240131,5.00", maps=["1=customer_id", "2=date", "3=amount"]
    )
    kept = fill(KeptReading, tomllib.loads(keep(first))["reading"], "reading")
    with pytest.raises(InputError, match=said):
        bind([table_of(changed)], kept=kept)


def test_another_encoding_is_drift(bound, table_of) -> None:  # type: ignore[no-untyped-def]
    text = "客户号,日期,金额\nC1,20240131,5.00"
    kept = fill(KeptReading, tomllib.loads(keep(bound(text)))["reading"], "reading")
    table = table_of(text)
    with pytest.raises(InputError, match="encoding was utf-8, is gb18030"):
        bind([replace(table, source=replace(table.source, encoding="gb18030"))], kept=kept)


def test_roles_can_be_kept_for_every_file(bound) -> None:  # type: ignore[no-untyped-def]
    kept = KeptReading(columns={"谁": "customer_id"})
    data = bound("谁,日期,金额\nC1,20240131,5.00", kept=kept)
    assert data.frame("transactions").collect()["customer_id"].to_list() == ["C1"]


def test_nothing_usable_lists_what_was_there(bound) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError) as caught:
        bound("地区,地区经理\n东北,楚杰", "销售人员.csv")
    assert caught.value.exit_code == 3
    assert "销售人员.csv has columns 地区, 地区经理" in caught.value.message
    assert "--map" in caught.value.hint
