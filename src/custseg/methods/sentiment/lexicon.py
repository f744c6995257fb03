"""Aspects and urgency rules: the shipped word lists, and a file of one's own on top."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from custseg.errors import InputError, UsageError
from custseg.words import t

LEVELS = ("P1", "P2", "P3", "P4")
_LARGEST = 1 << 20
_ENDS = re.compile(r"[，。！；,!;\n?？]")
_CLAUSE = re.compile(r"[^，。！；,!;\n?？]+[?？]?")
_ASKS = re.compile(
    r"[?？]|吗|怎么|怎样|如何|请问|什么|哪|多少|多久|几[天个号点张]|是否|[能可要]不[能可要]|需要?不需?要"
    r"|可以.{0,3}[吗么]|\b(?:how|what|when|where|can i|could i|do i|should i)\b"
)
_DENIES = re.compile(
    r"(?:(?<![得要何])不|没|没有|未|(?<![分级特区性])别|勿|不会|不想|不要|不用|不必|不需要|无需|不是|不打算|不准备|不考虑|没想|没打算"
    r"|从未|从没)(?:很|太|那么|这么|怎么|算)?(?:被|去|找|向|再){0,2}$"
    r"|(?:\b(?:not|never|no|without)|n't)(?: (?!only\b)\w+)?(?: (?:to|be|been|an?|the))?\s*$"
)
_WAIVES = re.compile(
    r"(?:不要|不用|不必|不需要|无需|无须|不求|不是|(?:^|[我也并])(?:不想|没想|不打算|没打算))(?:要|再|找|去|你们?){0,2}$"
    r"|(?:\b(?:not|no)|n't) (?:want|need|ask|asking)(?: (?:for|to|an?|any|the)){0,2}\s*$"
)
_AT_FIRST = re.compile("本来|原本|原来|起初|一开始|差点|要不是|如果|at first")
_AVERTED = re.compile(
    r"(?<![没未不能])(?:防范?|反|防止|谨防|预防|警惕|当心|小心|识破|识别|看穿|揭穿|避免|拦截|拦下|阻止|制止|劝阻|免遭|差点|险些)"
    r"(?:了|住|到|是|被|我|他|她|老人|客户|一起|这起|一次|这次|电信|网络|电话|一场|遭)*$"
    r"|(?:提醒|告诉|发现|判断|说)(?:了|我|他|她|妈妈?|爸爸?|老人|客户|他们|这|那|可能|及时|就|会)*是?(?:电信|网络)?$|(?:没有?|未|不会|不再|以防|免得)(?:再)?(?:被|遭)?$"
)
_PREVENTED = re.compile(
    r"谢|点赞|多亏|幸亏|幸好|还好|好在|表扬|(?:帮|替|给).{1,4}(?:保住|挽回|追回)|(?:保住|挽回|追回)了"
)
STILL_LOST = re.compile("(?:没有?|未|不)(?:能|人)?(?:拦|阻|提醒|识|发现|管|追回|挽回|处理|赔)|投诉")


def is_averted(text: str, at: int) -> bool:
    """Whether the crime named ``at`` a place of a text of small letters is warned of, denied or was prevented.

    防诈骗宣传, 没有被诈骗; 提醒我是诈骗, where the text gives thanks and tells of nothing that failed.
    """
    clause = _ENDS.split(text[:at])[-1]
    before = _AVERTED.search(clause)
    if before is None:
        return False
    told = re.match("提醒|告诉|发现|判断|说", before[0])
    return bool(_PREVENTED.search(text) and not STILL_LOST.search(text)) if told else True


def clauses_said(text: str) -> list[str]:
    """The clauses of a text of small letters that ask nothing."""
    return [clause for clause in _CLAUSE.findall(text) if not _ASKS.search(clause)]


@dataclass(frozen=True)
class Words:
    """One aspect or rule: its key and the words that speak of it."""

    key: str
    words: tuple[str, ...]
    level: str = ""
    always: bool = False
    stated: bool = False
    owed: bool = False

    def found(self, text: str) -> str | None:
        """The word of the list that stands first in a text of small letters; None for none."""
        seen = self._pattern.search(text)
        return seen[0] if seen else None

    def happened(self, text: str) -> str | None:
        """The first word that is neither warned of nor was prevented: 防诈骗 has hurt nobody."""
        for seen in self._pattern.finditer(text):
            if not is_averted(text, seen.start()):
                return seen[0]
        return None

    def announced(self, text: str) -> str | None:
        """The first word that stands in a clause which neither asks nor says no to it."""
        return next(filter(None, map(self.meant, clauses_said(text))), None)

    def meant(self, text: str) -> str | None:
        """The first word that its clause does not say no to: 不着急, not urgent.

        What is owed is not waived by being refused (不退还), only by who could claim it (不用退还).
        """
        denies = _WAIVES if self.owed else _DENIES
        for seen in self._pattern.finditer(text):
            before = _ENDS.split(text[: seen.start()])[-1]
            if _AT_FIRST.search(before) or not denies.search(before):
                return seen[0]
        return None

    @property
    def _pattern(self) -> re.Pattern[str]:
        return _pattern(self.words)


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words; Latin ones only as whole words."""
    parts = [rf"(?<![a-z]){re.escape(w)}(?![a-z])" if w.isascii() else re.escape(w)
             for w in sorted(words, key=lambda word: (-len(word), word))]  # fmt: skip
    return re.compile("|".join(parts) or r"(?!)")


@dataclass(frozen=True)
class Lexicon:
    """All aspects and all urgency rules, in their order."""

    aspects: tuple[Words, ...]
    urgency: tuple[Words, ...]

    @property
    def leaves(self) -> Words | None:
        """The words by which leaving is announced; None where the list has been emptied."""
        return next((rule for rule in self.urgency if rule.key == "leaves"), None)

    def aspects_of(self, text: str) -> list[str]:
        """The aspects a text of small letters speaks of."""
        return [aspect.key for aspect in self.aspects if aspect.found(text)]

    def urgency_of(self, text: str, *, is_unhappy: bool) -> tuple[str, str, str] | None:
        """Level, rule and word of the first urgency rule that holds for a text of small letters."""
        for rule in self.urgency:
            if rule.always and not rule.stated:
                word = rule.happened(text)
            elif is_unhappy:
                word = rule.meant(text)
            else:
                word = rule.announced(text) if rule.stated else None
            if word:
                return rule.level, rule.key, word
        return None


def lexicon_of(path: str) -> Lexicon:
    """The shipped lexicon with the file at ``path`` on top ("" for none).

    Raises InputError for a file that cannot be read, UsageError for one that says something else.
    """
    said = _shipped()
    own: Mapping[str, Any] = _own(Path(path)) if path else {}
    return Lexicon(
        _together(_checked(said, "aspect", ""), _checked(own, "aspect", path)),
        _together(_checked(said, "urgency", ""), _checked(own, "urgency", path)),
    )


@cache
def _shipped() -> dict[str, Any]:
    written = files("custseg.methods.sentiment").joinpath("data/lexicon.toml").read_text("utf-8")
    return tomllib.loads(written)


def _own(path: Path) -> dict[str, Any]:
    try:
        written = path.read_bytes()[:_LARGEST].decode("utf-8-sig")
    except FileNotFoundError as error:
        raise InputError(
            t("{path} does not exist", path=path),
            t("a lexicon is a text file in UTF-8 with [[aspect]] and [[urgency]] tables"),
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            t("cannot read {path}: {error}", path=path, error=error),
            t("a lexicon is a text file in UTF-8 with [[aspect]] and [[urgency]] tables"),
        ) from error
    try:
        return tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(
            t("{path} is not TOML: {error}", path=path, error=error),
            t("a lexicon is a text file in UTF-8 with [[aspect]] and [[urgency]] tables"),
        ) from error


def _checked(said: Mapping[str, Any], kind: str, path: str) -> list[Words]:
    """The tables of one kind; raises UsageError naming the first that is none."""
    found = []
    for at, entry in enumerate(said.get(kind, []), start=1):
        words = entry.get("words") if isinstance(entry, dict) else None
        good = (
            isinstance(words, list)
            and all(isinstance(word, str) and word.strip() for word in words)
            and isinstance(entry.get("key"), str)
            and (kind == "aspect" or entry.get("level") in LEVELS)
            and set(entry) <= {"key", "words", "level", "always", "stated", "owed"}
        )
        if not good:
            raise UsageError(
                t("{path}: [[{kind}]] number {at} is not understood", path=path, kind=kind, at=at),
                t('an aspect has key and words, an urgency rule key, level ("P1" to "P4"), words, always, stated and owed'),
            )  # fmt: skip
        assert isinstance(words, list)
        found.append(Words(entry["key"], tuple(w.strip().lower() for w in words),
                           entry.get("level", ""), *(bool(entry.get(flag)) for flag in ("always", "stated", "owed"))))  # fmt: skip
    return found


def _together(shipped: Iterable[Words], own: Iterable[Words]) -> tuple[Words, ...]:
    """Own entries replace shipped ones of the same key or come after them; without words they remove it."""
    by_key = {entry.key: entry for entry in shipped}
    by_key.update({entry.key: entry for entry in own})
    kept = [entry for entry in by_key.values() if entry.words]
    return tuple(sorted(kept, key=lambda entry: LEVELS.index(entry.level)) if kept and kept[0].level
                 else kept)  # fmt: skip
