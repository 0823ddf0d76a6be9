"""From a file to a checked record: open, recognise, bind, get."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import UNSET

from jiheng.formats.document import Document
from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.forms.bind import Bound, bind_form, inherit_head
from jiheng.forms.binding import Binding
from jiheng.forms.doubt import doubts
from jiheng.forms.get import STRICT, get, path_name
from jiheng.forms.headlines import Head
from jiheng.forms.layouts.folder import may_correct
from jiheng.forms.ledger import Became, Entry, How, Ledger, Why
from jiheng.forms.recognise import Form, head_lines, may_hold_form, recognise
from jiheng.forms.sheet import Line, Spot, lay_out
from jiheng.model.declaration import Declaration, DocumentFacts, LeftOver
from jiheng.model.location import Location

_TOLD = frozenset(("cut_off", "covered"))
"""Why a text was not read, where its author may believe that it was."""
_WHY_HIDDEN = {"repeated": Why.REPEATED_HEAD, "passed_over": Why.OUTSIDE, "margin": Why.PAGE_FURNITURE}
"""What the ledger says of texts that show, and are not read all the same."""


class Reading:
    """A file's declaration, and the ledger of what every cell and paragraph of it became.

    The ledger may be given as a function that is called when it is first asked for: most callers want the declaration.
    """

    def __init__(
        self,
        declaration: Declaration,
        ledger: Ledger | Callable[[], Ledger],
        blanks: tuple[dict[str, Location], ...] = (),
        document: Document | None = None,
    ) -> None:
        self.declaration = declaration
        self.blanks = blanks
        """For each table, the cells of the values that are left blank, by path."""
        self.document = document
        """The opened file."""
        self._ledger = ledger

    @property
    def ledger(self) -> Ledger:
        """What every cell and paragraph became."""
        if not isinstance(self._ledger, Ledger):
            self._ledger = self._ledger()
        return self._ledger


def read_file(path: Path, *, source: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Read a file.

    :param source: the name of the file, to put into the declaration and to know its format by where its content does not
        tell; the bare file name by default.
    :raises UnreadableDocument: with one sentence for the user.
    """
    from jiheng.formats.registry import open_document

    return read_opened(lambda: open_document(path, limits, may_hold_form, source), source or path.name)


def read_opened(open_it: Callable[[], Document], source: str) -> Reading:
    """Read what a function opens."""
    with _collector_paused():
        return read_document(open_it(), source)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Without the garbage collector: while a file is read nothing of it is garbage, and a large file's many objects
    would be looked through again and again (500 forms in one file: a quarter of the time)."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def read_document(document: Document, source: str) -> Reading:
    """Read an opened document."""
    lines = lay_out(document)
    bound = _bind(lines)
    bindings = [binding for item in bound for binding in item.bindings]
    blanks: tuple[dict[str, Location], ...] = tuple({} for _ in bindings)
    tables = tuple(get(binding, blank) for binding, blank in zip(bindings, blanks, strict=True))
    left = (
        *(LeftOver(text=spot.text, at=spot.at()) for spot in (*_left_over(bound), *_torn_off(lines, bound))),
        *(LeftOver(text=_shortened(hidden.text), at=hidden.at) for hidden in document.hidden if hidden.why in _TOLD),
    )
    doubtful = tuple(doubts(bound))
    facts = document.metadata
    return Reading(
        Declaration(
            source=source,
            tables=tables,
            complete=not left and not doubtful,
            left_over=left,
            doubtful=doubtful or UNSET,
            document=DocumentFacts(
                author=facts.author,
                created=facts.created,
                modified=facts.modified,
                revisions=facts.revisions,
                comments=facts.comments,
                bookmarks=facts.bookmarks,
            ),
        ),
        lambda: _ledger(document, lines, bound),
        blanks,
        document,
    )


def bind_document(document: Document) -> list[Bound]:
    """The forms of an opened document with the bindings of their cells."""
    return _bind(lay_out(document))


def _bind(lines: Sequence[Line]) -> list[Bound]:
    bound: list[Bound] = []
    for form in recognise(lines):
        item = bind_form(form)
        if form.follows is not None:
            above = next((other for other in bound if other.form is form.follows), None)
            if above is not None:
                inherit_head(above.bindings[0], item.bindings)
        bound.append(item)
    if may_correct():
        from jiheng.forms.layouts.overrides import override

        override(bound)
    return bound


def _shortened(text: str) -> str:
    """The first characters of a text that was cut off because its cell is longer than the limit, or that no one sees."""
    return f"{text[:100]}……（单元格过长，以下 {len(text)} 字未读）" if len(text) > 100 else text


def _left_over(bound: Sequence[Bound]) -> Iterator[Spot]:
    """The cells of forms that are neither value nor label nor ignored for a listed reason."""
    for item in bound:
        form, first = item.form, item.bindings[0]
        for line in _all_lines(form):
            if line.grid is None:
                continue
            for spot in line.filled:
                if (spot in first.values or spot in first.marks) and spot not in first.misread:
                    continue
                if not any(_understood(binding, spot) for binding in item.bindings):
                    yield spot
                    yield from spot.echoes


def _torn_off(lines: Sequence[Line], bound: Sequence[Bound]) -> Iterator[Spot]:
    """The texts of tables that may be the rest of the form on the page before, of which nothing could be made."""
    forms = {id(line.grid.grid) for item in bound for line in _all_lines(item.form) if line.grid is not None}
    after_form = False
    for line in lines:
        if line.grid is None:
            continue
        grid = line.grid.grid
        after_form = id(grid) in forms or (after_form and grid.continues)
        if after_form and id(grid) not in forms:
            for spot in line.filled:
                yield spot
                yield from spot.echoes


def _all_lines(form: Form) -> Sequence[Line]:
    return (*form.head, *form.body, *form.tail)


def _ledger(document: Document, lines: Sequence[Line], bound: Sequence[Bound]) -> Ledger:
    owner: dict[Line, Form] = {}
    bindings: dict[int, list[tuple[int, Binding]]] = {}
    table = 0
    for item in bound:
        for line in _all_lines(item.form):
            owner[line] = item.form
        bindings[id(item.form)] = [(table + n, binding) for n, binding in enumerate(item.bindings)]
        table += len(item.bindings)
    entries = []
    torn = {id(spot) for spot in _torn_off(lines, bound)}
    form_grids = {line.grid for line in owner if line.grid is not None}
    for line in lines:
        form = owner.get(line)
        for spot in line.filled:
            if id(spot) in torn:
                entry = Entry(spot.text, spot.at(), Became.LEFT_OVER)
            elif form is None:
                entry = _outside(spot, line, line.grid in form_grids)
            else:
                entry = _entry(spot, line, bindings[id(form)])
            if spot.confidence < 1:
                entry = msgspec.structs.replace(entry, confidence=spot.confidence)
            entries.append(entry)
            entries.extend(msgspec.structs.replace(entry, text=echo.text, at=echo.at()) for echo in spot.echoes)
        entries.extend(_dash(spot, form, bindings) for spot in line.spots if spot.blank and spot.text.strip())
    entries.extend(
        Entry(
            hidden.text,
            hidden.at,
            Became.LEFT_OVER if hidden.why in _TOLD else Became.IGNORED,
            why=_WHY_HIDDEN.get(hidden.why, Why.HIDDEN).value,
        )
        for hidden in document.hidden
        if hidden.text.strip()
    )
    return Ledger(tuple(entries))


def _understood(binding: Binding, spot: Spot) -> bool:
    """True for a label, an ignored text, and a spot of which at least one value could be taken over."""
    if spot not in binding.misread:
        return binding.used(spot)
    return any(slot.codec not in STRICT for slot in binding.values[spot])


def _entry(spot: Spot, line: Line, bindings: Sequence[tuple[int, Binding]]) -> Entry:
    for table, binding in bindings:
        slots = binding.values.get(spot)
        if slots:
            paths = tuple(dict.fromkeys(path_name(slot.path) for slot in slots))
            if not _understood(binding, spot):
                return Entry(spot.text, spot.at(), Became.LEFT_OVER, paths, why="这一栏应填数字", table=table)
            how = How.INFERRED if any(slot.how is How.INFERRED for slot in slots) else slots[0].how
            why = next((slot.why for slot in slots if slot.why), "")
            return Entry(spot.text, spot.at(), Became.VALUE, paths, how, why, table)
    for table, binding in bindings:
        mark = binding.marks.get(spot)
        if mark is not None:
            return Entry(spot.text, spot.at(), mark.became, tuple(mark.of), None, mark.why, table)
    if line.grid is None:
        parts = head_lines(line)
        page = bool(parts) and all(part.kind is Head.PAGE for part in parts)
        why = Why.PAGE_FURNITURE if page else Why.HEADING
        return Entry(spot.text, spot.at(), Became.IGNORED, why=why.value, table=bindings[0][0])
    return Entry(spot.text, spot.at(), Became.LEFT_OVER, table=bindings[0][0])


def _outside(spot: Spot, line: Line, shares_grid: bool) -> Entry:
    if line.grid is None:
        parts = head_lines(line)
        page = bool(parts) and all(part.kind is Head.PAGE for part in parts)
        return Entry(spot.text, spot.at(), Became.IGNORED, why=(Why.PAGE_FURNITURE if page else Why.OUTSIDE).value)
    why = Why.HEADING if shares_grid else Why.OTHER_TABLE
    return Entry(spot.text, spot.at(), Became.IGNORED, why=why.value)


def _dash(spot: Spot, form: Form | None, bindings: dict[int, list[tuple[int, Binding]]]) -> Entry:
    """A cell of dashes: a blank value where it is bound, else a filler."""
    if form is not None:
        for table, binding in bindings[id(form)]:
            slots = binding.values.get(spot)
            if slots:
                paths = tuple(dict.fromkeys(path_name(slot.path) for slot in slots))
                return Entry(spot.text, spot.at(), Became.VALUE, paths, slots[0].how, slots[0].why, table)
        return Entry(spot.text, spot.at(), Became.IGNORED, why=Why.FILLER.value, table=bindings[id(form)][0][0])
    return Entry(spot.text, spot.at(), Became.IGNORED, why=Why.OTHER_TABLE.value)
