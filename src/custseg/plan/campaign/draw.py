"""Control groups by lot, stratum by stratum.

A customer's lot depends on the seed, the campaign and the id, and on nothing else; how many of a stratum are control
depends on who else is on the list.
"""

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


def groups(
    ids: pl.Series, strata: pl.Series, campaign: str, seed: int, control_share: float
) -> pl.Series:
    """``control`` for who draws the lowest lots of the stratum, ``control_share`` of them, else ``treated``.

    Of strata 1, 2, … in the order of their names, with N customers up to and with stratum j, it has
    ⌊share·N(j) + u⌋ − ⌊share·N(j−1) + u⌋ control customers, u the lot of the campaign (Madow 1949): at most one off
    its share, the whole list too, and everybody's chance of being control is the share. A customer who is listed
    again with the same seed is in the same group again, unless the border of the stratum has moved past that lot.
    """
    start = float(draws(pl.Series([""]), f"{seed}\x1fstart\x1f{campaign}")[0])

    def so_far(heads: pl.Expr) -> pl.Expr:
        return (heads * control_share + start).floor()

    place = pl.col("place")
    drawn = pl.DataFrame({
        "at": pl.int_range(len(ids), eager=True), "id": ids, "stratum": strata.fill_null(""),
        "drawn": draws(ids, f"{seed}\x1f{campaign}"),
    }).sort("stratum", "drawn", "id").with_columns(place=pl.int_range(pl.len()))  # fmt: skip
    wanted = (so_far(place + 1) - so_far(place)).sum().over("stratum")
    is_control = place - place.min().over("stratum") < wanted
    return drawn.with_columns(
        group=pl.when(is_control).then(pl.lit("control")).otherwise(pl.lit("treated"))
    ).sort("at")["group"]
