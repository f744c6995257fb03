"""What the fuzzer starts from: the corpus of awkward files, and a few lines for each target."""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from fuzz.targets import _AMOUNT_WORDS, _DAY_WORDS, _PARTS, _column_of, _good_book

_TESTS = Path(__file__).parents[1] / "tests"
sys.path[:0] = [] if str(_TESTS) in sys.path else [str(_TESTS)]
_LARGEST = 2 << 10
_MOST = 60
"""So many files of the corpus for each target: starting with all takes longer than it helps."""
_LINES = (
    "客户号,姓名,交易日期,金额\n0001,张三,2024-01-31,1,5\n", 'id;v\r\n1;"a;b"\r\n2;"x""y"\r\n',
    "二月订单\n\n订单号,客户号,日期,金额\nA1,0001,2024-02-01,10.50\nA2,2,2024-02-02,1\n合计,,,11.50\n打印：王五\n",
    "sep=|\nid|v\n1|2\n3|\n", 'id\tname\n1\t="0012"\n2\t\'0012\n', "a,b\n1,\"open\n2,x\n3,y\n", "id,v\n1,2\n\n3,4,5\n6\n",
)  # fmt: skip
_CELLS = (
    "1,234.56\n-12\n(500.00)\n500-\n+1", "￥1.2万\n3.5亿元\nCNY 123.18\n１２３\n—", "1.234,50\n12,5\n0,01",
    "2024-01-31\n2024/1/31\n20240131\n2024年1月31日", "31/01/2024\n01/02/2024", "45322\n2024-01-30",
    "8-Jan-24\nJan 8, 2024", "24/01/31\n240131", "9999-12-31\n1900-01-00\n2024-01-31 08:26:05",
)  # fmt: skip
_MARKUP = (
    "<table><tr><th>客户号<th>金额<tr><td rowspan=2>1<td>2<tr><td>3</table>",
    "<html><table><tr><td colspan=2>t</td></tr><tr><td>id</td><td>v</td></tr><tr><td>1</td><td>2<br>3</td></tr></table>",
    ('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="S"><Table><Row><Cell><Data ss:Type="String">客户号</Data></Cell>'
    '<Cell><Data ss:Type="String">金额</Data></Cell></Row><Row><Cell ss:MergeDown="1"><Data ss:Type="String">01</Data></Cell><Cell ss:Index="2">'
    '<Data ss:Type="Number">1.5</Data></Cell></Row><Row ss:Index="4"><Cell><Data ss:Type="DateTime">2024-01-31T00:00:00.000</Data></Cell></Row></Table></Worksheet></Workbook>'),
)  # fmt: skip
_TOML = ('[rfm]\nbins = 5\n', '[read]\nencoding = "gbk"\nheader_row = 3\n', '[[reading.files]]\nname = "*.csv"\ncolumns = { "客户号" = "customer_id" }\n')  # fmt: skip
_CONDITIONS = ("value_tier = '高' AND money > 5万", "last_date >= '2024-01-01' OR member", "money / 0 > 1 AND NOT member IS NULL",
               "value_tier IN ('high', 'low')", "money BETWEEN 1 AND 2.5亿", "CASE WHEN member THEN money > 1 ELSE FALSE END")  # fmt: skip


def seeds_of(name: str) -> Iterator[bytes]:
    """The seeds of a target."""
    if name in ("amounts", "days"):
        words = _AMOUNT_WORDS if name == "amounts" else _DAY_WORDS
        yield from (_column_of(text, words) for text in _CELLS)
    elif name == "settings":
        yield from (text.encode() for text in _TOML)
    elif name == "conditions":
        yield from (text.encode() for text in _CONDITIONS)
    elif name == "markup":
        yield from (text.encode() for text in _MARKUP)
    elif name == "workbook":
        yield from (
            bytes([at]) + _good_book()[part]
            for at, part in enumerate(_PARTS)
            if part in _good_book()
        )
    elif name == "surveyed":
        yield from (bytes([",;\t|".find(cut), width, how]) + line.encode()
                    for line in _LINES for cut in ",;" for width in (0, 2) for how in range(4))  # fmt: skip
    elif name == "finder":
        yield from (line.replace(",", "\t").encode() for line in _LINES)
    elif name == "binary":
        yield from _books()
    if name in ("kind", "encoding", "export", "text", "markup", "finder"):
        yield from (line.encode(code) for line in _LINES for code in ("utf-8", "gb18030", "utf-16"))
        yield from corpus(name)


def _books() -> Iterator[bytes]:
    """A small ledger in every format there is a writer for."""
    from read.exports import BOOKS, SIMPLE, Dialect, text_of

    rows = [
        SIMPLE,
        ["0001", "张三", "2024-01-31", "1.50", ""],
        ["0002", "李四", "2024-02-01", "-2.00", "工资"],
    ]
    yield text_of(rows, Dialect(packed=True))
    with tempfile.TemporaryDirectory() as folder:
        for name, package, write in BOOKS.values():
            if package is None or importlib.util.find_spec(package):
                write(Path(folder) / name, rows)
                yield (Path(folder) / name).read_bytes()


def corpus(name: str) -> list[bytes]:
    """Small files of tests/corpus: text ones for the targets that want text."""
    wanted = [
        content for content in _small_files()
        if name in ("kind", "export") or not content.startswith((b"PK", b"\xd0\xcf", b"PAR1", b"\x1f\x8b"))
    ]  # fmt: skip
    return wanted[:: max(1, len(wanted) // _MOST)]


@cache
def _small_files() -> list[bytes]:
    modules = [import_module(f"corpus.{path.stem}") for path in sorted((_TESTS / "corpus").glob("*.py"))
               if not path.stem.startswith(("test_", "hostile"))]  # fmt: skip
    contents = [case.content for module in modules for case in getattr(module, "CASES", [])]
    return [each for each in contents if isinstance(each, bytes) and len(each) <= _LARGEST]
