"""Currencies as people write them: in a 币种 column, or beside the number in its cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import polars as pl

from custseg.schema.values.placeholders import without_placeholders

_SPELLED = {
    "CNY": "cny|rmb|人民币|人民币元|renminbi|yuan|cn¥", "HKD": "hkd|hk$|港币|港元|港幣|港纸",
    "USD": "usd|us$|美元|美金", "EUR": "eur|欧元|歐元|€", "GBP": "gbp|英镑|英鎊|£",
    "JPY": "jpy|jp¥|日元|日圆|日圓|円", "TWD": "twd|nt$|ntd|新台币|新臺幣|新台幣|台币|台幣", "SGD": "sgd|s$|新加坡元|新币",
    "AUD": "aud|a$|au$|澳元|澳大利亚元", "CAD": "cad|c$|ca$|加元|加拿大元", "CHF": "chf|瑞士法郎|瑞郎",
    "KRW": "krw|韩元|韩币|₩", "MOP": "mop|澳门元|澳门币", "NZD": "nzd|nz$|新西兰元", "THB": "thb|泰铢|฿",
    "INR": "inr|卢比|₹", "RUB": "rub|卢布|₽", "MYR": "myr|rm|林吉特|马币",
}  # fmt: skip
_SIGNS = {"$": "USD", "¥": "CNY", "元": "CNY", "圆": "CNY"}
"""Signs of several currencies: they say one only where nothing better stands in the cell."""

_CODES = {word: code for code, words in _SPELLED.items() for word in words.split("|")}
_IN_COLUMN = {**_CODES, **_SIGNS, "156": "CNY", "840": "USD", "344": "HKD", "01": "CNY"}


_BRACKETS = re.compile(r"[(\[【《<{]([^()\[\]【】《》<>{}]*)[)\]】》>}]")


def _one_of(words: Iterable[str]) -> str:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "(" + "|".join(word.replace("$", r"\$") for word in longest_first) + ")"


_WORD, _SIGN = _one_of(_CODES), _one_of(_SIGNS)
CURRENCY = _one_of([*_CODES, *_SIGNS]).replace("(", "(?:", 1)
"""Pattern of whatever names a currency in an amount's cell, its letters in any case."""
_PLACES = {
    "CN": "CNY", "人民币": "CNY", "US": "USD", "HK": "HKD", "JP": "JPY", "GB": "GBP", "KR": "KRW",
    "TW": "TWD", "MO": "MOP", "SG": "SGD", "TH": "THB", "AU": "AUD", "CA": "CAD", "MY": "MYR", "IN": "INR",
}  # fmt: skip
PLACE = r"\((" + "|".join(_PLACES) + r")\) ?$"
"""The country behind a credit card's amount, which is in that country's money: 8,000.00(CN)."""


def codes(text: pl.Series) -> pl.Series:
    """The code of each cell of a 币种 column; a word that is no known currency stands as it is."""
    if len(text) > 1 and text.null_count() == 0 and (text == text[0]).all():
        return codes(text.head(1)).new_from_index(0, len(text))
    words = pl.DataFrame({"text": text.unique().drop_nulls()}).with_columns(
        said=pl.col("text").map_batches(without_placeholders).str.normalize("NFKC")
    )
    known = words.with_columns(
        code=pl.col("said").str.to_lowercase().replace_strict(
            _IN_COLUMN, default=pl.col("said").str.to_uppercase(), return_dtype=pl.String
        )
    )  # fmt: skip
    return text.replace_strict(known["text"], known["code"], return_dtype=pl.String)


def of_header(header: str) -> str | None:
    """The currency that a column name states in brackets: 金额（美元）, Amount (USD), 余额（万元）."""
    for inside in _BRACKETS.findall(unicodedata.normalize("NFKC", header).lower()):
        word = inside.replace("单位", "").strip(" :千百万亿")
        if word in _CODES or word in _SIGNS:
            return _CODES.get(word) or _SIGNS[word]
    return None


def worded(text: pl.Series) -> pl.Series:
    """The currency that the cells of an amount column name by a word of its own: € and HK$, but not $ and ¥."""
    cell = text.str.normalize("NFKC").str.to_lowercase()
    return cell.str.extract(_WORD).replace_strict(_CODES, default=None, return_dtype=pl.String)


def stated(text: pl.Series) -> pl.Series:
    """The currency that the cells of an amount column state themselves; null for a bare number."""
    worded = text.cast(pl.Float64, strict=False).is_null() & text.is_not_null()
    if not worded.any():
        return pl.Series([None], dtype=pl.String).new_from_index(0, len(text))
    cells = pl.DataFrame({"text": text, "worded": worded}).select(
        pl.when("worded")
        .then(pl.col("text").str.normalize("NFKC").str.to_lowercase())
        .alias("cell")
    )
    cell = pl.col("cell")
    place = cell.str.to_uppercase().str.extract(PLACE)
    return cells.select(
        pl.coalesce(
            place.replace_strict(_PLACES, default=None, return_dtype=pl.String),
            pl.coalesce(cell.str.extract(_WORD), cell.str.extract(_SIGN)).replace_strict(
                _CODES | _SIGNS, default=None, return_dtype=pl.String
            ),
        )
    ).to_series()
