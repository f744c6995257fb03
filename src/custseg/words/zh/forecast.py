"""Chinese of forecasts of value: settings, flags and sentences."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    # settings and flags
    "Forecast of purchases: mbg_nbd, bg_nbd or pareto_nbd; none for no forecast": "购买预测所用的模型：mbg_nbd、bg_nbd 或 pareto_nbd；none 为不预测",
    "Unit of time of the forecast: day, week or month (365.25 / 12 days)": "预测的时间单位：day 日、week 周或 month 月（365.25 / 12 天）",
    "The forecast is made on this day and tested on what came after; unset: made on the latest day, and tested on the last quarter of the history": "以这一天为准作出预测，并用其后的实际情况检验；不设则以最后一天为准，并用历史的最后四分之一检验",
    "Months ahead that are forecast, of 1, 3, 6, 12 and 24": "预测未来几个月：可取 1、3、6、12、24",
    "Yearly rate at which money to come is discounted in value_next": "value_next 中未来金额的年折现率",
    "forecast of purchases: mbg_nbd, bg_nbd, pareto_nbd or none": "购买预测的模型：mbg_nbd、bg_nbd、pareto_nbd 或 none（不预测）",
    "unit of time of the forecast: day, week or month": "预测的时间单位：day 日、week 周或 month 月",
    "forecast on this day, and test it on what came after": "以这一天为准作出预测，并用其后的实际情况检验",
    "a date such as 2024-06-30": "日期，如 2024-06-30",
    # tiers
    "{tier}: value {worth:,.2f} is at or above where high begins, but only {coming:,.2f} is expected to come": "{tier}：价值 {worth:,.2f}，达到高价值起点，但预计今后只有 {coming:,.2f}",
    "{tier}: value {worth:,.2f}, and {coming:,.2f} expected to come is among the most": "{tier}：价值 {worth:,.2f}，预计今后 {coming:,.2f}，居于前列",
    # what is needed
    "needed: {customers} customers with purchases, {buyers} of them who came back, {days} days of history; found: {has_customers:,}, {has_buyers:,} and {has_days:,}": "需要有购买的客户 {customers} 位、其中再次购买的 {buyers} 位、历史 {days} 天；现有 {has_customers:,} 位、{has_buyers:,} 位、{has_days:,} 天",
    "no forecast of future value; {lacks}": "不预测未来价值：{lacks}",
    "no forecast of future value: it needs transactions with a customer, a date and an amount; found {found}": "不预测未来价值：需要有客户、日期和金额的交易；现有：{found}",
    "no forecast of future value: it is of the money of purchases, and value is {metric} here; there are {customers:,} customers with purchases, {buyers:,} of them came back, in {days:,} days": "不预测未来价值：预测的是购买金额，而这里的价值是{metric}；现有购买客户 {customers:,} 位，其中再次购买 {buyers:,} 位，历史 {days:,} 天",
    ' ([value] metric = "monetary" makes a forecast of them)': '（[value] metric = "monetary" 可据此预测）',
    ", which is too little for one": "，不足以预测",
    "the history is too short to be cut": "历史太短，无法分段",
    "the forecast is not tested: {why}": "预测未经检验：{why}",
    "{days} days after the cut, and {least} are needed": "分界日之后只有 {days} 天，至少需要 {least} 天",
    "before {cut}, {lacks}": "{cut} 之前，{lacks}",
    "the model cannot be fitted before {cut}": "用 {cut} 之前的数据无法拟合模型",
    # why a model gives no answer
    "there are no customers to learn from": "没有可供学习的客户",
    "one customer cannot show how customers differ": "仅凭一位客户看不出客户之间的差异",
    "nobody bought a second time": "没有人再次购买",
    "nobody was seen for any time after the first purchase": "首次购买之后没有任何观察时间",
    "all customers have the same history": "所有客户的历史完全相同",
    "{n} repeat buyers brought nothing or less, returns taken off": "{n} 位再次购买的客户扣除退货后金额为零或为负",
    "all amounts are the same": "所有金额都相同",
    "amounts are spread so widely that their mean is not finite": "金额过于分散，均值不存在",
    "its parameters ran to the edge of what is searched ({at})": "参数到达搜索范围的边界（{at}）",
    "the data cannot tell its parameters from very different ones": "数据不足以确定其参数",
    "no best parameters were reached": "未能求得最优参数",
    "no forecast: {model} gives no answer, for {why}": "不作预测：{model} 无法得出结果，因为{why}",
    "{model} gives no answer, for {why}; instead {simpler}, in which nobody leaves: who is still a customer is not claimed": "{model} 无法得出结果，因为{why}；改用 {simpler}，即假定无人离开，因此不判断谁仍是客户",
    "money of a purchase: {model} gives no answer, for {why}; instead the customer's own mean, with one purchase of the average customer added": "单次购买金额：{model} 无法得出结果，因为{why}；改用客户自身的平均金额（另加一次平均客户的购买）",
    "money of a purchase: {n:,} repeat buyers who brought nothing or less, returns taken off, are not in the fit": "单次购买金额：{n:,} 位再次购买的客户扣除退货后金额为零或为负，未参与拟合",
    # how it was made, and what it says
    "the forecast is made on {until} with {model}, time in {unit}; purchases of one day are one, intervals hold in 80 of 100 cases if the model is right; new customers are not in it": "预测以 {until} 为准，采用 {model}，时间以{unit}计；同一天的购买算一次，若模型成立，区间在 100 次中有 80 次包含实际值；不含新客户",
    "the history is {days:,} days: {months} months ahead are far beyond what was seen": "历史只有 {days:,} 天：未来 {months} 个月远超已观察到的范围",
    "In the {months} months after {until} {purchases:,.0f} purchases and {money:,.2f} are expected of {n:,} customers (80% intervals {low:,.0f} to {high:,.0f} and {money_low:,.2f} to {money_high:,.2f})": "{until} 之后的 {months} 个月，预计 {n:,} 位客户再购买 {purchases:,.0f} 次、金额 {money:,.2f}（80% 区间 {low:,.0f} 至 {high:,.0f} 次，{money_low:,.2f} 至 {money_high:,.2f}）",
    "Tested on the {days} days after {cut}: nobody came back, {predicted:,.0f} purchases had been expected": "用 {cut} 之后的 {days} 天检验：没有人再来，而此前预计有 {predicted:,.0f} 次购买",
    "Tested on the {days} days after {cut}: {actual:,.0f} purchases came, the model had expected {predicted:,.0f} ({bias:+.1%}), the same as last period would be {naive:,.0f} ({other:+.1%})": "用 {cut} 之后的 {days} 天检验：实际购买 {actual:,.0f} 次，模型预计 {predicted:,.0f} 次（{bias:+.1%}），照搬上一期为 {naive:,.0f} 次（{other:+.1%}）",
    "For the money of a single customer the model errs less than both simple answers: {own:,.2f} on average, the better of them {best:,.2f}": "就单个客户的金额而言，模型的误差小于两种简单算法：平均 {own:,.2f}，其中较好的一种为 {best:,.2f}",
    "For the money of a single customer the model is no better than simple answers here: it errs by {own:,.2f} on average, the better of them by {best:,.2f}": "就单个客户的金额而言，模型在此不比简单算法更准：平均误差 {own:,.2f}，较好的简单算法为 {best:,.2f}",
    "The fifth of customers it ranks first brought {own:.1%} of the money that came, more than with the better simple answer ({rival:.1%})": "模型排在最前的五分之一客户带来了后来金额的 {own:.1%}，高于较好的简单算法（{rival:.1%}）",
    "The fifth of customers it ranks first brought {own:.1%} of the money that came; the better simple answer finds {rival:.1%}, so as a ranking the model adds nothing here": "模型排在最前的五分之一客户带来了后来金额的 {own:.1%}；较好的简单算法为 {rival:.1%}，因此模型的排序在此并无增益",
}
