"""The settings there are, with their defaults and meaning, as commented TOML.

``inspect -o custseg.toml`` appends it to the reading it keeps; docs/settings.md is made of the same words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, get_args, get_origin

import msgspec

from custseg.cli.sections import HOMES, class_of
from custseg.settings import Section
from custseg.words import t

OPEN = "…"
"""Stands for the value of a setting that has no default: a person writes one, or leaves it out."""


def commented_defaults(said: Section | None = None) -> str:
    """Every section but the reading, every key commented out with its default.

    ``said`` are settings of ``[read]`` that were given: those stand as they are. A path to a password
    is nobody else's business.
    """
    given = {} if said is None else {
        key: value for key, value in msgspec.structs.asdict(said).items()
        if value not in (None, False) and key not in ("date_format", "password_file")
    }  # fmt: skip
    return "\n".join(
        _section(name, class_of(name), given if name == "read" else {})
        for name in HOMES if name != "reading"
    )  # fmt: skip


def meaning(kind: Any) -> str:
    """What the description of a setting's type says, in the chosen language; "" without one."""
    described = [m.description for m in get_args(kind)[1:] if isinstance(m, msgspec.Meta)]
    return t(described[0]) if get_origin(kind) is Annotated and described and described[0] else ""


def inner_sections(kind: Any) -> Iterator[type[Section]]:
    """The sections within the type of a setting, such as the rules of a tuple of them."""
    if isinstance(kind, type) and issubclass(kind, Section):
        yield kind
    for inner in get_args(kind):
        yield from inner_sections(inner)


def default_of(field: msgspec.structs.FieldInfo) -> str:
    """The default of a setting as TOML says it, ``OPEN`` where there is none."""
    made = field.default_factory
    return toml_of(field.default if made is msgspec.NODEFAULT else made())


def toml_of(value: Any) -> str:
    """A value as TOML says it; what is no value is left open."""
    if value is None or value is msgspec.NODEFAULT:
        return OPEN
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(toml_of(v) for v in value) + "]"
    if isinstance(value, msgspec.Struct):
        given = msgspec.structs.asdict(value)  # TOML says nothing of what is not set
        return toml_of({key: inner for key, inner in given.items() if inner is not None})
    if isinstance(value, dict):
        pairs = ", ".join(f"{_key(k)} = {toml_of(v)}" for k, v in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    return json.dumps(value, ensure_ascii=False)


def _section(name: str, kind: type[Section], given: Mapping[str, Any]) -> str:
    lines = ["", f"[{name}]"]
    for field in msgspec.structs.fields(kind):
        lines.append(f"# {meaning(field.type)}")
        inner = next(inner_sections(field.type), None)
        if inner is not None and field.default == ():
            keys = ", ".join(f.encode_name for f in msgspec.structs.fields(inner))
            lines.append(f"# [[{name}.{field.encode_name}]]: {keys}")
        elif field.encode_name in given:
            lines.append(f"{field.encode_name} = {toml_of(given[field.encode_name])}")
        else:
            lines.append(f"# {field.encode_name} = {default_of(field)}")
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if name.isascii() and name.isidentifier() else json.dumps(name, ensure_ascii=False)
