"""Large sheets read the fast way: the same text as the exact way, or left to it."""

from __future__ import annotations

import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from corpus.parts import lines, number, sheet, typed, words
from corpus.parts import xlsx as workbook_of
from custseg.read.cells import PADDING, cleaned, untidy
from custseg.read.workbook.book import open_book
from custseg.read.workbook.fast import read_large_sheet
from custseg.read.workbook.guard import opened
from custseg.read.workbook.proof import proof_of
from custseg.read.workbook.sheet import Sheet
from custseg.read.workbook.workbook import _moments
from custseg.read.workbook.xlsx import read_sheet

Rows = list[tuple[str | None, ...]]


def both_ways(path: Path) -> tuple[Rows | None, Rows]:
    """The cells of the first sheet the fast way, None where it is left to the other one, and exactly."""
    with opened(path, path.name) as archive:
        book = open_book(archive)
        part = book.sheets[0].part
        assert part is not None
        found = read_large_sheet(book, path, part, Sheet(book.sheets[0].name))
        exact = Sheet("exact")
        read_sheet(book, part, exact)
    cells = exact.frame()
    if found is None:
        return None, shown(cells)
    assert found[1] == exact.first_column
    return shown(found[0]), shown(cells)


def units_both_ways(path: Path) -> tuple[dict[int, str], dict[int, str]]:
    """The units that are shown behind the numbers of columns, found the fast way and exactly."""
    found = Sheet("明细"), Sheet("明细")
    with opened(path, path.name) as archive:
        book = open_book(archive)
        part = book.sheets[0].part
        assert part is not None
        read_large_sheet(book, path, part, found[0])
        read_sheet(book, part, found[1])
    return found[0].units, found[1].units


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
def test_everyday_sheets_are_read_the_fast_way(
    tmp_path: Path, first_column: int, inline: bool
) -> None:
    write(tmp_path / "a.xlsx", first_column, inline=inline)
    fast, exact = both_ways(tmp_path / "a.xlsx")
    assert fast == exact


ROW = [words("0001"), number(1.5)]
MANY = [ROW] * 2000


@pytest.mark.parametrize(
    ("what", "data"),
    [
        ("an error", lines(*MANY, [typed("e", "#N/A")])),
        ("a hidden row", lines(*MANY, hidden=(700,))),
        ("a formula without a value", lines(*MANY, ['<c r="@"><f>1+1</f></c>'])),
        ("rows out of order", lines(*MANY) + lines(ROW, first=1500)),
        ("a row that comes twice", lines(*MANY) + lines(ROW, first=2000)),
        ("a cell that comes twice", lines(*MANY).replace('r="B900"', 'r="A900"')),
        ("text that is not told apart from markup", lines(*MANY, ["<c r='A2001'><v>1</v></c>"])),
        ("text that is not parsed", lines(*MANY, [words("x").replace("x<", "<![CDATA[x]]><")])),
        ("cells far apart", lines(*MANY) + lines(ROW, first=900_000)),
        ("an error in a row of many cells", lines(ROW, [number(1)] * 9000 + [typed("e", "#REF!")])),
    ],
)  # fmt: skip
def test_whatever_is_not_plain_is_left_to_the_exact_way(
    tmp_path: Path, what: str, data: str
) -> None:
    (tmp_path / "a.xlsx").write_bytes(workbook_of(sheet(data)))
    assert both_ways(tmp_path / "a.xlsx")[0] is None, what


@pytest.mark.parametrize("data", [
    lines(*MANY), lines(*MANY).replace('<row r="', '<row spans="1:2" r="'), lines(*MANY, first=9000),
    lines(*MANY[:9]) + lines(*MANY, first=4000), lines(*MANY[:50], [number(1)] * 5000),
    lines(*MANY, ["#"], ["=x"], ["f>"], [typed("str", "")]),
])  # fmt: skip
def test_rows_may_begin_and_end_anywhere(tmp_path: Path, data: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(workbook_of(sheet(data)))
    fast, exact = both_ways(tmp_path / "a.xlsx")
    assert fast == exact


@pytest.mark.parametrize("size", [1, 7, 64, 4096])
def test_the_proof_does_not_depend_on_where_the_bytes_are_cut(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a.xlsx"
    far = lines([number(1), number(2)], first=1_048_000, column="XF")
    merged = '<mergeCells><mergeCell ref="A2:A5"/></mergeCells>'
    content = sheet(lines(*MANY[:60]) + far, after=merged)
    path.write_bytes(workbook_of(content))
    with zipfile.ZipFile(path) as archive:
        part = next(name for name in archive.namelist() if "sheet1" in name)
        data = archive.read(part)
    with opened(path, "a") as archive_of_ours:
        book: Any = open_book(archive_of_ours)
        chunks = iter([data[:600], *(data[at : at + size] for at in range(600, len(data), size))])
        proof = proof_of(book, chunks)
    assert proof is not None
    assert (proof.last_row, proof.last_column, proof.cells) == (1_048_000, 631, 122)
    assert [tuple(each) for each in proof.merged] == [(2, 5, 1, 1)]


MONEY = [
    "¥#,##0.00", '"¥"#,##0.00;[Red]\\-"¥"#,##0.00', '#,##0.00"元"', "[$€-407]#,##0.00", "$#,##0.00_);($#,##0.00)",
    '_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ', "_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ @_ ",
    "[$USD] #,##0.00", '#,##0.00"万元"', '0.0"亿"', "000000", "000-0000", "0.00%", "#,##0.00_ ", "[$￥-804]#,##0.00",
]  # fmt: skip


def with_formats(seed: int) -> bytes:
    """A sheet whose columns have one format each, or several of them, texts among the numbers."""
    draw = Random(seed)
    columns = [draw.sample(range(len(MONEY) + 1), draw.choice([1, 1, 1, 2])) for _ in range(6)]
    whole = {MONEY.index("000000") + 1, MONEY.index("000-0000") + 1}

    def cell(styles: list[int]) -> Any:
        style = draw.choice(styles)
        value = draw.choice(
            [
                draw.randrange(-90_000, 900_000) / 100,
                draw.randrange(100_000),
                0,
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
        return number(int(abs(value)) if whole & {style} else value, style)

    rows = [[cell(styles) for styles in columns] for _ in range(draw.randrange(30, 900))]
    header = [words(f"列{at}") for at in range(6)]
    return workbook_of(sheet(lines(header, *rows, column="C")), codes=MONEY)


@pytest.mark.parametrize("seed", range(6))
def test_what_formats_show_around_numbers_is_read_the_fast_way(tmp_path: Path, seed: int) -> None:
    (tmp_path / "a.xlsx").write_bytes(with_formats(seed))
    (fast, exact), (units, exact_units) = (
        both_ways(tmp_path / "a.xlsx"),
        units_both_ways(tmp_path / "a.xlsx"),
    )
    assert fast == exact
    assert units == exact_units


@pytest.mark.parametrize("cell", [
    number(12.5, 1), number(-3, 1), number("12x", 2), '<c s="2" r="@"><v>5</v></c>',
    '<c t="n" r="@" s="2"><v>5</v></c>', number(0.25, 3),
])  # fmt: skip
def test_what_formats_show_is_left_to_the_exact_way_where_it_is_not_certain(
    tmp_path: Path, cell: str
) -> None:
    data = lines(*MANY, [cell])
    (tmp_path / "a.xlsx").write_bytes(
        workbook_of(sheet(data), codes=["000000", "¥#,##0.00", "[h]:mm"])
    )
    assert both_ways(tmp_path / "a.xlsx")[0] is None


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
