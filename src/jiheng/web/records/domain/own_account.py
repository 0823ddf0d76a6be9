"""What somebody does with his own account: his password, his second factor, his language."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from jiheng.web.records.domain import audit
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.models import Person

_CODES = 10
_NAME = "default"


def change_password(person: Person, old: str, new: str) -> Person:
    """Another password; all his other sessions end, because they hold a hash of the old one.

    :raises NotMet: where the old one is wrong, or the new one is no better than it should be.
    """
    with transaction.atomic():
        now = Person.objects.select_for_update().get(pk=person.pk)
        if not now.check_password(old):
            raise NotMet(_("现在的密码不对。"))
        if old == new:
            raise NotMet(_("新密码要与现在的不同。"))
        try:
            validate_password(new, now)
        except ValidationError as error:
            raise NotMet("".join(error.messages)) from error
        now.set_password(new)
        now.must_change_password, now.password_changed_at = False, timezone.now()
        now.save(update_fields=["password", "must_change_password", "password_changed_at"])
        audit.record("change_password", now, details={"person": now.pk})
        return now


def set_language(person: Person, language: str) -> None:
    """The language of his pages."""
    Person.objects.filter(pk=person.pk).update(language=language)


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """What somebody has: a confirmed telephone, and how many backup codes are left."""

    device: TOTPDevice | None
    codes: int


def second_factor_of(person: Person) -> SecondFactor:
    """The second factor of an account."""
    device = TOTPDevice.objects.filter(user=person, confirmed=True).first()
    return SecondFactor(device, StaticToken.objects.filter(device__user=person).count())


def begin_second_factor(person: Person) -> TOTPDevice:
    """The device that is being set up: it counts when a first code of it was entered."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        found = TOTPDevice.objects.filter(user=person, confirmed=False).first()
        return found or TOTPDevice.objects.create(user=person, confirmed=False, name=_NAME)


def confirm_second_factor(person: Person, code: str, password: str = "") -> tuple[TOTPDevice, list[str]]:
    """The set-up is done with a right code of the device. The backup codes are shown once.

    :param password: of who replaces an older device.
    :raises NotMet: where the code or the password is wrong.
    """
    if second_factor_of(person).device is not None:
        _must_know(person, password)
    device = begin_second_factor(person)
    # A wrong code counts against the throttle of the device, so it is verified before the transaction that may fail.
    if not device.verify_token(_digits(code)):
        raise NotMet(_("验证码不对或已过期，请看手机上现在的 6 位数字再输一次；手机的时间要准。"))
    with transaction.atomic():
        TOTPDevice.objects.filter(user=person).exclude(pk=device.pk).delete()
        device.confirmed = True
        device.save()
        codes = _new_codes(person)
        audit.record("set_up_second_factor", person, details={"person": person.pk})
        return device, codes


def renew_codes(person: Person, password: str) -> list[str]:
    """New backup codes; the old ones are void."""
    with transaction.atomic():
        _must_know(person, password)
        codes = _new_codes(person)
        audit.record("renew_backup_codes", person, details={"person": person.pk})
        return codes


def end_second_factor(person: Person, password: str) -> None:
    """Sign in with the password alone again."""
    with transaction.atomic():
        _must_know(person, password)
        take_away_devices(person)
        audit.record("end_second_factor", person, details={"person": person.pk})


def verify_second_factor(person: Person, code: str) -> TOTPDevice | StaticDevice:
    """The device that a code at sign-in belongs to; after a wrong one the next try must wait, ever longer.

    :raises NotMet: where the code is wrong, or it is too early for another try.
    """
    code = _digits(code)
    model = TOTPDevice if len(code) == 6 and code.isdecimal() else StaticDevice
    # The row stays locked while it is verified: two tries at the same time are two tries.
    with transaction.atomic():
        device = model.objects.select_for_update().filter(user=person, confirmed=True).first()
        if device is not None:
            allowed, _why = device.verify_is_allowed()
            if not allowed:
                raise NotMet(_("刚才的验证码输错了，请稍等片刻再试。"))
        right = device is not None and device.verify_token(code)
    if device is None or not right:
        raise NotMet(_("验证码不对或已过期，请看手机上现在的 6 位数字再输一次；也可以输入一个备用码。"))
    return device


def take_away_devices(person: Person) -> None:
    """No second factor any more."""
    TOTPDevice.objects.filter(user=person).delete()
    StaticDevice.objects.filter(user=person).delete()


def _new_codes(person: Person) -> list[str]:
    StaticDevice.objects.filter(user=person).delete()
    device = StaticDevice.objects.create(user=person, confirmed=True, name=_NAME)
    codes = [secrets.token_hex(5) for _ in range(_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def _digits(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()[:16]


def _must_know(person: Person, password: str) -> None:
    if not person.check_password(password):
        raise NotMet(_("现在的密码不对。"))
