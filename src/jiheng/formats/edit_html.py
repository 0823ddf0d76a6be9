"""Writes into web pages: texts of cells and paragraphs, rows of tables. Every byte that an edit has nothing to do with
stays."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from jiheng.formats.document import Document, Grid
from jiheng.formats.edit_html_places import Mapped, MarkedPage, mapped, marked_page, texts_of
from jiheng.formats.edit_html_rows import RowEdit, edit_rows
from jiheng.formats.edit_html_source import Source, Tag
from jiheng.formats.edit_html_texts import Change, Unplaced, as_shown, changed, fill, plain, source_changes
from jiheng.formats.edits import Edit, Edited, TextEdit
from jiheng.formats.html import is_archive, read
from jiheng.formats.limits import Limits
from jiheng.model.errors import DamagedDocument
from jiheng.model.location import Location

_VALUE = re.compile(r"\sx:(?:num|fmla)(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?(?=[\s>/])", re.IGNORECASE)
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_ARCHIVE = "网页归档（.mht）不能写入，请在浏览器里打开，另存为 .html 后再试。"
_NOWHERE = "文件里没有这一处，没有写入，请重新读取文件后再试。"
_OUTSIDE = "要替换的是第 {start} 至 {end} 个字，这里只有 {length} 个字，没有写入，请重新读取文件后再试。"
_OVERLAP = "对这一处的几处修改互相重叠，没有写入，请分开修改。"
_UNPLACED = "这里的文字在网页里不是照样写的（如表单里的选项、被截断的长文字），没有写入，请在网页编辑器里修改。"
_UNEQUAL = "写入以后读出来的不一样，没有写入，请在网页编辑器里修改。"


def edit_html(data: bytes, edits: Sequence[Edit], limits: Limits) -> Edited:
    """Make edits to a page: first the texts, whose places are those of the file as it is, then the rows."""
    refused: dict[int, str] = {}
    if edits and is_archive(data[:4096]):
        return Edited(data=data, refused=tuple((edit, _ARCHIVE) for edit in edits))
    texts = {number: edit for number, edit in enumerate(edits) if isinstance(edit, TextEdit)}
    rows: dict[int, RowEdit] = {number: edit for number, edit in enumerate(edits) if not isinstance(edit, TextEdit)}
    original = data
    try:
        if texts:
            data = _Texts(data, limits).write(texts, refused)
        if rows:
            data = edit_rows(data, original, limits, rows, refused)
    except DamagedDocument as error:
        return Edited(data=data, refused=tuple((edit, str(error)) for edit in edits))
    return Edited(data=data, refused=tuple((edits[number], refused[number]) for number in sorted(refused)))


class _Texts:
    """The text edits of one page."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = data
        self._limits = limits
        self._document = read(data, limits)
        self._source = Source.of(data)
        self._page: MarkedPage = marked_page(self._source, limits)
        self._shown = {at: text for at, text, _ in texts_of(self._document.blocks)}
        self._marked = {at: text for at, text, _ in texts_of(self._page.blocks)}

    def write(self, edits: Mapping[int, TextEdit], refused: dict[int, str]) -> bytes:
        """The page with the edits that can be made; `refused` gets the others."""
        by_place: dict[Location, list[int]] = {}
        for number, edit in edits.items():
            by_place.setdefault(edit.at, []).append(number)
        wanted: dict[Location, str] = {}
        made: dict[Location, list[Change]] = {}
        for at, numbers in by_place.items():
            changes = [(edits[n].start, edits[n].end, plain(edits[n].text)) for n in numbers]
            why = self._prepare(at, changes, wanted, made)
            if why:
                refused.update((number, f"{at}：{why}") for number in numbers)
        while made:
            data = self._source.written([change for changes in made.values() for change in changes])
            wrong = self._wrong(data, wanted, made)
            if not wrong:
                return data
            for at in wrong:
                made.pop(at)
                refused.update((number, f"{at}：{_UNEQUAL}") for number in by_place[at])
        return self._data

    def _prepare(
        self, at: Location, changes: Sequence[Change], wanted: dict[Location, str], made: dict[Location, list[Change]]
    ) -> str:
        """Find the changes to the source for one place; gives back why there are none."""
        shown = self._shown.get(at)
        if shown is None:
            return _NOWHERE
        last = 0
        for start, end, _ in sorted(changes, key=lambda one: one[:2]):
            if not 0 <= start <= end <= len(shown):
                return _OUTSIDE.format(start=start + 1, end=end, length=len(shown))
            if start < last:
                return _OVERLAP
            last = end
        text = changed(shown, changes)
        if text == shown:
            return ""
        try:
            found = self._changes(at, shown, changes)
        except Unplaced:
            return _UNPLACED
        if found:
            made[at], wanted[at] = [*found, *self._kind(at, text)], as_shown(text)
        return ""

    def _changes(self, at: Location, shown: str, changes: Sequence[Change]) -> list[Change]:
        if not shown:
            tag = self._page.tags.get(at)
            if tag is None or not isinstance(self._source.tokens[tag], Tag):
                raise Unplaced
            new = changed("", changes)
            return fill(self._source, tag, new) if as_shown(new) else []
        text: Mapped | None = mapped(self._marked.get(at, ""), self._source)
        if text is None or text.text != shown:
            raise Unplaced
        return source_changes(self._source, text, changes)

    def _kind(self, at: Location, text: str) -> list[Change]:
        """Cells of a page that Excel has saved hold their number beside the text, where it counts instead of that."""
        number = self._page.tags.get(at, -1)
        tag = self._source.tokens[number] if number >= 0 else None
        if not isinstance(tag, Tag):
            return []
        kind = " x:num" if _NUMBER.fullmatch(text) else " x:str"
        found = list(_VALUE.finditer(self._source.text, tag.start, tag.end))
        return [(one.start(), one.end(), kind if one is found[0] else "") for one in found]

    def _wrong(self, data: bytes, wanted: Mapping[Location, str], made: Mapping[Location, object]) -> list[Location]:
        """The places whose edit is not read as it is meant; all, where something else is read in another way."""
        document = read(data, self._limits)
        found = {at: text for at, text, _ in texts_of(document.blocks)}
        wrong = [at for at in made if found.get(at, "") != wanted[at]]
        if wrong:
            return wrong
        expected = {at: text for at, text in self._shown.items() if at not in made}
        others = {at: text for at, text in found.items() if at not in made}
        if others == expected and _shape(document) == _shape(self._document):
            return []
        return list(made)


def _shape(document: Document) -> tuple[object, ...]:
    """All of a document but its texts."""
    cells = [(at, cell.rowspan, cell.colspan) for at, _, cell in texts_of(document.blocks) if cell is not None]
    grids = [(block.at, block.rows, block.columns) for block in document.blocks if isinstance(block, Grid)]
    return cells, grids, document.hidden
