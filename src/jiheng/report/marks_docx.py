"""Puts comments into a Word document, each around the first paragraph of its cell."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import count
from xml.sax.saxutils import escape, quoteattr

from lxml import etree
from msgspec import UNSET

from jiheng.formats import docx_names as w
from jiheng.formats.docx import Places, find_places
from jiheng.formats.limits import Limits
from jiheng.formats.package import DECLARATION, Package, is_strict
from jiheng.formats.xml_splice import EditedPart, Span
from jiheng.model.errors import DamagedDocument
from jiheng.model.location import Location
from jiheng.report.mark import Mark, clean_author, clean_lines

_COMMENTS, _COMMENT, *_ANCHORS = (
    f"{{{w.NAMESPACE}}}{name}"
    for name in ("comments", "comment", "commentRangeStart", "commentRangeEnd", "commentReference")
)
_STRICT_NAMESPACE = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_LARGEST_ID = 2**31 - 1
_LONGEST_INITIALS = 4
_BROKEN_COMMENTS = "文件已损坏：其中的 {name} 不是批注，请用 Word 或 WPS 打开原文件，另存一份后再试。"


def put_comments(package: Package, marks: Sequence[Mark], when: datetime | None, limits: Limits) -> tuple[Mark, ...]:
    """Put the marks into the package of a document as comments; gives back those without a place."""
    places = find_places(package.container, limits)
    wanted: dict[etree._Element, list[Mark]] = {}
    unplaced = []
    for mark in marks:
        paragraph = places.paragraphs.get(mark.at)
        if paragraph is None:
            unplaced.append(mark)
        else:
            wanted.setdefault(paragraph, []).append(mark)
    if wanted:
        _Comments(package, places, when).put(wanted)
    return tuple(unplaced)


class _Comments:
    """The comments of a document, old and new."""

    def __init__(self, package: Package, places: Places, when: datetime | None) -> None:
        self._places = places
        self._strict = is_strict(places.data)
        self._namespace = _STRICT_NAMESPACE if self._strict else w.NAMESPACE
        self._date = f' w:date="{when:%Y-%m-%dT%H:%M:%S}Z"' if when else ""
        self._document = package.part(places.part)
        self._document.root = places.root
        self._comments = self._open(package)
        self._root = self._comments.spans([self._comments.root])[self._comments.root]
        self._ids = self._free_ids()

    def _open(self, package: Package) -> EditedPart:
        """The part of the comments, made and made known where there is none."""
        part = self._places.part
        link = package.link(part, "comments")
        folder = posixpath.dirname(part)
        usual = posixpath.join(folder, "comments.xml")
        name = link.target if link else usual if usual not in package else package.fresh(f"{folder}/comments{{}}.xml")
        empty = f'{DECLARATION}<w:comments xmlns:w="{self._namespace}"></w:comments>'
        comments = package.part(name, empty)
        if comments.root.tag != _COMMENTS:
            raise DamagedDocument(_BROKEN_COMMENTS.format(name=name))
        package.declare(name, _CONTENT_TYPE)
        if link is None:
            package.relate(part, "comments", name, strict=self._strict)
        return comments

    def _free_ids(self) -> Iterator[int]:
        """Numbers that no comment has, from the largest one on where there is room."""
        elements: Iterable[etree._Element] = (
            *self._comments.root.iterchildren(_COMMENT),
            *self._places.root.iter(*_ANCHORS),
        )
        used = {int(text) for text in (element.get(w.ID) or "" for element in elements) if _is_number(text)}
        first = max(used, default=-1) + 1
        return (number for number in count(first if first < _LARGEST_ID // 2 else 0) if number not in used)

    def put(self, wanted: dict[etree._Element, list[Mark]]) -> None:
        """Put comments on paragraphs, numbered in the order of the document."""
        first_children = {paragraph: next(paragraph.iterchildren("*"), None) for paragraph in wanted}
        properties = {child for child in first_children.values() if child is not None and child.tag == w.PPR}
        spans = self._document.spans({*wanted, *properties})
        for paragraph in sorted(wanted, key=lambda element: spans[element].start):
            child = first_children[paragraph]
            span = spans[paragraph]
            begin = spans[child].after if child is not None and child in spans else span.inside
            self._put_on(span, begin, wanted[paragraph], ranged=not self._begins_with(paragraph))

    def _begins_with(self, paragraph: etree._Element) -> bool:
        """Whether the document begins with a table and that with this paragraph: LibreOffice puts what begins there into
        a new paragraph above the table."""
        in_table = next(paragraph.iterancestors(w.TC), None) is not None
        return in_table and next(self._places.root.iter(w.P), None) is paragraph

    def _put_on(self, span: Span, begin: int, marks: Sequence[Mark], *, ranged: bool) -> None:
        """Put comments around what a paragraph holds from `begin` on, or without a range at its end."""
        names = self._names(span)
        starts, ends = [], []
        for mark in marks:
            number = next(self._ids)
            self._comments.append(self._root, self._comment(mark, number))
            if ranged:
                starts.append(f'<w:commentRangeStart{names} w:id="{number}"/>')
                ends.append(f'<w:commentRangeEnd{names} w:id="{number}"/>')
            ends.append(f'<w:r{names}><w:commentReference w:id="{number}"/></w:r>')
        if span.empty:
            self._document.append(span, "".join((*starts, *ends)))
        else:
            self._document.insert(begin, "".join(starts))
            self._document.insert(span.end, "".join(ends))

    def _names(self, span: Span) -> str:
        """What makes `w:` known where an element stands that has another prefix, or none: attributes need one."""
        return "" if span.prefix == "w:" else f' xmlns:w="{self._namespace}"'

    def _comment(self, mark: Mark, number: int) -> str:
        author = clean_author(mark.author)
        initials = author[:_LONGEST_INITIALS]
        lines = clean_lines(_box_words(mark.at) * (mark.at in self._places.boxed) + mark.text)
        paragraphs = "".join(
            f'<w:p><w:r>{"" if n else "<w:annotationRef/>"}<w:t xml:space="preserve">{_shown(line)}</w:t></w:r></w:p>'
            for n, line in enumerate(lines)
        )
        return (
            f'<w:comment{self._names(self._root)} w:id="{number}" w:author={quoteattr(author)}{self._date} '
            f"w:initials={quoteattr(initials)}>{paragraphs}</w:comment>"
        )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 11


def _shown(line: str) -> str:
    return escape(line.replace("\t", " "))


def _box_words(at: Location) -> str:
    """Which cell of a text box is meant: a comment cannot stand in the box itself, so it stands where that is anchored."""
    if at.table is UNSET or at.row is UNSET or at.column is UNSET:
        return ""
    number = at.table if isinstance(at.table, int) else at.table[-1]
    return f"文本框里第 {number + 1} 张表第 {at.row + 1} 行第 {at.column + 1} 列：\n"
