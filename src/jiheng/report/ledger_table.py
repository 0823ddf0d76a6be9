"""The ledger as a table in a terminal, in the words of the forms."""

from __future__ import annotations

from collections import Counter

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.text import Text

from jiheng.forms.doubt import CERTAIN
from jiheng.forms.ledger import Became, Entry, How, Ledger
from jiheng.model.declaration import Declaration
from jiheng.report.labels import BECAME, HOW
from jiheng.report.prose import one_line
from jiheng.report.terminal import Prose, Sheet
from jiheng.report.words import label_words, path_words

_STYLES = {Became.LABEL: "cyan", Became.VALUE: "green", Became.IGNORED: "dim", Became.LEFT_OVER: "bold yellow"}
_OFTEN = 3
"""A remark on more rows than this is said once below the table."""
_SIGNS = "①②③④⑤⑥⑦⑧⑨⑩"


def render_ledger(declaration: Declaration, ledger: Ledger) -> RenderableType:
    """Every text with its place and what it became, then the counts."""
    layout = Sheet(("位置", "text"), ("成了", "text"), ("文字", "text"), ("栏目、路径或原因", "text"))
    remarks = Counter(remark for remark in map(_remark, ledger.entries) if remark)
    often = [remark for remark, count in remarks.most_common(len(_SIGNS)) if count > _OFTEN]
    signs = dict(zip(often, _SIGNS, strict=False))
    before: object = ledger.entries[0].table if ledger.entries else None
    for entry in ledger.entries:
        if entry.table != before:
            layout.add_section()
            before = entry.table
        style = _STYLES[entry.became]
        layout.add_row(
            Prose(str(entry.at), "dim", least=12, whole=True),
            Prose(BECAME[entry.became], style, least=4),
            Prose(_text(entry), style, least=16, whole=True),
            Prose(_explained(entry, signs), "dim", least=16, whole=True),
        )
    counts = ledger.counts()
    told = "，".join(f"{BECAME[became]} {counts[became]}" for became in Became)
    return Group(
        Rule(Text(one_line(declaration.source), style="bold"), align="left", style="cyan"),
        layout,
        *(Prose(f"{sign} {remark}（{remarks[remark]} 处）", "dim") for remark, sign in signs.items()),
        Text(f"共 {sum(counts.values())} 处文字：{told}。", style="bold"),
        Text(""),
    )


def _text(entry: Entry) -> str:
    """A text as it stands; one that is printed from top to bottom in a narrow cell is put in a line."""
    lines = [line.strip() for line in entry.text.splitlines() if line.strip()]
    upright = len(lines) > 2 and all(len(line) <= 2 for line in lines)
    return "".join(lines) if entry.became is Became.LABEL or upright else entry.text


def _explained(entry: Entry, signs: dict[str, str]) -> str:
    words = _doubt(entry) + (label_words(entry.of) if entry.became is Became.LABEL else path_words(entry.of))
    remark = _remark(entry)
    if remark in signs:
        return words + signs[remark]
    return "；".join(part for part in (words, remark or entry.why) if part)


def _doubt(entry: Entry) -> str:
    """How sure the recognition of a text in a picture is, where it is not quite sure."""
    return f"（把握 {entry.confidence:.0%}）" if entry.confidence < CERTAIN else ""


def _remark(entry: Entry) -> str:
    """How a value was found, where that is not by its label."""
    if entry.how is None or entry.how is How.LABEL:
        return ""
    return "：".join(part for part in (HOW[entry.how], entry.why) if part)
