"""How customers spread over what is known of them, and what each part is worth."""

from __future__ import annotations

import math
from collections.abc import Sequence

import polars as pl

from custseg.models.proportions import Z95

UNKNOWN, REST = "unknown", "rest"
_NUMBER_SHARE = 0.95
"""A column of the user's own is numeric when this share of its filled cells are numbers."""


def distribution(customers: pl.DataFrame, attribute: str, *, order: Sequence[str] = (),
                 most: int, min_cell: int) -> pl.DataFrame:  # fmt: skip
    """One row per value of ``attribute``: customers, their share, and indexes against the base.

    ``customers`` may have ``money`` (what a customer is worth, null where not known) and
    ``churned``: then ``value_index`` is the mean money of the value's customers ÷ that of all × 100
    and ``churn_index`` the same of the share that left; null below ``min_cell`` customers and where
    the base is not above zero. Values stand in ``order``, else by size; beyond ``most`` of them the
    small ones are one row ``rest``; customers without the attribute are ``unknown``, always there
    and last.
    """
    named = customers.with_columns(
        pl.col(attribute).cast(pl.String).fill_null(UNKNOWN).alias("attribute_value")
    )
    sizes = named.filter(pl.col("attribute_value") != UNKNOWN)["attribute_value"].value_counts(
        name="n"
    )
    by_size = sizes.sort("n", "attribute_value", descending=[True, False])["attribute_value"]
    if not order:
        kept = by_size.head(most).to_list()
        if by_size.len() > most:
            named = named.with_columns(
                pl.when(pl.col("attribute_value").is_in([*kept, UNKNOWN]))
                .then("attribute_value").otherwise(pl.lit(REST))
            )  # fmt: skip
            kept.append(REST)
    else:
        kept = [value for value in order if value in set(by_size)]
        kept += [value for value in by_size if value not in set(order)]
    measured = [measure for measure in ("money", "churned") if measure in customers.columns]
    by_value = named.group_by("attribute_value").agg(
        pl.len().cast(pl.Int64).alias("customers"),
        *(_exact_mean(pl.col(m)).alias(m) for m in measured),
        *(pl.col(m).count().alias(f"n_{m}") for m in measured),
    )
    rows = (
        pl.DataFrame({"attribute_value": [*kept, UNKNOWN]})
        .join(by_value, on="attribute_value", how="left", maintain_order="left")
        .with_columns(pl.col("customers").fill_null(0))
    )
    bases = {m: customers.select(_exact_mean(pl.col(m))).item() for m in measured}
    names = {"money": ("mean_money", "value_index"), "churned": ("churn_share", "churn_index")}
    enough = {m: pl.col(f"n_{m}") >= max(min_cell, 1) for m in measured}
    return rows.select(
        pl.lit(attribute).alias("attribute"),
        "attribute_value",
        "customers",
        (pl.col("customers") / max(customers.height, 1)).alias("customers_share"),
        *(pl.when(enough[m]).then(pl.col(m)).alias(names[m][0]) for m in measured),
        *(
            _index(pl.when(enough[m]).then(pl.col(m)), bases[m]).alias(names[m][1])
            for m in measured
        ),
    )


def _exact_mean(values: pl.Expr) -> pl.Expr:
    """The mean from the exact sum, so that no order of rows changes its last digit."""
    return values.sum().cast(pl.Float64) / values.count()


def _index(mean: pl.Expr, base: object) -> pl.Expr:
    """``mean`` ÷ base × 100; null where there is no base above zero."""
    if not isinstance(base, float) or not base > 0:
        return pl.lit(None, pl.Float64)
    return mean / base * 100


def as_number(text: pl.Expr) -> pl.Expr:
    """The number a cell of the user's own column writes, else null."""
    return text.str.strip_chars().str.replace_all(",", "").cast(pl.Float64, strict=False)


def numbers(customers: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """One row per numeric column: how many customers, least, quartiles (type 7), greatest, mean."""
    schema = {"column": pl.String, "customers": pl.Int64, "least": pl.Float64, "q25": pl.Float64,
              "median": pl.Float64, "q75": pl.Float64, "greatest": pl.Float64,
              "mean": pl.Float64}  # fmt: skip
    rows = []
    for column in columns:
        values = customers[column].cast(pl.Float64).drop_nulls()
        values = values.filter(values.is_finite())
        if values.len():
            quartiles = [values.quantile(q, "linear") for q in (0.0, 0.25, 0.5, 0.75, 1.0)]
            rows.append((column, values.len(), *quartiles, values.mean()))
    return pl.DataFrame(rows, schema=schema, orient="row")


def split_own(customers: pl.DataFrame, columns: Sequence[str]) -> tuple[pl.DataFrame, list[str]]:
    """The numeric ones of the user's own columns as numbers, and the names of the text ones.

    A column in which nearly every value is another long number (an id, a phone) is neither.
    """
    numeric, texts = {}, []
    for column in columns:
        written = customers[column].drop_nulls()
        written = written.filter(written.str.strip_chars() != "")
        parsed = written.to_frame("x").select(as_number(pl.col("x")))["x"]
        if not written.len():
            continue
        if parsed.count() < _NUMBER_SHARE * written.len():
            texts.append(column)
        elif not _looks_like_ids(written):
            numeric[column] = customers.select(as_number(pl.col(column)))[column]
    return pl.DataFrame(numeric), texts


def _looks_like_ids(written: pl.Series) -> bool:
    plain = written.str.strip_chars()
    long_whole = plain.str.contains(r"^\+?\d{7,}$").mean()
    led_by_zero = plain.str.contains(r"^0\d+$").any()
    mostly_once = plain.n_unique() > 0.9 * plain.len()
    return led_by_zero or (isinstance(long_whole, float) and long_whole > 0.9 and mostly_once)


def own_values(customers: pl.DataFrame, columns: Sequence[str], *, most: int,
               min_cell: int) -> pl.DataFrame:  # fmt: skip
    """The most frequent values of text columns; a value of fewer than ``min_cell`` is not shown."""
    parts = [pl.DataFrame(schema={"column": pl.String, "attribute_value": pl.String,
                                  "customers": pl.Int64, "customers_share": pl.Float64})]  # fmt: skip
    for column in columns:
        text = pl.col(column).str.strip_chars()
        counted = (
            customers.filter(text.fill_null("") != "")
            .group_by(text.alias("attribute_value"))
            .agg(pl.len().cast(pl.Int64).alias("customers"))
            .filter(pl.col("customers") >= min_cell)
            .sort("customers", "attribute_value", descending=[True, False])
            .head(most)
        )
        share = pl.col("customers") / max(customers.height, 1)
        parts.append(counted.select(pl.lit(column).alias("column"), "attribute_value", "customers",
                                    share.alias("customers_share")))  # fmt: skip
    return pl.concat(parts)


def lift_of_members(
    customers: pl.DataFrame, measures: Sequence[str], min_cell: int
) -> pl.DataFrame:
    """Members beside the others: both means, their ratio and its 95% interval.

    The interval is that of the ratio of two independent means on the log scale (delta method:
    variance s1² / n1 m1² + s2² / n2 m2²); null below ``min_cell`` customers on either side or where
    a mean is not above zero. A lift is no proof that membership causes it.
    """
    rows = []
    for measure in measures:
        values = pl.col(measure).cast(pl.Float64)
        members, others = (
            customers.filter(pl.col("member") == side, values.is_not_null())
            .select(pl.len(), values.mean().alias("mean"), values.var().alias("variance")).row(0)
            for side in (True, False)
        )  # fmt: skip
        if members[0] and others[0]:
            ratio = _ratio(members, others, min_cell)
            rows.append((measure, members[0], others[0], members[1], others[1], *ratio))
    return pl.DataFrame(
        rows, orient="row",
        schema={"measure": pl.String, "members": pl.Int64, "non_members": pl.Int64,
                "member_mean": pl.Float64, "non_member_mean": pl.Float64, "lift": pl.Float64,
                "lift_low": pl.Float64, "lift_high": pl.Float64},
    )  # fmt: skip


def _ratio(members: tuple[int, float | None, float | None],
           others: tuple[int, float | None, float | None],
           min_cell: int) -> tuple[float | None, float | None, float | None]:  # fmt: skip
    (n1, mean1, variance1), (n0, mean0, variance0) = members, others
    if min(n1, n0) < max(min_cell, 2) or not mean1 or not mean0 or mean1 < 0 or mean0 < 0:
        return None, None, None
    lift = mean1 / mean0
    spread = math.sqrt(
        (variance1 or 0) / (n1 * mean1**2) + (variance0 or 0) / (n0 * mean0**2)
    )  # fmt: skip
    return lift, lift * math.exp(-Z95 * spread), lift * math.exp(Z95 * spread)
