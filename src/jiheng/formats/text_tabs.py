"""Tables whose cells stand behind tabs: a row per line, or a cell per line with blank lines between the rows."""

from __future__ import annotations

import re
from enum import Enum

from jiheng.formats.text_cells import Builder, Draft, Rows, drafts
from jiheng.formats.text_lines import Line, is_attachment, is_furniture, is_heading, is_seal, is_signature, is_title

ROWS = "制表符分隔，逐行一行"
STACKED = "制表符开头逐行一格，空行分行"

_GAP = 4
"""Blank lines that end a table of tab rows even where no title follows."""
_STRONG = 3
"""Lines of one style that stand for themselves; fewer follow their neighbours."""
_ENUMERATED = re.compile(r"(?P<head>(?:目标|指标|任务|措施)?[（(]?)(?P<n>\d{1,2})(?P<tail>[、.．:：）)])")
_QUOTED_LINES = 200


class Style(Enum):
    """How the lines of a chunk write a table."""

    ROW = "row"
    STACKED = "stacked"


def styles(lines: list[Line]) -> list[Style | None]:
    """The style of every line that holds a tab; None for the others.

    Chunks (between blank lines) are judged as a whole, weak ones by the strong one before or after them.
    """
    chunks = _chunks(lines)
    found: list[Style | None] = [None] * len(lines)
    strong = [n for n, (_, strength, _) in enumerate(chunks) if strength >= _STRONG]
    after = iter([*strong, len(chunks)])
    following, previous = next(after), -1
    for n, (style, strength, members) in enumerate(chunks):
        if n == following:
            previous, following = n, next(after, len(chunks))
        elif strength < _STRONG:
            kinds = {chunks[m][0] for m in (previous, following) if 0 <= m < len(chunks)}
            if len(kinds) == 1 and not (style is Style.ROW and kinds == {Style.STACKED} and len(members) > 1):
                style = kinds.pop()
        for i in members:
            found[i] = style
    return found


def _chunks(lines: list[Line]) -> list[tuple[Style, int, list[int]]]:
    """The lines with tabs between blank lines: their style, how many speak for it, their indices."""
    chunks: list[tuple[Style, int, list[int]]] = []
    chunk: list[int] = []
    for n, line in enumerate([*lines, Line(0, "")]):
        if "\t" in line.text:
            chunk.append(n)
        elif line.blank and chunk:
            rows = sum(_is_row(lines[i].text) for i in chunk)
            style = Style.ROW if rows * 2 >= len(chunk) else Style.STACKED
            chunks.append((style, max(rows, len(chunk) - rows), chunk))
            chunk = []
    return chunks


def _is_row(text: str) -> bool:
    """A text before the first tab, or a second tab."""
    body = text.rstrip(" \u3000").lstrip(" ")
    return body.count("\t") > 1 or not body.startswith("\t")


def read_rows(lines: list[Line], kinds: list[Style | None], start: int, builder: Builder) -> int:
    """A table of tab rows from line `start` on; returns the index of the line behind it."""
    stop = _end_of_rows(lines, kinds, start)
    body = [line for line in lines[start:stop] if not line.blank]
    page = [line for line in body if "\t" not in line.text and is_furniture(line.text)]
    numbers = {line.number for line in page}
    body = [line for line in body if line.number not in numbers]
    rows = _broken_rows(body) or _plain_rows(body)
    builder.grid(rows, ROWS, page=page)
    return stop


def _plain_rows(body: list[Line]) -> Rows:
    """A row per line; a line without a tab belongs to a cell that cannot end, or is a row of one cell."""
    rows: Rows = []
    n = 0
    while n < len(body):
        line = body[n]
        if "\t" not in line.text and rows and _unfinished(rows[-1]):
            rows[-1][-1].add(line.number, line.text)
            n += 1
            continue
        quoted = _quoted_row(body, n) if '"' in line.text else None
        row, n = quoted or (drafts(line.number, line.text.split("\t")), n + 1)
        rows.append(row)
    return rows


def _broken_rows(body: list[Line]) -> Rows | None:
    """Rows whose cells hold line breaks of their own; None unless all lines fit together to rows of one width."""
    tabs = [line.text.count("\t") for line in body]
    whole = max(tabs)
    if whole < 2 or min(tabs) == whole or any('"' in line.text for line in body):
        return None
    groups: list[list[int]] = []
    have = whole
    for n, count in enumerate(tabs):
        if have == whole and not (count == 0 and groups and not _opens_next(body, n, groups[-1])):
            groups.append([])
            have = 0
        if not groups[-1] or have < whole or count == 0:
            groups[-1].append(n)
            have += count
        if have > whole or (len(groups[-1]) > 1 and not _fits(body[n - 1].text, body[n].text)):
            return None
    broken = any(0 < tabs[group[0]] < whole for group in groups)
    if not broken or have != whole or sum(len(group) == 1 for group in groups) * 2 < len(groups):
        return None
    rows: Rows = []
    for group in groups:
        rows.append([Draft.of(body[group[0]].number, field) for field in body[group[0]].text.split("\t")])
        for n in group[1:]:
            fields = body[n].text.split("\t")
            rows[-1][-1].add(body[n].number, fields[0])
            rows[-1].extend(Draft.of(body[n].number, field) for field in fields[1:])
    return rows


def _opens_next(body: list[Line], n: int, group: list[int]) -> bool:
    """Whether a line without a tab behind a full row is the first half of a label, and not the end of the row above."""
    above, text = body[group[-1]].text, body[n].text.strip()
    if not above.rsplit("\t", 1)[-1].strip():
        return True
    return len(text) <= 4 and not _open_ended(above) and n + 1 < len(body) and body[n + 1].text[:1] not in "\t"


def _fits(above: str, text: str) -> bool:
    """Whether the text in a cell can go on with the next line: a list, a sentence, a seal, halves of a short label."""
    last, first = above.rsplit("\t", 1)[-1].strip(), text.split("\t", 1)[0].strip()
    if not last or not first:
        return False
    listed = _ENUMERATED.match(first) or first[0] in "（(" or is_seal(first) or is_signature(first)
    return bool(listed) or last[-1] in "。；;：:，、" or len(last) <= 4 >= len(first) or _open_ended(above)


def _end_of_rows(lines: list[Line], kinds: list[Style | None], start: int) -> int:
    """Behind the last line of the table that begins at `start`."""
    blanks, last = 0, start
    for n in range(start + 1, len(lines)):
        line = lines[n]
        if line.blank:
            blanks += 1
        elif kinds[n] is Style.ROW:
            if blanks >= _GAP and not any(is_furniture(other.text) for other in lines[last + 1 : n]):
                break
            last, blanks = n, 0
        elif kinds[n] is None and is_furniture(line.text):
            continue
        elif kinds[n] is Style.STACKED or blanks or line.heading or is_heading(line.text):
            break
        elif _row_follows(lines, kinds, n) or (last == n - 1 and _open_ended(lines[last].text)):
            last = n
        else:
            break
    return last + 1


def _row_follows(lines: list[Line], kinds: list[Style | None], n: int) -> bool:
    """Whether plain lines from `n` on lead to another row without a blank line between."""
    for m in range(n + 1, min(n + 20, len(lines))):
        if kinds[m] is Style.ROW:
            return True
        if lines[m].blank or lines[m].heading or is_title(lines[m].text):
            return False
    return False


def _open_ended(text: str) -> bool:
    """A text that cannot end here: it stops at a comma, or inside brackets or quotation marks."""
    last = text.rsplit("\t", 1)[-1].strip()
    pairs = (("（", "）"), ("(", ")"), ("“", "”"), ("《", "》"), ("【", "】"))
    return bool(last) and (last[-1] in "，、；：,;:—（(“《" or any(last.count(a) > last.count(b) for a, b in pairs))


def _unfinished(row: list[Draft]) -> bool:
    """Whether a line without a tab belongs to the last cell of `row`."""
    text = row[-1].text
    return bool(text) and (_open_ended(text) or len(row[-1].parts) > 1)


def _quoted_row(lines: list[Line], n: int) -> tuple[list[Draft], int] | None:
    """A row with cells in quotation marks that may run over lines, as spreadsheets put them on the clipboard."""
    row: list[Draft] = []
    inside = False
    for m in range(n, min(len(lines), n + _QUOTED_LINES)):
        for k, field in enumerate(lines[m].text.split("\t")):
            if inside:
                if k:
                    return None
            else:
                row.append(Draft(lines[m].number))
                inside = field.startswith('"')
                field = field[1:] if inside else field
            body = field.replace('""', "\0")
            if inside and body.endswith('"'):
                inside, body = False, body[:-1]
            if inside and '"' in body:
                return None
            row[-1].add(lines[m].number, body.replace("\0", '"' if lines[m].text.count('"') else "\0"))
        if not inside:
            return row, m + 1
    return None


def read_stacked(lines: list[Line], kinds: list[Style | None], start: int, builder: Builder) -> int:
    """A table with a cell per line behind a tab, blank lines between rows; returns the index of the line behind it."""
    rows: Rows = []
    page: list[Line] = []
    blanks, n = 0, start
    while n < len(lines):
        line = lines[n]
        if line.blank:
            blanks += 1
        elif kinds[n] is Style.STACKED:
            if blanks or not rows:
                rows.append([])
            rows[-1].extend(Draft.of(line.number, field) for field in line.text.lstrip(" ").split("\t")[_skip(line) :])
            blanks = 0
        elif kinds[n] is Style.ROW:
            break
        elif is_furniture(line.text):
            page.append(line)
        elif _continues(lines, kinds, n, blanks, rows[-1][-1]):
            rows[-1][-1].add(line.number, line.text)
            blanks = 0
        else:
            break
        n += 1
    builder.grid(_split_at_attachments(rows), STACKED, columns=False, page=page)
    return n


def _skip(line: Line) -> int:
    """The field before the leading tab is none."""
    return 1 if line.text.lstrip(" ").startswith("\t") else 0


def _continues(lines: list[Line], kinds: list[Style | None], n: int, blanks: int, cell: Draft) -> bool:
    """Whether the line without a tab at `n`, `blanks` blank lines behind the last one, belongs to the cell."""
    line = lines[n]
    if line.heading:
        return False
    if not blanks:
        return True
    if cell.parts:
        if is_title(line.text):
            return False
        above = cell.parts[-1][1]
        signed = is_signature(line.text) and is_signature(above) and not is_seal(above)
        return is_seal(line.text) or signed or _next_in_list(cell, line.text)
    end = n
    while end < len(lines) and not lines[end].blank and kinds[end] is None:
        end += 1
    if end < len(lines) and kinds[end] is Style.STACKED:
        return is_attachment(line.text) or not is_heading(line.text)
    if is_seal(line.text) or is_signature(line.text):
        return True
    while end < len(lines) and lines[end].blank:
        end += 1
    return not is_heading(line.text) and end < len(lines) and kinds[end] is Style.STACKED


def _next_in_list(cell: Draft, text: str) -> bool:
    """Whether `text` is the next number of the list that the cell holds: `2、` behind `1、`."""
    found = _ENUMERATED.match(text.strip())
    if not found:
        return False
    for _, part in reversed(cell.parts):
        before = _ENUMERATED.match(part)
        if before:
            same = before["head"] == found["head"] and before["tail"] == found["tail"]
            return same and int(found["n"]) == int(before["n"]) + 1
    return False


def _split_at_attachments(rows: Rows) -> Rows:
    """A label such as 附表2 behind a signature is the first cell of the next form, though no blank line says so."""
    done: Rows = []
    for row in rows:
        begin = 0
        for n in range(1, len(row)):
            if is_attachment(row[n].text) and is_signature(row[n - 1].text):
                done.append(row[begin:n])
                begin = n
        done.append(row[begin:])
    return done
