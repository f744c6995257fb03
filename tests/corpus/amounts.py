"""Amounts: every way in which exports write money, and what must not be taken for it."""

from __future__ import annotations

from corpus.case import Case, Refused, Truth, rows_of, text


def _cell(cell: str) -> str:
    return f'"{cell}"' if "," in cell else cell


def column(*cells: str, header: str = "交易金额") -> bytes:
    """A file of transactions whose amounts are these cells, one a day of January 2024."""
    return text(
        f"客户号,交易日期,{header},网点",
        *(f"C{n:03d},2024-01-{n:02d},{_cell(cell)},东城" for n, cell in enumerate(cells, start=1)),
    )


def read(name: str, cells: list[str], amounts: list[str | None], *, header: str = "交易金额",
         warns: tuple[str, ...] = (), arguments: tuple[str, ...] = (), silent: bool = False) -> Case:  # fmt: skip
    """The amounts that must come of these cells; None is a row rejected with its number and value."""
    rejects = tuple(
        rf"row {n + 1} {header} = .*: bad_amount"
        for n, amount in enumerate(amounts, start=1) if amount is None
    )  # fmt: skip
    rows = tuple(
        {"customer_id": f"C{n:03d}", "amount": amount}
        for n, amount in enumerate(amounts, start=1) if amount is not None
    )  # fmt: skip
    return Case(
        name, "流水.csv", column(*cells, header=header),
        Truth(rows, warns=warns, rejects=rejects, silent=silent), arguments,
    )  # fmt: skip


FLOW = "客户号,交易日期"
WAYS = (
    ("贷", "借"), ("贷 Cr", "借 Dr"), ("收入", "支出"), ("收", "付"), ("存入", "支取"), ("C", "D"),
    ("CR", "DR"), ("in", "out"), ("转入", "转出"), ("+", "-"), ("贷方", "借方"), ("Credit", "Debit"),
)  # fmt: skip

CASES: list[Case] = [
    read("plain decimals", ["1234.56", "12000", "0.10", "-5.00"], ["1234.56", "12000", "0.1", "-5"], silent=True),
    read("thousands, signs and words of the yuan",
         ["￥1,234.56", "¥28.16", "1,234.56元", "RMB 1,000.00", "CNY 123.18", "123.18 CNY", "人民币100元", "CN¥5.00"],
         ["1234.56", "28.16", "1234.56", "1000", "123.18", "123.18", "100", "5"]),
    read("the country behind the amount of a card", ["8,000.00(CN)", "12.50(CN)", "-3.00(CN)"], ["8000", "12.5", "-3"]),
    read("万 and 亿", ["1.2万", "3.5亿", "2百万", "5千", "1.5万元", "￥3万"],
         ["12000", "350000000", "2000000", "5000", "15000", "30000"]),
    read("what is said in two units is not guessed", ["10.00", "12万5千", "1万2", "3千五", "20.00", "30", "40", "50"],
         ["10", None, None, None, "20", "30", "40", "50"]),
    read("accounting brackets and signs behind", ["(500.00)", "（1,500.00）", "500-", "1,234.50-", "(￥5.00)", "7.00"],
         ["-500", "-1500", "-500", "-1234.5", "-5", "7"]),
    read("two signs are no number", ["5.00", "(-5.00)", "--5", "-5-", "+-5", "6.00", "7.00", "8.00", "9.00"],
         ["5", None, None, None, None, "6", "7", "8", "9"]),
    read("minus signs of typesetters", ["−500", "–20.5", "－３０", "‑7"], ["-500", "-20.5", "-30", "-7"]),
    read("full width", ["１２３．４５", "＋１０", "１，２３４．５６", "￥８８"], ["123.45", "10", "1234.56", "88"]),
    read("plus signs", ["+10000.00", "+5", "-3.20"], ["10000", "5", "-3.2"], silent=True),
    read("blanks group thousands, the comma is decimal", ["1 234,56", "12 345 678,90", "7,50"],
         ["1234.56", "12345678.9", "7.5"]),
    read("no-break blanks group thousands", ["1\u00a0234,56", "12\u202f345,60", "7,5"], ["1234.56", "12345.6", "7.5"]),
    read("apostrophes group thousands", ["1'234.50", "12’000.00", "7.5"], ["1234.5", "12000", "7.5"]),
    read("a decimal comma that the column proves", ["1.234,56", "12,5", "7", "1.234"], ["1234.56", "12.5", "7", "1234"]),
    read("a zero before the comma proves it", ["0,125", "1,250", "12,500"], ["0.125", "1.25", "12.5"]),
    read("groups of the million prove the point of thousands", ["1.234.567", "1.234"], ["1234567", "1234"]),
    read("a comma that nothing proves is said", ["1,234", "5,678", "9,012"], ["1234", "5678", "9012"],
         warns=("交易金额.*1,234",)),
    read("a point that nothing proves is said", ["1.234", "5.678", "9.012"], ["1.234", "5.678", "9.012"],
         warns=("交易金额.*1\\.234",)),
    read("--decimal comma settles it", ["1.234", "5,678", "9"], ["1234", "5.678", "9"],
         arguments=("--decimal", "comma"), silent=True),
    read("--decimal point settles it", ["1,234", "5,678", "9,012"], ["1234", "5678", "9012"],
         arguments=("--decimal", "point"), silent=True),
    read("millions and cents prove the comma of thousands", ["1,234", "1,234,567", "12.50"],
         ["1234", "1234567", "12.5"], silent=True),
    read("groups of India", ["12,34,567", "1,23,456.78", "999"], ["1234567", "123456.78", "999"]),
    read("groups that are none", ["1,234.50", "12,34", "1,2345.67", "1,,000", "0,123", "5.00", "6.00", "7.00", "8.00"],
         ["1234.5", None, None, None, None, "5", "6", "7", "8"]),
    read("two numbers in a cell", ["5.00", "5 6", "12元50", "5/6", "100~200", "1.2.3", "7.00", "8.00", "9.00", "1.00", "2.00"],
         ["5", None, None, None, None, None, "7", "8", "9", "1", "2"]),
    read("words beside a number", ["5.00", "约500", "500左右", "500abc", "abc", "三百", "6.00", "7.00", "8.00", "9.00"],
         ["5", None, None, None, None, None, "6", "7", "8", "9"]),
    read("a number shown rounded by a spreadsheet", ["1.23E+05", "5.00", "6.10"], [None, "5", "6.1"]),
    read("the floats of a program are exact", ["1e+05", "5.00", "2.5e-01"], ["100000", "5", "0.25"], warns=("1e\\+05",)),
    read("a percentage is no amount", ["5.00", "12%", "6.00"], ["5", None, "6"]),
    read("an account number is no amount", ["5.00", "6222020200112233445", "6.00"], ["5", None, "6"]),
    read("errors of a spreadsheet are no amounts", ["5.00", "#REF!", "#VALUE!", "#DIV/0!", "6.00", "7.00", "8.00"],
         ["5", None, None, None, "6", "7", "8"]),
    read("what stands for nothing is no amount", ["5.00", "-", "--", "—", "N/A", "无", "空", "NULL", "6", "7", "8", "9", "10"],
         ["5", None, None, None, None, None, None, None, "6", "7", "8", "9", "10"]),
    read("a unit in the header", ["1.5", "2,000", "-3"], ["15000", "20000000", "-30000"], header="交易金额（万元）"),
    read("fen in the header", ["150", "99", "-3"], ["1.5", "0.99", "-0.03"], header="交易金额(分)"),
    read("thousands of yuan in the header", ["1.5", "20"], ["1500", "20000"], header="交易金额(千元)"),
    read("a cell's own unit beats the header's", ["20", "1.5万", "150,000元"], ["200000", "15000", "150000"],
         header="交易金额（万元）", warns=("1\\.5万",)),
    Case("the unit above the table", "流水.csv",
         text("一月流水", "单位：万元", "", "客户号,交易日期,交易金额", "C001,2024-01-02,1.5", "C002,2024-01-03,20"),
         Truth(rows_of("customer_id amount", "C001 15000", "C002 200000"), warns=("交易金额.*10,000",))),
    Case("the header's unit beats the one above the table", "流水.csv",
         text("单位：万元", "客户号,交易日期,交易金额(元)", "C001,2024-01-02,1.5", "C002,2024-01-03,20"),
         Truth(rows_of("customer_id amount", "C001 1.5", "C002 20"))),
    *(
        Case(f"unsigned amounts beside {way_in} and {way_out}", "流水.csv",
             text(f"{FLOW},交易金额,借贷标志", f"C001,2024-01-02,100.00,{way_in}", f"C002,2024-01-03,30.50,{way_out}"),
             Truth(rows_of("customer_id amount direction", "C001 100 in", "C002 -30.5 out")))
        for way_in, way_out in WAYS
    ),
    Case("what goes out has a minus already", "流水.csv",
         text(f"{FLOW},交易金额,收支", "C001,2024-01-02,100.00,收入", "C002,2024-01-03,-30.50,支出", "C003,2024-01-04,-2,支出"),
         Truth(rows_of("customer_id amount direction", "C001 100 in", "C002 -30.5 out", "C003 -2 out"), silent=True)),
    Case("a sign against its direction is said", "流水.csv",
         text(f"{FLOW},交易金额,借贷标志", "C001,2024-01-02,100.00,贷", "C002,2024-01-03,30.50,借", "C003,2024-01-04,-7,借",
              "C004,2024-01-05,8,借"),
         Truth(rows_of("customer_id amount direction", "C001 100 in", "C002 -30.5 out", "C003 7 out", "C004 -8 out"),
               warns=("row 4 .*-7",))),
    Case("a word that says no direction", "流水.csv",
         text(f"{FLOW},交易金额,收/支", "C001,2024-01-02,100.00,收入", "C002,2024-01-03,30.50,支出", "C003,2024-01-04,7,不计收支"),
         Truth(rows_of("customer_id amount direction", "C001 100 in", "C002 -30.5 out", "C003 7 -"), warns=("row 4.*不计收支",))),
    Case("a blank where others say in or out", "流水.csv",
         text(f"{FLOW},交易金额,收/支", "C001,2024-01-02,100.00,收入", "C002,2024-01-03,30.50,支出", "C003,2024-01-04,7,", "C003,2024-01-05,8,/"),
         Truth(rows_of("customer_id amount direction", "C001 100 in", "C002 -30.5 out", "C003 7 -", "C003 8 -"),
               warns=("2 rows say neither in nor out in '收/支'.*row 4.*row 5",))),
    Case("income and expense columns", "流水.csv",
         text(f"{FLOW},收入金额,支出金额", 'C001,2024-01-02,"1,234.56",', "C002,2024-01-03,,30.50", "C003,2024-01-04,-,7.00",
              "C004,2024-01-05,0.00,8.00"),
         Truth(rows_of("customer_id amount", "C001 1234.56", "C002 -30.5", "C003 -7", "C004 -8"))),
    Case("income and expense in one row, or neither", "流水.csv",
         text(f"{FLOW},收入金额,支出金额", "C001,2024-01-02,5.00,", "C002,2024-01-03,5.00,3.00", "C003,2024-01-04,,",
              *(f"C1{n:02d},2024-01-{n:02d},,{n}.00" for n in range(10, 22))),
         Truth(rows_of("customer_id amount", "C001 5", *(f"C1{n:02d} -{n}" for n in range(10, 22))),
               rejects=("row 3 .*5\\.00.*3\\.00", "row 4 "))),
    Case("a word in the income column is no empty cell", "流水.csv",
         text(f"{FLOW},收入金额,支出金额", "C001,2024-01-02,5.00,", "C002,2024-01-03,abc,3.00", "C003,2024-01-04,,2.00"),
         Truth(rows_of("customer_id amount", "C001 5", "C003 -2"), rejects=("row 3 .*abc",))),
    Case("directions in the cells of the amounts", "流水.csv",
         text(f"{FLOW},交易金额,网点", "C001,2024-01-02,100.00 Cr,东城", "C002,2024-01-03,30.50 Dr,东城", "C003,2024-01-04,7.00DR,东城"),
         Truth(rows_of("customer_id amount", "C001 100", "C002 -30.5", "C003 -7"))),
    Case("debits written behind amounts in Chinese", "流水.csv",
         text(f"{FLOW},交易金额,网点", "C001,2024-01-02,100.00贷,东城", "C002,2024-01-03,30.50借,东城"),
         Truth(rows_of("customer_id amount", "C001 100", "C002 -30.5"))),
    Case("a column of currencies keeps them apart", "流水.csv",
         text(f"{FLOW},交易金额,币种", "C001,2024-01-02,100,人民币", "C002,2024-01-03,30,美元", "C003,2024-01-04,1000,JPY",
              "C004,2024-01-05,5,CNY"),
         Truth(rows_of("customer_id amount currency", "C001 100 CNY", "C002 30 USD", "C003 1000 JPY", "C004 5 CNY"),
               warns=("USD.*JPY|JPY.*USD",))),
    Case("currencies in the cells keep apart", "流水.csv",
         text(f"{FLOW},交易金额,网点", "C001,2024-01-02,CNY 123.18,东城", "C002,2024-01-03,JPY 1000,东城", "C003,2024-01-04,HK$10,东城",
              "C004,2024-01-05,CNY 5,东城"),
         Truth(rows_of("customer_id amount currency", "C001 123.18 CNY", "C002 1000 JPY", "C003 10 HKD", "C004 5 CNY"),
               warns=("JPY",))),
    Case("a currency in some cells only", "流水.csv",
         text(f"{FLOW},交易金额,网点", "C001,2024-01-02,USD 5,东城", "C002,2024-01-03,USD 6,东城", "C003,2024-01-04,7,东城"),
         Truth(rows_of("customer_id amount currency", "C001 5 USD", "C002 6 USD", "C003 7 -"), warns=("row 4 .*7",))),
    Case("a later row that breaks the promise", "流水.csv",
         column(*(f"{n}.50" for n in range(1, 29)), "见附件"),
         Truth(tuple({"amount": f"{n}.5"} for n in range(1, 29)), rejects=("row 30 交易金额 = 见附件",))),
    Case("an amount too large for any account", "流水.csv", column("5.00", "99999999999999999999999999999999", "6"),
         Truth(rows_of("customer_id amount", "C001 5", "C003 6"), rejects=("row 3 ",))),
    Case("float noise", "流水.csv", column("125.43999999999998", "0.30000000000000004", "7.00"),
         Truth(rows_of("amount", "125.43999999999998", "0.30000000000000004", "7"))),
    Case("a total that does not add up", "流水.csv",
         text("客户号,交易日期,网点,交易金额", "C001,2024-01-02,东城,10.00", "C002,2024-01-03,东城,5.00", "合计,,,16.00"),
         Truth(rows_of("customer_id amount", "C001 10", "C002 5"), warns=("row 4 .*16\\.00.*15\\.00",))),
    Case("income and expense are checked each by its total", "流水.csv",
         text("客户号,交易日期,网点,收入金额,支出金额", "C001,2024-01-02,东城,10.00,", "C002,2024-01-03,东城,,4.00", "C001,2024-01-04,东城,2,",
              "合计,,,12.00,5.00"),
         Truth(rows_of("customer_id amount", "C001 10", "C002 -4", "C001 2"), warns=("row 5 .*5\\.00.*4\\.00",))),
    Case("totals of both columns that add up", "流水.csv",
         text("客户号,交易日期,网点,收入金额,支出金额", "C001,2024-01-02,东城,10.00,", "C002,2024-01-03,东城,,4.00", "合计,,,10.00,4.00"),
         Truth(rows_of("customer_id amount", "C001 10", "C002 -4"), silent=True)),
    Case("one subtotal of three is wrong", "流水.csv",
         text("客户号,交易日期,网点,交易金额", "C001,2024-01-02,东城,10.00", "小计,,,10.00", "C002,2024-01-03,西城,5.00",
              "C003,2024-01-03,西城,6.00", "小计,,,12.00", "总计,,,21.00"),
         Truth(rows_of("customer_id amount", "C001 10", "C002 5", "C003 6"), warns=("row 6 .*12\\.00.*11\\.00",))),
    Case("a whole column that is no money", "流水.csv", column("甲", "乙", "丙"), Truth(
        rows_of("customer_id 交易金额", "C001 甲", "C002 乙", "C003 丙"), warns=("交易金额.*甲",))),
    Case("a quantity that is none names itself", "订单.csv",
         text("客户号,订单号,交易日期,单价,数量", 'C1,A1,2024-01-01,"1,234.50",2', "C2,A2,2024-01-02,￥3.5,3件", "C3,A3,2024-01-03,5,1.5E+03", "C4,A4,2024-01-04,5,4"),
         Truth(rows_of("customer_id amount", "C1 2469", "C4 20"), rejects=("row 3 数量 = 3件", "row 4 数量 = 1\\.5E\\+03"))),
    Case("two decimal signs in one table", "流水.csv",
         text("客户号,交易日期,交易金额,余额", 'C1,2024-01-01,"100,5",1000.00', 'C1,2024-01-02,"50,25",949.75'),
         Truth(rows_of("customer_id amount", "C1 100.5", "C1 50.25"), warns=("交易金额.*余额.*--decimal",))),
    Case("a rounded number far down a long file", "流水.csv",
         lambda: text("客户号,交易日期,交易金额,网点", *(
             f"C{n:05d},2024-01-02,{'1.23E+05' if n == 15_000 else f'{n}.50'},东城" for n in range(30_000))),
         Truth(tuple({"customer_id": f"C{n:05d}", "amount": f"{n}.5"} for n in range(30_000) if n != 15_000),
               rejects=("row 15002 交易金额 = 1\\.23E\\+05",))),
    read("powers and circled digits are no digits", ["5.50", "5²", "①2", "6.50", "7", "8"], ["5.5", None, None, "6.5", "7", "8"]),
    read("an apostrophe before a minus, a backquote before everything", ["'-6.00", "'5", "`7.50"], ["-6", "5", "7.5"]),
    read("thousands in words", ["1.5", "2"], ["1500", "2000"], header="Amount (USD '000)"),
    read("millions in words", ["1.5", "2"], ["1500000", "2000000"], header="Amount (in millions)"),
    Case("an amount of what nobody knows is said", "流水.csv",
         text("客户号,交易日期,Amount (widgets)", "C1,2024-01-01,5", "C2,2024-01-02,6"),
         Truth(rows_of("customer_id date", "C1 2024-01-01", "C2 2024-01-02"), warns=("Amount \\(widgets\\).*brackets",))),
    Case("a unit in the header and another above the table", "流水.csv",
         text("单位：万元", "客户号,交易日期,交易金额(元)", "C1,2024-01-01,15000", "C2,2024-01-02,2500"),
         Truth(rows_of("customer_id amount", "C1 15000", "C2 2500"), warns=("单位.万元",))),
    Case("a unit of foreign money above the table", "余额.csv",
         text("单位：万美元", "客户号,数据日期,存款余额", "C1,2024-01-31,1.5", "C2,2024-01-31,2"),
         Truth(rows_of("customer_id balance", "C1 15000", "C2 20000"), warns=("10,000.*单位.万美元",))),
    Case("a unit in English above the table", "balances.csv",
         text("Deposits (in thousands of RMB)", "customer_id,data date,balance", "C1,2024-01-31,1.5", "C2,2024-01-31,2"),
         Truth(rows_of("customer_id balance", "C1 1500", "C2 2000"), warns=("1,000.*in thousands",))),
    Case("income and expense called by both their names", "流水.csv",
         text("客户号,交易日期,收入(借方),支出(贷方)", "C1,2024-01-05,500.00,", "C1,2024-01-06,,200.00"),
         Truth(rows_of("customer_id amount", "C1 500", "C1 -200"))),
    Case("a column of units beside the amounts", "流水.csv", text("客户号,交易日期,交易金额,单位", "C1,2024-01-31,1.5,万元", "C2,2024-02-01,200,元"), Refused("单位.*万元")),
    Case("a column of pieces beside the amounts", "订单.csv", text("客户号,交易日期,交易金额,单位", "C1,2024-01-31,1.5,件", "C2,2024-02-01,200,箱"),
         Truth(rows_of("customer_id amount", "C1 1.5", "C2 200"), silent=True)),
]  # fmt: skip
