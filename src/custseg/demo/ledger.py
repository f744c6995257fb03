"""The invented bank's books: every movement of money, and the balances that follow from them.

Money is kept in whole fen (1/100 yuan), so that balances, monthly averages and the total row of the
export add up exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from custseg.demo.story import DAYS, KINDS, MONTH_DAYS, MONTH_STARTS, MONTHS, Array, Story

PRODUCTS = ("定期存款", "理财", "基金")

SPENDING = (
    # summary, channel, counterparty, weight
    ("快捷支付", "第三方支付", "支付宝", 30), ("微信支付", "第三方支付", "财付通", 26),
    ("POS消费", "POS", "好邻居超市", 12), ("ATM取款", "ATM", "", 8),
    ("跨行转账", "手机银行", "", 12), ("水电燃气缴费", "手机银行", "城市公用事业", 6),
    ("信用卡还款", "手机银行", "信用卡中心", 6),
)  # fmt: skip
INCOME = (("代发工资", "批量", "华晨机械有限公司"), ("转账汇入", "网上银行", ""))
BOUGHT = (("存入定期", "柜面"), ("购买理财", "手机银行"), ("基金申购", "手机银行"))
SOLD = (("定期支取", "柜面"), ("理财赎回", "手机银行"), ("基金赎回", "手机银行"))
LEAVES = ("跨行转出", "手机银行", "")
INTEREST = ("结息", "批量", "")
DEPOSIT = ("开户存入", "手机银行", "")

TEXTS: tuple[tuple[str, str, str], ...] = (
    *((s, c, p) for s, c, p, _ in SPENDING), *INCOME,
    *((s, c, "") for s, c in (*BOUGHT, *SOLD)), LEAVES, INTEREST, DEPOSIT,
)  # fmt: skip
"""Summary, channel and counterparty of each code in Ledger.code."""

_INCOME, _BOUGHT, _SOLD = len(SPENDING), len(SPENDING) + 2, len(SPENDING) + 5
_LEAVES, _INTEREST, _DEPOSIT = len(TEXTS) - 3, len(TEXTS) - 2, len(TEXTS) - 1


@dataclass(frozen=True)
class Ledger:
    """Movements in the order of time, and what each customer keeps."""

    customer: Array
    day: Array
    """Days since FIRST_DAY."""
    second: Array
    fen: Array
    """Positive came in, negative went out."""
    code: Array
    balance: Array
    """Of the customer's current account after the movement, in fen."""
    averages: Array
    """[customer, month, product]: average over the days of the month, in fen; 活期 first."""


def keep_books(story: Story, seed: int) -> Ledger:
    """The books of 24 months of ``story``."""
    rng = np.random.default_rng([seed, 2])
    books = _joined(_income(story, rng), _spending(story, rng), _products(story, rng))
    opening = _opening(story, books)
    books = _joined(books, _interest(story, _daily(books, opening)))
    books = _joined(books, _leaving(story, _daily(books, opening)), _deposit(story, books, opening))
    opening = np.where(story.is_kind("new"), 0, opening)
    customer, day, fen, code = books
    second = _second_of_day(code, rng)
    order = np.lexsort((second, day))
    customer, day, second, fen, code = (a[order] for a in (customer, day, second, fen, code))
    return Ledger(
        customer, day, second, fen, code,
        balance=_running(customer, fen, opening),
        averages=_averages(story, _daily((customer, day, fen, code), opening)),
    )  # fmt: skip


Block = tuple[Array, Array, Array, Array]
"""Customer, day, fen and code of some movements."""


def _joined(*blocks: Block) -> Block:
    customer, day, fen, code = (np.concatenate(part) for part in zip(*blocks, strict=True))
    return customer, day, fen, code


def _income(story: Story, rng: np.random.Generator) -> Block:
    growth = 1 + 0.3 * np.arange(MONTHS) / MONTHS * story.is_kind("salaried_growing")[:, None]
    expected = story.income[:, None] / 12 * growth * np.minimum(story.activity, 1)
    customer, month = np.nonzero(expected > 100)
    salaried = story.salaried[customer]
    payday = 9 + customer % 7
    day = MONTH_STARTS[month] + np.where(salaried, payday, rng.integers(0, 28, len(month)))
    wobble = np.where(
        salaried, rng.normal(1, 0.03, len(month)), rng.lognormal(-0.06, 0.35, len(month))
    )
    fen = np.round(expected[customer, month] * wobble * 100).astype(np.int64)
    return customer, day, fen, np.where(salaried, _INCOME, _INCOME + 1)


def _spending(story: Story, rng: np.random.Generator) -> Block:
    customers, months = story.payments.shape
    customer = np.repeat(np.arange(customers), story.payments.sum(axis=1))
    month = np.repeat(np.tile(np.arange(months), customers), story.payments.ravel())
    day = MONTH_STARTS[month] + (rng.random(len(month)) * MONTH_DAYS[month]).astype(int)
    spends = np.array([k.spends for k in KINDS.values()])[story.kind]
    usual = story.payments.sum(axis=1) / np.maximum(story.activity.sum(axis=1), 1)
    each = story.income / 12 * spends / np.maximum(usual, 0.5)
    yuan = each[customer] * rng.lognormal(-0.4, 0.9, len(month))
    weight = np.array([w for *_, w in SPENDING], dtype=float)
    code = rng.choice(len(SPENDING), len(month), p=weight / weight.sum())
    yuan = np.where(code == 3, np.maximum(np.round(yuan, -2), 100), yuan)  # ATM: whole hundreds
    return customer, day, -np.maximum(np.round(yuan * 100), 100).astype(np.int64), code


def _moved(story: Story) -> tuple[Array, Array, Array, Array]:
    """Customer, product, month and yuan of what was put into (positive) or taken from products."""
    change = np.diff(story.products, axis=2, prepend=story.products[:, :, :1])
    at_opening = story.is_kind("new")
    change[at_opening, :, 0] = story.products[at_opening, :, 0]
    customer, product, month = np.nonzero(change)
    return customer, product, month, change[customer, product, month]


def _day_of_move(customer: Array, month: Array) -> Array:
    day: Array = MONTH_STARTS[month] + 4 + (customer * 7 + month * 3) % 17
    return day


def _products(story: Story, rng: np.random.Generator) -> Block:
    """Buying and redeeming, and, for those who are leaving, sending the money to another bank."""
    customer, product, month, yuan = _moved(story)
    day = _day_of_move(customer, month)
    fen = -(yuan * 100).astype(np.int64)
    code = np.where(fen < 0, _BOUGHT, _SOLD) + product
    sent = (fen > 0) & story.is_kind("declining", "churned")[customer]
    sent &= month >= story.turn[customer]
    later = np.minimum(day[sent] + 1 + rng.integers(0, 3, sent.sum()), DAYS - 1)
    return (
        np.concatenate([customer, customer[sent]]), np.concatenate([day, later]),
        np.concatenate([fen, -fen[sent]]), np.concatenate([code, np.full(sent.sum(), _LEAVES)]),
    )  # fmt: skip


def _daily(books: Block, opening: Array) -> Array:
    """[customer, day]: what is in the current account when the day closes."""
    customer, day, fen, _ = books
    net = np.zeros((len(opening), DAYS), dtype=np.int64)
    np.add.at(net, (customer, day), fen)
    return opening[:, None] + np.cumsum(net, axis=1)


def _opening(story: Story, books: Block) -> Array:
    """What the current account needs at the start so that it is never short, even within a day."""
    customer, day, fen, _ = books
    came_in = np.zeros((len(story.kind), DAYS), dtype=np.int64)
    np.add.at(came_in, (customer, day), np.maximum(fen, 0))
    lowest = (_daily(books, np.zeros(len(story.kind), dtype=np.int64)) - came_in).min(axis=1)
    opening = np.maximum(-lowest, 0) + (story.income * 2).astype(np.int64)
    return np.where(story.is_kind("prospect"), 0, opening)


def _deposit(story: Story, books: Block, opening: Array) -> Block:
    """A new customer opens the account with a deposit, a day before the first movement if it can."""
    customer = np.nonzero(story.is_kind("new"))[0]
    first = np.full(len(opening), DAYS)
    np.minimum.at(first, books[0], books[1])
    begins = MONTH_STARTS[story.turn[customer]]
    day = np.clip(first[customer] - 1, begins, begins + 20)
    return customer, day, opening[customer], np.full(len(customer), _DEPOSIT)


def _leaving(story: Story, closing: Array) -> Block:
    """Churned customers empty the account at the end of their last month, but for a few yuan."""
    customer = np.nonzero(story.is_kind("churned"))[0]
    day = MONTH_STARTS[story.turn[customer] + 1] - 1
    left = customer % 5 * 111
    fen = -(closing[customer, day] - left)
    return customer, day, fen, np.full(len(customer), _LEAVES)


def _interest(story: Story, closing: Array) -> Block:
    """A quarter's interest on the current account, on the 21st, for those who were active."""
    months = np.array([m for m in range(MONTHS) if (m + 7) % 3 == 0])
    customer, quarter = np.nonzero(story.activity[:, months] > 0)
    day = MONTH_STARTS[months[quarter]] + 20
    fen = np.maximum(closing[customer, day] // 2000, 1)
    return customer, day, fen, np.full(len(customer), _INTEREST)


def _second_of_day(code: Array, rng: np.random.Generator) -> Array:
    """Salaries and first deposits come early, the counter closes at five, people pay mostly between 8 and 23 o'clock."""
    by_day = 9 * 3600 + rng.integers(0, 8 * 3600, len(code))
    by_person = (8 * 3600 + rng.beta(2.2, 1.8, len(code)) * 15.5 * 3600).astype(int)
    counter = np.array([channel in ("柜面", "批量") for _, channel, _ in TEXTS])[code]
    early = rng.integers(0, 3600, len(code))
    return np.select(
        [code == _INCOME, code == _DEPOSIT, counter],
        [6 * 3600 + early, 7 * 3600 + early, by_day],
        default=np.minimum(by_person, 86_399),
    )


def _running(customer: Array, fen: Array, opening: Array) -> Array:
    order = np.argsort(customer, kind="stable")
    total = np.cumsum(fen[order])
    first = np.searchsorted(customer[order], np.arange(len(opening)))
    before = np.where(first > 0, total[np.maximum(first - 1, 0)], 0)
    balance = np.empty_like(fen)
    balance[order] = total - before[customer[order]] + opening[customer[order]]
    return balance


def _averages(story: Story, daily: Array) -> Array:
    """Monthly averages of the days' closing balances, by product."""
    averages = np.zeros((len(daily), MONTHS, 1 + len(PRODUCTS)), dtype=np.int64)
    averages[:, :, 0] = np.add.reduceat(daily, MONTH_STARTS[:-1], axis=1) // MONTH_DAYS
    averages[:, :, 1:] = (story.products * 100).astype(np.int64).transpose(0, 2, 1)
    customer, product, month, yuan = _moved(story)
    days_before = _day_of_move(customer, month) - MONTH_STARTS[month]
    averages[customer, month, product + 1] -= (
        (yuan * 100).astype(np.int64) * days_before // MONTH_DAYS[month]
    )
    averages[story.is_kind("prospect")] = 0
    return averages
