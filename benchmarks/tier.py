"""Tiers: what a rule with memory changes, and what it costs.

``python benchmarks/tier.py changes [BERKA_FOLDER]`` replays the same months by every month anew, 建行's rule
and 渤海's: on the invented bank, and on month-end balances built from Berka's transactions (PKDD'99
financial data, folder with trans.asc; balances are sums of signed amounts since the account was
opened, in crowns; levels of their own).

``python benchmarks/tier.py cost [CUSTOMERS ...]`` times ``custseg tier`` on 24 months of balances, CSV to Parquet,
beside the same file read through all checks to the sum of its balances, each a process of its own.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from side_by_side import PYTHON, measure

READ_ONLY = """
import sys, polars as pl
from custseg.schema import read
data = read(sys.argv[1])
rows = data.frame("balances").select(pl.col("balance").sum(), pl.col("customer_id").count(), pl.col("date").max())
print(data.collect(rows)[0].row(0), data.as_of)
"""


# --- changes ---------------------------------------------------------------------------------------


def berka_balances(folder: Path) -> pl.DataFrame:
    """Month-end balances of Berka's accounts, 1993 to 1998: account, date, balance."""
    with (folder / "trans.asc").open(encoding="ascii", newline="") as lines:
        header, *rows = csv.reader(lines, delimiter=";")
    flows = pl.DataFrame([r for r in rows if len(r) == len(header)], schema=header, orient="row")
    sign = pl.when(pl.col("type") == "PRIJEM").then(1).otherwise(-1)
    monthly = (
        flows.select(
            "account_id", pl.col("date").str.to_date("%y%m%d").dt.month_end(),
            (pl.col("amount").cast(pl.Float64) * 100).round().cast(pl.Int64) * sign,
        )
        .group_by("account_id", "date").agg(pl.col("amount").sum())
    )  # fmt: skip
    months = monthly.select(pl.col("date").unique().sort())
    since = monthly.group_by("account_id").agg(pl.col("date").min().alias("opened"))
    return (
        since.join(months, how="cross").filter(pl.col("date") >= pl.col("opened"))
        .join(monthly, on=["account_id", "date"], how="left")
        .sort("account_id", "date")
        .select(
            customer_id="account_id", date="date",
            balance=pl.col("amount").fill_null(0).cum_sum().over("account_id").cast(pl.Decimal(38, 6)) / 100,
        )
        .with_columns(pl.col("balance").cast(pl.Decimal(38, 6)))
    )  # fmt: skip


def changes(balances: object, name: str, **settings: object) -> None:
    """Print what each rule changed."""
    from custseg.settings import fill
    from custseg.tier import TierSettings, tier

    result = tier(balances, fill(TierSettings, settings, "tier"))  # type: ignore[arg-type]
    table = result.tables["tier_rules"].filter(pl.col("memory_rule") != "own")
    evidence = result.evidence
    print(f"{name}: {evidence['customers']:,} customers, {evidence['months']} months")
    anew = table["changes"][0]
    for rule, up, down, total in table.select("memory_rule", "up", "down", "changes").iter_rows():
        print(
            f"  {rule:5} {up:7,} up {down:7,} down {total:8,} changes   anew ÷ this {anew / total:.2f}"
        )


def all_changes(berka: str | None) -> None:
    from custseg.demo.bank import write_bank
    from custseg.schema import read
    from custseg.schema.dataset import Dataset

    with tempfile.TemporaryDirectory() as made:
        write_bank(Path(made), 2000)
        changes(read(str(Path(made) / "月日均资产.csv")), "the invented bank")
    if berka is not None:
        balances = berka_balances(Path(berka))
        levels = [{"name": "diamond", "at_least": 80_000}, {"name": "platinum", "at_least": 55_000},
                  {"name": "gold", "at_least": 40_000}, {"name": "silver", "at_least": 25_000},
                  {"name": "basic"}]  # fmt: skip
        changes(Dataset.from_frames({"balances": balances}), "Berka's accounts", levels=levels)


# --- cost ------------------------------------------------------------------------------------------


def write_balances(path: Path, customers: int, months: int = 24) -> None:
    """Month-end balances that wander around a level of each customer's own (a quarter up or down a month)."""
    rng = np.random.default_rng(1)
    centre = rng.normal(10.5, 1.6, customers)
    ids = pl.Series("客户号", [f"C{i:07d}" for i in range(customers)])
    level = centre.copy()
    for month in range(months):
        level = centre + 0.9 * (level - centre) + rng.normal(0, 0.25, customers)
        on = date(2023 + month // 12, month % 12 + 1, 28)
        frame = pl.DataFrame({"日期": pl.repeat(on, customers, eager=True, dtype=pl.Date), "客户号": ids,
                              "余额": np.round(np.exp(level), 2)})  # fmt: skip
        with path.open("ab" if month else "wb") as file:
            frame.write_csv(file, include_header=month == 0, float_precision=2)


def cost(sizes: list[int]) -> None:
    print(f"{'customers':>10} {'':10} {'wall s':>7} {'CPU s':>6} {'peak MB':>8}")
    with tempfile.TemporaryDirectory() as made:
        reader = Path(made) / "read_only.py"
        reader.write_text(READ_ONLY, encoding="utf-8")
        for customers in sizes:
            file, out = Path(made) / "balances.csv", Path(made) / "tiers.parquet"
            write_balances(file, customers)
            runs = {
                "read": measure(f"{PYTHON} {reader} {file}"),
                "tier": measure(f"{PYTHON} -m custseg tier {file} -o {out} --force"),
            }
            for name, run in runs.items():
                print(
                    f"{customers:>10,} {name:10} {run.wall_s:7.1f} {run.cpu_s:6.1f} {run.peak_mb:8,.0f}"
                )
            beyond = runs["tier"].cpu_s - runs["read"].cpu_s
            print(f"{customers:>10,} {'beyond':10} {'':7} {beyond:6.1f}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["changes"]:
        all_changes(sys.argv[2] if len(sys.argv) > 2 else None)
    elif sys.argv[1:2] == ["cost"]:
        cost([int(n) for n in sys.argv[2:]] or [250_000, 500_000, 1_000_000])
    else:
        sys.exit(__doc__)
