"""What all pages of a declaration share: finding it for the person, its head, its tabs, what he may do."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiheng.web.declaration.act_forms import FORMS
from jiheng.web.pages.list_way import Way, way_of
from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.domain.acting import why_without
from jiheng.web.records.domain.adjustments import TAKE_BACK, may_take_back
from jiheng.web.records.domain.approvals import approvals_of
from jiheng.web.records.domain.discarding import DISCARD, may_discard
from jiheng.web.records.domain.public_copies import may_take
from jiheng.web.records.domain.register import CORRECT_FIGURE, may_correct_figure
from jiheng.web.records.domain.requirements import open_adjustment
from jiheng.web.records.models import Act, Declaration, IntakePurpose, Person, Role
from jiheng.web.records.permissions import competent_department
from jiheng.web.records.queries import declarations
from jiheng.web.records.queries.declarations import Sight

UPLOADS = {
    Act.EDIT: IntakePurpose.EDIT,
    Act.AMEND: IntakePurpose.AMEND,
    Act.CORRECT: IntakePurpose.CORRECT,
}
"""The acts that begin with the upload of a form."""
ACTS = {purpose: act for act, purpose in UPLOADS.items()} | {IntakePurpose.CONFIRM: Act.CONFIRM}
"""The acts that an upload can be for."""
_WORDS = {
    Act.EDIT: gettext_lazy("换一份表"),
    Act.CORRECT: gettext_lazy("上传更正后的表"),
    Act.AMEND: gettext_lazy("代改（评为良的）"),
}
_TABS = (
    ("declaration", gettext_lazy("表与意见")),
    ("declaration-versions", gettext_lazy("版本")),
    ("declaration-history", gettext_lazy("历史")),
    ("declaration-attachments", gettext_lazy("附件")),
)


def must_have_role_for(act: Act, declaration: Declaration, person: Person) -> None:
    """:raises PermissionDenied: where an act is none of a person's acts, in whatever state the declaration is."""
    if not declarations.has_role_for(act, declaration, person):
        raise PermissionDenied


def frame(request: HttpRequest, declaration: Declaration, sight: Sight, tab: str) -> dict[str, Any]:
    """The variables of the head and the tabs."""
    attachments = sight.attachments().count()
    way = way_of(request, declaration)
    content = sight.content  # not the declaration's own amount: that is the draft's, which others do not see
    counts = {"declaration-versions": len(sight.versions), "declaration-attachments": attachments}
    return {
        "declaration": declaration,
        "sight": sight,
        "amount": content.amount if content is not None else None,
        "not_in_use": why_without(frozenset(Role), declaration.unit, person_of(request), ""),
        "turn": declarations.turn_words(declaration),
        "department": competent_department(declaration.unit),
        "adjustment": open_adjustment(declaration) if declaration.in_force_id is not None else None,
        "approvals": approvals_of(declaration)[::-1] if declaration.in_force_id is not None else (),
        "public_copy": declaration.in_force_id is not None and may_take(declaration, person_of(request)),
        "acts": buttons(declaration, person_of(request), way),
        "way": way,
        "breadcrumb": breadcrumb(declaration, way=way),
        "tabs": [
            {
                "url": reverse(name, args=[declaration.pk]) + way.suffix,
                "label": label,
                "count": counts.get(name, ""),
                "current": name == tab,
            }
            for name, label in _TABS
        ],
    }


def breadcrumb(declaration: Declaration, *more: str, way: Way | None = None) -> list[dict[str, str]]:
    """Where the page is: home, the list that it was opened from, the declaration, and what is below it."""
    here = reverse("declaration", args=[declaration.pk]) + (way.suffix if way is not None else "")
    home = {"url": reverse("home"), "label": _("首页")}
    above = [home, *(way.crumbs if way is not None else ()), {"url": here if more else "", "label": declaration.title}]
    return above + [{"url": "", "label": label} for label in more]


def buttons(declaration: Declaration, person: Person, way: Way) -> list[dict[str, Any]]:
    """What the person may do now, as links; the first leads on."""
    made = []
    for act in declarations.possible_acts(declaration, person):
        if act in UPLOADS:
            url = reverse("declaration-upload", args=[declaration.pk, UPLOADS[act].value])
        elif act == Act.GRADE:
            url = reverse("grade", args=[declaration.pk])
        else:
            url = reverse("declaration-act", args=[declaration.pk, act.value])
        form = FORMS.get(act)
        label = _WORDS.get(act) or (form.button if form is not None and act != Act.CONFIRM else act.label)
        url += way.suffix
        made.append({"url": url, "label": label, "grave": form is not None and form.is_grave, "act": act.value})
    if may_discard(declaration, person):
        url = reverse("declaration-discard", args=[declaration.pk])
        made.append({"url": url, "label": _("作废草稿"), "grave": True, "act": DISCARD})
    if may_take_back(declaration, person):
        url = reverse("declaration-take-back", args=[declaration.pk])
        made.append({"url": url, "label": _("撤回调整申请"), "grave": True, "act": TAKE_BACK})
    if may_correct_figure(declaration, person):
        url = reverse("declaration-control-figure", args=[declaration.pk])
        made.append({"url": url, "label": _("改正控制数"), "grave": False, "act": CORRECT_FIGURE})
    return made
