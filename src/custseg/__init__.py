"""custseg: who your customers are, by the six methods of customer identification (客户识别六法).

>>> import custseg as cs
>>> data = cs.read("exports/")                      # doctest: +SKIP
>>> cs.rfm(data).customers                          # doctest: +SKIP

Everything is loaded when it is first used: ``import custseg`` itself costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from custseg.result import Result as Result
    from custseg.schema.dataset import Dataset as Dataset

_HOMES = {
    "Dataset": "custseg.schema.dataset",
    "Result": "custseg.result",
    "CustsegError": "custseg.errors",
    "read": "custseg.schema",
    "profile": "custseg.methods.attributes",
    "behavior": "custseg.methods.behavior",
    "value": "custseg.methods.value",
    "rfm": "custseg.methods.value",
    "lifecycle": "custseg.methods.lifecycle",
    "segment": "custseg.segment",
    "report": "custseg.report",
    "write": "custseg.render",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'custseg' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
