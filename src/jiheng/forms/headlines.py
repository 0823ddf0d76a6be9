"""What stands above a form: title, attachment label, year line, unit line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from jiheng.forms.inline import lines_of
from jiheng.model.language import fold, year_of_line


class Head(Enum):
    """What a line of a head is."""

    TITLE = auto()
    WEAK_TITLE = auto()
    """Names a form without 表: a title only directly above one."""
    ATTACHMENT = auto()
    YEAR = auto()
    UNIT = auto()
    PAGE = auto()
    """A page number or the like."""
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class HeadLine:
    """A line of a head, as a span of its text; `unit` is the money unit of a unit line."""

    kind: Head
    start: int
    end: int
    unit: str | None = None


_ATTACHMENT = re.compile(r"附(?:件|表|录)?(?:[\d一二三四五六七八九十]+(?:[-—.][\d一二三四五六七八九十]+)*)?[:：]?")
_ATTACHED_TITLE = re.compile(r"(附(?:件|表|录)[\d一二三四五六七八九十]*(?:[-—.]\d+)*)[:：.、 ]?")
_UNIT_LINE = re.compile(
    r"[(\[]?(?:金额|资金|货币|计量|计价)?(?:单位|金额)[:]?[(\[]?(?:人民币)?(?P<unit>亿元|百万元|万元|千元|元)[)\]]?[)\]]?"
    r"(?:[,，、].{0,4})?"
)
_UNIT_INSIDE = re.compile(
    r"(?:金额|资金|货币|计量|计价)?(?:单位|金额)[:][(\[]?(?:人民币)?(?P<unit>亿元|万元|千元|元)(?![一-鿿])"
)
_PAGE = re.compile(r"[-—–]*\d{1,4}[-—–]*|第\d+页(?:[,，/]?共\d+页)?|\d+/\d+|[-—]+第\d+页[-—]+|page\d+(?:of\d+)?")
_SUBJECT = re.compile(r"绩效|自评|运行监控|跟踪监控")
_TITLE_END = re.compile(
    r"(?:表|表格|情况表|申报书|填报书|任务书)(?:[(\[](?:[^()\[\]]{1,18})[)\]]){0,2}(?:之?[一二三四五六七八九十]|续表|\d{1,2})?$"
)
_WEAK_END = re.compile(
    r"(?:绩效目标|绩效自评|绩效自评价|绩效运行监控|绩效目标申报|绩效目标与指标|绩效目标及指标)(?:[(\[][^()\[\]]{1,18}[)\]])?$"
)
_NOT_TITLE = re.compile(
    r"[。；;？！?!]|^(?:注|说明|备注|请|按照|根据|依据|关于|现将|为了?|填写|填报说明|详见|见|本表|以上|如|该|各|对|并|将|报送|填报《)|详见|(?:通知|说明|报告|办法|意见)$|"
    r"审核表|评审表|评分表|打分表|指标体系|评分标准|赋分表|调查表|问卷|目录|一览表|台账|明细账|审核结果|考核表|测评表|完成情况.{0,8}统计表"
)


def is_title(folded: str) -> bool:
    """True for the title line of a form (folded)."""
    return (
        6 <= len(folded) <= 64
        and folded[-1] in "表书)]续0123456789一二三四五六七八九十"
        and _SUBJECT.search(folded) is not None
        and _TITLE_END.search(folded) is not None
        and _NOT_TITLE.search(folded) is None
    )


def is_weak_title(folded: str) -> bool:
    """True for a line that names a form without 表."""
    return 6 <= len(folded) <= 48 and _WEAK_END.search(folded) is not None and _NOT_TITLE.search(folded) is None


_ORGANISATION = re.compile(
    r"^.{3,24}(?:局|委|委员会|办|办事处|办公室|处|中心|政府|院|站|队|所|厅|室|部|会|乡|镇|街道|学校)$"
)


def is_organisation(text: str) -> bool:
    """True for the name of an office on a line of its own."""
    return _ORGANISATION.search(fold(text)) is not None


def is_furniture(text: str) -> bool:
    """True for a page number."""
    return len(text) < 24 and _PAGE.fullmatch(fold(text)) is not None and not fold(text).isdigit()


def classify(text: str) -> list[HeadLine]:
    """The lines of a head's text, each with what it is; a title broken over two lines is one."""
    spans = list(lines_of(text))
    found: list[HeadLine] = []
    n = 0
    while n < len(spans):
        start, end = spans[n]
        line = _classify(text[start:end], start, end)
        if line.kind is Head.OTHER and n + 1 < len(spans):
            joined = fold(text[start : spans[n + 1][1]])
            tail = fold(text[slice(*spans[n + 1])])
            if is_title(joined) and not is_title(tail) and not is_weak_title(fold(text[start:end])):
                line = HeadLine(Head.TITLE, start, spans[n + 1][1])
                n += 1
        if (
            line.kind is Head.TITLE
            and found
            and found[-1].kind is Head.OTHER
            and is_organisation(text[found[-1].start : found[-1].end])
        ):
            line = HeadLine(Head.TITLE, found.pop().start, line.end)  # unit and title parted by a soft break
        found.append(line)
        n += 1
    return found


def _classify(text: str, start: int, end: int) -> HeadLine:
    folded = fold(text)
    if not folded:
        return HeadLine(Head.OTHER, start, end)
    if _PAGE.fullmatch(folded):
        return HeadLine(Head.PAGE, start, end)
    if len(folded) <= 14 and folded[0] == "附" and _ATTACHMENT.fullmatch(folded):
        return HeadLine(Head.ATTACHMENT, start, end)
    if year_of_line(text) is not None:
        return HeadLine(Head.YEAR, start, end)
    unit = _UNIT_LINE.fullmatch(folded)
    if unit:
        return HeadLine(Head.UNIT, start, end, unit["unit"])
    if is_title(folded):
        return HeadLine(Head.TITLE, start, end)
    if is_weak_title(folded):
        return HeadLine(Head.WEAK_TITLE, start, end)
    return HeadLine(Head.OTHER, start, end)


def attachment_of_title(text: str) -> int:
    """How many characters of a title line are its attachment label (附件1：), 0 when none."""
    match = _ATTACHED_TITLE.match(text)
    return match.end(1) if match else 0


def unit_inside(text: str) -> str | None:
    """The money unit that a line names beside other things: `填报单位：某局      金额单位：万元`."""
    if "元" not in text or len(text) > 200:
        return None
    match = _UNIT_INSIDE.search(fold(text))
    return match["unit"] if match else None
