"""Chinese of contracts that end on a known day."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "{share:.1%} of contracts last longer than 12 months (95% interval {low:.1%} to {high:.1%})": "{share:.1%} 的合同存续超过 12 个月（95% 区间 {low:.1%} 至 {high:.1%}）",
    "Contracts of all groups last alike as far as can be told (log-rank p = {p:.2f})": "就目前所见，各组合同的存续期没有差别（对数秩检验 p = {p:.2f}）",
    "Contracts of {longest} last longest, those of {shortest} shortest (log-rank {p}): {times:.2f} and {more:.2f} times as many ended as if all were alike": "“{longest}”的合同存续最久，“{shortest}”最短（对数秩检验 {p}）：终止数分别为各组相同时的 {times:.2f} 倍和 {more:.2f} 倍",
    "a contract is a customer of the list: so many months, ended where the list says that the customer left": "合同即名单中的客户：存续若干个月，名单标明已离开的为终止",
    "{n:,} contracts ended after the as-of date {as_of}, the last on {last}, and count as still on: give --as-of {last}": "{n:,} 份合同在观察日 {as_of} 之后终止，最晚为 {last}，均计为仍存续：请给出 --as-of {last}",
    "a contract is a row of {kind} with its opening day; those that had not ended on the as-of date count as still on, and those marked as ended without a day are left out": "合同即{kind}表中有开立日期的一行；截至观察日尚未终止的计为仍存续，标明已终止但没有日期的不计入",
    "; groups are by {column}": "；按{column}分组",
    "; --survival-by COLUMN compares groups": "；--survival-by 列名 可分组比较",
    "Of contracts {before} months old {expected:.1%} were expected to be kept for 12 months more, as the months before tell; {seen:.1%} were": "满 {before} 个月的合同，按此前各月推算应有 {expected:.1%} 再存续 12 个月，实际为 {seen:.1%}",
    ": too far off, so how many will be kept is not claimed": "：相差过大，因此不判断今后有多少会存续",
    "what goes with leaving is not claimed: {why}": "不给出与离开相伴的因素：{why}",
    "what goes with leaving: hazard ratios by proportional hazards, each column with the others held still; columns are as they stand now, so they go with leaving and need not cause it": "与离开相伴的因素：比例风险模型的风险比，各列均在其他列不变时比较；各列取现在的值，与离开相伴而未必是原因",
    "not looked at for leaving, for they grow with the time as a customer or know the end: {columns}": "未纳入离开因素的列（随时间增长，或已含答案）：{columns}",
    "{factor} ({level}) {ratio:.2f}, {low:.2f} to {high:.2f}": "{factor}（{level}）{ratio:.2f}，{low:.2f} 至 {high:.2f}",
    "What goes with leaving, times the chance to leave at any time (hazard ratio, 95% interval): {factors}": "与离开相伴的因素，任一时点离开可能性的倍数（风险比，95% 区间）：{factors}",
    "; together they tell which of two customers leaves first in {c:.1%} of pairs they were not fitted to": "；合在一起，在未参与拟合的客户中，每两位里能说对谁先离开的占 {c:.1%}",
    "compare how long customers stay, or contracts last, by this column": "按这一列比较客户活跃或合同存续多久",
}
