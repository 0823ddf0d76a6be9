"""What a password must be. Each says in its own words what is wrong: Django's are English in part."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_KINDS = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]")
_BESIDE = 4
"""So many characters around a common password make no better one of it."""
_BESIDE_DIGITS = 2
"""So many beside its digits and signs."""
_SHORTEST = 6
"""Of what common passwords are compared with; of letters alone, `_FEWEST_LETTERS`."""
_FEWEST_LETTERS = 4
_FILLING = string.digits + string.punctuation + string.whitespace
_WRITTEN_AS = str.maketrans("@$0134578", "asoieastb")
"""Signs that stand for letters."""
_OF_THE_TRADE = frozenset(
    ("jiheng", "jixiao", "jixiaogu", "yusuan", "yusuangu", "caizheng", "caizhengju", "mima", "guanli", "guanliyuan",
     "xitong", "zhanghao", "woaini", "nihao", "zhongguo")
)  # fmt: skip


class LongEnough(password_validation.MinimumLengthValidator):
    """Not too short."""

    def get_error_message(self) -> str:
        """What is wrong."""
        return _("密码太短，至少要 {n} 个字符。").format(n=self.min_length)

    def get_help_text(self) -> str:
        """What is asked for."""
        return _("密码至少 {n} 个字符。").format(n=self.min_length)


class NotLikeThePerson(password_validation.UserAttributeSimilarityValidator):
    """Not what somebody is called."""

    def get_error_message(self) -> str:
        """What is wrong."""
        return _("密码与您的“%(verbose_name)s”太像了，容易被猜到。")

    def get_help_text(self) -> str:
        """What is asked for."""
        return _("密码不能与您的账号、姓名、电子邮箱相像。")


class NotCommon(password_validation.CommonPasswordValidator):
    """No common password, nor one with a few characters more: whoever guesses tries those, too."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002
        """:raises ValidationError: where it is one."""
        if any(core in self.passwords or core in _OF_THE_TRADE for core in _cores(password.lower())):
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def get_error_message(self) -> str:
        """What is wrong."""
        return _("密码太常见：是常用的密码，或者只加了几个字符、几个数字，容易被猜到。")

    def get_help_text(self) -> str:
        """What is asked for."""
        return _("密码不能是常用的密码，也不能只在后面加几个数字。")


class KindsOfCharacters:
    """At least three of: small letters, capitals, digits, other characters."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002
        """:raises ValidationError: where there are fewer."""
        if sum(bool(re.search(kind, password)) for kind in _KINDS) < 3:
            raise ValidationError(self.get_help_text(), code="kinds")

    def get_help_text(self) -> str:
        """What is asked for."""
        return _("密码要有大写字母、小写字母、数字、其他符号中的三种。")


def _cores(password: str) -> Iterator[str]:
    """What is left of a password without a few characters at its ends, and without all digits and signs there; in letters."""
    for front in range(_BESIDE + 1):
        for back in range(_BESIDE + 1 - front):
            part = password[front : len(password) - back]
            if len(part) >= _SHORTEST:
                yield from (part, part.translate(_WRITTEN_AS))
            bare = part.strip(_FILLING)
            if len(bare) >= _FEWEST_LETTERS and front + back <= _BESIDE_DIGITS:
                yield from (bare, bare.translate(_WRITTEN_AS))
