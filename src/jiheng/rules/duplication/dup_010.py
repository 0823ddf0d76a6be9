"""DUP-010."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.rules.form import Form
from jiheng.rules.registry import FORM, Found, found, rule


@rule(
    "DUP-010",
    severity=Severity.ADVICE,
    basis=FORM,
    message="目标的编号“目标{number}”用了 {count} 次，请按顺序重新编号。",
    line="“{name}”的序号 {number} 与前面的行重复，请按顺序重新编号。",
)
def number_used_twice(form: Form) -> Iterator[Found]:
    """目标或明细行的编号重复。

    ## 查什么
    同一组目标里“目标1”“目标2”的编号，汇总表同一部分里明细行的序号，有没有用了两次的。指标的“指标1”编号只是版式，不查。

    ## 为什么
    审核意见和自评按编号指出是哪一条，编号重复就指不清。

    ## 怎么改
    按先后顺序重新编号。
    """
    yield from _goals(form)
    yield from _lines(form)


def _goals(form: Form) -> Iterator[Found]:
    places: dict[tuple[object, int], list[str]] = defaultdict(list)
    scopes: Counter[object] = Counter()
    for n, goal in enumerate(form.table.goals or ()):
        if goal.number and goal.text:
            places[goal.scope, goal.number].append(f"goals[{n}].number")
            scopes[goal.scope] += 1
    for (scope, number), paths in places.items():
        if len(paths) > 1 and not len(paths) == scopes[scope] > 2:
            yield found(*paths[1:], paths[0], number=number, count=len(paths))


def _lines(form: Form) -> Iterator[Found]:
    seen: dict[str, str] = {}
    last = ""
    for n, line in enumerate(form.table.fund_lines or ()):
        if line.is_section is True:
            seen = {}
            continue
        number = (line.number or "").strip(" .、．")
        if number == "1" and number in seen and last != number:
            seen = {}  # a part without a line of its own begins
        last = number or last
        path = f"fund_lines[{n}].number"
        if number and line.name and number in seen:
            yield found(path, seen[number], message="line", name=line.name, number=number)
        elif number:
            seen[number] = path
