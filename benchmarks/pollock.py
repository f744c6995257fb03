"""How well readers read polluted text files: a table over the Pollock files and their truth.

    python benchmarks/pollock.py FOLDER          # a folder with csv/, clean/ and parameters/

The score is built as Pollock builds it: success, and precision, recall and F1 of the header, the
records and the cells, 0 to 10 in all. Cells are compared as multisets, records as their cells
joined; numbers by value, words without case. "cells exact" is stricter: the share of cells of the
data that stand, unaltered, in their row and column.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

Rows = list[list[str]]
Reader = Callable[[Path, dict[str, Any]], Rows]
csv.field_size_limit(1 << 30)


# --- readers -----------------------------------------------------------------------------------------


def custseg(*options: str) -> Reader:
    """``custseg inspect --raw`` with no parameter of the file."""
    from custseg.cli.app import main

    def read(path: Path, _: dict[str, Any]) -> Rows:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out.csv"
            with (
                contextlib.redirect_stderr(io.StringIO()),
                contextlib.redirect_stdout(io.StringIO()),
            ):
                code = main(["inspect", str(path), "--raw", *options, "-o", str(out)])
            if code:
                raise ValueError(f"exit {code}")
            return rows_of(out)

    return read


def polars_defaults(path: Path, _: dict[str, Any]) -> Rows:
    import polars as pl

    return of_text(pl.read_csv(path).write_csv())


def polars_told(path: Path, told: dict[str, Any]) -> Rows:
    import polars as pl

    frame = pl.read_csv(
        path, separator=told["delimiter"] or ",", quote_char=told["quotechar"] or '"',
        encoding="utf8-lossy", has_header=int(told["header_lines"]) > 0, infer_schema=False,
        skip_lines=int(told["preamble_lines"]) + max(int(told["header_lines"]) - 1, 0),
        truncate_ragged_lines=True, ignore_errors=True,
    )  # fmt: skip
    return of_text(frame.write_csv())


def pandas_defaults(path: Path, _: dict[str, Any]) -> Rows:
    import pandas as pd

    return of_text(pd.read_csv(path).to_csv(index=False))


def pandas_told(path: Path, told: dict[str, Any]) -> Rows:
    import pandas as pd

    header = int(told["header_lines"])
    frame = pd.read_csv(
        path, sep=told["delimiter"] or ",", quotechar=told["quotechar"] or '"', encoding=told["encoding"],
        encoding_errors="replace", dtype=object, keep_default_na=False, on_bad_lines="skip",
        skiprows=int(told["preamble_lines"]) + max(header - 1, 0), header=0 if header else None,
    )  # fmt: skip
    return of_text(frame.to_csv(index=False))


def duckdb_defaults(path: Path, _: dict[str, Any]) -> Rows:
    import duckdb

    return of_text(duckdb.connect().read_csv(str(path)).df().to_csv(index=False))


def duckdb_auto(path: Path, _: dict[str, Any]) -> Rows:
    """As published: DuckDB decides, but forgives."""
    import duckdb

    found = duckdb.connect().read_csv(
        str(path), strict_mode=False, ignore_errors=True, null_padding=True, parallel=False
    )
    return of_text(found.df().to_csv(index=False))


def duckdb_told(path: Path, told: dict[str, Any]) -> Rows:
    """As published: with the parameters of the file."""
    import duckdb

    names = [name.strip() for name in told["column_names"]]
    found = duckdb.connect().read_csv(
        str(path), delimiter=told["delimiter"] or ",", quotechar=told["quotechar"] or '"',
        escapechar=told["escapechar"] or '"', header=False, auto_detect=False,
        skiprows=int(told["preamble_lines"]) + int(told["header_lines"]),
        columns=dict.fromkeys(names, "VARCHAR"), strict_mode=False, ignore_errors=True,
        null_padding=True, parallel=False,
    )  # fmt: skip
    return of_text(found.df().to_csv(index=False))


READERS: dict[str, Reader] = {
    "custseg raw": custseg(),
    "custseg raw, lenient": custseg("--lenient"),
    "Polars, defaults": polars_defaults,
    "Polars, told the dialect": polars_told,
    "pandas, defaults": pandas_defaults,
    "pandas, told the dialect": pandas_told,
    "DuckDB, defaults": duckdb_defaults,
    "DuckDB, forgiving": duckdb_auto,
    "DuckDB, told the dialect": duckdb_told,
}


def of_text(text: str) -> Rows:
    """The rows of a well-formed CSV."""
    return list(csv.reader(io.StringIO(text, newline="")))


def rows_of(path: Path) -> Rows:
    """The rows of a well-formed CSV file."""
    return of_text(path.read_text(encoding="utf-8-sig", newline="") if sys.version_info >= (3, 13)
                   else path.read_bytes().decode("utf-8-sig"))  # fmt: skip


# --- scores ------------------------------------------------------------------------------------------


def normal(cell: str) -> str:
    """A cell so that equal values are equal: numbers by value, words without case."""
    try:
        return repr(float(cell)) if cell.strip() and "_" not in cell else cell.lower()
    except ValueError:
        return cell.lower()


def agreement(true: Iterable[str], found: Iterable[str]) -> list[float]:
    """Precision, recall and F1 of two multisets."""
    t, f = Counter(true), Counter(found)
    if not t:
        return [1.0, 1.0, 1.0]
    both = (t & f).total()
    if not both:
        return [0.0, 0.0, 0.0]
    precision, recall = both / t.total(), both / f.total()
    return [precision, recall, 2 * precision * recall / (precision + recall)]


def simple_score(truth: Rows, found: Rows) -> float:
    """Success and nine measures of header, records and cells: 0 to 10."""
    if not truth:
        return 10.0
    t, f = ([[normal(cell) for cell in row] for row in rows] for rows in (truth, found))
    measures = agreement(t[0], f[0] if f else [])
    measures += agreement(map("".join, t[1:]), map("".join, f[1:]))
    measures += agreement(
        (cell for row in truth for cell in row), (cell for row in found for cell in row)
    )
    return 1 + sum(measures)


def exact_share(truth: Rows, found: Rows) -> float:
    """The share of the cells of the data that stand unaltered where they should."""
    t, f = ([_trimmed(row) for row in rows[1:]] for rows in (truth, found))
    size = max(sum(map(len, t)), sum(map(len, f)))
    same = sum(
        a == b for one, other in zip(t, f, strict=False) for a, b in zip(one, other, strict=False)
    )
    return same / size if size else float(len(t) == len(f))


def _trimmed(row: Sequence[str]) -> list[str]:
    kept = [cell.strip() for cell in row]
    while kept and not kept[-1]:
        kept.pop()
    return kept


def main(folder: Path, *, verbose: bool = False) -> None:
    """Print one line a reader."""
    warnings.simplefilter("ignore")
    files = sorted(path for path in (folder / "csv").iterdir())
    print(f"{len(files)} files\n\n| | simple score | cells exact | files exact | refused |")
    print("|---|--:|--:|--:|--:|")
    for label, read in READERS.items():
        scores, shares, refused = [], [], 0
        for path in files:
            told = json.loads((folder / "parameters" / f"{path.name}_parameters.json").read_text())
            truth = rows_of(folder / "clean" / path.name)
            try:
                found = read(path, told)
            except Exception as error:  # noqa: BLE001 - however a reader fails, that it did is counted
                refused += 1
                scores.append(0.0)
                shares.append(0.0)
                said = f"{type(error).__name__} {str(error)[:80]}"
            else:
                scores.append(simple_score(truth, found))
                shares.append(exact_share(truth, found))
                said = f"{len(found)} of {len(truth)} rows"
            if verbose and (scores[-1] < 9.99 or shares[-1] < 1):
                print(f"    {label}: {path.name}: {scores[-1]:.3f} {shares[-1]:.4f} {said}")
        exact = sum(share == 1 for share in shares)
        count = len(files)
        print(
            f"| {label} | {sum(scores) / count:.2f} | {sum(shares) / count:.1%} | {exact} | {refused} |"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), verbose="-v" in sys.argv[2:])
