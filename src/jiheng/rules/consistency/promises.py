"""What a paragraph of a narrative promises by class of indicator: `经济效益指标值为≥80%`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from jiheng.model.language import fold_value
from jiheng.model.levels import Level1, Level2

_CLASSES: tuple[tuple[str, Level1 | Level2], ...] = (
    ("数量指标|数量目标", Level2.QUANTITY),
    ("质量指标|质量目标", Level2.QUALITY),
    ("时效指标|时效标|时效目标", Level2.TIMELINESS),
    ("成本指标|成本目标", Level2.COST),
    ("经济效益", Level2.ECONOMIC_BENEFIT),
    ("社会效益", Level2.SOCIAL_BENEFIT),
    ("生态效益|环境效益", Level2.ECOLOGICAL_BENEFIT),
    ("可持续影响", Level2.SUSTAINABILITY),
    ("服务对象满意度?|群众满意度?|满意度指标|满意度", Level2.SATISFACTION),
    ("产出指标|完成指标", Level1.OUTPUT),
    ("效益指标|效果指标", Level1.BENEFIT),
)
_CLASS = re.compile("|".join(f"(?P<c{n}>{words})" for n, (words, _) in enumerate(_CLASSES)))
_VALUE = re.compile(r"(?:≥|≧|>=|>|=|为|达到|达|不低于|不少于|在)(?P<number>\d+(?:\.\d+)?)%")
_BRACKETS = re.compile(r"\([^()]*\)")
_SENTENCE = re.compile(r"[。;；\n]")
_INSIDE = {
    Level1.OUTPUT: (Level2.QUANTITY, Level2.QUALITY, Level2.TIMELINESS),
    Level1.BENEFIT: (Level2.ECONOMIC_BENEFIT, Level2.SOCIAL_BENEFIT, Level2.ECOLOGICAL_BENEFIT, Level2.SUSTAINABILITY),
}


@dataclass(frozen=True, slots=True)
class Promises:
    """The classes that a text names, and the percentages that it promises for them."""

    named: frozenset[Level2]
    values: dict[Level2, frozenset[Decimal]]


@lru_cache(maxsize=4096)
def promises(text: str) -> Promises:
    """What a paragraph promises; a value stands for all classes named since the last one in its sentence."""
    named: set[Level2] = set()
    values: dict[Level2, set[Decimal]] = {}
    for sentence in _SENTENCE.split(_BRACKETS.sub("", fold_value(text))):
        waiting: list[Level1 | Level2] = []
        marks = sorted([*_CLASS.finditer(sentence), *_VALUE.finditer(sentence)], key=lambda match: match.start())
        for match in marks:
            if "number" in match.re.groupindex:
                for level in _second_levels(waiting):
                    values.setdefault(level, set()).add(Decimal(match["number"]))
                waiting = []
            else:
                meant = _CLASSES[int((match.lastgroup or "c0")[1:])][1]
                waiting.append(meant)
                if isinstance(meant, Level2):
                    named.add(meant)
    return Promises(frozenset(named), {level: frozenset(numbers) for level, numbers in values.items()})


def _second_levels(waiting: list[Level1 | Level2]) -> list[Level2]:
    """The classes that a value is for: a first level counts only where no second level stands with it."""
    second = [level for level in waiting if isinstance(level, Level2)]
    return second or [inner for level in waiting if isinstance(level, Level1) for inner in _INSIDE[level]]
