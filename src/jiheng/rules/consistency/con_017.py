"""CON-017."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jiheng.model.finding import Severity
from jiheng.model.language import OPERATORS, fold, fold_value
from jiheng.rules.batch import Batch
from jiheng.rules.form import Form, Row, quote
from jiheng.rules.registry import FORM, TARGETS, Figure, Found, Over, Spot, found, rule

_SINGLY = 3
"""Differences of a pair of versions up to which each is a finding of its own."""


@dataclass(frozen=True, slots=True)
class _Difference:
    """A value that two versions print differently."""

    path: str
    other_path: str
    what: str
    printed: str
    other: str
    figure: Figure
    other_figure: Figure


@rule(
    "CON-017",
    severity=Severity.ERROR,
    basis=FORM,
    kinds=TARGETS,
    over=Over.BATCH,
    message="这份申报表与{other}是同一申报表的两个版本，{what}不同：{printed_here}／{printed_there}。请确定以哪一份为准，改成一致。",
    many="这份申报表与{other}是同一申报表的两个版本，有 {count} 处不同，例如{what}：{printed_here}／{printed_there}。请确定以哪一份为准，删去"
    "另一份。",
)
def versions_agree(batch: Batch) -> Iterator[Found]:
    """同一申报表的两个版本内容不同。

    ## 查什么
    一批表里单位、年度、表种和项目（编码或名称）都相同的，是同一申报表；没有写单位的，看各项任务的金额是否全部相同。同名
    指标的指标值、同一栏的预算金额在两个版本里是否一致。

    ## 为什么
    同一份申报只能有一套目标，两个版本不同，就不知道批复的是哪一个。

    ## 怎么改
    确定以哪一份为准，改正或者撤回另一份。
    """
    for group in batch.versions:
        first = group[0]
        for form in group[1:]:
            differences = [*_amounts(form, first), *_values(form, first)]
            if len(differences) <= _SINGLY:
                for one in differences:
                    yield _said(form, first, [one], "")
            else:
                yield _said(form, first, differences, "many")


def _said(form: Form, first: Form, differences: Sequence[_Difference], message: str) -> Found:
    one = differences[0]
    number = None
    if isinstance(one.figure, Decimal) and isinstance(one.other_figure, Decimal):
        number = one.figure - one.other_figure
    return found(
        *(spot for each in differences for spot in (Spot(form, each.path), Spot(first, each.other_path))),
        printed=one.figure,
        computed=one.other_figure,
        difference=number,
        message=message,
        other=f"{first.called}（{first.source}）" if first.source != form.source else first.called,
        what=one.what,
        printed_here=one.printed,
        printed_there=one.other,
        count=len(differences),
    )


def _amounts(form: Form, first: Form) -> Iterator[_Difference]:
    """The first amount that differs; where the total does, its sources do as a matter of course."""
    for key, amount in (form.table.budget or {}).items():
        other = (first.table.budget or {}).get(key)
        if amount is not None and other is not None and amount != other:
            path = f"budget.{key}"
            yield _Difference(path, path, "预算金额", form.money(amount), first.money(other), amount, other)
            return


def _values(form: Form, first: Form) -> Iterator[_Difference]:
    known = _by_name(first)
    for name, row in _by_name(form).items():
        other = known.get(name)
        if other is not None and row.value and other.value and _meant(row) != _meant(other):
            path, other_path = row.path("value_text"), other.path("value_text")
            yield _Difference(
                path, other_path, f"指标“{quote(row.name)}”的指标值", row.value, other.value, row.value, other.value
            )


def _by_name(form: Form) -> dict[tuple[object, ...], Row]:
    """The indicators by level and name; one whose name stands there twice is left out."""
    known: dict[tuple[object, ...], Row | None] = {}
    for row in form.rows:
        if row.name:
            one = row.indicator
            name = (one.goal or 0, row.level2 or row.level1, fold(row.name), one.place or "")
            known[name] = None if name in known else row
    return {name: row for name, row in known.items() if row is not None}


def _meant(row: Row) -> tuple[object, ...]:
    """A value without its spelling."""
    one = row.indicator
    if row.meaning.number is not None and row.meaning.is_number:
        return (row.meaning.operator, row.meaning.number, row.meaning.yuan, fold(row.meaning.unit or ""))
    text = fold_value(row.value)
    for glyph, plain in OPERATORS.items():
        if text.startswith(glyph):
            text = plain + text[len(glyph) :]
            break
    return (text.rstrip("。;；"), one.unit or "")
