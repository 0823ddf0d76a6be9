"""Characters that forms take from symbol fonts, in Unicode: tick boxes above all."""

from __future__ import annotations

TICKED = "☑"
UNTICKED = "☐"

_WINGDINGS = {
    0x6C: "●",
    0x6E: "■",
    0x6F: "□",
    0x70: "☐",
    0x71: "☐",
    0x72: "☐",
    0x76: "❖",
    0xA1: "○",
    0xA4: "◉",
    0xA8: "☐",
    0xA7: "▪",
    0xD8: "➢",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
    0x75: "◆",
    0x9F: "•",
    0xAB: "★",
    0xE0: "→",
}
_WINGDINGS_2 = {
    0x2A: "☐",
    0x4F: "✗",
    0x50: "✓",
    0x51: "☒",
    0x52: "☑",
    0x53: "☒",
    0x54: "☒",
    0x98: "●",
    0x99: "○",
    0xA2: "■",
    0xA3: "☐",
    0xA4: "☐",
    0xA5: "☐",
}
_SYMBOL = {
    0xA3: "≤",
    0xB3: "≥",
    0xB1: "±",
    0xB4: "×",
    0xB8: "÷",
    0xB9: "≠",
    0xBB: "≈",
    0xB0: "°",
    0xB7: "•",
    0xA5: "∞",
    0xD6: "√",
    0xD7: "⋅",
    0xE5: "∑",
    0x6D: "μ",
    0x61: "α",
    0x62: "β",
    0x44: "Δ",
    0xAE: "→",
    0xA2: "′",
    0xB2: "″",
}
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}
# Without a known font the common tick boxes are still told apart by their place in the private area.
_ANY_FONT = {0xFE: "☑", 0xFD: "☒", 0x52: "☑", 0xA8: "☐", 0xA3: "☐", 0x6F: "□", 0xFC: "✓", 0x50: "✓"}


def symbol(code: int, font: str) -> str:
    """The character behind a code of a symbol font; one that has no known meaning is kept as it is."""
    low = code & 0xFF if 0xF000 <= code <= 0xF0FF else code
    table = _FONTS.get(font.lower(), _ANY_FONT if code >= 0xF000 else {})
    found = table.get(low)
    if found:
        return found
    return chr(code) if 0x20 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else ""


def is_symbol_font(font: str) -> bool:
    """Whether text in this font does not mean what its characters say."""
    return font.lower() in _FONTS


def from_symbol_font(text: str, font: str) -> str:
    """Text that was typed in a symbol font (`R` in Wingdings 2 is a ticked box)."""
    return "".join(symbol(0xF000 | ord(mark) if 0x20 < ord(mark) < 0x100 else ord(mark), font) for mark in text)
