"""Names of WordprocessingML elements and attributes, as the XML library spells them."""

from __future__ import annotations

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = "{" + NAMESPACE + "}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

# Blocks
BODY = _W + "body"
P = _W + "p"
TBL = _W + "tbl"
TR = _W + "tr"
TC = _W + "tc"
TBL_PR = _W + "tblPr"
TBL_PR_EX = _W + "tblPrEx"
TBL_GRID = _W + "tblGrid"
SDT = _W + "sdt"
SDT_PR = _W + "sdtPr"
SDT_CONTENT = _W + "sdtContent"
SECT_PR = _W + "sectPr"
TITLE_PAGE = _W + "titlePg"
HEADER_REFERENCE = _W + "headerReference"
FOOTER_REFERENCE = _W + "footerReference"
ALTERNATE = _MC + "AlternateContent"
TEXT_BOX = _W + "txbxContent"

# Properties
PPR = _W + "pPr"
RPR = _W + "rPr"
TRPR = _W + "trPr"
TCPR = _W + "tcPr"
P_STYLE = _W + "pStyle"
R_STYLE = _W + "rStyle"
NUM_PR = _W + "numPr"
NUM_ID = _W + "numId"
LEVEL = _W + "ilvl"
VANISH = _W + "vanish"
FONTS = _W + "rFonts"
GRID_SPAN = _W + "gridSpan"
V_MERGE = _W + "vMerge"
H_MERGE = _W + "hMerge"
GRID_BEFORE = _W + "gridBefore"
CELL_DELETED = _W + "cellDel"
HIDDEN = _W + "hidden"

# Tracked changes
DEL = _W + "del"
MOVE_FROM = _W + "moveFrom"

# Runs
R = _W + "r"
T = _W + "t"
DEL_TEXT = _W + "delText"
TAB = _W + "tab"
PTAB = _W + "ptab"
BR = _W + "br"
CR = _W + "cr"
NO_BREAK_HYPHEN = _W + "noBreakHyphen"
SYM = _W + "sym"
FIELD_CHAR = _W + "fldChar"
FORM_FIELD = _W + "ffData"
CHECK_BOX = _W + "checkBox"
DROP_DOWN = _W + "ddList"
CHECKED = _W + "checked"
DEFAULT = _W + "default"
RESULT = _W + "result"
LIST_ENTRY = _W + "listEntry"
DRAWING = _W + "drawing"
PICT = _W + "pict"
OBJECT = _W + "object"
RUBY = _W + "ruby"
RUBY_BASE = _W + "rubyBase"
FOOTNOTE_REFERENCE = _W + "footnoteReference"
ENDNOTE_REFERENCE = _W + "endnoteReference"
MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
MATH = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath",
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMathPara",
)
PLACEHOLDER = _W + "showingPlcHdr"
CHECK_BOX_CONTROL = _W14 + "checkbox"
CONTROL_CHECKED = _W14 + "checked"

# Attributes
VAL = _W + "val"
TYPE = _W + "type"
ID = _W + "id"
CHAR = _W + "char"
FONT = _W + "font"
ASCII = _W + "ascii"
H_ANSI = _W + "hAnsi"
FIELD_TYPE = _W + "fldCharType"
CONTROL_VAL = _W14 + "val"
RELATION = _R + "id"

OFF = frozenset({"0", "false", "off", "none"})
