"""Names in quoted texts become stars; numbers, cards and addresses are masked by the renderers."""

from __future__ import annotations

import re

LONGEST = 80
_TITLE = re.compile(r"[㐀-鿿](?=(?:先生|女士|小姐|太太|老师|经理|师傅|主任|行长)(?![㐀-鿿]?们))")
_NO_NAME = (
    "诈骗|骗子|骗局|电信诈|.?客户|.?用户|会员|学生|.?农民|工人|老人|老年|个体|商户|公司|员工|储户|持卡"
    "|你们|他们|因为|怎么|什么|[不很这那被]"
)
"""What stands after 我是 and 叫 and is no name."""
_CALLED = re.compile(
    rf"(我叫|本人叫|姓名[是为：: ]*|名叫|(?:我是|叫做?)(?!{_NO_NAME}))"
    r"([㐀-鿿]{2,3})(?=[，。,.\s；;!！的]|$)"
)
_CALLED_EN = re.compile(
    r"\b((?i:my name is|this is|mr\.?|mrs\.?|ms\.?|dr\.?)\s+)([A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)?)"
)
_DIGITS = r"\d〇○零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_NUMBER_ENDS = re.compile(rf"[{_DIGITS}\w.+@ \-－—]*[{_DIGITS}@][\w.+@ \-－—]*$", re.ASCII)
_NUMBER_GOES_ON = re.compile(rf"[ \-－—]?[{_DIGITS}a-zA-Z.@]")
_NOT_NAMES = frozenset("客户大堂理财对公个人部门支行")


def redacted(text: str, name: str | None = None, longest: int = LONGEST) -> str:
    """``text`` for an example: the customer's own ``name`` and names by their title or 我叫 hidden, cut short.

    >>> redacted("我叫李小明，柜员王女士态度差", "李小明")
    '我叫**，柜员*女士态度差'
    """
    shown = " ".join(text.split())
    if name and len(name) > 1:
        shown = shown.replace(name, "**")
    shown = _CALLED.sub(r"\1**", shown)
    shown = _TITLE.sub(lambda found: found[0] if found[0] in _NOT_NAMES else "*", shown)
    shown = _CALLED_EN.sub(r"\1**", shown)
    return shown if len(shown) <= longest else _cut(shown, longest - 1) + "…"


def _cut(text: str, at: int) -> str:
    """``text`` up to ``at``, and no part of a number that goes on there: half of one could not be masked."""
    kept = text[:at]
    return _NUMBER_ENDS.sub("", kept) if _NUMBER_GOES_ON.match(text, at) else kept
