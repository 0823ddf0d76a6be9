"""PDF files with a text layer: the real forms and those of other counties, printed by LibreOffice and by a browser.

A form ought to score what its original scores. Web pages are printed where Chromium is installed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.golden.cases import all_cases
from tests.pictures.render import to_pdf

from measure import Result
from measure.forms import Form, f1_of, forms, read

_COMPOSED = 200
"""Forms composed at random; about half of them are office files or web pages."""
_LINES = b"<style>td,th{border:1px solid #000;padding:3px}table{border-collapse:collapse}</style>"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-quic", "--no-pdf-header-footer"),
)
_LOST = {
    "word-tracked.docx": "删除的修订也印了出来",
    "word-hidden-row.docx": "隐藏的行也印了出来",
    "page-wrong-charset.html": "网页声明的编码不对，浏览器印出的是乱码",
}
"""Forms that printing changes: what is read is what was printed."""


def results() -> Iterator[Result]:
    """The real PDF files, then every Word form as LibreOffice prints it, then every web page as a browser does."""
    for case in all_cases():
        if case.source.suffix == ".pdf" and case.f1 is not None:
            reading = read(case.source.read_bytes(), case.source.name)
            yield Result("PDF 原件", case.source.name, f1_of(case.gold, reading), case.f1)
    wanted = list(forms((".docx", ".html"), _COMPOSED, seed=5))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for form in wanted:
            (folder / form.name).write_bytes(_with_lines(form))
        word = [form for form in wanted if form.name.endswith(".docx")]
        to_pdf([folder / form.name for form in word], folder / "pdf")
        yield from _scores(word, folder / "pdf", "LibreOffice")
        browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
        if browser is None:
            print("没有安装 Chromium，网页没有测量。", file=sys.stderr)
            return
        pages = [form for form in wanted if form.name.endswith(".html")]
        _print_pages(browser, pages, folder)
        yield from _scores(pages, folder / "web", "浏览器")


def _with_lines(form: Form) -> bytes:
    """A web page with lines around its cells, as nobody prints a table without."""
    if form.name.endswith(".html") and b"<!DOCTYPE" in form.data[:100]:
        head, mark, rest = form.data.partition(b">")
        return head + mark + _LINES + rest
    return form.data


def _print_pages(browser: str, chosen: list[Form], folder: Path) -> None:
    (folder / "web").mkdir()
    for form in chosen:
        target = folder / "web" / f"{Path(form.name).stem}.pdf"
        subprocess.run(
            [
                *(browser, *_OPTIONS, f"--user-data-dir={folder / 'browser'}"),
                *(f"--print-to-pdf={target}", (folder / form.name).as_uri()),
            ],
            check=False,
            timeout=60,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def _scores(chosen: list[Form], folder: Path, printer: str) -> Iterator[Result]:
    for form in chosen:
        printed = folder / f"{Path(form.name).stem}.pdf"
        if not printed.exists():
            print(f"{form.name}：{printer}没有打印出来。", file=sys.stderr)
            continue
        lost = _LOST.get(form.name, "")
        least = 0.0 if lost else min(0.98, f1_of(form.gold, read(form.data, form.name)))
        f1 = f1_of(form.gold, read(printed.read_bytes(), form.name))
        yield Result(f"{form.group}（{printer}）", form.name, f1, least, lost)
