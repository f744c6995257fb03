"""Parquet files, as text like any other: typed columns are written out the ISO way."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import polars as pl

from custseg.errors import InputError
from custseg.read.layout.assemble import SAMPLE_ROWS, Needs, finish
from custseg.read.scratch import sha256_of
from custseg.read.table import ROW, Source, Table
from custseg.words import t

_CLEAN = Needs(padded=True, marked=False, totals=False, headers=False, blanks=False)


def read_parquet(local: Path, source: Source) -> Table:
    """The table of a Parquet file, scanned lazily; nested columns cannot be read.

    Every page is decoded once before, as a damaged one would else end the run in the midst of it.
    """
    try:
        with _silence():
            scan = pl.scan_parquet(local, glob=False)
            schema = scan.collect_schema()
            rows = scan.select(pl.len()).collect().item()
            scan.select(pl.all().null_count()).collect(engine="streaming")
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise InputError(
            t("{name} cannot be read as Parquet: {error}", name=source.name,
              error=(str(error).splitlines() or [""])[0]),
            t("write the file again"),
        ) from error  # fmt: skip
    nested = [name for name, kind in schema.items() if kind.is_nested() or kind == pl.Binary]
    if nested:
        raise InputError(
            t("{name} has columns that are no single values: {columns}", name=source.name,
              columns=", ".join(nested)),
            t("leave them out, or write them as text"),
        )  # fmt: skip
    names = tuple(schema)
    texts = [_as_text(name, kind) for name, kind in schema.items()]
    frame = finish(scan.select(texts).with_row_index(ROW, offset=1), names, None, _CLEAN)
    where = replace(source, format="parquet", sha256=source.sha256 or sha256_of(local))
    head = frame.head(SAMPLE_ROWS).collect()
    sample = (
        head
        if rows <= SAMPLE_ROWS
        else pl.concat([head, frame.tail(min(SAMPLE_ROWS, rows - SAMPLE_ROWS)).collect()])
    )
    return Table(where, frame, names, sample, (), rows)


@contextmanager
def _silence() -> Iterator[None]:
    """Without what threads of Polars write to standard error when a page is too spoilt for them."""
    sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:  # nobody listens anyway
        yield
        return
    with Path(os.devnull).open("wb") as sink:
        os.dup2(sink.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    if kind == pl.Boolean:
        return (
            pl.when(pl.col(name))
            .then(pl.lit("true"))
            .when(~pl.col(name))
            .then(pl.lit("false"))
            .alias(name)
        )
    if isinstance(kind, pl.Datetime):
        return pl.col(name).dt.strftime("%Y-%m-%d %H:%M:%S").alias(name)
    return pl.col(name).cast(pl.String)
