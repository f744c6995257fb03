"""What a transaction is worth, which way the money went, and whether it was taken back."""

from __future__ import annotations

import polars as pl

from custseg.schema.kinds import MONEY
from custseg.schema.mapping import Columns, Roles
from custseg.words import t

_CANCELLED = r"^[Cc]\d+$"
_BANKING = ("account_id", "direction", "balance_after", "income_amount", "expense_amount")


def transactions_of(columns: Columns, roles: Roles, typed: dict[str, pl.Expr],
                    headers: dict[str, str]) -> list[str]:  # fmt: skip
    """Completes the typed columns of a transactions table; returns what was decided, in sentences.

    Amount: the amount column (a line total is never multiplied), else unit price × quantity, else
    income and expense columns: what went in or out, with the direction beside it. Returns are
    orders C1234 (where the sample proves that they are negative), a returned flag, and in shop data
    negative amounts; their amount is negative.
    """
    said: list[str] = []
    income, expense = typed.pop("income_amount", None), typed.pop("expense_amount", None)
    returned = typed.pop("returned", None)
    if "amount" not in typed and {"unit_price", "quantity"} <= typed.keys():
        price, pieces = roles.assigned["unit_price"], roles.assigned["quantity"]
        exact_pieces = columns.parsing(pieces.column, "money").of(pl.col(pieces.column))
        typed["amount"] = (typed["unit_price"] * exact_pieces).cast(MONEY)
        headers["amount"] = price.column
        said.append(t("amount = {price} × {pieces}", price=price.column, pieces=pieces.column))
    elif "amount" not in typed and (income is not None or expense is not None):
        net = _net(columns, roles, income, expense)
        typed["amount"] = net.abs()
        headers["amount"] = next(
            roles.assigned[r].column
            for r in ("income_amount", "expense_amount")
            if r in roles.assigned
        )
        if "direction" not in typed:
            typed["direction"] = (
                pl.when(net > 0).then(pl.lit("in")).when(net < 0).then(pl.lit("out"))
            )
        said.append(t("amount and direction from the income and expense columns"))
    if "amount" in typed:
        _returns(columns, roles, typed, returned, said)
    return said


def _net(
    columns: Columns, roles: Roles, income: pl.Expr | None, expense: pl.Expr | None
) -> pl.Expr:
    """What came in less what went out; null where the row states neither."""
    zero = pl.lit(0, MONEY)
    if expense is not None and _is_negative(columns, roles.assigned["expense_amount"].column):
        expense = expense.abs()
    if income is None or expense is None:
        return income if income is not None else -expense  # type: ignore[operator]
    nothing = income.is_null() & expense.is_null()
    return pl.when(~nothing).then(income.fill_null(zero) - expense.fill_null(zero))


def _is_negative(columns: Columns, column: str) -> bool:
    """Whether the column writes what goes out with a minus."""
    parsing = columns.parsing(column, "money")
    amounts = columns.table.sample.select(parsing.of(pl.col(column)).alias("x"))["x"].drop_nulls()
    return not amounts.is_empty() and bool((amounts <= 0).all()) and bool((amounts < 0).any())


def _returns(columns: Columns, roles: Roles, typed: dict[str, pl.Expr], returned: pl.Expr | None,
             said: list[str]) -> None:  # fmt: skip
    signs: list[pl.Expr] = []
    stated = typed.get("is_return", returned)
    if stated is not None:
        signs.append(stated.fill_null(False))
    if "order_id" in typed and _cancels_by_order(columns, roles, typed):
        signs.append(typed["order_id"].str.contains(_CANCELLED).fill_null(False))
        said.append(t("orders starting with C are returns"))
    shop = roles.any("order_id", "quantity", "unit_price") and not roles.any(*_BANKING)
    if shop:
        signs.append((typed["amount"] < 0).fill_null(False))
    if not signs:
        return
    typed["is_return"] = pl.any_horizontal(signs)
    marked = signs[:-1] if shop else signs
    if marked:
        typed["amount"] = (
            pl.when(pl.any_horizontal(marked))
            .then(-typed["amount"].abs())
            .otherwise(typed["amount"])
        )


def _cancels_by_order(columns: Columns, roles: Roles, typed: dict[str, pl.Expr]) -> bool:
    """Whether every order C1234 of the sample has a negative amount or quantity (and there is one)."""
    signed = typed["quantity"] if "quantity" in typed else typed["amount"]
    cancelled = columns.table.sample.select(
        typed["order_id"].alias("order"), signed.alias("signed")
    ).filter(pl.col("order").str.contains(_CANCELLED))  # fmt: skip
    return not cancelled.is_empty() and bool((cancelled["signed"] < 0).all())
