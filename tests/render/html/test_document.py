"""The page stands alone, says what the Result says, and obeys nothing that stands in data."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import polars as pl
import pytest

from custseg.render import View, write
from custseg.render.cells import texts
from custseg.render.html import pieces
from custseg.result import Chart, Note, Result
from custseg.words import in_language

HOSTILE = '</script><script>alert(1)</script><img src=x onerror="x()">&lt; \x1b[31m"\'‮'


class Elements(HTMLParser):
    """What elements a page has; it fails where they are not well nested."""

    VOID = ("meta", "br")

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.seen if name == tag]


def page_of(*results: Result, view: View | None = None) -> str:
    return b"".join(pieces(results, view or View())).decode()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_cell_stands_on_the_page_as_it_is_said_elsewhere(
    result: Result, language: str
) -> None:
    with in_language(language):
        said = [
            *texts(result.tables["segments"]["money"]),
            *texts(result.tables["segments"]["segment"]),
        ]
        page = Elements(page_of(result))
    for cell in said:
        assert cell in page.texts
    assert page.all("html") == [{"lang": "zh-CN" if language == "zh" else "en"}]


def test_nothing_is_fetched_and_only_its_own_script_runs(result: Result) -> None:
    text = page_of(result, replace(result, command="value"))
    page = Elements(text)
    assert not re.search(r"https?:|//[a-z]|@import|url\(", text)
    assert not [
        a
        for _, attributes in page.seen
        for a in attributes
        if a in ("src", "srcset") or a.startswith("on")
    ]
    assert [a["href"][:1] for a in page.all("a") if a["href"]] == ["#"] * len(page.all("a"))
    [script] = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    [policy] = [m["content"] or "" for m in page.all("meta") if m.get("http-equiv")]
    assert policy.startswith(f"default-src 'none'; script-src 'sha256-{digest}';")


def test_no_finding_stands_twice_and_the_first_of_each_method_leads_to_the_rest(
    result: Result,
) -> None:
    of = [
        replace(
            result,
            command=command,
            notes=tuple(Note("finding", f"{command} says {n}") for n in range(count)),
        )
        for command, count in (("rfm", 3), ("value", 1), ("needs", 0))
    ]
    page = Elements(page_of(*of))
    for one in of:
        for note in one.notes:
            assert page.texts.count(note.text[:1].upper() + note.text[1:]) == 1
    opening, *sections = page_of(*of).split("<section")
    assert "Rfm says 0" in opening
    assert "Value says 0" in opening
    assert [("Rfm says 1" in part, "Rfm says 2" in part) for part in sections] == [(True, True)] + [
        (False, False)
    ] * 3
    assert opening.count('href="#m1"') == opening.count('href="#m2"') == 2
    assert opening.count('href="#m3"') == 1  # it says nothing: it stands in the contents alone
    alone = Elements(page_of(of[0])).texts
    assert [alone.count(f"Rfm says {n}") for n in range(3)] == [1, 1, 1]


def test_what_stands_in_data_is_shown_and_not_obeyed(result: Result) -> None:
    usual = Elements(page_of(result))
    odd = replace(
        result, about=HOSTILE, notes=(*result.notes, Note("warning", HOSTILE), Note("finding", HOSTILE)),
        tables={"segments": result.tables["segments"].with_columns(pl.lit(HOSTILE).alias(HOSTILE))},
        settings={HOSTILE: [HOSTILE], "within": {"key": HOSTILE}}, evidence={"found": HOSTILE},
    )  # fmt: skip
    page = Elements(page_of(odd))
    assert {tag for tag, _ in page.seen} - {"b", "div"} <= {tag for tag, _ in usual.seen}
    assert len(page.all("script")) == 1
    assert sum("<script>alert(1)</script>" in text for text in page.texts) >= 6
    assert "\x1b" not in "".join(page.texts)
    assert "‮" not in "".join(page.texts)


def test_ten_customers_are_shown_unless_more_are_asked_for(
    customers: pl.DataFrame, result: Result
) -> None:
    many = replace(result, customers=pl.concat([customers] * 5), tables={}, charts=())
    assert "10 of 25 shown" in page_of(many)
    assert page_of(many).count("<tr>") < page_of(many, view=View(rows=25)).count("<tr>")
    assert "shown" not in page_of(many, view=View(rows=25))
    assert "<tbody>" not in page_of(many, view=View(rows=0))


def test_a_long_table_shows_its_beginning_and_a_history_its_end(result: Result) -> None:
    places = pl.DataFrame({"city": [f"c{i}" for i in range(250)], "customers": range(250)})
    months = pl.DataFrame(
        {"month": pl.date_range(pl.date(1995, 1, 1), pl.date(2016, 8, 1), "1mo", eager=True)}
    )
    page = page_of(
        replace(result, tables={"cities": places, "months": months}, charts=(), customers=None)
    )
    assert "c0<" in page
    assert "c199<" in page
    assert "c200<" not in page
    assert "2016-08" in page
    assert "1995-01" not in page


def test_several_results_are_one_page_with_contents(result: Result) -> None:
    page = Elements(page_of(result, replace(result, command="value")))
    anchors = {a["id"] for _, a in page.seen if "id" in a}
    assert {(a["href"] or "")[1:] for a in page.all("a")} <= anchors
    assert len(page.all("nav")) == 1
    assert not Elements(page_of(result)).all("nav")


def test_an_answer_with_nothing_in_it_is_still_a_page() -> None:
    empty = Result("rfm", None, customers=pl.DataFrame({"customer_id": []}, {"customer_id": pl.String}),
                   tables={"none": pl.DataFrame(), "no_rows": pl.DataFrame({"a": []})})  # fmt: skip
    Elements(page_of(empty))


def test_a_drawing_is_named_once(result: Result) -> None:
    frame = pl.DataFrame({"age_band": ["18-24"], "customers": [3]})
    charts = (Chart("customers_by_age_band", "bar", frame, "age_band", ("customers",)),
              Chart("segments", "bar", frame, "age_band", ("customers",)))  # fmt: skip
    captions = re.findall("<figcaption>(.*?)</figcaption>", page_of(replace(result, charts=charts)))
    assert captions == ["Customers by age band", "Segments <small>Customers</small>"]


def test_written_to_a_file_it_is_masked(tmp_path, result: Result) -> None:  # type: ignore[no-untyped-def]
    write(result, tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "张三" not in page
    write(result, tmp_path / "open.html", view=View(show_pii=True))
    assert "张三" in (tmp_path / "open.html").read_text("utf-8")
