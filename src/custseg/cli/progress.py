"""A sign of life on standard error while long work is done, on a terminal only."""

from __future__ import annotations

import contextvars
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from custseg.cli.boundary import harmless
from custseg.progress import current_stage
from custseg.words import t

AFTER_SECONDS = 1.0


@contextmanager
def shown(wanted: bool) -> Iterator[None]:
    """Show a moving bar with the current stage if the work takes more than a second."""
    if not wanted or not sys.stderr.isatty():
        yield
        return
    done = threading.Event()
    # The thread gets this context: the chosen language is in it.
    spoken = contextvars.copy_context()
    watcher = threading.Thread(target=spoken.run, args=(_watch, done), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _watch(done: threading.Event) -> None:
    if done.wait(AFTER_SECONDS):
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}", markup=False), BarColumn(pulse_style="cyan"), TimeElapsedColumn(),
        console=console, transient=True, redirect_stdout=False, redirect_stderr=False,
    ) as bar:  # fmt: skip
        task = bar.add_task(t("working"), total=None)
        while not done.wait(0.1):
            bar.update(task, description=harmless(current_stage()) or t("working"))
