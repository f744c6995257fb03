"""Chinese sentences of the room plan: English sentence -> Chinese sentence."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "a plan needs a date, and there is none in the data": "制定策略需要日期，而数据里没有日期",
    "nothing says the {columns} of the customers": "没有任何数据说明客户的{columns}",
    "no part of a plan can be made: {reasons}": "策略的任何一部分都无法制定：{reasons}",
    "not made: {part}: {why}": "未制定：{part}：{why}",
    "parts of a plan: {parts}": "策略包括：{parts}",
    "a plan has no part {name!r}": "策略里没有 {name!r} 这一部分",
    # policy
    "[[{what}]] {name!r} is there twice": "[[{what}]] {name!r} 出现了两次",
    "[[{what}]] {number} {name!r}: {error}": "[[{what}]] 第 {number} 条 {name!r}：{error}",
    "[[policy.level]] {number} {name!r} has contact_every_days and contacts_a_month: write one": "[[policy.level]] 第 {number} 条 {name!r} 同时写了 contact_every_days 和 contacts_a_month：只写一个",
    "[[policy.level]] {number} {name!r} takes everybody: those below it are never reached": "[[policy.level]] 第 {number} 条 {name!r} 包括了所有人：它下面的永远轮不到",
    "[[policy.strategy]] {number} {name!r} takes everybody: those below it are never reached": "[[policy.strategy]] 第 {number} 条 {name!r} 包括了所有人：它下面的永远轮不到",
    "write them from the top; only the last one may take the rest": "请自上而下书写，只有最后一条可以包括其余客户",
    "[[policy.level]] {name!r} is for tiers, and nothing says the customers' tiers": "[[policy.level]] {name!r} 按层级设定，而没有数据说明客户的层级",
    "give balances by month, or write when = a condition": "请提供按月的余额，或改写 when = 条件",
    "nothing says the tiers or the value of the customers": "没有数据说明客户的层级或价值",
    "write service levels in custseg.toml: [[policy.level]] name, when, contact_every_days": "请在 custseg.toml 中写服务等级：[[policy.level]] name、when、contact_every_days",
}
