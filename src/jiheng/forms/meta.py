"""The head and foot of a form: names, codes, persons, telephones, signature places, labelled values without a key."""

from __future__ import annotations

import re

from jiheng.forms.binding import Binding
from jiheng.forms.inline import trim
from jiheng.forms.neighbours import Neighbours
from jiheng.forms.sheet import Spot
from jiheng.forms.vocabulary import Label
from jiheng.model.language import fold, is_blank, year_of_title

_CODED = re.compile(
    r"\s*[(\[（【]?(?P<code>\d{3,}|[0-9A-Za-z]{6,})[)\]）】]?\s*[-—–_:：\s]*\s*(?P<name>[^\d\s\-—–_:：年.].*)",
    re.DOTALL,
)
_DASHED = re.compile(r"\s*(?P<code>[0-9A-Za-z]{6,})\s*[-—–_:：]\s*(?P<name>\S.*)", re.DOTALL)
UNIT_HEAD_LINE = re.compile(
    r"\s*(?P<code>\d{3,})\s*[-—–_]?\s*(?P<name>(?![年月日个万元%])[\u4e00-\u9fff][\u4e00-\u9fff（）()\d]{3,})\s*"
)
_PHONE = re.compile(r"(?<!\d)(?:1\d{10}|0\d{2,3}[-— ]?\d{7,8}|\d{3,4}[-—]\d{7,8}|\d{7,8}|1\d{2}[*xX]{4}\d{4})(?!\d)")
_CODES = {
    "budget_unit": "unit_code",
    "filing_unit": "unit_code",
    "competent_department": "competent_department_code",
    "implementing_unit": "implementing_unit_code",
    "project_name": "project_code",
}
_PEOPLE = frozenset(("head", "preparer", "performance_contact", "project_leader"))
_COUNTS = frozenset(("established_posts", "actual_staff"))
_BOXED = re.compile("[☑☒✓✔√■●⊙◉☐□○◯▢◻]")


class MetaBinder:
    """Binds the values that stand once in a form."""

    def __init__(self, binding: Binding, near: Neighbours) -> None:
        self.binding = binding
        self.near = near

    def bind(self, spot: Spot, key: str, label: Label) -> bool:
        value = self.near.value_of(spot)
        if key == "money_unit":
            unit = fold(value.text) if value is not None else ""
            if unit in ("元", "万元", "千元", "亿元") and value is not None:
                self.binding.label(spot, "money_unit")
                self.binding.put(("money_unit",), value, "line")
                self.binding.note_unit(unit)
                return True
            if label.unit:
                self.binding.label(spot, "money_unit")
                return True
            return False
        if key == "direction" and value is None and self.binding.has(("direction",)):
            return False
        self.binding.label(spot, key)
        if value is not None:
            self.put(key, value, 0, len(value.text), label.text)
        else:
            self.binding.constant((key,), None)
        return True

    def put(self, key: str, spot: Spot, start: int, end: int, label: str) -> None:
        binding = self.binding
        start, end = trim(spot.text, start, end)
        text = spot.text[start:end]
        if key == "fiscal_year":
            if year_of_title(text) is not None:
                binding.put(("fiscal_year",), spot, "year", start, end)
            elif text:
                self.binding.extra(label, spot, start, end)
            return
        if is_blank(text):
            if not binding.has((key,)):
                binding.put((key,), spot, "line", start, end)
            return
        if binding.has((key,)) and binding.by_path[(key,)].spot is not spot:
            if fold(binding.by_path[(key,)].text) == fold(text):
                binding.values.setdefault(spot, []).append(binding.by_path[(key,)])
            else:
                self.binding.extra(label, spot, start, end)
            return
        if key in _PEOPLE and self._split_phone(key, spot, start, end):
            return
        if key in _CODES and self._split_code(key, spot, start, end):
            return
        codec = "count" if key in _COUNTS else "text" if key in ("duties", "notes") else "line"
        if codec == "line" and _BOXED.search(text):
            codec = "choice"
        binding.put((key,), spot, codec, start, end)

    def _split_phone(self, key: str, spot: Spot, start: int, end: int) -> bool:
        match = _PHONE.search(spot.text, start, end)
        if match is None or self.binding.has(("phone",)):
            return False
        before = trim(spot.text, start, match.start())
        after = trim(spot.text, match.end(), end)
        name = before if before[1] > before[0] else after
        if name[1] > name[0]:
            raw = spot.text[name[0] : name[1]]
            left = len(raw) - len(raw.lstrip("、,，/;； （(:：-"))
            right = len(raw.rstrip("、,，/;； ）(（:：-电话联系手机"))
            if right > left:
                self.binding.put((key,), spot, "line", name[0] + left, name[0] + right)
        self.binding.put(("phone",), spot, "line", match.start(), match.end())
        return True

    def _split_code(self, key: str, spot: Spot, start: int, end: int) -> bool:
        text = spot.text[start:end]
        match = (_DASHED if key == "project_name" else _CODED).fullmatch(text)
        if match is None and key != "project_name":
            match = _DASHED.fullmatch(text)
        if match is None or (match["code"].isalpha()):
            return False
        if key == "project_name" and not any(c.isdigit() for c in match["code"]):
            return False
        self.binding.put((_CODES[key],), spot, "line", start + match.start("code"), start + match.end("code"))
        first, last = trim(spot.text, start + match.start("name"), end)
        if spot.text[last - 1] in "]】":
            last -= 1
        self.binding.put((key,), spot, "line", first, last)
        return True

    def bind_two(self, spot: Spot, keys: str) -> bool:
        first, second = keys.split("+")
        self.binding.label(spot, first, second)
        value = self.near.value_of(spot)
        if value is not None and not value.blank:
            self.put_two(first, value, 0, len(value.text))
        else:
            self.binding.constant((first,), None)
        return True

    def put_two(self, first: str, spot: Spot, start: int, end: int) -> None:
        if not self._split_phone(first, spot, start, end):
            self.binding.put((first,), spot, "line", *trim(spot.text, start, end))

    def sign(self, spot: Spot) -> None:
        self.binding.label(spot, "signatures")
        value = self.near.value_of(spot)
        n = self.binding.grow("signatures")
        self.binding.constant(("signatures", n, "label"), fold(spot.text).rstrip(":"))
        if value is not None and not value.blank and len(value.text) < 40:
            self.binding.put(("signatures", n, "text"), value, "text")

    def bind_extra(self, spot: Spot, label: str) -> None:
        self.binding.label(spot, "extra")
        value = self.near.value_of(spot)
        if value is not None and not value.blank:
            self.binding.extra(label, value)

    @staticmethod
    def without_seal(spot: Spot, start: int, end: int) -> tuple[int, int]:
        text = spot.text[start:end]
        match = re.match(r"\s*[（(](?:盖章|公章|签章|签字)[）)]\s*", text)
        if match:
            start += match.end()
        match = re.search(r"\s*[（(](?:盖章|公章|签章|签字)[）)]\s*$", spot.text[start:end])
        if match:
            end = start + match.start()
        return start, end

    def lead(self, spot: Spot, start: int, end: int) -> None:
        """What stands before the first label of a line: a unit with its code, a year, or nothing of ours."""
        text = spot.text[start:end]
        match = UNIT_HEAD_LINE.fullmatch(text)
        if match and not self.binding.has(("budget_unit",)):
            self.binding.put(("unit_code",), spot, "line", start + match.start("code"), start + match.end("code"))
            self.binding.put(("budget_unit",), spot, "line", start + match.start("name"), start + match.end("name"))
