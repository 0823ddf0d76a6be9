"""Which files the arguments of a command mean."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from jiheng.formats.archive import SUFFIX, members
from jiheng.formats.legacy import Legacy
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.model.errors import UnreadableDocument

_JUNK = frozenset({"thumbs.db", "desktop.ini", "__macosx", "icon\r"})
_LOCK = "~$"
WAIVERS = frozenset(f"{stem}{suffix}" for stem in ("waivers", "豁免") for suffix in (".yaml", ".yml", ".json"))
"""What a file of waivers is called, beside the forms."""
_DEEPEST = 2
"""Archives in archives."""


@dataclass(frozen=True, slots=True)
class Converted:
    """What a file of an old format was converted to."""

    path: Path
    old: Legacy


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read.

    `source` is the name that its declaration carries: the bare name of a file argument, the path below a folder
    argument with `/`, the path in an archive behind the archive's. `problem` says why there is nothing to read, where
    that is known without opening it.
    """

    path: Path
    source: str
    problem: str = ""
    inside: tuple[int, ...] = ()
    """Of a file in an archive: its number there; in an archive in an archive, the number of each."""
    size: int | None = None
    """Of a file in an archive: its bytes."""
    converted: Converted | None = None

    def bytes(self) -> int:
        """How large it is; 0 where that cannot be told."""
        try:
            if self.converted is not None:
                return self.converted.path.stat().st_size
            return self.path.stat().st_size if self.size is None else self.size
        except OSError:
            return 0


def find(arguments: Iterable[str | Path], limits: Limits = DEFAULT_LIMITS) -> Iterator[Found]:
    """The files of the arguments in their order; folders are walked and sorted by the path below them.

    A zip archive is a folder, too.
    """
    for found in _find(arguments):
        yield from expand(found, limits)


def expand(found: Found, limits: Limits = DEFAULT_LIMITS) -> Iterator[Found]:
    """The files in a zip archive, sorted; of anything else, itself."""
    if found.source.lower().endswith(SUFFIX) and not found.problem:
        yield from _in_archive(found, limits)
    else:
        yield found


def _in_archive(archive: Found, limits: Limits) -> Iterator[Found]:
    """The files in an archive, sorted, or the archive itself where it cannot be opened or is an office file."""
    try:
        found = members(archive.path, archive.inside, limits)
    except UnreadableDocument as error:
        yield replace(archive, problem=str(error))
        return
    if found is None:
        yield archive
        return
    wanted = [member for member in found if not any(is_junk(part) for part in member.name.split("/"))]
    if not wanted:
        yield replace(archive, problem="这个压缩包里没有可读的文件，请检查是不是选错了文件。")
    for member in sorted(wanted, key=lambda member: member.name):
        item = Found(archive.path, f"{archive.source}/{member.name}", "", (*archive.inside, member.number), member.size)
        if member.encrypted:
            yield replace(item, problem="压缩包里的这个文件加了密码，请先用密码解压，再读取解压后的文件。")
        elif not member.name.lower().endswith(SUFFIX):
            yield item
        elif len(item.inside) < _DEEPEST:
            yield from _in_archive(item, limits)
        else:
            yield replace(item, problem="压缩包套压缩包最多两层，这是第三层，没有读，请先解压，再读取其中的文件。")


def _find(arguments: Iterable[str | Path]) -> Iterator[Found]:
    for argument in arguments:
        if argument == "":  # a path made of it would mean the current folder
            yield Found(Path(), '""', "文件名是空的。")
            continue
        path = Path(argument)
        is_folder, problem = _looked_at(path)
        if not is_folder and not problem and path.name.startswith(_LOCK):
            problem = "这是 Office 打开文件时留下的临时文件，请读去掉 ~$ 的那个文件。"
        if is_folder:
            yield from _in_folder(path)
        else:
            yield Found(path, readable_name(path.name or str(path)), problem)


def _looked_at(path: Path) -> tuple[bool, str]:
    """Whether the path is a folder, and why it cannot be read where it is neither folder nor file."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        if path.is_symlink():
            return False, "链接指向的文件不存在，请找到原文件再读取。"
        if any(mark in str(path) for mark in "*?["):
            return False, "找不到这个文件：没有与通配符相符的文件，请检查路径，或者直接给出所在的文件夹。"
        return False, "找不到这个文件，请检查路径和文件名。"
    except OSError as error:
        if error.errno == errno.ELOOP:
            return False, "链接绕了圈，指不到文件，请找到原文件再读取。"
        return False, "系统打不开这个路径，请检查路径是否过长、是否有访问权限。"
    except ValueError:  # no system has such a name
        return False, "找不到这个文件，请检查路径和文件名。"
    if stat.S_ISDIR(mode):
        return True, ""
    return False, "" if stat.S_ISREG(mode) else "这不是普通文件（是管道或设备），不能读取。"


def _in_folder(folder: Path) -> Iterator[Found]:
    found: list[Found] = []
    seen: set[tuple[int, int]] = set()
    waiting = [(folder, "")]
    while waiting:
        inside, prefix = waiting.pop()
        try:
            state = inside.stat()
            if (state.st_dev, state.st_ino) in seen:  # a link back up: every folder is read once
                continue
            # Windows gives no inode for some shares; links do not loop there.
            if state.st_ino:
                seen.add((state.st_dev, state.st_ino))
            with os.scandir(inside) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            found.append(
                Found(
                    inside,
                    prefix.rstrip("/") or folder.name,
                    "没有权限打开这个文件夹，请检查权限，或者复制到本机后再试。",
                )
            )
            continue
        for entry in listed:
            if is_junk(entry.name):
                continue
            source = prefix + readable_name(entry.name)
            is_folder, problem = _entry(entry)
            if is_folder:
                waiting.append((Path(entry.path), f"{source}/"))
            else:
                found.append(Found(Path(entry.path), source, problem))
    found.sort(key=lambda item: item.source)
    if not found:
        yield Found(
            folder, readable_name(folder.resolve().name), "这个文件夹里没有可读的文件，请检查是不是选错了文件夹。"
        )
    yield from found


def _entry(entry: os.DirEntry[str]) -> tuple[bool, str]:
    """The same of an entry of a folder; what the folder tells of it is not asked of the system again."""
    try:
        if entry.is_file(follow_symlinks=False):
            return False, ""
        if entry.is_dir(follow_symlinks=False):
            return True, ""
    except OSError:
        pass
    return _looked_at(Path(entry.path))


def is_junk(name: str) -> bool:
    """Names that are no forms: hidden files, lock files of Office, what systems leave in folders, files of waivers."""
    return name.startswith((".", _LOCK)) or name.lower() in _JUNK or name in WAIVERS


def readable_name(name: str) -> str:
    """A file name as text, also where an archive of another system left it in GB18030."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("gb18030", "replace")
    return name
