"""What is said of a value that was recognised with little confidence: which field it is, and whether it was read."""

from __future__ import annotations

import re
from typing import Any

from msgspec import UNSET

from jiheng.model.declaration import Declaration, Doubtful, Table
from jiheng.report.words import path_words

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def doubt_words(item: Doubtful, declaration: Declaration) -> tuple[str, bool]:
    """The fields of the value, and whether any of them holds something."""
    tables = declaration.tables or ()
    if item.table >= len(tables):
        return path_words(item.of), True
    table = tables[item.table]
    own = [path for path in item.of if path.startswith("extra[") and _label(table, path)]
    words = [f"“{_label(table, path)}”栏" for path in own]
    others = [path for path in item.of if path not in own]
    if others:
        words.append(path_words(others))
    return "、".join(dict.fromkeys(words)), any(_value(table, path) for path in item.of)


def doubt_sentence(item: Doubtful, declaration: Declaration, text: str) -> str:
    """Where, which field, and what was recognised there."""
    words, is_read = doubt_words(item, declaration)
    return f"{item.at}，{words}“{text}”" if is_read else f"{item.at}，{words}没有读出来，原文认成“{text}”"


def _label(table: Table, path: str) -> str:
    label = _at(table, path.partition(".")[0] + ".label")
    return " ".join(label.split()) if isinstance(label, str) else ""


def _value(table: Table, path: str) -> bool:
    return _at(table, path) not in (None, UNSET, "", ())


def _at(value: Any, path: str) -> Any:
    """What stands at a path of the declaration; None where nothing does."""
    for name, index in _STEP.findall(path):
        if index:
            value = value[int(index)] if isinstance(value, (list, tuple)) and int(index) < len(value) else None
        else:
            value = value.get(name) if isinstance(value, dict) else getattr(value, name, None)
        if value is None or value is UNSET:
            return None
    return value
