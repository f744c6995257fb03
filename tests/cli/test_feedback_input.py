"""Feedback that is odd: the right exit code, and words that say what it is and what to type."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

BAD_FEEDBACK = {
    "text empty": ("客户号,日期,反馈内容\nC1,2024-01-02,\nC2,2024-01-03,\n", ["sentiment"], 3, "says nothing"),
    "one class": (
        "反馈内容,情感标签\n" + "".join(f"请问第{i}号怎么办理,中性\n" for i in range(60)),
        ["sentiment", "--train", "m.json"], 3, "labels of one class teach nothing",
    ),
    "no dates": ("客户号,反馈内容\nC1,太差了很失望\nC2,很好\n", ["sentiment"], 0, "no dates: every message counts as recent"),
    "other kind": ("客户号,日期,金额\nC1,2024-01-02,5\n", ["sentiment", "--train", "m.json"], 3, "--as feedback"),
    "unknown": ("甲,乙\n1,x\n", ["sentiment", "--train", "m.json"], 3, "--as feedback"),
    "labels": (
        "反馈内容,情感标签\n" + "".join(f"很好{i},{i % 3}\n" for i in range(60)),
        ["sentiment", "--train", "m.json"], 3, "--labels",
    ),
    "two scales": (
        "客户号,日期,渠道,满意度评分\n"
        + "".join(f"C{i},2024-01-02,网点,{1 + i % 5}\n" for i in range(60))
        + "".join(f"D{i},2024-01-02,电话,{6 + i % 5}\n" for i in range(60)),
        ["sentiment"], 0, "mixes two scales",
    ),
    "as of too early": ("客户号,日期,反馈内容\nC1,2024-01-02,很好\n", ["sentiment", "--as-of", "2020-01-01"], 3, "--as-of"),
}  # fmt: skip


@pytest.mark.parametrize("case", list(BAD_FEEDBACK))
def test_feedback_that_is_odd_is_named(run: Callable[..., Any], here: Path, case: str) -> None:
    text, command, code, says = BAD_FEEDBACK[case]
    (here / "feedback.csv").write_text(text, "utf-8")
    done = run(command[0], "feedback.csv", *command[1:], "--lang", "en")
    assert done.code == code
    assert says in done.out + done.err
    assert "Traceback" not in done.err
    assert not (here / "m.json").exists()


def test_personal_data_in_texts_and_topics_is_masked(run: Callable[..., Any], here: Path) -> None:
    private = ["13812345678", "110101199003070134", "6222021234567890123", "a.b@qq.com", "李小明"]
    (here / "feedback.csv").write_text(
        "客户号,日期,反馈类型,反馈内容,严重程度,状态,主题\n"
        "C1,2024-05-01,投诉,我叫李小明 手机13812345678 身份证110101199003070134 柜员态度恶劣 太失望了,高,处理中,来电13812345678\n"
        "C2,2024-06-30,投诉,转账不到账 卡号6222021234567890123 邮箱 a.b@qq.com 太差了,高,处理中,转账\n", "utf-8",
    )  # fmt: skip
    for form in ("csv", "json", "md"):
        done = run("sentiment", "feedback.csv", "--format", form)
        assert done.code == 0
        assert not [word for word in private if word in done.out + done.err], form


def test_answers_in_words_are_scores_of_five(run: Callable[..., Any], here: Path) -> None:
    words = ["非常满意", "满意", "一般", "不满意", "非常不满意"]
    (here / "survey.csv").write_text(
        "客户号,日期,满意度\n" + "".join(f"C{i:02},2024-01-02,{words[i % 5]}\n" for i in range(40)), "utf-8"
    )  # fmt: skip
    done = run("sentiment", "survey.csv", "--strict", "--lang", "en", "--format", "json")
    assert done.code == 0, done.err
    result = json.loads(done.out)
    survey = result["tables"]["survey"][0]
    assert (survey["measure"], survey["scale_best"], survey["answers"]) == ("csat", 5, 40)
    assert (survey["result"], survey["bad_share"], survey["mean_score"]) == (0.4, 0.4, 3)
    assert any("count as 5 (very satisfied) to 1" in note["text"] for note in result["notes"])


def test_numbers_read_out_digit_by_digit_are_masked_too(
    run: Callable[..., Any], here: Path
) -> None:
    said = "柜员态度恶劣，打我电话幺三八一二三四五六七八，２０２４年一月多扣三百八十元"
    (here / "feedback.csv").write_text(
        f"客户号,日期,反馈类型,反馈内容\nC1,2024-05-01,投诉,{said}\n", "utf-8"
    )
    done = run("sentiment", "feedback.csv", "--lang", "zh")
    assert "幺三八" not in done.out
    assert "138****5678" in done.out
    assert "三百八十元" in done.out


@pytest.mark.parametrize("kind", [(), ("--as", "feedback")])
def test_a_survey_with_two_columns_of_scores_says_which_and_how_to_decide(
    run: Callable[..., Any], here: Path, kind: tuple[str, ...]
) -> None:
    rows = "".join(f"C{i},2024-01-02,{i % 11},{1 + i % 5}\n" for i in range(60))
    (here / "survey.csv").write_text("客户号,日期,NPS评分,满意度评分\n" + rows, "utf-8")
    done = run("sentiment", "survey.csv", *kind, "--lang", "en")
    assert done.code == 3
    assert "NPS评分, 满意度评分" in done.err
    assert "--map NPS评分=score" in done.err
    assert "--as" not in done.err
    done = run("sentiment", "survey.csv", *kind, "--map", "满意度评分=score", "--lang", "en")
    assert done.code == 0
    assert "CSAT" in done.out


def test_a_second_column_of_scores_is_not_passed_over_in_silence(
    run: Callable[..., Any], here: Path
) -> None:
    rows = "".join(f"C{i},2024-01-02,{i % 11},{1 + i % 5}\n" for i in range(60))
    (here / "survey.csv").write_text("customer_id,date,score,nps\n" + rows, "utf-8")
    done = run("sentiment", "survey.csv", "--lang", "en")
    assert done.code == 0
    assert "nps could be it too" in done.out + done.err


@pytest.mark.parametrize(
    "given",
    [
        ("--train", "--lang", "zh"), ("--model", "--force"), ("--lexicon", "--unheard-of"), ("-o", "-q"),
        ("--map", "--rows", "3"), ("--config", "--as=feedback"),
    ],
)  # fmt: skip
def test_an_option_is_no_value_of_another(
    run: Callable[..., Any], here: Path, given: tuple[str, ...]
) -> None:
    (here / "feedback.csv").write_text("客户号,反馈内容\nC1,很好\n", "utf-8")
    done = run("sentiment", "feedback.csv", *given)
    assert done.code == 2
    assert given[1].partition("=")[0] in done.err
    assert [path.name for path in here.iterdir()] == ["feedback.csv"]


def test_a_value_that_begins_with_a_sign_is_still_a_value(
    run: Callable[..., Any], here: Path
) -> None:
    (here / "feedback.csv").write_text("客户号-反馈内容\nC1-很好\n", "utf-8")
    assert run("sentiment", "feedback.csv", "--separator", "-").code in (0, 2, 3)
    assert run("sentiment", "feedback.csv", "--rows", "-1").code == 2
