"""What becomes of personal data on the way out, and the line in the provenance that says so."""

from __future__ import annotations

from dataclasses import replace

from custseg.render.view import View
from custseg.result import Result
from custseg.words import t


def treated(result: Result, view: View) -> Result:
    """``result`` as it may leave: pseudonyms first, then masks, then small cells, each as ``view`` asks."""
    done: list[str] = []
    if view.key is not None:
        from custseg.render.pseudonyms import fingerprint, pseudonymized

        result = pseudonymized(result, view.key)
        done.append(
            t("customer ids: pseudonyms made with the key {mark}", mark=fingerprint(view.key))
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
