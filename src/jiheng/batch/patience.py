"""How long one file may take."""

from __future__ import annotations

from jiheng.batch.files import Found

SECONDS = 60.0
"""How long one file may take."""
SECONDS_OF_PAGES = 900.0
"""How long one may take that can hold many scanned pages, at some three seconds each."""
_OF_PAGES = (".pdf", ".tif", ".tiff")


def allowed(found: Found, seconds: float | None) -> float:
    """The time for a file; `seconds` is what the user wants, if anything."""
    if seconds is not None:
        return seconds
    return SECONDS_OF_PAGES if found.path.suffix.lower() in _OF_PAGES else SECONDS
