"""A layout proposed from a blank or a filled form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec
from msgspec import UNSET, UnsetType

from jiheng.formats.edits import TextEdit
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.formats.release import release_copy
from jiheng.forms.bind import Bound
from jiheng.forms.binding import Binding
from jiheng.forms.flat import flat
from jiheng.forms.headlines import is_title
from jiheng.forms.layouts.describe import Unsure, cells_of, rows_of, unsure_of
from jiheng.forms.layouts.fingerprint import fingerprint_of, part_of
from jiheng.forms.layouts.layout import Layout, LayoutError, Options, digest
from jiheng.forms.lens import Opened, put
from jiheng.forms.reading import bind_document, read_document
from jiheng.forms.spelling import LEAST_DECIMALS
from jiheng.forms.template import Template, open_further
from jiheng.model.declaration import Kind, Labelled, Opinion, Table
from jiheng.model.language import fold

WRITTEN = {"docx": ".docx", "xlsx": ".xlsx", "html": ".html"}
"""The formats that a blank can have, and how its name ends."""
_KEPT = frozenset(("kind", "subject", "title", "attachment", "money_unit", "fiscal_year", "monitoring_period"))
"""What of a filled form is the form's own."""
_LEAST_NAME = 4
"""Characters of a unit's name that is taken out of a title."""
_PRINTED = frozenset(("level1", "level2", "number", "scope", "goal", "by", "label", "period", "place"))
"""Fields of rows that the form prints itself."""


@dataclass(frozen=True, slots=True)
class Learned:
    """A proposed layout, its blank, what is not certain, and notes about the file."""

    layout: Layout
    blank: bytes
    unsure: tuple[Unsure, ...]
    notes: tuple[str, ...] = ()


def learn(data: bytes, filename: str, name: str, limits: Limits = DEFAULT_LIMITS) -> Learned:
    """Propose a layout; a filled form is emptied first.

    :param filename: of the file, :param name: of the layout
    :raises LayoutError: where nothing can be learned from the file.
    :raises UnreadableDocument: where it cannot be read.
    """
    opened = Opened(data, filename, limits)
    if not opened.templates:
        raise LayoutError("文件里没有认出绩效目标表（没有“绩效目标”“三级指标”一类的标签），学不了版式。")
    if opened.document.format not in WRITTEN:
        raise LayoutError(
            "版式的空白表要能填写，只能是 .docx、.xlsx 或 .html；请用 Word、Excel 或 WPS 把这份文件另存为 .docx 或 .xlsx 后再学。"
        )
    notes: list[str] = []
    tables = read_document(opened.document, filename).declaration.tables or ()
    if any(True for table in tables for _ in _filled_in(table)):
        opened = _emptied(opened, tables, notes)
    bound = bind_document(opened.document)
    described = describe(opened, bound, name)
    unsure = (*unsure_of(bound, opened.templates, first_of_each(bound, opened.templates)), *_left_over(opened))
    if len(described.kinds) < len(opened.templates):
        notes.append(
            f"文件里有 {len(opened.templates)} 张表，其中栏目相同的只列一张；空白表里还是 {len(opened.templates)} 张，"
            "只要一张的，请先删去其余的再学。"
        )
    return Learned(described, opened.data, tuple(dict.fromkeys(unsure)), tuple(dict.fromkeys(notes)))


def describe(opened: Opened, bound: Sequence[Bound], name: str) -> Layout:
    """The layout of an opened blank, as it is read. Of forms that are alike the first one is told."""
    open_further(opened.document, opened.templates)
    first = first_of_each(bound, opened.templates)
    cells = cells_of(first)
    titles = [slot.text.strip() for template in first if (slot := template.now.by_path.get(("title",)))]
    unit = _unit(opened)
    options = Options(money_unit=unit, decimals=LEAST_DECIMALS.get(unit, 2) if unit else None)
    return Layout(
        name=name,
        title=titles[0] if titles else name,
        kinds=tuple(Kind(template.now.constants[("kind",)]) for template in first),
        format=opened.document.format,
        blank=f"{name}{WRITTEN[opened.document.format]}",
        fingerprint=fingerprint_of(bound),
        options=options,
        rows=tuple(rows_of(first)),
        cells=cells,
        learned=digest(cells, options),
    )


def first_of_each(bound: Sequence[Bound], templates: Sequence[Template]) -> list[Template]:
    """The templates of forms with other labels than those before."""
    waiting = iter(templates)
    seen: set[str] = set()
    found: list[Template] = []
    for one in bound:
        own = [next(waiting) for _ in one.bindings]
        part = part_of(one)
        if part not in seen and not one.form.narrative:
            found.extend(own)
        seen.add(part)
    return found


def _unit(opened: Opened) -> str:
    from jiheng.forms.get import money_unit_of

    units = {money_unit_of(template.now) for template in opened.templates} - {None}
    return next(iter(sorted(str(unit) for unit in units)), "") if len(units) == 1 else ""


def _left_over(opened: Opened) -> Iterator[Unsure]:
    reading = read_document(opened.document, opened.name)
    for left in reading.declaration.left_over or ():
        yield Unsure(str(left.at), left.text.strip()[:20], "没有认出是什么")


# ---- emptying --------------------------------------------------------------------------------------------------------


def _filled_in(table: Table) -> Iterator[object]:
    """The values that somebody filled in: those that no blank form prints."""
    for path, value in flat(table):
        if path[0] not in _KEPT and path[-1] not in _PRINTED:
            yield value


def _emptied(opened: Opened, tables: Sequence[Table], notes: list[str]) -> Opened:
    """The file without what was filled in, and without its authors, comments and tracked changes."""
    notes.append("这是填好的表，已把填写的内容清空作为空白表；请打开看一遍，标题、表下的备注里不要留下某个单位的内容。")
    written = put(opened, [empty(table) for table in tables])
    notes.extend(written.notes)
    rest = Opened(written.data, opened.name, opened.limits)
    rest = rest.edited([edit for binding in rest.bindings for edit in _clearing(binding)], notes)
    remaining = [value for table in rest.tables for value in _filled_in(table)]
    if remaining:
        some = "、".join(f"“{str(value)[:12]}”" for value in remaining[:3])
        notes.append(f"有 {len(remaining)} 处内容没有清掉，例如 {some}，请在空白表里手工删去。")
    released = release_copy(rest.data, rest.document.format, opened.limits)
    notes.extend(released.notes)
    return Opened(released.data, opened.name, opened.limits)


def _clearing(binding: Binding) -> Iterator[TextEdit]:
    """The edits that take out what the lens leaves: a cell merged over several rows, a list outside a table."""
    for slot in binding.slots:
        kept = slot.path[0] in (*_KEPT, "extra", "signatures", "blank_levels") or slot.path[-1] in _PRINTED
        if not kept and slot.text.strip():
            yield TextEdit(at=slot.spot.cell.at, start=slot.start, end=slot.end, text="")


def _nobodys(table: Table) -> str | UnsetType | None:
    """The title without the unit's name."""
    title = table.title
    for name in (table.budget_unit, table.filing_unit, table.implementing_unit):
        for start in range(len(name or "") - _LEAST_NAME + 1):  # the title may leave out the county before the name
            part = (name or "")[start:]
            if title and part in title and is_title(fold(title.replace(part, ""))):
                title = title.replace(part, "").strip()
                break
    return title


def empty(table: Table) -> Table:
    """A table of the same form with nothing in it."""
    blank: dict[str, object] = {}
    for field in msgspec.structs.fields(Table):
        value = getattr(table, field.name)
        if field.name in _KEPT or value is UNSET or field.name in ("cells", "blank_levels", "truncated"):
            continue
        if field.name in ("extra", "signatures"):
            blank[field.name] = tuple(Labelled(label=one.label, text=None) for one in value or ())
        elif field.name == "opinions":
            blank[field.name] = tuple(Opinion(by=one.by, text=None) for one in value or ())
        elif field.name == "spending_plan":
            blank[field.name] = tuple(msgspec.structs.replace(one, cumulative_percent=None) for one in value or ())
        elif isinstance(value, tuple):
            blank[field.name] = ()
        elif isinstance(value, dict):
            blank[field.name] = dict.fromkeys(value)
        else:
            blank[field.name] = None
    blank["title"] = _nobodys(table)
    return msgspec.structs.replace(table, **blank)
