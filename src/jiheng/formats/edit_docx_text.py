"""Writes new texts into the paragraphs of a Word document, in the runs that hold the old ones."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from lxml import etree

from jiheng.formats import docx_names as w
from jiheng.formats.edit_docx_flow import Flow, mark_properties, needs_preserve, new_run
from jiheng.formats.edit_docx_places import Place
from jiheng.formats.edit_docx_plan import Characters, Joint, Mark, NewRun, Refused, Step
from jiheng.formats.edit_docx_source import Source
from jiheng.formats.xml_nodes import Node, characters, markup

_SPACE = re.compile(r"""\s+xml:space\s*=\s*(?:"[^"]*"|'[^']*')""")
_OUT_OF_STEP = "这里的内部结构不寻常，不能写入，请用 Word 或 WPS 打开，另存一份后再试"
_DATA_BINDING = "dataBinding"


class TextWriter:
    """Carries out the steps of all edits of a place."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.unbound = False
        """Whether a content control was parted from the data that it showed."""

    def check(self, place: Place, steps: Sequence[Step]) -> None:
        """Refuse steps that cannot be carried out, before anything is done."""
        nodes = self._nodes(place)
        for step in steps:
            if isinstance(step, Characters | Mark):
                if step.element not in nodes:
                    raise Refused(_OUT_OF_STEP)
                Flow(self._source, nodes[step.element]).check(step.text)

    def write(self, place: Place, steps: Sequence[Step]) -> None:
        """Carry out steps that were checked."""
        nodes = self._nodes(place)
        characters_of: dict[etree._Element, list[Characters]] = defaultdict(list)
        for step in steps:
            if isinstance(step, Characters):
                characters_of[step.element].append(step)
            elif isinstance(step, Mark):
                self._mark(nodes[step.element], step)
        for element, changes in characters_of.items():
            self._characters(nodes[element], element.text or "", changes)
        heads = self._join(place, [step for step in steps if isinstance(step, Joint)])
        runs: dict[int, list[NewRun]] = defaultdict(list)
        for step in steps:
            if isinstance(step, NewRun):
                runs[heads.get(step.paragraph, step.paragraph)].append(step)
        for number, added in runs.items():
            self._new_runs(place, number, added, nodes)
        self._unbind([step.element for step in steps if isinstance(step, Characters | Mark)])
        self._unbind([place.lines[number].paragraph for number in runs])

    def _nodes(self, place: Place) -> dict[etree._Element, Node]:
        found: dict[etree._Element, Node] = {}
        for line in place.lines:
            found.update(self._source.pairs(line.paragraph))
        return found

    def _mark(self, node: Node, step: Mark) -> None:
        made = Flow(self._source, node).beside(step.text) if step.text else ""
        start = node.after if step.where == "after" else node.start
        self._source.put(start, node.start if step.where == "before" else node.after, made)

    def _characters(self, node: Node, text: str, changes: Iterable[Characters]) -> None:
        """Put new texts into a text element."""
        flow = Flow(self._source, node)
        places = characters(self._source.xml, node, text)
        at, head, opened = 0, "", False
        pieces: list[tuple[int, int, str]] = []
        for change in sorted(changes, key=lambda change: (change.start, change.end)):
            first, rest = flow.within(change.text)
            head += "" if opened else text[at : change.start] + first
            opened = opened or bool(rest)
            at = change.end
            pieces.append((change.start, change.end, markup(first) + rest))
        head += "" if opened else text[at:]
        if needs_preserve(head):
            self._preserve(node)
        if places is None:
            self._source.put(node.inside, node.end, _rewritten(text, pieces))
            return
        for start, end, made in _together(pieces):
            at = places[start][0] if start < len(places) else node.end
            self._source.put(at, places[end - 1][1] if end > start else at, made)

    def _preserve(self, node: Node) -> None:
        """Let blanks at the ends of a text count."""
        tag = self._source.text(node.start, node.inside)
        space = _SPACE.search(tag)
        if space is None:
            self._source.put(node.inside - 1, node.inside - 1, ' xml:space="preserve"')
        elif "preserve" not in space[0]:
            start = node.start + len(tag[: space.start()].encode())
            self._source.put(start, start + len(space[0].encode()), ' xml:space="preserve"')

    def _join(self, place: Place, joints: Sequence[Joint]) -> dict[int, int]:
        """Make one paragraph of several; gives back which one is left for each."""
        following = {joint.paragraph: joint.next_paragraph for joint in joints}
        heads: dict[int, int] = {}
        for first in sorted(set(following) - set(following.values())):
            group = [first]
            while group[-1] in following:
                group.append(following[group[-1]])
            nodes = {number: self._source.node(place.lines[number].paragraph) for number in group}
            filled = [number for number in group if not nodes[number].empty] or group[:1]
            for number in group:
                heads[number] = filled[0]
                node = nodes[number]
                if number not in filled:
                    self._source.put(node.start, node.after, "")
                    continue
                if number != filled[0]:
                    self._source.put(node.start, _content_start(node), "")
                if number != filled[-1]:
                    self._source.put(node.end, node.after, "")
        return heads

    def _new_runs(self, place: Place, number: int, added: Sequence[NewRun], nodes: dict[etree._Element, Node]) -> None:
        paragraph = place.lines[number].paragraph
        node = self._source.node(paragraph)
        text = "".join(run.text for run in added)
        control = _placeholder(paragraph)
        if control is not None and self._fill_control(place, control, text, node, nodes):
            return
        behind = next((run.behind for run in added if run.behind is not None), None)
        at = node.end
        if behind is not None and behind in nodes:
            top = nodes[behind]
            while top.parent is not None and top.parent is not node:
                top = top.parent
            at = top.after if behind.tag == w.SDT else node.end
        made = new_run(self._source, node, text, mark_properties(self._source, node))
        if node.empty:
            self._source.put(node.start, node.after, f"{self._source.start_tag(node)}{made}</{node.name}>")
        else:
            self._source.put(at, at, made)

    def _fill_control(
        self, place: Place, control: etree._Element, text: str, paragraph: Node, nodes: dict[etree._Element, Node]
    ) -> bool:
        """Put a text in the place of what a content control shows while it is empty."""
        node = nodes.get(control) or self._source.node(control)
        properties, content = node.child("sdtPr"), node.child("sdtContent")
        shows = properties.child("showingPlcHdr") if properties is not None else None
        if properties is None or content is None or shows is None:
            return False
        self._source.put(shows.start, shows.after, "")
        style = properties.child("rPr")
        look = self._source.without(style, ()) if style is not None else mark_properties(self._source, paragraph)
        made = new_run(self._source, paragraph, text, look)
        outer = next((n for n in content.iter() if n.start == paragraph.start), None)
        where = outer or content
        runs = [n for n in where.children if n.local == "r"]
        for run in runs:
            self._source.put(run.start, run.after, made if run is runs[0] else "")
        if not runs:
            if where.empty:
                self._source.put(where.start, where.after, f"{self._source.start_tag(where)}{made}</{where.name}>")
            else:
                self._source.put(where.end, where.end, made)
        own = {self._source.node(line.paragraph).start for line in place.lines}
        for other in content.children if outer is not None else ():
            if other is not outer and other.local == "p" and other.start in own:
                for run in (n for n in other.children if n.local == "r"):
                    self._source.put(run.start, run.after, "")
        return True

    def _unbind(self, elements: Iterable[etree._Element]) -> None:
        """Part content controls from data elsewhere in the file, which would be shown again instead of the new text."""
        controls = {control for element in elements for control in element.iterancestors(w.SDT)}
        for control in controls:
            properties = control.find(w.SDT_PR)
            if properties is None or not any(etree.QName(c).localname == _DATA_BINDING for c in properties):
                continue
            node = self._source.node(control).child("sdtPr")
            for child in node.children if node is not None else ():
                if child.local == _DATA_BINDING and not self._is_cut(child):
                    self._source.put(child.start, child.after, "")
                    self.unbound = True

    def _is_cut(self, node: Node) -> bool:
        return any((start, until) == (node.start, node.after) for start, until, _ in self._source.splices.all())


def _content_start(paragraph: Node) -> int:
    """Where what a paragraph holds begins, behind its properties."""
    properties = paragraph.child("pPr")
    return paragraph.inside if properties is None else properties.after


def _placeholder(paragraph: etree._Element) -> etree._Element | None:
    """The content control in or around a paragraph that shows what to fill in and nothing else."""
    for control in (*paragraph.iter(w.SDT), *paragraph.iterancestors(w.SDT)):
        shows = control.find(f"{w.SDT_PR}/{w.PLACEHOLDER}")
        if shows is not None and shows.get(w.VAL) not in w.OFF:
            return control
    return None


def _together(pieces: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Changes that touch each other as one."""
    out: list[tuple[int, int, str]] = []
    for start, end, made in pieces:
        if out and out[-1][1] == start:
            out[-1] = (out[-1][0], end, out[-1][2] + made)
        else:
            out.append((start, end, made))
    return out


def _rewritten(text: str, pieces: Sequence[tuple[int, int, str]]) -> str:
    out: list[str] = []
    at = 0
    for start, end, made in pieces:
        out += (markup(text[at:start]), made)
        at = end
    return "".join((*out, markup(text[at:])))
