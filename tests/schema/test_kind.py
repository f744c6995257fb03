from __future__ import annotations

import pytest

from custseg.schema import bind
from custseg.schema.columns.kind import recognise
from custseg.schema.columns.mapping import Columns


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [
        ("customers", "a.csv", "客户号,姓名,性别,年龄\nC1,张三,男,30\nC2,李四,女,40"),
        ("customers", "a.csv", "客户号,年龄,性别,职业,收入\nC1,30,男,教师,5000\nC2,40,女,医生,7000"),
        ("customers", "a.csv", "客户号,姓名,出生日期,收入\nC1,张三,1980-01-01,5000\nC2,李四,1990-01-01,7000"),
        ("transactions", "a.csv", "客户号,日期,收入\nC1,2024-01-31,5000\nC1,2024-02-01,7000"),
        ("customers", "telco.csv", "customerID,gender,tenure,Churn\n7590-V,Female,1,No\n5575-G,Male,34,No"),
        ("customers", "client.asc", "client_id,birth_number,district_id\n1,706213,18\n2,450204,1"),
        ("accounts", "disp.asc", "disp_id,client_id,account_id,type\n1,1,1,OWNER\n2,2,1,DISPONENT"),
        ("accounts", "账户.csv", "账号,客户号,账户类型,开户日期,账户状态\n6222,C1,借记卡,20200101,正常"),
        ("transactions", "a.csv", "客户号,交易日期,交易金额\nC1,20240131,5.00"),
        ("transactions", "a.csv", "InvoiceNo,Quantity,InvoiceDate,UnitPrice,CustomerID\n1,2,2024-01-31,5.00,17850"),
        ("transactions", "trans.asc", "trans_id,account_id,date,type,amount,balance\n1,2,930101,PRIJEM,700.00,700.00"),
        ("transactions", "流水.csv", "卡号,交易日期,收入金额,支出金额,余额\n6222,20240131,5.00,,9.00"),
        ("transactions", "purchases.csv", "customer_id,date\n1,2024-01-31"),
        ("balances", "a.csv", "统计日期,客户号,产品大类,月日均余额(元)\n20240131,C1,活期,5.00"),
        ("balances", "a.csv", "客户号,日期,余额\nC1,20240131,5.00"),
        ("holdings", "loan.asc", "loan_id,account_id,date,amount,duration,status\n1,2,930705,96396,12,B"),
        ("holdings", "a.csv", "客户号,产品名称,持有金额,起息日,到期日\nC1,定期,5,20240131,20250131"),
        ("events", "a.csv", "客户号,事件时间,事件类型\nC1,2024-01-31 08:00:00,登录"),
        ("events", "visits.csv", "客户号,访问时间\nC1,2024-01-31 08:00:00"),
        ("feedback", "a.csv", "客户号,反馈日期,反馈类型,评分,反馈内容\nC1,20240131,投诉,2,慢"),
        ("leads", "Deals.csv", "Record Id,Deal Name,Amount,Closing Date,Stage,Deal Owner\nzcrm_1,A,5,2024-01-31,Won,Li"),
        ("leads", "客户.csv", "客户名称（必填）,客户级别,成交状态,负责人,最后跟进时间\n甲公司,A,未成交,李四,2024-01-31 08:00"),
        ("unused", "district.asc", "A1,A2,A3\n1,Praha,Prague"),
        ("unused", "销售人员.csv", "地区,地区经理\n东北,楚杰"),
        ("unused", "card.asc", "card_id,disp_id,type,issued\n1,2,gold,931107"),
    ],
)  # fmt: skip
def test_a_table_is_told_by_its_columns(table_of, kind: str, name: str, text: str) -> None:  # type: ignore[no-untyped-def]
    assert recognise(Columns(table_of(text, name)), {}).kind == kind


def test_the_reason_names_the_columns(table_of) -> None:  # type: ignore[no-untyped-def]
    seen = recognise(Columns(table_of("客户号,交易日期,交易金额\nC1,20240131,5.00")), {})
    assert seen.why == "has Customer ID, Date, Amount"


def test_a_file_called_after_a_product_holds_it(table_of) -> None:  # type: ignore[no-untyped-def]
    data = bind(
        [table_of("loan_id,customer_id,date,amount,duration\n1,C1,2024-01-31,500,12", "loan.csv")]
    )
    assert data.frame("holdings").collect()["product"].to_list() == ["loan"]


def test_the_kind_can_be_fixed(bound) -> None:  # type: ignore[no-untyped-def]
    data = bound("Channel,Fresh,Milk\n2,12669,9656\n1,5,6", "wholesale.csv", kind="customers")
    customers = data.frame("customers").collect()
    assert customers["customer_id"].to_list() == ["row 2", "row 3"]
    assert customers["Fresh"].to_list() == ["12669", "5"]
    assert any("no customer id" in note.text for note in data.notes if note.level == "warning")
