"""What the customers of the invented bank do in the app, say, and ask for: events, feedback, leads."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import polars as pl

from custseg.demo.people import MANAGERS
from custseg.demo.story import DAYS, FIRST_DAY, MONTH_DAYS, MONTH_STARTS, MONTHS, Array, Story
from custseg.demo.wants import WARES, Wants, live, suits

EVENTS = (
    ("登录", 50),
    ("查询余额", 22),
    ("查询明细", 10),
    ("浏览产品", 12),
    ("咨询客服", 2),
    ("转账", 4),
)
PAGES = ("理财", "基金", "定期存款", "贷款", "信用卡", "保险")

TOPICS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # topic: what is said in anger, what is said in praise
    "手机银行": (
        ("手机银行又闪退了，转账转到一半，急死人", "新版手机银行太难用，找不到明细在哪里", "登录总要人脸识别，半天过不去，很失望"),
        ("手机银行改版以后好用多了", "手机上就能办完，方便快捷", "转账秒到账，很满意"),
    ),
    "网点服务": (
        ("排队等了一个多小时，窗口只开两个", "柜员态度冷淡，问一句答一句", "大堂经理互相推诿，没有人管"),
        ("大堂经理很热情，主动帮忙填单", "网点环境好，办事效率高", "柜员耐心细致，点赞"),
    ),
    "理财收益": (
        ("理财亏了三千多，当初说是稳健型，感觉被误导", "收益比别家低，到期就转走", "基金一直跌，客户经理不闻不问"),
        ("理财收益稳定，到期及时提醒", "客户经理推荐的产品很适合我", "定期利率比隔壁银行高一点，满意"),
    ),
    "费用": (
        ("莫名其妙扣了账户管理费，要求退还", "短信费没有通知就扣，不合理", "跨行转账还收手续费，太贵"),
        ("免了年费，谢谢", "转账免手续费，实惠"),
    ),
    "信用卡": (
        ("信用卡额度一直不给提，账单也算错了", "信用卡盗刷处理了一个月还没结果"),
        ("信用卡活动多，积分换礼很划算", "提额很快"),
    ),
}  # fmt: skip
PLAIN = ("还行吧", "一般", "没什么特别的", "按流程办完了", "希望多一些活动")
SOURCES = ("网点转介", "手机银行", "客户转介绍", "外拓活动", "电话外呼")
STAGES = ("新建", "已联系", "有意向", "已成交", "已关闭")


def _seconds(n: int, rng: np.random.Generator) -> Array:
    return (7 * 3600 + rng.beta(2.0, 1.6, n) * 16.9 * 3600).astype(int)


def _stamps(day: Array, second: Array) -> Array:
    start = np.datetime64(FIRST_DAY, "ms")
    moments: Array = (
        start + day.astype("timedelta64[D]") + (1000 * second).astype("timedelta64[ms]")
    )
    return moments


def events(story: Story, ids: Array, seed: int) -> pl.DataFrame:
    """Twelve months of events of the mobile bank, in the order of time.

    A dormant or churned customer stops opening it, a declining one opens it less and looks at fees,
    a prospect looks at products without having an account.
    """
    rng = np.random.default_rng([seed, 4])
    usual = np.clip(2.6 - (story.age - 30) / 22, 0.2, 3.2)
    months = np.arange(MONTHS - 12, MONTHS)
    rate = usual[:, None] * story.activity[:, months]
    rate[story.is_kind("prospect")] = 0.9
    counts = rng.poisson(rate)
    customer = np.repeat(np.arange(len(ids)), counts.sum(axis=1))
    month = np.repeat(np.tile(months, len(ids)), counts.ravel())
    day = MONTH_STARTS[month] + (rng.random(len(month)) * MONTH_DAYS[month]).astype(int)
    odds = np.array([w for _, w in EVENTS], dtype=float)
    event = rng.choice(len(EVENTS), len(day), p=odds / odds.sum())
    event[story.is_kind("prospect")[customer] & (event != 4)] = 3
    names = np.array([name for name, _ in EVENTS])[event]
    page = np.where(
        names == "浏览产品", rng.choice(PAGES, len(day), p=[0.4, 0.2, 0.15, 0.1, 0.1, 0.05]), ""
    )
    return pl.DataFrame({
        "客户号": ids[customer],
        "事件时间": _stamps(day, _seconds(len(day), rng)),
        "事件类型": names,
        "产品": page,
        "渠道": rng.choice(["安卓", "苹果", "小程序"], len(day), p=[0.55, 0.33, 0.12]),
    }).sort("事件时间", "客户号", "事件类型")  # fmt: skip


def feedback(story: Story, ids: Array, seed: int) -> pl.DataFrame:
    """Complaints, reviews and surveys; what is said follows the customer's mood.

    Those whose change comes speak mostly in the three months before it.
    """
    rng = np.random.default_rng([seed, 5])
    speaks = rng.poisson(
        np.where(story.is_kind("prospect", "dormant"), 0.12, 0.75 + 0.5 * np.abs(story.mood))
    )
    customer = np.repeat(np.arange(len(ids)), speaks)
    ends = np.where(
        story.is_kind("churned", "declining", "dormant"),
        MONTH_STARTS[np.minimum(story.turn, MONTHS - 1)] + 20,
        DAYS,
    )
    starts = np.where(
        story.is_kind("new"),
        MONTH_STARTS[np.minimum(story.turn, MONTHS - 1)],
        np.maximum(ends - 300, 0),
    )
    day = np.minimum(
        starts[customer]
        + (rng.beta(2.2, 1.2, len(customer)) * (ends - starts)[customer]).astype(int),
        DAYS - 1,
    )
    mood = np.clip(story.mood[customer] + rng.normal(0, 0.3, len(customer)), -1, 1)
    kind = np.where(
        mood < -0.25,
        np.where(rng.random(len(mood)) < 0.65, "投诉", "问卷"),
        np.where(rng.random(len(mood)) < 0.45, "评价", "问卷"),
    )
    topic = rng.choice(list(TOPICS), len(mood), p=[0.3, 0.25, 0.2, 0.15, 0.1])
    score = np.clip(np.round(6.6 + 4.2 * mood + rng.normal(0, 0.8, len(mood))), 0, 10).astype(int)
    resolved = day + 1 + rng.poisson(5, len(day))
    said = [
        _said(str(k), str(about), float(m), int(points), int(on), int(until), rng)
        for k, about, m, points, on, until in zip(
            kind, topic, mood, score, day, resolved, strict=True
        )
    ]
    return pl.DataFrame({"客户号": ids[customer], **{
        name: [row[name] for row in said]
        for name in ("反馈日期", "反馈类型", "渠道", "NPS评分", "主题", "反馈内容", "严重程度", "处理状态", "办结日期")
    }}).sort("反馈日期", "客户号", "反馈内容")  # fmt: skip


def _said(
    kind: str,
    topic: str,
    mood: float,
    score: int,
    day: int,
    resolved: int,
    rng: np.random.Generator,
) -> dict[str, object]:
    angry, pleased = TOPICS[topic]
    words = angry if mood < -0.1 else pleased if mood > 0.25 else PLAIN
    complaint = kind == "投诉"
    open_still = complaint and (resolved >= DAYS or resolved % 9 == 0)
    return {
        "反馈日期": FIRST_DAY + timedelta(days=int(day)),
        "反馈类型": kind,
        "渠道": str(rng.choice(["客服热线", "网点意见簿", "手机银行"] if complaint else ["短信问卷", "手机银行"])),
        "NPS评分": score if kind == "问卷" else None,
        "主题": topic,
        "反馈内容": str(rng.choice(words)),
        "严重程度": ("高" if mood < -0.7 else "中") if complaint else "",
        "处理状态": ("处理中" if open_still else "已办结") if complaint else "",
        "办结日期": FIRST_DAY + timedelta(days=int(resolved)) if complaint and not open_still else None,
    }  # fmt: skip


def leads(story: Story, people: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Leads of the last twelve months: every prospect, and customers asked to buy something more."""
    rng = np.random.default_rng([seed, 6])
    prospects = np.nonzero(story.is_kind("prospect"))[0]
    asked = np.nonzero(story.is_kind("salaried_growing", "affluent_stable", "mass", "new"))[0]
    asked = rng.choice(asked, len(story.kind) // 10, replace=False)
    who = np.concatenate([prospects, asked])
    rng.shuffle(who)
    day = np.sort(rng.integers(DAYS - 365, DAYS - 5, len(who)))
    is_prospect = np.isin(who, prospects)
    stage = np.where(
        is_prospect,
        rng.choice(4, len(who), p=[0.3, 0.4, 0.3, 0.0]),
        rng.choice(5, len(who), p=[0.15, 0.25, 0.2, 0.25, 0.15]),
    )
    contacted = np.minimum(day + 1 + rng.integers(0, 20, len(who)), DAYS - 1)
    closed = np.minimum(contacted + rng.integers(1, 40, len(who)), DAYS - 1)
    source = rng.choice(SOURCES, len(who), p=[0.25, 0.3, 0.2, 0.15, 0.1])
    customers = people["客户号"].to_numpy()
    referrer = rng.choice(customers, len(who))
    return pl.DataFrame({
        "线索编号": [f"XS{FIRST_DAY + timedelta(days=int(d)):%Y%m}{i:05d}" for i, d in enumerate(day, 1)],
        "客户号": np.where(is_prospect & (who % 2 == 0), "", customers[who]),
        "姓名": people["姓名"].to_numpy()[who],
        "手机号": people["手机号"].to_numpy()[who],
        "线索来源": source,
        "阶段": np.array(STAGES)[stage],
        "创建日期": [FIRST_DAY + timedelta(days=int(d)) for d in day],
        "最近联系日期": [FIRST_DAY + timedelta(days=int(d)) if s > 0 else None for d, s in zip(contacted, stage, strict=True)],
        "成交日期": [FIRST_DAY + timedelta(days=int(d)) if s == 3 else None for d, s in zip(closed, stage, strict=True)],
        "预计金额": np.maximum(np.round(story.income[who] * rng.lognormal(-1.2, 0.6, len(who)), -3), 1000),
        "客户经理": rng.choice(MANAGERS, len(who)),
        "转介绍人": np.where(source == "客户转介绍", referrer, ""),
    })  # fmt: skip


LISTS = (5, 14, 23)
"""Months at whose end a list of holdings was made: three lists, nine months apart."""


def wants(story: Story, seed: int) -> Wants:
    """Which wares the customers take, month by month; who is idle takes none."""
    rng = np.random.default_rng([seed, 9])
    return live(suits(story.age, story.income), story.activity > 0, rng)


def holdings(story: Story, people: pl.DataFrame, seed: int) -> pl.DataFrame:
    """The lists of products held on three days: what the balances say, and cards, loans, insurance besides."""
    rng = np.random.default_rng([seed, 7])
    variety = np.stack([rng.integers(0, len(names), len(story.kind)) for names in NAMES], axis=1)
    start = rng.random(story.products.shape[:2])
    taken = wants(story, seed)
    before = -rng.integers(30, 900, taken.since.shape)
    opened = [None if day is None else (day - FIRST_DAY).days for day in people["开户日期"]]
    rows: list[_Held] = []
    for month in LISTS:
        present = story.activity[:, month] > 0
        kept = (story.products[:, :, month] > 0) & present[:, None]
        rows += [
            _deposit_like(month, int(c), int(p), float(story.products[c, p, month]),
                          NAMES[p][variety[c, p]], float(start[c, p]), opened[c])
            for c, p in zip(*np.nonzero(kept), strict=True)
        ]  # fmt: skip
        has = taken.held(month) & present[:, None]
        rows += [
            _ware(
                story, month, int(c), int(w), int(taken.since[c, w]), int(before[c, w]), opened[c]
            )
            for c, w in zip(*np.nonzero(has), strict=True)
        ]
    rows.sort(key=lambda row: (row.month, row.customer, row.product))
    ids = people["客户号"]
    return pl.DataFrame({
        "数据日期": [_day(_month_end(row.month)) for row in rows],
        "客户号": [ids[row.customer] for row in rows],
        "产品名称": [row.product for row in rows],
        "产品大类": [row.family for row in rows],
        "持有金额": [row.amount for row in rows],
        "起息日": [_day(row.begun) for row in rows],
        "到期日": [None if row.until is None else _day(row.until) for row in rows],
        "风险评级": [row.risk for row in rows],
        "状态": ["持有"] * len(rows),
    })  # fmt: skip


def _day(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)


def _month_end(month: int) -> int:
    return int(MONTH_STARTS[month + 1]) - 1


class _Held(NamedTuple):
    """A product on a list; days are counted from FIRST_DAY."""

    month: int
    customer: int
    product: str
    family: str
    amount: float
    begun: int
    until: int | None
    risk: str


NAMES = (
    ("一年期定期存款", "三年期定期存款"), ("稳利180天理财", "安享365天理财", "日日盈现金管理"), ("江南沪深300指数基金", "江南稳健混合基金"),
)  # fmt: skip
_TERMS = {"一年期定期存款": 365, "三年期定期存款": 1095, "稳利180天理财": 180, "安享365天理财": 365}
_WORTH = {
    "安居住房贷款": 3.0,
    "惠民消费贷款": 0.4,
    "江南信用卡": 0.15,
    "安康终身保险": 0.1,
    "江南积存金": 0.05,
}
"""What is owed, insured or saved, as a share of the yearly income."""


def _deposit_like(
    month: int,
    customer: int,
    product: int,
    amount: float,
    name: str,
    start: float,
    opened: int | None,
) -> _Held:
    """A deposit, wealth product or fund, not older than its customer; those with a term are renewed."""
    term, last = _TERMS.get(name), _month_end(month)
    begun = _not_before(opened, last - int((start * (term or 700) + last) % (term or 700)), last)
    risk, family = ("R1", "R2", "R4")[product], ("定期", "理财", "基金")[product]
    return _Held(month, customer, name, family, amount, begun, begun + term if term else None, risk)


def _not_before(opened: int | None, day: int, last: int) -> int:
    """``day``, or the day its customer came where that is later; never after the list was made."""
    return day if opened is None else min(max(day, opened), last)


def _ware(
    story: Story, month: int, customer: int, ware: int, since: int, before: int, opened: int | None
) -> _Held:
    what = WARES[ware]
    begun = before if since < 0 else int(MONTH_STARTS[since]) + 3 + customer % 20
    begun = _not_before(opened, begun, _month_end(month))
    amount = float(np.round(_WORTH.get(what.name, 0.0) * story.income[customer], -3))
    return _Held(month, customer, what.name, what.family, amount, begun, None, what.risk)
