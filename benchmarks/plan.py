"""Plans: whether what is claimed holds, and what each part costs.

``python benchmarks/plan.py covers [SETS]`` draws campaigns whose uplift is known and counts how many of the 95%
intervals hold it: shares of several sizes, money that is skewed, with and without taking off what was before.

``python benchmarks/plan.py nothing [SEEDS]`` divides the customers of the invented bank into groups by lot, once for each
seed, and compares what they did in the last three months: nothing was done to any of them, so that about one in
twenty intervals may miss 0.

``python benchmarks/plan.py budget [SETS]`` splits random budgets and looks at the value beside SciPy's, and at the time.

``python benchmarks/plan.py cost [CUSTOMERS]`` makes a book of so many customers (a million) with holdings, events,
transactions and 24 months of balances, and prints CPU seconds and memory of each part, each in a process of its own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

AS_OF = date(2025, 6, 30)


# --- covers ----------------------------------------------------------------------------------------


def covers(sets: int) -> None:
    """Print how often the intervals hold what is true."""
    from custseg.models.uplift import of_shares

    print(f"95% intervals of {sets:,} sets each that hold the true uplift")
    for p, q, treated, control in [
        (0.06, 0.04, 1800, 200), (0.02, 0.02, 900, 100), (0.30, 0.25, 270, 30), (0.012, 0.01, 18_000, 2_000),
        (0.5, 0.4, 60, 60), (0.08, 0.02, 100, 35),
    ]:  # fmt: skip
        chance = np.random.default_rng(1)
        drawn = zip(
            chance.binomial(treated, p, sets), chance.binomial(control, q, sets), strict=True
        )
        made = [of_shares(int(a), treated, int(b), control) for a, b in drawn]
        held = np.mean([d.low <= p - q <= d.high for d in made])
        said = np.mean([d.sign != 0 and d.p_value < 0.05 for d in made])
        print(
            f"  share {q:.1%} {p - q:+.1%}, {treated:6,} : {control:5,}   {held:.1%}   verdicts {said:.1%}"
        )
    for skew, zeros in [(0.5, 0.0), (1.0, 0.0), (1.0, 0.6), (1.5, 0.6)]:
        _money(sets, skew, zeros)


def _money(sets: int, skew: float, zeros: float, treated: int = 1800, control: int = 200) -> None:
    from custseg.models.uplift import of_means, without_what_was_before

    chance = np.random.default_rng(2)
    everybody = treated + control
    is_treated = np.arange(everybody) < treated
    held = {"plain": 0, "less before": 0}
    wide = {"plain": 0.0, "less before": 0.0}
    for _ in range(sets):
        own = chance.lognormal(6, skew, everybody)
        before = own * chance.gamma(4.0, 0.25, everybody)
        after = (
            own * chance.gamma(4.0, 0.25, everybody) * (chance.random(everybody) >= zeros)
            + 30.0 * is_treated
        )
        less, _ = without_what_was_before(after, before)
        for name, values in (("plain", after), ("less before", less)):
            made = of_means(values[is_treated], values[~is_treated])
            held[name] += made.low <= 30.0 <= made.high
            wide[name] += made.high - made.low
    print(f"  money, log-normal {skew}, {zeros:.0%} spend nothing, {treated:,} : {control:,}   "
          f"plain {held['plain'] / sets:.1%}   less before {held['less before'] / sets:.1%}   "
          f"width {wide['less before'] / wide['plain']:.0%}")  # fmt: skip


# --- nothing ---------------------------------------------------------------------------------------


def nothing(seeds: int) -> None:
    """Print how often groups that nothing was done to differ."""
    from custseg.demo.bank import write_bank
    from custseg.facts.rows import FactSettings
    from custseg.methods.needs import NeedsSettings
    from custseg.plan.campaign.draw import groups
    from custseg.plan.campaign.measured import compare
    from custseg.plan.campaign.outcomes import outcomes
    from custseg.schema import read

    with tempfile.TemporaryDirectory() as folder:
        exports = Path(folder) / "bank"
        write_bank(exports)
        data = read([str(exports)])
        assert data.as_of is not None
        listed_on = data.as_of - timedelta(days=91)
        [people] = data.collect(data.frame("customers").select("customer_id"))
        ids = people["customer_id"].unique().sort()
        members = pl.DataFrame({"customer_id": ids}).with_columns(
            offer=pl.lit("江南信用卡"), responded=pl.lit(None, pl.Boolean)
        )
        found = outcomes(data, members, listed_on, data.as_of, FactSettings(), NeedsSettings())
    everybody = np.ones(len(ids), bool)
    print(f"{len(ids):,} customers, {seeds} seeds, {listed_on} to {data.as_of}, control 10%")
    for measure in found.measures():
        missed = said = 0
        for seed in range(seeds):
            treated = (groups(ids, "nothing", seed, 0.1) == "treated").to_numpy()
            one = compare("nothing", measure, None, found, treated, everybody, 0.95)
            assert one is not None
            missed += one.difference.sign != 0
            said += one.sign(0.95) != 0
        print(
            f"  {measure:15} intervals that miss 0: {missed / seeds:.1%}   verdicts: {said / seeds:.1%}"
        )


# --- budget ----------------------------------------------------------------------------------------


def budget(sets: int) -> None:
    """Print the best split beside SciPy's."""
    from scipy.optimize import minimize

    from custseg.models.response import Choice, Power, Saturating, best_split

    chance = np.random.default_rng(3)
    worst, ours, theirs = 0.0, 0.0, 0.0
    for _ in range(sets):
        choices = [
            Choice(Saturating(chance.uniform(50, 1000), chance.uniform(5, 500)) if chance.random() < 0.5
                   else Power(chance.uniform(1, 50), chance.uniform(0.1, 0.9)), 0.0, chance.choice([60.0, 300.0, 1e9]))
            for _ in range(8)
        ]  # fmt: skip
        total = chance.uniform(50, 2000)
        began = time.process_time()
        split = best_split(choices, total)
        ours += time.process_time() - began
        began = time.process_time()
        peer = minimize(
            lambda x, choices=choices: -sum(c.curve.value(max(float(s), 0.0)) for c, s in zip(choices, x, strict=True)),
            np.full(8, min(total / 8, 60.0)), bounds=[(0.0, min(c.most, total)) for c in choices], method="SLSQP",
            constraints={"type": "ineq", "fun": lambda x, total=total: total - x.sum()},
            options={"maxiter": 500, "ftol": 1e-13},
        )  # fmt: skip
        theirs += time.process_time() - began
        worst = max(worst, (-peer.fun - split.value) / split.value)
    print(f"{sets} budgets over 8 curves: SciPy (SLSQP) better by {worst:.1e} at most; "
          f"CPU {1000 * ours / sets:.2f} ms each, SciPy {1000 * theirs / sets:.2f} ms")  # fmt: skip


# --- cost ------------------------------------------------------------------------------------------


def _frames(customers: int) -> dict[str, pl.DataFrame]:
    """Exports of a bank of so many customers, made up."""
    chance = np.random.default_rng(4)
    ids = pl.Series([f"{n:08}" for n in range(customers)])
    money = pl.Decimal(38, 6)

    def some(n: int) -> pl.Series:
        return ids.gather(chance.integers(0, customers, n))

    months = [date(2023 + (6 + m) // 12, (6 + m) % 12 + 1, 28) for m in range(24)]
    balances = pl.concat([
        pl.DataFrame({"customer_id": ids, "balance": chance.lognormal(9, 1.5, customers).round(2)})
        .with_columns(pl.lit(day).alias("date"), pl.col("balance").cast(money))
        for day in months
    ])  # fmt: skip
    days = [AS_OF - timedelta(days=int(n)) for n in range(365)]
    products = ["稳健理财", "信用卡", "基金", "定期", "保险"]
    return {
        "customers": pl.DataFrame({
            "customer_id": ids, "age": chance.integers(18, 80, customers).astype(float),
            "risk_level": [f"C{n}" for n in chance.integers(1, 6, customers)],
            "marketing_consent": chance.random(customers) < 0.8,
        }),
        "holdings": pl.DataFrame({
            "customer_id": some(2 * customers), "product": [products[n] for n in chance.integers(0, 5, 2 * customers)],
            "opened_on": [days[n] for n in chance.integers(0, 365, 2 * customers)],
            "risk_rating": ["R3"] * (2 * customers),
        }),
        "events": pl.DataFrame({
            "customer_id": some(customers), "date": [days[n] for n in chance.integers(0, 365, customers)],
            "event_type": ["营销外呼"] * customers,
        }),
        "transactions": pl.DataFrame({
            "customer_id": some(5 * customers), "date": [days[n] for n in chance.integers(0, 365, 5 * customers)],
            "amount": chance.lognormal(5, 1, 5 * customers).round(2),
        }).with_columns(pl.col("amount").cast(money)),
        "balances": balances,
    }  # fmt: skip


def _book(customers: int, tables: tuple[str, ...], as_of: date) -> Any:
    from custseg.facts.rows import FactSettings
    from custseg.plan.book import Book
    from custseg.schema.dataset import Dataset

    frames = _frames(customers)
    ids = frames["customers"]["customer_id"]
    chance = np.random.default_rng(5)
    value = chance.lognormal(9, 1.5, customers)
    people = pl.DataFrame({
        "customer_id": ids, "value": value,
        "tier": pl.Series(np.digitize(value, [8_000, 50_000])).replace_strict({0: "basic", 1: "gold", 2: "platinum"}),
        "branch": [f"支行{n:03}" for n in chance.integers(0, 200, customers)],
        "opened_on": [AS_OF - timedelta(days=int(n)) for n in chance.integers(0, 3000, customers)],
        "main_need": [("investment", "loan", "payment")[n] for n in chance.integers(0, 3, customers)],
        "need_because": ["enquired 2 times"] * customers, "next_1": ["稳健理财"] * customers,
        "next_1_because": ["of those alike 30% took it"] * customers,
    }).sort("customer_id")  # fmt: skip
    data = Dataset.from_frames({name: frames[name] for name in tables}, as_of)
    return Book(data, people, FactSettings(), levels=("platinum", "gold", "basic"))


LISTS = [{"name": "理财", "when": "value > 1万", "need": "investment"},
         {"name": "信用卡", "product": "信用卡", "when": "tier = 'gold'"},
         {"name": "问候", "offer": "生日问候", "at_most": 100_000}]  # fmt: skip


def _parts(name: str, customers: int) -> Callable[[], object]:
    """One part, ready to be run."""
    from custseg.plan.budget import BudgetSettings
    from custseg.plan.budget import budget as split
    from custseg.plan.campaign import CampaignSettings, Members, campaign, measured
    from custseg.plan.targets import TargetsSettings, targets
    from custseg.result import InputRecord
    from custseg.settings import fill

    lists = fill(CampaignSettings, {"list": LISTS}, "campaign")
    if name == "budget":
        options = [{"name": f"{t}{n}", "when": f"tier = '{t}' AND value > {n}", "top": 5e5 + n, "scale": 1e5}
                   for t in ("basic", "gold", "platinum") for n in range(10)]  # fmt: skip
        book = _book(customers, ("customers",), AS_OF)
        return lambda: split(
            book, fill(BudgetSettings, {"total": 1e6, "option": options}, "budget")
        )
    if name == "campaign":
        book = _book(customers, ("customers", "holdings", "events"), AS_OF)
        return lambda: campaign(book, lists)
    if name == "measure":
        day = AS_OF - timedelta(days=91)
        book = _book(customers, ("customers", "holdings", "transactions"), AS_OF)
        before = _book(customers, ("customers", "holdings", "events"), day)
        columns = campaign(before, lists).columns
        assert columns is not None
        rows = columns.drop_nulls("campaign").select(
            "campaign", "customer_id", pl.col("campaign_group").alias("group"), pl.col("campaign_offer").alias("offer"),
            pl.col("campaign_stratum").alias("stratum"), pl.lit(None, pl.Boolean).alias("responded"),
            pl.lit(day).alias("listed_on"),
        ).sort("campaign", "customer_id")  # fmt: skip
        members = Members(rows, InputRecord("list", "", "campaign", rows.height, rows.height, 0, 0))
        return lambda: measured(book.dataset, members, lists)
    book = _book(customers, ("customers", "transactions", "balances"), AS_OF)
    written = [{"name": m, "metric": m, "goal": "100亿", "by": date(2025, 12, 31), "per": "branch"}
               for m in ("aum", "new_customers", "money")]  # fmt: skip
    return lambda: targets(book, fill(TargetsSettings, {"target": written}, "targets"))


def _memory(line: str) -> float:
    """``VmRSS`` or ``VmHWM`` of this process in 10⁶ bytes (Linux)."""
    status = Path("/proc/self/status").read_text("ascii", "replace").splitlines()
    return next(int(text.split()[1]) for text in status if text.startswith(line)) * 1024 / 1e6


def one(name: str, customers: int) -> None:
    """Run one part and print what it costs beyond what it is given."""
    run = _parts(name, customers)
    Path("/proc/self/clear_refs").write_text("5", "ascii")  # the high-water mark begins anew
    held = _memory("VmRSS")
    cpu, wall = time.process_time(), time.perf_counter()
    run()
    print(f"  {name:9} {time.process_time() - cpu:6.1f} s CPU  {time.perf_counter() - wall:6.1f} s wall  "
          f"{_memory('VmHWM') - held:7,.0f} MB beyond the {held:,.0f} MB it is given")  # fmt: skip


def cost(customers: int) -> None:
    """Print what each part costs."""
    print(f"{customers:,} customers")
    for name in ("budget", "campaign", "measure", "targets"):
        subprocess.run([sys.executable, __file__, "one", name, str(customers)], check=True)


def main() -> None:
    what, *rest = sys.argv[1:] or ["covers"]
    if what == "one":
        one(rest[0], int(rest[1]))
        return
    number = (
        int(rest[0])
        if rest
        else {"covers": 2000, "nothing": 500, "budget": 200, "cost": 1_000_000}[what]
    )
    {"covers": covers, "nothing": nothing, "budget": budget, "cost": cost}[what](number)


if __name__ == "__main__":
    main()
