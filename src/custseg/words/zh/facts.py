"""Chinese sentences of the room facts: English sentence -> Chinese sentence."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "{n} customers hold products that began before the customer was opened; the day of the customer list, else of the account, is believed":
        "{n} 位客户的持有产品起始日早于客户开户日；以客户表的日期为准，客户表没有的以账户为准",
    "the balances end on {last}, {months} months before {as_of}: assets are as they were then":
        "余额数据止于 {last}，比 {as_of} 早 {months} 个月：资产为当时的数额",
    ": {examples}": "：{examples}",
    "{customer} (product {held}, customer {opened})": "{customer}（产品 {held}，客户 {opened}）",
    "no table has a customer number (customer_id)": "没有一张表有客户号（customer_id）",
    "name the column with --map COLUMN=customer_id": "请用 --map 列名=customer_id 指明客户号所在的列",
    "they lower money and are no purchases": "冲减金额，不计为交易",
    "they are left out": "全部剔除",
    "they count like any other row": "与其他行同样计算",
    "{n} rows are returns or reversals: {policy} ([facts] returns)":
        "退货或冲正共 {n} 行：{policy}（设置 [facts] returns）",
    "money is turnover, in plus out ([facts] money = \"net\", \"in\" or \"out\" changes that)":
        "金额为流水总额（收入加支出），可用 [facts] money = \"net\"、\"in\" 或 \"out\" 更改",
    "balances of {limit} and more cannot be added up exactly": "{limit} 及以上的余额无法精确相加",
    "look at the largest of them: an account number is no balance, and a unit may be stated twice; else state them in thousands or millions":
        "请核对最大的几笔：账号不是余额，单位也可能被重复换算；确实如此时请改用千元或百万元为单位",
    "several currencies are added up as they are, without exchange rates: {names}":
        "多个币种未经折算直接相加：{names}",
    "not scored: {n} customers have nothing but returns": "{n} 位客户只有退货，不予评定",
    "{n} rows are interest or fees entered by the bank: they count as money, not as purchases ([facts] own_entries)":
        "{n} 行是银行自身入账的利息或费用：计入金额，不计为交易（设置 [facts] own_entries）",
    "returns (negative amounts) are more than {share:.0%} of purchases and returns; if these are payments out of an account, give the table a direction column (--map COLUMN=direction)":
        "退货（负金额）超过交易与退货总数的 {share:.0%}；若这些其实是账户支出，请指明借贷方向列（--map 列名=direction）",
}  # fmt: skip
