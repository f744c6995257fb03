"""Rules as they are pasted into custseg.toml."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

_LINE = 76
"""Letters of a line of custseg.toml."""


def rules_as_toml(names: Sequence[str], rules: Sequence[str]) -> str:
    """Rules as they are pasted into custseg.toml, in lines a terminal shows whole."""
    return "\n".join(
        f"[[segment.rule]]\nname = {_toml(name)}\nwhen = {_toml_lines(rule)}\n"
        for name, rule in zip(names, rules, strict=True)
        if rule
    )


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _toml_lines(rule: str) -> str:
    """A long condition over several lines; what stands in quotes stays on one."""
    if len(rule) <= _LINE:
        return _toml(rule)
    lines = [""]
    for word in re.findall(r"""(?:"[^"]*"|'[^']*'|\S)+""", rule):
        if lines[-1] and len(lines[-1]) + len(word) >= _LINE:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return '"""\n' + "\n".join(_toml(line)[1:-1] for line in lines) + '"""'
