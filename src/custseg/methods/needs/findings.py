"""What needs has found, in a few sentences, and what it cannot claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from custseg.methods.needs.course import Course
from custseg.methods.needs.evaluation import Evaluation
from custseg.methods.needs.offers import Offers, Ranking
from custseg.methods.needs.propensity import Lacking, Propensity
from custseg.methods.needs.settings import NeedsSettings
from custseg.result import Note
from custseg.words import label, t


def findings(
    course: Course, ranked: Ranking, offers: Offers, tables: Mapping[str, pl.DataFrame],
    tested: Evaluation | None,
) -> Iterator[Note]:  # fmt: skip
    """Two to five sentences with numbers, the most useful first."""
    held = tables["penetration"]
    having = ranked.counts.customers
    everybody = len(course.customer_ids)
    per_head = float(ranked.counts.holders.sum()) / max(having, 1)
    yield Note("finding", t("{having} of {all} customers hold {products} different products, {per_head:.2f} each",
                            having=f"{having:,}", all=f"{everybody:,}", products=f"{held.height:,}",
                            per_head=per_head))  # fmt: skip
    needs = (
        tables["customer_needs"]
        .filter(pl.col("customers") > 0)
        .sort("customers", descending=True, maintain_order=True)
    )
    if needs.height:
        first = needs.row(0, named=True)
        yield Note("finding", t("The most frequent main need is {need}: {n} customers ({share:.1%})",
                                need=label("customer_need", first["customer_need"]), n=f"{first['customers']:,}",
                                share=first["customers_share"]))  # fmt: skip
    rules = tables.get("product_rules")
    if rules is not None and rules.height:
        best = rules.row(0, named=True)
        yield Note("finding", t("Of those who hold {has}, {share:.1%} hold {product} (n {n}, lift {lift:.1f})",
                                has=best["because_product"], share=best["together_share"], product=best["product"],
                                n=f"{best['holders']:,}", lift=best["lift"]))  # fmt: skip
    first_offers = held.sort(["offered_first", "product"], descending=[True, False]).row(
        0, named=True
    )
    if first_offers["offered_first"]:
        yield Note("finding", t("{product} is the first offer for {n} customers", product=first_offers["product"],
                                n=f"{first_offers['offered_first']:,}"))  # fmt: skip
    if tested is not None and tested.is_enough:
        ours, plain = tested.judged[ranked.kind], tested.judged["popular"]
        yield Note("finding", t(
            "Tested on {n} customers who took something later: one of the first three offers was right for {hit:.1%}, against {plain:.1%} by what is taken most",
            n=f"{tested.customers:,}", hit=float(ours.hits.mean()), plain=float(plain.hits.mean())))  # fmt: skip


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
    better = tested.beats(ranked.kind)
    ours, plain = (float(tested.judged[kind].precision.mean()) for kind in (ranked.kind, "popular"))
    if better is False:
        yield Note("warning", t("the offers foretell less well than what is simply taken most (MAP {ours:.3f} against {plain:.3f}): "
                                'take score = "popular" in [needs]', ours=ours, plain=plain))  # fmt: skip
    elif better is None:
        yield Note("warning", t("the offers do not surely foretell better than what is simply taken most (MAP {ours:.3f} against "
                                "{plain:.3f} on {n} customers)", ours=ours, plain=plain, n=f"{tested.customers:,}"))  # fmt: skip


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
        yield Note(
            "warning",
            t(
                "nothing that is known of the customers says who takes {product}",
                product=found.target,
            ),
        )
        return
    if found.test is None:
        yield Note("warning", t("the scorecard for {product} is not tested: there is no later data (a third day of holdings; or rows "
                                "in the order of time with in_order = true)", product=found.target))  # fmt: skip
        return
    test = found.test
    if test.is_claimed:
        top = test.tenths().row(0, named=True)
        yield Note("finding", t("The scorecard for {product} has an AUC of {auc:.3f} on later data (± {error:.3f}; the best single feature, "
                                "{alone}, {alone_auc:.3f}); its best tenth took it {lift:.1f} times as often as all",
                                product=found.target, auc=test.auc, error=2 * test.error, alone=test.alone[0],
                                alone_auc=test.alone[1], lift=top["lift"]))  # fmt: skip
    else:
        yield Note("warning", t("on later data the scorecard for {product} is not surely better than chance (AUC {auc:.3f} ± {error:.3f}, "
                                "{takers} takers): do not use it", product=found.target, auc=test.auc,
                                error=2 * test.error, takers=f"{int(test.is_taker.sum()):,}"))  # fmt: skip
