"""custseg as a person runs it, in this process."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from custseg.cli.app import main


@dataclass(frozen=True)
class Ended:
    """How a run ended and what it said."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with none of the user's settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CUSTSEG_CONFIG", raising=False)
    return tmp_path


@pytest.fixture
def run(here: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run ``custseg`` with these arguments."""

    def ended(*arguments: str | os.PathLike[str]) -> Ended:
        capfd.readouterr()
        code = main([os.fspath(a) for a in arguments])
        out, err = capfd.readouterr()
        return Ended(code, out, err)

    return ended


ORDERS = """订单号,客户号,下单时间,金额
A1,0001,2024-01-05,100.00
A2,0001,2024-03-05,50.50
A3,0002,2024-02-01,20
A4,0003,2024-03-31,7.25
A5,0003,2024-03-31,7.25
"""


@pytest.fixture
def orders(here: Path) -> Path:
    """Five orders of three customers, with Chinese headers and leading zeros."""
    file = here / "orders.csv"
    file.write_text(ORDERS, "utf-8")
    return file
