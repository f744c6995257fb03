"""Segments: groups found among a million customers by twelve measures, beside plain k-means.

``python benchmarks/segment.py cost [CUSTOMERS]`` times, each in a process of its own, from the same Parquet file of
numbers to each customer's group:

* custseg: the number of groups chosen among 2 to 8 by stability, silhouette and BIC, groups fitted, named,
  written as rules, profiled and scored, all customers assigned;
* sklearn KMeans (ten starts and one start) and MiniBatchKMeans (ten starts), faiss Kmeans: told that there are
  eight groups, on measures scaled to mean 0 and deviation 1 (skewed ones logged), and nothing else;

with the adjusted Rand index of each against the eight groups that were drawn.

``python benchmarks/segment.py command [CUSTOMERS]`` times ``custseg segment`` on the same numbers as CSV, checks and
profile of the file included.

``python benchmarks/segment.py known FOLDER`` finds groups in the mall and wholesale customers (FOLDER/mall,
FOLDER/wholesale), whose answers are known.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import polars as pl
from side_by_side import PYTHON, Run, measure

MEASURES = [f"m{i:02d}" for i in range(12)]
DRAWN = 8
ALONE = {
    "KMeans, 10 starts": "from sklearn.cluster import KMeans; g = KMeans(8, n_init=10, random_state=0).fit(x).labels_",
    "KMeans, 1 start": "from sklearn.cluster import KMeans; g = KMeans(8, n_init=1, random_state=0).fit(x).labels_",
    "MiniBatchKMeans, 10 starts": "from sklearn.cluster import MiniBatchKMeans; "
    "g = MiniBatchKMeans(8, n_init=10, random_state=0).fit(x).labels_",
    "faiss Kmeans, 10 starts": "import faiss; k = faiss.Kmeans(12, 8, niter=50, nredo=10, seed=1); k.train(x.astype('f4')); "
    "g = k.index.search(x.astype('f4'), 1)[1][:, 0]",
}  # fmt: skip
PLAIN = """
import sys, numpy as np, polars as pl
frame = pl.read_parquet(sys.argv[1])
x = frame.select(pl.col("^m..$")).to_numpy()
x[:, :6] = np.log1p(x[:, :6])
x = np.ascontiguousarray((x - x.mean(axis=0)) / x.std(axis=0))
{fit}
pl.DataFrame({{"group": np.asarray(g).astype(int)}}).write_parquet(sys.argv[2])
"""
CUSTSEG = """
import sys, polars as pl
from custseg.segment import SegmentSettings, segment
frame = pl.read_parquet(sys.argv[1])
result = segment(frame.drop("drawn"), SegmentSettings(columns=tuple(f"m{i:02d}" for i in range(12))))
result.customers.select(group="segment").write_parquet(sys.argv[2])
print(result.evidence["k"], result.evidence["stability_ari"], result.evidence["silhouette"], file=sys.stderr)
"""


def draw(customers: int) -> pl.DataFrame:
    """Customers of eight kinds of equal share: six measures skewed as money is, six not."""
    rng = np.random.default_rng(3)
    centres, kind = rng.normal(0, 2.2, (DRAWN, 12)), rng.integers(0, DRAWN, customers)
    values = centres[kind] + rng.normal(0, 1, (customers, 12))
    values[:, :6] = np.exp(values[:, :6] + 6)
    ids = pl.int_range(customers, eager=True).cast(pl.String).str.zfill(8)
    return pl.DataFrame(np.round(values, 3), schema=MEASURES).insert_column(
        0, ids.alias("customer_id")
    ).with_columns(drawn=pl.Series(kind))  # fmt: skip


def cost(customers: int) -> None:
    """Print what each costs and how well it finds the groups that were drawn."""
    from sklearn.metrics import adjusted_rand_score

    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        frame = draw(customers)
        frame.write_parquet(folder / "customers.parquet")
        scripts = {"custseg": CUSTSEG} | {n: PLAIN.format(fit=fit) for n, fit in ALONE.items()}
        print(f"{customers:,} customers, 12 measures")
        print(f"{'':28} {'wall s':>7} {'CPU s':>6} {'peak MB':>8} {'ARI':>6}")
        for name, script in scripts.items():
            if name.startswith("faiss") and not _is_there("faiss"):
                print(f"{name:28} is not installed")
                continue
            (folder / "script.py").write_text(script, encoding="utf-8")
            out = folder / "groups.parquet"
            run = measure(f"{PYTHON} {folder / 'script.py'} {folder / 'customers.parquet'} {out}")
            found = adjusted_rand_score(frame["drawn"], pl.read_parquet(out)["group"])
            print(f"{name:28} {_said(run)} {found:6.3f}", flush=True)


def command(customers: int) -> None:
    """Print what the whole command costs from a CSV file to a Parquet file."""
    with tempfile.TemporaryDirectory() as made:
        file, out = Path(made) / "customers.csv", Path(made) / "segments.parquet"
        draw(customers).drop("drawn").write_csv(file)
        asked = " ".join(f"--columns {m}" for m in MEASURES)
        run = measure(f"{PYTHON} -m custseg segment {file} {asked} -o {out} -q")
        print(f"{'custseg segment, CSV':28} {_said(run)}")


def known(folder: Path) -> None:
    """Print the groups of two public lists of customers beside what is known of them."""
    from sklearn.metrics import adjusted_rand_score

    from custseg.segment import SegmentSettings, segment

    mall = pl.read_csv(folder / "mall/Mall_Customers.csv").rename({"CustomerID": "customer_id"})
    asked = ("Annual Income (k$)", "Spending Score (1-100)")
    found = segment(
        mall.with_columns(pl.col("customer_id").cast(pl.String)), SegmentSettings(columns=asked)
    )
    print("mall: known k=5, silhouette .554; found", _quality(found.evidence))
    shops = pl.read_csv(folder / "wholesale/Wholesale_customers_data.csv").with_row_index(
        "customer_id"
    )
    shops = shops.with_columns(pl.col("customer_id").cast(pl.String).str.zfill(3))
    spend = ("Fresh", "Milk", "Grocery", "Frozen", "Detergents_Paper", "Delicassen")
    found = segment(shops, SegmentSettings(columns=spend))
    assert found.customers is not None
    rand = adjusted_rand_score(shops["Channel"], found.customers["segment"])
    print(
        "wholesale: known k=2 of logs, ARI against Channel .51; found",
        _quality(found.evidence),
        f"ARI {rand:.3f}",
    )


def _quality(evidence: object) -> str:
    said = dict(evidence)  # type: ignore[call-overload]
    return (
        f"k={said['k']}, stability {said['stability_ari']:.3f}, silhouette {said['silhouette']:.3f}"
    )


def _is_there(module: str) -> bool:
    return subprocess.run([PYTHON, "-c", f"import {module}"], capture_output=True).returncode == 0


def _said(run: Run) -> str:
    return f"{run.wall_s:7.1f} {run.cpu_s:6.1f} {run.peak_mb:8,.0f}"


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["cost", *rest]:
            cost(int(rest[0]) if rest else 1_000_000)
        case ["command", *rest]:
            command(int(rest[0]) if rest else 1_000_000)
        case ["known", folder]:
            known(Path(folder))
        case _:
            sys.exit(__doc__)
