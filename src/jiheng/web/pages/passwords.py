"""What a password must be made of."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_KINDS = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]")


class KindsOfCharacters:
    """At least three of: small letters, capitals, digits, other characters."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002
        """:raises ValidationError: where there are fewer."""
        if sum(bool(re.search(kind, password)) for kind in _KINDS) < 3:
            raise ValidationError(self.get_help_text(), code="kinds")

    def get_help_text(self) -> str:
        """What is asked for."""
        return _("密码要有大写字母、小写字母、数字、其他符号中的三种。")
