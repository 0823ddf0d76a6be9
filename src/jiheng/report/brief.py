"""One row per form: which files, whose forms, how much of everything, and whether all was understood."""

from __future__ import annotations

from msgspec import UNSET
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from jiheng.model.declaration import Declaration, Kind, Table
from jiheng.report.amounts import printed
from jiheng.report.prose import one_line
from jiheng.report.terminal import Prose, Sheet, is_blank

SHORT = {
    Kind.DEPARTMENT_OVERALL: "部门整体",
    Kind.PROJECT: "项目支出",
    Kind.SPECIAL_FUND_SUMMARY: "专项汇总",
    Kind.SPECIAL_FUND_DIRECTION: "专项方向",
    Kind.NARRATIVE: "文字说明",
    Kind.MONITORING: "运行监控",
    Kind.SELF_EVALUATION: "绩效自评",
}
"""The kinds in a narrow column."""
_WHO = ("budget_unit", "filing_unit", "implementing_unit", "competent_department")
_WHOLE = ("total", "revenue_total", "expenditure_total")
"""What a form calls the whole of its money, the best first."""
_ROW = tuple[str, ...]


class Overview:
    """The rows of files one after another, and their sums."""

    def __init__(self) -> None:
        self.files: list[tuple[str, str, str, list[_ROW]]] = []
        self.forms = self.indicators = 0
        self.unread = self.incomplete = 0

    def add(self, declaration: Declaration) -> None:
        """One more file: a line with its name and state, a row for each of its forms."""
        tables = () if declaration.tables is UNSET else declaration.tables
        left = len(declaration.left_over or ())
        self.unread += declaration.error is not UNSET
        doubts = len(declaration.doubtful or ())
        self.incomplete += bool(left or doubts)
        self.forms += len(tables)
        self.indicators += sum(len(table.indicators or ()) for table in tables)
        if declaration.error is not UNSET:
            state, style = "读不了", "red"
        elif left:
            state, style = f"{left} 处没读懂", "yellow"
        elif doubts:
            state, style = f"{doubts} 处看不清", "yellow"
        else:
            state, style = ("✓ 读懂", "green") if tables else ("没有表", "dim")
        rows: list[_ROW] = []
        before = ""
        for table in tables:
            who = _who(table)
            rows.append(_form(table, "" if who == before else who))
            before = who
        self.files.append((one_line(declaration.source), state, style, rows))

    def render(self) -> RenderableType:
        """The table and the line below it."""
        numbers = [(head, "number") for head in ("年度", "资金", "任务", "目标", "指标")]
        layout = Sheet(("文件 / 单位·项目", "text"), ("表", "text"), *numbers, ("状态", "text"), tight=True)
        for source, state, style, rows in self.files:
            layout.add_row(Prose(source, "bold", least=16), *[""] * 6, Prose(state, style, least=8))
            for who, kind, *counts, note in rows:
                name = Padding(Prose(who, least=14), (0, 0, 0, 2))
                layout.add_row(name, Prose(kind, "cyan", least=8), *counts, Prose(note, "dim", least=8))
        told = f"共 {len(self.files)} 个文件，{self.forms} 张表，{self.indicators} 条指标"
        states = f"有文字没读懂或看不清的 {self.incomplete} 个，读不了的 {self.unread} 个"
        return Group(layout, Text(f"{told}；{states}。", style="bold"))


def _who(table: Table) -> str:
    return next((str(getattr(table, key)) for key in _WHO if getattr(table, key)), "")


def _form(table: Table, who: str) -> _ROW:
    """A row; `who` is empty where the form above names the same unit."""
    unit = table.money_unit if isinstance(table.money_unit, str) else "元"
    budget = table.budget or {}
    total = next((budget[key] for key in _WHOLE if budget.get(key) is not None), None)
    facts = ["空白表" if is_blank(table) else "", "文件到此中断" if table.truncated is True else ""]
    return (
        "·".join(part for part in (who, table.project_name or table.direction or "") if part) or table.title or "",
        SHORT[table.kind],
        str(table.fiscal_year or ""),
        f"{printed(total, unit)} {unit}" if total is not None else "",
        _count(table.tasks or table.fund_lines or table.work_plan),
        _count([goal for goal in table.goals or () if goal.text]),
        _count(table.indicators),
        "，".join(fact for fact in facts if fact),
    )


def _count(rows: object) -> str:
    return str(len(rows)) if isinstance(rows, (list, tuple)) and rows else "—"
