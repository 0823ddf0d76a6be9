"""Export styles: one function for each way in which a printed form turns into plain text."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable

from .model import Cell, Form, Grid, Para

Style = Callable[[Form], bytes]


Measure = Callable[[str], int]


def wide(text: str) -> int:
    """Printed width: East Asian characters count two, those of ambiguous width too."""
    return sum(2 if unicodedata.east_asian_width(ch) in "WFA" else 1 for ch in text)


def narrow(text: str) -> int:
    """Printed width where characters of ambiguous width (≥ — “ ”) count one."""
    return sum(2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in text)


def one_line(text: str, glue: str = " ") -> str:
    return glue.join(part for part in text.split("\n") if part)


def broken(text: str, size: int) -> str:
    """A label broken over lines of at most `size` characters."""
    if size <= 2 and text.startswith("目标") and len(text) == 3:
        return "\n".join(text)  # 目 / 标 / 1, as a narrow column breaks it
    if "\n" in text or len(text) <= size or any(ch.isascii() for ch in text):
        return text
    return "\n".join(text[i : i + size] for i in range(0, len(text), size))


def encode(text: str, encoding: str = "utf-8", newline: str = "\n") -> bytes:
    return text.replace("\n", newline).encode(encoding)


def margin(block: Para) -> list[str]:
    """Lines of a paragraph in the text styles, with the blank lines around it."""
    text = (" " * 16).join(block.parts)
    if block.role == "title":
        return ["", text, ""]
    return [text] if block.role in ("meta", "page") else [text, ""]


# ---- 1. tab-separated rows -----------------------------------------------------------------------------------


def tabs(
    trailing: int = 0,
    drop_first: int = 0,
    lose_tall: int = 0,
    squeeze: bool = False,
    extra: int = 0,
    left: int = 0,
    right: int = 0,
    label_blank: int = 0,
    keep_breaks: bool = False,
    encoding: str = "utf-8",
    newline: str = "\n",
) -> Style:
    """trailing: empty fields behind each row; drop_first: the covered field under a first-column cell of at least
    that height is gone and the row slides left; lose_tall: such a cell is gone itself; squeeze: no fields for what
    a wide cell covers; extra, left, right: every so many rows one empty field too much before the last one, a slide
    left over a leading empty field, a slide right; label_blank: labels carry a blank each so many characters."""

    def grid_rows(grid: Grid) -> list[str]:
        out = []
        for r in range(len(grid.owner)):
            fields: list[str] = []
            lost = 0
            for c, (cell, above, beside) in enumerate(grid.line(r)):
                tall = c == 0 and cell.cols == 1
                if tall and lose_tall and cell.rows >= lose_tall:
                    lost += 1
                    continue
                if tall and above and drop_first and cell.rows >= drop_first:
                    lost += 1
                    continue
                if above or beside:
                    if not (squeeze and beside):
                        fields.append("")
                    continue
                text = broken(cell.text, label_blank).replace("\n", " ") if label_blank and cell.label else cell.text
                fields.append(text if keep_breaks else one_line(text))
            fields += [""] * (lost + trailing)
            n = r + 1
            if extra and n % extra == 0 and len(fields) > 2:
                fields.insert(len(fields) - 1 - trailing - lost, "")
            if right and n % right == 0:
                fields.insert(0, "")
            elif left and n % left == 0 and fields[0] == "":
                fields = [*fields[1:], ""]
            out.append("\t".join(fields))
        return out

    def render(form: Form) -> bytes:
        lines: list[str] = []
        for block in form.blocks:
            lines += margin(block) if isinstance(block, Para) else [*grid_rows(block), ""]
        return encode("\n".join(lines) + "\n", encoding, newline)

    return render


# ---- 2. one cell per line behind a tab -----------------------------------------------------------------------


def cell_lines(
    label_size: int = 0,
    bookmarks: bool = False,
    para_tab: bool = True,
    lead: str = "",
    pad: bool = False,
    encoding: str = "utf-8",
    newline: str = "\n",
) -> Style:
    """Blank line = end of row; a cell covered from above is an empty tab line, one covered from the left is none.
    lead: blanks before some cell texts; pad: blank lines inside tall long cells, as an empty paragraph leaves them."""

    def render(form: Form) -> bytes:
        lines: list[str] = []
        marks = 0
        for block in form.blocks:
            if isinstance(block, Para):
                text = (" " * 18).join(block.parts)
                if bookmarks and block.role in ("title", "head"):
                    marks += 1
                    text = f"[bookmark: _Toc_{(block.role == 'title' and 4) or 2}_{marks:010d}]{text}"
                lines += [("\t" if para_tab else "") + text, ""]
                continue
            for r in range(len(block.owner)):
                for c, (cell, above, beside) in enumerate(block.line(r)):
                    if beside:
                        continue
                    if above:
                        lines.append("\t")
                        continue
                    text = broken(cell.text, label_size) if label_size and cell.label else cell.text
                    if lead and (r + c) % 3 == 2 and text:
                        text = lead + text
                    if pad and not cell.label and len(text) > 60:
                        text = "\n" + text + "\n"
                    lines.append("\t" + text)
                lines.append("")
            lines += ["", ""]
        return encode("\n".join(lines), encoding, newline)

    return render


# ---- 3. and 7. pipes and Markdown ----------------------------------------------------------------------------


def pipes(
    outer: bool = True,
    rule: bool = True,
    repeat: bool = False,
    squeeze: bool = False,
    headings: bool = False,
    br: str = " ",
    encoding: str = "utf-8",
    newline: str = "\n",
) -> Style:
    """rule: |---| below the first row; repeat: the text stands in every place a cell covers; headings: Markdown."""

    def grid_rows(grid: Grid) -> list[str]:
        out = []
        for r in range(len(grid.owner)):
            fields = []
            for cell, above, beside in grid.line(r):
                if squeeze and beside:
                    continue
                shown = repeat or not (above or beside)
                fields.append(one_line(cell.text, br).replace("|", "\\|") if shown else "")
            body = " | ".join(fields)
            out.append(f"| {body} |" if outer else body.rstrip())
            if rule and r == 0:
                dash = "|".join(["---"] * grid.width)
                out.append(f"|{dash}|" if outer else dash)
        return out

    def render(form: Form) -> bytes:
        lines: list[str] = []
        for block in form.blocks:
            if isinstance(block, Grid):
                lines += [*grid_rows(block), ""]
                continue
            text = ("　　" if headings else " " * 8).join(block.parts)
            if headings and block.role in ("title", "head"):
                text = ("## " if block.role == "title" else "# ") + text
            elif headings and block.role == "attach":
                text = f"**{text}**"
            lines += [text, ""]
        return encode("\n".join(lines), encoding, newline)

    return render


# ---- 4. columns aligned by blanks ----------------------------------------------------------------------------


def wrapped(text: str, width: int, wide: Measure = wide) -> list[str]:
    """Lines of at most `width` columns; runs of half-width characters stay whole where they can."""
    lines: list[str] = []
    for part in text.split("\n"):
        pieces: list[str] = []
        for ch in part:
            glued = pieces and (
                (ch.isascii() and ch not in " " and pieces[-1][-1].isascii() and pieces[-1][-1] != " ")
                or pieces[-1][-1] in "≥≤＞＜=˃"
                or ch in "%％，。；、）：”"
            )
            if glued and wide(pieces[-1] + ch) <= width:
                pieces[-1] += ch
            else:
                pieces.append(ch)
        line = ""
        for piece in pieces:
            if line and wide(line + piece) > width:
                lines.append(line)
                line = ""
            line += piece
        lines.append(line)
    return lines or [""]


def aligned(
    cap: int = 26,
    gap: int = 0,
    middle: bool = False,
    tall_middle: bool = True,
    indent: int = 2,
    space: int = 3,
    label_size: int = 0,
    measure: Measure = wide,
    encoding: str = "utf-8",
    newline: str = "\n",
) -> Style:
    """cap: widest column; gap: blank lines between rows; middle: cells of one row are centred over its lines;
    tall_middle: merged cells are centred over their rows;
    measure: len counts a Chinese character as one column, as extraction programs do."""

    def widths_of(grid: Grid) -> list[int]:
        if grid.widths:
            return list(grid.widths)
        widths = [4] * grid.width
        for (_, c), cell in grid.cells.items():
            if cell.cols == 1:
                text = broken(cell.text, label_size) if label_size and cell.label else cell.text
                widths[c] = max(widths[c], min(cap, max(measure(x) for x in text.split("\n"))))
        return widths

    def grid_lines(grid: Grid) -> list[str]:
        widths = widths_of(grid)
        starts = [indent + sum(widths[:c]) + space * c for c in range(grid.width)]
        text_of: dict[tuple[int, int], list[str]] = {}
        heights = [1] * len(grid.owner)
        for (r, c), cell in grid.cells.items():
            room = sum(widths[c : c + cell.cols]) + space * (cell.cols - 1)
            text = broken(cell.text, label_size) if label_size and cell.label else cell.text
            text_of[(r, c)] = wrapped(text, room, measure)
            if cell.rows == 1:
                heights[r] = max(heights[r], len(text_of[(r, c)]))
        for (r, c), cell in grid.cells.items():
            have = sum(heights[r : r + cell.rows]) + gap * (cell.rows - 1)
            if len(text_of[(r, c)]) > have:
                heights[r + cell.rows - 1] += len(text_of[(r, c)]) - have
        tops = [sum(heights[:r]) + gap * r for r in range(len(heights))]
        canvas: list[list[tuple[int, str]]] = [[] for _ in range(tops[-1] + heights[-1])]
        for (r, c), cell in grid.cells.items():
            have = sum(heights[r : r + cell.rows]) + gap * (cell.rows - 1)
            centred = tall_middle if cell.rows > 1 else middle
            top = tops[r] + ((have - len(text_of[(r, c)])) // 2 if centred else 0)
            for k, piece in enumerate(text_of[(r, c)]):
                if piece.strip():
                    canvas[top + k].append((starts[c], piece))
        out = []
        for pieces in canvas:
            line = ""
            for start, piece in sorted(pieces):
                line += " " * max(start - measure(line), 2 if line else 0) + piece
            out.append(line)
        return out

    def render(form: Form) -> bytes:
        lines: list[str] = []
        full = max((sum(widths_of(b)) + space * b.width for b in form.blocks if isinstance(b, Grid)), default=80)
        for block in form.blocks:
            if isinstance(block, Grid):
                lines += [*grid_lines(block), ""]
            elif block.role in ("title", "year"):
                lines += ["", " " * max(2, (full - measure(block.text)) // 2) + block.text, ""]
            elif block.role == "meta" and len(block.parts) > 1:
                room = max(4, (full - sum(measure(p) for p in block.parts)) // (len(block.parts) - 1))
                lines += [" " * indent + (" " * room).join(block.parts)]
            elif block.role == "page":
                lines += ["", " " * max(2, (full - measure(block.text)) // 2) + block.text, "\f"]
            elif block.role == "text":
                lines += [" " * indent + x for x in wrapped("　　" + block.text, max(60, full), measure)] + [""]
            else:
                lines += [" " * indent + block.text]
        text = "\n".join(lines).replace("\f\n", "\f")  # a form feed begins the first line of the next page
        return encode(text + "\n", encoding, newline)

    return render


# ---- 5. one cell per line without tabs -----------------------------------------------------------------------


def bare(
    label_size: int = 0, row_gap: bool = False, keep_empty: bool = False, encoding: str = "utf-8", newline: str = "\n"
) -> Style:
    """As copied from a web page: only the texts, one below the other."""

    def render(form: Form) -> bytes:
        lines: list[str] = []
        for block in form.blocks:
            if isinstance(block, Para):
                lines += list(block.parts) + ([""] if row_gap else [])
                continue
            for r in range(len(block.owner)):
                for cell, above, beside in block.line(r):
                    if above or beside or (not cell.text and not keep_empty):
                        continue
                    text = broken(cell.text, label_size) if label_size and cell.label else cell.text
                    lines += text.split("\n")
                if row_gap:
                    lines.append("")
        return encode("\n".join(lines) + "\n", encoding, newline)

    return render


# ---- 6. comma, semicolon and tab separated values ------------------------------------------------------------


def values(
    delimiter: str = ",",
    encoding: str = "utf-8-sig",
    quote_all: bool = False,
    repeat: bool = False,
    newline: str = "\r\n",
    label_size: int = 0,
) -> Style:
    """A sheet saved as text: paragraphs are rows too, merged cells blank but for the first (or repeated)."""

    def render(form: Form) -> bytes:
        width = max((b.width for b in form.blocks if isinstance(b, Grid)), default=1)
        buffer = io.StringIO()
        quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
        writer = csv.writer(buffer, delimiter=delimiter, quoting=quoting, lineterminator=newline)
        for k, block in enumerate(form.blocks):
            if isinstance(block, Para):
                if block.role == "title" and k:
                    writer.writerow([""] * width)
                row = [""] * width
                for n, part in enumerate(block.parts):
                    row[0 if n == 0 else (width - 1 if n == len(block.parts) - 1 else n * 2)] = part
                writer.writerow(row)
                continue
            for r in range(len(block.owner)):
                row = []
                for cell, above, beside in block.line(r):
                    text = broken(cell.text, label_size) if label_size and cell.label else cell.text
                    row.append(text if repeat or not (above or beside) else "")
                writer.writerow(row + [""] * (width - len(row)))
        return buffer.getvalue().encode(encoding)

    return render


# ---- Markdown with tables in HTML, as converters of scans write it -------------------------------------------


def html_tables() -> Style:
    def cell_html(cell: Cell) -> str:
        spans = (f' rowspan="{cell.rows}"' if cell.rows > 1 else "") + (
            f' colspan="{cell.cols}"' if cell.cols > 1 else ""
        )
        text = cell.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br/>")
        return f"<td{spans}>{text}</td>"

    def render(form: Form) -> bytes:
        lines: list[str] = []
        for block in form.blocks:
            if isinstance(block, Para):
                lines += [("# " if block.role == "title" else "") + "　　".join(block.parts), ""]
                continue
            rows = []
            for r in range(len(block.owner)):
                cells = [cell_html(cell) for cell, above, beside in block.line(r) if not (above or beside)]
                rows.append("<tr>" + "".join(cells) + "</tr>")
            lines += ["<table>" + "".join(rows) + "</table>", ""]
        return encode("\n".join(lines))

    return render
