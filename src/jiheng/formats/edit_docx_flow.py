"""New texts as the XML of a Word document: texts, tabs, line breaks and new paragraphs."""

from __future__ import annotations

import re

from jiheng.formats.edit_docx_plan import Refused
from jiheng.formats.edit_docx_source import TRACKED, Source
from jiheng.formats.symbols import is_symbol_font
from jiheng.formats.xml_nodes import Node, markup, without_attributes

_BLANKS = re.compile("^[ \t\n]|[ \t\n]$|[ \t\n]{2}")
_STOPS = re.compile("([\t\n])")
_WRAPPERS = frozenset({"hyperlink", "ins", "moveTo", "smartTag", "customXml", "dir", "bdo"})
"""What may be closed and opened again within a paragraph."""
_UNIQUE = (r"\w+:paraId", r"\w+:textId")


def needs_preserve(text: str) -> bool:
    """Whether a text has blanks that XML programs may leave out."""
    return _BLANKS.search(text) is not None


def mark_properties(source: Source, paragraph: Node) -> str:
    """The properties of a paragraph's mark, for a run."""
    properties = paragraph.child("pPr")
    mark = properties.child("rPr") if properties is not None else None
    return "" if mark is None else source.without(mark, TRACKED)


def new_run(source: Source, paragraph: Node, text: str, look: str) -> str:
    """A new run right in a paragraph."""
    run = f"{paragraph.prefix}r"
    head = f"<{run}>{look}"
    tail = f"</{run}>"
    split = _split(source, paragraph, []) if "\n" in text else None
    stop = f"<{paragraph.prefix}br/>" if split is None else f"{tail}{split[0]}{split[1]}{head}"
    return head + _runs_of(text, paragraph.prefix, stop) + tail


class Flow:
    """What stands at an element of a run, and how a text goes there."""

    def __init__(self, source: Source, node: Node) -> None:
        self._source = source
        self._prefix = node.prefix
        self._run = node.parent if node.parent is not None and node.parent.local == "r" else None
        self._node = node
        self._is_text = node.local in ("t", "delText")

    def check(self, text: str) -> None:
        """Refuse what cannot stand here."""
        if not text:
            return
        if self._run is None or not (self._is_text or self._prefix == self._run.prefix):
            raise Refused("这里的内部结构不寻常，不能写入，请用 Word 或 WPS 打开，另存一份后再试")
        if self._node.local == "t" and self._in_formula() and _STOPS.search(text):
            raise Refused("公式里不能分行，请用 Word 或 WPS 手工修改")

    def within(self, text: str) -> tuple[str, str]:
        """A text in the middle of the text element: what goes into it as it is, and what closes and opens it again."""
        if not text:
            return "", ""
        name, opened = self._node.name, f'<{self._node.name} xml:space="preserve">'
        if self._in_symbols():
            head, tail = self._apart()
            return "", f"</{name}>{head}{self._runs(text, plain=True)}{tail}{opened}"
        first, *rest = _STOPS.split(text)
        if not rest:
            return first, ""
        stops = {"\t": f"<{self._prefix}tab/>", "\n": self._stop()}
        made = "".join(f"</{name}>{stops[rest[n]]}{opened}{markup(rest[n + 1])}" for n in range(0, len(rest), 2))
        return first, made

    def beside(self, text: str) -> str:
        """A text in the run, where no text element stands."""
        if not self._in_symbols():
            return self._runs(text)
        head, tail = self._apart()
        return head + self._runs(text, plain=True) + tail

    def _runs(self, text: str, *, plain: bool = False) -> str:
        return _runs_of(text, self._prefix, self._stop(plain=plain))

    def _properties(self) -> Node | None:
        return None if self._run is None else self._run.child("rPr")

    def _in_symbols(self) -> bool:
        properties = self._properties()
        fonts = properties.child("rFonts") if properties is not None else None
        return fonts is not None and is_symbol_font(fonts.value("ascii") or fonts.value("hAnsi") or "")

    def _apart(self) -> tuple[str, str]:
        """What makes a run of its own without the symbol font, and goes back to this one."""
        assert self._run is not None
        end = f"</{self._run.name}>"
        return end + self._start(plain=True), end + self._start()

    def _start(self, *, plain: bool = False) -> str:
        """The start of a run like this one."""
        assert self._run is not None
        properties = self._properties()
        look = "" if properties is None else self._source.without(properties, {"rFonts"} if plain else ())
        return self._source.start_tag(self._run) + look

    def _stop(self, *, plain: bool = False) -> str:
        """What ends a line: a new paragraph like this one, or a line break where that cannot be."""
        assert self._run is not None
        wrappers: list[Node] = []
        for outer in self._run.ancestors():
            if outer.local == "p" and outer.prefix == self._prefix:
                split = None if self._in_field(outer) else _split(self._source, outer, wrappers)
                if split is not None:
                    return f"</{self._run.name}>{split[0]}{split[1]}{self._start(plain=plain)}"
                break
            if outer.local not in _WRAPPERS:
                break
            wrappers.append(outer)
        return f"<{self._prefix}br/>"

    def _in_field(self, paragraph: Node) -> bool:
        depth = 0
        for node in paragraph.iter():
            if node is self._node:
                break
            if node.local == "fldChar":
                depth += {"begin": 1, "end": -1}.get(node.value("fldCharType") or "", 0)
        return depth > 0

    def _in_formula(self) -> bool:
        return any(outer.local == "oMath" for outer in self._node.ancestors())


def _runs_of(text: str, prefix: str, stop: str) -> str:
    """A text as children of a run."""
    out = []
    for piece in _STOPS.split(text):
        if piece == "\n":
            out.append(stop)
        elif piece == "\t":
            out.append(f"<{prefix}tab/>")
        elif piece:
            space = ' xml:space="preserve"' if needs_preserve(piece) else ""
            out.append(f"<{prefix}t{space}>{markup(piece)}</{prefix}t>")
    return "".join(out)


def _split(source: Source, paragraph: Node, wrappers: list[Node]) -> tuple[str, str] | None:
    """What ends a paragraph within its wrappers, from the inside, and begins another one like it; None where its
    properties can only be there once."""
    properties = paragraph.child("pPr")
    look = ""
    if properties is not None:
        mark = properties.child("rPr")
        deleted = mark is not None and any(child.local in ("del", "moveFrom") for child in mark.children)
        if deleted or properties.child("sectPr") is not None:
            return None
        look = source.without(properties, TRACKED, inner="rPr")
    close = "".join(f"</{wrapper.name}>" for wrapper in wrappers) + f"</{paragraph.name}>"
    opened = "".join(_reopened(source, wrapper) for wrapper in reversed(wrappers))
    return close, without_attributes(source.start_tag(paragraph), *_UNIQUE) + look + opened


def _reopened(source: Source, wrapper: Node) -> str:
    tag = source.start_tag(wrapper)
    if wrapper.local in ("ins", "moveTo"):
        tag = re.sub(r'(\s\w+:id\s*=\s*")[^"]*"', lambda found: f'{found[1]}{source.fresh_id()}"', tag, count=1)
    return tag
