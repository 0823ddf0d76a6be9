"""Cutting formatting out of the bytes changes nothing of what is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.office_builders import word

from jiheng.formats import docx
from jiheng.formats.docx_trim import without_formatting
from jiheng.formats.limits import DEFAULT_LIMITS


def read_untrimmed(data: bytes) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(docx, "without_formatting", lambda xml: xml)
        return docx.read(data, DEFAULT_LIMITS)


def test_the_examples_read_the_same(examples: Path) -> None:
    paths = sorted(examples.rglob("*.docx"))
    assert paths
    for path in paths:
        data = path.read_bytes()
        assert docx.read(data, DEFAULT_LIMITS) == read_untrimmed(data), path.name


PROPERTIES = st.lists(
    st.sampled_from(
        [
            "<w:b/>",
            "<w:vanish/>",
            '<w:vanish w:val="0"/>',
            '<w:rFonts w:ascii="Wingdings"/>',
            '<w:sz w:val="21"/>',
            "<w:del/>",
            '<w:rPrChange w:id="1"><w:rPr><w:vanish/></w:rPr></w:rPrChange>',
            "<w:rPrChange><w:rPr/></w:rPrChange>",
        ]
    ),
    max_size=3,
).map("".join)
CELL_PROPERTIES = st.lists(
    st.sampled_from(
        [
            '<w:tcW w:w="5"/>',
            '<w:gridSpan w:val="2"/>',
            "<w:vMerge/>",
            '<w:vMerge w:val="restart"/>',
            '<w:gridSpan w:val="2"></w:gridSpan>',
            "<w:tcBorders><w:top/></w:tcBorders>",
            '<w:tcPrChange><w:tcPr><w:gridSpan w:val="3"/></w:tcPr></w:tcPrChange>',
            "<w:cellDel/>",
        ]
    ),
    max_size=3,
).map("".join)
RUNS = st.builds(
    lambda pr, text: f"<w:r><w:rPr>{pr}</w:rPr><w:t>{text}</w:t></w:r>", PROPERTIES, st.sampled_from(["甲", "R", "þ"])
)
PARAGRAPHS = st.builds(
    lambda pr, mark, runs: f"<w:p><w:pPr>{pr}<w:rPr>{mark}</w:rPr></w:pPr>{''.join(runs)}</w:p>",
    st.sampled_from(
        ["", "<w:jc/>", '<w:numPr><w:numId w:val="1"/></w:numPr>', "<w:pPrChange><w:pPr><w:jc/></w:pPr></w:pPrChange>"]
    ),
    PROPERTIES,
    st.lists(RUNS, max_size=3),
)
CELLS = st.builds(
    lambda pr, text: f"<w:tc><w:tcPr>{pr}</w:tcPr>{''.join(text)}</w:tc>",
    CELL_PROPERTIES,
    st.lists(PARAGRAPHS, max_size=2),
)
ROWS = st.builds(
    lambda pr, cells: f"<w:tr><w:trPr>{pr}</w:trPr>{''.join(cells)}</w:tr>",
    st.sampled_from(["", "<w:cantSplit/>", "<w:hidden/>", '<w:gridBefore w:val="1"/>', "<w:del/>"]),
    st.lists(CELLS, max_size=3),
)
TABLES = st.lists(ROWS, max_size=3).map(lambda rows: f"<w:tbl>{''.join(rows)}</w:tbl>")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(PARAGRAPHS, TABLES), max_size=3).map("".join))
def test_any_document_reads_the_same(body: str) -> None:
    data = word(body)
    assert docx.read(data, DEFAULT_LIMITS) == read_untrimmed(data)


def test_what_cannot_be_told_from_the_bytes_is_left_alone() -> None:
    for xml in (
        b"<w:body><!-- <w:rPr> --></w:body>",
        b"<x:body><x:rPr><x:b/></x:rPr></x:body>",
        b"<w:body><![CDATA[<w:rPr>]]>",
    ):
        assert without_formatting(xml) == xml
