"""What is not done yet: told before a round is closed, or a unit."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from jiheng.web.records.domain.owed import NOT_SUBMITTED
from jiheng.web.records.models import Declaration, Organisation, Round, State

_DONE = frozenset((State.REJECTED, State.APPROVED, State.PUBLISHED))


@dataclass(frozen=True, slots=True)
class Unfinished:
    """How many declarations are not done."""

    drafts: int
    returned: int
    adjusting: int
    to_sign: int
    in_review: int

    @property
    def with_the_unit(self) -> int:
        """Those that the unit still has to hand in."""
        return self.drafts + self.returned + self.adjusting


def in_round(round: Round) -> Unfinished:
    """Of a round."""
    return _of(Declaration.objects.filter(round=round))


def of_unit(unit: Organisation) -> Unfinished:
    """Of a unit, in the rounds that are open."""
    return _of(Declaration.objects.filter(unit=unit, round__is_open=True))


def _of(found: QuerySet[Declaration]) -> Unfinished:
    reviewed = [state for state in State if state not in NOT_SUBMITTED | _DONE | {State.UNIT_REVIEW}]
    counted = found.aggregate(
        drafts=Count("pk", filter=Q(state=State.DRAFT)),
        returned=Count("pk", filter=Q(state=State.RETURNED)),
        adjusting=Count("pk", filter=Q(state=State.ADJUSTING)),
        to_sign=Count("pk", filter=Q(state=State.UNIT_REVIEW)),
        in_review=Count("pk", filter=Q(state__in=reviewed)),
    )
    return Unfinished(**counted)
