"""The findings as one web page that needs no network: click a finding, see the form as it looks with the cell marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jiheng.model.finding import Finding, Report
from jiheng.report.findings import (
    SEVERITIES,
    basis_words,
    count_words,
    counts,
    fix_words,
    places_words,
    result_words,
    scope_words,
    skipped_reasons,
    waived_words,
)
from jiheng.report.page import Page
from jiheng.report.page_html import FilePage, asset, safe
from jiheng.report.prose import one_line
from jiheng.rules.form import File
from jiheng.rules.registry import get_rule

_PLACES = 6
"""Places that a finding names in the list."""
_ORDER = list(SEVERITIES)


def render_html(report: Report, files: Sequence[tuple[File, Page | None, Sequence[Finding]]]) -> str:
    """The page.

    :param files: the files that were read, in order, each with how it looks and what was found in it.
    """
    shown = [_Shown(number, file, page, findings) for number, (file, page, findings) in enumerate(files)]
    parts = [
        "<!DOCTYPE html>",
        '<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>绩效目标审核意见</title><style>{asset('findings.css')}</style></head><body>",
        f"<header><h1>绩效目标审核意见</h1><p>{safe(f'{scope_words(report)}：{result_words(report)}。')}</p></header>",
        '<main><section class="list" aria-label="审核意见">',
        _filters(report),
        *_lists(shown),
        *_scope(report),
        '</section><section class="forms" aria-label="表">',
        *(one.html() for one in shown),
        f"</section></main><script>{asset('list.js')}{asset('findings.js')}</script></body></html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


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


def _lists(files: Sequence[_Shown]) -> Iterator[str]:
    if not any(one.findings for one in files):
        yield '<p class="nothing">没有意见。审核了什么、没有审核什么，见下。</p>'
    for one in files:
        if one.findings:
            heading = f"<h2>{safe(one_line(one.file.source))}（{safe(count_words(one.findings))}）</h2>"
            ordered = sorted(one.findings, key=lambda found: (found.waived is not None, _ORDER.index(found.severity)))
            made = "\n".join(_item(found, one) for found in ordered)
            yield f'<div class="group">{heading}\n{made}</div>'


def _item(one: Finding, page: _Shown) -> str:
    weight = one.severity.value
    group = "waived" if one.waived is not None else weight
    cells = (page.page.cell_id(place.at) for place in one.where if place.source == one.source)
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
        f'<span class="tag">{tag}</span><span class="rule">{one.rule} {safe(get_rule(one.rule).title)}</span>'
        f'<span class="text">{safe(one.message)}</span>'
        + "".join(f'<span class="more">{safe(line)}</span>' for line in more if line)
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
        yield f"<li>{safe(one_line(one.source))}：{state}{left}</li>"
    yield "</ul>"
    if report.unread:
        yield "<strong>读不了的文件</strong><ul>"
        yield from (f"<li>{safe(one_line(one.source))}：{safe(one.error)}</li>" for one in report.unread)
        yield "</ul>"
    reasons = skipped_reasons(report.checked)
    if reasons:
        yield "<strong>没有用上的规则</strong><ul>"
        yield from (f"<li>{safe(why)}：{'、'.join(rules)}</li>" for why, rules in reasons.items())
        yield "</ul>"
    yield "</div>"


class _Shown:
    """A file of the report: how it looks, with the cells of its findings marked."""

    def __init__(self, number: int, file: File, page: Page | None, findings: Sequence[Finding]) -> None:
        self.number = number
        self.file = file
        self.findings = findings
        self.page = FilePage(f"f{number}", page, [severity.value for severity in _ORDER])
        for finding in findings:
            if finding.waived is None:
                for place in finding.where:
                    if place.source == finding.source:
                        self.page.mark(place.at, finding.severity.value)

    def html(self) -> str:
        """The file; blank where there is nothing to show on it."""
        if not self.findings:
            return ""
        heading = f"<h2>{safe(one_line(self.file.source))}</h2>"
        return f'<article class="file" data-file="{self.number}">{heading}{self.page.html()}</article>'
