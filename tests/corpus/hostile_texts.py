"""Formula, escape, markup and path content: it is text, cell for cell, and nothing else happens."""

from __future__ import annotations

import io
import zipfile

from corpus.case import Case, Refused, Truth, text

HEAD = "订单号,客户号,下单时间,金额,备注"


def remarks(name: str, *texts: str, file: str = "orders.csv") -> Case:
    """Each text stands in the remarks of an order of its own and must come back as it is."""
    lines = (
        f'A{n},000{n},2024-01-{n:02d},{n}.5,"{_doubled(said)}"'
        for n, said in enumerate(texts, start=1)
    )
    rows = tuple(
        {"order_id": f"A{n}", "customer_id": f"000{n}", "date": f"2024-01-{n:02d}", "amount": f"{n}.5", "summary": said}
        for n, said in enumerate(texts, start=1)
    )  # fmt: skip
    return Case(name, file, text(HEAD, *lines), Truth(rows))


def amounts(name: str, *texts: str) -> Case:
    """Each text stands where an amount should: rejected with its row and value, and the rest goes on."""
    lines = (
        f'A{n},000{n},2024-01-{n:02d},"{_doubled(said)}",x' for n, said in enumerate(texts, start=1)
    )
    good = [f"B{n},0100,2024-02-{n:02d},{n}.5,y" for n in range(1, 21)]
    rows = tuple(
        {"order_id": f"B{n}", "customer_id": "0100", "amount": f"{n}.5"} for n in range(1, 21)
    )
    rejects = tuple(rf"row {n + 1} 金额 = .*: bad_amount" for n in range(1, len(texts) + 1))
    return Case(name, "orders.csv", text(HEAD, *lines, *good), Truth(rows, rejects=rejects))


def _doubled(said: str) -> str:
    return said.replace('"', '""')


ORDERS = text("订单号,客户号,下单时间,金额", "A1,0001,2024-01-05,100", "A2,0002,2024-02-05,50.5")
ROWS = ({"order_id": "A1", "customer_id": "0001", "date": "2024-01-05", "amount": "100"},
        {"order_id": "A2", "customer_id": "0002", "date": "2024-02-05", "amount": "50.5"})  # fmt: skip


def headed(name: str, header: str, *, file: str = "orders.csv") -> Case:
    """A column of the user's own under a hostile header: the roles beside it hold all the same."""
    lines = (
        f'订单号,客户号,下单时间,金额,"{_doubled(header)}"',
        "A1,0001,2024-01-05,100,x",
        "A2,0002,2024-02-05,50.5,y",
    )
    return Case(name, file, text(*lines), Truth(ROWS))


def zipped(entry: str) -> bytes:
    """A zip of one CSV whose name in it leads elsewhere."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(entry, ORDERS)
    return made.getvalue()


CASES: list[Case] = [
    remarks("formulas in cells", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://evil.example\")", "@SUM(1)", "+1+1",
            "-1+1", "=WEBSERVICE(\"http://evil.example\")", "=1+1", "=DDE(\"a\";\"b\";\"c\")"),
    remarks("full-width formulas in cells", "＝1+1", "＋1+1", "＠SUM(1)"),
    remarks("escape sequences in cells", "a\x1b[31mb", "a\x1b]0;title\x07b", "a\x1b]8;;http://x\x1b\\b", "plain", "more"),
    remarks("direction marks within cells", "a\u202eb", "a\u2066b\u2069c"),
    remarks("markup in cells", "[bold]x[/bold]", "[/]", "<script>alert(1)</script>", "![x](http://x/y.png)",
            "a|b`c`", "{{7*7}}", "${7*7}", "%s%n", "{0.__class__}"),
    remarks("paths in cells", "../../x", "/etc/passwd", "file:///etc/passwd", "C:\\x", "\\\\host\\share", "~root"),
    remarks("statements in cells", "'; DROP TABLE x; --", "1 OR 1=1", "$(touch x)", "`touch x`", "__import__('os')"),
    amounts("formulas for amounts", "=1+1", "+1+1", "-1+1", "@SUM(1)", "=A1"),
    amounts("markup for amounts", "<b>5</b>", "[5]", "{5}"),
    headed("a formula for a header", "=1+1"),
    headed("a call for a header", "=cmd|' /C calc'!A0"),
    headed("an escape sequence in a header", "a\x1b[31mb"),
    headed("markup for a header", "[bold]x[/bold]"),
    headed("a tag for a header", "<script>x</script>"),
    headed("a path for a header", "../../x"),
    headed("a pattern for a header", "^.*$"),
    headed("a star for a header", "*"),
    headed("the name of a column of ours for a header", "_row"),
    headed("another name of ours for a header", "_status"),
    headed("a file named by markup", "x", file="[bold]x.csv"),
    headed("a file named by a formula", "x", file="=1+1.csv"),
    headed("a file named by a pattern", "x", file="*[a]?.csv"),
    headed("a file named like an option", "x", file="./-rf.csv"),
    Case("a zip whose entry leads elsewhere", "orders.zip", lambda: zipped("../../x.csv"), Truth(ROWS)),
    Case("a zip whose entry is absolute", "orders.zip", lambda: zipped("/etc/x.csv"), Truth(ROWS)),
    Case("kept settings nested without end", "orders.csv", ORDERS, Refused("nested too deeply", code=2),
         beside={"custseg.toml": b"x = " + b"[" * 50_000}),
    Case("kept settings without end", "orders.csv", ORDERS, Refused("longer than", code=2),
         beside={"custseg.toml": b"#" * (3 << 20)}),
]  # fmt: skip
