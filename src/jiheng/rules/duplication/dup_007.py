"""DUP-007."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from jiheng.model.finding import Severity
from jiheng.model.values import ValueKind
from jiheng.rules.form import Form, Row, quote
from jiheng.rules.registry import WITH_TREE, Found, found, rule
from jiheng.rules.similar import bare, clauses_of

_LONG = 20
"""Characters that two indicators do not share by chance."""
_SENTENCE = 10
"""Characters from which a whole value is a sentence and no word of degree."""


@rule(
    "DUP-007",
    severity=Severity.WARNING,
    basis="财预〔2021〕101号#指标体系",
    kinds=WITH_TREE,
    message="{level}“{name}”与{other_level}“{other}”写了同一句话“{sentence}”。两类指标衡量的内容不同，请按本类指标改写。",
)
def same_sentence_in_two_classes(form: Form) -> Iterator[Found]:
    """同一句话写在两类指标里。

    ## 查什么
    不同类的两条三级指标，名称或指标值里有同一句话（二十字以上，整个指标值相同的十字以上）。同一类指标之间、不同目标的指标之间不查。

    ## 为什么
    数量、质量、效益、满意度各管一个方面，同一句话放在两类里，至少有一类没有真正设定指标。

    ## 怎么改
    按这一类指标要衡量的内容改写，写明数量或标准。
    """
    first: dict[tuple[object, str], tuple[Row, str]] = {}
    told: set[tuple[int, int]] = set()
    for row in form.rows:
        for field, text in (("name", row.name), ("value_text", row.value)):
            for sentence in (*_sentences(text), *_whole(row, field, text)):
                key = (row.indicator.goal, sentence)
                other, path = first.setdefault(key, (row, field))
                if other.n == row.n or _level(other) == _level(row) or (other.n, row.n) in told:
                    continue
                if path == field == "name" and bare(other.name) == bare(row.name):
                    continue  # DUP-006 says it
                told.add((other.n, row.n))
                yield found(
                    row.path(field),
                    other.path(path),
                    level=row.level_name,
                    name=quote(row.name),
                    other_level=other.level_name,
                    other=quote(other.name),
                    sentence=quote(sentence),
                )


def _whole(row: Row, field: str, text: str) -> Iterator[str]:
    """A value that is a sentence of its own, shorter ones too."""
    if field == "value_text" and len(text) < _LONG and row.meaning.kind is ValueKind.QUALITATIVE:
        sentence = bare(text)
        if len(sentence) >= _SENTENCE:
            yield sentence


def _sentences(text: str) -> Iterator[str]:
    """The long clauses of a text and its pairs of neighbouring clauses, long enough to tell."""
    if len(text) < _LONG:
        return
    clauses = clauses_of(text)
    yield from (f"{one}{two}" for one, two in pairwise(clauses) if len(one) + len(two) >= _LONG)
    yield from (clause for clause in clauses if len(clause) >= _LONG)


def _level(row: Row) -> object:
    return row.level2 or row.indicator.level2 or row.level1
