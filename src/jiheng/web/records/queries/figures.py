"""Reviewed declarations beside their control figures."""

from __future__ import annotations

from django.db.models import Count, ExpressionWrapper, F, Q, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jiheng.web.records.models import Declaration, Person, Role, Round, State
from jiheng.web.records.models.fields import MoneyField
from jiheng.web.records.permissions import scope_of


class Against(TextChoices):
    """How a form's amount stands to the control figure."""

    NONE = "none", _("没有控制数")
    DIFFERENT = "different", _("与控制数不等")
    EQUAL = "equal", _("与控制数相等")

    @staticmethod
    def any_label() -> Promise | str:
        """The label of all of them."""
        return _("全部")


_WHERE = {
    Against.NONE: Q(project=None) | Q(project__control_figure=None),
    Against.DIFFERENT: Q(project__control_figure__isnull=False)
    & (Q(amount=None) | ~Q(amount=F("project__control_figure"))),
    Against.EQUAL: Q(amount=F("project__control_figure")),
}


def _reviewed(person: Person, round: Round) -> QuerySet[Declaration]:
    covered = scope_of(person).covered(frozenset((Role.BUDGET,)))
    return Declaration.objects.filter(covered, round=round, state=State.REVIEWED, left_unit=True)


def compared(person: Person, round: Round, against: str = "") -> QuerySet[Declaration]:
    """The reviewed declarations that a person sets figures for, with `difference`: the amount less the figure."""
    found = _reviewed(person, round)
    if against:
        found = found.filter(_WHERE[Against(against)])
    found = found.select_related("unit", "project", "round")
    difference = ExpressionWrapper(F("amount") - F("project__control_figure"), output_field=MoneyField())
    return found.annotate(difference=difference).order_by("unit__code", "pk")


def totals(person: Person, round: Round) -> dict[str, int]:
    """How many there are of each; of all under the blank name. One query."""
    numbers = _reviewed(person, round).aggregate(
        all=Count("pk"), **{kind.value: Count("pk", filter=where) for kind, where in _WHERE.items()}
    )
    return {"": numbers.pop("all"), **numbers}
