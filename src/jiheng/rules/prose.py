"""All texts of a form in which figures may stand, with their paths."""

from __future__ import annotations

from collections.abc import Iterator

from jiheng.rules.form import Form, Text, quote

_FIELDS = ("value_text", "description", "basis")


def prose(form: Form) -> Iterator[Text]:
    """The prose of the form, the words of its indicators, and its labelled values."""
    yield from form.texts
    for n, one in enumerate(form.table.indicators or ()):
        for field in _FIELDS:
            text = getattr(one, field)
            if text and len(text) > 5:
                yield Text(f"indicators[{n}].{field}", text)
    for n, labelled in enumerate(form.table.extra or ()):
        if labelled.text and len(labelled.text) > 5:
            yield Text(f"extra[{n}].text", labelled.text)


_ROWS = {
    "goals": "绩效目标",
    "tasks": "任务",
    "work_plan": "年度重点工作",
    "fund_lines": "专项",
    "safeguards": "保障措施",
}
_SINGLE = {"fund_use": "资金用途", "duties": "部门职能", "notes": "其他说明"}


def where_of(form: Form, path: str) -> str:
    """How a message names the place of a text: 第 4 条指标“社区数量”, 任务“校舍维修”, 绩效目标."""
    row, _, _ = path.rpartition(".")
    first = path.partition("[")[0].partition(".")[0]
    if first == "indicators":
        return form.rows[int(row[row.index("[") + 1 : -1])].called
    if first == "cost_estimates":
        return f"支出测算“{quote(form.value(f'{row}.item') or form.value(f'{row}.direction'))}”"
    if first == "extra":
        return f"“{quote(form.value(f'{row}.label'))}”"
    name = form.value(f"{row}.name") or form.value(f"{row}.item") or ""
    words = _ROWS.get(first) or _SINGLE.get(first) or "文字说明"
    return f"{words}“{quote(name)}”" if name else words
