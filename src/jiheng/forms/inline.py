"""Labels and values in one text: `填报单位（盖章）：某街道   单位负责人：张某`, `年度资金总额50万元`, `年度目标 目标1：…`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jiheng.forms.vocabulary import LONGEST_LABEL, Label, label_of_folded, vocabulary


@dataclass(frozen=True, slots=True)
class Inline:
    """A label with its value in the same text; `start`..`end` are the characters of the value, blanks around it left out."""

    label: Label
    begin: int
    start: int
    end: int


class Folded:
    """A text folded for comparison, each folded character with its place in the text."""

    __slots__ = ("places", "raw", "text")

    def __init__(self, raw: str) -> None:
        self.raw = raw
        folded: list[str] = []
        places: list[int] = []
        for place, character in enumerate(raw):
            if character.isspace() or character in "\u200b\ufeff":
                continue
            for part in unicodedata.normalize("NFKC", character).lower():
                if not part.isspace():
                    folded.append(part)
                    places.append(place)
        self.text = "".join(folded)
        self.places = places

    def place(self, index: int) -> int:
        """Where the folded character at `index` stands in the raw text."""
        return self.places[index] if index < len(self.places) else len(self.raw)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the white space at its ends."""
    while start < end and (text[start].isspace() or text[start] in "\u200b\ufeff"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\u200b\ufeff"):
        end -= 1
    return start, end


_GROUPS_OF_PAIRS = frozenset(
    ("meta", "pair", "amount", "scope", "goal", "signature", "extra", "total_score", "opinion")
)


def pairs_in(text: str) -> list[Inline]:
    """All `label：value` pairs of a text, in order; a value ends where the next label begins."""
    if (":" not in text and "：" not in text and "∶" not in text) or len(text) > 2000:
        return []
    return _pairs_in(text)


@lru_cache(maxsize=2048)
def _pairs_in(text: str) -> list[Inline]:
    folded = Folded(text.replace("∶", "："))
    found: list[tuple[int, int, Label]] = []
    floor = 0
    for match in re.finditer(":", folded.text):
        hit = _label_before(folded, floor, match.start())
        if hit is not None:
            found.append((hit[0], match.end(), hit[1]))
            floor = match.end()
    pairs = []
    for n, (begin, after, label) in enumerate(found):
        stop = folded.place(found[n + 1][0]) if n + 1 < len(found) else len(text)
        if stop < len(text) and text[:stop].rstrip().endswith(("(", "（")):
            stop = len(text[:stop].rstrip()) - 1
        start, end = trim(text, folded.place(after), stop)
        if after >= len(folded.text):
            start = end = len(text)
        pairs.append(Inline(label, folded.place(begin), start, max(start, end)))
    return pairs


def _label_before(folded: Folded, floor: int, colon: int) -> tuple[int, Label] | None:
    """The longest label that ends at a colon and begins at a border of words."""
    for begin in range(max(floor, colon - LONGEST_LABEL), colon - 1):
        if begin > floor and not _border(folded, begin):
            continue
        label = label_of_folded(folded.text[begin:colon])
        if label is not None and _GROUPS_OF_PAIRS.intersection(label.terms):
            return begin, label
    if floor:  # 填表人：王某联系电话：… without a blank between
        for begin in range(max(floor, colon - 12), colon - 1):
            label = label_of_folded(folded.text[begin:colon])
            if label is not None and "meta" in label.terms and len(label.text) > 2:
                return begin, label
    return None


def _border(folded: Folded, index: int) -> bool:
    place = folded.places[index]
    return place == 0 or folded.raw[place - 1].isspace() or folded.raw[place - 1] in "，,；;。.(（)）、|"


_NUMBER = re.compile(
    r"[¥￥]?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<unit>\(?(?:亿元|万元|千元|元|万|亿)\)?)?"
)
_FRINGE = re.compile(r"^[,，;；。、.:：]+|[,，;；。、:：]+$")


def amounts_in(text: str) -> list[Inline]:
    """All `label amount` pairs of a text, when it consists of nothing else: `年度资金总额50万元，其中：财政拨款50万元`.

    A last label without an amount (`其他资金`) is given with an empty value.
    """
    if len(text) > 300 or not text:
        return []
    return _amounts_in(text)


@lru_cache(maxsize=4096)
def _amounts_in(text: str) -> list[Inline]:
    folded = Folded(text)
    words = vocabulary().labels
    found: list[Inline] = []
    position = 0
    for match in _NUMBER.finditer(folded.text):
        label = _amount_label(folded.text[position : match.start()])
        if label is None:
            if words.get(folded.text[position : match.start()]) is None and found and not match["unit"]:
                return []
            continue
        begin = folded.place(position)
        start = folded.place(match.start())
        end = folded.place(match.end() - 1) + 1
        found.append(Inline(label, begin, start, end))
        position = match.end()
    rest = _FRINGE.sub("", folded.text[position:])
    if rest:
        label = _amount_label(rest)
        if label is None:
            return [] if not found or len(rest) > 2 else found
        found.append(Inline(label, folded.place(position), len(text), len(text)))
    return found if found and (found[0].start < len(text) or len(found) > 1) else []


def _amount_label(text: str) -> Label | None:
    text = _FRINGE.sub("", text)
    text = _FRINGE.sub("", text.removeprefix("其中").removesuffix("为").removesuffix("共计"))
    label = label_of_folded(text) if text else None
    return label if label is not None and ("amount" in label.terms or "scope" in label.terms) else None


_GOAL_BEGINS = re.compile(r"目标\s*(?:\d|[一二三四五六七八九十]|[:：])|\d{1,2}\s*[.、．:：]|[（(]")


def goal_label_in(text: str) -> Inline | None:
    """A goal's label with its text in the same cell: `年度绩效目标(含本级) 目标:…`, `实施期目标\\n…`."""
    head = text[:60]
    if "目" not in head and "情" not in head:
        return None
    return _goal_label_in(text)


@lru_cache(maxsize=2048)
def _goal_label_in(text: str) -> Inline | None:
    folded = Folded(text[:60])
    if len(text) <= 60 and folded.text.endswith("表"):
        return None  # 项 目 绩 效 目 标 申 报 表 is a title
    words = vocabulary().by_group["goal"]
    for word in words:
        if not folded.text.startswith(word) or len(word) >= len(folded.text):
            continue
        after = folded.place(len(word))
        rest = text[after:]
        broken = (after > 0 and text[after - 1 : after].isspace()) or "\n" in text[
            folded.place(len(word) - 1) + 1 : after
        ]
        colon = rest.lstrip().startswith((":", "："))
        if colon or broken or _GOAL_BEGINS.match(rest.lstrip()):
            start, end = trim(text, after, len(text))
            if colon:
                start, end = trim(text, start + 1, end)
            note = re.match(
                r"[（(](?:20\d\d年?[-—~至]*(?:20\d\d)?年?度?|\d+字以内|必填)[）)]\s*[:：]?", text[start:end]
            )
            if note:
                start, end = trim(text, start + note.end(), end)
            label = label_of_folded(word)
            if label is not None:
                return Inline(label, 0, start, end)
    return None


def lines_of(text: str) -> Sequence[tuple[int, int]]:
    """The spans of the non-blank lines of a text."""
    spans = []
    position = 0
    for part in text.split("\n"):
        start, end = trim(text, position, position + len(part))
        if end > start:
            spans.append((start, end))
        position += len(part) + 1
    return spans
