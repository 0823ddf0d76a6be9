"""The ledger as a table in a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.text import Text

from jiheng.forms.ledger import Became, Entry, How, Ledger
from jiheng.model.declaration import Declaration
from jiheng.report.labels import BECAME, HOW
from jiheng.report.prose import clean
from jiheng.report.terminal import Prose, Sheet

_STYLES = {Became.LABEL: "cyan", Became.VALUE: "green", Became.IGNORED: "dim", Became.LEFT_OVER: "bold yellow"}


def render_ledger(declaration: Declaration, ledger: Ledger) -> RenderableType:
    """Every text with its place and what it became, then the counts."""
    layout = Sheet(("位置", "text"), ("成了", "text"), ("文字", "text"), ("栏目、路径或原因", "text"))
    before: object = ledger.entries[0].table if ledger.entries else None
    for entry in ledger.entries:
        if entry.table != before:
            layout.add_section()
            before = entry.table
        style = _STYLES[entry.became]
        layout.add_row(
            Prose(str(entry.at), "dim", least=12),
            Prose(BECAME[entry.became], style, least=4),
            Prose(entry.text, style, least=16),
            Prose(_explained(entry), "dim", least=16),
        )
    counts = ledger.counts()
    told = "，".join(f"{BECAME[became]} {counts[became]}" for became in Became)
    return Group(
        Rule(Text(clean(declaration.source), style="bold"), align="left", style="cyan"),
        layout,
        Text(f"共 {sum(counts.values())} 处文字：{told}。", style="bold"),
        Text(""),
    )


def _explained(entry: Entry) -> str:
    parts = ["、".join(entry.of)]
    if entry.how is not None and entry.how is not How.LABEL:
        parts.append(HOW[entry.how])
    parts.append(entry.why)
    return "；".join(part for part in parts if part)
