"""Chinese sentences of pseudonyms, small cells and what was done to personal data."""

from __future__ import annotations

SENTENCES: dict[str, str] = {
    "write pseudonyms made with the key in this file instead of customer ids": "用此文件中的密钥生成假名，代替客户号输出",
    "for sharing: no lists of customers, no cells of fewer than K of them": "供对外分享：不含客户名单，少于 K 位客户的单元格留空",
    "cannot read the key file {path}: {error}": "无法读取密钥文件 {path}：{error}",
    'make one: python -c "import secrets; print(secrets.token_hex(32))" > KEYFILE': '生成一个密钥：python -c "import secrets; print(secrets.token_hex(32))" > KEYFILE',
    "the key in {path} has {n} bytes; it takes {least} to {most}": "{path} 中的密钥有 {n} 字节，应为 {least} 到 {most} 字节",
    "customer ids are pseudonyms made with a key (fingerprint {mark})": "客户号为密钥生成的假名（密钥指纹 {mark}）",
    "made for sharing: cells of fewer than {k} customers are empty ({cells} cells with those that would give them away, {sentences} sentences left out); lists of single customers are not in it: {lists}": "供分享之用：少于 {k} 位客户的单元格留空（连同会泄露它们的单元格共 {cells} 个，略去 {sentences} 句话）；不含客户名单：{lists}",
    "customer ids: pseudonyms made with the key {mark}": "客户号：以密钥 {mark} 生成的假名",
    "personal data: shown, as --show-pii asked": "个人信息：按 --show-pii 明文显示",
    "personal data: masked": "个人信息：已脱敏",
    "cells of fewer than {k} customers: left out": "少于 {k} 位客户的单元格：已留空",
    "{form} holds the list of customers, and --min-cell is for tables without one": "{form} 存放的是客户名单，而 --min-cell 用于不含名单的表",
    "--by writes lists of customers, and --min-cell is for sharing without them": "--by 输出客户名单，而 --min-cell 用于不含名单的分享",
    "explain is about a single customer, and --min-cell is for sharing without any": "explain 说的是一位客户，而 --min-cell 用于不含任何单个客户的分享",
    "leave out --min-cell; --pseudonymize KEYFILE hides who it is": "请去掉 --min-cell；--pseudonymize KEYFILE 可隐去其身份",
    "leave out --by or --min-cell": "请去掉 --by 或 --min-cell",
    "write .xlsx, .html, .json or .md, or leave out --min-cell": "请写成 .xlsx、.html、.json 或 .md，或去掉 --min-cell",
}
