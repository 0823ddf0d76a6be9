"""What is left to the people of an organisation that is no longer in use, and of an account that was closed."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jiheng.web.records.domain import acts, attachments, comments, discarding, files, intakes, organisations, people
from jiheng.web.records.domain.errors import NotAllowed
from jiheng.web.records.domain.owed import owed_by
from jiheng.web.records.models import Organisation, Person, Role, State
from jiheng.web.records.permissions import may_see_draft, people_with, visible_declarations
from jiheng.web.records.queries.declarations import possible_acts
from jiheng.web.records.queries.worklists import Tab, late, tab_of
from tests.web.county import PASSWORD, County, content
from tests.web.moving import at, begun, forward

pytestmark = pytest.mark.django_db
CLOSED = "云溪县养老服务中心已停用，原来的申报只能查看，不能办理；确需办理的，请系统管理员重新启用这个单位。"


def close(county: County, organisation: Organisation, *, active: bool = False) -> None:
    """Take an organisation out of use, or into use again; everybody comes in anew."""
    organisations.set_active(organisation, county.people["admin"], active=active)
    county.unit.refresh_from_db()
    for role, person in county.people.items():
        county.people[role] = Person.objects.get(pk=person.pk)


def test_the_people_of_a_closed_unit_see_what_they_saw_and_act_on_nothing(county: County) -> None:
    draft, signing, returned = begun(county), at(county, "unit_review"), at(county, "returned")
    form = content()
    close(county, county.unit)
    preparer, head = county.people["preparer"], county.people["head"]
    assert set(visible_declarations(preparer)) == {draft, signing, returned}
    assert may_see_draft(preparer, draft)
    file = files.keep([b"x"], "a.pdf", preparer)
    refused: dict[str, Callable[[], object]] = {
        "create": lambda: acts.create(county.round, county.unit, "department_overall", form, preparer),
        "edit": lambda: acts.edit(draft, preparer, form),
        "submit": lambda: acts.submit(draft, preparer),
        "discard": lambda: discarding.discard(draft, preparer, "报错了"),
        "withdraw": lambda: acts.withdraw(signing, preparer),
        "sign": lambda: acts.sign(signing, head),
        "return": lambda: acts.return_(signing, head, "依据不足"),
        "comment": lambda: comments.comment(signing, head, "请核对"),
        "attach": lambda: attachments.attach(returned, preparer, "other", file),
        "upload": lambda: intakes.take(
            [SimpleUploadedFile("b.xlsx", b"PK")], county.unit, county.round, preparer
        ),
    }  # fmt: skip
    for name, act in refused.items():
        with pytest.raises(NotAllowed) as told:
            act()
        assert str(told.value) == CLOSED, name
    for one in (draft, signing, returned):
        assert possible_acts(one, preparer) == possible_acts(one, head) == []
    assert not tab_of(preparer, Tab.WAITING).exists()
    assert not people_with(Role.PREPARER, county.unit).exists()
    close(county, county.unit, active=True)
    assert acts.submit(draft, county.people["preparer"]).state == State.UNIT_REVIEW


def test_what_a_closed_unit_reported_is_handled_by_those_above(county: County) -> None:
    made = at(county, "department_review")
    close(county, county.unit)
    made = forward(county, made, State.PERFORMANCE_REVIEW)
    assert acts.return_(made, county.people["performance"], "依据不足").state == State.RETURNED
    assert made in visible_declarations(county.people["preparer"])


def test_a_closed_department_acts_no_more(county: County) -> None:
    made = at(county, "department_review")
    for one in (county.unit, county.other_unit, county.department):
        close(county, one)
    with pytest.raises(NotAllowed, match="云溪县民政局已停用"):
        acts.pass_on(made, county.people["department"])
    assert made in visible_declarations(county.people["department"])


def test_a_closed_unit_is_not_late(county: County) -> None:
    made = begun(county)
    county.round.windows.update(closes_at=made.state_since - timedelta(minutes=1))
    now = made.state_since + timedelta(minutes=1)
    assert made in visible_declarations(county.people["preparer"]).filter(late((county.round,), now))
    close(county, county.unit)
    assert not visible_declarations(county.people["preparer"]).filter(late((county.round,), now))
    assert not any(one.is_late for one in owed_by([county.unit], county.round, now))


def test_the_pages_of_a_closed_unit_say_so(county: County, look: Callable[..., str]) -> None:
    made = at(county, "section_review")
    close(county, county.unit)
    preparer = county.people["preparer"]
    for name, about in (("declaration", [made.pk]), ("unit-owed", []), ("intake-new", [])):
        assert CLOSED in html.unescape(look(preparer, name, *about)), name
    assert look(preparer, "home")
    said = html.unescape(look(county.people["section"], "declaration", made.pk))
    assert CLOSED not in said, "it is for the bureau to go on"
    assert '<span class="tag">已停用</span>' in said


def test_what_was_typed_before_the_unit_was_closed_is_shown_with_the_reason(
    county: County, look: Callable[..., str], send: Callable[..., str]
) -> None:
    made = at(county, "unit_review")
    head = county.people["head"]
    assert 'name="reason"' in look(head, "declaration-act", made.pk, "return")
    close(county, county.unit)
    said = html.unescape(
        send(head, "declaration-act", made.pk, "return", seen=str(made.revision), reason="测算依据还差一份合同")
    )
    assert CLOSED in said
    assert "测算依据还差一份合同" in said
    draft = begun_before(county)
    assert CLOSED in html.unescape(send(county.people["preparer"], "declaration-discard", draft, reason="报错了项目"))


def begun_before(county: County) -> int:
    """A draft of a unit that was closed after it."""
    close(county, county.unit, active=True)
    made = begun(county)
    close(county, county.unit)
    return made.pk


def signed_in(person: Person) -> Client:
    """Somebody at a browser."""
    client = Client()
    client.post(reverse("sign-in"), {"username": person.username, "password": PASSWORD})
    assert client.get(reverse("notices")).status_code == 200
    return client


@pytest.mark.parametrize("by_handover", [False, True])
def test_an_old_session_does_not_come_back_with_the_account(county: County, by_handover: bool) -> None:
    person, admin = county.people["preparer"], county.people["admin"]
    client, other = signed_in(person), signed_in(county.people["head"])
    if by_handover:
        people.hand_over(person, county.people["head"], admin, "退休", deactivate=True)
    else:
        people.set_active(person, admin, active=False)
    people.set_active(person, admin, active=True)
    assert client.get(reverse("notices")).status_code == 302
    assert other.get(reverse("notices")).status_code == 200
    signed_in(person)


def test_a_new_password_ends_all_sessions(county: County) -> None:
    person = county.people["preparer"]
    client = signed_in(person)
    people.reset_password(person, county.people["admin"])
    assert client.get(reverse("notices")).status_code == 302
    assert client.get(reverse("notices")).status_code == 302
