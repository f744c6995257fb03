"""Texts: n-grams and their table, classes, agreement, phrases, learning from labels."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custseg.methods.sentiment.judges import (
    Shipped,
    chinese,
    is_english,
    shipped_score,
    shipped_weights,
)
from custseg.models.text.agreement import agreement
from custseg.models.text.classes import CLASSES, NEGATIVE, NEUTRAL, POSITIVE, judged, shift_to
from custseg.models.text.learning import cross_validated, learn
from custseg.models.text.ngrams import Ngrams, Score, grams, normal
from custseg.models.text.phrases import apart, mined
from custseg.models.text.weights import WeightsError, load, sha256_of, table_of, weights_of


@given(st.text(max_size=60))
@settings(max_examples=60)
def test_grams_are_every_run_of_one_to_three_characters(text: str) -> None:
    padded = f" {normal(text)} "
    expected = {padded[i : i + n] for n in (1, 2, 3) for i in range(len(padded) - n + 1)}
    assert grams(normal(text)) == expected


def test_equal_writing_is_scored_equally() -> None:
    assert normal("额度２万５！！！！") == normal("额度 ".strip() + "2万5!!!")
    assert shipped_score("服务太差了！！！！！") == shipped_score("服务太差了!!!")


def test_a_score_is_its_formula() -> None:
    model = Ngrams({"好": (10, 20), "很好": (5, 30), "差": (9, -40)}, -1.0, 0.1, 0.5, 0.2)
    score = model.score("很好")
    assert score == Score(-1.0 + 0.1 * 15 / math.sqrt(2), 0.5 + 0.2 * 50 / math.sqrt(2), 2)
    assert model.score("无关") == Score(-1.0, 0.5, 0)


@given(st.dictionaries(st.text(st.characters(blacklist_characters="\t\n\r", blacklist_categories=["Cs"]),
                               min_size=1, max_size=3),
                       st.tuples(st.integers(-127, 127), st.integers(-127, 127)), max_size=20))  # fmt: skip
@settings(max_examples=40)
def test_a_table_comes_back_as_it_was_written(weights: dict[str, tuple[int, int]]) -> None:
    assert weights_of(table_of(weights)) == weights


def test_a_table_that_was_changed_is_refused(tmp_path: Path) -> None:
    table, card = tmp_path / "a.tsv", tmp_path / "a.json"
    table.write_text("好\t1\t2\n", encoding="utf-8")
    said = {"opinion_bias": 0, "opinion_scale": 1, "polarity_bias": 0, "polarity_scale": 1}
    card.write_text(json.dumps({**said, "sha256": sha256_of("好\t1\t2\n")}), encoding="utf-8")
    assert load(card, table)[0].weights == {"好": (1, 2)}
    table.write_text("好\t1\t3\n", encoding="utf-8")
    with pytest.raises(WeightsError):
        load(card, table)


def test_the_shipped_table_is_small_and_its_hash_right() -> None:
    folder = Path(__file__).parents[2] / "src" / "custseg" / "methods" / "sentiment" / "data"
    assert (folder / "zh.tsv").stat().st_size < 300_000
    assert len(chinese().weights) > 10_000


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("柜员态度恶劣，太失望了", NEGATIVE), ("手机银行又闪退了，垃圾", NEGATIVE),
        ("服务很好，非常满意", POSITIVE), ("办理速度很快，点赞", POSITIVE),
        ("请问信用卡年费怎么收？", NEUTRAL), ("账单日是每月5号，还款日25号", NEUTRAL),
        ("The staff was rude and the app keeps crashing", NEGATIVE),
        ("Excellent service, very friendly", POSITIVE), ("I was not happy with the service", NEGATIVE),
        ("How do I reset my password?", NEUTRAL),
    ],
)  # fmt: skip
def test_plain_texts_are_told(text: str, called: str) -> None:
    assert Shipped().judge(text).likeliest == called


def test_language_goes_by_letters() -> None:
    assert is_english("the app is slow")
    assert not is_english("APP很慢")
    assert not is_english("123")


@given(st.floats(-30, 30), st.floats(-30, 30), st.floats(0.05, 0.95))
@settings(max_examples=60)
def test_probabilities_add_up_and_follow_the_neutral_share(
    o: float, p: float, share: float
) -> None:
    plain = judged(Score(o, p, 1))
    assert math.isclose(sum(plain), 1)
    moved = judged(Score(o, p, 1), shift_to(share, 0.5))
    assert (
        moved.neutral >= plain.neutral - 1e-9
        if share >= 0.5
        else moved.neutral <= plain.neutral + 1e-9
    )


def test_agreement_by_hand() -> None:
    truth = ["negative"] * 4 + ["positive"] * 6
    said = ["negative"] * 3 + ["positive"] * 6 + ["undecided"]
    found = agreement(truth, said, ("negative", "positive"))
    chance = (4 * 3 + 6 * 6) / 100
    assert found.accuracy == 0.8
    assert math.isclose(found.kappa, (0.8 - chance) / (1 - chance))
    assert found.confusion["positive"]["undecided"] == 1
    with pytest.raises(ValueError, match="compared"):
        agreement([], [], CLASSES)


def test_phrases_are_found_without_a_dictionary() -> None:
    draw = random.Random(5)
    heads, tails = "甲乙丙丁戊己庚辛", "东西南北上中下左"
    texts = [
        f"{draw.choice(heads)}{i % 7}手续费{draw.choice(tails)}{draw.choice(heads)}"
        for i in range(60)
    ]
    texts += [f"{draw.choice(tails)}排队久{draw.choice(heads)}" for _ in range(40)]
    found = {phrase.text for phrase in mined(sorted(set(texts)))}
    assert {"手续费", "排队久"} <= found
    assert "续费" not in found
    sets = apart(texts[60:], texts[:60], mined(texts))
    assert sets[0].phrase == "排队久"
    assert sets[0].z > 1.96


def labelled(n: int, seed: int) -> tuple[list[str], list[str]]:
    """Texts whose class hangs on words the shipped table does not know."""
    draw = random.Random(seed)
    texts, labels = [], []
    for i in range(n):
        label = draw.choice([NEUTRAL, NEUTRAL, NEUTRAL, NEGATIVE, POSITIVE])
        word = {NEUTRAL: "嗯嗯呀", NEGATIVE: "嘟噜噜", POSITIVE: "啦咔咔"}[label]
        texts.append(f"第{i}号说{word}{draw.choice('甲乙丙丁')}")
        labels.append(label)
    return texts, labels


def test_learning_finds_words_nobody_knew_and_does_not_hang_on_order() -> None:
    texts, labels = labelled(60, 1)
    model = learn(texts, labels, shipped_score, shipped_weights())
    said = [model.judge(text).likeliest for text in texts]
    assert agreement(labels, said, CLASSES).kappa > 0.8
    order = list(range(60))
    random.Random(2).shuffle(order)
    again = learn(
        [texts[i] for i in order], [labels[i] for i in order], shipped_score, shipped_weights()
    )
    assert again == model
    assert cross_validated(texts, labels, shipped_score, shipped_weights(), 2).kappa > 0.6


def test_one_class_teaches_nothing() -> None:
    with pytest.raises(ValueError, match="two classes"):
        learn(["好", "坏"], [NEUTRAL, NEUTRAL], shipped_score, shipped_weights())
