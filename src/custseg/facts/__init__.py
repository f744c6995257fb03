"""Facts: transactions, events and balances become one row per customer.

The only code that sees transactions. Every function gives a lazy plan; several plans run in one
streaming pass with ``dataset.collect(plan, ...)``.

A window of N days is as_of - N < date <= as_of: it ends with the day the data is seen from and has
exactly N days.
"""

from __future__ import annotations

from custseg.facts.purchases import purchases
from custseg.facts.rows import FactSettings, money_meaning

__all__ = ["FactSettings", "money_meaning", "purchases"]
