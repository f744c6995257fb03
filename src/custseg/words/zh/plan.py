"""Chinese sentences of the room plan: English sentence -> Chinese sentence."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "a plan needs a date, and there is none in the data": "制定策略需要日期，而数据里没有日期",
    "nothing says the {columns} of the customers": "没有任何数据说明客户的{columns}",
    "no part of a plan can be made: {reasons}": "策略的任何一部分都无法制定：{reasons}",
    "not made: {part}: {why}": "未制定：{part}：{why}",
    "parts of a plan: {parts}": "策略包括：{parts}",
    "a plan has no part {name!r}": "策略里没有 {name!r} 这一部分",
}
