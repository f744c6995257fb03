"""BG/NBD: a customer may leave after every repeat purchase.

Fader, Hardie and Lee (2005), Counting Your Customers the Easy Way, Marketing Science 24(2). Who never
came back had no chance to leave, so the model says of every one-time buyer that he is alive for
ever; ``mbg_nbd`` does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from custseg.models.buying.geometric import GeometricDropout


@dataclass(frozen=True)
class BgNbd(GeometricDropout):
    """BG/NBD with parameters r, alpha (in the unit of time), a, b; one chance to leave a repeat purchase."""

    name: ClassVar[str] = "bg_nbd"
    first_counts: ClassVar[int] = 0
