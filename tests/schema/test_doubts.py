"""What is read but may be wrong is said aloud, with what to look at."""

from __future__ import annotations

from custseg.schema.dataset import Dataset


def warned(data: Dataset, *parts: str) -> bool:
    """Whether one warning says all of this."""
    return any(
        all(part in note.text for part in parts) for note in data.notes if note.level == "warning"
    )


def orders(ids: list[str]) -> str:
    rows = [f"{given},2024-01-{1 + n % 28:02d},10" for n, given in enumerate(ids)]
    return "\n".join(["客户号,交易日期,金额", *rows])


def test_some_ids_ending_in_zeros_are_used_with_a_warning(bound) -> None:  # type: ignore[no-untyped-def]
    whole = [f"11010519900101{n:04d}" for n in range(1001, 1021)]
    data = bound(orders(["110105199001000000"] * 10 + whole))
    assert data.tallies[0].used == 30
    assert warned(data, "10 of 30", "'客户号'", "rows 2, 3, 4", "110105199001000000")
    chance = bound(orders([f"1101051990{n:08d}" for n in range(10_500, 11_500)]))
    assert not warned(chance, "zeros")
