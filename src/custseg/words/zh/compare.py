"""Chinese sentences of the room compare: English sentence -> Chinese sentence."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
