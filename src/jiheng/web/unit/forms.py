"""The forms of the unit's pages: the upload, and what is asked before an upload becomes an act."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jiheng.web.pages.fields import kind_of_reason, long_text
from jiheng.web.pages.score_sheet import score_fields
from jiheng.web.pages.uploads import ACCEPTED, MOST_FILES
from jiheng.web.records.domain.findings import told
from jiheng.web.records.domain.review_sheet import ITEMS
from jiheng.web.records.models import Act, Declaration, ExplanationReason, IntakeForm, IntakePurpose

TOO_MANY = _("一次最多 {most} 个文件，您选了 {n} 个，请打成 zip 一次上传。")


class ManyFiles(forms.FileInput):
    """A field for several files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files; at least one."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Each file by itself."""
        files = data if isinstance(data, (list, tuple)) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in files or [None]]


class FilingForm(forms.Form):
    """Forms that a unit files."""

    uploads = ManyFilesField(
        label=_("绩效目标表"),
        allow_empty_file=True,
        help_text=_(
            "可以一次选几个文件（最多 10 个），更多的打成一个 zip。Word、Excel、WPS、PDF、扫描件都可以；一个文件里有几张表的，会逐张认出。"
        ),
        widget=ManyFiles(
            attrs={
                "accept": ACCEPTED,
                "multiple": True,
                "data-most-files": MOST_FILES,
                "data-too-many": format_lazy(TOO_MANY, most=MOST_FILES, n="{n}"),
            }
        ),
    )

    def clean_uploads(self) -> list[UploadedFile[Any]]:
        """Not too many."""
        files: list[UploadedFile[Any]] = self.cleaned_data["uploads"]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(str(TOO_MANY).format(most=MOST_FILES, n=len(files)))
        return files


class ClaimForm(forms.Form):
    """What is asked before a form that was read takes the place of the one there is."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    form = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, purpose: IntakePurpose, declaration: Declaration, chosen: IntakeForm, **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        self.purpose = purpose
        self.initial.update(seen=declaration.revision, form=chosen.pk)
        if purpose == IntakePurpose.AMEND:
            self.fields |= score_fields()
            self.fields["agreement"] = long_text(_("与单位商定的情况"), help_text=_("与谁、何时、怎样商定的。"))
        elif purpose == IntakePurpose.CORRECT:
            self.fields["reason"] = long_text(_("更正说明"), help_text=_("哪里错了，为什么错，改成什么。"))
            self.fields["secrecy_review"] = long_text(
                _("保密审查情况"), help_text=_("谁、何时审查的，有没有不宜公开的内容。")
            )
        if purpose in (IntakePurpose.AMEND, IntakePurpose.CONFIRM):
            still = [one for one in told(declaration, chosen.content) if one.is_open_error]
            if still:
                said = _(
                    "改过的表有 {n} 条必须修改的意见；确实不改的，选好类别、写明理由，否则请改好再上传。第一条：{first}"
                )
                self.fields["reason_code"] = kind_of_reason(_("不改的理由属于哪一类"), ExplanationReason)
                self.fields["reason"] = long_text(
                    _("不改的理由"), help_text=said.format(n=len(still), first=still[0].words)
                )
        if chosen.problem:
            self.fields["sure"] = forms.BooleanField(label=_("已核对，仍然用这张表"))

    @property
    def act(self) -> Act:
        """The act that it leads to."""
        return Act(self.purpose.value)

    def what(self) -> dict[str, Any]:
        """What `intakes.claim` is told."""
        said = self.cleaned_data
        scores = {key: said[key] for key in ITEMS if key in said}
        return {
            "seen": said["seen"],
            "sure": bool(said.get("sure")),
            "scores": scores,
            "agreement": said.get("agreement", ""),
            "reason_code": said.get("reason_code", ""),
            "reason": said.get("reason", ""),
            "secrecy_review": said.get("secrecy_review", ""),
        }
