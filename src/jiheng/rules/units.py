"""Whose a form is: the unit's name as forms print it, with and without its code, in full and in short."""

from __future__ import annotations

import re
from functools import lru_cache

from jiheng.model.language import fold
from jiheng.rules.form import Form

_TAIL = re.compile(r"\(?(?:本级|机关|本部)\)?$")
_CODE = re.compile(r"^\d+[-—_]?")


@lru_cache(maxsize=16384)
def bare_unit(unit: str) -> str:
    """A unit's name without its code and without 本级."""
    return _TAIL.sub("", _CODE.sub("", fold(unit)))


def owner(form: Form) -> str:
    """Whose a form is: its unit, with the one that carries it out where that is another; the file where none is named."""
    unit = bare_unit(form.unit)
    if not unit:
        return f"\x1f{form.source}"
    carrier = bare_unit(form.table.implementing_unit or "")
    return f"{unit}\x1f{carrier}" if carrier and carrier != unit else unit


def unit_of(form: Form) -> str:
    """The unit that carries a form's project out, else the one that files it; blank where none is named."""
    return bare_unit(form.table.implementing_unit or "") or bare_unit(form.unit)


def unit_called(form: Form) -> str:
    """The unit's name, as printed."""
    table = form.table
    return table.implementing_unit or table.budget_unit or table.filing_unit or ""


def is_same_unit(one: str, other: str) -> bool:
    """Whether two names are one unit's, or one names the other more fully."""
    return one in other or other in one
