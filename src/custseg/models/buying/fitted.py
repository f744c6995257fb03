"""The model of buying that was asked for, or NBD where a file gives it no answer."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from custseg.models.buying.histories import Histories
from custseg.models.buying.model import BuyingModel
from custseg.models.likelihood import Fit, Refusal

_HOMES = {"mbg_nbd": "MbgNbd", "bg_nbd": "BgNbd", "pareto_nbd": "ParetoNbd", "nbd": "Nbd"}


@dataclass(frozen=True)
class Fitted:
    """A model of buying with its fit, and what was refused before it was taken."""

    model: BuyingModel | None
    fit: Fit | None
    refusal: Refusal | None


def fit_buying(name: str, histories: Histories) -> Fitted:
    """The model ``name``; where it is refused NBD, in which nobody leaves; else none."""
    model, found = _try(name, histories)
    if model is not None:
        return Fitted(model, found, None)
    simpler, simple = _try("nbd", histories)
    return Fitted(simpler, simple if simpler else None, found)


def _try(name: str, histories: Histories) -> tuple[BuyingModel | None, Any]:
    kind = getattr(import_module(f"custseg.models.buying.{name}"), _HOMES[name])
    found = kind.fit(histories)
    return (kind.of(found) if isinstance(found, Fit) else None), found
