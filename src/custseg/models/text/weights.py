"""A table of n-gram weights as text: one line an n-gram, and a card with its hash beside it.

``<name>.tsv`` has the lines ``n-gram TAB opinion TAB polarity``, sorted; ``<name>.json`` is the card:
biases, scales, what it was made of, and the sha256 of the table. Nothing in either is ever executed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from custseg.models.text.ngrams import Ngrams

LARGEST = 20_000_000
"""Bytes of a table that are read at most."""


class WeightsError(ValueError):
    """A table of weights that cannot be used; says what is wrong with it."""


def table_of(weights: Mapping[str, tuple[int, int]]) -> str:
    """The table as text: sorted by n-gram, one line each."""
    return "".join(f"{gram}\t{a}\t{b}\n" for gram, (a, b) in sorted(weights.items()))


def sha256_of(table: str) -> str:
    """The fingerprint of a table, as its card has it."""
    return hashlib.sha256(table.encode()).hexdigest()


def weights_of(table: str) -> dict[str, tuple[int, int]]:
    """The weights a table says; raises WeightsError with the line that is none."""
    found: dict[str, tuple[int, int]] = {}
    for number, line in enumerate(table.split("\n"), start=1):
        if not line:
            continue
        gram, *said = line.split("\t")
        try:
            opinion, polarity = (int(value) for value in said)
        except ValueError as error:
            raise WeightsError(f"line {number}: {line[:40]!r}") from error
        found[gram] = (opinion, polarity)
    return found


def load(card: Path, table: Path) -> tuple[Ngrams, dict[str, Any]]:
    """The model of a card and its table; raises WeightsError where they do not belong together."""
    said = json.loads(card.read_text(encoding="utf-8"))
    if table.stat().st_size > LARGEST:
        raise WeightsError(f"{table.name}: larger than {LARGEST:,} bytes")
    written = table.read_bytes().decode("utf-8").replace("\r\n", "\n")
    if sha256_of(written) != said.get("sha256"):
        raise WeightsError(f"{table.name}: sha256 is not the one of {card.name}")
    model = Ngrams(
        weights_of(written),
        *(float(said[name]) for name in
          ("opinion_bias", "opinion_scale", "polarity_bias", "polarity_scale")),
    )  # fmt: skip
    return model, said
