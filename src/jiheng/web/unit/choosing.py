"""Choosing among the forms that were read: what is ticked, what becomes of it, and what is kept of it where it was refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from jiheng.web.pages.signed_in import person_of
from jiheng.web.records.domain import intakes
from jiheng.web.records.domain.errors import ActError
from jiheng.web.records.models import Project
from jiheng.web.records.queries.filing import Found

_NAMED = 5
"""Forms that are named where it is told what was done."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A form as the table shows it."""

    row: Found
    is_ticked: bool
    is_sure: bool
    """Whether it was ticked although something is told against it."""
    project: str
    """The id of the project that it is for; blank where the register has none."""
    error: str = ""
    """Why it was not used."""


def offered(rows: Sequence[Found]) -> list[Choice]:
    """The forms as they are first shown: those are ticked that nothing speaks against."""
    return [Choice(row, row.is_proposed, False, str(row.form.project_id or "")) for row in rows]


def kept(rows: Sequence[Found], said: QueryDict, errors: dict[int, str]) -> list[Choice]:
    """The forms as somebody chose among them, with what was refused."""
    return [
        Choice(
            row,
            is_ticked=row.is_usable and bool(said.get(f"take-{row.form.pk}")),
            is_sure=row.is_usable and bool(said.get(f"sure-{row.form.pk}")),
            project=said.get(f"project-{row.form.pk}", str(row.form.project_id or "")),
            error=errors.get(row.form.pk, ""),
        )
        for row in rows
    ]


def take(request: HttpRequest, rows: Sequence[Found], projects: Sequence[Project]) -> dict[int, str] | None:
    """Turn the ticked forms into drafts; why it failed by the form's id, None where nothing was ticked."""
    said, person = request.POST, person_of(request)
    ticked = [row for row in rows if said.get(f"take-{row.form.pk}") or said.get(f"sure-{row.form.pk}")]
    if not ticked:
        return None
    held = {str(project.pk): project for project in projects}
    errors: dict[int, str] = {}
    done: list[str] = []
    for row in ticked:
        project = held.get(said.get(f"project-{row.form.pk}", ""))
        try:
            made = intakes.claim(row.form, person, sure=bool(said.get(f"sure-{row.form.pk}")), project=project)
        except ActError as error:
            errors[row.form.pk] = str(error)
        else:
            elsewhere = row.printed and made.title != row.printed
            done.append(
                _("{form}（用于“{title}”）").format(form=row.label, title=made.title) if elsewhere else row.label
            )
    if done:
        messages.success(request, _done(done))
    return errors


def _done(labels: Sequence[str]) -> str:
    named = _("、").join(labels[:_NAMED])
    if len(labels) <= _NAMED:
        return _("已放进草稿：{forms}。").format(forms=named)
    return _("已放进草稿：{forms}等 {n} 张。").format(forms=named, n=len(labels))
