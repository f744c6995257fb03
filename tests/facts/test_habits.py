from __future__ import annotations

from datetime import date

import polars as pl

from custseg.facts import FactSettings, activity, engagement, habits
from custseg.schema.dataset import Dataset


def test_habits_of_a_bank_customer() -> None:
    rows = pl.DataFrame(
        {
            "customer_id": ["7", "7", "7", "7"],
            "date": [date(2024, 6, 1), date(2024, 6, 2), date(2024, 6, 3), date(2024, 6, 4)],
            "hour": [23, 5, 6, None],
            "channel": ["手机银行", "柜面", "APP", None],
            "category": ["餐饮", "餐饮", "交通", None],
            "counterparty": ["甲", "甲", "甲", "乙"],
        },
        schema_overrides={"hour": pl.Int8},
    )
    dataset = Dataset.from_frames({"transactions": rows})
    [row] = dataset.collect(habits(dataset))[0].to_dicts()
    assert row == {
        "customer_id": "7", "channels": 3, "categories": 2, "counterparties": 2,
        "digital_share": 2 / 3, "night_share": 2 / 3, "weekend_share": 0.5,
        "main_channel": "APP", "main_category": "餐饮",
    }  # fmt: skip


def test_digital_words_are_the_users_to_edit() -> None:
    rows = pl.DataFrame({"customer_id": ["7"], "channel": ["智能柜台"]})
    dataset = Dataset.from_frames({"transactions": rows})
    mine = FactSettings(digital_channels=("智能",))
    assert dataset.collect(habits(dataset))[0]["digital_share"].item() == 0
    assert dataset.collect(habits(dataset, mine))[0]["digital_share"].item() == 1


def test_without_dates_activity_has_habits_but_no_windows() -> None:
    rows = pl.DataFrame({"customer_id": ["7"], "product": ["A"]})
    dataset = Dataset.from_frames({"transactions": rows})
    [facts] = dataset.collect(activity(dataset, dataset.as_of))
    assert facts.columns == ["customer_id", "products"]


def test_engagement_counts_enquiries_and_messages() -> None:
    events = pl.DataFrame({
        "customer_id": ["a", "a", "b"],
        "date": [date(2024, 6, 1), date(2024, 1, 1), date(2024, 6, 2)],
        "event_type": ["理财咨询", "Enquiry", "登录"],
    })  # fmt: skip
    feedback = pl.DataFrame({"customer_id": ["c"], "date": [date(2024, 5, 1)]})
    dataset = Dataset.from_frames({"events": events, "feedback": feedback})
    plan = engagement(dataset, date(2024, 6, 2))
    assert plan is not None
    rows = dataset.collect(plan)[0].sort("customer_id").rows(named=True)
    assert [(r["events"], r["enquiries"], r["events_90d"], r["feedbacks"]) for r in rows] == [
        (2, 2, 1, 0), (1, 0, 1, 0), (0, 0, 0, 1),
    ]  # fmt: skip
    assert rows[2]["last_feedback_on"] == date(2024, 5, 1)


def test_engagement_is_nothing_without_events_and_feedback() -> None:
    dataset = Dataset.from_frames({"customers": pl.DataFrame({"customer_id": ["a"]})})
    assert engagement(dataset, None) is None
