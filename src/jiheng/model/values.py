"""What an indicator's value means to a reviewer.

The declaration reads a value narrowly (`[operator] number [unit]`); a reviewer also understands bounds in words
(`不低于95%`), money, dates, durations, ranges and words of degree. Everything here is pure and keeps to what is printed.
Which way an indicator is better is in `polarity`, what a unit measures in `measures`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

import msgspec

from jiheng.model.language import MONEY_UNITS, OPERATORS, fold_value, parse_value, plain
from jiheng.model.measures import measure_of
from jiheng.model.moments import is_date, is_period
from jiheng.model.polarity import Polarity, polarity_of

__all__ = ["Meaning", "Polarity", "ValueKind", "polarity_of", "understand"]


class ValueKind(StrEnum):
    """What sort of value is printed."""

    ABSOLUTE = "absolute"
    """数量：数字加单位"""
    MONEY = "money"
    """金额，或单位成本（元/人）"""
    PERCENT = "percent"
    """百分比"""
    DATE = "date"
    """日期"""
    DURATION = "duration"
    """时长：天、工作日、小时、个月"""
    PERIOD = "period"
    """期间：全年、长期"""
    FREQUENCY = "frequency"
    """频次：次、次/年"""
    BOOLEAN = "boolean"
    """是、否"""
    QUALITATIVE = "qualitative"
    """程度的词：有效提高、显著提升"""
    MIXED = "mixed"
    """夹在文字里的数字"""
    NONE = "none"
    """空白或“无”"""


class Meaning(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A value understood.

    `operator`, `number` and `unit` as in the declaration, and also out of words. `yuan` is the amount of a money value in
    yuan, `per` what it is counted by (`人` in 万元/人; None for a whole amount). `low` and `high` are the ends of a range.
    A mixed value has a number, a unit and an amount only where its text holds a single number.
    """

    kind: ValueKind
    text: str = ""
    operator: str | None = None
    number: Decimal | None = None
    unit: str | None = None
    yuan: Decimal | None = None
    per: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def is_number(self) -> bool:
        """Whether the whole value is one number, with or without operator and unit."""
        return self.kind in _NUMBERS


_NUMBERS = frozenset((ValueKind.ABSOLUTE, ValueKind.MONEY, ValueKind.PERCENT, ValueKind.DURATION, ValueKind.FREQUENCY))

_GLYPH = re.compile("|".join(sorted(map(re.escape, OPERATORS), key=len, reverse=True)))
_WORDS_BEFORE = (
    (
        re.compile(
            r"(?:大于或?等于|不少于|不低于|不小于|不得?(?:少|低|小)于|至少|最少|最低|达到或超过|达到|达成|达|保持在?(?=\d))"
        ),
        ">=",
    ),
    (
        re.compile(
            r"(?:小于或?等于|不超过?|不超出|不高于|不大于|不多于|不得(?:超过|高于|大于|多于)|不突破|最多|至多|最高|最长|控制在?|限于|"
            r"不晚于|不迟于|低于或?等于|≦)"
        ),
        "<=",
    ),
    (re.compile(r"(?:超过|大于|高于|多于|超)"), ">"),
    (re.compile(r"(?:低于|小于|少于)"), "<"),
    (re.compile(r"等于"), "="),
)
_WORDS_BEHIND = (
    (re.compile(r"(?:\((?:及|含)\))?(?:及|或)?以上(?:\(含\))?$|(?:\(含\))?以上\(含[^()]*\)$"), ">="),
    (re.compile(r"(?:\((?:及|含)\))?(?:及|或)?(?:以下|以内|之内)(?:\(含\))?$|(?<=[^国市县区省])内$"), "<="),
)
_ABOUT = re.compile(r"^(?:大?约为?|近|不足(?=\d))|(?:左右)$")
_LEAD = re.compile(r"^(?:比例|总量|总数|共计|合计|共|计|为|在)(?=\d)")

_MONEY = "亿元|百万元|十万元|万元|千元|百元|元|圆|万|亿"
_MONEY_UNIT = re.compile(rf"({_MONEY})(?:整|人民币)?(?:/(.+)|每(.+)|\((?:每|/)(.+)\))?")
_YUAN = MONEY_UNITS | {"百元": Decimal(100), "十万元": Decimal(100_000)}
_PERCENT = frozenset(("%", "‰", "‱", "百分比", "个百分点", "百分点", "个点"))
_TIME = r"(?:个)?(?:工作日|自然日|日历天|交易日|工作天|天|日|小时|钟头|时|分钟|分(?=钟)|秒钟?|个月|月|周|星期|学期|季度?|学年|年度?)"
_DURATION = re.compile(rf"{_TIME}(?:/.{{1,6}})?")
_TIMES = r"(?:人次|次|场次|场|期|轮次?|批次|批|回|届|班次|班|趟|车次|架次|遍|节|课时|期次)"
_FREQUENCY = re.compile(rf"{_TIMES}(?:/.{{1,6}}|每.{{1,6}})?")
_PER_TIME = re.compile(
    rf"(?:每个?|平均每|一|1)(?:半?年|季度?|月|周|星期|日|天|学期|半年|旬)(?:开展|组织)?(不少于|不低于|至少|≥|>=)?(\d+|[一二两三四五六七八九十]+)({_TIMES})"
)

_YES_NO = re.compile(r"是|否|有|已|不?合格|不?达标|不?通过|未通过|完成|未完成|不?符合|健全|建立")
_NOTHING = re.compile(r"|无|/|暂无|不适用|无此项|没有|-+|—+|不涉及|无此类指标|未设置")

_NUMBER = re.compile(r"(?<![\d.])\d+(?:,\d{3})*(?:\.\d+)?(?!\d)")
_RANGE = re.compile(r"(\d+(?:\.\d+)?)([^\d\-—–~～至到]{0,4}?)(?:-|—|–|~|～|至|到)(\d+(?:\.\d+)?)([^\d]*)")
_BETWEEN = re.compile(
    r"(?:>=|>|=)?(\d+(?:\.\d+)?)([^\d<>=]{0,4})(?:<=|<|且|,|、)+(?:[^\d<>=]{0,8}(?:<=|<)|<=|<)?(\d+(?:\.\d+)?)([^\d]*)"
)
_CHINESE = r"零一二两三四五六七八九十百千"
_CHINESE_COUNT = re.compile(
    rf"(半|[{_CHINESE}]+)(个?半?(?:{_TIME}|{_TIMES}|[名位人家户项件处座所条套台辆份篇部本只个支]))"
)
_CHINESE_INSIDE = re.compile(
    rf"(?<![{_CHINESE}第十])([{_CHINESE}]+)((?:个)?(?:工作日|自然日|天|小时|个月|周|年(?!度|级)|次))"
)
_CHINESE_PERCENT = re.compile(rf"百分之([{_CHINESE}]+|\d+(?:\.\d+)?)")
_CHINESE_DIGITS = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_CHINESE_PLACES = {"十": 10, "百": 100, "千": 1000}

_REMARK = re.compile(r"(?<=[^/(])\((?![每/])[^()\d/]{1,14}\)$")
_TAIL_OF_DEED = re.compile(r"(?<=[%次个人场期户项件])(?:完成|到位|落实|覆盖|达标|合格|兑现|执行|发放|拨付|整改)$")
_UNIT_INSIDE = re.compile(
    rf"%|‰|个百分点|百分点|[百千万亿]*元(?:/[^,，。;；、\d]{{1,4}})?|[万亿]?(?:{_TIMES}(?:/[年月日天周季]度?)?|{_TIME}|平方米|立方米|平方公里|公里|"
    r"千米|米|亩|公顷|吨|[㎡℃]|m²|m³|km|[名位人家户项件处座所条套台辆份篇部本只个支])"
)
_LONGEST_UNIT = 6
"""Characters behind a number that may still be a unit of a kind that no table knows (`个党支部`, `标准箱`)."""


def understand(
    text: str | None,
    operator: str | None = None,
    number: Decimal | None = None,
    unit: str | None = None,
    money_unit: str | None = None,
) -> Meaning:
    """What a value means.

    :param text: the printed value; `operator`, `number`, `unit` as the declaration has them (from columns of their own,
        too).
    :param money_unit: of a row that asks for an amount, the unit that its form prints amounts in: what a bare number, or a
        bare 万, is printed in there; `""` where the form does not say.
    """
    return _understand(text or "", operator, number, unit, money_unit)


@lru_cache(maxsize=32768)
def _understand(
    text: str, operator: str | None, number: Decimal | None, unit: str | None, money_unit: str | None
) -> Meaning:
    folded = fold_value(text).rstrip("。；;.，,")
    if number is not None:
        return _of_number(folded, operator, number, unit, money_unit)
    if _NOTHING.fullmatch(folded):
        return Meaning(kind=ValueKind.NONE, text=folded, operator=operator)
    bare, printed = _without_operators(folded)
    operator = operator or printed
    return _of_text(folded, bare, operator, unit, money_unit)


def _of_text(text: str, bare: str, operator: str | None, unit: str | None, money_unit: str | None) -> Meaning:
    if is_date(bare):
        return Meaning(kind=ValueKind.DATE, text=text, operator=operator)
    if is_period(bare):
        return Meaning(kind=ValueKind.PERIOD, text=text, operator=operator)
    if _YES_NO.fullmatch(bare):
        return Meaning(kind=ValueKind.BOOLEAN, text=text, operator=operator)
    if _NOTHING.fullmatch(bare):
        return Meaning(kind=ValueKind.NONE, text=text, operator=operator)
    whole = _whole_number(bare)
    if whole is not None:
        return _of_number(text, operator, whole[0], whole[1] or unit, money_unit)
    often = _times(bare)
    if often is not None:
        return _of_number(text, operator or often[2], often[0], often[1], None)
    span = _range(bare, unit)
    if span is not None:
        inner = _of_number(text, operator, span[1], span[2], money_unit)
        return msgspec.structs.replace(inner, low=span[0], high=span[1])
    return _of_sentence(text, bare, operator)


def _without_operators(folded: str) -> tuple[str, str | None]:
    """A value without its operator, printed or in words, and that operator."""
    bare = _ABOUT.sub("", folded)
    operator = None
    match = _GLYPH.match(bare)
    if match is not None:
        operator = OPERATORS[match[0]]
        bare = _GLYPH.sub("", bare[match.end() :], count=1) if _GLYPH.match(bare, match.end()) else bare[match.end() :]
    bare, spoken = _without_words(bare)
    if operator in (None, "=") and spoken is not None:
        operator = spoken
    return bare, operator


def _without_words(bare: str) -> tuple[str, str | None]:
    operator = None
    for pattern, meant in _WORDS_BEFORE:
        match = pattern.match(bare)
        if match is not None and match.end() < len(bare) and _begins_number(bare, match.end()):
            bare, operator = bare[match.end() :], meant
            break
    inner = _GLYPH.match(bare)
    if inner is not None and operator is not None:
        bare = bare[inner.end() :]
    for pattern, meant in _WORDS_BEHIND:
        match = pattern.search(bare)
        if match is not None and match.start() > 0 and _NUMBER_OR_CHINESE.match(bare) and not is_date(bare):
            bare = bare[: match.start()]
            operator = meant if operator in (None, "<=", meant) else operator
            break
    return _LEAD.sub("", bare), operator


_NUMBER_OR_CHINESE = re.compile(rf"[\d¥￥$.]|百分之|[{_CHINESE}半]")


def _begins_number(bare: str, at: int) -> bool:
    rest = bare[at:]
    return bool(_NUMBER_OR_CHINESE.match(rest) or _GLYPH.match(rest) or is_date(rest) or _LEAD.match(rest))


def _whole_number(bare: str) -> tuple[Decimal, str | None] | None:
    """The number and unit that a text is, without anything else."""
    bare = _TAIL_OF_DEED.sub("", bare)
    for text in (bare, _REMARK.sub("", bare)):
        found = parse_value(text.removeprefix("人民币").lstrip("¥￥"))
        if found.number is not None:
            return (Decimal(found.number), found.unit) if _is_unit(found.unit) else None
    match = _NUMBER.match(bare)
    if match is not None and _MONEY_UNIT.fullmatch(bare, match.end()):  # 元/(人·月): a unit in brackets of its own
        return Decimal(match[0].replace(",", "")), bare[match.end() :]
    percent = _CHINESE_PERCENT.fullmatch(bare)
    if percent is not None:
        spoken = percent[1]
        return (Decimal(spoken) if spoken[0].isdigit() else Decimal(_chinese(spoken))), "%"
    counted = _CHINESE_COUNT.fullmatch(bare)
    if counted is not None:
        return _spoken(counted[1], counted[2])
    return None


def _times(bare: str) -> tuple[Decimal, str, str | None] | None:
    """How often, with its bound: 每季度1次, 每年不少于两次."""
    often = _PER_TIME.fullmatch(bare)
    if often is None:
        return None
    count = Decimal(often[2]) if often[2].isdigit() else Decimal(_chinese(often[2]))
    return count, often[3], ">=" if often[1] else None


def _spoken(count: str, unit: str) -> tuple[Decimal, str]:
    """两天 is 2 天, 半年 0.5 年, 一个半月 1.5 个月."""
    number = Decimal("0.5") if count == "半" else Decimal(_chinese(count))
    if "半" in unit:
        number, unit = number + Decimal("0.5"), unit.replace("半", "")
        if unit == "月":
            unit = "个月"
    return number, unit


def _is_unit(unit: str | None) -> bool:
    """Whether what stands behind a number is a unit, not a sentence."""
    return not unit or len(unit) <= _LONGEST_UNIT or measure_of(unit) is not None or "/" in unit


def _range(bare: str, unit: str | None) -> tuple[Decimal, Decimal, str | None] | None:
    ends = _RANGE.fullmatch(bare)
    if ends is None:
        canonical = _GLYPH.sub(lambda match: OPERATORS[match[0]], bare)
        ends = _BETWEEN.fullmatch(canonical)
    if ends is None or not _is_unit(ends[4]):
        return None
    low, high = Decimal(ends[1]), Decimal(ends[3])
    return (low, high, ends[4] or ends[2] or unit) if low <= high else None


def _of_sentence(text: str, bare: str, operator: str | None) -> Meaning:
    """A value with other words than a number's: mixed where a number stands inside, else words of degree."""
    numbers = list(_NUMBER.finditer(bare))
    if not numbers:
        spoken = list(_CHINESE_INSIDE.finditer(bare))
        if len(spoken) != 1:
            kind = ValueKind.MIXED if spoken else ValueKind.QUALITATIVE
            return Meaning(kind=kind, text=text, operator=operator)
        number, unit = _spoken(spoken[0][1], spoken[0][2])
        return Meaning(kind=ValueKind.MIXED, text=text, operator=operator, number=number, unit=unit)
    if len(numbers) > 1:
        return Meaning(kind=ValueKind.MIXED, text=text, operator=operator)
    only = numbers[0]
    behind = _UNIT_INSIDE.match(bare, only.end())
    printed = behind[0] if behind else None
    operator = (
        operator
        or _operator_before(bare[: only.start()])
        or _operator_behind(bare[behind.end() if behind else only.end() :])
    )
    inner = _of_number(text, operator, Decimal(only[0].replace(",", "")), printed, None)
    return msgspec.structs.replace(inner, kind=ValueKind.MIXED)


def _operator_before(words: str) -> str | None:
    glyphs = list(_GLYPH.finditer(words))
    if glyphs and glyphs[-1].end() == len(words):
        return OPERATORS[glyphs[-1][0]]
    return next(
        (meant for pattern, meant in _WORDS_BEFORE[:-1] if any(m.end() == len(words) for m in pattern.finditer(words))),
        None,
    )


def _operator_behind(words: str) -> str | None:
    head = re.match(r"(?:\(含\))?(?:及|或)?(以上|以下|以内|之内)", words)
    return None if head is None else ">=" if head[1] == "以上" else "<="


def _of_number(text: str, operator: str | None, number: Decimal, unit: str | None, money_unit: str | None) -> Meaning:
    bare = fold_value(unit or "")
    money = _MONEY_UNIT.fullmatch(bare)
    if money is not None and (money_unit is not None or money[1] not in ("万", "亿") or money[2] or money[3]):
        yuan = plain(number * _YUAN[money[1]])
        per = money[2] or money[3] or money[4]
        return Meaning(
            kind=ValueKind.MONEY, text=text, operator=operator, number=number, unit=unit, yuan=yuan, per=per
        )  # fmt: skip
    if not bare and money_unit:
        yuan = plain(number * MONEY_UNITS.get(money_unit, Decimal(1)))
        return Meaning(kind=ValueKind.MONEY, text=text, operator=operator, number=number, yuan=yuan)
    if bare in _PERCENT or bare.startswith("%"):
        kind = ValueKind.PERCENT
    elif _FREQUENCY.fullmatch(bare):
        kind = ValueKind.FREQUENCY
    elif bare == "年" and number == number.to_integral() and 1990 <= number < 2100:
        kind = ValueKind.DATE
    elif _DURATION.fullmatch(bare):
        kind = ValueKind.DURATION
    elif not _is_unit(bare):
        kind, unit = ValueKind.MIXED, None
    else:
        kind = ValueKind.ABSOLUTE
    return Meaning(kind=kind, text=text, operator=operator, number=number, unit=unit)


def _chinese(text: str) -> int:
    """A small Chinese number: 两 is 2, 十五 is 15, 三十 is 30, 一百二十 is 120."""
    total, digit = 0, None
    for char in text:
        if char in _CHINESE_PLACES:
            total += (1 if digit is None else digit) * _CHINESE_PLACES[char]
            digit = None
        else:
            digit = _CHINESE_DIGITS[char]
    return total + (digit or 0)
