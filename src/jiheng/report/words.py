"""Keys and paths of the declaration as words: `tasks[3].total` is 第 4 项任务·总额."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jiheng.report.labels import FORM, LEVELS, ROWS, SOURCES, STAGES, amount_label

_NTH = {
    "tasks": "项任务",
    "work_plan": "项重点工作",
    "fund_lines": "行明细",
    "spending_plan": "期支出计划",
    "cost_estimates": "行测算",
    "goals": "个目标",
    "indicators": "条指标",
    "blank_levels": "行空白指标",
    "opinions": "条审核意见",
    "safeguards": "条保障措施",
    "extra": "个其他栏目",
    "signatures": "处签字盖章",
    "history": "个近年数",
    "deviation_causes": "个偏差原因",
}
"""What one of a list is called."""

_PLAIN = {("goals", "text"), ("opinions", "text"), ("extra", "text"), ("signatures", "text"), ("history", "value_text")}
"""The value that a row of a list is all about: 第 2 个目标 says enough."""

LABELS = {
    "annual": "年度目标",
    "annual_all_levels": "年度目标（含本级和市县）",
    "annual_own_level": "年度目标（含本级）",
    "implementation_period": "实施期目标",
    "actual": "实际完成情况",
    "value": "指标值",
    "period_value": "实施期指标值",
    "cause": "偏差原因分类",
    "likely": "完成目标可能性",
    "history": "近年数",
    "share": "占比",
    "reason": "原因",
    "sum": "合计",
    "money": "资金",
    "money_use": "资金及用途",
    "basic": "基本信息",
    "spending": "资金支出计划",
    "costs": "支出明细及测算",
    "parent": "所属专项",
    "project_total": "项目总额（中期）",
    "establishment": "立项情况",
    "self_raised": "自有资金",
    "evaluation": "评价结论",
    "name": "名称",
    "number": "序号",
    "total": "总额",
    "weight": "分值",
    "score": "得分",
    "expected": "预期",
    "signature": "签字盖章处",
    "levels": "指标层级",
    "goal": "目标",
}
"""What labels are marked with in the ledger beside keys of the declaration: blocks, columns."""

_STEP = re.compile(r"([^.\[\]]+)((?:\[\d+\])?)")


def label_words(keys: Iterable[str]) -> str:
    """The fields of a label, each said once."""
    return "、".join(dict.fromkeys(_key(key) for key in keys))


def path_words(paths: Iterable[str]) -> str:
    """The paths of a value; the same key of rows that follow each other is said once: 第 1—5 条指标·一级指标."""
    runs: list[tuple[str, int, int, str]] = []
    for path in dict.fromkeys(paths):
        steps = _STEP.findall(path)
        head, index = steps[0] if steps else (path, "")
        rest = path[len(head) + len(index) :].lstrip(".")
        if not index:
            runs.append((path, -1, -1, ""))
            continue
        at = int(index[1:-1])
        near = next((n for n, run in enumerate(runs) if run[0] == head and run[3] == rest and run[2] == at - 1), None)
        if near is None:
            runs.append((head, at, at, rest))
        else:
            runs[near] = (head, runs[near][1], at, rest)
    return "、".join(_run(*run) for run in runs)


def _run(head: str, first: int, last: int, rest: str) -> str:
    if first < 0:
        return _key(head)
    number = f"{first + 1}" if first == last else f"{first + 1}—{last + 1}"
    words = f"第 {number} {_NTH.get(head, '个' + _key(head))}"
    if not rest or (head, rest) in _PLAIN:
        return words
    return f"{words}·{_inside(head, rest)}"


def _inside(rows: str, rest: str) -> str:
    """A path below a row: a key of it, or a row of a list of its own."""
    name, index = _STEP.findall(rest)[0]
    if index:
        return _run(name, int(index[1:-1]), int(index[1:-1]), rest[len(name) + len(index) :].lstrip("."))
    return ROWS.get(rows, {}).get(name) or _key(name)


def _key(key: str) -> str:
    """One key, with or without the group that it belongs to."""
    group, _, name = key.rpartition(".")
    if group == "budget":
        return amount_label(name)
    if group:
        return f"{_key(group)}·{ROWS.get(group, {}).get(name) or _key(name)}"
    found = LABELS.get(key) or FORM.get(key) or SOURCES.get(key) or LEVELS.get(key) or STAGES.get(key)
    if found is None:
        found = next((words[key] for words in ROWS.values() if key in words), None)
    return found or amount_label(key)
