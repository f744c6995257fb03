"""Chinese sentences of the room lists: English sentence -> Chinese sentence."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "every method in one workbook, or lists for each manager": "各方法合为一个工作簿，或每位客户经理一份清单",
    "a workbook for each manager or branch into the folder -o names: who may leave, complains, is near a threshold, whose products and documents expire": "为每位客户经理或每个网点在 -o 所指文件夹中各写一个工作簿：谁可能流失、谁在投诉、谁处在临界、谁的产品与证件将到期",
    "no customer list has the column {column}": "客户名单中没有 {column} 这一列",
    "name it: --map COLUMN={column}": "请指明是哪一列：--map 列名={column}",
    "lists need a date, and there is none in the data": "清单需要日期，而数据里没有日期",
    "needs {what}": "需要{what}",
    "balances by date": "按日期的余额",
    "holdings with a day they mature": "带到期日的持有产品",
    "a customer list with the day documents expire": "带证件有效期的客户名单",
    "a customer list with the day of birth": "带出生日期的客户名单",
    "feedback": "客户反馈",
    "holdings or purchases of products": "产品持有或购买记录",
    "{list} {n}": "{list} {n} 户",
    "to do: {lists}": "待办：{lists}",
    "{n} customers of value show signs of leaving; they are worth {money} yuan": "{n} 名有价值的客户有流失迹象，价值合计 {money} 元",
    "{list}: the first {most} of {n} ([lists] most)": "{list}：列出 {n} 户中的前 {most} 户（[lists] most）",
    "--format is for standard output; lists are workbooks": "--format 用于标准输出；清单写成工作簿",
    "{path} is no folder, and --by writes a workbook for each into one": "{path} 不是文件夹，而 --by 要在文件夹中为每一位写一个工作簿",
    "name a folder: -o lists": "请给出文件夹：-o lists",
    "cannot write into {path}: it is not a folder": "无法写入 {path}：它不是文件夹",
    "cannot make the folder {path}: {error}": "无法建立文件夹 {path}：{error}",
    "make it first, or name another": "请先建好，或换一个",
    "00 overview": "00 总览",
    "written: {n} workbooks in {folder}": "已写入 {folder}：{n} 个工作簿",
    "custseg: warning: {path} is of an earlier run and was not written now": "custseg：警告：{path} 是以前运行留下的，本次没有写",
    # settings
    "What stands on the lists of a branch or manager.": "网点或客户经理清单的内容。",
    "Days ahead in which identity documents expire": "多少天内证件到期",
    "Days ahead in which products mature": "多少天内产品到期",
    "Days ahead of birthdays": "多少天内过生日",
    "Customers on one list at most; more are counted in a note": "一份清单最多列出的客户数，其余只在说明里计数",
}
