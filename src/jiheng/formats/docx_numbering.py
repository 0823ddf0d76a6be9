"""The automatic numbers of a Word document, computed as Word prints them."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from jiheng.formats import docx_names as w

_LEVELS = 9
_DIGITS = "〇一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


class _Level:
    """One level of a list: how its number is written, and where it starts."""

    __slots__ = ("fmt", "legal", "restart", "start", "suffix", "text")

    def __init__(self, element: etree._Element) -> None:
        values = {child.tag: child.get(w.VAL) for child in element}
        prefix = "{" + w.NAMESPACE + "}"
        self.start = _int(values.get(prefix + "start"), 1)
        self.fmt = values.get(prefix + "numFmt") or ("none" if w.ALTERNATE in values else "decimal")
        self.text = values.get(prefix + "lvlText") or ""
        self.suffix = values.get(prefix + "suff") or "tab"
        self.restart = _int(values.get(prefix + "lvlRestart"), -1)
        legal = prefix + "isLgl"
        self.legal = legal in values and values[legal] not in w.OFF


class Numbering:
    """The lists of a document with their counters; ask for each numbered paragraph once, in reading order."""

    def __init__(self, root: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._styles: dict[str, dict[str, int]] = {}
        self._lists: dict[str, str] = {}
        self._overrides: dict[str, dict[int, tuple[int | None, _Level | None]]] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()
        prefix = "{" + w.NAMESPACE + "}"
        for element in root if root is not None else ():
            if element.tag == prefix + "abstractNum":
                self._add_definition(element, element.get(prefix + "abstractNumId") or "")
            elif element.tag == prefix + "num":
                self._add_list(element, element.get(w.NUM_ID) or "")

    def _add_definition(self, element: etree._Element, key: str) -> None:
        levels = self._levels.setdefault(key, {})
        for child in element.iterchildren("{" + w.NAMESPACE + "}lvl"):
            index = _int(child.get(w.LEVEL), 0)
            levels[index] = _Level(child)
            style = child.find(w.P_STYLE)
            if style is not None:
                self._styles.setdefault(key, {})[style.get(w.VAL) or ""] = index

    def _add_list(self, element: etree._Element, key: str) -> None:
        prefix = "{" + w.NAMESPACE + "}"
        overrides: dict[int, tuple[int | None, _Level | None]] = {}
        for child in element:
            if child.tag == prefix + "abstractNumId":
                self._lists[key] = child.get(w.VAL) or ""
            elif child.tag == prefix + "lvlOverride":
                start, level = child.find(prefix + "startOverride"), child.find(prefix + "lvl")
                overrides[_int(child.get(w.LEVEL), 0)] = (
                    None if start is None else _int(start.get(w.VAL), 1),
                    None if level is None else _Level(level),
                )
        self._overrides[key] = overrides

    def level_of_style(self, num_id: str, style: str) -> int:
        """The level that a paragraph style stands for in a list."""
        return self._styles.get(self._lists.get(num_id, ""), {}).get(style, 0)

    def number(self, num_id: str, index: int) -> str:
        """The printed number of the next paragraph of a list, with the blank behind it; blank for bullets."""
        definition = self._lists.get(num_id)
        index = min(max(index, 0), _LEVELS - 1)
        if definition is None:
            return ""
        levels = dict(self._levels.get(definition, {}))
        for at, (_, replaced) in self._overrides.get(num_id, {}).items():
            if replaced is not None:
                levels[at] = replaced
        level = levels.get(index)
        if level is None:
            return ""
        counters = self._count(num_id, definition, index, levels)
        if level.fmt in ("bullet", "none") and "%" not in level.text:
            return "" if level.fmt == "bullet" else _with_suffix(level.text, level.suffix)
        text = level.text
        for at in range(_LEVELS):
            mark = f"%{at + 1}"
            if mark in text:
                fmt = "decimal" if level.legal else (levels[at].fmt if at in levels else "decimal")
                text = text.replace(mark, format_number(counters[at] or 0, fmt))
        return _with_suffix(text, level.suffix)

    def _count(self, num_id: str, definition: str, index: int, levels: dict[int, _Level]) -> list[int | None]:
        counters = self._counters.setdefault(definition, [None] * _LEVELS)
        for at in range(index):
            if counters[at] is None:
                counters[at] = levels[at].start if at in levels else 1
        start = self._overrides.get(num_id, {}).get(index, (None, None))[0]
        current = counters[index]
        if start is not None and (num_id, index) not in self._started:
            counters[index] = start
        elif current is None:
            counters[index] = levels[index].start
        else:
            counters[index] = current + 1
        self._started.add((num_id, index))
        for deeper in range(index + 1, _LEVELS):
            restart = levels[deeper].restart if deeper in levels else -1
            if restart < 0 or index < restart:
                counters[deeper] = None
        return counters


def _with_suffix(text: str, suffix: str) -> str:
    """A number and the text behind it stay apart where they would run together."""
    return text + " " if text and suffix != "nothing" and text[-1].isalnum() else text


def format_number(value: int, fmt: str) -> str:
    """A number in one of the number formats of a list; unknown formats count in digits."""
    writer = _FORMATS.get(fmt)
    return str(value) if writer is None else writer(value)


def chinese_number(value: int) -> str:
    """一, 十, 十一, 一百零五: a number as it is counted in Chinese."""
    if not 0 < value < 10_000:
        return "".join(_DIGITS[int(digit)] for digit in str(abs(value)))
    out, pending_zero = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // power % 10
        if digit:
            out += ("零" if pending_zero and out else "") + _DIGITS[digit] + unit
            pending_zero = False
        else:
            pending_zero = bool(out)
    return out[1:] if out.startswith("一十") else out


def _legal(value: int) -> str:
    text = chinese_number(value)
    text = "一" + text if text.startswith("十") else text
    return text.translate(str.maketrans(_DIGITS + "零十百千", _LEGAL_DIGITS + "零拾佰仟"))


def _roman(value: int) -> str:
    if not 0 < value < 4000:
        return str(value)
    out = ""
    for amount, letters in _ROMAN:
        count, value = divmod(value, amount)
        out += letters * count
    return out


def _letters(value: int) -> str:
    if value < 1:
        return str(value)
    repeat, index = divmod(value - 1, 26)
    return chr(65 + index) * min(repeat + 1, 32)


def _cycle(marks: str) -> Callable[[int], str]:
    return lambda value: marks[(value - 1) % len(marks)] if value > 0 else str(value)


def _from_code_point(first: int, count: int) -> Callable[[int], str]:
    return lambda value: chr(first + value - 1) if 0 < value <= count else str(value)


def _circled(value: int) -> str:
    for low, high, first in ((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1)):
        if low <= value <= high:
            return chr(first + value - low)
    return str(value)


def _full_width(value: int) -> str:
    return str(value).translate({48 + digit: 0xFF10 + digit for digit in range(10)})


def _digital(value: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(abs(value)))


def _ordinal(value: int) -> str:
    if 10 <= value % 100 <= 20:
        return f"{value}th"
    return f"{value}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th') }"


_FORMATS: dict[str, Callable[[int], str]] = {
    "none": lambda _: "",
    "bullet": lambda _: "",
    "decimalZero": lambda value: f"{value:02d}",
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda value: _letters(value).lower(),
    "ordinal": _ordinal,
    "numberInDash": lambda value: f"- {value} -",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _from_code_point(0x2488, 20),
    "decimalEnclosedParen": _from_code_point(0x2474, 20),
    "ideographEnclosedCircle": _from_code_point(0x3280, 10),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "taiwaneseDigital": _digital,
    "chineseCounting": chinese_number,
    "chineseCountingThousand": chinese_number,
    "japaneseCounting": chinese_number,
    "taiwaneseCounting": chinese_number,
    "taiwaneseCountingThousand": chinese_number,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal,
    "japaneseLegal": _legal,
}


def _int(text: str | None, default: int) -> int:
    try:
        return int(text) if text is not None else default
    except ValueError:
        return default
