"""The text of a cell as runs, and changes to it that leave the formatting of the others alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from jiheng.formats.edit_xlsx_nodes import Node, rewritten
from jiheng.formats.number_format import NumberFormat
from jiheng.formats.xlsx_values import plain_text

_PIECE = re.compile(r"_x([0-9A-Fa-f]{4})_|.", re.DOTALL)
_MARK = "\ue000"
LONGEST = 32_767
"""Characters of a cell; Excel takes no more."""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one formatting, as the file holds them: `_x000D_` is not yet a line break."""

    text: str
    properties: Node | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What comes in the place of the characters `start`..`end` of a text as shown."""

    start: int
    end: int
    text: str


def runs_of(item: Node) -> list[Run]:
    """The runs of a string item, without reading aids."""
    runs = []
    for child in item.children:
        if child.tag == "t":
            runs.append(Run(child.text))
        elif child.tag == "r":
            text = "".join(part.text for part in child.children if part.tag == "t")
            runs.append(Run(text, child.child("rPr")))
    return runs


def changed_text(text: str, changes: Sequence[Change]) -> str:
    """A text with its changes, which do not overlap."""
    for change in sorted(changes, key=lambda one: (one.start, one.end))[::-1]:
        text = text[: change.start] + change.text + text[change.end :]
    return text


def inner_changes(
    number_format: NumberFormat | None, shown: str, changes: Sequence[Change]
) -> tuple[Change, ...] | None:
    """The same changes counted in the text that a cell holds, where its format adds something to that.

    None where the format never shows the wanted text.
    """
    if number_format is None:
        return tuple(changes)
    frame = number_format.text(_MARK)
    if frame == _MARK:
        return tuple(changes)
    before, mark, behind = frame.partition(_MARK)
    wanted = changed_text(shown, changes)
    if not mark or _MARK in behind:
        return None
    if not shown:
        shown = frame.replace(_MARK, "")
    elif all(change.start >= len(before) and change.end <= len(shown) - len(behind) for change in changes):
        return tuple(Change(one.start - len(before), one.end - len(before), one.text) for one in changes)
    if not (wanted.startswith(before) and wanted.endswith(behind) and len(wanted) >= len(before) + len(behind)):
        return None
    old = shown[len(before) : len(shown) - len(behind)]
    return (_difference(old, wanted[len(before) : len(wanted) - len(behind)]),)


def _difference(old: str, new: str) -> Change:
    """The one change that makes a text into another."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    tail = 0
    while tail < min(len(old), len(new)) - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return Change(start, len(old) - tail, new[start : len(new) - tail])


def changed_runs(runs: Sequence[Run], changes: Sequence[Change]) -> list[Run]:
    """The runs with the changes made, which count in the text as the reader gives it."""
    raw = "".join(run.text for run in runs)
    places = _places(raw)
    decoded = "".join(character for character, _, _ in places)
    lead = len(decoded) - len(decoded.lstrip("\n"))
    tail = len(decoded.rstrip("\n"))
    first = runs[0].properties if runs else None
    if not decoded or decoded.isspace():
        return [Run(_raw(changed_text("", changes)), first)]
    wanted = decoded[:lead] + changed_text(decoded[lead:tail], changes) + decoded[tail:]
    made = list(runs)
    for change in sorted(changes, key=lambda one: (one.start, one.end))[::-1]:
        made = _replaced(made, places[lead:tail], change)
    made = [run for run in made if run.text]
    if plain_text("".join(run.text for run in made)) != as_read(wanted):
        return [Run(_raw(wanted), first)]  # what was apart has come together to an escape or a line break
    return made


def as_read(text: str) -> str:
    """A text as the reader gives it, whose blank lines at the ends do not count."""
    return "" if text.isspace() else text.strip("\n")


def _places(raw: str) -> list[tuple[str, int, int]]:
    """The characters that show of a text as the file holds it, each with where it stands there."""
    found: list[tuple[str, int, int]] = []
    for piece in _PIECE.finditer(raw):
        character = plain_text(f"甲{piece[0]}乙")[1:-1] if piece[1] else piece[0]
        if piece[1] and int(piece[1], 16) == 13:
            character = "\r"
        if character == "\n" and found and found[-1][0] == "\r" and found[-1][2] == piece.start():
            found[-1] = ("\r\n", found[-1][1], piece.end())
        elif character:
            found.append((character, *piece.span()))
    return [("\n" if character in ("\r", "\r\n") else character, start, end) for character, start, end in found]


def _replaced(runs: Sequence[Run], places: Sequence[tuple[str, int, int]], change: Change) -> list[Run]:
    """The runs with one change made; nothing behind it has been moved yet."""
    if change.start < change.end:
        start, end = places[change.start][1], places[change.end - 1][2]
        owner = start
    elif change.start:
        start = end = places[change.start - 1][2]
        owner = start - 1
    else:
        start = end = owner = places[0][1]
    made, at, put = [], 0, False
    for run in runs:
        until = at + len(run.text)
        before, behind = run.text[: max(start - at, 0)], run.text[max(end - at, 0) :]
        if not put and at <= owner < until:
            made.append(Run(before + _raw(change.text) + behind, run.properties))
            put = True
        else:
            made.append(Run(before + behind if until > start else run.text, run.properties))
        at = until
    return made


def _raw(text: str) -> str:
    """A text as runs hold it."""
    return re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)


def inline_string(runs: Sequence[Run], prefix: str) -> str:
    """Runs as an inline string."""
    if all(run.properties is None for run in runs):
        content = _t("".join(run.text for run in runs), prefix)
    else:
        content = "".join(
            f"<{prefix}r>{rewritten(run.properties, prefix) if run.properties is not None else ''}"
            f"{_t(run.text, prefix)}</{prefix}r>"
            for run in runs
        )
    return f"<{prefix}is>{content}</{prefix}is>"


def _t(raw: str, prefix: str) -> str:
    blanks = raw != raw.strip() or "\n" in raw or "  " in raw
    preserve = ' xml:space="preserve"' if blanks else ""
    return f"<{prefix}t{preserve}>{escaped(raw)}</{prefix}t>"


def escaped(raw: str) -> str:
    """A text as markup; a carriage return would not outlive a parser as it is."""
    return escape(raw).replace("\r", "&#13;")
