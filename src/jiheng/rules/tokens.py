"""A text cut into numbers, signs, words and brackets, as the reader of formulas wants it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

_LONGEST = 4000
"""Characters of a text that is looked through."""
_DEEPEST = 8
"""Brackets within brackets."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in half width without white space, and where each character stands in the printed one."""

    text: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A span of the folded text in the printed one."""
        return self.at[start], self.at[end - 1] + 1


@lru_cache(maxsize=4096)
def folded(text: str) -> Folded:
    """A text folded."""
    kept: list[str] = []
    at: list[int] = []
    for n, char in enumerate(text[:_LONGEST]):
        for one in char if char.isascii() else unicodedata.normalize("NFKC", char):
            if one == "\n" or not one.isspace():
                kept.append(one)
                at.append(n)
    return Folded("".join(kept), tuple(at))


_TOKEN = re.compile(
    r"(?P<num>\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"|(?P<eq>=|≈)"
    r"|(?P<times>[*×✕✖╳∗]|(?<=[\w\u4e00-\u9fff)\]%])[xX](?=[\d(（\u4e00-\u9fff]))"
    r"|(?P<divide>÷|/(?=\d))"
    r"|(?P<plus>\+)"
    r"|(?P<minus>[-−—–~～至](?=\d))"
    r"|(?P<open>[(\[{【〔])|(?P<close>[)\]}】〕])"
    r"|(?P<sep>[,，。；;:：、!！?？\n“”\"‘’《》<>≥≤])"
    r"|(?P<text>[^\d=≈*×✕✖╳∗÷/+()\[\]{}【】〔〕,，。；;:：、!！?？\n“”\"‘’《》<>≥≤xX\-−—–~～至]+|.)"
)


@dataclass(slots=True)
class Token:
    """A piece of a text; of a pair of brackets (`group`) with what stands in it."""

    kind: str
    text: str
    start: int
    end: int
    inner: list[Token] = field(default_factory=list)


def _flat(text: str) -> list[Token]:
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "text"
        if found and kind == "text" == found[-1].kind:
            found[-1].text += match[0]
            found[-1].end = match.end()
        else:
            found.append(Token(kind, match[0], match.start(), match.end()))
    return found


def tokens_of(text: str) -> list[Token]:
    """The tokens of a folded text, with what stands in brackets as one token each."""
    tokens = _flat(text)
    stack: list[list[Token]] = [[]]
    opened: list[Token] = []
    for token in tokens:
        if token.kind == "open" and len(stack) < _DEEPEST:
            opened.append(token)
            stack.append([])
        elif token.kind == "close" and opened:
            first, inner = opened.pop(), stack.pop()
            stack[-1].append(Token("group", "", first.start, token.end, inner))
        else:
            stack[-1].append(
                Token("sep", token.text, token.start, token.end) if token.kind in ("open", "close") else token
            )
    while opened:  # a bracket that nobody closes parts what stands before it
        first, inner = opened.pop(), stack.pop()
        stack[-1] += [Token("sep", first.text, first.start, first.end), *inner]
    return stack[0]
