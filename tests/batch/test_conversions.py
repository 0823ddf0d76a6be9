"""Files of old formats in a batch: several in one start, in order, each one's trouble its own, nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from msgspec import UNSET

from jiheng.batch import converters
from jiheng.batch.conversions import GROUP
from jiheng.batch.files import Found, find
from jiheng.batch.many import read_all
from jiheng.batch.reading import Outcome
from jiheng.formats.limits import DEFAULT_LIMITS
from tests.conftest import ROOT
from tests.formats.office_builders import p, word, zipped
from tests.libreoffice import needs_libreoffice, stand_in, starts

DOCX = ROOT / "examples/office/korla-2021-department-overall.docx"
DOC = ROOT / "tests/fixtures/old/korla-2021-department-overall.doc"


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders appear."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setattr(converters, "SECONDS", 1.0)
    return folder


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return stand_in(tmp_path, DOCX, monkeypatch)


def old(folder: Path, *texts: str) -> list[Found]:
    """Files to convert that hold these texts."""
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(texts):
        (folder / f"{number:03}.doc").write_text(f"{{\\rtf1 {text}}}", encoding="utf-8")
    return list(find([folder]))


def read(files: list[Found], jobs: int = 1) -> list[Outcome]:
    return list(read_all(files, DEFAULT_LIMITS, jobs=jobs))


@pytest.mark.parametrize("jobs", [1, 2])
def test_many_files_few_starts(log: Path, temporary: Path, tmp_path: Path, jobs: int) -> None:
    files = old(tmp_path / "in", *(f"a{number}" for number in range(3 * GROUP + 2)))
    (tmp_path / "in/007-a.docx").write_bytes(word(p("甲")))
    files = list(find([tmp_path / "in"]))
    outcomes = read(files, jobs)
    assert [outcome.declaration.source for outcome in outcomes] == [found.source for found in files]
    assert sum(len(outcome.declaration.tables or ()) for outcome in outcomes) == len(files) - 1
    assert sorted(starts(log)) == [2, GROUP, GROUP, GROUP]
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("jobs", [1, 2])
def test_trouble_with_one_file_is_its_own(log: Path, temporary: Path, tmp_path: Path, jobs: int) -> None:
    outcomes = read(old(tmp_path / "in", "a", "hang", "b", "crash", "c", "refuse", "d"), jobs)
    assert [outcome.declaration.error is UNSET for outcome in outcomes] == [True, False, True, False, True, False, True]
    assert not any(outcome.fault for outcome in outcomes)
    assert log.exists()
    assert list(temporary.iterdir()) == []


def test_stopping_early_leaves_nothing(log: Path, temporary: Path, tmp_path: Path) -> None:
    reading = read_all(old(tmp_path / "in", *(["a"] * GROUP), *(["hang"] * 20)), DEFAULT_LIMITS, jobs=2)
    next(reading)
    reading.close()  # type: ignore[attr-defined]
    assert log.exists()
    assert list(temporary.iterdir()) == []


def test_files_in_an_archive_are_converted_too(log: Path, tmp_path: Path) -> None:
    path = tmp_path / "包.zip"
    path.write_bytes(zipped({f"{number}.doc": "{\\rtf1 a}" for number in range(5)}))
    outcomes = read(list(find([path])))
    assert [len(outcome.declaration.tables or ()) for outcome in outcomes] == [1] * 5
    assert starts(log) == [5]


def test_no_more_than_a_window_is_on_the_disk(log: Path, temporary: Path, tmp_path: Path) -> None:
    most = 0
    for _ in read_all(old(tmp_path / "in", *(["a"] * 100)), DEFAULT_LIMITS, jobs=1):
        most = max(most, len(list(temporary.rglob("*.docx"))))
    assert 0 < most <= 3 * GROUP
    assert len(starts(log)) == 7


def test_nothing_is_started_where_nothing_is_old(log: Path, temporary: Path, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(word(p("甲")))
    (tmp_path / "b.txt").write_text("乙", encoding="utf-8")
    assert all(
        outcome.declaration.error is UNSET for outcome in read(list(find([tmp_path / "a.docx", tmp_path / "b.txt"])))
    )
    assert starts(log) == []
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.usefixtures("log")
def test_interrupted_it_leaves_no_process_and_no_file(number: int, temporary: Path, tmp_path: Path) -> None:
    old(tmp_path / "in", *(["hang"] * 40))
    not_in_the_background = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    program = f"{not_in_the_background}; from jiheng.cli.main import main; main()"
    command = [sys.executable, "-c", program, "read", str(tmp_path / "in"), "--jobs", "2"]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        waited = time.monotonic()
        while not list(temporary.rglob("*.rtf")) and time.monotonic() - waited < 20:
            time.sleep(0.05)
        time.sleep(0.3)
        process.send_signal(number)
        _, told = process.communicate(timeout=20)
    assert process.returncode == 128 + number
    assert "已中断。" in told.decode()
    assert list(temporary.iterdir()) == []
    assert _running(str(temporary)) == []


def _running(words: str) -> list[str]:
    """Commands that are running with these words in them (Linux; none elsewhere)."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = file.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if words in command:
            found.append(command)
    return found


@needs_libreoffice
def test_the_real_program(temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converters, "SECONDS", 60.0)
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.doc").write_bytes(DOC.read_bytes())
    (folder / "2.doc").write_bytes(DOC.read_bytes()[:30_000])
    outcomes = read(list(find([folder])))
    assert [len(outcome.declaration.tables or ()) for outcome in outcomes] == [1, 1, 0, 1]
    assert "不完整" in str(outcomes[2].declaration.error)
    assert list(temporary.iterdir()) == []
