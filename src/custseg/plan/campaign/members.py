"""Who was on which campaign list, in which group: a result of ``plan`` read back, or a table people keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from custseg.errors import InputError
from custseg.listed import account_of, customers_in, must_be_whole, tables_in
from custseg.result import InputRecord
from custseg.schema.columns.aliases import ALIASES, spellings
from custseg.schema.values.dates import DateForm, dates, form_of
from custseg.schema.values.marks import FLAG
from custseg.words import key_of_label, t

_ONE_LIST = ("campaign", "campaign_group", "campaign_offer")
_COLUMNS = ("customer_id", "campaign_stratum", "campaign_on", "responded",
            *(f"{column}{'' if place == 1 else f'_{place}'}" for place in range(1, 10) for column in _ONE_LIST))  # fmt: skip
_HEADERS = {
    "customer_id": tuple(alias for tier in ALIASES["customer_id"] for alias in tier),
    "campaign": ("campaign", "campaign name", "营销活动", "活动", "活动名称", "名单"),
    "campaign_group": ("group", "campaign group", "arm", "variant", "分组", "组别", "组", "实验组别"),
    "campaign_offer": ("offer", "offered", "product", "推介内容", "推介产品", "产品", "产品名称"),
    "campaign_stratum": ("stratum", "tier", "分层", "客户层级", "层级"),
    "campaign_on": ("listed on", "list date", "date", "名单日期", "活动日期", "触达日期", "日期"),
    "responded": ("responded", "response", "converted", "是否响应", "响应", "是否办理", "是否转化", "转化"),
}  # fmt: skip
"""What the columns of a list that people keep may be called."""
_TREATED = frozenset({"treated", "treatment", "contact", "contacted", "test", "t", "1", "触达", "触达组", "实验", "实验组", "试验组", "处理组"})  # fmt: skip
_CONTROL = frozenset({"control", "holdout", "c", "0", "对照", "对照组", "空白组", "不触达"})


@dataclass(frozen=True)
class Members:
    """The lists of a file."""

    rows: pl.DataFrame
    """campaign, customer_id, group (treated, control), offer, stratum, responded, listed_on; the last
    four null where the file does not say it. Sorted by campaign and customer."""
    record: InputRecord

    @property
    def names(self) -> list[str]:
        """The campaigns, by name."""
        return self.rows["campaign"].unique().sort().to_list()


def members_in(path: str) -> Members:
    """The lists in a file that ``plan -o FILE`` wrote (csv, xlsx, json, parquet, ...), or in a table with customer,
    campaign, group, and possibly responded, offer, date.

    A blank in responded means no. Raises InputError for a file without such columns, masked ids, a customer twice
    in a campaign, groups, dates or answers that are none.
    """
    name = Path(path).name
    table, digest = _table(path, name)
    parts = []
    for place in range(1, 10):
        end = "" if place == 1 else f"_{place}"
        if f"campaign{end}" in table.columns and f"campaign_group{end}" in table.columns:
            parts.append(_one(table, end, name))
    rows = pl.concat(parts).sort("campaign", "customer_id")
    if rows.is_empty():
        raise InputError(t("{file}: nobody is on any campaign list", file=name),
                         t("give the file that custseg plan -o FILE wrote with [[campaign.list]] in custseg.toml"))  # fmt: skip
    for campaign in rows["campaign"].unique().sort():
        must_be_whole(rows.filter(pl.col("campaign") == campaign)["customer_id"], name)
    return Members(rows, account_of(name, digest, "campaign", table.height, _on_lists(rows)))


def _on_lists(rows: pl.DataFrame) -> int:
    return rows["customer_id"].n_unique()


def _table(path: str, name: str) -> tuple[pl.DataFrame, str]:
    """The table of a file that has customers, campaigns and groups, under our own names."""
    tables, digest = customers_in(path, "plan", _COLUMNS)
    needed = {"customer_id", "campaign", "campaign_group"}
    found = [table for table in tables if needed <= set(table.columns)]
    if not found and Path(path).suffix.lower() not in (".json", ".jsonl"):
        renamed = [_renamed(table) for table in tables_in(path)[0]]
        found = [table for table in renamed if needed <= set(table.columns)]
    if not found:
        raise InputError(
            t("{file} is no campaign list: it needs the columns customer, campaign and group", file=name),
            t("give the file that custseg plan -o FILE wrote, or a table with customer_id, campaign, group (treated or control) and responded"),
        )  # fmt: skip
    whole = pl.concat(found, how="diagonal")
    return whole.filter(pl.col("customer_id").is_not_null()), digest


def _renamed(table: pl.DataFrame) -> pl.DataFrame:
    names: dict[str, str] = {}
    for key, aliases in _HEADERS.items():
        wanted = {spelling for alias in aliases for spelling in spellings(alias)}
        for column in table.columns:
            if column not in names and wanted & set(spellings(column)):
                names[column] = key
                break
    return table.select(list(names)).rename(names)


def _one(table: pl.DataFrame, end: str, name: str) -> pl.DataFrame:
    campaign = pl.col(f"campaign{end}").str.strip_chars().replace("", None)
    on = table.filter(campaign.is_not_null())
    listed_on = _days(on, name)
    return pl.DataFrame({
        "campaign": on.select(campaign).to_series(),
        "customer_id": on["customer_id"].str.strip_chars(),
        "group": _groups(on[f"campaign_group{end}"], name),
        "offer": _text(on, f"campaign_offer{end}"),
        "stratum": _text(on, "campaign_stratum"),
        "responded": _answers(on, name),
        "listed_on": listed_on,
    })  # fmt: skip


def _text(table: pl.DataFrame, column: str) -> pl.Series:
    if column not in table.columns:
        return pl.repeat(None, table.height, dtype=pl.String, eager=True)
    texts = table[column].str.strip_chars().replace("", None)
    if column == "campaign_stratum":
        return pl.Series([t_ and (key_of_label(column, t_) or t_) for t_ in texts], dtype=pl.String)
    return texts


def _groups(texts: pl.Series, name: str) -> pl.Series:
    meant = {text: _group(text) for text in texts.unique().to_list()}
    wrong = sorted(str(text) for text, group in meant.items() if group is None)
    if wrong:
        raise InputError(
            t("{file}: {value!r} is no group of a campaign", file=name, value=wrong[0]),
            t("groups are treated and control (触达, 对照)"),
        )
    return texts.replace_strict(meant, return_dtype=pl.String)


def _group(text: str | None) -> str | None:
    said = (text or "").strip()
    if (key := key_of_label("campaign_group", said)) is not None:
        return key
    low = said.lower()
    return "treated" if low in _TREATED else "control" if low in _CONTROL else None


def _answers(table: pl.DataFrame, name: str) -> pl.Series:
    """Yes and no of ``responded``; a blank is no, and all are null where there is no such column."""
    if "responded" not in table.columns:
        return pl.repeat(None, table.height, dtype=pl.Boolean, eager=True)
    texts = table["responded"].str.strip_chars().str.to_lowercase().fill_null("")
    meant = {text: _yes(text) for text in texts.unique().to_list()}
    wrong = sorted(text for text, answer in meant.items() if answer is None)
    if wrong:
        raise InputError(
            t("{file}: {value!r} in responded says neither yes nor no", file=name, value=wrong[0]),
            t("write 1 and 0, yes and no, 是 and 否; a blank means no"),
        )
    return texts.replace_strict(meant, return_dtype=pl.Boolean)


def _yes(text: str) -> bool | None:
    said = FLAG.get(text) if text else "no"
    return None if said is None else said == "yes"


def _days(table: pl.DataFrame, name: str) -> pl.Series:
    if "campaign_on" not in table.columns:
        return pl.repeat(None, table.height, dtype=pl.Date, eager=True)
    texts = table["campaign_on"].str.strip_chars().replace("", None)
    days = dates(form_of(texts) or DateForm(), texts)
    wrong = texts.filter(texts.is_not_null() & days.is_null())
    if len(wrong):
        raise InputError(
            t("{file}: {n} of the dates in {column!r} are none: {examples}", file=name, n=len(wrong),
              column="campaign_on", examples=", ".join(wrong.head(3))),
            t("write it as '2024-01-31'"),
        )  # fmt: skip
    return days


def day_of(rows: pl.DataFrame) -> date | None:
    """The day from which on what the customers of a list do counts: the latest date the list has."""
    latest = rows["listed_on"].max()
    return latest if isinstance(latest, date) else None
