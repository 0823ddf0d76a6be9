"""The parts of an office file on their way into a copy for publication.

Only what is known to be shown is taken along: a part stays if a chain of relationships of known kinds leads to it. The
container is written anew, without dates, owners and comments of its members.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Collection, Iterator
from typing import NamedTuple

from lxml import etree

from jiheng.formats.container import Container, parse_xml, strict_namespaces
from jiheng.formats.limits import Limits
from jiheng.formats.package import is_strict
from jiheng.formats.release_pictures import bare_picture
from jiheng.formats.release_words import Removed

PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
RELATION_ID = "{urn:schemas-microsoft-com:office:office}relid"
_RELATIONSHIP = f"{{{PACKAGE}relationships}}Relationship"
_TYPES = "[Content_Types].xml"
_DATE = (1980, 1, 1, 0, 0, 0)
_DRAWN = (
    *("image", "chart", "chartEx", "chartUserShapes", "chartStyle", "chartColorStyle", "themeOverride"),
    *("diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors", "diagramDrawing"),
)
_BOTH = ("officeDocument", "extended-properties", "theme", "styles", *_DRAWN)
KNOWN = {
    "docx": frozenset(
        {
            *("stylesWithEffects", "settings", "fontTable", "font", "numbering"),
            *("header", "footer", "footnotes", "endnotes"),
            *_BOTH,
        }
    ),
    "xlsx": frozenset(
        {
            *("sharedStrings", "worksheet", "chartsheet", "drawing", "vmlDrawing", "table", "ctrlProp"),
            *_BOTH,
        }
    ),
}
"""The kinds of relationships that lead to something that is shown."""
_BY_ID = frozenset(
    {
        *("image", "header", "footer", "font", "worksheet", "chartsheet", "drawing", "vmlDrawing", "table", "ctrlProp"),
        *("chart", "chartEx", "diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors"),
    }
)
"""Kinds of which a part that is named nowhere in the text is left behind too."""
_NO_MACROS = {
    "application/vnd.ms-word.document.macroEnabled.main+xml": "wordprocessingml.document",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml": "wordprocessingml.document",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": "spreadsheetml.sheet",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": "spreadsheetml.sheet",
}
_PLAIN_TYPE = "application/vnd.openxmlformats-officedocument.{}.main+xml"


class Link(NamedTuple):
    """A relationship of a part: `kind` is the last word of its type; `part` is blank where it leads out of the file."""

    id: str
    type: str
    kind: str
    target: str
    part: str


class Parts:
    """The parts that are taken along, their trees, and what was removed."""

    def __init__(self, data: bytes, format: str, limits: Limits, main: str) -> None:
        self.container = Container(data, limits)
        self.main = self.container.main_part(main)
        self.removed = Removed()
        self._known = KNOWN[format]
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self._names = {name.replace("\\", "/").lstrip("/").lower(): name for name in archive.namelist()}
        self._trees: dict[str, tuple[etree._Element, bool]] = {}
        self._changed: set[str] = set()
        self._pictures: set[str] = set()
        self.links: dict[str, list[Link]] = {}
        """The relationships that are kept, by the part that has them; blank for the package."""
        self.dropped: list[Link] = []
        """Those that were not taken along."""
        self._walk()

    # ---- relationships -------------------------------------------------------------------------------------------

    def _walk(self) -> None:
        waiting = [""]
        while waiting:
            source = waiting.pop()
            if source in self.links:
                continue
            kept = []
            for link in self._links_of(source):
                if self._is_known(link):
                    kept.append(link)
                    waiting.append(link.part)
                else:
                    self.dropped.append(link)
                    self.removed.link(link.kind, inside=bool(link.part))
            self.links[source] = kept

    def _is_known(self, link: Link) -> bool:
        # A drawing in SVG is only ever stored beside the same one as a picture.
        return link.kind in self._known and link.part in self.container and not link.part.endswith(".svg")

    def _links_of(self, source: str) -> list[Link]:
        folder, base = posixpath.split(source)
        root = self.container.tree(posixpath.join(folder, "_rels", base + ".rels"))
        found = []
        for element in root.iterchildren(_RELATIONSHIP) if root is not None else ():
            target, kind = element.get("Target") or "", element.get("Type") or ""
            outside = element.get("TargetMode") == "External"
            path = posixpath.normpath(posixpath.join("/" + folder, target.replace("\\", "/"))).lstrip("/").lower()
            name = kind.rpartition("/")[2]
            found.append(Link(element.get("Id") or "", kind, name, target, "" if outside else path))
        return found

    def of_kind(self, kind: str, source: str | None = None) -> list[str]:
        """The parts that a part (by default the main one) has a relationship of this kind with."""
        source = self.main.lower() if source is None else source
        return [link.part for link in self.links.get(source, ()) if link.kind == kind]

    def kept(self) -> list[str]:
        """The parts to which relationships still lead, in the order of the file."""
        found: set[str] = set()
        waiting = [""]
        while waiting:
            for link in self.links.get(waiting.pop(), ()):
                if link.part not in found:
                    found.add(link.part)
                    waiting.append(link.part)
        return [name for name in self._names if name in found]

    def ids(self, name: str) -> set[str]:
        """The ids of the relationships that a part still has."""
        return {link.id for link in self.links.get(name, ())}

    def forget_unused(self) -> None:
        """Drop relationships that nothing in the text of their part names any more."""
        for name in self.kept():
            if any(link.kind in _BY_ID for link in self.links.get(name, ())):
                root = self.tree(name)
                used = {value for _, value in references(root)} if root is not None else set()
                self.links[name] = [one for one in self.links[name] if one.kind not in _BY_ID or one.id in used]

    # ---- contents ------------------------------------------------------------------------------------------------

    def tree(self, name: str) -> etree._Element | None:
        """The tree of an XML part, None of any other; what is done to it counts once `touch` was called."""
        name = name.lower()
        if name not in self._trees:
            if not name.endswith((".xml", ".rels", ".vml")):
                return None
            data = self.container.part(name)
            if data is None:
                return None
            self._trees[name] = (parse_xml(data, name), is_strict(data))
            if b"<!--" in data or data.count(b"<?") > data.startswith((b"<?", b"\xef\xbb\xbf<?")) or b"\0" in data[:4]:
                self.touch(name)  # comments and instructions stay out, and so does whatever another encoding hides
        return self._trees[name][0]

    def touch(self, name: str) -> None:
        """Note that the tree of a part was changed."""
        self._changed.add(name.lower())

    def trees(self) -> Iterator[tuple[str, etree._Element]]:
        """All XML parts that are kept."""
        for name in self.kept():
            root = self.tree(name)
            if root is not None:
                yield name, root

    def _content(self, name: str) -> bytes:
        if name in self._changed:
            root, strict = self._trees[name]
            return written(root, strict=strict)
        data = self.container.part(name) or b""
        if name in self._trees:
            return data
        bare = bare_picture(data)
        if bare is None or bare == data:
            return data
        if name not in self._pictures:
            self._pictures.add(name)
            self.removed.count("picture_facts")
        return bare

    def result(self) -> bytes:
        """The file written anew."""
        kept = self.kept()
        members: dict[str, bytes] = {}
        for source in ("", *kept):
            if self.links.get(source):
                original = self._names.get(source, "")
                folder, base = posixpath.split(original)
                name = posixpath.join(folder, "_rels", base + ".rels")
                members[name] = self._relationships(name, self.links[source])
        contents = {self._names[name]: self._content(name) for name in kept}
        members = {_TYPES: self._types(contents), **members, **contents}
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                entry = zipfile.ZipInfo(name, _DATE)
                entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
                archive.writestr(entry, content)
        return out.getvalue()

    def _relationships(self, name: str, links: Collection[Link]) -> bytes:
        root = etree.fromstring(f'<Relationships xmlns="{PACKAGE}relationships"/>'.encode())
        for link in links:
            element = etree.SubElement(root, _RELATIONSHIP)
            for key, value in (("Id", link.id), ("Type", link.type), ("Target", link.target)):
                element.set(key, value)
        return written(root, strict=is_strict(self.container.part(name) or b""))

    def _types(self, contents: Collection[str]) -> bytes:
        """The content types of the parts that are kept, nothing of the others."""
        space = f"{{{PACKAGE}content-types}}"
        known = self.container.tree(_TYPES)
        root = etree.fromstring(f'<Types xmlns="{PACKAGE}content-types"/>'.encode())
        parts = {"/" + name.lower() for name in contents}
        endings = {name.rpartition(".")[2] for name in parts} | {"rels", "xml"}
        for element in known.iterchildren("*") if known is not None else ():
            kind = element.get("ContentType") or ""
            named, ending = element.get("PartName"), element.get("Extension")
            if (named and named.lower() in parts) or (ending and ending.lower() in endings):
                made = etree.SubElement(root, space + ("Override" if named else "Default"))
                made.set("PartName" if named else "Extension", named or ending or "")
                made.set("ContentType", _PLAIN_TYPE.format(_NO_MACROS[kind]) if kind in _NO_MACROS else kind)
        return written(root)


def references(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The ids of relationships that elements name, each with its element."""
    for element in root.iter("*"):
        for key, value in element.attrib.items():
            if str(key).startswith(RELATIONS) or key == RELATION_ID:
                yield element, str(value)


def written(root: etree._Element, *, strict: bool = False) -> bytes:
    """A tree as a part; the strict variant of the format gets its own namespaces back."""
    data: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return strict_namespaces(data) if strict else data
