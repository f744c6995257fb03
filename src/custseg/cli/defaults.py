"""The settings there are, with their defaults and meaning, as commented TOML.

``inspect -o custseg.toml`` appends it to the reading it keeps, and docs/settings.md shows it.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Annotated, Any, get_args, get_origin

import msgspec

from custseg.cli.sections import HOMES, class_of
from custseg.settings import Section
from custseg.words import t


def commented_defaults() -> str:
    """Every section but the reading, every key commented out with its default."""
    return "\n".join(_section(name, class_of(name)) for name in HOMES if name != "reading")


def _section(name: str, kind: type[Section]) -> str:
    lines = ["", f"[{name}]"]
    for field in msgspec.structs.fields(kind):
        lines.append(f"# {_meaning(field.type)}")
        lines.append(f"# {field.encode_name} = {_toml(field.default)}")
    return "\n".join(lines) + "\n"


def _meaning(kind: Any) -> str:
    described = [m.description for m in get_args(kind)[1:] if isinstance(m, msgspec.Meta)]
    return t(described[0]) if get_origin(kind) is Annotated and described and described[0] else ""


def _toml(value: Any) -> str:
    """A default as TOML would say it; a default that is no value is left open."""
    if value is None or value is msgspec.NODEFAULT:
        return "…"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, (tuple, list)):
        return "[" + ", ".join(_toml(v) for v in value) + "]"
    if isinstance(value, dict):
        return (
            "{ "
            + ", ".join(
                f"{json.dumps(k, ensure_ascii=False)} = {_toml(v)}" for k, v in value.items()
            )
            + " }"
        )
    if isinstance(value, msgspec.Struct):
        return _toml(msgspec.to_builtins(value))
    return json.dumps(value, ensure_ascii=False)
