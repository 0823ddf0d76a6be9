"""PDF files: text layer, rotated pages, page-wise skipping, what cannot be read."""

from __future__ import annotations

import io
import json
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument, PdfMatrix
from tests import scoring
from tests.golden.cases import ROOT

from jiheng.formats.document import Document, Grid, Paragraph
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.formats.pdf import read
from jiheng.formats.registry import read_bytes
from jiheng.forms.reading import read_document
from jiheng.forms.recognise import may_hold_form
from jiheng.model.declaration import to_json
from jiheng.model.errors import DamagedDocument, LimitExceeded, ProtectedDocument, UnreadableDocument

FIXTURES = ROOT / "tests" / "fixtures" / "pdf"
SMALL = FIXTURES / "cid-font.pdf"
BOOK = ROOT / "examples" / "pdf" / "putuo-wanli-2023-budget.pdf"


def opened(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Document:
    return read_bytes(data, "表.pdf", limits, may_hold_form)


def reading(data: bytes) -> dict[str, Any]:
    return json.loads(to_json(read_document(opened(data), "表.pdf").declaration))  # type: ignore[no-any-return]


def f1(gold: dict[str, Any], read: dict[str, Any]) -> float:
    hit, want, got, _, _ = scoring.compare(gold, read)
    return 2 * sum(hit.values()) / (sum(want.values()) + sum(got.values()))


def test_a_font_that_is_not_embedded() -> None:
    (table,) = reading(SMALL.read_bytes())["tables"]
    assert table["project_name"] == "城区道路维修养护经费"
    assert table["budget"] == {"total": "1205000", "fiscal_appropriation": "1005000", "other_funds": "200000"}
    assert [(item["level1"], item["name"], item["value_text"]) for item in table["indicators"]] == [
        ("产出指标", "维修道路里程", "≥12公里"),
        ("产出指标", "验收合格率", "=100%"),
        ("产出指标", "按期完成率", "≥95%"),
        ("效益指标", "道路通行能力改善情况", "明显改善"),
        ("满意度指标", "群众满意度", "≥90%"),
    ]


def turned(data: bytes, content: int, page: int) -> bytes:
    """The same pages with their content turned, and shown turned, by so many degrees."""
    source, made = PdfDocument(data), PdfDocument.new()
    for index in range(len(source)):
        width, height = source[index].get_size()
        across = content % 180 != 0
        target = made.new_page(*((height, width) if across else (width, height)))
        drawn = source.page_as_xobject(index, made).as_pageobject()
        moves = {0: (0, 0), 90: (0, width), 180: (width, height), 270: (height, 0)}
        drawn.set_matrix(PdfMatrix().rotate(content).translate(*moves[content]))
        target.insert_obj(drawn)
        target.gen_content()
        target.set_rotation(page)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("page", [0, 90, 180, 270])
@pytest.mark.parametrize("content", [0, 90, 180, 270])
def test_turned_pages_read_the_same(content: int, page: int) -> None:
    upright = reading(SMALL.read_bytes())
    found = reading(turned(SMALL.read_bytes(), content, page))
    at = found["tables"][0].pop("cells"), upright["tables"][0].pop("cells")
    assert found["tables"] == upright["tables"]
    box, plain = (cells["project_name"]["box"] for cells in at)
    if (content + page) % 360 == 0:
        assert box == pytest.approx(plain, abs=0.2)
    elif (content + page) % 360 == 180:  # upside down, as a viewer shows it
        assert box == pytest.approx([595.3 - plain[2], 841.9 - plain[3], 595.3 - plain[0], 841.9 - plain[1]], abs=0.5)
    else:
        assert box[3] - box[1] == pytest.approx(plain[2] - plain[0], abs=0.2)


def test_pages_without_a_form_are_passed_over_and_told() -> None:
    document = opened(BOOK.read_bytes())
    passed = [hidden for hidden in document.hidden if hidden.why == "passed_over"]
    pages = {block.at.page for block in document.blocks}
    assert passed
    assert {hidden.at.page for hidden in passed}.isdisjoint(pages)
    assert {31, 32, 33, 34, 35} <= pages


@pytest.mark.parametrize("path", [BOOK, *sorted(FIXTURES.glob("[k-y]*.pdf"))], ids=lambda path: path.stem)
def test_no_character_is_lost(path: Path) -> None:
    document = opened(path.read_bytes())
    printed = Counter("".join(page.get_textpage().get_text_range() for page in PdfDocument(path)))
    found = Counter("".join(_texts(document)))
    for space in [character for character in (*printed, *found) if not character.isprintable() or character.isspace()]:
        printed.pop(space, None)
        found.pop(space, None)
    assert found == printed


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for cell in block.cells)
    yield from (hidden.text for hidden in document.hidden)


def test_everything_is_read_without_a_look() -> None:
    assert not any(hidden.why == "passed_over" for hidden in read(BOOK.read_bytes(), DEFAULT_LIMITS).hidden)


def test_a_page_behind_a_form_is_read_whatever_it_says() -> None:
    pages = PdfDocument.new()
    book = PdfDocument(BOOK)
    pages.import_pages(book, [30, 7])
    out = io.BytesIO()
    pages.save(out)
    assert {block.at.page for block in opened(out.getvalue()).blocks} == {1, 2}


COUNTIES = sorted((FIXTURES / "counties").glob("*.pdf"))
TROUBLE = sorted(path for path in (FIXTURES / "trouble").glob("*.pdf") if path.with_suffix(".json").exists())
LEAST = {"dept-horizontal": 0.98, "break-between-level2": 0.98, "columns-on-other-pages": 0.99}


@pytest.mark.parametrize("path", COUNTIES, ids=[path.stem for path in COUNTIES])
def test_forms_of_other_counties(path: Path) -> None:
    """Printed by LibreOffice and by a browser: cells cut by page breaks, and tables without ruling lines."""
    gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    found = reading(path.read_bytes())
    assert len(found["tables"]) == len(gold["tables"])
    assert f1(gold, found) >= (0.97 if "unruled" in path.stem else 0.995)


@pytest.mark.parametrize("path", TROUBLE, ids=[path.stem for path in TROUBLE])
def test_troubles(path: Path) -> None:
    """Each named after its trouble: what stands in the margins, what was laid over the page, cells without lines."""
    gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert f1(gold, reading(path.read_bytes())) >= LEAST.get(path.stem, 0.999)


def test_columns_of_a_spreadsheet_that_do_not_fit_are_not_lost_silently() -> None:
    found = reading((FIXTURES / "trouble-left-over" / "halves-with-other-rows.pdf").read_bytes())
    assert found["complete"] is False
    assert found["left_over"]


def test_pages_that_a_browser_printed() -> None:
    document = opened((FIXTURES / "counties" / "c040.pdf").read_bytes())
    assert any(isinstance(block, Grid) for block in document.blocks)
    assert any(isinstance(block, Paragraph) for block in document.blocks)


def test_metadata() -> None:
    facts = opened((FIXTURES / "korla-2021-department-overall.pdf").read_bytes()).metadata
    assert facts.author == "Administrator"
    assert facts.created is not None
    assert facts.created.startswith("2026-11-20T")


def test_a_password() -> None:
    with pytest.raises(ProtectedDocument, match="密码"):
        opened((FIXTURES / "encrypted.pdf").read_bytes())


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.95])
def test_a_file_that_was_cut_off(share: float) -> None:
    data = SMALL.read_bytes()
    with pytest.raises(DamagedDocument, match="重新获取"):
        opened(data[: int(len(data) * share)])


def test_too_many_pages() -> None:
    with pytest.raises(LimitExceeded, match=r"35 页，超过上限 20 页.*--limit pages="):
        opened(BOOK.read_bytes(), Limits(pages=20))


def test_too_many_objects() -> None:
    with pytest.raises(LimitExceeded, match="page_objects"):
        opened(SMALL.read_bytes(), Limits(page_objects=5))


def test_words_before_the_file() -> None:
    assert reading(b"\r\n\r\n" + SMALL.read_bytes())["tables"]


def test_damage_at_any_place_is_told() -> None:
    whole, chance = SMALL.read_bytes(), random.Random(7)
    for _ in range(25):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 5, 40))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with suppress(UnreadableDocument):
            read_document(opened(bytes(data)), "表.pdf")
