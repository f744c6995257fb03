"""Chinese sentences of the room read: English sentence -> Chinese sentence."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "a result of custseg, not an export": "custseg 的输出结果，不是导出数据",
    "{name} is a page that custseg wrote and is left out": "{name} 是 custseg 写出的网页，未读入",
    "{name} is a page that custseg wrote for people: its numbers are rounded, its tables cut short":
        "{name} 是 custseg 写给人看的网页：数字已取整，表格只列出一部分",
    "name the exports it was made from; a result to go on with is written as .xlsx, .json, .csv or .parquet":
        "请给出它所依据的导出文件；要继续使用的结果，请写成 .xlsx、.json、.csv 或 .parquet",
    "{name} was written by custseg and is left out; name the file itself to read it": "{name} 是 custseg 写出的结果，未读入；如需读取，请直接写出该文件名",
    # files and folders
    "reading {name}": "正在读取 {name}",
    "no table in {paths}": "{paths} 中没有可用的表格",
    "pass CSV, Excel, ODS, HTML or Parquet exports, or a folder of them":
        "请给出 CSV、Excel、ODS、HTML 或 Parquet 导出文件，或存放它们的文件夹",
    "export the contacts as CSV, where every contact is a row": "请将联系人导出为 CSV，每人一行",
    "export the statement from the bank as CSV or Excel": "请从银行将流水导出为 CSV 或 Excel",
    "open it in Excel or LibreOffice and save it as .xlsx or CSV": "请用 Excel 或 LibreOffice 打开，另存为 .xlsx 或 CSV",
    "decrypt it first, and pass the table in it": "请先解密，再给出其中的表格",
    "export the table in it as CSV or Excel": "请将其中的表导出为 CSV 或 Excel",
    "{name}: every cell begins with {mark!r}, as if {separator!r} stood between them; replace it by one "
    "character, such as a tab":
        "{name}：每个单元格都以“{mark}”开头，像是用“{separator}”分隔；请换成单个字符，例如制表符",
    "pass a CSV, Excel, ODS, HTML or Parquet export": "请给出 CSV、Excel、ODS、HTML 或 Parquet 导出文件",
    "{path} does not exist": "{path} 不存在",
    "check the name and the folder": "请检查文件名和所在文件夹",
    "{path} cannot be opened: {error}": "{path} 无法打开：{error}",
    "check its permissions, and close it in other programs": "请检查读取权限，并在其他程序中关闭它",
    "a document, not an export": "是说明文档，不是导出数据",
    "export it again": "请重新导出",
    "copy or export the file again": "请重新复制或导出该文件",
    "{name} is empty (0 bytes)": "{name} 是空文件（0 字节）",
    "{name} is a {what}, not a table": "{name} 是{what}，不是表格",
    "{name} is a zip of {count} files": "{name} 是含 {count} 个文件的压缩包",
    "unpack it and pass the folder": "请解压后给出文件夹",
    "{name} is an archive within an archive": "{name} 是压缩包套压缩包",
    "unpack it first": "请先解压",
    "{name} unpacks to more than {ratio} times its size": "{name} 解压后超过原大小的 {ratio} 倍",
    "unpack it yourself if you trust it, and pass the unpacked file":
        "如果确认可信，请自行解压后给出解压的文件",
    "{name} is damaged or cut off: {error}": "{name} 已损坏或不完整：{error}",
    # text files
    "{name}: {count} rows have a stray quote, which was taken for text (rows {rows})":
        "{name}：{count} 行有多余的引号，按文字读取（第 {rows} 行）",
    "{name}: {count} rows are written with another separator and were cut by it (rows {rows})":
        "{name}：{count} 行使用了别的分隔符，已按该分隔符拆分（第 {rows} 行）",
    "{name}: {count} rows have a separator too many; its empty cell was left out (rows {rows})":
        "{name}：{count} 行多了一个分隔符，已去掉由此产生的空单元格（第 {rows} 行）",
    "{name}: {count} rows have more cells than the table has columns; the surplus is kept in columns of its own (rows {rows})":
        "{name}：{count} 行的单元格多于列数，多出的部分保留在另加的列中（第 {rows} 行）",
    "{name}: a quote that begins in row {rows} is never closed ({count} such rows)":
        "{name}：第 {rows} 行的引号没有闭合（共 {count} 行）",
    "{name}: nothing but zero bytes from byte {at} on, for {most} MB and more": "{name}：从第 {at} 字节起连续 {most} MB 以上全是零字节",
    "the copy was broken off: copy or export it again": "文件没有复制完整：请重新复制或导出",
    "{name}: zero bytes stand within cells of {count} rows (rows {rows})": "{name}：{count} 行的单元格中含有零字节（第 {rows} 行）",
    "{name}: the file is cut off in row {rows}, its last": "{name}：文件在最后一行（第 {rows} 行）被截断",
    "{name}: files were joined: a byte order mark stands in row {rows}":
        "{name}：由多个文件拼接而成：第 {rows} 行有字节序标记（BOM）",
    "{name}: line {line} is longer than {most} MB; this is no table":
        "{name}：第 {line} 行超过 {most} MB，不是表格",
    "export it again with one record a line": "请重新导出，一行一条记录",
    "{name} has nothing but blank lines": "{name} 只有空行",
    "leave --encoding out to have it decided": "可以去掉 --encoding，由程序判断",
    "as set": "按设置",
    "byte order mark": "有字节序标记（BOM）",
    "every other byte is zero": "每隔一个字节为零",
    "plain ASCII so far": "文件开头为纯 ASCII",
    "valid UTF-8": "是有效的 UTF-8",
    "not UTF-8, and reads as {script} in {encoding}": "不是 UTF-8，按 {encoding} 可读为{script}",
    "Chinese": "中文",
    "Korean": "韩文",
    "Japanese": "日文",
    "its escape sequences": "由转义序列判断",
    "each line is valid in one of the two": "每一行都恰好是其中一种编码",
    "{name}: {count} of its lines are GB18030, the others UTF-8; each was read as what it is (lines {rows})":
        "{name}：有 {count} 行是 GB18030 编码，其余为 UTF-8，已逐行按各自编码读取（第 {rows} 行）",
    "{name}: read as {encoding} on little evidence; line {line} reads {said!r}: if that is wrong, name the encoding with --encoding":
        "{name}：依据很少，暂按 {encoding} 读取；第 {line} 行读作 {said!r}：如果不对，请用 --encoding 指明编码",
    "{name} is {likely} and not {encoding}: byte 0x{byte} at offset {at}, line {line}":
        "{name} 是 {likely} 而不是 {encoding}：第 {line} 行、偏移 {at} 处的字节为 0x{byte}",
    "{name} could be {candidates}: byte 0x{byte} at offset {at}, line {line} and what follows is too little to tell":
        "{name} 可能是 {candidates}：第 {line} 行、偏移 {at} 处的字节 0x{byte} 及其后内容太少，无法判断",
    "name its encoding with --encoding": "请用 --encoding 指明编码",
    "name its encoding with --encoding (cp1252 for Western Europe, cp1251 for Russian, cp949 for Korean)":
        "请用 --encoding 指明编码（西欧用 cp1252，俄文用 cp1251，韩文用 cp949）",
    "{name} is not valid {encoding}: byte 0x{byte} at offset {at}, line {line}":
        "{name} 不是有效的 {encoding} 编码：第 {line} 行、偏移 {at} 处的字节为 0x{byte}",
    "{name} is neither UTF-8 nor GB18030 nor Big5: byte 0x{byte} at offset {at}, line {line}":
        "{name} 既不是 UTF-8，也不是 GB18030 或 Big5：第 {line} 行、偏移 {at} 处的字节为 0x{byte}",
    "export it again as UTF-8, or name its encoding with --encoding":
        "请另存为 UTF-8 重新导出，或用 --encoding 指明编码",
    "unknown encoding {given!r}": "没有名为 {given!r} 的编码",
    "use utf-8, gb18030, big5 or cp1252": "可用 utf-8、gb18030、big5 或 cp1252",
    "separator {given!r} is not one character": "分隔符 {given!r} 不是单个字符",
    "use , ; | tab or blanks": "可用 , ; | tab 或 blanks（连续空格）",
    "{name}: {count} rows end early and were completed with empty cells (rows {rows})":
        "{name}：{count} 行末尾缺少单元格，已补为空（第 {rows} 行）",
    "{name}: the header has one name less than the rows have cells; check the columns {columns}":
        "{name}：表头比数据少一列，请核对各列 {columns}",
    "{name} is no table as it is read: {spoilt} of {rows} rows do not have {width} cells":
        "{name} 读不成表格：{rows} 行中有 {spoilt} 行不是 {width} 个单元格",
    "if it is one, set --separator and --header-row": "如果确实是表格，请用 --separator 和 --header-row 指明",
    # where the table is
    "header_row {given!r} is neither a row number nor none": "header_row 的值 {given!r} 既不是行号，也不是 none",
    'write the number of the row with the column names, the first being 1, or "none"':
        "请写列名所在的行号（首行为 1），没有列名时写 none",
    "{name}: row {row} cannot be the header: it is empty or does not exist": "{name}：第 {row} 行不能作表头：该行为空或不存在",
    "set header_row to the row with the column names": "请把 header_row 设为列名所在的行",
    # workbooks
    "{name} is a damaged or cut off workbook or zip file": "{name} 是损坏或不完整的工作簿或压缩包",
    "open it in Excel and save it again, or copy it again": "请用 Excel 打开并重新保存，或重新复制",
    "{name} is protected by a password": "{name} 设有密码",
    "open it in Excel and save it without a password": "请用 Excel 打开，去掉密码后保存",
    "{name} is refused as unsafe: {why}": "{name} 存在风险，拒绝读取：{why}",
    "if you trust it, open it in Excel and save it again": "如果确认可信，请用 Excel 打开并重新保存",
    "it has {count} parts": "内含 {count} 个部件",
    "parts of it are there twice": "有重复的部件",
    "it unpacks to more than {ratio} times its size": "解压后超过原大小的 {ratio} 倍",
    "{part} unpacks to more than {ratio} times its size": "{part} 解压后超过原大小的 {ratio} 倍",
    "{part} declares entities": "{part} 含有实体声明",
    "{part} has a cell far out, in row {row} or column {column}":
        "{part} 有远离数据的单元格，在第 {row} 行或第 {column} 列",
    "{name} has no sheet {wanted!r}": "{name} 没有工作表 {wanted!r}",
    "sheets: {sheets}": "现有工作表：{sheets}",
    "{name} has no sheets": "{name} 没有工作表",
    "{name}: hidden sheets left out: {sheets} (take one with --sheet)":
        "{name}：未读取隐藏的工作表 {sheets}（可用 --sheet 指定）",
    "a remark, not a table": "是说明文字，不是表格",
    "a hidden sheet": "隐藏的工作表",
    "an empty sheet": "空工作表",
    # web pages and Parquet
    "{name} is a web page without a table": "{name} 是没有表格的网页",
    "{name} cannot be read as Parquet: {error}": "{name} 无法作为 Parquet 读取：{error}",
    "write the file again": "请重新写出该文件",
    "{name} has columns that are no single values: {columns}": "{name} 中有不是单个值的列：{columns}",
    "leave them out, or write them as text": "请去掉这些列，或改为文本",
    "{copy} is the same file as {first} and is read only once": "{copy} 与 {first} 内容完全相同，只读一次",
    "{name}: columns {first} to {last} are left out: a second table stands beside the first ({headers}); "
    "put it in a sheet or file of its own":
        "{name}：第 {first} 至 {last} 列未采用：表旁并排着第二张表（{headers}）；请把它放进单独的工作表或文件",
    "{name}: column {number} is empty, and the columns behind it ({headers}) are read as parts of the same "
    "rows; if they are a second table, put it in a sheet or file of its own":
        "{name}：第 {number} 列为空，其后的各列（{headers}）按同一批行读取；如果那是第二张表，请把它放进单独的工作表或文件",
    "{name}: rows {first} to {last} are left out: a second table begins there ({title}); "
    "put it in a sheet or file of its own":
        "{name}：第 {first} 至 {last} 行未采用：从那里起是第二张表（{title}）；请把它放进单独的工作表或文件",
    "--sheet {sheet} has no effect: none of the files is a workbook": "--sheet {sheet} 未起作用：所给文件中没有工作簿",
    # streams, temporary files, files that change
    "no folder for temporary files: {error}": "没有可用的临时文件夹：{error}",
    "set TMPDIR to a folder that is yours and has room": "请用 TMPDIR 指定一个有权限、有空间的文件夹",
    "standard input is the terminal: nothing is piped in": "标准输入是终端，没有通过管道传入数据",
    "pipe the data in, as in: cat FILE | custseg COMMAND -": "请用管道传入数据，例如：cat 文件 | custseg 命令 -",
    "{name} is a device or socket, not a file": "{name} 是设备或套接字，不是文件",
    "pass a file, or - and pipe the data in": "请给出文件，或用 - 并通过管道传入数据",
    "{name} is a pipe, and nobody writes to it": "{name} 是管道，但没有程序向它写数据",
    "start the program that writes to it first, or pass a file": "请先启动写数据的程序，或给出文件",
    "{name} was changed while it was read ({before} bytes, now {now})": "{name} 在读取过程中被改动（原 {before} 字节，现 {now} 字节）",
    "wait until it is complete, or copy the file first and read the copy": "请等它写完，或先复制一份再读取",
    "{name} was removed or closed to us while it was read: {error}": "{name} 在读取过程中被删除或无法再打开：{error}",
    "copy the file first, and read the copy": "请先复制一份再读取",
    # workbooks, cell by cell
    "a formula": "公式",
    "{name} is damaged: it has no workbook part": "{name} 已损坏：缺少工作簿部分",
    "{name} is a damaged or cut off workbook": "{name} 是损坏或不完整的工作簿",
    "open it in Excel and save it again as .xlsx, or copy it again": "请用 Excel 打开并另存为 .xlsx，或重新复制该文件",
    "unpack it yourself and pass the unpacked file": "请自行解压后给出解压的文件",
    "{name} is damaged: {part} is no proper XML ({error})": "{name} 已损坏：{part} 不是正确的 XML（{error}）",
    "put its password in a file and pass --password-file FILE, or save it without a password":
        "请把密码写入一个文件并加上 --password-file FILE，或去掉密码后保存",
    "{name}: sheet {sheet} is missing in the file": "{name}：文件中缺少工作表 {sheet}",
    "open it in LibreOffice and save it without a password, or as .xlsx with one":
        "请用 LibreOffice 打开，去掉密码后保存，或另存为带密码的 .xlsx",
    "{name} is damaged: it has no content": "{name} 已损坏：没有内容",
    "open it in LibreOffice and save it again, or copy it again": "请用 LibreOffice 打开后重新保存，或重新复制该文件",
    "a row claims {count} cells": "有一行声称有 {count} 个单元格",
    "sheet {sheet} repeats cells without end": "工作表 {sheet} 无止境地重复单元格",
    "the password in {file} does not open {name}": "{file} 中的密码打不开 {name}",
    "check the first line of that file": "请检查该文件的第一行",
    "the password file {file} has nothing in its first line": "密码文件 {file} 的第一行是空的",
    "its first line is the password, in UTF-8": "第一行应为密码，使用 UTF-8 编码",
    "the password file {file} cannot be read: {error}": "密码文件 {file} 无法读取：{error}",
    "{name} is encrypted in a way that is not known, or damaged: {error}": "{name} 的加密方式未知或文件已损坏：{error}",
    "its password is hashed {count} times": "其密码要散列 {count} 次",
    "{name}: cells with errors: {count} ({cells})": "{name}：有错误值的单元格 {count} 个（{cells}）",
    "{name}: formulas that were never computed: {count} ({cells}); open the workbook in Excel and save it to have their values":
        "{name}：未计算的公式 {count} 个（{cells}）；请用 Excel 打开并保存以得到其值",
    "{name}: column {column} shows its numbers with {unit!r} behind them, which is not in them; the bare numbers are read":
        "{name}：{column} 列的数字后面显示 {unit!r}，但数值本身不含该单位；按数值本身读取",
    "{name}: hidden or filtered rows are read like the others: {count}": "{name}：隐藏或被筛选掉的行照常读取：{count} 行",
    "{name}: hidden columns are read like the others: {columns}": "{name}：隐藏的列照常读取：{columns}",
    "a cell in column {column}": "有单元格在第 {column} 列",
    "a cell in row {row}": "有单元格在第 {row} 行",
    "if you trust it, delete the empty rows and columns around its table and save it again":
        "如果确认可信，请删除表格四周的空行空列后重新保存",
    "sheet {sheet} cannot be read; take another one with --sheet": "工作表 {sheet} 无法读取；请用 --sheet 选取其他工作表",
    "{name} is damaged: a cell refers to text {at} of {count}": "{name} 已损坏：有单元格指向第 {at} 个文本，而文本只有 {count} 个",
    "a chart sheet": "图表工作表",
    "a dialog sheet": "对话框工作表",
    "a macro sheet": "宏工作表",
    "its cells hold {count} characters": "其单元格共有 {count} 个字符",
    "the page": "网页",
    "{part} is nested without end": "{part} 无止境地嵌套",
    "{name}: the names of its fields run down the first column ({names}), not along the first row; "
    "turn the table so that every customer or deal is one row":
        "{name}：字段名竖排在第一列（{names}），而不是横排在第一行；请转置表格，使每位客户或每笔业务占一行",
    "{name}: the columns {columns} are periods side by side; they are not added up and have no "
    "dates: export one row for each period":
        "{name}：列 {columns} 是横向排列的各期间，不会相加，也没有日期；请按每个期间一行导出",
}  # fmt: skip
