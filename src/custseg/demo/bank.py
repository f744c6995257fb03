"""The invented bank (江南示例银行): ten export files, and the truth beneath them."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from custseg.demo import exports, people, staff, voices
from custseg.demo.ledger import keep_books
from custseg.demo.story import tell

CUSTOMERS = 2000
SEED = 6


def write_bank(folder: Path, customers: int = CUSTOMERS, seed: int = SEED) -> list[Path]:
    """Write the bank's exports into ``folder`` (made if missing) and return their paths.

    Ten files: customers, accounts, 24 months of transactions, monthly average balances, products held on three
    days, events of the mobile bank, feedback, leads, contacts made and managers. All of it is invented; the same
    arguments give the same bytes. What every customer really is, is not among them: ask ``truth``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    story = tell(customers, seed)
    ledger = keep_books(story, seed)
    register = people.register(story, ledger, seed)
    ids = register["客户号"].to_numpy()
    cards, before, now = exports.accounts(story, register, seed)
    paths = {
        name: folder / name
        for name in ("客户信息.xlsx", "账户.csv", "交易流水.csv", "月日均资产.csv", "持有产品.csv",
                     "手机银行事件.csv", "客户反馈.csv", "线索.csv", "联系记录.csv", "客户经理表.csv")
    }  # fmt: skip
    exports.customers_xlsx(paths["客户信息.xlsx"], register, seed)
    exports.write_csv(paths["账户.csv"], cards, "gbk")
    exports.transactions_csv(paths["交易流水.csv"], ledger, before, now, seed)
    exports.balances_csv(paths["月日均资产.csv"], ledger, ids)
    exports.write_csv(paths["持有产品.csv"], voices.holdings(story, register, seed), "utf-8-sig")
    exports.write_csv(paths["手机银行事件.csv"], voices.events(story, ids, seed), "utf-8-sig")
    exports.write_csv(paths["客户反馈.csv"], voices.feedback(story, ids, seed), "gb18030")
    exports.write_csv(paths["线索.csv"], voices.leads(story, register, seed), "utf-8")
    exports.write_csv(paths["联系记录.csv"], staff.contacts(register, story, seed), "gb18030")
    exports.write_csv(paths["客户经理表.csv"], staff.managers(customers), "utf-8-sig")
    return list(paths.values())


def truth(customers: int = CUSTOMERS, seed: int = SEED) -> pl.DataFrame:
    """What every customer of ``write_bank`` really is, one row each, sorted by customer_id.

    ``kind`` is one of ``story.KINDS``; ``changed_on`` the first day of the month in which the change
    of a declining, dormant, churned or new customer came; ``mood`` how satisfied, -1 to 1.
    """
    from datetime import timedelta

    from custseg.demo.story import FIRST_DAY, MONTH_STARTS

    story = tell(customers, seed)
    register = people.register(story, keep_books(story, seed), seed)
    changes = story.is_kind("declining", "dormant", "churned", "new")
    changed_on = [
        FIRST_DAY + timedelta(days=int(MONTH_STARTS[turn])) if changed else None
        for turn, changed in zip(story.turn, changes, strict=True)
    ]
    return pl.DataFrame({
        "customer_id": register["客户号"], "kind": register["真实类型"],
        "changed_on": pl.Series(changed_on, dtype=pl.Date), "mood": story.mood,
        "monthly_average": keep_books(story, seed).averages[:, -1].sum(axis=1) / 100,
    }).sort("customer_id")  # fmt: skip


def truth_of_needs(customers: int = CUSTOMERS, seed: int = SEED) -> pl.DataFrame:
    """The chance that a customer takes a product within ``wants.AHEAD`` months of the last list, if nothing
    changes in their lives: ``customer_id``, ``product``, ``chance``, one row for each they do not have.

    Of the products of ``wants.WARES``; deposits, wealth products and funds follow the money. Sorted.
    """
    from custseg.demo.wants import WARES, chances, suits

    story = tell(customers, seed)
    register = people.register(story, keep_books(story, seed), seed)
    present = story.activity[:, -1] > 0
    held = voices.wants(story, seed).held(voices.LISTS[-1])
    chance = chances(held, suits(story.age, story.income) & present[:, None], seed=seed)
    ids = register["客户号"].to_numpy()
    rows, wares = (~held).nonzero()
    return pl.DataFrame({
        "customer_id": ids[rows], "product": [WARES[ware].name for ware in wares],
        "chance": chance[rows, wares],
    }).sort("customer_id", "product")  # fmt: skip
