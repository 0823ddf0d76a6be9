"""Forms about people."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from jiheng.web.records.models import Person, Role
from jiheng.web.setup.access import OrganisationField

_ROLES = [("", "—"), *Role.choices]


class PeopleFilter(forms.Form):
    """Which people are shown."""

    q = forms.CharField(label=_("账号或姓名"), required=False, max_length=60, widget=forms.SearchInput)
    organisation = OrganisationField(label=_("单位（含下级）"), required=False, help_text="")
    role = forms.ChoiceField(label=_("角色"), choices=[("", _("全部")), *Role.choices], required=False)
    active = forms.ChoiceField(
        label=_("状态"), choices=[("", _("全部")), ("yes", _("在用")), ("no", _("已停用"))], required=False
    )


class PersonForm(forms.Form):
    """An account."""

    username = forms.CharField(
        label=_("账号"), max_length=60, help_text=_("登录时用：字母、数字和 . _ - @，不分大小写。")
    )
    name = forms.CharField(label=_("姓名"), max_length=60)
    email = forms.EmailField(label=_("电子邮箱"), required=False, help_text=_("设置了发信时，通知也发到这里。"))


class NewPersonForm(PersonForm):
    """An account with its first role."""

    role = forms.ChoiceField(label=_("角色"), choices=_ROLES, required=False, help_text=_("更多角色可以建好以后再加。"))
    organisation = OrganisationField(label=_("角色所在单位"), required=False)

    def clean(self) -> dict[str, object] | None:
        """A role has its place."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("role") and not cleaned.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", _("请填写角色所在的单位。"))
        if cleaned.get("organisation") and not cleaned.get("role"):
            self.add_error("role", _("请选择角色。"))
        return cleaned


class NewPlaceForm(forms.Form):
    """One role more."""

    role = forms.ChoiceField(label=_("角色"), choices=_ROLES)
    organisation = OrganisationField(label=_("角色所在单位"))


class OptionalReasonForm(forms.Form):
    """Why, where somebody wants to say it."""

    reason = forms.CharField(label=_("原因"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class HandoverForm(forms.Form):
    """To whom, and why."""

    after = forms.CharField(label=_("接手人的账号"), max_length=60, help_text=_("接手人要已有账号；没有的请先新建。"))
    reason = forms.CharField(label=_("原因"), max_length=200, help_text=_("例如：岗位调整、调离、退休。"))
    deactivate = forms.BooleanField(label=_("交接后停用原账号"), required=False, initial=True)

    def clean_after(self) -> Person:
        """The successor."""
        from jiheng.web.records.domain.people import account_name

        found = Person.objects.filter(username__iexact=account_name(self.cleaned_data["after"])).first()
        if found is None:
            raise forms.ValidationError(_("没有这个账号。"))
        return found
