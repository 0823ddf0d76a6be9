"""Forms of a made-up county as the records keep them: the table, how its page looks, and what the rules said of it."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

import msgspec

from benchmarks.web_words import Row, Subject, goal, indicators
from jiheng.model.declaration import Goal, Indicator, Kind, Scope, Table
from jiheng.model.finding import Basis, Finding, Place, Severity
from jiheng.model.location import Location
from jiheng.report.page import Page, PageBlock, PageCell

_JSON = msgspec.json.Encoder()
_RULES = (
    ("QLT-001", Severity.WARNING, "指标“{name}”的指标值“{value}”看不出数量，请写成可以核对的数。"),
    ("CON-003", Severity.ADVICE, "指标“{name}”与年度目标的说法不一致，请核对。"),
    ("VAL-002", Severity.WARNING, "指标“{name}”的指标值“{value}”偏低，请说明依据。"),
)
_ERROR = ("ARI-004", Severity.ERROR, "指标“{name}”的指标值“{value}”与年度目标里的数不一致，请核对两处。")


@dataclass(frozen=True, slots=True)
class Form:
    """What a form says: the parts that may change from version to version."""

    unit: str
    department: str
    project: str
    year: int
    amount: int
    """In yuan."""
    goal: str
    rows: tuple[Row, ...]

    @classmethod
    def make(cls, unit: str, department: str, project: str, year: int, about: Subject, dice: Random) -> Form:
        """A form out of words."""
        amount = dice.choice((5, 8, 12, 20, 35, 60, 120, 300)) * 10_000 + dice.randint(0, 99) * 100
        return cls(unit, department, project, year, amount, goal(about, dice), tuple(indicators(about, dice)))

    def changed(self, about: Subject, dice: Random) -> Form:
        """The form as a unit hands it in again: another goal, some other rows, another amount."""
        fresh = indicators(about, dice)
        rows = list(self.rows)
        for row in dice.sample(fresh, 3):
            rows[dice.randrange(len(rows))] = row
        del rows[dice.randrange(len(rows))]
        amount = max(self.amount + dice.randint(-30, 30) * 1000, 1000)
        return replace(self, goal=goal(about, dice), rows=tuple(rows), amount=amount)


@dataclass(frozen=True, slots=True)
class Stored:
    """The columns of a content."""

    sha256: str
    body: str
    page: bytes
    findings: str
    errors: int
    warnings: int
    amount: int
    """In yuan."""


def stored(form: Form, dice: Random, *, with_error: bool = False) -> Stored:
    """A form as it is stored."""
    cells: dict[str, Location] = {}
    page = _page(form, cells)
    body = _JSON.encode(_table(form, cells))
    found = _findings(form, cells, dice, with_error=with_error)
    return Stored(
        hashlib.sha256(body).hexdigest(),
        body.decode(),
        zlib.compress(_JSON.encode(page), 1),
        _JSON.encode(found).decode(),
        sum(one.severity is Severity.ERROR for one in found),
        sum(one.severity is Severity.WARNING for one in found),
        form.amount,
    )


def _table(form: Form, cells: dict[str, Location]) -> Table:
    return Table(
        kind=Kind.PROJECT,
        title=f"{form.year}年部门项目支出预算绩效目标表",
        fiscal_year=form.year,
        money_unit="万元",
        competent_department=form.department,
        implementing_unit=form.unit,
        project_name=form.project,
        project_attribute="延续性项目",
        project_period="长期",
        budget={"total": Decimal(form.amount), "fiscal_appropriation": Decimal(form.amount), "other_funds": None},
        goals=(Goal(scope=Scope.ANNUAL, number=None, text=form.goal),),
        indicators=tuple(
            Indicator(
                level1=row.level1,
                level2=row.level2,
                name=row.name,
                value_text=row.value,
                operator=row.operator,
                number=Decimal(row.number) if row.number else None,
                unit=row.unit,
            )
            for row in form.rows
        ),
        cells=cells,
    )


def _page(form: Form, cells: dict[str, Location]) -> Page:
    """The form as a Word table of six columns, and on the way the place of each value."""
    made: list[PageCell] = []

    def put(text: str, row: int, column: int, colspan: int = 1, rowspan: int = 1, *paths: str) -> None:
        at = Location(table=0, row=row, column=column)
        made.append(PageCell(text=text, at=at, row=row, column=column, rowspan=rowspan, colspan=colspan))
        for path in paths:
            cells[path] = at

    wan = f"{Decimal(form.amount) / 10_000:f}"
    heads = (
        ("项目名称", form.project, "project_name", "项目属性", "延续性项目", "project_attribute"),
        ("主管部门", form.department, "competent_department", "实施单位", form.unit, "implementing_unit"),
        ("资金总额（万元）", wan, "budget.total", "其中：财政拨款", wan, "budget.fiscal_appropriation"),
    )
    for row, (label, value, path, label2, value2, path2) in enumerate(heads):
        put(label, row, 0)
        put(value, row, 1, 2, 1, path)
        put(label2, row, 3)
        put(value2, row, 4, 2, 1, path2)
    put("其他资金", 3, 0)
    put("", 3, 1, 2, 1, "budget.other_funds")
    put("项目期", 3, 3)
    put("长期", 3, 4, 2, 1, "project_period")
    put("年度目标", 4, 0)
    put(form.goal, 4, 1, 5, 1, "goals[0].text")
    for column, (label, span) in zip(
        (0, 1, 2, 3, 5), (("一级指标", 1), ("二级指标", 1), ("序号", 1), ("三级指标", 2), ("指标值", 1)), strict=True
    ):
        put(label, 5, column, span)
    for number, row_ in enumerate(form.rows):
        row, path = 6 + number, f"indicators[{number}]"
        put(row_.level1, row, 0, 1, 1, f"{path}.level1")
        put(row_.level2, row, 1, 1, 1, f"{path}.level2")
        put(str(number + 1), row, 2)
        put(row_.name, row, 3, 2, 1, f"{path}.name")
        put(row_.value, row, 5, 1, 1, f"{path}.value_text")
    title = f"{form.year}年部门项目支出预算绩效目标表"
    cells["title"] = Location(paragraph=0)
    grid = PageBlock(at=Location(table=0), rows=6 + len(form.rows), columns=6, cells=tuple(made))
    return Page((PageBlock(at=Location(paragraph=0), text=title), grid))


def _findings(form: Form, cells: dict[str, Location], dice: Random, *, with_error: bool) -> tuple[Finding, ...]:
    chosen = [dice.choice(_RULES) for _ in range(dice.choice((0, 0, 1, 2)))]
    if with_error:
        chosen.insert(0, _ERROR)
    found = []
    for n, (rule, severity, message) in enumerate(chosen):
        number = dice.randrange(len(form.rows))
        path, row = f"indicators[{number}].value_text", form.rows[number]
        place = Place(source="", table=0, path=path, at=cells[path])
        said = message.format(name=row.name, value=row.value)
        found.append(
            Finding(
                id=f"{rule}-{n}", rule=rule, severity=severity, message=said, where=(place,), source="", table=0,
                printed=row.value, basis=Basis(document="预算绩效管理办法"),
            )
        )  # fmt: skip
    return tuple(found)
