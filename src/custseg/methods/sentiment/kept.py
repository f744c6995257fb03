"""A model of the user's own as two files: a card in JSON and a table of weights beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from custseg.errors import InputError
from custseg.methods.sentiment.judges import shipped_score
from custseg.models.text.classes import CLASSES
from custseg.models.text.learning import FEATURES, Learnt
from custseg.models.text.weights import sha256_of
from custseg.words import t

FORMAT = "custseg sentiment model 2"
_ANY = "custseg sentiment model "
_LARGEST = 50 << 20


def written(model: Learnt, card: Mapping[str, Any]) -> tuple[str, str]:
    """The card and the table of a model, as text; equal models give equal bytes."""
    table = "".join(
        "\t".join([gram, *(f"{w:g}" for w in weights)]) + "\n"
        for gram, weights in sorted(model.weights.items())
    )
    said = {
        "format": FORMAT, "classes": model.classes, "bias": model.bias,
        "features": dict(zip(FEATURES, model.shipped, strict=True)), "ngrams": len(model.weights),
        "sha256": sha256_of(table), **card,
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n", table


def table_beside(card: Path) -> Path:
    """Where the table of a card is: the same name with .tsv."""
    return card.with_suffix(".tsv")


def load_model(path: str) -> Learnt:
    """The model whose card is at ``path``. Raises InputError where it is none or its table another."""
    card, table = Path(path), table_beside(Path(path))
    try:
        said = json.loads(card.read_bytes()[:_LARGEST].decode("utf-8"))
        lines = table.read_bytes()[:_LARGEST].decode("utf-8").replace("\r\n", "\n")
    except FileNotFoundError as error:
        raise InputError(t("{path} does not exist", path=error.filename), _hint()) from error
    except (OSError, ValueError) as error:
        raise InputError(
            t("cannot read the model {path}: {error}", path=path, error=error), _hint()
        ) from error
    format_ = said.get("format") if isinstance(said, dict) else None
    if isinstance(format_, str) and format_ != FORMAT and format_.startswith(_ANY):
        raise InputError(t("{path} was made by another version of custseg", path=path), _hint())
    if not isinstance(said, dict) or format_ != FORMAT:
        raise InputError(t("{path} is no sentiment model of custseg", path=path), _hint())
    if sha256_of(lines) != said.get("sha256"):
        raise InputError(
            t("{path} does not belong to the model: its sha256 is another", path=table), _hint()
        )
    try:
        return _model_of(said, lines)
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            t("cannot read the model {path}: {error}", path=path, error=error), _hint()
        ) from error


def _hint() -> str:
    return t(
        "make one: custseg sentiment LABELLED.csv --train model.json (writes model.json and model.tsv)"
    )


def _model_of(said: Mapping[str, Any], lines: str) -> Learnt:
    classes = tuple(str(name) for name in said["classes"])
    if not set(classes) <= set(CLASSES) or len(classes) < 2:
        raise ValueError(f"classes = {classes}")
    weights = {}
    for line in lines.split("\n"):
        if line:
            gram, *numbers = line.split("\t")
            weights[gram] = tuple(float(w) for w in numbers)
    features = tuple(tuple(float(w) for w in said["features"][name]) for name in FEATURES)
    if any(len(w) != len(classes) for w in (*weights.values(), *features)):
        raise ValueError("weights")
    return Learnt(classes, tuple(float(b) for b in said["bias"]), features, weights, shipped_score)
