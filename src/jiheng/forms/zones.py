"""The zones of a form: where a table of tasks, indicators, amounts begins, which columns it has, where it ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from jiheng.forms.inline import amounts_in
from jiheng.forms.months import MONTH
from jiheng.forms.sheet import GridView, Line, Spot
from jiheng.forms.vocabulary import Label, level_of, opinion_of
from jiheng.model.language import fold, parse_amount


@dataclass(slots=True)
class Column:
    """A column of a zone: what it holds, and the grid columns (or, in text, the ordinal) where its cells stand."""

    key: str
    group: str
    head: Spot
    c0: int
    c1: int
    label: Label | None = None
    text: str = ""


@dataclass(slots=True)
class Zone:
    """Lines `start`..`body` are the head, `body`..`end` the records of a table of this kind."""

    kind: str
    start: int
    body: int
    end: int
    columns: list[Column] = field(default_factory=list)
    grid: GridView | None = None
    trust: bool = False
    """Of a text export: most rows stand in place, so a row that can be read in place is."""

    def column(self, key: str) -> Column | None:
        """The first column with this key."""
        return next((column for column in self.columns if column.key == key), None)


_TREE_CORE = frozenset(("level1", "level2", "name"))
_TREE_VALUES = frozenset(("value", "actual", "operator", "period_value"))
_MONEY_COLUMNS = frozenset(("initial", "adjusted", "executed", "expected", "execution_rate"))


def is_tree_head(line: Line) -> bool:
    """True for the row 一级指标 | 二级指标 | 三级指标 | 指标值."""
    if line.tree_head is None:
        line.tree_head = len(line.filled) > 1 and _is_tree_head(line)
    return line.tree_head


def _is_tree_head(line: Line) -> bool:
    keys = _keys(line, "tree")
    if not keys:
        return False
    core = keys & _TREE_CORE
    if len(core) >= 2:
        return True
    return bool(core) and bool(keys & _TREE_VALUES) and len(line.filled) >= 2 and _all_labels(line)


def is_across_head(line: Line) -> bool:
    """True where indicators run across the head: 一级指标 | 产出指标 | 产出指标 | 效益指标."""
    if line.across_head is None:
        line.across_head = len(line.filled) > 1 and _is_across_head(line)
    return line.across_head


def _is_across_head(line: Line) -> bool:
    filled = line.filled
    if not level_of(filled[-1].text) & 1 or is_tree_head(line):
        return False
    if any(spot.term("tree") == "level1" for spot in filled[:2]):
        return True
    grid = line.grid
    if grid is None or line.r + 2 >= len(grid.lines) or sum(level_of(spot.text) & 1 for spot in filled) < 2:
        return False
    return sum(bool(level_of(spot.text) & 2) for spot in grid.lines[line.r + 1].filled) >= 2


def _all_labels(line: Line) -> bool:
    return all(spot.label is not None for spot in line.filled)


def _keys(line: Line, group: str) -> set[str]:
    return {key for spot in line.filled if (key := spot.term(group)) is not None}


def head_kind(line: Line, following: Line | None) -> str | None:
    """The kind of zone that this line is the head of, if it is one."""
    filled = line.filled
    if len(filled) < 2 or line.grid is None:
        return None
    if is_across_head(line):
        return "across"
    labelled = sum(spot.label is not None for spot in filled)
    if labelled < 2 and not _is_spending(line, following):
        return None
    if is_tree_head(line):
        return "tree"
    if labelled * 10 >= len(filled) * 6:
        fund = _keys(line, "fund")
        if {"name", "amount"} <= fund and fund & {"implementation_goal", "annual_goal"}:
            return "funds"
        plan = _keys(line, "plan")
        if "item" in plan and plan & {"objective", "responsible"} and not _keys(line, "task") & {"content"}:
            return "plan"
        if _is_cost_head(line):
            return "costs"
        task = _keys(line, "task")
        if _is_task_head(line, task, following):
            return "tasks"
        if len(_keys(line, "amount_column") & _MONEY_COLUMNS) >= 2:
            return "matrix"
        if _is_mixed_matrix(line, following):
            return "matrix"
    return "spending" if _is_spending(line, following) else None


def _is_cost_head(line: Line) -> bool:
    cost = _keys(line, "cost")
    if "calculation" in cost and cost & {"item", "direction"}:
        return True
    named = {spot.label.text for spot in line.filled if spot.label is not None}
    return {"item", "amount"} <= cost and bool(named & {"支出明细", "费用名称", "明细项目", "支出项目", "费用明细"})


def _is_task_head(line: Line, task: set[str], following: Line | None) -> bool:
    task = task | ({"total"} if any(spot.term("amount") == "total" for spot in line.filled) else set())
    if "name" not in task:
        return "content" in task and bool(task & {"total", "fiscal_appropriation", "other_funds"})
    named = [spot for spot in line.filled if spot.term("task") == "name"]
    money = task & {"total", "fiscal_appropriation", "other_funds"}
    if "content" in task:
        return True
    strong = any(spot.label is not None and spot.label.text != "年度主要任务" for spot in named)
    if money and strong:
        return True
    if len(money) >= 2:
        return True
    return (
        bool(money) and following is not None and len(_keys(following, "task") & {"total", "fiscal_appropriation"}) == 2
    )


def _is_mixed_matrix(line: Line, following: Line | None) -> bool:
    """年度金额 | 占比 | 近两年收支金额, or 项目总金额 | 年度金额, above rows that begin with a source of money."""
    if following is None or not _all_labels(line):
        return False
    columns = [
        spot
        for spot in line.filled
        if spot.term("amount_column") or spot.term("scope") or spot.term("amount") == "total"
    ]
    if len(columns) < 2 or following.grid is not line.grid:
        return False
    first = [spot for spot in following.filled if spot.label is not None]
    if any(
        spot.label is None and parse_amount(spot.text) is None and amounts_in(spot.text) for spot in following.filled
    ):
        return False
    if not first or first[0].term("amount") is None or len(first) >= len(following.filled) > 1:
        return False
    return any(spot.term("scope") or spot.term("amount_column") in ("share", "history", "total") for spot in columns)


def _is_spending(line: Line, following: Line | None) -> bool:
    months = [spot for spot in line.filled if len(spot.text) < 12 and MONTH.fullmatch(fold(spot.text))]
    return len(months) >= 2 and following is not None and following.grid is line.grid


_STOP_GROUPS = ("meta", "pair", "goal", "opinion", "signature", "extra", "section", "amount", "scope")
_OWN_SECTION = {
    "tree": "indicators",
    "across": "indicators",
    "tasks": "tasks",
    "plan": "work_plan",
    "costs": "costs",
    "spending": "spending",
    "matrix": "money",
    "funds": "",
}


def stops(line: Line, zone: Zone, limit: int) -> bool:
    """True for a line that is no record of the zone any more: it begins with a label of something else."""
    if not line.filled:
        return False
    first = line.filled[0]
    label = first.label
    if zone.kind == "tree" and _is_goal_heading(line):
        return True
    if label is None:
        return _opens_other_block(line, zone)
    if line.grid is not None and line.grid.exact and first.c0 >= limit:
        return False
    terms = label.terms
    if "sum" in terms or "total_score" in terms:
        return False
    if terms.get("section") == _OWN_SECTION[zone.kind]:
        return False
    if _drifted(line, zone) or (zone.kind in ("tree", "across") and _has_target(line)):
        return False
    if zone.kind == "tasks" and ("amount" in terms or terms.get("task")):
        return len(line.filled) >= 2 and all(spot.label is not None for spot in line.filled)
    if zone.kind in ("matrix", "costs", "funds") and ("amount" in terms or "scope" in terms):
        return False
    if zone.kind == "matrix" and "extra" in terms:
        return False
    if zone.kind in _FIELDS_OF_RECORDS and terms.keys() <= _MAY_NAME_RECORDS and _has_numbers(line):
        return False
    if zone.kind in ("tree", "across"):
        if "amount" in terms and not terms.keys() & {"meta", "goal", "extra", "section"}:
            return False
        if len(label.text) < 3 and label.text not in ("备注", "附件"):
            return False
    if label.text in ("其他", "项目", "部门", "单位", "职责", "活动", "等级", "日期", "依据"):
        return False
    return any(group in terms for group in _STOP_GROUPS)


def _drifted(line: Line, zone: Zone) -> bool:
    """In a text export the tall label of another block has slipped beside a record of this one."""
    if (
        line.grid is None
        or line.grid.exact
        or len(line.filled) < 3
        or "section" not in (line.filled[0].label or _NO_LABEL).terms
    ):
        return False
    second = line.filled[1]
    if zone.kind == "matrix":
        return second.term("amount") is not None or second.term("scope") is not None
    numbers = sum(parse_amount(spot.text) is not None for spot in line.filled[2:])
    return zone.kind == "tasks" and second.label is None and parse_amount(second.text) is None and numbers >= 2


_TARGET = re.compile(r"\s*[≥≤＞＜><=＝﹥﹤⩾⩽≧≦]\s*\d")


def _has_target(line: Line) -> bool:
    """An indicator may be called like an amount of the head: 项目总投资 | ≤640万元."""
    return any(_TARGET.match(spot.text) for spot in line.filled[1:])


_NO_LABEL = Label({})
_FIELDS_OF_RECORDS = frozenset(("tasks", "funds", "costs"))
_MAY_NAME_RECORDS = frozenset(("extra", "amount", "task", "cost", "fund", "section"))


def _has_numbers(line: Line) -> bool:
    return any(parse_amount(spot.text) is not None for spot in line.filled[1:])


GOAL_HEADING = re.compile(
    r"(?:年度|长期|中期|实施期|本年度)?(?:总体)?(?:绩效)?目标(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})(?:\(.{1,8}\))?:?"
)


def _is_goal_heading(line: Line) -> bool:
    """`年度绩效目标2（40分） | text`: the goal that the tree below belongs to, not a row of this tree."""
    filled = line.filled
    if len(filled) not in (2, 3) or len(filled[0].text) > 24 or not GOAL_HEADING.fullmatch(fold(filled[0].text)):
        return False
    text = filled[1]
    named = not fold(filled[0].text).startswith("目标")
    if level_of(text.text) or text.label is not None or (not named and len(fold(text.text)) < 6):
        return False
    grid = line.grid
    return grid is None or not grid.exact or not grid.spans or (text.c1 - text.c0) * 2 >= grid.columns


_FOOT = re.compile(
    r"(?:填表人|填报人|经办人|单位负责人|负责人|联系人|联系电话|审核人|填报日期|制表人|注|备注|说明|填表说明|填报说明|填写说明|填表日期)(?:\([^)]{1,6}\))?(?:签字|签章)?[:]"
)


def _opens_other_block(line: Line, zone: Zone) -> bool:
    """A first cell such as `填表人：…` or `…审核意见` ends a zone."""
    first = line.filled[0]
    if len(first.text) > 200:
        return False
    folded = fold(first.text)
    if _FOOT.match(folded):
        return True
    return zone.kind != "plan" and bool(opinion_of(first.text))


# --- columns -----------------------------------------------------------------------------------------------------------


_GROUPS_OF_ZONE = {
    "tree": ("tree", "meta", "goal", "amount", "scope", "task", "extra"),
    "tasks": ("task", "amount"),
    "plan": ("plan",),
    "funds": ("fund",),
    "costs": ("cost",),
    "matrix": ("amount_column", "scope", "amount"),
}


def columns_of(kind: str, lines: Sequence[Line], start: int) -> tuple[list[Column], int]:
    """The leaf columns of a head, and how many lines the head has."""
    line = lines[start]
    grid = line.grid
    assert grid is not None
    depth = 1
    while depth < 3 and start + depth < len(lines) and _is_sub_head(lines[start + depth], line, kind, lines, start):
        depth += 1
    if grid.exact:
        columns = _exact_columns(kind, lines, start, depth)
    else:
        columns = _loose_columns(kind, lines, start, depth)
    _settle(kind, columns)
    return columns, depth


def _is_sub_head(line: Line, head: Line, kind: str, lines: Sequence[Line], start: int) -> bool:
    grid = line.grid
    if grid is not head.grid or grid is None or not line.filled:
        return False
    if len(line.filled) < 2 and len(line.spots) > 3 and kind != "tree":
        return False
    groups = _GROUPS_OF_ZONE[kind]
    under = False
    for spot in line.filled:
        label = spot.label
        if label is None or not any(group in label.terms for group in groups):
            if kind == "tree" and _is_period_head(spot, head):
                under = True
                continue
            return False
        if grid.exact:
            above = grid.cover(head.r, spot.c0)
            if above is not None and not above.blank and above.c1 - above.c0 < 2 and grid.spans:
                return False
            under = under or above is None or above.blank or above.c1 - above.c0 > 1 or not grid.spans
        else:
            under = True
    if (
        not grid.spans
        and kind == "tree"
        and not any(spot.term("tree") or _is_period_head(spot, head) for spot in line.filled)
    ):
        return False
    if not grid.spans and len(line.filled) >= len(head.filled) and kind != "tree" and start + 1 < len(lines):
        return lines[start + 1] is line and _has_group_head(head)
    return under


_YEAR_HEAD = re.compile(r"20\d\d年?度?(?:实际|完成|实现)?(?:值|数)?")


def _is_period_head(spot: Spot, head: Line) -> bool:
    """A year below 近两年指标值, the name of a place below 指标值."""
    folded = fold(spot.text)
    if len(folded) > 14:
        return False
    heads = [other for other in head.filled if other.term("tree") in ("value", "history", "deviation", "likelihood")]
    if _YEAR_HEAD.fullmatch(folded):
        return bool(heads)
    grid = spot.grid
    above = grid.cover(head.r, spot.c0) if grid is not None and grid.exact else None
    return above is not None and above in heads and above.c1 - above.c0 > 1


_GROUP_HEADS = frozenset(
    (
        "预算金额",
        "指标值",
        "偏差原因分析",
        "完成目标可能性",
        "近两年指标值",
        "资金来源",
        "年度预算",
        "预算资金",
        "资金",
        "绩效指标",
        "年度绩效指标",
        "完成目标的可能性",
        "偏差原因",
        "预算数",
        "年度预算金额",
        "资金总额",
        "预算安排",
        "年度指标值",
        "金额",
    )
)


def _has_group_head(head: Line) -> bool:
    return any(spot.label is not None and spot.label.text in _GROUP_HEADS for spot in head.filled)


_UNDER = {"value": "place", "history": "history", "deviation": "cause", "likelihood": "likely"}
"""What an unknown head below these heads is: a village below 指标值, a year below 近两年指标值, 其他 below 偏差原因分析."""


def _make(kind: str, head: Spot, c0: int, c1: int, parent: Spot | None = None) -> Column:
    label = head.label
    above = parent.term("tree") if kind == "tree" and parent is not None else None
    under = _UNDER.get(above or "")
    if under is not None and parent is not None and (label is None or label.terms.get("tree") in (None, "extra")):
        if above == "value" and _YEAR_HEAD.fullmatch(fold(head.text)):
            under = "history"
        return Column(under, "tree", head, c0, c1, parent.label, head.text)
    if label is not None:
        for group in _GROUPS_OF_ZONE[kind]:
            key = label.terms.get(group)
            if key is not None:
                return Column(key, group, head, c0, c1, label, head.text)
        section = label.terms.get("section")
        if section is not None:
            return Column("side", "side", head, c0, c1, label, head.text)
    key = "unknown"
    return Column(key, "unknown", head, c0, c1, label, head.text)


def _exact_columns(kind: str, lines: Sequence[Line], start: int, depth: int) -> list[Column]:
    head = lines[start]
    grid = head.grid
    assert grid is not None
    top, last = head.r, head.r + depth - 1
    above_is_head = (
        start > 0
        and lines[start - 1].grid is grid
        and len(lines[start - 1].filled) > 1
        and _all_labels(lines[start - 1])
    )
    columns: list[Column] = []
    c = 0
    while c < grid.columns:
        leaf = grid.cover(last, c)
        row = last
        while (leaf is None or leaf.blank) and row > top:
            row -= 1
            leaf = grid.cover(row, c)
        if (leaf is None or leaf.blank) and above_is_head:
            upper = grid.cover(top - 1, c)
            if upper is not None and not upper.blank and upper.c0 == c:
                leaf = upper
        if leaf is None or leaf.blank:
            if columns:
                columns[-1].c1 = c + 1
            c += 1
            continue
        if columns and columns[-1].head is leaf:
            columns[-1].c1 = max(columns[-1].c1, c + 1)
        else:
            parent = grid.cover(top, c)
            columns.append(_make(kind, leaf, c, max(leaf.c1, c + 1), parent if parent is not leaf else None))
        c = columns[-1].c1
    return columns


def _loose_columns(kind: str, lines: Sequence[Line], start: int, depth: int) -> list[Column]:
    """The columns of a text export: children take the place of the head that they stand under."""
    heads = [(spot, float(spot.index)) for spot in lines[start].filled]
    columns: list[tuple[Spot, float, Spot | None]] = [(spot, place, None) for spot, place in heads]
    for extra in range(1, depth):
        children = lines[start + extra].filled
        at = _group_at([spot for spot, _, _ in columns], children)
        if at is None:
            continue
        parent, place, _ = columns[at]
        first = children[0].index
        before = columns[at - 1][1] if at else -1.0
        shift = 0 if abs(first - place) <= 1 and first > before else place - first
        placed = [(child, child.index + shift, parent) for child in children]
        tail = [
            (spot, where + len(children) - 1 if where <= placed[-1][1] else where, up)
            for spot, where, up in columns[at + 1 :]
        ]
        columns = [*columns[:at], *placed, *tail]
    return [_make(kind, spot, int(place), int(place) + 1, parent) for spot, place, parent in columns]


def _group_at(heads: list[Spot], children: list[Spot]) -> int | None:
    """Which head the children stand under: a known group head, else the one at their place."""
    named = [n for n, spot in enumerate(heads) if spot.label is not None and spot.label.text in _GROUP_HEADS]
    if named:
        return min(named, key=lambda n: abs(heads[n].index - children[0].index))
    near = [n for n, spot in enumerate(heads) if spot.index <= children[0].index]
    return near[-1] if near else None


def _settle(kind: str, columns: list[Column]) -> None:
    """Decide labels that may be two things: 绩效指标 left of 三级指标 is the side label, a second 指标值 is history, ..."""
    if kind == "matrix" and columns[0].label is not None and "section" in columns[0].label.terms:
        columns[0].key, columns[0].group = "side", "side"
    if kind in ("tasks", "costs"):
        ident = "name" if kind == "tasks" else "item"
        named = [column for column in columns if column.key == ident]
        for column in named[:-1]:
            if column.label is not None and "section" in column.label.terms:
                column.key, column.group = "side", "side"
        if kind == "tasks" and not named:
            content = next((n for n, column in enumerate(columns) if column.key == "content"), 0)
            for column in reversed(columns[:content]):
                if column.key in ("unknown", "side"):
                    column.key, column.group = "name", "task"
                    break
    if kind != "tree":
        return
    names = [column for column in columns if column.key == "name" and column.group == "tree"]
    if len(names) > 1:
        texts = [column.label.text if column.label else "" for column in names]
        for column, text in zip(names, texts, strict=True):
            if text in ("绩效指标", "指标", "绩效目标", "年度绩效指标") and any(other != text for other in texts):
                column.key, column.group = "side", "side"
    first_level = next((n for n, column in enumerate(columns) if column.key in ("level1", "level2")), 0)
    for n, column in enumerate(columns):
        label = column.label
        if label is None or column.group not in ("tree", "goal", "meta", "extra", "task", "amount"):
            continue
        if n < first_level and column.group == "tree" and column.key not in ("number", "goal", "place", "side"):
            for group in ("meta", "goal", "amount", "extra"):
                if group in label.terms:
                    column.key, column.group = label.terms[group], group
                    break
        listed = any(other.group == "meta" for other in columns)
        if n < first_level and not listed and label.terms.get("section") == "indicators" and column.group != "meta":
            column.key, column.group = "side", "side"
        if n > first_level and column.group in ("meta", "amount", "scope", "task"):
            column.key, column.group = "extra", "tree"
        if n > first_level and column.group == "goal":
            if column.key == "actual":
                column.group = "tree"
            elif label.terms.get("section") == "goals":
                column.key, column.group = "extra", "extra"
    _settle_years(columns)


def _settle_years(columns: list[Column]) -> None:
    """Of several 指标值 columns with years the latest is the value, the others are history."""
    values = [column for column in columns if column.key == "value" and column.group == "tree"]
    dated = [column for column in values if column.label is not None and column.label.year is not None]
    if len(dated) > 1:
        latest = max(column.label.year or 0 for column in dated if column.label)
        for column in dated:
            if column.label is not None and column.label.year != latest:
                column.key = "history"
    if not values:
        for column in columns:
            if column.key == "period_value" and column.group == "tree":
                column.key = "value"
                return
