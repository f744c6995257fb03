"""Who has which product, and since when: from lists of holdings, or from what was bought.

A state is what everybody has on one day. Lists of several days have a state each; from opening or
purchase dates the state of any day follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import polars as pl

from custseg.facts.rows import FactSettings, counts_as_purchase
from custseg.schema.columns.held import names_product
from custseg.schema.dataset import Dataset
from custseg.schema.values.marks import FLAG

Source = Literal["holdings", "customers", "purchases"]
Level = Literal["product", "family"]

CLOSED = ("结清", "已赎回", "赎回", "销户", "注销", "终止", "解约", "退保", "失效", "已到期", "closed", "expired",
          "redeemed", "terminated", "cancelled", "canceled", "paid off", "matured", "lapsed")  # fmt: skip
"""A status with one of these words says that a product is held no longer."""

MOST_STATES = 12
"""Of a longer series of lists the latest count."""

_YES = [word for word, key in FLAG.items() if key == "yes"]
_NO = [word for word, key in FLAG.items() if key == "no"]
_ZERO = r"^[-+¥￥$]?0[0,]*(?:\.0*)?[万亿元]?$"
_POSITIVE = r"^\+?[¥￥$]?[\d,]*\.?\d+[万亿元]{0,2}$"
_NEGATIVE = r"^(?:-[¥￥$]?[\d,]*\.?\d+[万亿元]{0,2}|\(.*\))$"


def holdings_rows(dataset: Dataset, level: Level = "product") -> pl.LazyFrame | None:
    """``customer_id``, ``product``, ``since``, ``until``, ``snapshot_on``, ``risk_rating`` of everything
    that lists of holdings say is held, as a plan; None without such a list.

    A column of products becomes a row for each that says yes or an amount above 0. Rows whose status
    says that they are closed are left out. ``level`` family takes the product's family where there is one.
    """
    parts = []
    for part in dataset.parts("holdings"):
        names = part.collect_schema().names()
        wide = [name for name in names if name in dataset.own_columns("holdings")]
        if "customer_id" not in names:
            continue
        if wide:
            parts.append(_unpivoted(part, names, wide))
        elif "product" in names:
            parts.append(_listed(part, names, level))
    return pl.concat(parts, how="diagonal") if parts else None


def _listed(part: pl.LazyFrame, names: Sequence[str], level: Level) -> pl.LazyFrame:
    if "status" in names:
        closed = pl.col("status").str.contains_any(list(CLOSED), ascii_case_insensitive=True)
        part = part.filter(~closed.fill_null(False))
    product = (
        pl.coalesce("family", "product")
        if level == "family" and "family" in names
        else pl.col("product")
    )
    return part.filter(pl.col("customer_id").is_not_null() & product.is_not_null()).select(
        "customer_id", product.alias("product"), _or_null("opened_on", names, pl.Date()).alias("since"),
        _or_null("matures_on", names, pl.Date()).alias("until"),
        _or_null("snapshot_on", names, pl.Date()).alias("snapshot_on"),
        _or_null("risk_rating", names, pl.String()).alias("risk_rating"),
    )  # fmt: skip


def _or_null(column: str, names: Sequence[str], kind: pl.DataType) -> pl.Expr:
    return pl.col(column) if column in names else pl.lit(None, kind)


def _unpivoted(part: pl.LazyFrame, names: Sequence[str], wide: Sequence[str]) -> pl.LazyFrame:
    unknown = {"since": pl.Date(), "until": pl.Date(), "risk_rating": pl.String()}
    return (
        part.filter(pl.col("customer_id").is_not_null())
        .select("customer_id", _or_null("snapshot_on", names, pl.Date()).alias("snapshot_on"),
                *(is_held(pl.col(name)).alias(name) for name in wide))
        .unpivot(on=list(wide), index=["customer_id", "snapshot_on"],
                 variable_name="product", value_name="_held")
        .filter("_held")
        .select("customer_id", "product", "snapshot_on",
                *(pl.lit(None, kind).alias(name) for name, kind in unknown.items()))
    )  # fmt: skip


def is_held(cell: pl.Expr) -> pl.Expr:
    """Whether a cell of a product's column says that it is held: yes, or an amount above 0.

    Blank, no, 0 and a negative amount say no; null where the cell says neither.
    """
    return cell.map_batches(_held_cells, return_dtype=pl.Boolean(), is_elementwise=True)


def _held_cells(cells: pl.Series) -> pl.Series:
    """``is_held`` of many cells; each distinct one is looked at once, as most say 0 or 1."""
    text = pl.col("cell").str.strip_chars().str.to_lowercase()
    no = (text == "") | text.is_in(_NO) | text.str.contains(_ZERO)
    distinct = pl.DataFrame({"cell": cells.unique().drop_nulls()}).with_columns(
        pl.when(no).then(False)
        .when(text.is_in(_YES) | text.str.contains(_POSITIVE)).then(True)
        .when(text.str.contains(_NEGATIVE)).then(False)
        .alias("held")
    )  # fmt: skip
    found = (
        cells.alias("cell").to_frame().join(distinct, on="cell", how="left", maintain_order="left")
    )
    return found.select(
        pl.when(pl.col("cell").is_null()).then(False).otherwise("held").alias(cells.name)
    ).to_series()


def cells_of_products(dataset: Dataset) -> pl.LazyFrame | None:
    """For every column of a product: ``unreadable`` cells, neither yes, no nor an amount, and ``amounts``
    above 0, as a plan; None without such columns.
    """
    plans = []
    for part in dataset.parts("holdings"):
        names = part.collect_schema().names()
        wide = [name for name in names if name in dataset.own_columns("holdings")]
        if wide:
            counted = part.select(
                pl.struct(
                    pl.lit(name).alias("product"),
                    is_held(pl.col(name)).is_null().sum().cast(pl.Int64).alias("unreadable"),
                    (is_held(pl.col(name)) & ~_says_yes(pl.col(name))).sum().cast(pl.Int64).alias("amounts"),
                ).alias(str(at))
                for at, name in enumerate(wide)
            )  # fmt: skip
            plans.append(
                counted.select(pl.concat_list(pl.all()).alias("_")).explode("_").unnest("_")
            )
    return pl.concat(plans) if plans else None


def _says_yes(cell: pl.Expr) -> pl.Expr:
    return cell.str.strip_chars().str.to_lowercase().is_in(_YES).fill_null(False)


def flags_of_customers(dataset: Dataset) -> pl.LazyFrame | None:
    """For every own column of the customer list that is called after a product: how many cells say
    anything (``said``) and how many of them yes or no (``flags``), as a plan; None without one.
    """
    named = [c for c in dataset.own_columns("customers") if names_product(c)]
    if not named:
        return None
    customers = dataset.frame("customers")
    return pl.concat([
        customers.select(
            pl.lit(name).alias("product"),
            (pl.col(name).str.strip_chars() != "").sum().cast(pl.Int64).alias("said"),
            pl.col(name).str.strip_chars().str.to_lowercase().is_in([*_YES, *_NO]).sum().cast(pl.Int64).alias("flags"),
        )
        for name in named
    ])  # fmt: skip


def listed_flags(dataset: Dataset, columns: Sequence[str]) -> pl.LazyFrame:
    """As ``holdings_rows`` from columns of the customer list that say yes or no of a product each."""
    return _unpivoted(dataset.frame("customers"), ["customer_id"], columns)


def bought_rows(
    dataset: Dataset, level: Level = "product", settings: FactSettings = FactSettings()
) -> pl.LazyFrame | None:
    """As ``holdings_rows`` from transactions: what was bought is had from its date on; None where no
    transaction names a product or a category.
    """
    has = dataset.columns("transactions")
    wanted = ("category", "product") if level == "family" else ("product", "category")
    column = next((name for name in wanted if name in has), None)
    if column is None or "customer_id" not in has:
        return None
    rows = dataset.frame("transactions").filter(
        pl.col("customer_id").is_not_null() & pl.col(column).is_not_null()
        & counts_as_purchase(dataset, settings)
    )  # fmt: skip
    day = pl.col("date") if "date" in has else pl.lit(None, pl.Date())
    nothing = {"until": pl.Date(), "snapshot_on": pl.Date(), "risk_rating": pl.String()}
    return (
        rows.select("customer_id", pl.col(column).alias("product"), day.alias("since"))
        .group_by("customer_id", "product").agg(pl.col("since").min())
        .with_columns(pl.lit(None, kind).alias(name) for name, kind in nothing.items())
    )  # fmt: skip


def product_counts(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Per product: ``customers`` who have or had it, and the strictest ``risk_rating`` stated, as a plan."""
    return rows.group_by("product").agg(
        pl.col("customer_id").n_unique().cast(pl.Int64).alias("customers"),
        pl.col("risk_rating").str.extract(r"(?i)R([1-5])").cast(pl.Int64).max().alias("risk"),
    )


def days_of(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Every day of a list (``snapshot_on``), with its rows and its first and last ``since``, as a plan."""
    return rows.group_by("snapshot_on").agg(
        pl.len().cast(pl.Int64).alias("rows"), pl.col("since").min().alias("first_on"),
        pl.col("since").max().alias("last_on"), pl.col("since").count().cast(pl.Int64).alias("dated"),
    )  # fmt: skip


def states(
    rows: pl.LazyFrame, products: pl.DataFrame, days: Sequence[date | None], *, by_list: bool
) -> pl.LazyFrame:
    """``customer_id``, ``code`` of the product and ``held_in``, whose bit k says that the customer has the
    product on day k of ``days``, as a plan.

    ``products`` gives ``product`` and ``code``; others are left out. ``by_list``: a day is that of a list;
    else a product is had from ``since`` (always, if unknown) to ``until``. A day None is the only one.
    """
    bits = [_held_on(day, by_list).cast(pl.UInt64) * (1 << k) for k, day in enumerate(days)]
    return (
        _coded(rows, products)
        .select("customer_id", "code", pl.sum_horizontal(bits).alias("held_in"))
        .filter(pl.col("held_in") > 0)
        .group_by("customer_id", "code")
        .agg(pl.col("held_in").bitwise_or())
    )


def masks(
    rows: pl.LazyFrame, products: pl.DataFrame, days: Sequence[date | None], *, by_list: bool
) -> pl.LazyFrame:
    """As ``states`` for at most 62 products: ``customer_id`` and for day k ``held_k``, whose bit j says that
    the customer has the product with code j, as a plan.
    """
    bit = pl.lit(2, pl.UInt64).pow(pl.col("code").cast(pl.UInt32)).cast(pl.UInt64)
    return (
        _coded(rows, products)
        .select(
            "customer_id",
            *(pl.when(_held_on(day, by_list)).then(bit).otherwise(pl.lit(0, pl.UInt64)).alias(f"held_{k}")
              for k, day in enumerate(days)),
        )
        .group_by("customer_id")
        .agg(pl.col(f"held_{k}").bitwise_or() for k in range(len(days)))
    )  # fmt: skip


def _coded(rows: pl.LazyFrame, products: pl.DataFrame) -> pl.LazyFrame:
    return rows.join(products.lazy().select("product", "code"), on="product", how="inner")


def _held_on(day: date | None, by_list: bool) -> pl.Expr:
    if day is None:
        return pl.lit(True)
    if by_list:
        return (pl.col("snapshot_on") == day).fill_null(False)
    begun = (pl.col("since") <= day).fill_null(True)
    return begun & (pl.col("until") >= day).fill_null(True)
