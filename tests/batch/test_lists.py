"""Lists that somebody hands over are read in a process that can be stopped, and say there what they say here."""

from __future__ import annotations

from pathlib import Path

import pytest

from jiheng.batch import lists
from jiheng.batch.lists import ListCell, Sheets, read_apart, read_here
from tests.web.lists import comma_separated, xlsx


def kept(folder: Path, data: bytes) -> Path:
    """A file as the web app keeps it."""
    place = folder / "kept"
    place.write_bytes(data)
    return place


def test_the_other_process_says_what_this_one_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = xlsx([["编码", "金额"], ["001", 12.345]])
    here = read_here(data, "a.xlsx")
    assert here.sheets[0].cells[2:] == (ListCell(1, 0, 1, "001", 2), ListCell(1, 1, 1, "12.345", 2, "12.345"))

    def opened(*_given: object) -> Sheets:
        raise AssertionError("the file was opened in this process")

    monkeypatch.setattr(lists, "read_here", opened)
    assert read_apart(kept(tmp_path, data), "a.xlsx") == here


def test_a_list_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    slow = comma_separated([[f"{number}", "甲" * 5] for number in range(40_000)])
    said = read_apart(kept(tmp_path, slow), "a.csv", seconds=0.01)
    assert "仍未读完，已停止" in said.error
    assert "--" not in said.error
    assert not said.sheets


@pytest.mark.parametrize(
    ("data", "other", "said"),
    [(b"%PDF-1.7", True, ""), (b"", False, "文件"), (b"PK\x03\x04broken", False, "文件不完整")],
)
def test_what_is_no_list_is_told(data: bytes, other: bool, said: str) -> None:
    read = read_here(data, "a.xlsx")
    assert read.other == other
    assert said in read.error


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    assert "请重新上传" in read_apart(tmp_path / "nothing", "a.csv").error
