"""Which encoding a text file is in: proved over the whole file, never replaced, never mojibake."""

from __future__ import annotations

import codecs
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from custseg.errors import InputError, UsageError
from custseg.read.scratch import CHUNK, scratch_file
from custseg.words import t

_ENOUGH = 2000
_UTF8_NAMES = ("utf-8", "utf_8", "utf-8-sig")
# The hanzi that business tables in either script cannot do without: text read in the wrong
# encoding has rare hanzi, text read in the right one has these.
_COMMON = frozenset(
    "的一是了不在有人我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
    "用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实"
    "日月号客户名称姓交易金额余账卡银单位元期间编订产品销售数量价类型状态机电话手地址市省区城县街路性别"
    "男女身份证件存贷款利率支付收入出转消费者商店公司业务员经理部门等级备注合计总小共打印制表办杭州上海北京广"
    "深圳东西南北华张王李刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏"
    "這個們來為國說時會對於後裡過發經種沒動還進開從實號戶稱額餘帳銀單編訂產數價類狀態機電話縣別證貸轉費"
    "業務員門級註計總製張劉陳楊趙黃吳孫馬羅鄭謝韓馮訊資維基百科"
)


@dataclass(frozen=True)
class Text:
    """A text file that can be read as UTF-8: itself, or a decoded copy."""

    path: Path
    encoding: str
    why: str
    sha256: str | None = None
    """The fingerprint of the original, where decoding has already passed over it."""
    cut_off: bool = False
    """It ends in the middle of a character, which is left out."""
    notes: tuple[str, ...] = ()
    """Sentences worth a warning: lines of another encoding, ..."""


class NotUtf8(Exception):  # noqa: N818 - a finding while surveying, not an error of the user
    """The file is not UTF-8 after all."""


def is_utf8(head: bytes) -> bool:
    """Whether the beginning of a file is strict UTF-8 (a character may be cut at its end)."""
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head)
    except UnicodeDecodeError:
        return False
    return True


def as_utf8(path: Path, name: str, given: str | None, *, maybe_utf8: bool = True) -> Text:
    """The text file at ``path`` in UTF-8.

    A BOM decides; else UTF-8 if the beginning is (the whole is proved by the survey, which comes
    back with ``maybe_utf8=False`` when it is not); else GB18030, then Big5, each strictly over the
    whole file and only if what comes out reads as Chinese. Raises InputError with the first byte
    that does not fit.
    """
    if given is not None:
        return _as_told(path, name, given)
    with path.open("rb") as stream:
        head = stream.read(CHUNK)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(path, name, "utf-16", t("byte order mark"))
    if head[:200].count(0) > len(head[:200]) // 4:
        order = "utf-16-le" if head[1:200:2].count(0) > head[0:200:2].count(0) else "utf-16-be"
        return _decoded(path, name, order, t("every other byte is zero"))
    if head.startswith(codecs.BOM_UTF8) and not maybe_utf8:
        return _decoded(path, name, "utf-8-sig", t("byte order mark"))  # says which byte is wrong
    if head.startswith(codecs.BOM_UTF8):
        return Text(path, "utf-8-sig", t("byte order mark"))
    if maybe_utf8 and is_utf8(head):
        why = t("plain ASCII so far") if head.isascii() else t("valid UTF-8")
        return Text(path, "utf-8", why)
    refused: InputError | None = None
    for encoding in ("gb18030", "big5hkscs"):
        if _reads_as_chinese(path, encoding):
            why = t("not UTF-8, and reads as Chinese in {encoding}", encoding=encoding)
            try:
                return _decoded(path, name, encoding, why)
            except InputError as error:
                refused = refused or error
    raise refused or _unknown(path, name)


def _as_told(path: Path, name: str, given: str) -> Text:
    try:
        encoding = codecs.lookup(given).name
    except LookupError as error:
        raise UsageError(
            t("unknown encoding {given!r}", given=given), t("use utf-8, gb18030, big5 or cp1252")
        ) from error
    if encoding in _UTF8_NAMES:
        return Text(path, encoding, t("as set"))
    wide = {"gbk": "gb18030", "gb2312": "gb18030", "big5": "big5hkscs"}.get(encoding, encoding)
    return _decoded(path, name, wide, t("as set"))


def _decoded(path: Path, name: str, encoding: str, why: str) -> Text:
    """A UTF-8 copy, with the original's fingerprint taken on the way."""
    digest = hashlib.sha256()
    copy = scratch_file(".utf8")
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    done = 0
    ascii_stays = not encoding.startswith("utf-16")
    with copy.open("wb") as out:
        for chunk, last in _chunks(path):
            digest.update(chunk)
            try:
                if ascii_stays and chunk.isascii() and not decoder.getstate()[0]:
                    out.write(chunk)
                else:
                    out.write(decoder.decode(chunk, last).encode("utf-8"))
            except (UnicodeDecodeError, UnicodeEncodeError) as error:
                at = done + error.start if isinstance(error, UnicodeDecodeError) else done
                raise _bad_byte(path, name, encoding, at) from error
            done += len(chunk)
    return Text(copy, encoding, why, digest.hexdigest())


def _chunks(path: Path) -> Iterator[tuple[bytes, bool]]:
    with path.open("rb") as stream:
        chunk = stream.read(CHUNK)
        while chunk:
            following = stream.read(CHUNK)
            yield chunk, not following
            chunk = following


def _reads_as_chinese(path: Path, encoding: str) -> bool:
    """Whether the first hanzi that the file decodes to are those people use.

    GB18030 takes nearly any bytes: French, Russian, Korean and Big5 text all come out as rare
    hanzi or odd symbols. So what comes out must be mostly hanzi, with enough of the common ones.
    """
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    hanzi = common = other = 0
    for chunk, last in _chunks(path):
        if chunk.isascii() and not decoder.getstate()[0]:
            continue
        try:
            text = decoder.decode(chunk, last)
        except UnicodeDecodeError as error:
            text = chunk[: error.start].decode(encoding, "ignore")
            last = True
        for char, times in Counter(text).items():
            if "\u4e00" <= char <= "\u9fff":
                hanzi += times
                common += times if char in _COMMON else 0
            elif char > "\x7f" and not _is_neutral(char):
                other += times
        if last or hanzi + other > _ENOUGH:
            break
    return hanzi > 0 and hanzi >= 4 * other and common >= 0.15 * hanzi


def _is_neutral(char: str) -> bool:
    """Punctuation, and hanzi that only names have: four bytes that hardly come about by chance."""
    return (
        "\u3000" <= char <= "\u303f"
        or "\uff00" <= char <= "\uffef"
        or char > "\U0001ffff"
        or char in "¥￥—…“”‘’·×℃€£①②③④⑤"
    )


def _bad_byte(path: Path, name: str, encoding: str, at: int) -> InputError:
    with path.open("rb") as stream:
        before = stream.read(at)
        byte = stream.read(1)
    return InputError(
        t("{name} is not valid {encoding}: byte 0x{byte} at offset {at}, line {line}", name=name,
          encoding=encoding, byte=byte.hex().upper(), at=at, line=before.count(b"\n") + 1),
        t("export it again as UTF-8, or name its encoding with --encoding"),
    )  # fmt: skip


def _unknown(path: Path, name: str) -> InputError:
    """The file is in none of the encodings that are told apart: say where UTF-8 ends."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    done = 0
    for chunk, last in _chunks(path):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk, last)
        except UnicodeDecodeError as error:
            at = done - pending + error.start
            with path.open("rb") as stream:
                line = stream.read(at).count(b"\n") + 1
                byte = stream.read(1).hex().upper()
            return InputError(
                t("{name} is neither UTF-8 nor GB18030 nor Big5: byte 0x{byte} at offset {at}, "
                  "line {line}", name=name, byte=byte, at=at, line=line),
                t("name its encoding with --encoding (cp1252 for Western Europe, cp949 for Korea)"),
            )  # fmt: skip
        done += len(chunk)
    return InputError(t("{name} is in an unknown encoding", name=name), t("use --encoding"))
