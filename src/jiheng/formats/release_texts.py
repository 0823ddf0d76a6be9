"""What is done to every part of a copy for publication, whatever it holds: private numbers, ids of editing, dead links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from jiheng.formats.release_package import RELATION_ID, RELATIONS, Parts
from jiheng.formats.release_words import Removed
from jiheng.model.private_numbers import PrivateNumber, masked, private_numbers

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STREAMS = frozenset({_W + "p", _A + "p", _S + "si", _S + "is"})
"""Elements whose texts are read as one, however many runs they are in."""
_OWN = frozenset({_W + "instrText", _W + "delInstrText"})
_BREAKS = {**dict.fromkeys((_W + "tab", _W + "ptab", _A + "tab"), " "), _W + "noBreakHyphen": "-"}
_BREAKS |= dict.fromkeys((_W + "br", _W + "cr", _A + "br", _W + "sym"), "\n")
_NUMERIC = frozenset({_S + "v", _C + "v"})
"""Values; those that are texts are told apart by what they stand in."""
_FORMULAS = frozenset({"f", "formula", "formula1", "formula2", "definedName"})
_OTHER_MASK = "x"
"""Where a star has a meaning: in the names of sheets and in formulas that hold them."""
_IDS = re.compile(
    r"\{http://schemas\.openxmlformats\.org/wordprocessingml/2006/main\}rsid\w*|"
    r"\{http://schemas\.microsoft\.com/office/word/2010/wordml\}(?:paraId|textId)|"
    r"\{http://schemas\.microsoft\.com/office/spreadsheetml/20\d\d/revision\d*\}\w+|"
    r"\{http://schemas\.openxmlformats\.org/wordprocessingml/2006/main\}(?:author|initials|date)|"
    r"\{http://schemas\.microsoft\.com/office/drawing/2010/main\}(?:legacySpreadsheetColorIndex)"
)
_PICTURED = frozenset({"cNvPr", "docPr"})
_DESCRIBED = ("descr", "title", "name")
_ALTERNATIVE = ("alt", "title", "{urn:schemas-microsoft-com:office:office}title", "href")
_VML = "{urn:schemas-microsoft-com:vml}"
_ATTRIBUTE_ONLY = frozenset({_S + "pageSetup", _C + "pageSetup", _A + "blip", _VML + "fill", _VML + "stroke"})
"""Elements that stay although what they point at does not."""
_CONTAINERS = frozenset(
    {
        *(_S + name for name in ("oleObjects", "controls", "tableParts", "externalReferences", "pivotCaches")),
        *(_S + name for name in ("hyperlinks", "customSheetViews", "extLst", "ext")),
        *(_A + name for name in ("extLst", "ext")),
        *(_MC + "Choice", _MC + "Fallback", _MC + "AlternateContent"),
    }
)
"""Elements that mean nothing when they are empty."""


def clean_everywhere(parts: Parts) -> None:
    """Do it to every part that is kept."""
    for name, root in list(parts.trees()):
        if drop_dead(root, parts.ids(name)):
            parts.touch(name)
    parts.forget_unused()
    for name, root in list(parts.trees()):
        changed = _drop_ids(root, parts.removed)
        changed |= _drop_alternatives(root, parts.removed)
        changed |= _mask_attributes(root, parts.removed)
        changed |= _mask_texts(root, parts.removed)
        if changed:
            parts.touch(name)


def drop(element: etree._Element) -> None:
    """Take an element out, leaving the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail and element.tail.strip():
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def take_attribute(element: etree._Element, key: str) -> bool:
    """Take an attribute out; whether there was one."""
    if key not in element.attrib:
        return False
    del element.attrib[key]
    return True


def unwrap(element: etree._Element) -> None:
    """Put the children of an element in its place."""
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    parent[at : at + 1] = list(element)


def drop_dead(root: etree._Element, ids: set[str]) -> bool:
    """Take out what points at a relationship that is not kept."""
    dead: list[etree._Element] = []
    changed = False
    for element in root.iter("*"):
        for key, value in list(element.attrib.items()):
            if (str(key).startswith(RELATIONS) or key == RELATION_ID) and value not in ids:
                if element.tag in _ATTRIBUTE_ONLY and (element.tag != _A + "blip" or len(element.attrib) > 1):
                    del element.attrib[key]
                else:
                    dead.append(element)
                changed = True
    for element in dead:
        parent = element.getparent()
        drop(element)
        while parent is not None and len(parent) == 0 and parent.tag in _CONTAINERS:
            element, parent = parent, parent.getparent()
            drop(element)
    return changed


def _drop_ids(root: etree._Element, removed: Removed) -> bool:
    changed = False
    for element in root.iter("*"):
        for key in list(element.attrib):
            if _IDS.fullmatch(str(key)):
                del element.attrib[key]
                changed = True
    for element in list(root.iter(_W + "rsid", _W + "rsids", _W + "rsidRoot")):
        drop(element)
        changed = True
    if changed:
        removed.count("edit_ids")
    return changed


def _drop_alternatives(root: etree._Element, removed: Removed) -> bool:
    """Names and descriptions of pictures hold paths and names of files."""
    count = 0
    for element in root.iter("*"):
        name = etree.QName(element).localname
        if name in _PICTURED:
            told = [key for key in _DESCRIBED if element.get(key)]
            for key in told:
                if key == "name":
                    element.set(key, "")
                else:
                    del element.attrib[key]
        elif str(element.tag).startswith(_VML):
            told = [key for key in _ALTERNATIVE if key in element.attrib]
            for key in told:
                del element.attrib[key]
        else:
            continue
        count += bool(told)
    removed.count("alternative", count)
    return count > 0


def _mask_attributes(root: etree._Element, removed: Removed) -> bool:
    changed = False
    for element in root.iter("*"):
        formula = element.tag in (_S + "sheet", _S + "hyperlink")
        for key, value in element.attrib.items():
            if len(value) >= 11 and (found := private_numbers(str(value))):
                element.set(key, masked(str(value), _OTHER_MASK) if formula else masked(str(value)))
                _tell(found, removed)
                changed = True
    return changed


def _tell(found: list[PrivateNumber], removed: Removed) -> None:
    for one in found:
        removed.count(one.kind)


def _mask_texts(root: etree._Element, removed: Removed) -> bool:
    changed = False
    for pieces in streams(root):
        text = "".join(piece for piece, _ in pieces)
        found = private_numbers(text)
        if not found:
            continue
        owner = pieces[0][1]
        formula = owner is not None and etree.QName(owner).localname in _FORMULAS
        new, at = masked(text, _OTHER_MASK) if formula else masked(text), 0
        for piece, element in pieces:
            if element is not None:
                element.text = new[at : at + len(piece)]
            at += len(piece)
        _tell(found, removed)
        changed = True
    return changed


def streams(root: etree._Element) -> Iterator[list[tuple[str, etree._Element | None]]]:
    """The texts of a part as they are read: the pieces of each, with the elements that hold them (None: a tab or break)."""
    waiting: dict[etree._Element, list[tuple[str, etree._Element | None]]] = {}
    for element in root.iter("*"):
        tag = str(element.tag)
        if tag in _BREAKS:
            owner = _stream_of(element)
            if owner is not None:
                waiting.setdefault(owner, []).append((_BREAKS[tag], None))
        elif element.text and len(element) == 0 and not element.text.isspace() and not _is_number(element, tag):
            owner = None if tag in _OWN else _stream_of(element)
            waiting.setdefault(element if owner is None else owner, []).append((element.text, element))
    yield from waiting.values()


def _stream_of(element: etree._Element) -> etree._Element | None:
    parent = element.getparent()
    while parent is not None and parent.tag not in _STREAMS:
        parent = parent.getparent()
    return parent


def _is_number(element: etree._Element, tag: str) -> bool:
    """Whether a value is a number, of which its format decides how it shows."""
    if tag not in _NUMERIC:
        return False
    parent = element.getparent()
    if parent is None:
        return False
    if tag == _C + "v":
        outer = parent.getparent()
        return outer is not None and outer.tag in (_C + "numCache", _C + "numLit")
    return parent.get("t", "n") in ("n", "b", "s", "e")
