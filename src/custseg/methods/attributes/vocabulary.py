"""The words people write for occupation, industry, education and marriage, put into groups.

Each dictionary is read from the top and the first group with a word in the text wins, so that
退休教师 is retired and 个体司机 self-employed. Text that no group knows is ``other``; text that
says nothing (未知, unknown, -) is null. Edit a dictionary here to change the answer everywhere.
"""

from __future__ import annotations

import polars as pl

NOTHING = r"^(?:未知|不详|不詳|无|無|空|unknown|undefined|null|none|n/?a|-+|/+|\?+)?$"
"""What people write when they know nothing."""

OCCUPATIONS: dict[str, str] = {
    "retired": "退休|离休|離休|retired|pension",
    "student": "学生|學生|在读|student|pupil",
    "self_employed": "个体|個體|私营|私營|业主|業主|自由职业|自由職業|创业|店主|经商|老板|"
                     "self.?employed|entrepreneur|freelance|business.?owner|proprietor",
    "farmer": "务农|務農|^农民$|^農民$|农林|农业|農業|林业|牧|渔|漁|养殖|种植|"
              "farmer|fisher|forestry|agricultur",
    "management": "负责人|負責人|董事|总经理|總經理|总监|高管|企业主管|企业管理|厂长|行长|校长|院长|经理|經理|"
                  "management|manager|executive|director|ceo|cfo",
    "public_service": "公务员|公務員|机关|機關|事业单位|政府|党政|党群|军人|軍人|警|法官|检察|村官|"
                      "civil.?serv|public.?serv|government|military|police|soldier",
    "professional": "教师|教師|老师|教授|医|醫|护士|護士|护理|工程师|工程師|律师|律師|会计|會計|审计|技术|技術|科研|"
                    "研究|设计师|程序员|开发|分析师|记者|编辑|专业|專業|科学家|"
                    "engineer|doctor|nurse|teacher|lawyer|account|technician|professional|scien|"
                    "developer|programmer|architect|artist|healthcare",
    "worker": "工人|农民工|農民工|司机|司機|运输|運輸|物流|快递|外卖|骑手|建筑|制造|製造|生产|操作|维修|电工|焊工|"
              "蓝领|搬运|装修|blue.?collar|worker|driver|craft|laborer|labourer|mechanic|operator",
    "service": "服务|服務|销售|銷售|营业|客服|导购|收银|餐饮|厨师|酒店|美容|美发|保安|保洁|家政|商业|导游|"
               "service|sales|retail|waiter|cook|chef|housemaid|cashier|marketing",
    "office": "职员|職員|文员|文員|文秘|行政|办事|辦事|白领|白領|出纳|人事|员工|員工|上班|公司|企业|"
              "clerk|office|admin|secretary|white.?collar|staff|employee|assistant",
    "not_working": "无业|無業|失业|失業|待业|待業|家庭主妇|家庭主婦|主妇|全职太太|无职业|"
                   "unemployed|homemaker|housewife|not.?working|jobless",
}  # fmt: skip
"""Occupation groups: the large classes of GB/T 6565, and those outside work that banks keep."""

INDUSTRIES: dict[str, str] = {
    "agriculture": "农|農|林业|牧|渔|漁|种植|养殖|agricult|forest|fish",
    "mining": "采矿|採礦|煤|矿|石油开采|mining",
    "utilities": "电力|電力|热力|燃气|供水|自来水|发电|utilit|electricity",
    "construction": "建筑|建築|施工|工程|装修|construct",
    "transport": "运输|運輸|物流|仓储|倉儲|快递|邮政|航空|港口|transport|logistic|shipping",
    "hospitality": "住宿|餐饮|餐飲|酒店|饭店|hotel|restaurant|catering|hospitality",
    "information": "信息|軟件|软件|互联网|互聯網|电信|通信|网络|計算機|计算机|software|internet|telecom|"
                   "information|^it$",
    "finance": "金融|银行|銀行|保险|保險|证券|證券|基金|信托|小额贷款|担保|financ|bank|insur|securit",
    "real_estate": "房地产|房地產|物业|地产|real.?estate|property",
    "leasing_business": "租赁|租賃|商务|商務|咨询|諮詢|广告|人力资源|法律|会计|leas|consult|business.?serv|"
                        "advertis|legal",
    "research": "科研|科学研究|技术服务|研发|勘察|检测|research|scientific",
    "environment": "水利|环境|環境|环保|公共设施|园林|environment",
    "education": "教育|学校|學校|培训|大学|中学|小学|幼儿园|educat|school",
    "health": "卫生|衛生|医|醫|社会工作|养老|health|medical|hospital|pharma",
    "culture": "文化|体育|體育|娱乐|娛樂|传媒|影视|出版|cultur|sport|entertain|media",
    "public": "公共管理|政府|机关|社会组织|社会保障|协会|党|public|government",
    "international": "国际组织|國際組織|international.?org",
    "household_services": "居民服务|修理|家政|美容|洗|repair|household|personal.?serv",
    "wholesale_retail": "批发|批發|零售|贸易|貿易|商贸|超市|百货|电商|进出口|wholesale|retail|trad|commerce",
    "manufacturing": "制造|製造|加工|生产|工业|机械|电子|化工|纺织|服装|食品|钢铁|汽车|manufactur|industr",
}  # fmt: skip
"""The twenty sections of GB/T 4754, the Chinese classification of industries."""

INDUSTRY_LETTERS = dict(zip(
    "ABCDEFGHIJKLMNOPQRST",
    ("agriculture", "mining", "manufacturing", "utilities", "construction", "wholesale_retail",
     "transport", "hospitality", "information", "finance", "real_estate", "leasing_business",
     "research", "environment", "household_services", "education", "health", "culture", "public",
     "international"),
    strict=True,
))  # fmt: skip
"""Section letter of GB/T 4754 -> key; a stated code such as C13 or J is read by it."""

EDUCATIONS: dict[str, str] = {
    "doctor": "博士|doctor|phd",
    "master": "硕士|碩士|研究生|master|postgrad|mba",
    "junior_college": "大专|大專|专科|專科|高职|高職|junior.?college|associate|diploma",
    "bachelor": "本科|学士|學士|大学|大學|bachelor|universit|undergrad|tertiary|graduate|college",
    "high_school": "高中|中专|中專|中技|技校|职高|職高|high.?school|secondary|vocational",
    "below_high_school": "初中|小学|小學|文盲|以下|primary|middle.?school|basic|uneducated",
}

MARITAL: dict[str, str] = {
    "divorced": "离|離|分居|divorc|separat",
    "widowed": "丧偶|喪偶|鳏|寡|widow",
    "single": "未婚|单身|單身|single|unmarried|never",
    "married": "已婚|结婚|結婚|再婚|复婚|初婚|有配偶|同居|married|cohabit|together",
}

COMPANY_SIZES: dict[str, str] = {
    "micro": "微|micro",
    "small": "小|small",
    "medium": "中|medium|mid",
    "large": "大|large|big",
}


def group_of(texts: pl.Series, groups: dict[str, str]) -> pl.Series:
    """The group key of every text, ``other`` for unknown text, null for none."""
    text = pl.col("text")
    plain = text.str.normalize("NFKC").str.strip_chars().str.to_lowercase()
    group = pl.coalesce(
        *(pl.when(plain.str.contains(words)).then(pl.lit(key)) for key, words in groups.items()),
        pl.lit("other"),
    )
    distinct = pl.DataFrame({"text": texts.drop_nulls().unique()}).with_columns(
        group=pl.when(~plain.str.contains(NOTHING)).then(group)
    )
    return pl.DataFrame({"text": texts}).join(
        distinct, on="text", how="left", maintain_order="left"
    )["group"]


def industry_of(texts: pl.Series) -> pl.Series:
    """The section key of every industry, by a code's letter (C, C13, J66) or by its words."""
    frame = pl.DataFrame({"text": texts, "words": group_of(texts, INDUSTRIES)})
    letter = pl.col("text").str.strip_chars().str.to_uppercase().str.extract(r"^([A-T])\d{0,4}$")
    by_letter = letter.replace_strict(INDUSTRY_LETTERS, default=None, return_dtype=pl.String)
    return frame.select(pl.coalesce(by_letter, "words")).to_series()
