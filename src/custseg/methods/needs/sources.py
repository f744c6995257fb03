"""Where it is said who has which product, and which products are counted."""

from __future__ import annotations

import polars as pl

from custseg.errors import InputError
from custseg.facts import FactSettings
from custseg.facts.ownership import Had, bought_products, flagged_products, listed_holdings
from custseg.facts.product_cells import flags_of_customers
from custseg.methods.needs.groups import needs_of
from custseg.methods.needs.settings import NeedsSettings
from custseg.schema.dataset import Dataset
from custseg.words import t


def products_had(dataset: Dataset, settings: NeedsSettings, facts: FactSettings) -> Had | None:
    """What customers have: from lists of holdings, else from columns of the customer list that are called
    after products and say yes or no, else from what was bought; None where nothing says it.
    """
    if settings.source != "purchases":
        held = listed_holdings(dataset, settings.level)
        if held is not None:
            return held
        flags = _flags(dataset)
        if flags:
            return flagged_products(dataset, flags)
    if settings.source != "holdings":
        return bought_products(dataset, settings.level, facts)
    return None


def _flags(dataset: Dataset) -> list[str]:
    """The columns of the customer list that are called after products and say yes or no only."""
    plan = flags_of_customers(dataset)
    if plan is None or not dataset.has("customers", "customer_id"):
        return []
    [counted] = dataset.collect(plan)
    return counted.filter((pl.col("flags") > 0) & (pl.col("flags") == pl.col("said")))[
        "product"
    ].to_list()


def no_products(dataset: Dataset) -> InputError:
    """The error of a dataset that does not say who has which product."""
    return InputError(
        t("needs works on products that customers hold or bought; found {found}",
          found=dataset.described or t("no table that could be used")),
        t("give a list of holdings (customer, product) or one with a yes/no column for each product (then --as holdings), "
          "or name the product of transactions with --map COLUMN=product"),
    )  # fmt: skip


def nobody_holds(dataset: Dataset) -> InputError:
    """The error of lists in which nothing is held."""
    return InputError(
        t("needs: nobody holds any product in {found}", found=dataset.described),
        t("custseg inspect shows how the files are read; status and amounts say what is held"),
    )


def counted_products(
    found: pl.DataFrame, settings: NeedsSettings, *, bought: bool = False
) -> pl.DataFrame:
    """The products that are counted, with ``code`` and the ``need`` they answer: those with the most
    holders, equal ones by name.

    ``found`` is ``facts.ownership.product_counts``; ``bought``: of goods that were bought.
    """
    ranked = found.sort(["customers", "product"], descending=[True, False])
    counted = ranked.head(settings.max_products)
    answers = needs_of(counted["product"].to_list(), settings.products, bought=bought)
    return counted.with_row_index("code").with_columns(
        pl.col("code").cast(pl.Int64), pl.Series("need", answers, dtype=pl.String)
    )
