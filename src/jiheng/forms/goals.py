"""Goals: a cell's text taken apart into 目标1, 目标2, ... with the spans where each stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jiheng.forms.binding import Binding
from jiheng.forms.inline import trim
from jiheng.forms.ledger import How
from jiheng.forms.sheet import Spot

_NAMED = re.compile(
    r"(?:(?<=^)|(?<=[\s。；;，,.：:！!]))(?:年度|绩效|总体)?目标\s*(?P<n>\d{1,2}|[０-９]{1,2}|[一二三四五六七八九十]{1,3})?\s*(?:[:：]|[、.．]|(?<=[\d一二三四五六七八九十])(?=\s|[（(]\d))\s*"
)
_BARE = re.compile(r"(?:(?<=^)|(?<=[\s。；;，,！!：:]))(?P<n>\d{1,2}|[０-９]{1,2})\s*[.．、](?!\d)\s*")
_CHINESE = "一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Part:
    """A goal inside a text: its number, if any, and the span of its text."""

    number: int | None
    start: int
    end: int


def number_of(text: str) -> int:
    """1 for `1`, `１`, `一`; 12 for `十二`."""
    if text.isdigit():
        return int(text)
    tens, _, units = text.partition("十")
    if "十" in text:
        return 10 * (_CHINESE.index(tens) + 1 if tens else 1) + (_CHINESE.index(units) + 1 if units else 0)
    return _CHINESE.index(text) + 1


def parts_of(text: str, start: int = 0, end: int | None = None, first: int = 1) -> list[Part]:
    """The goals of a text; the lead-in before numbered goals is dropped, a text without numbers is one goal."""
    end = len(text) if end is None else end
    start, end = trim(text, start, end)
    if start >= end:
        return []
    # Cut out, so that a label is at the beginning also where the label of the goals stands right before it.
    said = text[start:end]
    labels = list(_NAMED.finditer(said))
    if labels and (labels[0].start() == 0 or len(labels) > 1 or labels[0]["n"]):
        return _cut(said, labels, start)
    bare = _sequence(list(_BARE.finditer(said)), first)
    if bare and (len(bare) > 1 or bare[0].start() == 0):
        return _cut(said, bare, start)
    return [Part(None, start, end)]


def _sequence(matches: list[re.Match[str]], first: int) -> list[re.Match[str]]:
    """The matches that count `first`, `first` + 1, ..."""
    found: list[re.Match[str]] = []
    for match in matches:
        if int(match["n"]) == len(found) + first:
            found.append(match)
    return found


def _cut(text: str, labels: list[re.Match[str]], offset: int) -> list[Part]:
    parts = []
    for n, match in enumerate(labels):
        stop = labels[n + 1].start() if n + 1 < len(labels) else len(text)
        first, last = trim(text, match.end(), stop)
        if last > first:
            parts.append(Part(number_of(match["n"]) if match["n"] else None, offset + first, offset + last))
    return parts


def bind_goal_text(
    binding: Binding,
    scope: str,
    spot: Spot,
    start: int = 0,
    end: int | None = None,
    number: int | None = None,
    first: int = 1,
) -> None:
    """Bind the goals of a spot's text (from `start`) under a scope.

    :param number: the number that a cell beside the text gives
    :param first: what bare numbers count from, where the text goes on with the goals above it
    """
    binding.constant(("goals",), True)
    for part in parts_of(spot.text, start, end, first):
        n = binding.grow("goals")
        binding.constant(("goals", n, "scope"), scope)
        binding.constant(("goals", n, "number"), part.number if part.number is not None else number)
        binding.put(("goals", n, "text"), spot, "text", part.start, part.end)


def bind_actual_text(binding: Binding, spot: Spot, start: int = 0, number: int | None = None) -> None:
    """Bind 实际完成情况 to the goals that it answers: by number, else one for one, else to the first."""
    count = binding.sizes.get("goals", 0)
    parts = parts_of(spot.text, start)
    numbers = [binding.constants.get(("goals", n, "number")) for n in range(count)]
    taken = [n for n in range(count) if ("goals", n, "actual_text") not in binding.by_path]
    whole = trim(spot.text, start, len(spot.text))
    if not parts:
        return
    if count == 0:
        n = binding.grow("goals")
        binding.constant(("goals", n, "scope"), "annual")
        binding.constant(("goals", n, "number"), number)
        taken = [n]
        parts = [Part(None, *whole)]
    if number is not None and number in numbers:
        binding.put(("goals", numbers.index(number), "actual_text"), spot, "text", *whole)
        return
    by_number = all(part.number is not None and part.number in numbers for part in parts)
    if by_number:
        for part in parts:
            binding.put(("goals", numbers.index(part.number), "actual_text"), spot, "text", part.start, part.end)
    elif len(parts) == len(taken) and len(parts) > 1:
        for n, part in zip(taken, parts, strict=True):
            binding.put(("goals", n, "actual_text"), spot, "text", part.start, part.end)
    else:
        first = taken[0] if taken else 0
        why = "实际完成情况没有分条，记在第一个目标下" if count > 1 else ""
        how = How.INFERRED if count > 1 else How.LABEL
        binding.put(("goals", first, "actual_text"), spot, "text", *whole, how=how, why=why)
