"""Rows for a table that a text export gives one cell a line: broken labels joined, rows found again by labels and values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from jiheng.formats.document import Cell, Grid
from jiheng.forms.inline import amounts_in, goal_label_in, pairs_in
from jiheng.forms.months import MONTH
from jiheng.forms.vocabulary import Label, label_of, level_of, opinion_of
from jiheng.model.language import fold, is_blank, parse_amount, parse_number

ONE_A_LINE = "逐行一格"
"""How the text reader marks such a grid; `逐行一格，空行分行` when blank lines show its rows."""

_WIDEST = 60
"""Labels in a row that are looked at together; no head has more."""
_NUMBER_ROW = re.compile(r"\(?[一二三四五六七八九十]{1,3}\)?[、.]?|\d{1,3}[、.]?")
_OPENS_GOAL = re.compile(r"目标\s*[\d一二三四五六七八九十]*\s*[:：]|\d{1,2}[.、．]")


@dataclass(slots=True)
class _Token:
    """A cell, or fragments of one that belong together."""

    cells: list[Cell]
    text: str
    label: Label | None
    level: int

    @property
    def numeric(self) -> bool:
        return parse_amount(self.text) is not None or parse_number(self.text) is not None

    def term(self, group: str) -> str | None:
        return self.label.terms.get(group) if self.label is not None else None


def needs_rows(grid: Grid) -> bool:
    """True for a grid that this module can improve."""
    return not grid.exact and grid.how.startswith(ONE_A_LINE)


def reflow(grid: Grid) -> Grid:
    """The grid with broken labels joined and, where every row is one cell, with rows."""
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        if cell.text.strip():
            rows.setdefault(cell.row, []).append(cell)
    rows = {row: [_spaced(cells)] if _is_spaced(cells) else cells for row, cells in rows.items()}
    if any(len(cells) > 1 for cells in rows.values()):
        found = [_tokens(cells) for _, cells in sorted(rows.items())]
    else:
        found = _Rower(_tokens([cell for _, cells in sorted(rows.items()) for cell in cells])).run()
    cells = tuple(_cell(token, r, c) for r, row in enumerate(found) for c, token in enumerate(row))
    return Grid(
        rows=len(found),
        columns=max((len(row) for row in found), default=0),
        cells=cells,
        at=grid.at,
        exact=False,
        how=grid.how,
    )


class JoinedCell(Cell, frozen=True, gc=False):
    """A cell put together again; `parts` are the cells that the export had made of it."""

    parts: tuple[Cell, ...] = ()


def _cell(token: _Token, row: int, column: int) -> Cell:
    first = token.cells[0]
    if len(token.cells) == 1 and not isinstance(first, JoinedCell):
        return Cell(text=first.text, row=row, column=column, at=first.at, lines=first.lines)
    parts = tuple(part for cell in token.cells for part in (cell.parts if isinstance(cell, JoinedCell) else (cell,)))
    lines: list[int] = []
    for cell in token.cells:
        if cell.lines:
            lines.extend(cell.lines)
        elif isinstance(cell.at.line, int):
            lines.append(cell.at.line)
    return JoinedCell(text=token.text, row=row, column=column, at=first.at, lines=tuple(lines), parts=parts)


def _is_spaced(cells: Sequence[Cell]) -> bool:
    """A label with blanks between its characters that was taken for columns: `一 | 级`, `目 | 标`."""
    return 1 < len(cells) < 12 and all(len(fold(cell.text)) <= 2 and not cell.text.isdigit() for cell in cells)


def _spaced(cells: Sequence[Cell]) -> Cell:
    first = cells[0]
    text = "".join(cell.text for cell in cells)
    return JoinedCell(text=text, row=first.row, column=first.column, at=first.at, lines=first.lines, parts=tuple(cells))


def _tokens(cells: Sequence[Cell]) -> list[_Token]:
    tokens: list[_Token] = []
    n = 0
    while n < len(cells):
        size = _fragments(cells, n)
        text = "\n".join(cell.text for cell in cells[n : n + size])
        tokens.append(_Token(list(cells[n : n + size]), text, label_of(text), level_of(text)))
        n += size
    return tokens


def _fragments(cells: Sequence[Cell], n: int) -> int:
    """How many cells from `n` on are fragments of one label: the longest run that is one."""
    for size in range(min(6, len(cells) - n), 1, -1):
        parts = [fold(cell.text) for cell in cells[n : n + size]]
        if any(len(part) > 12 or is_blank(part) for part in parts):
            continue
        if size > 2 and sum(len(part) for part in parts) > 24:
            continue
        joined = "".join(parts)
        if all(_complete(part) for part in parts):
            continue
        if (
            label_of(joined) is not None
            or (level_of(joined) and is_level_name(joined))
            or re.fullmatch(r"目标[\d一二三四五六七八九十]", joined)
        ):
            return size
    return 1


def _complete(part: str) -> bool:
    """A fragment that is a label by itself and no mere piece of many (`指标`, `名称`, `金额`)."""
    label = label_of(part)
    return (label is not None and len(part) > 2) or (level_of(part) > 0 and is_level_name(part))


def is_level_name(text: str) -> bool:
    """产出指标, 产出指标（50分）: a level and no mere word."""
    return re.sub(r"\(\d+分?\)$", "", fold(text)).endswith("指标")


def _full_levels(row: Sequence[_Token], token: _Token) -> bool:
    """The row has its second level already, or the token is a first level: another row begins."""
    levels = [other for other in row if other.level]
    return len(levels) >= 2 or (bool(levels) and token.level == 1)


@dataclass(slots=True)
class _Rower:
    """Walks the tokens of a table without rows and gives them rows."""

    tokens: list[_Token]
    rows: list[list[_Token]] = field(default_factory=list)
    at: int = 0

    def run(self) -> list[list[_Token]]:
        while self.at < len(self.tokens):
            run = self._labels(self.at)
            before = self.at
            if self._is_tree_head(run):
                self._tree(run)
            elif self._is_task_head(run):
                self._tasks(run)
            elif self._is_matrix_head(run):
                self._matrix(run)
            elif self._is_amount_head(run):
                self._amounts(run)
            elif self._months(self.at) > 1:
                self._spending()
            if self.at == before:  # no head after all
                self._pair()
        return self.rows

    def _labels(self, start: int) -> list[_Token]:
        """The labels from `start` on that follow one another."""
        stop = start
        while stop < min(len(self.tokens), start + _WIDEST) and self.tokens[stop].label is not None:
            stop += 1
        return self.tokens[start:stop]

    # --- heads -----------------------------------------------------------------------------------------------------

    @staticmethod
    def _is_tree_head(run: Sequence[_Token]) -> bool:
        keys = [token.term("tree") for token in run[:3]]
        return sum(key in ("level1", "level2", "name") for key in keys) >= 2

    @staticmethod
    def _is_task_head(run: Sequence[_Token]) -> bool:
        keys = {token.term("task") for token in run[:7]}
        strong = any(token.label is not None and token.label.text in ("任务名称", "主要内容") for token in run[:3])
        fund = {token.term("fund") for token in run[:6]}
        funds = {"name", "amount"} <= fund and bool(fund & {"annual_goal", "implementation_goal"})
        cost = {token.term("cost") for token in run[:6]}
        plan = {token.term("plan") for token in run[:4]}
        return (
            (strong and "name" in keys)
            or funds
            or {"calculation", "amount"} <= cost
            or ("item" in plan and "objective" in plan)
        )

    @staticmethod
    def _is_matrix_head(run: Sequence[_Token]) -> bool:
        keys = {token.term("amount_column") for token in run[:7]}
        return len(keys & {"initial", "adjusted", "executed", "expected", "execution_rate"}) >= 2

    def _is_amount_head(self, run: Sequence[_Token]) -> bool:
        """收入合计 一般公共预算 政府性基金 ... followed by as many numbers."""
        money = [token for token in run if token.term("amount") or token.term("sum")]
        if len(money) < 3 or money[-1] is not run[-1]:
            return False
        after = self.tokens[self.at + len(run) :][: len(money)]
        return sum(token.numeric for token in after) >= 2

    # --- bodies ----------------------------------------------------------------------------------------------------

    def _emit(self, row: list[_Token]) -> None:
        if row:
            self.rows.append(row)

    def _head_end(self, run: Sequence[_Token], group: str) -> int:
        size = 0
        for token in run:
            if not (token.term(group) or token.term("section") or (token.term("sum") and group != "tree")):
                break
            size += 1
        return size

    def _tree(self, run: list[_Token]) -> None:
        size = self._head_end(run, "tree")
        head = run[:size]
        self.at += size
        self._emit(head)
        columns = [
            token.term("tree")
            for token in head
            if token.term("tree") not in ("level1", "level2") and not _is_side(token, head)
        ]
        width = max(len(columns), 1)
        row: list[_Token] = []
        cells = 0
        while self.at < len(self.tokens) and not self._ends_tree(self.at, cells):
            token = self.tokens[self.at]
            level = token.level and (is_level_name(token.text) or not cells)
            if row and ((level and (cells or _full_levels(row, token))) or cells >= width):
                self._emit(row)
                row, cells = [], 0
            row.append(token)
            if not level and not re.fullmatch(r"目标[\d一二三四五六七八九十]", fold(token.text)):
                cells += 1
            self.at += 1
        self._emit(row)

    def _ends_tree(self, at: int, cells: int) -> bool:
        token = self.tokens[at]
        text = fold(token.text)
        if opinion_of(token.text):
            return True
        if token.label is None:
            return bool(cells == 0 and len(text) < 60 and pairs_in(token.text))
        terms = token.label.terms
        if "total_score" in terms or "sum" in terms:
            return False
        if token.term("tree") in ("level1", "level2"):
            return True
        if len(token.label.text) < 3 and token.label.text != "备注":
            return False
        if "section" in terms and terms["section"] == "indicators":
            following = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
            return following is not None and following.term("tree") == "level1"
        return bool(terms.keys() & {"meta", "pair", "goal", "opinion", "signature"}) or (
            "extra" in terms and cells == 0 and len(text) > 2
        )

    def _tasks(self, run: list[_Token]) -> None:
        shares = {g: sum(t.term(g) is not None for t in run[:5]) for g in ("task", "fund", "cost", "plan")}
        group = next((g for g, share in shares.items() if share >= 2), "task")
        if group == "task" and {t.term("fund") for t in run} & {"annual_goal", "implementation_goal"}:
            group = "fund"
        size = self._head_end(run, group)
        head = run[:size]
        self.at += size
        split = next(
            (
                n
                for n, token in enumerate(head)
                if token.label is not None and token.label.text in ("预算金额", "预算资金", "资金")
            ),
            None,
        )
        if split is not None and split + 1 < len(head):
            self._emit(head[: split + 1])
            self._emit(head[split + 1 :])
        else:
            self._emit(head)
        width = len([token for token in head if token.term(group)]) - (
            1 if split is not None and split + 1 < len(head) else 0
        )
        row: list[_Token] = []
        while self.at < len(self.tokens) and not self._ends_records(self.at):
            token = self.tokens[self.at]
            if row and self._begins_record(group, row, token, width):
                self._emit(row)
                row = []
            row.append(token)
            self.at += 1
        self._emit(row)

    def _begins_record(self, group: str, row: Sequence[_Token], token: _Token, width: int) -> bool:
        if len(row) >= width:
            return True
        if group == "task":
            return row[-1].numeric and not token.numeric
        if group == "fund":
            following = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else None
            return (
                bool(_NUMBER_ROW.fullmatch(fold(token.text)))
                and following is not None
                and not following.numeric
                and len(row) > 2
            )
        return token.term("sum") is not None

    def _ends_records(self, at: int) -> bool:
        token = self.tokens[at]
        if token.label is None:
            return (
                len(token.text) < 60
                and bool(pairs_in(token.text))
                and any(p.label.terms.get("meta") for p in pairs_in(token.text))
            )
        terms = token.label.terms
        if "sum" in terms or token.label.text in ("基本支出", "项目支出", "其他"):
            return False
        if "section" in terms and terms["section"] == "tasks":
            return False
        return (
            bool(terms.keys() & {"meta", "pair", "goal", "section", "opinion", "signature", "tree"})
            and len(token.label.text) > 2
        )

    def _matrix(self, run: list[_Token]) -> None:
        size = 0
        while size < len(run) and (run[size].term("amount_column") or (run[size].term("section") and size == 0)):
            size += 1
        self._emit(run[:size])
        self.at += size
        row: list[_Token] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            money = token.term("amount") or token.term("scope") or token.term("extra")
            if token.label is not None and not money:
                break
            if token.label is None and not (token.numeric or len(fold(token.text)) <= 2) and row:
                break
            if money and row:
                self._emit(row)
                row = []
            row.append(token)
            self.at += 1
        self._emit(row)

    def _amounts(self, run: list[_Token]) -> None:
        self._emit(run)
        self.at += len(run)
        money = [token for token in run if token.term("amount") or token.term("sum")]
        row: list[_Token] = []
        while self.at < len(self.tokens) and self.tokens[self.at].numeric and len(row) < len(money):
            row.append(self.tokens[self.at])
            self.at += 1
        self._emit(row)

    def _months(self, start: int) -> int:
        stop = start
        while (
            stop < len(self.tokens)
            and len(self.tokens[stop].text) < 12
            and MONTH.fullmatch(fold(self.tokens[stop].text))
        ):
            stop += 1
        return stop - start

    def _spending(self) -> None:
        size = self._months(self.at)
        self._emit(self.tokens[self.at : self.at + size])
        self.at += size
        values = 0
        while values < size and self.at + values < len(self.tokens) and self.tokens[self.at + values].numeric:
            values += 1
        self._emit(self.tokens[self.at : self.at + values])
        self.at += values

    def _pair(self) -> None:
        """A label with its value, goals with all their lines, labels of blocks by themselves."""
        token = self.tokens[self.at]
        self.at += 1
        following = self.tokens[self.at] if self.at < len(self.tokens) else None
        if token.label is None or following is None:
            self._emit([token])
            return
        terms = token.label.terms
        if following.label is not None:
            if "goal" in terms and "goal" in following.label.terms and self._two_goals(token, following):
                return
            self._emit([token])
            return
        if "goal" in terms or terms.get("meta") in ("duties", "notes") or ("extra" in terms and "meta" not in terms):
            self._emit([token, self._joined()])
            return
        if "section" in terms and (amounts_in(following.text) or goal_label_in(following.text) is not None):
            self._emit([token])
            return
        self._emit([token, following])
        self.at += 1

    def _joined(self) -> _Token:
        """All tokens up to the next label as one cell of several lines."""
        parts = [self.tokens[self.at]]
        self.at += 1
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if (
                token.label is not None
                or token.level
                or goal_label_in(token.text) is not None
                or _short_pair(token.text)
            ):
                break
            parts.append(token)
            self.at += 1
        return _Token([cell for part in parts for cell in part.cells], "\n".join(part.text for part in parts), None, 0)

    def _two_goals(self, first: _Token, second: _Token) -> bool:
        """预期目标 实际完成情况 (or 中期目标 年度目标), then both texts."""
        texts: list[_Token] = []
        at = self.at + 1
        while at < len(self.tokens) and self.tokens[at].label is None and not self.tokens[at].level:
            texts.append(self.tokens[at])
            at += 1
        if not texts:
            return False
        if first.term("section") == "goals" and len(texts) == 1:
            return False
        split = _second_text(texts)
        if split is None:
            return False
        self._emit([first, second])
        self._emit([_join(texts[:split]), _join(texts[split:])])
        self.at = at
        return True


def _second_text(texts: Sequence[_Token]) -> int | None:
    """Where the second of two columns of goals begins: where the numbering starts again, else the middle."""
    if len(texts) == 2:
        return 1
    starts = [n for n, token in enumerate(texts) if re.match(r"(?:目标)?\s*[1一１]\s*[:：.、．]", token.text)]
    if len(starts) == 2:
        return starts[1]
    return (
        len(texts) // 2 if len(texts) % 2 == 0 and not any(_OPENS_GOAL.match(token.text) for token in texts) else None
    )


def _join(tokens: Sequence[_Token]) -> _Token:
    return _Token(
        [cell for token in tokens for cell in token.cells], "\n".join(token.text for token in tokens), None, 0
    )


def _is_side(token: _Token, head: Sequence[_Token]) -> bool:
    """绩效指标 before 一级指标 is the label of the whole tree."""
    return token is head[0] and token.term("section") is not None and len(head) > 1 and head[1].term("tree") == "level1"


def _short_pair(text: str) -> bool:
    return len(text) < 60 and bool(pairs_in(text)) and bool(pairs_in(text)[0].label.terms.get("meta"))
