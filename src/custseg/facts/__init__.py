"""Facts: transactions, events and balances become one row per customer.

The only code that sees transactions. Every function gives a lazy plan; several plans run in one
streaming pass with ``dataset.collect(plan, ...)``.

A window of N days is as_of - N < date <= as_of: it ends with the day the data is seen from and has
exactly N days.
"""

from __future__ import annotations

from custseg.facts.activity import activity, habits, is_digital, windows
from custseg.facts.assets import assets, stated_assets, stated_in
from custseg.facts.engagement import engagement
from custseg.facts.notes import about_late_balances, about_older_holdings, currencies, fact_notes
from custseg.facts.purchases import purchases
from custseg.facts.rhythm import MIN_PURCHASE_DAYS, rhythm
from custseg.facts.rows import FactSettings, money_meaning
from custseg.facts.universe import customers_universe, holds_something, knows_others, opened_on
from custseg.facts.visits import months, visits

__all__ = [
    "MIN_PURCHASE_DAYS", "FactSettings", "about_late_balances", "about_older_holdings", "activity", "assets",
    "currencies", "customers_universe", "engagement", "fact_notes", "habits", "holds_something", "is_digital", "knows_others", "money_meaning",
    "months", "opened_on", "purchases", "rhythm", "stated_assets", "stated_in", "visits", "windows",
]  # fmt: skip
