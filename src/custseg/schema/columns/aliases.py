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
        "|kundennummer|kunden nr|kundennr|numéro client|no client|código cliente|顧客番号|고객번호|客户代号|客户CIF|会员卡编号"
        "|买家ID|买家会员名|顾客ID|顾客编号|customer id|customer|cust id|customer no|customer number|customer code"
        "|cust no|custno|cust|client id|client no|member id|member no|user id|userid|buyer id|household id"
        "|household key|master id|masterid|CIF|CIF no|CIF number|cif号|visitor id|account holder id|客户序号|客户账户编号|客户唯一标识|内部客户号|行内客户号|ECIF号|ECIF客户号|ecif|ECIF编号|投保人客户号|户主编号|持卡人编号|会员卡|会员代码|会员编码|会员标识|会员账号|会员用户名|买家编号|买家用户名|买家账号|买家昵称|买家旺旺|下单账号|下单用户|下单用户ID|用户账号|用户代码|用户标识|用户名|消费者ID|粉丝ID|openid|open id|union id|unionid|uid|顾客号|顾客代码|顾客卡号|贵宾卡号|VIP卡号|持卡人号|购货单位编码|往来单位编码|customer ref|customer reference|customer number id|customer identifier|customer unique id|cust code|cust number|client code|client number|client ref|party id|party no|member number|member code|membership no|membership number|membership id|loyalty id|loyalty card|loyalty card no|patron id|subscriber id|shopper id|buyer|buyer username|buyer user id|buyer no|guest id|card holder id|cardholder id|user no|user number|user code|user name|username",
        "买家|会员|用户|客户|顾客|client|kunde|cliente|debitor|member|user|id|编号|customer key|contact id|account name id",
    ),
    "account_id": _tiers(
        "账号|账户|账户号|账户编号|账户ID|卡号|银行卡号|交易账号|交易卡号|本方账号|本方账户|客户账号|主账号|账卡号|卡号账号"
        "|账户号码|户口号码|户口号|账户账号|账号卡号|借记卡号|信用卡号|存折账号|活期账号|存款账号|结算账号|结算账户|查询账号|客户账户|银行账号|账户代码|交易卡账号|卡账号|资金账号|资金账户|资产账号|理财账号|交易账户|我方账号|己方账号|付方账号|account id|account no|account number|account code|acct id|acct no|acctno|acct number|acct|card no|card number|iban|contract account|bank account|bank account number|debit card no|credit card no|own account|originator account",
        "account|card|付款账号",
    ),
    "relation": _tiers("账户关系|持有人类型|权限类型|relation|relationship|disposition type|holder type"),
    "name": _tiers(
        "姓名|客户姓名|客户名称|客户名|会员姓名|会员名称|名称|户名|联系人|联系人姓名|name|customer name|full name|client name"
        "|contact name|last name first name|收货人|收件人|收货人姓名|收件人姓名|顾客姓名|顾客名称|用户姓名|真实姓名|持卡人|持卡人姓名|存款人|存款人姓名|借款人|借款人名称|借款人姓名|账户名称|账户户名|账户名|存款人名称|中文姓名|中文名|客户中文名称|客户全称|client full name|customer full name|member name|cardholder name|holder name|account holder|account holder name|user real name|buyer name|recipient name|shipping name|ship name|bill to name",
        "surname|last name",
    ),
    "company_name": _tiers("公司名称|企业名称|单位名称|公司|公司全称|企业全称|单位全称|机构名称|工作单位|所在公司|company|company name|account name|organization|organisation|business name|organization name|employer"),
    "id_type": _tiers("证件类型|证件种类|id type|document type"),
    "id_number": _tiers("证件号码|证件号|证件编号|身份证号|身份证号码|身份证|身份证件号码|居民身份证号|居民身份证号码|公民身份号码|id number|id card|id card no|national id|certificate no"),
    "id_expires_on": _tiers("证件有效期|证件到期日|证件有效期至|证件失效日期|id expires on|id expiry|id expiry date"),
    "credit_code": _tiers("统一社会信用代码|社会信用代码|信用代码|组织机构代码|credit code|uscc"),
    "sex": _tiers("性别|gender|sex|genre"),
    "birth_date": _tiers("出生日期|出生年月日|生日|出生年月|会员生日|客户生日|生日日期|出生时间|birth date|birthday|birthdate|date of birth|dob"),
    "age": _tiers("年龄|周岁|age|age in years"),
    "nationality": _tiers("国籍|nationality|民族"),
    "phone": _tiers("手机号|手机号码|手机|会员手机|会员手机号|客户手机|客户手机号|手机号1|联系手机|联系手机号|买家手机|买家手机号|收货人手机|收货人手机号|收货人电话|收件人手机|收件人电话|注册手机号|绑定手机号|预留手机号|预留手机|联系人电话|联系人手机|客户电话|家庭电话|固定电话|座机|座机号|手机电话|联系电话|电话|联系方式|移动电话|电话号码|phone|mobile|mobile phone|telephone|phone number|cell|tel|cell phone|mobile no|mobile number|phone no|contact number|contact phone|contact no|telephone number|home phone|cellphone|phone 1|shipping phone|billing phone"),
    "email": _tiers("邮箱|邮箱地址|联系邮箱|电子邮箱|电子邮件|邮件|email|e-mail|mail|email address|e mail address|contact email|customer email|email id"),
    "occupation": _tiers("职业|岗位|职务|职业类别|职业类型|职位|occupation|job|profession|job title|title"),
    "income": _tiers(
        "收入|年收入|月收入|家庭收入|家庭年收入|个人年收入|income|annual income|estimated salary|salary|yearly income|月薪|年薪|monthly income",
    ),
    "income_band": _tiers("收入区间|收入水平|收入档次|收入层次|年收入区间|income band|income level|income range|income category|income"),
    "education": _tiers("学历|教育程度|文化程度|最高学历|education|education level|schooling"),
    "marital_status": _tiers("婚姻|婚姻状况|婚姻状态|婚否|marital|marital status|married"),
    "address": _tiers("地址|联系地址|客户地址|公司地址|企业地址|注册地址|办公地址|经营地址|家庭住址|收件地址|收货人地址|收件人地址|家庭地址|通讯地址|住址|居住地址|收货地址|详细地址|户籍地址|单位地址|address|street|mailing address|home address|address line 1|address 1|billing street|mailing street|shipping address|billing address|street address"),
    "province": _tiers("省|省份|省自治区|省市|省直辖市|所在省份|省区|归属省|所在省|所属省份|收货省份|province|state|state province|mailing state|billing state|shipping province|shipping state|billing province|region state"),
    "city": _tiers("市|城市|所在城市|所在市|城市名称|地级市|归属城市|收货地市|地市|所属城市|收货城市|city|town|mailing city|billing city|shipping city"),
    "region": _tiers("地区|区域|大区|省市区|国家地区省市|所在区域|所属区域|销售区域|片区|战区|所在地区|国家省市区|地域|region|area|territory"),
    "country": _tiers("国家|国家地区|country|geography|nation|billing country|mailing country|shipping country|country region|country code|国家或地区"),
    "branch": _tiers(
        "网点|机构|支行|网点名称|机构名称|机构号|机构代码|机构编号|网点号|网点代码|开户支行|开户机构名称|所属支行|所属分行|分行|营业网点|经办网点|归属网点|开卡门店|会员门店|所属门店|交易门店|消费门店|销售门店|店铺名称|店铺名|店名|门店代码|开户网点|开户机构|开户行|所属机构|所属网点|归属机构|管理机构|交易网点|交易机构|交易地点|门店|店铺|门店编号|门店名称|store|store id|store no|store name|store code|branch|branch name|branch code|branch no|branch id|shop|shop name|outlet|location name",
    ),
    "manager": _tiers("客户经理|经理|负责人|理财经理|管户经理|管户人|主办客户经理|协办客户经理|客户经理姓名|客户经理名称|客户负责人|所属客户经理|所属经理|所有人|所属人|归属人|归属销售|归属员工|业务员|销售员|销售|销售代表|销售顾问|销售经理|销售人员|销售负责人|专属顾问|顾问|维护人|营销人员|跟进人|跟进人员|客户所有人|manager|owner|account manager|relationship manager|rm|deal owner|lead owner|contact owner|account owner|record owner|opportunity owner|owner name|sales rep|sales representative|salesperson|sales person|sales owner|assigned to|sales executive|relationship officer|customer manager"),
    "opened_on": _tiers(
        "开户日期|开户日|开户时间|首次开户日期|客户开户日期|账户开户日期|开立日期|开立日|开卡时间|开卡日|入会日|办卡日期|办卡时间|注册日|首次办理日期|会员注册时间|会员注册日期|加入时间|建立日期|建户日期|建档时间|成立日期|开卡日期|入会日期|入会时间|注册日期|注册时间|建档日期|成为客户日期|加入日期|opened on|open date|opening date|"
        "account open date|join date|joined|registration date|signup date|enrolled on|member since",
        "创建时间|创建日期|created time|created at|create date|created date|date created",
    ),
    "ended_on": _tiers("销户日期|销户时间|销户日|注销日期|注销时间|关户日期|清户日期|解约日期|解约时间|退订日期|离网日期|离网时间|流失日期|结清日期|退保日期|提前结清日期|支取日期|cancelled on|canceled on|cancellation date|cancel date|account closed on|account closing date|account close date|date closed|closure date|churn date|churned on|terminated on|termination date|left on|ended on"),
    "tenure_months": _tiers("在网月数|在网时长|客户月龄|账龄月|tenure months|months on book|tenure in months"),
    "tenure_years": _tiers("客户年限|开户年限|会龄|tenure years|years as customer|tenure in years"),
    "customer_level": _tiers("客户等级|客户级别|客户星级等级|客户层级|贵宾等级|贵宾级别|VIP级别|会员星级|会员类型|会员卡等级|会员卡级别|会员卡类型|等级名称|用户等级|卡种|会员等级|会员级别|卡等级|卡级别|星级|客户星级|服务等级|vip等级|level|customer level|card category|card level|membership|tier|loyalty tier|membership level|member level|membership tier|customer tier|customer grade|vip level|loyalty level|customer rating"),
    "member": _tiers("是否会员|会员标志|会员状态|is member|member flag|loyalty member"),
    "risk_level": _tiers("风险承受能力|风险等级|风险承受等级|风险测评等级|风险偏好|风险测评结果|客户风险等级|投资者风险等级|risk level|risk profile|risk tolerance"),
    "aml_level": _tiers("洗钱风险等级|反洗钱等级|反洗钱风险等级|洗钱等级|aml level|aml risk"),
    "marketing_consent": _tiers("营销同意|营销授权|是否同意营销|是否接受营销|营销标志|marketing consent|consent|opt in|email opt in"),
    "industry": _tiers("行业|1级行业|一级行业|行业分类|行业名称|行业大类|所属行业|客户行业|行业类别|industry|sector"),
    "employees": _tiers("员工人数|员工总数|职工总数|人员规模|从业人员|职工人数|员工数|人数规模|employees|no of employees|number of employees|employee count|headcount"),
    "company_size": _tiers("企业规模|公司规模|客户规模|规模|company size|firm size"),
    "segment_label": _tiers("细分|客户类型|客户类别|客群|客户分类|客户分层|客户性质|segment|customer segment|customer type|client type"),
    "balance": _tiers(
        "余额|账户余额|资产余额|存款余额|余额合计|当前余额|账面余额|本金余额|可用余额|账户总余额|存款总额|资产总额|总余额|金融资产余额|管理资产|时点余额|期末余额|AUM|AUM余额|总资产|金融资产|金融总资产|时点AUM|balance|account balance|end balance|closing balance|total assets",
    ),
    "average_balance": _tiers("日均余额|月日均|日均存款余额|存款日均|存款月日均|月日均存款|年日均余额|季日均|季日均余额|日均存款|月日均余额|月均余额|日均|月日均AUM|AUM月日均|日均资产|月日均资产|年日均|average balance|avg balance|monthly average balance|adb"),
    "churned": _tiers("是否流失|流失|流失标志|已流失|churn|churned|exited|attrition|attrition flag|is churn"),
    "transaction_id": _tiers(
        "交易流水号|流水号|流水编号|交易流水|核心流水号|主机流水号|平台流水号|业务流水号|流水单号|记录编号|交易订单号|支付流水号|支付单号|微信支付单号|业务单号|业务编号|银行流水号|交易参考号|参考号|交易号|交易单号|交易编号|日志号|凭证号|支付宝交易号|行ID|行号|transaction id|trans id|txn id|transaction no|transaction number|transaction ref|trans no|tran id|txn no|txn ref|payment id|reference no|reference number|reference|ref no|record no|row id",
    ),
    "order_id": _tiers(
        "订单ID|订单号|订单流水号|交易订单编号|票据号|单据号|单据编号|单据号码|小票编号|小票流水号|收银单号|收据号|发票号码|销售单编号|销售订单号|出库单号|订单编号|销售订单编号|单号|订单编码|销售单号|小票号|发票号|主订单编号|order id|order no|order number|invoice no|invoice|invoice number|basket id|receipt no|invoiceid|bill no|order|order number id|order ref|order reference|sales order|sales order no|sales document|document no|ticket no|ticket number|bill number|receipt|receipt number|receipt id|check number|invoice id",
        "子订单编号|子订单号|外部订单号|平台订单号|原始订单号|店铺订单号|商户订单号|商户单号|商家订单号",
    ),
    "date": _tiers(
        "交易日期|交易日|订单日期|下单日期|下单时间|购买日期|消费日期|交易创建时间|交易时间|订单创建时间|发生日期|发生时间|消费时间|购买时间|拍下时间"
        "|销售日期|销售时间|结账时间|结账日期|收银日期|收银时间|开单日期|开单时间|开票日期|单据日期|订购日期|订购时间|成单时间|交易发生时间|交易发生日期|交易日期时间|付款交易时间|出账日期|刷卡日期|刷卡时间|order date|orderdate|invoice date|sale date|sales date|sold on|sold at|sale time|receipt date|bill date|document date|ordered at|ordered on|date ordered|order created at|order created time|date of purchase|date of transaction|tran date|transaction datetime|txn time|trade date|trading date|processed at|order datetime|invoice datetime|transaction date|trans date|txn date|purchase date|transaction timestamp"
        "|order timestamp|purchase time|order purchase timestamp|transaction time",
        "日期|date|时间|datetime|timestamp|记账日期|入账日期|记账日|业务日期|付款日期|支付日期|付款时间|支付时间|订单付款时间|成交日期|成交时间|入账时间|记账时间|账务日期|会计日期|起息日|起息日期|完成时间|交易完成时间|收款日期|收款时间|到账时间|结算日期|结算时间|发货日期|发货时间"
        "|posting date|post date|posted date|posted on|booking date|booked on|value date|settlement date|completed date|started date|paid at|payment date|day|拼单成交时间|支付完成时间|订单支付时间|created utc|清算日期|过账日期|凭证日期|制单日期|营业日期|出库日期|出库时间|datum|belegdatum|buchungsdatum"
        "|bestelldatum|rechnungsdatum|fecha|date de commande|date opération|取引日|日付|거래일자|거래일|ts|txn ts|order placed|placed on",
        "创建时间|created at|created date|create date|date created|created on|created|登记日期|event time|redemption date",
    ),
    "time": _tiers("交易时间|交易时刻|时间|记账时间|入账时间|销售时间|收银时间|消费时间|刷卡时间|发生时间|下单时间|transaction time|time|time of day|order time"),
    "month": _tiers("月份|年月|统计月份|统计年月|数据年月|会计期间|期间|统计月|账期|数据月份|month|year month|yyyymm|statement month|period"),
    "amount": _tiers(
        # what was really paid comes before what was asked for
        "实付金额|用户实付|用户实付金额|顾客实付|顾客实付金额|客户实付金额|实收金额|实付款|实付|实付总额|实收|实收款|实际支付金额|实际支付|实际付款|实际付款金额|实际金额|实际成交金额|买家实际支付金额|买家实付金额|买家实付|订单实付金额|订单实付|支付金额|付款金额|付款总额|已付金额|实付款元"
        "|amount paid|paid amount|total paid|total collected|payment value|amount charged|net paid",
        "金额|交易金额|订单金额|销售订单金额|销售额|销售金额|消费金额|成交金额|成交额|发生额|发生金额|交易额|交易发生额|购买金额|本次交易金额|交易金额元|入账金额|记账金额|人民币金额|本币金额|折人民币金额|流水金额|转账金额|营业额|小计金额"
        "|行金额|明细金额|商品金额|合同金额|回款金额|结算金额元|订单总额|下单金额|开票金额|价税合计|含税金额|金额合计元|收款金额"
        "|amount|sales|sales value|revenue|transaction amount|trans amount|tran amount|txn amount|transaction value|order amount|dollar value|total amount|line total|line amount|total price|net amount|net sales|order value|order total|spend|spending"
        "|total sales|sales amount|sale amount|sale price total|purchase amount|purchase value|invoice amount|invoice total|invoice value|bill amount|settlement amount|billing amount|grand total|amt|transaction amt|value usd|extended price|extended amount|total spend|total spent|turnover|消费额|GMV|成交总额|betrag|umsatz|montant|importe|monto|금액|거래금액",
        "应付金额|应收金额|应结订单金额|总金额|合计金额|结算金额|金额合计|总价|总额|应付总额|应付款|应收款|订单应付金额|total|value|monetary|payment",
        "gross|gross amount|gross sales|gross value|subtotal|sub total|商品总额|商品总价|货款|货款金额|买家应付货款",
    ),
    "income_amount": _tiers("收入|收入金额|收入借方|借方收入|收入贷方|贷方收入|交易金额收入|收入交易金额|收入发生额|发生额收入|贷方发生额|贷方金额|贷方|贷方交易金额|贷方发生金额|贷方发生|发生额贷方|贷|贷记金额|存入|存入额|存入金额|转入|转入金额|收入元|入账|收方金额|进账|进账金额|金额收入|金额贷方|金额贷|贷方本币|credit|credit amount|deposit|deposits|money in|paid in|credits|credit amt|cr amount|cr|in|inflow|amount in|deposit amount|received|money received|credit transaction|deposited|credit value", "记账金额收入"),
    "expense_amount": _tiers("支出|支出金额|支出借方|借方支出|支出贷方|贷方支出|交易金额支出|支出交易金额|支出发生额|发生额支出|借方发生额|借方金额|借方|借方交易金额|借方发生金额|借方发生|发生额借方|借|借记金额|支取|支取额|支取金额|转出|转出金额|取出|取出金额|提出|提领|提款|提出金额|提领金额|取款金额|提取金额|支出元|出账|付方金额|金额支出|金额借方|金额借|借方本币|debit|debit amount|withdrawal|withdrawals|money out|paid out|debits|debit amt|dr amount|dr|out|outflow|amount out|withdrawal amount|withdrawn|spent|debit transaction|debit value", "记账金额支出"),
    "direction": _tiers("借贷|借贷标志|借贷标识|借贷别|借贷类型|借贷状态|借贷类别|借贷标记|收支标志|收支标识|收支类别|收付|收付方向|收付类型|进出|进出标志|交易借贷|资金流向|流向|出入账|出入账方向|借贷方向|收支|收支方向|收支类型|交易方向|资金方向|收付标志|direction|dr cr|debit credit|dc flag|in out|dc|dcflag|dc flg|dc ind|dc indicator|drcr|cr dr|debit credit indicator|credit debit indicator|credit debit|debit or credit|d c|dc sign"),
    "is_return": _tiers("是否退货|退货标志|是否退款|is return|return flag"),
    "returned": _tiers("退货|退回|退款状态|returned|refunded"),
    "refund_amount": _tiers("退款金额|已退款金额|成功退款元|实退金额|退款总额|成功退款|退款额|退货金额|refund amount|refunded amount|amount refunded", "退款|refund"),
    "order_status": _tiers("订单状态|交易状态|当前状态|支付状态|付款状态|订单当前状态|交易结果|order status|payment status|financial status|transaction status", "状态|status"),
    "quantity": _tiers("数量|件数|订购数量|下单数量|成交数量|销量|销售件数|商品件数|购买件数|订单数量|商品总数量|数量件|个数|销售数量|商品数量|宝贝总数量|quantity|qty|units|number of cds|cds|item count|lineitem quantity|quantity sold|qty sold|quantity ordered|order quantity|units sold|pieces|pcs"),
    "unit_price": _tiers("单价|商品单价|销售单价|产品单价|成交单价|含税单价|实际单价|售价|零售价|商品价格|京东价|unit price|unitprice|item price|lineitem price|price each|unit cost price|selling price|price per unit|sale price", "价格|price"),
    "fee": _tiers("手续费|服务费|服务费元|交易手续费|手续费元|手续费用|费用|fee|fees|commission|charge"),
    "profit": _tiers("利润|毛利|利润额|profit|gross profit|margin"),
    "currency": _tiers("币种|货币|币别|交易币种|货币类型|currency|ccy|currency code|curr|cur|transaction currency|account currency|amount currency|currency iso code|币种名称|币种代码|交易货币|货币种类|货币代码", "记账币种|入账币种|清算币种|结算币种|billing currency|settlement currency|posting currency"),
    "product": _tiers(
        "产品|产品名称|商品|商品名称|商品说明|货品名称|物料名称|存货名称|商品全名|商品信息|菜品名称|项目名称|理财产品名称|基金名称|存款产品|存款种类|存款类型|存款产品名称|贷款品种|贷款产品|业务品种|业务品种名称|商品标题|宝贝标题|产品类型|持有产品|产品名|品名|product|product name|item|item name|description|product type|stock description|lineitem name|product title|item description|product description|article|article name|goods|goods name|sku name|menu item",
        "产品ID|产品编号|产品代码|商品编号|商品ID|商品编码|stock code|stockcode|product id|sku|product code|item id|upc|item no|item code|item number|product no|product number|article no|barcode|lineitem sku|条码|条形码|商品条码|货号|款号|SKU编码|商家编码|物料编码|存货编码",
    ),
    "category": _tiers(
        "类别|商品类别|商品大类|产品分类|大类|一级类目|类目|交易种类|交易名称|交易类别|业务种类|交易分类名称|产品类别|品类|交易类型|交易分类|业务类型|消费类型|商品分类|category|product category|transaction type|trans type|department|mcc|merchant category",
        "子类别|子类|二级类目|sub category|operation|type|类型",
    ),
    "channel": _tiers("渠道|交易渠道|渠道名称|交易渠道名称|渠道类型|业务渠道|下单渠道|销售渠道|订单来源|支付渠道|付款渠道|结算方式|收款方式|交易方式|支付方式|交易场所|付款方式|收付款方式|购买渠道|来源渠道|接入渠道|channel|payment method|payment type|ship mode|sales channel|pay channel|device|contact channel"),
    "counterparty": _tiers("交易对方|交易对方名称|交易对方户名|交易对方姓名|交易对手名称|交易对手户名|对方户名|对方单位|对方单位名称|对方账户名称|对方客户名称|收付款方名称|收款方|收款人|收款人名称|收款人姓名|收款方名称|收款人户名|付款方|付款人|付款人名称|付款人姓名|付款方名称|商家|商家名称|对手方|对方名称|对方姓名|对方账户名|交易对手|商户名称|商户|对方信息|counterparty|counterparty name|counter party|merchant|merchant name|payee|payee name|payer|beneficiary|beneficiary name|other party|opposite name", "对方账号|对方账户|对方卡号|对方卡号账号|对方账号与户名|对方账号卡号|交易对方账号|交易对手账号|收款账号|收款人账号|商户号|merchant id|counterparty account"),
    "balance_after": _tiers("余额|账户余额|结余|本次余额|交易后余额|交易余额|联机余额|当前余额|账面余额|可用余额|实时余额|卡内余额|账号余额|余额元|balance|balance after|running balance|account balance|acct balance|balance amount|available balance|closing balance|ledger balance|balance after transaction|bal|remaining balance|new balance"),
    "summary": _tiers("摘要|交易摘要|摘要说明|交易描述|摘要信息|摘要内容|交易用途摘要|summary|narrative|k symbol|abstract|particulars|transaction description|transaction details|narration", "备注|附言|备注信息|交易地点附言|附言备注|用途|交易说明|交易附言|交易备注|注释|memo|remark|remarks|note|notes"),
    "matures_on": _tiers("到期日|到期日期|到期时间|贷款到期日|贷款到期日期|存单到期日|合同结束日期|合同结束时间|合同终止日期|终止日期|终止日|失效日期|到期还款日|产品到期日|结束日期|合同到期日|matures on|maturity date|maturity|end date|expiry date|due date|expires on|expiration date"),
    "term": _tiers("期限|产品期限|贷款期限|期限月|期限天|term|duration|tenor|loan term"),
    "holding_id": _tiers("合同号|合同编号|借款合同号|贷款账号|借据编号|借据号码|存单号|定存账号|合约编号|持仓编号|协议号|持有编号|保单号|贷款合同号|借据号|loan id|contract id|policy id|holding id|deposit id|loan no|contract no"),
    "status": _tiers("状态|账户状态|合同状态|存单状态|产品状态|持仓状态|工单处理状态|处理进度|五级分类|持有状态|处理状态|工单状态|贷款状态|status|loan status|account status|ticket status|case status|contract status"),
    "snapshot_on": _tiers("数据日期|快照日期|统计日期|报表日期|业务数据日期|截至日期|截止日期|时点日期|持仓日期|持有日期截至|snapshot date|snapshot|as of date|data date|report date|reporting date|position date|fecha dato"),
    "family": _tiers("产品线|产品系列|product family|product line|product group|product category",
                     "产品系列名称", "产品大类|产品类别|产品种类"),
    "risk_rating": _tiers("产品风险等级|产品风险评级|风险评级|产品风险|risk rating|product risk"),
    "event_type": _tiers("事件|事件类型|事件名|跟进方式|联系类型|互动类型|拜访方式|跟进类型|行为|行为类型|操作类型|动作|活动类型|事件名称|行为名称|event|event type|event name|action|behavior|behavior type|activity|activity type"),
    "detail": _tiers("详情|事件内容|跟进内容|跟进记录|拜访内容|沟通内容|页面|页面名称|内容|明细|detail|details|page|url"),
    "feedback_type": _tiers("反馈类型|投诉类型|投诉分类|投诉类别|投诉原因|诉求类型|工单分类|工单类别|反馈分类|问题类型|工单类型|反馈类别|评价类型|调查类型|feedback type|complaint type|ticket type|case type|survey type"),
    "score": _tiers("评分|总评分|服务评分|综合评分|满意度分数|满意程度|评价分数|评价得分|评价星级|NPS评分|NPS分数|nps|CSAT评分|满意度得分|满意度|打分|得分|满意度评分|NPS|NPS得分|推荐意愿|推荐评分|推荐度|总体满意度|整体满意度|总体评分|星级评价|score|rating|nps score|csat|ces|satisfaction", "分数|stars"),
    "text": _tiers("反馈内容|反馈意见|评价内容|评价|评语|诉求内容|工单内容|问题描述|投诉描述|投诉详情|客户反馈|客户意见|客户评价|意见反馈|意见和建议|原因说明|评价详情|评论|评论内容|投诉内容|意见|意见建议|留言|客户原话|描述|feedback|comment|comments|review|review text|complaint|text|feedback text|verbatim", "内容|文本|文本内容|content"),
    "severity": _tiers("严重程度|严重级别|紧急级别|优先级别|投诉等级|工单级别|紧急程度|优先级|投诉级别|severity|priority|urgency"),
    "resolved_on": _tiers("处理日期|处理时间|处理完成时间|处理完成日期|办结日|结案时间|关闭时间|完结时间|解决日期|办结日期|结案日期|完成日期|办结时间|解决时间|resolved on|resolved at|closed at|resolution date"),
    "topic": _tiers("主题|话题|问题分类|反馈主题|投诉主题|topic|subject|issue", "题目|调查题目|问卷题目|调查问题|问卷名称|调查名称|survey question|question|survey name"),
    "sentiment_label": _tiers("情感标签|情感倾向|情感极性|情感分类|情感标注|情感|人工标注|标注结果|sentiment label|sentiment|polarity", "标签|标注|label"),
    "lead_id": _tiers("线索ID|线索编码|线索编号|销售线索ID|销售线索编号|销售机会编号|机会编号|商机编码|线索号|商机ID|商机编号|商机号|lead id|lead no|lead number|deal id|opportunity id|opportunity no|opportunity number", "record id"),
    "source": _tiers("来源|线索来源|机会来源|数据来源渠道|客户来源渠道|销售线索来源|客户来源|商机来源|来源渠道|获客渠道|source|lead source|utm source|original source|opportunity source"),
    "stage": _tiers("阶段|成交状态|商机阶段|商机状态|销售机会阶段|机会阶段|销售进度|商机进度|意向状态|意向阶段|线索状态|销售阶段|跟进状态|客户阶段|跟进阶段|stage|deal stage|lead status|sales stage|pipeline stage|opportunity stage|lead stage|life cycle stage|lifecycle stage"),
    "created_on": _tiers("创建日期|创建时间|录入时间|录入日期|线索创建时间|created on|created time|create date|created at|created date"),
    "contacted_on": _tiers("最后跟进时间|最新跟进日期|最新跟进时间|最近跟进日期|最近跟进|最后跟进|上次跟进时间|上次联系时间|最近一次跟进时间|最近活动时间|最近活动日期|最近联系时间|最后联系日期|最后活动时间|最近活动记录时间|最近拜访日期|最近拜访时间|最近跟进时间|最后联系时间|最近联系日期|跟进时间|最后跟进日期|联系日期|跟进日期|contacted on|last contacted|last activity time|last contact date|last activity date|last activity|last contacted on|last contacted at|last touch|last follow up|last followed up"),
    "closed_on": _tiers("成交日期|成交时间|结单日期|结单时间|预计结单日期|预计签单日期|预计签约日期|签约日期|签单日期|赢单时间|关单日期|结束日期|预计成交日期|关闭日期|赢单日期|closing date|close date|closed on|closed date|expected close date|estimated close date|expected closing date|deal won time|won time"),
    "contact_type": _tiers("联系类型|联系类别|接触类型|触达类型|拜访类型|外呼类型|回访类型|跟进类型|跟进方式|拜访方式|触达方式|contact type|call type|type of contact"),
    "contact_result": _tiers("联系结果|outcome|call disposition|接触结果|触达结果|外呼结果|回访结果|拜访结果|走访结果|面访结果|通话结果|电访结果|接通情况|接通状态|是否接通|是否联系上|contact result|contact outcome|call result|call outcome|visit result|result of contact"),
    "capacity_hours": _tiers("可用工时|每月可用工时|月可用工时|月工时|服务工时|每月工时|月服务工时|工时产能|capacity hours|hours available|available hours|hours a month|hours per month|monthly hours", "工时|capacity"),
    "max_customers": _tiers("管户上限|最大管户数|最多管户数|客户上限|户数上限|管户数上限|最大客户数|max customers|maximum customers|customer limit|customers at most"),
    "levels_served": _tiers("服务层级|可服务层级|可管层级|管户层级|服务客户层级|可服务等级|可管等级|服务客群层级|levels served|tiers served|serves levels|serves tiers"),
    "referrer": _tiers("推荐人|介绍人|转介绍人|推荐客户号|推荐客户|referrer|referred by"),
}  # fmt: skip

IN_KIND: dict[tuple[str, str], Tiers] = {
    # words that mean something else in another kind of table
    ("customers", "customer_id"): _tiers("account id|account number id", "record id|contact id"),
    ("accounts", "relation"): _tiers("type|类型|关系"),
    ("accounts", "opened_on"): _tiers("开户日期", "date|日期"),
    ("accounts", "ended_on"): _tiers("关闭日期|结束日期|终止日期", "closed on|close date|closed date|closing date|end date"),
    ("accounts", "product"): _tiers("账户类型|账户种类|account type|产品类型"),
    ("transactions", "direction"): _tiers("type|类型|交易类型|transaction type"),
    ("holdings", "opened_on"): _tiers("起息日|起息日期|放款日|借款日期|贷款日期|贷款起始日|贷款发放日|合同开始日期|合同开始时间|合同起始日期|合同生效日|成立日期|认购日期|申购日期|买入日期|购买日|存入日期|存入日|存期起日|起始日|购买日期|持有日期|签约日期|生效日期|成立日|起始日期|放款日期|发放日期|start date|issue date|issued|purchase date|effective date", "date|日期|交易日期"),
    ("holdings", "amount"): _tiers("最新市值|持仓市值|当前市值|参考市值|持有本金|合同金额|存款金额|存单金额|投资金额|认购金额|申购金额|理财金额|持有金额|持仓金额|本金|贷款金额|放款金额|保额|保费|市值|持有市值|份额市值|principal|loan amount|market value|holding amount|premium", "贷款余额|理财余额|当前余额|余额|balance"),
    ("holdings", "product"): _tiers("产品名称|贷款种类|贷款类型|理财名称|险种|险种名称|保险名称", "合同名称|产品大类|产品类别|产品种类"),
    ("balances", "date"): _tiers("统计日期|统计时间|截至日期|截至日|截止日|时点日期|时点|报表日期|业务数据日期|账户日期|估值日期|数据日期|快照日期|余额日期|截止日期|as of date|snapshot date|data date|统计日"),
    ("balances", "balance"): _tiers("期末余额元|存款时点余额|时点存款余额|资产时点余额|金额|资产金额|资产|assets|amount|aum"),
    ("balances", "product"): _tiers("资产类型|资产类别|产品类别|产品大类"),
    ("events", "date"): _tiers("跟进时间|跟进日期|拜访日期|拜访时间|联系时间|联系日期|触达时间|浏览时间|点击时间|发生时刻|到访时间|到访日期|事件日期|事件时间|行为时间|行为日期|操作时间|访问时间|登录时间|登录日期|event date|event time|visit date|login time"),
    ("events", "product"): _tiers("关联产品|相关产品|产品类别|产品大类"),
    ("events", "channel"): _tiers("终端|平台|platform"),
    ("feedback", "date"): _tiers("评分时间|问卷日期|问卷时间|答卷日期|填报时间|评分日期|调查日期|调查时间|回访日期|回访时间|工单创建时间|创建时间|created at|create time|来电时间|登记时间|登记日期|接收时间|受理时刻|评价提交时间|答题时间|反馈日期|反馈时间|投诉日期|投诉时间|评价时间|评价日期|评论时间|受理时间|受理日期|提交时间|填写时间|feedback date|review date|complaint date|survey date|submitted at"),
    ("feedback", "channel"): _tiers("受理渠道|反馈渠道|投诉渠道"),
    ("feedback", "feedback_type"): _tiers("类型|type|类别"),
    ("leads", "name"): _tiers("opportunity name|销售机会名称|机会名称|deal name|deal title|lead name|商机名称|线索名称", "公司名称|客户名称|company|account name|last name|contact name|person name|联系人|联系人姓名"),
    ("leads", "customer_id"): _tiers("account id"),
    ("leads", "amount"): _tiers("deal value|预计销售额|预计签单金额|预计合同金额|商机预计金额|机会金额|预计金额|商机金额|预计成交金额|预计销售金额|deal amount|expected revenue"),
    ("leads", "created_on"): _tiers("deal created|线索日期|登记日期|登记时间|获取日期|获取时间|进线时间|进线日期|date created", "日期|date"),
    ("contacts", "date"): _tiers("联系日期|联系时间|跟进日期|跟进时间|拜访日期|拜访时间|走访日期|走访时间|面访日期|外呼日期|外呼时间|回访日期|回访时间|触达日期|触达时间|通话日期|通话时间|接触日期|接触时间|contact date|contacted on|contact time|call date|call time|visit date"),
    ("contacts", "channel"): _tiers("联系渠道|联系方式|接触渠道|触达渠道|拜访渠道|contact channel"),
    ("contacts", "manager"): _tiers("联系人员|跟进人|跟进人员|拜访人|拜访人员|外呼人员|外呼坐席|回访人|回访人员|坐席|contacted by|agent|caller"),
    ("contacts", "detail"): _tiers("联系内容|联系记录|联系摘要|走访内容|回访内容|备注|notes|note|remark"),
    ("managers", "manager"): _tiers("客户经理|姓名|员工姓名|经理姓名|manager name|name", "工号|员工号|员工编号|经理编号|客户经理工号|客户经理编号|employee id|employee no|staff id|manager id"),
    ("leads", "manager"): _tiers("线索负责人|商机负责人|销售机会所有人|商机所有人|线索所有人|跟进人员|跟进销售|跟进员工"),
}  # fmt: skip

# Taiwan and Hong Kong exports: characters of headers in their simplified shape.
TRADITIONAL = dict(zip(
    "戶號帳賬額餘姓證類別種碼電話郵職業學歷齡婚區縣國網點機構經理開卡會員等級風險稱單訂購買銷費產數價簽約間時記錄轉"
    "對應處評論滿見聯繫絡備註狀態關來源階創跟進後負責標誌換貨幣總項條實際貸內體優動態頁線商務從織編圖樣號層檔聲願權憑萬億結匯資計稅專終據賣紅積淨繳門說"
    "發貴營辦壽債託現場傳遞鄉鎮樓擔準質檢採調廣帶節組給統罰補製複規視覽訊設許詢該詳認語誤請諮讀變讓財貯貿賒賞賠贈贖車軟載輸農連運達違遠適選還銀"
    "錯鍵長隊隨雙離雲順預領顧館驗儲錢滙臺當無審執歸屬歲",
    "户号账账额余姓证类别种码电话邮职业学历龄婚区县国网点机构经理开卡会员等级风险称单订购买销费产数价签约间时记录转"
    "对应处评论满见联系络备注状态关来源阶创跟进后负责标志换货币总项条实际贷内体优动态页线商务从织编图样号层档声愿权凭万亿结汇资计税专终据卖红积净缴门说"
    "发贵营办寿债托现场传递乡镇楼担准质检采调广带节组给统罚补制复规视览讯设许询该详认语误请咨读变让财贮贸赊赏赔赠赎车软载输农连运达违远适选还银"
    "错键长队随双离云顺预领顾馆验储钱汇台当无审执归属岁",
    strict=True,
))  # fmt: skip
_SIMPLIFIED = str.maketrans(TRADITIONAL)

_UNITS: dict[str, int | str] = {
    "分": "0.01", "角": "0.1", "人民币分": "0.01",
    "元": 1, "人民币元": 1, "人民币": 1, "cny": 1, "rmb": 1, "yuan": 1, "¥": 1, "$": 1, "usd": 1, "eur": 1,
    "千元": 1_000, "千": 1_000, "k$": 1_000, "$k": 1_000, "k": 1_000, "万元": 10_000, "万": 10_000,
    **dict.fromkeys(("美元", "美金", "us$", "港元", "港币", "hkd", "hk$", "欧元", "€", "英镑", "gbp", "£", "日元", "jpy",
                     "台币", "新台币", "twd", "nt$", "sgd", "aud", "cad"), 1),
    "千美元": 1_000, "万美元": 10_000, "万港元": 10_000, "万港币": 10_000, "百万美元": 1_000_000, "亿美元": 100_000_000,
    "人民币万元": 10_000, "百万元": 1_000_000, "百万": 1_000_000, "亿元": 100_000_000, "亿": 100_000_000,
}  # fmt: skip
_IN_WORDS = re.compile(
    r"(?:in|unit)?[ :]*(?:usd|us\$|cny|rmb|eur|gbp|hkd|jpy|[$€£¥])? *(?:in)? *"
    r"(?:(?P<thousands>'?000'?s?|thousands?)|(?P<millions>'?000,?000'?s?|millions?|mn|mio))"
)
"""Units such as USD '000, in thousands, EUR millions."""
_ASIDES = {"必填", "选填", "可选", "必须", "required", "optional", "只读", "单选", "多选"}
_BRACKETS = re.compile(r"[(\[【《<{]([^()\[\]【】《》<>{}]*)[)\]】》>}]")
_SCALED_WORD = re.compile(r"(.+?)(万元|百万元|亿元|千元)")
_FILLERS = re.compile(r"[\s_\-./\\*:：,，、;'\"|#·\u200b-\u200f\u2060\ufeff]+")


def unbracketed(header: str) -> str:
    """A header without what stands in brackets: ``Amount (net of tax)`` is ``Amount``."""
    return _BRACKETS.sub("", unicodedata.normalize("NFKC", header)).strip()


class Heading(NamedTuple):
    """A header as it is looked up, and the unit it states."""

    key: str
    scale: Decimal
    """What an amount below it has to be multiplied by: 10000 for 余额（万元）."""
    states_unit: bool = False
    """The header says the unit itself, be it plain 元."""


_ONE = Decimal(1)


@cache
def normal(text: str) -> Heading:
    """A header without case, width, blanks, brackets, marks such as 必填 and units.

    The unit is remembered as a scale: ``normal("余额（万元）") == ("余额", 10000)``.
    """
    plain = unicodedata.normalize("NFKC", text).lower().translate(_SIMPLIFIED)
    plain = plain.replace("帐", "账").replace("￥", "¥")
    if plain.isalnum() and plain[-1] != "元":
        return Heading(plain, _ONE)
    scale, states_unit = _ONE, False
    kept: list[str] = []
    for inside in _BRACKETS.findall(plain):
        word = inside.replace("单位", "").strip(" :")
        in_words = _IN_WORDS.fullmatch(word)
        if word in _UNITS:
            scale, states_unit = Decimal(_UNITS[word]), True
        elif in_words:
            scale, states_unit = Decimal(10**3 if in_words["thousands"] else 10**6), True
        elif word not in _ASIDES:
            kept.append(word)
    bare = _FILLERS.sub("", _BRACKETS.sub("", plain) + "".join(kept))
    scaled = _SCALED_WORD.fullmatch(bare)
    if scaled:
        return Heading(scaled[1], Decimal(_UNITS[scaled[2]]), True)
    return Heading(bare, scale, states_unit)


_NUMBERED = r"^\s*(?:\d{1,3}|[A-Za-z]|[一二三四五六七八九十]{1,3})[.、)）．]\s*(?=\S)"
_HINT = r"[ymdhs年月日时分秒\s\-/.:x#]+|utc|gmt|(?:utc|gmt)?[+-]\d\d?(?::?\d\d)?|北京时间|当地时间|local(?: time)?|交易|本次|含税|如有|格式.*|例如?.*|eg.*|单位.*|请.*|文本|日期|数字|数值"
"""What stands in brackets behind a name and changes nothing about what it means."""
_TWO_LANGUAGES = (
    r"(.*[\u3400-\u9fff])\W*([a-z][a-z\s_\-./]+)|([a-z][a-z\s_\-./]+?)\W*([\u3400-\u9fff].*)"
)
_TOKEN = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SHORT = {
    "dt": "date", "dte": "date", "tm": "time", "amt": "amount", "num": "no", "nbr": "no", "nr": "no", "cust": "customer",
    "cst": "customer", "acct": "account", "acc": "account", "ac": "account", "tran": "transaction", "trans": "transaction",
    "txn": "transaction", "trx": "transaction", "tx": "transaction", "bal": "balance", "ccy": "currency", "cur": "currency",
    "curr": "currency", "nm": "name", "prd": "product", "prod": "product", "desc": "description", "qty": "quantity",
    "cd": "code", "typ": "type", "ord": "order", "inv": "invoice", "brh": "branch", "br": "branch", "addr": "address",
    "tel": "phone", "mob": "mobile", "avg": "average", "mgr": "manager",
}  # fmt: skip
"""How core systems shorten the words of their column names: TRAN_DT, CUST_NO, ACCT_BAL."""


@cache
def spellings(text: str) -> tuple[str, ...]:
    """The keys to look a header up by, best first: as it is, then without what says nothing.

    Without its number (``3、金额``), without a hint in brackets (``日期（YYYY-MM-DD）``), with short words
    written out (``TRAN_DT``). What follows is tried only where nothing before is known.
    """
    bare = re.sub(_NUMBERED, "", text)
    plain = unicodedata.normalize("NFKC", bare).lower()
    unhinted = _BRACKETS.sub(lambda found: "" if re.fullmatch(_HINT, found[1]) else found[0], plain)
    long = (
        "".join(_SHORT.get(token.lower(), token) for token in _TOKEN.findall(bare))
        if bare.isascii()
        else bare
    )
    return tuple(dict.fromkeys(normal(each).key for each in (text, bare, unhinted, long)))


@cache
def two_languages(text: str) -> tuple[str, ...]:
    """The Chinese and the English half of a header that has both: 交易日期 Trans Date; else nothing."""
    plain = unicodedata.normalize("NFKC", text).lower()
    found = re.fullmatch(_TWO_LANGUAGES, plain.strip())
    if not found:
        return ()
    chinese, english = (found[1], found[2]) if found[1] else (found[4], found[3])
    return normal(chinese).key, spellings(english.strip())[-1]
