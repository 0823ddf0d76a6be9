"""Which files the arguments of a command mean."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jiheng.batch.files import Found, find, readable_name


def sources(*paths: Path) -> list[str]:
    return [found.source for found in find(paths)]


def write(folder: Path, *names: str) -> Path:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x", encoding="utf-8")
    return folder


def test_arguments_keep_their_order_and_folders_are_sorted(tmp_path: Path) -> None:
    write(tmp_path, "单位/乙.docx", "单位/下级/甲.docx", "单位/a.txt", "z.txt", "b.txt")
    assert sources(tmp_path / "z.txt", tmp_path / "单位", tmp_path / "b.txt") == [
        "z.txt", "a.txt", "下级/甲.docx", "乙.docx", "b.txt",
    ]  # fmt: skip


def test_what_no_clerk_made_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, "表.docx", "~$表.docx", ".DS_Store", "Thumbs.db", "desktop.ini", ".git/config", "__MACOSX/表.docx")
    assert sources(tmp_path) == ["表.docx"]


def test_an_empty_folder_and_a_missing_file_say_so(tmp_path: Path) -> None:
    empty = tmp_path / "空"
    empty.mkdir()
    found = list(find([empty, tmp_path / "没有.docx"]))
    assert found == [
        Found(empty, "空", "这个文件夹里没有可读的文件。"),
        Found(tmp_path / "没有.docx", "没有.docx", "找不到这个文件，请检查路径和文件名。"),
    ]


def test_links_that_loop_end(tmp_path: Path) -> None:
    write(tmp_path, "a/表.txt")
    for name in ("loop", "again"):
        try:
            (tmp_path / "a" / name).symlink_to(tmp_path, target_is_directory=True)
        except OSError:
            pytest.skip("this system makes no links")
    (tmp_path / "a" / "dead").symlink_to(tmp_path / "nothing")
    found = {item.source: item.problem for item in find([tmp_path])}
    assert found == {"a/表.txt": "", "a/dead": "链接指向的文件不存在，或不是普通文件。"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_what_is_no_file_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道")
    assert next(find([tmp_path / "管道"])).problem == "这不是普通文件，不能读取。"
    assert next(find([tmp_path])).problem != ""


def test_names_of_another_charset() -> None:
    assert readable_name(os.fsdecode("申报表.docx".encode("gb18030"))) == "申报表.docx"
    assert readable_name("申报表.docx") == "申报表.docx"
