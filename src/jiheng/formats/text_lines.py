"""The lines of a text file, and what can be said of one line without looking at the others."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from jiheng.formats.document import Hidden
from jiheng.model.location import Location

_LINE_END = re.compile(r"\r\n|\n|\r")
_SOFT = re.compile(r"[\x0b\x85\u2028\u2029]|(?<=[^\n])\f")
_MARK = re.compile(r"\[bookmark:\s*([^\]\n]{0,200})\]")

_TITLE = re.compile(
    r"[^，。；:：]{0,60}(?:(?:目标|申报|汇总|明细|预算|决算|收支|支出|自评|评价|监控|审核|评分|情况|统计|登记|一览|信息)表|报告|清单)"
    r"(?:\s*[（(][^（）()]{0,20}[）)])?|[^，。；:：]{9,60}表(?:\s*[（(][^（）()]{0,20}[）)])?"
    r"|[（(]?\s*(?:19|20)\d\d\s*年度?\s*[）)]?"
)
_HEADING = re.compile(
    r"第[一二三四五六七八九十百\d]+(?:部分|章|节|篇)|(?:附\s*(?:件|表|录)|表)\s*[\d一二三四五六七八九十]+(?:[-－—.]\d+)*\s*[:：]?(?:\s|$)"
    r"|附\s*(?:件|表)\s*[:：]?$|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|#+ "
)
_CHAPTER = re.compile(r"第[一二三四五六七八九十百\d]+(?:部分|章|节|篇)")
_ATTACHMENT = re.compile(r"附\s*(?:件|表)\s*[\d一二三四五六七八九十]+(?:\s*[-－—.]\s*\d+)*\s*[:：]?")
_NUMBERED_TITLE = re.compile(r"\d{1,2}\s*[.、．]\s*[^，。；:：]{2,60}表")
_SEAL = re.compile(
    r"[（(]?\s*(?:单位)?\s*(?:盖\s*章|公\s*章|签\s*章|签\s*字|签\s*名)\s*[:：]?\s*[）)]?"
    r"|(?:(?:19|20)\d\d|[\s_＿X×]*)\s*年\s*[\d\s_＿X×]*月\s*[\d\s_＿X×]*日"
)
_SIGNATURE = re.compile(
    r"(?:单位|部门|项目|科室|分管)?(?:负责人|领导|填表人|填报人|制表人|经办人|审核人|审批人|联系人|签字|盖章|填报日期|填表日期|填报时间|联系电话|日期)"
    r"\s*[（(]?(?:签\s*字|签\s*章|盖\s*章|签\s*名)?[）)]?\s*[:：]"
)
_FURNITURE = re.compile(
    r"[-－—–~]+\s*\d{1,4}\s*[-－—–~]+|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|(?:共\s*\d{1,4}\s*页\s*)?第\s*\d{1,4}\s*页"
    r"|\d{1,4}\s*/\s*\d{1,4}|[Pp]age\s*\d{1,4}(?:\s*of\s*\d{1,4})?"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file, marks taken out. `page` tells that a form feed stood before it."""

    number: int
    text: str
    page: bool = False
    heading: bool = False
    """A bookmark of a table of contents stood here, so the text is a heading."""

    @property
    def blank(self) -> bool:
        """Nothing but white space, and no tab (a lone tab is a blank cell)."""
        return not self.text.strip() and "\t" not in self.text


def split_lines(text: str) -> tuple[list[Line], list[Hidden]]:
    """Physical lines, counted from 1 at `\\n`, `\\r\\n` and `\\r`, and the marks taken out of them.

    Breaks within a line (vertical tab, U+2028, a form feed in the middle) become `\\v`.
    """
    lines: list[Line] = []
    hidden: list[Hidden] = []
    for number, raw in enumerate(_LINE_END.split(text), 1):
        page = raw.startswith("\f")
        raw = raw.lstrip("\f")
        heading = False
        if "[bookmark:" in raw:
            for mark in _MARK.finditer(raw):
                hidden.append(Hidden(mark.group(), "mark", Location(line=number)))
                heading = heading or mark.group(1).strip().startswith("_Toc")
            raw = _MARK.sub("", raw)
        lines.append(Line(number, _SOFT.sub("\v", raw), page, heading))
    return lines, hidden


def is_furniture(text: str) -> bool:
    """A page number on a line of its own."""
    return bool(_FURNITURE.fullmatch(text.strip()))


def is_seal(text: str) -> bool:
    """A place for a seal, or a date to be filled in."""
    return bool(_SEAL.fullmatch(text.strip()))


def is_signature(text: str) -> bool:
    """A line that people sign: a seal, a date, or 填表人：, 负责人： and their like."""
    stripped = text.strip()
    return is_seal(stripped) or bool(_SIGNATURE.match(stripped))


def is_attachment(text: str) -> bool:
    """附件1, 附表3-1 and nothing else."""
    return bool(_ATTACHMENT.fullmatch(text.strip()))


def is_chapter(text: str) -> bool:
    """第一部分 and its like."""
    return bool(_CHAPTER.match(text.strip()))


def is_title(text: str) -> bool:
    """The title of a table, or the line with its year."""
    stripped = text.strip()
    return bool(_TITLE.fullmatch(stripped) or _NUMBERED_TITLE.fullmatch(stripped))


def is_heading(text: str) -> bool:
    """A line that can only stand outside a table: a chapter, an attachment label, the title of a table."""
    stripped = text.strip()
    if not stripped or "\t" in stripped:
        return False
    return bool(_HEADING.match(stripped)) or is_title(stripped)


def wide(character: str) -> int:
    """How many columns of a terminal a character takes."""
    if character < "\u0300":
        return 1
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
