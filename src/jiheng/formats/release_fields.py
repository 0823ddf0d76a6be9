"""Fields of a Word document in a copy for publication: those that count pages stay, all others become what they show."""

from __future__ import annotations

from lxml import etree

from jiheng.formats import docx_names as w
from jiheng.formats.release_texts import drop, unwrap
from jiheng.formats.release_words import Removed

_W = "{" + w.NAMESPACE + "}"
_INSTRUCTION = (_W + "instrText", _W + "delInstrText")
_SIMPLE = _W + "fldSimple"
_INSTR = _W + "instr"
_HYPERLINK = _W + "hyperlink"
_SHOWN = (w.T, w.DEL_TEXT, w.TAB, w.PTAB, w.BR, w.CR, w.SYM, w.NO_BREAK_HYPHEN, w.DRAWING, w.PICT, w.OBJECT)
_KEPT = frozenset(
    {
        *("PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "SEQ", "STYLEREF", "LISTNUM", "AUTONUM", "AUTONUMLGL"),
        *("AUTONUMOUT", "EQ", "SYMBOL", "ADVANCE", "FORMTEXT", "FORMCHECKBOX", "FORMDROPDOWN", "MACROBUTTON", "="),
    }
)
"""Fields whose result depends on nothing outside of the document and names nothing in it."""
_LINK = "HYPERLINK"


class _Field:
    """A field while it is being read: its instruction, and the elements that are not its result."""

    def __init__(self, begin: etree._Element) -> None:
        self.words = ""
        self.elements = [begin]
        self.instructs = True

    @property
    def kind(self) -> str:
        """The first word of the instruction."""
        words = self.words.split(None, 1)
        kind = words[0].upper() if words else ""
        return "=" if kind.startswith("=") else kind


def flatten_fields(root: etree._Element, removed: Removed) -> bool:
    """Replace the fields of a story by their results, and links by their texts."""
    changed = _flatten_simple(root, removed)
    stack: list[_Field] = []
    for element in list(root.iter(w.FIELD_CHAR, *_INSTRUCTION, *_SHOWN)):
        kind = element.get(w.FIELD_TYPE) if element.tag == w.FIELD_CHAR else None
        if kind == "begin":
            stack.append(_Field(element))
        elif kind == "separate" and stack:
            stack[-1].instructs = False
            stack[-1].elements.append(element)
        elif kind == "end" and stack:
            field = stack.pop()
            field.elements.append(element)
            changed |= _close(field, stack, removed)
        else:
            _take(element, stack)
    for field in stack:  # one without an end shows what stands behind its beginning
        if field.kind not in _KEPT:
            for element in field.elements:
                if element.tag == w.FIELD_CHAR or element.tag in _INSTRUCTION:
                    drop(element)
            removed.count("field")
            changed = True
    for data in list(root.iter(_W + "fldData")):
        drop(data)
        changed = True
    return changed


def _take(element: etree._Element, stack: list[_Field]) -> None:
    if element.tag in _INSTRUCTION and stack:
        stack[-1].words += element.text or ""
    for field in stack:
        if field.instructs:
            field.elements.append(element)


def _close(field: _Field, outer: list[_Field], removed: Removed) -> bool:
    for one in outer:
        if one.instructs:
            one.elements += field.elements
    if field.kind in _KEPT:
        return False
    for element in field.elements:
        drop(element)
    removed.count("hyperlink" if field.kind == _LINK else "field")
    return True


def _flatten_simple(root: etree._Element, removed: Removed) -> bool:
    changed = False
    for element in list(root.iter(_SIMPLE)):
        words = (element.get(_INSTR) or "").split(None, 1)
        if not words or words[0].upper() not in _KEPT:
            unwrap(element)
            removed.count("field")
            changed = True
    for element in list(root.iter(_HYPERLINK)):
        unwrap(element)
        removed.count("hyperlink")
        changed = True
    return changed
