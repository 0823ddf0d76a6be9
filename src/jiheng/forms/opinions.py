"""审核意见: what a reviewer wrote, without seal, signature and date."""

from __future__ import annotations

import re

from jiheng.forms.binding import Binding
from jiheng.forms.inline import trim
from jiheng.forms.ledger import Why
from jiheng.forms.neighbours import Neighbours
from jiheng.forms.sheet import Spot
from jiheng.forms.vocabulary import opinion_of
from jiheng.model.language import is_blank

SEAL = re.compile(r"[（(]?(?:单位)?(?:盖章|公章|签章|签字|签名)[）)]?")
DATE_BLANK = re.compile(r"(?:20\d\d|\d{2,4})?\s*年\s*(?:\d{1,2})?\s*月\s*(?:\d{1,2})?\s*日")
_DATE = re.compile(r"20\d\d\s*(?:年|[-./])\s*\d{1,2}\s*(?:月|[-./])\s*\d{1,2}\s*日?")
_SIGNED = re.compile(
    r"(?:经办人|审核人|负责人|签字人|审批人|签字|股室负责人|科室负责人|单位负责人)(?:[（(]?签[字章][）)]?)?\s*[:：]"
)
_LEAD = re.compile(r"([^:：\n]{2,30}(?:\n[^:：\n]{1,10})?)(?:[:：]|\n)\s*")
"""A label in front of its opinion, parted by a colon or a line break."""


class OpinionBinder:
    """Binds opinions beside or behind their labels."""

    def __init__(self, binding: Binding, near: Neighbours) -> None:
        self.binding = binding
        self.near = near

    def bind(self, spot: Spot) -> bool:
        """Bind the opinion that a spot is the label of, or that stands behind its label in the same cell."""
        by = opinion_of(spot.text)
        if by is not None:
            self.binding.label(spot, "opinions")
            self._put(by, self.near.value_of(spot), 0)
            return True
        match = _LEAD.match(spot.text)
        by = opinion_of(match[1]) if match else None
        if match is None or by is None:
            return False
        self._put(by, spot, match.end())
        if spot not in self.binding.values:
            self.binding.label(spot, "opinions")
        return True

    def _put(self, by: str, spot: Spot | None, start: int) -> None:
        if spot is None:
            return
        text = spot.text
        date = _DATE.search(text, start)
        stop = len(text)
        for pattern in (SEAL, DATE_BLANK, _SIGNED):
            match = pattern.search(text, start)
            if match:
                stop = min(stop, match.start())
        first, last = trim(text, start, stop)
        if last > first and not is_blank(text[first:last]):
            n = self.binding.grow("opinions")
            self.binding.constant(("opinions", n, "by"), by)
            self.binding.put(("opinions", n, "text"), spot, "text", first, last)
            if date:
                self.binding.put(("opinions", n, "date"), spot, "line", *date.span())
        elif not spot.blank and not self.binding.used(spot):
            self.binding.ignore(spot, Why.SIGNATURE)
