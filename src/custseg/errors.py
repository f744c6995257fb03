"""What can go wrong by the user's hand, and the exit code each kind ends with.

Anything else that is raised is a bug and ends with 70 (see ``cli/boundary.py``).
"""

from __future__ import annotations


class CustsegError(Exception):
    """An expected failure: one line that says what, where and the value seen, and one hint.

    ``message`` and ``hint`` are already in the user's language (pass them through ``words.t``).
    """

    exit_code = 70

    def __init__(self, message: str, hint: str = "") -> None:
        # A value seen may have line breaks in it; an error is one line all the same.
        self.message, self.hint = (" ".join(said.splitlines()) for said in (message, hint))
        super().__init__(self.message)


class CheckError(CustsegError):
    """The work was done, and a check that was asked for did not hold (``--strict``, ``--check``)."""

    exit_code = 1


class UsageError(CustsegError):
    """The command line, custseg.toml or a rule in it is wrong."""

    exit_code = 2


class InputError(CustsegError):
    """An input cannot be used: missing, unreadable, wrong columns, unsafe, drifted."""

    exit_code = 3


class OutputError(CustsegError):
    """The output cannot be written: exists, no space, not permitted, locked by another run."""

    exit_code = 4


def nearest(word: str, known: list[str] | tuple[str, ...]) -> str | None:
    """The known word a person most likely meant, or None when nothing is close."""
    from difflib import get_close_matches

    close = get_close_matches(word.lower(), [k.lower() for k in known], n=1, cutoff=0.6)
    return next((k for k in known if k.lower() == close[0]), None) if close else None
