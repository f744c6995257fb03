"""Churn risk, P(alive) and forecasts against recency, frequency and money alone, on what came later.

``python benchmarks/risk.py ONLINE_RETAIL.csv.gz [--telco FILE] [--churn FILE]`` prints tables in Markdown.

Online Retail, cut at 2011-06-10 with 91 days after it: everybody who had bought by then. "Stays away" is no
purchase in these days (AUC: does a score tell who); "spend caught" the share of their money that fell to the
fifth ranked highest. Churn risk learned from a cut 91 days earlier and what happened until 2011-06-10;
P(alive), expected purchases and money are of models fitted to what was known on 2011-06-10. Intervals are
DeLong's for AUC, of 1,000 bootstrap samples of customers (seeded) for spend.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import polars as pl

from custseg.churn import ChurnSettings, labelled_risk
from custseg.churn.learned import Learned
from custseg.churn.observed import (
    exposed,
    joined,
    known_plans,
    outcome_plans,
    until,
    with_expectations,
    with_outcome,
)
from custseg.churn.signs import signs_in
from custseg.facts import FactSettings
from custseg.facts.ledger import Ledger
from custseg.facts.purchases import purchases
from custseg.methods.value.money import spend_of
from custseg.models.discrimination import areas, caught
from custseg.schema import read
from custseg.schema.dataset import Dataset

CUT, DAYS, TOP = date(2011, 6, 10), 91, 0.2
FACTS, SETTINGS = FactSettings(), ChurnSettings()


def observed(data: Dataset, cut: date) -> pl.DataFrame:
    """Who could leave after the cut, what was known of them then, and what came."""
    seen, later = until(data, cut), cut + timedelta(days=DAYS)
    plans = [
        *known_plans(seen, cut, FACTS),
        *outcome_plans(data, cut, later, "silent", FACTS, None),
    ]
    frame = joined(data.collect(*plans), cut).filter(pl.col("first_on").is_not_null())
    people = exposed(with_expectations(frame, cut, DAYS), cut, "silent", SETTINGS)
    return with_outcome(people, later, "silent", SETTINGS)


def money_of_purchase(data: Dataset, cut: date, people: pl.DataFrame) -> np.ndarray:
    """Expected money of a purchase, by Gamma-Gamma or what stands in for it."""
    [bought] = data.collect(purchases(until(data, cut), FACTS, with_rows=True))
    known = people.select("customer_id").join(
        Ledger(bought).repeat_purchases(cut), on="customer_id", how="left", maintain_order="left"
    )
    return spend_of(
        known["repeats"].to_numpy(), known["repeat_money"].cast(pl.Float64).to_numpy()
    ).amounts.mean


def scores(data: Dataset) -> tuple[dict[str, np.ndarray], pl.DataFrame]:
    """What each answer ranks by, more being likelier to come back (and to spend)."""
    before, people = observed(data, CUT - timedelta(days=DAYS)), observed(data, CUT)
    signs = tuple(sign for sign in signs_in(before, "silent") if sign.fact in people.columns)
    expected = people["expected_purchases"].to_numpy()
    money = people["monetary"].cast(pl.Float64).to_numpy()
    found = {
        "churn risk, logistic": 1 - Learned.of("logistic", before, signs).chances(people),
        "churn risk, trees": 1 - Learned.of("trees", before, signs).chances(people),
        "expected purchases": expected,
        "forecast of money": expected * money_of_purchase(data, CUT, people),
        "1 − churn risk × money of a purchase": (1 - Learned.of("logistic", before, signs).chances(people))
        * money_of_purchase(data, CUT, people),
        "recency": -people["days_since_last"].to_numpy().astype(float),
        "frequency": people["frequency"].to_numpy().astype(float),
        "money": money,
    }  # fmt: skip
    if "p_alive" in people.columns:
        found["P(alive)"] = people["p_alive"].to_numpy()
    return found, people


def spend_interval(score: np.ndarray, spend: np.ndarray) -> tuple[float, float]:
    rng = np.random.default_rng(0)
    drawn = [rng.integers(0, len(spend), len(spend)) for _ in range(1000)]
    shares = [caught(score[rows], spend[rows], TOP) for rows in drawn]
    low, high = np.quantile([s for s in shares if s is not None], [0.025, 0.975])
    return float(low), float(high)


def online_retail(path: str) -> None:
    found, people = scores(read(path))
    left = people["left"].to_numpy()
    spend = people["later_money"].cast(pl.Float64).fill_null(0.0).to_numpy()
    print(
        f"Online Retail: {len(people):,} customers on {CUT}, {left.mean():.1%} stay away for {DAYS} days\n"
    )
    names = list(found)
    ranked = areas(np.stack([-found[name] for name in names]), left)
    print("| ranked by | AUC | 95% | spend caught by the top 20% | 95% |\n|---|--:|---|--:|---|")
    for at, name in enumerate(names):
        low, high = ranked.interval(at)
        share = caught(found[name], spend, TOP)
        s_low, s_high = spend_interval(found[name], spend)
        print(
            f"| {name} | {ranked.values[at]:.3f} | {low:.3f}–{high:.3f} | {share:.1%} | {s_low:.1%}–{s_high:.1%} |"
        )
    singles = [names.index(name) for name in ("recency", "frequency", "money")]
    best = max(singles, key=lambda at: ranked.values[at])
    gain, low, high = ranked.difference(0, best)
    print(f"\nlogistic − {names[best]}: {gain:+.3f} ({low:+.3f} to {high:+.3f})\n")


def labelled(path: str, maps: list[str]) -> None:
    churn = labelled_risk(read(path, maps=maps)).evidence["churn"]
    print(f"{churn['tested_customers']:,} customers, {churn['tested_left']:,} left, five parts\n")
    print("| ranked by | AUC | 95% | lift at 10% | Brier |\n|---|--:|---|--:|--:|")
    for row in churn["rankings"]:
        score = "" if row["brier"] is None else f"{row['brier']:.3f}"
        print(f"| {row['churn_ranking']} | {row['auc']:.3f} | {row['auc_low']:.3f}–{row['auc_high']:.3f} "
              f"| {row['lift_10']:.2f} | {score} |")  # fmt: skip
    print()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("online_retail")
    parser.add_argument("--telco")
    parser.add_argument("--churn", help="churn_modelling")
    given = parser.parse_args()
    tasks: list[Callable[[], None]] = [lambda: online_retail(given.online_retail)]
    if given.telco:
        tasks.append(lambda: labelled(given.telco, []))
    if given.churn:
        tasks.append(lambda: labelled(given.churn, ["Tenure=tenure_years"]))
    for task in tasks:
        task()


if __name__ == "__main__":
    main()
