"""Tables whose columns are aligned by blanks: lines to rows, wrapped texts to cells, labels to their first row."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from jiheng.formats.text_cells import Builder, Draft
from jiheng.formats.text_columns import Measure, Segment, assign, best_measure, first_piece, is_columnar, segments
from jiheng.formats.text_lines import Line, is_furniture, is_heading, is_seal, is_signature, is_title
from jiheng.formats.text_merged import Band, Block, place_merged

ALIGNED = "空格对齐"

_BLANKS = 3
"""More blank lines than this end a table."""
_LONG = 24
"""Width of a text that surely fills its column."""
_SAMPLE = 200
"""Labels of a column that are looked through."""
_LABEL = 20
"""Width below which a text can be a label."""
_OWN = re.compile(
    r"[≥≤＞＜=＝≧≦˃˂]\s*\d|(?:目标|指标|任务|措施)\s*\d{1,2}\s*[:：.、]|[（(]?\d{1,2}[)）、]|其中[:：]|[\d.,]+[%％]?$"
)
_BRACKET = re.compile(r"[（(](?![一二三四五六七八九十\d]{1,3}[)）])")
"""A bracket that goes on with the text above; （一） counts."""
_META = re.compile(r"[^：:]{1,16}[：:].*", re.S)
_CODE = re.compile(r"[0-9A-Za-z]{10,}$")
_CODE_END = re.compile(r"[0-9A-Za-z]{1,8}$")
_LIST = re.compile(r"(?P<head>(?:目标|指标|任务|措施)?[（(]?)(?P<n>\d{1,2})[、.．:：）)]")


def starts_table(lines: list[Line], n: int) -> bool:
    """Whether an aligned table begins on line `n`: of the next lines several have gaps."""
    if not is_columnar(lines[n]) or is_title(lines[n].text) or _is_meta(lines[n]):
        return False
    body, _, _ = _extent(lines, n, limit=12)
    return sum(1 for line in body if is_columnar(line)) >= 3


def _is_meta(line: Line) -> bool:
    """填报单位：, 金额单位：万元 on the line above a table."""
    return all(_META.fullmatch(segment.text) for segment in segments(line, 0, len))


def read_table(lines: list[Line], start: int, builder: Builder) -> int:
    """The aligned table from line `start` on; returns the index of the line behind it."""
    body, page, stop = _extent(lines, start)
    drafts: list[list[Draft]] = []
    for part in _pages(body, page):
        drafts.extend(_page_rows(part))
    builder.grid(drafts, ALIGNED, page=page)
    return stop


def _pages(body: list[Line], page: list[Line]) -> list[list[Line]]:
    """The lines of each page: its columns may stand elsewhere than those of the page before."""
    parts: list[list[Line]] = [[]]
    numbers = [line.number for line in page]
    for line in body:
        passed = bool(numbers) and numbers[0] < line.number
        if (passed or line.page) and any(not other.blank for other in parts[-1]):
            parts.append([])
        while numbers and numbers[0] < line.number:
            numbers.pop(0)
        parts[-1].append(line)
    return parts


def _page_rows(body: list[Line]) -> list[list[Draft]]:
    """The rows of one page of a table."""
    measure = best_measure(body)
    rows = [segments(line, n, measure) for n, line in enumerate(body)]
    columns = assign(rows)
    bands = _Table(rows, columns, measure).bands()
    place_merged(bands, columns)
    drafts: list[list[Draft]] = []
    for band in bands:
        cells = {block.column: block for block in band.blocks}
        row = []
        for c in range(max(cells, default=-1) + 1):
            draft = Draft(band.number)
            for segment in cells[c].segments if c in cells else ():
                draft.add(segment.number, segment.text)
            row.append(draft)
        drafts.append(row)
    return drafts


def _extent(lines: list[Line], start: int, limit: int = 0) -> tuple[list[Line], list[Line], int]:
    """The lines of the table (blank ones too), the page numbers among them, the index behind the last."""
    body: list[Line] = []
    page: list[Line] = []
    aside: list[Line] = []
    pending: list[Line] = []
    stop, seen = start, 0
    left = right = -1
    for n in range(start, len(lines)):
        line = lines[n]
        if line.blank:
            pending.append(line)
            continue
        if is_furniture(line.text):
            aside.append(line)
            continue
        indent = len(line.text) - len(line.text.lstrip(" \u3000\xa0"))
        columnar = is_columnar(line)
        if "\t" in line.text or "|" in line.text or line.heading or (len(pending) > _BLANKS and not aside):
            break
        if not columnar and n > start and _is_outside(line, indent, left, right, bool(pending)):
            break
        if columnar and (left < 0 or indent <= left):
            left, right = indent, len(line.text.strip().split("  ")[0])
        page += aside
        body += pending
        body.append(line)
        pending, aside, stop = [], [], n + 1
        seen += 1
        if limit and seen >= limit:
            break
    return body, page, stop


def _is_outside(line: Line, indent: int, left: int, right: int, behind_blank: bool) -> bool:
    """Whether a line with one text only stands outside of the table: a title, prose behind a blank line."""
    text = line.text.strip()
    if is_title(text) or (is_heading(text) and indent <= left + 1):
        return True
    if indent > left + 2:
        return False
    if is_signature(text):
        return behind_blank
    return behind_blank and (len(text) > max(2 * right, 16) or line.text.startswith("　　"))


@dataclass(slots=True)
class _Table:
    """The segments of a table while its lines are grouped into rows."""

    rows: list[list[Segment]]
    columns: int
    measure: Measure
    ends: Counter[tuple[int, int]] = field(default_factory=Counter)
    """How many segments of a column end at a place."""
    rooms: dict[int, int] = field(default_factory=dict)
    """How far short texts of a column reach."""

    def __post_init__(self) -> None:
        for row in self.rows:
            for s in row:
                self.ends[s.column, s.end] += 1
                if s.end - s.start < _LABEL:
                    self.rooms[s.column] = max(self.rooms.get(s.column, 0), s.end)

    def bands(self) -> list[Band]:
        """The rows, each with its blocks; a block is what one cell holds."""
        chunks = self._chunks()
        columnar = sum(1 for row in self.rows if len(row) > 1)
        gapped = len(chunks) * 100 >= columnar * 35 and len(chunks) > 2
        bands: list[Band] = []
        for chunk in chunks:
            groups = self._unbridged(chunk) if gapped else self._tight(chunk)
            bands.extend(Band(self.rows[group[0]][0].number, group[0], group[-1]) for group in groups)
        self._fill(bands, gapped)
        return bands

    def _chunks(self) -> list[list[int]]:
        chunks: list[list[int]] = [[]]
        for n, row in enumerate(self.rows):
            if row:
                chunks[-1].append(n)
            elif chunks[-1]:
                chunks.append([])
        return [chunk for chunk in chunks if chunk]

    def _unbridged(self, chunk: list[int]) -> list[list[int]]:
        """Rows with blank lines between them, where labels of merged cells stand in the blank lines."""
        for column in range(self.columns - 1):
            kept = [n for n in chunk if any(s.column > column for s in self.rows[n])]
            groups: list[list[int]] = []
            for n in kept:
                if groups and n == groups[-1][-1] + 1:
                    groups[-1].append(n)
                else:
                    groups.append([n])
            if len(groups) > 1:
                return [part for group in groups for part in self._unbridged(group)]
        return [chunk]

    def _tight(self, chunk: list[int]) -> list[list[int]]:
        """Rows without blank lines between them: a row begins where its last cells begin."""
        edges = self._edges()
        limits: dict[int, int] = {}
        groups: list[list[int]] = []
        above: dict[int, Segment] = {}
        for n in chunk:
            row = self.rows[n]
            states = {s.column: self._state(s, above.get(s.column), limits) for s in row}
            if not groups or self._begins(row, states, above):
                groups.append([n])
                limits = {}
            else:
                groups[-1].append(n)
            limits = {c: limits[c] for c, state in states.items() if state in ("wrapped", "perhaps") and c in limits}
            for k, s in enumerate(row):
                beside = row[k + 1].column if k + 1 < len(row) else -1
                limits.setdefault(s.column, edges[s.column, beside])
            above = {s.column: s for s in row}
        return groups

    def _edges(self) -> dict[tuple[int, int], int]:
        """How far texts reach that begin in a column and have the next text in another (-1: none)."""
        edges: dict[tuple[int, int], int] = {}
        for row in self.rows:
            for k, s in enumerate(row):
                key = s.column, row[k + 1].column if k + 1 < len(row) else -1
                edges[key] = max(edges.get(key, 0), s.end)
        return edges

    def _state(self, s: Segment, above: Segment | None, limits: dict[int, int]) -> str:
        """Whether `s` is a text on its own, or what did not fit on the line above."""
        if above is None:
            return "appears"
        edge = limits.get(s.column, above.end)
        if above.end + self.measure(first_piece(s.text)) <= edge or s.end > edge + 2 or _is_own(above.text, s.text):
            return "fresh"
        reached = sum(self.ends[s.column, edge + off] for off in (-1, 0, 1))
        return "wrapped" if reached > 1 or above.end - above.start >= _LONG else "perhaps"

    def _begins(self, row: list[Segment], states: dict[int, str], above: dict[int, Segment]) -> bool:
        """Whether a new row begins with this line."""
        last = row[-1]
        if len(row) == 1 and last.column in above:
            u = above[last.column]
            if states[last.column] in ("wrapped", "perhaps") or _BRACKET.match(last.text) or is_seal(last.text):
                return False
            if _CODE.search(u.text) and _CODE_END.match(last.text):
                return False
            return not _next_in_list(u.text, last.text)
        if self._beside_prose(row, states, above):
            return False
        if states[last.column] in ("appears", "fresh") or "fresh" in states.values():
            return True
        others = [states[s.column] for s in row[:-1]]
        return states[last.column] == "perhaps" and any(state != "appears" for state in others)

    def _beside_prose(self, row: list[Segment], states: dict[int, str], above: dict[int, Segment]) -> bool:
        """Two long texts side by side: while one of them runs on, a new line of the other is no new row."""
        if len(row) < 2 or "appears" in states.values():
            return False
        runs_on = [s for s in row if states[s.column] == "wrapped" and self.measure(above[s.column].text) >= _LONG]
        return bool(runs_on) and all(s in runs_on or self.measure(s.text) >= _LONG // 2 for s in row)

    def _is_ending(self, s: Segment) -> bool:
        """Whether other labels of the column end with the text: 指标 alone is the rest of a label."""
        if len(s.text) > 3:
            return False
        same = (x.text for row in self.rows for x in row if x.column == s.column)
        return any(len(other) > len(s.text) and other.endswith(s.text) for other in islice(same, _SAMPLE))

    def _fill(self, bands: list[Band], gapped: bool) -> None:
        """Segments to blocks, each in the row on whose lines it stands."""
        owner: dict[int, Band] = {}
        for band in bands:
            owner.update(dict.fromkeys(range(band.top, band.bottom + 1), band))
        open_blocks: dict[int, Block] = {}
        for n, row in enumerate(self.rows):
            here = owner.get(n)
            for s in row:
                block = open_blocks.get(s.column)
                if block is not None and self._joins(block, s, owner, gapped):
                    block.segments.append(s)
                    continue
                home = here or _nearest(bands, n)
                block = Block(s.column, [s])
                twin = next((b for b in home.blocks if b.column == s.column), None)
                if twin is not None:
                    twin.segments.append(s)
                    open_blocks[s.column] = twin
                else:
                    home.blocks.append(block)
                    open_blocks[s.column] = block

    def _joins(self, block: Block, s: Segment, owner: dict[int, Band], gapped: bool) -> bool:
        """Whether `s` is one more line of the cell above it."""
        u = block.segments[-1]
        same = owner.get(u.row) is owner.get(s.row) and s.row in owner
        if same or u.row == s.row:
            return True
        if s.row != u.row + 1:
            return False
        if gapped or (_BRACKET.match(s.text) and self.rows[s.row][0] is s):
            return True
        if self.rows[u.row][-1] is u or len(self.rows[s.row]) - self.rows[s.row].index(s) < 3:
            return False
        others = [x for x in self.rows[s.row] if x.column < s.column]
        full = u.end + self.measure(first_piece(s.text)) > self.rooms.get(s.column, 0)
        return full and not others and self._is_ending(s) and not u.text.endswith(s.text)


def _is_own(above: str, text: str) -> bool:
    """Whether `text` cannot be the rest of `above`: a sentence ended, or a value, a number, a like label begins."""
    if above[-1] in "。；;" or _OWN.match(text):
        return True
    return (above[-2:] == text[-2:] and len(text) > 2) or (above[-1:] == "%" and text[-1:] == "%")


def _nearest(bands: list[Band], n: int) -> Band:
    """The row next to a line between rows: the one below when both are equally near."""
    k = bisect_left(bands, n, key=lambda band: band.top)
    near = bands[max(k - 1, 0) : k + 1]
    return min(near, key=lambda band: (min(abs(band.top - n), abs(band.bottom - n)), -band.top))


def _next_in_list(above: str, text: str) -> bool:
    """`目标2：` below a text of `目标1：`, or below its wrapped end: a list goes on in the cell."""
    found = _LIST.match(text)
    before = _LIST.match(above)
    if found is None or int(found["n"]) < 2:
        return False
    return before is None or int(before["n"]) + 1 == int(found["n"])
