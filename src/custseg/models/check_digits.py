"""Check digits of card numbers and of companies' unified credit codes."""

from __future__ import annotations

import polars as pl

_CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def is_luhn(numbers: pl.Expr) -> pl.Expr:
    """Whether a number of digits has the check digit of ISO/IEC 7812 (银行卡号); null for other text.

    From the right every second digit is doubled, the digits of the result added up; the whole sum
    must be a multiple of ten.
    """
    from_right = numbers.str.reverse()
    digit = [from_right.str.slice(place, 1).cast(pl.Int64, strict=False) for place in range(19)]
    doubled = dict(enumerate(_DOUBLED))
    total = pl.sum_horizontal(
        value if place % 2 == 0
        else value.replace_strict(doubled, default=None, return_dtype=pl.Int64)
        for place, value in enumerate(digit)
    )  # fmt: skip
    return pl.when(numbers.str.contains(r"^\d{12,19}$")).then(total % 10 == 0)


def is_credit_code(codes: pl.Expr) -> pl.Expr:
    """Whether a unified social credit code (统一社会信用代码, GB 32100) has its check character.

    31 characters without I, O, S, V, Z; weights 3^i mod 31; null for text of another length.
    """
    values = {character: value for value, character in enumerate(_CREDIT_CHARACTERS)}
    value = [
        codes.str.slice(place, 1).replace_strict(values, default=None, return_dtype=pl.Int64)
        for place in range(18)
    ]
    total = pl.sum_horizontal(
        (value[place] * weight for place, weight in enumerate(_CREDIT_WEIGHTS)), ignore_nulls=False
    )
    right = (31 - total % 31) % 31 == value[17]
    return pl.when(codes.str.len_chars() == 18).then(right.fill_null(False))
