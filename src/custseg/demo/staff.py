"""Who looks after the customers of the invented bank, and how often they got in touch with them.

One of the twelve managers left: customers still name him, the list of managers does not. Managers differ in
diligence, and nobody asked them to ring those they rang most.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from custseg.demo.people import BRANCHES, MANAGERS
from custseg.demo.story import FIRST_DAY, LAST_DAY, Story

LEFT = "顾晓东"
"""Moved away; his customers have nobody."""
DAYS = 365
"""Contacts are kept for a year."""
_OFTEN = {"钻石": 14.0, "白金": 8.0, "金卡": 2.4, "普通": 0.25}
"""Contacts a year of a customer of each level, by a manager of usual diligence."""
_WAYS = (("电话", 0.6), ("面访", 0.15), ("微信", 0.25))
_KINDS = (("资产检视", 0.3), ("到期提醒", 0.3), ("产品推荐", 0.25), ("节日问候", 0.15))
_RESULTS = (("已接通", 0.72), ("未接", 0.2), ("关机", 0.05), ("空号", 0.03))
_HOURS = (26, 24, 30, 22, 28, 25, 27, 24, 29, 26, 12)
"""Hours a month for 2,000 customers, of the managers who stayed; the last works half-time."""


def contacts(register: pl.DataFrame, story: Story, seed: int) -> pl.DataFrame:
    """联系记录.csv: a year of calls, visits and messages, a fifth of them to nobody's ear."""
    rng = np.random.default_rng([seed, 12])
    diligence = dict(zip(MANAGERS, rng.uniform(0.5, 1.3, len(MANAGERS)), strict=True))
    often = np.array([
        _OFTEN[level] * diligence[manager]
        for level, manager in zip(register["客户级别"], register["客户经理"], strict=True)
    ])  # fmt: skip
    often[story.is_kind("prospect")] = 0
    made = rng.poisson(often)
    who = np.repeat(np.arange(register.height), made)
    total = len(who)
    since = np.array([
        0 if opened is None else max(0, (opened - FIRST_DAY).days) for opened in register["开户日期"]
    ])  # fmt: skip
    last = (LAST_DAY - FIRST_DAY).days
    first = np.maximum(since[who], last - DAYS + 1)
    day = first + (rng.random(total) * (last - first + 1)).astype(int)
    table = pl.DataFrame({
        "day": day, "客户号": register["客户号"].gather(who), "联系类型": _drawn(_KINDS, total, rng),
        "联系方式": _drawn(_WAYS, total, rng), "客户经理": register["客户经理"].gather(who),
        "联系结果": _drawn(_RESULTS, total, rng),
    })  # fmt: skip
    days = pl.lit(FIRST_DAY) + pl.col("day") * pl.duration(days=1)
    return table.sort("day", "客户号", maintain_order=True).select(
        "客户号", days.dt.strftime("%Y/%-m/%-d").alias("联系日期"), "联系类型", "联系方式", "客户经理", "联系结果"
    )  # fmt: skip


def _drawn(odds: tuple[tuple[str, float], ...], n: int, rng: np.random.Generator) -> pl.Series:
    names, chances = zip(*odds, strict=True)
    return pl.Series(names).gather(rng.choice(len(names), n, p=chances))


def managers(customers: int) -> pl.DataFrame:
    """客户经理表.csv: number, name, branch, hours a month and the levels each may serve; who left is not in it."""
    stayed = [name for name in MANAGERS if name != LEFT]
    served = ("私人银行、钻石、白金、金卡", "白金、金卡")
    return pl.DataFrame({
        "工号": [f"JN{number:04d}" for number in range(1001, 1001 + len(stayed))],
        "客户经理": stayed,
        "所属网点": [BRANCHES[number % len(BRANCHES)] for number in range(len(stayed))],
        "每月可用工时": [f"{hours * customers / 2000:.1f}" for hours in _HOURS],
        "服务层级": [served[number % 4 == 3] for number in range(len(stayed))],
    })  # fmt: skip
