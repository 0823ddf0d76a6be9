"""What must be mended: one meaning in lists, on the page of the declaration and in what a unit owes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from jiheng.web.records.domain import acts, findings
from jiheng.web.records.models import Declaration, State
from jiheng.web.records.queries.worklists import Filters, Lists, Tab
from tests.web.county import County, content
from tests.web.flushing import flushing_past_the_guards  # noqa: F401
from tests.web.moving import begun, forward
from tests.web.way import OPEN_ERRORS


def explain_some(county: County, made: Declaration, number: int) -> None:
    """Say of the first errors why they stand."""
    errors = [one for one in findings.told(made, made.draft.content) if one.is_open_error]
    for one in errors[:number]:
        findings.explain(made, county.people["preparer"], one.key, "policy", "上级文件这样规定")


def counts_of(page: str, part: str) -> dict[str, str]:
    """The counts of findings in a part of a page that begins with some words."""
    found = re.search(rf"{part}.*?class=\"[^\"]*counts\">(.*?)</(?:span></|div|td)", page, re.DOTALL)
    assert found is not None, part
    return dict(re.findall(r'class="severity (\w+)">\D*(\d+)', found[1]))


@pytest.mark.django_db
def test_lists_and_pages_count_alike(county: County, look: Callable[..., str]) -> None:
    people = county.people
    made = begun(county, content(*OPEN_ERRORS, year=2021))
    errors = sum(one.is_open_error for one in findings.told(made, made.draft.content))
    assert errors > 1
    for explained in (0, 1, errors):
        explain_some(county, made, explained - made.explained)
        made.refresh_from_db()
        assert (made.errors, made.explained) == (errors - explained, explained)
        due = {key: str(n) for key, n in (("error", errors - explained), ("waived", explained)) if n}
        page = look(people["preparer"], "declaration", made.pk)
        shown = counts_of(page, "findings-title")
        assert {key: shown[key] for key in shown if key in ("error", "waived")} == due
        assert shown["warning"] == str(made.warnings)
        listed = counts_of(look(people["preparer"], "worklist"), made.title)
        assert listed == {key: shown[key] for key in shown if key != "advice"}
        assert counts_of(look(people["preparer"], "unit-owed"), made.title) == due
        wanted = Lists(people["preparer"], Filters(has_errors=True)).counts()[Tab.ALL]
        assert wanted == (explained < errors)
    forward(county, made, State.SECTION_REVIEW)
    assert counts_of(look(people["section"], "worklist"), made.title)["waived"] == str(errors)


@pytest.mark.django_db
def test_another_form_is_counted_with_the_explanations_that_still_hold(county: County) -> None:
    made = begun(county, content(*OPEN_ERRORS))
    errors = made.errors
    explain_some(county, made, 1)
    made = acts.edit(made, county.people["preparer"], content(*OPEN_ERRORS))
    assert (made.errors, made.explained) == (errors - 1, 1)
    made = acts.edit(made, county.people["preparer"], content())
    assert (made.errors, made.explained) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_what_there_was_is_counted_by_the_migration(county: County) -> None:
    drafted, submitted = (begun(county, content(*OPEN_ERRORS)) for _ in range(2))
    errors = drafted.errors
    explain_some(county, drafted, 1)
    explain_some(county, submitted, errors)
    untouched = begun(county)
    acts.submit(submitted, county.people["preparer"])
    due = list(Declaration.objects.order_by("pk").values_list("pk", "errors", "warnings", "explained"))
    assert [row[1:2] + row[3:] for row in due[:2]] == [(errors - 1, 1), (0, errors)]
    for one in (drafted, submitted, untouched):
        form = one.draft.content if one != submitted else Declaration.objects.get(pk=one.pk).current.content
        Declaration.objects.filter(pk=one.pk).update(errors=form.errors, warnings=form.warnings)

    def migrate(name: str) -> None:
        MigrationExecutor(connection).migrate([("records", name)])

    migrate("0007_copy_orders")
    migrate("0008_explained")
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    assert list(Declaration.objects.order_by("pk").values_list("pk", "errors", "warnings", "explained")) == due
