"""The forms that are measured: real ones, those of other counties, and some composed at random."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.counties import composed, office
from tests.counties.test_counties import f1_of
from tests.golden.cases import all_cases

from jiheng.formats.registry import read_bytes
from jiheng.forms.reading import read_document
from jiheng.forms.recognise import may_hold_form
from jiheng.model.declaration import to_json
from jiheng.model.errors import UnreadableDocument

__all__ = ["Form", "f1_of", "forms", "read"]


class Form(NamedTuple):
    """A form with the reading that a person made of it."""

    group: str
    name: str
    data: bytes
    gold: dict[str, Any]


def forms(suffixes: tuple[str, ...], at_random: int = 0, seed: int = 0) -> Iterator[Form]:
    """The forms of these kinds of file.

    :param at_random: how many more are composed, of any kind; only those of the wanted kinds are taken.
    """
    for case in all_cases():
        if case.f1 is not None and case.source.suffix in suffixes:
            yield Form("examples", case.source.name, case.source.read_bytes(), case.gold)
    for county in office.cases():
        if county.filename.endswith(suffixes):
            yield Form("tests/counties", county.filename, county.data, county.gold)
    for made in composed.cases(at_random, seed=seed):
        if made.filename.endswith(suffixes):
            yield Form("随机组成的表", f"composed-{made.filename}", made.data, made.gold)


def read(data: bytes, name: str) -> dict[str, Any]:
    """The declaration of a file as plain data; without tables where it cannot be read, which is told."""
    try:
        document = read_bytes(data, name, wanted=may_hold_form)
    except UnreadableDocument as error:
        print(f"{name}：{error}", file=sys.stderr)
        return {"tables": []}
    reading: dict[str, Any] = json.loads(to_json(read_document(document, name).declaration))
    return reading
