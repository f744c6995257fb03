"""What the lines around a table claim of it, and columns that only what is in them can tell."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.case import Case, Refused, Truth, rows_of, text

_HEAD = "客户号,日期,金额"
_BODY = ("A,2024-01-05,100", "B,2024-01-06,50")
_KEYS = "customer_id date amount"
ROWS = rows_of(_KEYS, "A 2024-01-05 100", "B 2024-01-06 50")


def read(
    name: str, lines: Sequence[str], *warns: str, encoding: str = "utf-8", silent: bool = False
) -> Case:
    """The two usual rows, with these warnings."""
    return Case(
        name, "流水.csv", text(*lines, encoding=encoding), Truth(ROWS, warns=warns, silent=silent)
    )


def split(name: str, *lines: str) -> Case:
    """Amounts that their own commas have cut."""
    return Case(name, "流水.csv", text(*lines), Refused("金额.*cut in two by their own commas"))


CASES: list[Case] = [
    read("fewer rows than a line above says", ["共66笔记录", _HEAD, *_BODY], "共66笔记录.*2 rows are there, not 66"),
    read("as many rows as a line above says", ["共2笔记录", _HEAD, *_BODY], silent=True),
    read("fewer rows than a line below says", [_HEAD, *_BODY, "共3条记录"], "2 rows are there, not 3"),
    read("a line that counts only some rows", ["收入：共1笔 100.00元", _HEAD, *_BODY], silent=True),
    read("a total in words that does not add up", [_HEAD, *_BODY, "合计金额：155.00元"], "合计金额.*150.00"),
    read("a total in words that adds up", [_HEAD, *_BODY, "合计金额：150.00元"], silent=True),
    read("a date whose name nobody knows", ["客户号,核销日期,实付金额", *_BODY], "核销日期.*taken as Date"),
    read("money whose name nobody knows", ["客户号,交易日期,流水总额", *_BODY], "流水总额.*taken as Amount"),
    read("a day of deeds beside money", ["客户号,操作时间,金额", *_BODY], "操作时间.*taken as Date"),
    read("the day goods went out", ["客户编码,出库日期,价税合计", *_BODY], silent=True),
    read("traditional headers", ["會員編號,購買日期,購買金額", *_BODY], encoding="big5", silent=True),
    read("German headers", ["Kundennummer,Datum,Betrag", *_BODY], silent=True),
    Case("in and out under a name nobody knows", "流水.csv",
         text("客戶編號,交易日期,存提別,交易金額", "A,2024-01-05,存入,100", "B,2024-01-06,提領,50", encoding="big5"),
         Truth(rows_of(_KEYS, "A 2024-01-05 100", "B 2024-01-06 -50"), warns=("存提別.*taken as Direction",))),
    Case("貸 and 借 in traditional characters", "流水.csv",
         text("客戶編號,交易日期,借貸別,交易金額", "A,2024-01-05,貸,100", "B,2024-01-06,借,50", encoding="big5"),
         Truth(rows_of(_KEYS, "A 2024-01-05 100", "B 2024-01-06 -50"), silent=True)),
    Case("a list of customers with what they spent is no list of purchases", "客户.csv",
         text("客户号,姓名,手机号,注册日期,累计消费金额", "A,张三,13800000001,2023-01-05,100", "B,李四,13800000002,2023-01-06,50"),
         Truth(rows_of("customer_id name opened_on", "A 张三 2023-01-05", "B 李四 2023-01-06"), source={"kind": "customers"}, silent=True)),
    Case("a balance brought forward is no deal", "流水.csv",
         text("日期,客户号,摘要,金额", "2024-01-01,A,期初余额,1000", "2024-01-05,A,工资,100"),
         Truth(rows_of("date customer_id amount", "2024-01-01 A 1000", "2024-01-05 A 100"), warns=("state a balance.*row 2.*期初余额",))),
    Case("a cell that states another currency than its row", "流水.csv",
         text("客户号,日期,币种,金额", "A,2024-01-05,USD,€100", "B,2024-01-06,USD,$50"),
         Truth(ROWS, warns=("another currency than column '币种'.*row 2 .*€100",))),
    Case("amounts in yuan, whatever was paid with", "流水.csv",
         text("客户号,交易日期,交易币种,人民币金额", "A,2024-01-05,USD,100", "B,2024-01-06,CNY,50"),
         Truth(ROWS, source={"left_out_by_methods": {}})),
    split("amounts cut by their commas, nothing behind them", _HEAD, "A,2024-01-05,1,100.00", "B,2024-01-06,2,050.00"),
    split("amounts cut by their commas, a remark behind them", f"{_HEAD},备注", "A,2024-01-05,1,100.00,x", "B,2024-01-06,2,050.00,y"),
    Case("a table that begins in the third column", "流水.csv",
         text(f",,{_HEAD}", *(f",,{line}" for line in _BODY)), Truth(ROWS, silent=True)),
    Case("a day, and the moment on it", "流水.csv",
         text("客户号,交易日期,交易时间,金额", "A,20240105,20240105090503,100", "B,20240106,20240106235959,50"),
         Truth(rows_of(_KEYS, "A 2024-01-05 100", "B 2024-01-06 50"), silent=True)),
]  # fmt: skip
