"""Chinese of the chance of leaving: settings, and what is said of it."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    # settings and flags
    "column of the customer list that says who left: the chance of leaving is learned from it": "客户名单中标明谁已流失的列：流失概率由它学得",
    "Chance of leaving by logistic, trees or none; auto takes trees only where they are better on later data": "流失概率所用的模型：logistic 逻辑回归、trees 提升树或 none 不算；auto 仅当提升树在其后数据上更好时采用",
    "Leaving: no purchase for so many days to come; unset: 90, or a third of the history where that is less": "流失：今后这么多天内没有购买；不设则为 90 天，历史的三分之一更短时取三分之一",
    "Active are customers who bought within so many days: the others have left already; unset: who is not dormant by the life cycle, else 365": "这么多天内购买过的为活跃客户，其余视为已离开；不设则为按生命周期尚未沉睡的客户，没有生命周期时为 365 天",
    "Leaving, where there are balances and no transactions: so much of the assets lost within the horizon": "只有余额、没有交易时的流失：期间资产减少这么多",
    "The chance of leaving is high from here": "流失概率从此起为高",
    "The chance of leaving is low below this": "流失概率低于此为低",
    "Customers at each of the two cuts, at least": "两个分界日各自至少要有的客户数",
    "Customers who left, and who stayed, after each cut, at least": "每个分界日之后流失的、留下的客户各自至少要有的人数",
    "The model learns from the customers of about so many rows": "模型学习所用的客户，合计约这么多行",
    # one customer
    "chance of leaving {risk} ({band})": "流失概率 {risk}（{band}）",
    "by the model, a chance of {risk} ({band}) to buy nothing in the next {days} days": "模型预计今后 {days} 天不再交易的概率（流失概率）为 {risk}（{band}）",
    "by the model, a chance of {risk} ({band}) to lose {share:.0%} of the assets in the next {days} days": "模型预计今后 {days} 天资产减少 {share:.0%} 的概率（流失概率）为 {risk}（{band}）",
    "the chance of leaving is a model's: how likely an active customer buys nothing in the next {days} days, learned from silence, rhythm, money and assets of customers before": "流失概率是模型的预测：活跃客户今后 {days} 天不再交易的可能性，由以往客户的沉默、节奏、金额与资产学得",
    "the chance of leaving is a model's: how likely a customer loses {share:.0%} of the assets in the next {days} days, learned from what customers had before": "流失概率是模型的预测：客户今后 {days} 天资产减少 {share:.0%} 的可能性，由以往客户的资产变化学得",
    "two measures: {chance}; the label churn risk of behavior is a rule: the customer waits far longer than its own usual gap today. One can hold without the other": "两个不同的指标：{chance}；behavior 的“流失风险”是规则：截至今日的等待已远超客户自身平常的间隔。二者可能只有其一",
    "Of the {n:,} customers at risk by the rule, {scored:,} are given a chance of leaving by the model: {high:,} of {at:.0%} or more, {low:,} below 1%": "按规则有流失风险的 {n:,} 位客户中，{scored:,} 位有模型给出的流失概率：{high:,} 位达到 {at:.0%} 以上，{low:,} 位不足 1%",
    "the chance of leaving is not known": "流失概率未知",
    ", raised by: {why}": "，推高：{why}",
    ", lowered by: {why}": "，降低：{why}",
    # what is lacking
    "{need}: needed {needed:,}, found {found:,}": "{need}：需要 {needed:,}，现有 {found:,}",
    "every customer looks the same": "所有客户看起来都一样",
    "the chance of leaving within {days} days is not claimed: {why}": "不给出 {days} 天的流失概率：{why}",
    "the chance of leaving is not claimed: {why}": "不给出流失概率：{why}",
    "the chance of leaving is not shown: on what came after {cut} the model (AUC {auc:.3f}) does not beat {fact} alone ({alone:.3f})": "不给出流失概率：用 {cut} 之后的实际情况检验，模型（AUC {auc:.3f}）不优于只看{fact}（{alone:.3f}）",
    # findings
    "{n:,} of {all:,} active customers (bought within {active} days) have a chance of {at:.0%} or more to buy nothing in the next {days} days": "{all:,} 位活跃客户（{active} 天内购买过）中有 {n:,} 位今后 {days} 天不再来的概率达到 {at:.0%} 以上",
    "{n:,} of {all:,} customers have a chance of leaving of {at:.0%} or more: to lose {share:.0%} of their assets in the next {days} days": "{all:,} 位客户中有 {n:,} 位今后 {days} 天资产减少 {share:.0%} 的概率达到 {at:.0%} 以上",
    "chance of leaving tested on {n:,} customers after {cut}: AUC {auc:.3f} ({low:.3f} to {top:.3f}) against {alone:.3f} for {fact}, the best single fact": "流失概率用 {cut} 之后的 {n:,} 位客户检验：AUC {auc:.3f}（{low:.3f} 至 {top:.3f}），最好的单项（{fact}）为 {alone:.3f}",
    "; the gain of {gain:.3f} ({low:.3f} to {high:.3f}) may be chance": "；高出的 {gain:.3f}（{low:.3f} 至 {high:.3f}）可能出于偶然",
    # how it was made
    "chance of leaving by {model}: trained on what was known on {first} and happened until {cut}, tested on what happened until {as_of}; the risks shown learned from the latter": "流失概率用{model}：以 {first} 所知与其后至 {cut} 的结果训练，用至 {as_of} 的结果检验；所列概率再由后者学得",
    "chance of leaving was learned from a sample of {n:,} customers by a hash of their id; all are given theirs": "流失概率由按客户号散列抽取的 {n:,} 位客户学得，并给出全部客户的概率",
    "the chance of leaving speaks of active customers alone: who has bought nothing for more than {days} days is dormant or lost already and is given none; behavior and lifecycle have limits of their own, so each learns from other customers and their chances differ a little": "流失概率只针对活跃客户：超过 {days} 天没有购买的已是沉睡或流失，不给出概率；behavior 与 lifecycle 的界限各不相同，学习所用的客户也不同，故两处概率略有差别",
    "in the test the mean chance of leaving was {mean:.1%} and {left:.1%} left: the order of customers is surer than the risks themselves, which a season can move": "检验中平均概率为 {mean:.1%}，实际流失 {left:.1%}：客户的先后次序比概率数值更可靠，数值会随季节变动",
    # lists that say who left
    "chance of leaving of {n:,} customers, {left:.1%} of whom left: AUC {auc:.3f} ({low:.3f} to {top:.3f}) against {alone:.3f} for {fact}, the best single column": "{n:,} 位客户的流失概率（其中 {left:.1%} 已流失）：AUC {auc:.3f}（{low:.3f} 至 {top:.3f}），最好的单列（{fact}）为 {alone:.3f}",
    "chance of leaving by {model}: each customer is told by a model of the other parts, of {folds}; such a test mixes times, so expect less of the months to come": "流失概率用{model}：名单分为 {folds} 份，每位客户由其余各份学得的模型判断；这样的检验不分先后，对今后不可期望这么高",
    "tested in time, on the customers who opened last, AUC is {auc:.3f}": "按时间先后检验（以最后开户的客户为准），AUC 为 {auc:.3f}",
    "the chance of leaving is not shown: the model (AUC {auc:.3f}) does not beat column {fact} alone ({alone:.3f})": "不给出流失概率：模型（AUC {auc:.3f}）不优于只看 {fact} 一列（{alone:.3f}）",
    "column {column!r} alone tells who left almost without fail: it is the answer in another guise and is not used for the chance of leaving": "列 {column!r} 单独就几乎能分出谁已流失：它就是答案本身的另一种写法，不用于流失概率",
    "not looked at for the chance of leaving, for nearly every customer has a value of the own: {columns}": "几乎每位客户各有一值，流失概率不看：{columns}",
}
