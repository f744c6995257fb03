"""What each room shows, one file a room: its columns, its tables, its labels.

Three tables in every file:

* ``TERMS``: column key -> its Chinese and English header, and its unit (``words.term``);
* ``TITLES``: key of a table, chart or method -> (Chinese, English);
* ``LABELS``: label column -> {key: (Chinese, English)}. Rooms may share a column (``segment``,
  ``threshold``, ``claim``): each names the values that it gives.

``words.terms`` and ``words.labels`` put them together. A new room is a new file and its name here.
"""

from __future__ import annotations

from custseg.words.rooms import (
    attributes,
    behavior,
    campaign,
    churn,
    codes,
    compare,
    customers,
    forecast,
    lifecycle,
    lists,
    needs,
    plan,
    report,
    schema,
    segment,
    sentiment,
    tier,
    value,
)

ROOMS = (
    customers, report, codes, attributes, value, needs, sentiment, behavior, forecast, churn, schema,
    tier, lifecycle, segment, compare, plan, campaign, lists,
)  # fmt: skip
"""When two columns share a header, a condition that names it means the one of the later room."""
