"""Control groups by lot: each customer's lot depends on the seed, the campaign and the id, and on nothing else."""

from __future__ import annotations

from hashlib import blake2b

import polars as pl


def draws(ids: pl.Series, salt: str) -> pl.Series:
    """A number from 0 to 1 for every id: BLAKE2b of the salt and the id, its first 64 bits over 2⁶⁴.

    The same on every machine, for any order of rows and whoever else is there; another salt draws anew.
    """
    seeded = blake2b(salt.encode(), digest_size=8)
    drawn = []
    for one in ids.to_list():
        lot = seeded.copy()
        lot.update(b"\x1f" + one.encode())
        drawn.append(int.from_bytes(lot.digest(), "big") / 2**64)
    return pl.Series("drawn", drawn, dtype=pl.Float64)


def groups(ids: pl.Series, campaign: str, seed: int, control_share: float) -> pl.Series:
    """``control`` for who draws less than ``control_share``, else ``treated``.

    Every stratum so has the same share of control customers but for chance, and a customer who is listed again
    with the same seed is in the same group again.
    """
    is_control = draws(ids, f"{seed}\x1f{campaign}") < control_share
    return pl.select(
        pl.when(is_control).then(pl.lit("control")).otherwise(pl.lit("treated")).alias("group")
    ).to_series()
