"""Groups of customers found in their numbers: how many there are, who is in which, how sure that is.

Arrays in, arrays out. Rows are first put into an order of their own values, so that neither the
order of the file nor the numbers of the customers can change an answer; all draws are seeded; every
fit runs on one thread, so the number of processors cannot either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Labels = NDArray[np.int64]

STABLE = 0.75
"""A number of groups is stable when its groups come back from resampled customers: mean ARI."""
SILHOUETTE_TIE = 0.02
"""Numbers of groups whose silhouettes are this close are told apart by BIC."""
_DRAWS, _STARTS, _FINAL_STARTS = 10, 4, 10
_ON_TRIAL, _FOR_SILHOUETTE, _FOR_BIC = 10_000, 4_000, 5_000
_CHUNK = 100_000


@dataclass(frozen=True)
class Scale:
    """How measures become comparable: signed log where skewed, ends clipped, mean 0 and deviation 1."""

    medians: Floats
    logged: NDArray[np.bool_]
    low: Floats
    high: Floats
    centre: Floats
    spread: Floats

    def of(self, values: Floats) -> Floats:
        """``values`` (customers × measures) on the scale; a missing value counts as the median."""
        scaled = np.where(np.isnan(values), self.medians, values)
        scaled[:, self.logged] = _signed_log(scaled[:, self.logged])
        np.clip(scaled, self.low, self.high, out=scaled)
        result: Floats = (scaled - self.centre) / self.spread
        return result


@dataclass(frozen=True)
class Trial:
    """What was found for one number of groups."""

    k: int
    stability: float
    """Mean adjusted Rand index between these groups and those of bootstrapped customers."""
    silhouette: float
    bic: float
    """Of a mixture of k normal distributions; less is better."""
    smallest: int
    """Customers of the sample in the smallest group."""
    large_enough: bool

    @property
    def stable(self) -> bool:
        """Whether the groups come back and none is a handful."""
        return self.large_enough and self.stability >= STABLE


@dataclass(frozen=True)
class Grouping:
    """The groups: ``centres`` on the scale, and each customer's group and place in it."""

    k: int
    trials: tuple[Trial, ...]
    bic_undivided: float
    labels: Labels
    """0 is the largest group."""
    closeness: Floats
    """0 on the border to the next group, near 1 in the middle of the own one."""
    centres: Floats
    sample: Labels
    """Rows that the groups were fitted on."""

    @property
    def chosen(self) -> Trial:
        """The trial of the number of groups that was taken."""
        return next(trial for trial in self.trials if trial.k == self.k)


def canonical_order(values: Floats) -> Labels:
    """Rows sorted by their values: the same order whatever order and names they came in."""
    order: Labels = np.argsort(values[:, 0], kind="stable")
    alike = _equal_to_next(values[order, 0])
    for column in values.T[1:]:
        if not alike.any():
            break  # most rows differ in the first measures: only equal ones are sorted further
        tied = np.append(alike, False) | np.insert(alike, 0, False)
        run = np.insert(np.cumsum(~alike), 0, 0)[tied]
        rows = order[tied]
        order[tied] = rows[np.lexsort((column[rows], run))]
        alike &= _equal_to_next(column[order])
    return order


def _equal_to_next(ascending: Floats) -> NDArray[np.bool_]:
    one, next_ = ascending[:-1], ascending[1:]
    equal: NDArray[np.bool_] = (one == next_) | (np.isnan(one) & np.isnan(next_))
    return equal


def scale_of(values: Floats) -> Scale:
    """The scale of ``values`` (in canonical order, NaN where missing).

    A measure is logged when that takes most of its skewness away (skewness over 1 that becomes
    less); negative values keep their sign. The outer half per cent at both ends is clipped, so one
    customer's typing error is no group of its own.
    """
    medians = np.nanmedian(values, axis=0)
    filled = np.where(np.isnan(values), medians, values)
    skewness = np.abs(_skewness(filled))
    logs = _signed_log(filled)
    logged = (skewness > 1) & (np.abs(_skewness(logs)) < skewness)
    filled[:, logged] = logs[:, logged]
    low, high = np.quantile(filled, [0.005, 0.995], axis=0)
    flat = low == high
    low[flat], high[flat] = filled.min(axis=0)[flat], filled.max(axis=0)[flat]
    np.clip(filled, low, high, out=filled)
    spread = filled.std(axis=0)
    return Scale(medians, logged, low, high, filled.mean(axis=0), np.where(spread > 0, spread, 1.0))


def _signed_log(values: Floats) -> Floats:
    result: Floats = np.sign(values) * np.log1p(np.abs(values))
    return result


def _skewness(values: Floats) -> Floats:
    off = values - values.mean(axis=0)
    spread = off.std(axis=0)
    third = (off * off * off).mean(axis=0)
    result: Floats = np.divide(third, spread**3, out=np.zeros_like(third), where=spread > 0)
    return result


def find_groups(
    points: Floats,
    counts: Sequence[int],
    *,
    sample: int = 50_000,
    min_size: int = 10,
    seed: int = 0,
) -> Grouping:
    """The groups of ``points`` (scaled, in canonical order), their number chosen among ``counts``.

    Each number of groups is tried on up to 10,000 customers: k-means, the mean adjusted Rand index
    over ten bootstrap samples, the silhouette, and the BIC of a normal mixture. Among the stable ones
    (``STABLE``, and no group of a mere handful) the best silhouette wins; those within
    ``SILHOUETTE_TIE`` of it are told apart by BIC. If none is stable the most stable one is taken:
    look at ``chosen.stable``. The groups are then fitted on up to ``sample`` customers and all are
    assigned to the nearest centre. ``counts`` must be less than the number of distinct points.
    """
    drawn = np.random.default_rng(seed).permutation(len(points))[:sample]
    with _one_thread():
        on_trial = points[drawn[:_ON_TRIAL]]
        trials = tuple(
            _try(on_trial, k, min_size if len(points) <= sample else 2, seed) for k in counts
        )
        k = choose(trials).k
        centres = _means(points[np.sort(drawn)], k, seed, _FINAL_STARTS).cluster_centers_
        undivided = _mixture_bic(on_trial[:_FOR_BIC], 1, seed)
    labels, closeness = assign(points, centres)
    centres, labels = _largest_first(centres, labels)
    if not closeness.all():  # between two centres the first decides: the first as they stand now
        labels, closeness = assign(points, centres)
    return Grouping(k, trials, undivided, labels, closeness, centres, drawn)


def choose(trials: Sequence[Trial]) -> Trial:
    """The number of groups to take: stable, then silhouette, near ties by BIC."""
    stable = [trial for trial in trials if trial.stable]
    if not stable:
        return max(trials, key=lambda trial: (trial.large_enough, trial.stability, -trial.k))
    best = max(trial.silhouette for trial in stable)
    contenders = [trial for trial in stable if trial.silhouette >= best - SILHOUETTE_TIE]
    return min(contenders, key=lambda trial: (trial.bic, trial.k))


def assign(points: Floats, centres: Floats) -> tuple[Labels, Floats]:
    """Each point's nearest centre (the first of equal ones) and how clearly it is the nearest."""
    labels = np.empty(len(points), dtype=np.int64)
    closeness = np.ones(len(points))
    for start in range(0, len(points), _CHUNK):
        rows = slice(start, start + _CHUNK)
        # In one layout, so that sums run in one order and equal customers get equal numbers.
        these = np.ascontiguousarray(points[rows])
        distances = np.stack([((these - c) ** 2).sum(axis=1) for c in centres], axis=1)
        labels[rows] = distances.argmin(axis=1)
        if len(centres) > 1:
            two = np.sqrt(np.partition(distances, 1, axis=1)[:, :2])
            closeness[rows] = 1 - np.divide(
                two[:, 0], two[:, 1], out=np.ones(len(two)), where=two[:, 1] > 0
            )
    return labels, closeness


def distances(points: Floats, centres: Floats, labels: Labels) -> Floats:
    """How far each point is from the centre of its group."""
    apart: Floats = np.empty(len(points))
    for start in range(0, len(points), _CHUNK):
        rows = slice(start, start + _CHUNK)
        these = np.ascontiguousarray(points[rows])
        apart[rows] = np.sqrt(((these - centres[labels[rows]]) ** 2).sum(axis=1))
    return apart


def agreement(one: Labels, other: Labels) -> tuple[float, float]:
    """How far two labellings agree: share of equal labels, and adjusted Rand index."""
    from sklearn.metrics import adjusted_rand_score

    return float((one == other).mean()), float(adjusted_rand_score(one, other))


def _largest_first(centres: Floats, labels: Labels) -> tuple[Floats, Labels]:
    sizes = np.bincount(labels, minlength=len(centres))
    order = np.lexsort((*centres.T[::-1], -sizes))
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return centres[order], place[labels]


def _try(points: Floats, k: int, min_size: int, seed: int) -> Trial:
    groups = _means(points, k, seed, _STARTS)
    sizes = np.bincount(groups.labels_, minlength=k)
    needed = min(min_size, max(2, len(points) // (4 * k)))
    return Trial(
        k, _stability(points, groups, k, seed), _silhouette(points, groups.labels_),
        _mixture_bic(points[:_FOR_BIC], k, seed), int(sizes.min()), bool(sizes.min() >= needed),
    )  # fmt: skip


def _stability(points: Floats, groups: Any, k: int, seed: int) -> float:
    from sklearn.metrics import adjusted_rand_score

    found: list[float] = []
    for draw in range(_DRAWS):
        again = points[np.random.default_rng([seed, k, draw]).integers(0, len(points), len(points))]
        if len(np.unique(again, axis=0)) >= k:
            labels, _ = assign(points, _means(again, k, draw, _STARTS).cluster_centers_)
            found.append(adjusted_rand_score(groups.labels_, labels))
    return float(np.mean(found)) if found else 0.0


def _silhouette(points: Floats, labels: Labels) -> float:
    from sklearn.metrics import silhouette_score

    points, labels = points[:_FOR_SILHOUETTE], labels[:_FOR_SILHOUETTE]
    groups = len(np.unique(labels))
    return float(silhouette_score(points, labels)) if 1 < groups < len(points) else -1.0


def _means(points: Floats, k: int, seed: int, starts: int) -> Any:
    from sklearn.cluster import KMeans

    return KMeans(k, n_init=starts, random_state=seed).fit(points)


def _mixture_bic(points: Floats, k: int, seed: int) -> float:
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        # Measures that pile up at zero would else make ever thinner, ever likelier components.
        mixture = GaussianMixture(k, covariance_type="diag", reg_covar=0.01, random_state=seed)
        return float(mixture.fit(points).bic(points))


@contextmanager
def _one_thread() -> Iterator[None]:
    # Only libraries that are loaded already can be limited. On two busy processors the waiting of
    # threads for each other in small fits takes ten times as long as the fits.
    import sklearn.cluster
    import sklearn.metrics
    import sklearn.mixture  # noqa: F401
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        yield
