"""Lines without any sign of columns: prose, or a table copied from a web page with each cell on a line of its own."""

from __future__ import annotations

from jiheng.formats.text_cells import Builder, Draft, Rows
from jiheng.formats.text_lines import Line, is_attachment, is_chapter, is_furniture, is_title

LINES = "逐行一格"
GROUPS = "逐行一格，空行分行"

_FEW = 6
"""Fewer lines than this are no table."""
_SHORT = 16
"""Characters up to which a line reads as a label or a value."""


def read_plain(lines: list[Line], builder: Builder) -> None:
    """Lines between the other tables of a file: cells where most lines are short, else paragraphs."""
    part: list[Line] = []
    for line in lines:
        if line.heading or _names_table(line.text) or (not part and is_title(line.text)) or _parts_file(line.text):
            _read_part(part, builder)
            builder.paragraph(line)
            part = []
        else:
            part.append(line)
    _read_part(part, builder)


def _names_table(text: str) -> bool:
    """…表: between cells a year or 县政府工作报告 is one of them, not a title."""
    return is_title(text) and text.rstrip("）) ").endswith(("表", "年度", "年")) and len(text.strip()) > 9


def _parts_file(text: str) -> bool:
    return is_attachment(text) or is_chapter(text)


def _read_part(lines: list[Line], builder: Builder) -> None:
    filled = [line for line in lines if not line.blank and not is_furniture(line.text)]
    short = [_is_short(line) for line in filled]
    if len(filled) < _FEW or sum(short) * 100 < len(filled) * 55:
        for line in lines:
            builder.paragraph(line)
        return
    first = next(n for n, line in enumerate(filled) if not _is_prose(line))
    begin = lines.index(filled[first])
    for line in lines[:begin]:
        builder.paragraph(line)
    page = [line for line in lines[begin:] if is_furniture(line.text)]
    rows = _groups(lines[begin:])
    if len(filled) - first < len(rows) * 1.5:
        builder.grid([[cell] for row in rows for cell in row], LINES, columns=False, page=page)
    else:
        builder.grid(rows, GROUPS if len(rows) > 1 else LINES, columns=False, page=page)


def _is_short(line: Line) -> bool:
    text = line.text.strip()
    return len(text) <= _SHORT and text[-1] not in "。；;，"


def _is_prose(line: Line) -> bool:
    text = line.text.strip()
    return len(text) > 30 or text[-1] in "。；;"


def _groups(lines: list[Line]) -> Rows:
    """The cells between blank lines; each for itself where no blank line stands."""
    rows: Rows = [[]]
    blank = False
    for line in lines:
        if is_furniture(line.text):
            continue
        if line.blank:
            if rows[-1]:
                rows.append([])
                blank = True
        else:
            rows[-1].append(Draft.of(line.number, line.text))
    rows = [row for row in rows if row]
    return rows if blank and len(rows) > 1 else [[cell] for row in rows for cell in row]
