"""What a transaction is worth, which way the money went, and whether it was taken back."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from custseg.read.table import ASIDE, ROW
from custseg.result import Note
from custseg.schema.columns.mapping import Columns, Roles
from custseg.schema.kinds import MONEY, TOO_LARGE
from custseg.schema.totals import repeated_total
from custseg.schema.values.placeholders import is_said
from custseg.words import t

FAULT = "_fault"
"""Why the amount of a row is none, or null."""
_SUMMED_UP = 0.1
"""So large a share of rows with an income and an expense is no mistake."""
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
        said += _in_and_out(columns, roles, typed, income, expense)
        headers["amount"] = next(
            roles.assigned[r].column
            for r in ("income_amount", "expense_amount")
            if r in roles.assigned
        )
        said.append(Note("info", t("amount and direction from the income and expense columns")))
    elif "amount" in typed and "direction" in typed:
        said += _beside_direction(columns, roles, typed)
    elif "amount" in typed and _says_direction(roles):
        _by_sign(typed)
        said.append(Note("info", t("amounts of {column} say themselves whether they are in or out",
                                   column=headers["amount"])))  # fmt: skip
    elif "amount" in typed and _is_statement(columns, roles, typed["amount"]):
        _by_sign(typed)
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
    """Unit price × quantity, exactly; None without these columns, null where it is too large for an amount."""
    if not {"unit_price", "quantity"} <= typed.keys():
        return None
    pieces = roles.assigned["quantity"].column
    exact_pieces = columns.parsing(pieces, "money").of(pl.col(pieces))
    about = typed["unit_price"].cast(pl.Float64) * exact_pieces.cast(pl.Float64)
    return (pl.when(about.abs() <= float(TOO_LARGE)).then(typed["unit_price"]) * exact_pieces).cast(
        MONEY
    )


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
                income: pl.Expr | None, expense: pl.Expr | None) -> list[Note]:  # fmt: skip
    """Amount and direction of what stands in an income and an expense column.

    A number against the sign of its column is a reversal and stays negative. A row that states both is
    a fault, unless many do: then the rows are sums of several payments, the larger is the amount and
    the other one the counter amount. A cell that cannot be read is no empty one.
    """
    sample = columns.table.sample.filter(pl.col(ASIDE).is_null())
    came = None if income is None else income * _normal_sign(sample.select(income).to_series())
    went = None if expense is None else expense * _normal_sign(sample.select(expense).to_series())
    read = {"income_amount": came, "expense_amount": went}
    fault = pl.when(_unread(roles, read)).then(pl.lit("bad_amount"))
    notes: list[Note] = []
    one = came if went is None else went if came is None else None
    if one is not None:
        typed["amount"] = one.cast(MONEY)
        way: pl.Expr = pl.when(one != 0).then(pl.lit("in" if came is not None else "out"))
        typed[FAULT] = fault
    else:
        zero = pl.lit(0, MONEY)
        said = ~(came.is_null() & went.is_null())  # type: ignore[union-attr]
        came, went = (x.fill_null(zero).cast(MONEY) for x in (came, went))  # type: ignore[union-attr]
        inward = came.abs() >= went.abs()
        both = (came != 0) & (went != 0)
        if (sample.select(both.mean()).item() or 0) >= _SUMMED_UP:
            notes.append(
                Note(
                    "warning",
                    t(
                        "rows state both an income and an expense: they are taken as sums of several payments"
                    ),
                )
            )
            typed[FAULT] = fault
        else:
            typed[FAULT] = fault.when(both).then(pl.lit("both_ways"))
        typed["amount"] = pl.when(said).then(pl.when(inward).then(came).otherwise(went))
        typed["counter_amount"] = pl.when(said).then(pl.when(inward).then(went).otherwise(came))
        way = pl.when(~inward).then(pl.lit("out")).when(inward & (came != 0)).then(pl.lit("in"))
    typed.setdefault("direction", way)
    return notes


def _unread(roles: Roles, read: Mapping[str, pl.Expr | None]) -> pl.Expr:
    """Whether one of the columns an amount is made of says what cannot be read."""
    unread = [
        is_said(pl.when(amount.is_null()).then(pl.col(roles.assigned[role].column)))
        for role, amount in read.items() if amount is not None
    ]  # fmt: skip
    return pl.any_horizontal(unread).fill_null(False)


def _beside_direction(columns: Columns, roles: Roles, typed: dict[str, pl.Expr]) -> list[Note]:
    """What goes out may be written with a minus: only a number against its own kind is a reversal,
    and said to be one.
    """
    amount, direction = typed["amount"], typed["direction"]
    sample = columns.table.sample.filter(pl.col(ASIDE).is_null())
    moved = sample.select(amount.alias("amount"), direction.alias("direction"))
    turned = [
        way for way in ("in", "out")
        if _normal_sign(moved.filter(pl.col("direction") == way)["amount"]) < 0
    ]  # fmt: skip
    if turned:
        typed["amount"] = pl.when(direction.is_in(turned)).then(-amount).otherwise(amount)
    header = roles.assigned["amount"].column
    against = sample.filter((typed["amount"] < 0) & direction.is_not_null()).select(ROW, header)
    if against.is_empty():
        return []
    shown = t("; ").join(
        t("row {row} ({seen})", row=row, seen=f"{header} = {cell}")
        for row, cell in against.head(5).iter_rows()
    )
    return [Note("warning", t(
        "{count} amounts have the sign against their direction and count as taken back: {examples}",
        count=f"{against.height:,}", examples=shown))]  # fmt: skip


def _says_direction(roles: Roles) -> bool:
    """Whether the amounts say 借 or 贷 beside their numbers."""
    return "amount" in roles.assigned and roles.assigned["amount"].parsing.marked


def _by_sign(typed: dict[str, pl.Expr]) -> None:
    """Direction and size of signed amounts."""
    amount = typed["amount"]
    typed["direction"] = pl.when(amount > 0).then(pl.lit("in")).when(amount < 0).then(pl.lit("out"))
    typed["amount"] = amount.abs()


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
