"""What needs has found, in a few sentences, and what it cannot claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from custseg.methods.needs.course import Course
from custseg.methods.needs.evaluation import Evaluation
from custseg.methods.needs.evidence import NONE
from custseg.methods.needs.lines import OfferLines
from custseg.methods.needs.offers import Ranking
from custseg.methods.needs.propensity import Lacking, Propensity, Test
from custseg.methods.needs.settings import NeedsSettings
from custseg.result import Note
from custseg.words import label, t


def findings(
    course: Course, ranked: Ranking, lines: OfferLines, tables: Mapping[str, pl.DataFrame],
    tested: Evaluation | None, settings: NeedsSettings, found: int,
) -> Iterator[Note]:  # fmt: skip
    """Two to five sentences with numbers, the most useful first; ``found`` products were there, counted or not."""
    held = tables["penetration"]
    having = ranked.counts.customers
    per_head = float(ranked.counts.holders.sum()) / max(having, 1)
    yield Note("finding", _who_has(course, held, having=having, per_head=per_head, found=found))
    if "customer_needs" in tables:
        needs = (
            tables["customer_needs"]
            .filter(pl.col("customer_need") != NONE)
            .sort("customers", descending=True, maintain_order=True)
        )
        first = needs.row(0, named=True)
        yield Note("finding", t("The most frequent main need is {need}: {n} customers ({share:.1%})",
                                need=label("customer_need", first["customer_need"]), n=f"{first['customers']:,}",
                                share=first["customers_share"]))  # fmt: skip
    rules = tables.get("product_rules")
    if rules is not None and rules.height and rules["lift_low"][0] > 1:
        best = rules.row(0, named=True)
        numbers = {"has": best["because_product"], "share": best["together_share"], "product": best["product"],
                   "n": f"{best['holders']:,}", "lift": best["lift"]}  # fmt: skip
        yield Note("finding",
            t("Of those who bought {has}, {share:.1%} bought {product} (n {n}, lift {lift:.1f})", **numbers)
            if course.bought else
            t("Of those who hold {has}, {share:.1%} hold {product} (n {n}, lift {lift:.1f})", **numbers))  # fmt: skip
    first_offers = held.sort(["offered_first", "product"], descending=[True, False]).row(
        0, named=True
    )
    if first_offers["offered_first"]:
        yield Note("finding", t("{product} is the first offer for {n} customers", product=first_offers["product"],
                                n=f"{first_offers['offered_first']:,}") + _told_by(lines))  # fmt: skip
    if tested is not None and tested.is_enough:
        ours, plain = tested.judged[_tested_as(ranked, settings)], tested.judged["popular"]
        yield Note("finding", t(
            "Tested on {n} customers who took something later: one of the first three offers was right for {hit:.1%}, against {plain:.1%} by what is taken most",
            n=f"{tested.customers:,}", hit=float(ours.hits.mean()), plain=float(plain.hits.mean())))  # fmt: skip


def _told_by(lines: OfferLines) -> str:
    """How many first offers follow from what is held, and how many from popularity alone."""
    told = lines.is_told.gather(lines.of_customer).drop_nulls()
    return t("; of all first offers {told:,} follow from what the customer holds, {popular:,} from popularity alone",
             told=int(told.sum()), popular=int((~told).sum()))  # fmt: skip


def doubts_of_tables(
    tables: Mapping[str, pl.DataFrame], having: int, everybody: int
) -> Iterator[Note]:
    """Whom the columns of tables count: ``having`` of ``everybody`` have something."""
    if "product_rules" in tables and having < everybody:
        yield Note("info", t("lift compares with the {having} customers who have any product, penetration counts all {all}",
                             having=f"{having:,}", all=f"{everybody:,}"))  # fmt: skip
    if "customer_needs" in tables:
        yield Note("info", t("needs: in the table of main needs every customer is counted once, by the strongest evidence; in the table of all "
                             "evidence a customer counts for each need and each kind of evidence"))  # fmt: skip
    if "offer_test" in tables:
        yield Note("info", t("the row of the automatic choice ranks each tenth of the tested customers by whichever of the two next rows did "
                             "better for the other nine tenths, so that no customer has a say in its own test"))  # fmt: skip


def _who_has(
    course: Course, held: pl.DataFrame, *, having: int, per_head: float, found: int
) -> str:
    numbers = {"having": f"{having:,}", "all": f"{len(course.customer_ids):,}", "products": f"{held.height:,}",
               "per_head": per_head, "product": held["product"][0], "found": f"{found:,}"}  # fmt: skip
    if found > held.height:
        return (
            t("{having} of {all} customers bought any of the {products} products that are counted, of {found}: "
              "{per_head:.2f} of these each", **numbers)
            if course.bought else
            t("{having} of {all} customers hold any of the {products} products that are counted, of {found}: "
              "{per_head:.2f} of these each", **numbers)
        )  # fmt: skip
    if course.bought:
        return t(
            "{having} of {all} customers bought products: {products} different ones, {per_head:.2f} each",
            **numbers,
        )
    if held.height == 1:
        return t("{product}, the only product, is held by {having} of {all} customers", **numbers)
    return t(
        "Products are held by {having} of {all} customers: {products} different ones, {per_head:.2f} each",
        **numbers,
    )


def doubts(ranked: Ranking, tested: Evaluation | None, settings: NeedsSettings) -> Iterator[Note]:
    """What the test does not allow to claim."""
    if tested is None:
        return
    if not tested.is_enough:
        yield Note("info", t("how well the offers foretell what is taken is not claimed: {needed} customers who took something new "
                             "in the last period are needed, {found} were found",
                             needed=settings.min_tested, found=tested.customers))  # fmt: skip
        return
    if not tested.is_later:
        yield Note("info", t("with two days the test ranks each half of the customers by what the other half took: "
                             "a third day would test it on later data"))  # fmt: skip
    if ranked.kind == "popular":
        return
    ours_as = _tested_as(ranked, settings)
    better = tested.beats(ours_as)
    ours, plain = (float(tested.judged[kind].precision.mean()) for kind in (ours_as, "popular"))
    if better is False:
        yield Note("warning", t("the offers foretell less well than what is simply taken most (MAP {ours:.3f} against {plain:.3f}): "
                                'take score = "popular" in [needs]', ours=ours, plain=plain))  # fmt: skip
    elif better is None:
        yield Note("warning", t("the offers do not surely foretell better than what is simply taken most (MAP {ours:.3f} against "
                                "{plain:.3f} on {n} customers)", ours=ours, plain=plain, n=f"{tested.customers:,}"))  # fmt: skip


def _tested_as(ranked: Ranking, settings: NeedsSettings) -> str:
    """Which row of the test tells how good the offers are: a ranking that was chosen is judged by choices."""
    return "auto" if settings.score == "auto" else ranked.kind


def about_card(found: Propensity | Lacking) -> Iterator[Note]:
    """What the scorecard says, how it did, and what was refused."""
    if isinstance(found, Lacking):
        yield Note("warning", found.why)
        return
    refused = [v for v in found.verdicts if v.refused in ("known_after", "too_good")]
    for verdict in refused:
        yield Note("warning", t("column {column} is refused as a feature of {product}: {why} (alone it has an AUC of {auc:.2f}); "
                                'allow = ["{column}"] in [needs] takes it all the same',
                                column=verdict.name, product=found.target, why=label("feature_use", verdict.refused),
                                auc=verdict.alone))  # fmt: skip
    if not any(attribute.coefficient > 0 for attribute in found.card.attributes):
        yield Note("warning", t("nothing that is known of the customers goes with {product}", product=found.target)
                   if found.is_column else
                   t("nothing that is known of the customers says who takes {product}", product=found.target))  # fmt: skip
    elif found.test is None:
        yield Note("warning", _untested(found))
    elif found.test.is_claimed:
        yield Note("finding", _claimed(found, found.test))
    else:
        yield Note("warning", _not_claimed(found, found.test))


def _untested(card: Propensity) -> str:
    if card.is_column:
        return t("the scorecard for {product} is not tested: nothing says which rows are later (--in-order, where the "
                 "rows stand in the order of time)", product=card.target)  # fmt: skip
    return t("the scorecard for {product} is not tested: there is no later data (a third day of holdings)",
             product=card.target)  # fmt: skip


def _claimed(card: Propensity, test: Test) -> str:
    numbers = {"product": card.target, "auc": test.auc, "error": 2 * test.error, "alone": test.alone[0],
               "alone_auc": test.alone[1], "lift": test.tenths().row(0, named=True)["lift"],
               "n": f"{len(test.is_taker):,}"}  # fmt: skip
    if card.is_column:
        return t("The scorecard for {product} has an AUC of {auc:.3f} on the last {n} rows, which it was not fitted to (± {error:.3f}; "
                 "the best single feature, {alone}, {alone_auc:.3f}); in its best tenth yes is {lift:.1f} times as frequent as "
                 "among all", **numbers)  # fmt: skip
    return t("The scorecard for {product} has an AUC of {auc:.3f} on later data (± {error:.3f}; the best single feature, "
             "{alone}, {alone_auc:.3f}); its best tenth took it {lift:.1f} times as often as all", **numbers)  # fmt: skip


def _not_claimed(card: Propensity, test: Test) -> str:
    numbers = {"product": card.target, "auc": test.auc, "error": 2 * test.error,
               "takers": f"{int(test.is_taker.sum()):,}", "n": f"{len(test.is_taker):,}"}  # fmt: skip
    if card.is_column:
        return t("on the last {n} rows the scorecard for {product} is not surely better than chance (AUC {auc:.3f} ± {error:.3f}, "
                 "{takers} with yes): do not use it", **numbers)  # fmt: skip
    return t("on later data the scorecard for {product} is not surely better than chance (AUC {auc:.3f} ± {error:.3f}, "
             "{takers} takers): do not use it", **numbers)  # fmt: skip
