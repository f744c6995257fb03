"""How well needs foretells, and what it costs: known chances, baskets, calls of a bank, a million customers.

pip install -r benchmarks/requirements.txt
python benchmarks/needs.py foretell DATA    # DATA: the folder of real data sets; beside implicit
python benchmarks/needs.py cost 1000000     # beside pandas, implicit and mlxtend; then how many rounds
"""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix

from custseg.demo.wants import WARES, chances, live, suits
from custseg.facts import FactSettings
from custseg.facts.ownership import days_of, product_counts, states
from custseg.methods.needs import NeedsSettings, needs
from custseg.methods.needs.course import course_of, days_to_compare
from custseg.methods.needs.sources import counted_products, products_had
from custseg.models.ranking import AT, judge
from custseg.schema import read
from custseg.schema.dataset import Dataset

SEEDS = range(1, 6)
DAYS = (date(2023, 6, 30), date(2024, 3, 31), date(2024, 12, 31))
MONTHS = (8, 17, 26)
KINDS = ("taken", "together", "popular")
TESTED = ("auto", "taken", "basket", "together", "popular", "held")


def known_chances(customers: int = 20_000) -> None:
    """The invented bank's process: the share of the true chances of the next nine months that the
    first three offers catch (perfect knowledge catches 1), and the test needs itself makes.
    """
    names = np.array([ware.name for ware in WARES])
    print(
        "seed  of the best three, caught by taken / together / popular    MAP@7 by its own test, same"
    )
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        age = np.clip(rng.normal(42, 13, customers), 18, 85)
        suited = suits(age, np.exp(rng.normal(11.4, 0.6, customers)))
        life = live(suited, np.ones((customers, MONTHS[-1] + 1)), rng)
        lists = []
        for month, day in zip(MONTHS, DAYS, strict=True):
            who, what = np.nonzero(life.held(month))
            ids = pl.Series(who).cast(pl.String).str.zfill(6)
            lists.append(
                pl.DataFrame({"customer_id": ids, "product": names[what], "snapshot_on": day})
            )
        data = {"holdings": pl.concat(lists)}
        now = life.held(MONTHS[-1])
        truth = chances(now, suited, lives=32, seed=seed)[now.any(axis=1)]
        best = np.sort(truth, axis=1)[:, -3:].sum()
        caught = [caught_by(data, kind, truth) / best for kind in KINDS]
        table = needs(Dataset.from_frames(data)).tables["offer_test"]
        tested = dict(table.select("ranking", "map_at_7").iter_rows())
        print(f"{seed:4}  " + " / ".join(f"{c:.3f}" for c in caught) + " " * 30
              + " / ".join(f"{tested[kind]:.3f}" for kind in KINDS))  # fmt: skip


def caught_by(data: dict[str, pl.DataFrame], kind: str, truth: np.ndarray) -> float:
    """The true chances of the first three offers, added up over all customers."""
    place = {ware.name: at for at, ware in enumerate(WARES)}
    customers = needs(Dataset.from_frames(data), NeedsSettings(score=kind)).customers
    assert customers is not None
    offered = (
        customers.filter(pl.col("products_held") > 0)
        .select(pl.col(f"next_{k}").replace_strict(place, default=-1) for k in (1, 2, 3))
        .fill_null(-1).to_numpy()
    )  # fmt: skip
    picked = np.take_along_axis(truth, np.maximum(offered, 0), axis=1)
    return float(np.where(offered >= 0, picked, 0).sum())


def baskets(folder: Path) -> Iterator[tuple[str, pl.DataFrame]]:
    """Customer, product and day of purchases."""
    online = pl.read_csv(
        folder / "retail/online_retail_pack/online_retail_2010-12-01_2011-09-09.csv.gz",
        infer_schema_length=0,
    )
    yield (
        "Online Retail, 3,438 articles",
        online.filter(
            (pl.col("Quantity").cast(pl.Int64) > 0) & pl.col("CustomerID").is_not_null()
        ).select(
            customer_id="CustomerID",
            product="StockCode",
            date=pl.col("InvoiceDate").str.slice(0, 10).str.to_date(),
        ),
    )
    grocer = folder / "retail/dunnhumby_completejourney"
    bought = pl.read_parquet(grocer / "transactions_sample.parquet").join(
        pl.read_parquet(grocer / "products.parquet"), on="product_id"
    )
    day = pl.col("transaction_timestamp").dt.date()
    for level in ("product_id", "product_type", "product_category"):
        yield (
            f"dunnhumby, {level}",
            bought.select(customer_id="household_id", product=level, date=day).drop_nulls(),
        )


def on_baskets(folder: Path) -> None:
    """hit@3 and MAP@7 on what was bought for the first time in the last quarter of the time."""
    print(
        "\n                                   products  tested   "
        + "   ".join(f"{k:>18}" for k in TESTED)
    )
    for name, rows in baskets(folder):
        result = needs(
            Dataset.from_frames({"transactions": rows}), NeedsSettings(source="purchases")
        )
        table = {row["ranking"]: row for row in result.tables["offer_test"].iter_rows(named=True)}
        said = "   ".join(
            f"{table[k]['hit_at_3']:8.4f} {table[k]['map_at_7']:9.4f}" for k in TESTED
        )
        print(f"{name:34} {result.evidence['products']:8} {result.evidence['tested_customers']:7}   {said}"
              f"   auto: {table['auto']['beats_popular']}")  # fmt: skip


def peers_on_baskets(folder: Path) -> None:
    """What implicit (github.com/benfred/implicit) foretells of the same purchases, by its own defaults:
    it is given what customers had on the day before, and asked for what they do not have.
    """
    from implicit.als import AlternatingLeastSquares
    from implicit.nearest_neighbours import CosineRecommender, TFIDFRecommender

    makers = {"cosine, 20 neighbours": CosineRecommender, "TF-IDF, 20 neighbours": TFIDFRecommender,
              "ALS, 100 factors": lambda: AlternatingLeastSquares(random_state=1)}  # fmt: skip
    for name, rows in baskets(folder):
        data = Dataset.from_frames({"transactions": rows})
        settings = NeedsSettings(source="purchases")
        had = products_had(data, settings, FactSettings())
        assert had is not None
        found, on = data.collect(product_counts(had.rows), days_of(had.rows))
        products = counted_products(found, settings)
        days = days_to_compare(on, data.as_of, settings)
        [held] = data.collect(states(had.rows, products, days.days, by_list=False))
        course = course_of(held, rows["customer_id"].unique().sort(), products, days)
        before, (customer, item) = course.sets[-2], course.new[-1]
        mine = before.matrix().tocsr()[before.of_customer]
        some = np.diff(mine.indptr)[customer] > 0
        customer, item = customer[some], item[some]
        who = np.unique(customer)
        took = np.zeros((len(who), len(products)), bool)
        took[np.searchsorted(who, customer), item] = True
        for peer, maker in makers.items():
            model = maker()
            model.fit(csr_matrix(mine), show_progress=False)
            chosen, _ = model.recommend(
                who, csr_matrix(mine[who]), N=AT, filter_already_liked_items=True
            )
            right = np.take_along_axis(took, np.maximum(chosen, 0), axis=1)
            judged = judge(chosen, right, took.sum(axis=1))
            print(
                f"{name:34} implicit, {peer:24} {judged.hits.mean():8.4f} {judged.precision.mean():9.4f}"
            )


def on_calls(folder: Path) -> None:
    """Bank Marketing: 31,647 calls in the order of time, tested on the 13,564 after them."""
    calls = folder / "bank/uci_bank_marketing/bank-marketing.csv"
    for allow in ((), ("duration",)):
        settings = NeedsSettings(product="y", in_order=True, allow=allow)
        result = needs(read([str(calls)], kind="customers"), settings)
        refused = (
            result.tables["scorecard_features"]
            .filter(pl.col("feature_use") == "known_after")["feature"]
            .to_list()
        )
        print(f"\nBank Marketing, allow = {list(allow)}: AUC {result.evidence['auc']:.3f} "
              f"± {2 * result.evidence['auc_error']:.3f}, refused {refused}")  # fmt: skip


# --- what it costs -----------------------------------------------------------------------------------

PRODUCTS = 30


def write_holdings(path: Path, wide: Path, customers: int) -> None:
    """30 products, about five a customer, 370,000 distinct sets: a list with opening dates, and the same
    without them as a sheet with a column a product.
    """
    rng = np.random.default_rng(1)
    common = np.clip(np.exp(rng.normal(-2.2, 0.9, PRODUCTS)), 0.003, 0.6)
    taste = rng.normal(0, 1, (customers, 3)) @ rng.normal(0, 0.9, (3, PRODUCTS))
    held = rng.random((customers, PRODUCTS)) < 1 / (
        1 + np.exp(-np.log(common / (1 - common)) - taste)
    )
    who, what = np.nonzero(held)
    days = rng.integers(0, 2000, len(who)).astype("timedelta64[D]")
    pl.DataFrame({
        "客户号": pl.Series(who).cast(pl.String).str.zfill(8),
        "产品名称": np.array([f"产品{n:02}" for n in range(PRODUCTS)])[what],
        "起息日": np.datetime64("2019-01-01") + days,
    }).write_csv(path)  # fmt: skip
    pl.DataFrame({
        "客户号": pl.Series(range(customers)).cast(pl.String).str.zfill(8),
        **{f"产品{n:02}": held[:, n].astype(np.int8) for n in range(PRODUCTS)},
    }).write_csv(wide)  # fmt: skip


def by_hand(path: Path) -> None:
    """The peer: pandas.crosstab, P(j | i), and for each customer the best three; no test, no reasons."""
    import pandas as pd

    rows = pd.read_csv(path, dtype=str)
    started = time.process_time(), time.perf_counter()
    held = pd.crosstab(rows["客户号"], rows["产品名称"]).to_numpy() > 0
    pairs = held.T.astype(float) @ held
    share = pairs / np.diag(pairs)[:, None]
    best = np.full(held.shape, -np.inf)
    for product in range(held.shape[1]):
        mine = held[:, product]
        best[mine] = np.maximum(best[mine], share[product])
    best[held] = -np.inf
    top = np.argsort(-best, axis=1)[:, :3]
    tell("pandas.crosstab by hand", started, len(top))


def by_implicit(path: Path) -> None:
    """The peer: implicit's cosine of products, and for each customer the best three; reading is timed apart."""
    from implicit.nearest_neighbours import CosineRecommender

    rows = pl.read_csv(path, infer_schema_length=0)
    started = time.process_time(), time.perf_counter()
    coded = rows.select(pl.col("客户号", "产品名称").cast(pl.Categorical).to_physical())
    held = csr_matrix((np.ones(coded.height, np.float32), coded.to_numpy().T)).tocsr()
    model = CosineRecommender()
    model.fit(held, show_progress=False)
    top, _ = model.recommend(np.arange(held.shape[0]), held, N=3)
    tell("implicit, cosine", started, len(top))


def by_mlxtend(path: Path) -> None:
    """The peer: mlxtend's FP-growth with rules of two products; no customer gets an offer by it."""
    import pandas as pd
    from mlxtend.frequent_patterns import association_rules, fpgrowth

    held = pd.read_csv(path, dtype={"客户号": str}).set_index("客户号").astype(bool)
    started = time.process_time(), time.perf_counter()
    frequent = fpgrowth(held, min_support=30 / len(held), use_colnames=True, max_len=2)
    rules = association_rules(frequent, metric="lift", min_threshold=1)
    tell(f"mlxtend, fpgrowth: {len(rules)} rules, no offers", started, len(held))


def by_needs(path: Path) -> None:
    """needs whole: three states where there are days, test, reasons, tables; reading is timed apart."""
    data = read([str(path)], kind="holdings" if path.stem == "wide" else None)
    data.tallies  # noqa: B018 (the pass that reads)
    started = time.process_time(), time.perf_counter()
    result = needs(data)
    assert result.customers is not None
    tell(
        f"custseg needs, {path.stem} ({result.evidence['distinct_sets']:,} distinct sets)",
        started,
        result.customers.height,
    )


def tell(name: str, started: tuple[float, float], customers: int) -> None:
    """CPU, wall and peak memory of this process."""
    cpu, wall = time.process_time() - started[0], time.perf_counter() - started[1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(
        f"{name:45} {customers:9,} customers  CPU {cpu:6.1f} s  wall {wall:6.1f} s  peak {peak:6.0f} MB",
        flush=True,
    )


def many_products(path: Path, customers: int = 20_000, products: int = 100_000) -> None:
    """Baskets over 100,000 products: memory must not follow the square of them."""
    rng = np.random.default_rng(2)
    what = (products * rng.random(customers * 15) ** 4).astype(int)
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["客户号", "交易日期", "金额", "商品名称"])
        for at, product in enumerate(what):
            day = date(2023, 1, 1) + timedelta(days=int(rng.integers(0, 700)))
            lines.writerow([f"{at // 15:06}", day, 10, f"货{product:06}"])


def write_all(folder: Path, customers: int) -> None:
    """The files, by a process of its own: what it needs would count as the memory of its children."""
    write_holdings(folder / "holdings.csv", folder / "wide.csv", customers)
    many_products(folder / "orders.csv")


def cost(customers: int, rounds: int = 3) -> None:
    """Each in a process of its own, in turn."""
    run = partial(subprocess.run, check=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run([sys.executable, __file__, "write", str(folder), str(customers)])
        for _ in range(rounds):
            for task, file in (("needs", "holdings"), ("needs", "wide"), ("pandas", "holdings"),
                               ("implicit", "holdings"), ("mlxtend", "wide")):  # fmt: skip
                run([sys.executable, __file__, task, str(folder / f"{file}.csv")])
        run([sys.executable, __file__, "needs", str(folder / "orders.csv")])


def foretell(data: Path) -> None:
    """Everything about how well it foretells."""
    known_chances()
    on_baskets(data)
    peers_on_baskets(data)
    on_calls(data)


if __name__ == "__main__":
    task, argument, *more = sys.argv[1:]
    if task == "cost":
        cost(int(argument), *map(int, more))
    elif task == "write":
        write_all(Path(argument), *map(int, more))
    else:
        tasks = {
            "foretell": foretell,
            "needs": by_needs,
            "pandas": by_hand,
            "implicit": by_implicit,
            "mlxtend": by_mlxtend,
        }
        tasks[task](Path(argument))
