"""Runs a target under atheris, guided by coverage: ``python fuzz/run.py TARGET`` or ``all``.

Everything after ``--`` goes to libFuzzer. See README.md beside this file.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SECONDS_A_RUN, MEGABYTES = 5, 512
LONGEST = {"binary": 1 << 15}
"""Inputs are cut off at 4,096 bytes where nothing else is said."""


def main() -> None:
    """Fuzz one target in this process, or all, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument(
        "--work", type=Path, default=Path("fuzz-work"), help="inputs that were found, crashes"
    )
    given, rest = parser.parse_known_args()
    sys.path.insert(0, str(HERE.parent))
    if given.target == "all":
        sys.exit(run_all(given.seconds, given.work))
    fuzz(given.target, given.seconds, given.work, [each for each in rest if each != "--"])


def fuzz(name: str, seconds: int, work: Path, more: list[str]) -> None:
    """Fuzz one target for so many seconds; ends with libFuzzer's exit code."""
    import atheris

    with atheris.instrument_imports(include=["custseg"]):
        from fuzz.seeds import seeds_of
        from fuzz.targets import TARGETS
    inputs = work / name
    inputs.mkdir(parents=True, exist_ok=True)
    for at, seed in enumerate(seeds_of(name)):
        (inputs / f"seed-{at:04}").write_bytes(seed)
    atheris.Setup(
        [sys.argv[0], str(inputs), f"-max_total_time={seconds}", f"-timeout={SECONDS_A_RUN}",
         f"-rss_limit_mb={MEGABYTES}", f"-dict={HERE / 'words.dict'}", f"-artifact_prefix={work / name}-",
         "-print_final_stats=1", f"-max_len={LONGEST.get(name, 4096)}", "-len_control=0", "-seed=1", *more],
        TARGETS[name],
    )  # fmt: skip
    atheris.Fuzz()


def run_all(seconds: int, work: Path) -> int:
    """Fuzz every target; prints a table of figures, gives how many failed."""
    from fuzz.targets import TARGETS

    failed = 0
    print(
        "| target | executions | a second | edges | peak MB | came to |\n|---|--:|--:|--:|--:|---|"
    )
    for name in TARGETS:
        done = subprocess.run(
            [sys.executable, __file__, name, "--seconds", str(seconds), "--work", str(work)],
            capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip
        (work / f"{name}.log").write_text(done.stderr + done.stdout, "utf-8")
        failed += done.returncode != 0
        print(row_of(name, done.stderr, done.returncode), flush=True)
    return failed


def row_of(name: str, log: str, code: int) -> str:
    """A row of the table, from what libFuzzer says at its end."""
    said = dict(re.findall(r"stat::(\w+):\s+(\d+)", log))
    edges = re.findall(r"cov: (\d+)", log)
    figures = [said.get(key, "?") for key in ("number_of_executed_units", "average_exec_per_sec")]
    came = "nothing" if code == 0 else f"a finding (exit {code})"
    return f"| {name} | {' | '.join(figures)} | {edges[-1] if edges else '?'} | {said.get('peak_rss_mb', '?')} | {came} |"


if __name__ == "__main__":
    main()
