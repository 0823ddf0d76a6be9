"""Tables drawn with characters: pipes as in Markdown, `+---+` frames, box characters with their partial rules."""

from __future__ import annotations

import re

from jiheng.formats.text_cells import Builder, Draft, Rows
from jiheng.formats.text_lines import Line, is_furniture, is_title

PIPES = "竖线分隔"
FRAMED = "字符画框"

_VERTICAL = "|｜│┃║"
_JUNCTION = "┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛╔╦╗╠╬╣╚╩╝┠┯┨┝┿┥╪╫╟╢╤╧┷┸┰┭┮┞┟┡┢╞╡"
_BAR = "─━═┄┅┈┉╌╍"
_RULE = re.compile(rf"\s*[+:{_VERTICAL}{_JUNCTION}{_BAR}\-=—\s]{{3,}}\s*")
_DASHES = re.compile(rf"\s*:?[{_BAR}\-=—]{{1,}}[{_BAR}\-=—+\s{_JUNCTION}]*:?\s*")
_FIELDS = re.compile(rf"(?<!\\)[{_VERTICAL}]")
_FRAME_FIELDS = re.compile(rf"(?<!\\)[{_VERTICAL}{_JUNCTION}+]")
_RULED = re.compile(rf"[{_JUNCTION}+][{_BAR}\-=]")
_NEW_LINE = re.compile(r"<br\s*/?>", re.I)
_OPEN_LINES = 50


def is_piped(line: Line) -> bool:
    """A line with a pipe between its fields, or a rule of a frame."""
    return bool(_FIELDS.search(line.text)) or is_frame_rule(line)


def is_frame_rule(line: Line) -> bool:
    """A line of a frame: `+---+`, `┌──┬──┐`."""
    text = line.text.strip()
    return (
        len(text) > 2
        and bool(_RULE.fullmatch(text))
        and (text[0] in "+" + _JUNCTION or (text[0] in _BAR and text[-1] in _JUNCTION))
    )


def is_rule(line: Line) -> bool:
    """The rule below a head row: `|---|:--:|`, or a line of a frame."""
    text = line.text.strip()
    return is_frame_rule(line) or (bool(_RULE.fullmatch(text)) and any(c in "-=—" + _BAR for c in text))


def starts_table(lines: list[Line], n: int) -> bool:
    """Whether a drawn table begins on line `n`: one piped line alone is prose."""
    if not is_piped(lines[n]) or is_title(lines[n].text):
        return False
    if is_frame_rule(lines[n]):
        return n + 1 < len(lines) and is_piped(lines[n + 1])
    after = [line for line in lines[n + 1 : n + 4] if not line.blank]
    piped = bool(after) and (is_piped(after[0]) or is_rule(after[0]))
    text = lines[n].text.strip()
    runs_on = n + 1 < len(lines) and not lines[n + 1].blank and _runs_on(lines, n + 1, n + 1)
    return piped or runs_on or (text[0] in _VERTICAL and text[-1] in _VERTICAL and len(_FIELDS.split(text)) > 3)


def read_table(lines: list[Line], start: int, builder: Builder) -> int:
    """The drawn table from line `start` on; returns the index of the line behind it."""
    body, page, stop = _extent(lines, start)
    if all(is_rule(line) for line in body):
        for line in (*body, *page):
            builder.paragraph(line)
        return stop
    framed = sum(1 for line in body if is_frame_rule(line))
    if framed > 3 or (framed and any(_is_partial(line) for line in body)):
        builder.grid(_framed_rows(body), FRAMED, page=page)
    else:
        builder.grid(_piped_rows(body), FRAMED if framed else PIPES, page=page)
    return stop


def _extent(lines: list[Line], start: int) -> tuple[list[Line], list[Line], int]:
    """The lines of the table, the page numbers among them, and the index behind them."""
    body: list[Line] = []
    page: list[Line] = []
    stop, n = start, start
    aside: list[Line] = []
    while n < len(lines):
        line = lines[n]
        if is_piped(line) or (is_rule(line) and body and body[-1].number + 1 == line.number):
            new_table = n > stop and body and n + 1 < len(lines) and is_rule(lines[n + 1]) and not is_rule(line)
            if n - stop > 3 or (new_table and not is_frame_rule(lines[n + 1])) or (n > stop and is_frame_rule(line)):
                break
            page += aside
            aside = []
            body.append(line)
            stop = n + 1
        elif is_furniture(line.text):
            aside.append(line)
        elif not line.blank and _runs_on(lines, n, stop):
            body.append(line)
            stop = n + 1
        elif not line.blank:
            break
        n += 1
    return body, page, stop


def _runs_on(lines: list[Line], n: int, stop: int) -> bool:
    """Whether the line without a pipe at `n` stands in a cell of a row that a pipe opened and a later one closes."""
    if n != stop:
        return False
    opened = next((lines[m].text.strip() for m in range(n - 1, max(n - _OPEN_LINES, -1), -1) if is_piped(lines[m])), "")
    if not opened or opened[0] not in _VERTICAL or opened[-1] in _VERTICAL:
        return False
    for m in range(n + 1, min(n + _OPEN_LINES, len(lines))):
        if lines[m].blank:
            return False
        if is_piped(lines[m]):
            return lines[m].text.strip()[0] not in _VERTICAL and lines[m].text.strip()[-1] in _VERTICAL
    return False


def _piped_rows(body: list[Line]) -> Rows:
    """A line per row; a row that is not closed runs on."""
    content = [line for line in body if not is_rule(line)]
    left, right = _share(content, 0) >= 0.5, _share(content, -1) >= 0.5
    if left != right or content[0].text.strip()[0] not in _VERTICAL:
        left, right = _share(content, 0) > 0.95, _share(content, -1) > 0.95
    rows: Rows = []
    is_open = False
    for line in content:
        text = line.text.strip()
        fields = _FIELDS.split(text)
        closed = right and text[-1] in _VERTICAL and not text.endswith("\\|")
        if closed:
            fields = fields[:-1]
        if is_open and text[0] not in _VERTICAL:
            _add(rows[-1][-1], line.number, fields[0])
            rows[-1].extend(_draft(line.number, field) for field in fields[1:])
        else:
            if left and text[0] in _VERTICAL:
                fields = fields[1:]
            rows.append([_draft(line.number, field) for field in fields])
        is_open = left and right and not closed
    return rows


def _share(content: list[Line], position: int) -> float:
    piped = [line.text.strip() for line in content if _FIELDS.search(line.text)]
    return sum(text[position] in _VERTICAL for text in piped) / max(len(piped), 1)


def _draft(number: int, field: str) -> Draft:
    draft = Draft(number)
    if field and not field.isspace():
        _add(draft, number, field)
    return draft


def _add(draft: Draft, number: int, field: str) -> None:
    for part in _NEW_LINE.split(field):
        draft.add(number, part.replace("\\|", "|"))


def _is_partial(line: Line) -> bool:
    """A rule through some columns, with the text of merged cells beside it."""
    if is_rule(line):
        return False
    fields = _frame_fields(line)
    return len(fields) > 1 and any(_DASHES.fullmatch(field) and len(field.strip()) > 1 for field in fields)


def _frame_fields(line: Line) -> list[str]:
    text = line.text.strip()
    fields = (_FRAME_FIELDS if _RULED.search(text) else _FIELDS).split(text)
    if fields and not fields[0].strip():
        fields = fields[1:]
    return fields[:-1] if fields and not fields[-1].strip() else fields


def _framed_rows(body: list[Line]) -> Rows:
    """The lines between two rules are one row; a cell that a partial rule leaves open runs on into the next row."""
    rows: Rows = []
    current: list[Draft] | None = None
    held: dict[int, Draft] = {}
    for line in body:
        if is_rule(line):
            current, held = None, {}
        elif _is_partial(line):
            held = _held(_frame_fields(line), line.number, current, held)
            current = None
        else:
            fields = _frame_fields(line)
            if current is None or len(current) != len(fields):
                current = [Draft(line.number) for _ in fields]
                rows.append(current)
            for n, field in enumerate(fields):
                _add(held.get(n, current[n]), line.number, field)
    return rows


def _held(fields: list[str], number: int, current: list[Draft] | None, held: dict[int, Draft]) -> dict[int, Draft]:
    """The cells that a partial rule does not end, by their place in the next row, with the text beside the rule."""
    if current is None:
        return held
    kept: dict[int, Draft] = {}
    ruled = [n for n, field in enumerate(fields) if _DASHES.fullmatch(field)]
    for n, field in enumerate(fields):
        if n in ruled:
            continue
        place = n if n < ruled[0] else len(current) - (len(fields) - n)
        if 0 <= place < len(current):
            kept[place] = held.get(place, current[place])
            _add(kept[place], number, field)
    return kept
