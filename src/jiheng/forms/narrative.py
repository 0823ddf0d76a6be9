"""部门整体绩效目标 written as prose: 总体绩效目标, 分项绩效目标, 工作保障措施 as numbered paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jiheng.forms.binding import Binding
from jiheng.forms.headlines import is_title
from jiheng.forms.inline import trim
from jiheng.forms.ledger import How, Why
from jiheng.forms.sheet import Line, Spot
from jiheng.model.language import AMOUNT_INSIDE, fold

_ORDINAL = r"(?:[(]?[一二三四五六七八九十]{1,3}[)]?[、.]?|\d{1,2}[、.])?"
_OVERALL = re.compile(
    _ORDINAL + r"(?:部门|单位|年度)?(?:整体)?(?:总体|年度总体|年度)(?:绩效)?目标[:]?"
    r"|(?:[(]?[一二三四五六七八九十]{1,3}[)]?[、.]?)(?:部门|单位)?整体(?:绩效)?目标[:]?"
)
_ITEMS = re.compile(
    _ORDINAL
    + r"(?:部门|单位)?(?:分项|分类|职责分类|部门职责分类|分项目|具体|分项任务)(?:年度)?(?:绩效)?目标(?:情况)?(?:说明)?[:]?"
    r"|" + _ORDINAL + r"(?:部门)?职责(?:及)?分类绩效目标"
)
_SAFEGUARDS = re.compile(
    _ORDINAL
    + r"(?:工作|实现(?:年度)?(?:发展规划|绩效)?目标的?|绩效目标|目标实现的?|绩效目标实现的?)?(?:保障|保证)措施(?:及?说明)?[:]?"
)
_TITLE = re.compile(
    r"(?:20\d\d年?度?)?.{0,24}?(?:部门|单位)?(?:[(]单位[)])?(?:整体|总体)(?:支出)?绩效目标(?:说明|文字说明|情况|情况说明)?"
)
_PART = re.compile(r"第[一二三四五六七八九十]+部分.*|目录")
_NUMBERED = re.compile(
    r"\s*[(（]?(?:\d{1,2}|[０-９]{1,2}|[一二三四五六七八九十]{1,2})\s*[)）]?\s*[、.．]\s*|\s*[(（][\d一二三四五六七八九十]{1,2}[)）]\s*|\s*[①-⑳]\s*"
)
_BIG_HEADING = re.compile(r"[一二三四五六七八九十]{1,2}、.{2,30}")


def _heading(line: Line) -> str | None:
    if line.grid is not None or len(line.text) > 44:
        return None
    folded = fold(line.text)
    for kind, pattern in (("overall", _OVERALL), ("items", _ITEMS), ("safeguards", _SAFEGUARDS)):
        if pattern.fullmatch(folded):
            return kind
    return None


def find_narratives(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """The ranges of lines that are a narrative: at least two of its three headings, with prose below."""
    found = []
    n = 0
    while n < len(lines):
        if _heading(lines[n]) != "overall":
            n += 1
            continue
        end, kinds = _extent(lines, n)
        if len(kinds) >= 2:
            start = n
            for k in range(n - 1, max(-1, n - 4), -1):
                if lines[k].grid is not None:
                    break
                if _TITLE.fullmatch(fold(lines[k].text)):
                    start = k
                    break
            found.append((start, end))
            n = end
        else:
            n += 1
    return found


def _extent(lines: Sequence[Line], start: int) -> tuple[int, set[str]]:
    kinds: set[str] = set()
    current = ""
    last = start
    for n in range(start, len(lines)):
        line = lines[n]
        if line.grid is not None:
            break
        folded = fold(line.text)
        kind = _heading(line)
        if kind is not None:
            if kind in kinds and kind != current:
                break
            kinds.add(kind)
            current = kind
        elif (
            _PART.fullmatch(folded)
            or is_title(folded)
            or (folded.startswith("附件") and len(folded) < 8)
            or (
                n > start
                and _BIG_HEADING.fullmatch(folded)
                and not folded.endswith(("。", ";", "；"))
                and "items" not in kinds - {kind}
            )
            or (kinds >= {"safeguards"} and not _NUMBERED.match(line.text) and len(folded) < 20 and last < n - 1)
        ):
            break
        last = n
    return last + 1, kinds


def bind_narrative(binding: Binding, lines: Sequence[Line]) -> None:
    """Bind a narrative's goals, tasks and safeguards."""
    section = ""
    for line in lines:
        spot = line.filled[0]
        kind = _heading(line)
        if kind is not None:
            section = kind
            binding.label(spot, {"overall": "goals", "items": "tasks", "safeguards": "safeguards"}[kind])
        elif not section:
            if not binding.has(("title",)):
                binding.put(("title",), spot, "line")
        elif section == "overall":
            n = binding.grow("goals")
            binding.constant(("goals",), True)
            binding.constant(("goals", n, "scope"), "overall")
            binding.constant(("goals", n, "number"), None)
            binding.put(("goals", n, "text"), spot, "text", *trim(spot.text, 0, len(spot.text)))
        else:
            _bind_numbered(binding, section, spot)


def _bind_numbered(binding: Binding, section: str, spot: Spot) -> None:
    match = _NUMBERED.match(spot.text)
    if match is None:
        binding.ignore(spot, Why.HEADING if len(spot.text) < 40 else Why.OUTSIDE)
        return
    start, end = trim(spot.text, match.end(), len(spot.text))
    if section == "safeguards":
        n = binding.grow("safeguards")
        binding.constant(("safeguards",), True)
        binding.put(("safeguards", n), spot, "text", *trim(spot.text, 0, len(spot.text)))
        return
    n = binding.grow("tasks")
    binding.constant(("tasks",), True)
    lead = re.search(r"[，。；,;：:]", spot.text[start:end])
    clause = spot.text[start : start + lead.start()] if lead else spot.text[start:end]
    binding.put(("tasks", n, "content"), spot, "text", start, end)
    amount = _amount_in(spot.text, start, end, clause)
    if amount is None:
        binding.put(
            ("tasks", n, "name"),
            spot,
            "line",
            *trim(spot.text, start, start + len(clause)),
            how=How.INFERRED,
            why="段首到第一个标点",
        )
        return
    name_end, first, last = amount
    binding.put(
        ("tasks", n, "name"), spot, "line", *trim(spot.text, start, name_end), how=How.INFERRED, why="段首到金额之间"
    )
    binding.put(("tasks", n, "total"), spot, "amount", first, last, how=How.INFERRED, why="段首的金额")


_RAW_AMOUNT = re.compile(r"[\d０-９][\d０-９,，.．]*\s*(?:亿元|万元|千元|元|万|亿)")


def _amount_in(text: str, start: int, end: int, clause: str) -> tuple[int, int, int] | None:
    """Where the name ends and the amount stands, in the first clause (or the one behind it)."""
    match = _RAW_AMOUNT.search(text, start, min(end, start + max(len(clause) + 40, 80)))
    if match is None or AMOUNT_INSIDE.search(fold(match[0])) is None:
        return None
    before = text[start : match.start()]
    if len(clause) < len(before):
        return start + len(clause), match.start(), match.end()
    bare = re.sub(r"(?:共计|合计|共|总计|为|安排|[：:，,（(])+\s*$", "", before)
    return start + len(bare.rstrip()), match.start(), match.end()
