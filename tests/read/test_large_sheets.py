"""Large sheets: usual rows are read many at a time, the same as cell by cell."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from corpus.parts import MAIN, lines, number, sheet, typed, words
from corpus.parts import xlsx as workbook_of
from custseg.errors import InputError
from custseg.read.cells import PADDING, cleaned, untidy
from custseg.read.workbook.body import Body
from custseg.read.workbook.book import Book, open_book
from custseg.read.workbook.formats import format_of_code
from custseg.read.workbook.guard import opened
from custseg.read.workbook.numbers import as_shown
from custseg.read.workbook.sheet import Sheet
from custseg.read.workbook.texts import Texts
from custseg.read.workbook.workbook import _moments
from custseg.read.workbook.xlsx import read_cell_by_cell, read_sheet

Rows = list[tuple[str | None, ...]]


def both_ways(path: Path) -> tuple[Sheet, Sheet]:
    """The first sheet read many rows at a time, and cell by cell."""
    found = Sheet("明细"), Sheet("明细")
    with opened(path, path.name) as archive, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Book, "is_large", lambda *_: True)
        book = open_book(archive)
        part = book.sheets[0].part
        assert part is not None
        read_sheet(book, part, found[0])
        read_cell_by_cell(book, part, found[1])
    return found


def same_both_ways(path: Path) -> tuple[Sheet, int]:
    """What is read is the same both ways; returns it, and how many cells were read many at a time."""
    many, single = both_ways(path)
    assert shown(many.frame()) == shown(single.frame())
    assert many.first_column == single.first_column
    for what in ("merged", "formulas", "units", "hidden_rows", "hidden_columns"):
        assert getattr(many, what) == getattr(single, what), what
    assert sorted(many.errors) == sorted(single.errors)
    return many, many.bulk.filled if many.bulk else 0


def shown(cells: pl.DataFrame) -> Rows:
    """Rows as they are told, without empty ones at the end."""
    rows = cells.with_columns(_moments(cells)).with_columns(pl.all().replace("", None)).rows()
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def write(path: Path, first_column: int, *, inline: bool) -> None:
    """Refunds, fractions, ids that Excel has cut, dates, times, flags and texts that look like markup."""
    draw = Random(first_column)
    book = xlsxwriter.Workbook(path, {"constant_memory": inline})
    sheet = book.add_worksheet("明细")
    formats = [book.add_format({"num_format": code})
               for code in ("yyyy-mm-dd", "yyyy/m/d h:mm", "hh:mm:ss")]  # fmt: skip
    sheet.write_row(
        0, first_column, ["金额", "利率", "账号", "日期", "时间", "几点", "会员", "备注"]
    )
    for at in range(1, 300):
        sheet.write_row(at, first_column, [
            draw.randrange(-900_000, 900_000) / 100, draw.random() / 7,
            draw.choice([6222021234567890123, "6222021234567890123", 62220212345]),
        ])  # fmt: skip
        day = datetime(2024, 1, 1) + timedelta(days=at, minutes=7 * at)
        sheet.write_datetime(
            at, first_column + 3, datetime(day.year, day.month, day.day), formats[0]
        )
        sheet.write_datetime(at, first_column + 4, day, formats[1])
        sheet.write_number(at, first_column + 5, (at * 61 % 86_399 + 1) / 86_400, formats[2])
        sheet.write(at, first_column + 6, at % 3 == 0)
        sheet.write(at, first_column + 7, draw.choice(
            ["a<b & c", 'he said "eh"', " padded ", "行\n两", "n=1", "1.50", "-", "hidden=1", None]
        ))  # fmt: skip
    book.close()


@pytest.mark.parametrize("inline", [False, True])
@pytest.mark.parametrize("first_column", [0, 3, 25])
def test_everyday_sheets_are_read_many_rows_at_a_time(
    tmp_path: Path, first_column: int, inline: bool
) -> None:
    write(tmp_path / "a.xlsx", first_column, inline=inline)
    found, many = same_both_ways(tmp_path / "a.xlsx")
    assert many == found.filled


ROW = [words("0001"), number(1.5)]
MANY = [ROW] * 2000


@pytest.mark.parametrize(
    ("what", "data", "by_many"),
    [
        ("an error", lines(*MANY, [typed("e", "#N/A"), number(1)]), 4001),
        ("hidden rows", lines(*MANY, hidden=(700, 701)), 4000),
        ("formulas", lines(*MANY, [number(3, formula="1+2")]), 4001),
        ("one formula for many cells", lines(*MANY, ['<c r="@"><f t="shared" si="0"/><v>3</v></c>']), 4001),
        ("a cell that comes twice", lines(*MANY).replace('r="B900"', 'r="A900"'), 4000),
        ("empty cells and rows", lines(*MANY, ['<c r="@" s="1"/>', None, number(1)], []), 4001),
        ("closed rows", lines(*MANY) + '<row r="2001"/><row r="2002" ht="9"/>' + lines(ROW, first=2003), 4002),
        ("line ends between tags", lines(*MANY).replace("><c ", ">\n<c ").replace("</row>", "</row>\n"), 4000),
        ("line ends in texts", lines(*MANY).replace("0001", "一\n\n>\n二"), 4000),
        ("names of characters", lines(*MANY, ["a<b>&c", "&amp;", '"', "_x000D_"]), 4004),
        ("attributes of rows", lines(*MANY).replace('"><c ', '" spans="1:2" ht="13.5" customHeight="1"><c '), 4000),
        ("numbers of rows further on", lines(*MANY).replace('<row r="', '<row spans="1:2" r="'), 4000),
        ("places of cells further on", lines(*[['<c s="0" t="n" r="@"><v>5</v></c>']] * 2000), 2000),
        ("a formula without a value", lines(*MANY, ['<c r="@"><f>1+1</f></c>']), 3400),
        ("a text of two fonts", lines(*MANY, ['<c r="@" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>']), 3400),
        ("other quotes", lines(*MANY, ["<c r='A2001'><v>1</v></c>"]), 3400),
        ("unparsed text", lines([words("x").replace("x<", "<![CDATA[x]]><")], *MANY), 0),
        ("a comment around rows", "<!--" + lines(*MANY) + "-->" + lines(ROW, first=3000), 0),
        ("a comment that ends late", lines(ROW) + "<!--" + lines(*MANY, first=2) + "-->", 0),
        ("rows out of order", lines(*MANY) + lines(ROW, first=1500), 3400),
        ("a row that comes twice", lines(*MANY) + lines([number(7), None, number(8)], first=2000), 3400),
        ("rows without a number", lines(*MANY) + "<row>" + number(7).replace(' r="@"', "") + "</row>", 3400),
        ("a number that is none", lines(*MANY, [number("12x"), number("1e999"), number("-0"), number("1.50")]), 3400),
        ("another prefix", lines(*MANY).replace("<c ", "<x:c ").replace("</c>", "</x:c>"), 0),
        ("cells far apart", lines(*MANY, [number(1)]) + lines([number(1)], first=40_000), 3400),
    ],
)  # fmt: skip
def test_unusual_rows_are_read_cell_by_cell(
    tmp_path: Path, what: str, data: str, by_many: int
) -> None:
    content = sheet(data).replace(b"<worksheet ", b'<worksheet xmlns:x="%s" ' % MAIN.encode())
    (tmp_path / "a.xlsx").write_bytes(workbook_of(content))
    _, many = same_both_ways(tmp_path / "a.xlsx")
    assert by_many <= many <= max(by_many, 4010) * (by_many > 0), what


@pytest.mark.parametrize("data", [
    lines(*MANY).replace("0001", "\x01"), lines(*MANY).replace("</row>", "</rows>", 1), lines(*MANY) + "<row>",
    lines(*MANY).replace("<v>", '<v>&nbsp;', 1), lines(*MANY, [typed("s", "1")]),
    lines(*MANY).replace('s="0"', 's="0" s="1"', 1),
])  # fmt: skip
def test_what_is_damaged_is_refused(tmp_path: Path, data: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(workbook_of(sheet(data)))
    with pytest.raises(InputError, match="damaged"):
        both_ways(tmp_path / "a.xlsx")


@pytest.mark.parametrize(("first", "by_many"), [(0, 4000), (5, 7000), ("#N/A", 4000)])
def test_formulas_that_may_not_be_computed_are_looked_at_until_one_is(
    tmp_path: Path, first: int | str, by_many: int
) -> None:
    formulas = [[number(0, formula="1-1"), typed("str", "x").replace("<v>", "<f>A1</f><v>")]] * 2000
    one = (
        typed("e", first).replace("<v>", "<f>A1</f><v>")
        if first == "#N/A"
        else number(first, formula="A1")
    )
    content = sheet(lines(*MANY, [one], *formulas))
    data = workbook_of(content, calculation='<calcPr fullCalcOnLoad="1"/>')
    (tmp_path / "a.xlsx").write_bytes(data)
    found, many = same_both_ways(tmp_path / "a.xlsx")
    assert by_many - 600 <= many <= 8001
    assert len(found.formulas) == (0 if first == 5 else 2000 + (first == 0))


def test_bytes_that_are_no_characters_are_refused(tmp_path: Path) -> None:
    data = sheet(lines(*MANY)).replace(b"0001", b"\xff\xfe", 1)
    (tmp_path / "a.xlsx").write_bytes(workbook_of(data))
    with pytest.raises(InputError, match="damaged"):
        both_ways(tmp_path / "a.xlsx")


def test_a_cell_far_out_is_refused(tmp_path: Path) -> None:
    data = lines(*MANY) + lines([number(1)], first=900_000, column="XFD")
    (tmp_path / "a.xlsx").write_bytes(workbook_of(sheet(data)))
    for read in both_ways(tmp_path / "a.xlsx"):
        with pytest.raises(InputError, match="far out"):
            read.frame()


@pytest.mark.parametrize("data", [
    lines(*MANY), lines(*MANY).replace('<row r="', '<row spans="1:2" r="'), lines(*MANY, first=9000),
    lines(*MANY[:9]) + lines(*MANY, first=4000), lines(*MANY[:50], [number(1)] * 5000),
    lines(*MANY, ["#"], ["=x"], ["f>"], [typed("str", "")]),
])  # fmt: skip
def test_rows_may_begin_and_end_anywhere(tmp_path: Path, data: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(workbook_of(sheet(data)))
    same_both_ways(tmp_path / "a.xlsx")


@pytest.mark.parametrize("longest", [100, 400, 5000])
def test_rows_after_a_very_long_one_are_read_by_the_parser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, longest: int
) -> None:
    data = lines(*MANY[:200], [typed("str", "长" * 2000)], *MANY[200:])
    (tmp_path / "a.xlsx").write_bytes(workbook_of(sheet(data)))
    monkeypatch.setattr(Body, "together", 300)
    monkeypatch.setattr(Body, "longest", longest)
    same_both_ways(tmp_path / "a.xlsx")


@pytest.mark.parametrize("size", [3000, 4096, 70_000])
def test_it_does_not_matter_where_the_bytes_are_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    (tmp_path / "a.xlsx").write_bytes(with_formats(size))
    monkeypatch.setattr(Body, "together", size)
    monkeypatch.setattr(Body, "few", size)
    same_both_ways(tmp_path / "a.xlsx")


MONEY = [
    "¥#,##0.00", '"¥"#,##0.00;[Red]\\-"¥"#,##0.00', '#,##0.00"元"', "[$€-407]#,##0.00", "$#,##0.00_);($#,##0.00)",
    '_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ', "_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ @_ ",
    "[h]:mm:ss", "yyyy-mm-dd", "yyyy/m/d h:mm:ss.000", "h:mm", "[$USD] #,##0.00", '#,##0.00"万元"', '0.0"亿"', "000000", "000-0000", "0.00%", "#,##0.00_ ", "[$￥-804]#,##0.00",
]  # fmt: skip


def with_formats(seed: int, properties: str = "") -> bytes:
    """A sheet whose columns have one format each, or several of them, texts among the numbers."""
    draw = Random(seed)
    columns = [draw.sample(range(len(MONEY) + 1), draw.choice([1, 1, 1, 2])) for _ in range(6)]

    def cell(styles: list[int]) -> Any:
        style = draw.choice(styles)
        value = draw.choice(
            [
                draw.randrange(-90_000, 900_000) / 100,
                draw.randrange(100_000),
                0,
                45_000.5,
                61,
                1.5e-7,
                123456.789012345,
            ]
        )
        if draw.random() < 0.06:
            return draw.choice(
                [
                    words("合计", style),
                    words("12.50", style),
                    typed("b", "1", style),
                    None,
                    typed("str", "3", style),
                ]
            )
        return number(value, style)

    rows = [[cell(styles) for styles in columns] for _ in range(draw.randrange(30, 900))]
    header = [words(f"列{at}") for at in range(6)]
    return workbook_of(sheet(lines(header, *rows, column="C")), codes=MONEY, properties=properties)


@pytest.mark.parametrize("properties", ["", 'date1904="1"'])
@pytest.mark.parametrize("seed", range(6))
def test_what_formats_show_is_the_same_both_ways(
    tmp_path: Path, seed: int, properties: str
) -> None:
    (tmp_path / "a.xlsx").write_bytes(with_formats(seed, properties))
    found, many = same_both_ways(tmp_path / "a.xlsx")
    assert many == found.filled


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False) | st.floats(-1, 3_000_000)
                | st.integers(-(10**17), 10**17).map(str) | st.decimals(-(10**9), 10**9, places=3).map(str)
                | st.sampled_from(["0.1e1", "-1e-12", "1", "59.5", "60", "61", "0.99999999", "61.999999999", "2958465.9999999999", "1E-5"])),
       st.sampled_from([*MONEY, "General"]), st.booleans())  # fmt: skip
def test_numbers_are_told_together_as_they_are_told_one_by_one(
    values: list[Any], code: str, is_1904: bool
) -> None:
    meant = format_of_code(code)
    written = [value if isinstance(value, str) else repr(value) for value in values]
    told = as_shown(pl.Series(written, dtype=pl.String), meant, is_1904=is_1904)
    assert told.to_list() == [meant.text(float(text), is_1904=is_1904) for text in written]


def test_many_texts_are_shared_as_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = "".join(f"<si><t>客户{at} &amp; _x0041_</t></si>" for at in range(9000))
    odd = ("<si><r><t>一</t></r><r><t>二</t></r><rPh><t>yi</t></rPh></si><si><t/></si><si><t></t></si>"
           '<si><t xml:space="preserve"> x </t></si>')  # fmt: skip
    shared = (
        f'<?xml version="1.0"?>\n<sst xmlns="{MAIN}" count="1">{odd}{items}{odd}</sst>'.encode()
    )
    data = lines([typed("s", str(at)) for at in (0, 1, 2, 3, 4, 9003, 9004, 9007)])
    (tmp_path / "a.xlsx").write_bytes(workbook_of(sheet(data), shared=shared))
    expected = [("一二", None, None, " x ", "客户0 & A", "客户8999 & A", "一二", " x ")]
    for large in (Texts.large, 0):
        monkeypatch.setattr(Texts, "large", large)
        assert shown(same_both_ways(tmp_path / "a.xlsx")[0].frame()) == expected


def test_only_the_columns_that_need_it_are_cleaned() -> None:
    marks = [
        "",
        "'12",
        "='",
        '="0012"',
        "'a",
        *(f"{mark}a" for mark in PADDING),
        *(f"a{mark}" for mark in PADDING),
    ]
    rows = pl.DataFrame({f"c{at}": ["a b", mark, None] for at, mark in enumerate(marks)})
    wholly = cleaned(rows.lazy(), rows.columns, padded=True, marked=True).collect()
    found = untidy(rows, rows.columns)
    assert cleaned(rows.lazy(), found, padded=True, marked=True).collect().equals(wholly)
    plain = [name for name in rows.columns if rows[name].equals(wholly[name])]
    assert {rows[name][1] for name in set(plain) & set(found)} <= {"'a"}
