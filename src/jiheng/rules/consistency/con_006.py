"""CON-006."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.levels import BENEFITS, LEVEL2_NAMES, Level2
from jiheng.rules.consistency.names import Entry, told_and_filled
from jiheng.rules.consistency.promises import promises
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import Found, Over, found, rule

_COMPARED = (Level2.QUANTITY, Level2.QUALITY, Level2.TIMELINESS, *sorted(BENEFITS), Level2.SATISFACTION)
_MOST_ABSENT = 2
"""Classes that a form lacks at most; where more are missing, it is incomplete, and other rules say so."""
_LISTED = re.compile(r"指标(?:为|包括|有|是)[:：]?")
_FEWEST = 3
"""Classes that a paragraph names at least where it is taken for a full list."""


@rule(
    "CON-006",
    severity=Severity.WARNING,
    basis="财预〔2015〕88号#绩效目标设定",
    kinds=frozenset((Kind.NARRATIVE, Kind.PROJECT)),
    over=Over.FILE,
    message="项目“{name}”：{differences}。请核对，文字说明与项目绩效目标表的指标类别应当一致。",
)
def same_classes_in_both(forms: Sequence[Form]) -> Iterator[Found]:
    """文字说明提到的指标类别与项目表不同。

    ## 查什么
    文字说明点名的二级指标（数量、质量、时效、各类效益、满意度），同一项目的绩效目标表里有没有；文字说明逐类列举了效益
    指标的，项目表里的效益类别它有没有提到。原件不完整的表不查。

    ## 为什么
    文字说明是项目表的概括，类别对不上，说明有一处改过而另一处没有改。

    ## 怎么改
    补上缺少的类别，或者从文字说明里删去。
    """
    for entry, project in told_and_filled(forms):
        yield from _compare(entry, project)


def _compare(entry: Entry, project: Entry) -> Iterator[Found]:
    form = entry.form
    path = entry.path.replace(".name", ".content")
    text = form.value(path)
    if not isinstance(text, str) or project.form.is_cut_off or not project.form.rows:
        return
    named = promises(text).named
    if len(named) < (_FEWEST - 1 if _LISTED.search(text) else _FEWEST):
        return
    present = {Level2.SATISFACTION if row.is_satisfaction else row.level2 for row in project.form.rows}
    absent = [level for level in _COMPARED if level in named and level not in present]
    listed_benefits = bool(named & BENEFITS)
    unnamed = [level for level in _COMPARED if level in BENEFITS and listed_benefits and level in present - named]
    if not absent or len(absent) > _MOST_ABSENT:
        return
    told = [f"文字说明写有{_words(absent)}，项目表没有"]
    places = [form.spot(path)]
    if unnamed:
        told.append(f"项目表有{_words(unnamed)}，文字说明没有提到")
        places += [project.form.spot(row.path("name")) for row in project.form.rows if row.level2 in unnamed]
    else:
        places.append(project.form.spot(project.path))
    yield found(*places, name=quote(project.name), differences="；".join(told))


def _words(levels: Sequence[Level2]) -> str:
    return "、".join(LEVEL2_NAMES[level] for level in levels)
