"""The laws of a layout, proved with made-up data: what is put is what is read, and what is not put stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
from msgspec import UNSET

from jiheng.formats.limits import DEFAULT_LIMITS, Limits
from jiheng.formats.registry import read_bytes
from jiheng.forms.adapt import adapt
from jiheng.forms.flat import flat
from jiheng.forms.layouts.layout import Known, LayoutError
from jiheng.forms.lens import Opened, Written, put
from jiheng.forms.sample import Shape, sample
from jiheng.forms.template import Template, open_further
from jiheng.forms.writer import NO_PLACE, Lost
from jiheng.model.declaration import Kind, Scope, Table
from jiheng.model.language import fold


@dataclass(frozen=True, slots=True)
class Law:
    """A law, how many values it was tried with, and where it does not hold."""

    name: str
    says: str
    values: int
    broken: tuple[Lost, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether it holds."""
        return not self.broken


@dataclass(frozen=True, slots=True)
class Proof:
    """The laws of a blank form, what it has no place for, and notes about its file."""

    laws: tuple[Law, ...]
    cannot_hold: tuple[Lost, ...]
    notes: tuple[str, ...] = field(default=())

    @property
    def holds(self) -> bool:
        """Whether all laws hold."""
        return all(law.holds for law in self.laws)


def prove(blank: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Proof:
    """Try the laws on a blank form.

    :raises LayoutError: where the file holds no form.
    :raises UnreadableDocument: where it cannot be read, UnsupportedFormat: where its format is not written.
    """
    opened = _opened(blank, name, limits)
    open_further(opened.document, opened.templates)
    shapes = [shape_of(template) for template in opened.templates]
    created, first, told = _put(opened, shapes, 0)
    again = _unchanged(created, name, limits)
    opened = _opened(created.data, name, limits)
    changed, second, told_again = _put(opened, shapes, 1)
    untouched = put(_opened(blank, name, limits), [None] * len(shapes)).data
    laws = (
        Law("CreateGet", "空白表填上以后，读出来就是填的", first, _broken(told)),
        Law("PutGet", "填好的表改了以后，读出来就是改的", second, _broken(told_again)),
        Law(
            "GetPut",
            "读出来原样写回去，文件一个字节不变",
            first,
            () if again is None and untouched == blank else (Lost(0, "", "", again or "空白表没有改动，字节却变了"),),
        ),
    )
    cannot = {(one.table, _without_rows(one.path)): one for one in reversed(told) if one.why == NO_PLACE}
    return Proof(laws, tuple(reversed(cannot.values())), tuple(dict.fromkeys((*created.notes, *changed.notes))))


def prove_layout(known: Known, limits: Limits = DEFAULT_LIMITS) -> Proof:
    """Try the laws on a layout, its corrected lines in force.

    :raises LayoutError: where a line cannot be understood, or the blank is another one.
    """
    from jiheng.forms.layouts.fingerprint import fingerprint
    from jiheng.forms.layouts.overrides import corrections_of, using

    layout = known.layout
    blank = known.blank()
    said = fingerprint(read_bytes(blank, layout.blank, limits, lambda _: True))
    if said != layout.fingerprint:
        raise LayoutError(
            f"版式“{layout.name}”的空白表换过了（指纹是 {said or '空'}，版式文件写的是 {layout.fingerprint}），请用 jiheng layout learn 重新学一遍。"
        )
    with using(corrections_of(known) if layout.corrected else None):
        return prove(blank, layout.blank, limits)


def _opened(data: bytes, name: str, limits: Limits) -> Opened:
    opened = Opened(data, name, limits)
    if not opened.templates:
        raise LayoutError("空白表里没有认出绩效目标表，请换一份。")
    return opened


def _put(opened: Opened, shapes: Sequence[Shape], turn: int) -> tuple[Written, int, tuple[Lost, ...]]:
    """Samples put into a form: what was written, how many values, and what did not come back."""
    wanted = []
    for template, shape in zip(opened.templates, shapes, strict=True):
        kind = Kind(template.now.constants[("kind",)])
        wanted.append(adapt(sample(kind, turn, shape), template))
    written = put(opened, wanted)
    count = sum(1 for table in wanted for _ in flat(table))
    return written, count, written.lost


def _broken(told: Sequence[Lost]) -> tuple[Lost, ...]:
    """What should have come back: neither it nor the text of its row has no place in the form."""
    homeless = {
        (one.table, one.path.removesuffix(".text").removesuffix(".actual_text")) for one in told if one.why == NO_PLACE
    }
    return tuple(
        one
        for one in told
        if one.why != NO_PLACE and (one.table, one.path.rpartition(".")[0] or one.path) not in homeless
    )


def _unchanged(created: Written, name: str, limits: Limits) -> str | None:
    """Why putting back what is read changes a file; None when it does not."""
    opened = _opened(created.data, name, limits)
    written = put(opened, [_plain(table) for table in created.tables])
    if written.data == created.data:
        return None
    lost = next((one for one in written.lost), None)
    return f"原样写回，文件变了{f'（{lost.path}：{lost.why}）' if lost is not None else ''}"


def _plain(table: Table) -> Table:
    return msgspec.structs.replace(table, cells=UNSET)


def _without_rows(path: str) -> str:
    """A path with all rows of its lists alike."""
    return "".join(
        "[]" if part.isdigit() else part for part in path.replace("[", "[\0").replace("]", "\0]").split("\0")
    ).replace("[[]]", "[]")


def shape_of(template: Template) -> Shape:
    """What a form asks of a sample."""
    constants = template.open.constants
    scopes = [Scope(constants.get(("goals", row, "scope"), "annual")) for row in template.rows("goals")]
    trees = [constants.get(("indicators", row, "goal")) for row in template.rows("indicators")]
    return Shape(
        scopes=tuple(dict.fromkeys(scopes)) or (Scope.ANNUAL,),
        trees=tuple(dict.fromkeys(tree for tree in trees if tree is not None)),
        levels=_levels(template),
        months=_told(template, "spending_plan", "by"),
        reviewers=_told(template, "opinions", "by"),
        extra=_extra(template),
        department=("project_name",) not in template.open.by_path,
    )


def _told(template: Template, name: str, key: str) -> tuple[str, ...]:
    constants = template.open.constants
    found = (constants.get((name, row, key)) for row in template.rows(name))
    return tuple(dict.fromkeys(str(one) for one in found if one is not None))


def _extra(template: Template) -> tuple[str, ...]:
    """The labels of values without a key of their own, those that stand once."""
    found: list[str] = []
    keyed = {slot.spot.cell.at for slot in template.open.slots if slot.path[0] != "extra"}
    for row in template.rows("extra"):
        slot = template.slot("extra", row, "text")
        label = template.open.constants.get(("extra", row, "label"))
        if slot is not None and label and (slot.start or slot.spot.cell.at not in keyed):
            found.append(str(label))
    folded = [fold(label) for label in found]
    return tuple(label for label, one in zip(found, folded, strict=True) if folded.count(one) == 1)


def _levels(template: Template) -> tuple[tuple[int | None, str, str], ...]:
    """The levels that a form prints, tree by tree; those of the framework where its rows are free."""
    found: dict[tuple[int | None, str, str], None] = {}
    for row in template.rows("indicators"):
        slots = [template.slot("indicators", row, key) for key in ("level1", "level2")]
        said = ["" if slot is None or template.is_blank(slot) else fold(slot.text) for slot in slots]
        if all(said):
            found[(template.open.constants.get(("indicators", row, "goal")), said[0], said[1])] = None
    return tuple(found) or Shape().levels
