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
        Found(empty, "空", "这个文件夹里没有可读的文件，请检查是不是选错了文件夹。"),
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
    assert found == {"a/表.txt": "", "a/dead": "链接指向的文件不存在，请找到原文件再读取。"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_what_is_no_file_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道")
    for argument in (tmp_path / "管道", tmp_path):
        assert "不是普通文件" in next(find([argument])).problem


def test_names_of_another_charset() -> None:
    assert readable_name(os.fsdecode("申报表.docx".encode("gb18030"))) == "申报表.docx"
    assert readable_name("申报表.docx") == "申报表.docx"


def test_a_link_to_itself_costs_itself_only(tmp_path: Path) -> None:
    write(tmp_path, "表.txt")
    try:
        (tmp_path / "x.docx").symlink_to("x.docx")
    except OSError:
        pytest.skip("this system makes no links")
    found = {item.source: item.problem for item in find([tmp_path, tmp_path / "x.docx"])}
    assert found["表.txt"] == ""
    assert "链接绕了圈" in found["x.docx"]


def test_an_entry_that_cannot_be_looked_at_costs_itself_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "甲.txt", "乙.txt")
    (tmp_path / "丙.txt").symlink_to(tmp_path / "乙.txt")
    real = Path.stat

    def stat(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if path.name == "丙.txt":
            raise PermissionError(13, "Permission denied")
        return real(path, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", stat)
    found = {item.source: item.problem for item in find([str(tmp_path)])}
    assert (found["甲.txt"], found["乙.txt"]) == ("", "")
    assert "访问权限" in found["丙.txt"]


def test_an_empty_argument_is_not_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(tmp_path, "表.txt"))
    assert [(item.source, item.problem) for item in find(["", "表.txt"])] == [('""', "文件名是空的。"), ("表.txt", "")]


def test_a_wildcard_that_nothing_matches(tmp_path: Path) -> None:
    problem = next(find([str(tmp_path / "f*.docx")])).problem
    assert "找不到" in problem
    assert "文件夹" in problem


def test_a_lock_file_that_is_named_is_told(tmp_path: Path) -> None:
    (tmp_path / "~$表.docx").write_bytes(b"x")
    (item,) = find([tmp_path / "~$表.docx"])
    assert "请读去掉 ~$ 的那个文件" in item.problem
