"""MBG/NBD: a customer may leave after every purchase, the first one included.

Batislam, Denizel and Filiztekin (2007), Empirical validation and comparison of models for customer base
analysis, International Journal of Research in Marketing 24(3). One-time buyers can have left, as
experience says they often have; otherwise as ``bg_nbd``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from custseg.models.buying.geometric import GeometricDropout


@dataclass(frozen=True)
class MbgNbd(GeometricDropout):
    """MBG/NBD with parameters r, alpha (in the unit of time), a, b; one chance to leave a purchase."""

    name: ClassVar[str] = "mbg_nbd"
    first_counts: ClassVar[int] = 1
