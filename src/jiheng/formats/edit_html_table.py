"""A table of a page as rows of tags, and what is written when its rows are copied, deleted or change places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jiheng.formats.edit_html_source import Segment, Source, Tag
from jiheng.formats.edit_html_texts import WITHIN, Change

_GROUPS = frozenset(("thead", "tbody", "tfoot"))
_ROWSPAN = re.compile(r"(\srowspan\s*=\s*)(\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE)
_OWN = re.compile(
    r"\s(?:id|name|x:num|x:fmla|x:str)(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?(?=[\s>/])", re.IGNORECASE
)


@dataclass(slots=True)
class Extent:
    """From where to where an element goes; its end tag may be left out. `cells` are those of a row."""

    start: int
    inside: int
    inner: int = 0
    end: int = 0
    cells: list[int] = field(default_factory=list)


def extents(source: Source) -> dict[int, Extent]:
    """The rows and cells of all tables of a page, by the numbers of their tags."""
    found: dict[int, Extent] = {}
    stack: list[tuple[str, int]] = []

    def close(names: frozenset[str], tag: Tag, *, own: str = "") -> None:
        """End what is open of these names in the innermost table."""
        while stack and stack[-1][0] in names:
            name, number = stack.pop()
            extent = found[number]
            extent.inner = tag.start
            extent.end = tag.end if name == own else tag.start

    for number, token in enumerate(source.tokens):
        if not isinstance(token, Tag):
            continue
        name = token.name
        if name == "table" and not token.closing:
            stack.append(("table", number))
            found[number] = Extent(token.start, token.end)
        elif name == "table":
            close(frozenset(("td", "th", "tr")), token)
            close(frozenset(("table",)), token, own="table")
        elif name in ("td", "th"):
            opened = stack and stack[-1][0] in ("td", "th")
            if opened:
                close(frozenset(("td", "th")), token, own=name if token.closing else "")
            if not token.closing:
                if stack and stack[-1][0] == "tr":
                    found[stack[-1][1]].cells.append(number)
                stack.append((name, number))
                found[number] = Extent(token.start, token.end)
        elif name == "tr" or name in _GROUPS:
            close(frozenset(("td", "th")), token)
            close(frozenset(("tr",)), token, own="tr" if token.closing else "")
            if name == "tr" and not token.closing:
                stack.append(("tr", number))
                found[number] = Extent(token.start, token.end)
    for _, number in stack:
        found[number].inner = found[number].end = len(source.text)
    return found


@dataclass(eq=False, slots=True)
class Owner:
    """A cell of the table: the tag that it comes from, whether it is a blank copy of that.

    `markup` are the source and the text of a copy that is not blank.
    """

    tag: int
    rowspan: int
    blank: bool = False
    markup: tuple[str, str] | None = None


@dataclass(slots=True)
class Row:
    """A row as it will be: the row whose tag it has, the cell over each of its positions."""

    tag: int
    owners: list[Owner | None]
    copy: bool = False
    at: int = -1
    """The tag of the row that stands there now."""
    hidden: bool = False


class TableWriter:
    """Writes the rows of one table anew."""

    def __init__(self, source: Source, places: Mapping[int, Extent]) -> None:
        self._source = source
        self._places = places

    def changes(self, rows: Sequence[Row], deleted: Sequence[int]) -> list[Change]:
        """What is to be changed in the source."""
        made: list[Change] = [(self._places[tag].start, self._places[tag].end, "") for tag in deleted]
        spans = _spans(rows)
        first: set[int] = set()
        after = -1
        for row in rows:
            own = [owner for owner in dict.fromkeys(row.owners) if owner is not None and id(owner) not in first]
            first.update(id(owner) for owner in own)
            if row.copy:
                end = self._places[after].end
                made.append((end, end, self._lead(after) + self._row(row, own, spans)))
                continue
            after = row.at
            if row.hidden and not own:
                continue
            if row.tag != row.at:
                place = self._places[row.at]
                made.append((place.start, place.end, self._row(row, own, spans)))
            elif [owner.tag for owner in own] == self._places[row.at].cells and not any(map(_is_new, own)):
                made += self._respanned(own, spans)
            else:
                made.append(self._cells(row, own, spans))
        return made

    def _lead(self, tag: int) -> str:
        """The line break of the source between rows."""
        text = self._source.text
        return "\r\n" if "\r\n" in text[:2000] else "\n" if "\n" in text[self._places[tag].end :][:2] else ""

    def _respanned(self, own: Sequence[Owner], spans: Mapping[int, int]) -> Iterator[Change]:
        for owner in own:
            if spans[id(owner)] != owner.rowspan:
                place = self._places[owner.tag]
                tag = self._source.text[place.start : place.inside]
                yield place.start, place.inside, with_rowspan(tag, spans[id(owner)])

    def _cells(self, row: Row, own: Sequence[Owner], spans: Mapping[int, int]) -> Change:
        """Other cells in a row whose tag stays."""
        place = self._places[row.at]
        old = [self._places[tag] for tag in place.cells]
        start, end = (old[0].start, old[-1].end) if old else (place.inside, place.inside)
        return start, end, "".join(self._cell(owner, spans) for owner in own)

    def _row(self, row: Row, own: Sequence[Owner], spans: Mapping[int, int]) -> str:
        place = self._places[row.tag]
        tag = self._source.text[place.start : place.inside]
        cells = "".join(self._cell(owner, spans) for owner in own)
        return f"{_OWN.sub('', tag) if row.copy else tag}{cells}</tr>"

    def _cell(self, owner: Owner, spans: Mapping[int, int]) -> str:
        text, place = self._source.text, self._places[owner.tag]
        tag = text[place.start : place.inside]
        span = spans[id(owner)]
        if span != owner.rowspan:
            tag = with_rowspan(tag, span)
        name = text[place.start + 1 : place.inside].split(">")[0].split()[0]
        if owner.blank:
            return f"{_OWN.sub('', tag)}{self._frame(owner.tag)}</{name}>"
        if owner.markup is not None:
            whole = _OWN.sub("", owner.markup[0])
            return whole if whole.lower().rstrip().endswith(f"</{name}>".lower()) else f"{whole}</{name}>"
        rest = text[place.inside : place.end]
        return tag + rest + ("" if place.end > place.inner else f"</{name}>")

    def _frame(self, cell: int) -> str:
        """The elements around the first text of a cell, without the text."""
        opened: list[tuple[str, str]] = []
        for token in self._source.tokens[cell + 1 :]:
            if isinstance(token, Segment):
                if any(one.text not in " \t\r\n\f" for one in token.characters):
                    break
            elif token.closing or token.name not in WITHIN or token.name == "a":
                break
            else:
                opened.append((token.name, _OWN.sub("", self._source.text[token.start : token.end])))
        if not opened:
            return ""
        return "".join(tag for _, tag in opened) + "&nbsp;" + "".join(f"</{name}>" for name, _ in reversed(opened))


def _is_new(owner: Owner) -> bool:
    return owner.blank or owner.markup is not None


def _spans(rows: Sequence[Row]) -> dict[int, int]:
    """In how many rows each cell stands."""
    spans: dict[int, int] = {}
    for row in rows:
        for owner in dict.fromkeys(row.owners):
            if owner is not None:
                spans[id(owner)] = spans.get(id(owner), 0) + 1
    return spans


def with_rowspan(tag: str, span: int) -> str:
    """A start tag with another row span."""
    found = _ROWSPAN.search(tag)
    if found is not None:
        quote = found[2][0] if found[2][0] in "\"'" else ""
        return f"{tag[: found.start(2)]}{quote}{span}{quote}{tag[found.end(2) :]}"
    if span == 1:
        return tag
    name = re.match(r"<[^\s/>]+", tag)
    at = name.end() if name else len(tag) - 1
    return f'{tag[:at]} rowspan="{span}"{tag[at:]}'
