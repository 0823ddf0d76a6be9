"""What all reports of findings share: their words, their order, where a finding stands, what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from jiheng.law.clauses import clause
from jiheng.model.finding import Checked, Finding, Fix, Place, Report, Severity
from jiheng.report.amounts import printed
from jiheng.report.words import path_words
from jiheng.rules.registry import Rule, get_rule

SEVERITIES = {Severity.ERROR: "必须修改", Severity.WARNING: "请核对", Severity.ADVICE: "建议"}


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one rule and weight, in their order."""

    severity: Severity
    rule: Rule
    findings: Sequence[Finding]


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """By weight, then by rule; the rule with the most findings first."""
    found: dict[tuple[Severity, str], list[Finding]] = {}
    for one in findings:
        found.setdefault((one.severity, one.rule), []).append(one)
    order = list(SEVERITIES)
    keys = sorted(found, key=lambda key: (order.index(key[0]), -len(found[key]), key[1]))
    return [Group(severity, get_rule(rule), found[severity, rule]) for severity, rule in keys]


@cache
def basis_words(rule: str) -> str:
    """What a rule rests on, in words: 《…》（财预〔2015〕88号）, with 依据待核 where it was not verified."""
    return clause(get_rule(rule).basis).words


def places_words(places: Iterable[Place]) -> str:
    """Where values stand: each cell once, with what the form calls its values."""
    found: dict[str, list[str]] = {}
    for place in places:
        found.setdefault(str(place.at) if place.at is not None else "", []).append(place.path)
    told = [f"{cell}（{_fields(paths)}）" if cell else _fields(paths) for cell, paths in found.items()]
    return "；".join(told)


def _fields(paths: Sequence[str]) -> str:
    """Paths in words, the row of several fields said once: 第 4 项任务·财政拨款、总额."""
    told: list[str] = []
    before = ""
    for path in paths:
        row, dot, field = path_words([path]).partition("·")
        told.append(field if dot and row == before else f"{row}{dot}{field}")
        before = row
    return "、".join(dict.fromkeys(told))


def fix_words(fix: Fix | None, unit: str | None = None) -> str:
    """The change that a finding names: 第 4 项任务·财政拨款改为 17.80 万元.

    :param unit: the form's money unit; yuan by default.
    """
    if fix is None:
        return ""
    words = path_words([fix.path])
    if fix.value is None:
        return f"{words}清空"
    if is_money(fix.path):
        return f"{words}改为 {printed(Decimal(fix.value), unit)} {unit or '元'}"
    return f"{words}改为“{fix.value}”"


_MONEY = ("total", "fiscal_appropriation", "other_funds", "amount", "cost_estimate_total")


def is_money(path: str) -> bool:
    """Whether an amount stands at a path."""
    last = path.rpartition(".")[2]
    if path.startswith("budget."):
        return not last.endswith(("execution_rate", "weight", "score"))
    return last in _MONEY


def waived_words(finding: Finding) -> str:
    """Who waived a finding, why, and until when; blank where nobody did."""
    waived = finding.waived
    if waived is None:
        return ""
    until = f"，到 {waived.until} 为止" if waived.until else ""
    return f"已豁免：{waived.by}，{waived.why}{until}"


def counts(findings: Iterable[Finding]) -> dict[Severity, int]:
    """How many findings of each weight are not waived."""
    found = dict.fromkeys(SEVERITIES, 0)
    for one in findings:
        if one.waived is None:
            found[one.severity] += 1
    return found


def count_words(findings: Sequence[Finding]) -> str:
    """必须修改 3 处，请核对 5 处，建议 2 处；另有 1 处已豁免."""
    found = counts(findings)
    words = "，".join(f"{SEVERITIES[severity]} {number} 处" for severity, number in found.items() if number)
    waived = sum(one.waived is not None for one in findings)
    if waived:
        words = f"{words}；另有 {waived} 处已豁免" if words else f"{waived} 处已豁免"
    return words or "没有查出问题"


def result_words(report: Report) -> str:
    """What was found in all; silence about forms that nobody checked is no praise."""
    if not report.findings and not any(one.tables for one in report.checked):
        return "没有审核任何表"
    return count_words(report.findings)


def skipped_reasons(checked: Iterable[Checked]) -> dict[str, dict[str, list[str]]]:
    """Why rules did not run: for each reason, the rules, each with its files."""
    found: dict[str, dict[str, list[str]]] = {}
    for one in checked:
        for skipped in one.rules_skipped:
            found.setdefault(skipped.why, {}).setdefault(skipped.rule, []).append(one.source)
    return found


def scope_words(report: Report) -> str:
    """What was checked, and what was not: never more than was done."""
    tables = sum(one.tables for one in report.checked)
    parts = [f"审核了 {len(report.checked)} 个文件、{tables} 张表"]
    if report.unread:
        parts.append(f"读不了的 {len(report.unread)} 个")
    unclear = sum(not one.complete for one in report.checked)
    if unclear:
        parts.append(f"其中 {unclear} 个文件有文字没有读懂或看不清，那些文字没有审核")
    empty = sum(not one.tables for one in report.checked)
    if empty:
        parts.append(f"{empty} 个文件里没有绩效目标表")
    return "，".join(parts)
