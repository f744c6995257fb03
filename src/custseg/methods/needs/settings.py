"""Section ``[needs]``: what counts as held, how offers are ranked, who may get them."""

from __future__ import annotations

from typing import Annotated, Literal

from custseg.settings import Meta, Section, Yuan
from custseg.words import t

Need = Literal["investment", "daily", "loan", "payment", "cross_border", "protection"]
Age = Annotated[int, Meta(ge=0, le=120)]
Days = Annotated[int, Meta(ge=1, le=36_500)]
Risk = Literal["R1", "R2", "R3", "R4", "R5"]
Measure = Literal["fees", "card_spend", "fx", "invested", "idle_balance", "own_column"]


class ProductRule(Section, frozen=True):
    """One entry of ``[[needs.products]]``: what holds for products that are called so."""

    name: Annotated[
        str,
        Meta(
            min_length=1,
            description="Products whose name contains one of these words, | between them",
        ),
    ]
    need: Annotated[
        Need | None, Meta(description="The need they answer, where their name does not say it")
    ] = None
    min_age: Annotated[
        Age | None, Meta(description="Not offered to customers younger than this")
    ] = None
    max_age: Annotated[Age | None, Meta(description="Not offered to customers older than this")] = (
        None
    )
    risk: Annotated[
        Risk | None, Meta(description="Risk rating; not offered to customers of a lower risk level")
    ] = None
    is_offered: Annotated[bool, Meta(description="Whether they are offered at all")] = True

    def __post_init__(self) -> None:
        if self.min_age is not None and self.max_age is not None and self.min_age > self.max_age:
            raise ValueError(t("{name}: max_age must not be below min_age", name=self.name))

    @property
    def words(self) -> list[str]:
        """The words one of which a product's name must contain."""
        return [word for word in (part.strip().lower() for part in self.name.split("|")) if word]


class SignalRule(Section, frozen=True):
    """One entry of ``[[needs.signals]]``: a number that speaks for a need."""

    name: Annotated[str, Meta(min_length=1, description="What the signal is called")]
    need: Annotated[Need, Meta(description="The need it speaks for")]
    measure: Annotated[
        Measure,
        Meta(
            description="What is looked at: fees, card_spend, fx, invested, idle_balance, or own_column alone"
        ),
    ] = "own_column"
    columns: Annotated[
        tuple[str, ...],
        Meta(
            description="Columns of the customer list that give the number instead; words of their names"
        ),
    ] = ()
    at_least: Annotated[
        Yuan | None, Meta(description="From this number on; else the highest top_share counts")
    ] = None
    top_share: Annotated[
        float,
        Meta(
            ge=0, le=1, description="Of the customers with a number above 0, the highest such share"
        ),
    ] = 0.1
    unless: Annotated[
        Need | None, Meta(description="Does not count for who holds a product of this need already")
    ] = None


LIMITS = (
    ProductRule(name="贷款|房贷|按揭|loan|mortgage", min_age=18, max_age=65),
    ProductRule(name="信用卡|credit card", min_age=18, max_age=65),
    ProductRule(name="理财|基金|信托|证券|积存金|fund|wealth|securities", min_age=18),
)
"""Ages at which a product may be offered: examples, to be replaced by the house's own."""

SIGNALS = (
    SignalRule(name="fee_income", measure="fees", need="daily",
               columns=("中间业务收入", "中收", "手续费", "fee income")),
    SignalRule(name="card_spend", measure="card_spend", need="payment",
               columns=("累计消费", "消费额", "刷卡", "card spend")),
    SignalRule(name="fx", measure="fx", need="cross_border", at_least=Yuan(1),
               columns=("外汇", "外币", "结售汇", "foreign exchange", "fx")),
    SignalRule(name="invested", measure="invested", need="investment",
               columns=("投资总额", "投资额", "投资金额", "investments")),
    SignalRule(name="idle_balance", measure="idle_balance", need="investment", at_least=Yuan(50_000),
               unless="investment"),
    SignalRule(name="message_service", need="daily", at_least=Yuan(1),
               columns=("短信通", "短信", "账户通知", "sms", "message")),
)  # fmt: skip
"""The columns of a bank's customer system and what they speak for."""


class NeedsSettings(Section, frozen=True):
    """Section ``[needs]``: next best products, the needs behind them, and a model for one product."""

    product: Annotated[
        str | None,
        Meta(
            description="A scorecard for this one product, or for a yes/no column of the customer list"
        ),
    ] = None
    source: Annotated[
        Literal["auto", "holdings", "purchases"],
        Meta(
            description="What customers have: lists of holdings, or what they bought; auto takes holdings where there are any"
        ),
    ] = "auto"
    level: Annotated[
        Literal["product", "family"],
        Meta(description="Count single products, or their families (categories)"),
    ] = "product"
    score: Annotated[
        Literal["auto", "together", "taken", "basket", "popular"],
        Meta(description="Rank by what is held together, by what is taken by those who hold it, by the whole basket, or by what is "
                         "taken most; auto is taken or basket, whichever foretold better, and together where there is one day only"),
    ] = "auto"  # fmt: skip
    offers: Annotated[int, Meta(ge=1, le=10, description="Products named for each customer")] = 3
    shrink: Annotated[
        float, Meta(ge=0, description="Customers added to each count, as the average customer is")
    ] = 20.0
    min_support: Annotated[
        int, Meta(ge=1, description="A product speaks for others from so many holders on")
    ] = 30
    max_products: Annotated[
        int,
        Meta(ge=2, le=5000, description="Of more products those with the most holders are counted"),
    ] = 1000
    test_days: Annotated[
        Days | None,
        Meta(
            description="Days of each period that are compared where products have dates; unset: a quarter of "
                               "the time there is, at most 365"),
    ] = None  # fmt: skip
    min_tested: Annotated[
        int,
        Meta(ge=1, description="Customers who took something later below whom nothing is claimed"),
    ] = 50
    products: Annotated[
        tuple[ProductRule, ...],
        Meta(description="Needs, ages and risk of products; the defaults are examples"),
    ] = LIMITS
    signals: Annotated[
        tuple[SignalRule, ...], Meta(description="Numbers that speak for a need")
    ] = SIGNALS
    cool_down_days: Annotated[
        int,
        Meta(ge=0, le=36_500, description="No offer within so many days of a marketing contact"),
    ] = 30
    contact_events: Annotated[
        tuple[str, ...],
        Meta(description="An event whose type contains one of these words is a marketing contact"),
    ] = ("营销", "推介", "推荐", "外呼", "campaign", "marketing", "offer")
    wish_days: Annotated[
        int,
        Meta(
            ge=1, le=36_500, description="What was looked at, asked or said counts for so many days"
        ),
    ] = 180
    min_views: Annotated[
        int, Meta(ge=1, description="A product was looked at when so many events say so")
    ] = 2
    ignore: Annotated[tuple[str, ...], Meta(description="Columns the scorecard must not use")] = ()
    allow: Annotated[
        tuple[str, ...],
        Meta(description="Columns the scorecard may use although they look like leaks"),
    ] = ()
    in_order: Annotated[
        bool,
        Meta(
            description="The rows of the customer list stand in the order of time, so that the last ones can test the scorecard"
        ),
    ] = False
    min_takers: Annotated[
        int, Meta(ge=1, description="Takers below which no scorecard is made")
    ] = 50
