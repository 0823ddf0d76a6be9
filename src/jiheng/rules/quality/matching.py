"""Which indicator a description or a basis belongs to, by the words that they share."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from jiheng.model.language import fold
from jiheng.rules.form import Form, Row
from jiheng.rules.topics import pairs

_LEAST_PAIRS = 3
"""Character pairs of a text below which sharing says nothing."""
_LEAST_SHARE = 0.6
"""Share of a text's pairs that must stand with the other indicator."""
_LEAST_EXCHANGED = 3
"""Pairs that two texts must share with one another's names to have been exchanged."""
_LEAST_IN_ORDER, _LEAST_CHARACTERS = 0.4, 0.75
"""The same where the order differs: of the pairs, and of the single characters."""
_LEAST_OF_NAME = 0.5
"""Share of the other indicator's own name that must stand in the text."""
_COMMON = frozenset(
    [
        "情况",
        "完成",
        "工作",
        "数量",
        "占比",
        "比例",
        "比率",
        "人数",
        "指标",
        "标准",
        "年度",
        "计划",
        "实际",
        "要求",
        "文件",
        "部门",
        "单位",
        "项目",
        "资金",
        "总数",
        "的比",
        "数的",
        "数占",
        "占总",
        "及时",
        "满意",
        "达到",
        "依据",
        "上级",
        "规定",
        "根据",
        "按照",
        "考核",
        "群众",
        "服务",
        "社会",
        "水平",
        "程度",
        "提高",
        "提升",
        "预算",
        "批复",
        "历史",
        "行业",
        "业务",
        "统计",
        "数据",
        "调查",
        "问卷",
    ]
)
"""Pairs that descriptions of any indicator share."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A text in the row of one indicator that is about another one."""

    row: Row
    text: str
    other: Row


def moved_texts(form: Form, field: str) -> Iterator[Moved]:
    """The texts of a column (`description`, `basis`) that share nothing with their own indicator and most with another."""
    rows = [row for row in form.rows if row.name]
    texts = {row.n: fold(getattr(row.indicator, field) or "") for row in rows}
    if not any(texts.values()):
        return
    counts = Counter(text for text in texts.values() if text)
    index = _index(rows)
    other_field = "basis" if field == "description" else "description"
    for row in rows:
        text = texts[row.n]
        if not text or counts[text] > 1:
            continue
        words = pairs(text)
        if len(words) < _LEAST_PAIRS or words & _own(row, getattr(row.indicator, other_field) or ""):
            continue
        other = _best(row, words, rows, index) or _exchanged(row, words, rows, index, texts)
        if other is not None:
            yield Moved(row, text, other)


def _exchanged(
    row: Row, words: frozenset[str], rows: list[Row], index: dict[str, list[int]], texts: dict[int, str]
) -> Row | None:
    """The indicator whose text this one has, while it has this one's."""
    known = Counter(at for pair in words - _COMMON for at in index.get(pair, ())[:20])
    for at, shared in known.most_common(3):
        other = rows[at]
        theirs = pairs(texts[other.n])
        back = len((theirs & pairs(row.name)) - _COMMON)
        if back and shared + back >= _LEAST_EXCHANGED and not theirs & pairs(other.name):
            return other
    return None


def _own(row: Row, more: str) -> frozenset[str]:
    """The pairs by which a text is known as this indicator's: its name, and the other column where that is about the name."""
    name = pairs(row.name)
    return name | pairs(more) if pairs(more) & name else name


def _index(rows: list[Row]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        for pair in pairs(row.name) - _COMMON:
            found[pair].append(at)
    return found


def _best(row: Row, words: frozenset[str], rows: list[Row], index: dict[str, list[int]]) -> Row | None:
    """The indicator that a text is about."""
    known = Counter(at for pair in words - _COMMON for at in index.get(pair, ())[:20])
    for at, shared in known.most_common(3):
        other = rows[at]
        if fold(other.name) == fold(row.name):
            continue
        name = pairs(other.name)
        told = _all(other.name, other.indicator.description or "")
        own_name = len(words & name) / len(name)
        if own_name >= _LEAST_OF_NAME and shared >= 2 and _is_of(words, told):
            return other
    return None


def _is_of(words: frozenset[str], told: frozenset[str]) -> bool:
    """Whether most of a text stands with an indicator, be it in another order (护栏安装总长度, 安装护栏长度)."""
    share = len(words & told) / len(words)
    characters = {char for pair in words for char in pair}
    known = {char for pair in told for char in pair}
    return share >= _LEAST_SHARE or (
        share >= _LEAST_IN_ORDER and len(characters & known) >= _LEAST_CHARACTERS * len(characters)
    )


@lru_cache(maxsize=4096)
def _all(name: str, description: str) -> frozenset[str]:
    return pairs(name) | pairs(description)
