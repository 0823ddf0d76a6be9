"""By what a form of a known layout is known again: its labels, whatever is filled in and however many rows there are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from jiheng.formats.document import Document
from jiheng.forms.bind import Bound
from jiheng.forms.binding import Binding
from jiheng.forms.inline import goal_label_in, pairs_in
from jiheng.forms.ledger import Became
from jiheng.forms.reading import bind_document
from jiheng.forms.sheet import Spot
from jiheng.forms.vocabulary import label_of, opinion_of
from jiheng.model.language import fold

BETWEEN = "."
"""Stands between the parts of a fingerprint, one for each form of another make."""


def fingerprint(document: Document) -> str:
    """The fingerprint of a document's forms; blank where it has none."""
    return fingerprint_of(bind_document(document))


def fingerprint_of(bound: Sequence[Bound]) -> str:
    """The fingerprint of forms: one part for each, forms that are alike give one."""
    parts = (part_of(one) for one in bound if not one.form.narrative)
    return BETWEEN.join(dict.fromkeys(part for part in parts if part))


def part_of(bound: Bound) -> str:
    """The part of one form: the labels of its table in reading order, each once, without what stands around the table."""
    said = tuple(dict.fromkeys(_labels(bound)))
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:12] if said else ""


def _labels(bound: Bound) -> Iterator[str]:
    for line in bound.form.body:
        if line.grid is not None:
            for spot in line.filled:
                for binding in bound.bindings:
                    found = list(_labels_in(spot, binding))
                    if found:
                        yield from found
                        break


def _labels_in(spot: Spot, binding: Binding) -> Iterator[str]:
    mark = binding.marks.get(spot)
    slots = binding.values.get(spot, ())
    if mark is not None and mark.became is Became.LABEL and not slots:
        if any(name.startswith("indicators.level") for name in mark.of):
            return
        if spot.label is not None:
            yield spot.label.text
            return
        by = opinion_of(spot.text)
        if by is not None:
            yield by
        yield from (pair.label.text for pair in pairs_in(spot.text))
        return
    if any(slot.path[0] == "goals" for slot in slots):
        goal = goal_label_in(spot.text)
        if goal is not None:
            yield goal.label.text
        return
    inner = [slot for slot in slots if slot.start and slot.path[0] not in ("indicators", "title", "attachment")]
    if inner:
        pairs = pairs_in(spot.text)
        if pairs:
            yield from (pair.label.text for pair in pairs)
            return
        behind = 0
        for slot in inner:
            label = label_of(spot.text[behind : slot.start])
            if label is not None:
                yield label.text
            behind = slot.end


def alike(one: str, other: str) -> float:
    """How well a document's fingerprint suits a layout's: 1 when equal, 0 when the layout lacks a form of the document."""
    if one == other:
        return 1.0
    mine, theirs = set(one.split(BETWEEN)), set(other.split(BETWEEN))
    return len(mine) / (len(theirs) + 1) if one and mine <= theirs else 0.0


def folded_title(text: str) -> str:
    """A title without years and ordinals, to tell layouts with the same labels apart."""
    return "".join(c for c in fold(text) if not c.isdigit())
