"""Workbooks and other files that are not plain text: what their cells mean."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Sequence
from datetime import date
from random import Random
from typing import Any

from corpus.case import Case, Refused, Row, Truth, rows_of, text
from corpus.parts import (
    biff,
    changed,
    compound,
    lines,
    number,
    ods,
    ods_row,
    ods_table,
    ods_text,
    ods_value,
    serial,
    sheet,
    spreadsheetml,
    typed,
    uncomputed,
    xlsb,
    xlsx,
    zipped,
)

_HEAD = ["客户号", "日期", "金额"]
_KEYS = "customer_id date amount"
JAN_5 = serial(date(2024, 1, 5))
ROWS = rows_of(_KEYS, "0001 2024-01-05 100.5", "0002 2024-01-06 20")
_PLAIN = lines(_HEAD, ["0001", "2024-01-05", 100.5], ["0002", "2024-01-06", 20])
DAY = "yyyy\\-mm\\-dd"


def _book(*rows: Sequence[Any], **how: Any) -> bytes:
    """An .xlsx of one sheet with the usual header; style 1 is a date."""
    codes = [DAY, *how.pop("codes", ())]
    return xlsx(sheet(lines(_HEAD, *rows)), codes=codes, **how)


def _xls(fill: Callable[[Any, Any], None]) -> Callable[[], bytes]:
    """An .xls that ``fill`` writes with xlwt, given the book and a sheet with the usual header."""

    def make() -> bytes:
        import xlwt

        book = xlwt.Workbook(encoding="utf-8")
        page = book.add_sheet("明细")
        for at, name in enumerate(_HEAD):
            page.write(0, at, name)
        fill(book, page)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    return make


def _shown(code: str) -> Any:
    import xlwt

    return xlwt.easyxf(num_format_str=code)


def _xls_rows(book: Any, page: Any) -> None:
    for at, (who, day, money) in enumerate([("0001", JAN_5, 100.5), ("0002", JAN_5 + 1, 20)], 1):
        page.write(at, 0, who)
        page.write(at, 1, day, _shown("yyyy-mm-dd"))
        page.write(at, 2, money)


def _xls_1904(book: Any, page: Any) -> None:
    book.dates_1904 = True
    page.write(1, 0, "0001")
    page.write(1, 1, JAN_5 - 1462, _shown("yyyy-mm-dd"))
    page.write(1, 2, 100.5)


def _xls_padded(book: Any, page: Any) -> None:
    page.write(1, 0, 1, _shown("0000"))
    page.write(1, 1, JAN_5, _shown("yyyy/m/d"))
    page.write(1, 2, 100.5, _shown("¥#,##0.00"))


def _xls_hidden(book: Any, page: Any) -> None:
    _xls_rows(book, page)
    page.row(2).hidden = True
    other = book.add_sheet("旧")
    other.visibility = 1
    other.write(0, 0, "x")


def _xls_merged(book: Any, page: Any) -> None:
    page.write_merge(1, 2, 0, 0, "0001")
    for at in (1, 2):
        page.write(at, 1, JAN_5 + at - 1, _shown("yyyy-mm-dd"))
        page.write(at, 2, 10 * at)


def _xls_formula(book: Any, page: Any) -> None:
    import xlwt

    _xls_rows(book, page)
    page.write(3, 0, "0003")
    page.write(3, 1, JAN_5 + 2, _shown("yyyy-mm-dd"))
    page.write(3, 2, xlwt.Formula("C2+C3"))


def _rejected(row: int, column: str, value: str, reason: str) -> str:
    return rf"row {row} {column} = {value}: {reason}"


def _one(
    who: str | None = "0001", day: str | None = "2024-01-05", money: str | None = "100.5"
) -> Row:
    return {"customer_id": who, "date": day, "amount": money}


_NUMBERS = [
    Case("numbers shown with leading zeros are ids as they are shown", "a.xlsx",
         _book([number(123, 2), number(JAN_5, 1), 100.5], codes=["000000"]),
         Truth((_one("000123"),), silent=True)),
    Case("an id number shown with a prefix", "a.xlsx",
         _book([number(123, 2), number(JAN_5, 1), 100.5], codes=['"VIP-"000000']),
         Truth((_one("VIP-000123"),))),
    Case("a number with three zeros in its format that is larger", "a.xlsx",
         _book([number(12345, 2), number(JAN_5, 1), 100.5], codes=["000"]), Truth((_one("12345"),))),
    Case("whole and broken numbers as they were entered", "a.xlsx",
         _book(["0001", number(JAN_5, 1), number("4.1999999999999993")],
               ["0002", number(JAN_5, 1), number("1.1E2")],
               ["0003", number(JAN_5, 1), number(" 41")]),
         Truth((_one(money="4.2"), _one("0002", money="110"), _one("0003", money="41")))),
    Case("an id of 18 digits kept as a number has lost its last ones", "a.xlsx",
         _book([number("110105199001011234"), number(JAN_5, 1), 1], ["110105199001011234", number(JAN_5, 1), 2]),
         Truth((_one("110105199001011234", money="2"),),
               rejects=(_rejected(2, "客户号", r"1\.10105199001011E\+17", "damaged_id"),))),
    Case("amounts shown in yuan and in dollars are not added up", "a.xlsx",
         _book(["0001", number(JAN_5, 1), number(100.5, 2)], ["0002", number(JAN_5, 1), number(7, 2)],
               ["0003", number(JAN_5, 1), number(30, 3)], codes=['"¥"#,##0.00', "[$$-409]#,##0.00"]),
         Truth(({**_one(), "currency": "CNY"}, {**_one("0002", money="7"), "currency": "CNY"},
                {**_one("0003", money="30"), "currency": "USD"}), warns=("another currency: row 4",))),
    Case("a currency whose letters stand unquoted in the format is no time", "a.xlsx",
         _book([number(123, 3), number(JAN_5, 1), number(100.5, 2)], codes=["HK$#,##0.00", '"K"0000']),
         Truth(({**_one("K0123"), "currency": "HKD"},))),
    Case("ids that a format shows as money are the bare ids", "a.xlsx",
         _book([number(1001, 2), number(JAN_5, 1), 100.5], [number(1002, 2), number(JAN_5, 1), 20], codes=['_ "¥"* #,##0_ ']),
         Truth((_one("1001"), _one("1002", money="20")), warns=("column '客户号' is formatted as money: ¥1001 is read as the id 1001",))),
    Case("days of a format that shows nothing where there is none", "a.xlsx",
         _book(["0001", number(JAN_5, 2), 100.5], codes=['[<1]"";yyyy-mm-dd']), Truth((_one(),), silent=True)),
    Case("days of a format with conditions for what is none", "a.xlsx",
         _book(["0001", number(JAN_5, 2), 100.5], codes=['[Red][=0]"-";[>90000]"?";yyyy/m/d']), Truth((_one(),), silent=True)),
    Case("a percentage is the number it is", "a.xlsx",
         xlsx(sheet(lines([*_HEAD, "折扣"], ["0001", number(JAN_5, 1), 100.5, number(0.035, 2)])),
              codes=[DAY, "0.0%"]), Truth(({**_one(), "折扣": "0.035"},))),
    Case("a unit that only the format shows is spoken of", "a.xlsx",
         _book(["0001", number(JAN_5, 1), number(12, 2)], codes=['0.0"万"']),
         Truth((_one(money="12"),), warns=("column C shows its numbers with '万'",))),
    Case("truths", "a.xlsx",
         xlsx(sheet(lines([*_HEAD, "会员"], ["0001", number(JAN_5, 1), 1, typed("b", "1")],
                          ["0002", number(JAN_5, 1), 2, typed("b", "0")])), codes=[DAY]),
         Truth(({**_one(money="1"), "会员": "true"}, {**_one("0002", money="2"), "会员": "false"}))),
]  # fmt: skip

_DATES = [
    Case("dates by every kind of format", "a.xlsx",
         _book(*([f"{n:04}", number(JAN_5, n + 1), 1] for n in range(8)),
               codes=["m/d/yy", "[$-804]yyyy年m月d日", "yyyy/m/d;@", "[$-F800]dddd, mmmm dd, yyyy",
                      "d-mmm-yy", "yyyy/m/d h:mm", "[Red]yyyy-mm-dd;[Blue]General"]),
         Truth(tuple(_one(f"{n:04}", money="1") for n in range(8)))),
    Case("the built-in Chinese date formats", "a.xlsx",
         changed(_book(["0001", number(JAN_5, 2), 100.5], codes=["0"]), "xl/styles.xml",
                 b'<xf numFmtId="165"/>', b'<xf numFmtId="31"/>'), Truth((_one(),))),
    Case("the 1904 date system", "a.xlsx",
         _book(["0001", number(JAN_5 - 1462, 1), 100.5], properties='date1904="1"'), Truth((_one(),))),
    Case("the 1904 date system, with an extension of the same name", "a.xlsx",
         _book(["0001", number(JAN_5 - 1462, 1), 100.5], properties='date1904="1"',
               calculation='<extLst><ext xmlns:x14="x"><x14:workbookPr defaultImageDpi="1"/></ext></extLst>'),
         Truth((_one(),))),
    Case("the 1904 date system said in a word", "a.xlsx",
         _book(["0001", number(JAN_5 - 1462, 1), 100.5], properties='date1904="true"'), Truth((_one(),))),
    Case("the 1904 date system denied", "a.xlsx",
         _book(["0001", number(JAN_5, 1), 100.5], properties='date1904="false"'), Truth((_one(),))),
    Case("a day with its time", "a.xlsx",
         xlsx(sheet(lines(["客户号", "交易时间", "金额"], ["0001", number(JAN_5 + 0.5, 1), 1],
                          ["0002", number(JAN_5 + 1, 1), 2])), codes=["yyyy/m/d h:mm"]),
         Truth((_one(money="1"), _one("0002", "2024-01-06", "2")))),
    Case("a date cell in ISO", "a.xlsx",
         _book(["0001", typed("d", "2024-01-05T00:00:00"), 100.5]), Truth((_one(),))),
    Case("29 February 1900 never was", "a.xlsx",
         _book(["0001", number(JAN_5, 1), 100.5], ["0002", number(60, 1), 1]),
         Truth((_one(),), rejects=(_rejected(3, "日期", "1900-02-29", ""),))),
    Case("day zero is no date", "a.xlsx",
         _book(["0001", number(JAN_5, 1), 100.5], ["0002", number(0, 1), 1]),
         Truth((_one(),), rejects=(_rejected(3, "日期", "1900-01-00", ""),))),
    Case("a day after the last one", "a.xlsx",
         _book(["0001", number(JAN_5, 1), 100.5], ["0002", number(2994626, 1), 1]),
         Truth((_one(),), rejects=(_rejected(3, "日期", "2994626", "bad_date"),))),
    Case("day numbers without a date format", "a.xlsx",
         _book(["0001", JAN_5, 100.5], ["0002", JAN_5 + 1, 20]),
         Truth(ROWS, warns=("spreadsheet day numbers",))),
    Case("times and durations in columns of their own", "a.xlsx",
         xlsx(sheet(lines([*_HEAD, "钟点", "时长"],
                          ["0001", number(JAN_5, 1), 100.5, number(0.351388888888889, 2), number("10.6320601851852", 3)],
                          ["0002", number(JAN_5 + 1, 1), 20, number(0, 2), number(0.5, 3)])),
              codes=[DAY, "h:mm", "[h]:mm:ss"]),
         Truth(({**_one(), "时长": "255:10:10"}, {**_one("0002", "2024-01-06", "20"), "时长": "12:00:00"}))),
]  # fmt: skip

_FAULTY = [
    Case("error cells reject their rows", "a.xlsx",
         _book(["0001", number(JAN_5, 1), 100.5], [typed("e", "#N/A"), number(JAN_5, 1), 1],
               ["0003", typed("e", "#REF!"), 1], ["0004", number(JAN_5, 1), typed("e", "#DIV/0!")]),
         Truth((_one(),), warns=(r"cells with errors: 3 \(A3 #N/A, B4 #REF!, C5 #DIV/0!\)",),
               rejects=(_rejected(3, "客户号", "#N/A", ""), _rejected(4, "日期", "#REF!", ""),
                        _rejected(5, "金额", "#DIV/0!", "bad_amount")))),
    Case("an error in an attribute is empty and spoken of", "a.xlsx",
         xlsx(sheet(lines([*_HEAD, "网点"], ["0001", number(JAN_5, 1), 100.5, typed("e", "#NAME?")],
                          ["0002", number(JAN_5 + 1, 1), 20, "东"])), codes=[DAY]),
         Truth(({**ROWS[0], "branch": None}, {**ROWS[1], "branch": "东"}), warns=("D2 #NAME?",))),
    Case("formulas without values reject their rows", "a.xlsx",
         _book(["0001", number(JAN_5, 1), 100.5], ["0002", number(JAN_5, 1), uncomputed("B2*2")],
               ["0003", number(JAN_5, 1), uncomputed("B2*2", "<v></v>")],
               [uncomputed("A2"), number(JAN_5, 1), 5]),
         Truth((_one(),), warns=(r"never computed: 3 \(C3 =B2\*2, C4 =B2\*2, A5 =A2\)",),
               rejects=(r"row 3 金额", r"row 4 金额", r"row 5 客户号"))),
    Case("a formula that came to nothing is an empty cell", "a.xlsx",
         xlsx(sheet(lines([*_HEAD, "备注"], ["0001", number(JAN_5, 1), 100.5,
                          '<c r="@" t="str"><f>IF(1,"","")</f><v></v></c>'])), codes=[DAY]),
         Truth(({**_one(), "summary": None},), silent=True)),
    Case("formulas with values are their values", "a.xlsx",
         _book(["0001", number(JAN_5, 1), number(100.5, formula="SUM(1,99.5)")]), Truth((_one(),), silent=True)),
    Case("formulas for which their writer left 0 were never computed", "a.xlsx",
         _book(["0001", number(JAN_5, 1), 100.5], ["0002", number(JAN_5, 1), number(0, formula="C2*2")],
               calculation='<calcPr calcId="124519" fullCalcOnLoad="1"/>'),
         Truth((_one(),), warns=("never computed: 1",), rejects=("row 3 金额",))),
]  # fmt: skip

_TEXTS = [
    Case("rich text, phonetic hints and kept blanks of shared texts", "a.xlsx",
         xlsx(sheet(lines(["客户号", "日期", "金额", "姓名"],
                          ["0001", number(JAN_5, 1), 100.5, typed("s", "0")],
                          ["0002", number(JAN_5 + 1, 1), 20, typed("s", "1")])), codes=[DAY],
              shared=["<r><t>张</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">三 </t></r>",
                      "<t>東京</t><rPh sb=\"0\" eb=\"2\"><t>トウキョウ</t></rPh>"]),
         Truth(({**ROWS[0], "姓名": "张三"}, {**ROWS[1], "姓名": "東京"}))),
    Case("characters that XML cannot write", "a.xlsx",
         xlsx(sheet(lines([*_HEAD, "备注"], ["0001", number(JAN_5, 1), 100.5, typed("s", "0")])), codes=[DAY],
              shared=["a_x005F_x0041_b"]), Truth(({**_one(), "summary": "a_x0041_b"},))),
    Case("formula text in a text cell stays text", "a.xlsx",
         xlsx(sheet(lines([*_HEAD, "备注"], ["0001", number(JAN_5, 1), 100.5, "=cmd|' /C calc'!A0"])), codes=[DAY]),
         Truth(({**_one(), "summary": "=cmd|' /C calc'!A0"},))),
    Case("cells and rows that do not say where they are", "a.xlsx",
         xlsx(sheet(lines(_HEAD, ["0001", number(JAN_5, 1), 100.5], ["0002", number(JAN_5 + 1, 1), 20])
                    .replace(' r="A2"', "").replace(' r="B2"', "").replace(' r="C2"', "").replace(' r="3"', "")),
              codes=[DAY]), Truth(ROWS)),
    Case("parts written with prefixes and single quotes", "a.xlsx",
         xlsx(sheet(_PLAIN).replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"<x:?xml", b"<?xml")
              .replace(b"xmlns=", b"xmlns:x=").replace(b'r="A2"', b"r='A2'")), Truth(ROWS)),
    Case("a sheet in UTF-16", "a.xlsx",
         xlsx(sheet(_PLAIN).decode().replace("UTF-8", "UTF-16").encode("utf-16")), Truth(ROWS)),
    Case("a table away from the corner", "a.xlsx",
         xlsx(sheet(lines(_HEAD, ["0001", number(JAN_5, 1), 100.5], ["0002", number(JAN_5 + 1, 1), 20],
                          first=4, column="D"), before='<dimension ref="A1"/>'), codes=[DAY]),
         Truth(ROWS, source={"header_row": 4})),
    Case("a dimension that is a lie, and styled empty cells far out", "a.xlsx",
         xlsx(sheet(_PLAIN + '<row r="1048576"><c r="XFD1048576" s="0"/></row>',
                    before='<dimension ref="A1:XFD1048576"/>')), Truth(ROWS)),
    Case("an .xlsx of a program that writes backslashes and capitals", "a.xlsx",
         xlsx(sheet(_PLAIN)).replace(b"xl/worksheets/sheet1.xml", b"xl\\worksheets\\SHEET1.xml"), Truth(ROWS)),
]  # fmt: skip

_FEB = lines(_HEAD, ["0002", "2024-02-06", 20])
_SHEETS = [
    Case("sheets of months are one table", "a.xlsx",
         xlsx(sheet(lines(_HEAD, ["0001", "2024-01-05", 100.5])), sheet(_FEB), names=["1月", "2月"]),
         Truth((_one(), _one("0002", "2024-02-06", "20")))),
    Case("a hidden and a very hidden sheet are left out and named", "a.xlsx",
         xlsx(sheet(_PLAIN), sheet(_FEB), sheet(_FEB), states=["", "hidden", "veryHidden"]),
         Truth(ROWS, warns=("hidden sheets left out: 二月, 三月",))),
    Case("a hidden first sheet", "a.xlsx",
         xlsx(sheet(_FEB), sheet(_PLAIN), states=["hidden"]),
         Truth(ROWS, warns=("hidden sheets left out: 明细",))),
    Case("only hidden sheets", "a.xlsx", xlsx(sheet(_PLAIN), states=["hidden"]), Refused("hidden")),
    Case("a hidden sheet that is asked for", "a.xlsx",
         xlsx(sheet(_FEB), sheet(_PLAIN), states=["", "hidden"]), Truth(ROWS), ("--sheet", "二月")),
    Case("a chart sheet is none", "a.xlsx",
         xlsx(sheet(_PLAIN), b"<chartsheet/>", names=["明细", "图"], kinds=["worksheet", "chartsheet"]), Truth(ROWS)),
    Case("a sheet that cannot be read is named", "a.xlsx",
         xlsx(sheet(_PLAIN), sheet(_FEB)[:-30]), Refused("is damaged: xl/worksheets/sheet2.xml")),
    Case("the other sheet of it can be read", "a.xlsx",
         xlsx(sheet(_PLAIN), sheet(_FEB)[:-30]), Truth(ROWS), ("--sheet", "明细")),
    Case("sheets that differ only in capitals, and one with a path for a name", "a.xlsx",
         xlsx(sheet(lines(_HEAD, ["0001", "2024-01-05", 100.5])), sheet(_FEB), sheet(lines()),
              names=["data", "Data", "../../x"]),
         Truth((_one(), _one("0002", "2024-02-06", "20")))),
    Case("hidden and filtered rows and hidden columns are read and spoken of", "a.xlsx",
         xlsx(sheet(lines(_HEAD, ["0001", "2024-01-05", 100.5], ["0002", "2024-01-06", 20], hidden=[3]),
                    before='<cols><col min="2" max="2" hidden="1"/></cols>')),
         Truth(ROWS, warns=("hidden or filtered rows are read like the others: 1", "hidden columns .*: B"))),
    Case("an id merged over its rows", "a.xlsx",
         xlsx(sheet(lines(_HEAD, ["0001", "2024-01-05", 1], [None, "2024-01-06", 2]),
                    after='<mergeCells><mergeCell ref="A2:A3"/></mergeCells>')),
         Truth((_one(money="1"), _one(day="2024-01-06", money="2")), warns=("are merged",))),
    Case("a missing sheet is not asked for", "a.xlsx", xlsx(sheet(_PLAIN)), Refused("has no sheet '去年'"),
         ("--sheet", "去年")),
]  # fmt: skip

_ML_DATE = '<Style ss:ID="d"><NumberFormat ss:Format="Short Date"/></Style>'


def _ml(*rows: str, name: str = "明细", options: str = "") -> str:
    head = "".join(f'<Cell><Data ss:Type="String">{name}</Data></Cell>' for name in _HEAD)
    return (f'<Worksheet ss:Name="{name}"><Table><Row>{head}</Row>{"".join(rows)}</Table>'
            f"<WorksheetOptions>{options}</WorksheetOptions></Worksheet>")  # fmt: skip


def _ml_row(*cells: tuple[str, str], also: str = "") -> str:
    said = "".join(f'<Cell><Data ss:Type="{kind}">{value}</Data></Cell>' for kind, value in cells)
    return f"<Row {also}>{said}</Row>"


_ML_ROWS = (
    _ml_row(("String", "0001"), ("DateTime", "2024-01-05T00:00:00.000"), ("Number", "100.5")),
    _ml_row(("String", "0002"), ("DateTime", "2024-01-06T00:00:00.000"), ("Number", "20")),
)

_EXCEL_2003 = [
    Case("Excel 2003 XML", "a.xls", spreadsheetml(_ml(*_ML_ROWS)),
         Truth(ROWS, source={"format": "spreadsheetml"})),
    Case("Excel 2003 XML named .xml, in GB2312", "a.xml", spreadsheetml(_ml(*_ML_ROWS), encoding="gb2312"),
         Truth(ROWS)),
    Case("Excel 2003 XML in UTF-16", "a.xls", spreadsheetml(_ml(*_ML_ROWS), encoding="utf-16"), Truth(ROWS)),
    Case("Excel 2003 XML with rows and cells that are skipped", "a.xls",
         spreadsheetml(_ml('<Row ss:Index="5"><Cell ss:Index="1"><Data ss:Type="String">0001</Data></Cell>'
                           '<Cell ss:Index="2"><Data ss:Type="String">2024-01-05</Data></Cell>'
                           '<Cell ss:Index="3"><Data ss:Type="Number">100.5</Data></Cell></Row>')),
         Truth((_one(),))),
    Case("Excel 2003 XML with a day number in a date style and zeros in front", "a.xls",
         spreadsheetml(_ml(f'<Row><Cell ss:StyleID="z"><Data ss:Type="Number">1</Data></Cell>'
                           f'<Cell ss:StyleID="d"><Data ss:Type="Number">{JAN_5}</Data></Cell>'
                           '<Cell><Data ss:Type="Number">100.5</Data></Cell></Row>'),
                       styles=_ML_DATE + '<Style ss:ID="z"><NumberFormat ss:Format="0000"/></Style>'),
         Truth((_one(),))),
    Case("Excel 2003 XML with errors, an uncomputed formula and a merged id", "a.xls",
         spreadsheetml(_ml(
             '<Row><Cell ss:MergeDown="1"><Data ss:Type="String">0001</Data></Cell>'
             '<Cell><Data ss:Type="String">2024-01-05</Data></Cell><Cell><Data ss:Type="Number">1</Data></Cell></Row>',
             '<Row><Cell ss:Index="2"><Data ss:Type="String">2024-01-06</Data></Cell>'
             '<Cell><Data ss:Type="Number">2</Data></Cell></Row>',
             _ml_row(("String", "0003"), ("String", "2024-01-07"), ("Error", "#DIV/0!")),
             '<Row><Cell><Data ss:Type="String">0004</Data></Cell><Cell><Data ss:Type="String">2024-01-07</Data>'
             '</Cell><Cell ss:Formula="=R2C3*2"/></Row>')),
         Truth((_one(money="1"), _one(day="2024-01-06", money="2")), warns=("C4 #DIV/0!", r"C5 =R2C3\*2"),
               rejects=("row 4 金额", "row 5 金额"))),
    Case("Excel 2003 XML with a hidden sheet", "a.xls",
         spreadsheetml(_ml(*_ML_ROWS), _ml(*_ML_ROWS, name="旧", options="<Visible>SheetHidden</Visible>")),
         Truth(ROWS, warns=("hidden sheets left out: 旧",))),
]  # fmt: skip

_HEAD_ROW = ods_row(*_HEAD)
_OPEN = [
    Case("an .ods of every kind of value", "a.ods",
         ods(ods_table(ods_row("客户号", "日期", "金额", "会员", "时长"), ods_row(
             ods_value("float", "1", "0001"), ods_value("date", "2024-01-05", "05.01.24"),
             ods_value("currency", "100.5", "¥101", 'office:currency="CNY"'),
             ods_value("boolean", "true", "WAHR"), ods_value("time", "PT255H10M10S", "255:10:10")))),
         Truth(({**_one(), "会员": "true", "时长": "255:10:10"},))),
    Case("an .ods whose rows and cells repeat", "a.ods",
         ods(ods_table(_HEAD_ROW, ods_row("0001", "2024-01-05", ods_value("float", "7", "7"), repeated=3),
                       '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
                       'table:number-columns-repeated="16384"/></table:table-row>')),
         Truth((_one(money="7"),) * 3)),
    Case("an .ods with a hidden sheet and a merged id", "a.ods",
         ods(ods_table(_HEAD_ROW, ods_row(
                 '<table:table-cell office:value-type="string" table:number-rows-spanned="2"><text:p>0001</text:p></table:table-cell>',
                 "2024-01-05", ods_value("float", "1", "1")),
                 ods_row("<table:covered-table-cell/>", "2024-01-06", ods_value("float", "2", "2")))
             + ods_table(_HEAD_ROW, name="旧", also='table:style-name="ta2"'),
             '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'),
         Truth((_one(money="1"), _one(day="2024-01-06", money="2")), warns=("hidden sheets left out: 旧", "merged"))),
    Case("an .ods with an error and comments", "a.ods",
         ods(ods_table(_HEAD_ROW, ods_row(
             '<table:table-cell office:value-type="string"><office:annotation><text:p>看这里</text:p></office:annotation>'
             "<text:p>0001</text:p></table:table-cell>", "2024-01-05", ods_value("float", "100.5", "100,50")),
             ods_row("0002", "2024-01-06", '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
                     'office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'))),
         Truth((_one(),), warns=("C3 #DIV/0!",), rejects=("row 3 金额 = #DIV/0!",))),
    Case("an .ods whose id is an error only LibreOffice knows", "a.ods",
         ods(ods_table(_HEAD_ROW, ods_row("0001", "2024-01-05", ods_value("float", "100.5", "100.5")),
             ods_row('<table:table-cell table:formula="of:=A" office:value-type="string" office:string-value="" '
                     'calcext:value-type="error"><text:p>Err:509</text:p></table:table-cell>', "2024-01-06",
                     ods_value("float", "20", "20")))),
         Truth((_one(),), warns=("A3 Err:509",), rejects=("row 3 客户号",))),
    Case("an .ods with texts of several lines, tabs and runs of blanks", "a.ods",
         ods(ods_table(ods_row(*_HEAD, "备注"), ods_row("0001", "2024-01-05", ods_value("float", "100.5", "100.5"),
             '<table:table-cell office:value-type="string"><text:p>两<text:s text:c="2"/>行</text:p></table:table-cell>'))),
         Truth(({**_one(), "summary": "两  行"},))),
    Case("an .ods of a kind of value that nobody knows", "a.ods",
         ods(ods_table(_HEAD_ROW, ods_row(ods_text("0001").replace("string", "unknown"), "2024-01-05",
                                          ods_value("float", "100.5", "100.5")))), Truth((_one(),))),
    Case("an encrypted .ods", "a.ods",
         ods("", extra={"META-INF/manifest.xml": b"<manifest:encryption-data/>"}), Refused("protected by a password")),
]  # fmt: skip

_BINARY = [
    Case("an .xlsb", "a.xlsb",
         xlsb([_HEAD, ["0001", bytes([5, 1]) + struct.pack("<d", JAN_5), 100.5]], codes=[DAY]),
         Truth((_one(),), source={"format": "xlsb"})),
    Case("an .xlsb in the 1904 system", "a.xlsb",
         xlsb([_HEAD, ["0001", bytes([5, 1]) + struct.pack("<d", JAN_5 - 1462), 100.5]],
              codes=[DAY], is_1904=True), Truth((_one(),))),
    Case("an .xlsb with an error and a packed number", "a.xlsb",
         xlsb([_HEAD, ["0001", "2024-01-05", bytes([2, 0]) + struct.pack("<I", 10050 << 2 | 3)],
               ["0002", "2024-01-06", bytes([3, 0, 0x07])]]),
         Truth((_one(),), warns=("C3 #DIV/0!",), rejects=("row 3 金额 = #DIV/0!",))),
    Case("an .xlsb with an id shown with zeros", "a.xlsb",
         xlsb([_HEAD, [bytes([5, 1]) + struct.pack("<d", 1), "2024-01-05", 100.5]], codes=["0000"]),
         Truth((_one(),))),
    Case("an .xls", "a.xls", _xls(_xls_rows), Truth(ROWS, source={"format": "xls"})),
    Case("an .xls in the 1904 system", "a.xls", _xls(_xls_1904), Truth((_one(),))),
    Case("an .xls with zeros in front and money in yuan", "a.xls", _xls(_xls_padded), Truth((_one(),))),
    Case("an .xls with a hidden row and sheet", "a.xls", _xls(_xls_hidden),
         Truth(ROWS, warns=("hidden or filtered rows .*: 1", "hidden sheets left out: 旧"))),
    Case("an .xls with a merged id", "a.xls", _xls(_xls_merged),
         Truth((_one(money="10"), _one(day="2024-01-06", money="20")), warns=("merged",))),
    Case("an .xls whose formula was never computed", "a.xls", _xls(_xls_formula),
         Truth(ROWS, warns=("never computed: 1",), rejects=("row 4 金额",))),
    Case("an .xls with an error cell and packed numbers", "a.xls",
         compound({"Workbook": biff(
             (0x204, struct.pack("<HHHHB", 0, 0, 0, 3, 1) + "客户号".encode("utf-16-le")),
             (0x204, struct.pack("<HHHHB", 0, 1, 0, 2, 1) + "日期".encode("utf-16-le")),
             (0x204, struct.pack("<HHHHB", 0, 2, 0, 2, 1) + "金额".encode("utf-16-le")),
             *((0x204, struct.pack("<HHHHB", at, 0, 0, 4, 0) + b"000%d" % at) for at in (1, 2)),
             *((0x204, struct.pack("<HHHHB", at, 1, 0, 10, 0) + b"2024-01-05") for at in (1, 2)),
             (0x27E, struct.pack("<HHHI", 1, 2, 0, 10050 << 2 | 3)),
             (0x205, struct.pack("<HHHBB", 2, 2, 0, 0x2A, 1)))}),
         Truth((_one(),), warns=("C3 #N/A",), rejects=("row 3 金额 = #N/A",))),
]  # fmt: skip

_TEXT = '客户号\t日期\t金额\n="0001"\t="2024-01-05"\t="100.5"\n="0002"\t="2024-01-06"\t="20"\n'
_WEB = ("<html><head><meta charset=gb2312></head><body><table><tr><th>客户号</th><th>日期</th><th>金额</th></tr>"
        "<tr><td>0001</td><td>2024-01-05</td><td x:num=\"100.5\">101</td></tr>"
        "<tr style='display:none'><td>0002</td><td>2024-01-06</td><td>20</td></tr></table></body></html>")  # fmt: skip
_ARCHIVE = (
    "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"--b\"\r\n\r\n----b\r\n"
    "Content-Location: sheet001.htm\r\nContent-Transfer-Encoding: base64\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\r\n"
)  # fmt: skip


def _web_archive() -> bytes:
    from base64 import encodebytes

    return _ARCHIVE.encode() + encodebytes(_WEB.encode()) + b"\r\n----b--\r\n"


def _parquet() -> bytes:
    import polars as pl

    out = io.BytesIO()
    pl.DataFrame({"客户号": ["0001", "0002"], "日期": [date(2024, 1, 5), date(2024, 1, 6)],
                  "金额": [100.5, 20.0]}).write_parquet(out)  # fmt: skip
    return out.getvalue()


_NAMED = [
    Case("text in GBK with wrapped cells, named .xls", "a.xls", _TEXT.encode("gbk"), Truth(ROWS)),
    Case("CSV named .xlsx", "a.xlsx", text("客户号,日期,金额", "0001,2024-01-05,100.5", "0002,2024-01-06,20"),
         Truth(ROWS, source={"format": "csv"})),
    Case("a workbook named .csv", "a.csv", xlsx(sheet(_PLAIN)), Truth(ROWS, source={"format": "xlsx"})),
    Case("a web page named .xls", "a.xls", _WEB.encode("gbk"),
         Truth(ROWS, warns=("hidden or filtered rows",), source={"format": "html"})),
    Case("a web archive named .xls", "a.xls", _web_archive, Truth(ROWS, source={"format": "mhtml"})),
    Case("a zip of one CSV with what a Mac puts beside it", "a.zip",
         zipped({"明细.csv": text("客户号,日期,金额", "0001,2024-01-05,100.5", "0002,2024-01-06,20"),
                 "__MACOSX/._明细.csv": b"\0\1"}), Truth(ROWS)),
    Case("a workbook within a zip", "a.zip", zipped({"a.xlsx": xlsx(sheet(_PLAIN))}), Truth(ROWS)),
    Case("Parquet with any name", "a.dat", _parquet, Truth(ROWS, source={"format": "parquet"})),
    *(Case(f"{what} is refused by name", "a.csv", content, Refused(what)) for what, content in {
        "PNG image": b"\x89PNG\r\n\x1a\n" + bytes(50), "PDF document": b"%PDF-1.7\n%\xe2\xe3",
        "program": b"MZ\x90\0\3\0" + bytes(100), "SQLite database": b"SQLite format 3\0" + bytes(100),
        "Word document": zipped({"[Content_Types].xml": b"", "word/document.xml": b"<w/>"}),
        "PowerPoint file": zipped({"[Content_Types].xml": b"", "ppt/presentation.xml": b"<p/>"}),
        "OpenDocument document": zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}),
        "7-Zip archive": b"7z\xbc\xaf\x27\x1c" + bytes(50), "RTF document": b"{\\rtf1\\ansi",
        "Numbers document": zipped({"Index/Document.iwa": b"x", "Index/Tables.iwa": b"y"}),
        "flat OpenDocument file": b'<?xml version="1.0" encoding="UTF-8"?>\n<office:document xmlns:office="x">',
        "Outlook message": compound({"__properties_version1.0": b"x"}),
        "zip of 2 files": zipped({"a.csv": b"a,b\n", "b.csv": b"a,b\n"}),
    }.items()),
    Case("an old Word document", "a.xls", compound({"WordDocument": b"x"}), Refused("Word document")),
]  # fmt: skip


def _encrypted() -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    picture = {"xl/media/image1.png": Random(1).randbytes(5000)}
    OOXMLFile(io.BytesIO(xlsx(sheet(_PLAIN), extra=picture))).encrypt("秘密123", out)
    return out.getvalue()


_LOCKED = [
    Case("an encrypted workbook", "a.xlsx", _encrypted, Refused("protected by a password")),
    Case("an encrypted workbook with its password", "a.xlsx", _encrypted, Truth(ROWS),
         ("--password-file", "p.txt"), beside={"p.txt": "秘密123\n".encode()}),
    Case("an encrypted workbook with another password", "a.xlsx", _encrypted, Refused("does not open a.xlsx"),
         ("--password-file", "p.txt"), beside={"p.txt": b"wrong"}),
    Case("an encrypted workbook with an empty password file", "a.xlsx", _encrypted,
         Refused("nothing in its first line"), ("--password-file", "p.txt"), beside={"p.txt": b"\n"}),
    Case("a password file that is not there", "a.xlsx", _encrypted, Refused("password file p.txt cannot be read"),
         ("--password-file", "p.txt")),
]  # fmt: skip

CASES: list[Case] = [
    *_NUMBERS, *_DATES, *_FAULTY, *_TEXTS, *_SHEETS, *_EXCEL_2003, *_OPEN, *_BINARY, *_NAMED, *_LOCKED,
]  # fmt: skip
