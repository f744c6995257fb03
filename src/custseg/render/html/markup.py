"""Elements of a page: text is always text, whatever signs stand in it."""

from __future__ import annotations

from html import escape

from custseg.render.cells import clean


class Markup(str):
    """Text that is markup already; made by ``element`` and ``group`` only."""

    __slots__ = ()


Child = str | Markup

_EMPTY = ("br", "meta", "line", "rect", "circle", "polyline")
"""Elements that hold nothing."""


def element(name: str, /, *children: Child, **attributes: object) -> Markup:
    """``<name …>children</name>``.

    ``class_`` stands for ``class``, other underscores for hyphens; attributes that are None are left out.
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_quoted(value)}"'
        for key, value in attributes.items() if value is not None
    )  # fmt: skip
    if name in _EMPTY and not children:
        return Markup(f"<{name}{said}>" if name in ("br", "meta") else f"<{name}{said}/>")
    return Markup(f"<{name}{said}>{group(*children)}</{name}>")


def group(*children: Child) -> Markup:
    """Elements one after another; text among them is escaped."""
    return Markup("".join(c if isinstance(c, Markup) else _text(c) for c in children))


def _text(said: str) -> str:
    return escape(clean(said), quote=False)


def _quoted(value: object) -> str:
    if isinstance(value, float):
        value = f"{value:.6g}"
    return escape(clean(str(value)))
