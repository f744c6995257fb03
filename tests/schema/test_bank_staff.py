"""Lists of managers and of contacts made, told from what they have; nothing else is taken for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from custseg.schema import read


def kinds_of(tmp_path: Path, name: str, text: str) -> tuple[str, ...]:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return read([path], must_use=False).kinds


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.csv", "客户经理,网点,可用工时\n王一,东支行,120\n李二,西支行,80\n", "managers"),
        ("b.csv", "工号,姓名,所属支行,管户上限,服务层级\n001,王一,东支行,150,钻石、白金\n002,李二,西支行,90,金卡\n", "managers"),
        ("c.csv", "manager,branch,capacity hours\nAnn,East,120\nBob,West,80\n", "managers"),
        ("d.csv", "客户号,联系日期,联系方式,客户经理,联系结果\nK1,2024-05-01,电话,王一,已接通\nK2,2024-05-02,面访,王一,未接\n", "contacts"),
        ("联系记录.csv", "客户号,日期,客户经理,备注\nK1,2024-05-01,王一,谈到期\nK2,2024-05-02,王一,问候\n", "contacts"),
        ("e.csv", "customer id,contact date,contact result\nK1,2024-05-01,reached\nK2,2024-05-02,no answer\n", "contacts"),
        ("f.csv", "客户号,跟进时间,跟进方式,跟进人,跟进内容\nK1,2024-05-01,电话,王一,谈到期\nK2,2024-05-02,面访,王一,问候\n", "events"),
        ("g.csv", "客户号,姓名,性别,客户经理,服务层级\nK1,张三,男,王一,金卡\nK2,李四,女,王一,白金\n", "customers"),
    ],
    ids=["hours", "heads", "english", "contacts", "called_contacts", "english_contacts", "follow_ups", "customers"],
)  # fmt: skip
def test_what_a_table_is(tmp_path: Path, name: str, text: str, kind: str) -> None:
    assert kinds_of(tmp_path, name, text) == (kind,)


def test_a_managers_capacity_and_a_contacts_day_are_typed(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text("客户经理,网点,可用工时,管户上限\n王一,东支行,117.5,150\n", "utf-8")
    data = read([path], must_use=False)
    assert data.frame("managers").collect().row(0) == ("王一", "东支行", 117.5, 150)
    other = tmp_path / "k.csv"
    other.write_text(
        "客户号,联系日期,联系结果\nK1,2024/5/1,已接通\n,2024/5/2,已接通\nK3,昨天,已接通\n", "utf-8"
    )
    data = read([other])
    assert data.frame("contacts").select("customer_id").collect()["customer_id"].to_list() == ["K1"]
    assert (data.inputs[0].set_aside, data.inputs[0].rejected) == (1, 1)
