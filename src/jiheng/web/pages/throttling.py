"""How often somebody may try to sign in: a few times for an account from an address, more often for an address as a whole."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest

MOST_OF_ADDRESS = 20
"""Wrong passwords from one address, for whatever accounts; a whole office may have one. What somebody got wrong before he
got it right does not count."""
_NETWORK = 64
"""Bits of an IPv6 address that tell subscribers apart: the others each of them chooses himself."""


def address_of(request: HttpRequest) -> str | None:
    """Where a request comes from; of IPv6 the subscriber's network. None where nothing tells.

    Each proxy adds at the right of X-Forwarded-For who came to it. So with n proxies of ours it is the n-th from the right
    that counts: what stands left of it, and all of it where there is no proxy, is whatever the sender likes.
    """
    before = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    proxies = settings.TRUSTED_PROXIES
    told = _address(before[-proxies]) if 0 < proxies <= len(before) else None
    return told or _address(request.META.get("REMOTE_ADDR", ""))


def _address(written: str) -> str | None:
    """None where it is no address."""
    host = written.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:  # some proxies add the port
        host = host.partition(":")[0]
    try:
        found = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or ip_network((found, _NETWORK), strict=False).network_address
    return str(found)


class Throttle(AxesDatabaseHandler):  # type: ignore[misc]
    """As django-axes counts for an account and an address; and for the address alone, so that nobody tries one password on
    many accounts."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Whether nobody even looks at the password."""
        request.address_is_locked = _failures_from(request) >= MOST_OF_ADDRESS  # type: ignore[attr-defined]
        return request.address_is_locked or bool(super().is_locked(request, credentials))  # type: ignore[attr-defined]


def _failures_from(request: HttpRequest) -> int:
    attempts = AccessAttempt.objects.filter(
        ip_address=request.axes_ip_address,  # type: ignore[attr-defined]
        attempt_time__gte=get_cool_off_threshold(request),
    )
    return attempts.aggregate(failures=Sum("failures_since_start"))["failures"] or 0


@receiver(pre_save, sender=AccessAttempt)
def keep_no_form(instance: AccessAttempt, **_more: object) -> None:
    """Of a try only who, from where and how often: django-axes would keep the form, and knows only one field of passwords."""
    instance.get_data = instance.post_data = ""
