"""The content of an HTML element as a stream of texts, breaks and tables; what is hidden or struck is set aside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum

from lxml import etree

from jiheng.formats.document import Hidden
from jiheng.model.location import Location

Element = etree._Element


class Break(Enum):
    """A break in the flow: a new paragraph, or a new line of the same one."""

    BLOCK = "block"
    LINE = "line"


Where = Callable[[], Location]
"""The place that is being read, for what is set aside there."""

Token = str | Break | Element
"""A text, a break, or a table (whose content is not part of the flow)."""

_BLOCK_NAMES = """
address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer form
h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol optgroup p pre section summary td th tr ul
"""
_SKIPPED_NAMES = """
script style head title noscript template xml object applet iframe frameset svg math rt rp datalist
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SKIPPED = frozenset(_SKIPPED_NAMES.split())
_STRUCK = frozenset(("del", "s", "strike"))
_CAPTIONLESS = frozenset(("button", "submit", "reset", "image", "file", "hidden"))
_REMARKS = frozenset(("MsoCommentReference", "msocomanchor"))
_STYLES = {
    "remarks": re.compile(r"mso-element\s*:\s*comment", re.I),
    "hidden": re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all", re.I),
    "symbols": re.compile(r"font-family\s*:[^;]*wingdings", re.I),
    "preformatted": re.compile(r"white-space\s*:\s*pre", re.I),
}
SYMBOLS = str.maketrans(
    "\xfe\uf0fe\xfc\uf0fcx\uf078\xa8\uf0a8o\uf06fR\uf052\xa3\uf0a3P\uf050S\uf053T\uf054",
    "☑☑√√☒☒☐☐☐☐☑☑☐☐√√☒☒☒☒",
)
"""The signs that the Wingdings fonts show for these characters."""

_SPACES = re.compile(r"[ \t\r\n\f]+")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff“”‘’—…·]")


@dataclass(slots=True)
class Flow:
    """Walks elements; keeps what it met but did not read."""

    hidden_classes: frozenset[str] = frozenset()
    hidden: list[Hidden] = field(default_factory=list)

    def tokens(self, root: Element, at: Where) -> Iterator[Token]:
        """What stands in `root`, in order. Without recursion: hostile pages nest deeply."""
        stack: list[tuple[Element, bool, bool]] = [(root, False, False)]
        while stack:
            element, leaving, preformatted = stack.pop()
            tag = name_of(element)
            if leaving:
                if tag in _BLOCKS:
                    yield Break.BLOCK
                yield from _texts(element.tail, preformatted)
                continue
            inside = preformatted
            if element is not root:
                stack.append((element, True, preformatted))
                if tag == "table":
                    if not self.hides(element, at()):
                        yield element
                    continue
                if tag in _SKIPPED or self._sets_aside(element, tag, at):
                    continue
                if tag in _BLOCKS:
                    yield Break.BLOCK
                inside = preformatted or tag in ("pre", "textarea") or _says(element, "preformatted")
            own = _control(element, tag)
            if own is not None:
                yield own
                continue
            text = element.text
            yield from _texts(text.translate(SYMBOLS) if text and _says(element, "symbols") else text, inside)
            stack.extend((child, False, inside) for child in reversed(element))

    def hides(self, element: Element, at: Location, why: str = "hidden_text") -> bool:
        """Whether a browser would not show `element`; what it holds is kept as hidden."""
        if not self.is_hidden(element):
            return False
        self.keep(element, why, at)
        return True

    def is_hidden(self, element: Element) -> bool:
        """Whether `element` itself says that it is not shown."""
        if "hidden" in element.attrib or _says(element, "hidden"):
            return True
        return bool(self.hidden_classes) and not self.hidden_classes.isdisjoint((element.get("class") or "").split())

    def keep(self, element: Element, why: str, at: Location) -> None:
        """Set the text of `element` aside."""
        text = lay_out(list(_texts("".join(_all_text(element)), False)))
        if text:
            self.hidden.append(Hidden(text, why, at))

    def _sets_aside(self, element: Element, tag: str, at: Where) -> bool:
        """Hidden text, tracked deletions, and the remarks that Word leaves beside the text."""
        if tag in _STRUCK:
            self.keep(element, "deleted", at())
            return True
        if element.get("class") in _REMARKS or _says(element, "remarks"):
            self.keep(element, "comment", at())
            return True
        return self.hides(element, at())


def name_of(element: Element) -> str:
    """The name of a tag in small letters; blank for comments and instructions."""
    tag = element.tag
    return tag.lower() if isinstance(tag, str) else ""


def hidden_classes(style_sheets: str) -> frozenset[str]:
    """The classes that a style sheet hides: Excel and Word put `display:none` there."""
    found = set()
    for selectors, body in re.findall(r"([^{}]{1,2000})\{([^{}]{0,5000})\}", style_sheets):
        if _STYLES["hidden"].search(body):
            found.update(re.findall(r"(?:^|,)\s*\w*\.([\w-]+)\s*(?=,|$)", selectors.strip().removeprefix("<!--")))
    return frozenset(found)


def lay_out(tokens: list[str | Break]) -> str:
    """Texts and breaks as the reader of the page sees them: lines without outer blanks, blank lines left out."""
    flat = "".join("\v" if isinstance(token, Break) else token for token in tokens)
    lines = (_collapse(part).replace("\xa0", " ").strip() for part in flat.split("\v"))
    return "\n".join(line for line in lines if line)


def _collapse(text: str) -> str:
    """White space as one blank; a line wrapped in the source leaves none beside a Chinese character."""
    text = text.strip(" \t\r\n\f")

    def blank(found: re.Match[str]) -> str:
        if "\n" not in found.group() and "\r" not in found.group():
            return " "
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        return "" if _WIDE.match(before) or _WIDE.match(after) else " "

    return _SPACES.sub(blank, text)


def _texts(text: str | None, preformatted: bool) -> Iterator[str]:
    if text:
        text = re.sub(r"[\x0b\u2028\u2029\x85]", "\v", text)
        yield re.sub(r"\r\n|\r|\n", "\v", text).replace(" ", "\xa0") if preformatted else text


def _says(element: Element, what: str) -> bool:
    style = element.get("style")
    return style is not None and bool(_STYLES[what].search(style))


def _control(element: Element, tag: str) -> str | Break | None:
    """What stands for an element without flowing content: a line break, a box to tick, a field."""
    if not tag:
        return ""
    if tag == "br":
        return Break.LINE
    if tag == "input":
        kind = (element.get("type") or "text").lower()
        if kind in ("checkbox", "radio"):
            return "☑" if "checked" in element.attrib else "☐"
        return "" if kind in _CAPTIONLESS else element.get("value") or ""
    if tag == "select":
        options = list(element.iter("option"))
        chosen = [option for option in options if "selected" in option.attrib]
        if not chosen and options and options[0].get("value") != "":
            chosen = options[:1]
        return "、".join("".join(_all_text(option)).strip() for option in chosen)
    return None


def _all_text(element: Element) -> Iterator[str]:
    for node in element.iter():
        if isinstance(node.tag, str):
            yield node.text or ""
            if name_of(node) in _BLOCKS or name_of(node) == "br":
                yield "\v"
        if node is not element:
            yield node.tail or ""
