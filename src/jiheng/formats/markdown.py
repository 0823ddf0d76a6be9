"""Markdown: headings and paragraphs, pipe tables, and tables in HTML as converters of scans write them."""

from __future__ import annotations

import html as entities
import re
from dataclasses import replace

from jiheng.formats import html, text
from jiheng.formats.document import Document, Hidden
from jiheng.formats.encoding import decode_within, looks_like_text
from jiheng.formats.limits import Limits
from jiheng.formats.text_cells import Builder
from jiheng.formats.text_lines import Line, split_lines
from jiheng.formats.text_pipes import is_rule
from jiheng.model.location import Location

_NAMES = (".md", ".markdown", ".mdown", ".mkd")
_TABLE = re.compile(r"<(/?)table\b", re.I)
_TAG_LINE = re.compile(r"\s*</?(?:div|p|center|h[1-6]|html|body|section|article)\b[^<>]*>", re.I)
_INLINE = re.compile(r"</?(?:b|strong|i|em|u|sup|sub|span|font|p|div|center|small|big|a|ins|mark)\b[^<>]*>", re.I)
_HEADING = re.compile(r"\s{0,3}#{1,6}[ \t]+(.*?)[ \t]*#*\s*")
_UNDERLINE = re.compile(r"\s{0,3}(?:=+|-{2,}|(?:\*\s*){3,}|(?:_\s*){3,})\s*")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_QUOTE = re.compile(r"^\s{0,3}(?:>\s?)+")
_BULLET = re.compile(r"^\s*[-*+]\s+(?=\S)")
_BOLD = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,2000}?)(?<=\S)\1")
_STRUCK = re.compile(r"~~(?=\S)(.{1,2000}?)(?<=\S)~~|<(del|s|strike)\b[^<>]*>(.{0,2000}?)</\2>", re.I)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!~<>])")


def sniff(head: bytes, name: str) -> bool:
    """By its name: any text is Markdown."""
    return name.lower().endswith(_NAMES) and looks_like_text(head)


def read(data: bytes, limits: Limits) -> Document:
    """A Markdown file as paragraphs and grids."""
    content = _without_comments(decode_within(data, limits))
    lines, hidden = split_lines(content)
    builder = Builder(limits, hidden=hidden)
    plain: list[Line] = []
    n = 0
    while n < len(lines):
        end = _end_of_html(lines, n)
        if end > n:
            text.read_lines(plain, builder)
            plain = []
            _read_html(lines[n:end], builder)
            n = end
        else:
            plain.append(_cleaned(lines, n, builder))
            n += 1
    text.read_lines(plain, builder)
    return Document(tuple(builder.blocks), "md", hidden=tuple(builder.hidden))


def _without_comments(content: str) -> str:
    """The text without `<!-- -->`, its line ends kept."""
    pieces: list[str] = []
    position = 0
    while (begin := content.find("<!--", position)) >= 0 and (end := content.find("-->", begin)) >= 0:
        pieces += content[position:begin], "\n" * content.count("\n", begin, end)
        position = end + 3
    return "".join([*pieces, content[position:]])


def _end_of_html(lines: list[Line], start: int) -> int:
    """Behind the HTML that begins on line `start`: a table to its end, another element to the next blank line."""
    depth = 0
    if not _TABLE.search(lines[start].text):
        if not _TAG_LINE.match(lines[start].text):
            return start
        stop = start
        while stop < len(lines) and not lines[stop].blank and not _TABLE.search(lines[stop].text):
            stop += 1
        return stop
    for n in range(start, len(lines)):
        for found in _TABLE.finditer(lines[n].text):
            depth += -1 if found.group(1) else 1
        if depth <= 0:
            return n + 1
    return len(lines)


def _read_html(lines: list[Line], builder: Builder) -> None:
    fragment = "\n".join(line.text.replace("\v", "<br>") for line in lines)
    page = html.parse(fragment, builder.limits, lines[0].number, builder.tally)
    builder.blocks.extend(page.blocks)
    builder.hidden.extend(page.flow.hidden)


def _cleaned(lines: list[Line], n: int, builder: Builder) -> Line:
    """The line without the signs of Markdown."""
    line = lines[n]
    content = line.text
    if _FENCE.match(content) or (_UNDERLINE.fullmatch(content) and not _below_head(lines, n)):
        return replace(line, text="")
    heading = _HEADING.fullmatch(content)
    if heading:
        content = heading.group(1)
    content = _BULLET.sub("", _QUOTE.sub("", content))

    def strike(found: re.Match[str]) -> str:
        builder.hidden.append(Hidden(found.group(1) or found.group(3), "deleted", Location(line=line.number)))
        return ""

    content = _STRUCK.sub(strike, content) if "~~" in content or "<" in content else content
    if "**" in content or "__" in content:
        content = _BOLD.sub(r"\2", content)
    content = _ESCAPED.sub(r"\1", _INLINE.sub("", content))
    content = entities.unescape(content).replace("\xa0", " ")
    return replace(line, text=content, heading=line.heading or bool(heading))


def _below_head(lines: list[Line], n: int) -> bool:
    """Whether the dashes on line `n` belong to a table without outer pipes."""
    return "|" in lines[n].text or (n > 0 and "|" in lines[n - 1].text and is_rule(lines[n]))
