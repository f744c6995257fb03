"""The regular records of a text file as Polars streams them.

What ``survey`` proves regular, Polars counts and cuts alike, since for such bytes its rules leave
no choice:

- A line feed outside quotes ends a record, and nothing else does. A return before it belongs to the
  line end, and one at the end of a cell is dropped; the proof lets returns stand only before line
  feeds, before every one of them or none, and within quotes, where both keep them.
- Empty lines are records of one empty cell, at the beginning, within and at the end of the file;
  in a table of one column they are rows, in any other they are irregular.
- A quote opens and closes quotes wherever it stands, so one within a cell would join records; the
  proof lets them stand only around whole cells, doubled within. Without any, none is looked for.
- What follows the last line end is a record unless it is empty.
- Skipped lines end with line feeds whatever their quotes are; where the body begins is counted so.
- A byte order mark is dropped where reading begins, so a body that has one is ``strange``, as one
  with zero bytes is. Blanks, tabs and other control characters are text.
- The first record must have as many cells as there are names, each name being another's, and so
  must all that Polars looks at; it looks behind the rows it is asked for, where footers may stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from custseg.read.table import ROW


def regular_records(path: Path, separator: str, names: Sequence[str], *, skipped_lines: int,
                    first_row: int, quoted: bool, rows: int | None = None) -> pl.LazyFrame:  # fmt: skip
    """The regular records after ``skipped_lines``, numbered from ``first_row`` on in column ROW.

    ``names`` are as many as the cells of a record, no two alike. ``rows`` is how many records come
    before the irregular end of the file, None where it is regular to its end.
    """
    if rows == 0:
        return pl.LazyFrame(schema={ROW: pl.UInt32(), **dict.fromkeys(names, pl.String())})
    return pl.scan_csv(
        path, has_header=False, separator=separator, skip_lines=skipped_lines,
        schema=dict.fromkeys(names, pl.String()), row_index_name=ROW, row_index_offset=first_row,
        quote_char='"' if quoted else None, glob=False,
        n_rows=rows, truncate_ragged_lines=rows is not None,
    )  # fmt: skip
