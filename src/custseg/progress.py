"""What is being done right now, for whoever shows progress (the command line does)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

_stages: list[str] = []


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Say that ``name`` is being done inside a with-block."""
    _stages.append(name)
    try:
        yield
    finally:
        _stages.pop()


def current_stage() -> str:
    """The innermost stage that is being done, or an empty text."""
    return _stages[-1] if _stages else ""
