"""From the words people write to the SQL Polars computes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import polars as pl

from custseg.conditions.names import column_named
from custseg.conditions.scan import Token, short
from custseg.errors import UsageError, nearest
from custseg.settings import parse_yuan
from custseg.words import key_of_header, key_of_label, t, term
from custseg.words.labels import LABELS

FUNCTIONS = (
    "abs", "ceil", "coalesce", "day", "ends_with", "floor", "greatest", "least", "length", "ln",
    "lower", "month", "nullif", "quarter", "round", "sqrt", "starts_with", "substr", "trim", "upper",
    "year",
)  # fmt: skip
"""The functions a condition may call: each is about one customer and touches nothing outside."""

_KEYWORDS = frozenset(
    [
        "AND",
        "OR",
        "NOT",
        "IN",
        "BETWEEN",
        "LIKE",
        "ILIKE",
        "IS",
        "NULL",
        "TRUE",
        "FALSE",
        "CASE",
        "WHEN",
        "THEN",
        "ELSE",
        "END",
    ]
)
_QUERY_WORDS = frozenset(
    [
        "SELECT",
        "FROM",
        "WHERE",
        "WITH",
        "UNION",
        "EXISTS",
        "JOIN",
        "GROUP",
        "ORDER",
        "HAVING",
        "OVER",
        "AS",
    ]
)
_STARTS_A_NEW_COMPARISON = frozenset({"OR", "CASE", "WHEN", "THEN", "ELSE", "END"})
_ARITHMETIC = frozenset("+-*/%")
_COMPARISONS = frozenset({"=", "==", "<>", "!=", "<", "<=", ">", ">="})


class Translation:
    """One condition on its way to SQL: which columns it uses and which text belongs to which."""

    def __init__(self, text: str, types: Mapping[str, pl.DataType | None]) -> None:
        self.text = short(text)
        self.types = types
        self.used: dict[str, None] = {}
        self.literals: list[tuple[str, str]] = []
        self._subject: str | None = None
        """The column that the values being read are compared with."""
        self._between = False
        self._pattern = False
        self._calculates = False
        """Whether anything is added or multiplied: whole numbers could run over then."""

    def words(self, tokens: list[Token]) -> list[str]:
        """The condition's tokens as SQL words."""
        self._calculates = any(t.kind == "sign" and t.text in _ARITHMETIC for t in tokens)
        words = [self._word(tokens, i) for i in range(len(tokens))]
        return _without_undefined(_without_division_by_zero(words))

    def _word(self, tokens: list[Token], i: int) -> str:
        token = tokens[i]
        following = tokens[i + 1].text if i + 1 < len(tokens) else ""
        match token.kind:
            case "sign":
                return token.text
            case "number":
                self._must_fit(tokens, i, "number")
                beside = (tokens[i - 1].text if i else "", following)
                return _number(token.text, as_float="*" in beside)
            case "string":
                return self._literal(_unquoted(token.text), self._subject or self._ahead(tokens, i))
            case "quoted":
                return self._named(self._column(_unquoted(token.text), was_quoted=True), tokens, i)
        upper = token.text.upper()
        if upper == "NULL" and i > 0 and tokens[i - 1].text in _COMPARISONS:
            raise UsageError(
                t("a comparison with NULL never holds: {text!r}", text=self.text),
                t("write IS NULL or IS NOT NULL"),
            )
        if upper in _KEYWORDS:
            return self._keyword(upper)
        if upper == "DATE" and i + 1 < len(tokens) and tokens[i + 1].kind == "string":
            self._subject = None
            return upper
        if following == "(":
            nothing = i + 2 < len(tokens) and tokens[i + 2].text == ")"
            return self._function(token.text, nothing)
        return self._named(self._column(token.text), tokens, i)

    def _named(self, column: str, tokens: list[Token], i: int) -> str:
        kind = self.types[column]
        self._must_fit(tokens, i, _family(kind))
        self._subject = column
        is_whole = kind is not None and kind.is_integer()
        return (
            f"CAST({_quoted(column)} AS DOUBLE)"
            if is_whole and self._calculates
            else _quoted(column)
        )

    def _must_fit(self, tokens: list[Token], i: int, family: str | None) -> None:
        """Raises UsageError for a day, or a yes or no, compared with a number: Polars would compare them."""
        if i < 2 or tokens[i - 1].text not in _COMPARISONS or family is None:
            return
        before, other = tokens[i - 2], None
        if before.kind == "number":
            other = "number"
        elif before.kind in ("name", "quoted") and (
            column := column_named(_unquoted(before.text), self.types)
        ):
            other = _family(self.types[column])
        if other is not None and {family, other} in ({"number", "date"}, {"number", "flag"}):
            raise UsageError(
                t("the condition {text!r} compares what cannot be compared ({kinds})",
                  text=self.text, kinds=f"{before.text}, {tokens[i].text}"),
                t("write text in single quotes ('高'), numbers without, dates as '2024-01-31'"),
            )  # fmt: skip

    def _keyword(self, word: str) -> str:
        if word == "BETWEEN":
            self._between = True
        elif word == "AND" and self._between:
            self._between = False
        elif word == "AND" or word in _STARTS_A_NEW_COMPARISON:
            self._subject, self._between = None, False
        self._pattern = word in ("LIKE", "ILIKE")
        return word

    def _function(self, name: str, of_nothing: bool) -> str:
        if name.lower() in FUNCTIONS and of_nothing:
            raise UsageError(
                t("{name}() has nothing in its brackets: {text!r}", name=name, text=self.text)
            )
        if name.lower() in FUNCTIONS:
            return name.upper()
        if name.upper() in _QUERY_WORDS:
            raise self._is_a_query(name)
        raise UsageError(
            t("no function {name!r} in conditions: {text!r}", name=name, text=self.text),
            _did_you_mean(name, FUNCTIONS)
            or t("functions: {known}", known=", ".join(FUNCTIONS)),
        )  # fmt: skip

    def _column(self, name: str, was_quoted: bool = False) -> str:
        column = column_named(name, self.types)
        # Polars would take such a name for a pattern over many columns.
        if (
            column is not None
            and not (column.startswith("^") and column.endswith("$"))
            and column != "*"
        ):
            self.used[column] = None
            return column
        if name.upper() in _QUERY_WORDS and not was_quoted:
            raise self._is_a_query(name)
        raise UsageError(
            t("no column {name!r} for the condition {text!r}", name=name, text=self.text),
            self._hint_for_column(name, was_quoted),
        )

    def _is_a_query(self, word: str) -> UsageError:
        return UsageError(
            t("{word} in the condition {text!r}: a condition is not a query",
              word=word.upper(), text=self.text),
            t("compare columns of one customer, as in {example}",
              example="value_tier = 'high' AND money > 5万"),
        )  # fmt: skip

    def _hint_for_column(self, name: str, was_quoted: bool) -> str:
        known = [n for column in self.types for n in _spellings(column)]
        there = t("columns: {known}", known=", ".join(self.types))
        key = key_of_header(name)
        if key is not None and key not in self.types:
            return t("{key} is not computed from this data; ", key=key) + there
        guess = _did_you_mean(name, known)
        if was_quoted and not guess:
            guess = t("text stands in single quotes: '{name}'", name=name)
        return "; ".join(part for part in (guess, there) if part)

    def _ahead(self, tokens: list[Token], i: int) -> str | None:
        """The column a literal on the left is compared with: ``'高' = value_tier``."""
        if i + 2 < len(tokens) and tokens[i + 1].text in _COMPARISONS:
            after = tokens[i + 2]
            if after.kind in ("name", "quoted"):
                return column_named(_unquoted(after.text), self.types)
        return None

    def _literal(self, value: str, column: str | None) -> str:
        if column is None or self._pattern:
            return _text(value)
        kind = self.types[column]
        if kind == pl.Boolean:
            return self._flag(value, column)
        if (kind is not None and kind.is_temporal()) or (kind is None and _unit(column) == "date"):
            return f"DATE {_text(self._date(value, column))}"
        if kind is not None and kind.is_numeric():
            return self._number_of(value, column)
        key = label_key(column, value)
        self.literals.append((column, key or value))
        return _text(key or value)

    def _date(self, value: str, column: str) -> str:
        found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", value.strip())
        try:
            return date(*map(int, found.groups())).isoformat() if found else _no_date(value)
        except ValueError as error:
            raise UsageError(
                t("{column} is a date and {value!r} is none, in {text!r}",
                  column=column, value=value, text=self.text),
                t("write it as '2024-01-31'"),
            ) from error  # fmt: skip

    def _flag(self, value: str, column: str) -> str:
        said = value.strip().lower()
        if said in ("是", "yes", "y", "true", "t", "1"):
            return "TRUE"
        if said in ("否", "no", "n", "false", "f", "0"):
            return "FALSE"
        raise UsageError(
            t("{column} is yes or no and {value!r} is neither, in {text!r}",
              column=column, value=value, text=self.text),
            t("write '是' or '否', or TRUE or FALSE without quotes"),
        )  # fmt: skip

    def _number_of(self, value: str, column: str) -> str:
        try:
            return format(parse_yuan(value), "f")
        except ValueError as error:
            raise UsageError(
                t("{column} is a number and {value!r} is none, in {text!r}",
                  column=column, value=value, text=self.text),
                t("write the number without quotes"),
            ) from error  # fmt: skip


def label_key(column: str, value: str) -> str | None:
    """The label ``value`` names, or the only one whose name begins so: '高' for 高价值.

    Segments and tiers may have names of the user's own, so there only the whole name counts.
    """
    if (key := key_of_label(column, value)) is not None:
        return key
    if column in ("segment", "tier") or not value:
        return None
    begun = [
        key
        for key, names in LABELS.get(column, {}).items()
        if any(name.lower().startswith(value.lower()) for name in names)
    ]
    return begun[0] if len(begun) == 1 else None


def _no_date(value: str) -> str:
    raise ValueError(value)


def _unit(column: str) -> str | None:
    entry = term(column)
    return entry.unit if entry else None


def _spellings(column: str) -> tuple[str, ...]:
    entry = term(column)
    return (column, entry.zh, entry.en) if entry else (column,)


def _did_you_mean(name: str, known: Sequence[str]) -> str:
    guess = nearest(name, list(known))
    return t("did you mean {guess!r}?", guess=guess) if guess else ""


_WHOLE_DIGITS = 18
"""Digits of a whole number of 64 bits."""
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


def _number(text: str, as_float: bool = False) -> str:
    """A number as SQL; a factor, or one of very many digits, as a float that cannot run over."""
    text = text.translate(_DIGITS)
    unit = text.lstrip("0123456789.eE+-").strip()
    if unit == "%":
        text = format(Decimal(text[:-1].rstrip()) / 100, "f")
    elif unit:
        text = format(Decimal(text[: -len(unit)].strip()) * parse_yuan("1" + unit), "f")
    is_float = "." in text or "e" in text.lower()
    too_long = _WHOLE_DIGITS < len(text) < 2 * _WHOLE_DIGITS
    return f"{text}e0" if not is_float and (as_float or too_long) else text


def _unquoted(text: str) -> str:
    if text[0] in "'\"" and text[-1] == text[0]:
        return text[1:-1].replace(text[0] * 2, text[0])
    return text[1:-1] if text[0] in "‘“`" else text


def _quoted(column: str) -> str:
    escaped = column.replace('"', '""')
    return f'"{escaped}"'


def _text(value: str) -> str:
    escaped = value.replace("'", "''")
    return f"'{escaped}'"


def _family(kind: pl.DataType | None) -> str | None:
    """What can be compared with what: dates, numbers, yes or no; None for text and what is not known."""
    if kind is None:
        return None
    if kind == pl.Boolean:
        return "flag"
    return "date" if kind.is_temporal() else "number" if kind.is_numeric() else None


def _without_undefined(words: list[str]) -> list[str]:
    """Roots of negative numbers and logarithms of nothing are null: Polars' NaN is more than anything."""
    out = list(words)
    for i in reversed([i for i, word in enumerate(words) if word in ("SQRT", "LN")]):
        end = _end_of_operand(out, i)
        undefined = ["NaN", *(["-Infinity"] if out[i] == "LN" else [])]
        call = out[i:end]
        for value in undefined:
            call = ["NULLIF", "(", *call, ",", f"CAST('{value}' AS DOUBLE)", ")"]
        out[i:end] = call
    return out


def _without_division_by_zero(words: list[str]) -> list[str]:
    """What stands right of a division, when zero, is null: 0/0 would else be more than anything."""
    out = list(words)
    for i in reversed([i for i, word in enumerate(words) if word in ("/", "%")]):
        end = _end_of_operand(out, i + 1)
        out[i + 1 : end] = ["NULLIF", "(", *out[i + 1 : end], ",", "0", ")"]
    return out


def _end_of_operand(words: list[str], start: int) -> int:
    end = start
    while end < len(words) and words[end] in ("-", "+"):
        end += 1
    if end + 1 < len(words) and words[end].lower() in FUNCTIONS and words[end + 1] == "(":
        end += 1
    return (
        _end_of_bracket(words, end) if words[end : end + 1] == ["("] else min(end + 1, len(words))
    )


def _end_of_bracket(words: list[str], opening: int) -> int:
    depth = 0
    for i in range(opening, len(words)):
        depth += (words[i] == "(") - (words[i] == ")")
        if depth == 0:
            return i + 1
    return len(words)
