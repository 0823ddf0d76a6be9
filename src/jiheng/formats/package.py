"""An office file that gets new parts: their relationships, their content types, and the file written anew."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from itertools import count
from xml.sax.saxutils import quoteattr

from lxml import etree

from jiheng.formats.container import Container, Relationship, usual_namespaces
from jiheng.formats.xml_splice import EditedPart
from jiheng.formats.zip_rebuild import with_members

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "[Content_Types].xml"
_NO_TYPES = f'{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>'
_NO_LINKS = (
    f'{DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
_KINDS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/",
)
"""What the types of relationships begin with, in the usual and in the strict variant of the format."""


class Package:
    """The parts of an office file and what is done to them. Parts that nobody edits stay as they are, byte for byte."""

    def __init__(self, data: bytes, container: Container) -> None:
        self.container = container
        self._data = data
        self._parts: dict[str, EditedPart] = {}
        self._new: set[str] = set()
        self._removed: set[str] = set()
        self._link_ids: dict[str, set[str]] = {}
        self._declared: list[dict[str, str]] = []

    def __contains__(self, name: str) -> bool:
        return name in self.container or name.lower() in self._parts

    def part(self, name: str, otherwise: str | None = None) -> EditedPart:
        """A part to be edited; one that is not there is made of `otherwise`."""
        known = self._parts.get(name.lower())
        if known is None:
            data = self.container.part(name)
            if data is None:
                data = (otherwise or "").encode()
                self._new.add(name.lower())
            known = self._parts[name.lower()] = EditedPart(data, name)
        return known

    def fresh(self, pattern: str) -> str:
        """A name that no part has: the pattern with a number."""
        return next(name for n in count(1) if (name := pattern.format(n)) not in self)

    def link(self, source: str, kind: str) -> Relationship | None:
        """The first relationship of a part that is of this kind."""
        return next((link for link in self.container.relationships(source) if link.kind == kind), None)

    def relate(self, source: str, kind: str, target: str, *, strict: bool, link_id: str = "") -> str:
        """Give a part a relationship with another one; gives back its id, by default the next free one."""
        folder, base = posixpath.split(source)
        links = self.part(posixpath.join(folder, "_rels", base + ".rels"), _NO_LINKS)
        if links.name not in self._link_ids:
            self._link_ids[links.name] = {(element.get("Id") or "").lower() for element in links.root}
        taken = self._link_ids[links.name]
        found = link_id or next(name for n in count(1) if (name := f"rId{n}").lower() not in taken)
        taken.add(found.lower())
        root = links.spans([links.root])[links.root]
        path = quoteattr(posixpath.relpath(target, folder or "."))
        kind = _KINDS[strict] + kind
        links.append(root, f'<{root.prefix}Relationship Id={quoteattr(found)} Type="{kind}" Target={path}/>')
        return found

    def declare(self, name: str, content_type: str, *, by_extension: bool = False) -> None:
        """Tell the content type of a new part, on request that of all parts with its extension."""
        types = self.part(_TYPES, _NO_TYPES)
        extension = name.rpartition(".")[2]
        known = {}
        for element in (*types.root, *self._declared):
            known[(element.get("Extension") or element.get("PartName") or "").lower()] = element.get("ContentType")
        if known.get("/" + name.lower(), known.get(extension)) == content_type:
            return
        by_extension = by_extension and extension not in known
        attribute, value = ("Extension", extension) if by_extension else ("PartName", "/" + name)
        self._declared.append({attribute: value, "ContentType": content_type})
        root = types.spans([types.root])[types.root]
        tag = root.prefix + ("Default" if by_extension else "Override")
        types.append(root, f'<{tag} {attribute}={quoteattr(value)} ContentType="{content_type}"/>')

    def remove(self, name: str, source: str) -> None:
        """Leave a part out, with the relationships of `source` that lead to it and its content type."""
        self._removed.add(name.lower())
        folder, base = posixpath.split(source)
        ids = {link.id for link in self.container.relationships(source) if link.target.lower() == name.lower()}
        links = self.part(posixpath.join(folder, "_rels", base + ".rels"), _NO_LINKS)
        _take_out(links, [element for element in links.root if element.get("Id") in ids])
        types = self.part(_TYPES, _NO_TYPES)
        path = "/" + name.lower()
        _take_out(types, [element for element in types.root if (element.get("PartName") or "").lower() == path])

    @property
    def edited(self) -> bool:
        """Whether anything was done."""
        return bool(self._removed) or any(part.edited for part in self._parts.values())

    def rebuild(self) -> bytes:
        """The file with all that was done."""
        changed = {}
        for key, part in self._parts.items():
            if key in self._new:
                changed[part.name] = part.result()
            elif part.edited:
                changed[key] = part.result()
        return with_members(self._data, changed, self._removed)


def _take_out(part: EditedPart, elements: Sequence[etree._Element]) -> None:
    """Take elements out of a part."""
    for span in part.spans(elements).values():
        part.insert(span.start, "", until=span.after)


def is_strict(data: bytes) -> bool:
    """Whether a part is of the strict variant of the format."""
    return usual_namespaces(data) is not data
