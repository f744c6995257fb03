"""What becomes of personal data on the way out, and the line in the provenance that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from custseg.render.view import View
from custseg.result import Result
from custseg.words import t

if TYPE_CHECKING:
    from custseg.render.pseudonyms import Names


def treated(results: Sequence[Result], view: View, of: Sequence[Result]) -> list[Result]:
    """``results`` as they may leave: pseudonyms first, then masks, then small cells, each as ``view`` asks.

    ``of`` are the results they were made of: their customers have pseudonyms in all of them.
    """
    names = view.names
    if names is None and view.key is not None:
        from custseg.render.pseudonyms import names_of

        names = names_of(of, view.key)
    return [_treated(result, view, names) for result in results]


def _treated(result: Result, view: View, names: Names | None) -> Result:
    done: list[str] = []
    if names is not None:
        from custseg.render.pseudonyms import fingerprint, pseudonymized

        result = pseudonymized(result, names)
        done.append(
            t("customer ids: pseudonyms made with the key {mark}", mark=fingerprint(names.key))
        )
    if view.show_pii:
        done.append(t("personal data: shown, as --show-pii asked"))
    else:
        from custseg.render.mask import masked

        result = masked(result)
        done.append(t("personal data: masked"))
    if view.min_cell is not None:
        from custseg.render.small_cells import shareable

        result = shareable(result, view.min_cell)
        done.append(t("cells of fewer than {k} customers: left out", k=view.min_cell))
    if result.provenance is None:
        return result
    return replace(result, provenance=replace(result.provenance, privacy=tuple(done)))
