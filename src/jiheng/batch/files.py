"""Which files the arguments of a command mean."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_JUNK = frozenset({"thumbs.db", "desktop.ini", "__macosx", "icon\r"})


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read.

    `source` is the name that its declaration carries: the bare name of a file argument, the path below a folder
    argument with `/`. `problem` says why there is nothing to read, where that is known without opening it.
    """

    path: Path
    source: str
    problem: str = ""


def find(arguments: Iterable[Path]) -> Iterator[Found]:
    """The files of the arguments in their order; folders are walked and sorted by the path below them."""
    for path in arguments:
        if path.is_dir():
            yield from _in_folder(path)
        else:
            yield Found(path, readable_name(path.name or str(path)), _problem(path))


def _problem(path: Path) -> str:
    try:
        if not path.exists():
            return "找不到这个文件，请检查路径和文件名。"
    except OSError:
        return "系统打不开这个路径，请检查路径是否过长、是否有访问权限。"
    return "" if path.is_file() else "这不是普通文件，不能读取。"


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
            found.append(Found(inside, prefix.rstrip("/") or folder.name, "没有权限打开这个文件夹。"))
            continue
        for entry in listed:
            if is_junk(entry.name):
                continue
            source = prefix + readable_name(entry.name)
            if entry.is_dir():
                waiting.append((Path(entry.path), f"{source}/"))
            else:
                problem = "" if entry.is_file() else "链接指向的文件不存在，或不是普通文件。"
                found.append(Found(Path(entry.path), source, problem))
    found.sort(key=lambda item: item.source)
    if not found:
        yield Found(folder, readable_name(folder.resolve().name), "这个文件夹里没有可读的文件。")
    yield from found


def is_junk(name: str) -> bool:
    """Names that no clerk made: hidden files, lock files of Office, what systems leave in folders."""
    return name.startswith((".", "~$")) or name.lower() in _JUNK


def readable_name(name: str) -> str:
    """A file name as text, also where an archive of another system left it in GB18030."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("gb18030", "replace")
    return name
