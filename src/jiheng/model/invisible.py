"""Characters that nobody sees: two names that look the same are the same without them, and none turns a line around.

What a form prints is kept as it is; this is for what is typed, for names, and for comparing.
"""

from __future__ import annotations

import re

_NEVER_MEANT = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls
    "\u00ad\u200b\u2060-\u2065\ufeff\ufff0-\ufffb"  # soft hyphen, zero width, no character
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # directions
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_MEANT_SOMEWHERE = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200c\u200d\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
)
"""Joiners, fillers, and selectors of a variant, which some scripts need inside a text."""
_OTHERWISE = {**dict.fromkeys(map(ord, "\x0b\x0c\x85\u2028\u2029"), "\n"), ord("\u2800"): " "}
"""Unusual line breaks, and the blank among the Braille patterns."""
_TYPED = re.compile(f"[{_NEVER_MEANT}]")
INVISIBLE = re.compile(f"[{_NEVER_MEANT}{_MEANT_SOMEWHERE}]")
_ODD = re.compile(f"[{_NEVER_MEANT}{_MEANT_SOMEWHERE}\x0b\x0c\x85\u2028\u2029\u2800]")


def as_typed(text: str) -> str:
    """A text that somebody typed, without what he cannot have meant; unusual line breaks are usual ones."""
    return text if _ODD.search(text) is None else _TYPED.sub("", text.translate(_OTHERWISE))


def visible(text: str) -> str:
    """A text as it is seen, to be compared with others."""
    return text if _ODD.search(text) is None else INVISIBLE.sub("", text.translate(_OTHERWISE))


def as_name(text: str) -> str:
    """A name as it is kept: what is seen of it, on one line."""
    return " ".join(visible(text).split())
