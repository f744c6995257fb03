"""What a click on a header does, in the script of the page itself; skipped where there is no Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib.resources import files

import pytest

NODE = shutil.which("node")
PAGE = """
const heads = [0, 1].map((i) => ({
  cellIndex: i, said: {}, heard: {},
  getAttribute(name) { return this.said[name] ?? null; },
  setAttribute(name, value) { this.said[name] = value; },
  removeAttribute(name) { delete this.said[name]; },
  addEventListener(name, does) { this.heard[name] = does; },
}));
const cell = ([textContent, v]) => ({ textContent, dataset: v === null ? {} : { v } });
const body = { rows: ROWS.map((row) => ({ cells: row.map(cell) })), append(...rows) { this.rows = rows; } };
globalThis.document = {
  documentElement: { lang: "en" },
  querySelectorAll: () => [{ tBodies: [body], tHead: { rows: [{ cells: heads }] } }],
};
SCRIPT
const seen = CLICKS.map((at) => {
  heads[at].heard.click();
  return [body.rows.map((row) => row.cells[0].textContent), heads.map((head) => head.said["aria-sort"] ?? null)];
});
console.log(JSON.stringify(seen));
"""
ROWS = [
    [["b10", None], ["–", ""]],
    [["b2", None], ["1", "1"]],
    [["–", ""], ["-5", "-5"]],
    [["a", None], ["1", "1"]],
    [["Ä", None], ["10", "10"]],
    [["c", None], ["–", ""]],
]


def clicked(*at: int) -> list[tuple[list[str], list[str | None]]]:
    assert NODE is not None
    script = files("custseg.render.html").joinpath("page.js").read_text("utf-8")
    program = (PAGE.replace("SCRIPT", script.replace('"use strict";', ""))
               .replace("ROWS", json.dumps(ROWS)).replace("CLICKS", json.dumps(at)))  # fmt: skip
    run = subprocess.run([NODE, "-e", program], capture_output=True, text=True, encoding="utf-8", check=True)  # fmt: skip
    return [(rows, marks) for rows, marks in json.loads(run.stdout)]


@pytest.mark.skipif(NODE is None, reason="needs Node")
def test_amounts_fall_then_rise_with_what_is_missing_last_and_equals_as_they_stood() -> None:
    (down, said), (up, again) = clicked(1, 1)
    assert (down, said) == (["Ä", "b2", "a", "–", "b10", "c"], [None, "descending"])
    assert (up, again) == (["–", "b2", "a", "Ä", "b10", "c"], [None, "ascending"])


@pytest.mark.skipif(NODE is None, reason="needs Node")
def test_texts_rise_first_and_numbers_in_them_count() -> None:
    (up, said), (down, again) = clicked(0, 0)
    assert (up, said) == (["a", "Ä", "b2", "b10", "c", "–"], ["ascending", None])
    assert (down, again) == (["c", "b10", "b2", "Ä", "a", "–"], ["descending", None])


@pytest.mark.skipif(NODE is None, reason="needs Node")
def test_another_header_begins_anew() -> None:
    *_, (_, marks) = clicked(1, 1, 0)
    assert marks == ["ascending", None]
