"""The forms beside the acts: attachments, comments, explanations, uploads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jiheng.web.pages.uploads import ACCEPTED
from jiheng.web.records.domain.attachments import ACCEPTED as ATTACHABLE
from jiheng.web.records.domain.attachments import must_be_accepted
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.models import Attachment, AttachmentKind


class AttachmentForm(forms.Form):
    """A further file."""

    file = forms.FileField(
        label=_("文件"),
        allow_empty_file=True,
        help_text=_("Word、Excel、WPS、PPT、PDF、OFD、文本、图片、压缩包都可以；程序和网页文件不收。"),
        widget=forms.FileInput(attrs={"accept": ",".join(ATTACHABLE)}),
    )
    kind = forms.ChoiceField(label=_("类别"))
    title = forms.CharField(label=_("标题"), required=False, max_length=110, help_text=_("不填就用文件名。"))
    replaces = forms.ChoiceField(
        label=_("新版本：替换哪一个"), required=False, help_text=_("选了的，沿用那一个的类别和标题；以前的一版留着。")
    )

    def __init__(self, *args: Any, kinds: Sequence[AttachmentKind], present: Sequence[Attachment], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        self.present = {str(one.pk): one for one in present if one.kind in kinds}
        words = _("{title}（{kind}，第 {n} 版）")
        named = [
            (key, words.format(title=one.title, kind=one.get_kind_display(), n=one.number))
            for key, one in self.present.items()
        ]
        self.fields["replaces"].choices = [("", _("不替换，作为另一个附件")), *named]  # type: ignore[attr-defined]
        if not named:
            del self.fields["replaces"]

    def clean(self) -> dict[str, Any]:
        """A file of a kind that is taken; of one that replaces another, with its kind."""
        said = super().clean() or self.cleaned_data
        file = said.get("file")
        if file is not None:
            head = file.read(8)
            file.seek(0)
            try:
                must_be_accepted(file.name, head)
            except NotMet as error:
                self.add_error("file", str(error))
        replaced = self.present.get(said.get("replaces", ""))
        if replaced is not None:
            said["kind"] = replaced.kind
        said["replaced"] = replaced.pk if replaced is not None else None
        return said


class ReplacementForm(forms.Form):
    """A form that is to take the place of the one that there is."""

    file = forms.FileField(
        label=_("绩效目标表"),
        allow_empty_file=True,
        help_text=_("Word、Excel、WPS、PDF、扫描件都可以；里面有几张表的，读好后再选。"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
