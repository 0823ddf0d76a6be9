"""How files begin that are told apart in several places, before their readers are worth importing."""

from __future__ import annotations

LOOKED_AT = 1024
"""Bytes that are enough to tell: some programs write a few before the first line of a PDF."""


def is_pdf(head: bytes) -> bool:
    """Whether a file that begins so is a PDF."""
    return b"%PDF-" in head[:LOOKED_AT]
