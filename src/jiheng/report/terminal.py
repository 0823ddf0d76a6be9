"""A declaration as tables in a terminal, for people to look at.

Texts wrap, numbers keep their line; only a value of many hundred characters is shortened, and says so. Works at 80
columns, without colour and through a pipe.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TextIO

from msgspec import UNSET, UnsetType
from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table as Layout
from rich.text import Text

from jiheng.model.declaration import Declaration, Goal, Indicator, Table
from jiheng.report.amounts import plain, printed
from jiheng.report.doubts import doubt_words
from jiheng.report.labels import (
    BARE_STAGES,
    FORM,
    IDENTITY,
    KINDS,
    LEVELS,
    OPERATOR_SIGNS,
    ROWS,
    SCOPES,
    SOURCES,
    STAGES,
    SUBJECTS,
    split_amount,
)
from jiheng.report.prose import clean, one_line, wrap

LEAST_WIDTH = 60
PIPED_WIDTH = 100
MOST_WIDTH = 120
"""Longer lines of text are hard to read."""
LONGEST = 300
"""Characters of a value that are shown; the other formats have all of it."""
_BLANK = "（空）"
_ORDINAL = re.compile(
    r"\s*(?:[（(]\s*[\d一二三四五六七八九十]+\s*[）)]|(\d+|[一二三四五六七八九十]+)\s*[、.．)）]|[①-⑳·•●◆■-])"
)
"""What a text of a list begins with where the form numbers it by itself."""


class _Console(Console):
    """A console that leaves it to the command line what a closed pipe means."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def open_console(stream: TextIO, width: int | None = None) -> Console:
    """A console on a stream, as wide as its terminal within reason."""
    console = _Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=False)
    wanted = width or (console.width if console.is_terminal or _columns_are_set() else PIPED_WIDTH)
    console.width = max(LEAST_WIDTH, min(wanted, MOST_WIDTH))
    return console


def _columns_are_set() -> bool:
    import os

    return os.environ.get("COLUMNS", "").isdigit()


class Prose:
    """A text that wraps as Chinese does; nothing of it is lost in a narrow column.

    It is shortened where it is longer than people want to look at, unless it is to be shown `whole`.
    """

    def __init__(self, text: str, style: str = "", least: int = 10, *, whole: bool = False) -> None:
        if len(text) > LONGEST and not whole:
            text = f"{text[:LONGEST]}…（共 {len(text)} 字）"
        self.text = clean(text)
        self.style = style
        self.least = least

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in wrap(self.text, options.max_width, cell_len):
            yield Text(line, style=self.style, no_wrap=True, overflow="ignore")

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        longest = max((cell_len(line) for line in self.text.split("\n")), default=0)
        return Measurement(min(self.least, longest), longest).clamp(max_width=options.max_width)


def render(declaration: Declaration) -> RenderableType:
    """The whole file: a line with its name, then each form."""
    tables = () if declaration.tables is UNSET else declaration.tables
    heading = f"{one_line(declaration.source)} · {f'{len(tables)} 张表' if tables else '没有绩效目标表'}"
    parts: list[RenderableType] = [Rule(Text(heading, style="bold"), align="left", style="cyan")]
    for number, table in enumerate(tables, 1):
        parts.append(_form(table, number, len(tables)))
    if declaration.left_over:
        parts.append(_left_over(declaration))
    if declaration.doubtful:
        parts.append(_doubtful(declaration))
    if tables and not declaration.left_over and not declaration.doubtful:
        parts.append(_understood(tables))
    parts.append(Text(""))
    return Group(*parts)


def _understood(tables: Sequence[Table]) -> RenderableType:
    nameless = sum(not indicator.name for table in tables for indicator in table.indicators or ())
    if nameless:
        return Prose(f"✓ 表内文字都有去处；有 {nameless} 条指标的名称是空的，请对照原表核对", "green")
    return Text("✓ 表内文字全部读懂", style="green")


def _left_over(declaration: Declaration) -> RenderableType:
    layout = Layout.grid(padding=(0, 1))
    for item in declaration.left_over or ():
        layout.add_row(Text("?", style="yellow"), Prose(str(item.at), "dim"), Prose(f"“{item.text}”"))
    return Group(Text(f"有 {len(declaration.left_over or ())} 处文字没有读懂：", style="yellow"), layout)


def _doubtful(declaration: Declaration) -> RenderableType:
    layout = Layout.grid(padding=(0, 1))
    for item in declaration.doubtful or ():
        words, is_read = doubt_words(item, declaration)
        place = f"{item.at}，{words}{'' if is_read else '没有读出来，原文认成'}"
        layout.add_row(Text("?", style="yellow"), Prose(place, "dim"), Prose(f"“{item.text}”"))
    return Group(Text(f"有 {len(declaration.doubtful or ())} 处看不清，要对照原件：", style="yellow"), layout)


# ---- one form ----------------------------------------------------------------------------------------------------


def _form(table: Table, number: int, of: int) -> RenderableType:
    parts = [
        _head(table, number, of),
        *_budget(table),
        *_tasks(table),
        *_fund_lines(table),
        *_work_plan(table),
        *_spending_plan(table),
        *_goals(table),
        *_indicators(table),
        *_cost_estimates(table),
        *_remarks(table),
    ]
    return Padding(Group(*parts), (0, 0, 1, 0))


def is_blank(table: Table) -> bool:
    """A form that nobody has filled in yet: nothing but its printed words."""
    filled = (*IDENTITY, "tasks", "work_plan", "fund_lines", "goals", "indicators", "opinions", "safeguards")
    amounts = (table.budget or {}).values()
    return not any(getattr(table, key) for key in filled) and all(amount is None for amount in amounts)


def _head(table: Table, number: int, of: int) -> RenderableType:
    kind = KINDS[table.kind]
    if isinstance(table.subject, str):
        kind += f"（{SUBJECTS.get(table.subject, table.subject)}）"
    facts = [
        table.attachment or "",
        f"{table.fiscal_year} 年度" if table.fiscal_year else "",
        f"单位：{table.money_unit}" if table.money_unit else "",
        "空白表" if is_blank(table) else "",
        "文件到此中断" if table.truncated is True else "",
    ]
    parts: list[RenderableType] = []
    if table.title:
        parts.append(Prose(table.title, "bold"))
    if any(facts):
        parts.append(Prose(" · ".join(fact for fact in facts if fact), "dim"))
    fields = [(FORM[key], getattr(table, key)) for key in IDENTITY if getattr(table, key) is not UNSET]
    if table.duties is not UNSET:
        fields.append((FORM["duties"], table.duties))
    if fields:
        parts.append(_fields(fields))
    return Panel(
        Group(*parts) if parts else Text("（没有表头信息）", style="dim"),
        title=Text(f"{number}/{of} {kind}" if of > 1 else kind, style="bold cyan"),
        title_align="left",
        border_style="cyan",
        box=box.ROUNDED,
    )


def _fields(fields: Sequence[tuple[str, object]]) -> RenderableType:
    layout = Layout.grid(padding=(0, 2, 0, 0))
    layout.add_column(no_wrap=True, style="cyan")
    layout.add_column(ratio=1)
    for label, value in fields:
        layout.add_row(label, Prose(str(value)) if value is not None else Text(_BLANK, style="dim"))
    return layout


def _section(name: str, body: RenderableType, note: str = "") -> Iterator[RenderableType]:
    heading = Text(f"▌{name}", style="bold")
    if note:
        heading.append(f"  {note}", style="dim")
    yield heading
    yield Padding(body, (0, 0, 0, 1))


class Sheet:
    """A table of columns; where these do not fit, every row becomes a little list, so that nothing is ever cut off.

    Each head is (text, kind) with kind `text`, `narrow` (a text that stays on few columns) or `number` (never broken).
    """

    def __init__(self, *heads: tuple[str, str], tight: bool = False) -> None:
        self.heads = heads
        self.padding = (0, 1, 0, 0) if tight else (0, 1)
        self.rows: list[tuple[tuple[RenderableType, ...], str]] = []
        self.sections: set[int] = set()

    def add_row(self, *cells: RenderableType, style: str = "") -> None:
        """One more row."""
        self.rows.append((cells, style))

    def add_section(self) -> None:
        """A gap behind the last row."""
        self.sections.add(len(self.rows))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        layout = self._columns()
        least = Measurement.get(console, options.update_width(10_000), layout).minimum  # unclamped
        yield layout if least <= options.max_width else self._lists()

    def _columns(self) -> Layout:
        layout = Layout(box=box.SIMPLE_HEAD, pad_edge=False, padding=self.padding, header_style="cyan", show_edge=False)
        for head, kind in self.heads:
            if kind == "number":
                layout.add_column(head, justify="right", no_wrap=True)
            else:
                layout.add_column(Prose(head, "cyan"), max_width=18 if kind == "narrow" else None)
        for number, (cells, style) in enumerate(self.rows, 1):
            layout.add_row(*cells, style=style, end_section=number in self.sections)
        return layout

    def _lists(self) -> Layout:
        layout = Layout.grid(padding=(0, 2, 0, 0))
        layout.add_column(no_wrap=True, style="cyan")
        layout.add_column(ratio=1)
        for cells, style in self.rows:
            for (head, _), cell in zip(self.heads, cells, strict=True):
                if cell != "" and not (isinstance(cell, Prose) and not cell.text):
                    layout.add_row(head, cell, style=style)
            layout.add_row("", "")
        return layout


# ---- money -------------------------------------------------------------------------------------------------------


def _budget(table: Table) -> Iterator[RenderableType]:
    budget = table.budget or {}
    if not budget:
        return
    unit = _unit(table)
    found: dict[str, dict[str, Decimal | None]] = {}
    used: set[str] = set()
    for key, amount in budget.items():
        column, source = split_amount(key)
        found.setdefault(source, {})[column] = amount
        used.add(column)
    heads = [name for name in (*LEVELS, "", *STAGES) if name in used]
    order = list(SOURCES)
    sources = sorted(found, key=lambda name: order.index(name) if name in order else len(order))
    if all(amount is None for amount in budget.values()):
        names = "、".join(SOURCES.get(name, name) for name in sources)
        yield from _section(FORM["budget"], Prose(f"待填：{names}", "dim"))
        return
    layout = Sheet(("资金", "text"), *((_amount_head(name, used), "number") for name in heads))
    for source in sources:
        amounts = [_amount(found[source].get(name, UNSET), name, unit) for name in heads]
        whole = source.endswith("total") or source == "parent_fund_amount"
        name = clean(SOURCES.get(source, source))
        layout.add_row(name if whole else f"  {name}", *amounts, style="bold" if whole else "")
    yield from _section(FORM["budget"], layout, unit)


def _amount_head(name: str, used: set[str]) -> str:
    if name:
        return LEVELS.get(name) or STAGES[name]
    return "含本级" if "all_levels" in used else "本年预算数" if "previous" in used else "金额"


def _amount(amount: Decimal | UnsetType | None, column: str, unit: str) -> RenderableType:
    return _money(amount, unit) if column not in BARE_STAGES or amount is None else _points(amount)


def _unit(table: Table) -> str:
    return table.money_unit if isinstance(table.money_unit, str) else "元"


def _points(number: Decimal | UnsetType | None) -> str:
    return "" if number is UNSET else plain(number)


def _money(amount: Decimal | UnsetType | None, unit: str) -> RenderableType:
    if amount is None:
        return Text(_BLANK, style="dim")
    return "" if amount is UNSET else printed(amount, unit)


def _tasks(table: Table) -> Iterator[RenderableType]:
    if not table.tasks:
        return
    unit = _unit(table)
    sums = [key for key in ("total", "fiscal_appropriation", "other_funds") if _any(table.tasks, key)]
    names = ROWS["tasks"]
    texts = [key for key in ("name", "content") if _any(table.tasks, key)]
    layout = Sheet(*((names[key], "text") for key in texts), *((names[key], "number") for key in sums))
    for task in table.tasks:
        layout.add_row(
            *(Prose(getattr(task, key) or "", least=16) for key in texts),
            *(_money(getattr(task, key), unit) for key in sums),
        )
    yield from _section(FORM["tasks"], layout, f"{len(table.tasks)} 项，{unit}")


def _fund_lines(table: Table) -> Iterator[RenderableType]:
    if not table.fund_lines:
        return
    unit = _unit(table)
    names = ROWS["fund_lines"]
    keys = [key for key in names if key != "is_section" and _any(table.fund_lines, key)]
    layout = Sheet(*((names[key], "number" if key == "amount" else "text") for key in keys))
    for line in table.fund_lines:
        cells = (
            _money(line.amount, unit) if key == "amount" else Prose(getattr(line, key) or "", least=4) for key in keys
        )
        layout.add_row(*cells, style="bold" if line.is_section is True else "")
    yield from _section(FORM["fund_lines"], layout, f"{len(table.fund_lines)} 行，{unit}")


def _cost_estimates(table: Table) -> Iterator[RenderableType]:
    if not table.cost_estimates:
        return
    unit = _unit(table)
    names = ROWS["cost_estimates"]
    keys = [key for key in names if _any(table.cost_estimates, key)]
    layout = Sheet(*((names[key], "number" if key == "amount" else "text") for key in keys))
    before = ""
    for line in table.cost_estimates:
        shown = {key: getattr(line, key) or "" for key in keys if key != "amount"}
        if shown.get("direction") == before:
            shown["direction"] = ""
        else:
            before = shown.get("direction", "")
        layout.add_row(*(_money(line.amount, unit) if key == "amount" else Prose(shown[key]) for key in keys))
    if isinstance(table.cost_estimate_total, Decimal) and "amount" in keys:
        total = _money(table.cost_estimate_total, unit)
        layout.add_row(*("合计" if key == keys[0] else total if key == "amount" else "" for key in keys), style="bold")
    yield from _section(FORM["cost_estimates"], layout, unit)


# ---- texts -------------------------------------------------------------------------------------------------------


def _work_plan(table: Table) -> Iterator[RenderableType]:
    if not table.work_plan:
        return
    names = ROWS["work_plan"]
    keys = [key for key in names if _any(table.work_plan, key)]
    layout = Sheet(*((names[key], "text") for key in keys))
    for row in table.work_plan:
        layout.add_row(*(Prose(getattr(row, key) or "", least=14) for key in keys))
    yield from _section(FORM["work_plan"], layout, f"{len(table.work_plan)} 项")


def _spending_plan(table: Table) -> Iterator[RenderableType]:
    if table.spending_plan:
        steps = [
            f"{int(step.by) if step.by.isdigit() else step.by} 月底 {plain(step.cumulative_percent)}%"
            for step in table.spending_plan
            if isinstance(step.cumulative_percent, Decimal)
        ]
        if steps:
            yield from _section(FORM["spending_plan"], Prose(" → ".join(steps)), "累计")


def _goals(table: Table) -> Iterator[RenderableType]:
    goals = [goal for goal in table.goals or () if goal.text or goal.actual_text]
    for scope in dict.fromkeys(goal.scope for goal in goals):
        layout = Layout.grid(padding=(0, 1, 0, 0))
        layout.add_column(justify="right", no_wrap=True, style="cyan")
        layout.add_column(ratio=1)
        for goal in goals:
            if goal.scope == scope:
                layout.add_row(_number(goal), _goal(goal))
        yield from _section(SCOPES[scope], layout)


def _number(goal: Goal) -> str:
    """The number of a goal, where its text does not begin with it."""
    own = _ORDINAL.match(goal.text or "")
    return "" if not isinstance(goal.number, int) or (own and own.group(1) == str(goal.number)) else f"{goal.number}."


def _goal(goal: Goal) -> RenderableType:
    parts: list[RenderableType] = [Prose(goal.text or "")]
    if goal.actual_text:
        parts.append(Prose(f"实际完成：{goal.actual_text}", "green"))
    return Group(*parts)


def _remarks(table: Table) -> Iterator[RenderableType]:
    if table.safeguards:
        layout = Layout.grid(padding=(0, 1, 0, 0))
        for text in table.safeguards:
            layout.add_row(Text("" if _ORDINAL.match(text) else "·", style="cyan"), Prose(text))
        yield from _section(FORM["safeguards"], layout)
    opinions = [(item.by, item.text) for item in table.opinions or () if item.text]
    if opinions:
        yield from _section(FORM["opinions"], _fields(opinions))
    if table.notes:
        yield from _section(FORM["notes"], Prose(table.notes))
    extra = [(clean(item.label), item.text) for item in table.extra or () if item.text]
    if extra:
        yield from _section(FORM["extra"], _fields(extra))


# ---- indicators --------------------------------------------------------------------------------------------------

_SIDE = ("description", "basis", "polarity", "expected_text", "deviation", "likelihood", "place")
"""Shown below the name, since a column of its own would leave no room for any."""


def _indicators(table: Table) -> Iterator[RenderableType]:
    indicators = table.indicators or ()
    if not indicators:
        if table.blank_levels:
            yield from _section(FORM["indicators"], _blank_levels(table))
        return
    groups = list(dict.fromkeys(indicator.goal for indicator in indicators))
    for group in groups:
        members = [indicator for indicator in indicators if indicator.goal == group]
        name = FORM["indicators"] if group is UNSET else f"{FORM['indicators']}（目标 {group}）"
        note = f"{len(members)} 条"
        if group == groups[-1] and isinstance(table.total_score, Decimal):
            note += f"，总分 {plain(table.total_score)}"
        yield from _section(name, _tree(members), note)


def _tree(members: Sequence[Indicator]) -> RenderableType:
    names = ROWS["indicators"]
    numbers = [key for key in ("weight", "score") if _any(members, key)]
    texts = [key for key in ("actual_text",) if _any(members, key)]
    layout = Sheet(
        (names["level1"], "narrow"),
        (names["level2"], "narrow"),
        (names["name"], "text"),
        (names["value_text"], "text"),
        *((names[key], "text") for key in texts),
        *(("分值" if key == "weight" else names[key], "number") for key in numbers),
    )
    before: tuple[object, object] = ("", "")
    for index, indicator in enumerate(members):
        level1, level2 = indicator.level1 or "", indicator.level2 or ""
        first = level1 != before[0]
        if first and index:
            layout.add_section()
        layout.add_row(
            Prose(level1 if first else "", least=6),
            Prose(level2 if first or level2 != before[1] else "", least=6),
            _named(indicator),
            Prose(_value(indicator), "bold", least=6),
            *(Prose(getattr(indicator, key) or "", "green", least=6) for key in texts),
            *(_points(getattr(indicator, key)) for key in numbers),
        )
        before = (level1, level2)
    return layout


def _named(indicator: Indicator) -> RenderableType:
    parts: list[RenderableType] = [Prose(indicator.name or "（名称空）", least=12)]
    for key in _SIDE:
        text = getattr(indicator, key)
        if text:
            parts.append(Prose(f"{ROWS['indicators'][key]}：{text}", "dim", least=12))
    if indicator.deviation_causes:
        parts.append(Prose(f"偏差原因：{'、'.join(indicator.deviation_causes)}", "dim"))
    parts.extend(Prose(f"{past.period}：{past.value_text or ''}", "dim") for past in indicator.history or ())
    return Group(*parts) if len(parts) > 1 else parts[0]


def _value(indicator: Indicator) -> str:
    """The value as printed; operator and unit are put back where they stand in columns of their own."""
    text = indicator.value_text or ""
    if not text:
        return ""
    if indicator.unit and indicator.unit not in text:
        text += indicator.unit
    sign = OPERATOR_SIGNS.get(indicator.operator or "", "")
    return text if not sign or text[0] in "=＝≥≧⩾≤≦⩽>＞˃<＜˂" else sign + text


def _blank_levels(table: Table) -> RenderableType:
    tree: dict[str, list[str]] = {}
    for row in table.blank_levels or ():
        seconds = tree.setdefault(row.level1 or "（未写一级指标）", [])
        if row.level2 and row.level2 not in seconds:
            seconds.append(row.level2)
    return _fields([(clean(level1), "待填：" + ("、".join(seconds) or "—")) for level1, seconds in tree.items()])


def _any(rows: Iterable[object], key: str) -> bool:
    return any(getattr(row, key) not in (UNSET, None, "") for row in rows)
