"""What refers to rows in the parts of a workbook, shifted with them: around the cells, in other sheets, beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from jiheng.formats.edit_xlsx_formula import Gone, Unclear, shifted, translated
from jiheng.formats.edit_xlsx_nodes import Bytes, Node
from jiheng.formats.edit_xlsx_rowmap import NewMerges, RowMap, Torn
from jiheng.formats.splices import Splices
from jiheng.formats.xlsx_sheet import Merge, column_letters, column_number, parse_range
from jiheng.formats.xml_splice import EditedPart

_RANGE = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7})(?::(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7}))?")
_FORMULAS = frozenset(("f", "formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula"))
_FORMULA_ATTRIBUTES = frozenset(("linkedCell", "listFillRange", "fmlaLink", "fmlaRange", "fmlaTxbx", "textlink"))
_AREAS = frozenset(("autoFilter", "sortState", "sortCondition", "dimension", "table"))
_LISTS = frozenset(("conditionalFormatting", "dataValidation", "protectedRange", "ignoredError"))
_CELLS = frozenset(("cellWatch", "inputCells", "cellSmartTags"))
_ANCHORS = frozenset(("anchor", "twoCellAnchor", "oneCellAnchor"))
_SAYS = {"cfRule": "的条件格式", "dataValidation": "的数据有效性"}
_SMALL = re.compile(r"[0-9]{1,7}")


class Blocked(Exception):
    """Something in the way of a change of rows: what it is, and what it says of the rows."""

    def __init__(self, what: str, formula: str, why: Exception) -> None:
        super().__init__(what)
        self.what = what
        self.formula = formula
        self.why = why


class Shifter:
    """Shifts what refers to the rows of one sheet in one part.

    :param sheet: the sheet whose rows change
    :param home: the sheet that the part belongs to, None where to none
    :param what: the part in words, for what is in the way
    """

    def __init__(self, part: EditedPart, sheet: str, home: str | None, rows: RowMap, what: str) -> None:
        self.part = part
        self.bytes = Bytes(part.xml)
        self.splices = Splices(part.xml)
        self.rows = rows
        self.taking_in = rows.taking_in()
        self.own = home is not None and home.casefold() == sheet.casefold()
        self._sheet = sheet
        self._home = home
        self.what = what
        self._gone: list[Node] = []

    # -- pieces

    def attribute(self, node: Node, name: str, value: str) -> None:
        """Give an attribute another value."""
        if node.get(name) == value:
            return
        place = self.bytes.attributes(node).get(name)
        if place is None:
            at = self.bytes.behind_name(node)
            self.splices.put(at, at, f" {name}={quoteattr(value)}".encode())
        else:
            self.splices.put(*place, escape(value, {'"': "&quot;", "'": "&apos;"}).encode())

    def text(self, node: Node, value: str) -> None:
        """Give an element another text."""
        if value != node.text:
            self.splices.put(self.bytes.inside(node), node.end, escape(value).encode())

    def remove(self, node: Node) -> None:
        """Take an element out."""
        self._gone.append(node)

    def formula(self, text: str, where: str = "", *, rows: RowMap | None = None, down: int = 0) -> str:
        """A formula as it will be; `down` moves it first with the cell that it is meant for."""
        try:
            moved = translated(text, down, 0) if down else text
            return shifted(moved, self._home, self._sheet, rows or self.rows)
        except (Gone, Torn, Unclear) as why:
            raise Blocked(f"{self.what}{where}", text, why) from why

    def ranges(self, text: str) -> str:
        """A list of ranges as it will be, blank where all are gone."""
        out = []
        for one in text.split():
            found = _RANGE.fullmatch(one)
            if found is None or not column_number(found[2].upper()):
                out.append(one)
                continue
            left, top = column_number(found[2].upper()), int(found[4])
            right, bottom = (column_number(found[6].upper()), int(found[8])) if found[6] else (left, top)
            pieces = self.taking_in.pieces(left, min(top, bottom), right, max(top, bottom))
            out.extend(_name(*piece) for piece in pieces)
        return " ".join(out)

    def one_range(self, node: Node, name: str, rows: RowMap) -> None:
        """An attribute that names one range."""
        found = _RANGE.fullmatch(node.get(name) or "")
        if found is None or not column_number(found[2].upper()):
            return
        left, top = column_number(found[2].upper()), int(found[4])
        right, bottom = (column_number(found[6].upper()), int(found[8])) if found[6] else (left, top)
        try:
            new = rows.area(left, min(top, bottom), right, max(top, bottom))
        except Gone:
            self.remove(node)
            return
        except Torn as why:
            raise Blocked(f"{self.what}{node.get(name)}", "", why) from why
        self.attribute(node, name, _name(left, new[0], right, new[1]))

    # -- parts

    def around(self, root: Node, skip: Callable[[Node], bool]) -> None:
        """All that stands in a part, but for what is skipped with all in it."""
        waiting = [(root, root)]
        parents: dict[Node, Node] = {}
        while waiting:
            node, parent = waiting.pop()
            if skip(node):
                continue
            parents[node] = parent
            self._node(node, parent)
            waiting.extend((child, node) for child in node.children)
        self._take_out(parents)

    def _node(self, node: Node, parent: Node) -> None:
        local = node.local
        if local in _FORMULAS:
            self.text(node, self.formula(node.text, _SAYS.get(parent.local, ""), down=self._down(parent)))
        if local == "hyperlink" and node.get("location"):
            self._link(node)
        for name in node.attributes.keys() & _FORMULA_ATTRIBUTES:
            value = node.get(name) or ""
            self.attribute(node, name, self.formula(value))
        if self.own:
            self._own(node, local, parent)

    def _own(self, node: Node, local: str, parent: Node) -> None:
        """What stands in or beside the sheet whose rows change, and names them without its name."""
        if local in _LISTS or local == "sqref":
            old = node.text if local == "sqref" else node.get("sqref") or ""
            new = self.ranges(old)
            if not new:
                self.remove(parent if local == "sqref" else node)
            elif local == "sqref":
                self.text(node, new)
            else:
                self.attribute(node, "sqref", new)
        elif local in _AREAS and node.get("ref"):
            self.one_range(node, "ref", self.taking_in)
        elif local in ("hyperlink", "comment", "threadedComment"):
            self.one_range(node, "ref", self.rows)
        elif local in _CELLS:
            self.one_range(node, "r", self.rows)
        elif local == "brk" and parent.local == "rowBreaks":
            self._break(node, parent)
        elif local == "pane" and node.get("state") in ("frozen", "frozenSplit"):
            self._pane(node)
        elif local in _ANCHORS:
            self._anchor(node)
        elif local == "cfvo" and re.search("[A-Za-z]", node.get("val") or ""):
            self.attribute(node, "val", self.formula(node.get("val") or ""))

    def _down(self, parent: Node) -> int:
        """How far the first cell of a list of ranges moves down because its row is deleted."""
        for node in (parent, *parent.children):
            text = node.get("sqref") or (node.text if node.local == "sqref" else "")
            found = [(int(one[4]), int(one[8] or one[4])) for one in _RANGE.finditer(text)]
            if self.own and found:
                top, bottom = min(found)
                row = top
                while row in self.rows.deleted and row < bottom:
                    row += 1
                return row - top
        return 0

    def _link(self, node: Node) -> None:
        location = node.get("location") or ""
        try:
            self.attribute(node, "location", shifted(location, self._home, self._sheet, self.rows))
        except (Gone, Torn, Unclear):
            return  # it leads elsewhere than before, or nowhere: no value depends on it

    def _break(self, node: Node, parent: Node) -> None:
        old = node.get("id") or ""
        if not _SMALL.fullmatch(old):
            return
        new = self.rows.end(int(old), with_copies=True, top=1)
        others = {self.rows.end(int(one.get("id") or 0), with_copies=True, top=1) for one in _before(parent, node)}
        if new < 1 or new in others:
            self.remove(node)
        else:
            self.attribute(node, "id", str(new))

    def _pane(self, node: Node) -> None:
        """The rows that stay in sight above the others."""
        found = _RANGE.fullmatch(node.get("topLeftCell") or "")
        split = node.get("ySplit") or ""
        if _SMALL.fullmatch(split) and int(split):
            old = int(split)
            new = self.rows.end(old, with_copies=False)
            self.attribute(node, "ySplit", str(max(new, 1)))
            if found is not None:
                row = max(self.rows.place(int(found[4])), new + 1)
                self.attribute(node, "topLeftCell", f"{found[2]}{row}")

    def _anchor(self, node: Node) -> None:
        """A picture or a control, which moves and grows with the rows below it as it says."""
        if node.get("editAs") == "absolute":
            return
        ends = [self._row_of(node, name) for name in ("from", "to")]
        shift = 0
        for place in ends:
            if place is None or not _SMALL.fullmatch(place.text.strip()):
                continue
            old = int(place.text)
            new = self.rows.place(old + 1) - 1
            if place is ends[1] and node.get("editAs") == "oneCell":
                new = old + shift
            shift = new - old
            self.text(place, str(new))

    def _row_of(self, anchor: Node, name: str) -> Node | None:
        corner = next((child for child in anchor.children if child.local == name), None)
        return next((child for child in corner.children if child.local == "row"), None) if corner is not None else None

    def _take_out(self, parents: Mapping[Node, Node]) -> None:
        """Take out what is gone, and what holds nothing else; the counts of the others follow."""
        gone = list(dict.fromkeys(self._gone))
        taken = set(gone)
        for node in gone:
            parent = parents.get(node)
            if parent is not None and parent not in taken and all(child in taken for child in parent.children):
                if parent.local in ("commentList", "threadedComments", "ThreadedComments"):
                    continue
                taken.add(parent)
                gone.append(parent)
        for node in taken:
            if parents.get(node) not in taken or parents.get(node) is node:
                self.splices.replace(node.start, self.bytes.after(node), b"")
        for parent in {parents[node] for node in taken if node in parents} - taken:
            left = [child for child in parent.children if child not in taken]
            if parent.get("count"):
                self.attribute(parent, "count", str(len(left)))
            if parent.get("manualBreakCount"):
                self.attribute(parent, "manualBreakCount", str(sum(one.get("man") in ("1", "true") for one in left)))

    def merges(self, root: Node, new: NewMerges) -> None:
        """The merged ranges of the sheet."""
        holder = root.child("mergeCells")
        nodes = {parse_range(node.get("ref") or ""): node for node in holder.children} if holder is not None else {}
        kept = 0
        for old, after in new.changed:
            node = nodes.get(old)
            if node is None:
                continue
            if after is None:
                self.splices.replace(node.start, self.bytes.after(node), b"")
            else:
                kept += 1
                self.attribute(node, "ref", _name(after.left, after.top, after.right, after.bottom))
        self._put_merges(root, holder, new.added, kept)

    def _put_merges(self, root: Node, holder: Node | None, added: Iterable[Merge], kept: int) -> None:
        p = self.bytes.prefix(root)
        made = [f'<{p}mergeCell ref="{_name(one.left, one.top, one.right, one.bottom)}"/>' for one in added]
        if holder is None:
            if made:
                before = _BEFORE_MERGES
                place = [node for node in root.children if node.tag in before][-1]
                markup = f'<{p}mergeCells count="{len(made)}">{"".join(made)}</{p}mergeCells>'
                at = self.bytes.after(place)
                self.splices.put(at, at, markup.encode())
        elif not kept and not made:
            self.splices.replace(holder.start, self.bytes.after(holder), b"")
        else:
            self.splices.put(holder.end, holder.end, "".join(made).encode())
            if holder.get("count"):
                self.attribute(holder, "count", str(kept + len(made)))

    def commit(self) -> None:
        """Make the changes."""
        for start, until, made in self.splices.all():
            self.part.insert(start, made.decode(), until=until)


_BEFORE_MERGES = (
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
)
"""What stands before the merged ranges of a sheet."""


def _before(parent: Node, node: Node) -> Iterable[Node]:
    for one in parent.children:
        if one is node:
            return
        if _SMALL.fullmatch(one.get("id") or ""):
            yield one


def _name(left: int, top: int, right: int, bottom: int) -> str:
    first, last = f"{column_letters(left)}{top}", f"{column_letters(right)}{bottom}"
    return first if first == last else f"{first}:{last}"
