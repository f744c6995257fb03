"""One of the two periods: who the customers were on a day, and how that is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl

from custseg.customers import customer_frame, tidy
from custseg.errors import InputError
from custseg.listed import must_be_whole
from custseg.result import InputRecord, Note, Result
from custseg.words import Unit, t

RFM_SEGMENT = "rfm_segment"
"""What rfm calls ``segment``, where ``segment`` itself is among the results as well."""
NOT_OF_ONE_PERIOD = ("compare", "inspect", "explain")
"""Commands whose customers are not those of one period."""


@dataclass(frozen=True)
class Period:
    """The customers of one period, one row each and sorted by ``customer_id``, with all their columns.

    ``settings`` are those of each command it comes from, where they are known.
    """

    name: str
    people: pl.DataFrame
    as_of: date | None = None
    commands: tuple[str, ...] = ()
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    inputs: tuple[InputRecord, ...] = ()
    personal: Mapping[str, Unit] = field(default_factory=dict)
    currencies: frozenset[str] = frozenset()
    sha256: str = ""
    """The fingerprint of the one file it comes from."""
    made_of: frozenset[str] = frozenset()
    """The fingerprints of the exports it was made of, where they are known."""
    warnings: tuple[Note, ...] = ()
    """What reading the exports was careful about."""


def period_of(
    results: Sequence[Result], name: str, *, people: pl.DataFrame | None = None,
    inputs: Sequence[InputRecord] = (), personal: Mapping[str, Unit] | None = None,
    currencies: frozenset[str] = frozenset(), sha256: str = "", made_of: frozenset[str] = frozenset(),
    as_of: date | None = None,
) -> Period:  # fmt: skip
    """What ``results`` say of every customer, or ``people`` where that has been put together already.

    Raises InputError where no result is about single customers, or ids are masked or there twice.
    """
    about = apart(results)
    if not about:
        made = ", ".join(dict.fromkeys(r.command for r in results if r.command)) or t("nothing")
        raise InputError(
            t("{name} lists no customers (it is of {commands})", name=name, commands=made),
            t("give the results of tier, rfm, segment, lifecycle, value, behavior or report, or exports"),
        )  # fmt: skip
    if people is None:
        people = tidy(customer_frame(about))
    must_be_whole(
        people["customer_id"],
        name,
        t("write both results with --show-pii, or with --pseudonymize and the same key file"),
    )
    days = [r.as_of for r in results if r.as_of is not None]
    return Period(
        name, people, as_of or max(days, default=None),
        tuple(dict.fromkeys(r.command for r in about if r.command)),
        {r.command: r.settings for r in about if r.command and r.settings},
        tuple(inputs), dict(personal or {}), currencies, sha256, made_of,
        tuple(dict.fromkeys(n for r in results for n in r.notes if n.level == "warning")),
    )  # fmt: skip


def apart(results: Sequence[Result]) -> list[Result]:
    """Those of ``results`` with customers, so that none hides another's column: rfm's segments and one's own."""
    about = [r for r in results if r.customers is not None and r.command not in NOT_OF_ONE_PERIOD]
    if not {"rfm", "segment"} <= {r.command for r in about}:
        return about
    return [_renamed(r) if r.command == "rfm" else r for r in about]


def _renamed(result: Result) -> Result:
    assert result.customers is not None
    return replace(
        result, customers=result.customers.rename({"segment": RFM_SEGMENT}, strict=False)
    )
