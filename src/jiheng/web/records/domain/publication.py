"""What stands before publication: the check of what would be published, and the term of the law."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _

from jiheng.law.profiles import profile_of
from jiheng.model.finding import Finding, Severity, Stage
from jiheng.model.masking import MaskedText, mask_table
from jiheng.model.private_numbers import MASK
from jiheng.report.words import path_words
from jiheng.rules.check import Settings, check_files
from jiheng.rules.form import File
from jiheng.web.records.domain.contents import blanks_of, message_of, table_of
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.domain.findings import keys_of
from jiheng.web.records.models import Content, Declaration, Explanation, Round

_TERM = "publication_term_days"
"""The parameter of the profiles: days from the 批复 to the publication."""
NEAR = 5
"""Days before the end of the term from which a declaration presses."""
_PERSONAL = "PRV"
"""The family of the rules about personal data."""
LONGEST_ADDRESS = 300
"""Characters."""
_TOLD, _LONGEST = 5, 24
"""Places of masked numbers that are told one by one, and the characters of each."""


def check(content: Content, round: Round, stage: Stage = Stage.PUBLICATION) -> tuple[Finding, ...]:
    """What the rules say of a content at a stage; before publication, of what would be published: with its numbers masked."""
    table = table_of(content)
    if stage is Stage.PUBLICATION:
        table = mask_table(table)[0]
    file = File("", [table], blanks=[blanks_of(content)])
    settings = Settings(region=round.region, year=round.fiscal_year, stage=stage)
    return tuple(check_files([file], settings).findings)


def masked_in(content: Content) -> tuple[MaskedText, ...]:
    """The texts of a content that are published with masked numbers."""
    return mask_table(table_of(content))[1]


def masking_words(content: Content) -> str:
    """What is masked in the publication: how many numbers, and where; blank where nothing is."""
    found = masked_in(content)
    if not found:
        return ""
    where = _("、").join(
        _("{where}“{text}”").format(where=path_words([one.path]), text=_short(one)) for one in found[:_TOLD]
    )
    number = sum(one.numbers for one in found)
    if len(found) > _TOLD:
        return _("公开时遮盖 {n} 个手机号、身份证号：{where}等。").format(n=number, where=where)
    return _("公开时遮盖 {n} 个手机号、身份证号：{where}。").format(n=number, where=where)


def _short(one: MaskedText) -> str:
    """The text around the first masked number."""
    text = " ".join(one.text.split())
    if len(text) <= _LONGEST:
        return text
    begins = max(text.find(MASK) - _LONGEST // 2, 0)
    return f"{'…' if begins else ''}{text[begins : begins + _LONGEST]}…"


def must_be_fit(declaration: Declaration, content: Content | None = None) -> None:
    """:raises NotMet: where the form, as it would be published, has an error that the unit did not explain.

    Mobile and identity numbers are masked in what is published. Other personal data stays out of it, whatever is said for
    it.
    """
    if content is None:
        assert declaration.in_force is not None
        content = declaration.in_force.content
    found = check(content, declaration.round)
    explained = set(Explanation.objects.filter(declaration=declaration).values_list("key", flat=True))
    errors = [
        one
        for one, key in zip(found, keys_of(content, found), strict=True)
        if one.severity is Severity.ERROR and (key not in explained or one.rule.startswith(_PERSONAL))
    ]
    if errors:
        raise NotMet(
            _("公开前检查有 {n} 处不能公开。第一处：{first}").format(n=len(errors), first=message_of(errors[0]))
        )


def why_unfit(declaration: Declaration) -> str:
    """What the check before publication stops at; blank where it stops at nothing."""
    try:
        must_be_fit(declaration)
    except NotMet as error:
        return str(error)
    return ""


def to_be_weighed(content: Content, round: Round) -> list[str]:
    """What somebody weighs before it is published: details of 维稳, 信访, 执法部署 and the like, which no rule can judge."""
    return [
        message_of(one)
        for one in check(content, round)
        if one.rule.startswith(_PERSONAL) and one.severity is not Severity.ERROR
    ]


def address(url: str) -> str:
    """Where it was published, as it is kept.

    :raises NotMet: where it is no web address.
    """
    url = url.strip()
    try:
        URLValidator(schemes=("http", "https"))(url)
    except ValidationError as error:
        raise NotMet(_("公开网址“{url}”不是完整的网址，请从 http 写起。").format(url=url[:60])) from error
    if len(url) > LONGEST_ADDRESS:
        raise NotMet(_("公开网址最多 {most} 个字符。").format(most=LONGEST_ADDRESS))
    return url


def term_of(round: Round) -> int | None:
    """Days from the 批复 to the publication, by the profile of the round's region and year; None where it sets no term."""
    profile = profile_of(round.region, round.fiscal_year)
    return None if profile.get(_TERM) is None else int(profile.number(_TERM))


def pressing_before(round: Round) -> datetime | None:
    """What was approved before this moment presses: its term is near or over. None where there is no term."""
    term = term_of(round)
    if term is None:
        return None
    today = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    return today - timedelta(days=term - NEAR - 1)


def days_late(declaration: Declaration) -> int:
    """How many days the publication is beyond its term; 0 within it."""
    term = term_of(declaration.round)
    if declaration.approved_at is None or term is None:
        return 0
    days = (timezone.localdate() - timezone.localdate(declaration.approved_at)).days
    return max(days - term, 0)
