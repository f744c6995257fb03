"""Sentiment: scores and their scales, moods by rule, complaints, texts, topics, alarm, a model of one's own."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from custseg.errors import InputError, UsageError
from custseg.methods.sentiment import SentimentSettings, sentiment, sentiment_reason
from custseg.methods.sentiment.judges import Shipped, judge_of, shipped_score, shipped_weights
from custseg.methods.sentiment.kept import load_model, written
from custseg.methods.sentiment.lexicon import lexicon_of
from custseg.methods.sentiment.method import sentiment_trained
from custseg.methods.sentiment.redaction import redacted
from custseg.methods.sentiment.scales import Scale, result_of
from custseg.methods.sentiment.sides import compared
from custseg.methods.sentiment.wording import reworded
from custseg.models.text.agreement import agreement
from custseg.models.text.classes import CLASSES
from custseg.models.text.crossed import crossed
from custseg.models.text.learning import learn
from custseg.schema import read
from custseg.schema.dataset import Dataset
from custseg.words import header, in_language

AS_OF = date(2024, 6, 30)


def feedback(*rows: dict[str, object]) -> pl.DataFrame:
    schema = {
        "customer_id": pl.String, "date": pl.Date, "feedback_type": pl.String, "channel": pl.String,
        "score": pl.Float64, "text": pl.String, "severity": pl.String, "status": pl.String,
        "resolved_on": pl.Date, "topic": pl.String, "sentiment_label": pl.String,
    }  # fmt: skip
    return pl.DataFrame([{"date": AS_OF, **row} for row in rows], schema=schema)


def dataset(frame: pl.DataFrame, **others: pl.DataFrame) -> Dataset:
    return Dataset.from_frames({"feedback": frame, **others}, as_of=AS_OF)


def mood_of(*rows: dict[str, object], **more: object) -> tuple[str, str]:
    frame = feedback(*({"customer_id": "A", **row} for row in rows))
    customers = sentiment(dataset(frame), SentimentSettings(scale="nps", **more)).customers  # type: ignore[arg-type]
    assert customers is not None
    return customers.select("mood", "mood_rule").row(0)


COMPLAINT = {"feedback_type": "投诉", "text": "排队太久", "status": "已办结", "resolved_on": AS_OF}


@pytest.mark.parametrize(
    ("rows", "mood", "rule"),
    [
        ([{"score": 10.0}], "satisfied", "good_score"),
        ([{"score": 7.0}], "so_so", "middle_score"),
        ([{"score": 6.0}], "unhappy", "bad_score"),
        ([{"text": "服务很好，非常满意"}], "satisfied", "good_text"),
        ([{"text": "柜员态度恶劣，太失望了"}], "unhappy", "bad_text"),
        ([{"text": "请问年费怎么收？"}], "so_so", "neutral_text"),
        ([COMPLAINT], "unhappy", "complained"),
        ([COMPLAINT, COMPLAINT], "angry", "complained_again"),
        ([{**COMPLAINT, "severity": "高"}], "angry", "severe_complaint"),
        ([{**COMPLAINT, "text": "再不处理就起诉"}], "angry", "threatens"),
        ([{"score": 2.0, "date": AS_OF - timedelta(days=400)}], "unheard", "nothing_said"),
        ([{**COMPLAINT, "date": AS_OF - timedelta(days=20), "resolved_on": AS_OF - timedelta(days=10)},
          {"score": 10.0}], "so_so", "made_up"),
        ([{"score": 3.0, "date": AS_OF - timedelta(days=9)}, {"score": 10.0}], "satisfied", "good_score"),
    ],
)  # fmt: skip
def test_the_first_rule_that_holds_gives_the_mood(
    rows: list[dict[str, object]], mood: str, rule: str
) -> None:
    assert mood_of(*rows) == (mood, rule)


def test_the_order_of_rows_changes_nothing() -> None:
    draw = random.Random(3)
    said = ["服务很好", "排队太久了，垃圾", "请问几点下班", None]
    rows = [{"customer_id": f"C{i % 17}", "date": AS_OF - timedelta(days=i % 90), "text": said[i % 4],
             "score": float(draw.randint(0, 10)) if i % 4 == 3 else None} for i in range(80)]  # fmt: skip
    first = sentiment(dataset(feedback(*rows)))
    draw.shuffle(rows)
    second = sentiment(dataset(feedback(*rows)))
    assert first.customers is not None
    assert second.customers is not None
    assert first.customers.equals(second.customers)
    assert all(first.tables[key].equals(second.tables[key]) for key in first.tables)


def test_nps_by_hand_with_an_interval_that_holds_it() -> None:
    classes = pl.Series(["good"] * 5 + ["middle"] * 3 + ["bad"] * 2)
    result, low, high = result_of(classes, pl.Series([9.0] * 10), Scale("nps", 10.0))
    assert result == pytest.approx(30)
    assert low < 30 < high


@pytest.mark.parametrize(("best", "good", "bad"), [(5.0, 4, 2), (10.0, 8, 4), (100.0, 80, 40)])
def test_satisfaction_is_the_upper_fifth_of_its_scale(best: float, good: int, bad: int) -> None:
    assert (Scale("csat", best).good_from, Scale("csat", best).bad_to) == (good, bad)


def mixed() -> pl.DataFrame:
    draw = random.Random(1)
    return feedback(
        *({"customer_id": f"C{i}", "channel": "柜台", "score": float(draw.choice([3, 4, 5]))} for i in range(60)),
        *({"customer_id": f"D{i}", "channel": "短信", "score": float(draw.choice([7, 8, 10]))} for i in range(60)),
    )  # fmt: skip


def test_two_scales_in_one_column_are_no_score() -> None:
    result = sentiment(dataset(mixed()))
    assert "survey" not in result.tables
    assert any("mixes two scales" in warning for warning in result.warnings)


def test_a_scale_that_is_declared_is_taken() -> None:
    result = sentiment(dataset(mixed()), SentimentSettings(scale="csat", scale_max=10))
    assert result.tables["survey"]["measure"].to_list() == ["csat"]


def test_scores_outside_their_scale_do_not_count() -> None:
    frame = feedback(
        *({"customer_id": f"C{i}", "score": float(s)} for i, s in enumerate([10, 9, 99, 3]))
    )
    result = sentiment(dataset(frame), SentimentSettings(scale="nps"))
    assert result.tables["survey"]["answers"].to_list() == [3]
    assert any("outside" in warning for warning in result.warnings)


def test_an_empty_text_column_is_refused() -> None:
    frame = feedback(*({"customer_id": f"C{i}", "text": "  "} for i in range(5)))
    with pytest.raises(InputError, match="says nothing"):
        sentiment(dataset(frame))


def test_complaints_are_counted_with_repeats_and_days() -> None:
    rows = [
        {
            **COMPLAINT,
            "customer_id": "A",
            "date": date(2024, 3, 1),
            "resolved_on": date(2024, 3, 5),
        },
        {
            **COMPLAINT,
            "customer_id": "A",
            "date": date(2024, 4, 1),
            "resolved_on": date(2024, 4, 21),
        },
        {
            **COMPLAINT,
            "customer_id": "B",
            "date": date(2024, 6, 20),
            "resolved_on": None,
            "status": "处理中",
        },
        {"customer_id": "C", "feedback_type": "咨询投诉进度", "text": "问一下"},
    ]
    facts = sentiment(dataset(feedback(*rows))).tables["complaint_facts"]
    of = dict(facts.select("measure", "result").iter_rows())
    assert (of["complaints"], of["open_complaints"], of["median_days"]) == (3, 1, 12)
    assert of["complaint_rate"] == pytest.approx(2 / 3)
    assert of["repeat_share"] == pytest.approx(1 / 2)
    assert of["late_share"] == pytest.approx(1 / 3)


@pytest.mark.parametrize("said", [{"model": "none.json"}, {"lexicon": "none.toml"}])
def test_a_file_that_is_not_there_is_said_to_be_missing(said: dict[str, str]) -> None:
    with pytest.raises(InputError, match=r"^none\.\w+ does not exist"):
        sentiment(dataset(feedback({"text": "好"})), SentimentSettings(**said))  # type: ignore[arg-type]


def test_a_topic_has_the_class_of_its_own_clauses() -> None:
    frame = feedback({"customer_id": "A", "text": "网点环境很好很舒服，但是手续费太贵太坑了"})
    aspects = sentiment(dataset(frame)).tables["aspects"]
    of = {row["aspect"]: row for row in aspects.iter_rows(named=True)}
    assert of["fees"]["negative_texts"] == 1
    assert of["branch"]["positive_texts"] == 1


def test_asking_for_the_complaints_number_is_not_urgent_but_theft_always_is() -> None:
    frame = feedback({"customer_id": "A", "text": "请问投诉电话是多少？"},
                     {"customer_id": "B", "text": "请问卡被盗刷了怎么办？"})  # fmt: skip
    customers = sentiment(dataset(frame)).customers
    assert customers is not None
    assert customers["urgency"].to_list() == [None, "P1"]


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("服务还可以，到期就转走", "P3"),
        ("准备销户，积分能换东西吗", "P3"),
        ("i am closing my account", "P3"),
        ("请问到期后怎么转走", None),
        ("销户要本人去吗", None),
        ("不会换银行，服务很好", None),
        ("卡里的钱被转走了", "P1"),
    ],
)
def test_announced_leaving_matters_whatever_is_felt_but_not_asking_how(
    text: str, urgency: str | None
) -> None:
    found = lexicon_of("").urgency_of(text, is_unhappy=False)
    assert (found and found[0]) == urgency


@pytest.mark.parametrize(
    ("complaint", "urgency", "rule"),
    [
        ({"severity": "高", "status": "处理中"}, "P2", "severe_open"),
        ({"severity": "严重", "status": "已办结"}, "P3", "severe"),
        ({"severity": "中", "status": "处理中"}, "P3", "medium_open"),
        ({"severity": "中", "status": "已办结"}, "P4", "unhappy"),
        ({"severity": "低", "status": "处理中"}, "P4", "unhappy"),
        ({"severity": "高", "status": "处理中", "text": "卡被盗刷了"}, "P1", "money_or_life"),
        ({"severity": "高", "status": "处理中", "text": "再不处理就销户"}, "P2", "severe_open"),
        ({"severity": "高", "status": "处理中", "text": "我要起诉"}, "P2", "regulator_or_court"),
        ({"severity": "高", "status": "处理中", "text": None}, "P2", "severe_open"),
    ],
)
def test_severity_raises_the_urgency_of_a_complaint_and_the_evidence_says_so(
    complaint: dict[str, object], urgency: str, rule: str
) -> None:
    row = {"customer_id": "A", "feedback_type": "投诉", "text": "排队太久", **complaint}
    customers = sentiment(dataset(feedback(row))).customers
    assert customers is not None
    assert customers.select("urgency", "urgency_rule").row(0) == (urgency, rule)
    with in_language("zh"):
        said = sentiment_reason(customers.row(0, named=True))
    assert urgency in said
    if rule == "severe_open":
        assert "严重投诉未办结" in said


def test_an_open_complaint_presses_however_old_it_is_and_is_no_threat() -> None:
    rows = (
        {"feedback_type": "投诉", "text": "排队太久", "severity": "高", "status": "处理中", "date": AS_OF - timedelta(days=400)},
        {"text": "柜员态度恶劣，太失望了"},
    )  # fmt: skip
    customers = sentiment(
        dataset(feedback(*({"customer_id": "A", **row} for row in rows)))
    ).customers
    assert customers is not None
    assert customers.select("urgency", "urgency_rule", "mood_rule").row(0) == (
        "P2",
        "severe_open",
        "bad_text",
    )


def test_severity_says_nothing_of_what_is_no_complaint() -> None:
    row = {"customer_id": "A", "feedback_type": "咨询", "text": "请问几点下班", "severity": "高"}
    customers = sentiment(dataset(feedback(row))).customers
    assert customers is not None
    assert "urgency" not in customers.columns


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("收益比别家低，到期就转走", "negative"),
        ("手续费比隔壁银行贵好几块", "negative"),
        ("贷款利率比隔壁高，打算提前还了走人", "negative"),
        ("贷款利率比隔壁低，划算", "positive"),
        ("收益没别人高，不会再买", "negative"),
        ("招行的服务比你们好多了", "negative"),
        ("年费给免了，谢谢", "positive"),
        ("违约金减免了，谢谢经理", "positive"),
        ("短信费退回来了，谢谢", "positive"),
        ("请问年费怎么减免，谢谢", "neutral"),
        ("这张卡首年免年费", "neutral"),
        ("存款利率低，转走了", "negative"),
        ("新版手机银行没有以前好用", "negative"),
        ("新版不如旧版", "negative"),
        ("没有以前那么慢了", "positive"),
        ("比以前差多了", "negative"),
        ("以前挺好的，现在越来越差", "negative"),
        ("以前很差，现在好多了", "positive"),
        ("余额比以前多", "neutral"),
        ("还好银行及时拦截，没被骗", "positive"),
        ("工作人员提醒我是诈骗，帮我保住了十万块，感谢", "positive"),
    ],
)
def test_comparisons_goodbyes_and_thanks_take_the_side_they_mean(text: str, side: str) -> None:
    assert Shipped().judge(text).likeliest == side


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("收益比别家低", "negative"),
        ("收益比别家高", "positive"),
        ("费用比同行高", "negative"),
        ("手续费没有招行高", "positive"),
        ("招行比你们快", "negative"),
        ("招行不如你们", "positive"),
        ("不比别家差", None),
        ("比别家高还是低", None),
        ("利率比去年低", None),
    ],
)
def test_more_is_good_of_what_is_got_and_bad_of_what_is_paid(text: str, side: str | None) -> None:
    assert compared(text) == side


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("服务不差", "positive"),
        ("没有想象中那么麻烦，几分钟就好了", "positive"),
        ("一点都不麻烦", "positive"),
        ("挑不出毛病", "positive"),
        ("不差钱", None),
        ("手续差不多", None),
        ("没那么复杂吧？", None),
        ("👍👍👍", "positive"),
        ("😡", "negative"),
        ("请问周末开门吗😊", "neutral"),
        ("差", "negative"),
        ("太烂了！", "negative"),
        ("不推荐", "negative"),
        ("推荐", "positive"),
    ],
)
def test_signs_denied_faults_and_single_words_are_heard(text: str, side: str | None) -> None:
    if side is None:
        assert reworded(text) == text
    else:
        assert Shipped().judge(text).likeliest == side


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("工作人员提醒我是诈骗，帮我保住了十万块，感谢", None),
        ("防诈骗宣传做得好", None),
        ("多亏银行拦截，没有被诈骗", None),
        ("谨防诈骗", None),
        ("防盗刷的功能没用，我的卡被盗刷了", "P1"),
        ("银行没能识破诈骗，钱没了", "P1"),
        ("柜员没有提醒我是诈骗", "P1"),
        ("怀疑被盗刷", "P1"),
        ("钱被骗子转走了，银行不管", "P1"),
        ("我要去12378投诉", "P2"),
        ("催收天天打我单位电话，再打我就报警", "P2"),
        ("要不要报警", None),
        ("我要投诉你们", "P3"),
        ("投诉你们的电话是多少", None),
    ],
)
def test_a_crime_prevented_is_none_and_what_is_announced_presses_whatever_is_felt(
    text: str, urgency: str | None
) -> None:
    found = lexicon_of("").urgency_of(text, is_unhappy=False)
    assert (found and found[0]) == urgency


def test_the_words_by_which_a_topic_is_known_are_no_phrases_of_it() -> None:
    bad = [f"{who}态度恶劣，{what}，太差了" for who in ("柜员", "客服", "保安", "经理") for what in
           ("爱理不理", "爱理不理的", "说话爱理不理", "一直爱理不理")]  # fmt: skip
    other = [
        f"{what}，太差了"
        for what in ("密码总是错", "登录不上", "系统卡死", "闪退", "界面乱", "更新失败")
    ]
    rows = [
        {"customer_id": f"{n}", "text": text}
        for n, text in enumerate([*bad, *other, *(f"请问{n}点开门吗" for n in range(20))])
    ]
    phrases = sentiment(dataset(feedback(*rows))).tables["phrases"]
    said = set(phrases.filter(pl.col("aspect") == "attitude")["phrase"])
    assert any("爱理不理" in phrase for phrase in said)
    assert not said & {"态度", "柜员", "客服", "服务"}


def test_the_reason_says_how_much_a_falling_customer_fell() -> None:
    row = {"mood": "unhappy", "mood_rule": "bad_text", "is_falling": True, "fall": -0.137}
    assert "-13.7% in the last three months on the three before" in sentiment_reason(row)
    assert "falling" not in sentiment_reason({**row, "is_falling": False})


def test_what_stands_there_again_is_told_and_undated_messages_are_not_called_recent_ones() -> None:
    same = {"customer_id": "A", "score": 9.0, "text": "服务很好"}
    notes = sentiment(dataset(feedback(same, same, {**same, "customer_id": "B"}))).notes
    assert [n.level for n in notes if "1 of 3 messages repeat" in n.text] == ["warning"]
    notes = sentiment(dataset(feedback({**same, "date": None}, {**same, "date": None}))).notes
    assert "1 of 1 customer was heard, nobody knows when" in notes[0].text
    assert not any("180 days" in n.text or "repeat" in n.text for n in notes)


def test_a_rule_leaves_probabilities_that_add_up() -> None:
    for text in ("收益比别家低，到期就转走", "免了年费，谢谢", "一般"):
        assert sum(Shipped().judge(text)) == pytest.approx(1)


def by_time(months: int, of_month: int) -> pl.DataFrame:
    """Answers from 1 to 5 in the first half of the months, from 0 to 10 in the second."""
    draw = random.Random(2)
    return feedback(
        *(
            {
                "customer_id": f"C{m}-{i}",
                "date": date(2023, m + 1, 11),
                "score": float(
                    draw.choice([1, 3, 4, 5] if 2 * m < months else [0, 4, 7, 8, 9, 10])
                ),
            }
            for m in range(months)
            for i in range(of_month)
        )
    )


def test_two_scales_one_after_the_other_are_found_in_small_months() -> None:
    result = sentiment(dataset(by_time(8, 12)))
    assert "survey" not in result.tables
    assert any("2023-05-11" in warning and "48" in warning for warning in result.warnings)


def test_a_scale_of_10_among_one_of_100_is_found() -> None:
    draw = random.Random(4)
    frame = feedback(
        *({"customer_id": f"C{i}", "topic": "甲", "score": float(draw.randint(0, 10))} for i in range(50)),
        *({"customer_id": f"D{i}", "topic": "乙", "score": float(draw.randint(30, 100))} for i in range(50)),
    )  # fmt: skip
    result = sentiment(dataset(frame))
    assert "survey" not in result.tables
    assert any("甲" in warning and "none above 10" in warning for warning in result.warnings)


def test_one_scale_is_not_taken_for_two() -> None:
    draw = random.Random(5)
    frame = feedback(
        *({"customer_id": f"C{i}", "date": date(2023, 1 + i % 12, 3), "channel": "甲乙丙"[i % 3],
           "score": float(draw.choice([2, 4, 5, 5, 6, 7, 8]))} for i in range(600))
    )  # fmt: skip
    assert "survey" in sentiment(dataset(frame)).tables


def test_a_lexicon_of_ones_own_replaces_adds_and_removes(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[[aspect]]\nkey = "pension"\nwords = ["养老金"]\n[[aspect]]\nkey = "fees"\nwords = []\n',
        "utf-8",
    )
    lexicon = lexicon_of(str(own))
    assert lexicon.aspects_of("养老金手续费") == ["pension"]
    own.write_text('[[urgency]]\nkey = "x"\nlevel = "P9"\nwords = ["a"]\n', "utf-8")
    with pytest.raises(UsageError, match="number 1"):
        lexicon_of(str(own))


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("卡被冻结了", "P2"),
        ("卡没有被冻结，就是排队太久", None),
        ("不是急用钱，只是态度太差", None),
        ("没有找律师，但很生气", None),
        ("不得不报警", "P2"),
        ("特别冻结了我的卡", "P2"),
        ("要不起诉他们", "P2"),
        ("本来不想起诉，没人理我", "P2"),
        ("没有冻结前好好的，现在冻结了", "P2"),
        ("手续费不退还", "P3"),
        ("拒不道歉，不赔偿", "P3"),
        ("不用赔偿，但态度要改", None),
        ("我也不想投诉，就是太慢", None),
        ("他们不想赔偿", "P3"),
        ("the account is frozen", "P2"),
        ("not frozen, only slow", None),
        ("i am not going to sue, but this is bad", None),
        ("not only frozen but lost", "P2"),
        ("they did not refund me", "P3"),
        ("i don't want a refund, i want answers", None),
    ],
)
def test_a_word_that_is_denied_does_not_press_but_being_refused_does(
    text: str, urgency: str | None
) -> None:
    found = lexicon_of("").urgency_of(text, is_unhappy=True)
    assert (found and found[0]) == urgency


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("太差了，我很着急", "P1"),
        ("不着急，但是太差了", None),
        ("不太着急，但是太差了", None),
        ("this is urgent and bad", "P1"),
        ("not urgent but bad", None),
        ("it isn't very urgent but bad", None),
    ],
)
def test_denial_holds_for_words_of_ones_own(tmp_path: Path, text: str, urgency: str | None) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[[urgency]]\nkey = "now"\nlevel = "P1"\nwords = ["着急", "urgent"]\n', "utf-8")
    found = lexicon_of(str(own)).urgency_of(text, is_unhappy=True)
    assert (found and found[0]) == urgency


def test_leaving_is_announced_in_the_words_of_ones_own_lexicon(tmp_path: Path) -> None:
    """What is no pleased text by the shipped words is one where the list is emptied, and the other way."""
    shipped, another = "服务还行，到期就转走", "服务还行，到期就拜拜了"

    def classes(words: str) -> list[str | None]:
        own = tmp_path / "own.toml"
        own.write_text(
            f'[[urgency]]\nkey = "leaves"\nlevel = "P3"\nstated = true\nwords = {words}\n', "utf-8"
        )
        judge = judge_of(SentimentSettings(), lexicon_of(str(own)))
        return [judge.judge(text).likeliest for text in (shipped, another)]

    plain = classes("[]")
    assert "negative" not in plain
    assert classes('["转走"]') == ["negative", plain[1]]
    assert classes('["拜拜"]') == [plain[0], "negative"]


def test_a_cut_example_ends_before_a_number_that_goes_on() -> None:
    for number in ("13812345678", "一三八一二三四五六七八", "138 1234 5678"):
        for before in range(66, 80):
            shown = redacted("好" * before + number + "谢谢")
            assert number in shown or not set(shown) & set("13812345678一三八")


def test_examples_hide_names_and_are_short() -> None:
    assert "王" not in redacted("柜员王女士态度差")
    assert redacted("我叫来喜，我是张三。") == "我叫**，我是**。"
    assert (
        redacted("我是老客户，工作人员提醒我是诈骗，感谢")
        == "我是老客户，工作人员提醒我是诈骗，感谢"
    )
    assert "李小明" not in redacted("我是客户，李小明让我来的", "李小明")
    assert "Smith" not in redacted("My name is John Smith, the app is slow")
    assert len(redacted("很差" * 100)) == 80


def test_the_alarm_list_is_high_value_unhappy_and_falling() -> None:
    balances = pl.DataFrame(
        [(f"C{i}", date(2024, m, 28), (1000.0 if i < 8 else 50_000.0) * (1 if m < 6 or i == 8 else 0.5))
         for i in range(10) for m in (3, 4, 5, 6)],
        schema={"customer_id": pl.String, "date": pl.Date, "balance": pl.Decimal(38, 6)}, orient="row",
    )  # fmt: skip
    rows = [{"customer_id": f"C{i}", "text": "服务太差，非常失望"} for i in (0, 8, 9)]
    result = sentiment(dataset(feedback(*rows), balances=balances))
    assert result.tables["alarm"]["customer_id"].to_list() == ["C9"]


def test_every_mood_has_its_sentence() -> None:
    frame = feedback({"customer_id": "A", **COMPLAINT}, {"customer_id": "B", "score": 9.0})
    customers = sentiment(dataset(frame), SentimentSettings(scale="nps")).customers
    assert customers is not None
    first, second = (sentiment_reason(row) for row in customers.iter_rows(named=True))
    assert first.startswith("unhappy: a complaint lately")
    assert "last score 9" in second


def test_feedback_without_customers_gives_tables_alone() -> None:
    frame = feedback({"text": "服务太差"}, {"text": "很满意"}).drop("customer_id")
    result = sentiment(dataset(frame))
    assert result.customers is None
    assert result.tables["text_classes"]["messages"].sum() == 2


def labelled(n: int = 60, classes: tuple[str, ...] = ("中性", "负面", "正面")) -> pl.DataFrame:
    words = {"中性": "请问怎么办理", "负面": "太差了失望", "正面": "很好满意"}
    return feedback(
        *({"customer_id": f"C{i}", "date": AS_OF - timedelta(days=n - i), "text": f"{words[classes[i % len(classes)]]}{i}号",
           "sentiment_label": classes[i % len(classes)]} for i in range(n))
    )  # fmt: skip


def test_a_model_is_learnt_tested_in_time_and_kept(tmp_path: Path) -> None:
    frame = labelled().with_columns(
        pl.concat_str("text", pl.int_range(pl.len()).map_elements(lambda i: "甲乙丙丁戊"[i % 5] * (i % 3 + 1), pl.String))
    )  # fmt: skip
    result, trained = sentiment_trained(dataset(frame))
    assert result.evidence["tested"]["split"] == "time"
    assert result.tables["model_tests"]["neutral_share"].to_list() == [pytest.approx(1 / 3)] * 2
    card, table = tmp_path / "m.json", tmp_path / "m.tsv"
    card.write_text(trained.card, "utf-8")
    table.write_text(trained.table, "utf-8")
    again = load_model(str(card))
    assert written(again, {})[1] == trained.table
    used = sentiment(dataset(frame), SentimentSettings(model=str(card)))
    assert used.tables["text_classes"].height >= 2
    table.write_text(trained.table + "x\t1\t1\t1\n", "utf-8")
    with pytest.raises(InputError, match="sha256"):
        load_model(str(card))


@pytest.mark.parametrize(
    ("frame", "says"),
    [
        (labelled(40), "too few"),
        (labelled(80, ("中性",)), "one class"),
        (labelled().with_columns(pl.lit("7").alias("sentiment_label")), "not understood: 7"),
    ],
)
def test_labels_that_cannot_teach_are_refused(frame: pl.DataFrame, says: str) -> None:
    if "one class" in says or "few" in says:
        frame = frame.with_columns(pl.col("text") + pl.int_range(pl.len()).cast(pl.String) + "次")
    with pytest.raises(InputError, match=says):
        sentiment_trained(dataset(frame))


def test_as_shipped_on_bank_comments(shared_data: Path) -> None:
    from custseg.methods.sentiment.judges import Shipped
    from custseg.models.text.agreement import agreement
    from custseg.models.text.classes import CLASSES, NEGATIVE, NEUTRAL, POSITIVE

    rows = pl.read_csv(shared_data / "sentiment_zh/bank_comments_bdci/open_60.csv")
    truth = [{0: NEGATIVE, 1: POSITIVE, 2: NEUTRAL}[c] for c in rows["class"]]
    judge = Shipped()
    found = agreement(truth, [judge.judge(x).likeliest for x in rows["text"]], CLASSES)
    assert found.kappa >= 0.25
    assert found.macro_f1 >= 0.50


def _months(of: dict[str, list[float | None]]) -> pl.DataFrame:
    """Balances at month ends from October 2023 on; None is no record."""
    ends = [date(2023, 10, 31), date(2023, 11, 30), date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29),
            date(2024, 3, 31), date(2024, 4, 30), date(2024, 5, 31), date(2024, 6, 30)]  # fmt: skip
    rows = [
        (c, on, b)
        for c, held in of.items()
        for on, b in zip(ends, held, strict=True)
        if b is not None
    ]
    return pl.DataFrame(rows, orient="row", schema={
        "customer_id": pl.String, "date": pl.Date, "balance": pl.Decimal(38, 6)})  # fmt: skip


def test_who_withdrew_is_worth_what_was_there_and_is_seen_to_fall() -> None:
    rich, few = 90_000.0, 1000.0
    balances = _months({
        "STAYS": [rich] * 9, "CLOSED": [rich] * 5 + [None] * 4, "ZERO": [rich] * 6 + [0.0] * 3,
        "LAST": [rich] * 8 + [0.0], "LONG": [rich] + [0.0] * 8,
        **{f"P{i}": [few] * 9 for i in range(20)},
    })  # fmt: skip
    rows = [
        {"customer_id": c, "text": "服务太差，非常失望"}
        for c in ("STAYS", "CLOSED", "ZERO", "LAST", "P1")
    ]
    result = sentiment(dataset(feedback(*rows), balances=balances))
    assert result.customers is not None
    told = {row["customer_id"]: row for row in result.customers.iter_rows(named=True)}
    assert [told[c]["held_before"] for c in ("STAYS", "CLOSED", "ZERO", "LAST")] == [rich] * 4
    assert [told[c]["fall"] for c in ("STAYS", "CLOSED", "ZERO")] == [0, -1, -1]
    assert told["LAST"]["fall"] == pytest.approx(-1 / 3)
    assert told["CLOSED"]["assets_now"] == 0
    assert told["LONG"]["held_before"] == rich / 3
    assert result.tables["alarm"]["customer_id"].to_list() == ["CLOSED", "LAST", "ZERO"]


def test_a_month_without_a_record_says_nothing_where_records_are_made_on_a_change() -> None:
    balances = _months(
        {f"C{i}": [5000.0, *[None] * (3 + i % 3), 5000.0, *[None] * (4 - i % 3)] for i in range(20)}
    )
    result = sentiment(dataset(feedback({"customer_id": "C1", "text": "太差"}), balances=balances))
    assert result.customers is not None
    assert result.customers.filter("is_falling").is_empty()
    assert result.customers["held_before"].max() == 5000.0


def test_an_as_of_date_before_all_messages_says_so() -> None:
    data = Dataset.from_frames(
        {"feedback": feedback({"customer_id": "A", "text": "很好"})}, as_of=date(2020, 1, 1)
    )
    with pytest.raises(InputError, match="no message up to 2020-01-01: all 1 are later") as caught:
        sentiment(data)
    assert "--as-of" in caught.value.hint


def test_labelled_texts_without_customers_are_feedback(tmp_path: Path) -> None:
    words = {"中性": "请问怎么办理业务", "负面": "太差了很失望", "正面": "很好非常满意"}
    lines = ["文本,标签", *(f"{words[k]}{i}号,{k}" for i in range(20) for k in words)]
    (tmp_path / "labelled.csv").write_text("\n".join(lines), "utf-8")
    _, trained = sentiment_trained(read(tmp_path / "labelled.csv"))
    assert trained.evidence["made_of"]["texts"] == 60


def test_a_model_of_another_version_says_so(tmp_path: Path) -> None:
    (tmp_path / "m.json").write_text('{"format": "custseg sentiment model 1"}', "utf-8")
    (tmp_path / "m.tsv").write_text("", "utf-8")
    with pytest.raises(InputError, match="another version"):
        load_model(str(tmp_path / "m.json"))


def test_headers_of_one_table_are_not_the_same_words_twice() -> None:
    frame = feedback({"customer_id": "A", **COMPLAINT}, {"customer_id": "A", "score": 9.0})
    result = sentiment(dataset(frame))
    assert result.customers is not None
    for table in (result.customers, *result.tables.values()):
        for lang in ("zh", "en"):
            with in_language(lang):
                shown = [header(column) for column in table.columns]
            assert len(set(shown)) == len(shown), shown


def test_200_labelled_bank_comments_improve_on_what_is_shipped(shared_data: Path) -> None:
    rows = pl.read_csv(shared_data / "sentiment_zh/bank_comments_bdci/open_60.csv").select(
        "text", "class"
    )
    named = {0: "negative", 1: "positive", 2: "neutral"}
    texts, labels = rows["text"].to_list(), [named[c] for c in rows["class"]]
    drawn = set(random.Random(0).sample(range(len(texts)), 200))
    model = learn(
        [texts[i] for i in sorted(drawn)],
        [labels[i] for i in sorted(drawn)],
        shipped_score,
        shipped_weights(),
    )
    rest = [i for i in range(len(texts)) if i not in drawn]
    truth, judge = [labels[i] for i in rest], Shipped()
    own, shipped = (
        agreement(truth, [one.judge(texts[i]).likeliest for i in rest], CLASSES)
        for one in (model, judge)
    )
    assert own.kappa > shipped.kappa
    assert own.macro_f1 > shipped.macro_f1


def _level(i: int) -> str:
    return "金卡" if i < 40 else "普通" if i < 80 else "少见"


def test_answers_are_crossed_by_groups_and_few_stand_together() -> None:
    """40 gold customers of whom 30 are promoters, 40 basic ones of whom 10 are, 3 of a rare level."""
    promoters = {*range(30), *range(40, 50), 80}
    rows = [
        {"customer_id": f"C{i:02d}", "score": 10.0 if i in promoters else 3.0} for i in range(83)
    ]
    rows.append(
        {"customer_id": "C00", "score": 1.0, "date": AS_OF - timedelta(days=30)}
    )  # an earlier answer
    people = pl.DataFrame({"customer_id": [f"C{i:02d}" for i in range(83)],
                           "customer_level": [_level(i) for i in range(83)]})  # fmt: skip
    result = sentiment(dataset(feedback(*rows), customers=people), SentimentSettings(scale="nps"))
    shown = {row["group_name"]: row for row in result.tables["survey_groups"].iter_rows(named=True)}
    assert {name: row["answers"] for name, row in shown.items()} == {
        "金卡": 40,
        "普通": 40,
        None: 3,
    }
    assert shown["金卡"]["good_share"] == 0.75
    assert (round(shown["金卡"]["good_low"], 3), round(shown["金卡"]["good_high"], 3)) == (
        0.598,
        0.858,
    )
    assert shown["普通"]["result"] == -50
    [test] = result.tables["survey_tests"].iter_rows(named=True)
    assert (test["degrees"], test["answers"]) == (1, 80)
    assert test["chi_square"] == pytest.approx(20.0)
    assert test["cramers_v"] == pytest.approx(0.5)
    assert any("differs by customer level" in note.text for note in result.notes)


@pytest.mark.parametrize(
    "table", [[[10, 5, 3], [4, 12, 9]], [[3, 0, 4], [5, 0, 1], [2, 0, 2]], [[7, 1], [0, 0], [1, 9]]]
)
def test_chi_square_is_that_of_scipy(table: list[list[int]]) -> None:
    from scipy.stats import chi2_contingency

    kept = [row for row in table if sum(row)]
    used = [[row[j] for j in range(len(row)) if any(r[j] for r in kept)] for row in kept]
    found, known = crossed(table), chi2_contingency(used, correction=False)
    assert found is not None
    assert (found.chi_square, found.degrees) == (pytest.approx(known.statistic), known.dof)
    assert found.p_value == pytest.approx(known.pvalue)
    assert 0 <= found.cramers_v <= 1


def test_one_group_or_one_answer_cannot_differ() -> None:
    assert crossed([[3, 4]]) is None
    assert crossed([[3, 0], [4, 0]]) is None
    assert crossed([]) is None


def test_complaints_have_limits_by_severity_and_those_beyond_are_listed() -> None:
    def complaint(who: str, severity: str, days: int, closed: bool) -> dict[str, object]:
        on = AS_OF - timedelta(days=days)
        done = (
            {"status": "已办结", "resolved_on": AS_OF}
            if closed
            else {"status": "处理中", "resolved_on": None}
        )
        return {
            "customer_id": who,
            "feedback_type": "投诉",
            "severity": severity,
            "date": on,
            **done,
        }

    rows = [complaint("A", "高", 4, True), complaint("B", "高", 2, True), complaint("C", "低", 9, False),
            complaint("D", "低", 16, False), complaint("E", "高", 5, False)]  # fmt: skip
    settings = SentimentSettings(sla_by_severity={"高": 3}, sla_days=15)
    people = pl.DataFrame({"customer_id": ["A", "D"], "branch": ["总行", "支行"]})
    tables = sentiment(dataset(feedback(*rows), customers=people), settings).tables
    limits = {row["severity"]: row for row in tables["complaint_limits"].iter_rows(named=True)}
    assert [(limits[s]["limit_days"], limits[s]["late_complaints"], limits[s]["cases"]) for s in ("高", "低")] == [
        (3, 2, 3), (15, 1, 2)]  # fmt: skip
    late = tables["late_complaints"]
    assert late["customer_id"].to_list() == ["E", "D", "A"]
    assert late["days_over"].to_list() == [2, 1, 1]
    assert late["branch"].to_list() == [None, "支行", "总行"]


def test_what_groups_complain_about_hides_small_cells() -> None:
    rows = [{"customer_id": f"C{i:02d}", "feedback_type": "投诉",
             "text": f"排队太久了，等了{i}分钟" if i < 15 or i >= 27 else f"手续费太高了，扣了{i}元"}
            for i in range(30)]  # fmt: skip
    people = pl.DataFrame({"customer_id": [f"C{i:02d}" for i in range(30)],
                           "branch": ["东"] * 15 + ["西"] * 15})  # fmt: skip
    table = sentiment(dataset(feedback(*rows), customers=people)).tables["complaint_themes"]
    told = {(r["group_name"], r["aspect"]): r["complaints"] for r in table.iter_rows(named=True)}
    assert told == {("东", "waiting"): 15, ("西", "fees"): 12}
