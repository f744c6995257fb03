"""Chinese sentences of the room lists: English sentence -> Chinese sentence."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
