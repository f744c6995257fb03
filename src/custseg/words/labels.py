"""The values of label columns: column -> {key: (Chinese, English)}.

Results hold the keys, so that a condition, a CSV and a JSON mean the same in every language. Each
room's stand in ``words/rooms/<room>.py``; a column that several rooms fill has the values of all.
"""

from __future__ import annotations

from custseg.words.rooms import ROOMS

LABELS: dict[str, dict[str, tuple[str, str]]] = {}

for _room in ROOMS:
    for _column, _names in _room.LABELS.items():
        LABELS.setdefault(_column, {}).update(_names)
