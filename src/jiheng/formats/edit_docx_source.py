"""The main part of a Word document while it is edited: its tree, its bytes, and how one is found in the other."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from lxml import etree

from jiheng.formats import docx_names as w
from jiheng.formats.splices import Splices
from jiheng.formats.xml_nodes import Node, pair, scan_element, starts
from jiheng.formats.xml_splice import EditedPart

PROPERTIES = frozenset({"pPr", "rPr", "trPr", "tcPr"})
"""What the tree may lack."""
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_ID = re.compile(rb'w:id="(\d{1,9})"')
_TRACKED = ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "tcPrChange", "trPrChange")
TRACKED = frozenset((*_TRACKED, "tblPrExChange", "cellIns", "cellDel", "cellMerge"))
"""Properties that tell of a tracked change."""


class Source:
    """The part, and what is put into it."""

    def __init__(self, part: EditedPart, root: etree._Element, *, strict: bool, known: Source | None = None) -> None:
        """:param known: of the same part, from an edit before: where its elements are is not looked for again."""
        self.part = part
        self.xml = part.xml
        self.root = root
        self.splices = Splices(part.xml)
        self.namespace = _STRICT if strict else w.NAMESPACE
        self._starts: dict[etree._Element, int] = known._starts if known is not None else {}
        self._nodes: dict[etree._Element, Node] = known._nodes if known is not None else {}
        self._pairs: dict[etree._Element, dict[etree._Element, Node]] = known._pairs if known is not None else {}
        self._last_id = 0

    def look_up(self, elements: Iterable[etree._Element]) -> None:
        """Find where elements begin; all at once is faster."""
        wanted = [element for element in elements if element not in self._starts]
        if wanted:
            self._starts.update(starts(self.part, self.root, wanted, self.namespace.encode()))

    def node(self, element: etree._Element) -> Node:
        """An element with all that it holds, as it stands in the bytes."""
        found = self._nodes.get(element)
        if found is None:
            self.look_up([element])
            found = self._nodes[element] = scan_element(self.xml, self._starts[element], self.part.name)
        return found

    def pairs(self, element: etree._Element) -> dict[etree._Element, Node]:
        """The same for all elements below it but those of properties; nothing where bytes and tree do not agree."""
        found = self._pairs.get(element)
        if found is None:
            found = self._pairs[element] = pair(element, self.node(element), PROPERTIES)
        return found

    def text(self, start: int, until: int) -> str:
        """A piece of the part as it was."""
        return self.xml[start:until].decode()

    def start_tag(self, node: Node) -> str:
        """The start tag of an element, closed by `>` also where it was empty."""
        tag = self.text(node.start, node.inside)
        return tag[:-2].rstrip() + ">" if node.empty else tag

    def without(self, node: Node, cut: Collection[str], inner: str = "", put: str = "") -> str:
        """An element without the children of these names, and without those of its child `inner`.

        :param put: what comes in the place of `inner`, or at its own place where there is none.
        """
        out, at = [], node.start
        for child in node.children:
            if child.local in cut or (child.local == inner and put):
                out.append(self.text(at, child.start))
                at = child.after
            elif child.local == inner:
                out += (self.text(at, child.start), self.without(child, cut))
                at = child.after
        out.append(self.text(at, node.after))
        return "".join(out)

    def put(self, start: int, until: int, markup: str) -> None:
        """Put something in the place of a piece of the part."""
        self.splices.put(start, until, markup.encode())

    def fresh_id(self) -> int:
        """A number that no tracked change or mark of the part has."""
        if not self._last_id:
            self._last_id = max((int(found) for found in _ID.findall(self.xml)), default=0)
        self._last_id += 1
        return self._last_id

    def declared(self, node: Node) -> str:
        """What makes `w:` known for the attributes of a new element where the elements have another prefix."""
        return "" if node.prefix == "w:" else f' xmlns:w="{self.namespace}"'

    def finish(self) -> None:
        """Hand over all that was put."""
        for start, until, made in self.splices.all():
            self.part.insert(start, made.decode(), until=until)
