"""What the unit says beside a form, all of a page in one form: answers to comments, and why findings stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiheng.web.pages.fields import kind_of_reason
from jiheng.web.records.domain.comments import LONGEST
from jiheng.web.records.models import ExplanationReason
from jiheng.web.records.queries.form_view import Listed, Remark

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class CommentForm(forms.Form):
    """A remark of a reviewer, and the place that it is about."""

    path = forms.ChoiceField(label=gettext_lazy("意见写给"), required=False)
    text = forms.CharField(
        label=gettext_lazy("意见"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST})
    )

    def __init__(self, data: QueryDict | None = None, *, places: Iterable[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="comment-%s")
        self.fields["path"].choices = [("", _("整份表")), *places]  # type: ignore[attr-defined]


class _Text(forms.CharField):
    """Lines end as they are kept, however the browser ends them: what was not touched has not changed."""

    def to_python(self, value: Any) -> str:
        """The text."""
        return _lines(super().to_python(value) or "")


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


class SaidForm(forms.Form):
    """A text for each of many things, by the key of each; blank ones say nothing."""

    kind: ClassVar[str]
    """What the names of its fields begin with."""
    label: ClassVar[_StrOrPromise]

    def __init__(self, data: QueryDict | None = None, *, said: Mapping[str, str], about: Mapping[str, str]) -> None:
        """:param said: what was said before, by key; `about`: what each is about, in words."""
        super().__init__(data, initial={self.name_of(key): _lines(text) for key, text in said.items()})
        self.about = about
        for key in said:
            self.fields[self.name_of(key)] = _Text(
                label=self.label,
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST}),
            )

    @classmethod
    def name_of(cls, key: str) -> str:
        """The name of a field."""
        return f"{cls.kind}-{key}"

    @classmethod
    def names_of(cls, key: str) -> tuple[str, ...]:
        """The names of all fields of a thing, the text last."""
        return (cls.name_of(key),)

    @property
    def changed(self) -> dict[str, str]:
        """What was sent and says otherwise than before, by key: its text."""
        sent = {name for name in self.changed_data if name in self.data}
        return {
            key: self.cleaned_data[self.name_of(key)]
            for key in self.about
            if sent & set(self.names_of(key)) and all(name in self.cleaned_data for name in self.names_of(key))
        }

    def blamed(self, key: str) -> str:
        """The name of the field that has to be mended where what was said of a thing is refused."""
        return self.name_of(key)

    def strangers(self) -> list[tuple[str, str]]:
        """What was sent for things that are not there any more."""
        return [
            (str(self.label), text)
            for name, text in self.data.items()
            if name.startswith(f"{self.kind}-") and name not in self.fields and isinstance(text, str)
        ]

    def fields_of(self, key: str) -> list[forms.BoundField]:
        """The fields of a thing; none where nothing can be said of it."""
        return [self[name] for name in self.names_of(key) if name in self.fields]


class AnswersForm(SaidForm):
    """Answers to the open comments; where a new one is wanted, the old one is not put in."""

    kind, label = "answer", gettext_lazy("怎样改了，或者为什么不改")

    @classmethod
    def of(cls, remarks: Iterable[Remark], data: QueryDict | None = None) -> AnswersForm:
        """The form for what is open."""
        found = {str(one.comment.pk): one for one in remarks}
        said = {key: "" if one.wants_answer else one.answer for key, one in found.items()}
        about = {key: _("对“{text}”的答复").format(text=one.comment.text[:40]) for key, one in found.items()}
        return cls(data, said=said, about=about)


class ExplanationsForm(SaidForm):
    """Why findings stand as they are: for each the kind of the reason, and the reason."""

    kind, label = "why", gettext_lazy("为什么可以这样填")

    @classmethod
    def code_of(cls, key: str) -> str:
        """The name of the field of a reason's kind."""
        return f"code-{key}"

    @classmethod
    def names_of(cls, key: str) -> tuple[str, ...]:
        """The kind and the text."""
        return cls.code_of(key), cls.name_of(key)

    def blamed(self, key: str) -> str:
        """The kind, where none was chosen."""
        return self.name_of(key) if self.cleaned_data.get(self.code_of(key)) else self.code_of(key)

    @classmethod
    def of(cls, findings: Iterable[Listed], data: QueryDict | None = None) -> ExplanationsForm:
        """The form for what can be explained: advice needs no reason."""
        found = {one.key: one for one in findings if one.severity != "advice"}
        about = {key: _("“{text}”为什么可以这样填").format(text=one.text[:40]) for key, one in found.items()}
        made = cls(data, said={key: one.explanation for key, one in found.items()}, about=about)
        for key, one in found.items():
            made.fields[cls.code_of(key)] = kind_of_reason(
                gettext_lazy("理由属于哪一类"), ExplanationReason, required=False
            )
            made.initial[cls.code_of(key)] = one.reason_code
        return made
