"""A real browser before a real server: Chromium of the system, steered by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.needs import missing
from tests.web.county import PASSWORD, County, build
from tests.web.flushing import flushing_past_the_guards  # noqa: F401

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
    "true"  # Playwright runs a loop in this thread; the records are still used from it
)

_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        missing("没有找到 Chromium（make dev 以管理员身份在 Debian、Ubuntu 上运行时会装好）")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(_FLAGS))
        yield started
        started.close()


@pytest.fixture
def county(transactional_db: None) -> County:  # noqa: ARG001
    """The small county, where the server of the test sees it."""
    return build()


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Notes that a test failed, so that JIHENG_PICTURES=FOLDER gets pictures of what its people saw."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(browser: Browser, live_server, request: pytest.FixtureRequest) -> Iterator[SignIn]:  # type: ignore[no-untyped-def]
    """Gives a page in which somebody is signed in: `sign_in("preparer")`; each in a browser of his own."""
    contexts = []

    def of(username: str, *, width: int = 1366, height: int = 768) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", accept_downloads=True
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda said: (
                faults.append(f"{page.url}: {said.text}")
                if said.type == "error" and "Failed to load resource" not in said.text
                else None
            ),
        )
        page.goto(live_server.url + "/")
        page.get_by_label("账号").fill(username)
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert "sign-in" not in page.url
        return page

    faults: list[str] = []
    yield of
    if request.node.stash.get(FAILED, False) and os.environ.get("JIHENG_PICTURES"):
        for number, context in enumerate(contexts):
            for page in context.pages:
                page.screenshot(path=f"{os.environ['JIHENG_PICTURES']}/{request.node.name}-{number}.png")
    for context in contexts:
        context.close()
    assert not faults, faults
