"""Tables as web pages: plain, saved by Word, with tags left open, inside a site's page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from .model import Cell, Gap, Grid, Para


def lines(text: str, style: str) -> str:
    parts = [escape(p, quote=False).replace("\v", "<br>") for p in text.split("\n")]
    if style == "word":
        return "".join(
            f"<p class=MsoNormal align=center style='text-align:center'><span lang=EN-US style='font-size:10.5pt;"
            f'font-family:"仿宋_GB2312"\'>{p or "<o:p>&nbsp;</o:p>"}</span></p>\r\n'
            for p in parts
        )
    if style == "open":
        return "<br>".join(parts) if len(parts) < 2 else "".join(f"<p>{p}\n" for p in parts)
    if style == "blocks":
        return "".join(f"<div>{p or '&nbsp;'}</div>" for p in parts)
    return "<br/>".join(parts) or "&nbsp;"


def grid(block: Grid, style: str = "plain") -> str:
    rows = []
    for r, line in enumerate(block.placed()):
        cells = []
        for _, cell in line:
            if isinstance(cell, Gap):
                cells.append(f"<td colspan={cell.cols}></td>")
                continue
            cells.append(_cell(cell, style))
        hidden = ' style="display:none"' if block.rows[r].hidden else ""
        tag = "<TR>" if style == "open" and not hidden else f"<tr{hidden}>"
        rows.append(tag + "".join(cells) + ("" if style == "open" else "</tr>") + "\n")
    inner = "".join(rows)
    if style == "word":
        ghost = "".join("<td width=60 style='border:none'></td>" for _ in range(block.columns))
        inner += f"<![if !supportMisalignedColumns]>\n<tr height=0>{ghost}</tr>\n<![endif]>\n"
        return (
            "<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse;mso-border-alt:"
            f"solid windowtext .5pt'>\n{inner}</table>\n"
        )
    if style == "open":
        return f"<TABLE border=1 width=100%>\n{inner}</TABLE>\n"
    return f'<table border="1" cellspacing="0"><tbody>\n{inner}</tbody></table>\n'


def _cell(cell: Cell, style: str) -> str:
    tag = "th" if cell.bold and style == "blocks" else "td"
    attrs = f' colspan="{cell.cols}"' if cell.cols > 1 else ""
    attrs += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    if style == "word":
        attrs = (
            attrs.replace('"', "")
            + " style='border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt'"
        )
    attrs += f" {cell.attrs}" if cell.attrs else ""
    inner = cell.html if cell.html is not None else lines(cell.text, style)
    if style == "open":
        return f"<TD{attrs}>{inner}"
    return f"<{tag}{attrs}>{inner}</{tag}>"


def body(blocks: Iterable[Grid | Para], style: str = "plain") -> str:
    out = []
    for block in blocks:
        if isinstance(block, Grid):
            out.append(grid(block, style))
        elif block.html is not None:
            out.append(block.html)
        elif style == "word":
            out.append(
                f"<p class=MsoNormal align={block.align or 'left'}>{escape(block.text, quote=False) or '<o:p>&nbsp;</o:p>'}</p>\r\n"
            )
        elif style == "open":
            out.append(f"<P align={block.align or 'left'}>{escape(block.text, quote=False)}\n")
        else:
            out.append(
                f'<p style="text-align:{block.align or "left"}">{escape(block.text, quote=False).replace(chr(11), "<br/>")}</p>\n'
            )
    return "".join(out)


def page(inner: str, *, title: str = "", charset: str = "utf-8") -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="{charset}">\n<title>{title}</title>\n'
        f"<style>td{{border:1px solid #000}}</style>\n</head>\n<body>\n{inner}</body>\n</html>\n"
    )


def word_page(inner: str, title: str, charset: str = "gb2312") -> str:
    return (
        '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">\r\n<head>\r\n'
        f'<meta http-equiv=Content-Type content="text/html; charset={charset}">\r\n<meta name=Generator content="Microsoft Word 15">\r\n'
        f"<title>{title}</title>\r\n<!--[if gte mso 9]><xml><o:DocumentProperties><o:Author>填表员</o:Author><o:Pages>2</o:Pages>"
        "</o:DocumentProperties></xml><![endif]-->\r\n<style>\r\n<!--\r\n p.MsoNormal {mso-style-unhide:no; margin:0cm; font-size:10.5pt;}\r\n"
        "@page WordSection1 {size:595.3pt 841.9pt;}\r\n-->\r\n</style>\r\n<!--[if gte mso 10]>\r\n<style>table.MsoNormalTable"
        "{mso-style-name:普通表格;}</style>\r\n<![endif]-->\r\n</head>\r\n<body lang=ZH-CN style='tab-interval:21.0pt'>\r\n"
        f"<div class=WordSection1 style='layout-grid:15.6pt'>\r\n{inner}</div>\r\n</body>\r\n</html>\r\n"
    )


def site_page(inner: str, headline: str) -> str:
    """A page of a county's web site: navigation, breadcrumbs, the article, a footer."""
    return page(
        '<div class="top"><ul><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li><li><a href="/hd/">互动交流</a></li></ul></div>\n'
        '<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; 财政预决算</div>\n'
        f'<h1>{headline}</h1>\n<div class="meta">发布日期：2024-02-08 &nbsp; 来源：办公室 &nbsp; 浏览次数：<span id="n">318</span></div>\n'
        f'<div class="article">\n{inner}</div>\n<script>var n="<table><tr><td>绩效目标</td></tr></table>";</script>\n'
        '<div class="foot"><p>主办：云岭县人民政府办公室</p><p>网站标识码：0000000000</p></div>\n',
        title=headline,
    )
