"""Which fonts a form asks for: those of its texts, Chinese and Latin ones apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from jiheng.formats import docx_names as w
from jiheng.formats.container import Container
from jiheng.formats.encoding import decode
from jiheng.formats.html import declared_charset
from jiheng.formats.limits import Limits
from jiheng.formats.xlsx_values import NAMESPACE as S
from jiheng.model.errors import UnreadableDocument

_W = "{" + w.NAMESPACE + "}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_LATIN = re.compile("[0-9A-Za-z]")
_CSS_FAMILY = re.compile(r"font-family\s*:\s*[\"']?([^;,\"'}]{1,60})", re.I)
_FACE = re.compile(r"\sface\s*=\s*[\"']?([^,\"'>]{1,60})", re.I)
_GENERIC = frozenset({"serif", "sans-serif", "monospace", "inherit", "initial", "cursive", "system-ui"})
_DEEPEST = 20
_STORIES = ("header", "footer", "footnotes", "endnotes")


def asked_fonts(data: bytes, format: str, limits: Limits) -> tuple[str, ...]:
    """The families that the texts of a form ask for, each once, in the order in which they first come."""
    if format == "html":
        text = decode(data, declared_charset(data))
        names = [found[1].strip() for pattern in (_CSS_FAMILY, _FACE) for found in pattern.finditer(text)]
        return tuple(dict.fromkeys(name for name in names if name.lower() not in _GENERIC))
    container = Container(data, limits)
    found = _WordFonts(container).asked() if format == "docx" else _of_workbook(container)
    return tuple(name for name in dict.fromkeys(found) if name)


class _WordFonts:
    """The fonts of a document, by the styles that its texts have."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._main = container.main_part("word/document.xml")
        self._links = container.relationships(self._main)
        styles = self._part("styles")
        self._styles = {}
        self._usual = ""
        self._defaults: etree._Element | None = None
        if styles is not None:
            self._defaults = styles.find(f"{_W}docDefaults/{_W}rPrDefault/{w.RPR}/{w.FONTS}")
            for style in styles.iterchildren(_W + "style"):
                self._styles[style.get(_W + "styleId") or ""] = style
                if style.get(_W + "default") in ("1", "true") and style.get(w.TYPE) == "paragraph":
                    self._usual = style.get(_W + "styleId") or ""
        self._theme = self._theme_fonts()
        self._known: dict[tuple[str, str], str] = {}

    def _part(self, kind: str) -> etree._Element | None:
        for link in self._links:
            if link.kind == kind and link.target in self._container:
                try:
                    return self._container.tree(link.target)
                except UnreadableDocument:
                    return None
        return None

    def _theme_fonts(self) -> dict[str, str]:
        found: dict[str, str] = {}
        root = self._part("theme")
        for kind in ("major", "minor"):
            fonts = next(root.iter(f"{_A}{kind}Font"), None) if root is not None else None
            for child in fonts if fonts is not None else ():
                face = child.get("typeface") or ""
                if child.tag == _A + "latin":
                    found[kind + "HAnsi"] = found[kind + "Ascii"] = face
                elif (child.tag == _A + "ea" and face) or child.get("script") == "Hans":
                    found.setdefault(kind + "EastAsia", face)
        return found

    def asked(self) -> Iterator[str]:
        """The family of every run that has a text."""
        wanted = [self._main, *(link.target for link in self._links if link.kind in _STORIES)]
        for name in wanted:
            root = self._container.tree(name)
            for text in root.iter(w.T) if root is not None else ():
                run = text.getparent()
                if run is not None and run.tag == w.R and text.text:
                    if _CHINESE.search(text.text):
                        yield self._family(run, "eastAsia")
                    if _LATIN.search(text.text):
                        yield self._family(run, "ascii")

    def _family(self, run: etree._Element, slot: str) -> str:
        properties = run.find(w.RPR)
        if properties is not None:
            own = self._named(properties.find(w.FONTS), slot)
            style = properties.find(w.R_STYLE)
            own = own or (self._of_style(style.get(w.VAL) or "", slot) if style is not None else "")
            if own:
                return own
        paragraph = next(run.iterancestors(w.P), None)
        style = paragraph.find(f"{w.PPR}/{w.P_STYLE}") if paragraph is not None else None
        name = style.get(w.VAL) or "" if style is not None else self._usual
        return self._of_style(name, slot) or self._named(self._defaults, slot)

    def _of_style(self, name: str, slot: str) -> str:
        known = self._known.get((name, slot))
        if known is None:
            known = self._known[name, slot] = self._look_up(name, slot)
        return known

    def _look_up(self, name: str, slot: str) -> str:
        for _ in range(_DEEPEST):
            style = self._styles.get(name)
            if style is None:
                break
            found = self._named(style.find(f"{w.RPR}/{w.FONTS}"), slot)
            if found:
                return found
            base = style.find(_W + "basedOn")
            name = base.get(w.VAL) or "" if base is not None else ""
        return ""

    def _named(self, fonts: etree._Element | None, slot: str) -> str:
        if fonts is None:
            return ""
        theme = fonts.get(f"{_W}{slot}Theme")
        return (self._theme.get(theme, "") if theme else "") or fonts.get(_W + slot) or ""


def _of_workbook(container: Container) -> Iterator[str]:
    """The fonts of the cells that hold something."""
    main = container.main_part("xl/workbook.xml")
    links = container.relationships(main)
    styles = next((container.tree(link.target) for link in links if link.kind == "styles"), None)
    if styles is None:
        return
    fonts = [font.find(S + "name") for font in styles.iterfind(f"{S}fonts/{S}font")]
    formats = [xf.get("fontId") or "0" for xf in styles.iterfind(f"{S}cellXfs/{S}xf")]
    for link in links:
        if link.kind != "worksheet" or link.target not in container:
            continue
        used = {cell.get("s") or "0" for cell in container.stream(link.target, (S + "c",)) if len(cell)}
        for name in sorted(used, key=lambda one: (len(one), one)):
            number = _number(formats[_number(name)]) if _number(name) < len(formats) else 0
            font = fonts[number] if number < len(fonts) else None
            if font is not None:
                yield font.get("val") or ""


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0
