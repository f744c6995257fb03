"""What a table of character runs cannot hear, in words it knows: signs, faults denied, answers of one word.

👍 is in no n-gram, 服务不差 holds 差 and 没有想象中那么麻烦 holds 麻烦. Such turns are written anew
before a text is scored; whatever else it says keeps its weight.
"""

from __future__ import annotations

import re

_PLEASED_SIGNS = re.compile(
    "(?:[👍👏🌹💯😊😄😃😁🥰😍🤗💐]|❤|\\[(?:强|赞|鼓掌|玫瑰|爱心|胜利)\\])[️🏻-🏿]*"
)
_ANGRY_SIGNS = re.compile("(?:[😡🤬👎😠😤💢😒🙄]|\\[(?:怒|发怒|弱|咒骂|鄙视|吐|抓狂)\\])[️🏻-🏿]*")
_SIGNS = re.compile("[☀-➿\U0001f000-\U0001faff]|\\[[一-鿿]{1,2}\\]")

_FAULT = "差|慢|难|麻烦|复杂|贵|糟|坑|繁琐|啰嗦"
_FAULT_DENIED = re.compile(
    rf"(?:没有?|不像)(?:我|大家|别人)?(?:之前)?(?:想象|想像|想|预想|说|传说|传闻)(?:的|中|中的|得)?(?:那么|这么|那样)?(?:{_FAULT})"
    rf"|没(?:有)?(?:那么|这么)(?:{_FAULT})"
    rf"|(?:一点(?:儿|都|也)*|并|完全|真的|真|还|也|都)不(?:{_FAULT})(?!不|点|得|以|受|忘|免)"
    r"|(?<![差相并差绝])不差(?!钱|这|那|几|多|异|别|事|你|我|他|上|下)"
    r"|不麻烦(?!你|您|他|别人|的话)"
    r"|挑不出(?:什么)?(?:毛病|缺点|问题)|没(?:有|什么|啥)+(?:可|好)?挑剔的?|没(?:有)?毛病"
    r"|没(?:有|什么|啥)+不(?:好|满意?)(?:的(?:地方)?)?"
)
_MAY_DENY = re.compile(f"[不没][^，。！]{{0,9}}(?:{_FAULT}|毛病|挑剔|不|缺点|问题)|不(?:{_FAULT})")
_ASKED = re.compile(
    r"[?？]|[吗么呢](?:[，。！；,!;\s]|$)|是不是|会不会|是否|如果|要是|请问|怎么|如何|什么时候"
)

_ONE_WORD = {
    "差": "太差了", "烂": "太烂了", "慢": "太慢了", "贵": "太贵了", "坑": "太坑了", "垃圾": "太垃圾了",
    "糟糕": "太糟糕了", "难用": "太难用了", "差评": "太差了", "差劲": "太差了", "不好": "很不好，太差了",
    "不行": "很不好，太差了", "恶心": "太恶心了", "不推荐": "很不好，太差了", "不方便": "很不方便，太差了",
    "不满意": "非常不满意，太差了", "推荐": "很好，推荐", "快": "很快，很好", "赞": "很赞，很好", "棒": "很棒，很好",
    "点赞": "很赞，很好", "好用": "很好用", "方便": "很方便", "专业": "很专业，很好",
}  # fmt: skip
_DRESS = re.compile(r"^(?:真的?|很|太|挺|好|超级?|非常|特别|十分)?(.{1,3}?)(?:了|啊|的)?$")
_LONGEST_WORD = 6
_AROUND = " \t。，！!.,~～…、"


def reworded(text: str) -> str:
    """``text`` with signs of pleasure or anger, denied faults and one-word answers in plain words.

    >>> reworded("👍👍"), reworded("服务不差"), reworded("差！")
    ('很好，很好，', '服务很好', '太差了')
    """
    said = text
    if _SIGNS.search(said):
        said = _ANGRY_SIGNS.sub("太差了，", said)
        said = said if _ASKED.search(text) else _PLEASED_SIGNS.sub("很好，", said)
    bare = said.strip(_AROUND)
    if len(bare) <= _LONGEST_WORD:
        word = _DRESS.match(bare)
        plain = _ONE_WORD.get(bare) or (_ONE_WORD.get(word[1]) if word else None)
        if plain:
            return plain
    if _MAY_DENY.search(said) and (turned := _FAULT_DENIED.sub("很好", said)) != said:
        return said if _ASKED.search(said) else turned
    return said
