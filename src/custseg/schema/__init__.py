"""Raw text to canonical tables: roles and aliases, parsers, rejects, the account of every row."""

from __future__ import annotations

from custseg.schema.inspection import inspect, rejects
from custseg.schema.kept import KeptReading, keep
from custseg.schema.reading import bind, read

__all__ = ["KeptReading", "bind", "inspect", "keep", "read", "rejects"]
