"""Chinese sentences of the room methods: English sentence -> Chinese sentence."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    # rfm
    "no purchase but returns, so there is nothing to score": "只有退货、没有购买，无从评分",
    "last purchase {days} days ago (R {r}), {orders} purchases (F {f})":
        "上次交易距今 {days} 天（R {r}），共 {orders} 次（F {f}）",
    ", money {money:,.2f} (M {m})": "，金额 {money:,.2f}（M {m}）",
    ": cell {cell} is {segment}": "：组合 {cell} 为{segment}",
    "[rfm] has segments, but map = {map!r}": "[rfm] 写了 segments，但 map = {map!r}",
    "write map = \"custom\" to use them": "要使用它们，请写 map = \"custom\"",
    "[rfm] map = {map!r} needs bins = 5, not {bins}": "[rfm] map = {map!r} 需要 bins = 5，而不是 {bins}",
    "write bins = 5, map = \"eight\", or a map of your own with [[rfm.segments]]":
        "请写 bins = 5，或 map = \"eight\"，或用 [[rfm.segments]] 自定义",
    "[rfm] {name} has {n} cut points, bins = {bins} needs {needed}":
        "[rfm] {name} 有 {n} 个切点，bins = {bins} 需要 {needed} 个",
    "write {needed} numbers, or bins = {fitting}": "请写 {needed} 个数，或 bins = {fitting}",
    "[rfm] {name} = {cuts} does not ascend": "[rfm] {name} = {cuts} 没有从小到大排列",
    "write them from low to high": "请从小到大书写",
    "Nobody has bought anything by {as_of}": "截至 {as_of} 没有任何客户交易",
    "{customers:,} customers bought by {as_of}: {orders:,} orders, {money:,.2f} in money":
        "截至 {as_of}，{customers:,} 位客户有交易：共 {orders:,} 次，金额 {money:,.2f}",
    "{customers:,} customers bought by {as_of}: {orders:,} orders":
        "截至 {as_of}，{customers:,} 位客户有交易：共 {orders:,} 次",
    "The largest segment is {segment}: {customers:,} customers ({share:.1%})":
        "人数最多的是{segment}：{customers:,} 位（{share:.1%}）",
    "Most of the money comes from {segment}: {share:.1%} of customers bring {money:.1%}":
        "金额最多的是{segment}：{share:.1%} 的客户贡献了 {money:.1%} 的金额",
    "{customers:,} once regular customers have not been back for long; {money:,.2f} of money was theirs":
        "{customers:,} 位曾经的常客久未光顾，他们的交易金额合计 {money:,.2f}",
    "a value on a cut point stays in the lower bin (score_rule = above)":
        "恰好等于切点的值归入较低一档（score_rule = above）",
    "a value on a cut point is in the upper bin (score_rule = at_least)":
        "恰好等于切点的值归入较高一档（score_rule = at_least）",
    "cut points are quantiles plus one, as in the R package rfm, and a value on one is in the upper bin (score_rule = r_rfm)":
        "切点为分位数加一（与 R 语言 rfm 包一致），恰好等于切点的值归入较高一档（score_rule = r_rfm）",
    "Scores come from thresholds, so equal values have equal scores; {rule}":
        "按切点打分，相同的值得分必然相同；{rule}",
    "M is not scored: transactions have no amount": "交易中没有金额列，M 未评分",
    "{n:,} customers have nothing but returns and are not scored": "{n:,} 位客户只有退货，未评分",
    "Eight classes: R is 1 up to the {center} of days, F and M from the {center} up":
        "八类客户：距今天数不超过{center}时 R 记 1，次数、金额达到{center}时 F、M 记 1",
    "{measure} has only {distinct} different values for {bins} scores: nobody has {empty}":
        "{measure}只有 {distinct} 种取值，却要分 {bins} 档：没有人得 {empty} 分",
    "Many customers share a value of {measure}: nobody has score {empty}":
        "许多客户的{measure}相同：没有人得 {empty} 分",
    "{measure} does not divide the customers: all are on one side; try center = \"mean\"":
        "{measure} 无法区分客户：所有人都在同一侧，可改用 center = \"mean\"",
    # rfm maps
    "[rfm] segment {name!r}: {measure} = [{low}, {high}] is not within 1 to {bins}":
        "[rfm] 分群 {name!r}：{measure} = [{low}, {high}] 不在 1 到 {bins} 之间",
    "scores go from 1 to bins = {bins}; write the lower one first": "分值从 1 到 bins = {bins}，请先写较小的",
    "{n} of {all} cells have no segment: {cells}": "{all} 个组合中有 {n} 个没有分群：{cells}",
    "{n} of {all} cells have more than one segment: {cells}": "{all} 个组合中有 {n} 个属于多个分群：{cells}",
    "[rfm] segments are not a complete map: {faults}": "[rfm] segments 不是完整的划分：{faults}",
    "rest = \"Others\" names the cells that are left": "写 rest = \"其他\" 为剩下的组合命名",
    "overlap = \"first\" lets the first segment that matches win":
        "写 overlap = \"first\" 以先匹配到的分群为准",
    "{cells} and {more} more": "{cells} 等，另有 {more} 个",
    # behavior
    "behaviour": "客户行为",
    "{n} customers are overdue: they wait longer than {factor:g} times their own usual gap":
        "{n} 位客户有流失风险：已超过自身平常交易间隔的 {factor:g} 倍仍未再来",
    "; they brought {money} in the last 365 days": "；他们近 365 天带来金额 {money}",
    "; {n} of them have accounts or balances and no transaction at all":
        "，其中 {n} 位有账户或余额但没有任何自主交易",
    "{buyers} of {n} customers have made purchases or transactions; {prospects} are prospects":
        "{n} 位客户中有 {buyers} 位有过交易，{prospects} 位为潜在客户",
    "left out for lack of a column in transactions: {missing}": "交易表缺少以下列，相关内容未计算：{missing}",
    "{n} high-frequency customers ({share:.1%}) bring {money:.1%} of the money":
        "{n} 位高频客户（占 {share:.1%}）贡献了 {money:.1%} 的金额",
    "{n} customers ({share:.1%}) have not bought for {days} days or more":
        "{n} 位客户（占 {share:.1%}）已有 {days} 天以上没有交易",
    "the last 90 days saw {last} purchases, {change:+.1%} on the 90 days before":
        "近 90 天共 {last} 次交易，较此前 90 天变化 {change:+.1%}",
    "no transactions: purchases, rhythm and habits are left out": "没有交易表，交易、节奏和习惯未计算",
    "percentile {p:g} of {n} customers": "{n} 位客户的第 {p:g} 百分位",
    "bank life-cycle practice, tinckay.com (unverified)": "银行客户生命周期惯例，tinckay.com（未核实）",
    "the factor is Optimove's, the cut unverified": "系数取自 Optimove，切分值未核实",
    "own choice": "自定",
    "a quarter of the customers usually wait more than {usual:,.0f} days between purchases: {days} days may be too short to call somebody inactive ([behavior] inactive_days)":
        "四分之一客户的平常交易间隔超过 {usual:,.0f} 天，以 {days} 天判定长期不活跃可能偏短（设置 [behavior] inactive_days）",
    "only {n} customers with a rhythm": "有交易节奏的客户仅 {n} 位",
    "percentile {p:g} of {n} customers separates nobody": "{n} 位客户的第 {p:g} 百分位无法区分客户",
    "returns, but no purchase": "只有退货，没有交易",
    "has accounts or balances; the data has no transactions": "有账户或余额，数据中没有交易表",
    "has accounts or balances, made no transaction of its own": "有账户或余额，没有自主交易",
    "accounts, holdings or balances, in data without transactions": "有账户、持有或余额，数据中没有交易表",
    "accounts, holdings or balances, but no transaction of one's own": "有账户、持有或余额，没有自主交易",
    "events or feedback, but no purchase": "有浏览、咨询或反馈，没有交易",
    "in another table, but no purchase and no event": "其他表中有记录，没有交易也没有事件",
    "purchases, but none with a date": "有交易，但都没有日期",
    "no purchase for {days} days or more": "{days} 天及以上没有交易",
    "waiting more than {factor} own median gaps, longer than nine in ten of the own gaps, and at least {days} days":
        "未交易天数超过自身间隔中位数的 {factor} 倍，长于自身九成的间隔，且不少于 {days} 天",
    "at least {rate:.2f} purchases a month": "每月交易不少于 {rate:.2f} 次",
    "own median gap of {days} days or less": "自身间隔中位数不超过 {days} 天",
    "fewer than {n} purchase days, not inactive": "交易日不足 {n} 天，且未到长期不活跃",
    "own median gap of more than {days} days": "自身间隔中位数超过 {days} 天",
    "nothing but returns ({returns} rows), no purchase": "只有退货（{returns} 行），没有交易",
    "events and messages: {contacts}, no purchase yet": "有 {contacts} 次事件或反馈，尚未交易",
    "known to the house, no purchase and no event yet": "已有客户记录，尚无交易和事件",
    "purchases: {purchases}, none with a date": "交易 {purchases} 次，均无日期",
    "last purchase {waited} days ago": "上次交易距今 {waited} 天",
    "last purchase {waited} days ago, {factor} times the own usual gap of {gap} days":
        "上次交易距今 {waited} 天，是自身平常间隔 {gap} 天的 {factor} 倍",
    "{rate} purchases a month, last purchase {waited} days ago":
        "平均每月交易 {rate} 次，上次交易距今 {waited} 天",
    "buys every {gap} days (own median gap), last purchase {waited} days ago":
        "平常每 {gap} 天交易一次（自身间隔中位数），上次交易距今 {waited} 天",
    "purchase days so far: {days}, last purchase {waited} days ago":
        "迄今只有 {days} 个交易日，上次交易距今 {waited} 天",
    "{gap} days between purchases (own median gap), last purchase {waited} days ago":
        "平常间隔 {gap} 天（自身间隔中位数），上次交易距今 {waited} 天",
    # attributes
    "{kind}: {count} customers in {rows} rows": "{kind}：{rows} 行，共 {count} 位客户",
    "of the nine elements a bank must know the customer list has no {columns}":
        "客户身份九要素中，客户清单缺少：{columns}",
    "most have left: {attribute} {value}, {share} of {count} customers":
        "流失最多的是{attribute}为{value}的客户：{count} 位中已流失 {share}",
    "no customer list, so no age, sex or region: only the data itself is profiled":
        "没有客户清单，无法得出年龄、性别、地区：只检查数据本身",
    "money: the transactions of each customer, nothing where there are none":
        "金额取每位客户的交易额，没有交易的记 0",
    "money: the average assets of {month}, nothing where they have ended before":
        "金额取 {month} 的月日均资产，此前已清空的记 0",
    "money: the balance as the customer list states it": "金额取客户清单中登记的余额",
    "value index = mean money of the part ÷ mean of all × 100; {meaning}":
        "价值指数 = 该类客户户均金额 ÷ 全体户均金额 × 100；{meaning}",
    "own columns: the first {shown} of {count} are summarised (most_own_columns)":
        "其他列：共 {count} 列，只汇总前 {shown} 列（most_own_columns）",
    "own values: at most {most} a column, and only those of {least} customers or more":
        "其他列的取值：每列最多列出 {most} 个，且至少有 {least} 位客户",
    "{attribute}: {value} is the largest group with {count} customers ({share}); unknown for {unknown}":
        "{attribute}：{value} 的人数最多，共 {count} 位客户（{share}）；未知占 {unknown}",
    "worth most: {attribute} {value}, {index} where the average customer is 100 ({count} customers)":
        "价值最高的是{attribute}为{value}的客户：以全体平均为 100，其指数为 {index}（{count} 位）",
    "members: {lift} times the {measure} of the others (95% interval {low} to {high}); that is no proof that membership is the cause":
        "会员的{measure}是非会员的 {lift} 倍（95% 区间 {low} 至 {high}），但不能证明是会员身份带来的",
    "{check} {failed} of {tested}": "{check} {failed}/{tested}",
    "data to look at: {listed}": "需要核对的数据：{listed}",
    "{count} of {all} customers in {kind} are not in the customer list":
        "{kind}中的 {all} 位客户有 {count} 位不在客户清单里",
    "{attribute} ({columns})": "{attribute}（{columns}）",
    "not known for lack of a column of customers: {missing}": "客户清单缺少列，以下属性未知：{missing}",
    "no date in the data to count ages and terms to: give --as-of DATE (columns {columns})":
        "数据中没有日期，无法计算年龄和期限：请用 --as-of 日期 指定（涉及列 {columns}）",
    "generation of {count} customers is from the stated age and can be a year off":
        "{count} 位客户的年代由登记年龄推算，可能相差一年",
    "{attribute} {value} (from {source})": "{attribute} {value}（来自{source}）",
    "resident id: {check}": "身份证号：{check}",
    "the resident id says another {what} than is stated": "身份证号显示的{what}与登记不同",
    "document: {expiry}": "证件{expiry}",
    "; ": "；",
    "no attribute of this customer is known": "这位客户的属性均未知",
    # value
    "{tier}: value {worth:,.2f} is at or above where high begins":
        "{tier}：价值 {worth:,.2f}，达到高价值起点",
    "{tier}: value {worth:,.2f}, while a quarter of the peers ({group}) have {p75:,.2f} or more":
        "{tier}：价值 {worth:,.2f}，而同类客户（{group}）中有四分之一达到 {p75:,.2f} 以上",
    "{tier}: value {worth:,.2f}, with an income of {income:,.0f} among the highest":
        "{tier}：价值 {worth:,.2f}，收入 {income:,.0f} 居于前列",
    "{tier}: value {worth:,.2f} and rising by {trend:.0%}":
        "{tier}：价值 {worth:,.2f}，近期上升 {trend:.0%}",
    "{tier}: value {worth:,.2f} is a loss": "{tier}：价值 {worth:,.2f}，为亏损",
    "{tier}: no value yet": "{tier}：尚无价值",
    "{tier}: value {worth:,.2f}, and no sign of room for more": "{tier}：价值 {worth:,.2f}，暂无提升迹象",
    "No customer has any value ({metric})": "没有客户产生价值（{metric}）",
    "{customers:,} customers are worth {money:,.2f} together ({metric})":
        "{customers:,} 位客户合计价值 {money:,.2f}（{metric}）",
    "The top 20% of customers hold {share:.1%} of the value (Gini {gini:.2f})":
        "前 20% 的客户占有 {share:.1%} 的价值（基尼系数 {gini:.2f}）",
    "High value: {n:,} customers, {share:.1%} of the value": "高价值客户 {n:,} 位，占价值的 {share:.1%}",
    "Potential: {n:,} customers have room to grow": "潜力客户 {n:,} 位，尚有提升空间",
    "{n:,} customers cost more than they bring: {money:,.2f}": "{n:,} 位客户入不敷出，合计 {money:,.2f}",
    "value means {metric}: auto takes the first there is of {order} ([value] metric changes it)":
        "价值按{metric}计算：auto 依次取 {order} 中最先具备的一项（可用 [value] metric 更改）",
    "contribution is made of {parts}; fees and profit of the last {days} days":
        "贡献度由{parts}构成；手续费与利润取最近 {days} 天",
    "balances earn nothing here: give yearly margins in [value.margins], or margin":
        "余额未计收益：请在 [value.margins] 或 margin 中给出年化收益率",
    "no dates at all: no trend, and fees and profit are of all time": "数据没有日期：不计算趋势，手续费与利润取全部时间",
    "no peer groups: they need age or birth date, region or opening date of customers, and {n} customers each":
        "没有同类客群：需要客户的年龄或出生日期、地区或开户日期，且每群至少 {n} 人",
    "no incomes of customers: the income rule was not used": "没有客户收入：未使用收入规则",
    # explain
    "{method}: {why}": "{method}：{why}",
    "{asked} was read as customer {found}": "{asked} 按客户 {found} 处理",
    "{asked} can be any of {count} customers": "{asked} 可能是 {count} 位客户中的任何一位",
    "write one of them in full: {ids}": "请写出完整的客户号：{ids}",
    "no customer {asked} among {count} customers": "{count} 位客户中没有 {asked}",
    "the nearest ids: {ids}": "最接近的客户号：{ids}",
    "none": "无",
    "yes": "是",
    "no": "否",
    # lifecycle
    "{stage}: {rule}": "{stage}：{rule}",
    "; last purchase {last} days ago, first {first} days ago": "；最近交易距今 {last} 天，首次交易距今 {first} 天",
    ", usually back within {usual:.0f} days": "，通常 {usual:.0f} 天内会再来",
    ", after {silence} days of silence": "，此前沉默 {silence} 天",
    ", {now} purchases in 90 days against {before} before": "，近 90 天 {now} 次，此前 90 天 {before} 次",
    ", assets changed by {trend:.0%}": "，资产变化 {trend:.0%}",
    "[lifecycle] the days are out of order: new {new} <= growing {growing}, overdue {overdue} <= dormant {dormant} < lost {lost} must hold":
        "[lifecycle] 天数顺序不对：应满足 new {new} <= growing {growing}，overdue {overdue} <= dormant {dormant} < lost {lost}",
    "set all of them; those that are not set come from thresholds = {source!r}":
        "请全部设定；未设定的取自 thresholds = {source!r}",
    "thresholds come from the gaps of {n:,} repeat customers: overdue is the median of their usual gap, dormant its 80% quantile, lost its 95% quantile or twice dormant":
        "划分标准取自 {n:,} 位重复客户自身的交易间隔：衰退取习惯间隔的中位数，沉睡取其 80% 分位，流失取其 95% 分位或沉睡的两倍",
    "the data go back only {span} days: new and growing customers cannot be told from older ones unless opening dates are known":
        "数据仅覆盖 {span} 天：若没有开户日期，无法区分新客、成长客户与老客户",
    "{n:,} relations were opened before the first purchase in the data ({begin}): acquisition begins there":
        "{n:,} 位客户在数据首笔交易（{begin}）之前开户：新增客户从该月起统计",
    "money is turnover, what came in plus what went out ([facts] money changes it)":
        "金额为流水合计（收入加支出），可用 [facts] money 更改",
    "kept at the least or most that is allowed: {limits}": "取到允许的上限或下限：{limits}",
    "only {n} repeat customers: thresholds are the bank defaults": "重复客户仅 {n} 位：划分标准采用银行默认值",
    "thresholds are the bank defaults (thresholds = bank)": "划分标准采用银行默认值（thresholds = bank）",
    "no dated transactions: stages go by assets and opening dates only": "没有带日期的交易：阶段仅按资产和开户日期划分",
    "no opening dates in customers: acquisition counts first purchases only":
        "客户没有开户日期：新增客户仅按首次交易统计",
    "As of {as_of}, {here:,} of {all:,} customers are new, growing, mature or won back ({share:.1%})":
        "截至 {as_of}，{all:,} 位客户中有 {here:,} 位处于新客、成长、成熟或挽回阶段（{share:.1%}）",
    "{n:,} customers are declining ({share:.1%}); this is where a call still helps":
        "{n:,} 位客户正在衰退（{share:.1%}），此时联系最有用",
    "{n:,} customers are dormant or lost ({share:.1%})": "{n:,} 位客户已沉睡或流失（{share:.1%}）",
    "{n:,} customers came back after a long silence": "{n:,} 位客户在长期沉默后回归",
    "{n:,} customers have neither bought nor hold assets": "{n:,} 位客户既无交易也无资产",
    "{won:,} of {leads:,} leads were won ({share:.1%})": "{leads:,} 条线索中成交 {won:,} 条（{share:.1%}）",
    "leads have no stage column: a contacted lead is intent, a closed one won":
        "线索没有阶段列：已联系的算意向，已关闭的算成交",
    "leads have no closing date: stages are as the file was exported": "线索没有关闭日期：阶段以导出时为准",
}
