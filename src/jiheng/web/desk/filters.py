"""The form by which a list is narrowed down; it is sent by GET, and what cannot be understood narrows nothing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiheng.web.records.models import ExplanationReason, FormKind, Grade, Organisation, Round, State
from jiheng.web.records.queries.order import SORTS
from jiheng.web.records.queries.search import LONGEST_QUERY
from jiheng.web.records.queries.worklists import Filters

ALL_YEARS = "all"
_WAN = Decimal(10_000)
_MOST_SUGGESTED = 80
_ANY = _("不限")
_FIRST = ("q", "round", "state", "unit")
"""What stands in the row; the rest is folded away."""


class FilterForm(forms.Form):
    """What a list may be narrowed down by."""

    q = forms.CharField(
        label=_("搜索"),
        required=False,
        max_length=LONGEST_QUERY,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("名称、目标、指标"), "autocomplete": "off"}),
    )
    round = forms.ChoiceField(label=_("年度"), required=False)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _ANY), *State.choices])
    unit = forms.CharField(
        label=_("单位"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "filter-units", "placeholder": _("名称或编码"), "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("表的种类"),
        required=False,
        choices=[("", _ANY), *FormKind.choices],
    )
    grade = forms.ChoiceField(label=_("等级"), required=False, choices=[("", _ANY), *Grade.choices])
    least = forms.DecimalField(
        label=_("金额不少于（万元）"), required=False, min_value=0, max_digits=14, decimal_places=6,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 8}),
    )  # fmt: skip
    most = forms.DecimalField(
        label=_("金额不多于（万元）"), required=False, min_value=0, max_digits=14, decimal_places=6,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 8}),
    )  # fmt: skip
    explained = forms.ChoiceField(
        label=_("不改的理由属于哪一类"), required=False, choices=[("", _ANY), *ExplanationReason.choices]
    )
    errors_only = forms.BooleanField(label=_("有必须修改的意见"), required=False)
    late = forms.BooleanField(label=_("逾期未报"), required=False)

    def __init__(
        self, data: Any, *, rounds: Sequence[Round], current: Round | None, departments: Sequence[Organisation]
    ) -> None:
        data = data.copy()
        if not data.get("round"):
            data["round"] = str(current.fiscal_year) if current is not None else ALL_YEARS
        super().__init__(data, auto_id="filter_%s")
        self._rounds = {str(one.fiscal_year): one for one in rounds}
        years = [(year, _("{year} 年度").format(year=year)) for year in self._rounds]
        self.fields["round"].choices = [*years, (ALL_YEARS, _("全部年度"))]  # type: ignore[attr-defined]
        self.departments = departments[:_MOST_SUGGESTED]
        """Names that the box of units suggests."""
        self.is_valid()

    @property
    def chosen(self) -> tuple[Round, ...]:
        """The rounds to look in; none: all."""
        found = self._rounds.get(self.cleaned_data.get("round", ""))
        return (found,) if found is not None else ()

    @property
    def filters(self) -> Filters:
        """What was asked for."""
        asked = self.cleaned_data
        least, most = asked.get("least"), asked.get("most")
        return Filters(
            rounds=self.chosen,
            search=asked.get("q", ""),
            state=asked.get("state", ""),
            unit=asked.get("unit", "").strip(),
            kind=asked.get("kind", ""),
            grade=asked.get("grade", ""),
            least=least * _WAN if least is not None else None,
            most=most * _WAN if most is not None else None,
            has_errors=asked.get("errors_only", False),
            explained=asked.get("explained", ""),
            is_late=asked.get("late", False),
        )

    @property
    def narrows(self) -> bool:
        """Whether anything but the round is asked for."""
        return any(value for name, value in self.cleaned_data.items() if name != "round")

    @property
    def further_asked(self) -> bool:
        """Whether something that is folded away is asked for, or was not understood."""
        return any(self.cleaned_data.get(name) or name in self.errors for name in self.fields if name not in _FIRST)

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """The fields that stand in the row."""
        return [self[name] for name in _FIRST]

    @property
    def further_fields(self) -> list[forms.BoundField]:
        """The fields that are folded away."""
        return [self[name] for name in self.fields if name not in _FIRST]


def sort_of(asked: str, default: str = "-time") -> str:
    """The order that a list was asked for in."""
    return asked if asked.removeprefix("-") in SORTS else default


def page_number(asked: str) -> int:
    """The number of a page; 1 where it is none."""
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1
