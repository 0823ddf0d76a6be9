"""Zip archives are read as folders: a result for each file in them."""

from __future__ import annotations

from pathlib import Path

from msgspec import UNSET

from jiheng.batch.files import Found, find
from jiheng.batch.many import read_all
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from tests.formats.office_builders import p, word, zipped

WORD = word(p("甲"))


def found_in(folder: Path, parts: dict[str, bytes | str], name: str = "包.zip") -> list[Found]:
    path = folder / name
    path.write_bytes(zipped(parts))  # type: ignore[arg-type]
    return list(find([path]))


def test_each_file_is_a_result(tmp_path: Path) -> None:
    found = found_in(
        tmp_path, {"街道/乙.docx": WORD, "甲.txt": "单位", "__MACOSX/._甲.txt": "x", "街道/~$乙.docx": "x", ".a": "x"}
    )
    assert [item.source for item in found] == ["包.zip/甲.txt", "包.zip/街道/乙.docx"]
    outcomes = list(read_all(found, DEFAULT_LIMITS))
    assert [outcome.declaration.source for outcome in outcomes] == [item.source for item in found]
    assert all(outcome.declaration.error is UNSET for outcome in outcomes)
    assert [o.declaration for o in read_all(found, DEFAULT_LIMITS, jobs=2)] == [o.declaration for o in outcomes]


def test_archives_in_a_folder_and_in_an_archive(tmp_path: Path) -> None:
    inner = zipped({"丙.txt": "x", "三层.zip": zipped({"丁.txt": "y"})})
    found_in(tmp_path, {"内.zip": inner, "乙.txt": "x"})
    found = list(find([tmp_path]))
    assert [item.source for item in found] == ["包.zip/乙.txt", "包.zip/内.zip/三层.zip", "包.zip/内.zip/丙.txt"]
    assert "最多两层" in found[1].problem
    outcomes = list(read_all(found, DEFAULT_LIMITS))
    assert [outcome.declaration.error is UNSET for outcome in outcomes] == [True, False, True]


def test_an_office_file_named_zip_stays_one(tmp_path: Path) -> None:
    path = tmp_path / "表.zip"
    path.write_bytes(WORD)
    assert list(find([path])) == [Found(path, "表.zip")]
    assert next(read_all(list(find([path])), DEFAULT_LIMITS)).declaration.error is UNSET


def test_what_is_wrong_with_an_archive_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "坏.zip"
    broken.write_bytes(b"PK\3\4 nothing")
    assert "打不开" in next(iter(find([broken]))).problem
    assert "没有可读的文件" in found_in(tmp_path, {"__MACOSX/a": "x"})[0].problem
    text = tmp_path / "文字.zip"
    text.write_text("不是压缩包", encoding="utf-8")
    assert "打不开" in next(iter(find([text]))).problem


def test_a_broken_file_in_an_archive_costs_itself_only(tmp_path: Path) -> None:
    outcomes = list(read_all(found_in(tmp_path, {"a.docx": WORD[:300], "b.docx": WORD}), DEFAULT_LIMITS))
    assert [outcome.declaration.error is UNSET for outcome in outcomes] == [False, True]


def test_a_member_that_is_too_large_costs_itself_only(tmp_path: Path) -> None:
    limits = Limits(file_bytes=100_000, total_bytes=150_000)
    path = tmp_path / "包.zip"
    path.write_bytes(zipped({"大.txt": "x" * 200_000, "小.docx": WORD}))
    large, small = read_all(list(find([path], limits)), limits)
    assert "这个文件解压后超过" in str(large.declaration.error)
    assert small.declaration.error is UNSET
    path.write_bytes(zipped({"甲.txt": "x" * 80_000, "乙.txt": "x" * 80_000}))
    assert "total_bytes" in next(iter(find([path], limits))).problem
