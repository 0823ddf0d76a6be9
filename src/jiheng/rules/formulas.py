"""Formulas inside texts: `2次*73.5（万元/次）=147万元`, `117人×300元/人=3.51万元`, `6×5+39=69`.

A text is folded (width, white space), cut into tokens and read as `expression = expression = …`. Words before a number are its
label, words behind it its unit; brackets behind a quantity are a remark. What cannot be read so is no formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from jiheng.model.language import MONEY_UNITS
from jiheng.rules.tokens import Folded, Token, folded, tokens_of

RELATIVE = Decimal("0.005")
"""By how much a printed product may be rounded."""
_ABOUT = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, and its place in the printed text."""

    number: Decimal
    unit: str
    label: str
    span: tuple[int, int]
    """Of the number."""

    @property
    def money(self) -> Decimal | None:
        """Yuan in its unit; None where it is no amount."""
        match = _MONEY.match(self.unit)
        return MONEY_UNITS[match[1]] if match is not None and not (match[1] in ("万", "亿") and match[2]) else None

    @property
    def per(self) -> str:
        """What an amount is counted by: 人·月 of 元/人·月."""
        match = _MONEY.match(self.unit)
        return match[2].lstrip("/每") if match is not None else ""

    @property
    def scale(self) -> Decimal:
        """By what its unit multiplies the number: 万元, %."""
        if self.unit.startswith("%"):
            return Decimal("0.01")
        if self.unit.startswith("‰"):
            return Decimal("0.001")
        if self.money is not None:
            return self.money
        return (
            MONEY_UNITS["万"]
            if self.unit.startswith("万")
            else MONEY_UNITS["亿"]
            if self.unit.startswith("亿")
            else Decimal(1)
        )


@dataclass(frozen=True, slots=True)
class Expression:
    """A product, sum or single quantity: its value as the bare numbers give it, and with the units."""

    raw: Decimal
    scaled: Decimal
    is_money: bool
    operations: int
    """How many operators."""
    has_minus: bool
    quantities: tuple[Quantity, ...]
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Formula:
    """`left = right` as printed; `right` is None where a text is nothing but a product."""

    left: Expression
    right: Expression | None
    about: bool = False
    text: str = field(default="", compare=False)

    @property
    def result(self) -> Quantity | None:
        """The quantity on the right, where it is a single one."""
        if self.right is None or self.right.operations or len(self.right.quantities) != 1:
            return None
        return self.right.quantities[0]

    @property
    def is_right(self) -> bool:
        """Whether left and right agree, roundings and left-out units granted."""
        if self.right is None:
            return True
        allowed = _ABOUT if self.about else RELATIVE
        return (
            any(near(one, other, allowed) for one, other in self._readings(self.left, self.right)) or self._per_time()
        )

    def _readings(self, left: Expression, right: Expression) -> Iterator[tuple[Decimal, Decimal]]:
        result = self.result
        if result is not None:
            yield left.scaled / result.scale, result.number
        yield left.scaled, right.scaled
        if left.is_money and right.is_money:
            return
        for power in (0, 4, -4, 8, -8):
            yield left.raw.scaleb(power), right.raw
            yield left.scaled.scaleb(power), right.scaled

    def _per_time(self) -> bool:
        """Whether the months or days of `300元/人·月` are all that is missing."""
        if self.right is None or not self.left.scaled:
            return False
        times = self.right.scaled / self.left.scaled
        units = "".join(quantity.per for quantity in self.left.quantities)
        most = (
            366
            if re.search("[天日]", units)
            else 53
            if "周" in units
            else 12
            if re.search("[月季]", units)
            else 5
            if "年" in units
            else 1
        )
        return most > 1 and times == times.to_integral_value() and 1 < times <= most

    @property
    def computed(self) -> Decimal:
        """What the left side gives, in the unit of the result."""
        result = self.result
        if result is None or self.right is None:
            return self.left.scaled
        if self.left.is_money and self.right.is_money:
            return self.left.scaled / result.scale
        return self.left.raw


def shown(number: Decimal) -> str:
    """A figure for a message, to six decimals at most."""
    if number.adjusted() < 20:
        number = round(number, 6)
    return f"{number.normalize():f}"


def near(one: Decimal, other: Decimal, relative: Decimal) -> bool:
    """Whether two figures agree: within a share, or half of the last place that the second prints."""
    exponent = other.as_tuple().exponent
    last = Decimal(1).scaleb(exponent) / 2 if isinstance(exponent, int) and exponent < 0 else Decimal("0.005")
    return abs(one - other) <= max(abs(other) * relative, last)


_MONEY = re.compile(r"(亿元|百万元|万元|千元|元|万|亿)(.*)", re.DOTALL)
_WORTH = re.compile(r"[*×xX✕✖╳∗·÷/+=≈].*\d|=", re.DOTALL)


@lru_cache(maxsize=8192)
def formulas(text: str) -> tuple[Formula, ...]:
    """The formulas of a text that have both sides."""
    if not _maybe(text):
        return ()
    base = folded(text)
    found: list[Formula] = []
    for segment in _segments(tokens_of(base.text)):
        found.extend(_of_segment(segment, base, text))
    return tuple(found)


@lru_cache(maxsize=4096)
def product(text: str) -> Formula | None:
    """A text that is nothing but one product or sum of quantities without a result: `20人×500元/人`."""
    base = folded(text)
    tokens = [token for token in tokens_of(base.text.rstrip("。;；")) if token.kind != "skip"]
    if not tokens or any(token.kind in ("eq", "sep") for token in tokens):
        return None
    read = _expression(tokens, base, 0)
    if read is None or read[1] != len(tokens) or not read[0].operations or read[0].has_minus:
        return None
    return Formula(read[0], None, text=text)


def _maybe(text: str) -> bool:
    return ("=" in text or "＝" in text or "≈" in text) and any(char in text for char in "*×xX＊✕✖╳∗÷/／+＋")


def _segments(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """What stands between commas and stops, outside brackets and inside them."""
    segment: list[Token] = []
    for token in tokens:
        if token.kind == "sep":
            yield segment
            segment = []
            continue
        if token.kind == "group" and any(one.kind == "eq" for one in token.inner):
            yield from _segments(token.inner)
        segment.append(token)
    yield segment


def _of_segment(segment: Sequence[Token], base: Folded, text: str) -> Iterator[Formula]:
    signs = [n for n, token in enumerate(segment) if token.kind == "eq"]
    if not signs:
        return
    ends = [*signs, len(segment)]
    left = _suffix(segment[: ends[0]], base)
    for n, sign in enumerate(signs):
        side = segment[sign + 1 : ends[n + 1]]
        read = _expression(side, base, 0)
        right = read[0] if read is not None else None
        if left is not None and right is not None and left.operations and not (left.has_minus or right.has_minus):
            about = segment[sign].text == "≈" or _is_about(side)
            yield Formula(left, right, about, text)
        left = right if read is not None and read[1] == len(side) else _suffix(side, base)


def _is_about(side: Sequence[Token]) -> bool:
    words = "".join(token.text for token in side[:3] if token.kind == "text")
    return any(word in words for word in ("约", "左右", "余", "近", "多"))


def _suffix(side: Sequence[Token], base: Folded) -> Expression | None:
    """The longest expression at the end of a side that follows no other number; None where the side ends in none."""
    for start in range(max(0, len(side) - 60), len(side)):
        if side[start].kind not in ("num", "text", "group"):
            continue
        if start and side[start - 1].kind in ("times", "divide", "plus", "minus"):
            continue
        read = _expression(side, base, start)
        if read is not None and read[1] == len(side):
            return read[0]
    return None


def _expression(tokens: Sequence[Token], base: Folded, at: int) -> tuple[Expression, int] | None:
    """The expression that begins at a token, and where it ends."""
    first = at
    terms: list[tuple[Decimal, Decimal, bool]] = []
    quantities: list[Quantity] = []
    operations, has_minus, sign = 0, False, 1
    while True:
        read = _term(tokens, base, at)
        if read is None:
            return None
        raw, scaled, money, count, minus, of_term, at = read
        terms.append((sign * raw, sign * scaled, money))
        quantities += of_term
        operations += count
        has_minus = has_minus or minus
        if at < len(tokens) and tokens[at].kind in ("plus", "minus"):
            sign = 1 if tokens[at].kind == "plus" else -1
            has_minus = has_minus or sign < 0
            operations += 1
            at += 1
        else:
            break
    is_money = all(money for _, _, money in terms)
    span = base.span(tokens[first].start, tokens[at - 1].end)
    raw = sum((term[0] for term in terms), Decimal())
    scaled = sum((term[1] for term in terms), Decimal())
    return Expression(raw, scaled, is_money, operations, has_minus, tuple(quantities), span), at


_Term = tuple[Decimal, Decimal, bool, int, bool, list[Quantity], int]


def _term(tokens: Sequence[Token], base: Folded, at: int) -> _Term | None:
    raw, scaled, monies, operations, minus = Decimal(1), Decimal(1), 0, 0, False
    quantities: list[Quantity] = []
    divide = False
    while True:
        read = _factor(tokens, base, at)
        if read is None:
            return None
        own_raw, own_scaled, money, count, has_minus, of_factor, at = read
        if divide and not (own_raw and own_scaled):
            return None
        try:
            raw = raw / own_raw if divide else raw * own_raw
            scaled = scaled / own_scaled if divide else scaled * own_scaled
        except InvalidOperation:  # pragma: no cover  (figures beyond all measure)
            return None
        monies += money
        operations += count
        minus = minus or has_minus
        quantities += of_factor
        if at < len(tokens) and tokens[at].kind in ("times", "divide"):
            divide = tokens[at].kind == "divide"
            operations += 1
            at += 1
        else:
            break
    if monies > 1:
        return None
    return raw, scaled, monies == 1, operations, minus, quantities, at


def _factor(tokens: Sequence[Token], base: Folded, at: int) -> _Term | None:
    label = ""
    if at < len(tokens) and tokens[at].kind == "text":
        label, at = tokens[at].text, at + 1
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token.kind == "num":
        return _quantity(tokens, base, at, label)
    if token.kind != "group":
        return None
    inner = [one for one in token.inner if not (one.kind == "text" and not one.text)]
    read = _expression(inner, base, 0) if inner and not any(one.kind in ("sep", "eq") for one in inner) else None
    if read is None or read[1] != len(inner):
        return _factor(tokens, base, at + 1) if label else None
    if label and not read[0].operations:
        return None
    unit, at = _unit(tokens, at + 1)
    own = Quantity(read[0].raw, unit, label, read[0].span)
    money = own.money is not None or read[0].is_money
    scaled = read[0].scaled if read[0].is_money else read[0].scaled * own.scale
    return read[0].raw, scaled, money, read[0].operations, read[0].has_minus, [*read[0].quantities], at


def _quantity(tokens: Sequence[Token], base: Folded, at: int, label: str) -> _Term:
    token = tokens[at]
    unit, end = _unit(tokens, at + 1)
    number = Decimal(token.text.replace(",", ""))
    own = Quantity(number, unit, label, base.span(token.start, token.end))
    return number, number * own.scale, own.money is not None, 0, False, [own], end


def _unit(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """The unit behind a number, also out of brackets (`73.5（万元/次）`), and where it ends."""
    unit = ""
    while at < len(tokens) and tokens[at].kind in ("text", "group"):
        token = tokens[at]
        if token.kind == "text":
            unit += token.text
        elif not _MONEY.match(unit):
            remark = "".join(one.text for one in token.inner)
            if _MONEY.match(remark) and not any(one.kind == "num" for one in token.inner):
                unit = remark
        at += 1
    return unit.lstrip("的"), at
