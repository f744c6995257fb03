"""Sentences about the history of life-cycle stages."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "Between {start} and {end} {n:,} of {all:,} customers changed stage ({share:.1%})": "{start} 至 {end}，{all:,} 位客户中有 {n:,} 位阶段变动（{share:.1%}）",
    "; most of them: {moves}": "，最多的是：{moves}",
    "{before} to {after} {n:,}": "{before}→{after} {n:,} 位",
    "A declining customer leaves that stage after {months:.1f} months on average": "衰退客户平均 {months:.1f} 个月后离开该阶段",
    "; {share:.1%} are lost within 12 months": "，{share:.1%} 在 12 个月内流失",
    "stages at {n} month ends from {start} on, by the thresholds of now (history_thresholds = now): those of a past month end use what was learnt later": "自 {start} 起 {n} 个月末的阶段，按现在的划分标准（history_thresholds = now）：过去月末的阶段用到了后来的数据",
    "stages at {n} month ends from {start} on, each from rows up to that day alone": "自 {start} 起 {n} 个月末的阶段，各只用截至当日的数据",
    "shares of moves and time in stage are of the {n} months from {start} on: before that the data had not lasted long enough for anybody to be lost": "转移比例与停留时间取自 {start} 起的 {n} 个月：此前数据时间太短，尚不可能有客户流失",
    "months to leave and until lost presume that chances depend on the stage alone and stay as they were; who is lost counts as lost even if won back later": "预计停留与至流失的月数假定：变动概率只取决于所处阶段，且保持不变；流失后又挽回的仍计为流失",
    "{n:,} of {all:,} changes of stage ({share:.1%}) come from thresholds that move from month to month with the gaps in the data; thresholds that are set, or history_thresholds = now, hold them still": "{all:,} 次阶段变动中有 {n:,} 次（{share:.1%}）源于划分标准随数据中的间隔逐月变化；设定划分标准，或 history_thresholds = now，可使其固定",
    "months to leave and until lost tested on {start} to {end}: earlier moves put {off:.1%} of {n:,} customers into another stage than found, the presumption that nobody moves {naive:.1%}; lost: {foretold:,.0f} foretold, {found:,} found, {before:,} in the time before": "以 {start} 至 {end} 检验预计停留与至流失的月数：按此前的变动推算，{n:,} 位客户中 {off:.1%} 与实际阶段不符，若假定无人变动则为 {naive:.1%}；流失：推算 {foretold:,.0f} 位，实际 {found:,} 位，此前同样长的时间内 {before:,} 位",
}
