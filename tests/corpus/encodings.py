"""Encodings: the same orders in all of them, in two at once, cut off, unmarked, wrongly named."""

from __future__ import annotations

import codecs

from corpus.case import Case, Refused, Row, Truth, rows_of, text

_KEYS = "customer_id 姓名 date amount"
_LINES = ("客户号,姓名,交易日期,金额", "0001,张三,2024-01-05,10.50", "0002,李四丰,2024-01-06,6")
_TRUTH = rows_of(_KEYS, "0001 张三 2024-01-05 10.5", "0002 李四丰 2024-01-06 6")
_TAIWAN = (
    "客戶編號,姓名,交易日期,金額",
    "0001,陳大文,2024-01-05,10.50",
    "0002,林小華,2024-01-06,6",
)
_TAIWAN_TRUTH = rows_of(_KEYS, "0001 陳大文 2024-01-05 10.5", "0002 林小華 2024-01-06 6")


def _in(encoding: str, lines: tuple[str, ...] = _LINES, end: str = "\n") -> bytes:
    return text(*lines, encoding=encoding, end=end)


def _read(name: str, content: bytes, truth: tuple[Row, ...] = _TRUTH, *arguments: str,
          encoding: str | None = None, warns: tuple[str, ...] = (), rejects: tuple[str, ...] = ()) -> Case:  # fmt: skip
    source = {} if encoding is None else {"encoding": encoding}
    silent = not warns and not rejects
    return Case(name, "orders.csv", content,
                Truth(truth, warns=warns, rejects=rejects, source=source, silent=silent), arguments)  # fmt: skip


_FRUIT = ("榴莲", "荔枝", "榨菜", "鲈鱼", "薯片")
_ONE = ("customer_id,name,date,amount", "0001,{},2024-01-05,10.50", "0002,Anna,2024-01-06,6")


def _named(name: str, encoding: str) -> bytes:
    return text(*(line.format(name) for line in _ONE), encoding=encoding)


def _one(name: str) -> tuple[Row, ...]:
    return rows_of(
        "customer_id name date amount", f"0001 {name} 2024-01-05 10.5", "0002 Anna 2024-01-06 6"
    )


_EUROPE = {
    "French in cp1252": ("cp1252", "Client,Prénom,Date,Montant", "1,Hélène,2024-01-05,5", "2,Noël,2024-01-06,6"),
    "German in latin-1": ("latin-1", "Kunde,Name,Datum,Betrag", "1,Jörg Größe,2024-01-05,5", "2,Müller,2024-01-06,6"),
    "Czech in cp1250": ("cp1250", "Zákazník,Jméno,Datum,Částka", "1,Jiří Dvořák,2024-01-05,5", "2,Žofie,2024-01-06,6"),
    "Polish in iso-8859-2": ("iso-8859-2", "Klient,Imię,Data,Kwota", "1,Łukasz,2024-01-05,5", "2,Małgorzata,2024-01-06,6"),
    "Russian in cp1251": ("cp1251", "Клиент,Имя,Дата,Сумма", "1,Иван Петров,2024-01-05,5", "2,Ольга,2024-01-06,6"),
    "Russian in koi8-r": ("koi8-r", "Клиент,Имя,Дата,Сумма", "1,Иван Петров,2024-01-05,5", "2,Ольга,2024-01-06,6"),
    "Russian in cp866": ("cp866", "Клиент,Имя,Дата,Сумма", "1,Иван Петров,2024-01-05,5", "2,Ольга,2024-01-06,6"),
    "Greek in cp1253": ("cp1253", "Πελάτης,Όνομα,Date,Ποσό", "1,Γιώργος,2024-01-05,5", "2,Ελένη,2024-01-06,6"),
    "Turkish in cp1254": ("cp1254", "Müşteri,İsim,Tarih,Tutar", "1,Şükrü,2024-01-05,5", "2,Gül,2024-01-06,6"),
    "Hebrew in cp1255": ("cp1255", "לקוח,שם,Date,סכום", "1,דוד כהן,2024-01-05,5", "2,שרה,2024-01-06,6"),
    "Arabic in cp1256": ("cp1256", "العميل,الاسم,Date,المبلغ", "1,محمد علي,2024-01-05,5", "2,فاطمة,2024-01-06,6"),
    "Vietnamese in cp1258": ("cp1258", "Khách,Tên,Date,Amount", "1,Nguyên,2024-01-05,5", "2,Trân,2024-01-06,6"),
    "Thai in cp874": ("cp874", "ลูกค้า,ชื่อ,Date,จำนวน", "1,สมชาย,2024-01-05,5", "2,สมหญิง,2024-01-06,6"),
}  # fmt: skip

_EAST_ASIA = {
    "Korean in euc-kr": ("euc-kr", "고객번호,이름,날짜,금액", "1,김철수,2024-01-05,5", "2,이영희,2024-01-06,6"),
    "Japanese in Shift-JIS": ("cp932", "顧客番号,なまえ,日付,きんがく", "1,たろう,2024-01-05,5", "2,はなこ,2024-01-06,6"),
    "Japanese in EUC": ("euc_jp", "顧客番号,なまえ,日付,きんがく", "1,たろう,2024-01-05,5", "2,はなこ,2024-01-06,6"),
    "Japanese in ISO 2022": ("iso2022_jp", "顧客番号,なまえ,日付,きんがく", "1,たろう,2024-01-05,5", "2,はなこ,2024-01-06,6"),
}  # fmt: skip


def _cells(lines: tuple[str, ...], column: int) -> tuple[Row, ...]:
    """One column of a table of words, under its header."""
    header = lines[0].split(",")[column]
    return tuple({header: line.split(",")[column]} for line in lines[1:])


CASES: list[Case] = [
    _read("UTF-8", _in("utf-8"), encoding="utf-8"),
    _read("UTF-8 with a mark", _in("utf-8-sig"), encoding="utf-8-sig"),
    _read("GBK", _in("gbk"), encoding="gb18030"),
    _read("GBK with line ends of Windows", _in("gbk", end="\r\n"), encoding="gb18030"),
    _read("GB18030 with characters of four bytes", _named("张㐂𠮷", "gb18030"), _one("张㐂𠮷"),
          encoding="gb18030", warns=("orders.csv.*little evidence.*line 2",)),
    _read("Big5", _in("big5", _TAIWAN), _TAIWAN_TRUTH, encoding="big5hkscs"),
    _read("Big5 with characters of Hong Kong", _in("big5hkscs", (*_TAIWAN, "0003,陳啫喱,2024-01-07,7")),
          (*_TAIWAN_TRUTH, *rows_of(_KEYS, "0003 陳啫喱 2024-01-07 7")), encoding="big5hkscs"),
    _read("UTF-16 with a mark", _in("utf-16"), encoding="utf-16"),
    _read("UTF-16 of the other order with a mark", codecs.BOM_UTF16_BE + _in("utf-16-be"), encoding="utf-16"),
    _read("UTF-16 without a mark", _in("utf-16-le"), encoding="utf-16-le"),
    _read("UTF-16 of the other order without a mark", _in("utf-16-be"), encoding="utf-16-be"),
    _read("UTF-32 with a mark", _in("utf-32"), encoding="utf-32"),
    _read("UTF-32 without a mark", _in("utf-32-le"), encoding="utf-32-le"),
    _read("UTF-32 of the other order", _in("utf-32-be"), encoding="utf-32-be"),
    _read("a pipe as the second byte of a hanzi", text("客户号|姓名|交易日期|金额", "0001|\u6903三|2024-01-05|5",
          "0002|李四|2024-01-06|6", encoding="gbk"),
          rows_of(_KEYS, "0001 \u6903三 2024-01-05 5", "0002 李四 2024-01-06 6")),
    _read("one name in GBK is little to go by", _named("王小明", "gbk"), _one("王小明"),
          warns=(r"orders\.csv.*gb18030 on little evidence; line 2",)),
    _read("lines of GBK pasted into UTF-8", _in("utf-8") + text("0003,王五,2024-01-07,7", encoding="gbk"),
          (*_TRUTH, *rows_of(_KEYS, "0003 王五 2024-01-07 7")), warns=(r"orders\.csv: 1 of its lines are GB18030.*lines 4",)),
    _read("lines of UTF-8 pasted into GBK", _in("gbk") + text("0003,王五,2024-01-07,7"),
          (*_TRUTH, *rows_of(_KEYS, "0003 王五 2024-01-07 7")), warns=(r"2 of its lines|3 of its lines",)),
    _read("two files with marks glued together", _in("utf-8-sig") + text(_LINES[0], "0003,王五,2024-01-07,7", encoding="utf-8-sig"),
          (*_TRUTH, *rows_of(_KEYS, "0003 王五 2024-01-07 7")), warns=("joined.*row 4",)),
    _read("two quoted files with marks glued together",
          text('"客户号","交易日期","金额"', '"0001","2024-01-05","5"', encoding="utf-8-sig")
          + text('"客户号","交易日期","金额"', '"0003","2024-01-07","7"', encoding="utf-8-sig"),
          rows_of("customer_id date amount", "0001 2024-01-05 5", "0003 2024-01-07 7"), warns=("joined.*row 3",)),
    _read("UTF-8 cut off within a character", _in("utf-8") + "0003,王五".encode()[:-1],
          warns=(r"orders\.csv: .*cut off in row 4",), rejects=(r"row 4 ",)),
    _read("GBK cut off within a character", _in("gbk") + "0003,王五".encode("gbk")[:-1],
          warns=(r"cut off in row 4",), rejects=(r"row 4 ",)),
    _read("UTF-16 cut off within a character", _in("utf-16") + "0003,王五".encode("utf-16-le")[:-1],
          warns=(r"cut off in row 4",), rejects=(r"row 4 ",)),
    _read("UTF-8 cut off within the last cell of a whole row", _in("utf-8") + "0003,王五,2024-01-07,7元".encode()[:-2],
          warns=(r"cut off in row 4",), rejects=(r"row 4 ",)),
    _read("zero bytes around a value", text(*_LINES).replace("张三".encode(), "张三\0".encode()), _TRUTH),
    _read("a zero byte within a value", text(*_LINES, "00\x0003,王五,2024-01-07,7"), warns=("zero bytes.*row.* 4",), rejects=("row 4 ",)),
    _read("zero bytes where the disk was not written", text(*_LINES) + b"\0" * 64, _TRUTH, rejects=()),
    _read("the encoding named, as it is", _in("gbk"), _TRUTH, "--encoding", "gbk"),
    _read("Big5 named", _in("big5", _TAIWAN), _TAIWAN_TRUTH, "--encoding", "big5"),
    _read("cp1252 named", text("Customer ID,Name,Date,Amount", "1,Hélène,2024-01-05,5", encoding="cp1252"),
          rows_of("customer_id Name date amount", "1 Hélène 2024-01-05 5"), "--encoding", "cp1252"),
    Case("UTF-8 named for GBK", "o.csv", _in("gbk"), Refused(r"o\.csv is not valid utf-8: byte 0xBF at offset 0, line 1"),
         ("--encoding", "utf-8")),
    Case("GBK named for UTF-8", "o.csv", _in("utf-8"), Refused(r"o\.csv .*gb18030|o\.csv .*gbk"), ("--encoding", "gbk")),
    Case("latin-1 named for UTF-8", "o.csv", _in("utf-8"), Refused(r"UTF-8 and not latin-1: byte 0xE5 at offset 0, line 1"),
         ("--encoding", "latin-1")),
    Case("UTF-16 named for UTF-8", "o.csv", _in("utf-8"), Refused(r"o\.csv .*byte 0x.. at offset \d+, line \d"), ("--encoding", "utf-16")),
    Case("Big5 named for GBK", "o.csv", _in("gbk"), Refused(r"o\.csv .*byte 0x.. at offset \d+, line \d"), ("--encoding", "big5")),
    Case("a wrong byte in UTF-8", "o.csv", text(*_LINES) + b"0003,\xff\xfe,2024-01-07,7\n", Refused(r"byte 0xFF at offset \d+, line 4")),
    Case("a wrong byte in GBK", "o.csv", _in("gbk") + b"0003,\xff,2024-01-07,7\n", Refused(r"byte 0xFF at offset \d+, line 4")),
    Case("a mark of UTF-8 before GBK", "o.csv", codecs.BOM_UTF8 + _in("gbk"), Refused(r"o\.csv .*byte 0x.. at offset \d+, line 1")),
    *(Case(name, "o.csv", text(*lines, encoding=encoding), Refused(r"o\.csv is neither UTF-8 nor GB18030 nor Big5: byte 0x.. at offset \d+, line \d"))
      for name, (encoding, *lines) in _EUROPE.items()),
    *(Case(name, "o.csv", text(*lines, encoding=encoding),
           Truth(_cells(tuple(lines), 1), source={"encoding": encoding if encoding != "euc-kr" else "cp949"}))
      for name, (encoding, *lines) in _EAST_ASIA.items()),
    Case("goods whose characters few tables have, under headers that all have", "流水.csv",
         text("客户号,交易日期,交易金额,商品", *(f"{n},2024-01-02,{n}.00,{_FRUIT[n % 5]}" for n in range(1, 60)), encoding="gbk"),
         Truth(tuple({"customer_id": f"{n}", "amount": f"{n}"} for n in range(1, 60)), source={"encoding": "gb18030"}, silent=True)),
    Case("a GBK file in which a line reads as UTF-8, too", "流水.csv",
         text("客户号,交易日期,借方金额,贷方金额,摘要", "1,2024-01-02,,100.00,存", "1,2024-01-03,30.00,,取", "2,2024-01-03,0.00,5.00,存", encoding="gbk"),
         Truth(rows_of("customer_id date amount summary", "1 2024-01-02 100 存", "1 2024-01-03 -30 取", "2 2024-01-03 5 存"),
               source={"encoding": "gb18030"}, silent=True)),
]  # fmt: skip
