"""Words of what customers need and what to offer them."""

from __future__ import annotations

from custseg.words.term import Term

TERMS: dict[str, Term] = {
    "main_need": Term("主要需求", "Main need", "label"),
    "customer_need": Term("需求", "Need", "label"),
    "need_rule": Term("需求依据", "Evidence", "label"),
    "need_because": Term("依据说明", "What speaks for it", "text"),
    "products_held": Term("持有产品数", "Products held", "count"),
    "products_barred": Term("不宜推荐产品数", "Products not to be offered", "count"),
    **{
        key: term
        for place in range(1, 11)
        for key, term in (
            (f"next_{place}", Term(f"推荐{place}", f"Offer {place}", "label")),
            (f"next_{place}_score", Term(f"推荐{place}得分", f"Score of offer {place}", "area")),
            (f"next_{place}_because", Term(f"推荐{place}理由", f"Why offer {place}", "text")),
        )
    },
    "by_any": Term("有任一依据", "Any evidence", "count"),
    **{
        f"main_by_{rule}": Term(f"其中：{zh}", f"Of them: {en}", "count")
        for rule, zh, en in (
            ("said", "本人说过", "said it"),
            ("asked", "咨询过", "enquired"),
            ("viewed", "浏览过", "looked at it"),
            ("signal", "数据信号", "a number"),
            ("alike", "相似客户", "customers alike"),
            ("held", "已持有", "holds it"),
        )
    },
    **{f"with_{n}": Term(f"另持{n}", f"Also {n}", "share") for n in range(1, 13)},
    "product_number": Term("序号", "No.", "count"),
    "because_product": Term("已持有", "Who hold", "label"),
    "holders": Term("持有客户数", "Holders", "count"),
    "penetration": Term("渗透率", "Penetration", "share"),
    "takers": Term("新办客户数", "Took it", "count"),
    "taking_rate": Term("新办率", "Rate of taking", "share"),
    "taken_share": Term("新办占比", "Share that took it", "share"),
    "with_yes": Term("“是”的客户数", "With yes", "count"),
    "yes_share": Term("“是”的占比", "Share with yes", "share"),
    "foretold_share": Term("预测占比", "Share foretold", "share"),
    "offered_first": Term("列为首选的客户数", "First offer for", "count"),
    "together": Term("同时持有客户数", "Hold both", "count"),
    "together_share": Term("同时持有占比", "Share that hold both", "share"),
    "products_held_band": Term("持有产品数", "Products held", "label"),
    "ranking": Term("排序方法", "Ranking", "label"),
    "hit_at_3": Term("前三命中率", "Hit@3", "share"),
    "map_at_7": Term("MAP@7", "MAP@7", "number"),
    "beats_popular": Term("与按新办率相比", "Against taken most", "label"),
    "exclusion": Term("不推荐的原因", "Why not offered", "label"),
    "offers_kept_back": Term("排除的推荐数", "Offers kept back", "count"),
    "signal": Term("信号", "Signal", "label"),
    "looked_at": Term("数据来源", "Looked at", "label"),
    "with_number": Term("有数值的客户数", "Customers with a number", "count"),
    "from_number": Term("门槛", "From", "number"),
    "by_said": Term("本人说过", "Said", "count"),
    "by_asked": Term("咨询过", "Enquired", "count"),
    "by_viewed": Term("浏览过", "Looked at", "count"),
    "by_signal": Term("数据信号", "Signal", "count"),
    "by_alike": Term("相似客户", "Customers alike", "count"),
    "by_held": Term("已持有", "Held", "count"),
    "propensity": Term("倾向概率", "Propensity", "share"),
    "propensity_points": Term("倾向评分", "Points", "count"),
    "feature": Term("特征", "Feature", "label"),
    "bin": Term("取值", "Values", "text"),
    "woe": Term("WOE", "WOE", "number"),
    "points": Term("分值", "Points", "number"),
    "iv": Term("IV", "IV", "number"),
    "auc_alone": Term("单项AUC", "AUC alone", "area"),
    "feature_use": Term("使用情况", "Use", "label"),
    "tenth": Term("评分十分位", "Tenth of points", "count"),
    "snapshot_on": Term("数据日期", "Day of the list", "date"),
    "family": Term("产品大类", "Product family", "label"),
}

TITLES: dict[str, tuple[str, str]] = {
    "needs": ("客户需求", "Customer needs"),
    "customer_needs": (
        "主要需求及依据（每位客户计一次）",
        "Main needs, each customer counted once",
    ),
    "need_evidence": (
        "各需求的全部依据（一位客户可计入多项）",
        "All evidence of needs, a customer counts for each",
    ),
    "penetration": ("产品渗透率", "Products and their holders"),
    "products_per_customer": ("人均持有产品数", "Products per customer"),
    "product_rules": ("产品关联：持有甲者亦持有乙", "Products held together"),
    "cross_sell": (
        "交叉持有矩阵：行产品的持有者中另持列产品的占比",
        "Cross-sell: of those who hold the row, the share who hold the column",
    ),
    "offer_test": (
        "推荐检验：对照客户后来实际新办的产品",
        "Offers tested on what customers took later",
    ),
    "exclusions": ("不予推荐的原因", "Offers kept back, and why"),
    "need_signals": ("需求信号", "Numbers that speak for a need"),
    "scorecard": ("评分卡", "Scorecard"),
    "scorecard_features": ("评分卡：各列的取舍", "What the scorecard looked at"),
    "scorecard_test": ("评分卡检验：按评分十分位", "The scorecard on later data, by tenths"),
}

LABELS: dict[str, dict[str, tuple[str, str]]] = {
    "customer_need": {
        "investment": ("投资回报", "investment return"),
        "daily": ("日常理财", "daily money"),
        "loan": ("贷款", "loan"),
        "payment": ("支付", "payment"),
        "cross_border": ("跨境", "cross-border"),
        "protection": ("保障", "protection"),
        "none": ("没有依据", "no evidence"),
    },
    "need_rule": {
        "said": ("本人说过", "said it"),
        "asked": ("咨询过", "enquired"),
        "viewed": ("浏览过", "looked at it"),
        "signal": ("数据信号", "a number speaks for it"),
        "alike": ("相似客户", "customers alike"),
        "held": ("已持有", "holds it already"),
    },
    "needs_source": {
        "holdings": ("持有清单", "the list of holdings"),
        "customers": ("客户表", "the customer list"),
        "purchases": ("购买记录", "purchases"),
    },
    "ranking": {
        "taken": ("新办率 × 关联", "taken by those who hold the like"),
        "auto": (
            "自动择优：以下两种中较好者",
            "automatic choice: the better of the next two rows",
        ),
        "basket": ("已有产品全部相加", "the whole basket"),
        "together": ("同时持有", "held together"),
        "popular": ("按新办率（基准）", "taken most (baseline)"),
        "held": ("按持有率（基准）", "held most (baseline)"),
    },
    "beats_popular": {
        "better": ("确实更好", "surely better"),
        "worse": ("确实更差", "surely worse"),
        "undecided": ("无法断定", "cannot be said"),
    },
    "exclusion": {
        "not_offered": ("停止推荐的产品", "not offered"),
        "no_consent": ("未同意营销", "no consent to marketing"),
        "cool_down": ("近期已营销", "contacted lately"),
        "age": ("年龄不符", "age"),
        "risk": ("风险不匹配", "risk level below the product's"),
    },
    "signal": {
        "fee_income": ("手续费", "fees"),
        "card_spend": ("消费额", "card spending"),
        "fx": ("外汇往来", "foreign currency"),
        "invested": ("投资额", "investments"),
        "idle_balance": ("活期闲置资金", "idle current balance"),
        "message_service": ("短信服务", "message service"),
    },
    "looked_at": {
        "fees": ("交易手续费（365 天）", "fees of transactions, 365 days"),
        "card_spend": ("消费支出（365 天）", "card and mobile payments, 365 days"),
        "fx": ("外汇、跨境交易（365 天）", "foreign transactions, 365 days"),
        "invested": ("投资类产品持有金额", "amounts of investment products"),
        "idle_balance": ("活期余额", "current balances"),
        "own_column": ("客户表中的列", "a column of the customer list"),
    },
    "feature_use": {
        "in_card": ("列入评分卡", "in the card"),
        "weak": ("无助益，未用", "adds nothing"),
        "known_after": ("事后才知，拒用", "known only with the outcome"),
        "too_good": (
            "单独即几乎全对，疑为泄漏，拒用",
            "separates nearly all alone, as only the outcome can",
        ),
        "ignored": ("按设置不用", "ignored as set"),
        "too_many": ("取值过多", "too many values"),
        "one_value": ("只有一个取值", "one value only"),
    },
}

LABELS["main_need"] = LABELS["customer_need"]
