"""The sentences of a profile: what stands out, what is wrong with the data, what was lacking."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from custseg.methods.attributes.distributions import REST, UNKNOWN
from custseg.methods.attributes.portrait import NINE_ELEMENTS
from custseg.result import Note
from custseg.schema.dataset import Dataset
from custseg.words import header, label, t

_NEEDED: dict[str, tuple[str, ...]] = {
    "age": ("birth_date", "id_number", "age"), "sex": ("sex", "id_number"),
    "region": ("province", "address", "city", "region", "id_number"),
    "occupation_group": ("occupation",), "income_band": ("income", "income_band"),
    "education": ("education",), "marital_status": ("marital_status",),
    "tenure_months": ("opened_on", "tenure_months"), "member": ("member",),
    "id_check": ("id_number",), "id_expiry": ("id_expires_on",),
}  # fmt: skip
"""An attribute and the columns of customers any of which is enough for it."""

_WORTH_SAYING = 110
"""A value index from which a part of the customers is told as worth more than the others."""


def _share(share: float) -> str:
    return f"{share:.1%}"


def findings(tables: Mapping[str, pl.DataFrame]) -> list[Note]:
    """The customers in two or three sentences: the largest parts, and the parts worth most."""
    spread, said = tables["distributions"], []
    if not spread.height:
        return []
    named = spread.filter(~pl.col("attribute_value").is_in([UNKNOWN, REST]))
    for attribute in ("age_band", "region"):
        rows = named.filter(pl.col("attribute") == attribute)
        if rows.height:
            top = rows.sort("customers", "attribute_value", descending=[True, False]).row(
                0, named=True
            )
            unknown = spread.filter(attribute=attribute, attribute_value=UNKNOWN).row(0, named=True)
            sentence = t("{attribute}: {value} is the largest group, {count} customers ({share})",
                         attribute=header(attribute), value=label(attribute, top["attribute_value"]),
                         count=f"{top['customers']:,}", share=_share(top["customers_share"]))  # fmt: skip
            if unknown["customers"]:
                sentence += t("; unknown for {unknown}", unknown=_share(unknown["customers_share"]))
            said.append(sentence)
    if "value_index" in spread.columns:
        rows = named.filter(pl.col("value_index") >= _WORTH_SAYING)
        if rows.height:
            top = rows.sort("value_index", "attribute", "attribute_value",
                            descending=[True, False, False]).row(0, named=True)  # fmt: skip
            said.append(t(
                "worth most: {attribute} {value}, {index} where the average customer is 100 "
                "({count} customers)", attribute=header(top["attribute"]),
                value=label(top["attribute"], top["attribute_value"]),
                index=f"{top['value_index']:.0f}", count=f"{top['customers']:,}"))  # fmt: skip
    if "churn_index" in spread.columns:
        rows = named.filter(pl.col("churn_index") >= _WORTH_SAYING)
        if rows.height:
            top = rows.sort("churn_index", "attribute", "attribute_value",
                            descending=[True, False, False]).row(0, named=True)  # fmt: skip
            said.append(t(
                "most have left: {attribute} {value}, {share} of {count} customers",
                attribute=header(top["attribute"]),
                value=label(top["attribute"], top["attribute_value"]),
                share=_share(top["churn_share"]), count=f"{top['customers']:,}"))  # fmt: skip
    lift = tables.get("member_lift")
    if lift is not None and lift["lift"].count():
        row = lift.filter(pl.col("lift").is_not_null()).row(0, named=True)
        said.append(t(
            "members: {lift} times the {measure} of the others (95% interval {low} to {high}); "
            "that is no proof that membership is the cause",
            lift=f"{row['lift']:.2f}", measure=header(row["measure"]), low=f"{row['lift_low']:.2f}",
            high=f"{row['lift_high']:.2f}"))  # fmt: skip
    return [Note("finding", sentence) for sentence in said]


def findings_without_list(
    ids: Mapping[str, pl.DataFrame], counted: Mapping[str, pl.DataFrame]
) -> list[Note]:
    """How many customers each kind of table has, where there is no list of them."""
    said = [
        Note("finding", t("{kind}: {count} customers in {rows} rows", kind=label("kind", kind),
                          count=f"{found.height:,}", rows=f"{counted[kind]['rows'].item():,}"))
        for kind, found in ids.items()
    ]  # fmt: skip
    return [*said, Note("info", t("no customer list, so no age, sex or region: only the data "
                                  "itself is profiled"))]  # fmt: skip


def findings_of_data(tables: Mapping[str, pl.DataFrame]) -> list[Note]:
    """What is wrong with the data: the failed checks, and customers missing in the customer list."""
    failed = tables["checks"].filter(
        (pl.col("failed") > 0) & ~pl.col("check").is_in(["rows_rejected", "rows_set_aside"])
    )
    notes = []
    if failed.height:
        listed = t("; ").join(
            t("{check} {failed} of {tested}", check=label("check", row["check"]),
              failed=f"{row['failed']:,}", tested=f"{row['tested']:,}")
            for row in failed.iter_rows(named=True)
        )  # fmt: skip
        notes.append(Note("finding", t("data to look at: {listed}", listed=listed)))
    for row in tables["coverage"].iter_rows(named=True):
        if row["other_kind"] == "customers" and row["missing"]:
            notes.append(Note("warning", t(
                "{count} of {all} customers in {kind} are not in the customer list",
                count=f"{row['missing']:,}", all=f"{row['customers']:,}",
                kind=label("kind", row["kind"]))))  # fmt: skip
    return notes


def lacking(dataset: Dataset, known: pl.DataFrame, as_of: date | None) -> list[Note]:
    """Which attributes could not be had, and which column each would need."""
    missing = [
        t("{attribute} ({columns})", attribute=header(attribute), columns=t(", ").join(columns))
        for attribute, columns in _NEEDED.items()
        if not any(dataset.has("customers", column) for column in columns)
        and attribute not in known.columns
    ]
    notes = []
    if missing:
        notes.append(Note("info", t("not known for lack of a column of customers: {missing}",
                                    missing=t("; ").join(missing))))  # fmt: skip
    elements = [element for element in NINE_ELEMENTS if not dataset.has("customers", element)]
    if dataset.has("customers", "id_number") and elements:
        notes.append(Note("info", t(
            "of the nine elements a bank must know the customer list has no {columns}",
            columns=t(", ").join(header(element) for element in elements))))  # fmt: skip
    dated = [c for c in ("birth_date", "id_number", "opened_on", "id_expires_on")
             if dataset.has("customers", c)]  # fmt: skip
    if as_of is None and dated:
        notes.append(Note("warning", t(
            "no date in the data to count ages and terms to: give --as-of DATE (columns {columns})",
            columns=t(", ").join(dated))))  # fmt: skip
    if "age_source" in known.columns and as_of is not None:
        stated = int((known["age_source"] == "stated").sum())
        if stated:
            notes.append(Note("info", t(
                "generation of {count} customers is from the stated age and can be a year off",
                count=f"{stated:,}")))  # fmt: skip
    return notes


def evidence(tables: Mapping[str, pl.DataFrame]) -> dict[str, Any]:
    """The share that failed of every check, and of customers missing, for a program to watch."""
    return {
        "failed_share": {
            f"{row['check']}:{row['column']}": row["failed_share"]
            for row in tables["checks"].iter_rows(named=True)
        },
        "missing_share": {
            f"{row['kind']}:{row['other_kind']}": row["missing_share"]
            for row in tables["coverage"].iter_rows(named=True)
        },
    }


def profile_reason(row: Mapping[str, Any]) -> str:
    """One sentence why a customer's attributes are what they are: where each came from."""
    said: list[str] = []
    sources: tuple[tuple[str, str], ...] = (
        ("age", "age_source"), ("sex", "sex_source"), ("region", "region_source")
    )  # fmt: skip
    for attribute, source in sources:
        if row.get(attribute) is not None and row.get(source) is not None:
            said.append(t("{attribute} {value} (from {source})", attribute=header(attribute),
                          value=label(attribute, str(row[attribute])),
                          source=label(source, row[source])))  # fmt: skip
    if row.get("id_check") is not None:
        said.append(t("resident id: {check}", check=label("id_check", row["id_check"])))
    if row.get("id_mismatch") is not None:
        said.append(t("the resident id says another {what} than is stated",
                      what=label("id_mismatch", row["id_mismatch"])))  # fmt: skip
    if row.get("id_expiry") in ("expired", "expiring"):
        said.append(t("document: {expiry}", expiry=label("id_expiry", row["id_expiry"])))
    return t("; ").join(said) or t("no attribute of this customer is known")
