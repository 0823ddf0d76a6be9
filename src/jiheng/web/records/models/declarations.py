"""Declarations, their immutable contents and versions, and what hangs on them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiheng.web.records.models.choices import (
    AdjustmentReason,
    AttachmentKind,
    CopyStatus,
    ExplanationReason,
    FormKind,
    Grade,
    IntakePurpose,
    IntakeStatus,
    State,
    VersionReason,
)
from jiheng.web.records.models.fields import MoneyField
from jiheng.web.records.models.people import Organisation, Person
from jiheng.web.records.models.rounds import Project, Round


class StoredFile(models.Model):
    """A file as it was uploaded; its bytes lie in the data folder under their SHA-256."""

    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")


class Content(models.Model):
    """What a form says, once and for ever: a row is never changed (the database refuses it)."""

    sha256 = models.CharField(max_length=64)
    """Of `body`, in UTF-8."""
    body = models.TextField()
    """The table as the exchange format's JSON."""
    page = models.BinaryField()
    """How the form looks: the JSON of a `Page`, deflated."""
    blanks = models.TextField(default="{}")
    """The cells of blank values, by path, as JSON."""
    findings = models.TextField(default="[]")
    """What the rules said when it was taken in, as JSON."""
    errors = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    left_over = models.PositiveIntegerField(default=0)
    """Texts of the file that were not understood."""
    amount = MoneyField(null=True)
    source = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    table = models.PositiveIntegerField(default=0)
    """The number of the form in its file, from 0."""
    at = models.DateTimeField(auto_now_add=True)


class Kept(models.Manager["Declaration"]):
    """The declarations that were not put aside."""

    def get_queryset(self) -> models.QuerySet[Declaration]:
        """Without those that were."""
        return super().get_queryset().filter(discarded_at=None)


class Declaration(models.Model):
    """A unit's form for a round."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="declarations")
    unit = models.ForeignKey(Organisation, models.PROTECT, related_name="declarations")
    kind = models.CharField(max_length=24, choices=FormKind.choices)
    project = models.ForeignKey(Project, models.PROTECT, null=True, blank=True, related_name="declarations")
    title = models.CharField(max_length=200)
    """The project's name; for a form of the whole unit, the unit's."""
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    """Counts the acts: who acts on what he saw says which one he saw."""
    left_unit = models.BooleanField(default=False)
    """Whether it was ever signed and left its unit: only then others see it."""
    current = models.ForeignKey("Version", models.PROTECT, null=True, blank=True, related_name="+")
    in_force = models.ForeignKey("Version", models.PROTECT, null=True, blank=True, related_name="+")
    """The approved version; it stays in force while an adjustment is on its way."""
    last_actor = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    """Who did the act before, where the next must be another person's."""
    submitted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    state_since = models.DateTimeField()
    amount = MoneyField(null=True, blank=True)
    errors = models.PositiveIntegerField(default=0)
    """What must be mended or explained, and is neither."""
    warnings = models.PositiveIntegerField(default=0)
    """What is to be looked at, and is not explained."""
    explained = models.PositiveIntegerField(default=0)
    """Of both, what the unit explained."""
    grade = models.CharField(max_length=10, choices=Grade.choices, blank=True)
    approval_number = models.CharField(max_length=60, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_url = models.URLField(max_length=300, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)
    """When it was put aside as filed by mistake: it is in no list and owed by nobody, its page and its history stay."""

    objects: ClassVar[Kept] = Kept()
    everything: ClassVar[models.Manager[Declaration]] = models.Manager()
    """With what was put aside, for what looks at all rows."""

    class Meta:
        ordering: ClassVar = ["-state_since", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["round", "state", "-state_since", "-id"], name="declaration_state"),
            models.Index(fields=["round", "-state_since", "-id"], name="declaration_round"),
            models.Index(fields=["unit", "round", "state"], name="declaration_unit"),
            models.Index(fields=["state", "-state_since", "-id"], name="declaration_state_all"),
            models.Index(fields=["-state_since", "-id"], name="declaration_all"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "kind"],
                condition=models.Q(project__isnull=False, discarded_at=None),
                name="one_for_a_project",
            ),
            models.UniqueConstraint(
                fields=["round", "unit", "kind", "title"],
                condition=models.Q(project__isnull=True, discarded_at=None),
                name="one_for_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Draft(models.Model):
    """What a unit works on; a submission freezes it."""

    declaration = models.OneToOneField(Declaration, models.CASCADE, related_name="draft")
    content = models.ForeignKey(Content, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")


class Version(models.Model):
    """A frozen content of a declaration: never changed, never deleted (the database refuses both)."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    reason = models.CharField(max_length=12, choices=VersionReason.choices)
    content = models.ForeignKey(Content, models.PROTECT, related_name="versions")
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["declaration", "number"], name="one_version_number")]


class Comment(models.Model):
    """A remark of a reviewer on a value of the form; open until it is resolved."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="comments")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    """The version that it was made on."""
    path = models.CharField(max_length=200, blank=True)
    """Where it hangs in the current version; blank: on the form as a whole."""
    text = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]


class Explanation(models.Model):
    """Why a finding stands as it is; it holds as long as the finding says the same."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="explanations")
    key = models.CharField(max_length=64)
    """The finding without the name of its file: see `domain.findings.keys_of`."""
    rule = models.CharField(max_length=20)
    reason_code = models.CharField(max_length=16, choices=ExplanationReason.kept(), blank=True)
    text = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["declaration", "key"], name="one_explanation")]


class Review(models.Model):
    """A review sheet 绩效目标审核表: eight scores, the grade, the opinion."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="reviews")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    scores = models.JSONField()
    """Points by sub-item: see `domain.review_sheet.ITEMS`."""
    total = models.PositiveSmallIntegerField()
    grade = models.CharField(max_length=10, choices=Grade.choices)
    opinion = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["id"]


class Adjustment(models.Model):
    """A request to change an approved target: why, from which version, and by which document it was approved."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="adjustments")
    base = models.ForeignKey(Version, models.PROTECT, related_name="+")
    reason_code = models.CharField(max_length=16, choices=AdjustmentReason.kept(), blank=True)
    reason = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    approving_document = models.CharField(max_length=120, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]


class Attachment(models.Model):
    """A further file of a declaration; a newer version replaces it and the older stays."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=14, choices=AttachmentKind.choices)
    number = models.PositiveIntegerField()
    """Version of the attachment of this kind and title, from 1."""
    title = models.CharField(_("标题"), max_length=120)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["kind", "title", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["declaration", "kind", "title", "number"], name="one_attachment_number")
        ]


class Job(models.Model):
    """Something that the process beside the server does: see `domain.jobs`."""

    status = models.CharField(max_length=10)
    claimed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True


class Intake(Job):
    """An uploaded file on its way: read by the reading process, then confirmed by whoever uploaded it."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="intakes")
    unit = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    """The unit for which it was uploaded."""
    purpose = models.CharField(max_length=10, choices=IntakePurpose.choices, default=IntakePurpose.FILE)
    declaration = models.ForeignKey(Declaration, models.CASCADE, null=True, related_name="intakes")
    """The declaration that it is for; none where the file's own forms say."""
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    status = models.CharField(max_length=10, choices=IntakeStatus.choices, default=IntakeStatus.WAITING)
    message = models.TextField(blank=True)
    """What is to be told of the file as a whole: why it cannot be read, what was not understood."""

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["status", "id"], name="intake_status")]


class IntakeForm(models.Model):
    """A form found in an uploaded file, and what it was taken for."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="forms")
    source = models.CharField(max_length=250)
    """The file's name, for one inside an archive with its folder."""
    number = models.PositiveIntegerField()
    content = models.ForeignKey(Content, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    title = models.CharField(max_length=200, blank=True)
    printed_unit = models.CharField(max_length=200, blank=True)
    fiscal_year = models.PositiveSmallIntegerField(null=True)
    project = models.ForeignKey(Project, models.SET_NULL, null=True, related_name="+")
    """The project of the register that it was matched to."""
    taken = models.ForeignKey(Declaration, models.SET_NULL, null=True, related_name="+")
    """The declaration that it became."""
    problem = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]


class CopyOrder(Job):
    """A copy for publication that somebody wants to have: one for each content."""

    content = models.OneToOneField(Content, models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=CopyStatus.choices, default=CopyStatus.WAITING)
    made_from = models.CharField(max_length=64, blank=True)
    """Where the copy is kept: see `domain.public_copies`."""
    message = models.TextField(blank=True)
    """Why there is none."""

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["status", "id"], name="copy_order_status")]


class Notice(models.Model):
    """Something that a person should know."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    text = models.CharField(max_length=300)
    kind = models.CharField(max_length=24, blank=True)
    """What notices are gathered by: the state that the declaration waits in for him, else the act that he is told of, or
    `reminder`."""
    declaration = models.ForeignKey(Declaration, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    """When it went out by e-mail; where no e-mail is set up, never."""

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["person", "read_at"], name="notice_unread")]
