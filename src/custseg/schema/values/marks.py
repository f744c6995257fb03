"""Columns with a handful of words: sex, yes and no, money in and out, owner or not, C1 to C5."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from custseg.schema.columns.aliases import TRADITIONAL


def _spell(**words: str) -> dict[str, str]:
    return {spelling: key for key, line in words.items() for spelling in line.split("|")}


SEX = _spell(
    male="男|男性|先生|m|male|man|mr",
    female="女|女性|女士|小姐|f|female|woman|ms|mrs",
)
DIRECTION = _spell(
    **{
        "in": "贷|收入|收|汇入|存款|转入|存入|存|入|入账|贷方|cr|credit|c|in|prijem|贷 cr|贷cr|deposit|充值|退款",
        "out": "借|支出|提领|提款|提出|付出|汇出|支|付|转出|支取|取|出|出账|借方|dr|debit|d|out|vydaj|vyber|借 dr|借dr|withdrawal|消费|提现",
    }
)
ENTRIES = frozenset(
    [
        "借",
        "贷",
        "收",
        "付",
        "支",
        "存",
        "取",
        "收入",
        "支出",
        "存入",
        "支取",
        "转入",
        "转出",
        "入账",
        "出账",
        "汇入",
        "汇出",
        "提领",
        "提款",
        "提出",
        "付出",
        "借方",
        "贷方",
        "in",
        "out",
        "dr",
        "cr",
        "debit",
        "credit",
        "deposit",
        "withdrawal",
    ]
)
"""The words of both that say nothing but which way money went, whatever stands above them."""
NEITHER = ("不计收支", "不计", "中性交易", "中性", "neutral")
"""What payment platforms write where money came neither in nor went out: moves between one's own pockets."""
RELATION = _spell(
    owner="owner|主卡|主账户|户主|本人|所有人|持有人|主持卡人|primary|holder|account holder",
    other="disponent|附属卡|附卡|副卡|授权人|代理人|共有人|其他|user|authorized|secondary|other|joint",
)
FLAG = _spell(
    yes="是|有|y|yes|true|t|1|1.0|√|✓|已|同意|会员|已流失|流失|已退款|已退货|退货|退款|退回",
    no="否|无|没有|n|no|false|f|0|0.0|×|✗|未|不同意|非会员|未流失|未退款|未退货|正常|无退款",
)
RISK = _spell(
    C1="c1|保守型|保守|c1保守型|c1(保守型)|c1-保守型|低风险承受能力|安全型",
    C2="c2|谨慎型|谨慎|c2谨慎型|c2(谨慎型)|c2-谨慎型|较低",
    C3="c3|稳健型|稳健|平衡型|平衡|c3稳健型|c3平衡型|c3(稳健型)|c3(平衡型)|c3-稳健型",
    C4="c4|积极型|积极|成长型|进取型|c4积极型|c4进取型|c4(积极型)|c4(进取型)|c4-积极型|c4-进取型",
    C5="c5|激进型|激进|c5激进型|c5(激进型)|c5进取型|c5(进取型)|c5-激进型",
)


def marks(words: Mapping[str, str], text: pl.Series) -> pl.Series:
    """The key each cell's word stands for; null where it is none of them."""
    found = pl.DataFrame({"text": text.unique()})
    found = found.with_columns(
        pl.col("text").str.normalize("NFKC").str.strip_chars().str.to_lowercase()
        .str.replace_many(list(TRADITIONAL), list(TRADITIONAL.values()))
        .replace_strict(dict(words), default=None, return_dtype=pl.String).alias("key")
    )  # fmt: skip
    cells = text.to_frame("text").join(found, on="text", how="left", maintain_order="left")
    return cells["key"]


def flags(text: pl.Series) -> pl.Series:
    """True, False or null for each cell's yes or no."""
    return marks(FLAG, text) == "yes"
