"""The invented bank's files, as a bank's systems really write them: each awkward in its own way.

What is wrong in them is wrong on purpose and countable: title and total rows, GBK, ids with a tab
behind them, full-width digits, customers listed twice, ids that fail their check digit, amounts that
are not numbers yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from custseg.demo.ledger import TEXTS, Ledger
from custseg.demo.story import FIRST_DAY, LAST_DAY, MONTH_STARTS, Array, Story

BANK = "江南示例银行"
FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


def account_numbers(n: int, rng: np.random.Generator) -> list[str]:
    """Card numbers of nineteen digits with their Luhn digit."""
    bodies = [f"62888800{number:010d}" for number in rng.choice(10**9, n, replace=False)]
    return [body + _luhn(body) for body in bodies]


def _luhn(body: str) -> str:
    doubled = [int(d) * (2 - i % 2) for i, d in enumerate(reversed(body))]
    return str(-sum(d - 9 if d > 9 else d for d in doubled) % 10)


def customers_xlsx(path: Path, people: pl.DataFrame, seed: int) -> None:
    """客户信息.xlsx: a merged title, a line about the export, headers in row three, a closing line."""
    from openpyxl import Workbook

    from custseg.render.excel.archive import save

    rows = _soiled(people.drop("真实类型").rows(named=True), seed)
    book = Workbook()
    sheet = book.active
    sheet.title = "客户信息"
    sheet.append([f"{BANK}客户信息表（虚构数据，仅供教学）"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(rows[0]))
    sheet.append([f"导出日期：{_chinese(LAST_DAY)}", None, None, "机构：总行个人金融部"])
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    sheet.append([f"共 {len(rows)} 条记录"])
    book.properties.creator = BANK
    save(book, path, made_on=LAST_DAY)


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


_BLANKS = {
    "出生日期": 0.02,
    "职业": 0.04,
    "年收入": 0.06,
    "学历": 0.08,
    "手机号": 0.02,
    "营销同意": 0.05,
}
"""How often a field was left blank."""


def _soiled(rows: list[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """The rows as they are typed at a counter: blanks, wrong digits, customers entered twice."""
    rng = np.random.default_rng([seed, 8])
    soiled = [_typed(row, rng) for row in rows]
    twice = rng.choice(len(rows), max(1, len(rows) // 300), replace=False)
    for number in sorted(twice, reverse=True):
        soiled.insert(number + 1, soiled[number])
    return soiled


def _typed(row: dict[str, Any], rng: np.random.Generator) -> dict[str, Any]:
    income, opened, number = row["年收入"], row["开户日期"], row["证件号码"]
    typed = row | {
        "客户号": row["客户号"] + ("\t" if rng.random() < 0.3 else ""),
        "出生日期": row["出生日期"].isoformat(),
        "年收入": f"{income:,.2f}"
        if rng.random() < 0.95
        else f"{income:.2f}".translate(FULL_WIDTH),
        "开户日期": _chinese(opened) if opened else None,
    }
    typed |= {field: None for field, share in _BLANKS.items() if rng.random() < share}
    if rng.random() < 0.012:
        typed["证件号码"] = number[:-1] + ("0" if number[-1] != "0" else "1")  # a wrong check digit
    elif rng.random() < 0.01:
        typed["证件号码"] = None
    return typed


def write_csv(
    path: Path,
    table: pl.DataFrame,
    encoding: str,
    before: Sequence[str] = (),
    after: Sequence[str] = (),
) -> None:
    """``table`` as CSV in ``encoding``, with lines before its header and after its last row."""
    plain = table.with_columns(
        pl.col(pl.String).replace("", None), pl.col(pl.Datetime).dt.strftime("%Y-%m-%d %H:%M:%S")
    )
    body = plain.write_csv(line_terminator="\r\n", float_precision=2)
    lines = (
        "".join(f"{line}\r\n" for line in before),
        body,
        "".join(f"{line}\r\n" for line in after),
    )
    path.write_bytes("".join(lines).encode(encoding))


def yuan(fen: pl.Expr) -> pl.Expr:
    """``1,234.56`` from whole fen, exactly; negative amounts with a minus sign."""
    size = fen.abs()
    whole, rest = size // 100, (size % 100).cast(pl.String).str.zfill(2)
    groups = [(whole // 1000**power % 1000).cast(pl.String) for power in range(4)]
    padded = [group.str.zfill(3) for group in groups]
    text = (
        pl.when(whole >= 1000**3).then(pl.concat_str(groups[3], pl.lit(","), padded[2], pl.lit(","), padded[1], pl.lit(","), padded[0]))
        .when(whole >= 1000**2).then(pl.concat_str(groups[2], pl.lit(","), padded[1], pl.lit(","), padded[0]))
        .when(whole >= 1000).then(pl.concat_str(groups[1], pl.lit(","), padded[0]))
        .otherwise(groups[0])
    )  # fmt: skip
    sign = pl.when(fen < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.concat_str(sign, text, pl.lit("."), rest)


def accounts(story: Story, people: pl.DataFrame, seed: int) -> tuple[pl.DataFrame, Array, Array]:
    """The cards, and for every customer the card before and after it was replaced.

    One customer in seven was given a new card in the course of the two years; the old one stays in
    the list, so that a customer has two account numbers.
    """
    rng = np.random.default_rng([seed, 9])
    n = people.height
    has = np.nonzero(~story.is_kind("prospect"))[0]
    replaced = np.nonzero((rng.random(n) < 1 / 7) & ~story.is_kind("prospect", "new"))[0]
    cards = np.array(account_numbers(2 * n, rng))
    now, before = cards[:n], np.where(np.isin(np.arange(n), replaced), cards[n:], cards[:n])
    gone = story.is_kind("churned")
    opened = people["开户日期"].to_list()
    rows = [(now[c], c, opened[c], "销户" if gone[c] else "正常") for c in has]
    rows += [(before[c], c, opened[c], "换卡注销") for c in replaced]
    rows.sort(key=lambda row: row[0])
    ids = people["客户号"]
    table = pl.DataFrame({
        "账号": [f"{row[0]}\t" for row in rows],
        "客户号": [ids[int(row[1])] for row in rows],
        "账户类型": ["借记卡"] * len(rows),
        "币种": ["人民币"] * len(rows),
        "开户日期": [f"{row[2]:%Y%m%d}" for row in rows],
        "账户状态": [row[3] for row in rows],
    })  # fmt: skip
    return table, before, now


def transactions_csv(path: Path, ledger: Ledger, before: Array, now: Array, seed: int) -> None:
    """交易流水.csv: GB18030, four lines before the header, a total line that adds up.

    It is kept by account, amounts are unsigned beside 借/贷. Two rows have no amount yet, one has a
    day that does not exist, three are of an account that nobody owns.
    """
    rng = np.random.default_rng([seed, 10])
    replaced_on = rng.integers(120, 600, len(now))
    account = np.where(
        ledger.day < replaced_on[ledger.customer], before[ledger.customer], now[ledger.customer]
    )
    summary, channel, counterparty = (
        np.array(column)[ledger.code] for column in zip(*TEXTS, strict=True)
    )
    moment = (
        np.datetime64(FIRST_DAY, "ms")
        + ledger.day.astype("timedelta64[D]")
        + (1000 * ledger.second).astype("timedelta64[ms]")
    )
    rows = pl.DataFrame({
        "moment": moment, "流水号": np.arange(1, len(moment) + 1), "账号": account, "fen": ledger.fen,
        "balance": ledger.balance, "渠道": channel, "摘要": summary, "对方户名": counterparty,
    })  # fmt: skip
    table = rows.select(
        pl.col("moment").dt.strftime("%Y-%m-%d").alias("交易日期"),
        pl.col("moment").dt.strftime("%H:%M:%S").alias("交易时间"),
        (pl.lit("JN") + pl.col("流水号").cast(pl.String).str.zfill(9)).alias("流水号"),
        (pl.col("账号") + "\t").alias("账号"),
        pl.when(pl.col("fen") < 0).then(pl.lit("借")).otherwise(pl.lit("贷")).alias("借贷标志"),
        yuan(pl.col("fen").abs()).alias("交易金额"),
        yuan(pl.col("balance")).alias("账户余额"),
        "渠道", "摘要", "对方户名",
    )  # fmt: skip
    odd = [
        ["2026-06-29", "10:21:00", "JN999000001", f"{now[0]}\t", "借", "待核实", "", "柜面", "冲正", ""],
        ["2026-06-30", "09:05:00", "JN999000002", f"{now[1]}\t", "借", "待核实", "", "柜面", "冲正", ""],
        ["2026-02-30", "11:11:11", "JN999000003", f"{now[0]}\t", "借", "0.00", "", "柜面", "补录", ""],
        *(["2026-03-15", f"12:0{i}:00", f"JN99900001{i}", "6288880099999999990\t", "贷", "100.00", "100.00", "柜面", "现金存入", ""] for i in range(3)),
    ]  # fmt: skip
    total = int(rows.select(pl.col("fen").abs().sum()).item()) + 3 * 10_000
    said = f"{total // 100:,}.{total % 100:02d}"
    table = pl.concat([table, pl.DataFrame(odd, schema=table.schema, orient="row")])
    write_csv(
        path, table, "gb18030",
        before=[f"{BANK}个人账户交易流水（虚构数据，仅供教学）", f"起始日期：{FIRST_DAY:%Y%m%d}  终止日期：{LAST_DAY:%Y%m%d}",
                f"共{table.height}笔记录", "----------------------------------------"],
        after=[f'合计,,,,,"{said}",,,,'],
    )  # fmt: skip


def balances_csv(path: Path, ledger: Ledger, ids: Array) -> None:
    """月日均资产.csv: GBK, one row per customer, month and product, in yuan with two decimals."""
    customer, month, product = np.nonzero(ledger.averages)
    order = np.lexsort((product, customer, month))
    customer, month, product = customer[order], month[order], product[order]
    last_days = [FIRST_DAY + (timedelta(days=int(start) - 1)) for start in MONTH_STARTS[1:]]
    months = np.array([f"{day:%Y%m%d}" for day in last_days])
    rows = pl.DataFrame({
        "统计日期": months[month], "客户号": ids[customer], "产品大类": np.array(["活期", "定期", "理财", "基金"])[product],
        "fen": ledger.averages[customer, month, product],
    })  # fmt: skip
    table = rows.select(
        "统计日期",
        "客户号",
        "产品大类",
        pl.format(
            "{}.{}", pl.col("fen") // 100, (pl.col("fen") % 100).cast(pl.String).str.zfill(2)
        ).alias("月日均余额(元)"),
    )
    write_csv(path, table, "gbk")
