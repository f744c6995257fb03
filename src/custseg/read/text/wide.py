"""Whether a text is in UTF-16 or UTF-32, told by its mark or by where its zero bytes stand."""

from __future__ import annotations

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip
_LOOKED_AT = 8192


def marked_encoding(head: bytes) -> str | None:
    """The encoding that a byte order mark of two or four bytes announces, or None."""
    return next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)


def unmarked_encoding(head: bytes) -> str | None:
    """UTF-16 or UTF-32 of either order without a mark, or None.

    Line ends, digits and separators have zero bytes, all at the same places; and what the bytes
    decode to must be characters that tables are made of.
    """
    head = head[: min(len(head), _LOOKED_AT) & ~3] or head[: len(head) & ~1]
    if 0 not in head:
        return None
    for encoding, unit, zeros, filled in (
        ("utf-32-le", 4, (2, 3), 0), ("utf-32-be", 4, (0, 1), 3),
        ("utf-16-le", 2, (1,), 0), ("utf-16-be", 2, (0,), 1),
    ):  # fmt: skip
        if len(head) < 2 * unit or head[filled::unit].count(0) * 20 > len(head) // unit:
            continue
        share = 0.95 if unit == 4 else 0.05
        if all(head[at::unit].count(0) >= share * len(head) / unit for at in zeros):
            text = head.decode(encoding, "ignore")
            if _is_ordinary(text):
                return encoding
    return None


def _is_ordinary(text: str) -> bool:
    ordinary = sum(
        " " <= char < "\u0530" or char in "\t\r\n" or "\u3000" <= char <= "\u9fff"
        or "\uac00" <= char <= "\ud7a3" or "\uff00" <= char <= "\uffef" or "\u2010" <= char <= "\u20ac"
        for char in text
    )  # fmt: skip
    ordinary += min(text.count("\1"), len(text) // 4)  # cells set apart by 0x01
    return len(text) > 0 and ordinary >= 0.95 * len(text)
