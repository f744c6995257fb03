"""How people spell their headers: bank, shop and CRM exports in simplified, traditional, English.

Traditional characters are folded to simplified ones by ``normal``, so each word stands here once.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache
from typing import NamedTuple

Tiers = tuple[tuple[str, ...], ...]


def _tiers(*lines: str) -> Tiers:
    return tuple(tuple(alias.strip() for alias in line.split("|")) for line in lines)


ALIASES: dict[str, Tiers] = {
    # first line: says it exactly; second line: counts only when nothing of the first is there
    "customer_id": _tiers(
        "客户号|客户编号|客户ID|客户代码|客户编码|客户码|客户内码|核心客户号|客户标识|会员号|会员ID|会员编号|会员卡号|用户ID|用户编号|用户号"
        "|买家ID|买家会员名|顾客ID|顾客编号|customer id|customer|cust id|customer no|customer number|customer code"
        "|cust no|custno|cust|client id|client no|member id|member no|user id|userid|buyer id|household id"
        "|household key|master id|masterid|CIF|CIF no|CIF number|cif号|visitor id|account holder id",
        "买家|会员|用户|client|member|user|id|编号|customer key|contact id|account name id",
    ),
    "account_id": _tiers(
        "账号|账户|账户号|账户编号|账户ID|卡号|银行卡号|交易账号|交易卡号|本方账号|本方账户|客户账号|主账号|账卡号|卡号账号"
        "|account id|account no|account number|acct id|acct no|acctno|card no|card number|iban|contract account",
        "account|acct|card|帐户号码|付款账号",
    ),
    "relation": _tiers("账户关系|持有人类型|权限类型|relation|relationship|disposition type|holder type"),
    "name": _tiers(
        "姓名|客户姓名|客户名称|客户名|会员姓名|会员名称|名称|户名|联系人|联系人姓名|name|customer name|full name|client name"
        "|contact name|last name first name|收货人|收件人",
        "surname|last name",
    ),
    "company_name": _tiers("公司名称|企业名称|单位名称|公司|company|company name|account name|organization"),
    "id_type": _tiers("证件类型|证件种类|id type|document type"),
    "id_number": _tiers("证件号码|证件号|身份证号|身份证号码|身份证|公民身份号码|id number|id card|id card no|national id|certificate no"),
    "id_expires_on": _tiers("证件有效期|证件到期日|证件有效期至|证件失效日期|id expires on|id expiry|id expiry date"),
    "credit_code": _tiers("统一社会信用代码|社会信用代码|信用代码|组织机构代码|credit code|uscc"),
    "sex": _tiers("性别|gender|sex|genre"),
    "birth_date": _tiers("出生日期|出生年月日|生日|出生年月|birth date|birthday|birthdate|date of birth|dob"),
    "age": _tiers("年龄|周岁|age|age in years"),
    "nationality": _tiers("国籍|nationality|民族"),
    "phone": _tiers("手机号|手机号码|手机|联系电话|电话|联系方式|移动电话|电话号码|phone|mobile|mobile phone|telephone|phone number|cell|tel"),
    "email": _tiers("邮箱|电子邮箱|电子邮件|邮件|email|e-mail|mail|email address"),
    "occupation": _tiers("职业|岗位|职务|occupation|job|profession|job title|title"),
    "income": _tiers(
        "收入|年收入|月收入|家庭收入|家庭年收入|个人年收入|income|annual income|estimated salary|salary|yearly income|月薪|年薪|monthly income",
    ),
    "income_band": _tiers("收入区间|收入水平|收入档次|收入层次|年收入区间|income band|income level|income range|income category|income"),
    "education": _tiers("学历|教育程度|文化程度|最高学历|education|education level|schooling"),
    "marital_status": _tiers("婚姻|婚姻状况|婚姻状态|婚否|marital|marital status|married"),
    "address": _tiers("地址|联系地址|家庭地址|通讯地址|住址|居住地址|收货地址|详细地址|户籍地址|单位地址|address|street|mailing address|home address"),
    "province": _tiers("省|省份|省自治区|省市|所在省|所属省份|收货省份|province|state|state province"),
    "city": _tiers("市|城市|所在城市|地市|所属城市|收货城市|city|town"),
    "region": _tiers("地区|区域|大区|所在地区|国家省市区|地域|region|area|territory"),
    "country": _tiers("国家|国家地区|country|geography|nation|billing country"),
    "branch": _tiers(
        "网点|机构|支行|开户网点|开户机构|开户行|所属机构|所属网点|归属机构|管理机构|交易网点|交易机构|交易地点|门店|店铺|门店编号|门店名称|store|store id|branch|branch name|shop|outlet",
    ),
    "manager": _tiers("客户经理|经理|负责人|理财经理|管户经理|所属客户经理|销售|销售人员|跟进人|负责人主属部门|manager|owner|account manager|relationship manager|rm|deal owner|lead owner|contact owner|account owner|sales rep"),
    "opened_on": _tiers(
        "开户日期|开户日|开户时间|开卡日期|入会日期|入会时间|注册日期|注册时间|建档日期|成为客户日期|加入日期|opened on|open date|opening date|"
        "account open date|join date|joined|registration date|signup date|enrolled on|member since",
        "创建时间|创建日期|created time|created at|create date",
    ),
    "tenure_months": _tiers("在网月数|在网时长|客户月龄|账龄月|tenure months|months on book|tenure in months"),
    "tenure_years": _tiers("客户年限|开户年限|会龄|tenure years|years as customer|tenure in years"),
    "customer_level": _tiers("客户等级|客户级别|会员等级|会员级别|卡等级|卡级别|星级|客户星级|服务等级|vip等级|level|customer level|card category|card level|membership|tier|loyalty tier"),
    "member": _tiers("是否会员|会员标志|会员状态|is member|member flag|loyalty member"),
    "risk_level": _tiers("风险承受能力|风险等级|风险承受等级|风险测评等级|风险偏好|风险测评结果|客户风险等级|投资者风险等级|risk level|risk profile|risk tolerance"),
    "aml_level": _tiers("洗钱风险等级|反洗钱等级|反洗钱风险等级|洗钱等级|aml level|aml risk"),
    "marketing_consent": _tiers("营销同意|营销授权|是否同意营销|是否接受营销|营销标志|marketing consent|consent|opt in|email opt in"),
    "industry": _tiers("行业|所属行业|客户行业|行业类别|industry|sector"),
    "employees": _tiers("员工人数|从业人员|职工人数|员工数|人数规模|employees|no of employees|number of employees"),
    "company_size": _tiers("企业规模|公司规模|客户规模|规模|company size|firm size"),
    "segment_label": _tiers("细分|客户类型|客户类别|客群|客户分类|客户分层|客户性质|segment|customer segment|customer type|client type"),
    "balance": _tiers(
        "余额|账户余额|资产余额|存款余额|时点余额|期末余额|AUM|AUM余额|总资产|金融资产|金融总资产|时点AUM|balance|account balance|end balance|closing balance|total assets",
    ),
    "average_balance": _tiers("日均余额|月日均|月日均余额|月均余额|日均|月日均AUM|AUM月日均|日均资产|月日均资产|年日均|average balance|avg balance|monthly average balance|adb"),
    "churned": _tiers("是否流失|流失|流失标志|已流失|churn|churned|exited|attrition|attrition flag|is churn"),
    "transaction_id": _tiers(
        "交易流水号|流水号|交易号|交易单号|交易编号|日志号|凭证号|支付宝交易号|行ID|行号|transaction id|trans id|txn id|transaction no|reference no|row id",
        "序号",
    ),
    "order_id": _tiers(
        "订单ID|订单号|订单编号|销售订单编号|单号|订单编码|商户订单号|商户单号|商家订单号|销售单号|小票号|发票号|主订单编号|order id|order no|order number|invoice no|invoice|invoice number|basket id|receipt no|invoiceid|bill no",
    ),
    "date": _tiers(
        "交易日期|订单日期|下单日期|下单时间|购买日期|消费日期|交易创建时间|交易时间|订单创建时间|发生日期|发生时间|消费时间|购买时间|拍下时间"
        "|order date|orderdate|invoice date|transaction date|trans date|txn date|purchase date|transaction timestamp"
        "|order timestamp|purchase time|order purchase timestamp|transaction time",
        "日期|date|时间|datetime|timestamp|记账日期|入账日期|记账日|交易日|业务日期|付款日期|支付日期|付款时间|支付时间|订单付款时间|成交日期|成交时间"
        "|posting date|value date|day",
        "创建时间|created at|event time|redemption date",
    ),
    "time": _tiers("交易时间|交易时刻|时间|下单时间|transaction time|time|time of day|order time"),
    "month": _tiers("月份|年月|统计月份|账期|数据月份|month|year month|yyyymm|statement month|period"),
    "amount": _tiers(
        "金额|交易金额|订单金额|销售订单金额|销售额|销售金额|实付金额|实收金额|付款金额|支付金额|消费金额|成交金额|发生额|交易额|实付款|买家实际支付金额|订单实付金额|总金额|合计金额|应付金额|交易发生额|购买金额"
        "|amount|sales|sales value|revenue|transaction amount|trans amount|txn amount|order amount|dollar value|total amount|line total|total price|payment value|net amount|order value|spend|total sales|purchase amount",
        "总价|total|value|monetary|payment",
    ),
    "income_amount": _tiers("收入|收入金额|交易金额收入|贷方发生额|贷方金额|存入|存入金额|转入金额|收入元|credit|credit amount|deposit|deposits|money in|paid in", "记账金额收入"),
    "expense_amount": _tiers("支出|支出金额|交易金额支出|借方发生额|借方金额|支取|支取金额|转出金额|取出|debit|debit amount|withdrawal|withdrawals|money out|paid out", "记账金额支出"),
    "direction": _tiers("借贷|借贷标志|借贷方向|收支|收支方向|收支类型|交易方向|资金方向|收付标志|direction|dr cr|debit credit|dc flag|in out"),
    "is_return": _tiers("是否退货|退货标志|是否退款|is return|return flag"),
    "returned": _tiers("退货|退回|退款状态|returned|refunded"),
    "refund_amount": _tiers("退款金额|已退款金额|成功退款|退款额|退货金额|refund amount|refunded amount|amount refunded", "退款|refund"),
    "order_status": _tiers("订单状态|交易状态|当前状态|支付状态|付款状态|order status|payment status|financial status|transaction status", "状态|status"),
    "quantity": _tiers("数量|件数|购买数量|销售数量|商品数量|宝贝总数量|quantity|qty|units|number of cds|cds|item count"),
    "unit_price": _tiers("单价|商品单价|销售单价|unit price|unitprice|item price", "价格|price"),
    "fee": _tiers("手续费|服务费|手续费用|费用|fee|fees|commission|charge"),
    "profit": _tiers("利润|毛利|利润额|profit|gross profit|margin"),
    "currency": _tiers("币种|货币|币别|交易币种|货币类型|currency|ccy|currency code"),
    "product": _tiers(
        "产品|产品名称|商品|商品名称|商品标题|宝贝标题|产品类型|持有产品|产品名|品名|product|product name|item|item name|description|product type|stock description",
        "产品ID|产品编号|产品代码|商品编号|商品ID|商品编码|stock code|stockcode|product id|sku|product code|item id|upc",
    ),
    "category": _tiers(
        "类别|商品类别|产品类别|品类|交易类型|交易分类|业务类型|消费类型|商品分类|category|product category|transaction type|trans type|department|mcc|merchant category",
        "子类别|子类|二级类目|sub category|operation|type|类型",
    ),
    "channel": _tiers("渠道|交易渠道|交易方式|支付方式|交易场所|付款方式|收付款方式|购买渠道|来源渠道|接入渠道|channel|payment method|payment type|ship mode|sales channel|pay channel|device|contact channel"),
    "counterparty": _tiers("交易对方|对方户名|对手方|对方名称|对方姓名|对方账户名|交易对手|商户名称|商户|对方信息|counterparty|merchant|merchant name|payee", "对方账号|对方账户|对方卡号|商户号"),
    "balance_after": _tiers("余额|账户余额|本次余额|交易后余额|联机余额|当前余额|balance|balance after|running balance|account balance"),
    "summary": _tiers("摘要|交易摘要|summary|narrative|k symbol", "备注|附言|用途|交易说明|交易附言|交易备注|注释|memo|remark|remarks|note|notes"),
    "matures_on": _tiers("到期日|到期日期|产品到期日|结束日期|合同到期日|matures on|maturity date|maturity|end date|expiry date"),
    "term": _tiers("期限|产品期限|贷款期限|期限月|期限天|term|duration|tenor|loan term"),
    "holding_id": _tiers("合同号|合约号|持有编号|保单号|贷款合同号|借据号|loan id|contract id|policy id|holding id|deposit id|loan no|contract no"),
    "status": _tiers("状态|账户状态|合同状态|持有状态|处理状态|工单状态|贷款状态|status|loan status|account status|ticket status"),
    "risk_rating": _tiers("产品风险等级|产品风险评级|风险评级|产品风险|risk rating|product risk"),
    "event_type": _tiers("事件|事件类型|行为|行为类型|操作类型|动作|活动类型|事件名称|行为名称|event|event type|event name|action|behavior|behavior type|activity|activity type"),
    "detail": _tiers("详情|事件内容|页面|页面名称|内容|明细|detail|details|page|url"),
    "feedback_type": _tiers("反馈类型|投诉类型|工单类型|反馈类别|评价类型|调查类型|feedback type|complaint type|ticket type|case type|survey type"),
    "score": _tiers("评分|NPS评分|NPS分数|nps|CSAT评分|满意度得分|满意度|打分|得分|满意度评分|NPS|NPS得分|推荐意愿|星级评价|score|rating|nps score|csat|ces|satisfaction", "分数|stars"),
    "text": _tiers("反馈内容|评价内容|评论|评论内容|投诉内容|意见|意见建议|留言|客户原话|描述|feedback|comment|comments|review|review text|complaint|text|feedback text|verbatim", "内容"),
    "severity": _tiers("严重程度|紧急程度|优先级|投诉级别|severity|priority|urgency"),
    "resolved_on": _tiers("处理日期|解决日期|办结日期|结案日期|完成日期|办结时间|解决时间|resolved on|resolved at|closed at|resolution date"),
    "topic": _tiers("主题|话题|问题分类|反馈主题|投诉主题|topic|subject|issue"),
    "lead_id": _tiers("线索ID|线索编号|线索号|商机ID|商机编号|商机号|lead id|deal id|opportunity id", "record id"),
    "source": _tiers("来源|线索来源|客户来源|商机来源|来源渠道|获客渠道|source|lead source|utm source"),
    "stage": _tiers("阶段|成交状态|商机阶段|线索状态|销售阶段|跟进状态|客户阶段|跟进阶段|stage|deal stage|lead status|sales stage|pipeline stage"),
    "created_on": _tiers("创建日期|创建时间|录入时间|录入日期|线索创建时间|created on|created time|create date|created at|created date"),
    "contacted_on": _tiers("最后跟进时间|最近跟进时间|最后联系时间|最近联系日期|跟进时间|最后跟进日期|联系日期|跟进日期|contacted on|last contacted|last activity time|last contact date|last activity date"),
    "closed_on": _tiers("成交日期|成交时间|结束日期|预计成交日期|关闭日期|赢单日期|closing date|close date|closed on|closed date"),
    "referrer": _tiers("推荐人|介绍人|转介绍人|推荐客户号|推荐客户|referrer|referred by"),
}  # fmt: skip

IN_KIND: dict[tuple[str, str], Tiers] = {
    # words that mean something else in another kind of table
    ("accounts", "relation"): _tiers("type|类型|关系"),
    ("accounts", "opened_on"): _tiers("开户日期", "date|日期"),
    ("accounts", "product"): _tiers("账户类型|账户种类|account type|产品类型"),
    ("transactions", "direction"): _tiers("type|类型|交易类型|transaction type"),
    ("holdings", "opened_on"): _tiers("起息日|购买日期|持有日期|签约日期|生效日期|成立日|起始日期|放款日期|发放日期|start date|issue date|issued|purchase date|effective date", "date|日期|交易日期"),
    ("holdings", "amount"): _tiers("持有金额|持仓金额|本金|贷款金额|放款金额|保额|保费|市值|持有市值|份额市值|principal|loan amount|market value|holding amount|premium|余额|balance"),
    ("holdings", "product"): _tiers("产品名称", "产品大类|产品类别|产品种类"),
    ("balances", "date"): _tiers("统计日期|数据日期|快照日期|余额日期|截止日期|as of date|snapshot date|data date|统计日"),
    ("balances", "balance"): _tiers("金额|资产金额|资产|assets|amount|aum"),
    ("balances", "product"): _tiers("资产类型|资产类别|产品类别|产品大类"),
    ("events", "date"): _tiers("事件日期|事件时间|行为时间|行为日期|操作时间|访问时间|登录时间|登录日期|event date|event time|visit date|login time"),
    ("events", "product"): _tiers("关联产品|相关产品|产品类别|产品大类"),
    ("events", "channel"): _tiers("终端|平台|platform"),
    ("feedback", "date"): _tiers("反馈日期|反馈时间|投诉日期|投诉时间|评价时间|评价日期|评论时间|受理时间|受理日期|提交时间|填写时间|feedback date|review date|complaint date|survey date|submitted at"),
    ("feedback", "channel"): _tiers("受理渠道|反馈渠道|投诉渠道"),
    ("feedback", "feedback_type"): _tiers("类型|type|类别"),
    ("leads", "name"): _tiers("deal name|lead name|商机名称|线索名称|公司名称|客户名称|company"),
    ("leads", "amount"): _tiers("预计金额|商机金额|预计成交金额|预计销售金额|deal amount|expected revenue"),
    ("leads", "created_on"): _tiers("线索日期|登记日期|登记时间|获取日期", "日期|date"),
    ("leads", "manager"): _tiers("线索负责人|商机负责人|跟进人员"),
}  # fmt: skip

# Taiwan and Hong Kong exports: characters of headers in their simplified shape.
_TRADITIONAL = str.maketrans(
    "戶號帳賬額餘姓證類別種碼電話郵職業學歷齡婚區縣國網點機構經理開卡會員等級風險稱單訂購買銷費產數價簽約間時記錄轉"
    "對應處評論滿見聯繫絡備註狀態關來源階創跟進後負責標誌換貨幣總項條實際貸內體優動態頁線商務從織編圖樣號層檔聲願權憑萬億",
    "户号账账额余姓证类别种码电话邮职业学历龄婚区县国网点机构经理开卡会员等级风险称单订购买销费产数价签约间时记录转"
    "对应处评论满见联系络备注状态关来源阶创跟进后负责标志换货币总项条实际贷内体优动态页线商务从织编图样号层档声愿权凭万亿",
)  # fmt: skip

_UNITS = {
    "元": 1, "人民币元": 1, "人民币": 1, "cny": 1, "rmb": 1, "yuan": 1, "¥": 1, "$": 1, "usd": 1, "eur": 1,
    "千元": 1_000, "千": 1_000, "k$": 1_000, "$k": 1_000, "k": 1_000, "万元": 10_000, "万": 10_000,
    **dict.fromkeys(("美元", "美金", "us$", "港元", "港币", "hkd", "hk$", "欧元", "€", "英镑", "gbp", "£", "日元", "jpy",
                     "台币", "新台币", "twd", "nt$", "sgd", "aud", "cad"), 1),
    "千美元": 1_000, "万美元": 10_000, "万港元": 10_000, "万港币": 10_000, "百万美元": 1_000_000, "亿美元": 100_000_000,
    "人民币万元": 10_000, "百万元": 1_000_000, "百万": 1_000_000, "亿元": 100_000_000, "亿": 100_000_000,
}  # fmt: skip
_ASIDES = {"必填", "选填", "可选", "必须", "required", "optional", "只读", "单选", "多选"}
_BRACKETS = re.compile(r"[(\[【《<{]([^()\[\]【】《》<>{}]*)[)\]】》>}]")
_SCALED_WORD = re.compile(r"(.+?)(万元|百万元|亿元|千元)")
_FILLERS = re.compile(r"[\s_\-./\\*:：,，、;'\"|#·]+")


class Heading(NamedTuple):
    """A header as it is looked up, and the unit it states."""

    key: str
    scale: Decimal
    """What an amount below it has to be multiplied by: 10000 for 余额（万元）."""


@cache
def normal(text: str) -> Heading:
    """A header without case, width, blanks, brackets, marks such as 必填 and units.

    The unit is remembered as a scale: ``normal("余额（万元）") == ("余额", 10000)``.
    """
    plain = unicodedata.normalize("NFKC", text).lower().translate(_TRADITIONAL)
    plain = plain.replace("帐", "账").replace("￥", "¥")
    scale = Decimal(1)
    kept: list[str] = []
    for inside in _BRACKETS.findall(plain):
        word = inside.replace("单位", "").strip(" :")
        if word in _UNITS:
            scale = Decimal(_UNITS[word])
        elif word not in _ASIDES:
            kept.append(word)
    bare = _FILLERS.sub("", _BRACKETS.sub("", plain) + "".join(kept))
    scaled = _SCALED_WORD.fullmatch(bare)
    if scaled:
        return Heading(scaled[1], Decimal(_UNITS[scaled[2]]))
    return Heading(bare, scale)
