"""Chinese sentences of the room cli: English sentence -> Chinese sentence."""

from __future__ import annotations

SENTENCES: dict[str, str] = {}
