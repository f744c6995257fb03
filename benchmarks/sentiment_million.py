"""A million short texts: CPU, texts a second on one core and peak memory, beside snownlp and pysenti.

    pip install -r benchmarks/requirements.txt
    python benchmarks/sentiment_million.py shared/data [FOLDER FOR THE TEXTS]

The texts are clauses of the bank comments and takeaway reviews in shared/data, two or three to a text, drawn with a
fixed seed: a million different ones, of 33 characters in the mean. Each task runs in a process of its own; imports and
reading the file are not counted for the scoring tasks, and all of it for the command. Slow peers get the first texts
only, as many as stand beside their name.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

TEXTS = 1_000_000
OF_PEER = {"custseg": TEXTS, "pysenti": 50_000, "snownlp": 5_000}
_CUT = re.compile(r"[，。！？；,.!?;、\s]+")


def clauses(data: Path) -> list[str]:
    bank = pl.read_csv(data / "sentiment_zh/bank_comments_bdci/open_60.csv")["text"]
    food = pl.read_csv(data / "sentiment_zh/waimai_10k/waimai_10k.csv").drop_nulls()["review"]
    found = {part for text in [*bank, *food] for part in _CUT.split(text) if 3 < len(part) < 30}
    return sorted(found)


def write_texts(data: Path, path: Path) -> None:
    draw, parts = random.Random(20240630), clauses(data)
    texts: set[str] = set()
    while len(texts) < TEXTS:
        texts.add("，".join(draw.sample(parts, draw.choice((2, 3)))))
    rows = sorted(texts)
    draw.shuffle(rows)
    pl.DataFrame({
        "客户号": [f"C{i % 400_000:06d}" for i in range(TEXTS)], "日期": ["2024-05-01"] * TEXTS,
        "反馈内容": rows,
    }).write_csv(path)  # fmt: skip
    print(
        f"{TEXTS:,} texts of {len(parts):,} clauses, {sum(map(len, rows)) / TEXTS:.0f} characters in the mean"
    )


def judge_of(name: str) -> Callable[[str], object]:
    if name == "custseg":
        from custseg.methods.sentiment.judges import Shipped

        return Shipped().judge
    if name == "pysenti":
        import pysenti

        return pysenti.classify  # type: ignore[no-any-return]
    from snownlp import SnowNLP

    return lambda text: SnowNLP(text).sentiments


def score(name: str, path: Path) -> None:
    """Scores the first texts of the file and prints texts, CPU seconds and peak memory in MB."""
    judge = judge_of(name)
    judge("银行的服务")  # load its tables
    texts = pl.read_csv(path, columns=["反馈内容"], n_rows=OF_PEER[name])["反馈内容"].to_list()
    begun = time.process_time()
    for text in texts:
        judge(text)
    print(len(texts), time.process_time() - begun)


def measured(command: list[str]) -> tuple[str, float, float, float]:
    """What a process printed, its CPU and wall seconds and its peak memory in MB."""
    begun = time.perf_counter()
    alone = {**os.environ, "POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=alone) as child:
        assert child.stdout is not None
        said = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{command}: exit {child.returncode}")
    peak = used.ru_maxrss / 1024
    return said, used.ru_utime + used.ru_stime, time.perf_counter() - begun, peak


def main(data: Path, folder: Path) -> None:
    path = folder / "million_texts.csv"
    write_texts(data, path)
    for name in OF_PEER:
        said, _, wall, peak = measured([sys.executable, __file__, "--score", name, str(path)])
        texts, cpu = said.split()
        rate = int(texts) / float(cpu)
        print(f"{name:<10} {int(texts):>9,} texts  {float(cpu):>7.1f} CPU s  {rate:>8,.0f} texts/s  peak {peak:,.0f} MB"
              f"  wall {wall:.0f} s")  # fmt: skip
    out = folder / "million_texts.json"
    command = [
        sys.executable,
        "-m",
        "custseg",
        "sentiment",
        str(path),
        "-o",
        str(out),
        "--force",
        "-q",
    ]
    _, cpu_, wall, peak = measured(command)
    print(f"command    {TEXTS:>9,} texts  {cpu_:>7.1f} CPU s in all (reading, topics, urgency, phrases, moods, JSON)"
          f"  peak {peak:,.0f} MB  wall {wall:.0f} s")  # fmt: skip
    path.unlink()
    out.unlink()


if __name__ == "__main__":
    if sys.argv[1] == "--score":
        score(sys.argv[2], Path(sys.argv[3]))
    else:
        given = Path(sys.argv[2]) if len(sys.argv) > 2 else None
        with tempfile.TemporaryDirectory() as temporary:
            main(Path(sys.argv[1]), given or Path(temporary))
