"""Which side a Chinese text takes where single words mislead: comparisons, goodbyes, thanks for a charge dropped.

A model on runs of three characters hears 收益 and 比别家, both said in praise, and not the 低 that
follows. These few turns of speech are told by rule, whatever the weights say.
"""

from __future__ import annotations

import re

from custseg.methods.sentiment.lexicon import STILL_LOST, Words, clauses_said
from custseg.models.text.classes import NEGATIVE, POSITIVE, Judged
from custseg.models.text.ngrams import LONGEST

BELIEVED = 0.8
"""The probability a rule gives its class, at the least."""
NO_OPINION = 0.5
"""From this probability of none on, a text has no opinion that a comparison or a goodbye could turn."""
SURE = 0.9
"""Pleasure from which a goodbye does not make a text displeased: 服务很好，只是要搬走."""

_PAST = "(?:以前|从前|之前|原来|过去|早些年|前几年)"
_OLD = f"(?:{_PAST}|(?:旧|老|原|上一?)(?:版本?|系统|界面))"
_THEY = (
    "(?:别家|别的银行|别的行|别人家?|人家|其他银行|其它银行|他行|外面|同行|同业|隔壁(?:银行|家)?|对面(?:银行|那家)?"
    "|(?:工商|农业|建设|交通|招商|邮储|浦发|中信|民生|广发|光大|平安|兴业|华夏)(?:银行)?|[工农中建交招]行|农商行|城商行"
    f"|余额宝|支付宝|微信|{_OLD})"
)
_WE = "(?:你们家?|你家|你行|贵行|咱们行?|我们行|这里|这儿|这家)"
_DEGREE = "(?:的|那边|那里)?(?:还要?|都|要|更|也|那么|这么|给得?|收得?|来得)?"
_BETTER, _WORSE = "好|强|快|便宜|实惠|划算|方便|省", "差|慢|贵|难用|麻烦|坑|黑"
_MORE, _LESS = "高|多|大|长", "低|少|小|短"
_QUALITIES = frozenset(f"{_BETTER}|{_WORSE}".split("|"))
_WORD = f"(?P<word>{_BETTER}|{_WORSE}|{_MORE}|{_LESS})"
_THAN = re.compile(rf"(?<!不)(?<!相)比(?:(?P<they>{_THEY})|(?P<we>{_WE})){_DEGREE}{_WORD}")
_NOT_AS = re.compile(
    rf"(?:没有?|不如|比不上|不及|赶不上)(?:(?P<they>{_THEY})|(?P<we>{_WE})){_DEGREE}{_WORD}"
)
_BEATEN = re.compile(rf"(?:不如|比不上|不及|赶不上)(?:(?P<they>{_THEY})|(?P<we>{_WE}))")
_COMPARES = re.compile("比|不如|不及|赶不上|没|现在")
_THEN_NOW = re.compile(
    f"{_PAST}(?!比|[^，。；]{{0,4}}(?:的)?(?:没|好多了|差多了))[^。；？?]{{1,12}}(?:现在|如今|这次)[^。；？?]{{0,4}}?"
    "(?:(?P<up>好多了|好了|好很多|方便多了|方便了|快多了|快了|改善|进步|越来越好|越来越方便|越来越快)"
    "|(?P<down>差|慢|坑|不行|难用|麻烦|变味|越来越差|越来越慢|越来越难))"
)
_COST = re.compile("费|贷|月供|罚息|违约金|滞纳金|利差|分期|价")
_PLAINLY = re.compile(
    f"(?:没有?|不如|不及|赶不上){_PAST}|不如(?:旧|老|原|上一?)(?:版|系统)|{_PAST}.{{1,14}}现在"
)
_SUPPOSED = re.compile("如果|要是|假如|假设|听说|据说|是不是|是否|还是|哪")

_THANKS = re.compile("谢谢|感谢|多谢|谢了|致谢|点赞|赞一个")
_FAVOUR = re.compile(
    "免(?:了|掉|除|去|单|收|[^，。！？]{0,4}(?:年费|费用|费|利息|罚息|违约金|滞纳金))|减免|退(?:了|回|还|给)|不收(?:我|了)?[^，。！？]{0,4}费"
    "|返还|补(?:发|回|给)|(?:年费|手续费|费用|违约金|罚息|滞纳金)(?:都|也|全)?(?:给)?(?:我)?(?:免|减|退)"
)
_WISHED = re.compile(
    "请|麻烦|希望|盼|能否|可否|可以.{0,6}吗|申请一下|想|咨询|求|尽快|帮忙查|要求|不给|不肯|没有?[免退减]|未[免退减]|拒"
)

_SAVED = re.compile(
    "(?:多亏|幸亏|幸好|还好|好在|感谢|谢谢|点赞).{0,20}(?:拦截|拦下|拦住|识破|提醒|阻止|制止|劝阻|及时发现|没有?被[骗诈盗]|保住|挽回)"
    "|(?:拦截|拦下|拦住|识破|提醒|阻止|制止|劝阻|及时发现).{0,20}(?:保住|挽回|没有?被[骗诈盗]|感谢|谢谢|点赞)"
)
_CRIME = re.compile("骗|盗|可疑")


def sided(text: str, thought: Judged, leaves: Words | None) -> Judged:
    """``thought`` with the class a rule gives the text of small letters, where one holds.

    Thanks for a charge dropped or for a crime prevented are positive; a comparison turns an opinion to its side, and a text that
    announces leaving by one of the words of ``leaves`` is no pleased one. What the model takes for no opinion stays none but for thanks
    and for what is plainly better or worse than it was.
    """
    small = text[:LONGEST].lower()
    if is_thanked(small) or is_saved(small):
        return _moved(thought, POSITIVE)
    if thought.neutral >= NO_OPINION and not _PLAINLY.search(small):
        return thought
    side = compared(small)
    if side is None and leaves is not None and thought.positive < SURE:
        side = NEGATIVE if leaves.announced(small) else None
    return thought if side is None else _moved(thought, side)


def is_thanked(small: str) -> bool:
    """Whether somebody gives thanks for a charge that was dropped or paid back, and asks for none."""
    if not _THANKS.search(small):
        return False
    said = " ".join(clauses_said(small))
    return bool(
        _THANKS.search(said) and _FAVOUR.search(said) and not _WISHED.search(_THANKS.sub("", small))
    )


def is_saved(small: str) -> bool:
    """Whether somebody is glad that the bank prevented a crime, and tells of nothing that failed."""
    return bool(_CRIME.search(small) and _SAVED.search(small) and not STILL_LOST.search(small))


def compared(small: str) -> str | None:
    """The side of the last comparison with another bank or with the past; None where there is none, or it is asked.

    More, higher and longer are good of what a customer gets, bad of what a customer pays; against the past
    they say nothing, for whether one pays or gets the rate is not said.
    """
    found = None
    if not _COMPARES.search(small):
        return None
    for clause in clauses_said(small):
        if not _SUPPOSED.search(clause):
            found = _side_of(clause) or found
    if found is None and not _SUPPOSED.search(small):
        turned = _THEN_NOW.search(small)
        found = turned and (POSITIVE if turned["up"] else NEGATIVE)
    return found


def _side_of(clause: str) -> str | None:
    than, not_as = _THAN.search(clause), _NOT_AS.search(clause)
    seen = than or not_as
    if seen is None:
        beaten = _BEATEN.search(clause)
        return None if beaten is None else NEGATIVE if beaten["they"] else POSITIVE
    if seen["they"] and re.fullmatch(_OLD, seen["they"]) and seen["word"] not in _QUALITIES:
        return None
    word, is_cost = seen["word"], bool(_COST.search(clause))
    good = word in _BETTER.split("|") or word in (_LESS if is_cost else _MORE).split("|")
    turned = (seen is not_as) != bool(seen["we"])
    return POSITIVE if good != turned else NEGATIVE


def _moved(thought: Judged, side: str) -> Judged:
    """``thought`` with at least ``BELIEVED`` for a class, the rest in proportion."""
    before: float = getattr(thought, side)
    if before >= BELIEVED:
        return thought
    share = (1 - BELIEVED) / (1 - before)
    return thought._replace(
        **{
            name: BELIEVED if name == side else share * value
            for name, value in thought._asdict().items()
        }
    )
