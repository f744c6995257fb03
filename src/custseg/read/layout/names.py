"""What the names of columns look like in any table of a bank or shop, whatever they mean there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from custseg.read.cells import is_typed

_LONGEST = 40
_MARKS = re.compile(r"[(\[【<{][^()\[\]【】<>{}]*[)\]】>}]|[*#'\"\s\u200b-\u200f\u2060\ufeff]")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ENDS = _set(
    "号 编号 号码 代码 编码 标识 标志 姓名 名称 户名 昵称 日期 时间 年月 月份 期间 金额 余额 总额 发生额 销售额 交易额 单价 价格 总价 数量 件数 笔数 次数 "
    "人数 天数 个数 类型 类别 种类 分类 等级 级别 星级 状态 阶段 方式 渠道 方向 摘要 备注 附言 用途 币种 币别 货币 户主 账户 账号 卡号 产品 商品 客户 会员 "
    "用户 性别 年龄 生日 电话 手机 邮箱 地址 省份 城市 地区 区域 职业 学历 行业 来源 负责人 客户经理 跟进人 推荐人 联系人 内容 评分 得分 原因 日均 利率 "
    "期限 到期日 起息日 开户日 交易日 记账日 规模 比例 积分 序号 对方 商户 网点 机构 门店 收入 支出 借方 贷方 发生额借方 发生额贷方 份额 净值 市值 利润 "
    "折扣 手续费 服务费 费用 经理 归属人 所有人 所属人 制单人 国家 毛利 本金 利息 评级 渠道名 订单id"
)  # fmt: skip
"""What the names of columns end with, in Chinese."""
_WHOLE = _set(
    "借 贷 收 支 省 市 区 县 日 月 年 名 户 量 价 税 id no nps 收/支 借/贷 钞/汇 收付 借贷 收支 金额 日期 时间 内容 单位 主题 品名 型号 规格 部门 职务 公司"
)  # fmt: skip
"""Names that are whole."""
_ENGLISH = _set(
    "id ids no number num nbr name date dt time timestamp amount amt balance bal type status code description desc detail details price cost qty quantity "
    "category currency ccy owner stage source email phone mobile address city state country province zip gender sex age birthday account acct customer cust "
    "client member user product item branch channel total sales revenue profit income value rate score rating comment comments feedback text title region "
    "segment level tier memo note notes summary narrative debit credit withdrawal withdrawals deposit deposits fee fees day month year unit units count "
    "order invoice store merchant reference ref job education marital loan tenure discount method reason company industry website role index key flag "
    "indicator percentage share weight size color subject message url percent payee birth address2"
)  # fmt: skip
"""Their last word in English."""
_SIZES = sorted({len(end) for end in _ENDS})
_RUN_TOGETHER = r"[a-z]{2,12}(?:id|name|date|amount|number|type|no|code|price|time)"
_WORD = r"[a-z]+[a-z\d]*"
_MOST_BEFORE = 14
_MOST_WORDS = 5


def is_name(cell: str) -> bool:
    """Whether a cell reads as the name of a column: 交易日期, 金额（元）, Customer No."""
    if not cell or len(cell) > _LONGEST or is_typed(cell):
        return False
    plain = unicodedata.normalize("NFKC", cell)
    bare = _MARKS.sub(lambda found: " " if found[0].isspace() else "", plain).strip(" .")
    if not bare.isascii():
        bare = bare.replace(" ", "")
    plain = bare.lower()
    return _names_one(plain) or (plain[-1:].isdigit() and _names_one(plain[:-1]))


def _names_one(name: str) -> bool:
    """Whether a name in small letters says what columns are about, by its end or its last word."""
    if name in _WHOLE or any(
        name[-size:] in _ENDS for size in _SIZES if len(name) <= size + _MOST_BEFORE
    ):
        return True
    *before, last = re.split(r"[\s_\-./]+", name)
    if last in _ENGLISH and len(before) < _MOST_WORDS:
        return all(re.fullmatch(_WORD, word) for word in before)
    return bool(re.fullmatch(_RUN_TOGETHER, name))


def tidy(name: str) -> str:
    """The name of a column on one line, without what cannot be seen."""
    return " ".join(_INVISIBLE.sub("", name).split())


def reads_as_names(row: Sequence[str], share: float = 0.6) -> bool:
    """Whether most cells of a row are names of columns, and none is a value."""
    cells = [cell for cell in row if cell]
    named = sum(map(is_name, cells))
    return named >= 2 and named >= share * len(cells) and len(set(cells)) > len(cells) // 2
