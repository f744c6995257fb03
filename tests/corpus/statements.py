"""Statements that say nowhere whose they are: no method uses them, and what is wrong in them is said all the same."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.case import Case, Truth, rows_of, text

_NOBODY = "no column that says whose"


def read(name: str, lines: Sequence[str], keys: str, *rows: str, warns: tuple[str, ...] = (),
         rejects: tuple[str, ...] = ()) -> Case:  # fmt: skip
    """The rows and warnings that must come of a statement of these lines."""
    return Case(
        name, "明细.csv", text(*lines), Truth(rows_of(keys, *rows), (_NOBODY, *warns), rejects)
    )


CASES: list[Case] = [
    read("a balance that cannot be read is named",
         ["交易日期,金额,余额", "2024-01-05,5,100", "2024-01-06,6,见附注", "2024-01-07,7,113"],
         "date amount balance_after", "2024-01-05 5 100", "2024-01-06 6 -", "2024-01-07 7 113",
         warns=("row 3 .*见附注",)),
    read("an amount that is none is named with its row",
         ["交易日期,金额", "2024-01-05,5", "2024-01-06,x6", "2024-01-07,7"],
         "date amount", "2024-01-05 5", "2024-01-07 7", warns=("1 rejected.*row 3",), rejects=("row 3 金额 = x6: bad_amount",)),
    read("a row that says neither in nor out is named",
         ["交易时间,收/支,金额", "2024-01-05 10:00:00,收入,100", "2024-01-06 10:00:00,不计收支,3", "2024-01-07 10:00:00,支出,1"],
         "date amount", "2024-01-05 100", "2024-01-06 3", "2024-01-07 -1", warns=("neither in nor out.*不计收支",)),
    read("a total that does not add up is named",
         ["交易日期,摘要,收入金额,支出金额", "2024-01-05,工资,100,", "2024-01-06,消费,,3", "合计,,100,4"],
         "date amount", "2024-01-05 100", "2024-01-06 -3", warns=("支出金额.*row 4 says 4.00.*3.00",)),
    read("foreign money is named", ["交易日期,币种,金额", "2024-01-05,CNY,100", "2024-01-06,USD,3"],
         "date currency amount", "2024-01-05 CNY 100", "2024-01-06 USD 3", warns=("another currency.*USD",)),
    read("day numbers of a spreadsheet are named", ["交易日期,金额", "45296,100", "45297,3"],
         "date amount", "2024-01-05 100", "2024-01-06 3", warns=("spreadsheet day numbers",)),
    read("a comma that may be a decimal one is named", ["交易日期;金额", "2024-01-05;1,234", "2024-01-06;5,678"],
         "date amount", "2024-01-05 1234", "2024-01-06 5678", warns=("--decimal",)),
    read("a day that is still to come", ["交易日期,金额", "2024-01-05,100", "2098-01-06,3"],
         "date amount", "2024-01-05 100", "2098-01-06 3", warns=("future.*2098-01-06",)),
    Case("an account that nobody owns, and a wrong total", "明细.csv",
         text("账号,交易日期,摘要,金额", "6222021234567890,2024-01-05,a,100", "6222021234567890,2024-01-06,b,3", "合计,,,105"),
         Truth(rows_of("account_id date amount", "6222021234567890 2024-01-05 100", "6222021234567890 2024-01-06 3"),
               warns=("no table says whose", "says 105.00"))),
]  # fmt: skip
