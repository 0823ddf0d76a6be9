"""Mobile numbers and identity numbers in a text: where they stand, and the text with what identifies a person masked.

A mask takes the place of the digits one by one, so that a masked text is as long as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from jiheng.model.invisible import INVISIBLE

MASK = "*"
_WIDE = {0xFF10 + n: str(n) for n in range(10)}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－﹣"), "-")
_BLANKS = dict.fromkeys(
    map(ord, "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"), " "
)
_NARROW = {
    **_WIDE,
    **_DASHES,
    **_BLANKS,
    ord("．"): ".",
    ord("Ｘ"): "X",
    ord("ｘ"): "x",
    ord("％"): "%",
    ord("＋"): "+",
}

_LABELS = ("tel", "Tel", "TEL", "phone", "Phone", "PHONE", "mobile", "Mobile", "mob", "Mob", "QQ", "qq", "wx", "WX")
_BEFORE = "(?:(?<![0-9A-Za-z.])|(?<=[^0-9]\\.)|" + "|".join(f"(?<={label})" for label in _LABELS) + ")"
_BETWEEN = r"(?: {1,3}| ?- ?|[./·])?"
_DASH = r"(?: ?- ?)"
_MOBILE = re.compile(
    rf"{_BEFORE}(?:\(?\+?(?:00)?86\)?[- ]?)?"
    rf"(1[3-9]\d(?:{_BETWEEN}\d{{4}}{_BETWEEN}\d{{4}}|[- ]\d{{8}}|{_DASH}\d{{3}}{_DASH}\d{{5}}|"
    rf"\d(?:[- ]\d{{3}}[- ]\d{{4}}|{_DASH}\d{{4}}{_DASH}\d{{3}})))"
    r"(?![0-9A-Za-z%]|\.\d|\s*[万亿]?元)"
)
"""In one piece, or in pieces of 3-4-4 and the other ways in which people part it. Not a figure with decimals, a share, an
amount, the middle of a code."""
_IDENTITY = re.compile(r"(?<![0-9A-Za-z.])([1-9](?:[- ]?\d){16}[- ]?[0-9Xx])(?![0-9A-Za-z]|\.\d)")
_BIRTH = re.compile(r"[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LABELLED = "身份证"
_FEWEST = 11
_DIGIT = re.compile(r"[0-9０-９]")


class PrivateNumber(NamedTuple):
    """A number that belongs to a person: `mobile` or `identity`, where it stands, and the places of what is masked."""

    kind: str
    start: int
    end: int
    secret: tuple[int, ...]


def private_numbers(text: str) -> list[PrivateNumber]:
    """The numbers in a text, from left to right."""
    if len(_DIGIT.findall(text)) < _FEWEST:
        return []
    plain = text.translate(_NARROW)
    places = None
    if INVISIBLE.search(plain):
        places = [n for n, character in enumerate(plain) if not INVISIBLE.match(character)]
        plain = "".join(plain[n] for n in places)
    found = sorted(_found(plain), key=lambda one: one.start)
    if places is None:
        return found
    return [
        PrivateNumber(one.kind, places[one.start], places[one.end - 1] + 1, tuple(places[n] for n in one.secret))
        for one in found
    ]


def _found(text: str) -> Iterator[PrivateNumber]:
    taken: set[int] = set()
    for match in _IDENTITY.finditer(text):
        digits = [n for n in range(*match.span(1)) if text[n] not in "- "]
        number = "".join(text[n] for n in digits)
        if _BIRTH.fullmatch(number) and (is_identity_number(number) or _LABELLED in text):
            taken.update(range(*match.span(1)))
            yield PrivateNumber("identity", *match.span(1), tuple(digits[6:14]))
    for match in _MOBILE.finditer(text):
        if taken.isdisjoint(range(*match.span(1))):
            digits = [n for n in range(*match.span(1)) if text[n].isdigit()]
            yield PrivateNumber("mobile", *match.span(1), tuple(digits[3:7]))


def masked(text: str, mask: str = MASK) -> str:
    """The text with the middle of every mobile number and the date of birth in every identity number masked."""
    found = private_numbers(text)
    if not found:
        return text
    out = list(text)
    for one in found:
        for place in one.secret:
            out[place] = mask
    return "".join(out)


def is_identity_number(text: str) -> bool:
    """Whether the last of 18 characters is the checksum of the others."""
    rest = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True)) % 11
    return "10X98765432"[rest] == text[17].upper()
