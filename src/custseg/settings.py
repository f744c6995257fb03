"""custseg.toml: one small class per section, typed, every mistake reported at once.

A section's class stands where it is used (``RfmSettings`` in methods/value.py, ...); flags and the
file fill the same class, so a flag, its key and its field have one spelling::

    class RfmSettings(Section):
        bins: Annotated[int, Meta(description="scores per measure")] = 5

    sections = load(path, {"rfm": RfmSettings})
    settings = merge(sections["rfm"], bins=4)

The description of each field is what ``docs/settings.md`` and a kept custseg.toml print.
"""

from __future__ import annotations

import math
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Meta

from custseg.errors import UsageError, nearest
from custseg.expected import mistake
from custseg.words import t

__all__ = [
    "Meta",
    "Section",
    "Yuan",
    "as_plain",
    "converted",
    "fill",
    "load",
    "merge",
    "parse_yuan",
]


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of custseg.toml. Subclasses give every field a type, a default and a description."""


class Yuan(Decimal):
    """An amount of money in a setting: 600000, "60万", "1.2亿" mean yuan."""

    IN_WORDS = "an amount of money such as 50000, 5万 or 1.2亿"


_UNITS = {"": 1, "元": 1, "千": 1_000, "千元": 1_000, "万": 10_000, "万元": 10_000, "萬": 10_000,
          "亿": 100_000_000, "亿元": 100_000_000, "億": 100_000_000}  # fmt: skip
_YUAN = re.compile(r"[¥￥]?\s*([+-]?[\d,]*\.?\d+)\s*(\D*)")


def parse_yuan(text: str | int | float | Decimal) -> Yuan:
    """The amount in yuan that ``text`` writes; raises ValueError when it writes none."""
    found = _YUAN.fullmatch(str(text).strip())
    unit = _UNITS.get(found[2].strip()) if found else None
    if found is None or unit is None:
        raise ValueError(
            t("{text!r} is not an amount of money (write 50000, 5万 or 1.2亿)", text=text)
        )
    try:
        return Yuan(Decimal(found[1].replace(",", "")) * unit)
    except InvalidOperation as error:
        raise ValueError(str(error)) from error


def _decode(kind: type, value: Any) -> Any:
    if kind is Yuan:
        return parse_yuan(value)
    raise TypeError(kind)


AnySection = TypeVar("AnySection", bound=Section)
_TOLD, _LONGEST_VALUE = 5, 200
"""Mistakes told of many, and characters of a value that is wrong."""
_LONGEST = 1 << 20
"""Bytes of a settings file; far more than the longest list of rules."""


def fill(kind: type[AnySection], values: Mapping[str, Any], where: str) -> AnySection:
    """``values`` as a ``kind``; raises UsageError naming every key that is unknown or ill-typed."""
    fields = {f.encode_name: f for f in msgspec.structs.fields(kind)}
    wrong: list[str] = []
    for key, value in values.items():
        if key in fields:
            try:
                converted(value, fields[key].type)
            except ValueError as error:
                wrong.append(f"[{where}] {key} = {_short(value)}: {error}")
        elif len(wrong) >= _TOLD:
            wrong.append(key)
        else:
            guess = nearest(key, list(fields))
            wrong.append(
                t("[{where}] has no setting {key!r}", where=where, key=key)
                + (t(" (did you mean {guess!r}?)", guess=guess) if guess else "")
            )
    known = t("settings of [{where}]: {known}", where=where, known=", ".join(fields))
    if wrong:
        raise UsageError(_told(wrong), known)
    try:
        return msgspec.convert(dict(values), kind, strict=False, dec_hook=_decode)
    except (msgspec.ValidationError, ValueError) as error:  # a rule of the section as a whole
        raise UsageError(f"[{where}]: {error}", known) from error


def _short(value: Any) -> str:
    said = repr(value)
    return said if len(said) <= _LONGEST_VALUE else f"{said[:_LONGEST_VALUE]}…"


def _told(wrong: list[str]) -> str:
    """Mistakes as one line: the first of many, and how many more there are."""
    told = "; ".join(wrong[:_TOLD])
    rest = len(wrong) - _TOLD
    return told + (t("; and {count} more", count=rest) if rest > 0 else "")


def converted(value: Any, kind: Any) -> Any:
    """``value`` as the type ``kind`` of a setting or flag; raises ValueError that says what it takes."""
    try:
        found = _as(kind, value)
    except (msgspec.ValidationError, ValueError) as error:
        raise ValueError(mistake(value, kind, error, _as)) from error
    if not (_is_finite(value) and _is_finite(found)):
        raise ValueError(t("nan and inf are no numbers to count with"))
    return found


def _is_finite(value: Any) -> bool:
    """Whether there is no nan and no infinity in a value, and in none inside it."""
    if isinstance(value, Mapping):
        return all(map(_is_finite, value.values()))
    if isinstance(value, list | tuple):
        return all(map(_is_finite, value))
    return not isinstance(value, float) or math.isfinite(value)


def _as(kind: Any, value: Any) -> Any:
    return msgspec.convert(value, kind, strict=False, dec_hook=_decode)


def load(
    path: Path | None, sections: Mapping[str, Callable[[], type[Section]]]
) -> dict[str, Section]:
    """The sections of the file at ``path`` (none for None), each as its class.

    ``sections`` gives for every section name a function that returns its class, so that a class is
    imported only when the file speaks of it. All mistakes of the file are one UsageError.
    """
    if path is None:
        return {}
    text = read_toml(path)
    filled: dict[str, Section] = {}
    wrong: list[UsageError] = []
    for name, values in text.items():
        if name not in sections:
            guess = nearest(name, list(sections))
            hint = (
                t("did you mean [{guess}]?", guess=guess)
                if guess
                else t("sections: {known}", known=", ".join(sections))
            )
            wrong.append(UsageError(t("no section [{name}]", name=name), hint))
            continue
        if not isinstance(values, dict):
            wrong.append(UsageError(t("[{name}] must be a table", name=name)))
            continue
        try:
            filled[name] = fill(sections[name](), values, name)
        except UsageError as error:
            wrong.append(error)
    if wrong:
        raise UsageError(f"{path}: " + _told([e.message for e in wrong]), wrong[0].hint)
    return filled


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file; raises UsageError with the line when it is not TOML."""
    try:
        return tomllib.loads(_text_of(path))
    except FileNotFoundError as error:
        raise UsageError(
            t("settings file not found: {path}", path=path),
            t("check --config and CUSTSEG_CONFIG"),
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            t("cannot read settings file {path}: {error}", path=path, error=error),
            t("it must be a text file in UTF-8"),
        ) from error
    except ValueError as error:  # TOMLDecodeError is one, and so is a number of 5,000 digits
        raise UsageError(
            t("{path} is not valid TOML: {error}", path=path, error=error),
            t("text stands in quotes, a section in square brackets: [rfm]"),
        ) from error
    except RecursionError as error:
        raise UsageError(t("{path} is nested too deeply to be settings", path=path)) from error


def _text_of(path: Path) -> str:
    """The text of a settings file or pipe; raises UsageError when it is far too long to be settings."""
    with os.fdopen(_opened(path), "rb") as stream:
        text = stream.read(_LONGEST + 1)
    if len(text) > _LONGEST:
        raise UsageError(
            t("{path} is longer than {most} bytes: these are no settings", path=path,
              most=f"{_LONGEST:,}"),
            t("check --config and CUSTSEG_CONFIG"),
        )  # fmt: skip
    return text.decode("utf-8-sig")


def _opened(path: Path) -> int:
    """A descriptor of ``path``, had without waiting for somebody to write into it, should it be a pipe."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", getattr(os, "O_BINARY", 0)))
    if os.name != "nt":
        os.set_blocking(descriptor, True)
    return descriptor


def merge(section: AnySection, **given: Any) -> AnySection:
    """``section`` with the values that were given as flags (None means not given).

    Raises UsageError naming the flag when a value does not fit.
    """
    said = {key: value for key, value in given.items() if value is not None}
    if not said:
        return section
    fields = {f.encode_name: f for f in msgspec.structs.fields(section)}
    fitting: dict[str, Any] = {}
    for key, value in said.items():
        try:
            fitting[key] = converted(value, fields[key].type)
        except ValueError as error:
            flag = f"--{key.replace('_', '-')}"
            raise UsageError(
                f"{flag} {value}: {error}", t("--help says what {flag} takes", flag=flag)
            ) from error
    return msgspec.structs.replace(section, **fitting)


def as_plain(*sections: Section) -> dict[str, Any]:
    """Settings as JSON types, for the provenance of a Result; money as a number of yuan."""
    plain: dict[str, Any] = {}
    for section in sections:
        plain.update(msgspec.to_builtins(section, builtin_types=(Decimal,), enc_hook=_plain_number))
    return {key: _json(value) for key, value in plain.items()}


def _plain_number(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return _plain_number(value)
    if isinstance(value, dict):
        return {key: _json(inner) for key, inner in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_json(inner) for inner in value]
    return value
