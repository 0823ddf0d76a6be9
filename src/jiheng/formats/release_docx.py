"""A Word document for publication."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from jiheng.formats import docx_names as w
from jiheng.formats.container import Container
from jiheng.formats.docx import find_places, read_container
from jiheng.formats.docx_styles import Styles
from jiheng.formats.limits import Limits
from jiheng.formats.release_changes import drop_rows, resolve_changes
from jiheng.formats.release_facts import drop_facts, notes_on
from jiheng.formats.release_fields import flatten_fields
from jiheng.formats.release_package import Parts
from jiheng.formats.release_texts import clean_everywhere, drop, take_attribute, unwrap
from jiheng.formats.released import Released

_W = "{" + w.NAMESPACE + "}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_DOCUMENT_PROPERTIES = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_BOOKMARK = _W + "bookmarkStart"
_DROPPED = tuple(
    _W + name
    for name in (
        *("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef", "bookmarkStart", "bookmarkEnd"),
        *("permStart", "permEnd", "proofErr", "divId", "smartTagPr", "customXmlPr"),
    )
)
_UNWRAPPED = (_W + "smartTag", _W + "customXml")
_CONTROL = (_W + "alias", _W + "tag", _W + "dataBinding", _W15 + "dataBinding", _W + "placeholder", _W + "listItem")
_FORM_FIELD = tuple(_W + name for name in ("statusText", "helpText", "entryMacro", "exitMacro"))
_SETTINGS = tuple(
    _W + name
    for name in (
        *("rsids", "attachedTemplate", "docVars", "mailMerge", "trackRevisions", "attachedSchema", "schemaLibrary"),
        *("saveThroughXslt", "smartTagType", "proofState", "activeWritingStyle", "stylePaneFormatFilter"),
        *("writeProtection", "revisionView", "documentType", "linkStyles", "doNotTrackMoves", "doNotTrackFormatting"),
    )
)
_PERSONAL = frozenset({"attachedTemplate", "mailMerge", "docId", "attachedSchema", "saveThroughXslt"})
_HASHES = ("hash", "salt", "hashValue", "saltValue", "cryptSpinCount", "cryptProvider", "cryptProviderType")
_EMPTY_RUN = frozenset({w.RPR})
_TEXTS = frozenset({w.T, w.TAB, w.PTAB, w.BR, w.CR, w.SYM, w.NO_BREAK_HYPHEN, w.DEL_TEXT, _W + "softHyphen"})
_NOTES = (("footnotes", w.FOOTNOTE_REFERENCE, _W + "footnote"), ("endnotes", w.ENDNOTE_REFERENCE, _W + "endnote"))
_STORIES = ("header", "footer", "footnotes", "endnotes")


def release_docx(data: bytes, limits: Limits) -> Released:
    """The copy of a document."""
    before = read_container(Container(data, limits), limits)
    parts = Parts(data, "docx", limits, "word/document.xml")
    parts.removed.count("comment", before.metadata.comments)
    drop_facts(parts)
    _Document(parts).clean()
    clean_everywhere(parts)
    made = parts.result()
    made = _without_covered(made, parts, limits)
    return Released(data=made, removed=parts.removed.sentences(), notes=notes_on(parts))


class _Document:
    """The text of a document on its way into the copy."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._removed = parts.removed
        self._styles = Styles(parts.container, lambda kind: next(iter(parts.of_kind(kind)), None))

    def clean(self) -> None:
        """Clean all stories, then what only belongs to what is gone."""
        main = self._parts.main.lower()
        names = [main, *(name for kind in _STORIES for name in dict.fromkeys(self._parts.of_kind(kind)))]
        stories = [(name, root) for name in names if (root := self._parts.tree(name)) is not None]
        for name, root in stories:
            if self._clean_story(root):
                self._parts.touch(name)
        self._drop_notes([root for _, root in stories])
        self._drop_margins(stories[0][1])
        for name in self._parts.of_kind("settings"):
            self._clean_settings(name)
        for name in self._parts.of_kind("styles"):
            root = self._parts.tree(name)
            if root is not None and resolve_changes(root)[0]:
                self._parts.touch(name)

    def _clean_story(self, root: etree._Element) -> bool:
        changes, cells = resolve_changes(root)
        self._removed.count("change", changes - cells)
        self._removed.count("cell_deleted", cells)
        changed = changes > 0
        changed |= flatten_fields(root, self._removed)
        changed |= self._drop_marks(root)
        changed |= self._clean_controls(root)
        changed |= self._drop_hidden(root)
        for run in list(root.iter(w.R)):
            if changed and all(child.tag in _EMPTY_RUN for child in run):
                drop(run)
        return changed

    def _drop_marks(self, root: etree._Element) -> bool:
        """Comments, bookmarks, permissions, and wrappers that only programs see."""
        marks = list(root.iter(*_DROPPED))
        for mark in marks:
            if mark.tag == _BOOKMARK and mark.get(_W + "name") != "_GoBack":
                self._removed.count("bookmark")
            drop(mark)
        wrappers = list(root.iter(*_UNWRAPPED))
        for wrapper in wrappers:
            unwrap(wrapper)
        return bool(marks or wrappers)

    def _clean_controls(self, root: etree._Element) -> bool:
        changed = 0
        for properties in root.iter(w.SDT_PR):
            told = list(properties.iter(*_CONTROL))
            for element in told:
                drop(element)
            chosen = [take_attribute(element, _W + "lastValue") for element in properties]
            changed += bool(told) or any(chosen)
        self._removed.count("control_data", changed)
        fields = list(root.iter(*_FORM_FIELD))
        for element in fields:
            drop(element)
        return bool(changed or fields)

    # ---- hidden texts --------------------------------------------------------------------------------------------

    def _drop_hidden(self, root: etree._Element) -> bool:
        rows = [row for row in root.iter(w.TR) if _is_on(row.find(f"{w.TRPR}/{w.HIDDEN}"))]
        self._removed.count("hidden_row", len(rows))
        drop_rows(rows)
        hidden = (one for one in root.iter(_DOCUMENT_PROPERTIES) if one.get("hidden") in ("1", "true"))
        drawings = [drawing for one in hidden if (drawing := next(one.iterancestors(w.DRAWING), None)) is not None]
        for drawing in drawings:
            drop(drawing)
        runs = [run for run in root.iter(w.R) if self._is_hidden(run)]
        texts = [[child for child in run if child.tag in _TEXTS] for run in runs]
        for group in texts:
            for text in group:
                drop(text)
        number = len(drawings) + sum(1 for group in texts if any(text.tag == w.T for text in group))
        self._removed.count("hidden_text", number)
        return bool(rows or drawings or any(texts))

    def _is_hidden(self, run: etree._Element) -> bool:
        paragraph = next(run.iterancestors(w.P), None)
        style = paragraph.find(f"{w.PPR}/{w.P_STYLE}") if paragraph is not None else None
        if style is not None and self._styles.style(style.get(w.VAL) or "").hidden:
            return True
        for child in run.iterchildren(w.RPR):
            vanish, style = child.find(w.VANISH), child.find(w.R_STYLE)
            if vanish is not None:
                return _is_on(vanish)
            if style is not None:
                return self._styles.style(style.get(w.VAL) or "").hidden
        return False

    # ---- what belongs to what is gone ----------------------------------------------------------------------------

    def _drop_notes(self, stories: list[etree._Element]) -> None:
        for kind, reference, note in _NOTES:
            used = {mark.get(w.ID) for root in stories for mark in root.iter(reference)}
            for name in self._parts.of_kind(kind):
                root = self._parts.tree(name)
                for element in list(root.iterchildren(note)) if root is not None else ():
                    if element.get(w.ID) not in used and element.get(w.TYPE) in (None, "normal"):
                        drop(element)
                        self._parts.touch(name)

    def _drop_margins(self, root: etree._Element) -> None:
        """Headers and footers of kinds that no section prints; sections take them over from each other."""
        sections = list(root.iter(w.SECT_PR))
        first = any(_is_on(section.find(w.TITLE_PAGE)) for section in sections)
        even = False
        for name in self._parts.of_kind("settings"):
            settings = self._parts.tree(name)
            even = settings is not None and _is_on(settings.find(_W + "evenAndOddHeaders"))
        for section in sections:
            for reference in list(section.iterchildren(w.HEADER_REFERENCE, w.FOOTER_REFERENCE)):
                kind = reference.get(w.TYPE)
                if (kind == "first" and not first) or (kind == "even" and not even):
                    drop(reference)
                    self._parts.touch(self._parts.main)

    def _clean_settings(self, name: str) -> None:
        root = self._parts.tree(name)
        if root is None:
            return
        self._removed.count("variables", sum(1 for _ in root.iter(_W + "docVar")))
        gone = [child for child in root if child.tag in _SETTINGS or etree.QName(child).localname == "docId"]
        for child in gone:
            root.remove(child)
        hashes = 0
        for child in root.iterchildren(_W + "documentProtection"):
            for key in _HASHES:
                hashes += take_attribute(child, _W + key)
        told = [child for child in gone if etree.QName(child).localname in _PERSONAL]
        self._removed.count("settings", 1 if told or hashes else 0)
        if gone or hashes:
            self._parts.touch(name)


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and element.get(w.VAL) not in w.OFF


def _without_covered(data: bytes, parts: Parts, limits: Limits) -> bytes:
    """Texts of cells that lie under merged ones: which these are only the reader's own layout tells."""
    container = Container(data, limits)
    hidden = [one for one in read_container(container, limits).hidden if one.why in ("hidden_text", "deleted")]
    if not hidden:
        return data
    places = find_places(container, limits)
    root = parts.tree(parts.main)
    if root is None:
        return data
    # The copy was written from this tree, so that its paragraphs are those of the copy, one by one.
    twins = dict(zip(places.root.iter(w.P), root.iter(w.P), strict=True))
    count = 0
    for one in hidden:
        paragraph = places.paragraphs.get(one.at)
        cell = next(paragraph.iterancestors(w.TC), None) if paragraph is not None else None
        if cell is None or paragraph is None or _is_placeholder(paragraph):
            continue
        if "".join(_shown_texts(cell)) == "".join(one.text.split("\n")):
            twin = next(twins[paragraph].iterancestors(w.TC))
            for text in list(twin.iter(*_TEXTS)):
                drop(text)
            count += 1
    parts.removed.count("covered", count)
    if not count:
        return data
    parts.touch(parts.main)
    return parts.result()


def _shown_texts(cell: etree._Element) -> Iterator[str]:
    return (text.text or "" for text in cell.iter(w.T))


def _is_placeholder(paragraph: etree._Element) -> bool:
    around: Iterable[etree._Element] = paragraph.iterancestors(w.SDT)
    inside: Iterable[etree._Element] = paragraph.iter(w.SDT)
    return any(_is_on(control.find(f"{w.SDT_PR}/{w.PLACEHOLDER}")) for control in (*around, *inside))
