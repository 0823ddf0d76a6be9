"""The text of a Word paragraph as a reader of the paper sees it."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from jiheng.formats import docx_names as w
from jiheng.formats.docx_styles import Styles, numbering_of
from jiheng.formats.symbols import TICKED, UNTICKED, from_symbol_font, is_symbol_font, symbol

_PLAIN = {w.TAB: " ", w.PTAB: " ", w.BR: "\n", w.CR: "\n", w.NO_BREAK_HYPHEN: "-"}
_GRAPHICS = frozenset({w.DRAWING, w.PICT, w.OBJECT})
_REMOVED = {w.DEL: "deleted", w.MOVE_FROM: "deleted"}


class ParagraphText:
    """Reads paragraphs one by one. What a paragraph anchors or hides waits in lists until the caller takes it."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._out: list[str] = []
        self._sources: list[etree._Element] = []
        self._fields: list[bool] = []
        self._instruction = False
        self._font = ""
        self._tick = ""
        self._placeholder = False
        self.number = ""
        """The automatic number of the last paragraph."""
        self.joins_next = False
        """Whether the mark of the last paragraph was deleted, so that the next one continues it."""
        self.found = False
        """Whether one of the lists below waits to be taken."""
        self.lost: list[tuple[str, str]] = []
        """Text that is not shown, with the reason."""
        self.boxes: list[etree._Element] = []
        self.notes: list[etree._Element] = []
        self.sections: list[etree._Element] = []

    def read(self, paragraph: etree._Element) -> str:
        """The text without its automatic number."""
        out: list[str] = []
        self._out = out
        self._sources = []
        self.number = ""
        self.joins_next = False
        why = "hidden_text" if self._placeholder else None
        for child in paragraph:
            tag = child.tag
            if tag == w.R:
                self._run(child, why)
            elif tag == w.PPR:
                if self._properties(child):
                    why = "hidden_text"
            else:
                self._inline(child, tag, why)
        if self._fields:
            self._fields, self._instruction = [], False
        return "".join(out)

    def pieces(self) -> list[tuple[str, etree._Element]]:
        """The text of the last paragraph in the pieces that its elements give, each with its element."""
        return list(zip(self._out, self._sources, strict=True))

    def enter_control(self, control: etree._Element) -> tuple[str, bool]:
        """Note what a content control says of its content; gives back what `leave_control` needs."""
        before = (self._tick, self._placeholder)
        properties = control.find(w.SDT_PR)
        for child in properties if properties is not None else ():
            if child.tag == w.PLACEHOLDER:
                self._placeholder = child.get(w.VAL) not in w.OFF
            elif child.tag == w.CHECK_BOX_CONTROL:
                state = child.find(w.CONTROL_CHECKED)
                ticked = state is not None and state.get(w.CONTROL_VAL, "1") not in w.OFF
                self._tick = TICKED if ticked else UNTICKED
                self._placeholder = False
        return before

    def leave_control(self, before: tuple[str, bool]) -> None:
        """Forget the content control."""
        self._tick, self._placeholder = before

    def _properties(self, properties: etree._Element) -> bool:
        """Note number, deleted mark and section of a paragraph; True where its style hides it."""
        num_id: str | None = None
        level: int | None = None
        style = None
        for child in properties:
            tag = child.tag
            if tag == w.NUM_PR:
                num_id, level = numbering_of(child)
            elif tag == w.P_STYLE:
                style = self._styles.style(child.get(w.VAL) or "")
            elif tag == w.RPR:
                self.joins_next = any(mark.tag in _REMOVED for mark in child)
            elif tag == w.SECT_PR:
                self.sections.append(child)
        if style is not None:
            num_id = style.num_id if num_id is None else num_id
            level = style.level if level is None else level
        if num_id and num_id != "0" and not self.joins_next:
            self.number = self._styles.numbering.number(num_id, level or 0)
        return style is not None and style.hidden

    def _inline(self, element: etree._Element, tag: str, why: str | None) -> None:
        """A child of a paragraph that is not a run: mostly a wrapper of runs."""
        if tag == w.SDT:
            self._control(element, why)
        elif tag in _REMOVED:
            self._children(element, _REMOVED[tag])
        elif tag in w.MATH:
            for found in element.iter(w.MATH_TEXT):
                self._put(found.text or "", why, found)
        elif tag == w.ALTERNATE:
            self._alternate(element, why)
        else:
            self._children(element, why)

    def _children(self, element: etree._Element, why: str | None) -> None:
        for child in element:
            tag = child.tag
            if tag == w.R:
                self._run(child, why)
            else:
                self._inline(child, tag, why)

    def _control(self, control: etree._Element, why: str | None) -> None:
        before = self.enter_control(control)
        content = control.find(w.SDT_CONTENT)
        if content is not None:
            self._children(content, "hidden_text" if self._placeholder else why)
        if self._tick and self._tick != before[0]:
            self._put(self._tick, why, control)
        self.leave_control(before)

    def _run(self, run: etree._Element, why: str | None) -> None:
        out, sources = self._out, self._sources
        mark = len(out)
        self._font = ""
        for child in run:
            tag = child.tag
            if tag == w.T:
                text = child.text
                if text and not self._instruction:
                    out.append(text if not self._font else from_symbol_font(text, self._font))
                    sources.append(child)
            elif tag == w.RPR:
                if self._run_properties(child):
                    why = why or "hidden_text"
            elif tag in _PLAIN:
                out.append(_PLAIN[tag])
                sources.append(child)
            else:
                self._special(child, tag, why)
        if why is not None and len(out) > mark:
            self._lose("".join(out[mark:]), why)
            del out[mark:], sources[mark:]
        elif self._tick and len(out) > mark:
            # The control's own state is the truth; the glyph of its content is a matter of fonts.
            out[mark:] = [self._tick]
            sources[mark:] = [run]
            self._tick = ""

    def _run_properties(self, properties: etree._Element) -> bool:
        """Note a symbol font; True where the run is hidden."""
        hidden = False
        for child in properties:
            tag = child.tag
            if tag == w.VANISH:
                return child.get(w.VAL) not in w.OFF
            if tag == w.R_STYLE:
                hidden = self._styles.style(child.get(w.VAL) or "").hidden
            elif tag == w.FONTS:
                font = child.get(w.ASCII) or child.get(w.H_ANSI) or ""
                self._font = font if is_symbol_font(font) else ""
        return hidden

    def _special(self, element: etree._Element, tag: str, why: str | None) -> None:
        """The rarer children of a run."""
        if tag == w.FIELD_CHAR:
            self._field(element)
        elif tag == w.SYM:
            self._symbol(element)
        elif tag == w.DEL_TEXT:
            if element.text:
                self._say(element.text, element)
        elif tag in _GRAPHICS:
            for box in text_boxes(element):
                self.boxes.append(box)
                self.found = True
        elif tag == w.ALTERNATE:
            self._alternate(element, why)
        elif tag in (w.FOOTNOTE_REFERENCE, w.ENDNOTE_REFERENCE):
            self.notes.append(element)
            self.found = True
        elif tag == w.RUBY:
            base = element.find(w.RUBY_BASE)
            if base is not None:
                self._children(base, why)

    def _alternate(self, element: etree._Element, why: str | None) -> None:
        """The first branch that has something to show; the others say the same for other programs."""
        for branch in element:
            before = len(self._out) + len(self.boxes) + len(self.lost)
            for child in branch:
                tag = child.tag
                if tag == w.T:
                    self._put(child.text or "", why, child)
                elif tag == w.R:
                    self._run(child, why)
                elif tag in _GRAPHICS or tag in (w.SYM, w.FIELD_CHAR):
                    self._special(child, tag, why)
                else:
                    self._inline(child, tag, why)
            if len(self._out) + len(self.boxes) + len(self.lost) > before:
                return

    def _say(self, text: str, source: etree._Element) -> None:
        self._out.append(text)
        self._sources.append(source)

    def _put(self, text: str, why: str | None, source: etree._Element) -> None:
        if text and why is None:
            self._say(text, source)
        elif text and why is not None:
            self._lose(text, why)

    def _lose(self, text: str, why: str) -> None:
        self.lost.append((text, why))
        self.found = True

    def _symbol(self, element: etree._Element) -> None:
        try:
            code = int(element.get(w.CHAR) or "", 16)
        except ValueError:
            return
        self._say(symbol(code, element.get(w.FONT) or ""), element)

    def _field(self, element: etree._Element) -> None:
        """Between the begin and the separator of a field stands its instruction, which is not printed."""
        kind = element.get(w.FIELD_TYPE)
        if kind == "begin":
            form = element.find(w.FORM_FIELD)
            if form is not None:
                self._say(_form_field(form), element)
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()
        self._instruction = any(self._fields)


def text_boxes(element: etree._Element) -> Iterator[etree._Element]:
    """The outermost text boxes below an element, each once although drawings are often stored twice."""
    for child in element:
        tag = child.tag
        if tag == w.TEXT_BOX:
            yield child
        elif tag == w.ALTERNATE:
            for branch in child:
                found = list(text_boxes(branch))
                if found:
                    yield from found
                    break
        else:
            yield from text_boxes(child)


def _form_field(form: etree._Element) -> str:
    """What a form field of the old kind shows by itself: a tick box or the choice of a list."""
    box = form.find(w.CHECK_BOX)
    if box is not None:
        state = box.find(w.CHECKED)
        state = box.find(w.DEFAULT) if state is None else state
        return TICKED if state is not None and state.get(w.VAL) not in w.OFF else UNTICKED
    choices = form.find(w.DROP_DOWN)
    if choices is not None:
        entries = [entry.get(w.VAL) or "" for entry in choices.iterchildren(w.LIST_ENTRY)]
        chosen = choices.find(w.RESULT)
        chosen = choices.find(w.DEFAULT) if chosen is None else chosen
        value = chosen.get(w.VAL) if chosen is not None else "0"
        index = int(value) if value and value.isdigit() else 0
        return entries[index] if index < len(entries) else ""
    return ""
