"""Reads Word documents (.docx, .docm) as a reader of the paper sees them."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Set
from typing import NamedTuple

from lxml import etree

from jiheng.formats import docx_names as w
from jiheng.formats.container import ZIP_MAGIC, Container, parse_xml, usual_namespaces
from jiheng.formats.document import Block, Document
from jiheng.formats.docx_body import BodyReader, PlaceReader
from jiheng.formats.docx_styles import Styles
from jiheng.formats.docx_text import ParagraphText
from jiheng.formats.docx_trim import without_formatting
from jiheng.formats.limits import Limits
from jiheng.formats.office_properties import read_properties
from jiheng.model.errors import DamagedDocument
from jiheng.model.location import Location

SUFFIXES = (".docx", ".docm", ".dotx", ".dotm")

_NOTES = {w.FOOTNOTE_REFERENCE: "footnotes", w.ENDNOTE_REFERENCE: "endnotes"}


def sniff(head: bytes, name: str) -> bool:
    """Whether the file is a Word document of the zip kind."""
    return head.startswith(ZIP_MAGIC) and (b"word/" in head or name.lower().endswith(SUFFIXES))


def read(data: bytes, limits: Limits) -> Document:
    """The document as it would be printed; what is not shown is listed as hidden."""
    return read_container(Container(data, limits), limits)


def read_container(container: Container, limits: Limits) -> Document:
    """The same for a container that is already open."""
    return _Reader(container, limits).document()


class Places(NamedTuple):
    """Where the places that the reader gives out stand in the main part: its name, its bytes and their whole tree, the
    paragraph at each place, and which places are inside of text boxes (there the paragraph is the one that anchors it)."""

    part: str
    data: bytes
    root: etree._Element
    paragraphs: Mapping[Location, etree._Element]
    boxed: Set[Location]


def find_places(container: Container, limits: Limits) -> Places:
    """The places of a document as `read` counts them, for those who write something beside what it reads."""
    return _Reader(container, limits).places()


class Story(NamedTuple):
    """The main part for those who read it their own way: its name, its bytes, its tree without the formatting that no reader
    asks for, the body in that, and the styles."""

    part: str
    data: bytes
    root: etree._Element
    body: etree._Element
    styles: Styles


def open_story(container: Container, limits: Limits) -> Story:
    """The main part as `read` opens it."""
    return _Reader(container, limits).story()


class _Reader:
    """One reading of one file."""

    def __init__(self, container: Container, limits: Limits) -> None:
        self._container = container
        self._limits = limits
        self._main = container.main_part("word/document.xml")
        self._links = container.relationships(self._main)
        self._styles = Styles(container, self._part_of_kind)
        self._text = ParagraphText(self._styles)
        self._body = BodyReader(self._text, limits)

    def document(self) -> Document:
        _, data, _, body, _ = self.story()
        blocks = self._body.body(body)
        sections = [*self._text.sections, *body.iterchildren(w.SECT_PR)]
        headers, footers = self._margins(sections)
        notes = self._notes()
        return Document(
            blocks=(*headers, *blocks, *notes, *footers),
            format="docx",
            # Every tracked change carries its author, and nothing else in this part does.
            metadata=read_properties(
                self._container,
                revisions=data.count(b"w:author="),
                comments=self._comments(),
                bookmarks=data.count(b"<w:bookmarkStart ") - data.count(b'w:name="_GoBack"'),
            ),
            hidden=tuple(self._body.hidden),
        )

    def story(self) -> Story:
        data = self._container.part(self._main) or b""
        root = parse_xml(without_formatting(usual_namespaces(data)), self._main)
        return Story(self._main, data, root, _body_of(root), self._styles)

    def places(self) -> Places:
        data = self._container.part(self._main) or b""
        root = parse_xml(data, self._main)
        reader = PlaceReader(self._text, self._limits)
        reader.body(_body_of(root))
        return Places(self._main, data, root, reader.places, reader.boxed)

    def _part_of_kind(self, kind: str) -> str | None:
        for link in self._links:
            if link.kind == kind and link.target in self._container:
                return link.target
        guess = posixpath.join(posixpath.dirname(self._main), kind + ".xml")
        return guess if guess in self._container else None

    def _comments(self) -> int:
        part = self._part_of_kind("comments")
        data = self._container.part(part) if part else None
        return data.count(b"<w:comment ") if data else 0

    def _margins(self, sections: list[etree._Element]) -> tuple[list[Block], list[Block]]:
        """Headers and footers that are printed, each once however many sections share it."""
        headers: list[Block] = []
        footers: list[Block] = []
        targets = {link.id: link.target for link in self._links}
        seen: set[str] = set()
        for section in sections:
            first_page = section.find(w.TITLE_PAGE)
            for reference in section:
                if reference.tag not in (w.HEADER_REFERENCE, w.FOOTER_REFERENCE):
                    continue
                kind, target = reference.get(w.TYPE), targets.get(reference.get(w.RELATION) or "")
                off = kind == "first" and (first_page is None or first_page.get(w.VAL) in w.OFF)
                if target is None or target in seen or off or (kind == "even" and not self._even_pages()):
                    continue
                seen.add(target)
                data = self._container.part(target)
                if data is not None and b":t" in data:
                    is_header = reference.tag == w.HEADER_REFERENCE
                    story = self._body.story(parse_xml(data, target), "header" if is_header else "footer", Location())
                    (headers if is_header else footers).extend(story)
        return headers, footers

    def _even_pages(self) -> bool:
        part = self._part_of_kind("settings")
        return b"evenAndOddHeaders" in ((self._container.part(part) if part else None) or b"")

    def _notes(self) -> list[Block]:
        """Footnotes and endnotes in the order of their marks, each at the place of its mark."""
        blocks: list[Block] = []
        stories: dict[str, dict[str, etree._Element]] = {}
        for reference, at in self._body.notes:
            kind = _NOTES[reference.tag]
            if kind not in stories:
                part = self._part_of_kind(kind)
                root = self._container.tree(part) if part else None
                stories[kind] = {note.get(w.ID) or "": note for note in root} if root is not None else {}
            note = stories[kind].get(reference.get(w.ID) or "")
            if note is not None:
                blocks.extend(self._body.story(note, "footnote", at))
        return blocks


def _body_of(root: etree._Element) -> etree._Element:
    body = root.find(w.BODY)
    if body is None:
        raise DamagedDocument("文件已损坏：正文部分里没有文档内容，请用 Word 或 WPS 打开原文件，另存一份后再读取。")
    return body
