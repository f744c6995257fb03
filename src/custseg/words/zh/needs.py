"""Chinese sentences of needs: English sentence -> Chinese sentence."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    # what there is
    "needs works on products that customers hold or bought; found {found}": "needs 需要客户持有或购买的产品；现有 {found}",
    "give a list of holdings (customer, product) or one with a yes/no column for each product (then --as holdings), "
    "or name the product of transactions with --map COLUMN=product":
        "请提供持有清单（客户、产品），或每个产品一列是/否的表（加 --as holdings），或用 --map 列名=product 指明交易中的产品列",
    "needs: nobody holds any product in {found}": "needs：没有任何客户持有产品；现有 {found}",
    "custseg inspect shows how the files are read; status and amounts say what is held":
        "custseg inspect 可查看文件的读法；是否持有由状态和金额判定",
    "what customers hold on {count} days, {first} to {last}, is compared": "比较 {first} 至 {last} 共 {count} 个时点的持有情况",
    "from the dates of {source}: what customers had on {days} is compared": "依据{source}中的日期，比较客户在 {days} 的持有情况",
    "; what was given up before the list was made is not in it, so earlier days look emptier than they were":
        "；清单编制前已退出的产品不在其中，因此较早时点的持有会显得偏少",
    "there is one list and no dates: offers rest on what is held together, not on what is taken next, and cannot be tested "
    "on later data; a second list of an earlier day, or dates of opening, would allow both":
        "只有一份清单且没有日期：推荐依据的是哪些产品同时持有，而不是接下来会新办什么，推荐也无法用后来的数据检验；"
        "若有更早一天的清单，或有开立日期，两者都可做到",
    "{why}; each of {count} columns is a product": "{why}；另有 {count} 列，每列是一个产品",
    " and {count} more": "及另外 {count} 个产品",
    # evidence
    "“{text}”": "“{text}”",
    "enquired {count} times": "咨询过 {count} 次",
    "looked at it {count} times": "浏览过 {count} 次",
    "holds {count} products for it": "已持有此类产品 {count} 个",
    "{signal} {amount}, from {level} on": "{signal} {amount}，达到门槛 {level}",
    "{signal} {amount}, in the top {share:.0%} (from {level} on)": "{signal} {amount}，位于前 {share:.0%}（门槛 {level}）",
    "{signal} (column {column})": "{signal}（“{column}”列）",
    "nothing speaks for a need": "没有数据表明其需求",
    "main need {need} ({rule}): {because}": "主要需求为{need}（{rule}）：{because}",
    "; no product is offered": "；不推荐任何产品",
    "; no product is offered: {n} are barred by consent, a recent contact, age or risk":
        "；不推荐任何产品：{n} 个因未同意营销、近期已营销、年龄或风险而不宜推荐",
    "; first offer {product}, for the same reason": "；首选推荐 {product}，理由同上",
    "; first offer {product}: {because}": "；首选推荐 {product}：{because}",
    # offers
    "of those who hold {has}, {share:.1%} hold {product} (n {n}, lift {lift:.1f}, 95% {low:.1f} to {high:.1f})":
        "持有 {has} 的客户中 {share:.1%} 也持有 {product}（n {n}，提升度 {lift:.1f}，95% 区间 {low:.1f} 至 {high:.1f}）",
    "of those who bought {has}, {share:.1%} bought {product} (n {n}, lift {lift:.1f}, 95% {low:.1f} to {high:.1f})":
        "买过 {has} 的客户中 {share:.1%} 也买过 {product}（n {n}，提升度 {lift:.1f}，95% 区间 {low:.1f} 至 {high:.1f}）",
    "{share:.1%} of the customers who had not bought {product} then bought it (n {n})": "没买过 {product} 的客户中 {share:.1%} 随后买了（n {n}）",
    "for its popularity, as to anybody: {all}": "按普遍受欢迎程度推荐，与其他客户无异：{all}",
    "; {has} says no more of it (lift {lift:.1f}, 95% {low:.1f} to {high:.1f})":
        "；已有 {has} 并不使可能性更高（提升度 {lift:.1f}，95% 区间 {low:.1f} 至 {high:.1f}）",
    "; of all first offers {told:,} follow from what the customer holds, {popular:,} from popularity alone":
        "；全部首选推荐中 {told:,} 位依据客户已持有的产品，{popular:,} 位只按普遍受欢迎程度",
    "needs: in the table of main needs every customer is counted once, by the strongest evidence; in the table of all "
    "evidence a customer counts for each need and each kind of evidence":
        "需求：主要需求表中每位客户只计一次，按其最强的依据；全部依据表中一位客户计入有依据的每种需求、每种依据",
    "the row of the automatic choice ranks each tenth of the tested customers by whichever of the two next rows did "
    "better for the other nine tenths, so that no customer has a say in its own test":
        "“自动择优”一行：受检客户分为十份，每一份都用在其余九份上表现较好的那种方法排序，客户不参与选定检验自己的方法",
    "Of those who bought {has}, {share:.1%} bought {product} (n {n}, lift {lift:.1f})":
        "买过 {has} 的客户中，{share:.1%} 也买过 {product}（n {n}，提升度 {lift:.1f}）",
    "of those who bought anything, {share:.1%} bought {product} (n {n})": "买过东西的客户中 {share:.1%} 买过 {product}（n {n}）",
    "{having} of {all} customers bought any of the {products} products that are counted, of {found}: {per_head:.2f} of these each":
        "{all} 位客户中 {having} 位买过计入的产品：共 {found} 种产品，计入 {products} 种，人均买过其中 {per_head:.2f} 种",
    "{having} of {all} customers hold any of the {products} products that are counted, of {found}: {per_head:.2f} of these each":
        "{all} 位客户中 {having} 位持有计入的产品：共 {found} 种产品，计入 {products} 种，人均持有其中 {per_head:.2f} 种",
    "lift compares with the {having} customers who have any product, penetration counts all {all}":
        "提升度与持有任一产品的 {having} 位客户相比，渗透率则以全部 {all} 位客户为分母",
    "{having} of {all} customers bought products: {products} different ones, {per_head:.2f} each":
        "{all} 位客户中 {having} 位买过产品，产品共 {products} 种，人均 {per_head:.2f} 个",
    "bought {count} of it": "买过此类产品 {count} 个",
    "what was bought is not called as a bank's products are: no needs are read from the names; "
    "[[needs.products]] can say them":
        "所购商品的名称不同于银行产品：不从名称推断需求；可在 [[needs.products]] 中写明",
    "; in the periods before, {share:.1%} of those with the first and not the second took that "
    "({n} cases), of all {all:.1%}":
        "；此前各期中有前者而无后者的，{share:.1%} 随后新办（{n} 例），全体为 {all:.1%}",
    "{share:.1%} of the customers without {product} took it (n {n})": "尚未持有 {product} 的客户中 {share:.1%} 随后新办（n {n}）",
    "of those who hold anything, {share:.1%} hold {product} (n {n})": "持有任一产品的客户中 {share:.1%} 持有 {product}（n {n}）",
    # findings
    "Products are held by {having} of {all} customers: {products} different ones, {per_head:.2f} each":
        "{all} 位客户中 {having} 位持有产品，产品共 {products} 种，人均 {per_head:.2f} 个",
    "{product}, the only product, is held by {having} of {all} customers": "{all} 位客户中 {having} 位持有唯一的产品“{product}”",
    "The most frequent main need is {need}: {n} customers ({share:.1%})": "最常见的主要需求是{need}：{n} 位客户（{share:.1%}）",
    "Of those who hold {has}, {share:.1%} hold {product} (n {n}, lift {lift:.1f})":
        "持有 {has} 的客户中，{share:.1%} 也持有 {product}（n {n}，提升度 {lift:.1f}）",
    "{product} is the first offer for {n} customers": "{product} 是 {n} 位客户的首选推荐",
    "Tested on {n} customers who took something later: one of the first three offers was right for {hit:.1%}, against {plain:.1%} by what is taken most":
        "用 {n} 位后来新办了产品的客户检验：前三个推荐至少中一个的占 {hit:.1%}，按新办率排序的基准为 {plain:.1%}",
    "how well the offers foretell what is taken is not claimed: {needed} customers who took something new "
    "in the last period are needed, {found} were found":
        "推荐的准确度不作断言：需要最近一期内有 {needed} 位客户新办产品，实有 {found} 位",
    "with two days the test ranks each half of the customers by what the other half took: "
    "a third day would test it on later data":
        "只有两个时点，检验时用一半客户的新办情况为另一半排序；有第三个时点才能用后来的数据检验",
    "the offers foretell less well than what is simply taken most (MAP {ours:.3f} against {plain:.3f}): "
    'take score = "popular" in [needs]':
        '推荐不如直接按新办率排序（MAP {ours:.3f} 对 {plain:.3f}）：请在 [needs] 中写 score = "popular"',
    "the offers do not surely foretell better than what is simply taken most (MAP {ours:.3f} against "
    "{plain:.3f} on {n} customers)":
        "不能断定推荐优于直接按新办率排序（{n} 位客户，MAP {ours:.3f} 对 {plain:.3f}）",
    "{n} rows have no date: their products count as held from the start": "{n} 行没有日期：所涉产品视为一开始就持有",
    "{all} products are too many to compare: the {kept} with the most holders are counted, {dropped} are not, nor in what a "
    'customer has (max_products, or level = "family")':
        '产品共 {all} 个，过多：只计持有客户最多的 {kept} 个，其余 {dropped} 个不计，也不计入客户的持有产品数（见 max_products，或用 level = "family"）',
    "fewer than {support} customers hold {products}: nothing is concluded from holding them":
        "持有 {products} 的客户不足 {support} 位：不据此推断其他产品",
    "{n} cells of {products} are neither yes, no nor an amount: they count as not held":
        "{products} 有 {n} 个单元格既非是、否也非金额：按未持有计",
    "the columns of {products} hold amounts: what is above 0 counts as held": "{products} 各列为金额：大于 0 即视为持有",
    "the columns {products} of the customer list say who holds what": "客户表中 {products} 各列说明谁持有什么",
    "nothing says which need {products} answers: name it in [[needs.products]]":
        "看不出 {products} 对应哪种需求：请在 [[needs.products]] 中写明",
    "age (birth_date)": "年龄（birth_date）",
    "risk level C1 to C5 (risk_level)": "客户风险等级 C1 至 C5（risk_level）",
    "risk rating R1 to R5 of products (risk_rating)": "产品风险评级 R1 至 R5（risk_rating）",
    "consent (marketing_consent)": "营销同意（marketing_consent）",
    "not looked at before offering, for lack of the column: {columns}": "因缺少相应的列，推荐前未检查：{columns}",
    # the scorecard
    "--product {wanted}: neither a product nor a column of the customer list": "--product {wanted}：既不是产品，也不是客户表中的列",
    "products and columns: {known}": "产品和列：{known}",
    "--product names a product, or a yes/no column of the customer list": "--product 写产品名，或客户表中一个是/否的列",
    "a scorecard for {product} needs two days to compare (lists of two days, or dates of opening); found one day":
        "{product} 的评分卡需要两个时点（两天的清单，或开立日期）；现只有一个",
    "a scorecard for {product} needs {needed} customers who took it in an earlier period; found {found}":
        "{product} 的评分卡需要较早一期内有 {needed} 位客户新办；实有 {found} 位",
    "a scorecard needs a column of yes and no; {column} has {example!r}": "评分卡需要只有是和否的列；{column} 中有 {example!r}",
    "a scorecard for {product} needs {needed} customers with yes and as many with no; found {found} and {others}":
        "{product} 的评分卡需要“是”和“否”各 {needed} 位客户；实有 {found} 位和 {others} 位",
    "column {column} is refused as a feature of {product}: {why} (alone it has an AUC of {auc:.2f}); "
    'allow = ["{column}"] in [needs] takes it all the same':
        '“{column}”列不得用作 {product} 的特征：{why}（单独的 AUC 为 {auc:.2f}）；如仍要使用，请在 [needs] 中写 allow = ["{column}"]',
    "nothing that is known of the customers says who takes {product}": "已知的客户信息都看不出谁会办理 {product}",
    "the scorecard for {product} is not tested: there is no later data (a third day of holdings)":
        "{product} 的评分卡未经检验：没有更晚的数据（第三个时点的持有清单）",
    "the scorecard for {product} is not tested: nothing says which rows are later (--in-order, where the "
    "rows stand in the order of time)":
        "“{product}”的评分卡未经检验：看不出哪些行更晚（各行如按时间先后排列，请加 --in-order）",
    "The scorecard for {product} has an AUC of {auc:.3f} on the last {n} rows, which it was not fitted to (± {error:.3f}; "
    "the best single feature, {alone}, {alone_auc:.3f}); in its best tenth yes is {lift:.1f} times as frequent as "
    "among all":
        "“{product}”的评分卡在未参与拟合的最后 {n} 行上 AUC 为 {auc:.3f}（± {error:.3f}；最佳单项 {alone} 为 {alone_auc:.3f}）；"
        "评分最高的一成客户中“是”的占比为全体的 {lift:.1f} 倍",
    "on the last {n} rows the scorecard for {product} is not surely better than chance (AUC {auc:.3f} ± {error:.3f}, "
    "{takers} with yes): do not use it":
        "在最后 {n} 行上，不能断定“{product}”的评分卡优于随机（AUC {auc:.3f} ± {error:.3f}，“是” {takers} 位）：请勿使用",
    "nothing that is known of the customers goes with {product}": "已知的客户信息都与“{product}”无关",
    "only {dated} of {rows} rows have a date, and half of them are needed: offers rest on what is held together, not on what "
    "is taken next, and cannot be tested on later data":
        "{rows} 行中只有 {dated} 行有日期，至少需要一半：推荐依据的是哪些产品同时持有，而不是接下来会新办什么，也无法用后来的数据检验",
    "no product has {support} holders: offers follow what is had most, and say nothing of the customer (min_support)":
        "没有一个产品的持有客户达到 {support} 位：推荐只按持有多少排序，与客户本人无关（min_support）",
    "there is only one product: nothing can be said of what goes with it": "只有一个产品：无从说明还需要什么",
    "every customer holds every product: there is nothing left to offer": "每位客户都持有全部产品：没有可推荐的产品",
    "{name}: max_age must not be below min_age": "{name}：max_age 不得小于 min_age",
    "The scorecard for {product} has an AUC of {auc:.3f} on later data (± {error:.3f}; the best single feature, "
    "{alone}, {alone_auc:.3f}); its best tenth took it {lift:.1f} times as often as all":
        "{product} 的评分卡在后来的数据上 AUC 为 {auc:.3f}（± {error:.3f}；最佳单项 {alone} 为 {alone_auc:.3f}）；"
        "评分最高的一成客户，办理率是全体的 {lift:.1f} 倍",
    "on later data the scorecard for {product} is not surely better than chance (AUC {auc:.3f} ± {error:.3f}, "
    "{takers} takers): do not use it":
        "在后来的数据上，不能断定 {product} 的评分卡优于随机（AUC {auc:.3f} ± {error:.3f}，新办 {takers} 位）：请勿使用",
    "unknown": "未知",
    "any": "任意",
    "others": "其他",
    "holds {product}": "持有 {product}",
    "base points": "基础分",
    # the command
    "What will they want next? The best products for each customer, the need behind them, and why.":
        "接下来需要什么？每位客户最合适的产品、背后的需求和理由。",
    "what they will want next, and why (method 4, needs)": "接下来需要什么、为什么（方法四：需求识别）",
    "a scorecard for this product, or for a yes/no column of the customer list": "为这一产品（或客户表中一个是/否的列）制作评分卡",
    "what customers have: holdings, purchases or auto": "客户拥有什么：holdings 持有清单、purchases 购买记录或 auto",
    "count each product, or its family": "按单个产品 product，或按产品大类 family",
    "rows stand in the order of time: the last ones test the scorecard": "各行按时间先后排列：用最后的行检验评分卡",
    # [needs]
    "Products whose name contains one of these words, | between them": "产品名含其中任一词者，词间用 | 分隔",
    "The need they answer, where their name does not say it": "对应的需求（名称看不出时）",
    "Not offered to customers younger than this": "不推荐给小于此年龄的客户",
    "Not offered to customers older than this": "不推荐给大于此年龄的客户",
    "Risk rating; not offered to customers of a lower risk level": "产品风险评级；不推荐给风险等级更低的客户",
    "Whether they are offered at all": "是否推荐此类产品",
    "What the signal is called": "信号名称",
    "The need it speaks for": "所表明的需求",
    "What is looked at: fees, card_spend, fx, invested, idle_balance, or own_column alone":
        "看什么：fees 手续费、card_spend 消费额、fx 外汇、invested 投资额、idle_balance 活期闲置，或只看自有列 own_column",
    "Columns of the customer list that give the number instead; words of their names": "改由客户表中的哪些列给出数值：列名所含的词",
    "From this number on; else the highest top_share counts": "达到此数即算；不设则取最高的 top_share",
    "Of the customers with a number above 0, the highest such share": "数值大于 0 的客户中最高的这一占比",
    "Does not count for who holds a product of this need already": "已持有此类需求产品的客户不算",
    "A scorecard for this one product, or for a yes/no column of the customer list": "为这一个产品（或客户表中一个是/否的列）制作评分卡",
    "What customers have: lists of holdings, or what they bought; auto takes holdings where there are any":
        "客户拥有什么：holdings 持有清单，purchases 购买记录；auto 有持有清单时用清单",
    "Count single products, or their families (categories)": "按单个产品 product，或按产品大类（类别）family 计",
    "Rank by what is held together, by what is taken by those who hold it, by the whole basket, or by what is "
    "taken most; auto is taken or basket, whichever foretold better, and together where there is one day only":
        "排序依据：together 同时持有，taken 持有者随后新办，basket 已有产品全部相加，popular 新办率；"
        "auto 在 taken 与 basket 中取检验较好者，只有一个时点时用 together",
    "Products named for each customer": "为每位客户列出的产品数",
    "Customers added to each count, as the average customer is": "每项计数向全体平均收缩时加入的客户数",
    "A product speaks for others from so many holders on": "持有客户达到此数的产品才用来推断其他产品",
    "Of more products those with the most holders are counted": "产品多于此数时，只计持有客户最多的",
    "Days of each period that are compared where products have dates; unset: a quarter of "
    "the time there is, at most 365":
        "产品有日期时，每一期比较的天数；不设则取全部时间的四分之一，最多 365 天",
    "Customers who took something later below whom nothing is claimed": "后来新办了产品的客户少于此数时不作断言",
    "Needs, ages and risk of products; the defaults are examples": "产品的需求、年龄和风险；默认值仅为示例",
    "Numbers that speak for a need": "表明需求的数值",
    "No offer within so many days of a marketing contact": "营销接触后这么多天内不再推荐",
    "An event whose type contains one of these words is a marketing contact": "事件类型含其中任一词即为营销接触",
    "What was looked at, asked or said counts for so many days": "浏览、咨询和说过的话在这么多天内有效",
    "A product was looked at when so many events say so": "浏览事件达到此数才算浏览过",
    "Columns the scorecard must not use": "评分卡不得使用的列",
    "Columns the scorecard may use although they look like leaks": "虽疑似泄漏仍允许评分卡使用的列",
    "The rows of the customer list stand in the order of time, so that the last ones can test the scorecard":
        "客户表各行按时间先后排列，最后的行可用来检验评分卡",
    "Takers below which no scorecard is made": "办理客户少于此数时不制作评分卡",
}  # fmt: skip
