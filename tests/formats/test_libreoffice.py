"""Converting by LibreOffice: whatever it does to one file, the others are converted, and nothing is left behind."""

from __future__ import annotations

import http.server
import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import ROOT
from tests.counties.test_counties import f1_of
from tests.formats import old_builders
from tests.libreoffice import needs_libreoffice, stand_in, starts

from jiheng.formats import libreoffice
from jiheng.formats.legacy import DOC, RTF, Legacy
from jiheng.formats.libreoffice import VARIABLE, Converter, find_program
from jiheng.formats.registry import read_bytes
from jiheng.forms.reading import read_document, read_file
from jiheng.model.declaration import to_json
from jiheng.model.errors import DamagedDocument, LimitExceeded, ProtectedDocument, UnreadableDocument, UnsupportedFormat

DOCX = ROOT / "examples/office/korla-2021-department-overall.docx"
OLD = ROOT / "tests/fixtures/old"
TABLE = (
    rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 SimSun;}}"
    rb"\trowd\cellx3000\cellx6000 \f0\'cf\'ee\'c4\'bf\cell\'bc\'d7\cell\row\pard 1\par}"
)
"""项目 and 甲 side by side."""


@pytest.fixture(autouse=True)
def _own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setattr(libreoffice, "_own", {})


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The log of a stand-in."""
    return stand_in(tmp_path, DOCX, monkeypatch)


def outcomes(*texts: str, seconds: float = 1) -> list[str]:
    """What became of files that hold these texts: nothing to tell of those converted."""
    converter = Converter(seconds)
    try:
        made = converter.convert([(DOC, text.encode()) for text in texts])
        for outcome in made:
            assert isinstance(outcome, UnreadableDocument) or outcome.read_bytes() == DOCX.read_bytes()
        return [str(outcome) if isinstance(outcome, UnreadableDocument) else "" for outcome in made]
    finally:
        converter.close()


def test_several_files_in_one_start(log: Path) -> None:
    assert outcomes("a", "b", "c") == ["", "", ""]
    assert starts(log) == [3]


@pytest.mark.parametrize("trouble", ["refuse", "crash", "rubbish"])
def test_a_file_that_fails_costs_itself_only(log: Path, trouble: str) -> None:
    found = outcomes("a", trouble, "b", "c")
    assert [bool(sentence) for sentence in found] == [False, True, False, False]
    assert "LibreOffice 转换不了" in found[1]
    assert "另存为 .docx" in found[1]
    assert len(starts(log)) <= 3


def test_a_file_that_hangs_is_stopped_with_all_its_processes(log: Path) -> None:
    found = outcomes("a", "hang", "b", "hang too", "c")
    assert [bool(sentence) for sentence in found] == [False, True, False, True, False]
    assert "1 秒仍未完成" in found[1]
    assert starts(log) == [5, 1, 3, 1, 1]


def test_a_file_that_only_fails_among_others_is_tried_alone(log: Path) -> None:
    assert outcomes("flaky", "b") == ["", ""]
    assert starts(log) == [2, 1]


def test_nothing_is_left_behind(log: Path, tmp_path: Path) -> None:
    outcomes("a", "crash", "b")
    assert log.exists()
    assert list((tmp_path / "temporary").iterdir()) == []


def test_closing_stops_what_runs(log: Path) -> None:
    converter = Converter(60)
    threading.Timer(0.7, converter.close).start()
    assert all(isinstance(outcome, UnreadableDocument) for outcome in converter.convert([(DOC, b"hang")]))
    assert starts(log) == [1]


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "/没有/soffice")
    assert find_program() is None
    with pytest.raises(UnsupportedFormat) as caught:
        read_bytes(TABLE, "表.doc")
    assert "JIHENG_SOFFICE 指定的程序“/没有/soffice”找不到" in str(caught.value)
    assert "另存为 .docx" in str(caught.value)
    assert str(caught.value).count("。") == 1


def test_without_a_program_the_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(libreoffice, "_PLACES", ())
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnsupportedFormat) as caught:
        read_bytes(TABLE, "表.doc")
    assert str(caught.value) == (
        "这是RTF 文档，要由 LibreOffice 转换，本机没有装 LibreOffice，请安装软件包 libreoffice-writer-nogui 和 "
        "libreoffice-calc-nogui，或者用 Word、WPS 另存为 .docx 后再读取。"
    )


def test_a_program_that_hangs_is_tried_for_a_short_time(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "_PROBE_SECONDS", 0.2)
    monkeypatch.setattr(libreoffice, "_PROBE", b"hang")
    assert "不能正常运行" in outcomes("hang", "hang", seconds=1)[0]
    assert starts(log) == [2, 1]


def test_closing_leaves_nothing_although_the_program_still_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "busy"
    program.write_text(
        f"#!{sys.executable} -IS\nimport os\nfor n in range(10**6):\n"
        "    os.makedirs(f'tmp/{n}', exist_ok=True)\n    open(f'tmp/{n}/a', 'w').close()\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setenv(VARIABLE, str(program))
    converter = Converter(30)
    thread = threading.Thread(target=converter.convert, args=([(DOC, b"a")],))
    thread.start()
    time.sleep(0.7)
    converter.close()
    thread.join()
    converter.close()
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_document_that_only_seems_to_be_protected() -> None:
    data = bytearray((OLD / "yutian-2023-project.doc").read_bytes())
    start = data.index(b"\xec\xa5\x01\x01\x4d\x20")
    data[start : start + 2], data[start + 11] = b"\0\1", data[start + 11] | 1
    with pytest.raises(DamagedDocument, match="可能加了密码，也可能已损坏"):
        read_bytes(bytes(data), "表.doc")
    data[start : start + 2] = b"\xec\xa5"
    with pytest.raises(ProtectedDocument, match="加了打开密码"):
        read_bytes(bytes(data), "表.doc")


@pytest.mark.parametrize("script", ['#!/bin/sh\necho >> "$0.starts"\nexit 1\n', "no program at all"])
def test_a_program_that_never_works_is_not_tried_for_every_file(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text(script, encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv(VARIABLE, str(program))
    found = outcomes(*"abcdefgh")
    assert all("不能正常运行" in sentence for sentence in found)
    counted = program.with_name("soffice.starts")
    assert not counted.exists() or len(counted.read_text().splitlines()) <= 2


@pytest.mark.usefixtures("log")
def test_the_limit_of_time_is_its_own_kind() -> None:
    converter = Converter(0.5)
    try:
        assert isinstance(converter.convert([(DOC, b"hang"), (DOC, b"a")])[0], LimitExceeded)
    finally:
        converter.close()


# ---- the real one ------------------------------------------------------------------------------------------------


@needs_libreoffice
@pytest.mark.parametrize("suffix", [".doc", ".wps"])
def test_a_real_form_in_the_old_format(suffix: str, tmp_path: Path) -> None:
    file = tmp_path / f"表{suffix}"
    file.write_bytes((OLD / "korla-2021-department-overall.doc").read_bytes())
    reading: Any = json.loads(to_json(read_file(file).declaration))
    gold = json.loads((ROOT / "tests/golden/docx-korla-2021/gold.json").read_text(encoding="utf-8"))
    assert f1_of(gold, reading) >= 0.995
    assert reading["document"]["author"] == "Administrator"


@needs_libreoffice
def test_many_kinds_in_one_go() -> None:
    word_xml = (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
        '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body><w:p><w:r><w:t>正文</w:t>'
        "</w:r></w:p></w:body></w:wordDocument>"
    )
    sheet_xml = (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="表"><Table><Row><Cell>'
        '<Data ss:Type="String">项目</Data></Cell></Row></Table></Worksheet></Workbook>'
    )
    files = {
        "表.doc": (TABLE, "rtf", ["项目", "甲"]),
        "表.odt": (old_builders.open_document("<text:p>正文</text:p>"), "odt", ["正文"]),
        "文.xml": (word_xml.encode(), "xml", ["正文"]),
        "表.xls": (sheet_xml.encode(), "xml", ["项目"]),
    }
    for name, (data, kind, texts) in files.items():
        document = read_bytes(data, name)
        assert document.format == kind
        found = [text for block in document.blocks for text in _texts(block)]
        assert found[: len(texts)] == texts


@needs_libreoffice
def test_nothing_runs_and_nothing_is_fetched(tmp_path: Path) -> None:
    asked: list[str] = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def do_HEAD(self) -> None:
            self.do_GET()

        def do_OPTIONS(self) -> None:
            self.do_GET()

        def log_message(self, *_arguments: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    secret, mark = tmp_path / "secret.txt", tmp_path / "mark.txt"
    secret.write_text("SECRET", encoding="utf-8")
    at = f"http://127.0.0.1:{server.server_port}"
    macro = f'Sub Main\nOpen "{mark}" For Output As #1\nPrint #1, "x"\nClose #1\nEnd Sub'
    body = (
        '<text:p>正文</text:p><text:section text:name="a"><text:section-source xlink:type="simple" '
        f'xlink:href="{secret.as_uri()}"/><text:p>旧</text:p></text:section>'
        f'<text:p><draw:frame svg:width="1cm" svg:height="1cm"><draw:image xlink:href="{at}/a.png" xlink:type="simple"/>'
        "</draw:frame></text:p>"
    )
    fields = (
        rf'{{\rtf1 a{{\field{{\*\fldinst INCLUDETEXT "{secret.as_uri()}"}}{{\fldrslt b}}}}'
        rf'{{\field{{\*\fldinst INCLUDEPICTURE "{at}/b.png" \\d}}{{\fldrslt c}}}}}}'
    )
    converter = Converter()
    odt = Legacy("odt", "docx", "")
    try:
        made = converter.convert([(odt, old_builders.open_document(body, macro)), (RTF, fields.encode())])
        documents = [read_bytes(outcome.read_bytes(), "a.docx") for outcome in made if isinstance(outcome, Path)]
    finally:
        converter.close()
        server.shutdown()
        server.server_close()
    texts = [text for document in documents for block in document.blocks for text in _texts(block)]
    assert len(documents) == 2
    assert "正文" in texts
    assert not any("SECRET" in text for text in texts)
    assert not mark.exists()
    assert asked == []


@needs_libreoffice
def test_a_form_reads_the_same_as_its_original() -> None:
    document = read_bytes((OLD / "yutian-2023-project.doc").read_bytes(), "表.doc")
    reading: Any = json.loads(to_json(read_document(document, "表.doc").declaration))
    gold = json.loads((ROOT / "tests/golden/docx-yutian-2023/gold.json").read_text(encoding="utf-8"))
    assert f1_of(gold, reading) >= 0.995


def _texts(block: Any) -> list[str]:
    return [block.text] if hasattr(block, "text") else [cell.text for cell in block.cells if cell.text]
