"""The review sheet 绩效目标审核表 to be filled in: its eight scores, what stands around them, and what was scored before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.domain.review_sheet import ITEMS, Scores, cuts_of, grade_of, hints
from jiheng.web.records.models import Content, Declaration
from jiheng.web.records.queries import reviewing

_HINTS = 4
"""Hints that are shown beside a sub-item."""
_KEPT = "scores"


def score_fields() -> dict[str, forms.Field]:
    """A field for each sub-item."""
    fields: dict[str, forms.Field] = {}
    for key, (name, most, _question) in ITEMS.items():
        wanted = _("要打分，0 到 {most} 的整数。").format(most=most)
        fields[key] = forms.IntegerField(
            label=_("{name}得分").format(name=name), min_value=0, max_value=most,
            widget=forms.TextInput(attrs={
                "class": "number", "inputmode": "numeric", "data-score": "", "autocomplete": "off",
                "aria-label": _("{name}得分，满分 {most} 分").format(name=name, most=most),
            }),
            error_messages={
                "required": wanted, "invalid": wanted, "min_value": _("不能小于 0。"),
                "max_value": _("不能超过 {most}。").format(most=most),
            },
        )  # fmt: skip
    return fields


def scores_of(form: forms.Form) -> Scores | None:
    """The scores that the form holds, as it was sent or as it begins; None where one is missing."""
    if form.is_bound:
        given = {key: form.cleaned_data.get(key) for key in ITEMS} if not form.errors.keys() & ITEMS.keys() else {}
    else:
        given = {key: form.initial.get(key) for key in ITEMS}
    held = {key: points for key, points in given.items() if isinstance(points, int)}
    return Scores(held) if len(held) == len(ITEMS) else None


def sheet(form: forms.Form, declaration: Declaration, content: Content) -> dict[str, Any]:
    """What `parts/scores.html` shows."""
    said = hints(declaration, content)
    points = scores_of(form)
    round_ = declaration.round
    cuts = cuts_of(round_)
    return {
        "lines": [
            {
                "item": item,
                "field": form[item.key],
                "hints": said[item.key][:_HINTS],
                "more": max(len(said[item.key]) - _HINTS, 0),
            }
            for item in reviewing.items()
        ],
        "total": points.total if points is not None else None,
        "due": grade_of(points.total, round_) if points is not None else None,
        "cuts": " ".join(f"{one.label}:{least}" for one, least in cuts),
        "cut_words": [(one, least) for one, least in cuts if least],
    }


def keep(request: HttpRequest, declaration: Declaration, scores: Scores, opinion: str) -> None:
    """Keep in the session what was filled in, while something else is done for the same declaration."""
    request.session[_KEPT] = {**_whose(declaration), "opinion": opinion, **scores.items}


def filled_in(request: HttpRequest, declaration: Declaration) -> Mapping[str, Any]:
    """What the sheet begins with: what was kept, else what the same person scored on this version before."""
    kept = request.session.get(_KEPT, {})
    if _whose(declaration).items() <= kept.items():
        return {key: kept[key] for key in (*ITEMS, "opinion")}
    return reviewing.scored_before(declaration, person_of(request))


def _whose(declaration: Declaration) -> dict[str, Any]:
    """Tells the present review of a declaration from those of other declarations and earlier ones."""
    return {"declaration": declaration.pk, "since": declaration.state_since.isoformat()}
