"""The sections of custseg.toml and where each one's class lives."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TypeVar, cast

from custseg.settings import Section, load, merge

HOMES: dict[str, str] = {
    "read": "custseg.read:ReadOptions",
    "reading": "custseg.schema:KeptReading",
    "facts": "custseg.facts:FactSettings",
    "profile": "custseg.methods.attributes:ProfileSettings",
    "behavior": "custseg.methods.behavior:BehaviorSettings",
    "value": "custseg.methods.value:ValueSettings",
    "rfm": "custseg.methods.value:RfmSettings",
    "needs": "custseg.methods.needs:NeedsSettings",
    "sentiment": "custseg.methods.sentiment:SentimentSettings",
    "lifecycle": "custseg.methods.lifecycle:LifecycleSettings",
    "churn": "custseg.churn:ChurnSettings",
    "segment": "custseg.segment:SegmentSettings",
    "tier": "custseg.tier:TierSettings",
    "compare": "custseg.compare:CompareSettings",
    "lists": "custseg.lists:ListSettings",
    "policy": "custseg.plan.policy:PolicySettings",
    "managers": "custseg.plan.managers:ManagersSettings",
    "budget": "custseg.plan.budget:BudgetSettings",
    "campaign": "custseg.plan.campaign:CampaignSettings",
    "targets": "custseg.plan.targets:TargetsSettings",
    "acquisition": "custseg.plan.acquisition:AcquisitionSettings",
}

AnySection = TypeVar("AnySection", bound=Section)


def class_of(name: str) -> type[Section]:
    """The class of section ``name``; imports its home."""
    module, _, kind = HOMES[name].partition(":")
    return cast(type[Section], getattr(import_module(module), kind))


def _loader(name: str) -> Callable[[], type[Section]]:
    return lambda: class_of(name)


class Sections:
    """The settings of a run: what custseg.toml says, with the flags given on top."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._filled = load(path, {name: _loader(name) for name in HOMES})

    def of(self, name: str, kind: type[AnySection], **given: object) -> AnySection:
        """The settings of section ``name``; ``given`` are flags, None when not given."""
        return merge(cast(AnySection, self._filled.get(name, kind())), **given)


def find(given: Path | None) -> Path | None:
    """The settings file: the one given, else CUSTSEG_CONFIG, else ./custseg.toml if it is there."""
    if given is not None:
        return given
    named = os.environ.get("CUSTSEG_CONFIG")
    if named:
        return Path(named)
    here = Path("custseg.toml")
    return here if here.is_file() else None
