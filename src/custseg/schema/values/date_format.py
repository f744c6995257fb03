"""``--date-format``: how dates are written where a person has to say it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from custseg.errors import UsageError
from custseg.schema.values.clock import AFTER_DATE
from custseg.words import t

_TOKENS = {
    "yyyy": r"(?P<year>\d{4})", "yy": r"(?P<year>\d{2})", "mmm": r"(?P<month>[A-Za-z]{3,9})",
    "mm": r"(?P<month>\d{1,2})", "m": r"(?P<month>\d{1,2})", "dd": r"(?P<day>\d{1,2})",
    "d": r"(?P<day>\d{1,2})",
}  # fmt: skip
_PERCENT = {"%Y": "yyyy", "%y": "yy", "%m": "mm", "%d": "dd", "%b": "mmm", "%B": "mmm"}
_NAME = re.compile(r"<(\w+)>")
_PART = re.compile("|".join(_TOKENS))
_TIME = re.compile(r"[ T]*(?:%H|%I|%T|hh?\b).*$", re.I)


class DateFormat(NamedTuple):
    """A given form of dates: the pattern with its parts, and the year where the cells have none."""

    pattern: str
    year: int | None
    has_day: bool
    """False where only months are written: they are their last day."""


@cache
def date_format(given: str) -> DateFormat:
    """What ``dd/mm/yyyy``, ``%d/%m/%Y`` or ``2024 mm/dd`` (a year for cells without) says.

    Raises UsageError when it does not name year, month and day once each.
    """
    plain = _TIME.sub("", given.strip())
    for percent, token in _PERCENT.items():
        plain = plain.replace(percent, token)
    fixed = re.match(r"((?:19|20)\d\d)[ :]+(?=\D)", plain)
    year = int(fixed[1]) if fixed else None
    plain = plain[fixed.end() :].lower() if fixed else plain.lower()
    named = sorted(_NAME.findall("".join(_TOKENS[token] for token in _PART.findall(plain))))
    if named not in (
        [["day", "month", "year"], ["month", "year"]] if year is None else [["day", "month"]]
    ):
        raise UsageError(
            t("--date-format {given!r} does not name day, month and year once each", given=given),
            t("write for example dd/mm/yyyy or %d/%m/%Y; 2024 mm/dd for dates without a year"),
        )
    pattern, at = "", 0
    for part in _PART.finditer(plain):
        pattern += re.escape(plain[at : part.start()]) + _TOKENS[part[0]]
        at = part.end()
    if re.fullmatch(r"(?:yyyy|yy|mm|dd)+", plain):
        pattern = pattern.replace(r"\d{1,2}", r"\d{2}")
    return DateFormat(f"^{pattern}{re.escape(plain[at:])}{AFTER_DATE}", year, "day" in named)
