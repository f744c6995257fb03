"""Ids: text always; what comes off, what a spreadsheet has destroyed, and which two may be one."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.case import Case, Truth, rows_of, text


def read(name: str, cells: Sequence[str], ids: Sequence[str | None], *, warns: tuple[str, ...] = (),
         header: str = "客户号", reason: str = "damaged_id", silent: bool = False) -> Case:  # fmt: skip
    """The ids that must come of these cells; None is a row rejected with its number and value."""
    rejects = tuple(
        rf"row {n + 2} {header} = .*: {reason}" for n, found in enumerate(ids) if found is None
    )
    rows = tuple(
        {"customer_id": found, "amount": f"{n}.5"}
        for n, found in enumerate(ids, start=1) if found is not None
    )  # fmt: skip
    lines = (
        f"{_quoted(cell)},2024-01-{n:02d},{n}.50,东城" for n, cell in enumerate(cells, start=1)
    )
    return Case(
        name, "流水.csv", text(f"{header},交易日期,交易金额,网点", *lines),
        Truth(rows, warns=warns, rejects=rejects, silent=silent),
    )  # fmt: skip


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(c in cell for c in ',"') else cell


RESIDENTS = ["11010519491231002X", "440524188001010014", "110105199003072818"]
CARDS = [f"622202020011{n:04d}" for n in (1234, 2345, 3457, 4561, 5678, 6789, 7893)]
ACCOUNTS = [f"62220202001122334{n:02d}" for n in range(11, 25)]
_DRESSED = {15_000: "Ｃ15000", 15_001: "'C15001"}

CASES: list[Case] = [
    read("leading zeros stay", ["0012", "0345", "0007"], ["0012", "0345", "0007"], silent=True),
    read("long numbers stay whole", ACCOUNTS[:4], ACCOUNTS[:4], silent=True),
    read("resident ids stay whole", RESIDENTS, RESIDENTS, silent=True),
    read("letters and signs stay", ["A-001", "B_002", "张三/3", "00#7"], ["A-001", "B_002", "张三/3", "00#7"], silent=True),
    read("numbers that look like others stay text", ["1E5", "2E5", "TRUE", "3D2"], ["1E5", "2E5", "TRUE", "3D2"]),
    read("a tab behind every id", ["0012\t", "0345\t"], ["0012", "0345"]),
    read("an apostrophe in front", ["'0012", "'0345"], ["0012", "0345"]),
    read("a formula of text", ['="0012"', '="0345"'], ["0012", "0345"]),
    read("blanks around, of any width", [" 0012", "0345 ", "\u30000678\u3000", "\u00a00999"], ["0012", "0345", "0678", "0999"]),
    read("marks that nobody sees", ["\u200b0012", "0345\ufeff", "0678"], ["0012", "0345", "0678"]),
    read("full width is the same id", ["００１２", "0012", "Ａ０１"], ["0012", "0012", "A01"]),
    read("floats of a program", ["17850.0", "13047.0", "12583.0"], ["17850", "13047", "12583"], warns=("17850\\.0.*17850",)),
    read("floats among numbers are the same ids", ["17850.0", "17850", "12583"], ["17850", "17850", "12583"], warns=("17850\\.0",)),
    read("a point in an id that is no number stays", ["A1.0", "17850.0", "B2"], ["A1.0", "17850.0", "B2"]),
    read("thousands in numbers", ["17,850", "1,234,567", "999"], ["17850", "1234567", "999"], warns=("17,850",)),
    read("an id shown rounded is none", ["1.10105E+17", "110105199003072818", "440524188001010014"],
         [None, "110105199003072818", "440524188001010014"], warns=("1\\.10105E\\+17",)),
    read("an id shown rounded among short ones", ["1001", "1002", "6.22202E+18", "1004"], ["1001", "1002", None, "1004"]),
    read("most ids end in zeros after fifteen digits",
         ["6222020200112230000", "6222020200112240000", "6222020200112250000", "6222020200112233445"],
         [None, None, None, "6222020200112233445"], warns=("6222020200112230000",)),
    read("some ids end in zeros", [*ACCOUNTS[:6], "6222020200112230000", "6222020200112240000"],
         [*ACCOUNTS[:6], "6222020200112230000", "6222020200112240000"], warns=("2 of 8.*rows 8, 9.*6222020200112230000",)),
    read("one id of a few ends in zeros", [*ACCOUNTS[:3], "6222020200112230000"], [*ACCOUNTS[:3], "6222020200112230000"],
         warns=("1 of 4.*6222020200112230000",)),
    read("cards that end as cards do", CARDS, CARDS, silent=True),
    read("masked phones are no safe ids", ["138****1234", "139****5678", "138****1234"],
         ["138****1234", "139****5678", "138****1234"], header="会员号", warns=("会员号.*138\\*\\*\\*\\*1234",)),
    read("masked cards are no safe ids", ["6226******5669", "6222020200112233"], ["6226******5669", "6222020200112233"],
         warns=("6226\\*{6}5669",)),
    read("a small x is a capital one", ["11010519491231002x", "11010519491231002X", "110105199003072818"],
         ["11010519491231002X", "11010519491231002X", "110105199003072818"]),
    read("case tells ids apart, and it is said", ["A001", "a001", "B002"], ["A001", "a001", "B002"], warns=("A001 = a001",)),
    read("leading zeros that some have lost", ["00123", "123", "00456"], ["00123", "123", "00456"], warns=("00123 = 123",)),
    read("blanks inside some", ["6222 0202 0011 2233", "6222020200112233", "6222020200119999"],
         ["6222 0202 0011 2233", "6222020200112233", "6222020200119999"], warns=("6222 0202 0011 2233 = 6222020200112233",)),
    read("hyphens inside some", ["A-001", "A001", "B002"], ["A-001", "A001", "B002"], warns=("A-001 = A001",)),
    read("errors of a spreadsheet are no ids", ["C1", "#REF!", "#NAME?", "C4"], ["C1", None, None, "C4"]),
    Case("rows without a customer are set aside and counted", "流水.csv",
         text("客户号,交易日期,交易金额,网点", "C1,2024-01-01,1.50,东城", "-,2024-01-02,2.50,东城", ",2024-01-03,3.50,东城", "NULL,2024-01-04,4,东城",
              "C5,2024-01-05,5.50,东城"),
         Truth(rows_of("customer_id amount", "C1 1.5", "- 2.5", "- 3.5", "- 4", "C5 5.5"), warns=("3 of 5 rows",))),
    Case("ids of any length in a list of customers", "客户.csv",
         text("客户号,姓名,证件号码,手机号,性别", "0001,张三,11010519491231002x,13800138000,男", "0002,李四,440524188001010014,'13900139000,女",
              "0003,王五,130503670401001,138****1234,男"),
         Truth(rows_of("customer_id id_number phone sex", "0001 11010519491231002X 13800138000 male",
                       "0002 440524188001010014 13900139000 female", "0003 130503670401001 138****1234 male"), silent=True)),
    Case("a rounded id far down a long file", "流水.csv",
         lambda: text("客户号,交易日期,交易金额,网点", *(
             f"{'6.22202E+18' if n == 15_000 else f'C{n:05d}'},2024-01-02,{n}.50,东城" for n in range(30_000))),
         Truth(tuple({"customer_id": f"C{n:05d}", "amount": f"{n}.5"} for n in range(30_000) if n != 15_000),
               rejects=("row 15002 客户号 = 6\\.22202E\\+18",))),
    Case("a resident id that does not check is said with its row", "客户.csv",
         text("客户号,姓名,身份证号", *(f"{n},客户,{number}" for n, number in enumerate((*RESIDENTS[:2], "110105194912310021"), 1))),
         Truth(tuple({"customer_id": f"{n}", "id_number": number} for n, number in enumerate((*RESIDENTS[:2], "110105194912310021"), 1)),
               warns=("1 of 3 resident ids.*rows 4.*110105194912310021",))),
    Case("invented resident ids, of which most do not check, are no news", "客户.csv",
         text("客户号,姓名,身份证号", "1,客户,110101199001011234", "2,客户,110101199001011235", "3,客户,110101199001011236"),
         Truth(tuple({"id_number": f"11010119900101123{n}"} for n in (4, 5, 6)), silent=True)),
    Case("a number that was rounded in a column without a role is said", "客户.csv",
         text("客户号,姓名,开户日期,余额,介质号", "1,张三,2020-01-02,5.5,6.22202020001235E+18", "2,李四,2020-01-03,6.5,6.22202020001236E+18"),
         Truth(tuple({"customer_id": f"{n}"} for n in (1, 2)), warns=("介质号.*6\\.22202020001235E\\+18",))),
    read("what cannot be seen within an id", ["C\u200b001", "\u2060C002", "C003"], ["C001", "C002", "C003"]),
    read("characters that were lost", ["张\ufffd01", "张\ufffd02", "C003"], ["张\ufffd01", "张\ufffd02", "C003"],
         warns=("2 cells of column '客户号' have lost characters .rows 2, 3, such as 张\ufffd01",)),
    Case("names that were lost", "客户.csv", text("客户号,姓名,性别", "1,锟斤拷,男", "2,???,女", "3,王五,男"),
         Truth(rows_of("customer_id sex", "1 male", "2 female", "3 male"), warns=("2 cells of column '姓名' have lost characters",))),
    Case("what databases write for nothing", "客户.csv",
         text("客户号,姓名,城市,性别", "1,(null),[NULL],男", "2,李四,<null>,女", "3,undefined,.,男"),
         Truth(rows_of("customer_id name city", "1 - -", "2 李四 -", "3 - -"), silent=True)),
    read("ids shown as money", ["¥1,001", "¥22", "¥1,003.00"], ["1001", "22", "1003"], warns=("¥1,001 is read as the id 1001",)),
    read("signs that tell ids apart", ["¥1001", "$1001", "¥1003"], ["¥1001", "$1001", "¥1003"]),
    read("a backquote before every id", ["`0012", "`0345"], ["0012", "0345"]),
    read("a formula is no dress of an id", ["=1+1", '="0012"', "=0345"], ["=1+1", "0012", "0345"]),
    Case("a dressed id far down a long file", "流水.csv",
         lambda: text("客户号,交易日期,交易金额,网点", *(
             f"{_DRESSED.get(n, f'C{n:05d}')},2024-01-02,{n}.50,东城" for n in range(30_000))),
         Truth(tuple({"customer_id": f"C{n:05d}", "amount": f"{n}.5"} for n in range(30_000)))),
]  # fmt: skip
