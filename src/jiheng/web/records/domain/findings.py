"""Findings of a content, and the explanations with which a unit lets them stand."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from jiheng.model.finding import Finding, Severity
from jiheng.model.places import value_at
from jiheng.web.records.domain.acting import allowed, coded, in_words, locked
from jiheng.web.records.domain.contents import findings_of, message_of, table_of
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.models import Act, Content, Declaration, Explanation, ExplanationReason, Person


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
    def is_explained(self) -> bool:
        """Whether the unit lets it stand, and says why."""
        return self.explanation is not None

    @property
    def is_open_error(self) -> bool:
        """Whether it must be mended or explained before the form is submitted."""
        return self.finding.severity is Severity.ERROR and not self.is_explained


def told(declaration: Declaration, content: Content) -> list[Told]:
    """The findings of a content with their explanations, in the order of the form."""
    explained = {one.key: one for one in Explanation.objects.filter(declaration=declaration).select_related("by")}
    found = findings_of(content)
    keys = keys_of(content, found)
    return [Told(one, key, explained.get(key)) for one, key in zip(found, keys, strict=True)]


def count(declaration: Declaration, content: Content) -> None:
    """Keep with a declaration how many findings of its content are open, and how many are explained: lists show it."""
    declaration.errors, declaration.warnings, declaration.explained = content.errors, content.warnings, 0
    if not Explanation.objects.filter(declaration=declaration).exists():
        return
    found = told(declaration, content)
    still, said = ([one.finding.severity for one in found if one.is_explained is it] for it in (False, True))
    declaration.errors, declaration.warnings = still.count(Severity.ERROR), still.count(Severity.WARNING)
    declaration.explained = said.count(Severity.ERROR) + said.count(Severity.WARNING)


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


def explain(declaration: Declaration | int, by: Person, key: str, reason_code: str, text: str) -> Explanation:
    """Say why a finding stands as it is; only while the unit may edit.

    :param reason_code: one of `ExplanationReason`.
    :raises ActError: where it may not, or there is no such finding.
    """
    from django.db import transaction

    with transaction.atomic():
        now = locked(declaration)
        allowed(Act.EDIT, now, by, called=_("说明理由"))
        content = content_worked_on(now)
        one = next((one for one in told(now, content) if one.key == key), None) if content is not None else None
        if content is None or one is None:
            raise NotMet(_("这条意见已经没有了，请刷新页面。"))
        made = let_stand(now, by, one, reason_code, text)
        count(now, content)
        now.save(update_fields=["errors", "warnings", "explained"])
        return made


def let_stand(declaration: Declaration, by: Person, one: Told, reason_code: str, text: str) -> Explanation:
    """Keep why a finding stands as it is.

    :raises NotMet: where the reason has no kind, or says nothing.
    """
    from jiheng.web.records.domain import audit

    what = _("不改的理由")
    code, text = coded(reason_code, ExplanationReason, what), in_words(text, what)
    rule = one.finding.rule
    kept = {"rule": rule, "reason_code": code, "text": text, "by": by, "at": timezone.now()}
    made, _created = Explanation.objects.update_or_create(declaration=declaration, key=one.key, defaults=kept)
    details = {"rule": rule, "key": one.key, "finding": one.words, "reason_code": code}
    audit.record("explain", by, declaration=declaration, opinion=text, details=details)
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
