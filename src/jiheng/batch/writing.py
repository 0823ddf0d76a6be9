"""Filling forms: a template and declarations in, filled files out; and the same form rolled on or moved to another layout."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
from msgspec import UNSET

from jiheng.formats.limits import Limits
from jiheng.forms.adapt import adapt, left_behind
from jiheng.forms.lens import Opened, Written, put
from jiheng.forms.reading import read_document
from jiheng.forms.template import Template
from jiheng.forms.writer import Lost
from jiheng.model.declaration import Declaration, Table
from jiheng.model.errors import JihengError
from jiheng.report.labels import KINDS

WRITABLE = (".docx", ".xlsx", ".html", ".htm")
_FORMATS = ("docx", "xlsx", "html")


class CannotWriteError(JihengError):
    """A form that cannot be filled, or a file that cannot be written; `str()` is one Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled form: what came of it, the forms that stayed blank because nothing was given for them."""

    written: Written
    untouched: tuple[int, ...] = ()


def open_form(data: bytes, name: str, limits: Limits) -> Opened:
    """A template, ready to be filled.

    :raises CannotWriteError: where it holds no form.
    :raises UnreadableDocument: where it cannot be read.
    """
    opened = Opened(data, name, limits)
    if opened.document.format not in _FORMATS:
        raise CannotWriteError(
            "只能写 .docx、.xlsx 和 .html，请用 Word、Excel 或 WPS 把模板另存为 .docx 或 .xlsx 后再试。"
        )
    if not opened.templates:
        raise CannotWriteError(
            "模板里没有认出绩效目标表（没有“绩效目标”“三级指标”一类的标签），请换一份空白表或填好的表。"
        )
    return opened


def declarations_of(path: Path) -> list[Declaration]:
    """The declarations of a JSON file: what `jiheng read --format json` prints, a line each, or one laid out over lines.

    :raises CannotWriteError: where it holds none.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CannotWriteError(f"找不到数据文件“{path}”，请检查路径。") from None
    except (OSError, UnicodeDecodeError):
        raise CannotWriteError(f"数据文件“{path}”读不出来，请检查权限，并存为 UTF-8 编码。") from None
    try:
        found = _parsed(text)
    except msgspec.ValidationError as error:
        raise CannotWriteError(
            f"数据文件“{path}”不合读取结果的格式（{_where(error)}），请用 jiheng read --format json 得到它。"
        ) from None
    except msgspec.DecodeError:
        raise CannotWriteError(f"数据文件“{path}”不是 JSON，请用 jiheng read --format json 得到它。") from None
    if not found:
        raise CannotWriteError(f"数据文件“{path}”是空的。")
    return found


def _where(error: msgspec.ValidationError) -> str:
    """The place that a complaint of the decoder names."""
    _, _, place = str(error).partition(" - at `")
    return f"位置 {place.rstrip('`')}" if place else "最外层"


def _parsed(text: str) -> list[Declaration]:
    try:
        data = msgspec.json.decode(text)
    except msgspec.DecodeError:
        lines = [line for line in text.splitlines() if line.strip()]
        return [msgspec.json.decode(line, type=Declaration) for line in lines]
    given = data if isinstance(data, list) else [data]
    return [
        msgspec.convert(one if isinstance(one, dict) and "source" in one else _wrapped(one), Declaration)
        for one in given
    ]


def _wrapped(one: object) -> object:
    """A declaration around tables that came without one."""
    tables = one.get("tables", [one]) if isinstance(one, dict) else one
    return {"source": "", "tables": tables}


def paired(opened: Opened, tables: Sequence[Table]) -> list[Table | None] | None:
    """For each form of the template the table that goes into it, by kind and order; None where they do not fit."""
    kinds = [template.now.constants.get(("kind",)) for template in opened.templates]
    waiting = list(tables)
    found: list[Table | None] = []
    for kind in kinds:
        fits = next((table for table in waiting if table.kind == kind), None)
        found.append(fits)
        if fits is not None:
            waiting = [table for table in waiting if table is not fits]
    return found if not waiting else None


def fill(opened: Opened, tables: Sequence[Table], *, to_layout: bool = False, own_title: bool = False) -> Filled:
    """Fill a template.

    :param to_layout: the tables come from another layout: the template keeps its own title, values are spelled its way
    :param own_title: but the title is that of the table, if it has one
    :raises CannotWriteError: where the tables do not fit into it.
    """
    wanted = paired(opened, tables)
    if wanted is None or not any(table is not None for table in wanted):
        raise CannotWriteError(misfit(opened, tables))
    own: list[Lost] = []
    if to_layout:
        pairs = list(zip(wanted, opened.templates, strict=True))
        own = [
            Lost(number, path, value, "这是原来版式的，目标表用自己的")
            for number, (table, template) in enumerate(pairs)
            if table is not None
            for path, value in left_behind(table, template)
            if path != "title" or not own_title
        ]
        wanted = [_fitted(table, template, own_title) if table is not None else None for table, template in pairs]
    written = put(opened, wanted)
    written = replace(written, lost=(*own, *written.lost))
    return Filled(written, tuple(number for number, table in enumerate(wanted) if table is None))


def _fitted(table: Table, template: Template, own_title: bool) -> Table:
    made = adapt(table, template)
    return msgspec.structs.replace(made, title=table.title) if own_title and table.title else made


def misfit(opened: Opened, tables: Sequence[Table]) -> str:
    """Why tables do not fit into a template."""
    has = _kinds([str(template.now.constants.get(("kind",))) for template in opened.templates])
    given = _kinds([table.kind.value for table in tables])
    if not tables:
        return "数据里没有表，没有可填的内容。"
    return f"模板是 {has}，数据是 {given}，对不上。请换一个模板；一张表填一份文件的，用 -o 给一个文件夹。"


def _kinds(kinds: Sequence[str]) -> str:
    names = {kind.value: name for kind, name in KINDS.items()}
    counted = {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}
    return "、".join(f"{number} 张{names.get(kind, kind)}" for kind, number in counted.items())


def wanting(filled: Filled, opened: Opened) -> Iterator[tuple[int, str]]:
    """What a filled form prints a label for and nobody filled in: the number of the form and the path."""
    reading = read_document(Opened(filled.written.data, opened.name, opened.limits).document, opened.name)
    for number, blanks in enumerate(reading.blanks):
        if number not in filled.untouched:
            yield from ((number, path) for path in blanks if "[" not in path)


def jobs_of(
    opened: Opened, declarations: Sequence[Declaration], folder: Path, suffix: str
) -> list[tuple[Path, list[Table]]]:
    """Which file gets which tables, where several are to be written: one for each declaration, or each table of it."""
    found: list[tuple[Path, list[Table]]] = []
    taken: set[str] = set()
    for number, one in enumerate(declarations, 1):
        tables = list(one.tables) if one.tables is not UNSET else []
        stem = Path(one.source.replace("\\", "/")).stem or f"{number:04}"
        if tables and paired(opened, tables) is not None:
            found.append((folder / _free(stem, suffix, taken), tables))
            continue
        for count, table in enumerate(tables, 1):
            label = "".join(
                mark for mark in (table.project_name or table.direction or "") if mark not in '\\/:*?"<>|\n'
            )[:40]
            found.append((folder / _free(f"{stem}-{count:02}{label}", suffix, taken), [table]))
    return found


def _free(stem: str, suffix: str, taken: set[str]) -> str:
    name, count = f"{stem}{suffix}", 1
    while name.lower() in taken:
        count += 1
        name = f"{stem}-{count}{suffix}"
    taken.add(name.lower())
    return name


def check_target(target: Path, *, force: bool, also: Sequence[Path] = ()) -> None:
    """Whether a file can be written there.

    :param also: files that must not be written over, whatever is said
    :raises CannotWriteError: where it cannot.
    """
    if target.is_dir():
        raise CannotWriteError(f"“{target}”是文件夹，请给一个文件名。")
    if not target.absolute().parent.is_dir():
        raise CannotWriteError(f"要写到的文件夹“{target.parent}”不存在，请先建好。")
    for other in also:
        with suppress(OSError):
            if target.exists() and other.exists() and target.samefile(other):
                raise CannotWriteError(f"“{target}”就是要读的文件，不能写到它自己，请换一个名字。")
    if target.exists() and not force:
        raise CannotWriteError(f"“{target}”已经有了，不覆盖；换一个名字，或加 --force。")


def write_file(target: Path, data: bytes) -> None:
    """Write a file as a whole: another process sees the old one or the new one, never half of it.

    :raises CannotWriteError: where the system cannot (open in another program, no space, no permission).
    """
    try:
        if target.exists() and not target.is_file():  # a device or a pipe is written to, never replaced
            target.write_bytes(data)
            return
        handle, name = tempfile.mkstemp(prefix=".jiheng-", dir=target.absolute().parent)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
            os.chmod(name, 0o644 & ~_umask())
            os.replace(name, target)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise
    except OSError as error:
        raise CannotWriteError(
            f"写不了“{target}”（系统错误号 {error.errno or '不明'}），请检查它是否正在别的程序里打开、文件夹的权限和磁盘空间。"
        ) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
