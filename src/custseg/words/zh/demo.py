"""Chinese sentences of the room demo: English sentence -> Chinese sentence."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "not seen": "未见到",
    "This is an invented bank: no name, number or address belongs to anybody. Its eight export "
    "files are as awkward as real ones: GBK, title and total rows, ids with tabs, customers "
    "entered twice. custseg reads them as they are.":
        "这是一家虚构的银行，姓名、号码、地址均不属于任何真人。它的八份导出文件和真实的一样难缠："
        "GBK 编码、标题行与合计行、账号后带制表符、客户重复录入。custseg 原样读取。",
    "Before any method: how was each file read? Nothing is guessed silently.":
        "动用任何方法之前先问：每份文件是怎样读进来的？不作任何无声的猜测。",
    "Look at the rows set aside (titles, totals) and rejected: every one has its reason.":
        "请看搁置的行（标题、合计）和拒收的行：每一行都写明原因。",
    "Attributes (method 2): who are the customers? Age, sex, occupation, income, region; "
    "what is missing is derived from the id number where it can be.":
        "属性识别（方法二）：客户是谁？年龄、性别、职业、收入、地区；缺失的，能从证件号码推出的就推出。",
    "Look at the data quality: ids that fail their check digit, people with two customer "
    "numbers, accounts that belong to nobody.":
        "请看数据质量：校验位不符的证件号码、一人多个客户号、无主的账户。",
    "Behaviour (method 1): what do they do, how often, and is it long since the last time? "
    "Each customer is measured by their own rhythm.":
        "行为识别（方法一）：客户做了什么、多久一次、距上次是否过久？每位客户都用自己的节奏来衡量。",
    "Look at those who are overdue: three weeks of silence mean little for a yearly "
    "visitor, and a lot for a daily one.":
        "请看逾期未来的客户：沉默三周，对一年来一次的人不算什么，对天天来的人却意味深长。",
    "Value (method 3): what is each customer worth to the bank? Contribution, monthly "
    "average assets, and how much of it hangs on how few.":
        "价值识别（方法三）：每位客户对银行值多少？贡献、月日均资产，以及有多少系于少数人身上。",
    "Look at the concentration: the share of the assets that the top tenth holds.":
        "请看集中度：最高一成客户持有的资产占比。",
    "Value again, the classic way: how recently, how frequently, how much. Three scores "
    "make a cell, and every cell has a name.":
        "仍是价值，换经典的问法：最近一次多近、多频繁、多少钱。三项得分合成一格，每一格都有名字。",
    "Look at the thresholds: they come from this data and are printed, so that anybody "
    "can redo the scores by hand.":
        "请看分档界限：它们取自这份数据并全部列出，任何人都能手工复核得分。",
    "Needs (method 4): what will a customer want next? The best products for each, first of all only "
    "those that age, risk and consent allow.":
        "需求识别（方法四）：客户接下来需要什么？为每位客户找出最合适的产品，且首先只在年龄、风险和同意允许的范围内。",
    "Look at the test: what was offered is held against what customers took later, beside what is "
    "simply taken most.":
        "请看检验：把推荐与客户后来实际新办的产品对照，并与“谁都办的就推谁”相比。",
    "Sentiment (method 5): how do customers feel, and about what? Scores, complaints and "
    "what they write, each with the rule that read it.":
        "情感识别（方法五）：客户感受如何，因何而起？评分、投诉和他们写下的话，都附有判定的规则。",
    "Look at the alarm list: valued, unhappy and falling; somebody should call them today.":
        "请看预警名单：价值高、不满意、业务在下滑；今天就该有人联系他们。",
    "Life cycle (method 6): which stage is a customer in, from newcomer to lost?":
        "生命周期识别（方法六）：从新客到流失，客户处在哪个阶段？",
    "Look at the declining ones: they still come, but less; they are the ones a call "
    "can keep.":
        "请看衰退期客户：他们还来，只是少了；一通电话留得住的，正是这些人。",
    "All together: groups of customers who are alike in everything the methods found, "
    "each with the rule that describes it.":
        "合在一起：按各方法的全部发现把相似的客户归为一群，每一群都附有描述它的规则。",
    "Look at what a group has more of than the average: that is its name.":
        "请看每一群比平均多了什么：那就是它的名字。",
    "And all of it in one workbook to send: a summary first, then a sheet a method.":
        "最后汇成一本可直接发送的工作簿：先是摘要，再是每个方法一张表。",
    "Open it: every list has filters, every label the numbers that gave it.":
        "打开看看：每份名单都能筛选，每个标签旁都有得出它的数字。",
}  # fmt: skip
