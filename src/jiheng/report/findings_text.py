"""Findings in a terminal: by weight and rule, with the places and what was and was not checked."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule as Line
from rich.table import Table as Layout
from rich.text import Text

from jiheng.model.finding import Finding, Report, Severity
from jiheng.report.findings import (
    SEVERITIES,
    basis_words,
    count_words,
    grouped,
    places_words,
    result_words,
    scope_words,
    skipped_reasons,
    waived_words,
)
from jiheng.report.findings import Group as Findings
from jiheng.report.prose import clean, one_line
from jiheng.report.terminal import Prose

SHOWN = 3
"""Places of a rule that are shown without `--all`."""
_PLACES = 4
"""Places of one finding that are shown without `--all`."""
_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.ADVICE: "cyan"}


def render(report: Report, *, everything: bool = False) -> RenderableType:
    """The whole report.

    :param everything: all places, and for every rule that did not run why.
    """
    several = len(report.checked) > 1
    parts: list[RenderableType] = []
    open_ones = [one for one in report.findings if one.waived is None]
    for severity in SEVERITIES:
        of_weight = [one for one in open_ones if one.severity is severity]
        if of_weight:
            parts.append(
                Line(
                    Text(f"{SEVERITIES[severity]} {len(of_weight)} 处", style="bold"),
                    align="left",
                    style=_STYLES[severity],
                )
            )
            parts.extend(_rule(group, several, everything) for group in grouped(of_weight))
    waived = [one for one in report.findings if one.waived is not None]
    if waived:
        parts.append(Line(Text(f"已豁免 {len(waived)} 处", style="bold"), align="left", style="dim"))
        parts.extend(_rule(group, several, everything) for group in grouped(waived))
    if several:
        parts.append(_files(report))
    parts.extend(_closing(report, everything))
    return Group(*parts)


def _rule(group: Findings, several: bool, everything: bool) -> RenderableType:
    shown = group.findings if everything else group.findings[:SHOWN]
    head = Text(group.rule.id, style=f"bold {_STYLES[group.severity]}")
    head.append(f" {group.rule.title} · {len(group.findings)} 处", style="bold")
    layout = Layout.grid(padding=(0, 1, 0, 0))
    layout.add_column(justify="right", no_wrap=True, style="dim")
    layout.add_column(ratio=1)
    for number, one in enumerate(shown, 1):
        layout.add_row(f"{number}.", _finding(one, several, everything))
    parts: list[RenderableType] = [head, Prose(f"依据：{basis_words(group.rule.id)}", "dim"), layout]
    hidden = len(group.findings) - len(shown)
    if hidden:
        parts.append(Text(f"还有 {hidden} 处，加 --all 全部列出", style="dim"))
    return Padding(Group(*parts), (0, 0, 1, 2))


def _finding(one: Finding, several: bool, everything: bool) -> RenderableType:
    source = f"{one_line(one.source)}：" if several else ""
    places = one.where if everything else one.where[:_PLACES]
    where = places_words(places)
    more = f" 等 {len(one.where)} 处" if len(one.where) > len(places) else ""
    parts: list[RenderableType] = [Prose(clean(f"{source}{one.message}")), Prose(clean(f"{where}{more}"), "dim")]
    if one.waived is not None:
        parts.append(Prose(clean(waived_words(one)), "green"))
    return Group(*parts)


def _files(report: Report) -> RenderableType:
    """A line for each file, the ones with most to mend first."""
    found: dict[str, list[Finding]] = {one.source: [] for one in report.checked}
    for one in report.findings:
        found.setdefault(one.source, []).append(one)
    layout = Layout.grid(padding=(0, 2, 0, 0))
    layout.add_column(ratio=1)
    layout.add_column(no_wrap=True)
    tables = {one.source: one.tables for one in report.checked}
    for source, findings in found.items():
        words = count_words(findings) if tables.get(source) else "没有绩效目标表，没有审核"
        layout.add_row(Prose(one_line(source)), Text(words))
    return Group(Line(Text("各个文件", style="bold"), align="left", style="cyan"), Padding(layout, (0, 0, 1, 2)))


def _closing(report: Report, everything: bool) -> Iterator[RenderableType]:
    profiles = "、".join(dict.fromkeys(one.profile for one in report.checked if one.tables))
    run = [one.rules_run for one in report.checked if one.tables]
    yield Prose(f"{scope_words(report)}：{result_words(report)}。", "bold")
    if run:
        least, most = min(run), max(run)
        rules = f"{least}" if least == most else f"{least} 至 {most}"
        yield Prose(
            f"口径 {profiles}；每个文件用了 {rules} 条规则，其余的不适用或用不上{'，原因如下' if everything else '（原因加 --all 列出）'}。",
            "dim",
        )
    if everything:
        yield from _skipped(report)


def _skipped(report: Report) -> Iterator[RenderableType]:
    for why, rules in sorted(skipped_reasons(report.checked).items(), key=lambda item: -len(item[1])):
        yield Prose(f"  {clean(why)}（{len(rules)} 条）：{'、'.join(rules)}", "dim")
