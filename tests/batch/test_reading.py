"""Whatever happens to a file becomes an outcome with a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

import pytest

from jiheng.batch.files import Found
from jiheng.batch.reading import read_one, too_slow
from jiheng.formats.limits import DEFAULT_LIMITS
from jiheng.forms import reading
from jiheng.model.errors import DamagedDocument


def outcome_of(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> Any:
    def fail(*_args: object, **_options: object) -> NoReturn:
        raise error

    monkeypatch.setattr(reading, "read_file", fail)
    return read_one(Found(Path("表.docx"), "表.docx"), DEFAULT_LIMITS)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (DamagedDocument("文件不完整。"), "文件不完整。"),
        (PermissionError(13, "Permission denied"), "没有读取这个文件的权限"),
        (OSError(5, "Input/output error"), "系统读不出这个文件"),
        (MemoryError(), "内存不足"),
    ],
)
def test_the_file_is_at_fault(error: Exception, sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = outcome_of(error, monkeypatch)
    assert sentence in outcome.declaration.error
    assert not outcome.fault


def test_we_are_at_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = outcome_of(KeyError("secret"), monkeypatch)
    assert outcome.fault
    assert "绩衡自身出错（编号 " in outcome.declaration.error
    assert "KeyError" not in outcome.declaration.error
    assert "secret" in outcome.detail
    assert outcome.declaration.error == outcome_of(KeyError("other"), monkeypatch).declaration.error


def test_a_problem_found_before_opening_is_kept() -> None:
    outcome = read_one(Found(Path("x"), "x", "找不到。"), DEFAULT_LIMITS)
    assert outcome.declaration.error == "找不到。"


def test_a_picture_is_not_to_be_taken_apart() -> None:
    assert "200 dpi" in str(too_slow("表.PNG", 9).declaration.error)
    assert "拆成" in str(too_slow("表.tif", 9).declaration.error)
