"""Writes Word documents back: texts and rows change in the bytes that the file has, all else stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from msgspec import UNSET

from jiheng.formats import docx_names as w
from jiheng.formats.container import Container
from jiheng.formats.document import Block
from jiheng.formats.docx import Story, open_story
from jiheng.formats.edit_docx_places import Place, TracedBody, TracedText, shown_texts, table_of
from jiheng.formats.edit_docx_plan import Refused, Step, plan
from jiheng.formats.edit_docx_rows import edit_rows
from jiheng.formats.edit_docx_source import Source
from jiheng.formats.edit_docx_text import TextWriter
from jiheng.formats.edit_docx_twins import twins_of_place
from jiheng.formats.edits import CopyRow, CopyRows, Edit, Edited, OrderRows, TextEdit, anchor
from jiheng.formats.limits import Limits
from jiheng.formats.package import Package, is_strict
from jiheng.formats.tally import exceeded
from jiheng.formats.xml_splice import legal_text
from jiheng.model.location import Location

_TRACKED = tuple(f"{{{w.NAMESPACE}}}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))
_HAS_CHANGES = (
    "文件里有尚未接受或拒绝的修订，新写的字没有作为修订记录，请先在 Word 或 WPS 的“审阅”里处理完修订，或写入后再核对。"
)
_IS_PROTECTED = "文件设了编辑保护，新写的字已经写入，但在 Word 或 WPS 里要先停止保护才能继续修改。"
_IS_FINAL = "文件带有数字签名，内容改动后签名不再有效，请重新签名。"
_UNBOUND = "有的内容控件原来显示文件里另存的数据，现已写入新的文字，不再随那份数据更新。"
_TWIN_LEFT = "有的文本框在文件里另存了一份供旧版程序显示，那一份没有改动，请用 Word 打开后另存一次。"


def edit_docx(data: bytes, edits: Sequence[Edit], limits: Limits) -> Edited:
    """Make edits to a Word document, those of rows first.

    The place of a paragraph that anchors text boxes is theirs too: the paragraph is meant where it has a text, else the
    only paragraph of its boxes that has one. What stands in headers, footers and notes has no place of its own.

    Of a text of several lines the new lines come in the place of the old ones one by one, so that every line keeps the
    formatting of its paragraph. An automatic number is no text: it stays where an edit covers it and the whole of its line.

    :raises UnreadableDocument: for the reasons of the reader.
    """
    if len(data) > limits.file_bytes:
        raise exceeded(f"文件超过上限 {limits.file_bytes // 1024 // 1024} MB", "file_bytes")
    return _Editor(data, limits).edited(edits)


@dataclass(slots=True)
class _Traced:
    """A file taken apart, for the places that were asked for: a template is filled many times."""

    story: Story
    body: TracedBody
    blocks: Sequence[Block]
    places: set[Location]
    tables: set[Location]
    source: Source | None = None
    about: tuple[str, ...] | None = None
    """Sentences about the file, once they were asked for."""


_last: dict[bytes, _Traced] = {}
"""The last files that were edited."""
_KEPT = 4


def _traced(data: bytes, container: Container, limits: Limits, places: set[Location], tables: set[Location]) -> _Traced:
    known = _last.pop(data, None)
    if known is None or not (places <= known.places and tables <= known.tables):
        story = open_story(container, limits) if known is None else known.story
        if known is not None:
            places, tables = places | known.places, tables | known.tables
        body = TracedBody(TracedText(story.styles), limits, places, tables)
        known = _Traced(story, body, body.body(story.body), places, tables, known.source if known is not None else None)
    _last[data] = known
    while len(_last) > _KEPT:
        del _last[next(iter(_last))]
    return known


class _Editor:
    """One editing of one file."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = data
        self._limits = limits
        self._container = Container(data, limits)
        self._package = Package(data, self._container)
        self._refused: dict[int, tuple[Edit, str]] = {}
        self._notes: list[str] = []

    def edited(self, edits: Sequence[Edit]) -> Edited:
        """The file with the edits."""
        places = {at for edit in edits for at in _places_of(edit)}
        tables = {table_of(at) for edit in edits if not isinstance(edit, TextEdit) for at in _places_of(edit)}
        traced = _traced(self._data, self._container, self._limits, places, tables)
        story, body, blocks = traced.story, traced.body, traced.blocks
        source = Source(self._package.part(story.part), story.root, strict=is_strict(story.data), known=traced.source)
        traced.source = source
        texts = [(number, edit) for number, edit in enumerate(edits) if isinstance(edit, TextEdit)]
        self._edit_texts(source, body, blocks, texts)
        rows = [(number, edit) for number, edit in enumerate(edits) if not isinstance(edit, TextEdit)]
        for number, why in edit_rows(source, body.tables, [edit for _, edit in rows]):
            if number < 0:
                self._say(_TWIN_LEFT)
            else:
                self._refuse(*rows[number], why)
        source.finish()
        edited = self._package.edited
        if edited:
            if traced.about is None:
                traced.about = tuple(self._about(story))
            for note in traced.about:
                self._say(note)
        return Edited(
            data=self._package.rebuild() if edited else self._data,
            refused=tuple(self._refused[number] for number in sorted(self._refused)),
            notes=tuple(self._notes),
        )

    def _say(self, note: str) -> None:
        if note not in self._notes:
            self._notes.append(note)

    def _refuse(self, number: int, edit: Edit, why: str) -> None:
        where = str(anchor(edit))
        self._refused[number] = (edit, f"{where}：{why}。" if where else f"{why}。")

    def _edit_texts(
        self, source: Source, body: TracedBody, blocks: Sequence[Block], edits: Sequence[tuple[int, TextEdit]]
    ) -> None:
        by_place: dict[Location, list[tuple[int, TextEdit]]] = {}
        for number, edit in edits:
            by_place.setdefault(edit.at, []).append((number, edit))
        shown = shown_texts(blocks, by_place.keys())
        found: dict[Location, Place] = {}
        for at, wanted in by_place.items():
            try:
                found[at] = _place(at, body, shown.get(at, []))
            except Refused as error:
                for number, edit in wanted:
                    self._refuse(number, edit, str(error))
        source.look_up(line.paragraph for place in found.values() for line in place.lines)
        writer = TextWriter(source)
        for at, place in found.items():
            self._edit_place(writer, place, by_place[at])
        if writer.unbound:
            self._say(_UNBOUND)

    def _edit_place(self, writer: TextWriter, place: Place, edits: Sequence[tuple[int, TextEdit]]) -> None:
        steps: list[Step] = []
        done: list[TextEdit] = []
        for number, edit in edits:
            try:
                new = self._steps(place, edit, done)
                writer.check(place, new)
            except Refused as error:
                self._refuse(number, edit, str(error))
            else:
                steps += new
                done.append(edit)
        if not steps:
            return
        writer.write(place, steps)
        for twin in twins_of_place(place):
            if twin is None or not self._repeat(writer, twin, done):
                self._say(_TWIN_LEFT)

    @staticmethod
    def _repeat(writer: TextWriter, twin: Place, edits: Sequence[TextEdit]) -> bool:
        """Make the same edits in the second copy of a text; False where they cannot be made there."""
        try:
            steps = [step for edit in edits for step in plan(twin, edit.start, edit.end, legal_text(edit.text))]
            writer.check(twin, steps)
        except Refused:
            return False
        writer.write(twin, steps)
        return True

    def _steps(self, place: Place, edit: TextEdit, done: Sequence[TextEdit]) -> list[Step]:
        if not 0 <= edit.start <= edit.end <= len(place.text):
            raise Refused(
                f"这里的文字只有 {len(place.text)} 个字，没有第 {edit.start + 1} 到第 {edit.end} 个字，请重新读取文件"
            )
        if any(edit.start < other.end and other.start < edit.end for other in done):
            raise Refused("这处改动与另一处改动重叠，只写了前一处，请合并成一处改动")
        text = legal_text(edit.text)
        if place.text[edit.start : edit.end] == text:
            return []
        return plan(place, edit.start, edit.end, text)

    def _about(self, story: Story) -> Iterator[str]:
        if next(story.root.iter(*_TRACKED), None) is not None:
            yield _HAS_CHANGES
        if self._is_protected(story.part):
            yield _IS_PROTECTED
        if any(name.startswith("_xmlsignatures/") for name in self._container.names()):
            yield _IS_FINAL

    def _is_protected(self, part: str) -> bool:
        for link in self._container.relationships(part):
            if link.kind == "settings" and link.target in self._container:
                root = self._container.tree(link.target)
                protection = root.find(f"{{{w.NAMESPACE}}}documentProtection") if root is not None else None
                if protection is None:
                    return False
                kind, on = (protection.get(f"{{{w.NAMESPACE}}}{name}") for name in ("edit", "enforcement"))
                return kind not in (None, "none") and on not in (None, *w.OFF)
        return False


def _places_of(edit: Edit) -> tuple[Location, ...]:
    if isinstance(edit, OrderRows):
        return (*edit.rows, *edit.keep)
    if isinstance(edit, CopyRows):
        return (edit.first, edit.last)
    return (edit.at, *edit.grow) if isinstance(edit, CopyRow) else (edit.at,)


def _place(at: Location, body: TracedBody, shown: Sequence[tuple[str, str]]) -> Place:
    """The text that is meant by a place.

    :raises Refused: where there is none, or one that cannot be told.
    """
    cells = [text for part, text in shown if part == "cell"]
    place = body.places.get(at)
    if cells:
        if place is None or place.text != cells[0] or not place.build():
            raise Refused("这一格的内部结构不寻常，不能写入，请用 Word 或 WPS 打开，另存一份后再试")
        return place
    if place is None or at.row is not UNSET:
        raise Refused("文件里没有这个位置，请重新读取文件")
    return _paragraph(place, body.boxes.get(at, []), shown)


def _paragraph(place: Place, boxes: Sequence[Place], shown: Sequence[tuple[str, str]]) -> Place:
    """The paragraph that is meant by a place outside of tables: the one of the body, else the one of a text box."""
    bodies = [text for part, text in shown if part == "body"]
    filled = [box for box in boxes if box.text.strip()]
    if not bodies and len(filled) == 1:
        place = filled[0]
    elif not bodies and filled:
        raise Refused("这一段的文本框里有几段文字，不能确定是哪一段，请用 Word 或 WPS 手工修改")
    text = place.text.strip("\n")
    place.text = text if text and not text.isspace() else ""
    known = [text for part, text in shown if part in ("body", "textbox")]
    if (
        place.text and place.text not in known and not any(place.text.startswith(t) for t in known)
    ) or not place.build():
        raise Refused("这一段的内部结构不寻常，不能写入，请用 Word 或 WPS 打开，另存一份后再试")
    return place
