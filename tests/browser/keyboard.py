"""A person who has no mouse: everything is reached with Tab and done with Enter, blanks and letters."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

_MOST_TABS = 250
_AXE = Axe().axe_script
_ASKED = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    "preload": False,  # the app's pages have no sound, and turn with the screen
}


def reach(page: Page, wanted: Locator) -> None:
    """Go on with Tab until an element has the focus."""
    wanted.wait_for(state="attached")
    for _ in range(_MOST_TABS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} cannot be reached with the keyboard on {page.url}")


def write(page: Page, label: str, text: str) -> None:
    """Write into the field with a label."""
    reach(page, page.get_by_label(label, exact=True))
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def press(page: Page, name: str, *, role: str = "button") -> None:
    """Press a button, or follow a link, that leads to another page."""
    reach(page, page.get_by_role(role, name=name, exact=True).first)  # type: ignore[arg-type]
    with page.expect_navigation():
        page.keyboard.press("Enter")


def follow(page: Page, name: str) -> None:
    """Follow a link."""
    press(page, name, role="link")


def assert_accessible(page: Page, *, sheet: bool = True) -> None:
    """No serious or critical fault by axe; WCAG 2.1 A and AA.

    :param sheet: whether to look at the form itself, too, whose 1,500 elements take most of the time.
    """
    page.evaluate(_AXE)
    found = page.evaluate(
        "([where, asked]) => axe.run(where, asked).then(result => result.violations)",
        ["html" if sheet else {"exclude": ["[data-sheet] table"]}, _ASKED],
    )
    bad = [one for one in found if one["impact"] in ("serious", "critical")]
    assert not bad, [(page.url, one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in bad]


def assert_fits(page: Page) -> None:
    """The page does not scroll sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"
