"""The corpus of awkward files, read by custseg and by what people read files with otherwise.

``python benchmarks/awkward.py`` prints how many of the files each reads right, refuses, or gets wrong
without a word. Peers are judged leniently: numbers by value, dates by day, texts without padding, amounts
and dates left as text count as right, and columns are looked for under the names custseg gives them. What a
peer cannot find under its name is counted as noticed, as the next line of a script would fail on it.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from importlib import import_module
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1] / "tests"
SECONDS = 10
OUTCOMES = ("right", "right, with a warning", "refused or noticed", "read what must be refused", "silently wrong", "crashed or too slow")  # fmt: skip
_PLACEHOLDERS = {"", "-", "--", "/", "—", "nan", "none", "null", "nat", "n/a"}
Rows = list[dict[str, Any]]
Headers = dict[str, dict[str, str]]
"""The column name of every role of every case, as custseg finds it."""
sys.path.insert(0, str(TESTS))


def cases() -> list[Any]:
    """The cases of a single file, in the order of their groups (every nth: AWKWARD_EVERY=n)."""
    found = []
    for path in sorted((TESTS / "corpus").glob("*.py")):
        if not path.stem.startswith("test_"):
            found += getattr(import_module(f"corpus.{path.stem}"), "CASES", [])
    once = {case.name: case for case in found}
    alone = [case for case in once.values() if not case.also and not case.beside]
    return alone[:: int(os.environ.get("AWKWARD_EVERY", "1"))]


# --- how the peers read -------------------------------------------------------------------------------


def _plain(path: Path) -> str:
    return path.suffix.lower()


def polars(path: Path) -> Rows:
    """Polars with its defaults."""
    import polars as pl

    if _plain(path) in (".xlsx", ".xls", ".xlsb"):
        return pl.read_excel(path).to_dicts()
    if _plain(path) == ".ods":
        return pl.read_ods(path).to_dicts()
    if _plain(path) == ".parquet":
        return pl.read_parquet(path).to_dicts()
    return pl.read_csv(path).to_dicts()


def _pandas_frame(path: Path, **more: Any) -> Any:
    import pandas as pd

    if _plain(path) in (".xlsx", ".xls", ".xlsb", ".ods"):
        return pd.read_excel(path, **{k: v for k, v in more.items() if k == "dtype"})
    if _plain(path) == ".parquet":
        return pd.read_parquet(path)
    if _plain(path) in (".html", ".htm"):
        return pd.read_html(path)[0]
    return pd.read_csv(path, **more)


def pandas(path: Path) -> Rows:
    """Pandas with its defaults."""
    return _pandas_frame(path).to_dict("records")


def script(path: Path) -> Rows:
    """A careful analyst's script: text first, two encodings, amounts and dates with errors="coerce"."""
    import pandas as pd

    frame = None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            frame = _pandas_frame(path, dtype=str, encoding=encoding, sep=None, engine="python")
            break
        except UnicodeDecodeError:
            continue
    if frame is None:
        raise ValueError("no encoding fits")
    frame.columns = [str(name).strip() for name in frame.columns]
    for name in frame.columns:
        if re.search(r"金额|余额|收入|支出|amount|balance|price|单价", name, re.I):
            bare = frame[name].astype(str).str.replace(r"[,¥￥元\s]", "", regex=True)
            frame[name] = pd.to_numeric(bare, errors="coerce")
        elif re.search(r"日期|时间|date|日$", name, re.I):
            frame[name] = pd.to_datetime(frame[name], errors="coerce")
    return frame.dropna(how="all").to_dict("records")


def duckdb(path: Path) -> Rows:
    """DuckDB with its sniffer."""
    import duckdb as db

    if _plain(path) == ".parquet":
        found = db.sql(f"SELECT * FROM read_parquet('{path}')")
    elif _plain(path) in (".xlsx", ".xls", ".xlsb", ".ods"):
        raise ValueError("workbooks need an extension")
    else:
        found = db.read_csv(str(path))
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


PEERS: dict[str, Callable[[Path], Rows]] = {"polars": polars, "pandas": pandas, "script": script, "duckdb": duckdb}  # fmt: skip
TITLES = {"custseg": "custseg", "polars": "Polars, defaults", "pandas": "pandas, defaults",
          "script": 'pandas, careful script with `errors="coerce"`', "duckdb": "DuckDB, sniffing"}  # fmt: skip


# --- what came of it --------------------------------------------------------------------------------


def outcome(reader: str, case: Any, folder: Path, headers: dict[str, str]) -> str:
    """What came of one file; ``headers`` are the column names of the roles."""
    arguments = case.written(folder)
    if reader == "custseg":
        return _of_custseg(case, arguments, headers)
    from corpus.case import Refused

    try:
        with warnings.catch_warnings(), contextlib.redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            rows = PEERS[reader](folder / case.file)
    except Exception:  # noqa: BLE001 - whatever a peer says, it says something
        return "refused or noticed"
    if isinstance(case.expected, Refused):
        return "read what must be refused"
    return judged(rows, case.expected, headers)


def _of_custseg(case: Any, arguments: list[str], headers: dict[str, str]) -> str:
    from corpus.case import Refused
    from corpus.test_corpus import check_truth
    from custseg.cli.app import main

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(arguments)
    if code not in (0, 3):
        return "crashed or too slow"
    if code == 3:
        return "refused or noticed"
    document = json.loads(out.getvalue())
    headers.update({c["role"]: c["header"] for c in document["columns"] if c["role"]})
    said = document["warnings"] or document["rejects"]
    if isinstance(case.expected, Refused):
        return "right, with a warning" if said else "read what must be refused"
    try:
        check_truth(document, case.expected, "")
    except AssertionError:
        return "silently wrong"
    return "right, with a warning" if said else "right"


def judged(rows: Rows, truth: Any, headers: dict[str, str]) -> str:
    """Whether a peer's rows are those of the truth, on the columns that can be found."""
    columns = {str(name).strip(): name for name in (rows[0] if rows else ())}
    keys = list(dict.fromkeys(key for row in truth.rows for key in row))
    at = {
        key: columns[name]
        for key in keys
        for name in (key, headers.get(key, key))
        if name in columns
    }
    if not truth.rows:
        return "right" if not rows else "silently wrong"
    if len(at) < len([key for key in keys if key in headers or key in columns]) or not at:
        return "refused or noticed"
    kept = iter(rows)
    in_order = all(any(_same_row(row, one, at) for one in kept) for row in truth.rows)
    return (
        "right"
        if in_order and (truth.rejects or len(rows) == len(truth.rows))
        else "silently wrong"
    )


def _same_row(truth: Any, found: dict[str, Any], at: dict[str, Any]) -> bool:
    return all(same(key, truth.get(key), found[column]) for key, column in at.items())


def same(key: str, truth: str | None, cell: Any) -> bool:
    """Whether a peer's cell says what the truth says, leniently."""
    from custseg.schema.kinds import DATE, KINDS, MONEY, NUMBER

    if cell is None or str(cell).strip().lower() in _PLACEHOLDERS:
        return truth is None
    if truth is None:
        return str(cell).strip().lower() in _PLACEHOLDERS
    kind = next((columns[key] for columns in KINDS.values() if key in columns), None)
    text = str(cell).strip().strip("\t'\"")
    if kind in (MONEY, NUMBER):
        try:
            return abs(Decimal(text.replace(",", "")) - Decimal(truth)) < Decimal("0.000001")
        except InvalidOperation:
            return isinstance(cell, str)  # left as text: a sum fails on it
    if kind == DATE:
        if isinstance(cell, (date, datetime)):
            return f"{cell:%Y-%m-%d}" == truth
        digits = re.sub(r"\D", "", text)
        return isinstance(cell, str) or digits[:8] == truth.replace("-", "")
    if isinstance(cell, float) and cell.is_integer() and "e" not in text:
        text = text.removesuffix(".0") if len(text) <= 16 else text
    return " ".join(text.split()) == " ".join(truth.split())


# --- running ----------------------------------------------------------------------------------------


def worker(reader: str, first: int) -> None:
    """Read the cases from ``first`` on; one line of JSON each."""
    signal = import_module("signal")
    headers: Headers = json.load(sys.stdin)
    for at, case in enumerate(cases()):
        if at < first:
            continue
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            # Seconds of CPU; the signal ends the process, which the one above counts.
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            known = headers.get(case.name, {})
            came = outcome(reader, case, Path(folder), known)
            signal.setitimer(signal.ITIMER_PROF, 0)
        print(f"\n\x1e{json.dumps([at, case.name, came, known])}", flush=True)


def all_of(reader: str, count: int, headers: Headers) -> Iterator[tuple[str, str]]:
    """Name and outcome of every case, whatever becomes of the process that reads it."""
    names = [case.name for case in cases()]
    at = 0
    while at < count:
        done = subprocess.run(
            [sys.executable, __file__, "--worker", reader, str(at)], capture_output=True, check=False,
            input=json.dumps(headers).encode(),
        )  # fmt: skip
        lines = [
            line[1:]
            for line in done.stdout.decode("utf-8", "replace").split("\n")
            if line.startswith("\x1e")
        ]
        for line in lines:
            at, name, came, headers[name] = json.loads(line)
            yield name, came
            at += 1
        if at < count:
            yield names[at], "crashed or too slow"
            at += 1


def main() -> None:
    """Print the table; with ``--each`` every file that a reader got wrong."""
    found = cases()
    headers: Headers = {}
    print(f"{len(found)} files\n\n| | {' | '.join(OUTCOMES)} |\n|---|{'--:|' * len(OUTCOMES)}")
    wrong: list[str] = []
    for reader, title in TITLES.items():
        came = dict(all_of(reader, len(found), headers))  # custseg first: it fills the headers
        counts = Counter(came.values())
        print(f"| {title} | {' | '.join(str(counts[each]) for each in OUTCOMES)} |", flush=True)
        wrong += [
            f"{reader}: {name}: {each}" for name, each in came.items() if each in OUTCOMES[3:]
        ]
    if "--each" in sys.argv:
        print("\n".join(wrong))


if __name__ == "__main__":
    if "--worker" in sys.argv:
        worker(sys.argv[2], int(sys.argv[3]))
    else:
        main()
