"""Changes to a text of a page as changes to the characters of its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from jiheng.formats.edit_html_places import Mapped
from jiheng.formats.edit_html_source import Character, Segment, Source
from jiheng.formats.encoding import without_invisible

Change = tuple[int, int, str]
"""Start and end of a piece and what comes in its place."""

_BREAKS = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_WITHIN_NAMES = """
a b big center div em font h1 h2 h3 h4 h5 h6 i label nobr o:p p small span st1:chmetcnv strong u
"""
WITHIN = frozenset(_WITHIN_NAMES.split())
"""Elements in a blank cell whose formatting a text in it takes."""


class Unplaced(Exception):
    """A text does not stand in the source as it is shown."""


def plain(text: str) -> str:
    """A new text as a page can show it."""
    return without_invisible(_BREAKS.sub("\n", text)).replace("\t", " ")


def as_shown(text: str) -> str:
    """A text as the reader gives it: lines without outer blanks, no blank ones."""
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def changed(text: str, changes: Sequence[Change]) -> str:
    """A text with its changes, which do not overlap."""
    for start, end, new in sorted(changes, key=lambda one: one[:2])[::-1]:
        text = text[:start] + new + text[end:]
    return text


def source_changes(source: Source, text: Mapped, changes: Sequence[Change]) -> list[Change]:
    """What is to be changed in the source.

    :raises Unplaced: where a character that goes does not stand in the source as it is shown.
    """
    made: list[Change] = []
    for start, end, new in _joined(source, text, sorted(changes, key=lambda one: one[:2])):
        made += _Piece(source, text, start, end).changes(new)
    return made


def fill(source: Source, cell: int, new: str) -> list[Change]:
    """What is to be changed in the source to put a text into a blank cell, whose tag is of that number."""
    tag = source.tokens[cell]
    at = tag.end
    for token in source.tokens[cell + 1 :]:
        if isinstance(token, Segment):
            blanks = [one for one in token.characters if one.text not in " \t\r\n\f"]
            if token.solid:
                break
            if blanks:
                gone = [(one.start, one.end, "") for one in blanks]
                return [(gone[0][0], gone[0][1], _markup(source, new)), *gone[1:]]
        elif token.closing or token.name not in WITHIN or source.text[token.end - 2] == "/":
            break
        else:
            at = token.end
    return [(at, at, _markup(source, new))]


def _joined(source: Source, text: Mapped, changes: Sequence[Change]) -> Iterator[Change]:
    """The changes, widened where lines come together or blanks would not stay, those that overlap then as one."""
    shown, at = text.text, 0
    while at < len(changes):
        start, end = _with_gaps(source, text, changes[at])
        until, line_taken = at + 1, False
        while True:
            while until < len(changes):
                first, last = _with_gaps(source, text, changes[until])
                if first > end or (first == end and not line_taken):
                    break
                start, end, until = min(start, first), max(end, last), until + 1
            inner = [(one[0] - start, one[1] - start, one[2]) for one in changes[at:until]]
            stop = _with_line(shown, start, end, changed(shown[start:end], inner))
            if stop == end:
                break
            end, line_taken = stop, True
        yield start, end, changed(shown[start:end], inner)
        at = until


def _with_gaps(source: Source, text: Mapped, change: Change) -> tuple[int, int]:
    """Start and end of a change that takes in the blanks beside it where they would not stay as they are."""
    shown = text.text
    start, end, _ = change
    inside = 0 < start < len(shown) and _blank(shown[start - 1]) and _blank(shown[start])
    if start and _blank(shown[start - 1]) and (inside or _fragile(source, text, start)):
        while _blank(shown[start - 1]):
            start -= 1
    inside = 0 < end < len(shown) and _blank(shown[end - 1]) and _blank(shown[end])
    if end < len(shown) and _blank(shown[end]) and (inside or _fragile(source, text, end)):
        while _blank(shown[end]):
            end += 1
    return start, end


def _blank(character: str) -> bool:
    return character.isspace() and character != "\n"


def _fragile(source: Source, text: Mapped, at: int) -> bool:
    """Whether a blank at a place is a wrapped line of the source, which shows or not by what stands beside it."""
    before = next((place for place in reversed(text.places[:at]) if place is not None), None)
    after = next((place for place in text.places[at:] if place is not None), None)
    if before is None or after is None:
        return False
    return any(mark in source.text[before.end : after.start] for mark in "\r\n")


def _with_line(shown: str, start: int, end: int, new: str) -> int:
    """The end of a change that takes in the rest of the line to which the text before it comes."""
    if "\n" not in shown[start:end]:
        return end
    head = shown[shown.rfind("\n", 0, start) + 1 : start] + new
    stop = shown.find("\n", end)
    return end if not head.rpartition("\n")[2].strip() else len(shown) if stop < 0 else stop


class _Piece:
    """A piece of a text that is replaced."""

    def __init__(self, source: Source, text: Mapped, start: int, end: int) -> None:
        self._source = source
        self._text = text
        self._start = start
        self._end = end
        places = text.places
        shown = text.text
        if any(
            place is None and not one.isspace() for one, place in zip(shown[start:end], places[start:end], strict=True)
        ):
            raise Unplaced
        self._gone = [place for place in places[start:end] if place is not None]
        self._before = self._solid(range(start - 1, -1, -1))
        self._after = self._solid(range(end, len(shown)))

    def _solid(self, indexes: range) -> Character | None:
        """The nearest character that is not blank; None at the end of the text, or where it is not placed."""
        for index in indexes:
            if not self._text.text[index].isspace():
                return self._text.places[index]
        return None

    def changes(self, new: str) -> list[Change]:
        """The changes to the source."""
        shown = self._text.text
        made = [(one.start, one.end, "") for one in self._gone]
        leading = shown[self._start : self._start + 1].isspace()
        at = self._gone[0].start if self._gone and not leading else self._spot()
        first, last = self._region(at)
        made += self._blanks(first, last)
        # Blanks of the source that did not show might do so beside the new text.
        before, after = shown[max(self._start - 1, 0) : self._start], shown[self._end : self._end + 1]
        next_, last_ = shown[self._start : self._start + 1], shown[max(self._end - 1, 0) : self._end]
        if self._before is not None and before.strip() and not next_.isspace():
            made += self._blanks(self._before.end, at)
        if self._after is not None and after.strip() and (self._end == self._start or not last_.isspace()):
            made += self._blanks(max(last, at), self._after.start, breaks=False)
        if new:
            made.append((at, at, _markup(self._source, new)))
        return list(dict.fromkeys(made))

    def _spot(self) -> int:
        """Where a text is put in: behind the character before it, at the start of a line before the next one."""
        shown, start = self._text.text, self._start
        if start and self._before is not None and not shown[start - 1].isspace():
            return self._before.end
        if self._start == self._end and start < len(shown) and self._text.places[start] is not None:
            place = self._text.places[start]
            assert place is not None
            return place.start
        if self._before is not None and start:
            return self._before.end
        raise Unplaced

    def _region(self, at: int) -> tuple[int, int]:
        """The piece of the source between whose ends nothing stays."""
        shown = self._text.text
        first, last = at, self._gone[-1].end if self._gone else at
        if self._start < self._end and shown[self._start].isspace():
            if self._before is None:
                raise Unplaced
            first = self._before.end
        if self._start < self._end and shown[self._end - 1].isspace():
            if self._after is None:
                raise Unplaced
            last = self._after.start
        return first, last

    def _blanks(self, first: int, last: int, *, breaks: bool = True) -> list[Change]:
        """The blanks of the source in a piece, and its line breaks."""
        found: list[Change] = []
        for number, token in self._source.between(first, last):
            if isinstance(token, Segment):
                if token.solid and number not in self._text.segments:
                    continue
                found += [
                    (one.start, one.end, "")
                    for one in token.characters
                    if first <= one.start and one.end <= last and one.text.isspace()
                ]
            elif breaks and token.name == "br" and first <= token.start and token.end <= last:
                found.append((token.start, token.end, ""))
        return found


def _markup(source: Source, text: str) -> str:
    """A new text as a page holds it."""
    text = escape(text, quote=False)
    text = re.sub(r"^ | $|(?<= ) |(?<=\n) | (?=\n)", "\xa0", text).replace("\xa0", "&nbsp;")
    line = "<br/>" if "<br/>" in source.text else "<br>"
    return text.replace("\n", line)
