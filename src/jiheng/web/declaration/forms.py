"""The forms beside the acts: attachments, comments, explanations, uploads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiheng.web.pages.uploads import ACCEPTED
from jiheng.web.records.models import AttachmentKind


class AttachmentForm(forms.Form):
    """A further file."""

    kind = forms.ChoiceField(label=_("类别"))
    title = forms.CharField(
        label=_("标题"), required=False, max_length=120, help_text=_("同一类别、同一标题的新文件会成为新的一版。")
    )
    file = forms.FileField(label=_("文件"), allow_empty_file=True)

    def __init__(self, *args: Any, kinds: Sequence[AttachmentKind], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]


class ReplacementForm(forms.Form):
    """A form that is to take the place of the one that there is."""

    file = forms.FileField(
        label=_("绩效目标表"),
        allow_empty_file=True,
        help_text=_("Word、Excel、WPS、PDF、扫描件都可以；里面有几张表的，读好后再选。"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
