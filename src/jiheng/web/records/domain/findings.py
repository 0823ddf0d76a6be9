"""Findings of a content, and the explanations with which a unit lets them stand."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from jiheng.model.finding import Finding, Severity
from jiheng.model.places import value_at
from jiheng.web.records.domain.acting import allowed, in_words, locked
from jiheng.web.records.domain.contents import findings_of, message_of, table_of
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.models import Act, Content, Declaration, Explanation, Person


@dataclass(frozen=True, slots=True)
class Told:
    """A finding of a content, its key, and the explanation that goes with it."""

    finding: Finding
    key: str
    explanation: Explanation | None

    @property
    def words(self) -> str:
        """What it says."""
        return message_of(self.finding)

    @property
    def is_open_error(self) -> bool:
        """Whether it must be mended or explained before the form is submitted."""
        return self.finding.severity is Severity.ERROR and self.explanation is None


def told(declaration: Declaration, content: Content) -> list[Told]:
    """The findings of a content with their explanations, in the order of the form."""
    explained = {one.key: one for one in Explanation.objects.filter(declaration=declaration).select_related("by")}
    found = findings_of(content)
    keys = keys_of(content, found)
    return [Told(one, key, explained.get(key)) for one, key in zip(found, keys, strict=True)]


def keys_of(content: Content, found: Sequence[Finding]) -> list[str]:
    """For each finding, what it says apart from the names of files: the rule, the places, and what stands there."""
    table = table_of(content)
    return [
        hashlib.sha256(
            "\x1f".join(
                (
                    one.rule,
                    *(f"{place.path}\x1e{value_at(table, place.path)}" for place in one.where),
                    one.printed or "",
                )
            ).encode()
        ).hexdigest()[:32]
        for one in found
    ]


def explain(declaration: Declaration | int, by: Person, key: str, text: str) -> Explanation:
    """Say why a finding stands as it is; only while the unit may edit.

    :raises ActError: where it may not, or there is no such finding.
    """
    from django.db import transaction

    from jiheng.web.records.domain import audit

    with transaction.atomic():
        now = locked(declaration)
        allowed(Act.EDIT, now, by)
        text = in_words(text, _("不改的理由"))
        content = content_worked_on(now)
        one = next((one for one in told(now, content) if one.key == key), None) if content is not None else None
        if one is None:
            raise NotMet(_("这条意见已经没有了，请刷新页面。"))
        made, _created = Explanation.objects.update_or_create(
            declaration=now,
            key=key,
            defaults={"rule": one.finding.rule, "text": text, "by": by, "at": timezone.now()},
        )
        audit.record("explain", by, declaration=now, opinion=text, details={"rule": one.finding.rule, "key": key})
        return made


def content_worked_on(declaration: Declaration) -> Content | None:
    """The draft's content, else that of the version that was frozen last; None before there is a form."""
    from jiheng.web.records.models import Draft

    draft = Draft.objects.filter(declaration=declaration).select_related("content").first()
    if draft is not None:
        return draft.content
    return declaration.current.content if declaration.current is not None else None


def must_have_no_open_errors(declaration: Declaration, content: Content) -> None:
    """:raises NotMet: where a finding of severity error is neither mended nor explained."""
    still = [one for one in told(declaration, content) if one.is_open_error]
    if still:
        raise NotMet(
            _("还有 {n} 条必须修改的意见没有改好，也没有说明理由。第一条：{first}").format(
                n=len(still), first=message_of(still[0].finding)
            )
        )
