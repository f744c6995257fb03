"""Tables and charts of value: tiers and their rules, concentration, classes, peers, thresholds."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from custseg.methods.value.settings import ValueSettings
from custseg.models import concentration
from custseg.models.tiers import PURCHASES_A_YEAR, TIER_OF, TierRules
from custseg.result import Chart

_SHOWN = ["customer_id", "value", "value_tier", "value_rule", "value_share", "abc_class", "hml_class",
          "contribution", "asset_margin", "fees", "profit", "aum_month_avg", "monetary", "stated_balance",
          "frequency", "p_alive", "value_next",
          *(f"{what}_{months}m{end}" for months in (1, 3, 6, 12, 24) for what in ("purchases", "money")
            for end in ("", "_low", "_high")),
          "trend", "income", "peer_group", "peer_p75", "peer_gap"]  # fmt: skip


def shown(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns of customers that say something, money as floats."""
    money = [c for c in frame.columns if isinstance(frame.schema[c], pl.Decimal)]
    there = frame.with_columns(pl.col(money).cast(pl.Float64))
    always = {"customer_id", "value", "value_tier", "value_rule", "value_share"}
    says = [c for c in there.columns if c in always or there[c].null_count() < len(there)]
    return there.select(c for c in _SHOWN if c in says)


def tables_of(
    frame: pl.DataFrame, rules: TierRules, floors: tuple[float, float] | None,
    heavy: tuple[float, float] | None, settings: ValueSettings,
) -> dict[str, pl.DataFrame]:  # fmt: skip
    """Tiers, rules, top shares, ABC and H/M/L classes, peers, and every limit that was used."""
    tables = {
        "value_tiers": _by(frame, ["value_tier"], [["high", "potential", "low"]]),
        "value_rules": _by(frame, ["value_tier", "value_rule"], [["high", "potential", "low"], list(TIER_OF)]),
        "concentration": concentration.top_shares(frame["value"]),
        "abc_classes": _by(frame, ["abc_class"], [["a", "b", "c"]]),
        "hml_classes": _by(frame, ["hml_class"], [["heavy", "medium", "light", "zero"]]),
    }  # fmt: skip
    peers = frame.filter(pl.col("peer_p75").is_not_null())
    if len(peers):
        tables["peers"] = (
            peers.group_by("peer_group").agg(
                pl.len().cast(pl.Int64).alias("customers"), pl.col("peer_p75").first(),
                (pl.col("value_rule") == "peers_high").sum().cast(pl.Int64).alias("potential_customers"),
            ).sort("peer_group")
        )  # fmt: skip
    a, b = floors or (None, None)
    h, m = heavy or (None, None)
    limits = {"high_floor": rules.high_floor, "next_floor": rules.next_floor,
              "next_purchases": None if rules.next_floor is None else PURCHASES_A_YEAR, "income_floor": rules.income_floor,
              "rising_share": rules.rising_share, "rising_value_floor": rules.middle,
              "a_floor": a, "b_floor": b, "heavy_floor": h, "medium_floor": m,
              "min_peers": float(settings.min_peers)}  # fmt: skip
    tables["thresholds"] = pl.DataFrame(
        {"threshold": list(limits), "cut": list(limits.values())},
        schema={"threshold": pl.String, "cut": pl.Float64},
    ).drop_nulls("cut")
    return tables


def _by(frame: pl.DataFrame, columns: list[str], orders: list[list[str]]) -> pl.DataFrame:
    """Customers and value of each label; ``money_share`` is of the positive part, as in all of value."""
    positive = pl.col("_value").filter(pl.col("_value") > 0).sum().cast(pl.Float64)
    total = frame.select(positive).item()
    share = pl.col("_positive") / total if total > 0 else pl.lit(None, pl.Float64)
    money = pl.col("_value").cast(pl.Float64)
    ranks = [
        pl.col(c).replace_strict({k: i for i, k in enumerate(o)}, return_dtype=pl.Int64)
        for c, o in zip(columns, orders, strict=True)
    ]
    return (
        frame.group_by(columns)
        .agg(pl.len().cast(pl.Int64).alias("customers"), positive.alias("_positive"),
             pl.col("_value").sum())
        .sort(ranks)
        .select(
            *columns, "customers", (pl.col("customers") / len(frame)).alias("customers_share"),
            money.alias("money"), share.alias("money_share"),
            (money / pl.col("customers")).alias("average_value"),
        )
    )  # fmt: skip


def charts_of(frame: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> tuple[Chart, ...]:
    """The Lorenz curve, and how customers and value fall into classes."""
    curve = concentration.lorenz(frame["value"])
    classes = tables["abc_classes"].select("abc_class", "customers_share", "money_share")
    tiers = tables["value_tiers"].select("value_tier", "customers")
    return (
        Chart("lorenz", "share", curve, "customers_share", ("money_share",)),
        Chart("abc_classes", "bar", classes, "abc_class", ("customers_share", "money_share")),
        Chart("value_tiers", "bar", tiers, "value_tier", ("customers",)),
    )
