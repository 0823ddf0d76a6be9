"""The findings as one web page that needs no network: click a finding, see the form as it looks with the cell marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files as resources

from jiheng.model.finding import Finding, Report, Severity
from jiheng.model.location import Location
from jiheng.report.findings import (
    SEVERITIES,
    basis_words,
    count_words,
    counts,
    fix_words,
    places_words,
    scope_words,
    skipped_reasons,
    waived_words,
)
from jiheng.report.page import Page, PageBlock, PageCell
from jiheng.report.prose import clean, one_line
from jiheng.rules.form import File
from jiheng.rules.registry import get_rule

_PLACES = 6
"""Places that a finding names in the list."""
_ORDER = list(SEVERITIES)


def render_html(report: Report, files: Sequence[tuple[File, Page | None, Sequence[Finding]]]) -> str:
    """The page.

    :param files: the files that were read, in order, each with how it looks and what was found in it.
    """
    shown = [_FilePage(number, file, page, findings) for number, (file, page, findings) in enumerate(files)]
    parts = [
        "<!DOCTYPE html>",
        '<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>绩效目标审核意见</title><style>{_asset('findings.css')}</style></head><body>",
        f"<header><h1>绩效目标审核意见</h1><p>{_text(f'{scope_words(report)}：{count_words(report.findings)}。')}</p></header>",
        '<main><section class="list" aria-label="审核意见">',
        _filters(report),
        *_lists(shown),
        *_scope(report),
        '</section><section class="forms" aria-label="表">',
        *(one.html() for one in shown),
        f"</section></main><script>{_asset('findings.js')}</script></body></html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _asset(name: str) -> str:
    return resources("jiheng.report").joinpath("assets", name).read_text(encoding="utf-8")


def _text(text: str) -> str:
    return escape(clean(text))


def _filters(report: Report) -> str:
    number = counts(report.findings)
    buttons = [("all", f"全部 {len(report.findings)}")]
    buttons += [
        (severity.value, f"{SEVERITIES[severity]} {number[severity]}") for severity in _ORDER if number[severity]
    ]
    waived = sum(one.waived is not None for one in report.findings)
    if waived:
        buttons.append(("waived", f"已豁免 {waived}"))
    made = (
        f'<button type="button" data-show="{key}" aria-pressed="{"true" if key == "all" else "false"}">{words}</button>'
        for key, words in buttons
    )
    return f'<div class="filters" role="group" aria-label="只看哪些">{"".join(made)}</div>'


def _lists(files: Sequence[_FilePage]) -> Iterator[str]:
    if not any(one.findings for one in files):
        yield '<p class="nothing">没有查出问题。审核了什么、没有审核什么，见下。</p>'
    for one in files:
        if one.findings:
            heading = f"<h2>{_text(one_line(one.file.source))}（{_text(count_words(one.findings))}）</h2>"
            ordered = sorted(one.findings, key=lambda found: (found.waived is not None, _ORDER.index(found.severity)))
            made = "\n".join(_item(found, one) for found in ordered)
            yield f'<div class="group">{heading}\n{made}</div>'


def _item(one: Finding, page: _FilePage) -> str:
    weight = one.severity.value
    group = "waived" if one.waived is not None else weight
    cells = (page.cell_id(place.at) for place in one.where if place.source == one.source)
    ids = " ".join(dict.fromkeys(cell for cell in cells if cell))
    tables = page.file.tables
    unit = tables[one.table].money_unit or None if one.table < len(tables) else None
    fix = fix_words(one.fix, unit)
    more = [
        f"{places_words(one.where[:_PLACES])}{f' 等 {len(one.where)} 处' if len(one.where) > _PLACES else ''}",
        f"改法：{fix}" if fix else "",
        f"依据：{basis_words(one.rule)}",
        waived_words(one),
    ]
    tag = "已豁免" if one.waived is not None else SEVERITIES[one.severity]
    return (
        f'<button type="button" class="finding {weight}{" waived" if one.waived is not None else ""}" data-group="{group}" '
        f'data-file="{page.number}" data-places="{ids}" aria-current="false">'
        f'<span class="tag">{tag}</span><span class="rule">{one.rule} {_text(get_rule(one.rule).title)}</span>'
        f'<span class="text">{_text(one.message)}</span>'
        + "".join(f'<span class="more">{_text(line)}</span>' for line in more if line)
        + "</button>"
    )


def _scope(report: Report) -> Iterator[str]:
    yield '<div class="scope"><strong>审核了什么</strong><ul>'
    for one in report.checked:
        state = (
            f"{one.tables} 张表，口径 {one.profile}，用了 {one.rules_run} 条规则"
            if one.tables
            else "没有绩效目标表，没有审核"
        )
        left = "" if one.complete else f"；有 {one.left_over or '若干'} 处文字没有读懂或看不清，没有审核"
        yield f"<li>{_text(one_line(one.source))}：{state}{left}</li>"
    yield "</ul>"
    if report.unread:
        yield "<strong>读不了的文件</strong><ul>"
        yield from (f"<li>{_text(one_line(one.source))}：{_text(one.error)}</li>" for one in report.unread)
        yield "</ul>"
    reasons = skipped_reasons(report.checked)
    if reasons:
        yield "<strong>没有用上的规则</strong><ul>"
        yield from (f"<li>{_text(why)}：{'、'.join(rules)}</li>" for why, rules in reasons.items())
        yield "</ul>"
    yield "</div>"


class _FilePage:
    """A file as it looks, what was found in it, and the element of each of its cells."""

    def __init__(self, number: int, file: File, page: Page | None, findings: Sequence[Finding]) -> None:
        self.number = number
        self.file = file
        self.page = page
        self.findings = findings
        self.ids: dict[Location, str] = {}
        self.by_line: dict[int, list[PageCell | PageBlock]] = {}
        self.boxes: list[tuple[Location, str]] = []
        self.weights: dict[str, Severity] = {}
        for block in page.blocks if page is not None else ():
            self._register(block)
        for finding in findings:
            self._mark(finding)

    def _register(self, block: PageBlock) -> None:
        if block.cells or block.rows:
            for cell in block.cells:
                self._place(cell)
                for inner in cell.grids:
                    self._register(inner)
        else:
            self._place(block)

    def _place(self, item: PageCell | PageBlock) -> None:
        element = self.ids.setdefault(item.at, f"f{self.number}c{len(self.ids)}")
        if isinstance(item.at.page, int):
            self.boxes.append((item.at, element))
        lines = item.lines if isinstance(item, PageCell) else ()
        for line in lines or ((item.at.line,) if isinstance(item.at.line, int) else ()):
            self.by_line.setdefault(line, []).append(item)

    def cell_id(self, at: Location | None) -> str:
        """The element of a place; blank where there is none."""
        if at is None:
            return ""
        found = self.ids.get(at)
        if found is None and isinstance(at.line, int):
            near = self.by_line.get(at.line) or ()
            found = next((self.ids[item.at] for item in near if item.text.strip()), None)
        if found is None and isinstance(at.page, int) and at.box:
            found = next((element for box, element in self.boxes if _holds(box, at)), None)
        return found or ""

    def _mark(self, finding: Finding) -> None:
        """Give the cells of a finding its weight; the heaviest stays."""
        if finding.waived is not None:
            return
        for place in finding.where:
            element = self.cell_id(place.at) if place.source == finding.source else ""
            if element:
                known = self.weights.get(element, finding.severity)
                self.weights[element] = min(known, finding.severity, key=_ORDER.index)

    def html(self) -> str:
        """The file; blank where there is nothing to show on it."""
        if not self.findings:
            return ""
        if self.page is None:
            body = '<p class="nothing">这份文件没有可以显示的表。</p>'
        else:
            body = "\n".join(self._block(block) for block in self.page.blocks)
        heading = f"<h2>{_text(one_line(self.file.source))}</h2>"
        return f'<article class="file" data-file="{self.number}">{heading}{body}</article>'

    def _block(self, block: PageBlock) -> str:
        if not block.rows and not block.cells:
            return f"<p{self._mark_of(block.at)}>{_text(block.text)}</p>"
        return f'<div class="sheet"><table class="form">{"".join(self._rows(block))}</table></div>'

    def _rows(self, block: PageBlock) -> Iterator[str]:
        by_row: dict[int, list[PageCell]] = {}
        for cell in block.cells:
            by_row.setdefault(cell.row, []).append(cell)
        covered: dict[int, int] = {}
        """For each column, the first row that is free again."""
        for row in range(block.rows):
            made = []
            cells = {cell.column: cell for cell in by_row.get(row, ())}
            column = 0
            while column < block.columns:
                if covered.get(column, 0) > row:
                    column += 1
                    continue
                found = cells.get(column)
                if found is None:
                    made.append("<td></td>")
                    column += 1
                    continue
                for spanned in range(column, column + found.colspan):
                    covered[spanned] = row + found.rowspan
                made.append(self._cell(found))
                column += found.colspan
            yield f"<tr>{''.join(made)}</tr>"

    def _cell(self, cell: PageCell) -> str:
        spans = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
        spans += f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
        inner = "".join(self._block(grid) for grid in cell.grids)
        return f"<td{spans}{self._mark_of(cell.at)}>{_text(cell.text)}{inner}</td>"

    def _mark_of(self, at: Location) -> str:
        element = self.ids[at]
        weight = self.weights.get(element)
        return f' id="{element}" class="place {weight.value}"' if weight is not None else f' id="{element}"'


def _holds(cell: Location, at: Location) -> bool:
    """Whether the middle of a box lies in that of a cell."""
    if cell.page != at.page or not cell.box or not at.box:
        return False
    x, y = (at.box[0] + at.box[2]) / 2, (at.box[1] + at.box[3]) / 2
    return cell.box[0] <= x <= cell.box[2] and cell.box[1] <= y <= cell.box[3]
