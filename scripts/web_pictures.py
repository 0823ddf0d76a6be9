"""Draws the pictures of the pages in docs/images/web: a fresh demo county in a real browser. Usage: scripts/web_pictures.py"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "images" / "web"
_DESK, _PHONE = (1366, 768), (390, 844)
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")


def main() -> None:
    """All pictures."""
    program = shutil.which("chromium") or sys.exit("没有找到 Chromium。")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demo() as (address, password), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_FLAGS))
        picture(sign_in(browser, address), "sign-in")
        for name, account, way, size in PICTURES:
            page = sign_in(browser, address, account, password, size)
            for step in way:
                follow(page, step)
            picture(page, name)
            page.context.close()
        browser.close()


PICTURES: tuple[tuple[str, str, tuple[str, ...], tuple[int, int]], ...] = (
    ("home", "section", (), _DESK),
    ("worklist", "performance", ("办理清单", "全部"), _DESK),
    ("declaration", "clerk", ("办理清单", "被退回", "居家养老服务体系经费"), _DESK),
    ("grade", "performance", ("公用巷道、零散小区无人管理小区环境卫生整治", "评定"), _DESK),
    ("owed", "clerk", ("本单位应报",), _DESK),
    ("late", "section", ("报送情况",), _DESK),
    ("control-figures", "budget", ("控制数与批复",), _DESK),
    ("round", "admin", ("轮次", "2027年度预算绩效目标"), _DESK),
    ("people", "admin", ("人员",), _DESK),
    ("audit", "auditor", ("操作记录",), _DESK),
    ("declaration-phone", "clerk", ("办理清单", "被退回", "居家养老服务体系经费"), _PHONE),
    ("worklist-phone", "section", ("办理清单",), _PHONE),
)
"""Name, account, what is pressed one after the other (links by their names), and the size of the screen."""


@contextmanager
def demo() -> Iterator[tuple[str, str]]:
    """The address of a fresh demo county, and its password."""
    with tempfile.TemporaryDirectory() as data:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("jiheng"), "serve", "--demo", "--any-port"],
            env={**os.environ, "JIHENG_DATA": data},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            said = ""
            assert process.stdout is not None
            while (found := re.search(r"http://\S+?(?=/? )", said)) is None:
                line = process.stdout.readline()
                if not line:
                    sys.exit(f"演示没有启动：{said}")
                said += line
            password = re.search(r"密码都是 (\S+?)）", said)
            assert password is not None
            yield found[0].rstrip("/"), password[1]
        finally:
            process.terminate()
            process.wait(30)


def sign_in(
    browser: Browser, address: str, account: str = "", password: str = "", size: tuple[int, int] = _DESK
) -> Page:
    """A page of somebody's own; without an account, the one before the door."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{address}/")
    if account:
        page.get_by_label("账号").fill(account)
        page.get_by_label("密码", exact=True).fill(password)
        with page.expect_navigation():
            page.get_by_role("button", name="登录").click()
    return page


def follow(page: Page, name: str) -> None:
    """Follow the link of a name."""
    link = page.get_by_role("link", name=re.compile(f"^{re.escape(name)}"))
    with page.expect_navigation():
        link.first.click()


def picture(page: Page, name: str) -> None:
    """What the screen shows."""
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    main()
