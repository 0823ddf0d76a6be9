"""What the desk's papers say: the review sheet with both opinions, and the approvals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from jiheng.model.review_sheet import DIMENSIONS
from jiheng.report.approval_docx import ApprovalFacts, approval_facts, money_of
from jiheng.report.review_docx import ReviewFacts, ReviewOpinion
from jiheng.web.records.domain.approvals import Approval, approvals_of
from jiheng.web.records.domain.contents import table_of
from jiheng.web.records.domain.review_sheet import ITEMS, Scores
from jiheng.web.records.domain.turns import whose_work
from jiheng.web.records.domain.written import chinese
from jiheng.web.records.models import (
    Act,
    AuditEntry,
    Declaration,
    Grade,
    Person,
    Review,
    State,
    Version,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True, slots=True)
class SheetItem:
    """A line of the review sheet."""

    dimension: str
    """Blank but in the first line of a dimension."""
    lines: int
    """Lines of the dimension."""
    key: str
    name: _StrOrPromise
    points: int
    question: _StrOrPromise
    score: int | None = None


def items(scores: Scores | None = None) -> list[SheetItem]:
    """The lines of the review sheet, with the scores where there are any."""
    return [
        SheetItem(
            _(name) if number == 0 else "",
            len(within),
            one.key,
            *ITEMS[one.key],
            score=scores.items[one.key] if scores is not None else None,
        )
        for name, within in DIMENSIONS
        for number, one in enumerate(within)
    ]


def reviews_of(declaration: Declaration) -> list[Review]:
    """The review sheets that hold, the newest first."""
    found = Review.objects.filter(declaration=declaration, undone=False).select_related("by", "version__content")
    return list(found.order_by("-id"))


def scored_before(declaration: Declaration, person: Person) -> Mapping[str, Any]:
    """What a person (or whose work he took over) scored on the version that is there: when it was amended, or graded and undone.

    :return: the scores by their keys, and the opinion where there is one; nothing where he did not.
    """
    version = declaration.current
    if version is None:
        return {}
    mine = whose_work(person)
    amended = AuditEntry.objects.filter(
        declaration=declaration, act=Act.AMEND, by__in=mine, version_sha256=version.sha256
    ).last()
    undone = Review.objects.filter(declaration=declaration, version=version, by__in=mine).order_by("-id").first()
    if undone is not None and (amended is None or undone.at > amended.at):
        return {**undone.scores, "opinion": undone.opinion}
    return json.loads(amended.details)["scores"] if amended is not None else {}


def section_opinion(declaration: Declaration, version: Version | None) -> AuditEntry | None:
    """业务股室审核意见 on a version, or on the one before it that was passed."""
    passed = AuditEntry.objects.filter(declaration=declaration, act=Act.PASS, from_state=State.SECTION_REVIEW)
    if version is not None:
        same = passed.filter(version_sha256=version.sha256).select_related("by").last()
        if same is not None:
            return same
        passed = passed.filter(at__lte=version.at)
    return passed.select_related("by").last()


def sheet_facts(review: Review, declaration: Declaration) -> ReviewFacts:
    """What the review sheet says as a document."""
    table = table_of(review.version.content)
    project = declaration.project
    return ReviewFacts(
        fiscal_year=declaration.round.fiscal_year,
        unit=declaration.unit.name,
        project_name=declaration.title if project is not None else "",
        project_code=project.code if project is not None else "",
        money=money_of(table),
        scores=review.scores,
        grade=chinese(Grade(review.grade).label),
        section=_opinion(section_opinion(declaration, review.version)),
        performance=ReviewOpinion(text=review.opinion, reviewer=review.by.name, written=timezone.localdate(review.at)),
        version=review.version.number,
        sha256=review.version.sha256,
    )


def letter_facts(declaration: Declaration, approval: Approval) -> ApprovalFacts:
    """What a 批复 says: of the version that was approved, whatever came after."""
    review = _review_before(declaration, approval)
    names = approval.names
    facts = approval_facts(
        table_of(approval.version.content),
        bureau=names["bureau"],
        number=approval.document,
        addressees=names["addressees"],
        fiscal_year=declaration.round.fiscal_year,
        unit=names["unit"],
        grade=chinese(Grade(review.grade).label) if review is not None else "",
        version=approval.version.number,
        sha256=approval.version.sha256,
        written=timezone.localdate(approval.at),
    )
    return replace(facts, project_code=names["project_code"]) if names["project_code"] else facts


def approval_by(review: Review, declaration: Declaration) -> Approval | None:
    """The 批复 that a review led to; None where it led to none."""
    return next((one for one in approvals_of(declaration) if _review_before(declaration, one) == review), None)


def _review_before(declaration: Declaration, approval: Approval) -> Review | None:
    """The review whose grade a 批复 names."""
    found = Review.objects.filter(declaration=declaration, undone=False, at__lte=approval.at)
    return found.order_by("-id").first()


def _opinion(entry: AuditEntry | None) -> ReviewOpinion:
    if entry is None:
        return ReviewOpinion()
    by = entry.by.name if entry.by is not None else ""
    return ReviewOpinion(text=entry.opinion, reviewer=by, written=timezone.localdate(entry.at))
