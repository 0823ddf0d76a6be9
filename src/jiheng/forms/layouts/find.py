"""Which known layout a document has."""

from __future__ import annotations

from collections.abc import Sequence

from jiheng.formats.document import Document
from jiheng.forms.bind import Bound
from jiheng.forms.layouts.fingerprint import alike, fingerprint_of, folded_title
from jiheng.forms.layouts.layout import Known, all_layouts
from jiheng.forms.reading import bind_document


def find_layout(document: Document) -> Known | None:
    """The layout of a document, blank or filled; None where it is none that is known.

    :raises LayoutError: where a layout of the bureau's own cannot be understood.
    """
    return find_among(bind_document(document), document.format, all_layouts())


def find_among(bound: Sequence[Bound], format: str, layouts: Sequence[Known]) -> Known | None:
    """The layout that suits forms best: first of those with all labels alike, then of the same file format, then by title."""
    said = fingerprint_of(bound)
    if not said:
        return None
    titles = {folded_title(slot.text) for one in bound for b in one.bindings if (slot := b.by_path.get(("title",)))}

    def rank(known: Known) -> tuple[float, bool, bool]:
        layout = known.layout
        return alike(said, layout.fingerprint), layout.format == format, folded_title(layout.title) in titles

    fitting = [known for known in layouts if alike(said, known.layout.fingerprint)]
    return max(fitting, key=rank, default=None)
