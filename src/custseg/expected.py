"""What a setting takes, in words: the place inside a value that is wrong, and what is expected there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from custseg.errors import nearest
from custseg.words import t

Convert = Callable[[Any, Any], Any]
"""``convert(kind, value)``: the value as that type, or ValueError."""

_PLACE = re.compile(r" - at `[^`]*`$")
_SHORT = 60
_IN_WORDS: dict[Any, str] = {
    int: "a whole number", float: "a number", bool: "true or false", str: "text",
    date: "a date such as 2024-06-30",
}  # fmt: skip


def mistake(value: Any, kind: Any, error: Exception, convert: Convert) -> str:
    """What is wrong with ``value`` as a ``kind``, and where inside it: '"0": expected "negative" or …'.

    ``error`` is what converting raised; it is said as it stands where no words are known for the type.
    """
    for option in _options(kind):
        for place, inner, inner_kind in _parts(option, value):
            try:
                convert(inner_kind, inner)
            except (msgspec.ValidationError, ValueError) as wrong:
                return t("{place}: {mistake}", place=place,
                         mistake=mistake(inner, inner_kind, wrong, convert))  # fmt: skip
        found = _of_section(option, value)
        if found:
            return found
    words = [_in_words(option) for option in _options(kind)]
    said = [word for options in words for word in options]
    # A rule of a section as a whole says by itself what is wrong.
    if not said or not all(words) or _fits_outside(kind, value):
        return _PLACE.sub("", str(error))
    return t("expected {what}", what=t(" or ").join(said)) + _bounds(kind)


def _options(kind: Any) -> list[Any]:
    """The types one of which a value must have, None left out; annotations stay on them."""
    plain = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    if get_origin(plain) in (Union, UnionType):
        return [
            o for option in get_args(plain) if option is not type(None) for o in _options(option)
        ]
    return [kind]


def _plain(kind: Any) -> Any:
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def _parts(option: Any, value: Any) -> Iterator[tuple[str, Any, Any]]:
    """(where, value, type) of everything inside ``value``, as ``option`` wants it."""
    plain = _plain(option)
    origin, inner = get_origin(plain), get_args(plain)
    if isinstance(value, Mapping):
        if origin is dict:
            yield from ((repr(key), held, inner[1]) for key, held in value.items())
        elif _is_section(plain):
            fields = {f.encode_name: f.type for f in msgspec.structs.fields(plain)}
            yield from ((key, held, fields[key]) for key, held in value.items() if key in fields)
    elif isinstance(value, Sequence) and not isinstance(value, str) and origin in (tuple, list):
        kinds = inner if origin is tuple and Ellipsis not in inner else [inner[0]] * len(value)
        for at, (held, kind) in enumerate(zip(value, kinds, strict=False), start=1):
            yield t("number {at} ({value})", at=at, value=_shown(held)), held, kind


def _of_section(option: Any, value: Any) -> str:
    """A setting that is not there, or that is lacking, in a table within the settings; "" for none."""
    plain = _plain(option)
    if not (_is_section(plain) and isinstance(value, Mapping)):
        return ""
    fields = {f.encode_name: f for f in msgspec.structs.fields(plain)}
    known = t("it takes {known}", known=", ".join(fields))
    for key in value:
        if key not in fields:
            guess = nearest(str(key), list(fields))
            meant = (
                t(" (did you mean {guess!r}?)", guess=guess) if guess else t("; {also}", also=known)
            )
            return t("no setting {key!r}", key=key) + meant
    lacking = [name for name, field in fields.items() if field.required and name not in value]
    return t("{lacking} is lacking", lacking=", ".join(lacking)) if lacking else ""


def _fits_outside(kind: Any, value: Any) -> bool:
    """Whether the value has the outer shape that is wanted, so that naming the shape would not help."""
    for option in _options(kind):
        plain = _plain(option)
        if _is_section(plain) and isinstance(value, Mapping):
            return True
        is_list = isinstance(value, Sequence) and not isinstance(value, str)
        if get_origin(plain) in (tuple, list) and is_list and not _bounds(option):
            return True
    return False


def _is_section(plain: Any) -> bool:
    return isinstance(plain, type) and issubclass(plain, msgspec.Struct)


def _in_words(option: Any) -> list[str]:
    """What a type takes, in words; nothing where none are known."""
    plain = _plain(option)
    if get_origin(plain) is Literal:
        return [repr(value) for value in get_args(plain)]
    if isinstance(plain, type) and issubclass(plain, Enum):
        return [repr(member.value) for member in plain]
    if get_origin(plain) is dict or _is_section(plain):
        return [t("a table such as {example}", example='{ name = "value" }')]
    if get_origin(plain) in (tuple, list):
        return [t("a list in square brackets")]
    words = getattr(plain, "IN_WORDS", None) or _IN_WORDS.get(plain)
    return [t(words)] if words else []


def _bounds(kind: Any) -> str:
    """Between which values it must be; of several types the first that says so."""
    metas = [meta for part in (kind, *_options(kind)) if get_origin(part) is Annotated
             for meta in get_args(part)[1:]]  # fmt: skip
    for meta in metas:
        low, high = getattr(meta, "ge", None), getattr(meta, "le", None)
        over, under = getattr(meta, "gt", None), getattr(meta, "lt", None)
        least = getattr(meta, "min_length", None)
        if low is not None and high is not None:
            return t(" from {low} to {high}", low=low, high=high)
        if over is not None and under is not None:
            return t(" above {low} and below {high}", low=over, high=under)
        if low is not None:
            return t(" of at least {low}", low=low)
        if over is not None:
            return t(" above {low}", low=over)
        if high is not None:
            return t(" of at most {high}", high=high)
        if least is not None:
            return t(" with at least {n} in it", n=least)
    return ""


def _shown(value: Any) -> str:
    said = repr(value)
    return said if len(said) <= _SHORT else f"{said[:_SHORT]}…"
