"""The page: what it says first, a part for each method with tables and drawings, then how it was made."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any

import polars as pl

from custseg.render import story
from custseg.render.cells import clean, unit_of
from custseg.render.html.drawing import drawing_of
from custseg.render.html.markup import Child, Markup, element, group
from custseg.render.html.table import definitions, table_of
from custseg.render.palette import SERIES
from custseg.render.view import View
from custseg.result import Chart, Result
from custseg.words import header, language, t, title

GENERATOR = "custseg"
"""What the page names as its maker; files of exports are told from results by it."""
_ROWS = 200
"""A longer table shows its first rows, a history its last; all that is known of one customer has room."""


def pieces(results: Sequence[Result], view: View) -> Iterator[bytes]:
    """The bytes of one page for ``results``, in the chosen language; personal data is as given.

    The page asks nothing of a network and runs one script, its own, named by its fingerprint. The same
    results give the same bytes. ``view.rows`` says how many customers are shown (10 unless said).
    """
    yield from (f"{line}\n".encode() for line in _Document(results, view).lines())


class _Document:
    def __init__(self, results: Sequence[Result], view: View) -> None:
        self.results, self.view = results, view
        self.methods = [r for r in results if r.command != "report"] or list(results)
        whole = t("Who our customers are")
        self.name = story.headline(self.methods[0])[0] if len(self.methods) == 1 else whole

    def lines(self) -> Iterator[str]:
        """The lines of the page."""
        yield "<!doctype html>"
        yield f'<html lang="{"zh-CN" if language() == "zh" else "en"}">'
        yield from self._head()
        yield "<body>"
        if len(self.methods) > 1:
            yield self._contents()
        yield "<main>"
        yield self._opening()
        for at, result in enumerate(self.methods):
            yield from self._method(result, f"m{at + 1}")
        yield from self._closing()
        yield "</main>"
        yield f"<script>{_script()}</script>"
        yield "</body>"
        yield "</html>"

    def _head(self) -> Iterator[str]:
        policy = (
            f"default-src 'none'; script-src '{_fingerprint(_script())}'; style-src 'unsafe-inline'; "
            "base-uri 'none'; form-action 'none'"
        )
        yield "<head>"
        yield element("meta", charset="utf-8")
        yield element("meta", http_equiv="Content-Security-Policy", content=policy)
        yield element("meta", name="viewport", content="width=device-width, initial-scale=1")
        yield element("meta", name="generator", content=GENERATOR)
        yield element("title", self.name)
        yield f"<style>{_style()}</style>"
        yield "</head>"

    def _contents(self) -> Markup:
        links = [
            element("a", story.headline(result)[0], href=f"#m{at + 1}")
            for at, result in enumerate(self.methods)
        ]
        return element(
            "nav", element("b", self.name), *links, element("a", t("Notes"), href="#notes")
        )

    def _opening(self) -> Markup:
        """What all of it comes to, the warnings, and the account of all rows."""
        as_of = next((r.as_of for r in self.results if r.as_of), None)
        counts = [r.customers.height for r in self.methods if r.customers is not None]
        facts = [
            t("as of {date}", date=as_of.isoformat()) if as_of else "",
            t("{count} customers", count=f"{max(counts):,}") if counts else "",
        ]
        parts: list[Child] = [
            element("h1", self.name),
            element("p", " · ".join(fact for fact in facts if fact), class_="facts"),
        ]
        for at, result in enumerate(self.methods):
            said = story.findings(result)
            if said and len(self.methods) > 1:
                link = element("a", story.headline(result)[0], href=f"#m{at + 1}")
                parts.append(element("h3", link))
            if said:
                parts.append(_list(said))
        warnings = [n.text for n in story.remarks(self.results) if n.level == "warning"]
        if warnings:
            parts.append(element("div", element("b", t("Be careful")), _list(warnings), class_="careful"))  # fmt: skip
        for result in self.results:
            if result.command == "report" and len(self.results) > 1:
                parts += [
                    group(element("h3", title(key)), table_of(table, caption=title(key)))
                    for key, table in result.tables.items()
                ]
        return element("header", *parts)

    # --- a method ----------------------------------------------------------------------------------

    def _method(self, result: Result, anchor: str) -> Iterator[str]:
        name, facts = story.headline(result)
        yield f'<section id="{anchor}">'
        if len(self.methods) > 1:
            yield element("h2", name, " ", element("small", facts))
            if said := story.findings(result):
                yield _list(said)
        drawn = [c for c in result.charts if c.kind != "heatmap" and c.frame.height]
        if drawn:
            yield element("div", *map(_figure, drawn), class_="figures")
        maps = {c.key: c for c in result.charts if c.kind == "heatmap"}
        for key, table in result.tables.items():
            heat = maps.get(key)
            same = heat is not None and set(heat.frame.columns) <= set(table.columns)
            yield _titled(key, *_table(table, title(key), maps.pop(key).y if same else ()))
        for chart in maps.values():
            yield _titled(chart.key, table_of(chart.frame, chart.y, title(chart.key)))
        if result.customers is not None:
            yield self._customers(result.customers)
        yield "</section>"

    def _customers(self, customers: pl.DataFrame) -> Markup:
        rows = self.view.rows_of(customers.height, brief=True)
        partly = story.shown(rows, customers.height)
        shown = (
            [table_of(customers.head(rows), caption=title("customers"), bars=False)] if rows else []
        )
        return _titled(
            "customers", *([element("p", partly, class_="below")] if partly else []), *shown
        )

    # --- notes, how it was made --------------------------------------------------------------------

    def _closing(self) -> Iterator[str]:
        yield '<section id="notes">'
        remarks = [note.text for note in story.remarks(self.results) if note.level == "info"]
        if remarks:
            yield element("h2", t("How it was counted"))
            yield _list(remarks)
        yield element("h2", t("How it was made"))
        yield _list(story.provenance(self.results))
        for result in self.results:
            if result.command == "report" and len(self.results) > 1:
                continue
            for name, values in (
                (t("Settings"), result.settings),
                (t("Evidence"), result.evidence),
            ):
                if values:
                    said = t("{method}: {why}", method=story.headline(result)[0], why=name)
                    yield element("details", element("summary", said), definitions(_pairs(values)))
        yield "</section>"


def _titled(key: str, *parts: Child) -> Markup:
    return element("div", element("h3", title(key)), *parts, class_="part")


def _table(frame: pl.DataFrame, name: str, heat: Sequence[str]) -> list[Child]:
    """A table, of a long one as much as suits a page: of a history its end, else its beginning."""
    if frame.height <= _ROWS:
        return [table_of(frame, heat, name)]
    first = frame.columns[0]
    dated = unit_of(first, frame.schema[first]) in ("date", "month")
    shown = frame.tail(_ROWS) if dated else frame.head(_ROWS)
    rows, total = f"{_ROWS:,}", f"{frame.height:,}"
    said = (
        t("the last {rows} of {total}, -o FILE.xlsx for all", rows=rows, total=total) if dated
        else t("the first {rows} of {total}, -o FILE.xlsx for all", rows=rows, total=total)
    )  # fmt: skip
    return [element("p", said, class_="below"), table_of(shown, heat, name)]


def _figure(chart: Chart) -> Markup:
    name, measured = clean(title(chart.key)), clean(header(chart.y[0]))
    caption: list[Child] = [name]
    if len(chart.y) == 1 and measured.lower() not in name.lower():
        caption += [" ", element("small", measured)]
    return element("figure", element("figcaption", *caption), drawing_of(chart))


def _list(sentences: Sequence[str]) -> Markup:
    return element("ul", *(element("li", sentence) for sentence in sentences))


def _pairs(values: Mapping[str, Any], above: str = "") -> list[tuple[str, str]]:
    """Settings and evidence, those within others under both names."""
    pairs: list[tuple[str, str]] = []
    for key, value in values.items():
        if isinstance(value, Mapping):
            pairs += _pairs(value, f"{above}{key}.")
        else:
            pairs.append((f"{above}{key}", _said(value)))
    return pairs


def _said(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    return "–" if value is None else str(value)


def _style() -> Markup:
    colors = "".join(f"--c{i}:#{color};" for i, color in enumerate(SERIES))
    rules = "".join(f".s{i}{{--c:var(--c{i})}}" for i in range(len(SERIES)))
    return Markup(f":root{{{colors}}}{rules}\n{_resource('page.css')}")


def _script() -> Markup:
    return Markup(_resource("page.js"))


def _resource(name: str) -> str:
    return files("custseg.render.html").joinpath(name).read_text("utf-8")


def _fingerprint(script: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
