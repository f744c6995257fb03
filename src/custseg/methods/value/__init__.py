"""Value 价值: what customers are worth now, and the classic R/F/M scores with named segments."""

from __future__ import annotations

from custseg.methods.value.findings import value_reason, value_reason_in
from custseg.methods.value.now import value
from custseg.methods.value.rfm import rfm
from custseg.methods.value.rfm_said import rfm_reason, rfm_reason_in
from custseg.methods.value.settings import RfmSegment, RfmSettings, ValueSettings

__all__ = [
    "RfmSegment",
    "RfmSettings",
    "ValueSettings",
    "rfm",
    "rfm_reason",
    "rfm_reason_in",
    "value",
    "value_reason",
    "value_reason_in",
]
