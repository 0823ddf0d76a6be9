"""A part of a workbook as nodes that know where they stand in its bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from enum import IntEnum
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from jiheng.formats.container import damaged_xml
from jiheng.formats.xml_splice import EditedPart

_MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_TAG = re.compile(rb"<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*/?>")
_ATTRIBUTE = re.compile(rb"([^\s=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_IN_TEXT = re.compile(_ATTRIBUTE.pattern.decode())
_NAME = re.compile(rb"<([^\s/>]+)")
_DEEPEST = 300
"""Elements in elements; the readers refuse a file that has more."""


class Keep(IntEnum):
    """How much of an element is kept."""

    NOTHING = 0
    ITSELF = 1
    ALL = 2


class Node:
    """An element. `tag` is its plain name in the namespace of workbooks, else the namespace, a blank and the name;
    `text` is what stands in it before its first child."""

    __slots__ = ("attributes", "children", "end", "leaf", "start", "tag", "text")

    def __init__(self, tag: str, attributes: dict[str, str], start: int, *, leaf: bool) -> None:
        self.tag = tag
        self.attributes = attributes
        self.start = start
        self.end = start
        """Where its end tag begins; behind it where it is one empty tag."""
        self.leaf = leaf
        self.text = ""
        self.children: list[Node] = []

    @property
    def local(self) -> str:
        """The name without its namespace."""
        return self.tag.rpartition(" ")[2]

    def get(self, name: str) -> str | None:
        """An attribute without a namespace."""
        return self.attributes.get(name)

    def child(self, tag: str) -> Node | None:
        """The first child of that name."""
        return next((node for node in self.children if node.tag == tag), None)

    def walk(self) -> Iterator[Node]:
        """The node and all below it, in their order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


class Bytes:
    """Where nodes stand in the bytes of their part."""

    def __init__(self, xml: bytes) -> None:
        self.xml = xml

    def inside(self, node: Node) -> int:
        """Where the start tag of a node ends."""
        found = _TAG.match(self.xml, node.start)
        return found.end() if found else node.end

    def empty(self, node: Node) -> bool:
        """Whether it is one tag without content."""
        return node.end == self.inside(node) and self.xml[node.end - 2 : node.end] == b"/>"

    def after(self, node: Node) -> int:
        """Where a node ends."""
        return node.end if self.empty(node) else self.xml.index(b">", node.end) + 1

    def name(self, node: Node) -> str:
        """The name of a node as it is written, with its prefix."""
        found = _NAME.match(self.xml, node.start)
        return found[1].decode() if found else node.local

    def prefix(self, node: Node) -> str:
        """The prefix of its name with the colon, blank where it has none."""
        prefix, colon, _ = self.name(node).rpartition(":")
        return prefix + colon

    def tag(self, node: Node) -> str:
        """Its start tag without the end of that."""
        tag = self.cut(node.start, self.inside(node))
        return tag[:-2] if tag.endswith("/>") else tag[:-1]

    def attribute(self, tag: str, name: str) -> re.Match[str] | None:
        """Where an attribute stands in a tag, with its value."""
        return next((one for one in _IN_TEXT.finditer(tag) if one[1] == name), None)

    def attributes(self, node: Node) -> dict[str, tuple[int, int]]:
        """Where the values of its attributes stand, without their quotes, by name as written."""
        found = {}
        for one in _ATTRIBUTE.finditer(self.xml, node.start, self.inside(node)):
            found[one[1].decode()] = one.span(2) if one[2] is not None else one.span(3)
        return found

    def behind_name(self, node: Node) -> int:
        """Where a first attribute may be put in."""
        return node.start + 1 + len(self.name(node).encode())

    def cut(self, start: int, end: int) -> str:
        """A piece of the part."""
        return self.xml[start:end].decode()


def parse_nodes(
    part: EditedPart, enter: Callable[[str, Node, dict[str, str]], Keep] = lambda _tag, _parent, _names: Keep.ALL
) -> Node:
    """The nodes of a part below a nameless one.

    :param enter: asked for every element with its tag, its parent and its attributes, how much of it is kept
    :raises DamagedDocument: where it is no XML, or declares a document type.
    """
    return _Builder(part, enter).root


class _Builder:
    """Builds the nodes while the part is parsed."""

    def __init__(self, part: EditedPart, enter: Callable[[str, Node, dict[str, str]], Keep]) -> None:
        self.root = Node("", {}, 0, leaf=False)
        self._enter = enter
        self._stack = [self.root]
        self._skipping = 0
        self._tags: dict[str, str] = {}
        self._parser = parser = expat.ParserCreate("utf-8", " ")  # whatever the part declares: `xml` is UTF-8
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._doctype
        self._name = part.name
        try:
            parser.Parse(part.xml, True)
        except expat.ExpatError as error:
            raise damaged_xml(error, part.name) from error

    def _doctype(self, *_: object) -> None:
        raise damaged_xml(ValueError("a document type"), self._name)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        parent = self._stack[-1]
        if self._skipping or parent.leaf:
            self._skipping += 1
            return
        tag = self._tags.get(name)
        if tag is None:
            namespace, _, local = name.rpartition(" ")
            tag = self._tags[name] = local if namespace in _MAIN else name
        keep = self._enter(tag, parent, attributes)
        if keep is Keep.NOTHING:
            self._skipping = 1
            return
        if len(self._stack) > _DEEPEST:
            raise damaged_xml(ValueError("depth"), self._name)
        node = Node(tag, attributes, self._parser.CurrentByteIndex, leaf=keep is Keep.ITSELF)
        parent.children.append(node)
        self._stack.append(node)

    def _end(self, _: str) -> None:
        if self._skipping:
            self._skipping -= 1
        else:
            self._stack.pop().end = self._parser.CurrentByteIndex

    def _characters(self, text: str) -> None:
        if not self._skipping:
            node = self._stack[-1]
            if not node.children:
                node.text += text


def element(data: Bytes, node: Node, attributes: Mapping[str, str | None], content: str) -> str:
    """An element with other attributes (None: without that one) and another content; all else of its tags as it was."""
    name = data.name(node)
    whole = data.tag(node)
    tag = whole.rstrip()
    blank = whole[len(tag) :]
    for key, value in attributes.items():
        found = data.attribute(tag, key)
        if found is None:
            tag += f" {key}={quoteattr(value)}" if value is not None else ""
        elif value is None:
            tag = tag[: found.start()].rstrip() + tag[found.end() :]
        else:
            tag = f"{tag[: found.start()]}{key}={quoteattr(value)}{tag[found.end() :]}"
    if not content and data.empty(node):
        return f"{tag}{blank}/>"
    return f"{tag}{blank}>{content}</{name}>"


def rewritten(node: Node, prefix: str) -> str:
    """A node of plain attributes written anew, for another part, under the prefix of that."""
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in node.attributes.items() if " " not in name)
    content = escape(node.text) if node.text.strip() else ""
    content += "".join(rewritten(child, prefix) for child in node.children if " " not in child.tag)
    return (
        f"<{prefix}{node.tag}{attributes}>{content}</{prefix}{node.tag}>"
        if content
        else (f"<{prefix}{node.tag}{attributes}/>")
    )
