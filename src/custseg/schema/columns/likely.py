"""Which column a hint should name for a missing role: the nearest by name, else by what is in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from custseg.errors import nearest
from custseg.schema.columns.aliases import normal
from custseg.schema.columns.roles import MEANINGS

_SHAPES = {
    "customer_id": re.compile(r"(?:[A-Za-z]{0,4}[-_]?\d{3,20}|1\d{2}\*{4}\d{4})"),
    "account_id": re.compile(r"\d{8,20}"),
    "date": re.compile(r"(?:19|20)\d\d(?:[-/.年]\d{1,2}[-/.月]\d{1,2}|[01]\d[0-3]\d).*"),
    "amount": re.compile(r"[-+]?[¥￥$]?\d[\d,]*(?:\.\d+)?元?"),
}
_MOST = 0.9


def likely_column(role: str, columns: Mapping[str, Sequence[str]]) -> str | None:
    """The column most likely to be ``role``, None when none is likely.

    ``columns`` are those without a role, each with some of its cells. A header that any kind of
    table knows for the role comes first, then one that is spelt nearly so, then content of the
    role's shape, where the role has one: the column with the most different cells.
    """
    known = [key for meanings in MEANINGS.values() for key, roles in meanings.items()
             if role in [its for its, _ in roles]]  # fmt: skip
    for column in columns:
        if normal(column).key in known:
            return column
    for column in columns:
        if nearest(normal(column).key, known):
            return column
    shape = _SHAPES.get(role)
    fitting = [
        column for column, cells in columns.items()
        if shape and cells and sum(bool(shape.fullmatch(cell)) for cell in cells) >= _MOST * len(cells)
        and (role == "date" or not all(map(_SHAPES["date"].fullmatch, cells)))
    ]  # fmt: skip
    return max(fitting, key=lambda column: len(set(columns[column])), default=None)
