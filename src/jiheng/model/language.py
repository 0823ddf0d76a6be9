"""The language of the values on a form: white space, blanks, amounts, indicator values, years, numbered texts.

What is printed is kept; these functions say what it means. All of them are pure.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

_SPACES = "\u0009\u000b\u000c\u0020\u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff"
_SPACE_RUN = re.compile(f"[{_SPACES}]+")
_ANY_SPACE = re.compile(rf"[\s{_SPACES}]+")
_LOOSE_BLANK = re.compile(r"(?<![!-~]) | (?![!-~])")
_NEWLINES = re.compile(r" ?\n[ \n]*")

DASHES = frozenset("-－—–―─━_＿/／\\·.…\u2010\u2011\u2012\u30fc﹣")
"""Characters that fill a cell without saying anything."""


def tidy(text: str) -> str:
    """A printed text in the contract's spelling: no blanks beside Chinese characters, one between Latin words, `\\n` kept."""
    if text.isascii() and " " not in text and "\n" not in text and "\t" not in text:
        return text
    text = _SPACE_RUN.sub(" ", text.replace("\r", ""))
    if "\n" in text:
        text = _NEWLINES.sub("\n", text)
    if " " in text:
        text = _LOOSE_BLANK.sub("", text)
    return text.strip()


def tidy_line(text: str) -> str:
    """As `tidy`, with line breaks taken for wrapped lines."""
    if "\n" not in text:
        return tidy(text)
    return tidy(text.replace("\n", " "))


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """A text for comparing labels: half width (NFKC), no white space, lower case."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _ANY_SPACE.sub("", text).lower()


def is_blank(text: str) -> bool:
    """True for a cell that says nothing: white space, or only dashes or a slash (`—`, `——`, `/`)."""
    if len(text) > 12:
        if not text[0].isspace():
            return False
        text = text.strip()
        if len(text) > 12:
            return False
    return _says_nothing(text)


@lru_cache(maxsize=32768)
def _says_nothing(text: str) -> bool:
    folded = _ANY_SPACE.sub("", text)
    return not folded or (all(character in DASHES for character in folded) and folded not in (".", "·"))


# --- amounts -----------------------------------------------------------------------------------------------------------

MONEY_UNITS = {
    "元": Decimal(1),
    "圆": Decimal(1),
    "千元": Decimal(1000),
    "万": Decimal(10_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿": Decimal(100_000_000),
    "亿元": Decimal(100_000_000),
}
"""Yuan in each unit that a form may print behind an amount."""

_DIGITS = r"(?:\d{1,3}(?:[,']\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_AMOUNT = re.compile(
    rf"(?P<sign>[-+]?)(?:[¥￥$]|人民币|rmb|cny)?(?P<sign2>-?)(?P<number>{_DIGITS})"
    r"\(?(?P<unit>亿元|百万元|万元|千元|元|圆|万|亿)?\)?整?[。.;]?"
)
AMOUNT_INSIDE = re.compile(rf"(?P<number>{_DIGITS})(?P<unit>亿元|百万元|万元|千元|元|万|亿)")
"""An amount with its unit inside a folded sentence."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as printed (`number`, `unit`) and in yuan."""

    yuan: Decimal
    number: Decimal
    unit: str | None


_MOST_DIGITS = 26
"""A number that has more of them is beyond the precision of arithmetic, and of any budget."""


def plain(value: Decimal) -> Decimal:
    """The same number without exponent and trailing zeros: 22270600.00 → 22270600, 0.00 → 0."""
    if not value:
        return Decimal(0)
    value = value.normalize()
    if value.adjusted() > _MOST_DIGITS:
        return Decimal(f"{value:f}")
    return value.quantize(Decimal(1)) if value.as_tuple().exponent > 0 else value  # type: ignore[operator]


def parse_amount(text: str, unit: str | None = None) -> Amount | None:
    """An amount out of a cell's text; None when the text is no amount (a blank cell too).

    :param text: `1,234.50`, `50万元`, `１２．３`, `¥3.7`
    :param unit: the form's money unit, for an amount that prints none; yuan when that is None too.
    """
    folded = fold(text)
    if not folded or len(folded) > 40:
        return None
    match = _AMOUNT.fullmatch(folded)
    if match is None:
        return None
    if match["sign"] and match["sign2"]:
        return None
    number = Decimal(match["number"].replace(",", "").replace("'", ""))
    if "-" in (match["sign"], match["sign2"]):
        number = -number
    printed = match["unit"]
    return Amount(yuan=plain(number * MONEY_UNITS[printed or unit or "元"]), number=number, unit=printed)


# --- indicator values --------------------------------------------------------------------------------------------------

OPERATORS = {
    "=": "=",
    "==": "=",
    "≥": ">=",
    "≧": ">=",
    "⩾": ">=",
    ">=": ">=",
    "=>": ">=",
    "≥=": ">=",
    "≮": ">=",
    "≤": "<=",
    "≦": "<=",
    "⩽": "<=",
    "<=": "<=",
    "=<": "<=",
    "≤=": "<=",
    "≯": "<=",
    ">": ">",
    "˃": ">",
    "›": ">",
    "<": "<",
    "˂": "<",
    "‹": "<",
}
"""Every printed operator (folded) and its canonical spelling."""

_OPERATOR = re.compile("|".join(sorted(map(re.escape, OPERATORS), key=len, reverse=True)))
_VALUE = re.compile(rf"(?P<sign>[-+]?)(?P<number>{_DIGITS})(?P<unit>.*)", re.DOTALL)
_DATE = re.compile(r"(?:19|20)\d\d(?:年|[-./]\d{1,2}([-./]|$)).*|\d{1,2}月(?:\d{1,2}日|底|末|初|前|中).*|\d{1,2}月")
_BOUND_WORD = re.compile(
    r"(以上|以下|以内|以前|以后|之内|之前|左右|及以上|上下|内|前|后|余|多)$|^(以上|以下|以内|左右|余|多|几)"
)
_SUPERSCRIPTS = str.maketrans("²³", "23")


@dataclass(frozen=True, slots=True)
class Value:
    """What an indicator's value means: [operator] number [unit], each None where it is not printed."""

    operator: str | None = None
    number: str | None = None
    unit: str | None = None


def parse_operator(text: str) -> str | None:
    """The canonical operator when the whole text is one (`≥`, `＞`, `＝`), else None."""
    return OPERATORS.get(fold(text))


@lru_cache(maxsize=8192)
def parse_value(text: str) -> Value:
    """What a printed value means; all None for a sentence, a date, a bound in words (`不低于50%`), a range."""
    folded = fold_value(text)
    operator = None
    match = _OPERATOR.match(folded)
    if match:
        operator = OPERATORS[match[0]]
        folded = folded[match.end() :]
    match = _VALUE.fullmatch(folded)
    if match is None:
        return Value(operator=operator)
    unit = _unit(match["unit"])
    if unit is None or _DATE.fullmatch(folded):
        return Value(operator=operator)
    number = match["sign"].replace("+", "") + match["number"].replace(",", "").replace("'", "")
    return Value(operator=operator, number=number, unit=unit or None)


def fold_value(text: str) -> str:
    """As `fold`, but case and superscripts of units stay (`3187.81m²`)."""
    text = text.replace("²", "\ue002").replace("³", "\ue003").replace("㎡", "m\ue002").replace("㎥", "m\ue003")
    text = _ANY_SPACE.sub("", unicodedata.normalize("NFKC", text))
    return text.replace("\ue002", "²").replace("\ue003", "³")


def _unit(text: str) -> str | None:
    """The unit behind a number, outer brackets dropped; None when the text is more than a unit."""
    text = text.rstrip("。;；.")
    if len(text) > 1 and text[0] in "([" and text[-1] in ")]" and not set(text[1:-1]) & set("()[]"):
        text = text[1:-1]
    if not text:
        return ""
    if re.search(r"[\d,;:：，。；、~～]", text.translate(_SUPERSCRIPTS).replace("m2", "m").replace("m3", "m")):
        return None
    if len(text) > 20 or text[0] in "-—–至到-+*×x" or _BOUND_WORD.search(text) or "(" in text:
        return None
    return text


def parse_number(text: str) -> Decimal | None:
    """A bare number out of a cell (`95`, `10分`, `98.5%`, `1,200`), None when it is none."""
    folded = fold(text)
    match = re.fullmatch(rf"([-+]?)({_DIGITS})(?:分|%|\(分\)|\(%\))?", folded)
    if match is None:
        return None
    try:
        number = Decimal(match[2].replace(",", "").replace("'", ""))
    except InvalidOperation:  # pragma: no cover  (the pattern admits numbers only)
        return None
    return -number if match[1] == "-" else number


_COUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?[人名个位]?")


def parse_count(text: str) -> int | None:
    """A head count (`23`, `23人`), None when the text is none."""
    match = _COUNT.fullmatch(fold(text))
    return int(match[1].replace(",", "")) if match else None


# --- years -------------------------------------------------------------------------------------------------------------

_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR_LINE = re.compile(r"\(?((?:19|20)\d\d)(?:年度?|预算年度|财年)?\)?")
_TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年度?|-(?:19|20)\d\d)?(?!\d|[-.]\d{1,2}[-.]|年\d{1,2}月)")
_PROSE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?!\d{1,2}月|底|[末初])")


def _year_text(text: str) -> str:
    folded = fold(text)
    return re.sub(r"[二][〇○零0][〇○零一二三四五六七八九]{2}(?=年)", lambda m: m[0].translate(_CHINESE_DIGITS), folded)


def year_of_line(text: str) -> int | None:
    """The year of a line that holds nothing but it: `(2021年)`, `（ 2020 年度）`, `二〇二四年度`."""
    folded = _year_text(text)
    if len(folded) > 14:
        return None
    match = _YEAR_LINE.fullmatch(folded)
    return int(match[1]) if match else None


def year_of_title(text: str) -> int | None:
    """The year that a title names, the first one."""
    match = _TITLE_YEAR.search(_year_text(text))
    return int(match[1]) if match else None


def years_of_prose(text: str) -> set[int]:
    """The years that a text is about: `2023年在县委…`, not dates (`2021年12月31日`)."""
    return {int(year) for year in _PROSE_YEAR.findall(_year_text(text))}
