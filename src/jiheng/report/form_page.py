"""One form of a file as it looks: a file often holds many, and whoever is asked about one wants to see that one.

Which cells belong to which form is told by the places of its values and, where the ledger of the reading is at hand, by
its labels, headings and signature places, too. A block of one form is shown whole; a grid that forms share is cut to the
rows and columns of the one, where they can be told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from jiheng.forms.ledger import Became, Entry
from jiheng.model.declaration import Table
from jiheng.model.location import Location
from jiheng.model.places import cell_of
from jiheng.report.form_cut import Holdings, cut_page
from jiheng.report.page import Page
from jiheng.report.page_html import FilePage
from jiheng.report.page_places import PagePlaces

WEIGHTS = ("error", "warning", "advice")
"""The classes of findings, of which a cell has the heaviest."""
FLAGS = ("comment", "changed")
"""The classes that a cell may have beside it."""


def form_pages(
    page: Page,
    tables: Sequence[Table],
    blanks: Sequence[Mapping[str, Location]],
    entries: Iterable[Entry] = (),
) -> tuple[Page, ...]:
    """For each table of a file, how that form looks.

    :param page: how the file looks.
    :param blanks: for each table, the cells of the values that are left blank, by path.
    :param entries: the ledger of the reading. Without it, what stands between two forms is taken for the head of the
        second.
    """
    places = PagePlaces(page)
    values = [
        {found for _, at in _located(table, blank) if (found := places.find(at)) is not None}
        for table, blank in zip(tables, _padded(blanks, len(tables)), strict=True)
    ]
    labels: list[set[Location]] = [set() for _ in tables]
    told = False
    for entry in entries:
        told = True
        found = places.find(entry.at)
        if found is None or entry.table is None or entry.table >= len(tables):
            continue
        (values if entry.became is Became.VALUE else labels)[entry.table].add(found)
    holdings = Holdings(page, values, labels)
    return tuple(cut_page(holdings, number, heads_follow=not told) for number in range(len(tables)))


def paths_by_cell(page: Page, table: Table, blank: Mapping[str, Location]) -> dict[Location, tuple[str, ...]]:
    """For each cell and paragraph of a page, the paths of the values that stand in it, or are to be filled in there.

    The keys are the places of the page's own cells.
    """
    places = PagePlaces(page)
    found: dict[Location, dict[str, None]] = {}
    for path, at in _located(table, blank):
        cell = places.find(at)
        if cell is not None:
            found.setdefault(cell, {})[path] = None
    return {cell: tuple(paths) for cell, paths in found.items()}


class FormView:
    """A form as HTML with the cells of paths marked, and the element of each path.

    :param prefix: what the ids of its elements begin with.
    :param marks: for a path or a place, its class or classes, out of `WEIGHTS` and `FLAGS`.
    :param paths: as `paths_by_cell` gives them.
    """

    def __init__(
        self,
        page: Page | None,
        prefix: str,
        marks: Mapping[str | Location, str | Iterable[str]],
        paths: Mapping[Location, Sequence[str]],
    ) -> None:
        self._page = FilePage(prefix, page, WEIGHTS, paths)
        self._cells = {path: cell for cell, found in paths.items() for path in found}
        for key, classes in marks.items():
            at = self._at(key)
            for one in (classes,) if isinstance(classes, str) else classes:
                if one in WEIGHTS:
                    self._page.mark(at, one)
                elif one in FLAGS:
                    self._page.flag(at, one)
                else:
                    raise ValueError(one)

    def element(self, key: str | Location) -> str:
        """The id of the element of a path or place: of a value that has no cell of its own, that of its row or block.
        Blank where there is none."""
        return self._page.cell_id(self._at(key))

    def html(self) -> str:
        """The form; no style and no script stands in it."""
        return self._page.html()

    def _at(self, key: str | Location) -> Location | None:
        return cell_of(self._cells, key) if isinstance(key, str) else key


def form_html(
    page: Page | None,
    prefix: str,
    marks: Mapping[str | Location, str | Iterable[str]],
    paths: Mapping[Location, Sequence[str]],
) -> str:
    """A form as HTML: see `FormView`."""
    return FormView(page, prefix, marks, paths).html()


def _located(table: Table, blank: Mapping[str, Location]) -> Iterator[tuple[str, Location]]:
    return chain((table.cells or {}).items(), blank.items())


def _padded(blanks: Sequence[Mapping[str, Location]], count: int) -> list[Mapping[str, Location]]:
    return [blanks[number] if number < len(blanks) else {} for number in range(count)]
