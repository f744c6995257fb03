"""Dialects: separators, quotes, escapes, line ends; rows of the wrong length, quotes that never close."""

from __future__ import annotations

from corpus.case import Case, Refused, Row, Truth, rows_of, text

_KEYS = "customer_id name date amount"
_HEADER = ("customer_id", "name", "date", "amount")
_ROWS = (
    ("0001", "Ann", "2024-01-05", "10.50"),
    ("0002", "Bob", "2024-01-06", "6"),
    ("0003", "Cid", "2024-01-07", "7"),
)
_TRUTH = rows_of(
    _KEYS, "0001 Ann 2024-01-05 10.5", "0002 Bob 2024-01-06 6", "0003 Cid 2024-01-07 7"
)
_TEXT = tuple(",".join(row) for row in (_HEADER, *_ROWS))


def _with(separator: str, quote: str = "", end: str = "\n") -> bytes:
    lines = (separator.join(f"{quote}{cell}{quote}" for cell in row) for row in (_HEADER, *_ROWS))
    return text(*lines, end=end)


def _row(name: str | None, number: int = 1, day: int = 5, amount: str = "5") -> Row:
    return {
        "customer_id": f"000{number}",
        "name": name,
        "date": f"2024-01-0{day}",
        "amount": amount,
    }


def _read(name: str, content: bytes, truth: tuple[Row, ...] = _TRUTH, *arguments: str,
          warns: tuple[str, ...] = (), rejects: tuple[str, ...] = (), separator: str | None = None) -> Case:  # fmt: skip
    source = {} if separator is None else {"separator": separator}
    return Case(name, "orders.csv", content,
                Truth(truth, warns=warns, rejects=rejects, source=source, silent=not warns and not rejects), arguments)  # fmt: skip


_MANY = tuple(f"{n:04},Ann,2024-01-{n % 28 + 1:02},{n}.5" for n in range(1, 41))
_MANY_TRUTH = rows_of(_KEYS, *(f"{n:04} Ann 2024-01-{n % 28 + 1:02} {n}.5" for n in range(1, 41)))
_LONG = "a, long\nremark " * 4000

CASES: list[Case] = [
    *(_read(f"separator {separator!r}", _with(separator), separator=separator) for separator in ",\t;|\x01^~"),
    _read("a full-width comma", _with("，"), separator="，"),
    _read("blanks", _with("   "), warns=()),
    _read("a comma and a blank", _with(", ")),
    _read("cells padded with blanks", text("customer_id , name , date , amount", "0001 , Ann , 2024-01-05 , 10.50 ", " 0002, Bob,2024-01-06, 6", "0003,Cid ,2024-01-07 ,7")),
    *(_read(f"quotes {quote} and separator {separator!r}", _with(separator, quote)) for quote in "\"'" for separator in ",;\t|"),
    *(_read(f"line ends {end!r}", _with(",", end=end)) for end in ("\r\n", "\r", "\n")),
    *(_read(f"quotes and line ends {end!r}", _with(",", '"', end)) for end in ("\r\n", "\r", "\n")),
    _read("line ends of every kind", "\r".join(_TEXT[:2]).encode() + b"\r\n" + _TEXT[2].encode() + b"\n" + _TEXT[3].encode() + b"\r\n"),
    _read("carriage returns doubled by a text mode", _with(",", end="\r\r\n")),
    _read("no end after the last line", _with(",").rstrip()),
    _read("blank lines after the last row", _with(",") + b"\n\r\n\n"),
    _read("blank lines among the rows", text(_TEXT[0], "", _TEXT[1], "", "", _TEXT[2], _TEXT[3])),
    _read("rows of nothing but separators", text(_TEXT[0], _TEXT[1], ",,,", _TEXT[2], _TEXT[3], ",,,")),
    _read("sep= on the first line", text("sep=;", *(line.replace(",", ";") for line in _TEXT)), separator=";"),
    _read("sep= within quotes", text('"sep=;"', *(line.replace(",", ";") for line in _TEXT)), separator=";"),
    _read("a separator after every line", text(*(line + "," for line in _TEXT))),
    _read("separators after some lines, several", text(_TEXT[0], _TEXT[1] + ",,,", _TEXT[2], _TEXT[3] + ",,")),
    _read("a comma within quotes", text(_TEXT[0], '0001,"Lee, Ann",2024-01-05,5'), (_row("Lee, Ann"),)),
    _read("quotes doubled within quotes", text(_TEXT[0], '0001,"Ann ""Nan"" Lee",2024-01-05,5'), (_row('Ann "Nan" Lee'),)),
    _read("quotes escaped by backslashes", text(_TEXT[0], '0001,"Lee, \\"Ann\\"",2024-01-05,5', '0002,"Bob",2024-01-06,5'),
          (_row('Lee, "Ann"'), _row("Bob", 2, 6))),
    _read("separators escaped by backslashes", text(_TEXT[0], "0001,Lee\\, Ann,2024-01-05,5", "0002,Bob,2024-01-06,5"),
          (_row("Lee, Ann"), _row("Bob", 2, 6))),
    _read("backslashes that escape nothing", text(_TEXT[0], '0001,"C:\\dir\\",2024-01-05,5', "0002,a\\b,2024-01-06,5"),
          (_row("C:\\dir\\"), _row("a\\b", 2, 6))),
    _read("an apostrophe within a name", text(_TEXT[0], "0001,O'Brien,2024-01-05,5", "0002,'t Hooft,2024-01-06,5"),
          (_row("O'Brien"), _row("'t Hooft", 2, 6))),
    _read("a quote within a cell that is not quoted", text(_TEXT[0], '0001,5" pipe,2024-01-05,5'), (_row('5" pipe'),)),
    _read("a blank before the quote", text(_TEXT[0], '0001, "Lee, Ann", 2024-01-05, 5'), (_row("Lee, Ann"),)),
    _read("a tab after the closing quote", text(_TEXT[0], '"0001"\t,"Lee, Ann"\t,2024-01-05\t,"5"\t'), (_row("Lee, Ann"),)),
    _read("a line break within quotes", text(_TEXT[0], '0001,"Ann\nLee",2024-01-05,5', "0002,Bob,2024-01-06,5"),
          (_row("Ann\nLee"), _row("Bob", 2, 6))),
    _read("a line break of Windows within quotes", text(_TEXT[0], '0001,"Ann\r\nLee",2024-01-05,5', "0002,Bob,2024-01-06,5", end="\r\n"),
          (_row("Ann\r\nLee"), _row("Bob", 2, 6))),
    _read("blank lines and separators within quotes", text(_TEXT[0], '0001,"Ann\n\n,,\nLee",2024-01-05,5'), (_row("Ann\n\n,,\nLee"),)),
    Case("a line break within quotes astride every piece that is read", "orders.csv",
         lambda: text("customer_id,remark,date,amount", *(f'{n:04},"{n}{_LONG}",2024-01-05,5' for n in range(1, 31))),
         Truth(tuple({"customer_id": f"{n:04}", "summary": f"{n}{_LONG}".strip()} for n in range(1, 31)))),
    Case("GBK with line breaks within quotes astride every piece", "orders.csv",
         lambda: text("客户号,备注,交易日期,金额", *(f'{n:04},"{n}{"备注，长" * 9000}\n行",2024-01-05,5' for n in range(1, 31)), encoding="gbk"),
         Truth(tuple({"customer_id": f"{n:04}", "summary": f"{n}{'备注，长' * 9000}\n行"} for n in range(1, 31)))),
    _read("a quote that never closes", text(_TEXT[0], *_MANY[:20], '0099,"Ann,2024-01-05,5', *_MANY[20:]), _MANY_TRUTH,
          warns=("orders.csv.*quote.*row 22",), rejects=("row 22 ",)),
    _read("a quote that never closes in a quoted file", text(_TEXT[0], *(line.replace("Ann", '"Ann"') for line in _MANY[:20]), '0099,"Ann,2024-01-05,5', *_MANY[20:]),
          _MANY_TRUTH, warns=("quote.*row 22",), rejects=("row 22 ",)),
    _read("apostrophes within cells in apostrophes",
          text(_TEXT[0], *(f"{n:04},'Men''s, {n}',2024-01-05,5" for n in range(1, 30)), "0030,'Men's, 30',2024-01-05,5", "0031,'Ann, 31',2024-01-05,5"),
          tuple({"customer_id": f"{n:04}", "name": f"Men's, {n}" if n < 30 else "Ann, 31"} for n in (*range(1, 30), 31)), warns=("quote.*31",), rejects=("row 31 ",)),
    _read("apostrophes within most cells in apostrophes, lenient",
          text(_TEXT[0], *(f"{n:04},'{'Kid' if n % 3 else 'Men'}''s, {n}'.,2024-01-05,5".replace("''", "'").replace("'.", "'") for n in range(1, 31)), "0031,'Ann, 31',2024-01-05,5", "0032,Lee,2024-01-05,5"),
          (*({"customer_id": f"{n:04}", "name": f"{'Kid' if n % 3 else 'Men'}'s, {n}", "amount": "5"} for n in range(1, 31)), {"customer_id": "0031", "name": "Ann, 31"}, {"customer_id": "0032", "name": "Lee"}),
          "--lenient", warns=("stray quote",)),
    _read("a quote that never closes, lenient", text(_TEXT[0], *_MANY[:39], '0040,"Ann,2024-01-13,40.5'),
          (*_MANY_TRUTH[:39], {**_MANY_TRUTH[39], "name": '"Ann'}), "--lenient", warns=("stray quote.*41",)),
    _read("a quote too many before a quoted cell, lenient", text(_TEXT[0], *_MANY[:39], '0040,""Lee, Ann",2024-01-13,40.5'),
          (*_MANY_TRUTH[:39], {**_MANY_TRUTH[39], "name": '"Lee, Ann'}), "--lenient", warns=("stray quote.*41",)),
    _read("a row with a cell too many", text(_TEXT[0], *_MANY, "0099,Lee,Ann,2024-01-05,5"), _MANY_TRUTH, rejects=("row 42 ",), warns=()),
    _read("a row with an empty cell too many, in one place only", text(_TEXT[0], *_MANY[:39], "0040,Ann,,2024-01-13,40.5"), _MANY_TRUTH,
          warns=("separator too many.*41",)),
    _read("a header with an empty cell too many", text("customer_id,name,,date,amount", *_MANY), _MANY_TRUTH, warns=("separator too many.*rows 1",)),
    Case("a header with an empty cell too many, and rows of several lengths", "orders.csv",
         text("customer_id,name,,date,amount", *_MANY[:20], *(f"{line},x" for line in _MANY[20:])), Refused("1\\.5|cells")),
    _read("a row with an empty cell too many at its end", text(_TEXT[0], *_MANY[:39], "0040,Ann,2024-01-13,40.5,"), _MANY_TRUTH),
    _read("an empty cell too many that could stand in two places", text("customer_id,date,amount,a,b", *(f"{n:04},2024-01-05,5,{'x' if n % 2 else ''},{'' if n % 3 else 'y'}" for n in range(1, 21)), "0099,2024-01-05,5,,z,"),
          tuple({"customer_id": f"{n:04}"} for n in range(1, 21)), rejects=("row 22 ",)),
    _read("a row with a cell too few in the middle", text(_TEXT[0], *_MANY, "0099,2024-01-05,5"), _MANY_TRUTH, rejects=("row 42 ",)),
    _read("two cells run together", text(_TEXT[0], *_MANY, "0099,Ann2024-01-05,5"), _MANY_TRUTH, rejects=("row 42 ",)),
    _read("rows that end early where the last may be empty",
          text("customer_id,date,amount,remark", *(f"{n:04},2024-01-05,5,{'x' if n % 2 else ''}" for n in range(1, 21)), "0099,2024-01-06,7"),
          (*({"customer_id": f"{n:04}", "summary": "x" if n % 2 else None} for n in range(1, 21)), {"customer_id": "0099", "summary": None}),
          warns=("ends? early.*22",)),
    _read("a row with a cell too many, lenient", text(_TEXT[0], *_MANY[:39], "0040,Ann,2024-01-13,40.5,more"), _MANY_TRUTH, "--lenient", warns=("more cells.*41",)),
    _read("a row of another separator", text(_TEXT[0], *_MANY, "0099;Ann;2024-01-05;5"), _MANY_TRUTH, rejects=("row 42 ",)),
    _read("a row of another separator, lenient", text(_TEXT[0], *_MANY[:39], "0040;Ann;2024-01-13;40.5"), _MANY_TRUTH, "--lenient", warns=("another separator.*41",)),
    _read("the last line cut off", text(_TEXT[0], *_MANY) + b"0099,Ann,20", _MANY_TRUTH, warns=("cut off.*42",), rejects=("row 42 ",)),
    _read("a comma for the decimals between semicolons", text("customer_id;name;date;amount", "0001;Ann;2024-01-05;10,50", "0002;Bob;2024-01-06;6,00", "0003;Cid;2024-01-07;7,00")),
    _read("sentences with commas between tabs", text("customer_id\tname\tdate\tamount", "0001\tWell, well, well\t2024-01-05\t5"), (_row("Well, well, well"),)),
    _read("the separator given", text("customer_id|name|date|amount", "0001|a,b,c|2024-01-05|5"), (_row("a,b,c"),), "--separator", "|"),
    Case("the separator given does not cut", "o.csv", text(*_TEXT),
         Truth(tuple({_TEXT[0]: line} for line in _TEXT[1:]), warns=("o.csv is not used",)), ("--separator", ";")),
    Case("half the rows ragged", "o.csv", text("customer_id,date,amount", *("1,2024-01-05,5" if n % 2 else "1,x,y,2024-01-05,5" for n in range(20))),
         Refused(r"o\.csv.*rows do not have \d cells")),
    Case("quotes within quotes, a tab behind every id, and lines around them", "流水.csv",
         text("客户交易明细表", "机构：某某支行,,,,", "客户号,姓名,日期,金额,摘要", '1000\t,"O""Neil",2023-10-21,¥61.25,"消费, 餐饮"',
              '1001\t,张三,2024-08-05,"-¥653,773.75",', '1001\t,,2024-07-19,¥1.21,"a""b"', '1001\t,,2024-03-25,"-¥434,459.87","a""b"', "",
              "制表人：张三  复核：李四", "打印时间：2024-04-02 09:00", encoding="gb18030"),
         Truth(rows_of("customer_id date amount", "1000 2023-10-21 61.25", "1001 2024-08-05 -653773.75", "1001 2024-07-19 1.21",
                       "1001 2024-03-25 -434459.87"), silent=True)),
    Case("quotes within quotes, and commas in amounts that nothing quotes", "流水.csv",
         text("客户号|客户名称|记账日期|金额|附言", "C003\t|张三|07.03.2024|-356,272.56元|退款", 'C008||11.07.2023|-64,372.49元|"a""b"',
              'C003\t|Ann Lee|13.12.2024|5.24元|"a""b"', 'C009|"O""Neil"|27.05.2023|-814,728.48元|"a""b"'),
         Truth(rows_of("customer_id date amount", "C003 2024-03-07 -356272.56", "C008 2023-07-11 -64372.49", "C003 2024-12-13 5.24",
                       "C009 2023-05-27 -814728.48"), silent=True)),
    Case("the end mark of DOS behind quoted records", "流水.csv",
         text('"客户号","日期","金额"', '"0001","2024-01-05","1.5"', '"0002","2024-01-06","2"', end="\r\n") + b"\x1a",
         Truth(rows_of("customer_id date amount", "0001 2024-01-05 1.5", "0002 2024-01-06 2"), silent=True)),
    Case("separators of several signs are said", "流水.csv",
         text("客户号|!日期|!金额", "0001|!2024-01-05|!1.5", "0002|!2024-01-06|!2"),
         Truth(({}, {}), warns=("every cell begins with '!'.*'\\|!'",))),
]  # fmt: skip
