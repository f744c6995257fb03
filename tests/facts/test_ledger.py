"""Repeat purchases as other packages count them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl

from custseg.facts.ledger import Ledger
from custseg.facts.purchases import purchases
from custseg.models.buying.days import histories_of
from custseg.schema.dataset import Dataset

ROWS = [
    (1, (1, 1), 1), (1, (2, 6), 2), (2, (1, 1), 2), (3, (1, 1), 3), (3, (1, 2), 1), (3, (1, 5), 5),
    (4, (1, 16), 6), (4, (2, 2), 3), (4, (2, 5), 3), (4, (2, 5), 6), (5, (1, 16), 3), (5, (1, 17), 1),
    (5, (1, 18), 8), (6, (2, 2), 5),
]  # fmt: skip
"""Customer, month and day of 2015, amount: fourteen purchases that lifetimes and pymc-marketing test with."""
SEEN_ON = date(2015, 2, 7)


def toy() -> Dataset:
    frame = pl.DataFrame(
        [(str(who), date(2015, *on), Decimal(amount)) for who, on, amount in ROWS],
        schema={"customer_id": pl.String, "date": pl.Date, "amount": pl.Decimal(38, 6)}, orient="row",
    )  # fmt: skip
    return Dataset.from_frames({"transactions": frame}, SEEN_ON)


def test_the_published_summary_of_repeats() -> None:
    """Frequency, recency, T in days, and the mean money of the repeat days."""
    data = toy()
    [bought] = data.collect(purchases(data, with_rows=True))
    found = Ledger(bought).repeat_purchases(SEEN_ON)
    seen = found.sort("customer_id").select(
        "repeats", (pl.col("last_on") - pl.col("first_on")).dt.total_days(),
        (pl.lit(SEEN_ON) - pl.col("first_on")).dt.total_days().alias("age"),
        pl.when(pl.col("repeats") > 0).then(pl.col("repeat_money").cast(pl.Float64) / pl.col("repeats")).otherwise(0),
    )  # fmt: skip
    assert seen.rows() == [
        (1, 36, 37, 2), (0, 0, 37, 0), (2, 4, 37, 3), (2, 20, 22, 6), (2, 2, 22, 4.5), (0, 0, 5, 0),
    ]  # fmt: skip


def test_the_published_summary_in_calendar_weeks() -> None:
    """As pymc-marketing counts weeks: purchases of one week (Monday to Sunday) are one, time in whole weeks.

    That is the same count with every day moved to the Monday of its week.
    """
    weeks = toy().frame("transactions").with_columns(pl.col("date").dt.truncate("1w")).collect()
    seen_on = date(2015, 2, 2)  # the Monday before
    data = Dataset.from_frames({"transactions": weeks}, seen_on)
    [bought] = data.collect(purchases(data, with_rows=True))
    found = Ledger(bought).repeat_purchases(seen_on).sort("customer_id")
    histories = histories_of(found["first_on"], found["last_on"], found["repeats"], seen_on, "week")
    counted = zip(histories.repeats, histories.last, histories.age, strict=True)
    assert dict(zip(found["customer_id"], counted, strict=True)) == {
        "1": (1, 5, 5), "2": (0, 0, 5), "3": (1, 1, 5), "4": (1, 3, 3), "5": (0, 0, 3), "6": (0, 0, 0),
    }  # fmt: skip


def test_the_published_summary_with_the_first_purchase() -> None:
    """Days with a purchase, days since the last one, and the mean money of a day."""
    data = toy()
    [money] = data.collect(purchases(data, with_rows=True))
    days = Ledger(money).repeat_purchases(SEEN_ON)
    seen = days.join(money.select("customer_id", "monetary"), on="customer_id").sort("customer_id").select(
        (pl.col("repeats") + 1).alias("days"),
        (pl.lit(SEEN_ON) - pl.col("last_on")).dt.total_days().alias("recency"),
        pl.col("monetary").cast(pl.Float64) / (pl.col("repeats") + 1),
    )  # fmt: skip
    assert seen["days"].to_list() == [2, 1, 3, 3, 3, 1]
    assert seen["recency"].to_list() == [1, 37, 33, 2, 20, 5]
    assert seen["monetary"].to_list() == [1.5, 2, 3, 6, 4, 5]


def test_windows_of_purchases_are_those_of_the_days() -> None:
    """Money of the last 90 days and of those before: both ways to count it agree."""
    from custseg.facts.activity import windows

    data = toy()
    for as_of in (SEEN_ON, date(2015, 4, 6), date(2015, 5, 1), date(2015, 7, 30)):
        bought, other = data.collect(purchases(data, with_rows=True), windows(data, as_of))
        one = bought.select("customer_id").hstack(Ledger(bought).recent_money(as_of))
        assert one.sort("customer_id").equals(other.select(one.columns).sort("customer_id"))
