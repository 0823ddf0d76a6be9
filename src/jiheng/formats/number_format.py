"""Spreadsheet number formats: a stored value as the sheet shows it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache

from jiheng.formats.number_format_dates import DATE_TOKEN, DateFormat
from jiheng.formats.number_format_digits import chinese_digits

# A sheet keeps 15 significant digits; what a file holds beyond them is noise of binary fractions.
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)
_LARGEST = 307
_LONGEST = 255
"""Characters of a format; a sheet takes no longer one."""
_EXACT = Context(prec=330, rounding=ROUND_HALF_UP)

BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"¥"#,##0;"¥"\\-#,##0',
    6: '"¥"#,##0;[Red]"¥"\\-#,##0',
    7: '"¥"#,##0.00;"¥"\\-#,##0.00',
    8: '"¥"#,##0.00;[Red]"¥"\\-#,##0.00',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    41: '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ "¥"* #,##0_ ;_ "¥"* \\-#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
"""The formats that a file names by number only, as a Chinese system shows them."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?'
    r"|[\\!](?P<escaped>.)"
    r"|_(?P<pad>.)"
    r"|\*(?P<fill>.)"
    r"|\[(?P<bracket>[^\]]*)\]"
    r"|(?P<general>General|G/通用格式)"
    r"|(?P<exponent>E[+-])"
    rf"|(?P<date>{DATE_TOKEN})"
    r"|(?P<digit>[0#?])"
    r"|(?P<mark>[.,%@/])"
    r"|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_ELAPSED = re.compile(r"(h+|m+|s+)", re.IGNORECASE)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+(?:E[+-]?\d+)?)", re.IGNORECASE)
_CURRENCY = re.compile(r"\$([^-]*)(?:-([0-9A-F]*))?", re.IGNORECASE)
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a section.

    Its kind is `literal`, `digit`, `point`, `comma`, `percent`, `slash`, `exponent`, `date`, `general` or `at`.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """One of the parts of a format between semicolons."""

    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None
    chinese: int
    locale: str

    def has(self, kind: str) -> bool:
        """Whether a token of that kind stands in it."""
        return any(token.kind == kind for token in self.tokens)


class NumberFormat:
    """A compiled format: `number` and `text` give what the sheet shows for a value."""

    __slots__ = ("_text", "_writers", "code", "is_date", "is_general")

    def __init__(self, code: str, *, date_1904: bool = False) -> None:
        self.code = code
        sections = [_section(part) for part in split_sections(code)] or [_section("General")]
        text = sections[-1] if sections[-1].has("at") or len(sections) > 3 else None
        numeric = sections[:3] if text is None or len(sections) > 3 else sections[:-1]
        self._text = text
        self._writers = [(section, _writer(section, date_1904)) for section in numeric]
        self.is_date = any(section.has("date") for section in numeric)
        self.is_general = (
            len(numeric) == 1 and [t.kind for t in numeric[0].tokens] == ["general"] and (not numeric[0].chinese)
        )

    def number(self, value: str) -> str:
        """A stored number as shown; what is no number is shown as it is."""
        if self.is_general or not self._writers:
            return general(value)
        try:
            amount = _FIFTEEN.create_decimal(value)
        except InvalidOperation:
            return value
        if not amount.is_finite() or amount.adjusted() > _LARGEST:
            return value
        section, writer, strip_sign = self._choose(amount)
        if section is None or writer is None:
            return "#" * 8
        try:
            return writer(abs(amount) if strip_sign else amount).strip(" ")
        except ArithmeticError:
            return general(value)

    @property
    def is_text(self) -> bool:
        """Whether it says nothing of numbers, as `@`."""
        return not self._writers

    def text(self, value: str) -> str:
        """A stored text as shown."""
        if self._text is None:
            return value
        return "".join(value if token.kind == "at" else _literal(token) for token in self._text.tokens)

    def _choose(self, amount: Decimal) -> tuple[Section | None, Callable[[Decimal], str] | None, bool]:
        """The section for an amount, and whether it shows the amount without its sign."""
        writers = self._writers
        if any(section.condition for section, _ in writers):
            for index, (section, writer) in enumerate(writers):
                if section.condition is None:
                    default = index < len(writers) - 1 and len(writers) > 2 and index == 1
                    if default and amount >= 0:
                        continue
                    return section, writer, default
                operator, bound = section.condition
                if _COMPARE[operator](amount, bound):
                    negative_only = bound <= 0 and operator in ("<", "<=")
                    return section, writer, negative_only
            return None, None, False
        if amount < 0 and len(writers) > 1:
            return *writers[1], True
        if amount == 0 and len(writers) > 2:
            return *writers[2], False
        return *writers[0], False


@lru_cache(maxsize=4096)
def compile_format(code: str, *, date_1904: bool = False) -> NumberFormat:
    """The compiled format; a format that makes no sense, or is longer than any sheet takes, shows numbers as they are."""
    if len(code) > _LONGEST:
        return NumberFormat("General")
    try:
        return NumberFormat(code, date_1904=date_1904)
    except (ValueError, ArithmeticError):
        return NumberFormat("General")


def general(value: str) -> str:
    """A number without a format: at most eleven characters, as a wide enough cell shows it."""
    if len(value) <= 11 and value.isdigit() and (value[0] != "0" or len(value) == 1):
        return value
    try:
        amount = _FIFTEEN.create_decimal(value)
    except InvalidOperation:
        return value
    if not amount.is_finite() or amount.adjusted() > _LARGEST:
        return value
    if amount == 0:
        return "0"
    magnitude = amount.adjusted()
    if -5 < magnitude < 11:
        places = max(min(9 - max(magnitude, 0), 9), 0)
        rounded = amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=_EXACT)
        if rounded and rounded.adjusted() < 11:
            return _trim(format(rounded, "f"))
    mantissa = Context(prec=6, rounding=ROUND_HALF_UP).plus(amount)
    exponent = mantissa.adjusted()
    sign = "-" if exponent < 0 else "+"
    return f"{_trim(format(mantissa.scaleb(-exponent), 'f'))}E{sign}{abs(exponent):02d}"


def _trim(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def split_sections(code: str) -> list[str]:
    """The sections of a format; a semicolon in quotes or behind a backslash is text."""
    parts, current = [], ""
    for found in _TOKEN.finditer(code):
        if found.lastgroup == "plain" and found.group() == ";":
            parts.append(current)
            current = ""
        else:
            current += found.group()
    parts.append(current)
    return parts[:4]


def _section(code: str) -> Section:
    tokens: list[Token] = []
    condition = None
    chinese = 0
    locale = ""
    for found in _TOKEN.finditer(code):
        kind, text = found.lastgroup or "plain", found.group(found.lastgroup or 0)
        if kind == "bracket":
            if currency := _CURRENCY.match(text):
                locale = (currency.group(2) or "").upper()[-4:]
                if currency.group(1):
                    tokens.append(Token("literal", currency.group(1)))
                if locale in ("F800", "F400"):
                    return _section('yyyy"年"m"月"d"日"' if locale == "F800" else "h:mm:ss")
            elif text.upper().startswith("DBNUM"):
                chinese = int(text[5:]) if text[5:].isdigit() else 0
            elif match := _CONDITION.fullmatch(text.strip()):
                condition = (match.group(1), Decimal(match.group(2)))
            elif _ELAPSED.fullmatch(text):
                tokens.append(Token("date", f"[{text.lower()}]"))
        elif kind not in ("pad", "fill"):
            tokens.append(_token(kind, text))
    return Section(tuple(_settle(tokens)), condition, chinese, locale)


_MARKS = {".": "point", ",": "comma", "%": "percent", "@": "at", "/": "slash"}


def _token(kind: str, text: str) -> Token:
    if kind == "mark":
        return Token(_MARKS[text], text)
    if kind in ("quoted", "escaped", "plain"):
        return Token("literal", text)
    return Token(kind, text.upper() if kind == "exponent" else text)


def _settle(tokens: list[Token]) -> list[Token]:
    """In a date, marks and digits are text, but for the parts of a second; elsewhere a lone `/` or `,` is text."""
    kinds = {token.kind for token in tokens}
    if "date" in kinds:
        return [t if t.kind in ("date", "literal", "digit", "point") else Token("literal", t.text) for t in tokens]
    if "digit" not in kinds:
        plain = ("slash", "comma", "point", "exponent")
        return [Token("literal", token.text) if token.kind in plain else token for token in tokens]
    return tokens


def _literal(token: Token) -> str:
    return token.text if token.kind in ("literal", "percent", "comma", "slash", "point") else ""


def _writer(section: Section, date_1904: bool) -> Callable[[Decimal], str]:
    from jiheng.formats.number_format_digits import DigitFormat, FractionFormat

    if section.has("date"):
        pieces = [(token.kind, token.text) for token in section.tokens]
        return DateFormat(pieces, chinese=section.chinese, locale=section.locale, date_1904=date_1904)
    pieces = [(token.kind, token.text) for token in section.tokens]
    if section.has("slash") and section.has("digit"):
        return FractionFormat(pieces)
    if section.has("digit"):
        return DigitFormat(pieces, chinese=section.chinese)
    if section.has("general") or section.has("at"):
        return _general_writer(section)
    shown = "".join(_literal(token) for token in section.tokens)
    return lambda _: shown


def _general_writer(section: Section) -> Callable[[Decimal], str]:
    def write(amount: Decimal) -> str:
        percent = section.has("percent")
        shown = general(str(amount.scaleb(2) if percent else amount))
        if section.chinese:
            shown = chinese_digits(shown, section.chinese, counting=True)
        return "".join(shown if t.kind in ("general", "at") else _literal(t) for t in section.tokens)

    return write
