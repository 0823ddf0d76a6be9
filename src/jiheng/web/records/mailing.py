"""Notices by e-mail, where one is set up: the sentences of the notices and where to find the app, nothing else."""

from __future__ import annotations

import logging
import smtplib
import time
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from jiheng.web.records.models import Notice, Person
from jiheng.web.records.queries.notices import Group, groups

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
    """Mail each person the notices that wait for him, in one message; how many messages went out. Who was written to within
    the period waits until it is over. A failing address holds no other up."""
    if not settings.MAIL_IS_SET_UP:
        return 0
    people = _due()
    if not people:
        return 0
    try:
        connection = get_connection()
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        _LOG.warning("mail server", extra={"event": "mail"}, exc_info=error)
        return 0
    try:
        return sum(_send(one, connection) for one in people)
    finally:
        connection.close()


def _waiting() -> QuerySet[Notice]:
    return Notice.objects.filter(mailed_at=None, read_at=None, at__gt=timezone.now() - _NOT_OLDER)


def _due() -> list[Person]:
    """Who is written to now, those who have waited longest first."""
    now = time.monotonic()
    resting = [address for address, until in _failed.items() if until > now]
    waiting = _waiting().filter(person__is_active=True).exclude(person__email__in=["", *resting])
    first = waiting.order_by().values_list("person").annotate(first=Min("pk")).order_by("first")
    pks = [pk for pk, _first in first]
    lately = Notice.objects.filter(person__in=pks, mailed_at__gt=timezone.now() - settings.MAIL_PERIOD)
    barred = set(lately.values_list("person", flat=True))
    chosen = [pk for pk in pks if pk not in barred][:MOST]
    found = Person.objects.in_bulk(chosen)
    return [found[pk] for pk in chosen]


def _send(person: Person, connection: BaseEmailBackend) -> bool:
    """Mail somebody his notices. They are claimed first, so that no two processes send them."""
    if _failed.get(person.email, 0.0) > time.monotonic():
        return False
    now = timezone.now()
    if not _waiting().filter(person=person).update(mailed_at=now):
        return False
    claimed = Notice.objects.filter(person=person, mailed_at=now)
    try:
        _message(person, groups(person, claimed), connection).send()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        claimed.update(mailed_at=None)
        _failed[person.email] = time.monotonic() + _PAUSE
        _LOG.warning("not mailed", extra={"event": "mail", "account": person.pk}, exc_info=error)
        return False
    _failed.pop(person.email, None)
    return True


def _message(person: Person, told: Sequence[Group], connection: BaseEmailBackend) -> EmailMessage:
    """One notice as its sentence, more of them gathered as on the page."""
    with override(person.language or settings.LANGUAGE_CODE):
        number = sum(group.number for group in told)
        subject = _("绩衡：您有新的通知") if number == 1 else _("绩衡：您有 {n} 条新的通知").format(n=number)
        said = [_paragraph(group) for group in told]
        if settings.ADDRESS:
            declaration = told[0].first[0].declaration_id if number == 1 else None
            path = f"/declarations/{declaration}/" if declaration else "/notices/"
            said.append(_("请登录办理：{address}").format(address=_address(path)))
        else:
            said.append(_("请登录绩衡办理。"))
    return EmailMessage(subject, "\n\n".join(said), to=[person.email], connection=connection)


def _paragraph(group: Group) -> str:
    """What a group says, its newest notices, and where the list is."""
    if group.number == 1:
        return group.words
    lines = [
        group.words,
        *([group.round_words] if group.round_words else []),
        *(f"· {one.text}" for one in group.first),
    ]
    if group.number > len(group.first):
        lines.append(_("· 另有 {n} 条").format(n=group.number - len(group.first)))
    if settings.ADDRESS and group.list:
        lines.append(_("清单：{address}").format(address=_address(group.list)))
    return "\n".join(lines)


def _address(path: str) -> str:
    return f"{settings.ADDRESS.rstrip('/')}{path}"
