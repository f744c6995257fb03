"""Orders that came to nothing, as shops and payment services say it in a status column."""

from __future__ import annotations

import polars as pl

_NOTHING = (
    r"(?i)关闭|關閉|取消|作废|作廢|撤[销銷单單回]|失败|失敗|拒[收付]|全[额額]退款|退款成功|退货成功|^已退款$|^已退货$"
    r"|未完成|未(付款?|支付)|待(买家|買家|顾客|客户)?(付款|支付)"
    r"|cancel|void|fail|unpaid|not paid|(await|pend)ing payment|^refunded$|^returned$|declined|denied"
    r"|abandoned"
)
_YET_DONE = r"(?i)[未不无]\w{0,2}取消|(退款|退货|取消|撤销)(申请)?(失败|关闭|取消|已关闭|被拒)|not cancel|not void"
"""A refund that was refused leaves the order as it was."""
_IN_PART = r"(?i)部分退|已退款\s*[（(]|partial\w* refund"


def came_to_nothing(status: pl.Expr) -> pl.Expr:
    """Whether an order was cancelled, closed, refunded in full or never paid; false for null."""
    return (status.str.contains(_NOTHING) & ~status.str.contains(_YET_DONE)).fill_null(False)


def refunded_in_part(status: pl.Series) -> str | None:
    """The first status that speaks of a partial refund, of which it does not say how much."""
    found = status.filter(status.str.contains(_IN_PART).fill_null(False))
    return None if found.is_empty() else str(found[0])
