"""The files in a zip archive, which is read as a folder: nothing is ever unpacked to a name that the archive chose."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from jiheng.formats.limits import Limits
from jiheng.formats.tally import exceeded
from jiheng.model.errors import DamagedDocument, LimitExceeded, ProtectedDocument, UnreadableDocument

SUFFIX = ".zip"

_OFFICE_PARTS = frozenset(("[content_types].xml", "_rels/.rels", "mimetype", "ofd.xml"))
_UTF_8 = 0x800
_ENCRYPTED = 0x1
_UNICODE_NAME = 0x7075
_END = b"PK\x05\x06"
_END_SEARCH = 22 + 65_535
_BYTES_PER_ENTRY = 512
"""Of the directory of an archive, at most: names are not longer."""
_RATIO_FROM = 10 * 1024 * 1024
_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    struct.error,
    NotImplementedError,
    ValueError,
    OSError,
    RuntimeError,
)

_DAMAGED = "压缩包已损坏或没有下载完，打不开，请重新获取原文件。"
_DAMAGED_MEMBER = "压缩包里的这个文件已损坏，解压不了，请重新获取压缩包，或请报送单位单独发来这个文件。"
_PROTECTED_MEMBER = "压缩包里的这个文件加了密码，请先用密码解压，再读取解压后的文件。"


class Member(NamedTuple):
    """A file in an archive: its number there, its path below the archive with `/`, its unpacked size."""

    number: int
    name: str
    size: int
    encrypted: bool


def members(path: Path, inside: Sequence[int], limits: Limits) -> list[Member] | None:
    """The files of an archive in their order; None for an office file, which is a zip container too.

    :param inside: the numbers of the members that lead to it, where it lies in another archive.
    """
    archive = _open(path, tuple(inside), limits)
    entries = archive.infolist()
    if any(entry.filename.lower() in _OFFICE_PARTS for entry in entries):
        return None
    if len(entries) > limits.parts:
        raise _too_many(limits)
    if sum(entry.file_size for entry in entries if _refusal(entry, limits) is None) > limits.total_bytes:
        raise exceeded(f"压缩包解压后超过 {limits.total_bytes // 1024 // 1024} MB", "total_bytes")
    names = _names(entries)
    return [
        Member(number, name, entry.file_size, bool(entry.flag_bits & _ENCRYPTED))
        for number, (entry, name) in enumerate(zip(entries, names, strict=True))
        if not entry.is_dir() and not name.endswith("/")
    ]


def read_member(path: Path, inside: Sequence[int], limits: Limits, most: int = -1) -> bytes:
    """The bytes of a member, or the first of them; `inside` ends with its number."""
    *outer, number = inside
    archive = _open(path, tuple(outer), limits)
    return _unpack(archive, archive.infolist()[number], limits, most)


def _open(path: Path, inside: tuple[int, ...], limits: Limits) -> zipfile.ZipFile:
    try:
        status = path.stat()
    except OSError as error:
        raise UnreadableDocument("找不到这个压缩包，可能刚被移走，请检查路径。") from error
    return _open_once(path, (status.st_mtime_ns, status.st_size), inside, limits)


@lru_cache(maxsize=2)
def _open_once(path: Path, version: tuple[int, int], inside: tuple[int, ...], limits: Limits) -> zipfile.ZipFile:
    """An archive, kept open: its members are read one after the other."""
    try:
        if not inside:
            with path.open("rb") as stream:
                _check_directory(stream, limits)
            return zipfile.ZipFile(path)
        *outer, number = inside
        archive = _open_once(path, version, tuple(outer), limits)
        unpacked = BytesIO(_unpack(archive, archive.infolist()[number], limits))
        _check_directory(unpacked, limits)
        return zipfile.ZipFile(unpacked)
    except PermissionError as error:
        raise UnreadableDocument("没有读取这个文件的权限，请检查文件的权限，或关闭正在使用它的程序。") from error
    except _ERRORS as error:
        raise DamagedDocument(_DAMAGED) from error


def _check_directory(stream: BinaryIO, limits: Limits) -> None:
    """Refuse a directory of millions of entries before anything is made of it."""
    size = stream.seek(0, 2)
    stream.seek(max(size - _END_SEARCH, 0))
    tail = stream.read()
    end = tail.rfind(_END)
    if end < 0:
        raise DamagedDocument(_DAMAGED)
    if struct.unpack_from("<I", tail, end + 12)[0] > limits.parts * _BYTES_PER_ENTRY:
        raise _too_many(limits)


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits, most: int = -1) -> bytes:
    """A member, within the limits; the library gives no more bytes than the directory claims."""
    if entry.flag_bits & _ENCRYPTED:
        raise ProtectedDocument(_PROTECTED_MEMBER)
    if (refusal := _refusal(entry, limits)) is not None:
        raise refusal
    try:
        with archive.open(entry) as stream:
            return stream.read(most)
    except _ERRORS as error:
        raise DamagedDocument(_DAMAGED_MEMBER) from error


def _refusal(entry: zipfile.ZipInfo, limits: Limits) -> LimitExceeded | None:
    """Why a member is not unpacked, by what the directory says of it."""
    if entry.file_size > limits.file_bytes:
        return exceeded(f"压缩包里的这个文件解压后超过 {limits.file_bytes // 1024 // 1024} MB", "file_bytes")
    if entry.file_size > _RATIO_FROM and entry.file_size > limits.ratio * max(entry.compress_size, 1):
        return LimitExceeded(
            f"压缩包里的这个文件解压后膨胀到 {limits.ratio} 倍以上，可能是压缩炸弹，没有读；"
            "来源可信的，请先解压再读取，或用 --limit ratio=数值 放宽。"
        )
    return None


def _too_many(limits: Limits) -> LimitExceeded:
    return exceeded(f"压缩包里的文件超过上限 {limits.parts} 个", "parts")


def _names(entries: Sequence[zipfile.ZipInfo]) -> list[str]:
    """The names as their system wrote them: those not marked as UTF-8 are UTF-8 all the same, or GB18030."""
    unmarked = [_raw(entry) for entry in entries if not entry.flag_bits & _UTF_8]
    encoding = "utf-8" if all(_is_utf_8(name) for name in unmarked) else "gb18030"
    return [_clean(_unicode_name(entry) or _name(entry, encoding)) for entry in entries]


def _name(entry: zipfile.ZipInfo, encoding: str) -> str:
    return entry.filename if entry.flag_bits & _UTF_8 else _raw(entry).decode(encoding, "replace")


def _raw(entry: zipfile.ZipInfo) -> bytes:
    """The bytes of a name that the library took for those of a DOS system."""
    try:
        return entry.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.orig_filename.encode()


def _is_utf_8(name: bytes) -> bool:
    try:
        name.decode()
    except UnicodeDecodeError:
        return False
    return True


def _unicode_name(entry: zipfile.ZipInfo) -> str:
    """The name in an extra field, where some programs put it beside one for old systems."""
    extra = entry.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        if kind == _UNICODE_NAME and size > 5 and struct.unpack_from("<I", extra, 5)[0] == zlib.crc32(_raw(entry)):
            return extra[9 : 4 + size].decode(errors="replace")
        extra = extra[4 + size :]
    return ""


def _clean(name: str) -> str:
    """A path that only ever names a member to people."""
    parts = name.partition("\0")[0].replace("\\", "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", "..")) + ("/" if name.endswith(("/", "\\")) else "")
