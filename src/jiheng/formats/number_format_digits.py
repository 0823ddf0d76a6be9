"""Number formats of digits: places, thousands, percent, exponents, fractions, Chinese numerals."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

_EXACT = Context(prec=330, rounding=ROUND_HALF_UP)
_SCRIPTS = {
    1: ("〇一二三四五六七八九", "十百千", "万", "亿", "万亿"),
    2: ("零壹贰叁肆伍陆柒捌玖", "拾佰仟", "万", "亿", "万亿"),
    3: ("０１２３４５６７８９", "十百千", "万", "亿", "万亿"),
}

Piece = tuple[str, str]


class DigitFormat:
    """`#,##0.00`, `0.0%`, `0.00E+00`, `00-00`: digits with texts between them."""

    __slots__ = (
        "_after",
        "_before",
        "_chinese",
        "_ends",
        "_exponent",
        "_grouped",
        "_percent",
        "_places",
        "_scale",
        "_unit",
    )

    def __init__(self, pieces: Sequence[Piece], *, chinese: int = 0) -> None:
        self._chinese = chinese
        self._percent = sum(kind == "percent" for kind, _ in pieces)
        mantissa, self._exponent = _split(pieces, "exponent")
        self._before, self._after = _split(mantissa, "point")
        last = max((i for i, (kind, _) in enumerate(self._before) if kind == "digit"), default=-1)
        commas = [i for i, (kind, _) in enumerate(self._before) if kind == "comma"]
        self._grouped = any(i < last for i in commas)
        trailing = [*self._before[last + 1 :], *self._after] if last >= 0 else []
        self._scale = sum(kind == "comma" for kind, _ in trailing)
        self._places = sum(kind == "digit" for kind, _ in self._after)
        self._unit = Decimal(1).scaleb(-self._places)
        self._ends = None if chinese or self._exponent else self._plain_ends(last)

    def _plain_ends(self, last: int) -> tuple[str, str] | None:
        """The texts around the digits where these stand together and all decimals show: `"共"#,##0.00"元"`."""
        first = next((i for i, (kind, _) in enumerate(self._before) if kind == "digit"), -1)
        core = self._before[first : last + 1]
        digits = [text for kind, text in core if kind == "digit"]
        decimals = self._after[: self._places]
        if (
            first < 0
            or any(kind not in ("digit", "comma") for kind, _ in core)
            or digits != ["#"] * (len(digits) - 1) + ["0"]
            or any(piece != ("digit", "0") for piece in decimals)
            or (self._after and not decimals)
        ):
            return None
        behind = [*self._before[last + 1 :], *self._after[self._places :]]
        return "".join(map(_text, self._before[:first])), "".join(map(_text, behind))

    def __call__(self, amount: Decimal) -> str:
        if self._exponent:
            return self._scientific(amount)
        shifted = amount.scaleb(2 * self._percent - 3 * self._scale)
        return self._write(shifted)

    def _write(self, amount: Decimal) -> str:
        rounded = amount.quantize(self._unit, rounding=ROUND_HALF_UP, context=_EXACT)
        if self._ends is not None:
            digits = format(rounded.copy_abs(), ",f" if self._grouped else "f")
            return f"{'-' if rounded < 0 else ''}{self._ends[0]}{digits}{self._ends[1]}"
        whole, _, fraction = format(rounded.copy_abs(), "f").partition(".")
        sign = "-" if rounded < 0 else ""
        if self._chinese:
            has_zero = any(text == "0" for kind, text in self._before if kind == "digit")
            plain = ("" if whole == "0" and not has_zero else whole) + ("." + fraction if fraction else "")
            shown = chinese_digits(plain, self._chinese, counting=False)
            return sign + _around(self._before, shown) + "".join(_text(p) for p in self._after)
        return sign + self._whole(whole) + self._fraction(fraction)

    def _whole(self, digits: str) -> str:
        """The digits before the point put into their places from the right."""
        digits = "" if digits == "0" else digits
        places = sum(kind == "digit" for kind, _ in self._before)
        out: list[str] = []
        seen = count = 0
        for kind, text in reversed(self._before):
            if kind != "digit":
                out.append(_text((kind, text)))
                continue
            seen += 1
            take = digits[-1:] if seen < places else digits
            digits = digits[: len(digits) - len(take)]
            take = take or {"0": "0", "?": " "}.get(text, "")
            for digit in reversed(take):
                if self._grouped and count and count % 3 == 0 and digit != " ":
                    out.append(",")
                out.append(digit)
                count += 1
        return "".join(reversed(out))

    def _fraction(self, digits: str) -> str:
        if not self._after and not digits:
            return ""
        out = []
        shown = ""
        at = 0
        for kind, text in self._after:
            if kind == "digit":
                rest = digits[at:]
                optional = not rest.strip("0")
                digit = digits[at] if not optional or text == "0" else (" " if text == "?" else "")
                # A required place behind an optional one keeps the zeros between them.
                if optional and text != "0" and _required_after(self._after, at):
                    digit = "0"
                at += 1
                shown += digit
                out.append(digit)
            else:
                out.append(_text((kind, text)))
        return ("." if shown.strip() or self._places or self._has_point else "") + "".join(out)

    @property
    def _has_point(self) -> bool:
        return bool(self._after)

    def _scientific(self, amount: Decimal) -> str:
        places = max(sum(kind == "digit" for kind, _ in self._before), 1)
        exponent = 0
        if amount:
            exponent = amount.adjusted() // places * places if places > 1 else amount.adjusted()
            rounded = amount.scaleb(-exponent).quantize(self._unit, rounding=ROUND_HALF_UP, context=_EXACT)
            if rounded.adjusted() >= places:
                exponent += places
        mantissa = self._write(amount.scaleb(-exponent))
        mark = self._exponent[0][1]
        sign = "-" if exponent < 0 else ("+" if mark.endswith("+") else "")
        width = sum(kind == "digit" for kind, _ in self._exponent[1:])
        tail = "".join(_text(piece) for piece in self._exponent[1:])
        return f"{mantissa}E{sign}{abs(exponent):0{width}d}{tail}"


class FractionFormat:
    """`# ?/?`, `0/8`: a whole number and a fraction with a small or given denominator."""

    __slots__ = ("_denominator", "_limit", "_tail", "_with_whole")

    def __init__(self, pieces: Sequence[Piece]) -> None:
        above, below = _split(pieces, "slash")
        groups = "".join(text if kind == "digit" else " " for kind, text in above).split()
        self._with_whole = len(groups) > 1
        bottom = below[1:]
        fixed = "".join(text for _, text in bottom if text.isdigit())
        self._denominator = int(fixed) if fixed.strip("0") else 0
        self._limit = 10 ** min(sum(kind == "digit" for kind, _ in bottom) or 1, 4)
        self._tail = "".join(text for kind, text in bottom if kind == "literal" and not text.isdigit())

    def __call__(self, amount: Decimal) -> str:
        from fractions import Fraction

        sign = "-" if amount < 0 else ""
        value = Fraction(abs(amount))
        whole = int(value) if self._with_whole else 0
        rest = value - whole
        if self._denominator:
            top, bottom = round(rest * self._denominator), self._denominator
        else:
            nearest = rest.limit_denominator(self._limit - 1)
            top, bottom = nearest.numerator, nearest.denominator
        if self._with_whole and top == bottom:
            whole, top = whole + 1, 0
        if self._with_whole and top == 0:
            return f"{sign}{whole}{self._tail}"
        prefix = f"{whole} " if whole else ""
        return f"{sign}{prefix}{top}/{bottom}{self._tail}"


def chinese_digits(text: str, script: int, *, counting: bool) -> str:
    """A plain number in Chinese numerals: counted (一百二十三) or digit by digit (一二三)."""
    digits, units, wan, yi, wan_yi = _SCRIPTS.get(script, _SCRIPTS[1])
    table = {ord("0") + i: digits[i] for i in range(10)}
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, point, fraction = text.partition(".")
    if not whole.isdigit() or not counting or len(whole) > 16:
        return sign + text.translate(table)
    groups = [whole[max(i - 4, 0) : i] for i in range(len(whole), 0, -4)][::-1]
    scales = ["", wan, yi, wan_yi][: len(groups)][::-1]
    zero = "零" if script != 3 else digits[0]
    out = ""
    for group, scale in zip(groups, scales, strict=True):
        if int(group):
            counted = _count(group.zfill(4), digits, units, zero)
            out += (zero if out and group.startswith("0") else "") + counted + scale
    # 10 is 十 in the first script, 壹拾 in the second.
    if script == 1 and out.startswith(digits[1] + units[0]):
        out = out[1:]
    return sign + (out or digits[0]) + point + fraction.translate(table)


def _count(group: str, digits: str, units: str, zero: str) -> str:
    out, gap = "", False
    for digit, unit in zip(group, (units[2], units[1], units[0], ""), strict=True):
        if digit == "0":
            gap = bool(out)
        else:
            out += (zero if gap else "") + digits[int(digit)] + unit
            gap = False
    return out


def _split(pieces: Sequence[Piece], kind: str) -> tuple[list[Piece], list[Piece]]:
    """The pieces before the first of a kind, and the rest; the point itself is left out, other marks lead the rest."""
    for index, (found, _) in enumerate(pieces):
        if found == kind:
            return list(pieces[:index]), list(pieces[index + (kind == "point") :])
    return list(pieces), []


def _required_after(pieces: Sequence[Piece], at: int) -> bool:
    texts = [text for kind, text in pieces if kind == "digit"]
    return "0" in texts[at + 1 :]


def _text(piece: Piece) -> str:
    return piece[1] if piece[0] in ("literal", "percent") else ""


def _around(pieces: Sequence[Piece], shown: str) -> str:
    """Texts before and behind digits that are written as one word."""
    places = [i for i, (kind, _) in enumerate(pieces) if kind == "digit"]
    if not places:
        return "".join(_text(piece) for piece in pieces) + shown
    before = "".join(_text(piece) for piece in pieces[: places[0]])
    return before + shown + "".join(_text(piece) for piece in pieces[places[-1] + 1 :])
