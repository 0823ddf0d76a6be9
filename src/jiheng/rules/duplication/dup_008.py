"""DUP-008."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from jiheng.model.declaration import Kind, Scope
from jiheng.model.finding import Severity
from jiheng.rules.batch import Batch
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import Found, Over, found, rule
from jiheng.rules.similar import bare, groups, pairs_of
from jiheng.rules.units import owner

_FEWEST = 12
"""Characters of a goal below which it says too little to overlap."""
_MOST_NAMED = 5
_CORE = 4
"""Characters of a name that tell what a project is about."""
_GENERIC = re.compile(r"工作|专项|经费|资金|项目|费用?$|费$")
_SERIAL = re.compile(r"[第一二三四五六七八九十\da-z东西南北中上下前后内外期批标段号]{0,4}")
"""What tells parts of one project apart: 一期、二标段、东侧."""
_PLACE = re.compile(r"(?:村|镇|乡|社区|街道|街|路|县|区|市|组|屯|校|小学|中学|园|院|站|所|库|河|桥|馆)")


@rule(
    "DUP-008",
    severity=Severity.WARNING,
    basis="财预〔2015〕88号#适当性",
    kinds=frozenset((Kind.PROJECT, Kind.SPECIAL_FUND_DIRECTION)),
    over=Over.BATCH,
    needs=("overlapping_projects_percent",),
    names="项目名称与{others}实际上相同，内容很可能重叠。是同一件事的请合并，不是的请把名称和目标区分清楚。",
    message="本项目的绩效目标与{others}的基本相同，看不出各自办什么事。内容重叠的请合并，不重叠的请把本项目的目标写清楚。",
)
def overlapping_projects(batch: Batch) -> Iterator[Found]:
    """同一单位的两个项目内容重叠。

    ## 查什么
    同一单位、同一年度名称不同的项目，年度目标文字相同的达到规定的比例（国家口径为七成），而且目标里看不出两个项目名称的区别
    （村名、路段、期次等）；项目名称只差“工作”“经费”“项目”这类字的。太短的目标不查。

    ## 为什么
    同一件事分成几个项目申请，容易重复安排资金。

    ## 怎么改
    确是同一件事的，合并为一个项目；不是的，写明各自的对象、范围和数量。
    """
    units: dict[tuple[str, int | None], list[tuple[Form, str, str]]] = defaultdict(list)
    for form in batch.distinct:
        goal = _goal(form)
        if goal is not None and form.project:
            units[owner(form), form.year].append((form, *goal))
    for known in units.values():
        if len(known) > 1:
            yield from _of_unit(known)
    yield from _same_core(batch)


def _of_unit(known: Sequence[tuple[Form, str, str]]) -> Iterator[Found]:
    percent = int(known[0][0].profile.number("overlapping_projects_percent"))

    def fits(leader: int, n: int) -> bool:
        (one, _, goal), (other, _, text) = known[leader], known[n]
        return not _tells_apart(bare(one.project), bare(other.project), bare(goal), bare(text))

    for group in groups([pairs_of(text) for _, _, text in known], percent, fits):
        forms = [known[n] for n in group]
        own, others = forms[-1], forms[:-1]
        names = "、".join(f"“{quote(form.project)}”" for form, _, _ in others[:_MOST_NAMED])
        more = f"等 {len(others)} 个项目" if len(others) > _MOST_NAMED else ""
        where = [form.spot(path) for form, path, _ in (own, *others)]
        yield found(*where, others=f"{names}{more}")


def _same_core(batch: Batch) -> Iterator[Found]:
    """Projects whose names differ in 工作、经费、项目 only."""
    cores: dict[tuple[str, int | None, str], dict[str, Form]] = defaultdict(dict)
    for form in batch.distinct:
        core = _GENERIC.sub("", bare(form.project))
        if len(core) >= _CORE:
            cores[owner(form), form.year, core].setdefault(bare(form.project), form)
    for forms in cores.values():
        if len(forms) > 1:
            *others, own = forms.values()
            where = [form.spot("project_name" if form.table.project_name else "direction") for form in (own, *others)]
            named = "、".join(f"“{quote(form.project)}”" for form in others[:_MOST_NAMED])
            yield found(*where, message="names", others=named)


def _goal(form: Form) -> tuple[str, str] | None:
    """The path and text of a form's goal of the year; all numbered goals together."""
    scopes = (Scope.ANNUAL_OWN_LEVEL, Scope.ANNUAL, Scope.IMPLEMENTATION_PERIOD)
    goals = form.table.goals or ()
    for scope in scopes:
        texts = [(n, goal.text) for n, goal in enumerate(goals) if goal.scope is scope and goal.text]
        if texts:
            text = "".join(text for _, text in texts)
            return (f"goals[{texts[0][0]}].text", text) if len(bare(text)) >= _FEWEST else None
    return None


def _tells_apart(one: str, other: str, goal: str, text: str) -> bool:
    """Whether two names are one, or each goal names what its project's name has and the other's has not."""
    if one == other:
        return True  # DUP-001 looks at those
    start = _same_start(one, other)
    end = min(_same_start(one[::-1], other[::-1]), min(len(one), len(other)) - start)
    first, second, rest = one[start : len(one) - end], other[start : len(other) - end], one[len(one) - end :]
    if _SERIAL.fullmatch(first) and _SERIAL.fullmatch(second):
        return True
    if start + end >= 4 and (_PLACE.match(rest) or all(_PLACE.search(core[-2:]) for core in (first, second))):
        return True
    return goal != text and _differ(first, second, goal, text)


def _same_start(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _differ(first: str, second: str, goal: str, text: str) -> bool:
    ours, theirs = pairs_of(first) - pairs_of(second), pairs_of(second) - pairs_of(first)
    return any(pair in goal and pair not in text for pair in ours) or any(
        pair in text and pair not in goal for pair in theirs
    )
