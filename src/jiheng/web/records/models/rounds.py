"""A fiscal year's round: its set-up, windows, exceptions, and the register of projects."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiheng.web.records.models.choices import Phase
from jiheng.web.records.models.fields import MoneyField
from jiheng.web.records.models.people import Organisation, Person


class Round(models.Model):
    """A fiscal year's round in the county."""

    fiscal_year = models.PositiveSmallIntegerField(_("预算年度"), unique=True)
    name = models.CharField(_("名称"), max_length=80)
    region = models.CharField(_("口径"), max_length=40, default="国家")
    """The region of the profile that forms are judged by; its year is the fiscal year."""
    layouts = models.JSONField(_("版式"), default=list, blank=True)
    """Names of the layouts whose blank forms the county hands out."""
    overall_due = models.BooleanField(_("每个单位报整体支出绩效目标表"), default=True)
    required_attachments = models.JSONField(_("必附材料"), default=list, blank=True)
    """Kinds of attachments that a project's declaration must have when it is submitted."""
    remind_days = models.PositiveSmallIntegerField(_("截止前几天提醒"), default=3)
    is_open = models.BooleanField(_("开放"), default=True)
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-fiscal_year"]

    def __str__(self) -> str:
        return self.name


class Window(models.Model):
    """When units may work: from `opens_at` to the deadline `closes_at`, the last moment of the minute that was named."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="windows")
    phase = models.CharField(_("阶段"), max_length=12, choices=Phase.choices)
    opens_at = models.DateTimeField(_("开始"))
    closes_at = models.DateTimeField(_("截止"))

    class Meta:
        ordering: ClassVar = ["opens_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "phase"], name="one_window_a_phase"),
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("opens_at")), name="window_has_length"),
        ]


class WindowException(models.Model):
    """A unit may work outside the window until `until`, for a reason; it is the last moment, as that of a window."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="exceptions")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    phase = models.CharField(_("阶段"), max_length=12, choices=Phase.choices)
    until = models.DateTimeField(_("延至"))
    reason = models.CharField(_("原因"), max_length=200)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-id"]


class Project(models.Model):
    """A project of the register 项目库 in a round."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="projects")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="projects")
    code = models.CharField(_("项目编码"), max_length=60, blank=True)
    """Blank where a unit declared a project that the register does not hold."""
    name = models.CharField(_("项目名称"), max_length=200)
    amount = MoneyField(_("申报金额（元）"), null=True, blank=True)
    control_figure = MoneyField(_("控制数（元）"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["code", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "code"], condition=~models.Q(code=""), name="one_code_a_round"),
            models.UniqueConstraint(fields=["round", "unit", "name"], name="one_name_a_unit"),
        ]

    def __str__(self) -> str:
        return self.name


class Reminder(models.Model):
    """A reminder that was sent to a unit, so that it is not sent twice a day."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="reminders")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    phase = models.CharField(max_length=12, choices=Phase.choices)
    on = models.DateField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "organisation", "phase", "on"], name="one_reminder_a_day")
        ]
