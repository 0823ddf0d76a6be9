"""The help pages of the rules: in a terminal, and as the reference page of the documentation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule as Line
from rich.text import Text

from jiheng.law.clauses import clause
from jiheng.model.declaration import Kind
from jiheng.model.finding import Stage
from jiheng.report.findings import SEVERITIES, basis_words
from jiheng.report.labels import KINDS
from jiheng.report.terminal import Prose, Sheet
from jiheng.rules.registry import ALL_KINDS, FAMILIES, TARGETS, Over, Rule

_STYLES = dict(zip(SEVERITIES, ("red", "yellow", "cyan"), strict=True))


def facts(rule: Rule) -> list[tuple[str, str]]:
    """What is to be known of a rule beside its help: label and words."""
    severity = SEVERITIES[rule.severity]
    if rule.at_publication is not None:
        severity = f"报送时{severity}，公开前{SEVERITIES[rule.at_publication]}"
    found = [("轻重", severity), ("依据", basis_words(rule.id)), ("适用", _kinds(rule.kinds))]
    paraphrase = clause(rule.basis).paraphrase
    if clause(rule.basis).document.kind == "regulation":
        found.insert(2, ("规定的意思", paraphrase))
    if rule.over is not Over.FORM:
        found.append(("比较", rule.over.value))
    if rule.stages == {Stage.FILING}:
        found.append(("何时", "只在报送时"))
    elif rule.stages == {Stage.PUBLICATION}:
        found.append(("何时", "只在公开前"))
    if rule.fixes:
        found.append(("改法", "只有一处改动能使全表一致时，指出改成什么"))
    return found


def _kinds(kinds: frozenset[Kind]) -> str:
    if kinds == ALL_KINDS:
        return "各种表"
    if kinds == TARGETS:
        return "各种目标表"
    return "、".join(KINDS[kind] for kind in KINDS if kind in kinds)


def page_text(rule: Rule) -> RenderableType:
    """The help page in a terminal."""
    title, _, rest = rule.help.partition("\n")
    parts: list[RenderableType] = [
        Line(Text(f"{rule.id} {title}", style="bold"), align="left", style=_STYLES[rule.severity])
    ]
    for label, words in facts(rule):
        parts.append(Prose(f"{label}：{words}", "dim"))
    for block in rest.strip().split("\n"):
        if block.startswith("## "):
            parts.append(Text(f"\n{block[3:]}", style="bold cyan"))
        elif block.strip():
            parts.append(Padding(Prose(block.strip()), (0, 0, 0, 2)))
    parts.append(Text(""))
    return Group(*parts)


def list_of_rules(rules: Sequence[Rule]) -> RenderableType:
    """One line per rule, by family."""
    layout = Sheet(("规则", "number"), ("轻重", "number"), ("查什么", "text"), tight=True)
    for rule in rules:
        layout.add_row(rule.id, Text(SEVERITIES[rule.severity], style=_STYLES[rule.severity]), Prose(rule.title))
    return Group(layout, Text(f"共 {len(rules)} 条；说明见 jiheng explain 规则。", style="dim"))


def page_markdown(rules: Iterable[Rule]) -> str:
    """All help pages as one page of the documentation."""
    parts = []
    for family, members in groupby(rules, key=lambda rule: rule.family):
        listed = list(members)
        parts.append(f"## {FAMILIES[family]} {family}（{len(listed)} 条）")
        for rule in listed:
            title, _, rest = rule.help.partition("\n")
            table = "\n".join(f"- {label}：{words}" for label, words in facts(rule))
            body = rest.strip().replace("## ", "#### ")
            parts.append(f"### {rule.id} {title.rstrip('。')}\n\n{table}\n\n{body}")
    return "\n\n".join(parts)
