"""explain: everything known of one customer from all methods, and why each label is what it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

import polars as pl

from custseg.errors import InputError
from custseg.result import Note, Result
from custseg.schema.dataset import Dataset
from custseg.schema.kinds import dated_by
from custseg.words import header, label, t, term, title
from custseg.words.amounts import share_said

Reason = Callable[[Mapping[str, Any]], str]

LABELS_OF: dict[str, tuple[str, ...]] = {
    "profile": ("age_band", "region"), "behavior": ("behavior_label",), "value": ("value_tier",),
    "rfm": ("segment",), "needs": ("main_need",), "sentiment": ("mood", "temper"),
    "lifecycle": ("stage",), "tier": ("tier", "tier_status"),
}  # fmt: skip
"""The labels of each method that are to be explained."""

_MEASURES = ("recency_days", "frequency", "monetary", "value", "average_assets", "churn_factor",
             "age", "tenure_months")  # fmt: skip
"""The numbers whose place among all customers is told, where a method has them."""

_NEVER = frozenset({"customer_id", "id_number", "credit_code"})
"""What is not repeated as a fact: the id one asked by, and numbers of documents."""

RECENT = 10
"""Transactions shown, the latest first."""


def method_reasons(results: Sequence[Result] = ()) -> dict[str, Reason]:
    """The function of every method that says in a sentence why a customer has its label.

    Of the methods in ``results`` the sentences name the limits in force too.
    """
    from custseg.methods.attributes import profile_reason
    from custseg.methods.behavior import behavior_reason, behavior_reason_in
    from custseg.methods.lifecycle import stage_reason, stage_reason_in
    from custseg.methods.needs import needs_reason
    from custseg.methods.sentiment import sentiment_reason
    from custseg.methods.value import rfm_reason, rfm_reason_in, value_reason, value_reason_in

    reasons: dict[str, Reason] = {
        "profile": profile_reason, "behavior": behavior_reason, "value": value_reason, "rfm": rfm_reason,
        "needs": needs_reason, "sentiment": sentiment_reason, "lifecycle": stage_reason,
    }  # fmt: skip
    with_limits = {"behavior": behavior_reason_in, "value": value_reason_in, "rfm": rfm_reason_in,
                   "lifecycle": stage_reason_in}  # fmt: skip
    for result in results:
        if result.command in with_limits:
            reasons[result.command] = with_limits[result.command](result)
    return reasons


def explain(dataset: Dataset, customer_id: str, results: Sequence[Result],
            reasons: Mapping[str, Reason] | None = None,
            lacking: Sequence[tuple[str, str]] = ()) -> Result:  # fmt: skip
    """Everything that ``results`` and the tables say of one customer.

    Tables: ``why`` (one row per method: its label and the sentence why), ``position`` (the
    customer's numbers beside the median customer's, and the share of customers below), ``facts``
    (method, fact, value in words), ``records`` (how many rows of each table are the customer's) and
    ``recent`` (the latest transactions). Findings are the sentences of ``why``; methods that could not
    be computed (``lacking``: method and why) and those that do not know the customer are named.

    The id may be written without leading zeros, with ``.0`` or blanks, or masked (138****1234): an
    exact match goes first, then the only one that is equal after that. Raises InputError when no
    customer or more than one is meant, with the nearest ids.
    """
    found = find(customer_id, _ids(dataset, results), name_others=not dataset.personal)
    rows = _rows_of(found, results)
    why = _why(rows, method_reasons(results) if reasons is None else reasons)
    tables = {
        "why": why, "position": _position(rows, results),
        "facts": _facts(dataset, found, rows),
        **_records(dataset, found),
    }  # fmt: skip
    notes = [Note("finding", t("{method}: {why}", method=title(m), why=sentence))
             for m, sentence in why.select("method", "why").iter_rows()]  # fmt: skip
    if any(_has_risk(row) for row in rows.values()):
        notes += about_chance([r for r in results if r.command in rows])
    notes += [Note("info", t("{method}: not computed: {why}", method=title(m), why=reason))
              for m, reason in lacking]  # fmt: skip
    notes += [Note("info", t("{method}: the customer is not in it", method=title(r.command)))
              for r in results if r.command not in rows]  # fmt: skip
    if found != customer_id:
        notes.append(Note("info", t("{asked} was read as customer {found}",
                                    asked=_hidden(customer_id), found=_hidden(found))))  # fmt: skip
    settings = {"customer_id": found, **{r.command: dict(r.settings) for r in results}}
    return Result(
        command="explain", as_of=dataset.as_of,
        tables={key: table for key, table in tables.items() if table.height},
        notes=(*notes, *dataset.notes), settings=settings,
        provenance=dataset.provenance(settings), about=found,
    )  # fmt: skip


def _has_risk(row: Mapping[str, Any]) -> bool:
    return row.get("churn_risk") is not None or row.get("behavior_label") == "churn_risk"


def about_chance(results: Sequence[Result]) -> list[Note]:
    """What the chance of leaving is beside the label of a risk, where both are told."""
    from custseg.churn import two_measures

    if all(r.command != "behavior" for r in results):
        return []
    asked = [r.evidence["churn"] for r in results if "horizon_days" in r.evidence.get("churn", {})]
    shown = [one for one in asked if one.get("is_shown", True)]
    return [Note("info", two_measures(shown[-1]))] if shown else []


# --- which customer --------------------------------------------------------------------------------


def find(asked: str, ids: pl.Series, *, name_others: bool = True) -> str:
    """The id among ``ids`` that ``asked`` means; raises InputError when that is none or several.

    The error names the ids that may be meant, unless ids are personal data (``name_others``).
    """
    if (ids == asked).any():
        return asked
    if "*" in asked:
        parts = re.split(r"\*+", unicodedata.normalize("NFKC", asked).strip())
        alike = ids.filter(ids.str.contains(f"^{'.+'.join(re.escape(part) for part in parts)}$"))
    else:
        alike = ids.filter(
            ids.to_frame("id").select(_core(pl.col("id")) == _core(pl.lit(asked)))["id"]
        )
    if alike.len() == 1:
        return str(alike[0])
    if alike.len() > 1:
        raise InputError(
            t("{asked} can be any of {count} customers", asked=_hidden(asked), count=alike.len()),
            t("write one of them in full: {ids}", ids=_listed(alike.sort().head(5).to_list()))
            if name_others
            else t("write it in full"),
        )
    raise InputError(
        t("no customer {asked} among {count} customers", asked=_hidden(asked),
          count=f"{ids.len():,}"),
        t("the nearest ids: {ids}", ids=_listed(nearest_ids(asked, ids)) or t("none"))
        if name_others else t("write it in full"),
    )  # fmt: skip


def _core(written: pl.Expr) -> pl.Expr:
    """An id without what exports change: width, case, blanks, dashes, ``.0``, leading zeros."""
    plain = written.str.normalize("NFKC").str.to_lowercase().str.replace_all(r"[\s'\-]", "")
    return plain.str.replace(r"\.0+$", "").str.replace(r"^0+(.)", "$1")


def nearest_ids(asked: str, ids: pl.Series, most: int = 3) -> list[str]:
    """The ids most like ``asked``, best first, equal ones in alphabetical order."""
    # Comparing is slow: only ids that begin or end alike are compared, and no more than 2,000.
    head, tail = asked[:2].lower(), asked[-3:].lower()
    low = ids.str.to_lowercase()
    near = ids.filter(low.str.starts_with(head) | low.str.ends_with(tail))
    pool = (near if near.len() else ids).unique().sort().head(2000).to_list()
    likeness = {i: SequenceMatcher(None, asked.lower(), i.lower()).ratio() for i in pool}
    return [i for i in sorted(pool, key=lambda i: (-likeness[i], i)) if likeness[i] > 0.5][:most]


def _hidden(written: str) -> str:
    """An id for a message: phones, cards and resident ids that serve as one keep only their ends."""
    return re.sub(r"\b(\d{3})\d{4,11}(\d{3}[\dXx])\b",
                  r"\1****\2", written) if re.search(r"\d{11}", written) else written  # fmt: skip


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(_hidden(i) for i in ids)


def _ids(dataset: Dataset, results: Sequence[Result]) -> pl.Series:
    """The ids of all customers of any method; those of the tables when no method has any."""
    dataset.refuse_nothing()
    known = [r.customers["customer_id"] for r in results if r.customers is not None]
    if not known:
        plans = [dataset.frame(kind).select("customer_id").drop_nulls().unique()
                 for kind in dataset.kinds if dataset.has(kind, "customer_id")]  # fmt: skip
        known = [frame["customer_id"] for frame in dataset.collect(*plans)]
    if not known:
        dataset.require("explain", "customers", "customer_id")
    return pl.concat(known).unique()


def _rows_of(found: str, results: Sequence[Result]) -> dict[str, dict[str, Any]]:
    """Command -> the customer's row, of the methods that have one."""
    rows = {}
    for result in results:
        if result.customers is not None:
            row = result.customers.filter(pl.col("customer_id") == found)
            if row.height:
                rows[result.command] = row.row(0, named=True)
    return rows


# --- what is said ----------------------------------------------------------------------------------


def _why(rows: Mapping[str, dict[str, Any]], reasons: Mapping[str, Reason]) -> pl.DataFrame:
    said = [
        (method,
         t(", ").join(label(c, str(row[c])) for c in LABELS_OF.get(method, ()) if row.get(c) is not None)
         or None,
         reasons[method](row))
        for method, row in rows.items()
        if method in reasons
    ]  # fmt: skip
    return pl.DataFrame(said, orient="row",
                        schema={"method": pl.String, "labels": pl.String, "why": pl.String})  # fmt: skip


def _position(rows: Mapping[str, dict[str, Any]], results: Sequence[Result]) -> pl.DataFrame:
    """The customer's numbers among those of all customers that have one."""
    placed = []
    for measure in _MEASURES:
        for result in results:
            own = rows.get(result.command, {}).get(measure)
            if own is not None and result.customers is not None:
                values = result.customers[measure].cast(pl.Float64).drop_nulls()
                below = (values < float(own)).mean()
                placed.append((measure, float(own), values.median(), below, values.len()))
                break
    return pl.DataFrame(placed, orient="row", schema={
        "measure": pl.String, "own": pl.Float64, "middle": pl.Float64, "below_share": pl.Float64,
        "customers": pl.Int64})  # fmt: skip


def _facts(dataset: Dataset, found: str, rows: Mapping[str, dict[str, Any]]) -> pl.DataFrame:
    """Every column of every method with a value, and what the customer list says; none twice."""
    stated: dict[str, Any] = {}
    if dataset.has("customers", "customer_id"):
        own = dataset.collect(dataset.frame("customers").filter(pl.col("customer_id") == found))[0]
        for row in own.iter_rows(named=True):
            stated = {key: value if stated.get(key) is None else stated[key]
                      for key, value in row.items()}  # fmt: skip
    said, seen = [], set()
    for method, row in (("customers", stated), *rows.items()):
        for key, value in row.items():
            words = in_words(key, value)
            if key in _NEVER or not words or (key, words) in seen:
                continue
            seen.add((key, words))
            said.append((method, key, words))
    return pl.DataFrame(said, orient="row",
                        schema={"method": pl.String, "fact": pl.String, "said": pl.String})  # fmt: skip


def in_words(key: str, value: Any) -> str:
    """A value of column ``key`` as a person reads it; empty for none."""
    unit = entry.unit if (entry := term(key)) else "text"
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, date):
        return f"{value:%Y-%m}" if unit == "month" else value.isoformat()
    if isinstance(value, list):
        return t(", ").join(in_words(key, item) for item in value)
    if isinstance(value, int | float | Decimal):
        return _number(value, unit)
    said = label(key, str(value))
    return header(said) if unit == "label" and said == value else said


def _number(value: float | Decimal, unit: str) -> str:
    if unit == "share":
        return share_said(float(value), places=1)
    if unit == "money":
        return f"{value:,.2f}"
    if isinstance(value, int) or value == int(value):
        return f"{int(value):,}"
    return f"{value:,.2f}"


def _records(dataset: Dataset, found: str) -> dict[str, pl.DataFrame]:
    """How many rows of each table are the customer's, when; and the latest transactions."""
    mine = pl.col("customer_id") == found
    kinds = [kind for kind in dataset.kinds if dataset.has(kind, "customer_id")]
    plans = []
    for kind in kinds:
        dated = dated_by(kind, dataset.columns(kind))
        on = pl.col(dated) if dated else pl.lit(None, pl.Date)
        plans.append(dataset.frame(kind).filter(mine).select(
            pl.lit(kind).alias("kind"), pl.len().cast(pl.Int64).alias("rows"),
            on.min().alias("first_on"), on.max().alias("last_on")))  # fmt: skip
    has = dataset.columns("transactions")
    shown = [c for c in ("date", "amount", "direction", "is_return", "product", "category", "channel",
                         "summary") if c in has]  # fmt: skip
    if "customer_id" in has and shown:
        latest = dataset.frame("transactions").filter(mine).select(shown)
        if "date" in has:
            latest = latest.sort(shown, descending=True, nulls_last=True)
        plans.append(latest.head(RECENT))
    frames = dataset.collect(*plans)
    records = pl.concat(frames[: len(kinds)]) if kinds else pl.DataFrame()
    tables = {"records": records.filter(pl.col("rows") > 0) if kinds else records}
    if len(frames) > len(kinds):
        recent = frames[-1]
        if "amount" in recent.columns:
            recent = recent.with_columns(pl.col("amount").cast(pl.Float64))
        tables["recent"] = recent
    return tables
