"""What stands before publication: the check for the public stage, and the term of twenty days."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _

from jiheng.model.finding import Finding, Severity, Stage
from jiheng.rules.check import Settings, check_files
from jiheng.rules.form import File
from jiheng.web.records.domain.contents import blanks_of, message_of, table_of
from jiheng.web.records.domain.errors import NotMet
from jiheng.web.records.domain.findings import keys_of
from jiheng.web.records.models import Content, Declaration, Explanation, Round

TERM = 20
"""Days from the 批复 to the publication (《预算法》第十四条)."""
_PERSONAL = "PRV"
"""The family of the rules about personal data."""
LONGEST_ADDRESS = 300
"""Characters."""


def check(content: Content, round: Round, stage: Stage = Stage.PUBLICATION) -> tuple[Finding, ...]:
    """What the rules say of a content at a stage."""
    file = File("", [table_of(content)], blanks=[blanks_of(content)])
    settings = Settings(region=round.region, year=round.fiscal_year, stage=stage)
    return tuple(check_files([file], settings).findings)


def must_be_fit(declaration: Declaration, content: Content | None = None) -> None:
    """:raises NotMet: where the form, as it would be published, has an error that the unit did not explain.

    Personal data stays out of what is published, whatever is said for it.
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


def address(url: str) -> str:
    """Where it was published, as it is kept; blank where nobody says.

    :raises NotMet: where it is no web address.
    """
    url = url.strip()
    if url:
        try:
            URLValidator(schemes=("http", "https"))(url)
        except ValidationError as error:
            raise NotMet(_("公开网址“{url}”不是完整的网址，请从 http 写起。").format(url=url[:60])) from error
        if len(url) > LONGEST_ADDRESS:
            raise NotMet(_("公开网址最多 {most} 个字符。").format(most=LONGEST_ADDRESS))
    return url


def days_late(declaration: Declaration) -> int:
    """How many days the publication is beyond its term; 0 within it."""
    if declaration.approved_at is None:
        return 0
    days = (timezone.localdate() - timezone.localdate(declaration.approved_at)).days
    return max(days - TERM, 0)
