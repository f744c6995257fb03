"""One customer's need and first offer, as a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from custseg.words import label, t


def needs_reason(row: Mapping[str, Any]) -> str:
    """What a customer of ``needs`` is offered and why, as one sentence."""
    if row.get("main_need") is None:
        said = t("nothing speaks for a need")
    else:
        said = t("main need {need} ({rule}): {because}", need=label("customer_need", row["main_need"]),
                 rule=label("need_rule", row["need_rule"]), because=row["need_because"])  # fmt: skip
    if row.get("next_1") is None:
        barred = row.get("products_barred") or 0
        return said + (t("; no product is offered: {n} are barred by consent, a recent contact, age or risk", n=barred)
                       if barred else t("; no product is offered"))  # fmt: skip
    if row["next_1_because"] == row.get("need_because"):
        return said + t("; first offer {product}, for the same reason", product=row["next_1"])
    return said + t(
        "; first offer {product}: {because}", product=row["next_1"], because=row["next_1_because"]
    )
