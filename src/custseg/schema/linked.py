"""Tables whose rows name accounts, linked to the customers these belong to; and all tables finished."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from custseg.schema.accounts import dated, link, needs_owner, owners
from custseg.schema.bind import Draft
from custseg.schema.canonical import CanonicalTable
from custseg.schema.fates import finish


def linked(drafts: list[Draft]) -> tuple[list[CanonicalTable], list[Draft]]:
    """Finished tables in their order, and drafts whose accounts belong to nobody that is known."""
    done = {id(made): finish(made) for made in drafts if not needs_owner(made)}
    owner_of = owners(done.values())
    orphans = []
    for made in drafts:
        if not needs_owner(made):
            continue
        if owner_of is None:
            orphans.append(made)
        else:
            done[id(made)] = finish(link(made, owner_of))
    used = [made for made in drafts if id(made) in done]
    tables = dated(done[id(made)] for made in used)
    return _held(zip(used, tables, strict=True)), orphans


def _held(finished: Iterable[tuple[Draft, CanonicalTable]]) -> list[CanonicalTable]:
    """The tables; those whose text is in memory are typed here once, and not again by every plan."""
    pairs = list(finished)
    small = [canonical for made, canonical in pairs if made.table.is_held]
    frames = pl.collect_all([canonical.frame for canonical in small], engine="streaming")
    typed = {id(x): frame.lazy() for x, frame in zip(small, frames, strict=True)}
    return [replace(x, frame=typed.get(id(x), x.frame)) for _, x in pairs]
