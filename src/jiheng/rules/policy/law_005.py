"""LAW-005."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiheng.model.finding import Severity
from jiheng.rules.form import Form, Text, quote
from jiheng.rules.registry import TARGETS, Found, found, rule

_LAND = r"(?:土地出让(?:价款|收入|收益|金|款)?|土地价款|地价款)"
_BACK = r"(?:返还|退还|返回|减免|免收|免缴|抵缴|抵扣|先征后返|奖补)"
_RETURNED = re.compile(rf"{_BACK}[^，。；、]{{0,14}}{_LAND}|{_LAND}[^，。；、]{{0,10}}{_BACK}")
_FORBIDDEN = re.compile(r"严禁|不得|禁止|清理|追缴|追回|整改|整治|违规|查处|核查|排查")


@rule(
    "LAW-005",
    severity=Severity.WARNING,
    basis="国办发〔2006〕100号#土地出让收支",
    kinds=TARGETS,
    message="“{seen}”涉及返还或减免土地出让收入{value}。土地出让收支全额纳入政府性基金预算管理，请附政策依据，并走政府性基金预算。",
)
def land_revenue_returned(form: Form) -> Iterator[Found]:
    """返还或减免土地出让收入。

    ## 查什么
    目标、任务、测算明细和指标里有没有向开发商、企业返还、减免土地出让收入。清理、追缴违规返还的不算。

    ## 为什么
    土地出让收入全额缴入国库，不得以任何名义减免或返还，支出通过政府性基金预算安排。

    ## 怎么改
    附上政策依据，改列政府性基金预算；没有依据的不得安排。
    """
    places: list[str] = []
    seen = value = ""
    for text in _texts(form):
        match = _RETURNED.search(text.text)
        if match is None or _FORBIDDEN.search(text.text):
            continue
        places.append(text.path)
        seen = seen or match.group(0)
        if text.path.startswith("indicators") and text.path.endswith(".name"):
            path = f"{text.path.rpartition('.')[0]}.value_text"
            if form.value(path):
                places.append(path)
                value = value or f"（{form.value(path)}）"
    if places:
        yield found(*places, seen=quote(seen), value=value)


def _texts(form: Form) -> Iterator[Text]:
    for row in form.rows:
        if row.name:
            yield Text(row.path("name"), row.name)
        if row.value:
            yield Text(row.path("value_text"), row.value)
    if form.table.project_name:
        yield Text("project_name", form.table.project_name)
    yield from (text for text in form.texts if text.path != "duties")
