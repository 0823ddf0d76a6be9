"""From a form's lines to its binding: zones in order, pairs between them, one binding for each project of a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jiheng.forms.across import bind_across
from jiheng.forms.binding import Binding
from jiheng.forms.goals import bind_actual_text, bind_goal_text
from jiheng.forms.ledger import Why
from jiheng.forms.narrative import bind_narrative
from jiheng.forms.pairs import PairBinder
from jiheng.forms.recognise import Form, title_of
from jiheng.forms.records import bind_matrix, bind_records, bind_spending, meaning
from jiheng.forms.sheet import Line, Spot
from jiheng.forms.tree import TreeState, bind_tree
from jiheng.forms.zones import Column, Zone, columns_of, head_kind, is_tree_head, stops
from jiheng.model.declaration import Kind
from jiheng.model.language import fold, parse_number

_EVALUATED = re.compile(r"自评|监控|执行监控|跟踪")


@dataclass(frozen=True, slots=True)
class Bound:
    """A form's bindings: one, or one for each project of a list."""

    form: Form
    bindings: tuple[Binding, ...]


def bind_form(form: Form) -> Bound:
    """Bind all lines of a form."""
    if form.narrative:
        binding = Binding()
        bind_narrative(binding, form.body)
        binding.constant(("kind",), Kind.NARRATIVE)
        return Bound(form, (binding,))
    return _FormBinder(form).run()


class _FormBinder:
    def __init__(self, form: Form) -> None:
        self.form = form
        self.binding = Binding()
        evaluated = bool(_EVALUATED.search(form.title)) or _looks_evaluated(form.body)
        self.evaluated = evaluated
        trees = sum(is_tree_head(line) for line in form.body)
        self.pairs = PairBinder(self.binding, many_trees=trees > 1)
        self.state = TreeState()
        self.listed: list[Binding] = []

    def run(self) -> Bound:
        self.pairs.bind(self.form.head)
        self._body(self.form.body)
        self.pairs.bind(self.form.tail)
        bindings = self.listed or [self.binding]
        for binding in self.listed:
            _inherit(self.binding, binding)
        for binding in bindings:
            binding.constants[("kind",)] = kind_of(self.form, binding)
        return Bound(self.form, tuple(bindings))

    def _body(self, lines: Sequence[Line]) -> None:
        position = 0
        while position < len(lines):
            line = lines[position]
            following = lines[position + 1] if position + 1 < len(lines) else None
            kind = head_kind(line, following) if title_of(line) is None else None
            if kind is None or (kind == "matrix" and not _has_matrix_rows(lines, position)):
                self.pairs.bind_line(line)
                position += 1
                continue
            zone = self._zone(kind, lines, position)
            self._bind_zone(zone, lines)
            for inner in lines[zone.start : zone.end]:
                if inner.grid is None:
                    self.pairs.bind_line(inner)
            position = max(zone.end, position + 1)

    def _zone(self, kind: str, lines: Sequence[Line], start: int) -> Zone:
        if kind in ("spending", "across"):
            end = start + 2 if kind == "spending" else start + 1
            zone = Zone(kind, start, start + 1, min(end, len(lines)), [], lines[start].grid)
            limit = 10_000
        else:
            columns, depth = columns_of(kind, lines, start)
            zone = Zone(kind, start, start + depth, start + depth, columns, lines[start].grid)
            limit = _limit(zone)
        if kind == "spending":
            return zone
        position = zone.body
        while position < len(lines):
            line = lines[position]
            if line.grid is None or not line.filled:
                position += 1
                continue
            if title_of(line) is not None or stops(line, zone, limit):
                break
            following = lines[position + 1] if position + 1 < len(lines) else None
            other = head_kind(line, following)
            if other is not None and not (kind == "across" and (other == "tree" or position < zone.start + 3)):
                break
            if kind == "matrix" and not _is_matrix_row(line):
                break
            position += 1
        zone.end = position
        return zone

    def _bind_zone(self, zone: Zone, lines: Sequence[Line]) -> None:
        if zone.kind == "tree":
            identity = [column for column in zone.columns if column.group == "meta"]
            if identity:
                self._bind_list(zone, lines)
            else:
                if self.pairs.goals.number is not None:
                    self.state = TreeState(number=self.pairs.goals.number)
                    self.pairs.goals.number = None
                bind_tree(self.binding, zone, lines, self.state)
        elif zone.kind == "across":
            bind_across(self.binding, zone, lines)
        elif zone.kind == "matrix":
            bind_matrix(self.binding, zone, lines, evaluated=self.evaluated)
        elif zone.kind == "spending":
            bind_spending(self.binding, zone, lines)
        else:
            bind_records(self.binding, zone, lines)
        self._side_label(zone, lines)

    def _side_label(self, zone: Zone, lines: Sequence[Line]) -> None:
        for line in lines[zone.start : zone.end]:
            for spot in line.filled:
                if not self.binding.used(spot) and spot.label is not None and "section" in spot.label.terms:
                    self.binding.label(spot, spot.label.terms["section"])

    # --- several projects in one table -----------------------------------------------------------------------------

    def _bind_list(self, zone: Zone, lines: Sequence[Line]) -> None:
        key = _identity(zone.columns)
        columns = [column for column in zone.columns if column.group == "meta" and column.key == key]
        for line in lines[zone.start : zone.body]:
            for spot in line.filled:
                if spot.label is not None:
                    self.binding.label(spot, meaning(spot, "tree", "meta", "section"))
                    self.binding.note_unit(spot.label.unit)
        current: str | None = None
        group: list[int] = []
        groups: list[list[int]] = []
        for n in range(zone.body, zone.end):
            line = lines[n]
            if line.grid is None or not line.filled:
                continue
            if _is_sum_line(line):
                _ignore_all(self.binding, line)
                continue
            named = self._cell(line, columns[0])
            text = fold(named.text) if named is not None and not named.blank else None
            if text is not None and text != current and not _repeats_head(line, zone):
                current = text
                group = []
                groups.append(group)
            if current is not None:
                group.append(n)
        for rows in groups:
            self.listed.append(self._bind_project(zone, lines, rows))

    def _cell(self, line: Line, column: Column) -> Spot | None:
        grid = line.grid
        if grid is not None and grid.exact:
            for c in range(column.c0, column.c1):
                spot = grid.cover(line.r, c)
                if spot is not None and not spot.blank:
                    return spot
            return None
        return next((spot for spot in line.spots if spot.index == column.c0), None)

    def _bind_project(self, zone: Zone, lines: Sequence[Line], rows: Sequence[int]) -> Binding:
        binding = Binding()
        pairs = PairBinder(binding)
        seen: dict[int, dict[str, Spot]] = {}
        for n in rows:
            for column in zone.columns:
                if column.group == "tree":
                    continue
                spot = self._cell(lines[n], column)
                if spot is None or spot.blank or binding.used(spot) or _repeats_tree_head(spot):
                    continue
                said = seen.setdefault(id(column), {})
                if fold(spot.text) in said:  # repeated on each row of the project
                    binding.values.setdefault(spot, []).extend(binding.values.get(said[fold(spot.text)], ()))
                    continue
                said[fold(spot.text)] = spot
                _bind_listed(binding, pairs, column, spot)
        columns = zone.columns
        if zone.grid is not None and zone.grid.exact:
            columns = [column for column in columns if column.group in ("tree", "side")]
        part = Zone("tree", 0, 0, len(rows), columns, zone.grid)
        bind_tree(binding, part, [lines[n] for n in rows], TreeState())
        return binding


def _repeats_tree_head(spot: Spot) -> bool:
    """A repeated head inside a list."""
    return spot.label is not None and "tree" in spot.label.terms


def _bind_listed(binding: Binding, pairs: PairBinder, column: Column, spot: Spot) -> None:
    label = column.label.text if column.label is not None else fold(column.text)
    unit = column.label.unit if column.label is not None else None
    if column.group == "meta":
        pairs.meta.put(column.key, spot, 0, len(spot.text), label)
    elif column.group == "goal":
        if column.key == "actual":
            bind_actual_text(binding, spot)
        else:
            bind_goal_text(binding, "annual" if column.key == "expected" else column.key, spot)
    elif column.group in ("amount", "scope", "task") and column.key not in ("name", "content", "number", "extra"):
        binding.put(("budget", column.key), spot, "amount", unit=unit)
    elif column.group in ("extra", "unknown") and parse_number(label) is None:
        binding.extra(label, spot)


def _identity(columns: Sequence[Column]) -> str:
    keys = [column.key for column in columns if column.group == "meta"]
    for key in ("project_name", "direction", "budget_unit", "implementing_unit"):
        if key in keys:
            return key
    return keys[0]


def _limit(zone: Zone) -> int:
    if zone.kind == "tree":
        level = zone.column("level2") or zone.column("name")
        name = zone.column("name")
        return max(level.c0 if level else 0, name.c0 if name else 0) or 1
    first = next((column for column in zone.columns if column.group != "side"), None)
    return first.c1 if first is not None else 1


def _is_sum_line(line: Line) -> bool:
    return any(spot.label is not None and "sum" in spot.label.terms for spot in line.filled[:2])


def _repeats_head(line: Line, zone: Zone) -> bool:
    heads = {fold(column.head.text) for column in zone.columns}
    return all(fold(spot.text) in heads for spot in line.filled)


def _ignore_all(binding: Binding, line: Line) -> None:
    for spot in line.filled:
        binding.ignore(spot, Why.REPEATED_HEAD)


def _is_matrix_row(line: Line) -> bool:
    for spot in line.filled[:3]:
        label = spot.label
        if label is not None and any(group in label.terms for group in ("amount", "scope", "sum")):
            return True
        if label is None and parse_number(spot.text) is not None:
            return True
        if label is not None and "extra" in label.terms and len(line.filled) > 1:
            return True
    return len(line.filled) >= 2 and line.filled[0].label is None and parse_number(line.filled[1].text) is not None


def _has_matrix_rows(lines: Sequence[Line], position: int) -> bool:
    """The rows below a head of money columns begin with a source of money."""
    for line in lines[position + 1 : position + 4]:
        for spot in line.filled[:3]:
            if spot.label is not None and ("amount" in spot.label.terms or "scope" in spot.label.terms):
                return True
    return False


def _looks_evaluated(lines: Sequence[Line]) -> bool:
    for line in lines:
        keys = {spot.term("tree") for spot in line.filled}
        if keys & {"actual", "expected"} and keys & {"value", "name"}:
            return True
    return False


_OF_EACH = frozenset(("indicators", "extra", "blank_levels"))


def _inherit(base: Binding, binding: Binding) -> None:
    """What the merged cells around a list cover is repeated in each of its projects."""
    own = {rows for rows, size in binding.sizes.items() if size}
    for slot in base.slots:
        rows = slot.path[0]
        if rows not in _OF_EACH and rows not in own and slot.path not in binding.by_path:
            binding.put(slot.path, slot.spot, slot.codec, slot.start, slot.end, unit=slot.unit)
    for path, value in base.constants.items():
        if path[0] not in _OF_EACH and path[0] not in own:
            binding.constants.setdefault(path, value)
    binding.money_unit = binding.money_unit or base.money_unit
    for spot, mark in base.marks.items():
        binding.marks.setdefault(spot, mark)


_COVERED = frozenset(("title", "attachment", "fiscal_year", "money_unit", "budget_unit", "filing_unit", "unit_code"))


def inherit_head(above: Binding, bindings: Sequence[Binding]) -> None:
    """The title, year and unit above a table hold for each of its forms."""
    for binding in bindings:
        for slot in above.slots:
            if len(slot.path) == 1 and slot.path[0] in _COVERED and slot.path not in binding.by_path:
                binding.put(slot.path, slot.spot, slot.codec, slot.start, slot.end, unit=slot.unit)
        binding.money_unit = binding.money_unit or above.money_unit
        if binding.constants.get(("kind",)) is not None:
            binding.constants[("kind",)] = above.constants.get(("kind",), binding.constants[("kind",)])


# --- kind --------------------------------------------------------------------------------------------------------------


def kind_of(form: Form, binding: Binding) -> Kind:
    """What a form is: by its title, else by the labels it has."""
    title = fold(binding.by_path[("title",)].text) if ("title",) in binding.by_path else form.title
    paths = binding.by_path
    rows = binding.sizes
    if "监控" in title or "跟踪" in title:
        return Kind.MONITORING
    if "自评" in title:
        return Kind.SELF_EVALUATION
    if "汇总表" in title and (rows.get("fund_lines") or ("fund_lines",) in binding.constants):
        return Kind.SPECIAL_FUND_SUMMARY
    if ("direction",) in paths or "支出方向" in title:
        return Kind.SPECIAL_FUND_DIRECTION
    if rows.get("fund_lines"):
        return Kind.SPECIAL_FUND_SUMMARY
    if not title or not ("目标" in title or "申报" in title):
        evaluated = _evaluated_kind(binding)
        if evaluated is not None:
            return evaluated
    if "整体" in title and "项目" not in title.replace("项目绩效", ""):
        return Kind.DEPARTMENT_OVERALL
    if "项目" in title or "专项" in title or "转移支付" in title:
        return Kind.PROJECT
    if "整体" in title:
        return Kind.DEPARTMENT_OVERALL
    return _kind_by_labels(binding)


def _evaluated_kind(binding: Binding) -> Kind | None:
    keys = {str(path[-1]) for path in binding.by_path if path[0] == "indicators"}
    if "expected_text" in keys:
        return Kind.MONITORING
    if "actual_text" in keys:
        return Kind.SELF_EVALUATION
    return None


def _kind_by_labels(binding: Binding) -> Kind:
    paths, constants = binding.by_path, binding.constants
    if ("project_name",) in paths or ("project_name",) in constants or ("project_code",) in paths:
        return Kind.PROJECT
    department = ("tasks", "work_plan", "duties", "established_posts")
    if any((key,) in paths or (key,) in constants or binding.sizes.get(key) for key in department):
        return Kind.DEPARTMENT_OVERALL
    if ("implementing_unit",) in paths or ("competent_department",) in paths:
        return Kind.PROJECT
    return Kind.DEPARTMENT_OVERALL if ("budget_unit",) in paths else Kind.PROJECT
