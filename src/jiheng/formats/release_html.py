"""A web page for publication: what a browser shows, without scripts, remarks and what Word and Excel leave in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from jiheng.formats.encoding import check_size, decode
from jiheng.formats.html import declared_charset, is_archive, tree_of
from jiheng.formats.limits import Limits
from jiheng.formats.release_words import Removed
from jiheng.formats.released import Released
from jiheng.formats.text_html_flow import Element, Flow, hidden_classes, name_of
from jiheng.formats.text_html_table import hidden_columns
from jiheng.model.errors import UnsupportedFormat
from jiheng.model.private_numbers import masked, private_numbers

_ARCHIVE = "网页归档（.mht）不能制作公开副本，请用 Word、Excel 或浏览器打开，另存为 .docx、.xlsx 或 .html 后再试。"
_COMMENT = re.compile(r"<!--(?!\[if)(?!\s*(?:/\*|[.@\w][^{}<>]{0,200}\{)).*?-->", re.S)
_GONE = frozenset(
    [
        "script",
        "noscript",
        "template",
        "xml",
        "object",
        "applet",
        "embed",
        "iframe",
        "frame",
        "frameset",
        "link",
        "base",
        "datalist",
        "title",
    ]
)
_UNWRAPPED = frozenset(("ins", "smarttagtype"))
_METAS = frozenset(("content-type", "content-language"))
_REMARK = re.compile(r"mso-element\s*:\s*comment", re.I)
_REMARK_RANGE = re.compile(r"mso-comment-(?:continuation|reference|date)\s*:[^;]*;?", re.I)
_REMARK_CLASSES = frozenset(("MsoCommentReference", "msocomanchor", "msocomoff", "msocomtxt"))
_ADDRESSES = ("src", "href", "background", "action", "data", "longdesc", "cite")
_SHOWN_PICTURE = re.compile(r"data:image/|(?!\w+:|//|\\\\)[^\s\\]+$")
_TELLING = frozenset(("datetime", "cite", "alt", "title", "data-author", "data-user", "o:title", "v:shapes"))
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "tr",
        "table",
        "body",
        "caption",
        "dt",
        "dd",
        "center",
        "pre",
    ]
)
_DOCTYPE = re.compile(r"\s*<!doctype[^>\[]{0,300}>", re.I)
_STYLES = re.compile(r"<style[^>]*>(.*?)</style", re.I | re.S)


def release_html(data: bytes, limits: Limits) -> Released:
    """The copy of a page, in UTF-8."""
    text = _text_of(data, limits)
    removed = Removed()
    removed.count("source_comment", len(_COMMENT.findall(text)))
    root = tree_of(text)
    if root is None:
        return Released(data=data)
    _Page(root, hidden_classes("\n".join(_STYLES.findall(text))), removed).clean()
    # The tree has a document type even where the page has none, and that decides how a browser draws it.
    doctype = _DOCTYPE.match(text)
    made = (doctype[0].encode() + b"\n" if doctype else b"") + _written(root)
    pictures = sum(1 for element in root.iter("img") if element.get("src"))
    notes = (f"有 {pictures} 张图片，图片上的文字没有查，公开前请看过。",) if pictures else ()
    return Released(data=made, removed=removed.sentences(), notes=notes)


def _written(root: Element) -> bytes:
    page: Any = etree.tostring(root, method="html", encoding="utf-8", with_tail=False)
    found: bytes = page
    return found


def _has_text(element: Element) -> bool:
    return any(str(text).strip() for text in element.itertext())


def _text_of(data: bytes, limits: Limits) -> str:
    check_size(data, limits)
    if is_archive(data[:4096]):
        raise UnsupportedFormat(_ARCHIVE)
    return decode(data, declared_charset(data))


class _Page:
    """A page on its way into the copy."""

    def __init__(self, root: Element, classes: frozenset[str], removed: Removed) -> None:
        self._root = root
        self._flow = Flow(classes)
        self._removed = removed

    def clean(self) -> None:
        """Clean all elements."""
        self._drop_columns()
        for element in list(self._root.iter()):
            if element is not self._root and self._is_inside(element):
                self._element(element)
        for element in self._root.iter():
            self._attributes(element)
        self._mask()
        head = self._root.find("head")
        if head is None:
            head = etree.Element("head")
            self._root.insert(0, head)
        charset = etree.Element("meta")
        charset.set("charset", "utf-8")
        head.insert(0, charset)

    def _is_inside(self, element: Element) -> bool:
        parent = element.getparent()
        while parent is not None and parent is not self._root:
            parent = parent.getparent()
        return parent is not None

    def _drop_columns(self) -> None:
        for table in self._root.iter("table"):
            columns = hidden_columns(table, self._flow)
            for row in table.iter("tr") if columns else ():
                at = 0
                for cell in row.iterchildren("td", "th"):
                    span = int(cell.get("colspan") or 1) if (cell.get("colspan") or "1").isdigit() else 1
                    if columns.issuperset(range(at, at + span)):
                        self._empty(cell, "hidden_column")
                    at += span

    def _element(self, element: Element) -> None:
        name, style = name_of(element), element.get("style") or ""
        if not name or name in _GONE:
            if name in ("script", "noscript"):
                self._removed.count("script")
            _drop(element)
        elif name == "meta":
            told = (element.get("name") or "").lower()
            if told in ("author", "lastauthor", "creator", "dc.creator"):
                self._removed.count("author")
            if (element.get("http-equiv") or "").lower() not in _METAS or "charset" in (element.get("content") or ""):
                _drop(element)
        elif name == "del":
            self._removed.count("change")
            _drop(element)
        elif element.get("class") in _REMARK_CLASSES or _REMARK.search(style):
            self._removed.count("comment", "comment-list" not in style and _REMARK.search(style) is not None)
            _drop(element)
        elif name in _UNWRAPPED:
            self._removed.count("change")
            _unwrap(element)
        elif name == "a":
            self._anchor(element)
        elif self._flow.is_hidden(element):
            self._hide(element, name)

    def _hide(self, element: Element, name: str) -> None:
        if name == "tr":
            self._removed.count("hidden_row", _has_text(element))
            for cell in element.iterchildren("td", "th"):
                self._empty(cell, "")
        elif name in ("td", "th"):
            self._empty(element, "hidden_text")
        elif name not in ("col", "colgroup", "tbody", "body"):
            self._removed.count("hidden_text")
            _drop(element)

    def _empty(self, cell: Element, why: str) -> None:
        if why and _has_text(cell):
            self._removed.count(why)
        cell.text = None
        for child in list(cell):
            cell.remove(child)

    def _anchor(self, element: Element) -> None:
        if element.get("href"):
            self._removed.count("hyperlink")
        elif element.get("name") or element.get("id"):
            self._removed.count("bookmark")
        _unwrap(element)

    def _attributes(self, element: Element) -> None:
        for key, value in list(element.attrib.items()):
            lower = str(key).lower()
            if lower.startswith("on") or lower in _TELLING:
                del element.attrib[key]
            elif lower in _ADDRESSES and not (name_of(element) == "img" and _SHOWN_PICTURE.match(str(value))):
                del element.attrib[key]
                self._removed.count("link")
            elif lower == "style" and _REMARK_RANGE.search(str(value)):
                element.set(key, _REMARK_RANGE.sub("", str(value)))
            elif (found := private_numbers(str(value))) and lower != "style":
                element.set(key, masked(str(value)))
                for one in found:
                    self._removed.count(one.kind)

    def _mask(self) -> None:
        """Mask the texts of each block, in however many elements they are."""
        for pieces in _streams(self._root):
            text = "".join(piece for _, _, piece in pieces)
            found = private_numbers(text)
            if not found:
                continue
            new, at = masked(text), 0
            for element, tail, piece in pieces:
                if tail:
                    element.tail = new[at : at + len(piece)]
                else:
                    element.text = new[at : at + len(piece)]
                at += len(piece)
            for one in found:
                self._removed.count(one.kind)


def _streams(root: Element) -> Iterator[list[tuple[Element, bool, str]]]:
    pieces: list[tuple[Element, bool, str]] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = name_of(element)
        if name == "style":
            continue
        if (name in _BLOCKS or name == "br") and pieces:
            yield pieces
            pieces = []
        text = element.text if event == "start" else element.tail
        if text:
            pieces.append((element, event == "end", text))
    if pieces:
        yield pieces


def _drop(element: Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    _give(element.tail, element, parent)
    parent.remove(element)


def _unwrap(element: Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    _give(element.text, element, parent)
    at = parent.index(element)
    children = list(element)
    tail = element.tail
    parent[at : at + 1] = children
    if children:
        children[-1].tail = (children[-1].tail or "") + (tail or "")
    elif tail:
        before = parent[at - 1] if at else None
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail


def _give(text: str | None, element: Element, parent: Element) -> None:
    """Put a text before an element."""
    if not text:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text


# ---- the proof ---------------------------------------------------------------------------------------------------

_LEFT = (
    (re.compile(r"<!--", re.I), "源代码注释"),
    (re.compile(r"<(?:script|xml|object|iframe|link)\b", re.I), "脚本或嵌入的内容"),
    (re.compile(r"<o:(?:Author|LastAuthor|Company|Manager)\b", re.I), "作者信息"),
    (re.compile(r"<meta[^>]+name\s*=", re.I), "网页属性"),
    (re.compile(r"<(?:ins|del)\b", re.I), "修订"),
    (re.compile(r"mso-element\s*:\s*comment|mso-comment-", re.I), "批注"),
    (re.compile(r"\bfile:|\\\\\w", re.I), "本机或内网的路径"),
)


def prove_html(data: bytes, limits: Limits) -> tuple[str, ...]:
    """What is still in a page that must not be."""
    from jiheng.formats.html import read

    text = _text_of(data, limits)
    bare = re.sub(r"(<style[^>]*>).*?(</style)", r"\1\2", text, flags=re.I | re.S)
    left = [words for pattern, words in _LEFT if pattern.search(bare)]
    document = read(data, limits)
    hidden = [one for one in document.hidden if one.why.startswith("hidden") or one.why == "comment"]
    left += [f"{one.at}不显示的文字“{one.text[:20]}”" for one in hidden]
    numbers = private_numbers(re.sub(r"<[^>]*>", "", bare)) or private_numbers(bare)
    root = tree_of(text)
    for pieces in _streams(root) if root is not None else ():
        numbers += private_numbers("".join(piece for _, _, piece in pieces))
    if numbers:
        left.append(f"{len(numbers)} 个没有遮盖的手机号或身份证号")
    return tuple(left)
