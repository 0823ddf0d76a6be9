"""Plain text exports of forms: prose and tables in whatever style the export wrote them, told apart region by region.

- tabs between the fields of a row, a row per line;
- a cell per line behind a tab, blank lines between rows;
- `|` or box characters between fields;
- columns aligned by blanks, as in a text layer of a page;
- a cell per line and nothing else.

Every line that is not blank ends in exactly one block.
"""

from __future__ import annotations

from collections.abc import Callable

from jiheng.formats import text_aligned, text_bare, text_pipes, text_tabs
from jiheng.formats.document import Document
from jiheng.formats.encoding import decode_within, looks_like_text
from jiheng.formats.limits import Limits
from jiheng.formats.text_cells import Builder
from jiheng.formats.text_lines import Line, split_lines

_NAMES = (".txt", ".text", ".log", ".prn")


def sniff(head: bytes, name: str) -> bool:
    """Whether a file that begins with `head` can be read as plain text; ask the other readers first."""
    return looks_like_text(head) if head else name.lower().endswith(_NAMES)


def read(data: bytes, limits: Limits) -> Document:
    """A text file as paragraphs and grids."""
    lines, hidden = split_lines(decode_within(data, limits))
    builder = Builder(limits, hidden=hidden)
    read_lines(lines, builder)
    return Document(tuple(builder.blocks), "text", hidden=tuple(builder.hidden))


def read_lines(lines: list[Line], builder: Builder) -> None:
    """The blocks of these lines, in order, into `builder`."""
    kinds = text_tabs.styles(lines)
    plain: list[Line] = []
    n = 0
    while n < len(lines):
        reader = _reader(lines, kinds, n)
        if reader is None:
            plain.append(lines[n])
            n += 1
            continue
        text_bare.read_plain(plain, builder)
        plain = []
        n = reader(lines, kinds, n, builder)
    text_bare.read_plain(plain, builder)


Reader = Callable[[list[Line], list[text_tabs.Style | None], int, Builder], int]


def _reader(lines: list[Line], kinds: list[text_tabs.Style | None], n: int) -> Reader | None:
    """What reads the table that begins on line `n`; None for a line of prose."""
    if lines[n].blank:
        return None
    if text_pipes.starts_table(lines, n):
        return lambda lines, _, n, builder: text_pipes.read_table(lines, n, builder)
    if kinds[n] is text_tabs.Style.ROW:
        return text_tabs.read_rows
    if kinds[n] is text_tabs.Style.STACKED:
        return text_tabs.read_stacked
    if text_aligned.starts_table(lines, n):
        return lambda lines, _, n, builder: text_aligned.read_table(lines, n, builder)
    return None
