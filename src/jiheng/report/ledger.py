"""The ledger as JSON: what every cell and paragraph of a file became."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET

from jiheng.forms.ledger import Became, Entry, Ledger
from jiheng.model.declaration import Declaration

_encoder = msgspec.json.Encoder()


def ledger_json(declaration: Declaration, ledger: Ledger | None) -> bytes:
    """`{"source", "counts", "entries"}` on one line; `{"source", "error"}` of a file that was not read."""
    if ledger is None:
        error = None if declaration.error is UNSET else declaration.error
        return _encoder.encode({"source": declaration.source, "error": error})
    counts = ledger.counts()
    return _encoder.encode(
        {
            "source": declaration.source,
            "counts": {became.value: counts[became] for became in Became},
            "entries": [_entry(entry) for entry in ledger.entries],
        }
    )


def _entry(entry: Entry) -> dict[str, Any]:
    shown: dict[str, Any] = {"text": entry.text, "at": entry.at, "became": entry.became.value}
    if entry.of:
        shown["of"] = entry.of
    if entry.how is not None:
        shown["how"] = entry.how.value
    if entry.why:
        shown["why"] = entry.why
    if entry.table is not None:
        shown["table"] = entry.table
    if entry.confidence < 1:
        shown["confidence"] = entry.confidence
    return shown
