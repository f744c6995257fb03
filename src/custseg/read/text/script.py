"""In which of the East Asian encodings bytes read as a language people write.

GB18030 takes nearly any bytes: French, Russian, Korean and Big5 text all come out as rare hanzi or
odd symbols. So what comes out must be mostly what such a language is made of, and the common part of
it; and one encoding must read so much better than the others that there is no doubt.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

# The hanzi that business tables in either script cannot do without: text read in the wrong
# encoding has rare hanzi, text read in the right one has these.
_COMMON = frozenset(
    "的一是了不在有人我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实"
    "日月号客户名称姓交易金额余账卡银单位元期间编订产品销售数量价类型状态机电话手地址市省区城县街路性别"
    "男女身份证件存贷款利率支付收入出转消费者商店公司业务员经理部门等级备注合计总小共打印制表办杭州上海北京广"
    "深圳东西南北华张王李刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏"
    "薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "伟芳娜秀敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚英玉桂建辉鑫宇博浩梓轩涵欣怡诗雨思佳琪俊婷雪梅红燕玲莉波飞鹏宁峰健晨"
    "二三四五六七八九十零百千工资柜台网手机渠道早餐午晚水果食品服装电器用超市餐饮购物钻金银普通会员积分新老"
    "人民币种描述记话费水电气充值退款红包零钱车票快递转牛奶面包苹果咖啡茶酒肉菜米油洗衣液纸巾鞋帽裤裙书笔美团京滴猫"
    "這個們來為國說時會對於後裡過發經種沒動還進開從實號戶稱額餘帳銀單編訂產數價類狀態機電話縣別證貸轉費"
    "業務員門級註計總製張劉陳楊趙黃吳孫馬羅鄭謝韓馮訊資維基百科偉麗靜強軍勇豔傑濤蘭剛灣臺備購買無"
)
_SYLLABLES = frozenset(
    "이다는에의을가고를은한로하도지기사서자인시정으대리수있나어그부아일해보스들전과제상장비국원주여조만선라공"
    "성동구무유세치경용내우신소마물계심방안게진관학교연화거때면되않없것등및된였했김박최명번호금액날짜이름객"
)
_WORDS = re.compile(
    "交易|金额|金額|日期|时间|時間|客户|客戶|姓名|名称|名稱|编号|編號|账户|帳戶|账号|帳號|卡号|卡號|余额|餘額|订单|訂單|产品|產品|商品|"
    "手机|手機|电话|電話|类型|類型|摘要|币种|幣種|数量|數量|单价|單價|会员|會員|支付|收入|支出|机构|機構|开户|開戶|备注|備註|合计|合計|"
    "记账|記帳|地址|性别|性別|评分|評分|内容|內容|反馈|反饋|贷款|貸款|利率|期限|状态|狀態|城市|年龄|年齡|等级|等級|公司|门店|門店"
)
"""What stands in headers: several of these never come out of bytes by chance, whatever hanzi follow."""
_TELLING_WORDS = 3
_TOLD = 0.6
"""How well text reads that has them."""
_ENOUGH = 2000
_FEW = 6
"""So few characters are little evidence."""
_LEAST = 0.3
NATURAL = 0.3
"""Text of which so large a share is common reads as what people write."""
_CLEARLY = 2.0
"""The best reading must be this many times as good as the next."""
_CHINESE = ("gb18030", "big5hkscs")
ENCODINGS = ("gb18030", "big5hkscs", "cp949", "cp932", "euc_jp")


@dataclass(frozen=True)
class Verdict:
    """What bytes read as: the encoding, where one is clearly best, and how much evidence there is."""

    encoding: str | None
    is_thin: bool = False
    candidates: tuple[str, ...] = ()
    """Encodings that are as likely as each other, where there is none."""


def verdict(sample: Iterable[bytes]) -> Verdict:
    """In which encoding the beginning of a file reads as Chinese, Korean or Japanese.

    ``sample`` is gone through once an encoding, as far as it takes. Where the bytes fit no encoding,
    it is the one that reads well up to the byte that does not fit.
    """
    scores = [
        score for encoding in ENCODINGS if (score := _score(sample, encoding)).share >= _LEAST
    ]
    whole = [score for score in scores if score.fits]
    scored = sorted(whole or scores, key=lambda each: -each.share)
    if not scored:
        return Verdict(None)
    best = scored[0]
    rivals = [other.encoding for other in scored[1:] if other.share * _CLEARLY > best.share]
    is_thin = best.letters < _FEW
    if rivals or (is_thin and not (best.fits and best.encoding in _CHINESE)):
        return Verdict(None, candidates=(best.encoding, *rivals))
    return Verdict(best.encoding, is_thin)


def score_of(text: str, encoding: str = "gb18030") -> float:
    """Which share of the letters of ``text`` beyond ASCII is common in what ``encoding`` is for."""
    letters = Counter(char for char in text if char > "\x7f" and not _is_punctuation(char))
    return _share(letters, encoding)


@dataclass(frozen=True)
class _Score:
    """How well bytes read in an encoding: the share of common letters, how many letters there were."""

    encoding: str
    share: float
    letters: int
    fits: bool = True


def _score(pieces: Iterable[bytes], encoding: str) -> _Score:
    letters: Counter[str] = Counter()
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    fits = True
    head = ""
    for piece in pieces:
        if piece.isascii() and not decoder.getstate()[0]:
            continue
        try:
            text = decoder.decode(piece)
        except UnicodeDecodeError as error:
            text, fits = error.object[: error.start].decode(encoding, "ignore"), False
        head = (head + text)[:_ENOUGH]
        letters.update(char for char in text if char > "\x7f" and not _is_punctuation(char))
        if letters.total() > _ENOUGH or not fits:
            break
    share = _share(letters, encoding)
    if share and encoding in _CHINESE and len(set(_WORDS.findall(head))) >= _TELLING_WORDS:
        share = max(share, _TOLD)
    return _Score(encoding, share, letters.total(), fits)


def _share(letters: Counter[str], encoding: str) -> float:
    common = sum(n for char, n in letters.items() if _is_common(char, encoding))
    odd = sum(n for char, n in letters.items() if not _belongs(char, encoding))
    return 0.0 if 5 * odd > letters.total() else common / max(letters.total(), 1)


def _is_common(char: str, encoding: str) -> bool:
    if encoding == "cp949":
        return char in _SYLLABLES
    if encoding in ("cp932", "euc_jp"):
        return "\u3041" <= char <= "\u30fe"
    return char in _COMMON


def _belongs(char: str, encoding: str) -> bool:
    """Whether a character is of the scripts that the encoding is for."""
    if encoding == "cp949":
        return "\uac00" <= char <= "\ud7a3"
    is_hanzi = (
        "\u4e00" <= char <= "\u9fff"
        or "\U00020000" <= char <= "\U0003ffff"
        or "\u3400" <= char <= "\u4dbf"
    )
    return is_hanzi or (encoding in ("cp932", "euc_jp") and "\u3041" <= char <= "\u30fe")


def _is_punctuation(char: str) -> bool:
    return (
        "\u3000" <= char <= "\u303f"
        or "\uff00" <= char <= "\uff60"
        or char in "¥￥—…“”‘’·×÷±°§℃€£①②③④⑤ー々"
    )
