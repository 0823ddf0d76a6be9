"""CON-005."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from jiheng.model.declaration import Kind
from jiheng.model.finding import Severity
from jiheng.model.levels import LEVEL2_NAMES, Level2
from jiheng.model.values import ValueKind
from jiheng.rules.consistency.names import Entry, told_and_filled
from jiheng.rules.consistency.promises import promises
from jiheng.rules.form import Form, Row, quote
from jiheng.rules.registry import Found, Over, found, rule


@rule(
    "CON-005",
    severity=Severity.WARNING,
    basis="财预〔2015〕88号#绩效目标设定",
    kinds=frozenset((Kind.NARRATIVE, Kind.PROJECT)),
    over=Over.FILE,
    message="{differences}。请核对，文字说明与项目绩效目标表的指标值应当一致。",
)
def same_values_in_both(forms: Sequence[Form]) -> Iterator[Found]:
    """文字说明承诺的指标值与项目表不同。

    ## 查什么
    文字说明对每个项目写明的各类指标值（如“经济效益指标值为≥80%”），与同一项目的绩效目标表中同类指标的百分比是否一致。
    同类有几个指标、其中一个相符的不提示；表中该类没有百分比的不比较。

    ## 为什么
    两处写的是同一个目标，批复以后只能按一个数考核。

    ## 怎么改
    确定指标值，把两处改成一样。
    """
    for entry, project in told_and_filled(forms):
        yield from _compare(entry, project)


def _compare(entry: Entry, project: Entry) -> Iterator[Found]:
    form = entry.form
    path = entry.path.replace(".name", ".content")
    text = form.value(path)
    if not isinstance(text, str):
        return
    rows: list[Row] = []
    told: list[str] = []
    for level, due in promises(text).values.items():
        inside = [row for row in project.form.rows if _is_of(row, level)]
        numbers = [row.meaning.number for row in inside]
        if not inside or any(number in due for number in numbers):
            continue
        rows += inside
        wanted = "、".join(f"{_plain(number)}%" for number in sorted(due))
        printed = "、".join(f"第 {row.n + 1} 条指标“{quote(row.name)}”为 {row.value}" for row in inside[:3])
        told.append(f"{LEVEL2_NAMES[level]}，文字说明写 {wanted}，项目表{printed}")
    if rows:
        yield found(
            *(project.form.spot(row.path("value_text")) for row in rows),
            form.spot(path),
            printed=rows[0].value,
            differences="；".join(told),
        )


def _is_of(row: Row, level: Level2) -> bool:
    if row.meaning.kind is not ValueKind.PERCENT or row.meaning.number is None:
        return False
    return row.is_satisfaction if level is Level2.SATISFACTION else row.level2 is level


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")
