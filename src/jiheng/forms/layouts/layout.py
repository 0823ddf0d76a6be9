"""A layout: a YAML file beside the blank office file that it fills. It is read by people and changed by people.

A layout is not needed for reading: a form is read by its labels. It names a form that is known, gives its blank, and corrects
what the labels do not tell: a changed line of `cells` wins over what is read.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import msgspec

from jiheng.forms.layouts.folder import own_folder
from jiheng.model.declaration import Kind
from jiheng.model.errors import UnreadableDocument

MEASURES = ("元", "千元", "万元", "亿元")


class LayoutError(UnreadableDocument):
    """A layout that is not there or cannot be understood: nothing is read or written past it. `str()` is one Chinese
    sentence."""


class Cell(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of `cells`: the value that stands behind or below a label. A list's column is one line, its path has `[]`.

    `path` is None where nothing is to be read or written.
    """

    label: str
    at: str
    path: str | None


class Rows(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A line of `rows`: how many blank rows a list has, in an indicator tree for each second level."""

    list: str
    at: str
    rows: int
    level1: str = ""
    level2: str = ""


class Options(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """`money_unit`: the unit of amounts where the form prints none. `decimals`: how many an amount is printed with at least,
    where none shows the form's habit."""

    money_unit: str = ""
    decimals: int | None = None


class Layout(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What the YAML file says."""

    name: str
    title: str
    kinds: tuple[Kind, ...]
    format: str
    blank: str
    fingerprint: str
    source: str = ""
    year: int | None = None
    options: Options = Options()
    rows: tuple[Rows, ...] = ()
    cells: tuple[Cell, ...] = ()
    learned: str = ""
    """A hash of `cells` and `options` as they were worked out: where it differs, somebody has corrected a line."""

    @property
    def corrected(self) -> bool:
        """Whether somebody has changed what was worked out."""
        return self.learned != digest(self.cells, self.options)


class Known(msgspec.Struct, frozen=True):
    """A layout and where its files are."""

    layout: Layout
    folder: Traversable
    own: bool = False

    def blank(self) -> bytes:
        """The blank office file.

        :raises LayoutError: where it is missing.
        """
        try:
            return self.folder.joinpath(self.layout.blank).read_bytes()
        except OSError:
            raise LayoutError(
                f"版式“{self.layout.name}”的空白表 {self.layout.blank} 找不到或读不出来，请把它放到版式文件旁边。"
            ) from None


def digest(cells: Sequence[Cell], options: Options) -> str:
    """The hash of what was worked out."""
    said = msgspec.json.encode((cells, options))
    return hashlib.sha256(said).hexdigest()[:12]


# ---- the file --------------------------------------------------------------------------------------------------------

_HEAD = """\
# 绩衡的版式：下面的空白表怎样填、怎样读。cells 每行是一格（或一栏）和它的栏目。
# 认错的，改那一行的 path：写应当的栏目名（见 docs/reference/declaration.md），不填不读的写 null。改过的行算数，别的行改不改都照表上的标签读。
"""


def to_yaml(layout: Layout) -> str:
    """The text of a layout's file."""
    lines = [_HEAD.rstrip()]
    for key, value in msgspec.to_builtins(layout).items():
        if key in ("rows", "cells"):
            lines.append(f"{key}:")
            lines.extend(f"- {_flow(one)}" for one in value)
        else:
            lines.append(f"{key}: {_flow(value)}")
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    """A value on one line."""
    import yaml

    text = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, sort_keys=False, width=10_000)
    return text.removesuffix("\n").removesuffix("\n...")


def from_yaml(text: str, where: str) -> Layout:
    """A layout out of the text of its file.

    :raises LayoutError: where it is none.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"第 {mark.line + 1} 行" if mark is not None else "内容"
        raise LayoutError(f"版式文件“{where}”的{line}不合 YAML 的写法，请检查缩进、冒号和引号。") from None
    try:
        layout = msgspec.convert(data, Layout)
    except msgspec.ValidationError as error:
        _, _, place = str(error).partition(" - at `")
        raise LayoutError(
            f"版式文件“{where}”的 {place.rstrip('`').removeprefix('$.') or '内容'} 不合版式的写法，"
            "请对照 jiheng layout learn 写出的文件。"
        ) from None
    if layout.blank != os.path.basename(layout.blank) or layout.blank.startswith("."):
        raise LayoutError(f"版式文件“{where}”的 blank 只能是同一个文件夹里的文件名。")
    if layout.options.money_unit not in ("", *MEASURES):
        raise LayoutError(f"版式文件“{where}”的 money_unit 只能是 {'、'.join(MEASURES)}。")
    if not 0 <= (layout.options.decimals or 0) <= 6:
        raise LayoutError(f"版式文件“{where}”的 decimals 只能是 0 到 6。")
    return layout


# ---- which there are -------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def bundled() -> tuple[Known, ...]:
    """The layouts that come with the program."""
    return tuple(_in(files("jiheng.forms.layouts"), own=False))


def own() -> tuple[Known, ...]:
    """A bureau's own layouts.

    :raises LayoutError: where one of them cannot be understood.
    """
    folder = own_folder()
    return tuple(_in(folder, own=True)) if folder.is_dir() else ()


def layouts_in(folder: Path) -> tuple[Known, ...]:
    """The layouts of a folder.

    :raises LayoutError: where one of them cannot be understood.
    """
    return tuple(_in(folder, own=True))


def _in(folder: Traversable, *, own: bool) -> Iterator[Known]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith((".yaml", ".yml")) and not entry.name.startswith("."):
            yield Known(_read(entry), folder, own)


def _read(entry: Traversable) -> Layout:
    try:
        text = entry.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise LayoutError(f"版式文件“{entry.name}”读不出来，请检查权限，并存为 UTF-8 编码。") from None
    return from_yaml(text, entry.name)


def known_at(path: Path) -> Known:
    """The layout of a YAML file.

    :raises LayoutError: where it cannot be understood.
    """
    return Known(_read(path), path.absolute().parent, own=True)


def all_layouts() -> tuple[Known, ...]:
    """A bureau's own layouts first, then those that come with the program.

    :raises LayoutError: where one of them cannot be understood.
    """
    mine = own()
    names = {one.layout.name for one in mine}
    return (*mine, *(one for one in bundled() if one.layout.name not in names))


def named(name: str) -> Known:
    """The layout of a name.

    :raises LayoutError: where there is none.
    """
    every = all_layouts()
    found = next((one for one in every if one.layout.name == name), None)
    if found is None:
        from rapidfuzz import process

        near = [
            match for match, _, _ in process.extract(name, [one.layout.name for one in every], limit=2, score_cutoff=60)
        ]
        hint = f"，是不是 {'、'.join(near)}？" if near else "。"
        raise LayoutError(f"没有版式“{name}”{hint}有哪些请运行 jiheng layout list。")
    return found
