"""Lists to work through, for one branch or manager each (管户清单)."""

from __future__ import annotations

from custseg.lists.method import lists
from custseg.lists.settings import ListSettings

__all__ = ["ListSettings", "lists"]
