"""Chinese sentences of the room facts: English sentence -> Chinese sentence."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
