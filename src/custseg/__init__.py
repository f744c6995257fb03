"""custseg: who your customers are, by the six methods of customer identification (客户识别六法).

>>> import custseg as cs
>>> data = cs.read("exports/")                      # doctest: +SKIP
>>> cs.rfm(data).customers                          # doctest: +SKIP

Everything is loaded when it is first used: ``import custseg`` itself costs nothing.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from custseg.errors import CustsegError as CustsegError
    from custseg.methods.attributes import profile as profile
    from custseg.methods.behavior import behavior as behavior
    from custseg.methods.lifecycle import lifecycle as lifecycle
    from custseg.methods.value import rfm as rfm
    from custseg.methods.value import value as value
    from custseg.render import write as write
    from custseg.report import explain as explain
    from custseg.report import plan as plan
    from custseg.report import report as report
    from custseg.report import segment as segment
    from custseg.report import tier as tier
    from custseg.report.compared import compare as compare
    from custseg.result import Result as Result
    from custseg.schema import inspect as inspect
    from custseg.schema import read as read
    from custseg.schema.dataset import Dataset as Dataset

_HOMES = {
    "CustsegError": "custseg.errors:CustsegError",
    "Dataset": "custseg.schema.dataset:Dataset",
    "Result": "custseg.result:Result",
    "behavior": "custseg.methods.behavior:behavior",
    "compare": "custseg.report.compared:compare",
    "explain": "custseg.report:explain",
    "inspect": "custseg.schema:inspect",
    "lifecycle": "custseg.methods.lifecycle:lifecycle",
    "plan": "custseg.report:plan",
    "profile": "custseg.methods.attributes:profile",
    "read": "custseg.schema:read",
    "report": "custseg.report:report",
    "rfm": "custseg.methods.value:rfm",
    "segment": "custseg.report:segment",
    "tier": "custseg.report:tier",
    "value": "custseg.methods.value:value",
    "write": "custseg.render:write",
}

__all__ = list(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]


class _Package(ModuleType):
    """The package: its public names win over submodules of the same name (``read``, ``report``)."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)

    def __getattr__(self, name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module 'custseg' has no attribute {name!r}")
        from importlib import import_module

        module, _, attribute = _HOMES[name].partition(":")
        return getattr(import_module(module), attribute)

    def __dir__(self) -> list[str]:
        return __all__


sys.modules[__name__].__class__ = _Package
