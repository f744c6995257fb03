"""Text tables: separators, quotes, ragged rows, headers and footers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from custseg.errors import InputError, UsageError
from custseg.read import ReadOptions, read_tables

Read = Callable[..., Any]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "\x01", "，"])
def test_separator_is_found(read_one: Read, separator: str) -> None:
    rows = [["客户号", "姓名", "金额"], ["0001", "张三", "1.5"], ["0002", "李四", "2"]]
    found = read_one("\n".join(separator.join(row) for row in rows) + "\n")
    assert found.table.source.separator == separator
    assert found.cells == [("0001", "张三", "1.5"), ("0002", "李四", "2")]


def test_runs_of_blanks_separate_and_leading_zeros_stay(read_one: Read) -> None:
    found = read_one(" 00004 19970101  2   29.33\n 00021 19970112 12  129.73\n")
    assert found.columns == ("column_1", "column_2", "column_3", "column_4")
    assert found.cells[1] == ("00021", "19970112", "12", "129.73")
    assert found.table.source.header_row is None


def test_a_separator_that_excel_announces_is_obeyed(read_one: Read) -> None:
    found = read_one("sep=;\nid;amount\n1;2,5\n2;3,5\n")
    assert found.cells == [("1", "2,5"), ("2", "3,5")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends(read_one: Read, end: str, last: bool) -> None:
    found = read_one(end.join(["id,v", "1,a", "2,b"]) + (end if last else ""))
    assert found.cells == [("1", "a"), ("2", "b")]


def test_padding_text_marks_and_excel_formulas_are_no_part_of_a_value(read_one: Read) -> None:
    found = read_one("id,v,w\n 0001\t,\u3000张三 ,='x'\n'0002,=\"007\",a'b\n\"\", ,\x00\n5,6,7\n")
    assert found.cells[0] == ("0001", "张三", "='x'")
    assert found.cells[1] == ("0002", "007", "a'b")
    assert found.reasons == {"blank": 1}


def test_ids_and_amounts_are_never_altered(read_one: Read) -> None:
    found = read_one(
        "身份证,卡号,金额\n110105194912310021,6222020200112233445,17850.0\n1,2,-0.10\n"
    )
    assert found.cells[0] == ("110105194912310021", "6222020200112233445", "17850.0")
    assert found.cells[1][2] == "-0.10"


def test_a_torn_last_line_is_ragged_and_the_rest_is_right(read_one: Read) -> None:
    found = read_one('"id";"type";"amount"\n1;"IN";10\n2;"OUT";20\n3;"OU')
    assert found.cells == [("1", "IN", "10"), ("2", "OUT", "20")]
    assert found.reasons == {"ragged": 1}


def test_a_quote_that_never_closes_spoils_one_line_only(read_one: Read) -> None:
    body = "".join(f'{n},"a{n}",{n}\n' for n in range(10, 40))
    found = read_one('id,name,v\n1,"open,5\n' + body)
    assert len(found.cells) == 30
    assert found.reasons == {"ragged": 1}
    assert found.numbers[0] == 3


def test_a_quote_within_a_cell_is_text(read_one: Read) -> None:
    found = read_one('id,商品,金额\n1,5" 管,2\n2,7" 管,3\n3,水,4\n')
    assert found.cells[:2] == [("1", '5" 管', "2"), ("2", '7" 管', "3")]


def test_a_line_break_within_quotes_is_one_record(read_one: Read) -> None:
    found = read_one('id,备注,金额\n1,"两\n行",5\n2,"一行",6\n')
    assert found.cells == [("1", "两\n行", "5"), ("2", "一行", "6")]


def test_long_and_short_rows(read_one: Read) -> None:
    body = "".join(f"{n},x{n},{n}\n" for n in range(20))
    found = read_one("id,name,v\n" + body + "21,y,3,,\n22,too,many,cells\n23,7\n" + "24,z,1\n")
    assert found.reasons == {"ragged": 2}
    assert ("21", "y", "3") in found.cells
    assert len(found.cells) == 22


def test_short_and_long_rows_that_even_out_are_both_seen(read_one: Read) -> None:
    body = "".join(f"{n},x{n},{n}\n" for n in range(20))
    found = read_one("id,name,v\n" + body + "21,7\n22,a,b,c\n" + body)
    assert found.reasons == {"ragged": 2}
    assert len(found.cells) == 40


def test_a_trailing_separator_on_every_line_is_no_column(read_one: Read) -> None:
    found = read_one("id,v,\n1,2,\n3,4,\n")
    assert found.columns == ("id", "v")


def test_header_only_is_a_table_without_rows(read_one: Read) -> None:
    found = read_one("客户号,姓名,金额\n")
    assert found.columns == ("客户号", "姓名", "金额")
    assert found.cells == []


def test_namesakes_and_nameless_columns_are_told_apart(read_one: Read) -> None:
    found = read_one("id,金额,金额,,金额_2\n1,2,3,4,5\n2,3,4,5,6\n")
    assert found.columns == ("id", "金额", "金额_3", "column_4", "金额_2")


def test_without_a_header_no_row_is_lost(read_one: Read) -> None:
    found = read_one("1001,2024-01-01,5\n1002,2024-01-02,6\n1003,2024-01-03,7\n")
    assert found.columns == ("column_1", "column_2", "column_3")
    assert found.numbers == [1, 2, 3]


def test_years_are_a_header_too(read_one: Read) -> None:
    found = read_one("地区,2022,2023\n华东,120.5,130\n华南,99,101.5\n华北,80,85\n")
    assert found.columns == ("地区", "2022", "2023")


def test_header_row_can_be_set(read_one: Read) -> None:
    text = "a,b\nid,v\n1,2\n"
    assert read_one(text, header_row=2).columns == ("id", "v")
    assert read_one(text, header_row="none").columns == ("column_1", "column_2")
    with pytest.raises(InputError, match=r": row 9 cannot be the header"):
        read_one(text, header_row=9)


def test_units_below_names_are_no_data(read_one: Read) -> None:
    found = read_one("月份,金额,笔数\n,(元),(笔)\n2024-01,5.5,2\n2024-02,6,3\n")
    assert [row[0] for row in found.cells] == ["2024-01", "2024-02"]


def test_first_rows_without_amounts_are_data(read_one: Read) -> None:
    found = read_one(
        "客户号,姓名,金额\nA01,张三,--\nA02,李四,\nA03,王五,5\nA04,赵六,6.5\nA05,孙七,7\nA06,周八,8\n"
    )
    assert found.columns == ("客户号", "姓名", "金额")
    assert found.numbers == [2, 3, 4, 5, 6, 7]


def test_a_product_called_total_is_no_total(read_one: Read) -> None:
    found = read_one(
        "order,product,store,amount\n1,Total,Hangzhou,5\n2,Tea,Suzhou,6\n3,Total,Wuxi,7\n"
    )
    assert len(found.cells) == 3


@pytest.mark.parametrize(
    "words", ["合计", "总 计：", "本页小计", "Grand Total", "Sub-total", "共计"]
)
def test_total_rows_are_marked(read_one: Read, words: str) -> None:
    found = read_one(f"id,name,date,amount\n1,a,2024-01-01,5\n2,b,2024-01-02,6\n{words},,,11\n")
    assert found.reasons == {"total": 1}


def test_two_files_glued_together(read_one: Read) -> None:
    part = "\ufeffid,name,amount\n1,张三,5\n2,李四,6\n"
    found = read_one(part + part)
    assert found.reasons == {"repeated_header": 1}
    assert [row[0] for row in found.cells] == ["1", "2", "1", "2"]


def test_what_is_no_table_is_refused(export: Callable[..., Path]) -> None:
    prose = "Dear all, this is a letter\nabout nothing\nat all, and, still, more\nof it\n\nYours\n"
    with pytest.raises(InputError, match=r"is no table as it is read|no table in"):
        read_tables([str(export(prose * 3))])
    with pytest.raises(InputError, match="nothing but blank lines"):
        read_tables([str(export("\n\n  \n"))])


def test_settings_that_make_no_sense_are_usage_errors(export: Callable[..., Path]) -> None:
    path = str(export("a,b\n1,2\n"))
    for options in (
        ReadOptions(separator="ab"),
        ReadOptions(header_row="first"),
        ReadOptions(encoding="klingon"),
    ):
        with pytest.raises(UsageError):
            read_tables([path], options)


def test_two_rows_of_names_are_one_header(read_one: Read) -> None:
    text = "客户号,姓名,交易金额,\n,,收入,支出\n001,张三,5,\n002,李四,,6\n003,王五,7,8\n"
    assert read_one(text).columns == ("客户号", "姓名", "收入", "支出")
    grouped = "客户,,本月,,上月,\n编号,姓名,笔数,金额,笔数,金额\n001,张三,5,1.5,2,3\n002,李四,6,2,3,4\n003,王,1,2,3,4\n"
    assert read_one(grouped).columns == (
        "编号",
        "姓名",
        "本月_笔数",
        "本月_金额",
        "上月_笔数",
        "上月_金额",
    )


def test_a_header_that_lacks_a_name_is_said(read_one: Read) -> None:
    by_r = read_one('"id" "v"\n"1" "a" 5\n"2" "b" 6\n"3" "c" 7\n', separator="blanks")
    assert by_r.columns == ("column_1", "id", "v")
    other = read_one("id,v\n7,a,5\n8,b,6\n9,c,7\n")
    assert other.columns == ("id", "v", "column_3")
    for found in (by_r, other):
        assert "one name less" in found.table.notes[0]


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (",客户号,日期-金额", ("column_1", "客户号", "日期-金额", "column_4")),
        ("column_1,客户号,日期", ("column_1_", "column_1", "客户号", "日期")),
        ("客户号,column_4,日期", ("column_1", "客户号", "column_4", "日期")),
    ],
)
def test_no_two_columns_share_a_name_where_the_header_lacks_one(
    read_one: Read, header: str, columns: tuple[str, ...]
) -> None:
    found = read_one(f"{header}\n1,0001,2024-02-01,10.50\n2,0002,2024-02-02,1.50\n")
    assert found.columns == columns
    assert found.cells[1] == ("2", "0002", "2024-02-02", "1.50")
    unnumbered = read_one("column_4,客户号,日期\n7,0001,2024-02-01,10.50\n8,0002,2024-02-02,1.50\n")
    assert unnumbered.columns == ("column_4", "客户号", "日期", "column_4_2")
