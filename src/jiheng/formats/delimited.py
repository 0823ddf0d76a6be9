"""Values separated by commas, semicolons or tabs, as spreadsheets save them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from jiheng.formats import text
from jiheng.formats.document import Cell, Document, Grid, Hidden
from jiheng.formats.encoding import decode, decode_within, looks_like_text
from jiheng.formats.limits import Limits
from jiheng.formats.tally import Tally, is_sparse
from jiheng.model.errors import DamagedDocument
from jiheng.model.location import Location

_NAMES = (".csv", ".tsv", ".tab")
_DELIMITERS = ",;\t|，"
_SAMPLE = 1 << 16
_DECLARED = re.compile(r'\s*"?sep=(.)"?[ \t]*(?:\r\n|\n|\r)', re.I)
_LINE_END = re.compile(r"\r\n|\n|\r")
_SOFT = re.compile(r"[\x0b\x0c\x85\u2028\u2029]")
_BREAKS = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]")
_AS_TEXT = re.compile(r'="(.*)"', re.S)
_LONG = 40
"""Characters of a field on average, above which lines with commas are sentences."""

Field = tuple[int, str]
"""The line on which a field starts, and its text."""


def sniff(head: bytes, name: str) -> bool:
    """By its name; else when several lines have the same number of short fields."""
    if not looks_like_text(head) or head.lstrip()[:1] == b"<":
        return False
    if name.lower().endswith(_NAMES):
        return True
    try:
        sample = decode(head)
    except DamagedDocument:
        return False
    sample = sample[: max(sample.rfind("\n"), 0)]
    return any(_evidence(sample, delimiter) >= (0.9, 3) and sample.count("\n") >= 2 for delimiter in ",;")


def read(data: bytes, limits: Limits) -> Document:
    """One grid of all records; prose that merely holds commas is read as text."""
    content = decode_within(data, limits)
    declared = _DECLARED.match(content)
    delimiter = declared.group(1) if declared else _delimiter(content[:_SAMPLE])
    if delimiter is None:
        return text.read(data, limits)
    hidden: list[Hidden] = []
    start = declared.end() if declared else 0
    tally = Tally(limits)
    rows: list[list[Field]] = []
    filled = positions = 0
    widths: set[int] = set()
    for row in _records(content, delimiter, start):
        if len(row) > 1 or row[0][1].strip():
            tally.positions(len(row))
            texts = sum(1 for _, value in row if value and not value.isspace())
            tally.cells(texts)
            filled += texts
            positions += len(row)
            widths.add(len(row))
            rows.append(row)
    if not filled:
        return Document((), "csv")
    width, sparse = max(widths), is_sparse(max(widths), positions, filled)
    cells = list(_cells(rows, sparse, limits, hidden))
    if sparse:
        width = max((cell.column + 1 for cell in cells), default=1)
    exact = len(widths) == 1
    grid = Grid(len(rows), width, tuple(cells), Location(line=rows[0][0][0]), exact, "" if exact else "各行字段数不同")
    return Document((grid,), "csv", hidden=tuple(hidden))


def _cells(rows: list[list[Field]], sparse: bool, limits: Limits, hidden: list[Hidden]) -> Iterator[Cell]:
    """The cells of the records; in a sparse grid the blank ones only behind a filled one."""
    for r, row in enumerate(rows):
        before = False
        for c, (line, value) in enumerate(row):
            filled = bool(value) and not value.isspace()
            if filled or before or not sparse:
                yield _cell(r, c, line, value, limits, hidden)
            before = filled


def _cell(row: int, column: int, line: int, value: str, limits: Limits, hidden: list[Hidden]) -> Cell:
    quoted = _AS_TEXT.fullmatch(value.strip()) if value.lstrip().startswith("=") else None
    if quoted:
        value = quoted.group(1)
    parts = [(line, value.strip())] if value.strip() else []
    if _BREAKS.search(value):
        pieces = [(line + n, piece) for n, part in enumerate(_LINE_END.split(value)) for piece in _SOFT.split(part)]
        parts = [(n, piece.strip()) for n, piece in pieces if piece.strip()]
    content = "\n".join(part for _, part in parts)
    at = Location(line=parts[0][0] if parts else line, column=column + 1)
    lines = tuple(n for n, _ in parts) if len(parts) > 1 else ()
    if len(content) > limits.cell_characters:
        hidden.append(Hidden(content[limits.cell_characters :], "cut_off", at))
        content = content[: limits.cell_characters]
        lines = lines[: content.count("\n") + 1] if lines else ()
    return Cell(content, row, column, at, lines=lines)


def _delimiter(sample: str) -> str | None:
    """The delimiter that gives the most regular records; None for prose."""
    if len(sample) >= _SAMPLE:
        sample = sample[: max(sample.rfind("\n"), _SAMPLE // 2)]
    best = max(_DELIMITERS, key=lambda delimiter: (_evidence(sample, delimiter), -_DELIMITERS.index(delimiter)))
    share, width = _evidence(sample, best)
    return best if width > 1 and share >= 0.4 else None


def _evidence(sample: str, delimiter: str) -> tuple[float, int]:
    """How many of the records have the usual number of fields, and that number; nothing for sentences."""
    if delimiter not in sample:
        return 0.0, 1
    rows = [row for row in _records(sample, delimiter, 0) if any(value.strip() for _, value in row)]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0.0, 1
    width, often = widths.most_common(1)[0]
    filled = [value for row in rows for _, value in row if value.strip()]
    if (len(rows) < 2 and width < 3) or (delimiter == "，" and width < 4):
        return 0.0, 1
    if sum(map(len, filled)) > _LONG * len(filled) and _sentences(filled) * 2 > len(rows):
        return 0.0, 1
    return often / len(rows), width


def _sentences(values: list[str]) -> int:
    return sum(1 for value in values if value.rstrip()[-1:] in "。；！？.")


def _records(content: str, delimiter: str, start: int) -> Iterator[list[Field]]:
    """The records of `content`, blank lines left out; a quoted field may hold anything, quotes in it are doubled."""
    stops = re.compile(rf"[{re.escape(delimiter)}\r\n]")
    closing = re.compile(rf'"[ \t]*(?=[{re.escape(delimiter)}\r\n]|$)' if delimiter != "\t" else r'" *(?=[\t\r\n]|$)')
    line = 1 + len(_LINE_END.findall(content, 0, start))
    position, end = start, len(content)
    row: list[Field] = []
    last_quote = content.rfind('"')
    while position <= end:
        close = _closing_quote(content, position, last_quote, closing)
        if close is not None:
            value, after = content[position + 1 : close[0]].replace('""', '"'), close[1]
        else:
            found = stops.search(content, position)
            after = found.start() if found else end
            value = content[position:after]
        row.append((line, value))
        if close is not None:
            line += len(_LINE_END.findall(value))
        if after < end and content[after] == delimiter:
            position = after + 1
            continue
        if len(row) > 1 or row[0][1]:
            yield row
        row = []
        if after >= end:
            return
        position = after + (2 if content.startswith("\r\n", after) else 1)
        line += 1


def _closing_quote(content: str, position: int, last: int, closing: re.Pattern[str]) -> tuple[int, int] | None:
    """Where the quoted field at `position` ends, and where its delimiter stands; None when it is not quoted."""
    if not content.startswith('"', position):
        return None
    at = position + 1
    while at <= last:
        at = content.find('"', at)
        if at < 0:
            return None
        if content.startswith('""', at):
            at += 2
            continue
        found = closing.match(content, at)
        return (at, found.end()) if found else None
    return None
