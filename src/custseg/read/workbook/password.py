"""Workbooks that are encrypted: opened with the password a person keeps in a file."""

from __future__ import annotations

import re
import struct
from pathlib import Path

from custseg.errors import InputError
from custseg.read.kind import password_needed
from custseg.read.scratch import scratch_file
from custseg.read.workbook.compound import streams
from custseg.words import t

_OFFICE_OWN = "VelvetSweatshop"
"""What Office itself encrypts with when a workbook is merely marked read-only."""

_ROUNDS = re.compile(rb'spinCount="(\d{1,20})"')
_MOST_ROUNDS = 1_000_000


def decrypted(path: Path, name: str, password_file: str | None) -> Path:
    """The workbook at ``path`` without its encryption, as a file that is removed when the run ends.

    The password is the first line of ``password_file``. Raises InputError when there is none or it
    is not the right one.
    """
    if password_file is None:
        found = _opened_with(path, _OFFICE_OWN, name)
        if found is None:
            raise password_needed(name)
        return found
    found = _opened_with(path, password_in(password_file), name)
    if found is None:
        raise InputError(
            t("the password in {file} does not open {name}", file=password_file, name=name),
            t("check the first line of that file"),
        )
    return found


def password_in(file: str) -> str:
    """The first line of a password file."""
    try:
        with Path(file).open(encoding="utf-8-sig") as stream:
            line = stream.readline(1000).rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            t("the password file {file} cannot be read: {error}", file=file,
              error=getattr(error, "strerror", None) or error),
            t("its first line is the password, in UTF-8"),
        ) from error  # fmt: skip
    if not line:
        raise InputError(
            t("the password file {file} has nothing in its first line", file=file),
            t("its first line is the password, in UTF-8"),
        )
    return line


def _opened_with(path: Path, password: str, name: str) -> Path | None:
    """The decrypted file, or None when the password is wrong."""
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError
    from msoffcrypto.format.ooxml import OOXMLFile

    _require_usual_effort(path, name)
    plain = scratch_file(".decrypted")
    try:
        with path.open("rb") as stream, plain.open("wb") as out:
            office = msoffcrypto.OfficeFile(stream)
            if isinstance(office, OOXMLFile):
                office.load_key(password=password, verify_password=True)
            else:
                office.load_key(password=password)
            office.decrypt(out)
    except InvalidKeyError:
        return None
    except (DecryptionError, FileFormatError, ParseError, OSError, ValueError, KeyError, IndexError,
            AssertionError, struct.error) as error:  # fmt: skip
        raise InputError(
            t(
                "{name} is encrypted in a way that is not known, or damaged: {error}",
                name=name,
                error=str(error).splitlines()[0] if str(error) else type(error).__name__,
            ),
            t("open it in Excel and save it without a password"),
        ) from error
    return plain


def _require_usual_effort(path: Path, name: str) -> None:
    """Refuse a file that says its password must be hashed for hours."""
    said = _ROUNDS.search(streams(path, name).get("EncryptionInfo", b""))
    if said and int(said[1]) > _MOST_ROUNDS:
        raise InputError(
            t("{name} is refused as unsafe: {why}", name=name,
              why=t("its password is hashed {count} times", count=said[1].decode())),
            t("if you trust it, open it in Excel and save it again"),
        )  # fmt: skip
