"""Where a customer is: province, city and the seven regions (七大区) of China from text or a code.

Source: GB/T 2260, the first four of its six digits (the state of 2023), which are also the first
four digits of a resident id. The seven regions are the usual ones of Chinese business; Hong Kong,
Macau and Taiwan are an eighth.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import polars as pl


class Province(NamedTuple):
    """One of the 34 provinces and what it is called."""

    code: str
    key: str
    zh: str
    region: str
    short: str
    cities: str
    """Cities in the order of their codes; a number says where the counting goes on."""


PROVINCES: tuple[Province, ...] = (
    Province("11", "beijing", "北京", "north", "京", ""),
    Province("12", "tianjin", "天津", "north", "津", ""),
    Province("13", "hebei", "河北", "north", "冀",
             "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水"),
    Province("14", "shanxi", "山西", "north", "晋",
             "太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁"),
    Province("15", "inner_mongolia", "内蒙古", "north", "蒙",
             "呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 "
             "22 兴安盟 25 锡林郭勒 29 阿拉善"),
    Province("21", "liaoning", "辽宁", "northeast", "辽",
             "沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛"),
    Province("22", "jilin", "吉林", "northeast", "吉",
             "长春 吉林市 四平 辽源 通化 白山 松原 白城 24 延边"),
    Province("23", "heilongjiang", "黑龙江", "northeast", "黑",
             "哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 27 大兴安岭"),
    Province("31", "shanghai", "上海", "east", "沪", ""),
    Province("32", "jiangsu", "江苏", "east", "苏",
             "南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁"),
    Province("33", "zhejiang", "浙江", "east", "浙",
             "杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水"),
    Province("34", "anhui", "安徽", "east", "皖",
             "合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 10 黄山 滁州 阜阳 宿州 15 六安 亳州 池州 宣城"),
    Province("35", "fujian", "福建", "east", "闽",
             "福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德"),
    Province("36", "jiangxi", "江西", "east", "赣",
             "南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶"),
    Province("37", "shandong", "山东", "east", "鲁",
             "济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 13 临沂 德州 聊城 滨州 菏泽"),
    Province("41", "henan", "河南", "central", "豫",
             "郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店"),
    Province("42", "hubei", "湖北", "central", "鄂",
             "武汉 黄石 十堰 05 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 28 恩施"),
    Province("43", "hunan", "湖南", "central", "湘",
             "长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 31 湘西"),
    Province("44", "guangdong", "广东", "south", "粤",
             "广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 12 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 "
             "51 潮州 揭阳 云浮"),
    Province("45", "guangxi", "广西", "south", "桂",
             "南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左"),
    Province("46", "hainan", "海南", "south", "琼", "海口 三亚 三沙 儋州"),
    Province("50", "chongqing", "重庆", "southwest", "渝", ""),
    Province("51", "sichuan", "四川", "southwest", "川",
             "成都 03 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 13 南充 眉山 宜宾 广安 达州 雅安 "
             "巴中 资阳 32 阿坝 甘孜 凉山"),
    Province("52", "guizhou", "贵州", "southwest", "贵",
             "贵阳 六盘水 遵义 安顺 毕节 铜仁 23 黔西南 26 黔东南 黔南"),
    Province("53", "yunnan", "云南", "southwest", "云",
             "昆明 03 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 23 楚雄 25 红河 文山 28 西双版纳 大理 "
             "31 德宏 33 怒江 迪庆"),
    Province("54", "tibet", "西藏", "southwest", "藏",
             "拉萨 日喀则 昌都 林芝 山南 那曲 25 阿里"),
    Province("61", "shaanxi", "陕西", "northwest", "陕",
             "西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛"),
    Province("62", "gansu", "甘肃", "northwest", "甘",
             "兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 29 临夏 甘南"),
    Province("63", "qinghai", "青海", "northwest", "青",
             "西宁 海东 22 海北 黄南 25 海南州 果洛 玉树 海西"),
    Province("64", "ningxia", "宁夏", "northwest", "宁", "银川 石嘴山 吴忠 固原 中卫"),
    Province("65", "xinjiang", "新疆", "northwest", "新",
             "乌鲁木齐 克拉玛依 04 吐鲁番 哈密 23 昌吉 27 博尔塔拉 巴音郭楞 阿克苏 克孜勒苏 喀什 和田 "
             "40 伊犁 42 塔城 阿勒泰"),
    Province("71", "taiwan", "台湾", "hk_macau_taiwan", "台", ""),
    Province("81", "hong_kong", "香港", "hk_macau_taiwan", "港", ""),
    Province("82", "macau", "澳门", "hk_macau_taiwan", "澳", ""),
)  # fmt: skip

REGIONS: dict[str, tuple[str, ...]] = {
    "north": ("华北",), "east": ("华东",), "central": ("华中",), "south": ("华南",),
    "southwest": ("西南",), "northwest": ("西北",), "northeast": ("东北",),
    "hk_macau_taiwan": ("港澳台", "港澳"),
}  # fmt: skip
"""The seven regions and 港澳台, in the order they are shown, with what a stated one begins with."""

_TRADITIONAL = (
    "東遼寧龍蘇內陝貴雲慶臺灣門長濱齊雙黃連撫順營陽盤鐵嶺蘆錦無鹽揚鎮溫興紹華麗馬銅蕪巖贛鷹饒濟煙濰棗澤"
    "鄭開頂鶴鄉漢荊岡隨張懷婁關頭遠賓賀來瀘綿內樂達資義節畢臨滄紅蘭銀寶鹹魯爾烏蘇倫邯鄲莊衛吳運呂綏鷄雞"
    "崗隴廣縣區國駐濼瑪維錫聖嶽陰漵滎淶豐懷壩寶廈蘇壽縉鄧"
)
_SIMPLIFIED = (
    "东辽宁龙苏内陕贵云庆台湾门长滨齐双黄连抚顺营阳盘铁岭芦锦无盐扬镇温兴绍华丽马铜芜岩赣鹰饶济烟潍枣泽"
    "郑开顶鹤乡汉荆冈随张怀娄关头远宾贺来泸绵内乐达资义节毕临沧红兰银宝咸鲁尔乌苏伦邯郸庄卫吴运吕绥鸡鸡"
    "岗陇广县区国驻泺玛维锡圣岳阴溆荥涞丰怀坝宝厦苏寿缙邓"
)
_STREET = r"^(?:[东西南北中]?[一二三四五六]?[路街巷]|大街|大道|大路|道|区|中学|小学|大学)"
"""What follows a place name that is really a street or district of another place: 北京路 12 号."""


@cache
def _city_codes() -> dict[str, tuple[str, str]]:
    """Four digits of GB/T 2260 -> (city, province key)."""
    codes = {}
    for province in PROVINCES:
        number = 1
        for word in province.cities.split():
            if word.isdigit():
                number = int(word)
                continue
            codes[f"{province.code}{number:02}"] = (word, province.key)
            number += 1
    return codes


def _plain(text: pl.Expr) -> pl.Expr:
    """``text`` as simplified characters without blanks, the country and brackets in front."""
    simplified = dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True))
    return (
        text.str.normalize("NFKC").str.to_lowercase()
        .str.replace_many(list(simplified), list(simplified.values()))
        .str.replace_all(r"[\s,，/\-_·()]+", "")
        .str.replace(r"^(?:中国|中华人民共和国|china)", "")
    )  # fmt: skip


def province_of_code(code: pl.Expr) -> pl.Expr:
    """The province key of a code that starts with two digits of GB/T 2260, else null.

    83 is the residence permit of people from Taiwan.
    """
    keys = {province.code: province.key for province in PROVINCES} | {"83": "taiwan"}
    return code.str.slice(0, 2).replace_strict(keys, default=None, return_dtype=pl.String)


def city_of_code(code: pl.Expr) -> pl.Expr:
    """The city of a code that starts with four digits of GB/T 2260 in force, else null."""
    cities = {code4: city for code4, (city, _) in _city_codes().items()}
    municipal = {f"{p.code}{n:02}": p.zh for p in PROVINCES if not p.cities and p.code < "71"
                 for n in (1, 2)}  # fmt: skip
    return code.str.slice(0, 4).replace_strict(
        cities | municipal, default=None, return_dtype=pl.String
    )


def places_of(texts: pl.Series) -> pl.DataFrame:
    """The ``province`` key and the ``city`` that each text says, null where it says none.

    A text is an address, a province's or city's name, or a code: simplified or traditional, with or
    without 省 or 自治区; one-character names (粤) and English ones when they stand alone. A city at the
    front says its province. A street named after a place (北京路12号) says nothing.
    """
    provinces = {p.zh: p.key for p in PROVINCES}
    cities = dict(_city_codes().values())
    municipal = {p.zh for p in PROVINCES if not p.cities}
    alone = {p.short: p.key for p in PROVINCES} | {p.key.replace("_", ""): p.key for p in PROVINCES}
    after_province = rf"^(?:{'|'.join(provinces)})(?:省|(?:壮族|回族|维吾尔)?自治区|特别行政区)?"
    plain = pl.col("plain")
    # In steps, so that each is computed once: the names stand at the front, 40 characters are plenty.
    steps = (
        pl.DataFrame({"text": texts.cast(pl.String).str.head(40)})
        .select(plain=_plain(pl.col("text")))
        .with_columns(
            front=_front(plain, provinces), front_city=_front(plain, cities),
            rest=plain.str.replace(after_province, ""),
            whole=plain.str.replace(r"(?:province|municipality|city|省|市)$", ""),
        )
        .with_columns(rest_city=_front(pl.col("rest"), cities))
    )  # fmt: skip
    in_qinghai = plain.str.contains("^海南(?:藏族|州)")
    return steps.select(
        pl.coalesce(
            pl.when(in_qinghai).then(pl.lit("qinghai")),
            _looked_up("front", provinces), _looked_up("front_city", cities),
            _looked_up("whole", alone),
            pl.when(plain.str.contains(r"^\d{2}(?:\d{4})?$")).then(province_of_code(plain)),
        ).alias("province"),
        pl.coalesce(
            pl.when(pl.col("front").is_in(sorted(municipal))).then("front"), "rest_city", "front_city"
        ).alias("city"),
    )  # fmt: skip


def _looked_up(column: str, names: dict[str, str]) -> pl.Expr:
    return pl.col(column).replace_strict(names, default=None, return_dtype=pl.String)


def _front(plain: pl.Expr, names: Iterable[str]) -> pl.Expr:
    """The one of ``names`` that ``plain`` starts with, unless it goes on like a street's name."""
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    found = plain.str.extract(f"^({'|'.join(longest_first)})")
    return pl.when(~plain.str.slice(found.str.len_chars()).str.contains(_STREET)).then(found)


def region_of_province(province: pl.Expr) -> pl.Expr:
    """The region key of a province key."""
    regions = {p.key: p.region for p in PROVINCES}
    return province.replace_strict(regions, default=None, return_dtype=pl.String)


def region_stated(text: pl.Expr) -> pl.Expr:
    """The region key that a stated region (华东区, 東北) names, else null."""
    parts = {zh: key for key, names in REGIONS.items() for zh in names}
    said = _plain(text.str.head(40)).str.extract(f"^({'|'.join(parts)})")
    return said.replace_strict(parts, default=None, return_dtype=pl.String)
