"""What a transaction is worth, which way the money went, and whether it was taken back."""

from __future__ import annotations

import polars as pl

from custseg.result import Note
from custseg.schema.kinds import MONEY
from custseg.schema.mapping import Columns, Roles
from custseg.schema.totals import repeated_total
from custseg.words import t

_CANCELLED = r"^[Cc]\d+$"
_BANKING = ("account_id", "direction", "balance_after", "income_amount", "expense_amount")


def transactions_of(columns: Columns, roles: Roles, typed: dict[str, pl.Expr],
                    headers: dict[str, str]) -> list[Note]:  # fmt: skip
    """Completes the typed columns of a transactions table; returns what was decided, in sentences.

    Amount: the amount column (a line total is never multiplied, the total of an order is not counted
    on each of its lines), else unit price × quantity, else
    income and expense columns: what went in or out, with the direction beside it. Amounts with a
    direction are positive; a negative one takes something back (a reversal). Returns are
    orders C1234 (where the sample proves that they are negative), a returned flag, and in shop data
    negative amounts; their amount is negative.
    """
    said: list[Note] = []
    income, expense = typed.pop("income_amount", None), typed.pop("expense_amount", None)
    returned = typed.pop("returned", None)
    line = _line(columns, roles, typed)
    if "amount" not in typed and line is not None:
        typed["amount"] = line
        headers["amount"] = roles.assigned["unit_price"].column
        said.append(Note("info", t("amount = {price} × {pieces}", price=headers["amount"],
                                   pieces=roles.assigned["quantity"].column)))  # fmt: skip
    elif "amount" not in typed and (income is not None or expense is not None):
        _in_and_out(columns, roles, typed, income, expense)
        headers["amount"] = next(
            roles.assigned[r].column
            for r in ("income_amount", "expense_amount")
            if r in roles.assigned
        )
        said.append(Note("info", t("amount and direction from the income and expense columns")))
    elif "amount" in typed and "direction" in typed:
        _beside_direction(columns, typed)
    elif "amount" in typed and _is_statement(columns, roles, typed["amount"]):
        amount = typed["amount"]
        typed["direction"] = (
            pl.when(amount > 0).then(pl.lit("in")).when(amount < 0).then(pl.lit("out"))
        )
        typed["amount"] = amount.abs()
        said.append(Note("info", t(
            "a running balance stands beside {column}: its sign says in (+) or out (-)",
            column=headers["amount"])))  # fmt: skip
    elif "amount" in typed:
        said += _once_an_order(columns, typed, headers, line)
    if "amount" in typed and "refund_amount" in typed:
        _less_refunds(typed)
        said.append(Note("info", t("amount = {amount} − {refund}", amount=headers["amount"],
                                   refund=headers["refund_amount"])))  # fmt: skip
    if "amount" in typed:
        _returns(columns, roles, typed, returned, said)
    return said


def _line(columns: Columns, roles: Roles, typed: dict[str, pl.Expr]) -> pl.Expr | None:
    """Unit price × quantity, exactly; None without these columns."""
    if not {"unit_price", "quantity"} <= typed.keys():
        return None
    pieces = roles.assigned["quantity"].column
    exact_pieces = columns.parsing(pieces, "money").of(pl.col(pieces))
    return (typed["unit_price"] * exact_pieces).cast(MONEY)


def _once_an_order(columns: Columns, typed: dict[str, pl.Expr], headers: dict[str, str],
                   line: pl.Expr | None) -> list[Note]:  # fmt: skip
    """The total of an order on each of its lines gives way to what the line is worth, or is warned of."""
    verdict = repeated_total(columns, typed, line)
    if verdict is None:
        return []
    amount = headers["amount"]
    if verdict == "suspected" or line is None:
        return [Note("warning", t(
            "column {column!r} has one amount on all lines of an order: if it is the total of the order, "
            "it is counted once for every line; keep one line an order, or name the amount of the line "
            "with --map COLUMN=amount", column=amount))]  # fmt: skip
    typed["amount"], headers["amount"] = line, headers["unit_price"]
    said = [Note("info", t("{amount} is the total of the order on each of its lines: "
                           "amount = {price} × {pieces}", amount=amount, price=headers["unit_price"],
                           pieces=headers["quantity"]))]  # fmt: skip
    if typed.pop("refund_amount", None) is not None:
        said.append(Note("warning", t(
            "{refund} is not taken off: it stands on each line of the order, and nothing says of which",
            refund=headers.pop("refund_amount"))))  # fmt: skip
    return said


def _in_and_out(columns: Columns, roles: Roles, typed: dict[str, pl.Expr],
                income: pl.Expr | None, expense: pl.Expr | None) -> None:  # fmt: skip
    """Amount and direction of what stands in an income and an expense column.

    A number against the sign of its column is a reversal and stays negative. Where a row states both,
    the larger is the amount and the other one the counter amount.
    """
    sample = columns.table.sample
    came = None if income is None else income * _normal_sign(sample.select(income).to_series())
    went = None if expense is None else expense * _normal_sign(sample.select(expense).to_series())
    one = came if went is None else went if came is None else None
    if one is not None:
        typed["amount"] = one.cast(MONEY)
        way: pl.Expr = pl.when(one != 0).then(pl.lit("in" if came is not None else "out"))
    else:
        zero = pl.lit(0, MONEY)
        said = ~(came.is_null() & went.is_null())  # type: ignore[union-attr]
        came, went = (x.fill_null(zero).cast(MONEY) for x in (came, went))  # type: ignore[union-attr]
        inward = came.abs() >= went.abs()
        typed["amount"] = pl.when(said).then(pl.when(inward).then(came).otherwise(went))
        typed["counter_amount"] = pl.when(said).then(pl.when(inward).then(went).otherwise(came))
        way = pl.when(~inward).then(pl.lit("out")).when(inward & (came != 0)).then(pl.lit("in"))
    typed.setdefault("direction", way)


def _beside_direction(columns: Columns, typed: dict[str, pl.Expr]) -> None:
    """What goes out may be written with a minus: only a number against its own kind is a reversal."""
    amount, direction = typed["amount"], typed["direction"]
    moved = columns.table.sample.select(amount.alias("amount"), direction.alias("direction"))
    turned = [
        way for way in ("in", "out")
        if _normal_sign(moved.filter(pl.col("direction") == way)["amount"]) < 0
    ]  # fmt: skip
    if turned:
        typed["amount"] = pl.when(direction.is_in(turned)).then(-amount).otherwise(amount)


def _normal_sign(amounts: pl.Series) -> int:
    """-1 where most numbers have a minus, else 1."""
    return -1 if (amounts < 0).sum() > (amounts > 0).sum() else 1


def _is_statement(columns: Columns, roles: Roles, amount: pl.Expr) -> bool:
    """Whether amounts are the signed ones of a bank statement: a running balance, and no order."""
    if "balance_after" not in roles.assigned or roles.any("order_id", "quantity", "unit_price"):
        return False
    return bool(columns.table.sample.select((amount < 0).any()).item())


def _less_refunds(typed: dict[str, pl.Expr]) -> None:
    """What was paid back is taken off what the row sold; a return is negative already."""
    amount, refund = typed["amount"], typed["refund_amount"].abs()
    typed["amount"] = (
        pl.when((amount > 0) & refund.is_not_null()).then(amount - refund).otherwise(amount)
    )


def _returns(columns: Columns, roles: Roles, typed: dict[str, pl.Expr], returned: pl.Expr | None,
             said: list[Note]) -> None:  # fmt: skip
    signs: list[pl.Expr] = []
    stated = typed.get("is_return", returned)
    if stated is not None:
        stated = stated.fill_null(False)
        if "refund_amount" in typed:
            # The row is the sale, less what was paid back: it is not taken off once more.
            stated &= ~(typed["refund_amount"] != 0).fill_null(False)
        signs.append(stated)
    if "order_id" in typed and _cancels_by_order(columns, roles, typed):
        signs.append(typed["order_id"].str.contains(_CANCELLED).fill_null(False))
        said.append(Note("info", t("orders starting with C are returns")))
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
