"""What a campaign brought: the treated beside the control group, with intervals, cost, and a verdict in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from custseg.errors import InputError
from custseg.facts.rows import FactSettings
from custseg.methods.needs import NeedsSettings
from custseg.models.power import customers_needed
from custseg.models.uplift import (
    Difference,
    customers_for_a_mean,
    holm,
    of_means,
    of_shares,
    sample_ratio,
    without_what_was_before,
)
from custseg.plan.campaign.members import Members, day_of
from custseg.plan.campaign.outcomes import MONEY, Outcomes, first_of, outcomes
from custseg.plan.campaign.settings import CampaignList, CampaignSettings
from custseg.plan.campaign.verdicts import findings, frame_of, result_of
from custseg.result import Note, Part
from custseg.schema.dataset import Dataset
from custseg.words import header, t

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]

FEWEST = 2
"""Customers a group must have at least to be compared at all."""
WORTH_ADJUSTING = 0.05
"""What was before is taken into account from this share of the spread on that it explains."""
UNEVEN = 0.001
"""Groups drawn as they should be are so uneven in one of a thousand campaigns."""


@dataclass(frozen=True)
class Compared:
    """One question of a campaign: a measure, of everybody or of one stratum."""

    campaign: str
    measure: str
    stratum: str | None
    treated: int
    control: int
    difference: Difference
    explained: float = 0.0
    """Share of the spread that spending or assets before explain, and that was taken off; 0: nothing was."""
    customers_needed: int = 0
    """Customers each group must have for the interval of so skewed a figure to hold."""
    p_holm: float | None = None
    """The p value with all other questions beside the main one; None for the main one."""

    def sign(self, confidence: float) -> int:
        """1 where it went up for sure, -1 where it went down, else 0: the interval and the test must both say it."""
        p_value = self.difference.p_value if self.p_holm is None else self.p_holm
        return self.difference.sign if p_value < 1 - confidence else 0


def measured(
    dataset: Dataset, members: Members, settings: CampaignSettings,
    facts: FactSettings = FactSettings(), needs: NeedsSettings = NeedsSettings(),
) -> Part:  # fmt: skip
    """The uplift of every campaign of a list, from exports of a later time (营销效果).

    Everybody on the list counts in the group drawn for them, contacted or not. The first outcome there is
    (``settings.list``'s ``outcome``) is the answer; its strata and the other outcomes are looked at beside it,
    and their p values are Holm's. Shares: Newcombe's interval; money: Welch's, less what the same customers
    spent or had before (CUPED) where that explains 5% of the spread or more. ``campaign_results``: a row a
    campaign with what came of it and what it cost; ``campaign_uplift``: a row a question.

    Raises InputError for a list of other customers, exports that end before it, an outcome nothing says.
    """
    results: list[dict[str, Any]] = []
    asked: list[Compared] = []
    notes: list[Note] = []
    for name in members.names:
        rows = members.rows.filter(pl.col("campaign") == name)
        written = next((one for one in settings.list if one.name == name), CampaignList(name=name))
        listed_on = day_of(rows)
        found = _found(dataset, rows, listed_on, facts, needs, members.record.name)
        questions = _questions(name, rows, found, written, settings)
        if questions:
            results.append(result_of(questions[0], written, listed_on, dataset.as_of, settings))
            asked += questions
            notes += findings(
                questions, results[-1], settings, _needed(questions[0], settings, written)
            )
        else:
            notes.append(Note("warning", t("{name}: {treated} treated and {control} control customers: nothing can be compared",
                                           name=name, treated=_count(rows, "treated"), control=_count(rows, "control"))))  # fmt: skip
        notes += _doubts(rows, found, settings, written)
    return Part(
        tables={name: frame for name, frame in frame_of(results, asked, settings.confidence).items() if frame.height},
        notes=tuple(notes),
        evidence={"list": members.record.name, "confidence": settings.confidence,
                  "results": [{**row, "campaign_on": str(row["campaign_on"] or "")} for row in results]},
    )  # fmt: skip


def _found(
    dataset: Dataset, rows: pl.DataFrame, listed_on: date | None, facts: FactSettings,
    needs: NeedsSettings, file: str,
) -> Outcomes:  # fmt: skip
    found = outcomes(dataset, rows, listed_on, dataset.as_of, facts, needs)
    if found.known == 0:
        raise InputError(
            t("none of the {n} customers of {file} is in the exports: is it the list of another bank, or masked?",
              n=f"{rows.height:,}", file=file),
            t("give exports of the same customers, with customer numbers written alike"),
        )  # fmt: skip
    if found.measures():
        return found
    if listed_on is None:
        raise InputError(
            t("{file} does not say of which day it is, nor who responded", file=file),
            t("add a column campaign_on (名单日期) or responded (是否响应)"),
        )
    raise InputError(
        t("the exports end on {end}, and {file} is of {day}: nothing is known of the time after it",
          end=dataset.as_of, file=file, day=listed_on),
        t("give the exports of a later month"),
    )  # fmt: skip


def _questions(
    name: str, rows: pl.DataFrame, found: Outcomes, written: CampaignList, settings: CampaignSettings
) -> list[Compared]:  # fmt: skip
    """The main question, then its strata and the other outcomes with Holm's p; none for groups too small."""
    first = first_of(found, written.outcome, name)
    is_treated = (rows["group"] == "treated").to_numpy()
    everybody = np.ones(rows.height, bool)
    main = compare(name, first, None, found, is_treated, everybody, settings.confidence)
    if main is None:
        return []
    asked: list[Compared | None] = []
    strata = sorted(rows["stratum"].drop_nulls().unique())
    if len(strata) > 1:
        labels = rows["stratum"]
        asked += [
            compare(name, first, stratum, found, is_treated, (labels == stratum).fill_null(False).to_numpy(),
                     settings.confidence)
            for stratum in strata
        ]  # fmt: skip
    asked += [
        compare(name, measure, None, found, is_treated, everybody, settings.confidence)
        for measure in found.measures() if measure != first
    ]  # fmt: skip
    others = [one for one in asked if one is not None]
    adjusted = holm([one.difference.p_value for one in others])
    return [main, *(replace(one, p_holm=p) for one, p in zip(others, adjusted, strict=True))]


def compare(
    name: str, measure: str, stratum: str | None, found: Outcomes, is_treated: Array, who: Array,
    confidence: float,
) -> Compared | None:  # fmt: skip
    """The treated beside the control customers among ``who`` in one measure; None where a group is too small."""
    treated, control = int((is_treated & who).sum()), int((~is_treated & who).sum())
    if min(treated, control) < FEWEST:
        return None
    values = found.rows[measure].to_numpy()
    if measure not in MONEY:
        yes = values.astype(bool)
        difference = of_shares(int((yes & is_treated & who).sum()), treated,
                               int((yes & ~is_treated & who).sum()), control, confidence)  # fmt: skip
        return Compared(name, measure, stratum, treated, control, difference)
    mine, groups = values[who].astype(float), is_treated[who]
    explained, before = 0.0, f"before_{measure}"
    if before in found.rows.columns:
        earlier = found.rows[before].to_numpy()[who].astype(float)
        less, foretold = without_what_was_before(mine, earlier)
        if foretold >= WORTH_ADJUSTING:
            mine, explained = less, foretold
    return Compared(
        name, measure, stratum, treated, control, of_means(mine[groups], mine[~groups], confidence),
        explained, customers_for_a_mean(mine),
    )  # fmt: skip


def _needed(main: Compared, settings: CampaignSettings, written: CampaignList) -> int | None:
    """Customers that a list needs to show the smallest gain worth knowing, at the share seen without it."""
    share = main.control / (main.treated + main.control)
    if main.measure in MONEY:
        return None
    base = min(max(main.difference.control, 0.001), 0.99)
    uplift = min(settings.smallest_uplift_of(written), 1 - base)
    return customers_needed(base, uplift, share, settings.confidence, settings.power)


def _count(rows: pl.DataFrame, group: str) -> int:
    return int((rows["group"] == group).sum())


def _doubts(
    rows: pl.DataFrame, found: Outcomes, settings: CampaignSettings, written: CampaignList
) -> Sequence[Note]:
    """Customers the exports do not know, and groups that are not what was drawn."""
    name, notes = written.name, []
    unknown = rows.height - found.known
    if unknown > 0.1 * rows.height:
        notes.append(Note("warning", t("{name}: {n} of {all} customers of the list are not in the exports; they count as having done nothing",
                                       name=name, n=f"{unknown:,}", all=f"{rows.height:,}")))  # fmt: skip
    treated, control = _count(rows, "treated"), _count(rows, "control")
    share = settings.control_share_of(written)
    if any(one.name == name for one in settings.list) and sample_ratio(treated, control, share) < UNEVEN:  # fmt: skip
        notes.append(Note("warning", t("{name}: {control} of {all} customers are control, and {share} were to be drawn: the groups are not those of the draw, so that "
                                       "what is measured may not be the campaign", name=name, control=f"{control:,}",
                                       all=f"{rows.height:,}", share=f"{share:.0%}")))  # fmt: skip
    lacking = [header(m) for m in ("bought", "spent_after") if m not in found.rows.columns]
    if lacking and "took_product" not in found.rows.columns:
        notes.append(Note("info", t("{name}: not known from these files: {what}", name=name, what=t(", ").join(lacking))))  # fmt: skip
    return notes
