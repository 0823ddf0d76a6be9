"""The numbers of documents that a form cites: where they stand, of which year they are, and how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from jiheng.rules.form import Form, Text

_NUMBER = re.compile(
    r"(?P<office>[\u4e00-\u9fff]{1,12})(?P<open>[〔\[【{(（［〖﹝])\s*(?P<year>(?:19|20)\d\d)\s*年?\s*(?P<close>[〕\]】})）］〗﹞])"
    r"\s*(?P<nth>第?)\s*(?P<number>\d{1,5})\s*号(?!楼|线|井|机|桥|地|路|标|院|厂|门|店|车|库|池|泵)"
)
_LEAD_IN = re.compile(r".*(?:根据|按照?|依据|依照|遵照|落实|执行|印发|转发|参照|文件|的|和|及|与)")


class Citation(NamedTuple):
    """A document's number as it is printed, and as it is to be written."""

    path: str
    printed: str
    proper: str
    year: int


def citations(form: Form) -> Iterator[Citation]:
    """The document numbers in a form's texts, in order."""
    for text in _texts(form):
        if "号" in text.text:
            for printed, proper, year in _inside(text.text):
                yield Citation(text.path, printed, proper, year)


@lru_cache(maxsize=4096)
def _inside(text: str) -> tuple[tuple[str, str, int], ...]:
    found = []
    for match in _NUMBER.finditer(text):
        lead = _LEAD_IN.match(match["office"])
        cut = lead.end() if lead is not None and lead.end() < len(match["office"]) else 0
        office = match["office"][cut:]
        printed = match.group(0)[cut:]
        found.append((printed, f"{office}〔{match['year']}〕{int(match['number'])}号", int(match["year"])))
    return tuple(found)


def _texts(form: Form) -> Iterator[Text]:
    yield from form.texts
    for row in form.rows:
        for field in ("name", "description", "value_text", "basis"):
            text = getattr(row.indicator, field)
            if text:
                yield Text(row.path(field), text)
    for n, extra in enumerate(form.table.extra or ()):
        if extra.text:
            yield Text(f"extra[{n}].text", extra.text)
