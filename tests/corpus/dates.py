"""Dates: every form exports write them in, and what must not be taken for a day."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.case import Case, Refused, Truth, rows_of, text


def column(*cells: str, above: Sequence[str] = (), header: str = "交易日期") -> bytes:
    """A file of transactions with these cells as dates, below the lines ``above``."""
    return text(
        *above, f"客户号,{header},交易金额,网点",
        *(f'C{n:03d},{_cell(cell)},{n}.50,东城' for n, cell in enumerate(cells, start=1)),
    )  # fmt: skip


def _cell(cell: str) -> str:
    return f'"{cell}"' if "," in cell else cell


def read(name: str, cells: Sequence[str], days: Sequence[str | None], *, warns: tuple[str, ...] = (),
         reason: str = "bad_date", arguments: tuple[str, ...] = (), above: Sequence[str] = (),
         silent: bool = False) -> Case:  # fmt: skip
    """The dates that must come of these cells; None is a row rejected with its number and value."""
    first = len(above) + 2
    rejects = tuple(
        rf"row {n + first} 交易日期 = .*: {reason}" for n, day in enumerate(days) if day is None
    )
    rows = tuple(
        {"customer_id": f"C{n:03d}", "date": day, "amount": f"{n}.5"}
        for n, day in enumerate(days, start=1) if day is not None
    )  # fmt: skip
    return Case(
        name, "流水.csv", column(*cells, above=above),
        Truth(rows, warns=warns, rejects=rejects, silent=silent), arguments,
    )  # fmt: skip


DAY, NEXT = "2024-01-31", "2024-02-01"
AS_OF = ("--as-of", "2024-06-30")
DAILY = [f"2024-01-{n:02d}" for n in range(1, 29)]


def births(name: str, cells: Sequence[str], days: Sequence[str], *warns: str) -> Case:
    """The births that must come of these cells in a list of customers."""
    lines = (f"C{n:03d},张三,{cell},{n}.5" for n, cell in enumerate(cells, start=1))
    rows = tuple(
        {"customer_id": f"C{n:03d}", "birth_date": day} for n, day in enumerate(days, start=1)
    )
    return Case(
        name,
        "客户.csv",
        text("客户号,姓名,出生日期,余额", *lines),
        Truth(rows, warns=warns, silent=not warns),
    )


def refused(name: str, cells: Sequence[str], says: str, *arguments: str) -> Case:
    """A column whose dates nobody can order: exit 3, naming the column and a value."""
    return Case(name, "流水.csv", column(*cells), Refused(says), arguments)


FORMS = {
    "20240131": ("20240131", "20240201"),
    "2024-01-31": ("2024-01-31", "2024-02-01"),
    "2024/1/31": ("2024/1/31", "2024/2/1"),
    "2024.1.31": ("2024.1.31", "2024.2.1"),
    "2024年1月31日": ("2024年1月31日", "2024年2月1日"),
    "2024 年 1 月 31 日, padded": ("2024年 1月31日", "2024年 2月 1日"),
    "Chinese numerals": ("二〇二四年一月三十一日", "二○二四年二月一日"),
    "full width": ("２０２４－０１－３１", "２０２４／２／１"),
    "31/01/2024": ("31/01/2024", "01/02/2024"),
    "1/31/2024": ("1/31/2024", "2/1/2024"),
    "31.01.2024 with a time": ("31.01.2024 08:26", "01.02.2024 9:00"),
    "31-Jan-24": ("31-Jan-24", "01-Feb-24"),
    "31JAN2024": ("31JAN2024", "01FEB2024"),
    "Jan 31, 2024": ("Jan 31, 2024", "February 1, 2024"),
    "with a T and a Z": ("2024-01-31T08:26:00Z", "2024-02-01T00:00:00Z"),
    "with an offset": ("2024-01-31T08:26:00+08:00", "2024-02-01T23:59:59.123+08:00"),
    "with 下午": ("2024-1-31 下午1:30", "2024年2月1日 上午9:05:00"),
    "with PM": ("1/31/2024 1:30 PM", "2/1/2024 12:05:00 AM"),
    "with a weekday": ("2024/1/31 星期三", "2024/2/1 周四"),
    "14 digits": ("20240131082600", "20240201235959"),
    "digits and digits": ("20240131 082600", "20240201 235959"),
    "a timestamp of DB2": ("2024-01-31-08.26.00.123456", "2024-02-01-23.59.59.000000"),
    "floats of a program": ("20240131.0", "20240201.0"),
    "two digits of 年": ("24年1月31日", "24年2月1日"),
    "years first, two digits, proven": ("99/01/31", "24/02/01"),
    "six digits": ("240131", "240229"),
    "a weekday in front": ("Wed, 31 Jan 2024 10:00:00 +0800", "Thu, 1 Feb 2024 10:00:00 +0800"),
    "a weekday in front, in Chinese": ("星期三 2024-01-31", "周四，2024-02-01"),
    "as Unix writes moments": ("Wed Jan 31 10:00:00 CST 2024", "Thu Feb 1 10:00:00 CST 2024"),
    "as browsers write moments": (
        "Wed Jan 31 2024 10:00:00 GMT+0800 (中国标准时间)",
        "Thu Feb 01 2024 10:00:00 GMT+0800 (中国标准时间)",
    ),
    "as SAS writes moments": ("31JAN2024:10:00:00", "01FEB2024:10:00:00"),
    "months in German": ("31. Jan. 2024", "1. Februar 2024"),
    "months in French": ("31 janv. 2024", "1er février 2024"),
    "months in Spanish": ("31 de enero de 2024", "1-feb-2024"),
    "millionths of seconds since 1970": ("1706659200000000", "1706745600000000"),
    "marks that nobody sees within": ("\u200e2024\u200e/1/31", "2024\u200e-02-01\u200b"),
}

CASES: list[Case] = [
    *(
        read(f"written {name}", cells, ("1999-01-31", NEXT) if cells[0] == "99/01/31" else
             (DAY, "2024-02-29") if cells[0] == "240131" else (DAY, NEXT))
        for name, cells in FORMS.items()
    ),
    read("several clear forms side by side", ["2024-01-31", "2024/2/1", "20240131", "2024年1月31日"], [DAY, NEXT, DAY, DAY], silent=True),
    read("a time beside the day in its own column", ["20240101", "20240102"], ["2024-01-01", "2024-01-02"], silent=True),
    refused("an order that nothing proves", ["01/02/2024", "03/04/2024"], r"交易日期.*01/02/2024"),
    refused("an order that nothing proves beside clear dates", ["2024-03-05", "03/04/2024", "05/06/2024"], r"交易日期.*03/04/2024"),
    refused("an order that contradicts itself", ["31/01/2024", "01/31/2024"], "交易日期"),
    refused("two digits of the year that nothing proves", ["24/01/06", "24/02/07"], "交易日期.*24/01/06"),
    births("births with two digits of the year", ["55-03-25", "62-07-19", "85-01-25"], ["1955-03-25", "1962-07-19", "1985-01-25"]),
    births("births of six digits", ["550325", "620719", "850125"], ["1955-03-25", "1962-07-19", "1985-01-25"]),
    births("births with months in words", ["25-Mar-55", "19-Jul-62", "25-Jan-85"], ["1955-03-25", "1962-07-19", "1985-01-25"]),
    births("births in Chinese", ["55年3月25日", "98年7月19日", "85年1月25日"], ["1955-03-25", "1998-07-19", "1985-01-25"]),
    births("births that may be of two centuries", ["05-03-25", "12-07-19", "85-01-25"], ["2005-03-25", "2012-07-19", "1985-01-25"],
           "出生日期.*05-03-25 is read as 2005-03-25"),
    read("--date-order dmy", ["01/02/2024", "03/04/2024"], ["2024-02-01", "2024-04-03"], arguments=("--date-order", "dmy")),
    read("--date-order mdy", ["01/02/2024", "03/04/2024"], ["2024-01-02", "2024-03-04"], arguments=("--date-order", "mdy")),
    read("--date-order rejects the other order", ["01/02/2024", "31/04/2024", "30/04/2024"], ["2024-02-01", None, "2024-04-30"],
         arguments=("--date-order", "dmy")),
    read("--date-format dd/mm/yyyy", ["01/02/2024", "03/04/2024"], ["2024-02-01", "2024-04-03"], arguments=("--date-format", "dd/mm/yyyy")),
    read("--date-format of strftime", ["01/02/24", "03/04/24"], ["2024-01-02", "2024-03-04"], arguments=("--date-format", "%m/%d/%y")),
    read("--date-format rejects what does not fit", ["01/02/2024", "03/04/2024", "13/14/2024", "2024-05-06"],
         ["2024-02-01", "2024-04-03", None, None], arguments=("--date-format", "dd/mm/yyyy")),
    read("--date-format with the year", ["12/29", "01/03"], ["2024-12-29", "2024-01-03"], arguments=("--date-format", "2024 mm/dd")),
    read("days that are none", [*DAILY[:6], "2023-02-30", "2023-02-29", "2024-02-29", "2024-13-01", "20240230"],
         [*DAILY[:6], None, None, "2024-02-29", None, None]),
    read("times that are none", [*DAILY[:3], "2024-01-31 25:61:00", "2024-01-31 abc"], [*DAILY[:3], None, None]),
    read("words where days should be", [*DAILY[:3], "tomorrow", "见附件"], [*DAILY[:3], None, None]),
    read("a later row that breaks the form", [*DAILY, "31/31/2024"], [*DAILY, None]),
    refused("no year", ["12/29", "01/03"], "交易日期.*12/29"),
    refused("no year, in Chinese", ["12月29日", "1月3日"], "交易日期.*12月29日"),
    read("the year from the period above", ["12/29", "01/03", "01/31"], ["2023-12-29", "2024-01-03", DAY],
         above=("信用卡账单", "账单周期：2023/12/01-2024/01/31", ""), warns=("交易日期.*12/29.*2023",)),
    read("a day outside the period above", ["12/29", "01/03", "06/30"], ["2023-12-29", "2024-01-03", None],
         above=("信用卡账单", "账单周期：2023年12月01日至2024年01月31日", ""), warns=("交易日期",)),
    read("days and months in Chinese, the year from above", ["12月29日", "1月3日"], ["2023-12-29", "2024-01-03"],
         above=("交易明细", "起止日期：20231201-20240131", ""), warns=("交易日期",)),
    read("day numbers of a spreadsheet", ["45322", "45323.5"], [DAY, NEXT], warns=("45322",)),
    read("day numbers among dates", ["45322", "2024-01-15", "2024/2/1"], [DAY, "2024-01-15", NEXT], warns=("45322",)),
    read("a number far from all days", ["20001", "2024-01-15", "2024/2/1"], [None, "2024-01-15", NEXT]),
    read("days that stand for none", [*DAILY[:9], "1900-01-00", "1900-01-01", "9999-12-31", "0001-01-01", "1970-01-01"],
         [*DAILY[:9], *[None] * 5], reason="sentinel_date"),
    read("zeros for a day", [*DAILY[:3], "00000000", "0000-00-00"], [*DAILY[:3], None, None]),
    Case("days that stand for none are missing where a row can do without, and said", "客户.csv",
         text("客户号,姓名,出生日期,开户日期,城市", "C1,张三,1990-05-06,2020-01-02,北京", "C2,李四,1900-01-01,9999-12-31,上海",
              "C3,王五,0001-01-01,1970-01-01,广州", "C4,赵六,1970-01-01,2021-03-04,深圳"),
         Truth(rows_of("customer_id birth_date opened_on", "C1 1990-05-06 2020-01-02", "C2 - -", "C3 - -", "C4 1970-01-01 2021-03-04"),
               warns=("2 .*出生日期.*row 3.*1900-01-01", "2 .*开户日期.*row 3.*9999-12-31"))),
    Case("no expiry is no mistake", "客户.csv",
         text("客户号,姓名,性别,证件有效期,城市", "C1,张三,男,2030-05-06,北京", "C2,李四,女,长期,上海", "C3,王五,女,9999-12-31,广州"),
         Truth(rows_of("customer_id id_expires_on", "C1 2030-05-06", "C2 -", "C3 -"), silent=True)),
    Case("a birth in the future is said", "客户.csv",
         text("客户号,姓名,出生日期,开户日期,城市", "C1,张三,1990-05-06,2020-01-02,北京", "C2,李四,2090-01-01,2020-02-03,上海"),
         Truth(rows_of("customer_id birth_date", "C1 1990-05-06", "C2 2090-01-01"), warns=("出生日期.*row 3.*2090-01-01",))),
    Case("one day far in the future is said", "流水.csv", column(*DAILY, "2034-05-01"),
         Truth(tuple({"date": day} for day in (*DAILY, "2034-05-01")), warns=("2034-05-01.*row 30|row 30.*2034-05-01",))),
    read("seconds since 1970", ["1706659200", "1706745600"], [DAY, NEXT], warns=("1706659200",)),
    read("milliseconds since 1970 at Chinese midnights", ["1706630400000", "1706716800000"], [DAY, NEXT], warns=("1706630400000",)),
    read("seconds of which nothing says the zone", ["1706660760", "1706747160"], [DAY, NEXT], warns=("UTC",)),
    read("years of the Republic", ["113/01/31", "113/02/01", "99/12/31"], [DAY, NEXT, "2010-12-31"], warns=("113/01/31",)),
    read("years of the Republic by name", ["民國113年1月31日", "113年2月1日"], [DAY, NEXT], warns=("113年",)),
    read("seven digits of the Republic", ["1130131", "0991231"], [DAY, "2010-12-31"], warns=("1130131",)),
    read("months", ["2024-01", "2024年2月"], [DAY, "2024-02-29"], warns=("2024-01.*last day",)),
    read("months in six digits", ["202401", "202402"], [DAY, "2024-02-29"], warns=("202401.*last day",)),
    refused("six digits that may be days or months", ["200102", "200103"], "交易日期.*200102"),
    refused("six digits that may have the year last", ["010224", "020224", "030224"], "交易日期.*010224"),
    read("several zones are said", ["2024-01-31T23:26:00Z", "2024-02-01T08:26:00+08:00"], [DAY, NEXT], warns=("zones",)),
    read("blanks around 年月日 and points", ["2024 年 1 月 31 日", "2024. 2. 1."], [DAY, NEXT]),
    read("as a browser writes them", ["1/31/2024, 3:05:00\u202fPM", "2/1/2024, 3:05:00\u202fAM"], [DAY, NEXT]),
    read("circled digits are no days", ["2024-01-31", "2024-01-3①", "2024-02-01", "2024-02-01"], [DAY, None, NEXT, NEXT]),
    read("two digits of the year first, as a person said", ["24/01/31", "24/02/01"], [DAY, NEXT], arguments=("--date-order", "ymd")),
    read("two digits of which a person said that the year is first", ["24/01/06", "24/02/03"], ["2024-01-06", "2024-02-03"], arguments=("--date-order", "ymd")),
    Case("a header row that is none names the file", "流水.csv", column("2024-01-31"), Refused(r"流水\.csv: row 99 cannot be the header"), ("--header-row", "99")),
]  # fmt: skip
