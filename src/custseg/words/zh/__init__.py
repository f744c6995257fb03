"""The Chinese of every sentence given to ``words.t``, one file a room."""

from __future__ import annotations

from custseg.words.zh import (
    campaign,
    churn,
    cli,
    compare,
    contracts,
    customers,
    demo,
    facts,
    forecast,
    history,
    lists,
    methods,
    needs,
    plan,
    privacy,
    read,
    render,
    schema,
    segment,
    sentiment,
    settings,
    tier,
)

SENTENCES: dict[str, str] = {
    **read.SENTENCES, **schema.SENTENCES, **facts.SENTENCES, **methods.SENTENCES, **needs.SENTENCES,
    **segment.SENTENCES, **render.SENTENCES, **demo.SENTENCES, **cli.SENTENCES,
    **settings.SENTENCES, **tier.SENTENCES, **forecast.SENTENCES, **churn.SENTENCES,
    **history.SENTENCES,
    **sentiment.SENTENCES, **customers.SENTENCES, **compare.SENTENCES, **plan.SENTENCES, **campaign.SENTENCES,
    **contracts.SENTENCES, **lists.SENTENCES, **privacy.SENTENCES,
}  # fmt: skip
