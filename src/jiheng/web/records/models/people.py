"""People, the tree of organisations, and who has which role where."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from jiheng.web.records.models.choices import OrganisationKind, Role


class PersonManager(BaseUserManager["Person"]):
    """Makes people."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Person:
        """A person; without a password nobody can sign in as him until one is set."""
        person = self.model(username=username, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        """The person of an account name, whatever its capitals."""
        return self.get(username__iexact=username)


class Person(AbstractBaseUser):
    """Somebody with an account. What he may do comes from his memberships alone."""

    username = models.CharField(_("账号"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    email = models.EmailField(_("电子邮箱"), blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(_("下次登录须改密码"), default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(_("界面语言"), max_length=10, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering: ClassVar = ["username"]

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A node of the tree finance bureau – competent departments – budget units."""

    name = models.CharField(_("名称"), max_length=120)
    code = models.CharField(_("单位编码"), max_length=40, unique=True)
    kind = models.CharField(_("类别"), max_length=12, choices=OrganisationKind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=200, editable=False, db_index=True)
    """The ids from the root down to this one, each followed by a slash: `1/5/12/`."""
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(kind=OrganisationKind.BUREAU), name="one_bureau"
            )
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationName(models.Model):
    """A further name that a unit is known under: an old name, a short form, what a form prints."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="other_names")
    name = models.CharField(_("别名"), max_length=120)
    key = models.CharField(max_length=120, unique=True, editable=False)
    """The name as matching compares it."""

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A role of a person in an organisation.

    `preparer` and `head` act for that organisation alone; the other roles for it and everything below it.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(_("角色"), max_length=12, choices=Role.choices)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "organisation", "role"], name="one_membership")
        ]


class Handover(models.Model):
    """The work of one person handed to another: his roles went over, and what only he could do, the other can."""

    before = models.ForeignKey(Person, models.PROTECT, related_name="handed_over")
    after = models.ForeignKey(Person, models.PROTECT, related_name="taken_over")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(_("原因"), max_length=200)

    class Meta:
        ordering: ClassVar = ["id"]
