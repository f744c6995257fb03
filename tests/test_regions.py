"""The table of provinces and cities, and what addresses and codes say by it."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.regions import (
    PROVINCES,
    REGIONS,
    Province,
    city_of_code,
    places_of,
    province_of_code,
    region_of_province,
    region_stated,
)

SUFFIXES = {"内蒙古": "自治区", "广西": "壮族自治区", "西藏": "自治区", "宁夏": "回族自治区",
            "新疆": "维吾尔自治区", "香港": "特别行政区", "澳门": "特别行政区",
            **dict.fromkeys(("北京", "天津", "上海", "重庆"), "市")}  # fmt: skip


def one(text: str | None) -> tuple[str | None, str | None]:
    return places_of(pl.Series([text], dtype=pl.String)).row(0)


def of(expression: pl.Expr, value: str) -> object:
    return pl.DataFrame({"x": [value]}).select(expression).item()


def test_there_are_34_provinces_in_eight_regions() -> None:
    assert (
        len(PROVINCES) == len({p.code for p in PROVINCES}) == len({p.key for p in PROVINCES}) == 34
    )
    assert {p.region for p in PROVINCES} == set(REGIONS)


@pytest.mark.parametrize("province", PROVINCES, ids=lambda p: p.key)
def test_every_province_is_known_by_all_its_names(province: Province) -> None:
    full = province.zh + SUFFIXES.get(province.zh, "省")
    for name in (province.zh, full, f"中国{full}", province.short, province.key.replace("_", " ").title(),
                 province.code, province.code + "0000"):  # fmt: skip
        assert one(name)[0] == province.key, name
    assert of(province_of_code(pl.col("x")), province.code + "0102") == province.key
    assert of(region_of_province(pl.col("x")), province.key) == province.region


@given(st.sampled_from([(p, c) for p in PROVINCES for c in p.cities.split() if not c.isdigit()]))
@settings(max_examples=100, deadline=None)
def test_every_city_is_found_after_its_province_and_alone(found: tuple[Province, str]) -> None:
    province, city = found
    full = province.zh + SUFFIXES.get(province.zh, "省")
    name = city if city.endswith(("市", "州", "盟")) else city + "市"
    assert one(f"{full}{name}某某街1号") == (province.key, city)
    if city != "海南州":
        assert one(f"{name}某某街1号") == (province.key, city)


@pytest.mark.parametrize(
    ("code", "city"),
    [("440305", "深圳"), ("330106", "杭州"), ("652301", "昌吉"), ("429004", None), ("110105", "北京"),
     ("500101", "重庆"), ("810000", None), ("99", None)],
)  # fmt: skip
def test_codes_say_their_city_where_they_are_in_force(code: str, city: str | None) -> None:
    assert of(city_of_code(pl.col("x")), code) == city


@pytest.mark.parametrize(
    "text", ["北京路12号", "南京东路100号", "中山北一路3号", "朝阳区建国路", "河北区", "上海大道", "某地", "", None, "France"]
)  # fmt: skip
def test_streets_and_districts_named_after_a_place_say_nothing(text: str | None) -> None:
    assert one(text) == (None, None)


@pytest.mark.parametrize(
    ("text", "region"),
    [("华东", "east"), ("華東區", "east"), ("东北地区", "northeast"), ("港澳", "hk_macau_taiwan"), ("中南", None)],
)  # fmt: skip
def test_stated_regions_are_recognised(text: str, region: str | None) -> None:
    assert of(region_stated(pl.col("x")), text) == region
