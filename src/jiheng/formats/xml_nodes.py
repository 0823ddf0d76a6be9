"""A piece of an XML part as elements that know their place in its bytes, and the characters of their texts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html import unescape
from xml.parsers import expat
from xml.sax.saxutils import escape

from lxml import etree

from jiheng.formats.container import damaged_xml
from jiheng.formats.xml_splice import EditedPart

_START_TAG = re.compile(rb"<[^\"'>]*(?:\"[^\"]*\"[^\"'>]*|'[^']*'[^\"'>]*)*>")
_CHUNK = 1 << 15
_CHARACTER = re.compile(rb"&[^;]*;|\r\n|[\x00-\x7f]|[\xc0-\xff][\x80-\xbf]*")
_ATTRIBUTE = r"""\s+{name}\s*=\s*(?:"[^"]*"|'[^']*')"""


class Node:
    """An element of a part: where it stands (as `Span` of `xml_splice` tells it), its attributes and children."""

    __slots__ = ("after", "attributes", "children", "end", "inside", "local", "name", "parent", "start")

    def __init__(self, name: str, attributes: dict[str, str], start: int, inside: int, parent: Node | None) -> None:
        self.name = name
        self.local = name.rpartition(":")[2]
        """The tag without its prefix."""
        self.attributes = attributes
        self.start = start
        self.inside = inside
        self.end = self.after = inside
        self.parent = parent
        self.children: list[Node] = []

    @property
    def prefix(self) -> str:
        """The prefix with its colon, blank where there is none."""
        return self.name[: len(self.name) - len(self.local)]

    @property
    def empty(self) -> bool:
        """Whether it is one tag that has no content."""
        return self.inside == self.after

    def child(self, local: str) -> Node | None:
        """The first child of this name."""
        return next((child for child in self.children if child.local == local), None)

    def value(self, local: str) -> str | None:
        """An attribute by its name without the prefix."""
        return next((text for name, text in self.attributes.items() if name.rpartition(":")[2] == local), None)

    def iter(self) -> Iterator[Node]:
        """The element and all below it, in the order of the file."""
        yield self
        for child in self.children:
            yield from child.iter()

    def ancestors(self) -> Iterator[Node]:
        """What it stands in, from the inside."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent


class _Done(Exception):
    """The element that was asked for is complete."""


def scan_element(xml: bytes, start: int, name: str) -> Node:
    """The element whose tag begins at an offset.

    :param name: of the part, for what is said of a damaged one.
    """
    parser = expat.ParserCreate("utf-8")
    root: Node | None = None
    node: Node | None = None

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal root, node
        at = start + parser.CurrentByteIndex
        match = _START_TAG.match(xml, at)
        made = Node(tag, attributes, at, match.end() if match else at, node)
        if node is None:
            root = made
        else:
            node.children.append(made)
        node = made

    def finish(_: str) -> None:
        nonlocal node
        assert node is not None
        node.end = start + parser.CurrentByteIndex
        empty = node.end in (node.start, node.inside) and xml[node.inside - 2 : node.inside] == b"/>"
        if empty:
            node.end = node.after = node.inside
        else:
            node.after = xml.index(b">", node.end) + 1
        node = node.parent
        if node is None:
            raise _Done

    parser.StartElementHandler, parser.EndElementHandler = begin, finish
    try:
        for at in range(start, len(xml), _CHUNK):
            parser.Parse(xml[at : at + _CHUNK], False)
    except _Done:
        pass
    except expat.ExpatError as error:
        raise damaged_xml(error, name) from error
    if root is None or node is not None:
        raise damaged_xml(ValueError("an element does not end"), name)
    return root


def starts(
    part: EditedPart, root: etree._Element, elements: Collection[etree._Element], namespace: bytes
) -> dict[etree._Element, int]:
    """Where the tags of elements of a tree begin in its part.

    :param root: the tree of the part, or one that lacks properties of which none holds an element of these names.
    :param namespace: of the elements, whose usual prefix is `w`.
    """
    xml = part.xml
    plain = b"<!" not in xml and xml.count(b"<?") < 2 and xml.count(namespace + b'"') == 1
    plain = plain and b'xmlns:w="' + namespace + b'"' in xml[:8192]
    found: dict[etree._Element, int] = {}
    for tag in {str(element.tag) for element in elements}:
        wanted = {element for element in elements if element.tag == tag}
        ordinals = {element: number for number, element in enumerate(root.iter(tag)) if element in wanted}
        if plain:
            start = re.compile(rb"<w:%b[\s/>]" % tag.rpartition("}")[2].encode())
            places = {number: match.start() for number, match in enumerate(start.finditer(xml))}
        else:
            numbers = set(ordinals.values())
            whole = {element: n for n, element in enumerate(part.root.iter(tag)) if n in numbers}
            places = {whole[element]: span.start for element, span in part.spans(whole.keys()).items()}
        if any(ordinals.get(element, -1) not in places for element in wanted):
            raise damaged_xml(ValueError("the tree and the bytes do not agree"), part.name)
        found.update((element, places[number]) for element, number in ordinals.items())
    return found


def pair(element: etree._Element, node: Node, without: Collection[str]) -> dict[etree._Element, Node]:
    """The elements of a tree with their places, where one of both may lack the elements of the names `without`.

    Nothing where the two do not agree.
    """
    found: dict[etree._Element, Node] = {}
    waiting = [(element, node)]
    while waiting:
        one, other = waiting.pop()
        found[one] = other
        ones = [child for child in one if _local(child) not in without]
        others = [child for child in other.children if child.local not in without]
        if len(ones) != len(others) or _local(one) != other.local:
            return {}
        waiting.extend(zip(ones, others, strict=True))
    return found


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def characters(xml: bytes, node: Node, text: str) -> list[tuple[int, int]] | None:
    """Where each character of an element's text stands; None where its bytes hold more than characters and references."""
    content = xml[node.inside : node.end]
    if b"<" in content:
        return None
    places = [(node.inside + m.start(), node.inside + m.end()) for m in _CHARACTER.finditer(content)]
    return places if len(places) == len(text) and unescape_xml(content) == text else None


def unescape_xml(content: bytes) -> str:
    """The characters of a text of XML."""
    text = content.decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    return unescape(text) if "&" in text else text


def markup(text: str) -> str:
    """A text as XML holds it."""
    return escape(text).replace("\r", "&#13;")


def without_attributes(tag: str, *names: str) -> str:
    """A start tag without some attributes, named by regular expressions of what stands there."""
    for name in names:
        tag = re.sub(_ATTRIBUTE.format(name=name), "", tag)
    return tag
