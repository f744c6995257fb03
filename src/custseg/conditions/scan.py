"""A condition's text as tokens: names, numbers, quoted texts and signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from custseg.errors import UsageError
from custseg.words import t

_MOST_CHARACTERS, _MOST_TOKENS, _MOST_DEPTH, _MOST_OPERATORS = 10_000, 3_000, 30, 400
"""A list may be long; every operator makes the expression deeper, and its cost grows with the square."""
_SHOWN = 160
_OPERATORS = frozenset({"AND", "OR", "NOT", "IS", "BETWEEN", "LIKE", "ILIKE", "WHEN"})
_PLAIN = str.maketrans("＜＞＝（），＋－＊／！", "<>=(),+-*/!", "")
_PLAIN_SIGNS = {"≤": "<=", "≥": ">=", "≠": "<>", "==": "=", "!=": "<>"}

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<string>'(?:[^']|'')*'|‘[^’]*’|“[^”]*”)
    |(?P<quoted>"(?:[^"]|"")+"|`[^`]+`)
    |(?P<number>(?:[0-9０-９]+(?:\.[0-9０-９]*)?|\.[0-9０-９]+)(?:[eE][+-]?[0-9]+)?(?!\d)
        (?:\s?(?:万元|亿元|千元|[万萬亿億千元])|\s?%(?=\s*(?:$|[),），]|(?:and|or|then|else|end|when)\b)))?
        (?!\w))
    |(?P<name>[^\W\d]\w*)
    |(?P<sign>[<＜][=＝>＞]|[>＞][=＝]|[!！][=＝]|==|[-+*/%<>=(),＜＞＝≤≥≠（），＋－＊／])""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Token:
    """One word of a condition and where it stands."""

    kind: str
    text: str
    at: int


def short(text: str) -> str:
    """A condition as an error shows it: the beginning, where it is long."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def tokens_of(text: str) -> list[Token]:
    """The tokens of ``text``; full-width signs are taken as plain ones."""
    if len(text) > _MOST_CHARACTERS:
        raise UsageError(
            t("a condition of {n} characters is too long (at most {most})",
              n=len(text), most=_MOST_CHARACTERS),
            t("put the list in a column of its own, or split the rule"),
        )  # fmt: skip
    tokens = list(_scanned(text))
    if not tokens:
        raise UsageError(
            t("an empty condition"),
            t("write what must hold, as in {example}", example="money > 5万"),
        )
    if (
        len(tokens) > _MOST_TOKENS
        or _depth(tokens) > _MOST_DEPTH
        or sum(map(_is_operator, tokens)) > _MOST_OPERATORS
    ):
        raise UsageError(
            t("the condition is too long or too deep: {text}…", text=text[:60]),
            t("put the list in a column of its own, or split the rule"),
        )
    return tokens


def _is_operator(token: Token) -> bool:
    if token.kind == "sign":
        return token.text not in ("(", ")", ",")
    return token.kind == "name" and token.text.upper() in _OPERATORS


def _scanned(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise UsageError(
                t("cannot read {what!r} at character {at} of the condition {text!r}",
                  what=text[at : at + 10], at=at + 1, text=short(text)),
                _hint_for_unreadable(text[at]),
            )  # fmt: skip
        kind = str(found.lastgroup)
        if kind == "sign":
            plain = found[0].translate(_PLAIN)
            yield Token(kind, _PLAIN_SIGNS.get(plain, plain), at)
        elif kind != "space":
            yield Token(kind, found[0], at)
        at = found.end()


def _hint_for_unreadable(character: str) -> str:
    if character in "'‘“\"`":
        return t("a quote that is opened here is not closed")
    if character.isdigit():
        return t("put a column whose name starts with a digit in double quotes")
    return t("a condition compares columns with values, as in {example}",
             example="value_tier = 'high' AND money > 5万")  # fmt: skip


def _depth(tokens: list[Token]) -> int:
    depth = deepest = cases = 0
    for token in tokens:
        depth += (token.text == "(") - (token.text == ")")
        cases += token.text.upper() == "CASE"
        deepest = max(deepest, depth + cases)
    return deepest
