"""Chinese sentences of the room demo: English sentence -> Chinese sentence."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "not seen": "未见到",
    "An invented bank: no name, number or address belongs to anybody. Its ten exports are as awkward "
    "as real ones (GBK, title and total rows, customers entered twice) and are read as they are. "
    "Six methods in two minutes, then groups, tiers and a workbook.":
        "这是一家虚构的银行，姓名、号码、地址均不属于任何真人。十份导出文件和真实的一样难缠（GBK 编码、标题行与合计行、"
        "客户重复录入），custseg 原样读取。两分钟看完六种方法，再看分群、分层和一本工作簿。",
    "Look at {what}": "请看{what}",
    "First: how was each file read? Nothing is guessed silently.": "先问：每份文件是怎样读进来的？绝不无声猜测。",
    "rows set aside (titles, totals) and rejected: each has its reason.": "搁置的行（标题、合计）和拒收的行：每一行都有原因。",
    "Method 1, behaviour: what do they do, how often, and is it long since the last time?":
        "方法一，行为识别：客户做了什么、多久一次、是否久未再来？",
    "churn risk: silent for far longer than their own usual gap.": "流失风险：沉默已远超他们自己平常的间隔。",
    "Method 2, attributes: who are they? What the list lacks is taken from the id number.":
        "方法二，属性识别：客户是谁？清单上没有的，从证件号码推出。",
    "the checks: ids with a wrong check digit, one person with two customer numbers.":
        "数据检查：校验位不符的证件号码、一人两个客户号。",
    "Method 3, value: what is each worth, and how much hangs on how few?": "方法三，价值识别：每位客户值多少，有多少系于少数人？",
    "potential: below customers like them, so there is room to grow.": "潜力客户：低于同类客户，因此还有上升空间。",
    "Value the classic way: how recently, how often, how much.": "价值的经典问法：最近一次多近、多频繁、多少钱。",
    "those one must not lose: they came often, brought much, and are silent.": "不能失去的客户：来得勤、花得多，如今没了动静。",
    "Method 4, needs: what will each want next, and why? Age, risk and consent come first.":
        "方法四，需求识别：每位客户接下来需要什么，为什么？年龄、风险和营销同意在先。",
    "the test: offers against what customers took later, beside what is simply taken most.":
        "检验：推荐与客户后来实际新办的产品对照，并与“谁都办的就推谁”相比。",
    "Method 5, sentiment: how do they feel, and about what?": "方法五，情感识别：客户感受如何，因何而起？",
    "the alarm list: valued, unhappy and falling. Somebody should call them today.":
        "预警名单：价值高、不满意、业务下滑。今天就该有人联系他们。",
    "Method 6, life cycle: from prospect to lost, where is each?": "方法六，生命周期识别：从潜在到流失，每位客户在哪一段？",
    "the last table: stages against the truth, which only an invention knows.": "最后一张表：阶段与真相对照；只有虚构的银行才知道真相。",
    "All together: who is alike in everything the methods found?": "合在一起：哪些客户在各方法的发现上彼此相似？",
    "what a group has more of than the average: that is its name.": "每一群比平均多了什么：那就是它的名字。",
    "Levels with memory: who rises, who falls, who is warned first?": "有记忆的分层：谁升、谁降、谁先被关注？",
    "on watch: below their level, with some months to come back; these are to be kept.":
        "关注客户：已低于本层门槛，还有几个月可以回升；这些人要留住。",
    "All of it in one workbook to send: a summary, then a sheet a method.": "最后汇成一本可直接发送的工作簿：先是摘要，再是每个方法一张表。",
    "any label: its rule and its numbers stand beside it.": "任何一个标签：旁边都有它的规则和数字。",
}  # fmt: skip
