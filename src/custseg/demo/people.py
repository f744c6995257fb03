"""Who the customers of the invented bank are. Names, numbers and addresses belong to nobody.

Resident ids have the form and the check digit of GB 11643; phone numbers stand in a block that is
given to nobody (subscriber numbers 0000xxxx).
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from custseg.demo.ledger import Ledger
from custseg.demo.story import FIRST_DAY, KINDS, LAST_DAY, Array, Story

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程"
)
GIVEN = {
    "男": [
        "伟",
        "强",
        "磊",
        "军",
        "洋",
        "勇",
        "杰",
        "涛",
        "明",
        "超",
        "刚",
        "平",
        "辉",
        "鹏",
        "华",
        "飞",
        "斌",
        "宇",
        "浩",
        "凯",
        "志远",
        "建国",
        "文博",
        "子轩",
        "俊杰",
        "浩然",
        "宇航",
        "家豪",
        "国栋",
        "立新",
        "承泽",
        "嘉树",
        "䶮",
    ],
    "女": [
        "芳",
        "娜",
        "敏",
        "静",
        "丽",
        "艳",
        "娟",
        "霞",
        "燕",
        "玲",
        "桂英",
        "秀兰",
        "婷",
        "雪",
        "琳",
        "倩",
        "梅",
        "颖",
        "慧",
        "莉",
        "雅静",
        "欣怡",
        "诗涵",
        "梦瑶",
        "佳琪",
        "思雨",
        "雨桐",
        "若溪",
        "丽华",
        "淑珍",
        "知夏",
        "清妍",
    ],
}
REGIONS = (
    # code of the district, address, how often
    ("320102", "江苏省南京市玄武区", 24), ("320508", "江苏省苏州市姑苏区", 18), ("320213", "江苏省无锡市梁溪区", 12),
    ("320412", "江苏省常州市武进区", 8), ("330106", "浙江省杭州市西湖区", 10), ("330203", "浙江省宁波市海曙区", 5),
    ("310115", "上海市浦东新区", 7), ("340104", "安徽省合肥市蜀山区", 5), ("420106", "湖北省武汉市武昌区", 3),
    ("410105", "河南省郑州市金水区", 2), ("440305", "广东省深圳市南山区", 2), ("510107", "四川省成都市武侯区", 2),
    ("110108", "北京市海淀区", 1), ("610113", "陕西省西安市雁塔区", 1),
)  # fmt: skip
STREETS = [
    "人民路",
    "解放路",
    "中山路",
    "建设路",
    "文昌巷",
    "桃源街",
    "青石街",
    "学府路",
    "和平路",
    "新华路",
]
BRANCHES = ("玄武支行", "姑苏支行", "梁溪支行", "武进支行", "西湖支行", "总行营业部")
MANAGERS = [
    "钱一帆",
    "孟小舟",
    "施文静",
    "顾晓东",
    "夏雨荷",
    "尹志平",
    "章伯言",
    "柳如烟",
    "汤显",
    "崔莹莹",
    "阮小七",
    "龚明",
]
OCCUPATIONS = {
    "mass": ["工人", "个体工商户", "服务员", "教师", "职员", "司机", "农民", "退休"],
    "salaried_growing": ["工程师", "程序员", "护士", "教师", "公务员", "会计", "职员"],
    "affluent_stable": ["企业主", "高级管理人员", "医生", "律师", "退休", "个体工商户"],
    "declining": ["企业主", "个体工商户", "高级管理人员", "工程师", "医生"],
    "dormant": ["退休", "农民", "工人", "学生", "自由职业"],
    "churned": ["职员", "销售", "个体工商户", "工程师", "自由职业"],
    "new": ["学生", "职员", "程序员", "护士", "服务员"],
    "prospect": ["职员", "工程师", "个体工商户", "教师"],
}
PERSON = ["姓名", "证件号码", "性别", "出生日期", "手机号"]
EDUCATION = ("初中及以下", "高中", "大专", "本科", "硕士及以上")
LEVELS = (
    (6_000_000, "私人银行"),
    (1_000_000, "钻石"),
    (200_000, "白金"),
    (50_000, "金卡"),
    (0, "普通"),
)


def register(story: Story, ledger: Ledger, seed: int) -> pl.DataFrame:
    """The customers, one row each and clean: the exports are made from this frame.

    A few dormant customers came back as new ones, and have two customer numbers since.
    """
    rng = np.random.default_rng([seed, 3])
    n = len(story.kind)
    sex = np.where(rng.random(n) < 0.5, "男", "女")
    born = np.array(LAST_DAY, "datetime64[D]") - (
        story.age * 365.25 + rng.integers(0, 365, n)
    ).astype(int)
    region = rng.choice(len(REGIONS), n, p=_odds([w for *_, w in REGIONS]))
    kinds = np.array(list(KINDS))[story.kind]
    people = pl.DataFrame({
        "客户号": [f"00571{number:05d}" for number in _numbers(n, rng)],
        "姓名": _names(sex, rng),
        "证件号码": _id_numbers([REGIONS[r][0] for r in region], born, sex, rng),
        "性别": sex,
        "出生日期": born.astype("datetime64[D]"),
        "职业": [str(rng.choice(OCCUPATIONS[kind])) for kind in kinds],
        "年收入": story.income,
        "学历": [EDUCATION[e] for e in _education(story, rng)],
        "婚姻状况": np.where(rng.random(n) < np.clip((story.age - 20) / 20, 0, 0.85), "已婚", "未婚"),
        "手机号": [f"1{head}0000{tail:04d}" for head, tail in zip(
            rng.choice(["38", "39", "58", "59", "76", "86", "88"], n), rng.permutation(n) % 10_000, strict=True)],
        "地址": [f"{REGIONS[r][1]}{street}{number}号" for r, street, number in zip(
            region, rng.choice(STREETS, n), rng.integers(1, 400, n), strict=True)],
        "开户日期": _opened(story, ledger, rng),
        "开户网点": rng.choice(BRANCHES, n, p=_odds([4, 3, 2, 2, 2, 1])),
        "客户经理": rng.choice(MANAGERS, n),
        "客户级别": [next(name for floor, name in LEVELS if aum >= floor)
                 for aum in ledger.averages[:, -1].sum(axis=1) / 100],
        "风险等级": [f"C{grade}" for grade in np.clip(
            np.round(3.3 - (story.age - 35) / 22 + rng.normal(0, 0.7, n)), 1, 5).astype(int)],
        "营销同意": np.where(rng.random(n) < 0.78, "是", "否"),
        "证件有效期": _expiry(story, rng),
        "真实类型": kinds,
    })  # fmt: skip
    return people[_person(story)].select(PERSON).hstack(people.drop(PERSON)).select(people.columns)


def _person(story: Story) -> list[int]:
    """For each customer, the customer whose name, papers and phone they have: nearly all their own."""
    person = list(range(len(story.kind)))
    dormant, new = (np.nonzero(story.is_kind(kind))[0] for kind in ("dormant", "new"))
    for before, after in zip(dormant, new[: 1 + len(person) // 500], strict=False):
        person[after] = int(before)
    return person


def _odds(weights: list[int]) -> Array:
    return np.array(weights) / sum(weights)


def _numbers(n: int, rng: np.random.Generator) -> Array:
    return np.sort(rng.choice(np.arange(1, 20 * n + 1), n, replace=False))


def _names(sex: Array, rng: np.random.Generator) -> list[str]:
    surnames = rng.choice(list(SURNAMES), len(sex))
    return [s + str(rng.choice(GIVEN[x])) for s, x in zip(surnames, sex, strict=True)]


def _id_numbers(regions: list[str], born: Array, sex: Array, rng: np.random.Generator) -> list[str]:
    order = rng.integers(0, 500, len(regions)) * 2 + (sex == "男")
    digits = [
        region + str(day).replace("-", "") + f"{number:03d}"
        for region, day, number in zip(regions, born, order, strict=True)
    ]
    return [d + check_digit(d) for d in digits]


def check_digit(digits: str) -> str:
    """The eighteenth character of a resident id (GB 11643: ISO 7064 MOD 11-2)."""
    return "10X98765432"[sum(int(d) * 2 ** (17 - i) for i, d in enumerate(digits)) % 11]


def _education(story: Story, rng: np.random.Generator) -> Array:
    grade = 1.2 + np.log(np.maximum(story.income, 1) / 60_000) - (story.age - 40) / 40
    return np.clip(np.round(grade + rng.normal(0, 0.8, len(grade))), 0, 4).astype(int)


def _opened(story: Story, ledger: Ledger, rng: np.random.Generator) -> list[date | None]:
    """New customers opened with their first movement, prospects never, the others years ago."""
    first = {int(c): int(d) for c, d in zip(ledger.customer[::-1], ledger.day[::-1], strict=True)}
    before = 60 + rng.beta(1.2, 2.0, len(story.kind)) * 365 * np.clip(story.age - 18, 1, 20)
    is_new, is_prospect = story.is_kind("new"), story.is_kind("prospect")
    return [
        None
        if is_prospect[c]
        else FIRST_DAY + timedelta(days=first[c] if is_new[c] else -int(before[c]))
        for c in range(len(before))
    ]


def _expiry(story: Story, rng: np.random.Generator) -> list[str]:
    """``长期`` from 46 on, else up to twenty years ahead; one in twelve has expired."""
    days = rng.integers(40, 365 * 18, len(story.age)) - 365 * 2 * (
        rng.random(len(story.age)) < 0.45
    )
    return [
        "长期"
        if age >= 46 and days_left % 3
        else f"{LAST_DAY + timedelta(days=int(days_left)):%Y%m%d}"
        for age, days_left in zip(story.age, days, strict=True)
    ]
