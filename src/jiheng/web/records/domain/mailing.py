"""Notices by e-mail, where one is set up: the sentence of the notice and where to find the app, nothing else."""

from __future__ import annotations

import logging
import smtplib
import time
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from jiheng.web.records.models import Notice

MOST = 100
"""Messages in one go."""
_NOT_OLDER = timedelta(days=2)
"""Older notices are not mailed any more: whoever sets e-mail up later does not flood everybody."""
_PAUSE = 600.0
"""Seconds before an address that failed is tried again."""
_LOG = logging.getLogger("jiheng.web.mail")
_failed: dict[str, float] = {}
"""When an address may be tried again; of this process."""


def send_waiting() -> int:
    """Mail the notices that wait; how many went out. A failing address holds no other up."""
    if not settings.MAIL_IS_SET_UP:
        return 0
    waiting = Notice.objects.filter(
        mailed_at=None, read_at=None, at__gt=timezone.now() - _NOT_OLDER, person__is_active=True
    ).exclude(person__email="")
    now = time.monotonic()
    resting = [address for address, until in _failed.items() if until > now]
    notices = list(waiting.exclude(person__email__in=resting).select_related("person").order_by("id")[:MOST])
    if not notices:
        return 0
    try:
        connection = get_connection()
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        _LOG.warning("mail server", extra={"event": "mail"}, exc_info=error)
        return 0
    try:
        return sum(_send(one, connection) for one in notices)
    finally:
        connection.close()


def _send(notice: Notice, connection: BaseEmailBackend) -> bool:
    """Mail one notice. It is claimed first, so that no two processes send it."""
    address = notice.person.email
    if _failed.get(address, 0.0) > time.monotonic():
        return False
    if not Notice.objects.filter(pk=notice.pk, mailed_at=None).update(mailed_at=timezone.now()):
        return False
    try:
        _message(notice, connection).send()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        Notice.objects.filter(pk=notice.pk).update(mailed_at=None)
        _failed[address] = time.monotonic() + _PAUSE
        _LOG.warning("not mailed", extra={"event": "mail", "number": notice.pk}, exc_info=error)
        return False
    _failed.pop(address, None)
    return True


def _message(notice: Notice, connection: BaseEmailBackend) -> EmailMessage:
    with override(notice.person.language or settings.LANGUAGE_CODE):
        subject = _("绩衡：您有新的通知")
        said = [notice.text]
        if settings.ADDRESS:
            path = f"declarations/{notice.declaration_id}/" if notice.declaration_id else "notices/"
            said.append(_("请登录办理：{address}").format(address=f"{settings.ADDRESS.rstrip('/')}/{path}"))
        else:
            said.append(_("请登录绩衡办理。"))
    return EmailMessage(subject, "\n\n".join(said), to=[notice.person.email], connection=connection)
