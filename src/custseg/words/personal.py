"""What the header of a column says of the persons in it: 姓名, 手机号, 对方账号, e-mail …"""

from __future__ import annotations

import re

from custseg.words.terms import Unit

_SAYS: dict[Unit, str] = {
    "phone": r"(手机|电话|電話|手機|座机|联系方式)"
             r"(?!银行|端|渠道|支付|型号|品牌|应用|app|回?访|营销|客服|服务|认证|验证|绑定|次|数|费|量)"
             r"|^(mobile|cell|tele)?[ _]?phone([ _]?(number|no))?$|^mobile$",
    "id_number": r"身份证|身份證|证件(?!类|种|有效|到期|是否)|證件(?!類|種|有效|到期)|护照|passport"
                 r"|微信号|微信id|^微信$|^qq号?$|^wechat",
    "card": r"卡号|卡號|银行卡(?!数|张|类|种|等|级|状|消费|交易|笔|是否)|对方账|對方帳|对方卡|[收付]款账[号户]"
            r"|对手账|^card[ _]?(number|no)$",
    "email": r"邮箱|郵箱|电子邮件|^e-?mail",
    "address": r"住址|地址|^(home|postal|street)?[ _]?address$",
    "name": r"姓名|会员名|会员昵称|客户名|户名|昵称|暱稱"
            r"|(联系|聯絡|推荐|介绍|担保|收货|收件|经办|代办)人(?!数|次|类|关系)"
            r"|^(first|last|full|sur|nick)[ _]?name$|^contact[ _]?(person|name)?$|^referrer$",
}  # fmt: skip
_PATTERNS = {unit: re.compile(pattern, re.I) for unit, pattern in _SAYS.items()}


def says_personal(header: str) -> Unit | None:
    """The kind of personal data a column holds by what its header says; None for none.

    >>> says_personal("客户手机号"), says_personal("推荐人"), says_personal("推荐人数")
    ('phone', 'name', None)
    """
    return next((unit for unit, said in _PATTERNS.items() if said.search(header.strip())), None)
