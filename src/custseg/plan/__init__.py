"""What to do with whom: service policy, managers, budget, campaigns and targets (策略), each a part of its own."""

from __future__ import annotations

from custseg.plan.book import Book

__all__ = ["Book"]
