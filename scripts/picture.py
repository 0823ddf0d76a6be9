"""Lines of a terminal as an SVG that needs no font of ours: every run of text is told how wide it must be.

The exporter of the terminal library counts characters, not columns, so Chinese text comes out half as wide as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from rich.cells import cell_len
from rich.segment import Segment

_CELL, _LINE, _TOP, _EDGE = 10, 24, 44, 16
_FONTS = "Menlo, Consolas, 'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', 'PingFang SC', 'Microsoft YaHei', monospace"
_COLOURS = {"cyan": "#0e7490", "green": "#15803d", "yellow": "#a16207", "red": "#b91c1c"}
_RUNS = re.compile(r"(─+|[│╭╮╰╯▌])|([^\x00-ⷿ]+)|([!-ⷿ]+(?: [!-ⷿ]+)*)|\s+")
"""Lines and corners, wide text, narrow text, blanks."""


def svg(title: str, lines: Sequence[Sequence[Segment]]) -> str:
    """A window with a title and these lines in it."""
    wide = max(sum(segment.cell_length for segment in line) for line in lines) * _CELL + 2 * _EDGE
    high = _TOP + len(lines) * _LINE + _EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" font-family="{_FONTS}">',
        "<style>.w{font-size:19px}.n{font-size:16.5px}.b{font-weight:bold}.d{opacity:.6}.l{fill:none;stroke-width:1.5}</style>",
        f'<rect width="{wide}" height="{high}" rx="8" fill="#fbfaf7" stroke="#d6d3cd"/>',
        *(
            f'<circle cx="{20 + 18 * n}" cy="20" r="5.5" fill="{c}"/>'
            for n, c in enumerate(("#f87171", "#fbbf24", "#4ade80"))
        ),
        f'<text x="{wide / 2:g}" y="26" text-anchor="middle" font-size="15" fill="#57534e">{escape(title)}</text>',
    ]
    for number, line in enumerate(lines):
        column = 0
        for segment in line:
            parts.extend(_drawn(segment, column, _TOP + number * _LINE))
            column += segment.cell_length
    return "\n".join([*parts, "</svg>"]) + "\n"


def _drawn(segment: Segment, column: int, top: int) -> list[str]:
    style = segment.style
    colour = _COLOURS.get(style.color.name if style and style.color else "", "#1c1917")
    marks = ("b " if style and style.bold else "") + ("d " if style and style.dim else "")
    parts = []
    for run in _RUNS.finditer(segment.text):
        left = _EDGE + (column + cell_len(segment.text[: run.start()])) * _CELL
        text, size = run.group(), cell_len(run.group()) * _CELL
        if run.group(1):
            parts.append(_line(text[0], left, top, size, colour, marks))
        elif not text.isspace():
            kind = "w" if run.group(2) else "n"
            shown = f'<text x="{left}" y="{top + 18}" textLength="{size}" class="{marks}{kind}" fill="{colour}">'
            parts.append(f"{shown}{escape(text)}</text>")
    return parts


def _line(mark: str, left: int, top: int, size: int, colour: str, marks: str) -> str:
    x, y, bottom, right = left + _CELL // 2, top + _LINE // 2, top + _LINE, left + size
    if mark == "▌":
        return f'<rect x="{left}" y="{top + 3}" width="5" height="{_LINE - 6}" fill="{colour}"/>'
    path = {
        "─": f"M{left} {y}H{right}",
        "│": f"M{x} {top}V{bottom}",
        "╭": f"M{x} {bottom}Q{x} {y} {right} {y}",
        "╮": f"M{left} {y}Q{x} {y} {x} {bottom}",
        "╰": f"M{x} {top}Q{x} {y} {right} {y}",
        "╯": f"M{left} {y}Q{x} {y} {x} {top}",
    }[mark]
    return f'<path d="{path}" class="{marks}l" stroke="{colour}"/>'
