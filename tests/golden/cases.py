"""The golden cases: a folder each, with what to read, what a person read in it, and what we read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from jiheng.formats.document import Document
from jiheng.formats.limits import DEFAULT_LIMITS
from jiheng.forms.reading import Reading, read_document, read_file
from jiheng.forms.recognise import may_hold_form

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
_LINE = 120


@dataclass(frozen=True)
class Case:
    """A folder of tests/golden.

    `case.yaml` names the `source`; `f1` is the least score against `gold.json`, a hand-made reading, or that of the case
    that `gold` names; `blank` marks a form that nobody filled in, `book` a file of which the forms are a small part.
    """

    slug: str
    source: Path
    f1: float | None
    blank: bool
    book: bool
    gold_of: str

    @property
    def gold(self) -> Any:
        return json.loads((HERE / self.gold_of / "gold.json").read_text(encoding="utf-8"))

    @property
    def expected(self) -> Path:
        return HERE / self.slug / "expected.json"


def all_cases() -> list[Case]:
    cases = []
    for file in sorted(HERE.glob("*/case.yaml")):
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
        f1 = float(told["f1"]) if "f1" in told else None
        source, blank = ROOT / told["source"], bool(told.get("blank"))
        slug, book = file.parent.name, bool(told.get("book"))
        cases.append(Case(slug, source, f1, blank, book, str(told.get("gold", slug))))
    return cases


@cache
def reading_of(case: Case) -> Reading:
    """The case's reading: through the file, as everybody reads."""
    return read_file(case.source)


@cache
def document_of(case: Case) -> Document:
    """The case's file as its reader opens it."""
    from jiheng.formats.registry import open_document

    return open_document(case.source, DEFAULT_LIMITS, may_hold_form)


def plain(case: Case) -> Any:
    """The case's declaration as plain dicts and lists, as its JSON has it."""
    return msgspec.json.decode(msgspec.json.encode(reading_of(case).declaration))


def shown(value: Any, indent: int = 0) -> str:
    """JSON for people who read a diff: what fits on a line stands on one."""
    line = json.dumps(value, ensure_ascii=False)
    if len(line) + indent <= _LINE or not isinstance(value, dict | list) or not value:
        return line
    space = " " * (indent + 1)
    if isinstance(value, dict):
        parts = [
            f"{space}{json.dumps(key, ensure_ascii=False)}: {shown(item, indent + 1)}" for key, item in value.items()
        ]
        return "{\n" + ",\n".join(parts) + f"\n{' ' * indent}}}"
    return "[\n" + ",\n".join(space + shown(item, indent + 1) for item in value) + f"\n{' ' * indent}]"


__all__ = ["Case", "all_cases", "document_of", "plain", "read_document", "reading_of", "shown"]
