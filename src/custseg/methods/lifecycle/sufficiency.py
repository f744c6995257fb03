"""Sufficiency: what every claim needs, what was found, and what is therefore not claimed."""

from __future__ import annotations

from collections.abc import Sequence

from custseg.methods.lifecycle.part import Part
from custseg.models.sufficiency import Gate, gates_evidence, gates_frame
from custseg.result import Note
from custseg.words import label, t


def sufficiency_part(parts: Sequence[Part]) -> Part:
    """One table of the needs of all claims of ``parts``, and a note that names those not made."""
    gates = [gate for part in parts for gate in part.gates]
    if not gates:
        return Part()
    refused = {gate.claim: _lacking(gates, gate.claim) for gate in gates if not gate.is_met}
    notes = tuple(
        Note("info", t("not claimed: {claim}; needed and found: {needs}", claim=label("claim", claim),
                       needs=needs))
        for claim, needs in refused.items() if claim not in _SAID_ELSEWHERE
    )  # fmt: skip
    return Part(
        {"sufficiency": gates_frame(gates)},
        evidence={"sufficiency": gates_evidence(gates)},
        notes=notes,
    )


_SAID_ELSEWHERE = ("churn_risk",)
"""Claims whose own part says what they lack."""


def _lacking(gates: Sequence[Gate], claim: str) -> str:
    """The needs of a claim that are not met, in words."""
    return t("; ").join(
        t("{need} {needed:,}, {found:,}", need=label("requirement", gate.need), needed=gate.needed, found=gate.found)
        for gate in gates if gate.claim == claim and not gate.is_met
    )  # fmt: skip
