"""Forms of counties that the reader was not written for: no form lost, none invented, the facts right."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from jiheng.formats.registry import read_bytes
from jiheng.forms.reading import read_document
from jiheng.model.declaration import to_json
from tests import scoring
from tests.counties import composed, office, text
from tests.golden.places import Places, value_at

LEAST_EACH = 0.9
LEAST_MEAN = 0.99
COLLECTIONS: dict[str, Callable[[], Iterator[Any]]] = {"office": office.cases, "text": text.cases}


def f1_of(gold: dict[str, Any], read: dict[str, Any]) -> float:
    hit, want, got, _, _ = scoring.compare(gold, read)
    wanted, found = sum(want.values()), sum(got.values())
    return 2 * sum(hit.values()) / (wanted + found) if wanted + found else 1.0


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_forms_of_other_counties(collection: str) -> None:
    scores: dict[str, float] = {}
    counts: dict[str, tuple[int, int]] = {}
    for case in COLLECTIONS[collection]():
        reading = json.loads(to_json(read_document(read_bytes(case.data, case.filename), case.filename).declaration))
        scores[case.name] = f1_of(case.gold, reading)
        counts[case.name] = (len(reading["tables"]), len(case.gold["tables"]))
    mean = sum(scores.values()) / len(scores)
    print(f"{collection}: {len(scores)} files, mean F1 {mean:.4f}, least {min(scores.values()):.4f}")
    assert {name: pair for name, pair in counts.items() if pair[0] != pair[1]} == {}
    assert {name: round(score, 4) for name, score in scores.items() if score < LEAST_EACH} == {}
    assert mean >= LEAST_MEAN


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_values_stand_in_their_cells_and_ledgers_add_up(collection: str) -> None:
    wrong = []
    for case in COLLECTIONS[collection]():
        document = read_bytes(case.data, case.filename)
        reading = read_document(document, case.filename)
        places = Places(document)
        if sum(reading.ledger.counts().values()) != places.count:
            wrong.append(f"{case.name}: {places.count} texts, {sum(reading.ledger.counts().values())} in the ledger")
        for number, table in enumerate(json.loads(to_json(reading.declaration))["tables"]):
            for path, at in (reading.declaration.tables[number].cells or {}).items():  # type: ignore[index]
                value = value_at(table, path)
                if value not in (None, "", []) and not isinstance(value, dict) and not places.prints(at, path, value):
                    wrong.append(f"{case.name} {path}: {value!r} is not in {places.texts(at)!r}")
    assert not wrong, f"{len(wrong)}, such as:\n" + "\n".join(wrong[:30])


HARD = (".txt", ".md")
"""Text exports composed at random may lose what no reader can bring back; they count in the mean only."""


def test_forms_composed_at_random() -> None:
    scores = {}
    for case in composed.cases(100, seed=1):
        reading = json.loads(to_json(read_document(read_bytes(case.data, case.filename), case.filename).declaration))
        scores[case.filename] = f1_of(case.gold, reading)
    mean = sum(scores.values()) / len(scores)
    print(f"composed: {len(scores)} files, mean F1 {mean:.4f}")
    low = {name: round(score, 4) for name, score in scores.items() if score < LEAST_EACH and not name.endswith(HARD)}
    assert low == {}
    assert mean >= 0.97
