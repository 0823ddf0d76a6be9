"""Sums in words: `总成本100万元，其中：设备80万元、安装20万元`, `A30万元，B39万元，共计69万元`, `在编46人、聘用20人，共66人`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from jiheng.model.language import MONEY_UNITS
from jiheng.rules.formulas import formulas, near, shown
from jiheng.rules.tokens import Folded, folded

RELATIVE = Decimal("0.005")
ABOUT = Decimal("0.05")
_MOST_ITEMS = 60
_SHIFTS = (1, -1, 2, -2, 4, -4)
"""Places by which a decimal point slips, or a unit is mistaken."""


@dataclass(frozen=True, slots=True)
class Item:
    """A figure of a listing: its label, its number in its unit (of money: yuan), and its place in the printed text."""

    label: str
    number: Decimal
    value: Decimal
    """Of money yuan, else the number."""
    unit: str
    span: tuple[int, int]
    """Of the number."""
    shown: str
    """As printed, with its unit."""
    is_rate: bool
    about: bool
    start: int
    end: int
    depth: int
    behind: str = ""
    """The word that follows it: 在职人员 of 42名在职人员."""

    @property
    def said(self) -> str:
        """The figure with the words that say what it is of: 42名在职人员, 设备80万元."""
        return f"{self.shown}{self.behind}" if self.behind else f"{self.label}{self.shown}"

    @property
    def kind(self) -> str:
        """What it counts: 元 for any money, 人 for 名 and 位."""
        if self.unit in MONEY_UNITS:
            return "元"
        bare = self.unit.removeprefix("万")
        return "人" if bare in ("名", "位") else bare

    @property
    def is_money(self) -> bool:
        return self.kind == "元"


@dataclass(frozen=True, slots=True)
class Listing:
    """A total and the parts that a text gives for it."""

    total: Item
    parts: tuple[Item, ...]
    is_open: bool
    """The text says that there are more (等), or goes on with figures of the same kind."""
    is_closed: bool
    """The last part is 其他, or the parts are all there can be (基本支出 and 项目支出)."""
    is_last: bool = False
    """The total stands behind its parts (共计)."""
    more: tuple[Item, ...] = ()
    """Figures of the same kind that follow, and may be parts or not."""

    @property
    def sum(self) -> Decimal:
        """What the parts give, in yuan or as counted."""
        return sum((part.value for part in self.parts), Decimal())

    @property
    def shown_sum(self) -> str:
        """What the parts give, in the unit of the total."""
        return self._shown(self.sum)

    @property
    def shown_gap(self) -> str:
        """By how much they are apart."""
        return self._shown(abs(self.total.value - self.sum))

    def _shown(self, value: Decimal) -> str:
        return f"{shown(value / _scale(self.total.unit))}{self.total.unit}"

    @property
    def allowed(self) -> Decimal:
        """The share by which they may be apart."""
        return ABOUT if self.total.about or any(part.about for part in self.parts) else RELATIVE

    @property
    def is_right(self) -> bool:
        """Whether all parts, or the first or last few of them, give the total."""
        values = [part.value for part in (*self.parts, *self.more)]
        if self.swapped is not None:
            return False
        runs = [values[:end] for end in range(1, len(values) + 1)] + [
            values[start:] for start in range(1, len(values) - 1)
        ]
        return any(_agree(sum(run, Decimal()), self.total, self.allowed) for run in runs)

    @property
    def swapped(self) -> tuple[Item, Decimal] | None:
        """The only part, with the value due to it, whose digits in another order make the sum exactly right (436.7, 463.7)."""
        gap = self.total.value - self.sum
        if not gap or self.more or self.total.about:
            return None
        hits = [
            (part, part.value + gap)
            for part in self.parts
            if not part.about and _same_digits(part.number, (part.value + gap) / _scale(part.unit))
        ]
        return hits[0] if len(hits) == 1 else None

    @property
    def are_parallel(self) -> bool:
        """Whether the parts are named alike, so that they look like all that there are: 县道、乡道、村道."""
        tails = {re.sub(r"\([^)]*\)", "", part.label)[-1:] for part in self.parts}
        return len(self.parts) > 1 and len(tails) == 1 and "" not in tails

    @property
    def shifted(self) -> tuple[Item, int] | None:
        """The only part whose decimal point, moved by so many places, makes the sum right."""
        given = self.sum
        hits = [
            (part, shift)
            for part in self.parts
            for shift in _SHIFTS
            if part.value and _agree(given - part.value + part.value.scaleb(shift), self.total, Decimal("0.0005"))
        ]
        return hits[0] if len(hits) == 1 else None


def _same_digits(one: Decimal, other: Decimal) -> bool:
    """Whether two figures are of the same digits in another order, at least three of them, and of one size."""
    if other <= 0 or one.adjusted() != other.adjusted() or one == other:
        return False
    first, second = (f"{figure.normalize():f}".replace(".", "") for figure in (one, other))
    return len(first) >= 3 and sorted(first) == sorted(second)


def _agree(given: Decimal, total: Item, allowed: Decimal) -> bool:
    return near(given / _scale(total.unit), total.number, allowed)


def _scale(unit: str) -> Decimal:
    """By what a unit multiplies its number: 10000 of 万元 and 万亩."""
    return MONEY_UNITS.get(unit, MONEY_UNITS["万"] if unit.startswith("万") else Decimal(1))


_UNITS = (
    "亿元|百万元|万元|千元|元|人次|人|名|位|场次|场|次|期|个|户|家|台|套|辆|件|所|座|处|项|份|篇|部|亩|公里|平方米|吨"
)
_ITEM = re.compile(
    rf"(?P<number>\d{{1,3}}(?:,\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)(?P<more>余|多)?(?P<unit>万?(?:{_UNITS})|[万亿](?=[,，。；;、)]|$))"
)
_BEFORE = re.compile(r"(?:约|近|大约|预计约|不少于|不低于|至少|≥|>=|超过|以上)$")
_RATE_BEFORE = re.compile(r"(?:每|均|(?<!高)标准(?!化)|单价|定额)[^,，。；;、()]{0,10}$")
_RATE_BEHIND = re.compile(r"/(?!年)|每|以上|以下|以内|左右|标准")
_WHICH = re.compile(r"[^\d,，。；;、:：()]{0,14}\)?[,，;；:：、。]?\(?(?:其中|包括|包含|分别为|分别是|含)[:：,，]?")
_BRACKET = re.compile(r"[^\d,，。；;、:：()]{0,8}\(")
_TOTAL = re.compile(r"(?:共计|合计|总计|共需|总共|累计|共)[^\d,，。；;、:：()]{0,8}[:：为]?$")
_BEHIND = re.compile(r"[一-龥]{2,8}?(?=[,，、和及与]|共计|合计|总计|共\d)")
_END = re.compile(r"[。!！?？\n]|目标\d")
_REST = re.compile(r"(?:其他|其它|其余|剩余|余下)")
_SOURCES = re.compile(
    r"中央|省|自治区|市|县|区|乡|镇|本级|上级|财政|自筹|自有|配套|地方|社会|单位|企业|银行|贷款|其他|专项|一般公共预算|基金"
)
_PAIRS = (("基本支出", "项目支出"), ("人员", "公用"), ("人员", "办公"), ("人员", "日常"))
_FOR = re.compile(r"用于|用作|作为|为|是|系")
_OTHER_SIDE = re.compile(
    r"决算|执行|同比|环比|增|减|(?<!提)升|降|结余|结转|已|本年|今年|上年|去年|当年|申请|到位|下达|剩余|\d年|年度|计划|累计|超|节约|实际|完成|目标|收益|产值|损失"
)
"""Words of a figure that stands beside another one, not beside its sisters."""
_MARK = re.compile(r"[,，、；;]|以及|和|及")
_OPERATOR = frozenset("*×xX✕÷=+≈")
STAFF = re.compile(r"在编|在职|在岗|事业|行政|参公|工勤|公益|聘|编外|编制外|临时|退休|离休|合同|辅助|劳务|借调|公务员")


@lru_cache(maxsize=8192)
def listings(text: str) -> tuple[Listing, ...]:
    """The listings of a text whose total comes first (其中), and those whose total comes last (共计)."""
    if not any(word in text for word in _WORDS):
        return ()
    base = folded(text)
    items = _items(text, base)
    return (*_with_total_first(base.text, items), *_with_total_last(base.text, items))


_WORDS = ("其中", "包括", "包含", "分别", "共", "合计", "总计", "(", "（", "含", "累计")


def _items(text: str, base: Folded) -> list[Item]:
    hidden = [one.left.span for one in formulas(text)]
    found = []
    depth, at = 0, 0
    for match in _ITEM.finditer(base.text):
        for char in base.text[at : match.start()]:
            depth += (char in "([") - (char in ")]")
        at = match.start()
        start, end = match.span()
        span = base.span(*match.span("number"))
        if any(first <= span[0] < last for first, last in hidden):
            continue
        if start and (base.text[start - 1].isdigit() or base.text[start - 1] in ".-第"):
            continue
        unit = match["unit"]
        number = Decimal(match["number"].replace(",", ""))
        before = _label(base.text[max(0, start - 40) : start])
        behind = base.text[end : end + 4]
        operator = base.text[end : end + 1] in _OPERATOR or (start > 0 and base.text[start - 1] in _OPERATOR - {"="})
        found.append(
            Item(
                label=_BEFORE.sub("", before).removeprefix("其中"),
                number=number,
                value=number * _scale(unit),
                unit=unit,
                span=span,
                shown=base.text[start:end],
                is_rate=operator or bool(_RATE_BEFORE.search(before) or _RATE_BEHIND.match(behind)),
                about=bool(match["more"] or _BEFORE.search(before) or behind.startswith("左右")),
                start=start,
                end=end,
                depth=max(depth, 0),
                behind=named[0] if (named := _BEHIND.match(base.text, end)) is not None else "",
            )
        )
        if len(found) >= _MOST_ITEMS:
            break
    return found


def _label(text: str) -> str:
    """The words before a figure in its entry; brackets inside them stay (小(1)型)."""
    entry = re.split(r"[,，。；;、:：\n\[\]]", text)[-1]
    if "(" in entry and entry.count("(") == entry.count(")") and not entry.endswith(")"):
        return entry
    return re.split(r"[()]", entry)[-1]


def _with_total_first(text: str, items: Sequence[Item]) -> Iterator[Listing]:
    for n, total in enumerate(items[:-1]):
        if total.is_rate:
            continue
        first = items[n + 1]
        gap = text[total.end : first.start]
        said = _WHICH.match(gap)
        bracket = _BRACKET.match(gap) is not None
        if said is None and not bracket:
            continue
        in_bracket = bracket or "(" in (said[0] if said else "")
        end = _end_of_scope(text, total.end if in_bracket else first.start, in_bracket)
        inside = [item for item in items[n + 1 :] if item.end <= end]
        again = _again(text, first.start, end)
        if again >= 0:
            inside = [item for item in inside if item.end <= again]
            end = again
        parts = [item for item in inside if item.depth == first.depth and item.kind == total.kind]
        if not parts or any(part.is_rate for part in parts) or (said is None and len(parts) < 2):
            continue
        if not _are_named(text, parts):
            continue
        count = _run(text, parts)
        more = tuple(parts[count:])
        unclear = _is_unclear(parts)
        is_open = again >= 0 or bool(more) or unclear or _goes_on(text[parts[count - 1].end : end])
        yield Listing(total, tuple(parts[:count]), is_open, _is_all(parts[:count]) and not unclear, more=more)


def _again(text: str, start: int, end: int) -> int:
    """Where a second 其中 begins that does not stand in brackets of its own; -1 where there is none."""
    at = text.find("其中", start, end)
    while at >= 0:
        between = text[start:at]
        if between.count("(") + between.count("[") <= between.count(")") + between.count("]"):
            return at
        at = text.find("其中", at + 1, end)
    return -1


def _are_named(text: str, parts: Sequence[Item]) -> bool:
    """Whether the text says of each part what it is: before it, or behind all of them (30万元用于设计)."""
    if all(part.label for part in parts):
        return True
    return not any(part.label for part in parts) and all(_FOR.match(text[part.end : part.end + 3]) for part in parts)


def _is_unclear(parts: Sequence[Item]) -> bool:
    """Whether the figures may not be parts of one kind: budget beside outcome, this year beside last."""
    labels = [part.label for part in parts if part.label]
    return len(set(labels)) < len(labels) or any(_OTHER_SIDE.search(label) for label in labels)


def _run(text: str, parts: Sequence[Item]) -> int:
    """How many of the parts stand in one list: as long as the same mark parts them."""
    mark = ""
    for n in range(1, len(parts)):
        found = _MARK.search(re.sub(r"\([^()]*\)", "", text[parts[n - 1].end : parts[n].start]))
        own = found[0] if found is not None else ""
        if not own or (mark and own not in (mark, "和", "及", "以及")):
            return n
        mark = mark or own if own in ",，、；;" else mark
    return len(parts)


def _goes_on(rest: str) -> bool:
    """Whether a listing says that it names only some of the parts: 等."""
    return "等" in rest.strip("()[],，。；;、.元")[:6]


def _is_all(parts: Sequence[Item]) -> bool:
    labels = [part.label for part in parts]
    if len(parts) > 1 and _REST.search(labels[-1]):
        return True
    joined = "".join(labels)
    return len(parts) == 2 and any(one in joined and other in joined for one, other in _PAIRS)


def _end_of_scope(text: str, start: int, in_bracket: bool) -> int:
    """Where a listing ends: with its bracket, else with its sentence."""
    if in_bracket:
        depth = 0
        for n in range(start, len(text)):
            depth += (text[n] in "([") - (text[n] in ")]")
            if depth <= 0 and text[n] in ")]":
                return n
    depth = 0
    for n in range(start, len(text)):
        depth += (text[n] in "([") - (text[n] in ")]")
        if depth < 0 or (depth == 0 and _END.match(text, n)):
            return n
    return len(text)


def _with_total_last(text: str, items: Sequence[Item]) -> Iterator[Listing]:
    begin = 0
    for n, total in enumerate(items):
        if total.is_rate or not _TOTAL.search(text[max(0, total.start - 16) : total.start]):
            continue
        start = max((match.end() for match in _END.finditer(text, 0, total.start)), default=0)
        parts = [
            item
            for item in items[begin:n]
            if item.start >= start and item.depth == total.depth and item.kind == total.kind
        ]
        between = [item for item in items[begin:n] if item.start >= start]
        begin = n + 1
        if len(parts) < 2 or any(part.is_rate for part in parts) or "其中" in text[start : total.start]:
            continue
        if not all(
            _is_entry(text[one.end : other.start]) for one, other in zip(parts, [*parts[1:], total], strict=True)
        ):
            continue
        others = [item for item in between if item not in parts and item.depth == total.depth]
        yield Listing(total, tuple(parts), bool(others) and not total.is_money, False, True)


def _is_entry(gap: str) -> bool:
    """Whether what stands between two figures only closes one entry of a list and opens the next."""
    bare = re.sub(r"\([^()]*\)", "", gap)
    return (
        bool(re.match(r"(?:/年)?(?:[,，、；;和及与]|共|合计|总计)|[一-龥]{2,8}?(?:[,，、和及与]|共|合计|总计)", bare))
        and len(bare) <= 30
        and not re.search(r"增|减|比|较|降|结余|剩余|完成|节约|每|均|应|已|补助标准", bare)
    )


def people(text: str) -> list[Item]:
    """The numbers of people that a text gives."""
    return [item for item in _items(text, folded(text)) if item.kind == "人"]
