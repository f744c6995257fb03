"""The models of buying and survival beside lifetimes and lifelines, on the same arrays.

``python benchmarks/models.py`` runs every task in a process of its own, custseg and the peer in turn,
the first round not counted, and prints medians of CPU and wall seconds of the task alone (imports and
data are made before the clock starts), the memory the process grew by meanwhile, and the ratio. The answers
are compared too.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

ROUNDS = 5
CUSTOMERS, ROWS = 100_000, 1_000_000
MONTH_DAYS = 365.25 / 12


def customers() -> Any:
    """100,000 customers in whole days, drawn from BG/NBD."""
    from custseg.models.buying.bg_nbd import BgNbd
    from custseg.models.buying.histories import Histories

    rng = np.random.default_rng(1)
    drawn = BgNbd(0.5, 60.0, 0.8, 2.5).draw_histories(rng.integers(200, 730, CUSTOMERS), rng)
    return Histories.of(drawn.repeats, np.ceil(drawn.last), drawn.age, unit="day")


def spending() -> tuple[Any, Any]:
    rng = np.random.default_rng(2)
    counts = rng.integers(1, 12, CUSTOMERS)
    mean = rng.gamma(6.0 * counts) / (counts * rng.gamma(4.0, 1 / 15.0, CUSTOMERS))
    return np.round(mean, 2) + 0.01, counts


def durations() -> tuple[Any, Any]:
    rng = np.random.default_rng(3)
    return rng.integers(1, 2_000, ROWS), rng.random(ROWS) < 0.4


Task = Callable[[], list[float]]


def fit_custseg() -> Task:
    from custseg.models.buying.bg_nbd import BgNbd
    from custseg.models.buying.histories import Histories

    h = customers()
    BgNbd.fit(Histories.of([0, 1, 2], [0, 3, 5], [9, 9, 9]))  # imports

    def task() -> list[float]:
        fit = BgNbd.fit(h)
        return [BgNbd.log_likelihood(h, **fit.parameters), *fit.parameters.values()]  # type: ignore[union-attr]

    return task


def fit_peer() -> Task:
    from lifetimes import BetaGeoFitter

    from custseg.models.buying.bg_nbd import BgNbd

    h = customers()

    def task() -> list[float]:
        return [float(v) for v in BetaGeoFitter().fit(h.repeats, h.last, h.age).params_]

    def compared() -> list[float]:
        found = task()
        return [
            BgNbd.log_likelihood(h, **dict(zip(("r", "alpha", "a", "b"), found, strict=True))),
            *found,
        ]

    return compared


def dert_custseg() -> Task:
    from custseg.models.buying.bg_nbd import BgNbd

    h, model = customers(), BgNbd(0.5, 60.0, 0.8, 2.5)
    model.purchases(h, 1.0)

    def task() -> list[float]:
        return [float(model.discounted(h, periods=12, length=MONTH_DAYS, rate=0.01).sum())]

    return task


def dert_peer() -> Task:
    import pandas as pd
    from lifetimes import BetaGeoFitter
    from lifetimes.utils import _customer_lifetime_value

    h = customers()
    model = BetaGeoFitter()
    model.params_ = pd.Series({"r": 0.5, "alpha": 60.0, "a": 0.8, "b": 2.5})
    model.predict = model.conditional_expected_number_of_purchases_up_to_time
    x, last, age, one = (pd.Series(v) for v in (h.repeats, h.last, h.age, np.ones(CUSTOMERS)))

    def task() -> list[float]:
        # its months are of 30 days, so the sum differs by about the hundredth part
        return [float(_customer_lifetime_value(model, x, last, age, one, 12, 0.01, "D").sum())]

    return task


def money_custseg() -> Task:
    from custseg.models.buying.gamma_gamma import GammaGamma, Spending

    mean, counts = spending()
    GammaGamma.fit(Spending.of([1.0, 2.0, 5.0], [1, 2, 2]))

    def task() -> list[float]:
        return list(GammaGamma.fit(Spending.of(mean, counts)).parameters.values())  # type: ignore[union-attr]

    return task


def money_peer() -> Task:
    from lifetimes import GammaGammaFitter

    mean, counts = spending()

    def task() -> list[float]:
        return [float(v) for v in GammaGammaFitter().fit(counts, mean).params_]

    return task


def survival_custseg() -> Task:
    from custseg.models.survival import kaplan_meier

    t, left = durations()

    def task() -> list[float]:
        found = kaplan_meier(t, left)
        return [float(v) for v in (found.at([365])[0], *(e[0] for e in found.interval_at([365])))]  # type: ignore[union-attr]

    return task


def survival_peer() -> Task:
    from lifelines import KaplanMeierFitter

    t, left = durations()

    def task() -> list[float]:
        km = KaplanMeierFitter().fit(t, left)
        return [float(km.predict(365)), *map(float, km.confidence_interval_.loc[365])]

    return task


TASKS: dict[str, tuple[Callable[[], Task], Callable[[], Task]]] = {
    "BG/NBD": (fit_custseg, fit_peer),
    "12 months": (dert_custseg, dert_peer),
    "Gamma-Gamma": (money_custseg, money_peer),
    "Kaplan-Meier": (survival_custseg, survival_peer),
}


def once(name: str, which: int) -> None:
    """One task, in this process: its cost and its answer as JSON."""
    warnings.simplefilter("ignore")
    task = TASKS[name][which]()
    before = resource.getrusage(resource.RUSAGE_SELF)
    began = time.perf_counter()
    answer = task()
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    grown = (after.ru_maxrss - before.ru_maxrss) * 1024 / 1e6
    print(
        json.dumps(
            {
                "cpu": cpu,
                "wall": wall,
                "grown": grown,
                "peak": after.ru_maxrss * 1024 / 1e6,
                "answer": answer,
            }
        )
    )


def main() -> None:
    print(f"{'':14}{'':9}{'cpu s':>8}{'wall s':>8}{'grown MB':>10}{'peak MB':>9}  answer")
    for name in TASKS:
        runs: tuple[list[Any], list[Any]] = ([], [])
        for number in range(ROUNDS + 1):
            for which in (0, 1):
                done = subprocess.run(
                    [sys.executable, __file__, name, str(which)], capture_output=True, check=True
                )
                if number:
                    runs[which].append(json.loads(done.stdout))
        for which, who in enumerate(("custseg", "peer")):
            cpu, wall, grown, peak = (
                statistics.median(r[k] for r in runs[which])
                for k in ("cpu", "wall", "grown", "peak")
            )
            shown = " ".join(
                f"{v:.6g}" if abs(v) < 1e5 else f"{v:.4f}" for v in runs[which][0]["answer"]
            )
            print(f"{name:14}{who:9}{cpu:8.3f}{wall:8.3f}{grown:10.0f}{peak:9.0f}  {shown}")
        ratio = statistics.median(
            b["cpu"] / max(a["cpu"], 1e-4) for a, b in zip(*runs, strict=True)
        )
        print(f"{name:14}peer/custseg, CPU: {ratio:.1f}")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        once(sys.argv[1], int(sys.argv[2]))
    else:
        main()
