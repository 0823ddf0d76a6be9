"""Every page in the browser: nothing serious by axe, nothing wider than the screen, at a desk and on a phone."""

from __future__ import annotations

from django.urls import reverse

from tests.browser.conftest import SignIn
from tests.browser.keyboard import assert_accessible, assert_fits
from tests.web.county import County
from tests.web.test_urls import COLUMNS, ROWS, one_of_everything

_DOWNLOADS = frozenset((
    "declaration-file", "declaration-json", "declaration-attachment", "review-sheet-document", "approval-document",
    "declaration-public-copy-file", "late-export", "unit-blank", "register-export", "import-template", "second-factor-picture", "health",
))  # fmt: skip


def test_pages(county: County, sign_in: SignIn, live_server) -> None:  # type: ignore[no-untyped-def]
    """Each page with the first role that may see it, the home page with every role."""
    things = one_of_everything(county)
    for role in COLUMNS[:8]:
        page = sign_in(role)
        for row in ROWS:
            if row.method != "get" or row.name in _DOWNLOADS or (row.name != "home" and first(row.expected) != role):
                continue
            page.set_viewport_size({"width": 1366, "height": 768})
            response = page.goto(live_server.url + reverse(row.name, args=row.arguments(things)))
            assert response is not None
            assert response.status == 200, page.url
            assert_accessible(page)
            assert_fits(page)
            page.set_viewport_size({"width": 390, "height": 844})
            assert_fits(page)


def first(expected: str) -> str:
    """The first role that is allowed."""
    return next((column for column, letter in zip(COLUMNS, expected, strict=True) if letter == "+"), "")
