"""What database consoles print, and what old programs and other systems leave in text files."""

from __future__ import annotations

import gzip

from corpus.case import Case, Truth, rows_of, text

_HEADER = "客户号,交易日期,交易金额"
_LINES = ("0001,2024-01-05,3.50", "0002,2024-01-06,-4.00", "0003,2024-02-07,1200.00")
_TRUTH = rows_of(
    "customer_id date amount",
    "0001 2024-01-05 3.5",
    "0002 2024-01-06 -4",
    "0003 2024-02-07 1200",
)


def _read(name: str, content: bytes, file: str = "x.csv") -> Case:
    return Case(name, file, content, Truth(_TRUTH))


CASES: list[Case] = [
    _read("as mysql prints it", text(
        "+--------+------------+---------+", "| 客户号 | 交易日期   | 交易金额 |", "+--------+------------+---------+",
        "| 0001   | 2024-01-05 |    3.50 |", "| 0002   | 2024-01-06 |   -4.00 |", "| 0003   | 2024-02-07 | 1200.00 |",
        "+--------+------------+---------+", "3 rows in set (0.00 sec)"), "x.txt"),
    _read("a form feed before a row", text(_HEADER, *_LINES[:2], "\f" + _LINES[2])),
    _read("line feeds before carriage returns", text(_HEADER, *_LINES, end="\n\r")),
    _read("sep= with a tab in UTF-16", text("sep=\t", *(line.replace(",", "\t") for line in (_HEADER, *_LINES)),
                                            encoding="utf-16")),
    _read("GBK in gzip", gzip.compress(text(_HEADER, *_LINES, encoding="gb18030"), mtime=0), "x.csv.gz"),
    _read("separators around every line", text(*(f"|{line.replace(',', '|')}|" for line in (_HEADER, *_LINES))), "x.txt"),
    _read("blanks around separators and quotes", text(
        _HEADER, '0001 , 2024-01-05 , "3.50" ', '0002 , 2024-01-06 , "-4.00" ', '0003 , 2024-02-07 , "1,200.00" ')),
    _read("the header before every block of rows", text(_HEADER, _LINES[0], "", _HEADER, _LINES[1], "", _HEADER, _LINES[2])),
    _read("money taken out in a column of its own", text(
        "交易日期,交易时间,交易摘要,存入金额,取出金额,账户余额,客户号", "20240105,10:11:12,转账,3.50,,3.50,0001",
        "20240106,09:01:02,消费,,4.00,-0.50,0002", '20240207,23:59:59,工资,"1,200.00",,"1,199.50",0003')),
    Case("\\N for what is not there", "x.tsv", text(
        "客户号\t交易日期\t交易金额\t备注", *(line.replace(",", "\t") + "\t\\N" for line in _LINES), "0004\t2024-02-07\t\\N\ta"),
        Truth(_TRUTH, rejects=(r"row 5 交易金额 = \\N",))),
    *(
        Case(f"a row within quotes as a whole, {where}", "x.csv", text(_HEADER + ",备注", *lines),
             Truth(_TRUTH, rejects=(r"row \d.*ragged",)))
        for where, lines in (
            ("below all others", (*(f"{line},a" for line in _LINES), '"0004,2024-02-07,5,""x, y"""')),
            ("among others", (f"{_LINES[0]},a", '"0004,2024-02-07,5,""x, y"""', *(f"{line},a" for line in _LINES[1:]))),
        )
    ),
]  # fmt: skip
