"""Nothing heavy is loaded before it is used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "polars",
    "sklearn",
    "scipy",
    "openpyxl",
    "rich.markdown",
    "pandas",
    "pyspark",
    "numpy",
)


def loaded_by(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print('\\n'.join(sys.modules))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "code",
    [
        "import custseg",
        "from custseg.cli.app import main; main(['--version'])",
        "from custseg.cli.app import main; main(['--help'])",
        "from custseg.cli.app import main; main(['rfm', '--help'])",
        "from custseg.cli.app import main; main(['rfm', '--lang', 'zh', '--help'])",
    ],
)
def test_starting_loads_nothing_heavy(code: str) -> None:
    assert loaded_by(code) & set(HEAVY) == set()


def test_rfm_loads_nothing_of_models_and_workbooks(tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    orders.write_text("客户号,日期,金额\n1,2024-01-01,5\n2,2024-01-02,7\n", "utf-8")
    code = f"from custseg.cli.app import main; main(['rfm', {str(orders)!r}, '-q'])"
    assert loaded_by(code) & set(HEAVY) == {"polars"}


def test_no_posix_only_module_is_needed_to_start() -> None:
    blocked = "import sys\nfor m in ('fcntl', 'pwd', 'grp', 'termios', 'resource'): sys.modules[m] = None\n"
    loaded_by(blocked + "from custseg.cli.app import main; main(['rfm', '--help'])")
