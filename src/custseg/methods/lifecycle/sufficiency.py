"""Sufficiency: what every claim needs, what was found, and what is therefore not claimed."""

from __future__ import annotations

from collections.abc import Sequence

from custseg.models.sufficiency import Gate, gates_evidence, gates_frame
from custseg.result import Note, Part
from custseg.words import label, t


def sufficiency_part(parts: Sequence[Part]) -> Part:
    """One table of the needs of all claims of ``parts``, and a note that names those not made."""
    gates = [gate for part in parts for gate in part.gates]
    if not gates:
        return Part()
    lacking = [
        gate
        for gate in gates
        if not gate.is_met and gate.claim != "churn_risk" and gate.need != "leaving_model"
    ]
    return Part(
        {"sufficiency": gates_frame(gates)},
        evidence={"sufficiency": gates_evidence(gates)},
        notes=(_note(lacking),) if lacking else (),
    )


def _note(lacking: Sequence[Gate]) -> Note:
    """The claims that are not made, each with what it lacks; parts with a reason of their own say it."""
    claims = {
        claim: t("; ").join(
            t("{need}: {needed:,} needed, {found:,} found", need=label("requirement", gate.need),
              needed=gate.needed, found=gate.found)
            for gate in lacking if gate.claim == claim
        )
        for claim in dict.fromkeys(gate.claim for gate in lacking)
    }  # fmt: skip
    said = t("; ").join(
        t("{claim} ({needs})", claim=label("claim", claim), needs=needs) for claim, needs in claims.items()
    )  # fmt: skip
    return Note("info", t("not claimed: {claims}", claims=said))
