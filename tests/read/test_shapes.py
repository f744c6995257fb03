"""What banks, payment services and shops export is read as the table it holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Read = Callable[..., Any]

ICBC = (
    "明细查询文件下载\r\n\r\n卡号: 6222****1234\r\n\r\n"
    "交易日期,摘要,交易金额(收入),交易金额(支出),余额\r\n"
    '2024-01-03\t,"工资\t","12,000.00\t",-\t,"15,230.55\t"\r\n'
    '2024-01-05\t,"消费\t",-\t,"88.80\t","15,141.75\t"\r\n'
    '2024-01-09\t,"转账\t",-\t,"500.00\t","14,641.75\t"\r\n'
    "\r\n人民币合计,,,,\r\n"
)

ALIPAY = (
    "------------------------\n导出信息：\n姓名：张三\n支付宝账户：138****1234\n"
    "起始时间：[2024-01-01 00:00:00]    终止时间：[2024-01-31 23:59:59]\n共3笔记录\n"
    "收入：1笔 100.00元\n特别提示：\n1.本回单内容可表明支付宝受理了相应交易申请, 仅供参考；\n\n"
    "------------------------支付宝（中国）网络技术有限公司  电子客户回单------------------------\n"
    "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,\n"
    "2024-01-31 12:00:01,餐饮美食,某某小吃,/,午餐,支出,23.50,\n"
    "2024-01-30 18:20:11,日用百货,某某超市,mar***@shop.cn,纸巾,支出,19.90,\n"
    "2024-01-02 09:00:00,转账红包,李四,137****0001,转账,收入,100.00,\n"
)

WECHAT = (
    "微信支付账单明细,,,,,\n微信昵称：[小明],,,,,\n起始时间：[2024-01-01 00:00:00] 终止时间：[2024-01-31 23:59:59],,,,,\n"
    "共2笔记录,,,,,\n,,,,,\n----------------------微信支付账单明细列表--------------------,,,,,\n"
    "交易时间,交易类型,交易对方,商品,收/支,金额(元)\n"
    '2024-01-28 12:09:12,商户消费,某某便利店,"水, 面包",支出,¥28.16\n'
    "2024-01-27 08:10:00,转账,王五,转账备注,收入,¥200.00\n"
)

ABC = (
    "交易日期,交易时间,日 志 号,交易金额,本次余额,对方户名,对方账号,交易摘要\n"
    "20240101,123456,000123456,+10000.00,20000.00,张三,6228480000000000001,转存\n"
    "20240102,080102,000123457,-35.50,19964.50,,,消费\n"
    "20240103,090000,000123458,-12.00,19952.50,李四,,\n"
    "20240104,101010,000123459,-20.00,19932.50\n"
    "20240105,111111,000123460,+1.25,19933.75,--,--,结息\n"
)

HUAXIN = (
    "交易日期\t账号\t金额\t对方户名\t摘要\n"
    '="20230212"\t="0012300456"\t="128.00"\t="杭州某某商店"\t="消费"\n'
    '="20230213"\t="0012300456"\t="-20.50"\t="张三"\t="转账"\n'
)

SHOP = (
    "某某商店会员消费表\n导出日期：2024-02-01\n\n"
    "会员号,姓名,门店,消费日期,金额\n"
    "00012,张三,杭州店,2024-01-03,120.00\n"
    "00013,李四,杭州店,2024-01-04,80.50\n"
    "杭州店小计,,,,200.50\n"
    "会员号,姓名,门店,消费日期,金额\n"
    "00012,张三,上海店,2024-01-05,35.00\n"
    ",,,,\n"
    "上海店小计,,,,35.00\n"
    "合计,,,,235.50\n"
    "打印时间：2024-02-01 10:00  制表人：王五\n"
)

SHAPES = {
    "ICBC": ICBC,
    "ALIPAY": ALIPAY,
    "WECHAT": WECHAT,
    "ABC": ABC,
    "HUAXIN": HUAXIN,
    "SHOP": SHOP,
}


def test_icbc_statement_loses_its_titles_tabs_and_total(read_one: Read) -> None:
    table = read_one(ICBC, encoding="gb18030")
    assert table.columns == ("交易日期", "摘要", "交易金额(收入)", "交易金额(支出)", "余额")
    assert table.cells[0] == ("2024-01-03", "工资", "12,000.00", "-", "15,230.55")
    assert len(table.cells) == 3
    assert table.reasons == {"title": 2, "blank": 3, "total": 1}
    assert table.table.source.header_row == 5


def test_alipay_preamble_is_set_aside(read_one: Read) -> None:
    table = read_one(ALIPAY, encoding="gbk")
    assert table.columns == (
        "交易时间",
        "交易分类",
        "交易对方",
        "对方账号",
        "商品说明",
        "收/支",
        "金额",
    )
    assert [row[6] for row in table.cells] == ["23.50", "19.90", "100.00"]
    assert table.table.source.encoding == "gb18030"
    assert table.reasons == {"title": 10, "blank": 1}


def test_wechat_preamble_is_padded_with_commas(read_one: Read) -> None:
    table = read_one(WECHAT, encoding="utf-8-sig")
    assert table.columns == ("交易时间", "交易类型", "交易对方", "商品", "收/支", "金额(元)")
    assert table.cells[0][3] == "水, 面包"
    assert [row[5] for row in table.cells] == ["¥28.16", "¥200.00"]


def test_abc_row_without_its_trailing_fields_is_completed_and_said(read_one: Read) -> None:
    table = read_one(ABC, encoding="gbk")
    assert table.columns[2] == "日 志 号"
    assert table.cells[3] == (
        "20240104",
        "101010",
        "000123459",
        "-20.00",
        "19932.50",
        None,
        None,
        None,
    )
    assert len(table.cells) == 5
    assert "1 row ends early" in table.table.notes[0]
    assert "(rows 5)" in table.table.notes[0]


def test_huaxin_xls_is_gbk_text_with_formulas_around_every_cell(read_one: Read) -> None:
    table = read_one(HUAXIN, name="export.xls", encoding="gbk")
    assert table.table.source.format == "csv"
    assert table.table.source.separator == "\t"
    assert table.cells[0] == ("20230212", "0012300456", "128.00", "杭州某某商店", "消费")


def test_shop_report_keeps_sales_and_marks_the_rest(read_one: Read) -> None:
    table = read_one(SHOP)
    assert [row[0] for row in table.cells] == ["00012", "00013", "00012"]
    assert table.reasons == {"title": 2, "blank": 2, "total": 3, "repeated_header": 1, "footer": 1}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_line_is_accounted_for(read_one: Read, shape: str) -> None:
    text = SHAPES[shape]
    header_rows = 1
    assert read_one(text).rows + header_rows == len(text.splitlines())


@pytest.mark.parametrize("shape", SHAPES)
def test_row_numbers_are_those_of_the_file(read_one: Read, shape: str) -> None:
    text = SHAPES[shape]
    lines = text.splitlines()
    table = read_one(text)
    for number, first in table.table.frame.select("_row", table.columns[0]).collect().rows():
        assert first is None or first in lines[number - 1]


def test_namesakes_remember_their_header(read_one) -> None:  # type: ignore[no-untyped-def]
    found = read_one("客户号,日期,金额,金额\n01,2024-01-05,1,2\n02,2024-01-06,3,4\n")
    assert found.columns == ("客户号", "日期", "金额", "金额_2")
    assert found.table.namesakes == {"金额_2": "金额"}
    own = read_one("客户号,日期,金额,金额_2\n01,2024-01-05,1,2\n02,2024-01-06,3,4\n")
    assert own.table.namesakes == {}


def test_a_second_table_beside_the_first_is_left_out_with_a_warning(read_one) -> None:  # type: ignore[no-untyped-def]
    found = read_one("客户号,金额,,客户号,金额\n01,1,,11,5\n02,2,,12,6\n,,,13,7\n")
    assert found.columns == ("客户号", "金额")
    assert found.cells == [("01", "1"), ("02", "2")]
    assert found.reasons == {"blank": 1}
    assert "columns 4 to 5 are left out" in found.table.notes[0]
    remarks = read_one("客户号,金额,,备注\n01,1,,x\n02,2,,y\n")
    assert len(remarks.columns) == 4


def test_somebody_called_total_is_data(read_one) -> None:  # type: ignore[no-untyped-def]
    found = read_one(
        "客户号,姓名,日期,金额,备注,渠道\n0001,张三,2024-01-05,5,,\n0007,合计,2024-01-06,50,,\n"
        "0007,小计,,50,,\n合计,,2024-01-31,55,,\n2024-01-06,小计,,50,,\n"
    )
    assert [row[:2] for row in found.cells] == [("0001", "张三"), ("0007", "合计")]
    assert found.reasons == {"total": 3}


SMALL_ALIPAY = "".join(
    [
        *(f"{n}.本回单内容仅供参考，说明{n}\n" for n in range(1, 22)),
        "支付宝交易记录明细查询\n账号:[138****1234]\n",
        "起始日期:[2024-01-01 00:00:00]    终止日期:[2024-03-01 00:00:00]\n",
        "-----------------------交易记录明细列表-----------------------\n",
        "交易号   ,商家订单号  ,交易创建时间   ,付款时间  ,类型  ,交易对方  ,商品名称  ,金额（元） ,收/支  ,交易状态 ,服务费（元） ,备注 ,\n",
        *(
            f"202401012200{n}\t,S{n}\t,2024-01-0{n} 10:00:00 ,2024-01-0{n} 10:00:05 ,即时到账交易 ,张三 ,早餐 ,12.50 ,支出 ,交易成功 ,0.00 , ,\n"
            for n in (1, 2, 3)
        ),
        "-----------------------------------------------------------\n",
        "共3笔记录\n已收入:0笔,0.00元\n待收入:0笔,0.00元\n已支出:3笔,37.50元\n待支出:0笔,0.00元\n",
        "导出时间:[2024-03-01 09:00:00]    用户:王小明\n",
    ]
)


def test_three_payments_under_a_long_preamble_are_a_table(read_one) -> None:  # type: ignore[no-untyped-def]
    found = read_one(SMALL_ALIPAY, encoding="gb18030")
    assert [row[0] for row in found.cells] == ["2024010122001", "2024010122002", "2024010122003"]
    assert found.columns[7] == "金额（元）"
    assert found.reasons == {"title": 25, "footer": 7}


def test_short_rows_below_no_line_are_data(read_one) -> None:  # type: ignore[no-untyped-def]
    text = "客户号,日期,金额,渠道,备注,网点\n" + "".join(
        f"0{n},2024-01-0{n},{n},柜台,,x\n" for n in range(1, 8)
    )
    found = read_one(text + "08,2024-01-08,,,,\n09,,,,,\n")
    assert len(found.cells) == 9


SALES = "客户号,交易日期,金额\n001,2024-01-01,10\n002,2024-01-02,20\n"


def test_a_second_table_below_is_set_aside_with_a_warning(read_one) -> None:  # type: ignore[no-untyped-def]
    returns = read_one(SALES + ",,\n退货明细,,\n客户号,交易日期,金额\n001,2024-01-05,3\n")
    assert [row[2] for row in returns.cells] == ["10", "20"]
    assert returns.reasons == {"second_table": 4}
    assert "rows 4 to 7 are left out" in returns.table.notes[0]
    assert "退货明细" in returns.table.notes[0]
    branches = read_one(
        SALES + ",,\n网点,负责人,电话\n城东,王五,13800138000\n城西,赵六,13900139000\n"
    )
    assert len(branches.cells) == 2
    assert branches.reasons == {"second_table": 4}


def test_a_page_break_is_no_second_table(read_one) -> None:  # type: ignore[no-untyped-def]
    title = "交易明细,,\n"
    header, *rows = SALES.splitlines(keepends=True)
    printed = title + header + "".join(rows) + ",,\n" + title + header + "".join(rows)
    assert [row[2] for row in read_one(printed).cells if row[2]] == ["10", "20"] * 2
    paged = SALES + "第 2 页,,\n" + SALES
    assert [row[2] for row in read_one(paged).cells if row[2]] == ["10", "20"] * 2
    assert len(read_one(SALES + ",,\n" + SALES).cells) == 4
    sparse = SALES + "003,,\n张三,王五,李四\n004,2024-01-03,5\n"
    assert len(read_one(sparse).cells) >= 4


WHOLE = "客户号,交易日期,金额,渠道\n" + "".join(
    f"A{n},2024-01-0{n},{n}.50,手机银行\n" for n in range(1, 8)
)


def test_a_row_that_can_only_end_early_is_completed(read_one) -> None:  # type: ignore[no-untyped-def]
    found = read_one(WHOLE + "A8,2024-01-08,8.50\nA9,2024-01-09,9.50,柜台\n")
    assert found.cells[-2:] == [
        ("A8", "2024-01-08", "8.50", None),
        ("A9", "2024-01-09", "9.50", "柜台"),
    ]
    assert "(rows 9)" in found.table.notes[0]


@pytest.mark.parametrize(
    "row", ["A8,8.50,柜台", "2024-01-08,8.50,柜台", "A8,2024-01-08,柜台", "A8"]
)
def test_a_row_that_lacks_another_cell_stays_spoilt(read_one, row: str) -> None:  # type: ignore[no-untyped-def]
    found = read_one(WHOLE + row + "\nA9,2024-01-09,9.50,柜台\n")
    assert found.reasons == {"ragged": 1}


def test_two_columns_of_one_shape_do_not_show_which_is_missing(read_one) -> None:  # type: ignore[no-untyped-def]
    text = "客户号,交易日期,金额,余额\n" + "".join(
        f"A{n},2024-01-0{n},{n}.50,100.00\n" for n in range(1, 8)
    )
    assert read_one(text + "A8,2024-01-08,8.50\nA9,2024-01-09,9.50,5\n").reasons == {"ragged": 1}
