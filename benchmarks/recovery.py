"""Do drawn customers give their parameters back, and do 95% intervals hold them 95 times in 100?

``python benchmarks/recovery.py [SETS]`` draws SETS sets (200) of customers from each model, fits it to
each, and prints for every parameter: the true value, the median of the fits, the mean error in
standard errors, and the share of sets whose 95% interval holds the truth. The seed is fixed. Sets that are refused
are counted, not replaced.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from custseg.models.buying.bg_bb import BgBb
from custseg.models.buying.bg_nbd import BgNbd
from custseg.models.buying.contracts import Contracts, ShiftedBetaGeometric
from custseg.models.buying.gamma_gamma import GammaGamma, Spending
from custseg.models.buying.mbg_nbd import MbgNbd
from custseg.models.buying.model import BuyingModel
from custseg.models.buying.nbd import Nbd
from custseg.models.buying.pareto_nbd import ParetoNbd
from custseg.models.likelihood import Fit, Refusal

CUSTOMERS = 4_000
Outcome = Fit | Refusal
Draw = Callable[[Generator], Outcome]


def buying(model: BuyingModel, age: int) -> tuple[dict[str, float], Draw]:
    def draw(rng: Generator) -> Outcome:
        ages = rng.integers(age // 2, age + 1, CUSTOMERS)
        return type(model).fit(model.draw_histories(ages, rng))

    return model.parameters, draw


def money(model: GammaGamma) -> tuple[dict[str, float], Draw]:
    def draw(rng: Generator) -> Outcome:
        counts = rng.integers(1, 9, CUSTOMERS)
        scale = rng.gamma(model.q, 1 / model.v, CUSTOMERS)
        return GammaGamma.fit(Spending.of(rng.gamma(model.p * counts) / (counts * scale), counts))

    return model.parameters, draw


def contracts(model: ShiftedBetaGeometric, periods: int) -> tuple[dict[str, float], Draw]:
    def draw(rng: Generator) -> Outcome:
        leaves = np.maximum(rng.beta(model.alpha, model.beta, CUSTOMERS), 1e-9)
        ends = rng.geometric(leaves)
        return ShiftedBetaGeometric.fit(Contracts.of(np.minimum(ends, periods), ends <= periods))

    return model.parameters, draw


MODELS: dict[str, tuple[dict[str, float], Draw]] = {
    "bg_nbd": buying(BgNbd(0.6, 5.0, 0.8, 2.5), 52),
    "mbg_nbd": buying(MbgNbd(0.8, 5.0, 1.0, 3.0), 52),
    "pareto_nbd": buying(ParetoNbd(0.8, 6.0, 0.8, 15.0), 52),
    "nbd": buying(Nbd(0.8, 6.0), 52),
    "bg_bb": buying(BgBb(1.2, 0.9, 0.8, 2.8), 12),
    "gamma_gamma": money(GammaGamma(6.0, 4.0, 15.0)),
    "shifted_beta_geometric": contracts(ShiftedBetaGeometric(0.7, 1.8), 8),
}


def main(sets: int) -> None:
    print(f"{'model':24}{'parameter':10}{'true':>8}{'median':>9}{'error/se':>10}{'covered':>9}")
    for name, (truth, draw) in MODELS.items():
        rng = np.random.default_rng(20_261_121)
        began = time.process_time()
        outcomes = [draw(rng) for _ in range(sets)]
        fits = [fit for fit in outcomes if isinstance(fit, Fit)]
        for parameter, value in truth.items():
            found = np.array([fit.parameters[parameter] for fit in fits])
            intervals = np.array([fit.interval(parameter) for fit in fits])
            covered = ((intervals[:, 0] <= value) & (value <= intervals[:, 1])).sum() / sets
            off = np.array([
                np.log(fit.parameters[parameter] / value)
                / (fit.standard_errors[parameter] / fit.parameters[parameter]) for fit in fits
            ])  # fmt: skip
            print(
                f"{name:24}{parameter:10}{value:8.2f}{np.median(found):9.3f}{off.mean():10.2f}{covered:9.1%}"
            )
        spent = time.process_time() - began
        print(f"{name:24}{sets - len(fits)} of {sets} refused, {spent:.0f} s of CPU")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
