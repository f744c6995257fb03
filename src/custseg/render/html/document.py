"""The page: what it says first, a part for each method with tables and drawings, then how it was made."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from importlib.resources import files

import polars as pl

from custseg.render import story
from custseg.render.cells import clean
from custseg.render.charts import maps_of_tables
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
        self.methods = story.methods_of(results)
        self.name, self.facts = story.opening(results)

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
        parts: list[Child] = [
            element("h1", self.name),
            element("p", " · ".join(self.facts), class_="facts"),
        ]
        if len(self.methods) == 1 and (said := story.findings(self.methods[0])):
            parts.append(_list(said))
        if len(self.methods) > 1:
            parts.append(self._first_sentences())
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

    def _first_sentences(self) -> Markup:
        """What each method says first, and the way to the rest: no sentence stands twice on a page."""
        said = [(at, result, story.findings(result)) for at, result in enumerate(self.methods)]
        return element("dl", *(
            group(element("dt", element("a", story.headline(result)[0], href=f"#m{at + 1}")), element("dd", first))
            for at, result, (first, *_) in ((at, result, found) for at, result, found in said if found)
        ), class_="first")  # fmt: skip

    # --- a method ----------------------------------------------------------------------------------

    def _method(self, result: Result, anchor: str) -> Iterator[str]:
        name, facts = story.headline(result)
        yield f'<section id="{anchor}">'
        if len(self.methods) > 1:
            yield element("h2", name, " ", element("small", facts))
            if rest := story.findings(result)[1:]:
                yield _list(rest)
        drawn = [c for c in result.charts if c.kind != "heatmap" and c.frame.height]
        if drawn:
            yield element("div", *map(_figure, drawn), class_="figures")
        maps = maps_of_tables(result)
        for key, table in result.tables.items():
            yield _titled(key, *_table(table, title(key), maps[key].y if key in maps else ()))
        for chart in result.charts:
            if chart.kind == "heatmap" and chart.key not in maps:
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
                    yield element(
                        "details", element("summary", said), definitions(story.pairs(values))
                    )
        yield "</section>"


def _titled(key: str, *parts: Child) -> Markup:
    return element("div", element("h3", title(key)), *parts, class_="part")


def _table(table: pl.DataFrame, name: str, heat: Sequence[str]) -> list[Child]:
    """As much of a table as suits a page, and how much it is."""
    part, said = story.part_of(table, _ROWS, dated=_ROWS)
    drawn = table_of(part, heat, name)
    return [element("p", said, class_="below"), drawn] if said else [drawn]


def _figure(chart: Chart) -> Markup:
    name, measured = clean(title(chart.key)), clean(header(chart.y[0]))
    caption: list[Child] = [name]
    if len(chart.y) == 1 and measured.lower() not in name.lower():
        caption += [" ", element("small", measured)]
    return element("figure", element("figcaption", *caption), drawing_of(chart))


def _list(sentences: Sequence[str]) -> Markup:
    return element("ul", *(element("li", sentence) for sentence in sentences))


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
