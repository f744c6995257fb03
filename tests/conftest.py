"""What every test may lean on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from custseg.words import in_language

BESIDE = Path(__file__).parents[2] / "shared" / "data"


# How long one example takes says nothing on a busy machine; on CI a change is judged by the same examples.
settings.register_profile("custseg", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("custseg")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Tests read English unless they ask for Chinese."""
    with in_language("en"):
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real data sets; a test that needs them is skipped where they are not."""
    folder = Path(os.environ.get("CUSTSEG_DATA", BESIDE))
    if not folder.is_dir():
        pytest.skip(f"real data not found at {folder}; set CUSTSEG_DATA to run this test")
    return folder
