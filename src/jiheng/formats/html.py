"""Web pages, and what Word and Excel save as one (also in one .mht file): tables with their exact spans."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.message import Message

from lxml import etree

from jiheng.formats.document import Document, Metadata
from jiheng.formats.encoding import check_size, decode, looks_like_text
from jiheng.formats.limits import Limits
from jiheng.formats.tally import Tally
from jiheng.formats.text_html_flow import Element, Flow, hidden_classes
from jiheng.formats.text_html_table import Page
from jiheng.model.errors import DamagedDocument, LimitExceeded

_NAMES = (".html", ".htm", ".xhtml", ".mht", ".mhtml")
_TAGS = re.compile(rb"<!doctype\s+html|<(?:html|head|body|table|meta|div|p|h[1-6]|center)[\s>]", re.I)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.I)
_MIME = re.compile(rb"\s*(?:MIME-Version|From|Subject|Date|Content-Type|X-[\w-]+)\s*:", re.I)

_GHOSTS = ("<![if !supportMisalignedColumns]>", "<![endif]>")
"""A row without height by which Word holds the widths of its columns."""
_CONDITIONS = re.compile(r"<!\[(?:if[^\]>]{0,200}|endif)\]>", re.I)
_INSTRUCTION = re.compile(r"^\s*<\?xml[^>]*\?>")


def sniff(head: bytes, name: str) -> bool:
    """Whether the first bytes are a page or a page in an archive of one file."""
    if name.lower().endswith((".md", ".markdown")):
        return False
    if head.lstrip()[:2] in (b"PK", b"{\\") or head.startswith((b"%PDF", b"\xd0\xcf\x11\xe0")):
        return False
    if is_archive(head):
        return True
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if text.lower().startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<body", b"<meta")):
        return True
    named = name.lower().endswith(_NAMES)
    if text.startswith(b"<"):
        return bool(re.search(rb"<html[\s>]", text, re.I)) or (named and bool(_TAGS.search(text)))
    return named and looks_like_text(head)


def read(data: bytes, limits: Limits) -> Document:
    """A page as paragraphs and exact grids."""
    check_size(data, limits)
    declared = None
    if is_archive(data[:4096]):
        data, declared = _page_of_archive(data)
    text = decode(data, declared or declared_charset(data))
    page = parse(text, limits)
    return Document(tuple(page.blocks), "html", _metadata(text), tuple(page.flow.hidden))


def declared_charset(data: bytes) -> str | None:
    """The charset that a page says it has."""
    found = _CHARSET.search(data[:4096])
    return found.group(1).decode("ascii") if found else None


def parse(
    text: str, limits: Limits, first_line: int | None = None, tally: Tally | None = None, kind: type[Page] = Page
) -> Page:
    """The blocks of a page or of a fragment of one; `tally` counts what was read of the file before."""
    page = kind(limits, tally or Tally(limits), Flow(hidden_classes(_style_sheets(text))), first_line)
    root = tree_of(text)
    if root is not None:
        body = root.find("body")
        page.read(root if body is None else body)
    return page


def tree_of(text: str) -> Element | None:
    """The tree of a page without its comments; None of one that is blank."""
    text = _INSTRUCTION.sub("", _CONDITIONS.sub("", "".join(without(text, *_GHOSTS))))
    if not text.strip():
        return None
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root: Element | None = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.ParserError:
        return None
    except etree.XMLSyntaxError as error:
        raise DamagedDocument("网页内容已损坏，无法解析，请在浏览器中打开后另存一份再试。") from error
    if any("depth" in entry.message.lower() for entry in parser.error_log):
        raise LimitExceeded("网页标签嵌套过深，无法完整读取，请在浏览器中复制表格到 Word 后再试。")
    return root


def _style_sheets(text: str) -> str:
    lowered = re.sub(r"<(/?)style", r"<\1style", text, flags=re.I)
    sheets: list[str] = []
    position = 0
    while (begin := lowered.find("<style", position)) >= 0 and (end := lowered.find("</style", begin)) >= 0:
        sheets.append(text[begin:end].partition(">")[2])
        position = end + 1
    return "\n".join(sheets)


def without(text: str, begin: str, end: str) -> Iterator[str]:
    """The pieces of `text` outside of each `begin` ... `end`."""
    position = 0
    while (start := text.find(begin, position)) >= 0 and (stop := text.find(end, start)) >= 0:
        yield text[position:start]
        position = stop + len(end)
    yield text[position:]


def is_archive(head: bytes) -> bool:
    """Whether a file is a page with its pictures in one file of mail."""
    return bool(_MIME.match(head)) and b"multipart/related" in head[:4096].lower()


def _page_of_archive(data: bytes) -> tuple[bytes, str | None]:
    """The page in a .mht file, and the charset that its part declares."""
    for part in email.message_from_bytes(data).walk():
        if isinstance(part, Message) and part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and payload.strip():
                charset = part.get_content_charset()
                return payload, charset
    raise DamagedDocument("网页归档（.mht）中没有网页内容，请在浏览器中打开后另存为 .html 再试。")


def _metadata(text: str) -> Metadata:
    """The properties that Word and Excel leave in a page."""

    def of(name: str) -> str | None:
        found = re.search(rf"<o:{name}>([^<]*)</o:{name}>", text)
        return found.group(1).strip() or None if found else None

    return Metadata(
        author=of("Author"),
        last_modified_by=of("LastAuthor"),
        created=of("Created"),
        modified=of("LastSaved"),
        revisions=len(re.findall(r"<(?:ins|del)[\s>]", text, re.I)),
        comments=len(re.findall(r"mso-element:\s*comment(?!-)", text)),
        bookmarks=len(re.findall(r"<a\s+name=", text, re.I)),
    )
