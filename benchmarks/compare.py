"""Two periods of a million customers: what ``custseg compare`` costs beside pandas and scorecardpy.

``python benchmarks/compare.py [CUSTOMERS] [SUFFIX]`` makes two results (tier, segment and stage, seven numbers each; 2% lost, 3%
new, a tenth of the labels moved, fixed seed) as ``.parquet`` (or ``.csv``) and times, each a process of its own:

* ``custseg compare``: matrices, movers, drivers, PSI of ten columns, the customers of both periods to Parquet;
* pandas merging the two, ``crosstab`` of heads and of money for the three labels, scorecardpy's ``perf_psi`` of the seven
  numbers cut by the quantiles of OLD; nothing written.

It ends with the PSI of both, which must be the same.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl
from side_by_side import CUSTSEG, ENVIRONMENT, PYTHON, measure

TIERS = ("private_banking", "diamond", "platinum", "gold", "basic")
SEGMENTS = ("champions", "loyal", "potential_loyalist", "new", "promising", "need_attention", "about_to_sleep",
            "at_risk", "cant_lose", "hibernating")  # fmt: skip
STAGES = ("new", "growing", "mature", "declining", "dormant", "lost")
NUMBERS = (
    "aum_month_avg",
    "recency_days",
    "frequency",
    "monetary",
    "churn_factor",
    "churn_risk",
    "income",
)

BY_HAND = """
import sys, warnings
warnings.simplefilter("ignore")
import numpy as np, pandas as pd, scorecardpy as sc
read = pd.read_parquet if sys.argv[1].endswith("parquet") else (lambda p: pd.read_csv(p, dtype={"customer_id": str}))
old, new = read(sys.argv[1]), read(sys.argv[2])
both = old.merge(new, on="customer_id", how="outer", suffixes=("_old", ""))
for label in ("tier", "segment", "stage"):
    was, now = both[label + "_old"].fillna("new"), both[label].fillna("lost")
    pd.crosstab(was, now)
    pd.crosstab(was, now, both["aum_month_avg"], aggfunc="sum")
for column in sys.argv[3].split(","):
    cuts = np.unique(np.quantile(old[column], np.arange(1, 10) / 10))
    codes = [pd.DataFrame({"score": np.searchsorted(cuts, side[column]).astype(float)}) for side in (old, new)]
    found = sc.perf_psi(score={"o": codes[0], "n": codes[1]}, show_plot=False,
                        label={k: pd.Series(np.zeros(len(c))) for k, c in zip("on", codes)})
    print(column, repr(float(found["psi"]["PSI"].iloc[0])))
"""


def periods(folder: Path, customers: int, suffix: str) -> tuple[Path, Path]:
    """Two results; what was lost are the last customers of OLD, what is new comes behind them."""
    rng = np.random.default_rng(0)
    old = {label: rng.integers(0, len(names), customers) for label, names in _LABELS.items()}
    numbers = {name: rng.lognormal(3 + i / 3, 1, customers) for i, name in enumerate(NUMBERS)}
    numbers["churn_risk"] = rng.beta(1, 8, customers)
    stayed, came = int(customers * 0.98), int(customers * 0.03)
    now = {
        label: _moved(codes[:stayed], len(_LABELS[label]), came, rng)
        for label, codes in old.items()
    }
    later = {name: np.concatenate([v[:stayed] * rng.lognormal(0.02, 0.2, stayed), v[:came]]) for name, v in numbers.items()}  # fmt: skip
    paths = folder / f"old{suffix}", folder / f"new{suffix}"
    ids = np.arange(customers)
    for path, who, labels, values in (
        (paths[0], ids, old, numbers),
        (paths[1], np.concatenate([ids[:stayed], customers + np.arange(came)]), now, later),
    ):
        frame = pl.DataFrame(
            {"customer_id": pl.Series(who).cast(pl.String).str.zfill(10)}
            | {label: pl.Series(_LABELS[label]).gather(pl.Series(codes)) for label, codes in labels.items()}
            | {name: np.round(v, 4) for name, v in values.items()}
        )  # fmt: skip
        frame.write_parquet(path) if suffix == ".parquet" else frame.write_csv(path)
    return paths


_LABELS = {"tier": TIERS, "segment": SEGMENTS, "stage": STAGES}


def _moved(codes: np.ndarray, count: int, came: int, rng: np.random.Generator) -> np.ndarray:
    moves = rng.random(len(codes)) < 0.1
    step = rng.integers(-1, 2, len(codes)) * moves
    return np.concatenate([np.clip(codes + step, 0, count - 1), rng.integers(0, count, came)])


def main() -> None:
    customers = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    suffix = sys.argv[2] if len(sys.argv) > 2 else ".parquet"
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        old, new = periods(folder, customers, suffix)
        ours = f"{CUSTSEG} compare {old} {new} -q -o {folder / 'out.parquet'} --force"
        script = folder / "by_hand.py"
        script.write_text(BY_HAND, "utf-8")
        by_hand = f"{PYTHON} {script} {old} {new} {','.join(NUMBERS)}"
        runs = {"custseg compare": ours, "pandas and scorecardpy": by_hand}
        for _ in range(2):  # the first round warms up
            found = {name: measure(command) for name, command in runs.items()}
        print(
            f"{customers:,} customers a period, {suffix}\n\n| | wall s | CPU s | peak MB |\n|---|--:|--:|--:|"
        )
        for name, run in found.items():
            print(f"| {name} | {run.wall_s:.1f} | {run.cpu_s:.1f} | {run.peak_mb:,.0f} |")
        theirs = subprocess.run(by_hand.split(), capture_output=True, text=True, check=True, env=ENVIRONMENT).stdout  # fmt: skip
        subprocess.run([*CUSTSEG.split(), "compare", old, new, "-q", "-o", folder / "out.json"],
                       check=True, env=ENVIRONMENT)  # fmt: skip
        drift = json.loads((folder / "out.json").read_text("utf-8"))["tables"]["column_drift"]
        own = {row["measure"]: row["psi"] for row in drift}
        apart = [abs(float(value) - own[name]) for name, value in (line.split() for line in theirs.splitlines())]  # fmt: skip
        print(f"\nPSI of {len(apart)} columns: at most {max(apart):.1e} apart")


if __name__ == "__main__":
    main()
