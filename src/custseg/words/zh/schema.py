"""Chinese sentences of the room schema: English sentence -> Chinese sentence."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "no row can be used: {fates}": "没有一行可用：{fates}",
    "column names but no rows": "只有列名，没有数据行",
    "{count} {reason} ({example})": "{count} 行{reason}（{example}）",
    # the account of rows
    "{name}: {count} rejected, {reason}: {examples}": "{name}：拒收 {count} 行，{reason}：{examples}",
    "{name}: {count} set aside, {reason}: {examples}": "{name}：搁置 {count} 行，{reason}：{examples}",
    "{name}: {count} rows say neither in nor out in {column!r}, and their amounts count as they stand: {examples}": "{name}：{count} 行在“{column}”列既不是收也不是支，金额按原样计入：{examples}",
    "{name}: {count} values of {column!r} could not be read and are left empty: {examples}":
        "{name}：“{column}”有 {count} 个值无法识别，按空值处理：{examples}",
    " (amounts of {money} in all)": "（金额合计 {money}）",
    "row {row} ({seen})": "第 {row} 行（{seen}）",
    "row {row}": "第 {row} 行",
    # tables and kinds
    "{file}: customers found through the account": "{file}：已通过账户找到所属客户",
    "{file}: {text}": "{file}：{text}",
    ", ": "、",
    "; ": "；",
    "several tables of customers: of each column the first file's value counts":
        "有多张客户表：同一列以先读到的文件为准",
    "has {columns}": "有{columns}",
    "its columns fit no kind of table": "各列不符合任何一种数据",
    "as said": "按指定",
    "{file} is not used: {why}; columns {columns}": "未使用 {file}：{why}；列：{columns}",
    "{file} is left out: {why}": "已略过 {file}：{why}",
    "{file} is not used: its rows name an account, and no table says whose it is; "
    "add the accounts table, or --map {column}=customer_id":
        "未使用 {file}：各行只有账号，没有表说明账号属于谁；请补上账户表，或使用 --map {column}=customer_id",
    "no table could be used: {seen}": "没有可用的表：{seen}",
    "{file} has columns {columns}": "{file} 的列为 {columns}",
    " (recognised: {near})": "（已识别：{near}）",
    "rows name an account, and no table says whose it is: add the accounts table, "
    "or --map {column}=customer_id":
        "各行只有账号，没有表说明账号属于谁：请补上账户表，或使用 --map {column}=customer_id",
    "name a column with --map {column}=customer_id, or say the kind with --as {kind}":
        "请用 --map {column}=customer_id 指定列，或用 --as {kind} 指定数据种类",
    "there is no table in the input": "输入中没有表",
    "name CSV or Excel files, or a folder of them": "请给出 CSV 或 Excel 文件，或存放它们的文件夹",
    "there is no kind of table {kind!r}": "没有“{kind}”这种数据",
    "did you mean --as {guess}?": "是否想写 --as {guess}？",
    "kinds: {known}": "数据种类：{known}",
    "{given!r} is not a date": "“{given}”不是日期",
    "write it as 2024-06-30": "请写成 2024-06-30",
    "{command} needs {kind} with {columns}; found {found}":
        "{command} 需要{kind}数据中的 {columns}；现有：{found}",
    "{count} more tables": "其余 {count} 个表",
    ", and {count} more": "等，另有 {count} 列",
    "give the file of {kind} as well; if one of these holds them, read it with --as {key}":
        "请同时给出{kind}文件；如其中某个文件就是，请用 --as {key} 读取",
    "name the column with --map {name}={role}": "请用 --map {name}={role} 指明是哪一列",
    "no table that could be used": "没有可用的表",
    "COLUMN": "列名",
    # columns and roles
    "columns {columns} can all be {role}; none is used, say which with --map {first}={key}":
        "列 {columns} 都可能是{role}，均未使用；请用 --map {first}={key} 指明",
    "column {column!r} is named like {role}, but {example!r} cannot be read as such; not used":
        "列“{column}”看名称像{role}，但“{example}”无法按此识别，未使用",
    "column {column!r} is taken as {role} (another: --map COLUMN={key})":
        "列“{column}”按{role}使用（如是别的列：--map 列名={key}）",
    "column {column!r} can mean {roles}; not used, say which with --map {column}={key}":
        "列“{column}”可能是{roles}，未使用；请用 --map {column}={key} 指明",
    "column {column!r} is taken as months (up to {most:.0f})": "列“{column}”按月数理解（最大 {most:.0f}）",
    "column {column!r} does not say whether it counts months or years; not used, say it with "
    "--map {column}=tenure_months or --map {column}=tenure_years":
        "列“{column}”看不出是月数还是年数，未使用；请用 --map {column}=tenure_months 或 "
        "--map {column}=tenure_years 指明",
    "no customer id: customers are called after their rows (row 2, row 3, ...) and cannot be "
    "joined with other files":
        "没有客户号：以行号代替（row 2、row 3……），无法与其他文件关联",
    "--map {text!r} is not COLUMN=ROLE": "--map “{text}”不是“列名=角色”的写法",
    "write for example --map 客户号=customer_id or --map 1=customer_id":
        "例如写成 --map 客户号=customer_id 或 --map 1=customer_id",
    "--map {column}={role}: there is no role {role!r}": "--map {column}={role}：没有“{role}”这个角色",
    "--map {name}={role}: no table has a column {name!r}": "--map {name}={role}：没有一张表有“{name}”列",
    "--map gives the role {role} to two columns of {file}: {columns}":
        "--map 把 {file} 的两列都指为 {role}：{columns}",
    "--map {column}={role} has no effect: {file} is a table of {kind}":
        "--map {column}={role} 不起作用：{file} 是{kind}数据",
    "column {column!r} was damaged by a spreadsheet: {example} is no id any more":
        "列“{column}”已被电子表格损坏：{example} 不再是编号",
    "words": "文字",
    "give it to one of them": "请只指定其中一列",
    "did you mean {column}={guess}?": "是否想写 {column}={guess}？",
    "did you mean {guess!r}?": "是否想写“{guess}”？",
    "roles: {known}": "角色：{known}",
    "columns: {known}": "列：{known}",
    # how columns are read
    "{file}: column {column!r} has dates such as {example!r}, and nothing in it says whether "
    "the day or the month comes first":
        "{file}：列“{column}”中有“{example}”这样的日期，整列都看不出日在前还是月在前",
    "say it with --date-order dmy (31/01/2024) or --date-order mdy (01/31/2024)":
        "请用 --date-order dmy（31/01/2024）或 --date-order mdy（01/31/2024）指明",
    "; only {main} counts, nothing is converted: {found}": "；只计{main}，未作折算：{found}",
    "{currency} {n} rows": "{currency} {n} 行",
    "{currency} {n} rows, {money} in all": "{currency} {n} 行、合计 {money}",
    "column {column!r} has amounts of several currencies, taken as they stand: {found}":
        "列“{column}”含多个币种，按原数读取：{found}",
    "amount = {amount} − {refund}": "金额 = {amount} − {refund}",
    "column {column!r} speaks of refunds in part ({example}): nothing is taken off for them, "
    "name the column of the refunds with --map COLUMN=refund_amount":
        "列“{column}”提到部分退款（{example}），但没有退款金额，未作扣减；请用 --map 列名=refund_amount 指明退款金额列",
    "{amount} is the total of the order on each of its lines: amount = {price} × {pieces}":
        "“{amount}”是订单总额，在该订单每一行重复出现：金额 = {price} × {pieces}",
    "column {column!r} has one amount on all lines of an order: if it is the total of the order, "
    "it is counted once for every line; keep one line an order, or name the amount of the line "
    "with --map COLUMN=amount":
        "列“{column}”在同一订单各行金额相同：若是订单总额，则每行都计了一次；请每单只留一行，或用 --map 列名=amount 指明行金额",
    "{refund} is not taken off: it stands on each line of the order, and nothing says of which":
        "未扣减“{refund}”：它写在订单的每一行，看不出属于哪一行",
    "{file}: column {column!r} has dates such as {example!r}, and nothing in it says which "
    "is the day, the month and the year":
        "{file}：列“{column}”中有“{example}”这样的日期，整列都看不出哪个是年、月、日",
    "say it with --date-order dmy (31/01/24), --date-order mdy (01/31/24) or --date-order "
    "ymd (24/01/31)":
        "请用 --date-order dmy（31/01/24）、--date-order mdy（01/31/24）或 --date-order ymd（24/01/31）指明",
    "column {column!r}: amounts such as {example} state their own unit; it counts, not that of the "
    "column name":
        "列“{column}”：{example} 这样的金额自带单位，以其自带单位为准，不再乘列名中的单位",
    "column {column!r}: {example} is read with a decimal point, which nothing in the column proves; "
    "if the point groups thousands, say so with --decimal comma":
        "列“{column}”：{example} 中的点按小数点读取，但整列都无法证明；若它是千位分隔符，请加 --decimal comma",
    "column {column!r}: the comma of {example} is taken to group thousands, which nothing in the column "
    "proves; if it is a decimal comma, say so with --decimal comma":
        "列“{column}”：{example} 中的逗号按千位分隔符读取，但整列都无法证明；若它是小数点，请加 --decimal comma",
    "column {column!r}: every amount is multiplied by {scale}, as {said!r} stands around the table":
        "列“{column}”：表外注明“{said}”，每个金额已乘以 {scale}",
    "column {column!r}: {example}, as programs write numbers, is read as {amount}":
        "列“{column}”：{example} 是程序写出的科学计数法，按 {amount} 读取",
    "column {column!r}: {example} has more than six decimals and is rounded":
        "列“{column}”：{example} 的小数超过六位，已四舍五入",
    "column {column!r}: years such as that of {example} are those of the Republic (113 is 2024)":
        "列“{column}”：{example} 这样的年份按民国纪年读取（113 年即 2024 年）",
    "column {column!r} is read as seconds since 1970 ({example} is {on})":
        "列“{column}”按 1970 年以来的秒数读取（{example} 即 {on}）",
    "column {column!r}: the days are those of UTC, as nothing says where midnight was":
        "列“{column}”：看不出所用时区，日期按 UTC 计",
    "column {column!r}: days such as {example} have no year; it is taken from {said!r}":
        "列“{column}”：{example} 这样的日期没有年份，年份取自“{said}”",
    "column {column!r} has times of several zones ({zones}): every day is taken as it is written":
        "列“{column}”含多个时区的时间（{zones}）：日期一律按所写取值",
    "column {column!r}: the years of births have two digits; {example} is read as {on}, and could be "
    "a hundred years before":
        "列“{column}”：出生年份只有两位；{example} 读作 {on}，也可能是一百年前",
    "{name}: its latest day lies in the future: {on}": "{name}：最晚的日期在未来：{on}",
    "{count} cells of column {column!r} have lost characters (rows {rows}, such as {example}): export it "
    "again in UTF-8 or gb18030":
        "列“{column}”有 {count} 个单元格丢失了字符（第 {rows} 行，例如 {example}）：请用 UTF-8 或 gb18030 重新导出",
    "column {column!r} is taken as {role}: no other column can be it (another: --map COLUMN={key})":
        "列“{column}”作为{role}：没有别的列可以是（另一列请用 --map 列={key}）",
    "{file}: the amounts in column {column!r} are cut in two by their own commas: {front},{rest}":
        "{file}：列“{column}”的金额被自身的千位分隔逗号切成了两段：{front},{rest}",
    "export it without thousands separators, or with quotes around cells": "请导出不带千位分隔符的金额，或用引号括住单元格",
    "{count} amounts state another currency than column {column!r}, which counts: {examples}":
        "有 {count} 个金额写明的币种与列“{column}”不同，以该列为准：{examples}",
    "{line!r} stands around the table, and {rows} rows are there, not {count}; rows may be missing":
        "表外写明“{line}”，表中却有 {rows} 行，而不是 {count} 行；可能缺行",
    "{line!r} stands around the table, and no column adds up to it, the nearest to {sum}; rows may be "
    "missing or read wrongly":
        "表外写明“{line}”，但没有一列的合计与之相符，最接近的是 {sum}；可能缺行或读错",
    "{count} rows state a balance and no deal, and their amounts count as they stand: {examples}":
        "有 {count} 行写的是余额而不是交易，其金额照原样计入：{examples}",
    "column {column!r}: a month such as {example} is read as its last day":
        "列“{column}”：{example} 这样只写到月的，按当月最后一天读取",
    "{count} amounts state no currency, beside others in foreign money; they count with those of most "
    "rows: {examples}":
        "{count} 个金额未注明币种，而其他行有外币；按多数行的币种计：{examples}",
    "{count} amounts have the sign against their direction and count as taken back: {examples}":
        "{count} 个金额的正负号与收支方向相反，按冲正计：{examples}",
    "rows state both an income and an expense: they are taken as sums of several payments":
        "同一行既有收入又有支出：按多笔汇总读取",
    "amounts of {column} say themselves whether they are in or out": "“{column}”的金额自带借贷方向",
    "{name}: {count} values of {column!r} stand for no day and are left empty: {examples}":
        "{name}：“{column}”有 {count} 个值表示没有日期，按空值处理：{examples}",
    "{name}: {column!r} has days that lie in the future: row {row} ({seen})":
        "{name}：“{column}”有日期在将来：第 {row} 行（{seen}）",
    "say it with --date-format yymmdd, yyyymm or ddmmyy": "请用 --date-format yymmdd、yyyymm 或 ddmmyy 指明",
    "{count} ids in column {column!r} are masked (rows {rows}, such as {example}): two customers may have "
    "become one; export the column unmasked, or take another as the id":
        "列 {column!r} 中有 {count} 个编号打了掩码（第 {rows} 行，例如 {example}）：两位客户可能成了一位；"
        "请导出不带掩码的列，或改用别的列作编号",
    "column {comma!r} has a decimal comma and column {point!r} a decimal point: say which is right with "
    "--decimal":
        "列“{comma}”以逗号为小数点，列“{point}”以点为小数点：请用 --decimal 指明哪个对",
    "years of the Republic": "民国纪年",
    "seconds since 1970": "1970 年以来的秒数",
    "{file}: column {column!r} has dates such as {example!r}, and nothing in the file says of which "
    "year they are":
        "{file}：列“{column}”中有“{example}”这样的日期，文件里看不出是哪一年",
    "say the year and the order with --date-format '2024 mm/dd', or put the period of the statement "
    "above the table (账单周期 2023/12/01-2024/01/31)":
        "请用 --date-format '2024 mm/dd' 指明年份和顺序，或在表格上方写明账单周期（2023/12/01-2024/01/31）",
    "--date-format {given!r} does not name day, month and year once each":
        "--date-format “{given}”没有把日、月、年各写一次",
    "write for example dd/mm/yyyy or %d/%m/%Y; 2024 mm/dd for dates without a year":
        "例如写成 dd/mm/yyyy 或 %d/%m/%Y；没有年份的日期写成 2024 mm/dd",
    "amount = {price} × {pieces}": "金额 = {price} × {pieces}",
    "orders starting with C are returns": "以 C 开头的订单是退货",
    "amount and direction from the income and expense columns": "金额和收支方向取自收入、支出两列",
    "a running balance stands beside {column}: its sign says in (+) or out (-)":
        "“{column}”旁有逐笔余额，按银行流水读取：正数为收入，负数为支出",
    "date {form}": "日期 {form}",
    "month, as its last day": "月份，取月末",
    "text": "文本",
    "id": "编号",
    "id, .0 cut off": "编号，去掉 .0",
    "amount": "金额",
    "number": "数值",
    "words, 5 to 1": "文字，记为 5 至 1 分",
    "column {column!r}: answers in words count as 5 (very satisfied) to 1 (very dissatisfied)":
        "列 {column!r}：文字评价按 5 分（非常满意）至 1 分（非常不满意）计",
    "time of day": "时刻",
    "yes/no": "是/否",
    ", decimal comma": "，逗号为小数点",
    "column {column!r} is read as spreadsheet day numbers (45322 is 2024-01-31)":
        "列“{column}”含电子表格日期序号（45322 即 2024-01-31），已换算为日期",
    "column {column!r}: numbers such as {example} are read as the id {id}":
        "列“{column}”：{example} 这样的数字按编号 {id} 读取",
    "column {column!r} is formatted as money: {example} is read as the id {id}":
        "列“{column}”设成了货币格式：{example} 按编号 {id} 读取",
    # inspect and the kept reading
    "{used} of {all} tables are used: {kinds}": "{all} 张表中使用了 {used} 张：{kinds}",
    "{rows} rows = {used} used + {set_aside} set aside + {rejected} rejected":
        "共 {rows} 行 = 采用 {used} + 搁置 {set_aside} + 拒收 {rejected}",
    "tab": "制表符",
    "blanks": "空白",
    "{what} was {before}, is {now}": "{what}原为 {before}，现为 {now}",
    "# How these files are read; written by custseg inspect.": "# 这些文件的读法，由 custseg inspect 写出。",
    "{file} is not as it was kept: {drifted}": "{file} 与留存的读法不符：{drifted}",
    "look at it with custseg inspect, then keep the new reading: inspect FILES -o custseg.toml --force":
        "请先用 custseg inspect 查看，再留存新的读法：inspect 文件 -o custseg.toml --force",
    "columns {columns} are gone, there are {there}": "缺少列 {columns}，现有 {there}",
    "the column names or their order have changed: {columns}": "列名或其顺序已变：{columns}",
    "format": "格式",
    "unit of the amounts": "金额单位（倍数）",
    "{file}: nothing in column {column!r} says what came in and what went out: {value!r}": "{file}：列 {column!r} 没有说明哪笔是收、哪笔是支：{value!r}",
    "it has to say in or out, 收 or 支, 贷 or 借, C or D; else leave it out with --map {column}=": "该列应写明 收/支、贷/借、in/out 或 C/D；否则请用 --map {column}= 不采用它",
    "encoding": "编码",
    "separator": "分隔符",
    "header row": "表头行",
    # doubts worth a look
    "{count} of {long} long ids in column {column!r} end in zeros after fifteen digits, as a "
    "spreadsheet leaves them (rows {rows}, such as {example}); if they are damaged, several customers "
    "have become one: export the column as text":
        "列 {column!r} 的 {long} 个长编号中有 {count} 个在第十五位之后全是零，像是被表格软件改过"
        "（第 {rows} 行，例如 {example}）；如果确已损坏，几位客户就成了一位：请把该列按文本重新导出",
    "the latest date {last} stands alone, more than a year after all others ({where}): the data is "
    "seen from {as_of} and later rows are set aside; if it is right, give --as-of {last}":
        "最晚的日期 {last} 孤零零地比其余日期晚一年以上（{where}）：改以 {as_of} 为观察日，之后的行已搁置；"
        "如果该日期无误，请加上 --as-of {last}",
    "the data ends on {last}, {days:,} days before the as-of date {as_of}: what was missed since looks like customers who stay away; give --as-of {last}, or later exports":
        "数据止于 {last}，比观察日 {as_of} 早 {days:,} 天：此后缺失的记录会像客户不再来；请给出 --as-of {last}，或补上之后的导出",
    "the data is seen from {as_of}, the latest date in it, which lies in the future; give --as-of DATE":
        "观察日取数据中的最晚日期 {as_of}，它在将来；请用 --as-of 日期 指明",
    "of the columns {columns}, all {role}, {chosen!r} counts: the others are empty or the same":
        "列 {columns} 都是{role}，以 {chosen!r} 为准：其余各列为空或完全相同",
    "{name}: the total of column {column!r} in row {row} says {said}, and the rows add up to {sum}; "
    "rows may be missing or read wrongly":
        "{name}：第 {row} 行“{column}”的合计为 {said}，而各行相加得 {sum}；可能缺了行，或有的行读错了",
    "{name}: {count} of {rows} rows ({share:.1%}) belong to no known customer and do not count":
        "{name}：{rows} 行中有 {count} 行（{share:.1%}）找不到客户，不计入",
    "; amounts of {lost} of {whole} in them ({share:.1%})": "；涉及金额 {lost}，占 {whole} 的 {share:.1%}",
    "{name}: accounts that no customer owns: {examples}": "{name}：没有归属客户的账户：{examples}",
    "; without leading zeros and .0 {count} of them are in {file} ({ours} there is {theirs}): "
    "write them alike":
        "；去掉前导零和 .0 之后，其中 {count} 个在 {file} 中（{ours} 在那里写作 {theirs}）：请统一写法",
    "order of day and month": "日月顺序",
    "decimal sign": "小数点",
    "{file}: the dates in column {column!r} contradict themselves: some have the day first "
    "(13/04/2024), some the month (04/13/2024)":
        "{file}：列 {column!r} 的日期自相矛盾：有的日在前（13/04/2024），有的月在前（04/13/2024）",
    "export it again with dates such as 2024-04-13; --date-order dmy or mdy rejects the others":
        "请按 2024-04-13 的写法重新导出；用 --date-order dmy 或 mdy 则拒收另一种写法的行",
    "{count} ids in column {column!r} are written in several ways and counted as different: "
    "{examples}; write them alike if they are the same":
        "列 {column!r} 中有 {count} 个编号写法不一，按不同的编号计：{examples}；如果是同一个，请统一写法",
    "{name}: {count} cells of {columns} are merged with the cell above and say the same":
        "{name}：{columns} 中有 {count} 个单元格与上方单元格合并，取相同的值",
    "export the id column as text, and do not open and save the file in a spreadsheet before":
        "请把编号列按文本重新导出，使用前不要用表格软件打开再保存",
    # the kept reading
    "sheet {sheet} is gone, there are {sheets}": "工作表 {sheet} 已不在，现有 {sheets}",
    "{file} is not in the kept reading, neither by its name nor by its columns: it is read anew; keep it, too, with custseg inspect FILES -o custseg.toml --force": "{file} 不在已保存的读取方式中，文件名和列名都对不上：按新文件读取；若要一并保存，请运行 custseg inspect 文件 -o custseg.toml --force",
    # decisions.py
    "all {rows} rows": "全部 {rows} 行",
    "by {rows} rows": "依 {rows} 行判定",
    "by its bytes": "由字节判定",
    "the whole file": "整个文件",
    "assumed": "推定",
    "no row reads like column names": "没有像列名的行",
    "by the rows around it": "由前后各行判定",
    "day first": "日在前",
    "month first": "月在前",
    "proved by a date, or given": "由日期证明，或已指定",
    "comma": "逗号",
    "point": "点",
    # limits.py, and what inspect alone shows
    "{file}: column names but no rows": "{file}：只有列名，没有数据行",
    "{file} ends at row {last}, and {limit} rows are as many as a sheet can hold: perhaps the rest was cut off; compare the number of rows with the system it comes from": "{file} 止于第 {last} 行，而一张工作表最多容纳 {limit} 行：其余部分可能被截断；请与来源系统核对行数",
    "{file} has no column that says whose its rows are: methods cannot use them; columns {columns}": "{file} 没有说明各行属于哪位客户的列，各方法无法使用；其列为 {columns}",
    "column {column!r}: {count} cells hold errors such as {example}; they are taken as empty":
        "列 {column!r}：{count} 个单元格是错误值（如 {example}），按空值处理",
    "{name}: {label} {value} above the table (row {row}) is taken for all its rows":
        "{name}：表格上方第 {row} 行的{label} {value} 用于表中所有行",
    "{name}: the balances have no day; they are taken to be of {month}, as {said!r} says":
        "{name}：余额没有日期列，按“{said}”视为 {month} 的余额",
    "{count} of {ids} resident ids in column {column!r} do not fit their check digit (rows {rows}, such as "
    "{example}): they were mistyped or damaged":
        "列 {column!r} 的 {ids} 个居民身份证号中有 {count} 个校验位不符（第 {rows} 行，如 {example}）：录入有误或已损坏",
    "{name}: {label} {value} stands above the table and {other} in row {row} within it; "
    "neither is taken, export one file for each":
        "{name}：表格上方的{label}是 {value}，而表中第 {row} 行是 {other}；两者都不采用，请分别导出",
    "{file}: column {column!r} counts in another unit or currency than {old!r} of {before}":
        "{file}：列 {column!r} 的单位或币种与 {before} 的 {old!r} 不同",
    "{file}: amounts are written as {now}, and as {then} in {before}":
        "{file}：金额写作{now}，而 {before} 写作{then}",
    "export both alike, or read them one by one": "请按同样的方式导出，或逐个读取",
    "{file}: column {column!r} is not in {others}: it is empty for their rows":
        "{file}：{others} 没有列 {column!r}，其各行此列为空",
    "{command} needs {role} ({key}), and {file} has several columns that could be it: {columns}":
        "{command} 需要{role}（{key}），而 {file} 有几列都可能是：{columns}",
    "say which counts: --map {column}={role}; the others are read one by one in runs of their own":
        "请指明用哪一列：--map {column}={role}；其余各列可另外分别运行",
    "column {chosen!r} is taken as {role}; {others} could be it too and say something else "
    "(another: --map COLUMN={key})":
        "列 {chosen!r} 作为{role}；{others} 也可能是，但数值不同（另选：--map 列名={key}）",
    "column {column!r} says its own unit, and {said!r} stands around the table; the column's own counts":
        "列 {column!r} 自带单位，而表外写着 {said!r}；以列自己的单位为准",
    "column {column!r} has another id in every row: it is taken for that of the row, not of the customer "
    "(another: --map {column}=customer_id)":
        "列 {column!r} 每行的编号都不同：视为该行而非客户的编号（如需改变：--map {column}=customer_id）",
    "column {column!r} is an amount, but what stands in its brackets is not known; not used, say it with "
    "--map COLUMN=amount":
        "列 {column!r} 是金额，但看不懂其括号里的内容；未使用，请用 --map 列名=amount 指明",
    "{file}: column {column!r} says that some amounts are counted in {unit}":
        "{file}：列 {column!r} 注明部分金额以{unit}计",
    "export all amounts in one unit, or put the unit into the header: 金额（万元）":
        "请用同一单位导出全部金额，或把单位写进列名：金额（万元）",
    "{kind}: {column} has {amount}, and from {limit} on a number is no amount":
        "{kind}：{column} 中有 {amount}，达到 {limit} 的数不会是金额",
    "an account number is no amount, and a unit may be stated twice": "账号不是金额，单位也可能被重复换算",
}  # fmt: skip
