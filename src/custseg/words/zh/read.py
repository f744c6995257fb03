"""Chinese sentences of the room read: English sentence -> Chinese sentence."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
