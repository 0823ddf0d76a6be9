"""What is kept or printed is Chinese, in whichever language the person who acts reads his pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import override

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


def chinese(words: _StrOrPromise) -> str:
    """Words that are chosen late, such as the name of a role, as they are kept."""
    with override(settings.LANGUAGE_CODE):
        return str(words)
