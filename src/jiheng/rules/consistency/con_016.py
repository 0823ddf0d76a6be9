"""CON-016."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.language import fold
from jiheng.rules.consistency.names import NEAR, Entry, bare_name, likeness, listed, lost_words, paired, projects_of
from jiheng.rules.form import Form, quote
from jiheng.rules.registry import FORM, Found, Over, Spot, found, rule

_GENERAL = re.compile(r"项目|经费|资金|专项|费用|补助|支出|工作|预算|等")
_TITLE = re.compile(
    r"^(?:[\d一二三四五六七八九十]+[.、．])?(?:20\d\d年度?)?(.+?)(?:项目)?(?:支出)?(?:预算)?绩效目标(?:申报|批复)?表$"
)
_PROJECT_FORMS = re.compile(r"部门|单位|专项资金|整体|项目$|^项目|区级|县级|市级|省级|支出方向|转移支付")
_FEWEST_CHARACTERS = 4


@rule(
    "CON-016",
    severity=Severity.ADVICE,
    basis=FORM,
    kinds=frozenset(
        (Kind.NARRATIVE, Kind.DEPARTMENT_OVERALL, Kind.PROJECT, Kind.SPECIAL_FUND_SUMMARY, Kind.SPECIAL_FUND_DIRECTION)
    ),
    over=Over.FILE,
    message="{here}写作“{name}”，{there}写作“{other}”，疑是同一项目。建议统一名称。",
)
def one_name_for_a_project(forms: Sequence[Form]) -> Iterator[Found]:
    """同一项目的名称前后写法不同。

    ## 查什么
    文字说明、整体支出表的任务、汇总表、表题和项目表里的项目名称，有没有几乎相同而差几个字的。两边各自都没有完全同名的项目，
    名称又只是多几个字、少几个字，或者金额也相等的，才提示。只差“经费”“项目”一类字的不提示。

    ## 为什么
    名称不一致，批复、公开和系统里就对不上号。

    ## 怎么改
    以项目库里的名称为准，各处写成一样。
    """
    projects = projects_of(forms)
    for form in forms:
        if form.kind in (Kind.NARRATIVE, Kind.DEPARTMENT_OVERALL) and projects:
            for pair in paired(list(listed(form)), projects):
                other = pair.projects[0]
                if not pair.is_equal and not _same_but_general(pair.entry.name, other.name):
                    here = "文字说明" if form.kind is Kind.NARRATIVE else "整体支出表的任务"
                    yield _said(
                        form.spot(pair.entry.path), other.form.spot(other.path), here, pair.entry.name, _table(other.form), other.name
                    )  # fmt: skip
        yield from _title(form)
    yield from _of_summary(forms)
    yield from _versions(forms)


def _said(spot: Spot, other_spot: Spot, here: str, name: str, there: str, other: str) -> Found:
    return found(spot, other_spot, here=here, name=quote(name), there=there, other=quote(other))


def _table(form: Form) -> str:
    return f"第 {form.number + 1} 张表"


def _same_but_general(one: str, other: str) -> bool:
    return _GENERAL.sub("", bare_name(one)) == _GENERAL.sub("", bare_name(other))


def _near(one: str, other: str) -> bool:
    bare, others = bare_name(one), bare_name(other)
    if bare == others or min(len(bare), len(others)) < _FEWEST_CHARACTERS or _same_but_general(one, other):
        return False
    return likeness(bare, others) >= NEAR and lost_words(bare, others)


def _title(form: Form) -> Iterator[Found]:
    """The name in the form's own title."""
    if form.kind is not Kind.PROJECT or not form.table.title or not form.table.project_name:
        return
    match = _TITLE.match(fold(form.table.title))
    if match is None or _PROJECT_FORMS.search(match[1]):
        return
    if _near(match[1], form.table.project_name):
        yield _said(
            form.spot("title"), form.spot("project_name"), "表题", match[1], "项目名称", form.table.project_name
        )


def _of_summary(forms: Sequence[Form]) -> Iterator[Found]:
    """The lines of a summary and the direction forms; its sections and the funds that those say they belong to."""
    summaries = [form for form in forms if form.kind is Kind.SPECIAL_FUND_SUMMARY]
    if len(summaries) != 1:
        return
    summary = summaries[0]
    lines = [
        Entry(summary, f"fund_lines[{n}].name", line.name, line.amount or None, f"fund_lines[{n}].amount")
        for n, line in enumerate(summary.table.fund_lines or ())
        if line.name and not line.is_section
    ]
    for pair in paired(lines, [one for one in projects_of(forms) if one.form.kind is Kind.SPECIAL_FUND_DIRECTION]):
        other = pair.projects[0]
        if not pair.is_equal and not _same_but_general(pair.entry.name, other.name):
            spot = summary.spot(pair.entry.path)
            yield _said(other.form.spot(other.path), spot, "支出方向", other.name, "汇总表", pair.entry.name)
    names = {bare_name(line.name or ""): n for n, line in enumerate(summary.table.fund_lines or ())}
    directions = [form for form in forms if form.kind is Kind.SPECIAL_FUND_DIRECTION and form.table.parent_fund]
    known = {bare_name(form.table.parent_fund or "") for form in directions}
    free = [(bare, n) for bare, n in names.items() if bare not in known][:200]
    for form in directions[:200]:
        name = form.table.parent_fund or ""
        if bare_name(name) in names:
            continue
        fitting = [n for bare, n in free if _near(name, bare)]
        if len(fitting) == 1:
            other = summary.value(f"fund_lines[{fitting[0]}].name")
            spot = summary.spot(f"fund_lines[{fitting[0]}].name")
            yield _said(form.spot("parent_fund"), spot, "所属专项", name, "汇总表", other)


def _versions(forms: Sequence[Form]) -> Iterator[Found]:
    """The tasks of two versions of a department's form: equal amounts in the same order, names that have lost a word."""
    known: dict[tuple[object, ...], Form] = {}
    for form in forms:
        tasks = form.table.tasks or ()
        amounts = tuple(task.total for task in tasks)
        if form.kind is not Kind.DEPARTMENT_OVERALL or len(tasks) < 3 or None in amounts:
            continue
        first = known.setdefault(amounts, form)
        if first is form:
            continue
        for n, (one, other) in enumerate(zip(tasks, first.table.tasks or (), strict=True)):
            if _near(one.name or "", other.name or ""):
                path = f"tasks[{n}].name"
                yield _said(
                    form.spot(path), first.spot(path), "任务名称", one.name or "", _table(first), other.name or ""
                )
