"""The ledger: what every non-blank cell and paragraph of a file became. Nothing is lost silently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from jiheng.model.location import Location


class Became(StrEnum):
    """What a text became."""

    LABEL = "label"
    VALUE = "value"
    IGNORED = "ignored"
    LEFT_OVER = "left_over"


class How(StrEnum):
    """How a value was found."""

    LAYOUT = "layout"
    """By a known layout."""
    LABEL = "label"
    """Its label stands beside, above or before it."""
    INFERRED = "inferred"
    """By reasoning; the entry's `why` has the reason in words."""


class Why(StrEnum):
    """The closed list of reasons to ignore a text; inside a form's grid only the first five are allowed."""

    REPEATED_HEAD = "重复的表头"
    HEADING = "标题或栏目"
    INSTRUCTION = "填报说明"
    SIGNATURE = "签字盖章处"
    FILLER = "占位符号"
    PAGE_FURNITURE = "页眉页脚页码"
    OUTSIDE = "表外文字"
    OTHER_TABLE = "非绩效目标表"
    HIDDEN = "隐藏或已删除"


class Entry(msgspec.Struct, frozen=True):
    """A cell or paragraph and what it became.

    `of` names the fields (of a label) or the paths (of values); `table` is the index of its form, None outside every form;
    `confidence` is less than 1 where the text was recognised in a picture.
    """

    text: str
    at: Location
    became: Became
    of: tuple[str, ...] = ()
    how: How | None = None
    why: str = ""
    table: int | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Ledger:
    """All entries of a file in reading order."""

    entries: tuple[Entry, ...] = ()

    def counts(self) -> Counter[Became]:
        """How many texts became what; the sum is the number of non-blank cells and paragraphs of the file."""
        return Counter(entry.became for entry in self.entries)

    def left_over(self) -> Iterable[Entry]:
        """The texts that were not understood."""
        return (entry for entry in self.entries if entry.became is Became.LEFT_OVER)
